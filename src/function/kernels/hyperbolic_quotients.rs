//! Hyperbolic secant, cosecant and cotangent at lane speed: quotients of the parts that the cosine,
//! the sine and the tangent are made of.

use super::bits::{quotient, sign, signed, sum};
use super::dispatch::value1;
use super::exp::{LONGEST, decay, twice_exp};
use super::lanes::{Lane1, Madd};
use super::sinh_cosh_tanh::{FLAT, beside_one, parts, tanh};

/// From here on the reciprocals of sine and tangent are finite.
const SHORTEST: f64 = 1e-300;

/// The reciprocal of the sine of `size >= 0`.
#[inline(always)]
fn reciprocal<M: Madd>(size: f64) -> f64 {
    let (high, low, scale) = parts::<M>(size, true);
    let (high, low) = sum(high, low);
    let (result, rest) = quotient::<M>(1.0, 0.0, high, low);
    // The scale is a power of two.
    (result + rest) * (1.0 / scale)
}

/// Hyperbolic secant.
///
/// `2*z/(1 + z^2)` with `z = exp(-|x|)`.
#[derive(Clone, Copy, Debug)]
pub struct Sech;

impl Lane1 for Sech {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let (z, z_low) = decay::<M>(x.abs());
        let twice = 2.0 * z;
        let (d, d_low) = if M::FUSED {
            let d = M::madd(z, z, 1.0);
            (d, M::madd(z, z, 1.0 - d))
        } else {
            let square = z * z;
            let (d, low) = sum(1.0, square);
            (d, low + M::rest(z, z, square))
        };
        let inverse = 1.0 / d;
        let result = twice * inverse;
        // The quotient, and what it lacks.
        let d_low = M::madd(twice, z_low, d_low);
        let rest = M::residual(twice, result, d) + M::madd(-result, d_low, 2.0 * z_low);
        M::madd(rest, inverse, result)
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        x.abs() <= LONGEST
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        twice_exp(-x.abs())
    }
}

/// Hyperbolic cosecant.
#[derive(Clone, Copy, Debug)]
pub struct Csch;

impl Lane1 for Csch {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        signed(reciprocal::<M>(x.abs()), sign(x))
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        (x.abs() <= LONGEST) & (x.abs() >= SHORTEST)
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        if x.abs() < 1.0 {
            // As near to 0, sinh(x) is x.
            1.0 / x
        } else {
            twice_exp(-x.abs()).copysign(x)
        }
    }
}

/// Hyperbolic cotangent.
#[derive(Clone, Copy, Debug)]
pub struct Coth;

impl Lane1 for Coth {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let size = x.abs();
        let size = if size > FLAT { FLAT } else { size };
        let [(below, below_low), (above, above_low)] = beside_one::<M>(size);
        let (high, rest) = quotient::<M>(above, above_low, below, below_low);
        signed(high + rest, sign(x))
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        x.abs() >= SHORTEST
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        1.0 / tanh(x)
    }
}

/// Hyperbolic cotangent.
pub extern "C" fn coth(x: f64) -> f64 {
    value1::<Coth>(x)
}

/// Hyperbolic secant.
pub extern "C" fn sech(x: f64) -> f64 {
    value1::<Sech>(x)
}

/// Hyperbolic cosecant.
pub extern "C" fn csch(x: f64) -> f64 {
    value1::<Csch>(x)
}
