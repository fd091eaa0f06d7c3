//! Arithmetic modulo a prime of 62 bits, and polynomials of one variable over it.
//!
//! Residues are kept multiplied by 2^64 (Montgomery's form), so that a product needs no division.
//!
//! # Source
//! P. L. Montgomery, Modular multiplication without trial division, Math. Comp. 44 (1985).

use super::Coefficient;

/// The greatest primes below 2^62, as distances from it.
const BELOW: [u64; 12] = [57, 87, 117, 143, 153, 167, 171, 195, 203, 273, 287, 317];

/// The residues of one prime. They are in Montgomery's form, below the prime.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) prime: u64,
    /// The inverse of the prime modulo 2^64, negated.
    inverse: u64,
    /// 2^128 modulo the prime.
    square: u64,
    /// The residue 1.
    pub(super) one: u64,
}

impl Field {
    /// For the first prime, or for the greatest one below that of another field. There are enough for
    /// any use.
    pub(super) fn below(other: Option<&Field>) -> Self {
        let top = 1u64 << 62;
        let Some(other) = other else {
            return Self::with_prime(top - 57);
        };
        let listed = BELOW.iter().find(|distance| top - **distance < other.prime);
        if let Some(distance) = listed {
            return Self::with_prime(top - distance);
        }
        let mut candidate = other.prime - 2;
        while !is_prime(candidate) {
            candidate -= 2;
        }
        Self::with_prime(candidate)
    }

    fn with_prime(prime: u64) -> Self {
        let mut inverse = prime;
        // Each step doubles the correct bits, of which an odd number has three at the start.
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(prime.wrapping_mul(inverse)));
        }
        let one = ((1u128 << 64) % u128::from(prime)) as u64;
        let square = (u128::from(one) * u128::from(one) % u128::from(prime)) as u64;
        Field {
            prime,
            inverse: inverse.wrapping_neg(),
            square,
            one,
        }
    }

    pub(super) fn mul(&self, a: u64, b: u64) -> u64 {
        let product = u128::from(a) * u128::from(b);
        let quotient = (product as u64).wrapping_mul(self.inverse);
        let reduced =
            (product.wrapping_add(u128::from(quotient) * u128::from(self.prime)) >> 64) as u64;
        if reduced >= self.prime {
            reduced - self.prime
        } else {
            reduced
        }
    }

    pub(super) fn add(&self, a: u64, b: u64) -> u64 {
        let sum = a + b;
        if sum >= self.prime {
            sum - self.prime
        } else {
            sum
        }
    }

    pub(super) fn sub(&self, a: u64, b: u64) -> u64 {
        if a >= b { a - b } else { a + self.prime - b }
    }

    pub(super) fn neg(&self, a: u64) -> u64 {
        if a == 0 { 0 } else { self.prime - a }
    }

    pub(super) fn pow(&self, base: u64, mut exponent: u64) -> u64 {
        let (mut base, mut power) = (base, self.one);
        while exponent > 0 {
            if exponent & 1 == 1 {
                power = self.mul(power, base);
            }
            base = self.mul(base, base);
            exponent >>= 1;
        }
        power
    }

    /// The inverse; 0 for 0.
    pub(super) fn recip(&self, a: u64) -> u64 {
        // Nearly all digits of the exponent are ones, so four are taken at a time.
        let exponent = self.prime - 2;
        let mut powers = [self.one; 16];
        let mut last = self.one;
        for power in powers.iter_mut().skip(1) {
            last = self.mul(last, a);
            *power = last;
        }
        let mut result = self.one;
        for digit in (0..16).rev() {
            for _ in 0..4 {
                result = self.mul(result, result);
            }
            let own = powers.get(((exponent >> (4 * digit)) & 15) as usize);
            result = self.mul(result, own.copied().unwrap_or(0));
        }
        result
    }

    /// Replaces all by their inverses, with one inversion; false if one is 0.
    pub(super) fn recip_all(&self, values: &mut [u64]) -> bool {
        let mut before = Vec::with_capacity(values.len());
        let mut product = self.one;
        for value in values.iter() {
            before.push(product);
            product = self.mul(product, *value);
        }
        if product == 0 {
            return false;
        }
        let mut inverse = self.recip(product);
        for (value, before) in values.iter_mut().zip(before).rev() {
            let own = self.mul(inverse, before);
            inverse = self.mul(inverse, *value);
            *value = own;
        }
        true
    }

    /// The residue of a word below 2^63.
    pub(super) fn of_word(&self, value: u64) -> u64 {
        self.mul(value % self.prime, self.square)
    }

    /// The residue of an integer.
    pub(super) fn of_integer(&self, value: &Coefficient) -> u64 {
        self.mul(value.residue(self.prime), self.square)
    }

    /// The integer from 0 that a residue stands for.
    pub(super) fn word(&self, value: u64) -> u64 {
        self.mul(value, 1)
    }

    /// The integer nearest to 0 that a residue stands for.
    pub(super) fn signed(&self, value: u64) -> i64 {
        let word = self.word(value) as i64;
        if word > (self.prime / 2) as i64 {
            word - self.prime as i64
        } else {
            word
        }
    }

    /// The powers from 0 to `degree`.
    pub(super) fn powers(&self, base: u64, degree: u32) -> Vec<u64> {
        let mut powers = Vec::with_capacity(degree as usize + 1);
        let mut power = self.one;
        for _ in 0..=degree {
            powers.push(power);
            power = self.mul(power, base);
        }
        powers
    }

    /// Makes `a` the greatest common divisor of both, up to a factor; both lists, lowest power
    /// first, have no leading zeros. `b` is spoiled.
    ///
    /// # Cost
    /// Proportional to the product of the lengths.
    pub(super) fn gcd(&self, a: &mut Vec<u64>, b: &mut Vec<u64>) {
        if a.len() < b.len() {
            std::mem::swap(a, b);
        }
        while !b.is_empty() {
            self.remainder(a, b);
            std::mem::swap(a, b);
        }
    }

    /// Replaces `a` by a multiple, by a number that is not 0, of its remainder modulo `b`.
    fn remainder(&self, a: &mut Vec<u64>, b: &[u64]) {
        let Some((&top, low)) = b.split_last() else {
            return;
        };
        // Inverting costs about a hundred products, multiplying through one for each entry.
        let long = low.len() > 64;
        let inverse = if long { self.recip(top) } else { 0 };
        while a.len() >= b.len() {
            let Some(lead) = a.pop() else { break };
            let shift = a.len() - low.len();
            if lead == 0 {
                continue;
            }
            if long {
                let factor = self.mul(lead, inverse);
                for (place, c) in a.iter_mut().skip(shift).zip(low) {
                    *place = self.sub(*place, self.mul(factor, *c));
                }
            } else {
                let (kept, reduced) = a.split_at_mut(shift);
                for place in kept {
                    *place = self.mul(*place, top);
                }
                for (place, c) in reduced.iter_mut().zip(low) {
                    *place = self.sub(self.mul(*place, top), self.mul(lead, *c));
                }
            }
        }
        trim(a);
    }
}

/// Whether an odd number between 100 and 2^63 is a prime, by Miller's test with bases that suffice
/// for 64 bits.
fn is_prime(n: u64) -> bool {
    const BASES: [u64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    if BASES.iter().any(|base| n.is_multiple_of(*base)) {
        return false;
    }
    let field = Field::with_prime(n);
    let shift = (n - 1).trailing_zeros();
    let minus_one = field.neg(field.one);
    BASES.iter().all(|base| {
        let mut power = field.pow(field.of_word(*base), (n - 1) >> shift);
        if power == field.one || power == minus_one {
            return true;
        }
        for _ in 1..shift {
            power = field.mul(power, power);
            if power == minus_one {
                return true;
            }
        }
        false
    })
}

/// Removes leading zeros, which stand at the end.
pub(super) fn trim(list: &mut Vec<u64>) {
    while list.last() == Some(&0) {
        list.pop();
    }
}

/// Splitmix64: numbers that look random and are the same on every machine.
pub(super) struct Shuffle(pub(super) u64);

impl Shuffle {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A residue that is not 0.
    pub(super) fn residue(&mut self, field: &Field) -> u64 {
        self.next() % (field.prime - 1) + 1
    }
}
