//! Roots, exponentials and logarithms.

/// Square root.
pub extern "C" fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// Real cube root.
pub extern "C" fn cbrt(x: f64) -> f64 {
    pxfm::f_cbrt(x)
}

/// Exponential.
pub extern "C" fn exp(x: f64) -> f64 {
    pxfm::f_exp(x)
}

/// `exp(x) - 1`.
pub extern "C" fn expm1(x: f64) -> f64 {
    pxfm::f_expm1(x)
}

/// Natural logarithm.
pub extern "C" fn log(x: f64) -> f64 {
    pxfm::f_log(x)
}

/// `log(1 + x)`.
pub extern "C" fn log1p(x: f64) -> f64 {
    pxfm::f_log1p(x)
}

/// Logarithm to base 2.
pub extern "C" fn log2(x: f64) -> f64 {
    pxfm::f_log2(x)
}

/// Logarithm to base 10.
pub extern "C" fn log10(x: f64) -> f64 {
    pxfm::f_log10(x)
}

/// `1/(1 + exp(-x))`.
///
/// The exponential is always of a negative number, so it cannot overflow, and the left tail keeps
/// its digits because nothing is subtracted.
pub extern "C" fn sigmoid(x: f64) -> f64 {
    let small = exp(-x.abs());
    if x < 0.0 {
        small / (1.0 + small)
    } else {
        1.0 / (1.0 + small)
    }
}

/// `log(1 + exp(x))`, as `max(x, 0) + log(1 + exp(-|x|))`.
pub extern "C" fn softplus(x: f64) -> f64 {
    let tail = log1p(exp(-x.abs()));
    if x > 0.0 { x + tail } else { tail }
}
