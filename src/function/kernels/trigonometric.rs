//! Circular functions and their inverses.

pub use super::arcs::{Acos, Asin, Atan, Atan2, acos, asin, atan, atan2};
pub use super::sin_cos::{Cos, Sin, cos, sin};
pub use super::tan::{Tan, tan};

/// Cotangent; infinite at 0 with the sign of the zero.
pub extern "C" fn cot(x: f64) -> f64 {
    if x == 0.0 { 1.0 / x } else { pxfm::f_cot(x) }
}

/// Secant.
pub extern "C" fn sec(x: f64) -> f64 {
    pxfm::f_sec(x)
}

/// Cosecant; infinite at 0 with the sign of the zero.
pub extern "C" fn csc(x: f64) -> f64 {
    if x == 0.0 { 1.0 / x } else { pxfm::f_csc(x) }
}

/// Inverse cotangent, `atan(1/x)` without the rounding of `1/x`; at zero as IEEE has `atan(1/x)`.
pub extern "C" fn acot(x: f64) -> f64 {
    atan2(1.0, x.abs()).copysign(x)
}

/// Inverse secant, `acos(1/x)`.
///
/// Near 1 the rounding of `1/x` would cost half the digits; there `x - 1` is exact, and the angle
/// comes from the right triangle with hypotenuse `|x|` and side 1.
pub extern "C" fn asec(x: f64) -> f64 {
    let size = x.abs();
    if size >= 2.0 {
        acos(1.0 / x)
    } else {
        atan2(opposite(size), 1.0_f64.copysign(x))
    }
}

/// Inverse cosecant, `asin(1/x)`; near 1 from the same triangle as [`asec`].
pub extern "C" fn acsc(x: f64) -> f64 {
    let size = x.abs();
    if size >= 2.0 {
        asin(1.0 / x)
    } else {
        atan2(1.0, opposite(size)).copysign(x)
    }
}

/// `sqrt(size^2 - 1)` for `size` below 2, NaN below 1.
fn opposite(size: f64) -> f64 {
    ((size - 1.0) * (size + 1.0)).sqrt()
}
