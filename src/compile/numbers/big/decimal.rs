//! Decimal digits, correctly rounded.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use super::super::interval::{Interval, Intervals};
use super::endpoint::Bits;
use super::float::{Big, Round};
use crate::expr::Number;

/// Exponents beyond this are not scaled exactly.
const LONG: i64 = 30_000;

fn ten_to(power: u64) -> BigInt {
    num_traits::pow(BigInt::from(10), power as usize)
}

/// The quotient of integers, rounded to the nearest, ties to even.
fn nearest(above: &BigInt, below: &BigInt) -> BigInt {
    let (quotient, rest) = above.div_mod_floor(below);
    match (rest << 1u32).cmp(below) {
        std::cmp::Ordering::Less => quotient,
        std::cmp::Ordering::Equal if quotient.is_even() => quotient,
        _ => quotient + 1,
    }
}

/// A positive rational as digits and the power of ten of the first, rounded to so many digits.
fn rounded(above: &BigInt, below: &BigInt, digits: u32, guess: i64) -> (BigInt, i64) {
    let limit = ten_to(u64::from(digits));
    let mut first = guess;
    // The guess is off by one at most, and rounding up may make one more digit.
    for _ in 0..4 {
        let scale = i64::from(digits) - 1 - first;
        let found = match scale >= 0 {
            true => nearest(&(above * ten_to(scale.unsigned_abs())), below),
            false => nearest(above, &(below * ten_to(scale.unsigned_abs()))),
        };
        if found >= limit {
            first += 1;
        } else if &found * 10 < limit {
            first -= 1;
        } else {
            return (found, first);
        }
    }
    (BigInt::zero(), first)
}

/// The decimal exponent of a number just below 2 to a power, roughly.
fn guess(top: i64) -> i64 {
    ((top - 1) as f64 * std::f64::consts::LOG10_2).floor() as i64
}

/// Digits with the point in its place.
fn written(negative: bool, digits: &BigInt, first: i64, exact: bool) -> String {
    let all = digits.to_string();
    let all = match exact {
        true => all.trim_end_matches('0'),
        false => &all,
    };
    let all = if all.is_empty() { "0" } else { all };
    let sign = if negative { "-" } else { "" };
    let count = all.len() as i64;
    if (-5..0).contains(&first) {
        let zeros = "0".repeat(first.unsigned_abs() as usize - 1);
        return format!("{sign}0.{zeros}{all}");
    }
    if (0..count.max(16)).contains(&first) {
        let whole = first as usize + 1;
        return match all.split_at_checked(whole) {
            Some((whole, "")) => format!("{sign}{whole}"),
            Some((whole, rest)) => format!("{sign}{whole}.{rest}"),
            None => format!("{sign}{all}{}", "0".repeat(whole - all.len())),
        };
    }
    match all.split_at_checked(1) {
        Some((one, rest)) if !rest.is_empty() => format!("{sign}{one}.{rest}e{first}"),
        _ => format!("{sign}{all}e{first}"),
    }
}

/// An exact number to so many digits; those at the end that are 0 are left out if there are no
/// others.
pub(in super::super) fn exact(number: &Number, digits: u32) -> String {
    if number.is_zero() {
        return "0".to_owned();
    }
    let ratio = number.to_big();
    let (above, below) = (ratio.numer().abs(), ratio.denom().clone());
    let top = above.bits() as i64 - below.bits() as i64;
    let (found, first) = rounded(&above, &below, digits, guess(top));
    // Exactly this many digits: nothing was rounded away.
    let scale = i64::from(digits) - 1 - first;
    let same = match scale >= 0 {
        true => &above * ten_to(scale.unsigned_abs()) == &found * &below,
        false => above == &found * &below * ten_to(scale.unsigned_abs()),
    };
    written(number.is_negative(), &found, first, same)
}

/// The digits that all numbers of an interval round to; nothing if they differ.
pub(in super::super) fn certain(value: &Interval<Big>, digits: u32, bits: Bits) -> Option<String> {
    let (lower, upper) = (value.lower(), value.upper());
    if let Some(point) = value.as_point()
        && (point.is_zero() || point.exponent().abs() < LONG)
    {
        let shift = point.exponent();
        let number = match shift >= 0 {
            true => num_rational::BigRational::from_integer(point.mantissa() << shift as u64),
            false => num_rational::BigRational::new(
                point.mantissa().clone(),
                BigInt::one() << shift.unsigned_abs(),
            ),
        };
        return Some(exact(&Number::from_big(number), digits));
    }
    if lower.is_infinite() || upper.is_infinite() {
        return None;
    }
    if lower.is_negative() != upper.is_negative() || lower.is_zero() || upper.is_zero() {
        return None;
    }
    let negative = lower.is_negative();
    let size = match negative {
        true => Interval::new(upper.neg(), lower.neg()),
        false => value.clone(),
    };
    if size.upper().top() - size.lower().top() > 1 {
        return None;
    }
    let context: Intervals<Big> = Intervals::new(bits + 96);
    let limit = ten_to(u64::from(digits));
    let mut first = guess(size.upper().top());
    for _ in 0..4 {
        let scale = i64::from(digits) - 1 - first;
        let ten = Interval::point(Big::integer(10));
        let power = context.whole_power(&ten, scale.unsigned_abs());
        let scaled = match scale >= 0 {
            true => context.times(&size, &power),
            false => context.over(&size, &power),
        };
        let half = Big::power_of_two(-1);
        // Half-way cases are not exact here, and so are left undecided.
        let [low, high] = [scaled.lower(), scaled.upper()].map(|end| {
            let moved = end.add(&half, u64::MAX / 4, Round::Down);
            moved.floor()
        });
        let (low, high) = (low?, high?);
        if low != high {
            return None;
        }
        if low >= limit {
            first += 1;
        } else if &low * 10 < limit {
            first -= 1;
        } else {
            return Some(written(negative, &low, first, false));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_numbers_are_written_as_people_do() {
        let cases = [
            ("0.1", 50, "0.1"),
            ("-2.5", 1, "-2"),
            ("3.5", 1, "4"),
            ("99.96", 3, "100"),
            ("1e-30", 5, "1e-30"),
            ("123456789012345678901234567890", 5, "1.2346e29"),
            ("1234", 2, "1200"),
            ("0.00012", 9, "0.00012"),
        ];
        for (text, digits, expected) in cases {
            let (sign, size) = match text.strip_prefix('-') {
                Some(size) => (true, size),
                None => (false, text),
            };
            let number = Number::parse_decimal(size).unwrap();
            let number = if sign { number.negate() } else { number };
            assert_eq!(exact(&number, digits), expected, "{text}");
        }
        let third = Number::ratio(1, 3).unwrap();
        assert_eq!(exact(&third, 4), "0.3333");
        assert_eq!(exact(&Number::ratio(2000, 3).unwrap(), 4), "666.7");
    }
}
