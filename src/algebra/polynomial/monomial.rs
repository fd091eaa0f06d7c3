//! Products of powers of variables, packed into words.

use std::hash::{Hash, Hasher};

use super::coefficient::gcd_words;

/// How many variables a polynomial may have.
pub const MAX_VARIABLES: usize = 24;

/// The largest exponent of a variable.
pub const MAX_EXPONENT: u32 = u16::MAX as u32;

const FIELDS: usize = 4;
const WORDS: usize = MAX_VARIABLES / FIELDS;
/// The highest bit of each field.
const HIGH: u64 = 0x8000_8000_8000_8000;

/// A product of powers of variables. Variable 0 is the most significant of the lexicographic order.
///
/// Exponents are fields of 16 bits, so that a comparison, a product and a quotient of monomials
/// are a few operations on words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Monomial([u64; WORDS]);

impl Hash for Monomial {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Trailing zero words are the rule; a mixture of all words is as good as all of them.
        let mut mixed = 0u64;
        for word in self.0 {
            mixed = mixed.rotate_left(23).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ word;
        }
        state.write_u64(mixed);
    }
}

impl Monomial {
    /// The empty product.
    pub const ONE: Monomial = Monomial([0; WORDS]);

    /// One variable to a power; nothing if there is no such variable, or the power is too high.
    pub fn power(variable: usize, exponent: u32) -> Option<Self> {
        let mut made = Self::ONE;
        made.set(variable, exponent).then_some(made)
    }

    /// From exponents, variable 0 first; nothing if there are too many or one is too large.
    pub fn from_exponents(exponents: &[u32]) -> Option<Self> {
        let mut made = Self::ONE;
        for (variable, exponent) in exponents.iter().enumerate() {
            if *exponent != 0 && !made.set(variable, *exponent) {
                return None;
            }
        }
        Some(made)
    }

    /// The exponent of a variable.
    pub fn exponent(&self, variable: usize) -> u32 {
        match self.0.get(variable / FIELDS) {
            Some(word) => (word >> shift(variable)) as u32 & MAX_EXPONENT,
            None => 0,
        }
    }

    /// Changes one exponent; false if that is not possible.
    pub(super) fn set(&mut self, variable: usize, exponent: u32) -> bool {
        match self.0.get_mut(variable / FIELDS) {
            Some(word) if exponent <= MAX_EXPONENT => {
                *word &= !(u64::from(MAX_EXPONENT) << shift(variable));
                *word |= u64::from(exponent) << shift(variable);
                true
            }
            _ => false,
        }
    }

    /// The same without one variable.
    pub(super) fn without(mut self, variable: usize) -> Self {
        self.set(variable, 0);
        self
    }

    /// Whether it is the empty product.
    pub fn is_one(&self) -> bool {
        *self == Self::ONE
    }

    /// The sum of all exponents.
    pub fn total_degree(&self) -> u32 {
        let mut sum = 0;
        for word in self.0 {
            if word != 0 {
                for field in 0..FIELDS {
                    sum += (word >> (16 * field)) as u32 & MAX_EXPONENT;
                }
            }
        }
        sum
    }

    /// The product, for exponents whose sums are known to fit.
    pub(super) fn times(&self, other: &Self) -> Self {
        let mut words = self.0;
        for (word, add) in words.iter_mut().zip(other.0) {
            *word = word.wrapping_add(add);
        }
        Monomial(words)
    }

    /// The product, if its exponents fit.
    pub fn checked_times(&self, other: &Self) -> Option<Self> {
        for (a, b) in self.0.iter().zip(other.0) {
            let sum = a.wrapping_add(b);
            if ((a & b) | ((a | b) & !sum)) & HIGH != 0 {
                return None;
            }
        }
        Some(self.times(other))
    }

    /// The quotient, if it has no negative exponents.
    pub fn divide(&self, other: &Self) -> Option<Self> {
        let mut words = self.0;
        for (a, b) in words.iter_mut().zip(other.0) {
            let difference = a.wrapping_sub(b);
            // The bits that a field borrowed from the one above it.
            if ((!*a & b) | ((!*a | b) & difference)) & HIGH != 0 {
                return None;
            }
            *a = difference;
        }
        Some(Monomial(words))
    }

    /// The greatest common divisor.
    pub fn gcd(&self, other: &Self) -> Self {
        self.merge(other, |a, b| a.min(b))
    }

    /// The least common multiple.
    pub fn lcm(&self, other: &Self) -> Self {
        self.merge(other, |a, b| a.max(b))
    }

    fn merge(&self, other: &Self, choose: impl Fn(u64, u64) -> u64) -> Self {
        let mut words = [0u64; WORDS];
        for ((word, a), b) in words.iter_mut().zip(self.0).zip(other.0) {
            if a == b {
                *word = a;
                continue;
            }
            for field in 0..FIELDS {
                let mask = u64::from(MAX_EXPONENT) << (16 * field);
                *word |= choose(a & mask, b & mask);
            }
        }
        Monomial(words)
    }

    /// The greatest common divisors of the exponents.
    pub(super) fn common_steps(&self, other: &Self) -> Self {
        let mut made = *self;
        for ((word, a), b) in made.0.iter_mut().zip(self.0).zip(other.0) {
            if a == b || b == 0 {
                continue;
            }
            *word = 0;
            for field in 0..FIELDS {
                let part = |word: u64| (word >> (16 * field)) & u64::from(MAX_EXPONENT);
                *word |= gcd_words(part(a), part(b)) << (16 * field);
            }
        }
        made
    }

    /// The bitwise or: its fields are 0 exactly for the variables that neither has.
    pub(super) fn union(&self, other: &Self) -> Self {
        let mut words = self.0;
        for (word, more) in words.iter_mut().zip(other.0) {
            *word |= more;
        }
        Monomial(words)
    }
}

fn shift(variable: usize) -> u32 {
    48 - 16 * (variable % FIELDS) as u32
}
