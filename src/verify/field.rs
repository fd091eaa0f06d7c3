//! Arithmetic modulo the prime 2^61 - 1.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;

use crate::expr::Number;

/// The prime.
pub(super) const PRIME: u64 = (1 << 61) - 1;

/// A residue of any number.
pub(super) fn residue(value: u64) -> u64 {
    value % PRIME
}

/// The sum.
pub(super) fn add(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= PRIME { sum - PRIME } else { sum }
}

/// The negative.
pub(super) fn negate(a: u64) -> u64 {
    if a == 0 { 0 } else { PRIME - a }
}

/// The product.
pub(super) fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let low = (product as u64) & PRIME;
    let high = (product >> 61) as u64;
    add(low, high)
}

/// A power.
pub(super) fn power(base: u64, exponent: u64) -> u64 {
    let (mut result, mut square, mut rest) = (1, base, exponent);
    while rest > 0 {
        if rest & 1 == 1 {
            result = multiply(result, square);
        }
        square = multiply(square, square);
        rest >>= 1;
    }
    result
}

/// One divided by it; nothing for 0.
pub(super) fn inverse(a: u64) -> Option<u64> {
    (a != 0).then(|| power(a, PRIME - 2))
}

/// The residue of a fraction; nothing if the prime divides its denominator.
pub(super) fn number(value: &Number) -> Option<u64> {
    let (numerator, denominator) = match value.to_ratio() {
        Some((n, d)) => (
            n.rem_euclid(PRIME as i64) as u64,
            d.rem_euclid(PRIME as i64) as u64,
        ),
        None => {
            let value = value.to_big();
            let prime = BigInt::from(PRIME);
            (
                value.numer().mod_floor(&prime).to_u64()?,
                value.denom().mod_floor(&prime).to_u64()?,
            )
        }
    };
    Some(multiply(numerator, inverse(denominator)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_one() {
        for a in [1, 2, 3, 1 << 60, PRIME - 1, 123_456_789_012_345] {
            assert_eq!(inverse(a).map(|b| multiply(a, b)), Some(1), "{a}");
            assert_eq!(add(a, negate(a)), 0, "{a}");
            assert_eq!(power(a, PRIME - 1), 1, "{a}");
        }
        assert_eq!(inverse(0), None);
        assert_eq!(multiply(PRIME - 1, PRIME - 1), 1);
    }

    #[test]
    fn fractions_have_residues() {
        let half = Number::ratio(-1, 2).and_then(|half| number(&half));
        assert_eq!(half.map(|half| add(half, half)), Some(PRIME - 1));
        let long = Number::parse_decimal("1e40").and_then(|long| number(&long));
        assert_eq!(long, Some(power(10, 40)));
    }
}
