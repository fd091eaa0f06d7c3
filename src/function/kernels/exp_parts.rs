//! The exponential before its parts are put together, for kernels that need more than its value.

use super::bits::{SHIFT, polynomial};
use super::lanes::Madd;
use std::f64::consts::LOG2_E;

/// log(2) in two parts. The first has 41 bits, so that its multiples up to 2^12 are exact.
pub(super) const LN_2_HIGH: f64 = 0.6931471805601177;
pub(super) const LN_2_LOW: f64 = -1.7239444525614835e-13;

// tools/kernels/circular.py expm1
const EXPM1: [f64; 10] = [
    0.16666666666666677,
    0.041666666666666574,
    0.00833333333332208,
    0.0013888888888942813,
    0.000198412698851723,
    2.4801587198207073e-05,
    2.75572450347989e-06,
    2.755738678839887e-07,
    2.510878585872805e-08,
    2.0879077410947e-09,
];

/// A number less its nearest multiple `n` of log(2): `r + low`, and `n` in the low bits.
#[inline(always)]
pub(super) fn reduced<M: Madd>(x: f64) -> (f64, f64, u64) {
    let shifted = M::madd(x, LOG2_E, SHIFT);
    let n = shifted - SHIFT;
    let first = M::madd(-n, LN_2_HIGH, x);
    let second = n * LN_2_LOW;
    let r = first - second;
    (r, (first - r) - second, shifted.to_bits())
}

/// `exp(r + low) - 1 - r` for `|r| <= log(2)/2`.
#[inline(always)]
pub(super) fn tail<M: Madd>(r: f64, low: f64) -> f64 {
    let square = r * r;
    let curve = M::madd(polynomial::<M, 10>(r, &EXPM1), r, 0.5);
    M::madd(square, curve, M::madd(low, r, low))
}

/// `2^(n + bias)` for `n` from [`reduced`], as long as it is a normal number.
#[inline(always)]
pub(super) fn power(n: u64, bias: u64) -> f64 {
    f64::from_bits(n.wrapping_add(bias.wrapping_add(1023)) << 52)
}
