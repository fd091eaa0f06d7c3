//! Short vectors of lattices of small integers.
//!
//! # Source
//! Lenstra, Lenstra and Lovász, Factoring Polynomials with Rational Coefficients (1982); in doubles
//! with exact scalar products: Nguyen and Stehlé, Floating-Point LLL Revisited (2005).

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::split::FACTORING;
use crate::algebra::{AlgebraError, Fuel};

/// Entries stay below this, so that scalar products of up to some thousand entries fit.
const LARGEST: i64 = 1 << 56;

/// How much shorter the next vector must be to move forwards.
const DELTA: f64 = 0.98;

fn dot(a: &[i64], b: &[i64]) -> i128 {
    (a.iter().zip(b))
        .map(|(&x, &y)| i128::from(x) * i128::from(y))
        .sum()
}

/// Replaces the basis by one of the same lattice with short vectors first. Gives `false`, with
/// some basis of the lattice, if the numbers get too large or the doubles too coarse.
///
/// # Errors
/// When the fuel is spent.
pub fn reduce(basis: &mut [Vec<i64>], fuel: &mut Fuel) -> Result<bool, AlgebraError> {
    let n = basis.len();
    let width = basis.first().map_or(0, Vec::len);
    let mut r = vec![vec![0.0f64; n]; n];
    let mut mu = vec![vec![0.0f64; n]; n];
    if n > 0 {
        r[0][0] = dot(&basis[0], &basis[0]) as f64;
    }
    let mut k = 1;
    while k < n {
        let mut rounds = 0;
        loop {
            fuel.spend((2 * k * (width + k) + 20) as u64, FACTORING)?;
            for j in 0..k {
                let mut c = dot(&basis[k], &basis[j]) as f64;
                for i in 0..j {
                    c -= mu[j][i] * r[k][i];
                }
                r[k][j] = c;
                mu[k][j] = c / r[j][j];
            }
            let mut left = mu[k][..k].to_vec();
            let mut changed = false;
            for j in (0..k).rev() {
                let q = left[j].round();
                if left[j].abs() <= 0.501 {
                    continue;
                }
                if q.is_nan() || q.abs() >= LARGEST as f64 {
                    return Ok(false);
                }
                changed = true;
                for i in 0..j {
                    left[i] -= q * mu[j][i];
                }
                let (head, tail) = basis.split_at_mut(k);
                for (x, &y) in tail[0].iter_mut().zip(&head[j]) {
                    let value = i128::from(*x) - i128::from(q as i64) * i128::from(y);
                    *x = match i64::try_from(value) {
                        Ok(value) => value,
                        Err(_) => return Ok(false),
                    };
                }
            }
            rounds += 1;
            if !changed {
                break;
            }
            if rounds > 60 {
                return Ok(false);
            }
        }
        if basis[k].iter().any(|x| x.unsigned_abs() >= LARGEST as u64) {
            return Ok(false);
        }
        let mut norm = dot(&basis[k], &basis[k]) as f64;
        for j in 0..k {
            norm -= mu[k][j] * r[k][j];
        }
        r[k][k] = norm.max(1e-9);
        let before = r[k - 1][k - 1];
        if norm + mu[k][k - 1] * mu[k][k - 1] * before >= DELTA * before {
            k += 1;
        } else {
            basis.swap(k - 1, k);
            if k == 1 {
                r[0][0] = dot(&basis[0], &basis[0]) as f64;
            } else {
                k -= 1;
            }
        }
    }
    Ok(true)
}

/// How many of the first vectors span all vectors of the lattice with a square of at most `bound`,
/// computed exactly: the parts of the others that are perpendicular to those before are longer.
///
/// # Errors
/// When the fuel is spent.
pub fn short_part(
    basis: &[Vec<i64>],
    bound: &BigInt,
    fuel: &mut Fuel,
) -> Result<usize, AlgebraError> {
    let n = basis.len();
    fuel.spend((n * n * n) as u64 * 100, FACTORING)?;
    let mut gram: Vec<Vec<BigInt>> = (basis.iter())
        .map(|a| basis.iter().map(|b| BigInt::from(dot(a, b))).collect())
        .collect();
    // The determinants of the leading squares, by elimination without fractions.
    let mut determinants = vec![BigInt::one()];
    for k in 0..n {
        let pivot = gram[k][k].clone();
        if pivot.is_zero() {
            return Ok(n);
        }
        let (head, tail) = gram.split_at_mut(k + 1);
        let before = &determinants[k];
        for row in tail {
            let factor = row[k].clone();
            for j in k + 1..n {
                row[j] = (&row[j] * &pivot - &factor * &head[k][j]) / before;
            }
        }
        determinants.push(pivot);
    }
    let mut kept = n;
    while kept > 0 && determinants[kept] > bound * &determinants[kept - 1] {
        kept -= 1;
    }
    Ok(kept)
}
