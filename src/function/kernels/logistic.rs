//! What machine learning builds from the exponential, at lane speed: `sigmoid`, `softplus`.
//!
//! Both take the exponential of `-|x|` as a sum of two doubles, so that their error is little more
//! than that of the last rounding, and neither overflows.

use super::dispatch::value1;
use super::exp::{LONGEST, decay, exp};
use super::lanes::{Lane1, Madd};
use super::log::log_of_sum;

/// `1/(1 + exp(-x))`.
pub extern "C" fn sigmoid(x: f64) -> f64 {
    value1::<Sigmoid>(x)
}

/// `log(1 + exp(x))`.
pub extern "C" fn softplus(x: f64) -> f64 {
    value1::<Softplus>(x)
}

/// [`sigmoid`].
///
/// The left tail is `z/(1 + z)` with `z = exp(x)`: nothing is subtracted, so it keeps its digits.
#[derive(Clone, Copy, Debug)]
pub struct Sigmoid;

impl Lane1 for Sigmoid {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let size = x.abs();
        let size = if size > LONGEST { LONGEST } else { size };
        let (z, z_low) = decay::<M>(size);
        let d = 1.0 + z;
        let d_low = ((1.0 - d) + z) + z_low;
        let left = x < 0.0;
        let numerator = if left { z } else { 1.0 };
        let numerator_low = if left { z_low } else { 0.0 };
        // The quotient, and what it lacks.
        let inverse = 1.0 / d;
        let quotient = numerator * inverse;
        let rest = M::residual(numerator, quotient, d) + M::madd(-quotient, d_low, numerator_low);
        M::madd(rest, inverse, quotient)
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        x >= -LONGEST
    }

    // NaN too.
    fn slow(x: f64) -> f64 {
        exp(x)
    }
}

/// [`softplus`].
///
/// `max(x, 0) + log(1 + exp(-|x|))`.
#[derive(Clone, Copy, Debug)]
pub struct Softplus;

impl Lane1 for Softplus {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let size = x.abs();
        let size = if size > LONGEST { LONGEST } else { size };
        let (z, z_low) = decay::<M>(size);
        let u = 1.0 + z;
        let c = (1.0 - u) + z;
        let rest = c + z_low;
        let rest_low = (c - rest) + z_low;
        let (high, low) = log_of_sum::<M>(u, rest);
        let low = low + rest_low;
        let base = if x > 0.0 { x } else { 0.0 };
        let sum = base + high;
        let part = sum - base;
        let lost = (base - (sum - part)) + (high - part);
        sum + (lost + low)
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        (x >= -LONGEST) & (x <= f64::MAX)
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        // NaN and the right end stay.
        if x < 0.0 { exp(x) } else { x }
    }
}
