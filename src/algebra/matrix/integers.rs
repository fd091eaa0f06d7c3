//! Elimination of integer matrices without fractions.
//!
//! # Source
//! Bareiss, Sylvester's identity and multistep integer-preserving Gaussian elimination, Math.
//! Comp. 22 (1968).

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::algebra::AlgebraError;
use crate::expr::Number;

/// The words of numbers that one elimination may work on.
const FUEL: u64 = 1 << 30;

/// The least number that all are whole multiples of one over.
pub(super) fn common_denominator<'a>(numbers: impl IntoIterator<Item = &'a Number>) -> Number {
    let mut common = BigInt::one();
    for number in numbers {
        if !number.is_integer() {
            common = common.lcm(number.denominator().to_big().numer());
        }
    }
    Number::from_big(BigRational::from_integer(common))
}

/// Rows of integers, each multiplied by its common denominator, and those denominators.
pub(super) fn cleared(numbers: &[Number], columns: usize) -> (Vec<Vec<BigInt>>, Vec<BigInt>) {
    let mut denominators = Vec::new();
    let rows = numbers
        .chunks_exact(columns)
        .map(|row| {
            let common = common_denominator(row).to_big().numer().clone();
            let cleared = row
                .iter()
                .map(|number| {
                    let value = number.to_big();
                    value.numer() * (&common / value.denom())
                })
                .collect();
            denominators.push(common);
            cleared
        })
        .collect();
    (rows, denominators)
}

/// A reduced echelon form with a common denominator.
pub(super) struct Reduced {
    /// The rows, each multiplied by `denominator`.
    pub(super) rows: Vec<Vec<BigInt>>,
    /// The pivot of every row that has one.
    pub(super) denominator: BigInt,
    /// The columns of the pivots.
    pub(super) pivots: Vec<usize>,
}

impl Reduced {
    /// One entry of the reduced echelon form.
    pub(super) fn entry(&self, row: usize, column: usize) -> Number {
        let value = &self.rows[row][column];
        Number::from_big(BigRational::new(value.clone(), self.denominator.clone()))
    }
}

/// Brings rows of integers to reduced echelon form with pivots in the first `columns` columns. All
/// intermediate entries are minors of the matrix, so none is longer than Hadamard's bound.
///
/// # Errors
/// [`AlgebraError::OutOfFuel`].
pub(super) fn reduce(mut rows: Vec<Vec<BigInt>>, columns: usize) -> Result<Reduced, AlgebraError> {
    let mut fuel = FUEL;
    let mut previous = BigInt::one();
    let mut pivots: Vec<usize> = Vec::new();
    for column in 0..columns {
        let rank = pivots.len();
        let Some(pivot) = (rank..rows.len()).find(|&row| !rows[row][column].is_zero()) else {
            continue;
        };
        rows.swap(rank, pivot);
        let pivot_row = rows[rank].clone();
        let pivot = &pivot_row[column];
        let words = 1 + pivot.bits() / 64;
        for (at, row) in rows.iter_mut().enumerate() {
            if at == rank {
                continue;
            }
            fuel = fuel
                .checked_sub(words * words * pivot_row.len() as u64)
                .ok_or(AlgebraError::OutOfFuel {
                    what: "elimination",
                })?;
            let factor = row[column].clone();
            for (entry, above) in row.iter_mut().zip(&pivot_row) {
                let crossed = if factor.is_zero() || above.is_zero() {
                    &*entry * pivot
                } else {
                    &*entry * pivot - &factor * above
                };
                *entry = if previous.is_one() {
                    crossed
                } else {
                    crossed / &previous
                };
            }
        }
        previous = pivot.clone();
        pivots.push(column);
        if pivots.len() == rows.len() {
            break;
        }
    }
    Ok(Reduced {
        rows,
        denominator: previous,
        pivots,
    })
}
