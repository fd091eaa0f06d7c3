//! References with more than 100 good bits: double-double arithmetic and plain series, nothing that
//! a kernel shares.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// `high + low`, without overlap.
#[derive(Clone, Copy, Debug)]
pub struct Twofold {
    pub high: f64,
    pub low: f64,
}

pub const LN2: Twofold = Twofold {
    high: std::f64::consts::LN_2,
    low: 2.319_046_813_846_299_6e-17,
};
const LN10: Twofold = Twofold {
    high: std::f64::consts::LN_10,
    low: -2.170_756_223_382_249_4e-16,
};

impl Twofold {
    /// The exact sum of two doubles (Knuth).
    pub fn sum(a: f64, b: f64) -> Twofold {
        let high = a + b;
        let part = high - a;
        let low = (a - (high - part)) + (b - part);
        Twofold { high, low }
    }

    /// The exact product of two doubles.
    pub fn product(a: f64, b: f64) -> Twofold {
        let high = a * b;
        let low = a.mul_add(b, -high);
        Twofold { high, low }
    }

    pub fn sqrt(self) -> Twofold {
        let root = self.high.sqrt();
        let rest = self - Twofold::product(root, root);
        Twofold::sum(root, rest.high / (2.0 * root))
    }

    /// Divided by an integer.
    fn over(self, n: i32) -> Twofold {
        let n = f64::from(n);
        let first = self.high / n;
        Twofold::sum(first, ((-first).mul_add(n, self.high) + self.low) / n)
    }

    /// Times `2^n`, exact unless it overflows or loses digits.
    pub fn scaled(self, n: i32) -> Twofold {
        let (high, low) = (times_power(self.high, n), times_power(self.low, n));
        Twofold { high, low }
    }
}

impl From<f64> for Twofold {
    fn from(high: f64) -> Twofold {
        Twofold { high, low: 0.0 }
    }
}

impl Add for Twofold {
    type Output = Twofold;
    fn add(self, other: Twofold) -> Twofold {
        let high = Twofold::sum(self.high, other.high);
        let low = Twofold::sum(self.low, other.low);
        let first = Twofold::sum(high.high, high.low + low.high);
        Twofold::sum(first.high, first.low + low.low)
    }
}

impl Neg for Twofold {
    type Output = Twofold;
    fn neg(self) -> Twofold {
        let (high, low) = (-self.high, -self.low);
        Twofold { high, low }
    }
}

impl Sub for Twofold {
    type Output = Twofold;
    fn sub(self, other: Twofold) -> Twofold {
        self + -other
    }
}

impl Mul for Twofold {
    type Output = Twofold;
    fn mul(self, other: Twofold) -> Twofold {
        let product = Twofold::product(self.high, other.high);
        let cross = self.high.mul_add(other.low, self.low * other.high);
        Twofold::sum(product.high, product.low + cross)
    }
}

impl Div for Twofold {
    type Output = Twofold;
    fn div(self, other: Twofold) -> Twofold {
        let first = self.high / other.high;
        let rest = self - other * Twofold::from(first);
        let second = rest.high / other.high;
        let rest = rest - other * Twofold::from(second);
        Twofold::sum(first, second) + Twofold::from(rest.high / other.high)
    }
}

/// `x*2^n`, in steps that no power of two overflows in.
pub fn times_power(mut x: f64, mut n: i32) -> f64 {
    while n != 0 {
        let step = n.clamp(-1000, 1000);
        x *= 2f64.powi(step);
        n -= step;
    }
    x
}

/// A value as `mantissa * 2^exponent`, so that tiny ones keep both parts.
pub type Scaled = (Twofold, i32);

/// `exp(r) - 1` for `|r| < 0.4`.
fn series_of_expm1(r: Twofold) -> Twofold {
    let mut term = r;
    let mut sum = r;
    for k in 2..30 {
        term = (term * r).over(k);
        sum = sum + term;
    }
    sum
}

pub fn exp(x: Twofold) -> Scaled {
    let n = (x.high / LN2.high).round();
    let r = x - LN2 * Twofold::from(n);
    (series_of_expm1(r) + Twofold::from(1.0), n as i32)
}

pub fn exp2(x: f64) -> Scaled {
    let n = x.round();
    let r = Twofold::from(x - n) * LN2;
    (series_of_expm1(r) + Twofold::from(1.0), n as i32)
}

pub fn expm1(x: f64) -> Scaled {
    if x.abs() < 0.3 {
        return (series_of_expm1(Twofold::from(x)), 0);
    }
    let (value, n) = exp(Twofold::from(x));
    if n > 200 {
        return (value, n);
    }
    (value.scaled(n) - Twofold::from(1.0), 0)
}

/// The logarithm of a normal positive number.
pub fn log(x: Twofold) -> Twofold {
    let mut k = (x.high.to_bits() >> 52) as i32 - 1023;
    if x.high * 2f64.powi(-k.min(1000)) > 1.4 {
        k += 1;
    }
    let f = x.scaled(-k) - Twofold::from(1.0);
    let s = f / (f + Twofold::from(2.0));
    let w = s * s;
    let mut power = s + s;
    let mut sum = power;
    for n in 1..30 {
        power = power * w;
        sum = sum + power.over(2 * n + 1);
    }
    LN2 * Twofold::from(f64::from(k)) + sum
}

/// The logarithm of a positive double.
pub fn log_of(x: f64) -> Twofold {
    if x < f64::MIN_POSITIVE {
        log(Twofold::from(x * 2f64.powi(54))) - LN2 * Twofold::from(54.0)
    } else {
        log(Twofold::from(x))
    }
}

pub fn log2(x: f64) -> Twofold {
    log_of(x) / LN2
}

pub fn log10(x: f64) -> Twofold {
    log_of(x) / LN10
}

pub fn log1p(x: f64) -> Twofold {
    if x.abs() < 1e-200 {
        return Twofold::from(x);
    }
    log(Twofold::sum(1.0, x))
}

/// `1/(1 + exp(-x))`.
pub fn sigmoid(x: f64) -> Scaled {
    let (z, n) = exp(Twofold::from(-x.abs()));
    let small = z.scaled(n.max(-200));
    let value = Twofold::from(1.0) + small;
    if x < 0.0 {
        (z / value, n)
    } else {
        (Twofold::from(1.0) / value, 0)
    }
}

/// `log(1 + exp(x))`.
pub fn softplus(x: f64) -> Scaled {
    let (z, n) = exp(Twofold::from(-x.abs()));
    if n < -150 {
        // log(1 + z) = z to all digits.
        return if x < 0.0 {
            (z, n)
        } else {
            (Twofold::from(x), 0)
        };
    }
    let small = z.scaled(n);
    let tail = if n < -40 {
        small - small * small * Twofold::from(0.5) + (small * small * small).over(3)
    } else {
        log(Twofold::from(1.0) + small)
    };
    (Twofold::from(x.max(0.0)) + tail, 0)
}

/// `x^y` of a positive `x`, where the result is no further than `2^±1100`.
pub fn pow(x: f64, y: f64) -> Scaled {
    exp(log_of(x) * Twofold::from(y))
}

pub fn cbrt(x: f64) -> Scaled {
    let (x, shift) = if x.abs() < f64::MIN_POSITIVE {
        (x * 2f64.powi(300), -100)
    } else {
        (x, 0)
    };
    let y = Twofold::from(x.cbrt());
    let lack = Twofold::from(x) - y * y * y;
    (y + lack / (y * y * Twofold::from(3.0)), shift)
}

pub fn hypot(x: f64, y: f64) -> Scaled {
    let shift = (x.abs().max(y.abs()).to_bits() >> 52) as i32 - 1023;
    let (x, y) = (times_power(x, -shift), times_power(y, -shift));
    (
        (Twofold::product(x, x) + Twofold::product(y, y)).sqrt(),
        shift,
    )
}

/// How far a result is from the exact value, in units in the last place of the result; infinite if
/// one of both overflows and the other does not.
pub fn ulps(result: f64, exact: Scaled) -> f64 {
    let (value, n) = exact;
    let rounded = times_power(value.high, n);
    if !result.is_finite() || !rounded.is_finite() {
        // The largest double and infinity are neighbours.
        let (a, b) = (
            result.clamp(-f64::MAX, f64::MAX),
            rounded.clamp(-f64::MAX, f64::MAX),
        );
        return if a == b { 0.0 } else { f64::INFINITY };
    }
    let size = result.abs().min(f64::MAX.next_down());
    let unit = size.next_up() - size;
    // Both at the scale of the exact value.
    let difference = Twofold::from(times_power(result, -n)) - value;
    (difference.high / times_power(unit, -n)).abs()
}
