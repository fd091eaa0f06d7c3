//! Error functions at lane speed.
//!
//! Near 0 the error function is a polynomial; elsewhere the complement is `exp(-x^2)` times a
//! function without large changes, a polynomial in `1 - 7/(x + 3.5)` after a factor `1/(x + 3.5)`
//! (the substitution of Shepherd and Laframboise, Mathematics of Computation 36, 1981).

use super::bits::{polynomial, sign, signed, sum};
use super::dispatch::value1;
use super::exp_parts::{power, reduced, tail};
use super::lanes::{Lane1, Madd};

// tools/kernels/circular.py erf erfc
const ERF_FIRST: [f64; 2] = [0.1283791670955126, -0.37612638903183726];
const ERF: [f64; 10] = [
    0.11283791670953523,
    -0.026866170644769965,
    0.005223977621222285,
    -0.0008548326731897413,
    0.00012055320177038574,
    -1.4925278910443493e-05,
    1.6454892511590402e-06,
    -1.6272402587134441e-07,
    1.4029469830511654e-08,
    -8.443306053840574e-10,
];
const REST_FIRST: [f64; 2] = [1.08705558926226, -0.937799724567112];
const REST: [f64; 19] = [
    0.6941136466346428,
    -0.43525602671688285,
    0.22573862164750805,
    -0.09231870663879474,
    0.026518619879247612,
    -0.003177050336153103,
    -0.001305354660410263,
    0.0007145316133442538,
    -4.2062404629398446e-05,
    -7.477660669582578e-05,
    1.8648322622696792e-05,
    7.242107384600015e-06,
    -3.3953498590081913e-06,
    -7.907742151284132e-07,
    5.563729164574097e-07,
    1.067406411246882e-07,
    -8.904989669833451e-08,
    -1.3071134891446941e-08,
    1.1148105220679354e-08,
];
/// What rounding has left of the first coefficient.
const REST_LOW: f64 = 1.0209744948579681e-16;

/// The constant of the substitution.
const MIDDLE: f64 = 3.5;
/// How the logarithm of the polynomial falls with `7/(x + 3.5)`, everywhere nearly the same.
const FALL: f64 = 6.1;

/// Up to here both are made from the polynomial around 0.
const NEAR: f64 = 0.9;
/// From here on it is 1 to the last bit.
const FLAT: f64 = 6.0;
/// From here on the complement is 0.
const COMPLEMENT_FLAT: f64 = 28.0;
/// From here on the complement is made in two steps, because the last results are subnormal.
const DEEP: f64 = 20.0;
/// 2^-512.
const LAST_STEP: f64 = 7.458340731200207e-155;

/// `erf(x)/x - 1` for `|x| <= 0.9`.
#[inline(always)]
fn near<M: Madd>(x: f64) -> f64 {
    let z = x * x;
    // The first coefficients come last, so that the others' roundings count less.
    let slope = M::madd(z, polynomial::<M, 10>(z, &ERF), ERF_FIRST[1]);
    M::madd(z, slope, ERF_FIRST[0])
}

/// `erfc(x)` for `x` between 0.9 and 28: a number to be multiplied by 2^n.
#[inline(always)]
fn complement<M: Madd>(x: f64) -> (f64, u64) {
    let below = x + MIDDLE;
    let middle = below - x;
    let below_low = (x - (below - middle)) + (MIDDLE - middle);
    let t = 1.0 / below;
    let error = M::madd(-t, below_low, M::residual(1.0, t, below));
    let u = M::madd(-2.0 * MIDDLE, t, 1.0);
    let slope = M::madd(u, polynomial::<M, 19>(u, &REST), REST_FIRST[1]);
    let product = u * slope;
    let (rest, rest_low) = sum(REST_FIRST[0], product);
    let rest_low = rest_low + (M::rest(u, slope, product) + REST_LOW);
    let product = t * rest;
    let product_low = M::madd(t, rest_low, M::rest(t, rest, product));
    let square = x * x;
    let (r, low, n) = reduced::<M>(-square);
    let tail = tail::<M>(r, low);
    let change = M::madd(error, M::madd(FALL, t, 1.0), -M::rest(x, x, square));
    let product_low = M::madd(product, change, product_low) * ((1.0 + r) + tail);
    let value = product + M::madd(product, r, M::madd(product, tail, product_low));
    (value, n)
}

/// Error function.
#[derive(Clone, Copy, Debug)]
pub struct Erf;

impl Lane1 for Erf {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let size = x.abs();
        let size = if size > FLAT { FLAT } else { size };
        let (value, n) = complement::<M>(size);
        let far = M::madd(-power(n, 0), value, 1.0);
        let close = M::madd(size, near::<M>(size), size);
        signed(if size > NEAR { far } else { close }, sign(x))
    }

    #[inline(always)]
    fn common(_: f64) -> bool {
        true
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_erf(x)
    }
}

/// Complementary error function.
#[derive(Clone, Copy, Debug)]
pub struct Erfc;

impl Lane1 for Erfc {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let size = x.abs();
        let size = if size > COMPLEMENT_FLAT {
            COMPLEMENT_FLAT
        } else {
            size
        };
        let (value, n) = complement::<M>(size);
        let deep = size > DEEP;
        let far = value * power(n, if deep { 512 } else { 0 });
        let far = far * if deep { LAST_STEP } else { 1.0 };
        let far = if x < 0.0 { 2.0 - far } else { far };
        let high = 1.0 - x;
        let close = high + M::madd(-x, near::<M>(x), (1.0 - high) - x);
        if size > NEAR { far } else { close }
    }

    #[inline(always)]
    fn common(_: f64) -> bool {
        true
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_erfc(x)
    }
}

/// Error function.
pub extern "C" fn erf(x: f64) -> f64 {
    value1::<Erf>(x)
}

/// Complementary error function.
pub extern "C" fn erfc(x: f64) -> f64 {
    value1::<Erfc>(x)
}
