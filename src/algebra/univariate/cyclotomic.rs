//! Cyclotomic polynomials, and x^n - 1 and x^n + 1 as products of them.

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::dense::{Coefficients, degree};

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
