//! Exponentials, logarithms, powers and hyperbolic functions with about 100 good bits.

use super::twofold::{Exact, Twofold, power_of_two, product, reciprocal, split, sum, twofold};
use std::f64::consts;

/// log(2) in three parts; multiples of the first up to 2^12 are exact.
const LN_2: [f64; 3] = [
    0.6931471805601177,
    -1.7239444525614835e-13,
    1.94704509238075e-31,
];
pub const LN_2_TWOFOLD: Twofold = twofold(consts::LN_2, 2.3190468138462996e-17);
const LN_10: Twofold = twofold(consts::LN_10, -2.1707562233822494e-16);

/// `exp(x) = 2^n*(1 + e)`: `e` and `n`. `|x|` at most 2000.
pub fn exp_parts(x: Twofold) -> (Twofold, i32) {
    let n = (x.high * consts::LOG2_E).round();
    let r = sum(x.high, -n * LN_2[0]) + x.low;
    let r = r - product(n, LN_2[1]) - n * LN_2[2];
    // The series of exp - 1 at r/2^8, then eight times E(2x) = E*(2 + E).
    let small = r.scaled(1.0 / 256.0);
    let mut term = small;
    let mut total = small;
    for k in 2..14 {
        term = term * small * reciprocal(f64::from(k));
        total = total + term;
        if term.high.abs() < 1e-36 * small.high.abs() {
            break;
        }
    }
    for _ in 0..8 {
        total = total * (total + 2.0);
    }
    (total, n as i32)
}

pub fn exp_twofold(x: Twofold) -> Exact {
    if x.high > 2000.0 {
        return f64::INFINITY.into();
    }
    if x.high < -2000.0 {
        return Exact {
            value: 1.0.into(),
            exponent: -2886,
        };
    }
    let (e, n) = exp_parts(x);
    Exact {
        value: e + 1.0,
        exponent: n,
    }
}

pub fn exp(x: f64) -> Exact {
    if x == f64::NEG_INFINITY {
        return 0.0.into();
    }
    exp_twofold(x.into())
}

/// `exp(x) - 1` as long as it is a double.
pub fn expm1_twofold(x: Twofold) -> Twofold {
    let (e, n) = exp_parts(x);
    if n == 0 {
        return e;
    }
    let power = power_of_two(n);
    e.scaled(power) + (Twofold::from(power) - 1.0)
}

pub fn expm1(x: f64) -> Exact {
    if x == 0.0 || x.abs() < 1e-200 {
        return x.into();
    }
    if x < -200.0 {
        return twofold(-1.0, 2f64.powi(-280)).into();
    }
    if x > 200.0 {
        return exp(x);
    }
    expm1_twofold(x.into()).into()
}

/// `log(1 + f)` for `-0.3 <= f <= 0.5`.
fn log1p_near(f: Twofold) -> Twofold {
    if f.high == 0.0 || f.high.abs() < 1e-200 {
        return f;
    }
    let start = f.high.ln_1p();
    let e = expm1_twofold(start.into());
    // log((1 + f)/(1 + e)) = 2*atanh((f - e)/(2 + f + e))
    let s = (f - e) / (f + e + 2.0);
    s.scaled(2.0) + start
}

/// The logarithm of `x*2^exponent`.
pub fn log_twofold(x: Twofold, exponent: i32) -> Twofold {
    let (_, n) = split(x.high);
    let mut n = n;
    let mut m = x
        .scaled(power_of_two(-n / 2))
        .scaled(power_of_two(-n - (-n / 2)));
    if m.high > 1.4 {
        m = m.scaled(0.5);
        n += 1;
    }
    let n = f64::from(n + exponent);
    let near = log1p_near(m - 1.0);
    if n == 0.0 {
        return near;
    }
    sum(n * LN_2[0], 0.0) + product(n, LN_2[1]) + n * LN_2[2] + near
}

pub fn log(x: f64) -> Exact {
    if x == 0.0 {
        return f64::NEG_INFINITY.into();
    }
    if !(x > 0.0) || x.is_infinite() {
        return (if x > 0.0 { x } else { f64::NAN }).into();
    }
    log_twofold(x.into(), 0).into()
}

pub fn log2(x: f64) -> Exact {
    let log = log(x).value;
    // Powers of two are exact.
    if x > 0.0 && x.is_finite() && split(x).0 == 1.0 {
        return f64::from(split(x).1).into();
    }
    if log.high.is_finite() && log.high != 0.0 {
        (log / LN_2_TWOFOLD).into()
    } else {
        log.into()
    }
}

pub fn log10(x: f64) -> Exact {
    let log = log(x).value;
    if log.high.is_finite() && log.high != 0.0 {
        (log / LN_10).into()
    } else {
        log.into()
    }
}

pub fn log1p_twofold(f: Twofold) -> Twofold {
    if f.high > -0.3 && f.high < 0.4 {
        log1p_near(f)
    } else {
        log_twofold(f + 1.0, 0)
    }
}

pub fn log1p(x: f64) -> Exact {
    if !(x > -1.0) || x.is_infinite() {
        return (if x == -1.0 {
            f64::NEG_INFINITY
        } else if x > 0.0 {
            x
        } else {
            f64::NAN
        })
        .into();
    }
    log1p_twofold(x.into()).into()
}

pub fn sqrt(x: f64) -> Exact {
    if x == 0.0 || !(x > 0.0) || x.is_infinite() {
        return x.sqrt().into();
    }
    let (m, n) = split(x);
    let odd = n.rem_euclid(2);
    Exact {
        value: Twofold::from(m * power_of_two(odd)).sqrt(),
        exponent: (n - odd) / 2,
    }
}

pub fn cbrt(x: f64) -> Exact {
    if x == 0.0 || !x.is_finite() {
        return x.into();
    }
    let (m, n) = split(x);
    let rest = n.rem_euclid(3);
    let a = m * power_of_two(rest);
    let y = Twofold::from(a.cbrt());
    let cube = y * y * y;
    // Halley's step.
    let value = y - y * (cube - a) / (cube.scaled(2.0) + a);
    Exact {
        value,
        exponent: (n - rest) / 3,
    }
}

/// Half the exponential, less or plus half its reciprocal.
fn half_sum(x: f64, sign: f64) -> Exact {
    let size = x.abs();
    if size.is_infinite() {
        return f64::INFINITY.into();
    }
    if size > 60.0 {
        let e = exp(size);
        return Exact {
            exponent: e.exponent - 1,
            ..e
        };
    }
    let e = expm1_twofold(size.into());
    let one = e + 1.0;
    let value = if sign < 0.0 {
        e + e / one
    } else {
        one + Twofold::from(1.0) / one
    };
    value.scaled(0.5).into()
}

fn odd(x: f64, exact: Exact) -> Exact {
    if x < 0.0 {
        Exact {
            value: -exact.value,
            ..exact
        }
    } else {
        exact
    }
}

pub fn sinh(x: f64) -> Exact {
    if x.is_nan() || x.abs() < 1e-140 {
        x.into()
    } else {
        odd(x, half_sum(x, -1.0))
    }
}

pub fn cosh(x: f64) -> Exact {
    if x.is_nan() {
        x.into()
    } else {
        half_sum(x, 1.0)
    }
}

pub fn tanh(x: f64) -> Exact {
    if x.is_nan() || x.abs() < 1e-140 {
        return x.into();
    }
    if x.abs() > 60.0 {
        return odd(x, twofold(1.0, -1e-50).into());
    }
    let e = expm1_twofold(Twofold::from(2.0 * x.abs()));
    odd(x, (e / (e + 2.0)).into())
}

pub fn asinh(x: f64) -> Exact {
    let size = x.abs();
    if !x.is_finite() || size < 1e-140 {
        return x.into();
    }
    if size > 1e100 {
        return odd(x, log_twofold(size.into(), 1).into());
    }
    let square = product(size, size);
    let inner = square / ((square + 1.0).sqrt() + 1.0) + size;
    odd(x, log1p_twofold(inner).into())
}

pub fn acosh(x: f64) -> Exact {
    if !(x >= 1.0) || x.is_infinite() {
        return (if x >= 1.0 { x } else { f64::NAN }).into();
    }
    if x == 1.0 {
        return 0.0.into();
    }
    if x > 1e100 {
        return log_twofold(x.into(), 1).into();
    }
    let t = Twofold::from(x) - 1.0;
    log1p_twofold(t + (t * (t + 2.0)).sqrt()).into()
}

pub fn atanh(x: f64) -> Exact {
    let size = x.abs();
    if !(size < 1.0) {
        return (if size == 1.0 {
            x * f64::INFINITY
        } else {
            f64::NAN
        })
        .into();
    }
    if size < 1e-140 {
        return x.into();
    }
    let inner = Twofold::from(2.0 * size) / (Twofold::from(1.0) - size);
    odd(x, log1p_twofold(inner).scaled(0.5).into())
}

pub fn hypot(x: f64, y: f64) -> Exact {
    if x.is_infinite() || y.is_infinite() {
        return f64::INFINITY.into();
    }
    if x.is_nan() || y.is_nan() {
        return f64::NAN.into();
    }
    let (large, small) = (x.abs().max(y.abs()), x.abs().min(y.abs()));
    if small == 0.0 {
        return large.into();
    }
    let ((lm, ln), (sm, sn)) = (split(large), split(small));
    let gap = sn - ln;
    let value = if gap < -120 {
        twofold(lm, 2f64.powi(-200))
    } else {
        let small = sm * power_of_two(gap);
        (product(lm, lm) + product(small, small)).sqrt()
    };
    Exact {
        value,
        exponent: ln,
    }
}

/// `x^y`, with more than 90 good bits: the logarithm keeps 2^-104 of itself.
pub fn pow(x: f64, y: f64) -> Exact {
    if !x.is_finite() || !y.is_finite() || x == 0.0 || y == 0.0 || x == 1.0 {
        // Exact, and the standard library has it as IEEE 754 does.
        return x.powf(y).into();
    }
    if x < 0.0 {
        if y != y.trunc() {
            return f64::NAN.into();
        }
        let size = pow(-x, y);
        let even = y == 2.0 * (0.5 * y).trunc();
        return if even { size } else { odd(x, size) };
    }
    let log = log_twofold(x.into(), 0);
    if (log.high * y).abs() > 1900.0 {
        let exponent = if log.high * y > 0.0 { 2800 } else { -2800 };
        return Exact {
            value: 1.0.into(),
            exponent,
        };
    }
    exp_twofold(log * y)
}

pub fn sigmoid(x: f64) -> Exact {
    if x.is_nan() {
        return x.into();
    }
    let e = exp(-x.abs());
    if x == f64::NEG_INFINITY || (e.exponent < -300 && x < 0.0) {
        return e;
    }
    let small = if e.exponent < -300 {
        1e-90.into()
    } else {
        e.value.scaled(power_of_two(e.exponent))
    };
    let one = small + 1.0;
    (if x < 0.0 {
        small / one
    } else {
        Twofold::from(1.0) / one
    })
    .into()
}

pub fn softplus(x: f64) -> Exact {
    if x.is_nan() || x == f64::INFINITY {
        return x.into();
    }
    let e = exp(-x.abs());
    if x == f64::NEG_INFINITY || (e.exponent < -300 && x < 0.0) {
        return e;
    }
    let small = if e.exponent < -300 {
        0.0.into()
    } else {
        e.value.scaled(power_of_two(e.exponent))
    };
    let tail = log1p_twofold(small);
    (if x > 0.0 { tail + x } else { tail }).into()
}
