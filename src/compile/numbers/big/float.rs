//! Binary floating-point numbers of any size, rounded down or up to as many bits as are asked for.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::expr::Number;

/// Which of the two neighbours an inexact result becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// The smaller.
    Down,
    /// The larger.
    Up,
}

impl Round {
    pub(crate) fn opposite(self) -> Self {
        match self {
            Round::Down => Round::Up,
            Round::Up => Round::Down,
        }
    }
}

/// Beyond 2 to this power numbers are infinite, or as good as 0.
pub(super) const LARGEST: i64 = 1 << 40;

/// `mantissa * 2^exponent`, or an infinity.
///
/// The size of the mantissa is what the last rounding made it; equal numbers compare as equal
/// however they are written.
#[derive(Clone, Debug)]
pub struct Big {
    mantissa: BigInt,
    /// `INFINITE` with a mantissa of 1 or -1 is an infinity.
    exponent: i64,
}

const INFINITE: i64 = i64::MAX;

impl Big {
    /// 0
    pub fn zero() -> Self {
        Big::new(BigInt::zero(), 0)
    }

    /// 1
    pub fn one() -> Self {
        Big::new(BigInt::one(), 0)
    }

    pub(super) fn new(mantissa: BigInt, exponent: i64) -> Self {
        Big { mantissa, exponent }
    }

    /// Infinity, or minus infinity.
    pub(crate) fn infinity(negative: bool) -> Self {
        Big::new(BigInt::from(if negative { -1 } else { 1 }), INFINITE)
    }

    /// An integer.
    pub fn integer(value: i64) -> Self {
        Big::new(BigInt::from(value), 0)
    }

    /// 2 to a power.
    pub(super) fn power_of_two(exponent: i64) -> Self {
        Big::new(BigInt::one(), exponent)
    }

    /// Exactly a double; nothing for NaN.
    pub fn from_double(value: f64) -> Option<Self> {
        if value.is_nan() {
            return None;
        }
        if value.is_infinite() {
            return Some(Big::infinity(value < 0.0));
        }
        let bits = value.to_bits();
        let biased = (bits >> 52 & 0x7ff) as i64;
        let fraction = (bits & ((1 << 52) - 1)) as i64;
        let (mut mantissa, mut exponent) = match biased {
            0 => (fraction, -1074),
            _ => (fraction | 1 << 52, biased - 1075),
        };
        if mantissa != 0 {
            let zeros = mantissa.trailing_zeros();
            mantissa >>= zeros;
            exponent += i64::from(zeros);
        }
        let signed = if value < 0.0 { -mantissa } else { mantissa };
        Some(Big::new(BigInt::from(signed), exponent))
    }

    /// A rational, rounded to `bits`.
    pub fn from_number(number: &Number, bits: u64, round: Round) -> Self {
        let ratio = number.to_big();
        let above = Big::new(ratio.numer().clone(), 0);
        match ratio.denom().is_one() {
            true => above.rounded(bits, round),
            false => above.div(&Big::new(ratio.denom().clone(), 0), bits, round),
        }
    }

    pub(crate) fn is_infinite(&self) -> bool {
        self.exponent == INFINITE
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.mantissa.is_zero()
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.mantissa.is_negative()
    }

    pub(super) fn mantissa(&self) -> &BigInt {
        &self.mantissa
    }

    pub(super) fn exponent(&self) -> i64 {
        self.exponent
    }

    /// The exponent `t` with `2^(t - 1) <= |x| < 2^t`; very small for 0, very large for an
    /// infinity.
    pub(crate) fn top(&self) -> i64 {
        if self.is_infinite() {
            return i64::MAX / 4;
        }
        if self.is_zero() {
            return i64::MIN / 4;
        }
        self.exponent + self.mantissa.bits() as i64
    }

    /// Rounded to `bits`, the mantissa at least one bit.
    pub(crate) fn rounded(mut self, bits: u64, round: Round) -> Self {
        if self.is_infinite() {
            return self;
        }
        let length = self.mantissa.bits();
        if length > bits {
            let cut = length - bits;
            // A shift to the right rounds down.
            self.mantissa = match round {
                Round::Down => self.mantissa >> cut,
                Round::Up => -(-self.mantissa >> cut),
            };
            self.exponent += cut as i64;
        }
        self.within_range(round)
    }

    fn within_range(self, round: Round) -> Self {
        if self.is_zero() {
            return Big::zero();
        }
        let top = self.top();
        if (-LARGEST..=LARGEST).contains(&top) {
            return self;
        }
        let negative = self.is_negative();
        let outward = (round == Round::Up) != negative;
        let sign = BigInt::from(if negative { -1 } else { 1 });
        match (top > 0, outward) {
            (true, true) => Big::infinity(negative),
            (true, false) => Big::new(sign, LARGEST),
            (false, true) => Big::new(sign, -LARGEST),
            (false, false) => Big::zero(),
        }
    }

    pub(crate) fn neg(&self) -> Self {
        Big::new(-&self.mantissa, self.exponent)
    }

    pub(crate) fn abs(&self) -> Self {
        Big::new(self.mantissa.abs(), self.exponent)
    }

    /// Times a power of two, exactly.
    pub(crate) fn scaled(&self, by: i64) -> Self {
        if self.is_infinite() || self.is_zero() {
            return self.clone();
        }
        Big::new(self.mantissa.clone(), self.exponent.saturating_add(by))
    }

    /// The sum. Opposite infinities give what bounds nothing.
    pub(crate) fn add(&self, other: &Self, bits: u64, round: Round) -> Self {
        match (self.is_infinite(), other.is_infinite()) {
            (true, true) if self.mantissa != other.mantissa => {
                return Big::infinity(round == Round::Down);
            }
            (true, _) => return self.clone(),
            (_, true) => return other.clone(),
            _ => {}
        }
        if self.is_zero() {
            return other.clone().rounded(bits, round);
        }
        if other.is_zero() {
            return self.clone().rounded(bits, round);
        }
        let (large, small) = if self.top() >= other.top() {
            (self, other)
        } else {
            (other, self)
        };
        let last = large.exponent.min(large.top() - bits as i64 - 4);
        if small.top() < last {
            // Too small to reach the digits: its sign decides how they round.
            let shifted = &large.mantissa << (large.exponent - last) as u64;
            let nudge = if small.is_negative() { -1 } else { 1 };
            return Big::new((shifted << 1u32) + nudge, last - 1).rounded(bits, round);
        }
        let exponent = large.exponent.min(small.exponent);
        let aligned =
            |part: &Big| -> BigInt { &part.mantissa << (part.exponent - exponent) as u64 };
        let sum = match (large.exponent == exponent, small.exponent == exponent) {
            (true, true) => &large.mantissa + &small.mantissa,
            (true, false) => aligned(small) + &large.mantissa,
            (false, _) => aligned(large) + &small.mantissa,
        };
        Big::new(sum, exponent).rounded(bits, round)
    }

    /// The exact sum; nothing if it is too long to write down.
    pub(crate) fn exact_sum(&self, other: &Self) -> Option<Self> {
        const LONGEST: i64 = 1 << 18;
        let far = |part: &Big| part.is_infinite() || part.exponent.abs() > LONGEST;
        if far(self) || far(other) {
            return None;
        }
        Some(self.add(other, u64::MAX / 4, Round::Down))
    }

    /// The power of two that it is.
    pub(crate) fn as_power_of_two(&self) -> Option<i64> {
        let zeros = self.mantissa.trailing_zeros()?;
        let one = !self.is_negative() && !self.is_infinite() && self.mantissa.bits() == zeros + 1;
        one.then_some(self.exponent + zeros as i64)
    }

    pub(crate) fn sub(&self, other: &Self, bits: u64, round: Round) -> Self {
        self.add(&other.neg(), bits, round)
    }

    /// The product; 0 times an infinity is 0, as the ends of intervals need it.
    pub(crate) fn mul(&self, other: &Self, bits: u64, round: Round) -> Self {
        if self.is_zero() || other.is_zero() {
            return Big::zero();
        }
        if self.is_infinite() || other.is_infinite() {
            return Big::infinity(self.is_negative() != other.is_negative());
        }
        let exponent = self.exponent + other.exponent;
        Big::new(&self.mantissa * &other.mantissa, exponent).rounded(bits, round)
    }

    /// The quotient; by 0 it is infinite, and 0 by an infinity.
    pub(crate) fn div(&self, other: &Self, bits: u64, round: Round) -> Self {
        let negative = self.is_negative() != other.is_negative();
        if self.is_zero() || other.is_infinite() {
            return Big::zero();
        }
        if other.is_zero() || self.is_infinite() {
            return Big::infinity(negative);
        }
        let shift = (bits + 2 + other.mantissa.bits()).saturating_sub(self.mantissa.bits());
        let (mut quotient, rest) = (&self.mantissa << shift).div_mod_floor(&other.mantissa);
        // One more bit keeps what was cut off, so that the rounding below knows of it.
        quotient <<= 1u32;
        if !rest.is_zero() {
            quotient += 1;
        }
        let exponent = self.exponent - other.exponent - shift as i64 - 1;
        Big::new(quotient, exponent).rounded(bits, round)
    }

    /// The square root of a number that is not negative.
    pub(crate) fn sqrt(&self, bits: u64, round: Round) -> Self {
        self.root(2, bits, round)
    }

    /// The square or cube root, of what has one.
    pub(crate) fn root(&self, degree: u32, bits: u64, round: Round) -> Self {
        if self.is_zero() || self.is_infinite() {
            return self.clone();
        }
        let degree_64 = u64::from(degree);
        let mut shift = (degree_64 * (bits + 2)).saturating_sub(self.mantissa.bits());
        let exponent = self.exponent - shift as i64;
        shift += exponent.rem_euclid(i64::from(degree)) as u64;
        let exponent = (self.exponent - shift as i64) / i64::from(degree);
        let size = self.mantissa.abs() << shift;
        let root = if degree == 2 {
            size.sqrt()
        } else {
            size.nth_root(degree)
        };
        let exact = num_traits::pow(root.clone(), degree as usize) == size;
        let mut root = root << 1u32;
        if !exact {
            root += 1;
        }
        if self.is_negative() {
            root = -root;
        }
        Big::new(root, exponent - 1).rounded(bits, round)
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let signs = self.mantissa.sign().cmp(&other.mantissa.sign());
        if signs != Ordering::Equal || self.is_zero() {
            return signs;
        }
        let size = self.compare_size(other);
        if self.is_negative() {
            size.reverse()
        } else {
            size
        }
    }

    fn compare_size(&self, other: &Self) -> Ordering {
        let tops = self.top().cmp(&other.top());
        if tops != Ordering::Equal || self.is_infinite() {
            return tops;
        }
        // Equal tops, so that the shift is no longer than a mantissa.
        let exponent = self.exponent.min(other.exponent);
        let aligned = |part: &Big| part.mantissa.abs() << (part.exponent - exponent) as u64;
        if self.exponent == other.exponent {
            return self.mantissa.magnitude().cmp(other.mantissa.magnitude());
        }
        aligned(self).cmp(&aligned(other))
    }

    /// The largest integer that is not above, if it is not too long to write down.
    pub(crate) fn floor(&self) -> Option<BigInt> {
        if self.is_infinite() || self.top() > 1 << 20 {
            return None;
        }
        Some(if self.exponent >= 0 {
            &self.mantissa << self.exponent as u64
        } else if self.top() < 0 {
            BigInt::from(if self.is_negative() { -1 } else { 0 })
        } else {
            &self.mantissa >> self.exponent.unsigned_abs()
        })
    }

    pub(crate) fn is_integer(&self) -> bool {
        if self.is_zero() {
            return true;
        }
        !self.is_infinite()
            && (self.exponent >= 0
                || self
                    .mantissa
                    .trailing_zeros()
                    .is_some_and(|zeros| zeros as i64 + self.exponent >= 0))
    }

    /// The integer that it is, if it is one that fits.
    pub(crate) fn to_i64(&self) -> Option<i64> {
        if !self.is_integer() || self.top() > 63 {
            return None;
        }
        self.floor()?.to_i64()
    }

    /// `floor(x * 2^bits)`, with an error below 1.
    pub(super) fn fixed(&self, bits: i64) -> BigInt {
        let shift = self.exponent + bits;
        if shift >= 0 {
            &self.mantissa << shift as u64
        } else if self.top() + bits < 0 {
            BigInt::from(if self.is_negative() { -1 } else { 0 })
        } else {
            &self.mantissa >> shift.unsigned_abs()
        }
    }

    /// The nearest double, ties to even.
    pub fn to_f64(&self) -> f64 {
        let sign = if self.is_negative() { -1.0 } else { 1.0 };
        if self.is_infinite() || self.top() > 1025 {
            return sign * f64::INFINITY;
        }
        if self.is_zero() || self.top() < -1080 {
            return sign * 0.0;
        }
        // The place of the last bit: 53 bits, or what subnormal numbers have.
        let last = (self.top() - 53).max(-1074);
        let size = self.mantissa.abs();
        let shift = last - self.exponent;
        let units: BigInt = if shift <= 0 {
            size << shift.unsigned_abs()
        } else {
            let shift = shift as u64;
            let whole: BigInt = &size >> shift;
            let rest = size - (&whole << shift);
            let half = BigInt::one() << (shift - 1);
            match rest.cmp(&half) {
                Ordering::Greater => whole + 1,
                Ordering::Equal if whole.is_odd() => whole + 1,
                _ => whole,
            }
        };
        let units = units.to_u64().unwrap_or(u64::MAX) as f64;
        // Two factors, since the power alone may leave the range; both products are exact.
        let (half, rest) = (last / 2, last - last / 2);
        sign * (units * (half as f64).exp2()) * (rest as f64).exp2()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn big(value: f64) -> Big {
        Big::from_double(value).unwrap()
    }

    #[test]
    fn doubles_come_back() {
        for value in [0.0, 1.0, -0.1, 5e-324, 2.3e-308, f64::MAX, 1e-310, -7.25] {
            assert_eq!(big(value).to_f64(), value);
        }
        // Half way between two subnormals: to even.
        let tie = big(5e-324).mul(&big(1.5), 60, Round::Down);
        assert_eq!(tie.to_f64(), 1e-323);
        let tie = big(1.0).add(&Big::power_of_two(-53), 60, Round::Down);
        assert_eq!(tie.to_f64(), 1.0);
        assert_eq!(big(f64::MAX).scaled(1).to_f64(), f64::INFINITY);
    }

    /// Every operation rounded to 53 bits encloses what doubles say, and is at most a unit wide.
    #[test]
    fn operations_enclose() {
        let values = [1.0, 3.0, 0.1, -0.7, 1e16, 1e-30, -3.5, 1e300, 7.0];
        for a in values {
            for b in values {
                let (x, y) = (big(a), big(b));
                type Operation = fn(&Big, &Big, u64, Round) -> Big;
                let cases: [(Operation, f64); 4] = [
                    (Big::add, a + b),
                    (Big::sub, a - b),
                    (Big::mul, a * b),
                    (Big::div, a / b),
                ];
                for (operation, value) in cases {
                    if !value.is_finite() || value.abs() < 1e-300 {
                        continue;
                    }
                    let low = operation(&x, &y, 53, Round::Down);
                    let high = operation(&x, &y, 53, Round::Up);
                    let value = big(value);
                    assert!(low.compare(&value).is_le() && value.compare(&high).is_le());
                    let wide = high.sub(&low, 53, Round::Up);
                    assert!(wide.is_zero() || wide.top() <= value.top() - 52, "{a} {b}");
                }
            }
            if a > 0.0 {
                let root = big(a).sqrt(53, Round::Down);
                assert!(root.compare(&big(a.sqrt())).is_le());
                let cube = big(a).root(3, 90, Round::Up);
                let back = cube.mul(&cube, 300, Round::Up).mul(&cube, 300, Round::Up);
                assert!(back.compare(&big(a)).is_ge());
            }
        }
        assert_eq!(big(27.0).root(3, 10, Round::Down).to_i64(), Some(3));
        assert_eq!(big(-27.0).root(3, 10, Round::Up).to_i64(), Some(-3));
    }
}
