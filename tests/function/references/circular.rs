//! Circular functions and their inverses with about 100 good bits.

use super::twofold::{Exact, Twofold, power_of_two, reciprocal, split, twofold};
use std::f64::consts;

pub const PI: Twofold = twofold(consts::PI, 1.2246467991473532e-16);
const HALF_PI: Twofold = twofold(consts::FRAC_PI_2, 6.123233995736766e-17);

/// The binary digits of 2/pi after the point.
const TWO_OVER_PI: [u64; 20] = [
    0xA2F9836E4E441529,
    0xFC2757D1F534DDC0,
    0xDB6295993C439041,
    0xFE5163ABDEBBC561,
    0xB7246E3A424DD2E0,
    0x06492EEA09D1921C,
    0xFE1DEB1CB129A73E,
    0xE88235F52EBB4484,
    0xE99C7026B45F7E41,
    0x3991D639835339F4,
    0x9C845F8BBDF9283B,
    0x1FF897FFDE05980F,
    0xEF2F118B5A0A6D1F,
    0x6D367ECF27CB09B7,
    0x4F463F669E5FEA2D,
    0x7527BAC7EBE5F17B,
    0x3D0739F78A5292EA,
    0x6BFB5FB11F8D5D08,
    0x56033046FC7B6BAB,
    0xF0CFBC209AF4361D,
];

/// A finite number less its nearest multiple of pi/2, and that multiple modulo 4.
fn reduced(x: f64) -> (Twofold, u32) {
    if x.abs() < 0.785 {
        return (x.into(), 0);
    }
    let (m, n) = split(x.abs());
    let whole = (m * power_of_two(52)) as u64;
    // |x|*2/pi = whole*0.TWO_OVER_PI*2^(n - 52). The digits before `skip` make multiples of 4.
    let skip = (n - 52 - 2).max(0) as usize;
    let digit = |k: usize| -> u64 {
        let (word, bit) = ((skip / 64) + k, skip % 64);
        let high = TWO_OVER_PI.get(word).copied().unwrap_or(0) << bit;
        let low = if bit == 0 {
            0
        } else {
            TWO_OVER_PI.get(word + 1).copied().unwrap_or(0) >> (64 - bit)
        };
        high | low
    };
    let digits = [digit(0), digit(1), digit(2), digit(3)];
    // The product of `whole` and the digits: five words, the point after the first.
    let mut words = [0_u64; 5];
    let mut carry = 0_u128;
    for k in (0..4).rev() {
        let p = u128::from(whole) * u128::from(digits[k]) + carry;
        words[k + 1] = p as u64;
        carry = p >> 64;
    }
    words[0] = carry as u64;
    // The value is that product times 2^(n - 52 - skip); two bits before its point matter.
    let shift = 62 + n - 52 - skip as i32;
    let mut top = [0_u64; 4];
    let bit = |position: i32| -> u64 {
        // Bit `position` of `words`, the first being 0.
        if (0..320).contains(&position) {
            (words[(position / 64) as usize] >> (63 - position % 64)) & 1
        } else {
            0
        }
    };
    let mut quadrant = (bit(shift) << 1 | bit(shift + 1)) as u32;
    for (k, word) in top.iter_mut().enumerate() {
        for b in 0..64 {
            *word = (*word << 1) | bit(shift + 2 + 64 * k as i32 + b);
        }
    }
    // A fraction above a half is taken as negative.
    let negative = top[0] >> 63 == 1;
    if negative {
        quadrant += 1;
        let mut carry = true;
        for word in top.iter_mut().rev() {
            (*word, carry) = (!*word).overflowing_add(u64::from(carry));
        }
    }
    let mut fraction = Twofold::from(0.0);
    for (word, weight) in top.iter().zip([-64, -128, -192, -256]) {
        let (upper, lower) = ((word >> 32) as f64, (word & 0xFFFF_FFFF) as f64);
        fraction = fraction + upper * power_of_two(weight + 32) + lower * power_of_two(weight);
    }
    let mut rest = fraction * HALF_PI;
    if negative {
        rest = -rest;
    }
    if x < 0.0 {
        (-rest, quadrant.wrapping_neg() & 3)
    } else {
        (rest, quadrant & 3)
    }
}

fn sin_series(r: Twofold) -> Twofold {
    let z = -(r * r);
    let (mut term, mut total) = (r, r);
    let mut k = 2.0;
    while term.high.abs() > 1e-35 * r.high.abs() {
        term = term * z * reciprocal(k * (k + 1.0));
        total = total + term;
        k += 2.0;
    }
    total
}

fn cos_series(r: Twofold) -> Twofold {
    let z = -(r * r);
    let (mut term, mut total) = (Twofold::from(1.0), Twofold::from(1.0));
    let mut k = 1.0;
    while term.high.abs() > 1e-35 {
        term = term * z * reciprocal(k * (k + 1.0));
        total = total + term;
        k += 2.0;
    }
    total
}

pub fn sin_cos_twofold(x: f64) -> (Twofold, Twofold) {
    let (r, quadrant) = reduced(x);
    let (sin, cos) = if r.high.abs() < 1e-140 {
        (r, 1.0.into())
    } else {
        (sin_series(r), cos_series(r))
    };
    match quadrant {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

pub fn sin(x: f64) -> Exact {
    match x {
        0.0 => x.into(),
        _ if !x.is_finite() => f64::NAN.into(),
        _ => sin_cos_twofold(x).0.into(),
    }
}

pub fn cos(x: f64) -> Exact {
    if !x.is_finite() {
        f64::NAN.into()
    } else {
        sin_cos_twofold(x).1.into()
    }
}

pub fn tan(x: f64) -> Exact {
    if !x.is_finite() || x.abs() < 1e-140 {
        return (if x.is_finite() { x } else { f64::NAN }).into();
    }
    let (sin, cos) = sin_cos_twofold(x);
    (sin / cos).into()
}

/// The inverse tangent of a number at most 1 in size.
fn atan_twofold(x: Twofold) -> Twofold {
    if x.high.abs() < 1e-140 {
        return x;
    }
    let start = x.high.atan();
    let (sin, cos) = (sin_series(start.into()), cos_series(start.into()));
    // tan(a - b) = (x*cos - sin)/(cos + x*sin)
    (x * cos - sin) / (cos + x * sin) + start
}

pub fn atan(x: f64) -> Exact {
    if x.is_nan() {
        return x.into();
    }
    atan2(x, 1.0)
}

/// The angle of a point in the first quadrant.
fn angle(y: Twofold, x: Twofold) -> Twofold {
    if y.high <= x.high {
        atan_twofold(y / x)
    } else {
        HALF_PI - atan_twofold(x / y)
    }
}

pub fn atan2(y: f64, x: f64) -> Exact {
    if y.is_nan() || x.is_nan() {
        return f64::NAN.into();
    }
    if y == 0.0 || x == 0.0 || !y.is_finite() || !x.is_finite() {
        // Multiples of pi/4, which the standard library has; their rest is known.
        let value = y.atan2(x);
        let rest = HALF_PI.low * (value / HALF_PI.high);
        return twofold(value, rest).into();
    }
    let ((ym, yn), (xm, xn)) = (split(y.abs()), split(x.abs()));
    let gap = yn - xn;
    let mut exponent = 0;
    let value = if gap < -400 {
        if x > 0.0 {
            exponent = gap;
            Twofold::from(ym) / xm
        } else {
            PI
        }
    } else if gap > 400 {
        HALF_PI
    } else {
        let size = angle(Twofold::from(ym).scaled(power_of_two(gap)), xm.into());
        if x < 0.0 { PI - size } else { size }
    };
    Exact {
        value: if y < 0.0 { -value } else { value },
        exponent,
    }
}

/// `sqrt(1 - x^2)`.
fn other_leg(x: f64) -> Twofold {
    ((Twofold::from(1.0) - x) * (Twofold::from(1.0) + x)).sqrt()
}

pub fn asin(x: f64) -> Exact {
    if x == 0.0 || !(x.abs() <= 1.0) {
        return (if x == 0.0 { x } else { f64::NAN }).into();
    }
    if x.abs() < 1e-140 {
        return x.into();
    }
    let size = angle(x.abs().into(), other_leg(x));
    (if x < 0.0 { -size } else { size }).into()
}

pub fn acos(x: f64) -> Exact {
    if !(x.abs() <= 1.0) {
        return f64::NAN.into();
    }
    if x == 1.0 {
        return 0.0.into();
    }
    let size = angle(other_leg(x), x.abs().into());
    (if x < 0.0 { PI - size } else { size }).into()
}
