//! Exponentials at lane speed: `exp`, `exp2`, `expm1`.
//!
//! `x = n*ln 2 + r` with an integer `n` and `|r| <= ln(2)/2`; then `exp(x) = 2^n * exp(r)`, and
//! `exp(r)` is a polynomial of least error (tools/kernels/minimax.py). Everything is one straight
//! line, for NaN, infinities and results below the smallest normal number too.

use super::bits::{SHIFT, polynomial};
use super::dispatch::{Lanes, Level, value1};
use super::lanes::{Fused, Lane1, Madd, Split};

/// Exponential.
pub extern "C" fn exp(x: f64) -> f64 {
    value1::<Exp>(x)
}

/// `2^x`.
pub extern "C" fn exp2(x: f64) -> f64 {
    value1::<Exp2>(x)
}

/// `exp(x) - 1`.
pub extern "C" fn expm1(x: f64) -> f64 {
    value1::<Expm1>(x)
}

/// [`exp2`] over slices.
pub const EXP2: Lanes = Lanes::unary::<Exp2>();

/// `ln 2` in two parts; integers below `2^11` times the first are exact.
pub(super) const LN2_HIGH: f64 = 0.693_147_180_560_117_7;
/// The rest of `ln 2`.
pub(super) const LN2_LOW: f64 = -1.723_944_452_561_483_5e-13;

/// Above, the exponential overflows.
const OVERFLOW: f64 = 709.782_712_893_384;
/// Below, the exponential is smaller than the normal numbers.
const SUBNORMAL: f64 = -708.396_418_532_264_1;
/// Below, twice the exponential is.
const SUBNORMAL_TWICE: f64 = -709.089_565_712_824;
/// From here down the exponential is 0.
const ZERO: f64 = -746.0;
/// Small results are computed `2^LIFT` times too large.
const LIFT: u64 = 64;
/// The sum with this, `2^(LIFT - 1022)`, rounds a lifted result where a subnormal number ends.
const LAST: f64 = f64::from_bits((LIFT + 1) << 52);

/// A number below the normal ones from what it is `2^LIFT` times; a multiplication would do, but
/// processors take a hundred times longer for it.
#[inline(always)]
fn lowered(value: f64) -> f64 {
    f64::from_bits((value + LAST).to_bits().wrapping_sub(LAST.to_bits()))
}

/// `x` as `n*ln 2 + r`: the sum of [`SHIFT`] and `n`, and `r` as a sum of two doubles.
#[inline(always)]
pub(super) fn reduce<M: Madd>(x: f64) -> (f64, f64, f64) {
    let shifted = M::madd(x, std::f64::consts::LOG2_E, SHIFT);
    let n = shifted - SHIFT;
    let exact = M::madd(n, -LN2_HIGH, x);
    let rest = n * LN2_LOW;
    let r = exact - rest;
    (shifted, r, (exact - r) - rest)
}

/// `(exp(r) - 1 - r)/r^2` for `|r| <= ln(2)/2`, and `r^2`.
#[inline(always)]
pub(super) fn second_order<M: Madd>(r: f64) -> (f64, f64) {
    (polynomial::<M, 11>(r, &EXP_COEFFICIENTS), r * r)
}

const EXP_COEFFICIENTS: [f64; 11] = [
    0.5,
    0.166_666_666_666_666_77,
    0.041_666_666_666_666_7,
    0.008_333_333_333_321_558,
    0.001_388_888_888_886_671,
    0.000_198_412_698_863_222_63,
    2.480_158_736_079_907_5e-05,
    2.755_724_399_966_717_7e-06,
    2.755_724_255_554_768_3e-07,
    2.510_911_397_910_086_5e-08,
    2.092_450_568_536_951_6e-09,
];

/// `2^n` times a number of size 1/4 to 4, by its exponent; `shifted` is `n + SHIFT`.
#[inline(always)]
fn scale(value: f64, shifted: u64) -> f64 {
    f64::from_bits(value.to_bits().wrapping_add(shifted << 52))
}

/// `2^n` times `value`, a number of size about 1, for results of any size; `shifted` is `n + SHIFT`
/// with `n <= 1024`, and `small` holds at least where the result is below the normal numbers.
#[inline(always)]
pub(super) fn scale_widely(value: f64, shifted: f64, small: bool) -> f64 {
    let lift = if small { LIFT } else { 0 };
    // The last doubling overflows as it should.
    let value = 2.0 * scale(value, shifted.to_bits().wrapping_add(lift).wrapping_sub(1));
    let normal = f64::from_bits(value.to_bits().wrapping_sub(lift << 52));
    if small & (value < LAST) {
        lowered(value)
    } else {
        normal
    }
}

/// Up to here the exponential of minus a number is normal.
pub(super) const LONGEST: f64 = 708.0;

/// `exp(-size)` for `size` from 0 to [`LONGEST`], as a sum of two doubles.
#[inline(always)]
pub(super) fn decay<M: Madd>(size: f64) -> (f64, f64) {
    let (shifted, change) = if M::FUSED {
        let shifted = M::madd(size, -std::f64::consts::LOG2_E, SHIFT);
        let n = shifted - SHIFT;
        let r = M::madd(n, -LN2_LOW, M::madd(n, -LN2_HIGH, -size));
        let (second, square) = second_order::<M>(r);
        (shifted, M::madd(square, second, r))
    } else {
        let (shifted, r, r_low) = reduce::<M>(-size);
        let (second, square) = second_order::<M>(r);
        (shifted, r + M::madd(square, second, r_low))
    };
    let high = 1.0 + change;
    let low = (1.0 - high) + change;
    let n = shifted.to_bits() << 52;
    let power = f64::from_bits(n.wrapping_add(1.0f64.to_bits()));
    (f64::from_bits(high.to_bits().wrapping_add(n)), low * power)
}

/// `2^n` times a number of size about 1, where it does not overflow; anything for NaN. `small`
/// tells that the result is below the normal numbers.
#[inline(always)]
fn finish(value: f64, shifted: f64, small: bool) -> f64 {
    let lift = if small { LIFT } else { 0 };
    let value = scale(value, shifted.to_bits().wrapping_add(lift));
    if small { lowered(value) } else { value }
}

/// [`exp`].
#[derive(Clone, Copy, Debug)]
pub struct Exp;

/// [`exp`], or twice that.
#[inline(always)]
fn of<M: Madd>(x: f64, twice: bool) -> f64 {
    let bounded = if x < ZERO { ZERO } else { x };
    let (shifted, value) = if M::FUSED {
        // Fewer operations, for the same error: the last products are not rounded.
        let shifted = M::madd(bounded, std::f64::consts::LOG2_E, SHIFT);
        let n = shifted - SHIFT;
        let r = M::madd(n, -LN2_LOW, M::madd(n, -LN2_HIGH, bounded));
        let (second, _) = second_order::<M>(r);
        (shifted, M::madd(r, M::madd(r, second, 1.0), 1.0))
    } else {
        let (shifted, r, r_low) = reduce::<M>(bounded);
        let (second, square) = second_order::<M>(r);
        (shifted, 1.0 + (r + M::madd(square, second, r_low)))
    };
    let value = if twice {
        finish(value, shifted + 1.0, x < SUBNORMAL_TWICE)
    } else {
        finish(value, shifted, x < SUBNORMAL)
    };
    if x <= OVERFLOW {
        value
    } else {
        x * f64::INFINITY
    }
}

/// `2*exp(x)` for `x` below 709, rounded once where that is below the normal numbers.
pub(super) fn twice_exp(x: f64) -> f64 {
    if Level::best() == Level::Baseline {
        of::<Split>(x, true)
    } else {
        of::<Fused>(x, true)
    }
}

impl Lane1 for Exp {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        of::<M>(x, false)
    }

    #[inline(always)]
    fn common(_: f64) -> bool {
        true
    }

    // Never taken.
    fn slow(x: f64) -> f64 {
        x
    }
}

/// [`exp2`].
#[derive(Clone, Copy, Debug)]
pub struct Exp2;

/// What the double nearest to `ln 2` lacks.
const LN2_REST: f64 = 2.319_046_813_846_299_6e-17;

const EXP2_COEFFICIENTS: [f64; 11] = [
    0.240_226_506_959_100_72,
    0.055_504_108_664_821_64,
    0.009_618_129_107_628_345,
    0.001_333_355_814_640_238_6,
    0.000_154_035_303_936_329_27,
    1.525_273_384_640_137_7e-05,
    1.321_548_659_042_318_8e-06,
    1.017_805_486_371_652_5e-07,
    7.054_978_846_361_562e-09,
    4.456_170_476_968_621_5e-10,
    2.561_676_255_180_004_7e-11,
];

impl Lane1 for Exp2 {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        // From -1080 down the value is 0.
        let bounded = if x < -1080.0 { -1080.0 } else { x };
        let shifted = bounded + SHIFT;
        let r = bounded - (shifted - SHIFT);
        let second = polynomial::<M, 11>(r, &EXP2_COEFFICIENTS);
        let first = r * std::f64::consts::LN_2;
        let first_low = M::madd(r, LN2_REST, M::rest(r, std::f64::consts::LN_2, first));
        let value = 1.0 + (first + M::madd(r * r, second, first_low));
        let value = finish(value, shifted, x < -1022.0);
        if x < 1024.0 { value } else { x * f64::INFINITY }
    }

    #[inline(always)]
    fn common(_: f64) -> bool {
        true
    }

    // Never taken.
    fn slow(x: f64) -> f64 {
        x
    }
}

/// [`expm1`].
///
/// `2^n*(1 - 2^-n + expm1(r))`, the sum with what its rounding loses.
#[derive(Clone, Copy, Debug)]
pub struct Expm1;

impl Lane1 for Expm1 {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        // Below, the value is -1.
        let bounded = if x < -40.0 { -40.0 } else { x };
        let (shifted, r, r_low) = reduce::<M>(bounded);
        let n = shifted - SHIFT;
        let (second, square) = second_order::<M>(r);
        // Above 2^100 the 1 is lost anyway.
        let capped = if n > 100.0 { 100.0 + SHIFT } else { shifted };
        let inverse = f64::from_bits(1023u64.wrapping_sub(capped.to_bits()) << 52);
        let base = 1.0 - inverse;
        let base_low = (1.0 - base) - inverse;
        let high = base + r;
        let low = ((base - high) + r) + base_low;
        let value = high + (low + M::madd(square, second, M::madd(r, r_low, r_low)));
        let value = scale(value, shifted.to_bits());
        let value = if x <= OVERFLOW {
            value
        } else {
            x * f64::INFINITY
        };
        // The sign of a zero.
        value.copysign(x)
    }

    #[inline(always)]
    fn common(_: f64) -> bool {
        true
    }

    // Never taken.
    fn slow(x: f64) -> f64 {
        x
    }
}
