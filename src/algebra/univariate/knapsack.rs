//! Which factors modulo a prime power belong together, by short vectors of a lattice.
//!
//! The sums of the k-th powers of the roots of a factor over the integers are small, while those
//! of its parts modulo a prime power are not: the subsets with small sums are short vectors.
//!
//! # Source
//! van Hoeij, Factoring Polynomials and the Knapsack Problem (2002).

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

use super::dense::{Coefficients, degree, leading};
use super::lattice::{reduce, short_part};
use super::modular::Field;
use super::recombine::{power_sums, root_bits, symmetric};
use crate::algebra::{AlgebraError, Fuel};

/// How many bits of a power sum the lattice gets to see first, and then more each time.
const FIRST_BITS: i64 = 28;
const MORE_BITS: i64 = 20;

/// A vector of the lattice: how often each factor is taken, and the modulus.
#[derive(Clone)]
struct Choice {
    factors: Vec<i64>,
    modulus: i64,
}

/// How many bits the sum of the k-th powers of the roots of a factor has at most, times the
/// leading coefficient to the power k.
fn sum_bits(f: &[BigInt], k: usize) -> i64 {
    let size = (leading(f).bits() as i64 + root_bits(f)).max(1);
    i64::from(degree(f).max(1).ilog2()) + 1 + k as i64 * size
}

/// How many bits the modulus needs for the lattice to tell so many factors apart.
pub fn modulus_bits(f: &[BigInt], count: usize) -> u64 {
    sum_bits(f, 2).unsigned_abs() + 4 * count as u64 + 40
}

/// How the factors fall into classes such that every factor of f over the integers is a union of
/// classes, once such classes make sense. `accept` is asked whether they are the factors.
///
/// # Errors
/// When the fuel is spent.
pub fn classes(
    f: &[BigInt],
    factors: &[Coefficients],
    modulus: &BigInt,
    fuel: &mut Fuel,
    mut accept: impl FnMut(&[Vec<usize>], &mut Fuel) -> Result<bool, AlgebraError>,
) -> Result<bool, AlgebraError> {
    let count = factors.len();
    let powers = (degree(f) - 1).min(count + 4);
    let words = modulus.bits() / 64 + 1;
    let work = (count * powers * powers) as u64 * (words * words + 20);
    fuel.spend(work, super::split::FACTORING)?;
    let sums: Vec<Vec<BigInt>> = (factors.iter())
        .map(|g| power_sums(g, powers, modulus))
        .collect();
    let mut lattice: Vec<Vec<i64>> = (0..count)
        .map(|at| (0..count).map(|other| i64::from(at == other)).collect())
        .collect();
    let lead = leading(f);
    let mut scale = BigInt::one();
    for k in 1..=powers {
        scale = (scale * &lead).mod_floor(modulus);
        let column: Vec<BigInt> = (sums.iter())
            .filter_map(|sums| sums.get(k - 1))
            .map(|sum| symmetric(&(sum * &scale), modulus))
            .collect();
        let bits = sum_bits(f, k);
        if bits + 4 > modulus.bits() as i64 {
            return Ok(false);
        }
        if column.iter().all(Zero::is_zero) {
            continue;
        }
        let Some(next) = sieve(&lattice, &column, modulus, bits, fuel)? else {
            continue;
        };
        let shrunk = next.len() < lattice.len();
        if let Some(found) = partition(&next) {
            lattice = next;
            if shrunk && accept(&found, fuel)? {
                return Ok(true);
            }
        } else if rank(&next) == next.len() {
            lattice = next;
        }
    }
    Ok(false)
}

/// The part of the lattice in which the sums over the column can be below 2^bits, modulo m.
/// `None` if the numbers get out of hand.
fn sieve(
    lattice: &[Vec<i64>],
    column: &[BigInt],
    modulus: &BigInt,
    bits: i64,
    fuel: &mut Fuel,
) -> Result<Option<Vec<Vec<i64>>>, AlgebraError> {
    let count = column.len();
    let weight = count as i64 + 2;
    let mut choices: Vec<Choice> = (lattice.iter())
        .map(|row| Choice {
            factors: row.clone(),
            modulus: 0,
        })
        .collect();
    choices.push(Choice {
        factors: vec![0; count],
        modulus: 1,
    });
    // A subset that is a factor has at most `count` entries 1. In units of 2^shift its sum is at
    // most 1, rounding the column adds half of `count`, and rounding the modulus, which is taken
    // at most count/2 + 1 times, a quarter and 1: together below the weight.
    let bound = BigInt::from(weight).pow(2) * BigInt::from(count + 1);
    let mut shift = modulus.bits() as i64 - FIRST_BITS;
    loop {
        shift = shift.max(bits);
        let half = BigInt::one() << (shift - 1);
        let rounded = |c: &BigInt| (c + &half) >> shift;
        let entries: Vec<BigInt> = column.iter().map(rounded).collect();
        let unit = rounded(modulus);
        let sum_of = |factors: &[i64]| -> BigInt {
            (factors.iter().zip(&entries)).map(|(&w, c)| c * w).sum()
        };
        let mut basis = Vec::with_capacity(choices.len());
        for choice in &choices {
            let sum = sum_of(&choice.factors) + &unit * choice.modulus;
            let Some(sum) = sum.to_i64().filter(|sum| sum.unsigned_abs() < 1 << 55) else {
                return Ok(None);
            };
            let mut row: Vec<i64> = choice.factors.iter().map(|w| w * weight).collect();
            row.push(sum);
            basis.push(row);
        }
        if !reduce(&mut basis, fuel)? {
            return Ok(None);
        }
        let kept = short_part(&basis, &bound, fuel)?;
        basis.truncate(kept);
        choices.clear();
        for mut row in basis {
            let sum = row.pop().unwrap_or(0);
            let factors: Vec<i64> = row.iter().map(|w| w / weight).collect();
            let Some(modulus) = ((sum - sum_of(&factors)) / &unit).to_i64() else {
                return Ok(None);
            };
            choices.push(Choice { factors, modulus });
        }
        if shift == bits {
            break;
        }
        shift -= MORE_BITS;
    }
    Ok(Some(choices.into_iter().map(|c| c.factors).collect()))
}

/// Row echelon form modulo a prime, without rows of zeros.
fn echelon(rows: &[Vec<i64>]) -> (Field, Vec<Vec<u64>>) {
    let field = Field::new((1 << 31) - 1);
    let modulus = field.p as i64;
    let mut rows: Vec<Vec<u64>> = (rows.iter())
        .map(|row| row.iter().map(|w| w.rem_euclid(modulus) as u64).collect())
        .collect();
    let mut done = 0;
    for column in 0..rows.first().map_or(0, Vec::len) {
        let Some(at) = (done..rows.len()).find(|&at| rows[at][column] != 0) else {
            continue;
        };
        rows.swap(done, at);
        let inverse = field.recip(rows[done][column]);
        let pivot: Vec<u64> = rows[done].iter().map(|&c| field.mul(c, inverse)).collect();
        for (at, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if at != done && factor != 0 {
                for (c, &p) in row.iter_mut().zip(&pivot) {
                    *c = field.sub(*c, field.mul(factor, p));
                }
            }
        }
        rows[done] = pivot;
        done += 1;
    }
    rows.truncate(done);
    (field, rows)
}

fn rank(rows: &[Vec<i64>]) -> usize {
    echelon(rows).1.len()
}

/// The classes of columns, if every combination of the rows with entries 0 and 1 is constant on
/// each of as many classes as there are rows.
fn partition(rows: &[Vec<i64>]) -> Option<Vec<Vec<usize>>> {
    let (_, reduced) = echelon(rows);
    let width = rows.first()?.len();
    if reduced.len() < rows.len() {
        return None;
    }
    let mut taken = vec![0usize; width];
    let mut classes = Vec::with_capacity(reduced.len());
    for row in &reduced {
        let mut class = Vec::new();
        for (at, &c) in row.iter().enumerate() {
            match c {
                0 => {}
                1 => {
                    class.push(at);
                    taken[at] += 1;
                }
                _ => return None,
            }
        }
        classes.push(class);
    }
    taken.iter().all(|&times| times == 1).then_some(classes)
}
