//! The block interpreter compiled for each width of vectors, and the choice among them.

#![allow(unsafe_code)]

use super::block::Slots;
use super::block::run::{Outputs, run};
use super::program::Program;
use crate::function::kernels::dispatch::Level;

/// Runs a block at this machine's best level. See [`run`].
pub(super) fn run_block(
    slots: &mut Slots<'_>,
    program: &Program,
    outputs: &mut Outputs<'_, '_>,
) -> bool {
    match Level::best() {
        Level::Baseline => run(slots, program, outputs),
        // SAFETY: `Level::best` has found the features.
        #[cfg(target_arch = "x86_64")]
        Level::Bits256 => unsafe { run_256(slots, program, outputs) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Bits512 => unsafe { run_512(slots, program, outputs) },
        #[cfg(not(target_arch = "x86_64"))]
        _ => run(slots, program, outputs),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_256(slots: &mut Slots<'_>, program: &Program, outputs: &mut Outputs<'_, '_>) -> bool {
    run(slots, program, outputs)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")]
fn run_512(slots: &mut Slots<'_>, program: &Program, outputs: &mut Outputs<'_, '_>) -> bool {
    run(slots, program, outputs)
}
