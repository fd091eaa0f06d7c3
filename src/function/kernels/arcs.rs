//! Inverse circular functions at lane speed.
//!
//! The argument is brought to a small interval by an identity, the function there is one
//! polynomial, and the result is added to a multiple of pi/2 held in two parts.

use super::bits::{polynomial, root, sign, signed, sum};
use super::dispatch::{value1, value2};
use super::lanes::{Lane1, Lane2, Madd};
use std::f64::consts::{FRAC_PI_2, PI};

/// What the doubles nearest to pi/2 and pi leave of them.
const HALF_PI_LOW: f64 = 6.123233995736766e-17;
const PI_LOW: f64 = 1.2246467991473532e-16;
/// From here on the inverse tangent is pi/2 to the last bit, and reciprocals are still normal.
const FAR: f64 = 1e300;

// tools/kernels/circular.py atan asin
const ATAN_FIRST: f64 = -0.3333333333333307;
const ATAN: [f64; 19] = [
    0.1999999999995175,
    -0.14285714282588186,
    0.11111111007345327,
    -0.0909090700786262,
    0.07692279889693383,
    -0.06666404429825656,
    0.05880529847084126,
    -0.052535269575655075,
    0.047223489775436486,
    -0.04219245255944456,
    0.03664319587362253,
    -0.029905807383698777,
    0.0219871551683711,
    -0.013902653240558336,
    0.007197939350743804,
    -0.002885637187349784,
    0.0008315693077848265,
    -0.00015221325022300684,
    1.3230213768551631e-05,
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

/// The angle whose tangent is `opposite/adjacent`, `0 <= opposite <= adjacent`, as a sum.
#[inline(always)]
fn angle<M: Madd>(opposite: f64, adjacent: f64) -> (f64, f64) {
    let reciprocal = 1.0 / adjacent;
    let t = opposite * reciprocal;
    let low = M::cancel(-t, adjacent, opposite) * reciprocal;
    let z = t * t;
    // The derivative 1/(1 + z), to a few hundredths.
    let low = low * M::madd(z, M::madd(0.5, z, -1.0), 1.0);
    // The first coefficient comes last, so that the others' roundings count less.
    let curve = M::madd(z, polynomial::<M, 19>(z, &ATAN), ATAN_FIRST);
    (t, M::madd(t * z, curve, low))
}

/// `turn + turn_low` and an angle, added or subtracted.
#[inline(always)]
fn turned(turn: f64, turn_low: f64, angle: (f64, f64), factor: f64) -> f64 {
    let (high, low) = sum(turn, factor * angle.0);
    high + (low + (turn_low + factor * angle.1))
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
        let (turn, turn_low, factor) = if steep {
            (FRAC_PI_2, HALF_PI_LOW, -1.0)
        } else {
            (0.0, 0.0, 1.0)
        };
        let angle = angle::<M>(opposite, adjacent);
        signed(turned(turn, turn_low, angle, factor), sign(x))
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
        let (turn, turn_low) = if left { (PI, PI_LOW) } else { (0.0, 0.0) };
        let (turn, turn_low) = if steep {
            (FRAC_PI_2, HALF_PI_LOW)
        } else {
            (turn, turn_low)
        };
        let factor: f64 = if steep { -1.0 } else { 1.0 };
        let factor = f64::from_bits(factor.to_bits() ^ sign(x));
        let angle = angle::<M>(opposite, adjacent);
        signed(turned(turn, turn_low, angle, factor), sign(y))
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
        let (turn, turn_low, factor) = if direct {
            (0.0, 0.0, 1.0)
        } else {
            (FRAC_PI_2, HALF_PI_LOW, -2.0)
        };
        signed(turned(turn, turn_low, arc, factor), sign(x))
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
        let (turn, turn_low) = if left { (PI, PI_LOW) } else { (0.0, 0.0) };
        let (turn, turn_low) = if direct {
            (FRAC_PI_2, HALF_PI_LOW)
        } else {
            (turn, turn_low)
        };
        let factor: f64 = if direct { -1.0 } else { 2.0 };
        let factor = f64::from_bits(factor.to_bits() ^ sign(x));
        turned(turn, turn_low, arc, factor)
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
