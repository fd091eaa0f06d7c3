//! Determinants of integer matrices, modulo many primes.
//!
//! # Source
//! Von zur Gathen and Gerhard, Modern Computer Algebra, section 5.5; Montgomery, Modular
//! multiplication without trial division, Math. Comp. 44 (1985).

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

/// Arithmetic modulo an odd prime below 2^31, on numbers multiplied by 2^32.
#[derive(Clone, Copy)]
struct Modulus {
    prime: u32,
    /// `-1/prime` modulo 2^32.
    inverse: u32,
    /// 2^64 modulo the prime.
    square: u32,
}

impl Modulus {
    fn new(prime: u32) -> Self {
        // Newton's iteration doubles the number of right bits.
        let mut inverse = prime;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2u32.wrapping_sub(prime.wrapping_mul(inverse)));
        }
        let wide = (1u128 << 64) % u128::from(prime);
        Modulus {
            prime,
            inverse: inverse.wrapping_neg(),
            square: wide as u32,
        }
    }

    #[inline]
    fn reduce(self, wide: u64) -> u32 {
        let factor = (wide as u32).wrapping_mul(self.inverse);
        let sum = (wide + u64::from(factor) * u64::from(self.prime)) >> 32;
        let sum = sum as u32;
        if sum >= self.prime {
            sum - self.prime
        } else {
            sum
        }
    }

    #[inline]
    fn multiply(self, a: u32, b: u32) -> u32 {
        self.reduce(u64::from(a) * u64::from(b))
    }

    #[inline]
    fn subtract(self, a: u32, b: u32) -> u32 {
        if a >= b { a - b } else { a + self.prime - b }
    }

    fn enter(self, value: u32) -> u32 {
        self.multiply(value, self.square)
    }

    fn leave(self, value: u32) -> u32 {
        self.reduce(u64::from(value))
    }

    /// One divided by a number other than 0, by Fermat's theorem.
    fn reciprocal(self, value: u32) -> u32 {
        let mut result = self.enter(1);
        let mut base = value;
        let mut exponent = self.prime - 2;
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = self.multiply(result, base);
            }
            base = self.multiply(base, base);
            exponent >>= 1;
        }
        result
    }

    /// The determinant of a matrix of residues, which is spent.
    fn determinant(self, matrix: &mut [u32], size: usize) -> u32 {
        let mut determinant = self.enter(1);
        let mut odd = false;
        for column in 0..size {
            let Some(pivot) = (column..size).find(|row| matrix[row * size + column] != 0) else {
                return 0;
            };
            if pivot != column {
                for at in column..size {
                    matrix.swap(pivot * size + at, column * size + at);
                }
                odd = !odd;
            }
            let (above, below) = matrix.split_at_mut((column + 1) * size);
            let pivot_row = &above[column * size + column..];
            determinant = self.multiply(determinant, pivot_row[0]);
            let reciprocal = self.reciprocal(pivot_row[0]);
            for row in below.chunks_exact_mut(size) {
                let factor = self.multiply(row[column], reciprocal);
                if factor != 0 {
                    for (entry, above) in row[column..].iter_mut().zip(pivot_row) {
                        *entry = self.subtract(*entry, self.multiply(factor, *above));
                    }
                }
            }
        }
        let value = self.leave(determinant);
        if odd && value != 0 {
            self.prime - value
        } else {
            value
        }
    }
}

/// The primes below 2^31, falling.
fn primes() -> impl Iterator<Item = u32> {
    (1..1u32 << 30)
        .map(|at| (1u32 << 31) + 1 - 2 * at)
        .filter(|&candidate| is_prime(candidate))
}

/// Miller and Rabin's test, which these bases make exact below 3,215,031,751.
fn is_prime(candidate: u32) -> bool {
    if candidate < 8 || candidate.is_multiple_of(2) {
        return matches!(candidate, 2 | 3 | 5 | 7);
    }
    let modulus = u64::from(candidate);
    let power = |base: u64, mut exponent: u64| {
        let (mut result, mut base) = (1u64, base % modulus);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result * base % modulus;
            }
            base = base * base % modulus;
            exponent >>= 1;
        }
        result
    };
    let twos = (modulus - 1).trailing_zeros();
    let odd = (modulus - 1) >> twos;
    [2u64, 3, 5, 7].into_iter().all(|base| {
        let mut value = power(base, odd);
        if value == 1 || value == modulus - 1 {
            return true;
        }
        for _ in 1..twos {
            value = value * value % modulus;
            if value == modulus - 1 {
                return true;
            }
        }
        false
    })
}

/// The bits that Hadamard's bound gives a determinant: the product of the rows' lengths.
fn bound(entries: &[BigInt], size: usize) -> u64 {
    entries
        .chunks_exact(size)
        .map(|row| {
            let squares: BigInt = row.iter().map(|entry| entry * entry).sum();
            squares.bits().div_ceil(2)
        })
        .sum()
}

/// The work, in products of residues, that a determinant would take.
pub(super) fn work(entries: &[BigInt], size: usize) -> u128 {
    let primes = u128::from(bound(entries, size) / 30 + 2);
    let cube = (size as u128).pow(3) / 3;
    let longest = entries.iter().map(BigInt::bits).max().unwrap_or(0);
    primes * (cube + (size as u128).pow(2) * u128::from(longest / 16 + 1))
}

/// The determinant of a square matrix of integers.
///
/// # Cost
/// `size^3/3` products of residues for each 30 bits of Hadamard's bound ([`work`]).
pub(super) fn determinant(entries: &[BigInt], size: usize) -> BigInt {
    let bits = bound(entries, size) + 2;
    let small: Option<Vec<i64>> = entries.iter().map(BigInt::to_i64).collect();
    let mut value = BigInt::zero();
    let mut product = BigInt::one();
    let mut residues = vec![0u32; entries.len()];
    for prime in primes() {
        if product.bits() > bits {
            break;
        }
        let modulus = Modulus::new(prime);
        match &small {
            Some(small) => {
                for (residue, entry) in residues.iter_mut().zip(small) {
                    *residue = modulus.enter(entry.rem_euclid(i64::from(prime)) as u32);
                }
            }
            None => {
                let divisor = BigInt::from(prime);
                for (residue, entry) in residues.iter_mut().zip(entries) {
                    let rest = entry.mod_floor(&divisor).to_u32().unwrap_or(0);
                    *residue = modulus.enter(rest);
                }
            }
        }
        let residue = modulus.determinant(&mut residues, size);
        // The next value is the one known plus a multiple of the product of the primes so far.
        let known = value.mod_floor(&BigInt::from(prime)).to_u32().unwrap_or(0);
        let by = product
            .mod_floor(&BigInt::from(prime))
            .to_u32()
            .unwrap_or(1);
        let step = modulus.leave(modulus.multiply(
            modulus.enter(modulus.subtract(residue, known)),
            modulus.reciprocal(modulus.enter(by)),
        ));
        value += &product * step;
        product *= prime;
    }
    if &value + &value > product {
        value -= product;
    }
    value
}
