//! Cyclotomic polynomials, and x^n - 1 and x^n + 1 as products of them.

use num_bigint::{BigInt, Sign};
use num_traits::{One, Zero};

use super::dense::{Coefficients, degree, divide_exact};
use super::split::FACTORING;
use crate::algebra::{AlgebraError, Fuel};

/// The prime factors of a small number, each once.
fn primes_of(mut n: usize) -> Vec<usize> {
    let mut primes = Vec::new();
    let mut p = 2;
    while p * p <= n {
        if n.is_multiple_of(p) {
            primes.push(p);
            while n.is_multiple_of(p) {
                n /= p;
            }
        }
        p += 1;
    }
    if n > 1 {
        primes.push(n);
    }
    primes
}

/// How many of 1..=n have no common factor with n.
pub fn totient(n: usize) -> usize {
    primes_of(n).into_iter().fold(n, |n, p| n / p * (p - 1))
}

/// The n-th cyclotomic polynomial: its roots are the roots of 1 of order n exactly. For n = 0 it
/// is 1.
///
/// # Cost
/// Additions: the totient of n times the number of n's square-free divisors.
///
/// # Examples
/// ```
/// use gradus::algebra::univariate::{cyclotomic, from_small};
///
/// assert_eq!(cyclotomic(6), from_small(&[1, -1, 1]));
/// ```
pub fn cyclotomic(n: usize) -> Coefficients {
    if n == 0 {
        return vec![BigInt::one()];
    }
    if n == 1 {
        return super::dense::from_small(&[-1, 1]);
    }
    // The product of (1 - x^(n/d))^mu(d), as a power series up to the degree. For n > 1 the signs
    // of the factors cancel.
    let primes = primes_of(n);
    let length = totient(n) + 1;
    let mut series = vec![BigInt::zero(); length];
    series[0] = BigInt::one();
    for set in 0..1usize << primes.len() {
        let divisor: usize = (primes.iter().enumerate())
            .filter(|(at, _)| set >> at & 1 == 1)
            .map(|(_, p)| p)
            .product();
        let step = n / divisor;
        if set.count_ones() % 2 == 0 {
            for at in (step..length).rev() {
                let (low, high) = series.split_at_mut(at);
                high[0] -= &low[at - step];
            }
        } else {
            for at in step..length {
                let (low, high) = series.split_at_mut(at);
                high[0] += &low[at - step];
            }
        }
    }
    series
}

/// The divisors, rising.
fn divisors(n: usize) -> Vec<usize> {
    let mut small = Vec::new();
    let mut large = Vec::new();
    let mut d = 1;
    while d * d <= n {
        if n.is_multiple_of(d) {
            small.push(d);
            if d * d < n {
                large.push(n / d);
            }
        }
        d += 1;
    }
    small.extend(large.into_iter().rev());
    small
}

/// The factors of x^n - 1 or x^n + 1; `None` for all else.
pub fn factor_binomial(f: &[BigInt]) -> Option<Vec<Coefficients>> {
    let n = degree(f);
    if n == 0 || !f[n].is_one() || f[1..n].iter().any(|c| !c.is_zero()) {
        return None;
    }
    let factors = if f[0] == BigInt::from(-1) {
        divisors(n).into_iter().map(cyclotomic).collect()
    } else if f[0].is_one() {
        (divisors(2 * n).into_iter())
            .filter(|d| !n.is_multiple_of(*d))
            .map(cyclotomic)
            .collect()
    } else {
        return None;
    };
    Some(factors)
}

/// Below this degree the general way is fast enough.
const FEW: usize = 12;

/// Divides by the cyclotomic polynomials in f, if there is hope, and gives them: f is monic and
/// reads the same from both ends, but for the sign.
///
/// # Errors
/// When the fuel is spent.
pub fn take_cyclotomic(
    f: &mut Coefficients,
    fuel: &mut Fuel,
) -> Result<Vec<Coefficients>, AlgebraError> {
    let mut taken = Vec::new();
    let n = degree(f);
    let mirrored = |sign: &BigInt| f.iter().zip(f.iter().rev()).all(|(a, b)| *a == b * sign);
    let same = f
        .first()
        .is_some_and(|c| c.magnitude().is_one() && mirrored(c));
    if n < FEW || !same || !f[n].is_one() {
        return Ok(taken);
    }
    // Totients of numbers below half a million are more than a sixth of them.
    let last = 6 * n;
    fuel.spend(4 * last as u64, FACTORING)?;
    let mut totients: Vec<usize> = (0..=last).collect();
    for p in 2..=last {
        if totients[p] == p {
            for m in (p..=last).step_by(p) {
                totients[m] -= totients[m] / p;
            }
        }
    }
    let mut words = low_words(f);
    for d in (1..=last).rev() {
        while totients[d] <= degree(f) {
            fuel.spend((words.len() + 3 * d) as u64, FACTORING)?;
            if !may_divide(d, &words) {
                break;
            }
            let factor = cyclotomic(d);
            fuel.spend((f.len() * factor.len()) as u64 * 20, FACTORING)?;
            let Some(quotient) = divide_exact(f, &factor) else {
                break;
            };
            *f = quotient;
            words = low_words(f);
            taken.push(factor);
        }
    }
    Ok(taken)
}

/// The coefficients modulo 2^64.
fn low_words(f: &[BigInt]) -> Vec<u64> {
    (f.iter())
        .map(|c| {
            let word = c.iter_u64_digits().next().unwrap_or(0);
            if c.sign() == Sign::Minus {
                word.wrapping_neg()
            } else {
                word
            }
        })
        .collect()
}

/// Whether the d-th cyclotomic polynomial may divide the polynomial, given modulo 2^64.
fn may_divide(d: usize, f: &[u64]) -> bool {
    // It does if x^d - 1 divides the product with all x^(d/p) - 1, p the primes in d: these are 0
    // at the other roots of 1 of order d, and not at its own.
    let mut folded = vec![0u64; d];
    for (at, &c) in f.iter().enumerate() {
        let slot = &mut folded[at % d];
        *slot = slot.wrapping_add(c);
    }
    for p in primes_of(d) {
        let step = d / p;
        folded = (0..d)
            .map(|at| folded[(at + d - step) % d].wrapping_sub(folded[at]))
            .collect();
    }
    folded.iter().all(|&c| c == 0)
}
