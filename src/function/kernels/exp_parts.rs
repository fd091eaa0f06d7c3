//! The exponential before its parts are put together, for kernels that need more than its value.

use super::bits::polynomial;
use super::exp::reduce;
use super::lanes::Madd;

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
    let (shifted, r, low) = reduce::<M>(x);
    (r, low, shifted.to_bits())
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
