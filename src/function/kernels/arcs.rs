//! Inverse circular functions at lane speed.
//!
//! The argument is brought to a small interval by an identity, the function there is one
//! polynomial, and the result is added to a multiple of pi/2 held in two parts.

use super::bits::{polynomial, quotient, root, sign, signed, sum};
use super::dispatch::{value1, value2};
use super::lanes::{Lane1, Lane2, Madd};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// pi/2 and pi in two parts.
const HALF_PI: (f64, f64) = (FRAC_PI_2, 6.123233995736766e-17);
const WHOLE_PI: (f64, f64) = (PI, 1.2246467991473532e-16);
const NO_TURN: (f64, f64) = (0.0, 0.0);
/// From here on the inverse tangent is pi/2 to the last bit, and reciprocals are still normal.
const FAR: f64 = 1e300;

// tools/kernels/circular.py atan asin
const ATAN: [f64; 12] = [
    -0.3333333333333298,
    0.19999999999903006,
    -0.14285714276372063,
    0.1111111065890744,
    -0.09090896224246374,
    0.0769207356597987,
    -0.06663806877052514,
    0.0585827254511894,
    -0.0512188475671002,
    0.04186155837097718,
    -0.027429233985343207,
    0.010112773470937092,
];
const ASIN: [f64; 12] = [
    0.1666666666666541,
    0.07500000000336605,
    0.04464285682860635,
    0.03038195912694602,
    0.02237175826884891,
    0.017359701688258268,
    0.013885264358010765,
    0.012169028828582512,
    0.006528744043859451,
    0.019526207080540862,
    -0.01622108021273677,
    0.03191012740958034,
];

/// The angle whose tangent is `opposite/adjacent`, `0 <= opposite <= adjacent`, as a sum, less
/// pi/4 if the last number is 1.
#[inline(always)]
fn angle<M: Madd>(opposite: f64, adjacent: f64) -> ((f64, f64), f64) {
    // atan(a/b) = pi/4 + atan((a - b)/(a + b)); the difference is exact where it is used.
    let near = 2.0 * opposite > adjacent;
    let total = adjacent + opposite;
    let (above, below, below_low) = if near {
        (opposite - adjacent, total, (adjacent - total) + opposite)
    } else {
        (opposite, adjacent, 0.0)
    };
    let (t, low) = quotient::<M>(above, 0.0, below, below_low);
    let z = t * t;
    // The derivative 1/(1 + z), to a few hundredths.
    let low = M::madd(-z, low, low);
    let tail = M::madd(t * z, polynomial::<M, 12>(z, &ATAN), low);
    ((t, tail), if near { 1.0 } else { 0.0 })
}

/// `turn + turn_low` and an angle times a factor, as one rounded number.
#[inline(always)]
fn turned(turn: (f64, f64), angle: (f64, f64), factor: f64) -> f64 {
    let (high, low) = sum(turn.0, factor * angle.0);
    high + (low + (turn.1 + factor * angle.1))
}

/// The same with as many eighths of a turn before the angle.
#[inline(always)]
fn turned_eighths(turn: (f64, f64), angle: (f64, f64), eighths: f64, factor: f64) -> f64 {
    let eighths = factor * eighths;
    let (high, low) = sum(turn.0, FRAC_PI_4 * eighths);
    let low = low + (turn.1 + 0.5 * HALF_PI.1 * eighths);
    turned((high, low), angle, factor)
}

/// Inverse tangent.
#[derive(Clone, Copy, Debug)]
pub struct Atan;

impl Lane1 for Atan {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let size = x.abs();
        let size = if size > FAR { FAR } else { size };
        // atan(x) = pi/2 - atan(1/x)
        let steep = size > 1.0;
        let (opposite, adjacent) = if steep { (1.0, size) } else { (size, 1.0) };
        let (turn, factor) = if steep {
            (HALF_PI, -1.0)
        } else {
            (NO_TURN, 1.0)
        };
        let (angle, eighths) = angle::<M>(opposite, adjacent);
        signed(turned_eighths(turn, angle, eighths, factor), sign(x))
    }

    #[inline(always)]
    fn common(_: f64) -> bool {
        true
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_atan(x)
    }
}

/// The angle of the point `(x, y)`.
#[derive(Clone, Copy, Debug)]
pub struct Atan2;

impl Lane2 for Atan2 {
    #[inline(always)]
    fn fast<M: Madd>(y: f64, x: f64) -> f64 {
        let (height, width) = (y.abs(), x.abs());
        let steep = height > width;
        let left = sign(x) != 0;
        let (opposite, adjacent) = if steep {
            (width, height)
        } else {
            (height, width)
        };
        let turn = if left { WHOLE_PI } else { NO_TURN };
        let turn = if steep { HALF_PI } else { turn };
        let factor: f64 = if steep { -1.0 } else { 1.0 };
        let factor = f64::from_bits(factor.to_bits() ^ sign(x));
        let (angle, eighths) = angle::<M>(opposite, adjacent);
        signed(turned_eighths(turn, angle, eighths, factor), sign(y))
    }

    /// Where the quotient and its rest neither overflow nor underflow.
    #[inline(always)]
    fn common(y: f64, x: f64) -> bool {
        let (height, width) = (y.abs(), x.abs());
        let fits = |size: f64| (size >= 1e-140) & (size <= 1e140);
        (fits(height) & (fits(width) | (width == 0.0))) | ((height == 0.0) & fits(width))
    }

    #[cold]
    fn slow(y: f64, x: f64) -> f64 {
        let angle = pxfm::f_atan2(y, x);
        // It loses the sign of a result that underflows.
        angle.copysign(y)
    }
}

/// Inverse sine of `x >= 0`, or of what is left of it: `asin(x) = pi/2 - 2*asin(sqrt((1 - x)/2))`.
/// The sum of two numbers, and whether it is that of `x` itself.
#[inline(always)]
fn arc<M: Madd>(size: f64) -> ((f64, f64), bool) {
    let direct = size <= 0.5;
    let z = if direct {
        size * size
    } else {
        M::madd(-0.5, size, 0.5)
    };
    let (root, rest) = root::<M>(z, 0.0);
    let (t, low) = if direct { (size, 0.0) } else { (root, rest) };
    let tail = M::madd(t * z, polynomial::<M, 12>(z, &ASIN), low);
    ((t, tail), direct)
}

/// Inverse sine.
#[derive(Clone, Copy, Debug)]
pub struct Asin;

impl Lane1 for Asin {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let (arc, direct) = arc::<M>(x.abs());
        let (turn, factor) = if direct {
            (NO_TURN, 1.0)
        } else {
            (HALF_PI, -2.0)
        };
        signed(turned(turn, arc, factor), sign(x))
    }

    #[inline(always)]
    fn common(_: f64) -> bool {
        true
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_asin(x)
    }
}

/// Inverse cosine.
#[derive(Clone, Copy, Debug)]
pub struct Acos;

impl Lane1 for Acos {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let (arc, direct) = arc::<M>(x.abs());
        let left = sign(x) != 0;
        let turn = if left { WHOLE_PI } else { NO_TURN };
        let turn = if direct { HALF_PI } else { turn };
        let factor: f64 = if direct { -1.0 } else { 2.0 };
        let factor = f64::from_bits(factor.to_bits() ^ sign(x));
        turned(turn, arc, factor)
    }

    #[inline(always)]
    fn common(_: f64) -> bool {
        true
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_acos(x)
    }
}

/// Inverse tangent.
pub extern "C" fn atan(x: f64) -> f64 {
    value1::<Atan>(x)
}

/// The angle of the point `(x, y)`.
pub extern "C" fn atan2(y: f64, x: f64) -> f64 {
    value2::<Atan2>(y, x)
}

/// Inverse sine.
pub extern "C" fn asin(x: f64) -> f64 {
    value1::<Asin>(x)
}

/// Inverse cosine.
pub extern "C" fn acos(x: f64) -> f64 {
    value1::<Acos>(x)
}
