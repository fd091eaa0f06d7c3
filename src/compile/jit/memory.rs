//! Native code in memory: made executable, called, and freed with its last owner.

#![allow(unsafe_code)]

use std::sync::Mutex;

use cranelift_jit::JITModule;
use cranelift_module::FuncId;

/// A compiled piece of a program: reads numbers at the first place and writes at the second. What
/// it returns matters only for a whole program: the first output, which is not written if it is
/// the only one.
type Entry = unsafe extern "C" fn(*const f64, *mut f64) -> f64;

/// Native code, one function after the other.
pub(super) struct Code {
    first: Entry,
    rest: Vec<Entry>,
    /// How many numbers the functions read and write.
    reads: usize,
    writes: usize,
    /// Owns the memory. Nothing but the end of its life is asked of it.
    module: Mutex<Option<JITModule>>,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Code")
            .field("functions", &(1 + self.rest.len()))
            .finish_non_exhaustive()
    }
}

impl Code {
    /// Takes a module whose functions are finished. Each of them was made by
    /// [`translate`](super::translate): its signature is [`Entry`]'s, it reads no more than `reads`
    /// numbers and writes no more than `writes`. Nothing if there are no functions.
    pub fn new(
        module: JITModule,
        functions: &[FuncId],
        reads: usize,
        writes: usize,
    ) -> Option<Self> {
        let mut entries = functions.iter().map(|&function| {
            let address = module.get_finalized_function(function);
            // SAFETY: the address is that of a finished function with this signature and the
            // calling convention of C; the module, and with it the code, lives as long as `self`.
            unsafe { std::mem::transmute::<*const u8, Entry>(address) }
        });
        let first = entries.next()?;
        let rest = entries.collect();
        Some(Code {
            first,
            rest,
            reads,
            writes,
            module: Mutex::new(Some(module)),
        })
    }

    /// Runs the first function, which is a whole program; what it returns. NaN if a slice is too
    /// short.
    #[inline]
    pub fn call(&self, numbers: &[f64], out: &mut [f64]) -> f64 {
        if numbers.len() < self.reads || out.len() < self.writes {
            return f64::NAN;
        }
        // SAFETY: the slices hold as many numbers as the function reads and writes. It reads and
        // writes nothing else and calls only kernels, which take and return numbers.
        unsafe { (self.first)(numbers.as_ptr(), out.as_mut_ptr()) }
    }

    /// Runs all functions on one slice that they read and write; does nothing if it is too short.
    pub fn call_in_place(&self, numbers: &mut [f64]) {
        if numbers.len() < self.reads.max(self.writes) {
            return;
        }
        let place = numbers.as_mut_ptr();
        for entry in std::iter::once(&self.first).chain(&self.rest) {
            // SAFETY: as above; both places are the same, and the functions use the second alone.
            unsafe { entry(place.cast_const(), place) };
        }
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        let module = match self.module.get_mut() {
            Ok(module) => module.take(),
            Err(poisoned) => poisoned.into_inner().take(),
        };
        if let Some(module) = module {
            // SAFETY: the entries go with `self`, and nobody else has an address in this code.
            unsafe { module.free_memory() };
        }
    }
}
