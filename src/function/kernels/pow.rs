//! General powers at lane speed.
//!
//! `x^y = exp(y*log(x))`, with the logarithm and the product as sums of two doubles: where the
//! result is near the largest numbers, an error in the product counts 700 times. The logarithm is
//! `2*s + 2/3*s^3 + s^5*p(s^2)` with `s = (m - 1)/(m + 1)`; the polynomial is from
//! tools/kernels/minimax.py.

use super::bits::SHIFT;
use super::dispatch::{Lanes, value2};
use super::exp::{LN2_HIGH, LN2_LOW, scale_widely, second_order};
use super::lanes::{Fused, Lane2, Madd};
use super::log::Binary;

/// `x` to the power `y` as IEEE 754 has it: 1 for `y` = 0 and for `x` = 1, NaN for a negative `x`
/// with a fractional `y`.
pub extern "C" fn pow(x: f64, y: f64) -> f64 {
    value2::<Pow>(x, y)
}

/// [`pow`] over slices.
pub const POW: Lanes = Lanes::binary::<Pow>();

const COEFFICIENTS: [f64; 8] = [
    0.399_999_999_999_999_8,
    0.285_714_285_714_450_57,
    0.222_222_222_175_486_84,
    0.181_818_188_688_931_6,
    0.153_845_569_633_526_05,
    0.133_363_140_221_113_7,
    0.116_748_846_572_158_63,
    0.119_884_830_469_539_84,
];

/// 2/3 in two parts.
const TWO_THIRDS: (f64, f64) = (2.0 / 3.0, 3.700_743_415_417_188e-17);

/// The logarithm of `2^more * x`, for a normal positive `x`, as a sum of two doubles.
#[inline(always)]
fn log<M: Madd>(x: f64, more: f64) -> (f64, f64) {
    let Binary { m, k, .. } = Binary::new(x);
    let k = k + more;
    // s = (m - 1)/(m + 1), the numerator exact.
    let f = m - 1.0;
    let d = m + 1.0;
    let d_low = m - (d - 1.0);
    let inverse = 1.0 / d;
    let s = f * inverse;
    let s_low = M::madd(-s, d_low, M::residual(f, s, d)) * inverse;
    let w = s * s;
    let w_low = M::madd(s + s, s_low, M::rest(s, s, w));
    // p = 2/3 + w*p(w).
    let w2 = w * w;
    let pair = |k: usize| M::madd(COEFFICIENTS[k + 1], w, COEFFICIENTS[k]);
    let first = M::madd(pair(2), w2, pair(0));
    let last = M::madd(pair(6), w2, pair(4));
    let rest = M::madd(last, w2 * w2, first);
    let q = w * rest;
    let q_low = M::madd(w_low, rest, M::rest(w, rest, q));
    let p = TWO_THIRDS.0 + q;
    let p_low = ((TWO_THIRDS.0 - p) + q) + (q_low + TWO_THIRDS.1);
    // u = w*p, v = s*u.
    let u = w * p;
    let u_low = M::madd(w, p_low, M::madd(w_low, p, M::rest(w, p, u)));
    let v = s * u;
    let v_low = M::madd(s, u_low, M::madd(s_low, u, M::rest(s, u, v)));
    let double = s + s;
    let sum = double + v;
    let sum_low = ((double - sum) + v) + M::madd(2.0, s_low, v_low);
    // A nonzero k*ln 2 is the larger part.
    let base = k * LN2_HIGH;
    let high = base + sum;
    let low = ((base - high) + sum) + M::madd(k, LN2_LOW, sum_low);
    let value = high + low;
    (value, (high - value) + low)
}

/// `exp(high + low)`.
#[inline(always)]
fn exp<M: Madd>(high: f64, low: f64) -> f64 {
    // From these on the result is infinite or 0.
    const INFINITE: f64 = 710.0;
    const ZERO: f64 = -746.0;
    let low = if high.abs() < -ZERO { low } else { 0.0 };
    let high = if high < INFINITE { high } else { INFINITE };
    let high = if high > ZERO { high } else { ZERO };
    let shifted = M::madd(high, std::f64::consts::LOG2_E, SHIFT);
    let n = shifted - SHIFT;
    let exact = M::madd(n, -LN2_HIGH, high);
    let rest = M::madd(n, -LN2_LOW, low);
    let r = exact + rest;
    let r_low = (exact - r) + rest;
    let (second, square) = second_order::<M>(r);
    let sum = 1.0 + r;
    let lost = (1.0 - sum) + r;
    let value = sum + (lost + M::madd(square, second, M::madd(r, r_low, r_low)));
    scale_widely(value, shifted, high < -700.0)
}

/// `(2^more * x)^y`, for a normal positive `x`.
#[inline(always)]
fn positive<M: Madd>(x: f64, more: f64, y: f64) -> f64 {
    let (high, low) = log::<M>(x, more);
    let product = y * high;
    exp::<M>(product, M::madd(y, low, M::rest(y, high, product)))
}

/// Below this size, a sum with [`SHIFT`] rounds to an integer.
const PLAIN: f64 = (1u64 << 51) as f64;
const SIGN: u64 = 1 << 63;

/// [`pow`].
#[derive(Clone, Copy, Debug)]
pub struct Pow;

impl Lane2 for Pow {
    #[inline(always)]
    fn fast<M: Madd>(x: f64, y: f64) -> f64 {
        // The lowest bit of the integer is the sign of a negative number's power.
        let sign = ((y + SHIFT).to_bits() << 63) & x.to_bits();
        f64::from_bits(positive::<M>(x.abs(), 0.0, y).to_bits() | sign)
    }

    #[inline(always)]
    fn common(x: f64, y: f64) -> bool {
        let size = x.abs();
        let integer = (y + SHIFT) - SHIFT == y;
        (size >= f64::MIN_POSITIVE) & (size <= f64::MAX) & (y.abs() < PLAIN) & ((x > 0.0) | integer)
    }

    #[cold]
    fn slow(x: f64, y: f64) -> f64 {
        if y == 0.0 || x == 1.0 {
            return 1.0;
        }
        if x.is_nan() || y.is_nan() {
            return f64::NAN;
        }
        let size = x.abs();
        let integer = y.trunc() == y;
        let odd = integer && (0.5 * y).trunc() != 0.5 * y;
        let value = if y.is_infinite() {
            if size == 1.0 {
                return 1.0;
            }
            if (size > 1.0) == (y > 0.0) {
                f64::INFINITY
            } else {
                0.0
            }
        } else if size == 0.0 || size.is_infinite() {
            if (size > 1.0) == (y > 0.0) {
                f64::INFINITY
            } else {
                0.0
            }
        } else if x < 0.0 && !integer {
            return f64::NAN;
        } else {
            // Beyond 1e300 any exponent gives 0, 1 or infinity.
            let y = y.clamp(-1e300, 1e300);
            let subnormal = size < f64::MIN_POSITIVE;
            let lift = if subnormal { (1u64 << 54) as f64 } else { 1.0 };
            positive::<Fused>(size * lift, if subnormal { -54.0 } else { 0.0 }, y)
        };
        let negative = odd && x.is_sign_negative();
        f64::from_bits(value.to_bits() | if negative { SIGN } else { 0 })
    }
}
