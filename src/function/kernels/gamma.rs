//! The gamma function, its logarithm and the derivative of that.

use super::double_double::DoubleDouble;
use super::exponential::log;

/// Below this `|gamma(x)|` rounds to zero.
const UNDERFLOW: f64 = -184.0;
/// Below this `|gamma(x)|` may be less than the normal numbers.
const TINY: f64 = -160.0;
/// `gamma` overflows above it: the largest double whose gamma is finite.
const LARGEST: f64 = 171.624_376_956_302_7;

/// Gamma function; NaN at the negative integers, infinite at 0 with the sign of the zero.
pub extern "C" fn gamma(x: f64) -> f64 {
    if x == 0.0 {
        return 1.0 / x;
    }
    if x <= UNDERFLOW && x != x.floor() {
        // Its sign alternates from one pole to the next.
        return if x.floor() % 2.0 == 0.0 { 0.0 } else { -0.0 };
    }
    if (171.0..=LARGEST).contains(&x) {
        return (x - 1.0) * pxfm::f_tgamma(x - 1.0);
    }
    pxfm::f_tgamma(x)
}

/// From here on Stirling's formula is its first terms to the last bit.
const VAST: f64 = 1e18;

/// `log(|gamma(x)|)`; infinite at the poles.
pub extern "C" fn loggamma(x: f64) -> f64 {
    if x >= VAST {
        return x * (log(x) - 1.0);
    }
    pxfm::f_lgamma(x)
}

/// `gamma(sum + 1)` for a sum of two doubles, without rounding the sum to one double.
///
/// `x*gamma(x)` avoids the rounding of `x + 1`, which the gamma function would amplify.
pub(super) fn shifted_gamma(x: DoubleDouble) -> f64 {
    let x0 = x.high;
    if x0.abs() < 1e-3 {
        return gamma(1.0 + x0);
    }
    if x0 < 0.0 && x0 == x0.floor() && x.low == 0.0 {
        return f64::NAN;
    }
    let gamma = if x0 < TINY {
        // Here the sum is exact, and the other gamma may be below the normal numbers.
        gamma(x0 + 1.0)
    } else {
        x0 * gamma(x0)
    };
    gamma * (1.0 + x.low * digamma(x0 + 1.0))
}

/// Derivative of [`loggamma`]; NaN at the negative integers, infinite at 0 against the sign of the
/// zero.
pub extern "C" fn digamma(x: f64) -> f64 {
    if x == 0.0 {
        return -1.0 / x;
    }
    if x >= VAST {
        return log(x);
    }
    pxfm::f_digamma(x)
}
