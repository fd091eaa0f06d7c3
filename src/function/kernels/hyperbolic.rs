//! Hyperbolic functions and their inverses.

pub use super::areas::{Acosh, Asinh, Atanh, acosh, asinh, atanh};
use super::exponential::{log, log1p};
pub use super::hyperbolic_quotients::{Coth, Csch, Sech, coth, csch, sech};
pub use super::sinh_cosh_tanh::{Cosh, Sinh, Tanh, cosh, sinh, tanh};
use std::f64::consts::LN_2;

/// Below this `1/x` is far from 1 and may overflow: inverse functions of it are logarithms.
const TINY: f64 = 1e-9;

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
