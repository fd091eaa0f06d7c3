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
const ERF_FIRST: [f64; 2] = [0.1283791670955126, -0.3761263890318375];
const ERF: [f64; 11] = [
    0.11283791670954857,
    -0.026866170645072893,
    0.005223977624780851,
    -0.0008548326978741789,
    0.00012055331036892241,
    -1.4925593506782688e-05,
    1.6460972815542676e-06,
    -1.6350025205785687e-07,
    1.465787971538782e-08,
    -1.136566543582286e-09,
    5.945260855021793e-11,
];
const REST_FIRST: [f64; 2] = [1.08705558926226, -0.9377997245671121];
const REST: [f64; 20] = [
    0.6941136466346435,
    -0.435256026716877,
    0.22573862164746214,
    -0.09231870663900606,
    0.026518619880624907,
    -0.003177050332845657,
    -0.0013053546810896446,
    0.0007145315878071363,
    -4.206222865328309e-05,
    -7.477651415368607e-05,
    1.864742424158859e-05,
    7.242056006750239e-06,
    -3.3925637061615027e-06,
    -7.91526430251646e-07,
    5.512873225399607e-07,
    1.0931472544055281e-07,
    -8.411645168837143e-08,
    -1.64184821454876e-08,
    9.251606959683714e-09,
    1.5167124077577059e-09,
];
/// What rounding has left of the first coefficient.
const REST_LOW: f64 = 1.0090353688904722e-16;

/// The constant of the substitution.
const MIDDLE: f64 = 3.5;
/// How the logarithm of the polynomial falls with `7/(x + 3.5)`, everywhere nearly the same.
const FALL: f64 = 6.1;

/// Up to here the error function is the polynomial.
const NEAR: f64 = 0.9;
/// From here on it is 1 to the last bit.
const FLAT: f64 = 6.0;
/// Up to here the complement is 1 less the polynomial.
const COMPLEMENT_NEAR: f64 = 0.5;
/// From here on the complement is 0.
const COMPLEMENT_FLAT: f64 = 28.0;
/// From here on the complement is made in two steps, because the last results are subnormal.
const DEEP: f64 = 20.0;
/// 2^-512.
const LAST_STEP: f64 = 7.458340731200207e-155;

/// `erf(x)/x - 1` for `|x| <= 1`.
#[inline(always)]
fn near<M: Madd>(x: f64) -> f64 {
    let z = x * x;
    // The first coefficients come last, so that the others' roundings count less.
    let slope = M::madd(z, polynomial::<M, 11>(z, &ERF), ERF_FIRST[1]);
    M::madd(z, slope, ERF_FIRST[0])
}

/// `erfc(x)` for `x` between 0.5 and 28: a number to be multiplied by 2^n.
#[inline(always)]
fn complement<M: Madd>(x: f64) -> (f64, u64) {
    let below = x + MIDDLE;
    let middle = below - x;
    let below_low = (x - (below - middle)) + (MIDDLE - middle);
    let t = 1.0 / below;
    let error = M::madd(-t, below_low, M::cancel(-t, below, 1.0));
    let u = M::madd(-2.0 * MIDDLE, t, 1.0);
    let slope = M::madd(u, polynomial::<M, 20>(u, &REST), REST_FIRST[1]);
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
        if size > COMPLEMENT_NEAR { far } else { close }
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
