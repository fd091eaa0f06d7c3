//! Factorials and binomial coefficients of real numbers.

use super::double_double::DoubleDouble;
use super::exponential::{exp, log, log1p};
use super::gamma::{loggamma, shifted_gamma};
use std::f64::consts::PI;

/// 171! overflows.
const LARGEST_FACTORIAL: f64 = 170.0;
/// Up to this lower argument the product is computed factor by factor.
const LONGEST_PRODUCT: f64 = 2000.0;

/// `gamma(x + 1)`; at the integers the correctly rounded product.
pub extern "C" fn factorial(x: f64) -> f64 {
    if x != x.floor() {
        return shifted_gamma(DoubleDouble::new(x));
    }
    if x < 0.0 {
        return f64::NAN;
    }
    if x > LARGEST_FACTORIAL {
        return f64::INFINITY;
    }
    let (mut product, mut k) = (DoubleDouble::new(1.0), 2.0);
    while k <= x {
        product = product.mul(DoubleDouble::new(k));
        k += 1.0;
    }
    product.value()
}

/// `n!/(k!*(n - k)!)`.
///
/// For a nonnegative integer `k` it is the polynomial `n*(n - 1)*…/k!`, also at a negative integer
/// `n`, where the quotient of factorials is a limit.
///
/// # Source
/// DLMF 1.2.6; Knuth, The Art of Computer Programming 1, 1.2.6.
pub extern "C" fn binomial(n: f64, k: f64) -> f64 {
    if !(n.is_finite() && k.is_finite()) {
        return f64::NAN;
    }
    let (whole_n, whole_k) = (n == n.floor(), k == k.floor());
    if whole_n && n < 0.0 && !(whole_k && k >= 0.0) {
        return f64::NAN;
    }
    if whole_n && whole_k && n >= 0.0 {
        if k < 0.0 || k > n {
            return 0.0;
        }
        let short = if n - k < k { n - k } else { k };
        return if short <= LONGEST_PRODUCT {
            product(n, short)
        } else {
            quotient(n, k)
        };
    }
    if whole_k && k < 0.0 {
        return 0.0;
    }
    if whole_k && k <= LONGEST_PRODUCT {
        product(n, k)
    } else {
        quotient(n, k)
    }
}

/// `n/1 * (n - 1)/2 * … * (n - k + 1)/k`.
///
/// The product may pass through sizes far above its result, so powers of two are set aside.
fn product(n: f64, k: f64) -> f64 {
    /// 2^500 and 2^-500.
    const LARGE: f64 = f64::from_bits((1023 + 500) << 52);
    const SMALL: f64 = f64::from_bits((1023 - 500) << 52);
    let mut result = DoubleDouble::new(1.0);
    let (mut set_aside, mut i) = (0, 0.0);
    while i < k {
        let factor = DoubleDouble::sum(n, -i);
        i += 1.0;
        result = result.mul(factor).div(DoubleDouble::new(i));
        if result.high.abs() > LARGE {
            result = DoubleDouble {
                high: result.high * SMALL,
                low: result.low * SMALL,
            };
            set_aside += 1;
        } else if set_aside > 0 && result.high.abs() < SMALL {
            result = DoubleDouble {
                high: result.high * LARGE,
                low: result.low * LARGE,
            };
            set_aside -= 1;
        }
    }
    (0..set_aside).fold(result.value(), |value, _| value * LARGE)
}

/// The quotient of factorials.
fn quotient(n: f64, k: f64) -> f64 {
    const DIRECT: f64 = 170.0;
    let rest = DoubleDouble::sum(n, -k);
    if n.abs() <= DIRECT && k.abs() <= DIRECT && rest.high.abs() <= DIRECT {
        let top = factorial(n);
        let bottom = factorial(k);
        return (top / bottom) / shifted_gamma(rest);
    }
    if n >= 0.0 && rest.high < -1.0 {
        return beyond(n, k);
    }
    // The smaller of k and n - k: the larger then stands in the well conditioned ratio.
    let (short, long) = if k < rest.high {
        (k, rest.high)
    } else {
        (rest.high, k)
    };
    let size = log_ratio(n, short, long) - loggamma(short + 1.0);
    sign_of_factorial(n) * sign_of_factorial(k) * sign_of_factorial(rest.high) * exp(size)
}

/// The quotient for `k` above `n + 1`: `(n - k)!` by reflection, so that no logarithm is taken near
/// a pole.
fn beyond(n: f64, k: f64) -> f64 {
    let gap = DoubleDouble::sum(k, -n);
    let turn = pxfm::f_sinpi(gap.high) + PI * gap.low * pxfm::f_cospi(gap.high);
    let rest = gap.add(-1.0).value();
    let (short, long) = if n < rest { (n, rest) } else { (rest, n) };
    let size = loggamma(short + 1.0) - log_ratio(k, short + 1.0, long);
    turn * exp(size) / PI
}

/// `log|n!/long!|`, where `n = short + long`.
///
/// # Source
/// DLMF 5.11.1.
fn log_ratio(n: f64, short: f64, long: f64) -> f64 {
    let (a, b) = (n + 1.0, long + 1.0);
    if a < 20.0 || b < 20.0 {
        return loggamma(a) - loggamma(b);
    }
    // Stirling's series at both ends; the difference of the large parts is taken by hand.
    -(b - 0.5) * log1p(-short / a) + short * log(a) - short + (stirling_tail(a) - stirling_tail(b))
}

/// What Stirling's formula leaves of loggamma, for arguments from 20.
fn stirling_tail(y: f64) -> f64 {
    const C: [f64; 6] = [
        -691.0 / 360_360.0,
        1.0 / 1188.0,
        -1.0 / 1680.0,
        1.0 / 1260.0,
        -1.0 / 360.0,
        1.0 / 12.0,
    ];
    let z = 1.0 / (y * y);
    C.iter().fold(0.0, |sum, c| sum * z + c) / y
}

/// The sign of `x!`, which alternates between the poles.
fn sign_of_factorial(x: f64) -> f64 {
    if x > -1.0 || x.ceil() % 2.0 == 0.0 {
        1.0
    } else {
        -1.0
    }
}
