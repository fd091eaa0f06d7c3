//! Roots and the length of a vector, at lane speed.

use super::bits::SHIFT;
use super::dispatch::{value1, value2};
use super::lanes::{Fused, Lane1, Lane2, Madd};

/// Square root, the machine's own: correctly rounded.
pub extern "C" fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// Real cube root.
pub extern "C" fn cbrt(x: f64) -> f64 {
    value1::<Cbrt>(x)
}

/// `sqrt(x^2 + y^2)`; infinite if an argument is, even beside NaN.
pub extern "C" fn hypot(x: f64, y: f64) -> f64 {
    value2::<Hypot>(x, y)
}

/// `m^(-1/3)` for `m` between 1 and 2, to 17 bits (tools/kernels/minimax.py).
const COEFFICIENTS: [f64; 6] = [
    1.781_057_609_385_985_6,
    -1.566_028_320_420_217_2,
    1.243_784_836_429_217_4,
    -0.597_872_186_061_345_4,
    0.156_071_303_183_635_13,
    -0.017_018_991_041_641_663,
];

const SIGN: u64 = 1 << 63;
const FRACTION: u64 = (1 << 52) - 1;
/// `2^(1/3)` and its inverse.
const ROOT_OF_2: f64 = 1.259_921_049_894_873_2;
const ROOT_OF_HALF: f64 = 0.793_700_525_984_099_7;

/// [`cbrt`].
///
/// `|x| = 8^q * a` with `a` between 1/2 and 4. A polynomial and a Newton step give `a^(-1/3)`
/// without a division; a Newton step for the root itself gets the last digits.
#[derive(Clone, Copy, Debug)]
pub struct Cbrt;

impl Lane1 for Cbrt {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let bits = x.to_bits() & !SIGN;
        let m = f64::from_bits((bits & FRACTION) | 1.0f64.to_bits());
        // The exponent as the last digits of a number of size 2^52.
        let exponent = f64::from_bits((bits >> 52) | 0x4330_0000_0000_0000)
            - (4_503_599_627_370_496.0 + 1023.0);
        let shifted = M::madd(exponent, 1.0 / 3.0, SHIFT);
        let rest = M::madd(shifted - SHIFT, -3.0, exponent);
        let power = if rest < 0.0 { 0.5 } else { 1.0 };
        let power = if rest > 0.0 { 2.0 } else { power };
        let root = if rest < 0.0 { ROOT_OF_2 } else { 1.0 };
        let root = if rest > 0.0 { ROOT_OF_HALF } else { root };
        let a = m * power;
        let m2 = m * m;
        let pair = |k: usize| M::madd(COEFFICIENTS[k + 1], m, COEFFICIENTS[k]);
        let r = root * M::madd(M::madd(pair(4), m2, pair(2)), m2, pair(0));
        let error = M::madd(-(a * r), r * r, 1.0);
        let r = M::madd(r * error, 1.0 / 3.0, r);
        let r2 = r * r;
        let y = a * r2;
        let y2 = y * y;
        // a - y^3.
        let lack = M::madd(-M::rest(y, y, y2), y, M::residual(a, y2, y));
        let y = M::madd(lack * (1.0 / 3.0), r2, y);
        let value = y.to_bits().wrapping_add(shifted.to_bits() << 52);
        f64::from_bits(value | (x.to_bits() & SIGN))
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        let size = x.abs();
        (size >= f64::MIN_POSITIVE) & (size <= f64::MAX)
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        if x != 0.0 && x.abs() < f64::MIN_POSITIVE {
            const LIFT: f64 = (1u64 << 54) as f64;
            const LOWER: f64 = 1.0 / (1u64 << 18) as f64;
            Self::fast::<Fused>(x * LIFT) * LOWER
        } else {
            x
        }
    }
}

/// [`hypot`].
///
/// The root of the rounded sum of squares, and a correction from what the squares, the sum and the
/// root lose.
#[derive(Clone, Copy, Debug)]
pub struct Hypot;

/// Lengths between these have squares that neither overflow nor lose digits.
const SHORT: f64 = f64::from_bits((1023 - 450) << 52);
const LONG: f64 = f64::from_bits((1023 + 510) << 52);

impl Lane2 for Hypot {
    #[inline(always)]
    fn fast<M: Madd>(x: f64, y: f64) -> f64 {
        let (x, y) = (x.abs(), y.abs());
        let (a, b) = if x > y { (x, y) } else { (y, x) };
        let (a2, b2) = (a * a, b * b);
        let sum = a2 + b2;
        let low = ((a2 - sum) + b2) + (M::rest(a, a, a2) + M::rest(b, b, b2));
        let root = sum.sqrt();
        let rest = M::residual(sum, root, root) + low;
        // 1/(2*root) to two digits, by a guess at the exponent and a Newton step.
        let guess = f64::from_bits(0x7FCE_6238_22FC_16E6u64.wrapping_sub(root.to_bits()));
        let inverse = guess * M::madd(-2.0 * root, guess, 2.0);
        M::madd(rest, inverse, root)
    }

    #[inline(always)]
    fn common(x: f64, y: f64) -> bool {
        let (x, y) = (x.abs(), y.abs());
        let longer = if x > y { x } else { y };
        (x < LONG) & (y < LONG) & ((longer > SHORT) | (longer == 0.0))
    }

    #[cold]
    fn slow(x: f64, y: f64) -> f64 {
        const UP: f64 = f64::from_bits((1023 + 600) << 52);
        const DOWN: f64 = f64::from_bits((1023 - 600) << 52);
        if x.is_infinite() || y.is_infinite() {
            return f64::INFINITY;
        }
        if x.is_nan() || y.is_nan() {
            return f64::NAN;
        }
        if x.abs().max(y.abs()) < 1.0 {
            Self::fast::<Fused>(x * UP, y * UP) * DOWN
        } else {
            Self::fast::<Fused>(x * DOWN, y * DOWN) * UP
        }
    }
}
