//! Hyperbolic functions and their inverses.

pub use super::areas::{Acosh, Asinh, Atanh, acosh, asinh, atanh};
use super::exponential::{exp, log, log1p};
pub use super::sinh_cosh_tanh::{Cosh, Sinh, Tanh, cosh, sinh, tanh};
use std::f64::consts::LN_2;

/// From here on `cosh(x)` and `|sinh(x)|` are `exp(|x|)/2` to the last bit.
const ONE_SIDED: f64 = 22.0;
/// Below this `1/x` is far from 1 and may overflow: inverse functions of it are logarithms.
const TINY: f64 = 1e-9;

/// Hyperbolic cotangent.
pub extern "C" fn coth(x: f64) -> f64 {
    1.0 / tanh(x)
}

/// Hyperbolic secant.
pub extern "C" fn sech(x: f64) -> f64 {
    if x.abs() < ONE_SIDED {
        1.0 / cosh(x)
    } else {
        twice_exp_minus(x.abs())
    }
}

/// Hyperbolic cosecant.
pub extern "C" fn csch(x: f64) -> f64 {
    if x.abs() < ONE_SIDED {
        1.0 / sinh(x)
    } else {
        twice_exp_minus(x.abs()).copysign(x)
    }
}

/// `2*exp(-size)`, right down to the smallest double; NaN for NaN.
fn twice_exp_minus(size: f64) -> f64 {
    if size < 700.0 {
        return 2.0 * exp(-size);
    }
    // exp(-size) would round in the subnormals, and doubling it then doubles that error.
    let half = exp(-0.5 * size);
    (2.0 * half) * half
}

/// Inverse hyperbolic cotangent, `atanh(1/x)`.
///
/// Near 1 the rounding of `1/x` would be amplified; there `x - 1` is exact.
pub extern "C" fn acoth(x: f64) -> f64 {
    let size = x.abs();
    if size >= 2.0 {
        atanh(1.0 / x)
    } else if size >= 1.0 {
        (0.5 * log1p(2.0 / (size - 1.0))).copysign(x)
    } else {
        f64::NAN
    }
}

/// Inverse hyperbolic secant, `acosh(1/x)`; near 1 as `asinh(sqrt(1 - x^2)/x)`.
pub extern "C" fn asech(x: f64) -> f64 {
    if !(0.0..=1.0).contains(&x) {
        f64::NAN
    } else if x < TINY {
        LN_2 - log(x)
    } else if x < 0.5 {
        acosh(1.0 / x)
    } else {
        asinh((-x).mul_add(x, 1.0).sqrt() / x)
    }
}

/// Inverse hyperbolic cosecant, `asinh(1/x)`.
pub extern "C" fn acsch(x: f64) -> f64 {
    let size = x.abs();
    if size < TINY {
        (LN_2 - log(size)).copysign(x)
    } else {
        asinh(1.0 / x)
    }
}
