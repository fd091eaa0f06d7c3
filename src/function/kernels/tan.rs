//! Tangent at lane speed: sine over cosine, both with what they round off.

use super::bits::{quotient, sign, signed, sum};
use super::dispatch::value1;
use super::lanes::{Lane1, Madd};
use super::sin_cos::{Sin, cos_of_rest, reduced, sin_of_rest};

/// Tangent.
#[derive(Clone, Copy, Debug)]
pub struct Tan;

impl Lane1 for Tan {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let (r, low, n) = reduced::<M>(x);
        let sin = sin_of_rest::<M>(r, low);
        let cos = cos_of_rest::<M>(r, low);
        let sin = sum(sin.0, sin.1);
        let cos = sum(cos.0, cos.1);
        // An odd multiple of pi/2 away it is -cos/sin.
        let odd = n & 1 != 0;
        let (above, below) = if odd { (cos, sin) } else { (sin, cos) };
        let (high, rest) = quotient::<M>(above.0, above.1, below.0, below.1);
        // The sign of a zero is lost in the sum.
        let size = f64::from_bits((high + rest).to_bits() & !(1 << 63));
        signed(size, sign(r) ^ (n << 63))
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        Sin::common(x)
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        pxfm::f_tan(x)
    }
}

/// Tangent.
pub extern "C" fn tan(x: f64) -> f64 {
    value1::<Tan>(x)
}
