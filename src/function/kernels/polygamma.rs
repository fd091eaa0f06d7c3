//! The derivatives of the digamma function.

use super::gamma::digamma;
use super::zeta::factorial_zeta;

/// Derivative of the digamma function; infinite at the poles.
pub extern "C" fn trigamma(x: f64) -> f64 {
    polygamma(1, x)
}

/// The `n`-th derivative of the digamma function.
///
/// At a pole it is infinite for odd `n`, where both sides agree, and NaN for even `n`, except at 0,
/// whose sign tells the side. The accuracy beyond n = 169 is that of an exponential of a large
/// number: about 12 digits.
///
/// # Source
/// DLMF 5.15.1; for negative x the sum is cut at the pole next to x, which leaves three sums over
/// positive numbers and no reflection formula.
pub extern "C" fn polygamma(n: u32, x: f64) -> f64 {
    if n == 0 {
        return digamma(x);
    }
    if x.is_nan() || x == f64::NEG_INFINITY {
        return f64::NAN;
    }
    let odd_order = n % 2 == 1;
    if x > 0.0 {
        let size = factorial_zeta(n, x);
        return if odd_order { size } else { -size };
    }
    let below = x.floor();
    if x == below {
        return match (odd_order, x == 0.0) {
            (true, _) => f64::INFINITY,
            (false, true) => -1.0 / x,
            (false, false) => f64::NAN,
        };
    }
    // The poles right of x are at distances fraction, fraction + 1, …; those left of it at
    // distances gap, gap + 1, … up to that of 0. Both distances are exact but for |x| < 1/2, where
    // the gap is what counts.
    let (fraction, gap) = (x - below, x.ceil() - x);
    let above = factorial_zeta(n, fraction);
    let left = factorial_zeta(n, gap) - factorial_zeta(n, 1.0 - x);
    if odd_order {
        above + left
    } else {
        left - above
    }
}
