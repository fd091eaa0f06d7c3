//! From the tape to native code: at once if asked for, by itself when a function is called often.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use super::Function;
use super::jit::{Native, NativeError};
use super::program::Program;

/// The native code of a function, and the way there.
#[derive(Debug)]
pub(super) struct Tier {
    calls: AtomicU32,
    /// After how many calls native code is made; never for 0.
    after: u32,
    native: OnceLock<Result<Native, NativeError>>,
}

impl Tier {
    /// On the tape until so many calls.
    pub fn new(after: u32) -> Self {
        Tier {
            calls: AtomicU32::new(0),
            after,
            native: OnceLock::new(),
        }
    }

    /// Counts a call; the native code, if it is there or worth its time from now on.
    #[inline]
    pub fn call(&self, program: &Program) -> Option<&Native> {
        if let Some(native) = self.native.get() {
            return native.as_ref().ok();
        }
        // Calls that several threads count at once may be lost, which does not matter.
        let calls = self.calls.load(Ordering::Relaxed).saturating_add(1);
        self.calls.store(calls, Ordering::Relaxed);
        if calls == self.after {
            self.native(program).as_ref().ok()
        } else {
            None
        }
    }

    #[cold]
    fn native(&self, program: &Program) -> &Result<Native, NativeError> {
        self.native.get_or_init(|| Native::new(program))
    }
}

impl Function {
    /// The function as native code, which is compiled when it is first asked for. Calls of the
    /// function use it from then on.
    ///
    /// # Cost
    /// The first time some microseconds an instruction.
    ///
    /// # Errors
    /// As for [`Native::new`].
    pub fn native(&self) -> Result<&Native, NativeError> {
        self.tier()
            .native(self.program())
            .as_ref()
            .map_err(Clone::clone)
    }
}
