//! The exponential, the logarithm, sine, cosine and inverse tangent to any number of bits.
//!
//! Each takes an exact number and encloses the result between two. Inside they compute in fixed
//! point with bits to spare, and count the units by which every step may be off: "units" are those
//! of the last place of the fixed-point number at hand.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::constants::{ln_2, pi};
use super::float::{Big, LARGEST, Round};

/// Two numbers around a result.
pub(super) type Ends = [Big; 2];

/// A number in fixed point with its error, as ends.
fn ends(value: &BigInt, error: &BigInt, exponent: i64, bits: u64) -> Ends {
    [
        Big::new(value - error, exponent).rounded(bits, Round::Down),
        Big::new(value + error, exponent).rounded(bits, Round::Up),
    ]
}

/// `x - x^3` and `x + x^3` in order: for functions that are `x` but for less.
pub(super) fn beside(x: &Big, bits: u64) -> Ends {
    let far = (x.mul(x, bits, Round::Up)).mul(&x.abs(), bits, Round::Up);
    [x.sub(&far, bits, Round::Down), x.add(&far, bits, Round::Up)]
}

fn isqrt(bits: u64) -> u64 {
    (bits as f64).sqrt() as u64
}

/// `exp(r)` for `0 <= r < 1` in fixed point with `bits`, to within 2 units.
fn exp_core(r: &BigInt, bits: u64) -> BigInt {
    let halvings = isqrt(bits) + 2;
    let guard = halvings + 24;
    let w = bits + guard;
    let y = (r << guard) >> halvings;
    // Below 2^24/16 terms of 1 unit each, and as much again for y: doubled by each squaring, what
    // is left of it below `bits` is less than a unit.
    let mut sum = (BigInt::one() << w) + &y;
    let mut term = y.clone();
    let mut n = 2u32;
    loop {
        term = (term * &y) >> w;
        term /= n;
        if term.is_zero() {
            break;
        }
        sum += &term;
        n += 1;
    }
    for _ in 0..halvings {
        sum = (&sum * &sum) >> w;
    }
    sum >> guard
}

/// Sine and cosine of `0 <= r < 1` in fixed point with `bits`, to within 2 units each.
fn circular_core(r: &BigInt, bits: u64) -> (BigInt, BigInt) {
    let halvings = isqrt(bits) * 3 / 4 + 2;
    // Doubling the angle doubles an error of the sine and quadruples one of the cosine.
    let guard = 2 * halvings + 24;
    let w = bits + guard;
    let y = (r << guard) >> halvings;
    let square: BigInt = (&y * &y) >> w;
    // The sine, and 1 less the cosine, which is small and so keeps its digits.
    let (mut sine, mut versine) = (y.clone(), &square >> 1u32);
    let (mut of_sine, mut of_versine) = (y, versine.clone());
    let mut n = 2u32;
    while !of_sine.is_zero() || !of_versine.is_zero() {
        of_sine = -((of_sine * &square) >> w) / (n * (n + 1));
        of_versine = -((of_versine * &square) >> w) / ((n + 1) * (n + 2));
        sine += &of_sine;
        versine += &of_versine;
        n += 2;
    }
    let one = BigInt::one() << w;
    for _ in 0..halvings {
        // sin(2y) = 2 sin(y) cos(y), 1 - cos(2y) = 2 sin(y)^2
        let doubled = (&sine * (&one - &versine)) >> (w - 1);
        versine = (&sine * &sine) >> (w - 1);
        sine = doubled;
    }
    (sine >> guard, (one - versine) >> guard)
}

/// The exponential.
pub(super) fn exp(x: &Big, bits: u64) -> Ends {
    if x.is_zero() {
        return [Big::one(), Big::one()];
    }
    if x.top() > 40 {
        return match x.is_negative() {
            true => [Big::zero(), Big::power_of_two(-LARGEST)],
            false => [Big::power_of_two(LARGEST), Big::infinity(false)],
        };
    }
    if x.top() < -(bits as i64) - 4 {
        let near = Big::one().add(x, bits + 8, Round::Down);
        let far = Big::power_of_two(2 * x.top());
        return [
            near.sub(&far, bits, Round::Down),
            Big::one()
                .add(x, bits + 8, Round::Up)
                .add(&far, bits, Round::Up),
        ];
    }
    let bits_in = bits + 8;
    let extra = x.top().max(0) as u64 + 4;
    let fine = bits_in + extra;
    let log2 = ln_2(fine);
    // x and n*log(2) are off by less than a unit with `bits_in` bits, since n is below 2^extra/4.
    let (n, rest) = x.fixed(fine as i64).div_mod_floor(&log2);
    let r: BigInt = rest >> extra;
    let value = exp_core(&r, bits_in);
    let Some(n) = n.to_i64() else {
        return [Big::zero(), Big::infinity(false)];
    };
    // 2 units for r, amplified by exp(r) < 2, and 2 for the core.
    ends(&value, &BigInt::from(8), n - bits_in as i64, bits)
}

/// `log(m)` for `1/2 <= m < 1` in fixed point, to within 16 units.
fn log_core(m: &BigInt, bits: u64) -> BigInt {
    let start = Big::new(m.clone(), -(bits as i64)).to_f64().ln();
    // Each round has five times the digits of the one before.
    let mut rounds = vec![bits];
    while let Some(&last) = rounds.last()
        && last > 220
    {
        rounds.push(last / 5 + 16);
    }
    let (mut y, mut y_bits) = (BigInt::from((start * 1e15) as i64), 0);
    y = (y << 64u32) / BigInt::from(1_000_000_000_000_000i64);
    y_bits += 64;
    for &w in rounds.iter().rev() {
        y = if w >= y_bits {
            y << (w - y_bits)
        } else {
            y >> (y_bits - w)
        };
        y_bits = w;
        // m*exp(-y) - 1, off by 5 units; with four terms of the logarithm's series by 10.
        let part: BigInt = m >> (bits - w);
        // The logarithm is below 0, if only just.
        if y.is_positive() {
            y = BigInt::zero();
        }
        let inverse = exp_core(&-&y, w);
        let one = BigInt::one() << w;
        let d = ((part * inverse) >> w) - one;
        let d2 = (&d * &d) >> w;
        let d3 = (&d2 * &d) >> w;
        let d4: BigInt = (&d2 * &d2) >> w;
        y += &d - (d2 >> 1u32) + d3 / 3 - (d4 >> 2u32);
    }
    y
}

/// The logarithm of a positive number.
pub(super) fn log(x: &Big, bits: u64) -> Ends {
    if x.is_zero() {
        return [Big::infinity(true), Big::infinity(true)];
    }
    let mut w = bits + 8;
    if (0..=1).contains(&x.top()) {
        let off = x.sub(&Big::one(), u64::MAX / 4, Round::Down);
        if off.is_zero() {
            return [Big::zero(), Big::zero()];
        }
        if off.top() < -(bits as i64) - 4 {
            return log_of_near_one(&off, bits);
        }
        w += (-off.top()).max(0) as u64;
    }
    let e = x.top();
    let m = x.scaled(-e).fixed(w as i64);
    let e_bits = 64 - e.unsigned_abs().leading_zeros() as u64;
    let whole: BigInt = (ln_2(w + e_bits) * e) >> e_bits;
    ends(
        &(log_core(&m, w) + whole),
        &BigInt::from(24),
        -(w as i64),
        bits,
    )
}

/// `log(1 + d)` for a very small `d`: between `d - d^2` and `d`.
fn log_of_near_one(d: &Big, bits: u64) -> Ends {
    let square = d.mul(d, bits, Round::Up);
    [
        d.sub(&square, bits, Round::Down),
        d.clone().rounded(bits, Round::Up),
    ]
}

/// `log(1 + d)` for `d > -1`.
pub(super) fn log1p(d: &Big, bits: u64) -> Ends {
    if d.is_zero() {
        return [Big::zero(), Big::zero()];
    }
    if d.top() < -(bits as i64) - 4 {
        return log_of_near_one(d, bits);
    }
    // Exact where it matters: of a large d the 1 may be rounded away.
    let length = bits + d.mantissa().bits() + 64;
    let low = log(&Big::one().add(d, 4 * length, Round::Down), bits);
    if d.top() < bits as i64 {
        return low;
    }
    let [low, _] = low;
    let [_, high] = log(&Big::one().add(d, 4 * length, Round::Up), bits);
    [low, high]
}

/// `exp(x) - 1`
pub(super) fn expm1(x: &Big, bits: u64) -> Ends {
    if x.is_zero() {
        return [Big::zero(), Big::zero()];
    }
    if x.top() < -(bits as i64) - 4 {
        // x <= exp(x) - 1 <= x + x^2
        let square = x.mul(x, bits, Round::Up);
        return [
            x.clone().rounded(bits, Round::Down),
            x.add(&square, bits, Round::Up),
        ];
    }
    let [low, high] = exp(x, bits + 8 + (-x.top()).max(0) as u64);
    [
        low.sub(&Big::one(), bits, Round::Down),
        high.sub(&Big::one(), bits, Round::Up),
    ]
}

/// Angles beyond 2 to this power are not reduced.
const LARGEST_ANGLE: i64 = 1 << 17;

/// Sine or cosine.
fn circular(x: &Big, bits: u64, cosine: bool) -> Ends {
    if x.is_zero() {
        let value = if cosine { Big::one() } else { Big::zero() };
        return [value.clone(), value];
    }
    if x.top() > LARGEST_ANGLE {
        return [Big::integer(-1), Big::one()];
    }
    if x.top() < -(bits as i64) - 4 {
        if !cosine {
            return beside(x, bits);
        }
        let square = x.mul(x, bits, Round::Up);
        return [Big::one().sub(&square, bits, Round::Down), Big::one()];
    }
    let mut w = bits + 16;
    loop {
        let extra = x.top().max(0) as u64 + 4;
        let fine = w + extra;
        let quarter = pi(fine - 1);
        let half: BigInt = &quarter >> 1u32;
        let (n, rest) = (x.fixed(fine as i64) + &half).div_mod_floor(&quarter);
        // The distance from the nearest multiple of pi/2, off by at most 2 units.
        let r: BigInt = (rest - half) >> extra;
        let quadrant = (&n & BigInt::from(3)).to_u8().unwrap_or(0);
        let wants_sine = (quadrant % 2 == 1) == cosine;
        let negative = match cosine {
            false => quadrant >= 2,
            true => quadrant == 1 || quadrant == 2,
        };
        // Near a zero of the function the fixed point keeps too few digits.
        let have = r.bits();
        if wants_sine && have < bits + 8 && w < 8 * bits + 4000 {
            w += bits + 16 - have;
            continue;
        }
        let (sine, cosine_of) = circular_core(&r.abs(), w);
        let size = match wants_sine {
            true if r.is_negative() => -sine,
            true => sine,
            false => cosine_of,
        };
        let value = if negative { -size } else { size };
        return ends(&value, &BigInt::from(6), -(w as i64), bits);
    }
}

/// The sine.
pub(super) fn sin(x: &Big, bits: u64) -> Ends {
    circular(x, bits, false)
}

/// The cosine.
pub(super) fn cos(x: &Big, bits: u64) -> Ends {
    circular(x, bits, true)
}

/// The inverse tangent.
pub(super) fn atan(x: &Big, bits: u64) -> Ends {
    if x.is_negative() {
        let [low, high] = atan(&x.neg(), bits);
        return [high.neg(), low.neg()];
    }
    if x.is_zero() {
        return [Big::zero(), Big::zero()];
    }
    if x.is_infinite() || x.top() > 1 {
        let [low, high] = pi_ends(bits + 8);
        let t = [Round::Down, Round::Up].map(|round| Big::one().div(x, bits + 8, round));
        let [small, _] = atan_of_unit(&t[0], bits + 8);
        let [_, large] = atan_of_unit(&t[1], bits + 8);
        return [
            low.scaled(-1).sub(&large, bits, Round::Down),
            high.scaled(-1).sub(&small, bits, Round::Up),
        ];
    }
    atan_of_unit(x, bits)
}

/// The inverse tangent of `0 <= x < 2`.
fn atan_of_unit(x: &Big, bits: u64) -> Ends {
    if x.is_zero() {
        return [Big::zero(), Big::zero()];
    }
    if x.top() < -(bits as i64) - 4 {
        return beside(x, bits);
    }
    let w = bits + 8 + (-x.top()).max(0) as u64;
    let t = x.fixed(w as i64);
    let start = x.to_f64().atan();
    let mut rounds = vec![w];
    while let Some(&last) = rounds.last()
        && last > 300
    {
        rounds.push(last / 7 + 16);
    }
    let mut y =
        (BigInt::from((start * 1e15) as i64) << 64u32) / BigInt::from(1_000_000_000_000_000i64);
    let mut y_bits = 64;
    // The angle is found up to a small rest: below 1 for the core, since atan(2) is not.
    for &v in rounds.iter().rev() {
        y = if v >= y_bits {
            y << (v - y_bits)
        } else {
            y >> (y_bits - v)
        };
        y_bits = v;
        let half: BigInt = &y >> 1u32;
        let (s, c) = circular_core(&half, v);
        let one = BigInt::one() << v;
        // Of the whole angle: sin = 2sc, cos = 1 - 2s^2.
        let sine: BigInt = (&s * &c) >> (v - 1);
        let cosine = one - ((&s * &s) >> (v - 1));
        y = half << 1u32;
        let part: BigInt = &t >> (w - v);
        let above = ((&part * &cosine) >> v) - &sine;
        let below = &cosine + ((&part * &sine) >> v);
        let d: BigInt = (above << v) / below;
        let d2: BigInt = (&d * &d) >> v;
        let d3: BigInt = (&d2 * &d) >> v;
        let d5: BigInt = (&d3 * &d2) >> v;
        y += &d - d3 / 3 + d5 / 5;
    }
    ends(&y, &BigInt::from(48), -(w as i64), bits)
}

/// pi
pub(super) fn pi_ends(bits: u64) -> Ends {
    ends(&pi(bits + 8), &BigInt::from(2), -(bits as i64) - 8, bits)
}
