//! Numbers of twice the digits of a double: a sum of two doubles, about 104 good bits.
//!
//! Written apart from `src/`, whose kernels it measures.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// `high + low`, with `high` the rounded sum.
#[derive(Clone, Copy, Debug)]
pub struct Twofold {
    pub high: f64,
    pub low: f64,
}

pub const fn twofold(high: f64, low: f64) -> Twofold {
    Twofold { high, low }
}

impl From<f64> for Twofold {
    fn from(x: f64) -> Twofold {
        twofold(x, 0.0)
    }
}

/// The exact sum, if `a` is the larger.
fn ordered(a: f64, b: f64) -> Twofold {
    let high = a + b;
    twofold(high, b - (high - a))
}

/// The exact sum.
pub fn sum(a: f64, b: f64) -> Twofold {
    let high = a + b;
    let part = high - a;
    twofold(high, (a - (high - part)) + (b - part))
}

/// The exact product.
pub fn product(a: f64, b: f64) -> Twofold {
    let high = a * b;
    twofold(high, a.mul_add(b, -high))
}

impl Neg for Twofold {
    type Output = Twofold;
    fn neg(self) -> Twofold {
        twofold(-self.high, -self.low)
    }
}

impl<T: Into<Twofold>> Add<T> for Twofold {
    type Output = Twofold;
    fn add(self, other: T) -> Twofold {
        let other = other.into();
        let high = sum(self.high, other.high);
        let low = sum(self.low, other.low);
        let partial = ordered(high.high, high.low + low.high);
        ordered(partial.high, partial.low + low.low)
    }
}

impl<T: Into<Twofold>> Sub<T> for Twofold {
    type Output = Twofold;
    fn sub(self, other: T) -> Twofold {
        self + -other.into()
    }
}

impl<T: Into<Twofold>> Mul<T> for Twofold {
    type Output = Twofold;
    fn mul(self, other: T) -> Twofold {
        let other = other.into();
        let p = product(self.high, other.high);
        let cross = self.high.mul_add(other.low, self.low * other.high);
        ordered(p.high, p.low + cross)
    }
}

impl<T: Into<Twofold>> Div<T> for Twofold {
    type Output = Twofold;
    fn div(self, other: T) -> Twofold {
        let other = other.into();
        let first = self.high / other.high;
        let rest = self - other * first;
        let second = rest.high / other.high;
        let rest = rest - other * second;
        ordered(first, second) + rest.high / other.high
    }
}

impl Twofold {
    pub fn sqrt(self) -> Twofold {
        let root = self.high.sqrt();
        if root == 0.0 || !root.is_finite() {
            return root.into();
        }
        let rest = self - product(root, root);
        ordered(root, rest.high / (2.0 * root))
    }

    /// Times a power of two that is a double.
    pub fn scaled(self, factor: f64) -> Twofold {
        twofold(self.high * factor, self.low * factor)
    }

    pub fn abs(self) -> Twofold {
        if self.high < 0.0 { -self } else { self }
    }
}

/// `1/n` without a division by a twofold number.
pub fn reciprocal(n: f64) -> Twofold {
    let high = 1.0 / n;
    ordered(high, (-high).mul_add(n, 1.0) / n)
}

/// A twofold number times a power of two, which may be beyond the doubles.
#[derive(Clone, Copy, Debug)]
pub struct Exact {
    pub value: Twofold,
    pub exponent: i32,
}

impl<T: Into<Twofold>> From<T> for Exact {
    fn from(value: T) -> Exact {
        Exact {
            value: value.into(),
            exponent: 0,
        }
    }
}

/// 2^n, `n` in the range of normal numbers.
pub fn power_of_two(n: i32) -> f64 {
    f64::from_bits(((n + 1023) as u64) << 52)
}

/// A nonzero finite number as `m*2^n`, `1 <= |m| < 2`.
pub fn split(x: f64) -> (f64, i32) {
    if x.abs() < f64::MIN_POSITIVE {
        let (m, n) = split(x * power_of_two(64));
        return (m, n - 64);
    }
    let n = ((x.to_bits() >> 52) & 0x7FF) as i32 - 1023;
    let bits = (x.to_bits() & !(0x7FF << 52)) | (1023 << 52);
    (f64::from_bits(bits), n)
}

impl Exact {
    /// How far `value` is from it, in units of the last place that a double of its size has.
    pub fn distance(self, value: f64) -> f64 {
        if value.is_nan() || self.value.high.is_nan() {
            let same = value.is_nan() && self.value.high.is_nan();
            return if same { 0.0 } else { f64::INFINITY };
        }
        if self.value.high == 0.0 || self.value.high.is_infinite() {
            let same = value == self.value.high
                && value.is_sign_negative() == self.value.high.is_sign_negative();
            return if same { 0.0 } else { f64::INFINITY };
        }
        if value.is_nan() || value.is_sign_negative() != self.value.high.is_sign_negative() {
            return f64::INFINITY;
        }
        let (m, n) = split(self.value.high);
        let size = n + self.exponent;
        let m = Exact {
            value: twofold(m, 0.0),
            exponent: size,
        };
        let low = if self.value.low == 0.0 {
            0.0
        } else {
            // Below 2^-50 of the number: no overflow after division.
            let (low, low_size) = split(self.value.low);
            if low_size - n < -500 {
                0.0
            } else {
                low * power_of_two(low_size - n)
            }
        };
        // Everything over 2^size.
        if value.is_infinite() {
            // As if the range went on: right from half a unit above the largest number.
            let limit = sum(2.0, -f64::EPSILON / 2.0);
            let above = (m.value - limit + low).high;
            return if size > 1023 || (size == 1023 && above >= 0.0) {
                0.0
            } else {
                f64::INFINITY
            };
        }
        if size > 1023 {
            return if value.abs() == f64::MAX && size == 1024 && m.value.high == 1.0 {
                1.0
            } else {
                f64::INFINITY
            };
        }
        let last = (size - 52).max(-1074);
        let close = if value == 0.0 {
            twofold(0.0, 0.0)
        } else {
            let (v, v_size) = split(value);
            if (v_size - size).abs() > 60 {
                return f64::INFINITY;
            }
            twofold(v * power_of_two(v_size - size), 0.0)
        };
        let difference = ((m.value - close) + low).high.abs();
        if difference.is_nan() {
            return f64::INFINITY;
        }
        // In units of 2^last.
        let shift = size - last;
        if shift < -1000 {
            0.0
        } else {
            difference * power_of_two(shift)
        }
    }
}
