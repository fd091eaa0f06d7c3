//! Integers: a machine word while they fit, a big integer beyond.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

/// An integer of any size. What fits a machine word is always kept in one, so equality compares
/// representations.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Coefficient(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(i64),
    /// Never a value that fits `i64`.
    Big(Box<BigInt>),
}

impl Coefficient {
    /// 0
    pub const ZERO: Coefficient = Coefficient(Repr::Small(0));
    /// 1
    pub const ONE: Coefficient = Coefficient(Repr::Small(1));

    /// From a big integer.
    pub fn from_big(value: BigInt) -> Self {
        match value.to_i64() {
            Some(small) => Coefficient(Repr::Small(small)),
            None => Coefficient(Repr::Big(Box::new(value))),
        }
    }

    /// As a big integer.
    pub fn to_big(&self) -> BigInt {
        match &self.0 {
            Repr::Small(value) => BigInt::from(*value),
            Repr::Big(value) => (**value).clone(),
        }
    }

    /// As a machine word, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small(value) => Some(*value),
            Repr::Big(_) => None,
        }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.0 == Repr::Small(0)
    }

    /// Whether it is 1.
    pub fn is_one(&self) -> bool {
        self.0 == Repr::Small(1)
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(value) => *value < 0,
            Repr::Big(value) => value.is_negative(),
        }
    }

    /// The number without its sign.
    pub fn abs(&self) -> Self {
        if self.is_negative() {
            self.neg()
        } else {
            self.clone()
        }
    }

    /// How many binary digits it has, without its sign.
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Repr::Small(value) => u64::from(64 - value.unsigned_abs().leading_zeros()),
            Repr::Big(value) => value.bits(),
        }
    }

    /// The negative.
    pub fn neg(&self) -> Self {
        match &self.0 {
            Repr::Small(value) => match value.checked_neg() {
                Some(negative) => Coefficient(Repr::Small(negative)),
                None => Self::from_big(-BigInt::from(*value)),
            },
            Repr::Big(value) => Self::from_big(-&**value),
        }
    }

    /// The sum.
    pub fn add(&self, other: &Self) -> Self {
        if let (Repr::Small(a), Repr::Small(b)) = (&self.0, &other.0)
            && let Some(sum) = a.checked_add(*b)
        {
            return Coefficient(Repr::Small(sum));
        }
        Self::from_big(self.to_big() + other.to_big())
    }

    /// The difference.
    pub fn sub(&self, other: &Self) -> Self {
        if let (Repr::Small(a), Repr::Small(b)) = (&self.0, &other.0)
            && let Some(difference) = a.checked_sub(*b)
        {
            return Coefficient(Repr::Small(difference));
        }
        Self::from_big(self.to_big() - other.to_big())
    }

    /// The product.
    pub fn mul(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Repr::Small(a), Repr::Small(b)) => {
                if let Some(product) = a.checked_mul(*b) {
                    Coefficient(Repr::Small(product))
                } else {
                    Self::from(i128::from(*a) * i128::from(*b))
                }
            }
            (Repr::Big(a), Repr::Small(b)) | (Repr::Small(b), Repr::Big(a)) => {
                Self::from_big(&**a * *b)
            }
            (Repr::Big(a), Repr::Big(b)) => Self::from_big(&**a * &**b),
        }
    }

    /// A power. The caller bounds its size.
    pub fn pow(&self, exponent: u32) -> Self {
        if let Repr::Small(value) = &self.0
            && let Some(power) = value.checked_pow(exponent)
        {
            return Coefficient(Repr::Small(power));
        }
        Self::from_big(self.to_big().pow(exponent))
    }

    /// The greatest common divisor, not negative.
    pub fn gcd(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Repr::Small(a), Repr::Small(b)) => {
                Self::from(i128::from(gcd_words(a.unsigned_abs(), b.unsigned_abs())))
            }
            (Repr::Big(a), Repr::Small(b)) | (Repr::Small(b), Repr::Big(a)) if *b != 0 => {
                let rest = (&**a % *b).to_i64().unwrap_or(0);
                Self::from(i128::from(gcd_words(rest.unsigned_abs(), b.unsigned_abs())))
            }
            _ => Self::from_big(self.to_big().gcd(&other.to_big())),
        }
    }

    /// The quotient, if it is an integer.
    pub fn divide_exact(&self, other: &Self) -> Option<Self> {
        if let (Repr::Small(a), Repr::Small(b)) = (&self.0, &other.0) {
            // i64::MIN / -1 does not fit and takes the way below.
            if let Some(quotient) = a.checked_div(*b) {
                return (quotient.wrapping_mul(*b) == *a)
                    .then_some(Coefficient(Repr::Small(quotient)));
            }
        }
        if other.is_zero() {
            return None;
        }
        let (quotient, rest) = self.to_big().div_rem(&other.to_big());
        rest.is_zero().then(|| Self::from_big(quotient))
    }

    /// The remainder that is at least 0 and below `modulus`, which is not 0.
    pub fn residue(&self, modulus: u64) -> u64 {
        match &self.0 {
            Repr::Small(value) => i128::from(*value).rem_euclid(i128::from(modulus.max(1))) as u64,
            Repr::Big(value) => {
                let rest = (value.magnitude() % modulus.max(1)).to_u64().unwrap_or(0);
                if value.sign() == Sign::Minus && rest != 0 {
                    modulus - rest
                } else {
                    rest
                }
            }
        }
    }
}

/// The greatest common divisor of words.
pub(super) fn gcd_words(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        b -= a;
    }
    a << shift
}

impl Ord for Coefficient {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a), Repr::Small(b)) => a.cmp(b),
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl PartialOrd for Coefficient {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i32> for Coefficient {
    fn from(value: i32) -> Self {
        Coefficient(Repr::Small(i64::from(value)))
    }
}

impl From<i64> for Coefficient {
    fn from(value: i64) -> Self {
        Coefficient(Repr::Small(value))
    }
}

impl From<i128> for Coefficient {
    fn from(value: i128) -> Self {
        match i64::try_from(value) {
            Ok(small) => Coefficient(Repr::Small(small)),
            Err(_) => Coefficient(Repr::Big(Box::new(BigInt::from(value)))),
        }
    }
}

impl From<BigInt> for Coefficient {
    fn from(value: BigInt) -> Self {
        Self::from_big(value)
    }
}

impl From<&BigInt> for Coefficient {
    fn from(value: &BigInt) -> Self {
        match value.to_i64() {
            Some(small) => Coefficient(Repr::Small(small)),
            None => Coefficient(Repr::Big(Box::new(value.clone()))),
        }
    }
}

impl fmt::Display for Coefficient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small(value) => value.fmt(f),
            Repr::Big(value) => value.fmt(f),
        }
    }
}

impl fmt::Debug for Coefficient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
