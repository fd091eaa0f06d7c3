//! The block interpreter compiled for each width of vectors, and the choice among them.

#![allow(unsafe_code)]

use super::block::run::{Outputs, run};
use super::block::{LANES, Slots};
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
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `Level::best` has found the features.
        Level::Bits256 => unsafe { run_256(slots, program, outputs) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
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

/// Adds rows to sums, in turns; at this machine's best level, with the same result at each.
pub(super) fn add_rows(sums: &mut [f64; LANES], rows: &[f64]) {
    match Level::best() {
        Level::Baseline => add(sums, rows),
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `Level::best` has found the features.
        _ => unsafe { add_256(sums, rows) },
        #[cfg(not(target_arch = "x86_64"))]
        _ => add(sums, rows),
    }
}

#[inline(always)]
fn add(sums: &mut [f64; LANES], rows: &[f64]) {
    for rows in rows.chunks(LANES) {
        for (sum, &row) in sums.iter_mut().zip(rows) {
            *sum += row;
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn add_256(sums: &mut [f64; LANES], rows: &[f64]) {
    add(sums, rows);
}
