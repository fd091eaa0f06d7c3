//! The arithmetic that programs are made of, defined once for folding and every backend.

use super::program::Order;
use crate::function::kernels::pow::pow;

/// `x` to the power `n` by repeated multiplication.
///
/// The sequence is fixed: the bits of `n` from the highest down, a squaring for each and a
/// multiplication by `x` for each 1 below the highest. Each multiplication rounds, so the relative
/// error is below `n` rounding errors.
#[inline]
pub fn power_integer(x: f64, n: u32) -> f64 {
    if n == 0 {
        return 1.0;
    }
    let mut result = x;
    let mut bit = 1u32 << (31 - n.leading_zeros());
    while bit > 1 {
        bit >>= 1;
        result *= result;
        if n & bit != 0 {
            result *= x;
        }
    }
    result
}

/// `x` to the power `y` as IEEE 754 has it: 1 for `y` = 0, NaN for a negative `x` with a
/// fractional `y`.
#[inline]
pub fn power(x: f64, y: f64) -> f64 {
    pow(x, y)
}

/// Whether a number counts as true: it is neither 0 nor NaN.
#[inline]
pub fn truth(x: f64) -> bool {
    x.abs() > 0.0
}

/// True as a number.
#[inline]
pub fn number(truth: bool) -> f64 {
    if truth { 1.0 } else { 0.0 }
}

/// A comparison, 1 or 0. With a NaN it is 0, `!=` included.
#[inline]
pub fn compare(order: Order, a: f64, b: f64) -> f64 {
    number(match order {
        Order::Less => a < b,
        Order::LessEqual => a <= b,
        Order::Greater => a > b,
        Order::GreaterEqual => a >= b,
        Order::Equal => a == b,
        Order::NotEqual => (a < b) | (a > b),
    })
}

/// How many terms a sum from `first` to `last` has; nothing if the bounds are not integers or
/// the sum is longer than [`MAX_TERMS`].
#[inline]
pub fn terms(first: f64, last: f64) -> Option<u32> {
    // Beyond, the next integer is not a double.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let integers =
        first.abs() <= EXACT && last.abs() <= EXACT && first.fract() == 0.0 && last.fract() == 0.0;
    if !integers {
        return None;
    }
    let count = last - first + 1.0;
    if count <= 0.0 {
        Some(0)
    } else if count <= f64::from(MAX_TERMS) {
        Some(count as u32)
    } else {
        None
    }
}

/// The most terms of a sum over an index.
pub const MAX_TERMS: u32 = 10_000_000;

/// The most instructions that the loops of one evaluation may run, seconds of work; sums beyond
/// are NaN.
pub const MAX_LOOP_WORK: u64 = 1_000_000_000;
