//! Exact rational numbers: machine words while they fit, big integers beyond.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};

/// The size, in bits, beyond which an exact number is not computed.
///
/// A result that would be longer stays an unevaluated operation (`9^9^9`), or is refused.
pub const MAX_BITS: u64 = 1 << 18;

/// An exact rational number.
///
/// The representation is unique: a value that fits two machine words is always kept in them, so
/// equality and hashing compare representations.
#[derive(Clone, PartialEq, Eq)]
pub struct Number(Repr);

#[derive(Clone)]
enum Repr {
    /// Numerator and positive denominator without a common factor. Neither is `i64::MIN`.
    Small(i64, i64),
    /// Anything that does not fit.
    Big(Box<BigRational>),
}

// Comparing two big rationals of the library expands both as continued fractions, by recursion, and
// hashing one does too. In lowest terms equality is that of the parts.
impl PartialEq for Repr {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Repr::Small(a, b), Repr::Small(c, d)) => (a, b) == (c, d),
            (Repr::Big(a), Repr::Big(b)) => a.numer() == b.numer() && a.denom() == b.denom(),
            _ => false,
        }
    }
}

impl Eq for Repr {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.stable_hash());
    }
}

impl Number {
    /// 0
    pub const ZERO: Number = Number(Repr::Small(0, 1));
    /// 1
    pub const ONE: Number = Number(Repr::Small(1, 1));
    /// -1
    pub const MINUS_ONE: Number = Number(Repr::Small(-1, 1));

    /// An integer.
    pub fn integer(value: i64) -> Self {
        if value == i64::MIN {
            return Self::from_big(BigRational::from_integer(BigInt::from(value)));
        }
        Number(Repr::Small(value, 1))
    }

    /// A quotient of integers, or nothing if `denominator` is 0.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then(|| Self::from_wide(i128::from(numerator), i128::from(denominator)))
    }

    fn from_wide(numerator: i128, denominator: i128) -> Self {
        debug_assert!(denominator != 0);
        let (mut n, mut d) = (numerator, denominator);
        if d < 0 {
            n = -n;
            d = -d;
        }
        if d != 1 {
            let g = match (u64::try_from(n.unsigned_abs()), u64::try_from(d)) {
                (Ok(a), Ok(b)) => i128::from(gcd64(a, b)),
                _ => n.gcd(&d),
            };
            n /= g;
            d /= g;
        }
        match (i64::try_from(n), i64::try_from(d)) {
            (Ok(small_n), Ok(small_d)) if small_n != i64::MIN => {
                Number(Repr::Small(small_n, small_d))
            }
            _ => Number(Repr::Big(Box::new(BigRational::new_raw(
                BigInt::from(n),
                BigInt::from(d),
            )))),
        }
    }

    /// From a big rational in lowest terms; demoted to machine words if it fits.
    pub fn from_big(value: BigRational) -> Self {
        match (value.numer().to_i64(), value.denom().to_i64()) {
            (Some(n), Some(d)) if n != i64::MIN => Number(Repr::Small(n, d)),
            _ => Number(Repr::Big(Box::new(value))),
        }
    }

    /// As a big rational.
    pub fn to_big(&self) -> BigRational {
        match &self.0 {
            Repr::Small(n, d) => BigRational::new_raw(BigInt::from(*n), BigInt::from(*d)),
            Repr::Big(value) => (**value).clone(),
        }
    }

    /// The exact value that a decimal text (`2.5`, `1e-3`) stands for.
    ///
    /// # Errors
    /// Nothing if the text is no decimal number, or has more than [`MAX_BITS`] bits.
    pub fn parse_decimal(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        if text.len() <= 18 && exponent == 0 && fraction.is_empty() {
            return whole.parse::<i64>().ok().map(Self::integer);
        }
        let digits = format!("{whole}{}", fraction.trim_end_matches('0'));
        exponent += (fraction.len() - fraction.trim_end_matches('0').len()) as i64;
        // log2(10) < 10/3 bounds the length of the result before it is computed.
        let bits = (digits.len() as u64)
            .checked_add(exponent.unsigned_abs())?
            .checked_mul(10)?
            / 3;
        if bits > MAX_BITS {
            return if digits.bytes().all(|b| b == b'0') {
                Some(Self::ZERO)
            } else {
                None
            };
        }
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let mantissa = digits.parse::<BigInt>().ok()?;
        let scale = BigInt::from(10u32).pow(exponent.unsigned_abs());
        Some(Self::from_big(if exponent >= 0 {
            BigRational::from_integer(mantissa * scale)
        } else {
            BigRational::new(mantissa, scale)
        }))
    }

    /// The exact value of a finite double's shortest decimal (0.1 is 1/10), or nothing if it is
    /// not finite.
    pub fn from_double(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let text = format!("{:e}", value.abs());
        let magnitude = Self::parse_decimal(&text)?;
        Some(if value < 0.0 {
            magnitude.negate()
        } else {
            magnitude
        })
    }

    /// The nearest double.
    pub fn to_f64(&self) -> f64 {
        const EXACT: i64 = 1 << 53;
        match &self.0 {
            // Both parts are doubles, so that the quotient is rounded once.
            Repr::Small(n, d) if -EXACT <= *n && *n <= EXACT && *d <= EXACT => {
                *n as f64 / *d as f64
            }
            _ => {
                let value = self.to_big();
                value.to_f64().unwrap_or(f64::NAN)
            }
        }
    }

    /// The value, if it is an integer that fits a machine word.
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Small(n, 1) => Some(n),
            _ => None,
        }
    }

    /// Numerator and denominator, if both fit machine words.
    pub fn to_ratio(&self) -> Option<(i64, i64)> {
        match self.0 {
            Repr::Small(n, d) => Some((n, d)),
            Repr::Big(_) => None,
        }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.0 == Repr::Small(0, 1)
    }

    /// Whether it is 1.
    pub fn is_one(&self) -> bool {
        self.0 == Repr::Small(1, 1)
    }

    /// Whether it is an integer.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small(_, d) => *d == 1,
            Repr::Big(value) => value.is_integer(),
        }
    }

    /// Whether it is an even integer.
    pub fn is_even(&self) -> bool {
        match &self.0 {
            Repr::Small(n, d) => *d == 1 && n % 2 == 0,
            Repr::Big(value) => value.is_integer() && value.numer().is_even(),
        }
    }

    /// Whether it is less than 0.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(n, _) => *n < 0,
            Repr::Big(value) => value.is_negative(),
        }
    }

    /// Whether it is greater than 0.
    pub fn is_positive(&self) -> bool {
        !self.is_negative() && !self.is_zero()
    }

    /// A bound on its length in bits, numerator and denominator together.
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Repr::Small(n, d) => {
                u64::from(128 - n.unsigned_abs().leading_zeros() - d.unsigned_abs().leading_zeros())
            }
            Repr::Big(value) => value.numer().bits() + value.denom().bits(),
        }
    }

    /// The sum.
    pub fn add(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Repr::Small(a, 1), Repr::Small(b, 1)) => match a.checked_add(*b) {
                Some(sum) if sum != i64::MIN => Number(Repr::Small(sum, 1)),
                _ => Self::from_wide(i128::from(*a) + i128::from(*b), 1),
            },
            (Repr::Small(a, b), Repr::Small(c, d)) => {
                let (a, b, c, d) = (
                    i128::from(*a),
                    i128::from(*b),
                    i128::from(*c),
                    i128::from(*d),
                );
                // Each product is below 2^126, so their sum fits.
                Self::from_wide(a * d + c * b, b * d)
            }
            // A whole number and a fraction in lowest terms: the sum is in lowest terms, and the
            // search for a common factor, which costs most, is not needed.
            (Repr::Small(whole, 1), Repr::Big(fraction))
            | (Repr::Big(fraction), Repr::Small(whole, 1)) => {
                let numerator = fraction.numer() + fraction.denom() * *whole;
                Self::from_big(BigRational::new_raw(numerator, fraction.denom().clone()))
            }
            _ => Self::from_big(self.to_big() + other.to_big()),
        }
    }

    /// The difference.
    pub fn subtract(&self, other: &Self) -> Self {
        self.add(&other.negate())
    }

    /// The product.
    pub fn multiply(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => Self::from_wide(
                i128::from(*a) * i128::from(*c),
                i128::from(*b) * i128::from(*d),
            ),
            _ => Self::from_big(self.to_big() * other.to_big()),
        }
    }

    /// The number with the other sign.
    pub fn negate(&self) -> Self {
        match &self.0 {
            Repr::Small(n, d) => Number(Repr::Small(-n, *d)),
            Repr::Big(value) => Self::from_big(-(**value).clone()),
        }
    }

    /// The size without the sign.
    pub fn abs(&self) -> Self {
        if self.is_negative() {
            self.negate()
        } else {
            self.clone()
        }
    }

    /// One divided by it, or nothing for 0.
    pub fn reciprocal(&self) -> Option<Self> {
        match &self.0 {
            Repr::Small(0, _) => None,
            Repr::Small(n, d) => Some(Number(Repr::Small(d * n.signum(), n.abs()))),
            Repr::Big(value) => Some(Self::from_big(value.recip())),
        }
    }

    /// An integer power; nothing for a negative power of 0, or if the result would be longer
    /// than [`MAX_BITS`].
    pub fn power(&self, exponent: &Self) -> Option<Self> {
        if !exponent.is_integer() {
            return None;
        }
        if exponent.is_zero() || self.is_one() {
            return Some(Self::ONE);
        }
        if self.is_zero() {
            return exponent.is_positive().then_some(Self::ZERO);
        }
        if *self == Self::MINUS_ONE {
            return Some(if exponent.is_even() {
                Self::ONE
            } else {
                Self::MINUS_ONE
            });
        }
        let exponent = exponent.to_i64()?;
        let base = if exponent < 0 {
            self.reciprocal()?
        } else {
            self.clone()
        };
        let count = exponent.unsigned_abs();
        if base.bits().checked_mul(count)? > MAX_BITS {
            return None;
        }
        let count = u32::try_from(count).ok()?;
        if let Repr::Small(n, d) = base.0
            && let (Some(n), Some(d)) = (n.checked_pow(count), d.checked_pow(count))
            && n != i64::MIN
        {
            return Some(Number(Repr::Small(n, d)));
        }
        Some(Self::from_big(Pow::pow(base.to_big(), count)))
    }

    /// The largest integer not above it.
    pub fn floor(&self) -> Self {
        match &self.0 {
            Repr::Small(n, d) => Self::integer(n.div_euclid(*d)),
            Repr::Big(value) => Self::from_big(value.floor()),
        }
    }

    /// Its numerator.
    pub fn numerator(&self) -> Self {
        match &self.0 {
            Repr::Small(n, _) => Number(Repr::Small(*n, 1)),
            Repr::Big(value) => Self::from_big(BigRational::from_integer(value.numer().clone())),
        }
    }

    /// Its denominator, a positive integer.
    pub fn denominator(&self) -> Self {
        match &self.0 {
            Repr::Small(_, d) => Number(Repr::Small(*d, 1)),
            Repr::Big(value) => Self::from_big(BigRational::from_integer(value.denom().clone())),
        }
    }

    /// The decimal text, if the decimal terminates within 40 places.
    pub fn to_decimal(&self) -> Option<String> {
        let value = self.to_big();
        let mut rest = value.denom().clone();
        let (mut twos, mut fives) = (0u32, 0u32);
        while rest.is_even() && twos <= 40 {
            rest /= 2;
            twos += 1;
        }
        while (&rest % 5u32).is_zero() && fives <= 40 {
            rest /= 5;
            fives += 1;
        }
        let places = twos.max(fives);
        if !rest.is_one() || places > 40 {
            return None;
        }
        let scaled = value.numer().abs() * Pow::pow(BigInt::from(10u32), places) / value.denom();
        let digits = format!("{scaled:0>width$}", width = places as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places as usize);
        let sign = if value.is_negative() { "-" } else { "" };
        Some(if places == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{fraction}")
        })
    }

    /// A hash that depends on the value alone, the same on every machine.
    pub(crate) fn stable_hash(&self) -> u64 {
        match &self.0 {
            Repr::Small(n, d) => super::hash::mix(*n as u64, *d as u64),
            Repr::Big(value) => {
                let mut hash = super::hash::mix(0x42, u64::from(value.is_negative()));
                for digit in value
                    .numer()
                    .iter_u64_digits()
                    .chain([7])
                    .chain(value.denom().iter_u64_digits())
                {
                    hash = super::hash::mix(hash, digit);
                }
                hash
            }
        }
    }
}

fn gcd64(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            _ => {
                let (a, b) = (self.to_big(), other.to_big());
                (a.numer() * b.denom()).cmp(&(b.numer() * a.denom()))
            }
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small(n, 1) => write!(f, "{n}"),
            Repr::Small(n, d) => write!(f, "{n}/{d}"),
            Repr::Big(value) => write!(f, "{value}"),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::integer(value)
    }
}

/// How the finite and other doubles are written: shortest, and reading back to the same bits.
pub fn double(value: f64) -> String {
    if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 {
            "inf".to_owned()
        } else {
            "-inf".to_owned()
        }
    } else if value == 0.0 || (1e-5..1e16).contains(&value.abs()) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}
