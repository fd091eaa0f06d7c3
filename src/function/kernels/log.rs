//! Logarithms at lane speed: `log`, `log1p`, `log2`, `log10`.
//!
//! `x = 2^k * (1 + f)` with `1 + f` between `sqrt(1/2)` and `sqrt(2)`, so that `f` is exact, and
//! `log(1 + f) = f - f^2/2 + s*(f^2/2 + s^2*p(s^2))` with `s = f/(2 + f)` (fdlibm's form, the
//! polynomial from tools/kernels/minimax.py). What sums lose is carried along.

use super::bits::polynomial;
use super::dispatch::value1;
use super::exp::{LN2_HIGH, LN2_LOW};
use super::lanes::{Fused, Lane1, Madd};

/// Natural logarithm.
pub extern "C" fn log(x: f64) -> f64 {
    value1::<Log>(x)
}

/// `log(1 + x)`.
pub extern "C" fn log1p(x: f64) -> f64 {
    value1::<Log1p>(x)
}

/// Logarithm to base 2.
pub extern "C" fn log2(x: f64) -> f64 {
    value1::<Log2>(x)
}

/// Logarithm to base 10.
pub extern "C" fn log10(x: f64) -> f64 {
    value1::<Log10>(x)
}

const COEFFICIENTS: [f64; 7] = [
    0.666_666_666_666_673_4,
    0.399_999_999_994_163_86,
    0.285_714_287_420_126_33,
    0.222_221_986_110_853_86,
    0.181_835_623_894_764_04,
    0.153_140_992_303_559_32,
    0.147_954_712_910_380_3,
];

/// `1/ln 2` in two parts.
const LOG2_E: (f64, f64) = (std::f64::consts::LOG2_E, 2.035_527_374_093_103_3e-17);
/// `1/ln 10` in two parts.
const LOG10_E: (f64, f64) = (std::f64::consts::LOG10_E, 1.098_319_650_216_765e-17);
/// `log10(2)` in two parts; integers below `2^11` times the first are exact.
const LOG10_2: (f64, f64) = (0.301_029_995_664_066_5, -8.532_344_317_057_107e-14);

const ONE: u64 = 1.0f64.to_bits();
const FRACTION: u64 = (1 << 52) - 1;
/// The lowest significand, `sqrt(1/2)`.
const LOWEST: u64 = std::f64::consts::FRAC_1_SQRT_2.to_bits();

/// A normal positive number as `2^k * m`.
#[derive(Clone, Copy)]
pub(super) struct Binary {
    /// Between `sqrt(1/2)` and `sqrt(2)`.
    pub(super) m: f64,
    pub(super) k: f64,
    /// `2^-k`, for `k < 1023`.
    inverse: f64,
}

impl Binary {
    #[inline(always)]
    pub(super) fn new(x: f64) -> Binary {
        // The exponent counts from `sqrt(1/2)` instead of 1.
        let moved = x.to_bits().wrapping_add(ONE - LOWEST);
        let biased = moved >> 52;
        // The integer as the last digits of a number of size 2^52.
        let k = f64::from_bits(biased | 0x4330_0000_0000_0000) - (4_503_599_627_370_496.0 + 1023.0);
        Binary {
            m: f64::from_bits((moved & FRACTION) + LOWEST),
            k,
            inverse: f64::from_bits(0x7FE0_0000_0000_0000u64.wrapping_sub(moved & !FRACTION)),
        }
    }
}

/// What `f - f^2/2` lacks to `log(1 + f)`, and `f/2`.
#[inline(always)]
fn third_order<M: Madd>(f: f64) -> (f64, f64) {
    let s = f / (2.0 + f);
    let w = s * s;
    let p = polynomial::<M, 7>(w, &COEFFICIENTS);
    let half = 0.5 * f;
    (s * M::madd(w, p, half * f), half)
}

/// `k*ln 2 + log(1 + f) + extra` as a sum of a double and a small one; a nonzero `|k|` is at
/// least 1.
#[inline(always)]
fn combine<M: Madd>(k: f64, f: f64, extra: f64) -> (f64, f64) {
    let (third, half) = third_order::<M>(f);
    let base = k * LN2_HIGH;
    let high = base + f;
    let lost = (base - high) + f;
    let small = M::madd(k, LN2_LOW, third + extra) + lost;
    (high, M::madd(-half, f, small))
}

/// `log(u + c)`, where `c` is at most a few units in the last place of `u`, as a sum of a double
/// and a small one.
#[inline(always)]
pub(super) fn log_of_sum<M: Madd>(u: f64, c: f64) -> (f64, f64) {
    let Binary { m, k, inverse } = Binary::new(u);
    let c = c * inverse;
    let exact = m - 1.0;
    let f = exact + c;
    let f_low = (exact - f) + c;
    combine::<M>(k, f, M::madd(-f_low, f, f_low))
}

/// `log(m)` as a sum of two doubles without overlap.
#[inline(always)]
fn log_of_significand<M: Madd>(m: f64) -> (f64, f64) {
    let f = m - 1.0;
    let (third, half) = third_order::<M>(f);
    let rest = M::madd(-half, f, third);
    let high = f + rest;
    (high, (f - high) + rest)
}

#[inline(always)]
fn normal(x: f64) -> bool {
    (x >= f64::MIN_POSITIVE) & (x <= f64::MAX)
}

/// A logarithm where `x` is not a normal positive number: `of_lifted` has it for `x*2^54`.
#[inline(always)]
fn elsewhere(x: f64, of_lifted: impl Fn(f64) -> f64) -> f64 {
    if x == 0.0 {
        f64::NEG_INFINITY
    } else if x < 0.0 {
        f64::NAN
    } else if x < f64::MIN_POSITIVE {
        of_lifted(x * LIFT)
    } else {
        x
    }
}

/// Subnormal numbers times this are normal.
const LIFT: f64 = (1u64 << 54) as f64;

/// [`log`].
#[derive(Clone, Copy, Debug)]
pub struct Log;

impl Log {
    #[inline(always)]
    fn value<M: Madd>(x: f64, more: f64) -> f64 {
        let Binary { m, k, .. } = Binary::new(x);
        let (high, low) = combine::<M>(k + more, m - 1.0, 0.0);
        high + low
    }
}

impl Lane1 for Log {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        Self::value::<M>(x, 0.0)
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        normal(x)
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        elsewhere(x, |x| Self::value::<Fused>(x, -54.0))
    }
}

/// The inverse of its power of two is still a normal number.
const LARGE: f64 = f64::MAX / 4.0;

/// [`log1p`].
#[derive(Clone, Copy, Debug)]
pub struct Log1p;

impl Lane1 for Log1p {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        let u = 1.0 + x;
        let part = u - 1.0;
        let c = (1.0 - (u - part)) + (x - part);
        let (high, low) = log_of_sum::<M>(u, c);
        // The sign of a zero.
        (high + low).copysign(x)
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        (x > -1.0) & (x < LARGE)
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        if x == -1.0 {
            f64::NEG_INFINITY
        } else if x < -1.0 {
            f64::NAN
        } else if x < f64::INFINITY {
            Log::value::<Fused>(x, 0.0)
        } else {
            x
        }
    }
}

/// [`log2`].
#[derive(Clone, Copy, Debug)]
pub struct Log2;

impl Log2 {
    #[inline(always)]
    fn value<M: Madd>(x: f64, more: f64) -> f64 {
        let Binary { m, k, .. } = Binary::new(x);
        let k = k + more;
        let (high, low) = log_of_significand::<M>(m);
        let product = high * LOG2_E.0;
        let rest = M::madd(low, LOG2_E.0, M::rest(high, LOG2_E.0, product));
        let rest = M::madd(high, LOG2_E.1, rest);
        let sum = k + product;
        sum + (((k - sum) + product) + rest)
    }
}

impl Lane1 for Log2 {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        Self::value::<M>(x, 0.0)
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        normal(x)
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        elsewhere(x, |x| Self::value::<Fused>(x, -54.0))
    }
}

/// [`log10`].
#[derive(Clone, Copy, Debug)]
pub struct Log10;

impl Log10 {
    #[inline(always)]
    fn value<M: Madd>(x: f64, more: f64) -> f64 {
        let Binary { m, k, .. } = Binary::new(x);
        let k = k + more;
        let (high, low) = log_of_significand::<M>(m);
        let product = high * LOG10_E.0;
        let rest = M::madd(low, LOG10_E.0, M::rest(high, LOG10_E.0, product));
        let rest = M::madd(high, LOG10_E.1, rest);
        let base = k * LOG10_2.0;
        let sum = base + product;
        sum + (((base - sum) + product) + M::madd(k, LOG10_2.1, rest))
    }
}

impl Lane1 for Log10 {
    #[inline(always)]
    fn fast<M: Madd>(x: f64) -> f64 {
        Self::value::<M>(x, 0.0)
    }

    #[inline(always)]
    fn common(x: f64) -> bool {
        normal(x)
    }

    #[cold]
    fn slow(x: f64) -> f64 {
        elsewhere(x, |x| Self::value::<Fused>(x, -54.0))
    }
}
