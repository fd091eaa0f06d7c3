//! Native code in memory: made executable, called, and freed with its last owner.

#![allow(unsafe_code)]

use std::sync::Mutex;

use cranelift_jit::JITModule;
use cranelift_module::{FuncId, Module};

/// A compiled piece of a program: reads numbers at the first place and writes at the second.
type Entry = unsafe extern "C" fn(*const f64, *mut f64);

/// Native code, one function after the other.
pub(super) struct Code {
    entries: Vec<Entry>,
    /// How many numbers the functions read and write.
    reads: usize,
    writes: usize,
    /// Owns the memory. Nothing but the end of its life is asked of it.
    module: Mutex<Option<JITModule>>,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Code")
            .field("functions", &self.entries.len())
            .finish_non_exhaustive()
    }
}

impl Code {
    /// Takes a module whose functions are finished. Each of them was made by
    /// [`translate`](super::translate): its signature is [`Entry`]'s, it reads no more than `reads`
    /// numbers and writes no more than `writes`.
    pub fn new(module: JITModule, functions: &[FuncId], reads: usize, writes: usize) -> Self {
        debug_assert_eq!(module.isa().pointer_bytes() as usize, size_of::<usize>());
        let entries = functions.iter().map(|&function| {
            let address = module.get_finalized_function(function);
            // SAFETY: the address is that of a finished function with this signature and the
            // calling convention of C; the module, and with it the code, lives as long as `self`.
            unsafe { std::mem::transmute::<*const u8, Entry>(address) }
        });
        Code {
            entries: entries.collect(),
            reads,
            writes,
            module: Mutex::new(Some(module)),
        }
    }

    /// Runs all functions in order. Does nothing if a slice is too short.
    #[inline]
    pub fn call(&self, numbers: &[f64], out: &mut [f64]) {
        if numbers.len() < self.reads || out.len() < self.writes {
            return;
        }
        for entry in &self.entries {
            // SAFETY: the slices hold as many numbers as the functions read and write. They read
            // and write nothing else and call only kernels, which take and return numbers.
            unsafe { entry(numbers.as_ptr(), out.as_mut_ptr()) };
        }
    }

    /// Runs all functions on one slice that they read and write.
    #[inline]
    pub fn call_in_place(&self, numbers: &mut [f64]) {
        if numbers.len() < self.reads.max(self.writes) {
            return;
        }
        let place = numbers.as_mut_ptr();
        for entry in &self.entries {
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
