//! Sine and cosine at lane speed.
//!
//! The nearest multiple of pi/2 is subtracted in three steps that keep what they round off
//! (Cody and Waite), then both functions of the rest, at most pi/4, are polynomials; the multiple
//! says which of them it is, and its sign.

use super::bits::{SHIFT, polynomial, sign, signed};
use super::dispatch::value1;
use super::lanes::{Lane1, Madd};
use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};

/// pi/2 in three parts. The second has 33 bits, so that its multiples up to 2^20 are exact.
const HALF_PI: [f64; 3] = [FRAC_PI_2, 6.12323399538461e-17, 3.5215598651832e-27];
/// Up to here the multiple of pi/2 is below 2^20. No double up to here is closer than 2^-60 to a
/// multiple of pi/2, so that the rest keeps all its digits.
const LARGEST: f64 = 1.5e6;

// tools/kernels/circular.py sin cos
const SIN_FIRST: f64 = -0.1666666666666663;
const SIN: [f64; 5] = [
    0.008333333333321844,
    -0.00019841269829363222,
    2.755731354067952e-06,
    -2.505073480443702e-08,
    1.589546170780203e-10,
];
const COS: [f64; 6] = [
    0.041666666666666595,
    -0.0013888888888873307,
    2.4801587288965172e-05,
    -2.755731420304214e-07,
    2.087570313182603e-09,
    -1.1358616484355654e-11,
];

/// A number less its nearest multiple of pi/2: `high + low`, and the multiple in the low bits.
#[inline(always)]
pub(super) fn reduced<M: Madd>(x: f64) -> (f64, f64, u64) {
    let shifted = M::madd(x, FRAC_2_PI, SHIFT);
    let n = shifted - SHIFT;
    let first = M::residual(x, n, HALF_PI[0]);
    let second = n * HALF_PI[1];
    let high = first - second;
    let low = (first - high) - second;
    (high, M::madd(-n, HALF_PI[2], low), shifted.to_bits())
}

/// Sine of `r + low`, `|r| <= pi/4`, as a sum of two numbers.
#[inline(always)]
pub(super) fn sin_of_rest<M: Madd>(r: f64, low: f64) -> (f64, f64) {
    let z = r * r;
    let low = M::madd(-(0.5 * z), low, low);
    // The first coefficient comes last, so that the others' roundings count less.
    let curve = M::madd(z, polynomial::<M, 5>(z, &SIN), SIN_FIRST);
    (r, M::madd(r * z, curve, low))
}

/// Cosine of `r + low`, `|r| <= pi/4`, as a sum of two numbers.
#[inline(always)]
pub(super) fn cos_of_rest<M: Madd>(r: f64, low: f64) -> (f64, f64) {
    let z = r * r;
    let half = 0.5 * z;
    let high = 1.0 - half;
    let rest = M::madd(-r, low, (1.0 - high) - half);
    (high, M::madd(z * z, polynomial::<M, 6>(z, &COS), rest))
}

/// Sine and cosine.
#[inline(always)]
pub(super) fn pair<M: Madd>(x: f64) -> (f64, f64) {
    let (r, low, n) = reduced::<M>(x);
    let (high, tail) = sin_of_rest::<M>(r, low);
    // The sign of a zero is lost in the sum.
    let sin = signed(high + tail, sign(r));
    let (high, tail) = cos_of_rest::<M>(r, low);
    let cos = high + tail;
    let odd = n & 1 != 0;
    let (a, b) = if odd { (cos, sin) } else { (sin, cos) };
    let flip = |value: f64, n: u64| f64::from_bits(value.to_bits() ^ ((n & 2) << 62));
    (flip(a, n), flip(b, n.wrapping_add(1)))
}

/// Sine.
#[derive(Clone, Copy, Debug)]
pub struct Sin;

impl Lane1 for Sin {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        pair::<M>(x).0
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        x.abs() <= LARGEST
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_sin(x)
    }
}

/// Cosine.
#[derive(Clone, Copy, Debug)]
pub struct Cos;

impl Lane1 for Cos {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        pair::<M>(x).1
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        x.abs() <= LARGEST
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_cos(x)
    }
}

/// Sine.
pub extern "C" fn sin(x: f64) -> f64 {
    value1::<Sin>(x)
}

/// Cosine.
pub extern "C" fn cos(x: f64) -> f64 {
    value1::<Cos>(x)
}
