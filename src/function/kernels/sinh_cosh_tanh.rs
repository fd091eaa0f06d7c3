//! Hyperbolic sine, cosine and tangent at lane speed.

use super::bits::{polynomial, quotient, sign, signed, sum};
use super::dispatch::value1;
use super::exp_parts::{power, reduced, tail};
use super::lanes::{Lane1, Madd};

// tools/kernels/circular.py sinh cosh
const SINH: [f64; 5] = [
    0.16666666666666677,
    0.008333333333321374,
    0.0001984126988687374,
    2.7557243368327963e-06,
    2.510935829045286e-08,
];
const COSH: [f64; 5] = [
    0.5000000000000013,
    0.04166666666651044,
    0.0013888888948365742,
    2.4801488494108552e-05,
    2.7631814930905107e-07,
];

/// `exp(-x)` is lost beside `exp(x)` from here on.
const ONE_SIDED: f64 = 40.0;
/// Both overflow from here on.
const INFINITE: f64 = 720.0;
/// The tangent is 1 to the last bit from here on.
pub(super) const FLAT: f64 = 20.0;

/// Hyperbolic sine or cosine of `size >= 0`: the sum of two doubles, times a power of two.
///
/// With `x = n*log(2) + r`, `sinh(x) = sinh(n*log(2))*cosh(r) + cosh(n*log(2))*sinh(r)`, and
/// likewise `cosh` with the two factors exchanged. They are sums of powers of two.
#[inline(always)]
pub(super) fn parts<M: Madd>(size: f64, is_sine: bool) -> (f64, f64, f64) {
    let size = if size > INFINITE { INFINITE } else { size };
    let (r, low, n) = reduced::<M>(size);
    // Large results are computed 2^64 times smaller, so that only the last step overflows.
    let large = size > ONE_SIDED;
    let up = power(
        n,
        if large {
            0_u64.wrapping_sub(65)
        } else {
            0_u64.wrapping_sub(1)
        },
    );
    let down = if large {
        0.0
    } else {
        power(n.wrapping_neg(), 0_u64.wrapping_sub(1))
    };
    let scale = if large {
        18_446_744_073_709_551_616.0
    } else {
        1.0
    };
    let (sinh_n, sinh_low) = sum(up, -down);
    let (cosh_n, cosh_low) = sum(up, down);
    let (main, main_low, other, other_low) = if is_sine {
        (sinh_n, sinh_low, cosh_n, cosh_low)
    } else {
        (cosh_n, cosh_low, sinh_n, sinh_low)
    };
    let z = r * r;
    let product = other * r;
    let (high, rest) = sum(main, product);
    let rest = rest + (M::rest(other, r, product) + main_low);
    let rest = M::madd(other_low, r, rest);
    // The derivative is the other function.
    let rest = M::madd(low, M::madd(main, r, other), rest);
    let curve = M::madd(
        product,
        polynomial::<M, 5>(z, &SINH),
        main * polynomial::<M, 5>(z, &COSH),
    );
    (high, M::madd(z, curve, rest), scale)
}

#[inline(always)]
fn hyperbolic<M: Madd>(size: f64, is_sine: bool) -> f64 {
    let (high, low, scale) = parts::<M>(size, is_sine);
    (high + low) * scale
}

/// `exp(2*size) - 1` and `exp(2*size) + 1`, each the sum of two doubles, for `size` from 0 to
/// [`FLAT`].
#[inline(always)]
pub(super) fn beside_one<M: Madd>(size: f64) -> [(f64, f64); 2] {
    let (r, low, n) = reduced::<M>(2.0 * size);
    let power = power(n, 0);
    let (below, below_low) = sum(power + 1.0, power * r);
    let (below, below_low) = sum(below, M::madd(power, tail::<M>(r, low), below_low));
    let (above, above_low) = sum(below, -2.0);
    let (above, above_low) = sum(above, above_low + below_low);
    [(above, above_low), (below, below_low)]
}

/// Hyperbolic sine.
#[derive(Clone, Copy, Debug)]
pub struct Sinh;

impl Lane1 for Sinh {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        signed(hyperbolic::<M>(x.abs(), true), sign(x))
    }

    #[inline(always)]
    fn common(_: f64) -> bool {
        true
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        if x == 0.0 { x } else { pxfm::f_sinh(x) }
    }
}

/// Hyperbolic cosine.
#[derive(Clone, Copy, Debug)]
pub struct Cosh;

impl Lane1 for Cosh {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        hyperbolic::<M>(x.abs(), false)
    }

    #[inline(always)]
    fn common(_: f64) -> bool {
        true
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_cosh(x)
    }
}

/// Hyperbolic tangent, `(exp(2*x) - 1)/(exp(2*x) + 1)`.
#[derive(Clone, Copy, Debug)]
pub struct Tanh;

impl Lane1 for Tanh {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let size = x.abs();
        let size = if size > FLAT { FLAT } else { size };
        let [(above, above_low), (below, below_low)] = beside_one::<M>(size);
        let (high, rest) = quotient::<M>(above, above_low, below, below_low);
        signed(high + rest, sign(x))
    }

    #[inline(always)]
    fn common(_: f64) -> bool {
        true
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_tanh(x)
    }
}

/// Hyperbolic sine.
pub extern "C" fn sinh(x: f64) -> f64 {
    value1::<Sinh>(x)
}

/// Hyperbolic cosine.
pub extern "C" fn cosh(x: f64) -> f64 {
    value1::<Cosh>(x)
}

/// Hyperbolic tangent.
pub extern "C" fn tanh(x: f64) -> f64 {
    value1::<Tanh>(x)
}
