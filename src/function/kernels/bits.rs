//! Pieces that lane kernels share: signs, rounding, polynomials, sums with their rest.

use super::lanes::Madd;

/// Added to a number below 2^51 it rounds it to an integer, which then stands in the low bits.
pub(super) const SHIFT: f64 = 6_755_399_441_055_744.0;
/// The bit of the sign.
const SIGN: u64 = 1 << 63;

/// The sign of a number, as a bit in its place.
#[inline(always)]
pub(super) fn sign(x: f64) -> u64 {
    x.to_bits() & SIGN
}

/// A number that is positive or a zero, with a sign.
#[inline(always)]
pub(super) fn signed(size: f64, sign: u64) -> f64 {
    f64::from_bits(size.to_bits() | sign)
}

/// `c[0] + c[1]*x + c[2]*x^2 + …`, by groups of two or four coefficients: short chains of
/// operations that wait for each other.
#[inline(always)]
pub(super) fn polynomial<M: Madd, const N: usize>(x: f64, c: &[f64; N]) -> f64 {
    let square = x * x;
    let pair = |k: usize| {
        if k + 1 < N {
            M::madd(c[k + 1], x, c[k])
        } else {
            c[k]
        }
    };
    if N <= 6 {
        let last = (N - 1) / 2;
        let mut sum = pair(2 * last);
        for k in (0..last).rev() {
            sum = M::madd(sum, square, pair(2 * k));
        }
        return sum;
    }
    let group = |k: usize| {
        if k + 2 < N {
            M::madd(pair(k + 2), square, pair(k))
        } else {
            pair(k)
        }
    };
    let fourth = square * square;
    let last = (N - 1) / 4;
    let mut sum = group(4 * last);
    for k in (0..last).rev() {
        sum = M::madd(sum, fourth, group(4 * k));
    }
    sum
}

/// The rounded sum and what rounding lost, if `a` is the larger or a multiple of the last place
/// of `b`, or zero.
#[inline(always)]
pub(super) fn sum(a: f64, b: f64) -> (f64, f64) {
    let high = a + b;
    (high, (a - high) + b)
}

/// `(n + n_low)/(d + d_low)` as a rounded quotient and its rest.
#[inline(always)]
pub(super) fn quotient<M: Madd>(n: f64, n_low: f64, d: f64, d_low: f64) -> (f64, f64) {
    let reciprocal = 1.0 / d;
    let q = n * reciprocal;
    let rest = M::residual(n, q, d) + M::madd(-q, d_low, n_low);
    (q, rest * reciprocal)
}

/// The square root of `x + low`, `x >= 0`, and its rest.
#[inline(always)]
pub(super) fn root<M: Madd>(x: f64, low: f64) -> (f64, f64) {
    let root = x.sqrt();
    // The rest has to be right to a few hundredths: a reciprocal from the exponent and one step of
    // Newton's is enough, and much faster than a division.
    let guess = f64::from_bits(0x7FDE_6238_22FC_16E6_u64.wrapping_sub(root.to_bits()));
    let reciprocal = guess * M::madd(-root, guess, 2.0);
    let rest = M::residual(x, root, root) + low;
    (root, rest * (0.5 * reciprocal))
}
