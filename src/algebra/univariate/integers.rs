//! Integers: primes, factors, exact roots.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::prime::{is_prime_word, power_mod};
use crate::algebra::Fuel;

const FACTORING: &str = "factoring an integer";

/// An integer as a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegerFactors {
    /// 1, -1, or 0 for the integer 0.
    pub unit: i8,
    /// The primes, rising, and how often each divides.
    pub factors: Vec<(BigInt, u32)>,
    /// What is left, above 1, if the fuel did not last: it is no prime and has no small factor.
    pub unfactored: Option<BigInt>,
}

impl IntegerFactors {
    /// The product.
    pub fn expand(&self) -> BigInt {
        let start = self.unfactored.clone().unwrap_or_else(BigInt::one) * self.unit;
        (self.factors.iter()).fold(start, |product, (p, count)| product * p.pow(*count))
    }
}

/// Whether the integer is prime. Certain below 3.3e24; above, a composite number is taken for a
/// prime with a chance below 4^-8 whatever it is.
///
/// # Source
/// The strong test of Miller and Rabin; Sorenson and Webster, Strong Pseudoprimes to Twelve Prime
/// Bases (2015).
pub fn is_prime(n: &BigInt) -> bool {
    if let Some(word) = n.to_u64().filter(|&word| word < 1 << 63) {
        return is_prime_word(word);
    }
    if n.is_negative() || n.is_even() {
        return false;
    }
    let less: BigInt = n - 1;
    let twos = less.trailing_zeros().unwrap_or(0);
    let odd = &less >> twos;
    let fixed = [2u64, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    // Eight more bases that depend on n, so that no number is made to pass.
    let mut seed = n
        .iter_u64_digits()
        .fold(0x9E37_79B9_7F4A_7C15u64, |seed, digit| {
            (seed ^ digit)
                .wrapping_mul(0xBF58_476D_1CE4_E5B9)
                .rotate_left(29)
        });
    let more = (0..8).map(|_| {
        seed = (seed.wrapping_mul(6_364_136_223_846_793_005)).wrapping_add(1);
        (seed >> 20) | 1
    });
    fixed.into_iter().chain(more).all(|base| {
        let mut value = BigInt::from(base).modpow(&odd, n);
        if value.is_one() || value == less {
            return true;
        }
        for _ in 1..twos {
            value = &value * &value % n;
            if value == less {
                return true;
            }
        }
        false
    })
}

/// The root, if it is an integer: r with `r^k = n`, positive for even k.
///
/// # Examples
/// ```
/// use gradus::algebra::univariate::exact_root;
///
/// assert_eq!(exact_root(&(-27).into(), 3), Some((-3).into()));
/// assert_eq!(exact_root(&8.into(), 2), None);
/// ```
pub fn exact_root(n: &BigInt, k: u32) -> Option<BigInt> {
    if k == 0 || (n.is_negative() && k.is_multiple_of(2)) {
        return None;
    }
    if k == 1 || n.bits() < 2 {
        return Some(n.clone());
    }
    if u64::from(k) >= n.bits() {
        // The root would be below 2.
        return None;
    }
    let root = n.nth_root(k);
    (root.pow(k) == *n).then_some(root)
}

/// The base and the largest exponent above 1 of which the integer is a power. None for 0, 1, -1.
///
/// # Examples
/// ```
/// use gradus::algebra::univariate::perfect_power;
///
/// assert_eq!(perfect_power(&64.into()), Some((2.into(), 6)));
/// assert_eq!(perfect_power(&(-64).into()), Some(((-4).into(), 3)));
/// assert_eq!(perfect_power(&12.into()), None);
/// ```
pub fn perfect_power(n: &BigInt) -> Option<(BigInt, u32)> {
    let mut base = n.clone();
    let mut exponent = 1u32;
    let mut k = 2u32;
    while u64::from(k) < base.bits() {
        if is_prime_word(k.into())
            && may_be_power(&base, k)
            && let Some(root) = exact_root(&base, k)
        {
            base = root;
            exponent = exponent.saturating_mul(k);
        } else {
            k += 1;
        }
    }
    (exponent > 1).then_some((base, exponent))
}

/// Whether n is a k-th power, k a prime, modulo some primes where few numbers are.
fn may_be_power(n: &BigInt, k: u32) -> bool {
    let k = u64::from(k);
    (1..)
        .map(|m| 2 * m * k + 1)
        .filter(|&q| is_prime_word(q))
        .take(3)
        .all(|q| {
            let rest = n.mod_floor(&BigInt::from(q)).to_u64().unwrap_or(0);
            rest == 0 || power_mod(rest, (q - 1) / k, q) == 1
        })
}

/// The prime factors. When the fuel does not last, what was found and what is left.
///
/// # Cost
/// Some square root of the second largest prime factor.
///
/// # Source
/// Brent, An Improved Monte Carlo Factorization Algorithm (1980).
///
/// # Examples
/// ```
/// use gradus::algebra::{Fuel, univariate::factor_integer};
///
/// let factors = factor_integer(&(-360).into(), &mut Fuel::default());
/// assert_eq!(factors.unit, -1);
/// assert_eq!(factors.factors, [(2.into(), 3), (3.into(), 2), (5.into(), 1)]);
/// assert!(factors.unfactored.is_none());
/// ```
pub fn factor_integer(n: &BigInt, fuel: &mut Fuel) -> IntegerFactors {
    let unit = i8::from(n.is_positive()) - i8::from(n.is_negative());
    let mut factors = Vec::new();
    if unit == 0 {
        return IntegerFactors {
            unit,
            factors,
            unfactored: None,
        };
    }
    let mut rest = n.abs();
    let small = std::iter::once(2).chain((3..1 << 12).step_by(2));
    for p in small {
        if let Some(word) = rest.to_u64()
            && word < p * p
        {
            break;
        }
        let words = rest.bits() / 64 + 1;
        if fuel.spend(4 * words, FACTORING).is_err() {
            break;
        }
        let mut count = 0;
        while (&rest % p).is_zero() {
            rest /= p;
            count += 1;
        }
        if count > 0 {
            factors.push((BigInt::from(p), count));
        }
    }
    let mut unfactored: Option<BigInt> = None;
    let mut waiting = vec![(rest, 1u32)];
    while let Some((m, count)) = waiting.pop() {
        if m.is_one() {
            continue;
        }
        let words = m.bits() / 64 + 1;
        let test = words.saturating_mul(words).saturating_mul(words) * 2000;
        let found = if fuel.spend(test, FACTORING).is_err() {
            None
        } else if is_prime(&m) {
            factors.push((m, count));
            continue;
        } else if let Some((base, exponent)) = perfect_power(&m) {
            waiting.push((base, count.saturating_mul(exponent)));
            continue;
        } else {
            match m.to_u64().filter(|&word| word < 1 << 62) {
                Some(word) => rho_word(word, fuel).map(BigInt::from),
                None => rho(&m, fuel),
            }
        };
        match found {
            Some(p) => {
                waiting.push((&m / &p, count));
                waiting.push((p, count));
            }
            None => {
                let left = unfactored.take().unwrap_or_else(BigInt::one);
                unfactored = Some(left * m.pow(count));
            }
        }
    }
    factors.sort();
    factors.dedup_by(|(p, more), (kept, count)| {
        let same = p == kept;
        if same {
            *count += *more;
        }
        same
    });
    IntegerFactors {
        unit,
        factors,
        unfactored,
    }
}

/// Products modulo an odd number below 2^62 without divisions.
///
/// # Source
/// Montgomery, Modular Multiplication Without Trial Division (1985).
struct Montgomery {
    n: u64,
    /// -1/n modulo 2^64.
    inverse: u64,
}

impl Montgomery {
    fn new(n: u64) -> Self {
        let mut inverse = n;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(n.wrapping_mul(inverse)));
        }
        Montgomery {
            n,
            inverse: inverse.wrapping_neg(),
        }
    }

    /// a*b/2^64.
    fn mul(&self, a: u64, b: u64) -> u64 {
        let product = u128::from(a) * u128::from(b);
        let q = (product as u64).wrapping_mul(self.inverse);
        let sum = (product + u128::from(q) * u128::from(self.n)) >> 64;
        let sum = sum as u64;
        if sum >= self.n { sum - self.n } else { sum }
    }
}

/// How many steps share one greatest common divisor.
const BATCH: u64 = 128;

/// A proper divisor of an odd composite number.
fn rho_word(n: u64, fuel: &mut Fuel) -> Option<u64> {
    let ring = Montgomery::new(n);
    for c in 1..n {
        let step = |x: u64| {
            let y = ring.mul(x, x) + c;
            if y >= n { y - n } else { y }
        };
        let mut y = 2 % n;
        let mut length = 1u64;
        'sequence: loop {
            let x = y;
            for _ in 0..length {
                y = step(y);
            }
            fuel.spend(5 * length, FACTORING).ok()?;
            let mut done = 0;
            while done < length {
                fuel.spend(10 * BATCH, FACTORING).ok()?;
                let start = y;
                let count = BATCH.min(length - done);
                let mut product = 1;
                for _ in 0..count {
                    y = step(y);
                    product = ring.mul(product, x.abs_diff(y));
                }
                done += count;
                let mut divisor = product.gcd(&n);
                if divisor == 1 {
                    continue;
                }
                if divisor == n {
                    // Both factors came up in this batch: step by step.
                    y = start;
                    loop {
                        y = step(y);
                        divisor = x.abs_diff(y).gcd(&n);
                        if divisor > 1 {
                            break;
                        }
                    }
                }
                if divisor < n {
                    return Some(divisor);
                }
                // This sequence closes modulo all factors at once: another one.
                break 'sequence;
            }
            length *= 2;
        }
    }
    None
}

/// A proper divisor of a composite number.
fn rho(n: &BigInt, fuel: &mut Fuel) -> Option<BigInt> {
    let words = n.bits() / 64 + 1;
    let cost = 60 + 8 * words * words;
    for c in 1u32.. {
        let step = |x: &BigInt| (x * x + c) % n;
        let mut y = BigInt::from(2);
        let mut length = 1u64;
        'sequence: loop {
            let x = y.clone();
            for _ in 0..length {
                fuel.spend(cost, FACTORING).ok()?;
                y = step(&y);
            }
            let mut done = 0;
            while done < length {
                let start = y.clone();
                let count = BATCH.min(length - done);
                fuel.spend(2 * cost * count + 20 * cost, FACTORING).ok()?;
                let mut product = BigInt::one();
                for _ in 0..count {
                    y = step(&y);
                    product = product * (&x - &y) % n;
                }
                done += count;
                let mut divisor = product.gcd(n);
                if divisor.is_one() {
                    continue;
                }
                if divisor == *n {
                    y = start;
                    loop {
                        y = step(&y);
                        divisor = (&x - &y).gcd(n);
                        if !divisor.is_one() {
                            break;
                        }
                    }
                }
                if divisor < *n {
                    return Some(divisor);
                }
                break 'sequence;
            }
            length *= 2;
        }
    }
    None
}
