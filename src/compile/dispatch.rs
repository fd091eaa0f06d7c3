//! The block interpreter and sums over rows compiled for each width of vectors, and the choice
//! among them.

#![allow(unsafe_code)]

use super::block::run::{Outputs, run};
use super::block::{LANES, Slots};
use super::program::Program;
use crate::function::kernels::dispatch::Level;

/// A function that does the work of another at this machine's best level.
macro_rules! at_best_level {
    ($(#[$doc:meta])* $access:vis fn $name:ident($($argument:ident: $kind:ty),*) $(-> $result:ty)? = $work:ident) => {
        $(#[$doc])*
        $access fn $name($($argument: $kind),*) $(-> $result)? {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            fn bits256($($argument: $kind),*) $(-> $result)? {
                $work($($argument),*)
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")]
            fn bits512($($argument: $kind),*) $(-> $result)? {
                $work($($argument),*)
            }
            match Level::best() {
                Level::Baseline => $work($($argument),*),
                #[cfg(target_arch = "x86_64")]
                // SAFETY: `Level::best` has found the features.
                Level::Bits256 => unsafe { bits256($($argument),*) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: as above.
                Level::Bits512 => unsafe { bits512($($argument),*) },
                #[cfg(not(target_arch = "x86_64"))]
                _ => $work($($argument),*),
            }
        }
    };
}

at_best_level! {
    /// Runs a block. See [`run`].
    pub(super) fn run_block(slots: &mut Slots<'_>, program: &Program, outputs: &mut Outputs<'_, '_>) -> bool = run
}

at_best_level! {
    /// Adds rows to sums, in turns; with the same result at each level.
    pub(super) fn add_rows(sums: &mut [f64; LANES], rows: &[f64]) = add
}

at_best_level! {
    /// The sum of the products of numbers in two columns of one length: in strands that the machine
    /// adds side by side, in the same order at each level.
    pub(crate) fn sum_of_products(a: &[f64], b: &[f64]) -> f64 = products
}

at_best_level! {
    /// Takes a multiple of one column from another of its length; with the same result at each
    /// level.
    pub(crate) fn subtract_multiple(from: &mut [f64], factor: f64, column: &[f64]) = subtract
}

#[inline(always)]
fn add(sums: &mut [f64; LANES], rows: &[f64]) {
    for rows in rows.chunks(LANES) {
        for (sum, &row) in sums.iter_mut().zip(rows) {
            *sum += row;
        }
    }
}

#[inline(always)]
fn products(a: &[f64], b: &[f64]) -> f64 {
    const STRANDS: usize = 32;
    let mut strands = [0.0; STRANDS];
    let (mut a, mut b) = (a.chunks_exact(STRANDS), b.chunks_exact(STRANDS));
    for (a, b) in (&mut a).zip(&mut b) {
        for ((strand, a), b) in strands.iter_mut().zip(a).zip(b) {
            *strand += a * b;
        }
    }
    let rest = a.remainder().iter().zip(b.remainder());
    for (strand, (a, b)) in strands.iter_mut().zip(rest) {
        *strand += a * b;
    }
    halved(&mut strands)
}

/// The sum of a power of two of numbers, by adding the later half to the earlier.
#[inline(always)]
pub(super) fn halved(numbers: &mut [f64]) -> f64 {
    let mut width = numbers.len();
    while width > 1 {
        width /= 2;
        let (low, high) = numbers.split_at_mut(width);
        for (low, &high) in low.iter_mut().zip(high.iter()) {
            *low += high;
        }
    }
    numbers.first().copied().unwrap_or(0.0)
}

#[inline(always)]
fn subtract(from: &mut [f64], factor: f64, column: &[f64]) {
    for (from, number) in from.iter_mut().zip(column) {
        *from -= factor * number;
    }
}
