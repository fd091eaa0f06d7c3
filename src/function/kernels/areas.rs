//! Inverse hyperbolic functions at lane speed: logarithms of numbers held in two parts.

use super::bits::{SHIFT, polynomial, quotient, root, sign, signed, sum};
use super::dispatch::value1;
use super::exp::{LN2_HIGH, LN2_LOW};
use super::lanes::{Lane1, Madd};

// tools/kernels/circular.py atanh asinh
const ATANH: [f64; 8] = [
    0.333333333333333,
    0.20000000000028506,
    0.1428571427785301,
    0.11111112156539635,
    0.09090832385577752,
    0.07695575269417958,
    0.06586459591297296,
    0.06923903382098254,
];
const ASINH: [f64; 12] = [
    -0.1666666666666661,
    0.07499999999984398,
    -0.04464285712780656,
    0.030381943715089208,
    -0.022372138321988536,
    0.017352386348335504,
    -0.013960225768886069,
    0.011512938648495005,
    -0.009533934933909225,
    0.007465003365299654,
    -0.004746534975697668,
    0.0017173871970634293,
];

/// The bits of sqrt(1/2), of 1, and of all exponents.
const ROOT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;
const ONE: u64 = 1023 << 52;
const EXPONENT: u64 = 0x7FF << 52;
/// Below this the inverse hyperbolic sine is a polynomial.
const NEAR: f64 = 0.5;
/// From here on `x^2 + 1` and `x^2 - 1` are `x^2`.
const FAR: f64 = 1e9;
/// From here on twice a number is too near to overflow.
const HUGE: f64 = 1e307;

/// `2*atanh` of a quotient at most 0.2 in size, added to `n*log(2)`, as a sum of two numbers.
#[inline(always)]
fn logarithm<M: Madd>(s: f64, rest: f64, n: f64) -> (f64, f64) {
    let z = s * s;
    let tail = M::madd(s * z, polynomial::<M, 8>(z, &ATANH), rest);
    let (high, low) = sum(n * LN2_HIGH, 2.0 * s);
    (high, low + M::madd(n, LN2_LOW, 2.0 * tail))
}

/// The number whose bits are a small nonnegative integer.
#[inline(always)]
fn integer(bits: u64) -> f64 {
    f64::from_bits(bits | SHIFT.to_bits()) - SHIFT
}

/// The logarithm of `x + low`, `x >= 1`.
#[inline(always)]
fn log<M: Madd>(x: f64, low: f64) -> f64 {
    // x = 2^n*m with m between sqrt(1/2) and sqrt(2).
    let bits = x.to_bits();
    let above = bits.wrapping_sub(ROOT_HALF);
    let exponent = above & EXPONENT;
    let m = f64::from_bits(bits.wrapping_sub(exponent));
    let low = low * f64::from_bits(ONE.wrapping_sub(exponent));
    let difference = m - 1.0;
    let (above_one, above_low) = sum(difference, low);
    let (below, below_low) = sum(2.0, difference);
    let (s, rest) = quotient::<M>(above_one, above_low, below, below_low + low);
    let (high, tail) = logarithm::<M>(s, rest, integer(above >> 52));
    high + tail
}

/// Inverse hyperbolic sine, `log(x + sqrt(x^2 + 1))`.
#[derive(Clone, Copy, Debug)]
pub struct Asinh;

impl Lane1 for Asinh {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let size = x.abs();
        let square = size * size;
        let small = size < 1.0;
        let (larger, smaller) = if small { (1.0, square) } else { (square, 1.0) };
        let (total, total_low) = sum(larger, smaller);
        let (root, rest) = root::<M>(total, total_low + M::rest(size, size, square));
        let (root, rest) = if size > FAR {
            (size, 0.0)
        } else {
            (root, rest)
        };
        let (high, low) = sum(root, size);
        let far = log::<M>(high, low + rest);
        let near = M::madd(size * square, polynomial::<M, 12>(square, &ASINH), size);
        signed(if size < NEAR { near } else { far }, sign(x))
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        x.abs() < HUGE
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_asinh(x)
    }
}

/// Inverse hyperbolic cosine, `log(x + sqrt(x^2 - 1))`.
#[derive(Clone, Copy, Debug)]
pub struct Acosh;

impl Lane1 for Acosh {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let square = x * x;
        let (total, total_low) = sum(square, -1.0);
        let (total, total_low) = sum(total, total_low + M::rest(x, x, square));
        let (root, rest) = root::<M>(total, total_low);
        let (root, rest) = if x > FAR { (x, 0.0) } else { (root, rest) };
        let (high, low) = sum(x, root);
        log::<M>(high, low + rest)
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        (x >= 1.0) & (x < HUGE)
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_acosh(x)
    }
}

/// Inverse hyperbolic tangent, half the logarithm of `(1 + x)/(1 - x)`.
///
/// With that quotient `2^n*m`, it is `n*log(2)/2 + atanh((m - 1)/(m + 1))`, and the last quotient
/// needs no other division.
#[derive(Clone, Copy, Debug)]
pub struct Atanh;

impl Lane1 for Atanh {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let size = x.abs();
        let (plus, plus_low) = sum(1.0, size);
        let (minus, minus_low) = sum(1.0, -size);
        let ratio = plus.to_bits().wrapping_sub(minus.to_bits());
        let rounded = ratio.wrapping_add(1 << 51);
        let exponent = rounded & EXPONENT;
        let scale = f64::from_bits(ONE.wrapping_sub(exponent));
        let (plus, plus_low) = (plus * scale, plus_low * scale);
        let difference = plus - minus;
        let (above, above_low) = sum(difference, plus_low - minus_low);
        let (below, below_low) = sum(2.0 * minus, difference);
        let (s, rest) = quotient::<M>(above, above_low, below, below_low + (plus_low + minus_low));
        let (s, rest) = if exponent == 0 {
            (size, 0.0)
        } else {
            (s, rest)
        };
        let (high, tail) = logarithm::<M>(s, rest, integer(rounded >> 52));
        signed(0.5 * (high + tail), sign(x))
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        x.abs() < 1.0
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_atanh(x)
    }
}

/// Inverse hyperbolic sine.
pub extern "C" fn asinh(x: f64) -> f64 {
    value1::<Asinh>(x)
}

/// Inverse hyperbolic cosine.
pub extern "C" fn acosh(x: f64) -> f64 {
    value1::<Acosh>(x)
}

/// Inverse hyperbolic tangent.
pub extern "C" fn atanh(x: f64) -> f64 {
    value1::<Atanh>(x)
}
