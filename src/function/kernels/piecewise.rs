//! Functions with kinks and jumps; exact, except for the length.

/// Absolute value.
pub extern "C" fn abs(x: f64) -> f64 {
    x.abs()
}

/// -1, 0 or 1.
pub extern "C" fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else if x == 0.0 {
        0.0
    } else {
        f64::NAN
    }
}

/// 0, 1/2 or 1.
pub extern "C" fn heaviside(x: f64) -> f64 {
    0.5 + 0.5 * sign(x)
}

/// `max(x, 0)`.
pub extern "C" fn relu(x: f64) -> f64 {
    if x <= 0.0 { 0.0 } else { x }
}

/// The smaller argument, NaN if one is NaN; -0 is below 0.
pub extern "C" fn min(x: f64, y: f64) -> f64 {
    if x < y || (x == y && x.is_sign_negative()) || x.is_nan() {
        x
    } else {
        y
    }
}

/// The larger argument, NaN if one is NaN; 0 is above -0.
pub extern "C" fn max(x: f64, y: f64) -> f64 {
    if x > y || (x == y && x.is_sign_positive()) || x.is_nan() {
        x
    } else {
        y
    }
}

/// `x` between the bounds; NaN when there is nothing between them.
pub extern "C" fn clamp(x: f64, low: f64, high: f64) -> f64 {
    if low <= high {
        min(max(x, low), high)
    } else {
        f64::NAN
    }
}

/// The integer at or below.
pub extern "C" fn floor(x: f64) -> f64 {
    x.floor()
}

/// The integer at or above.
pub extern "C" fn ceil(x: f64) -> f64 {
    x.ceil()
}

/// The nearest integer, halves away from zero.
pub extern "C" fn round(x: f64) -> f64 {
    x.round()
}
