//! Determinants and ranks.

use hashbrown::HashMap;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::elimination::{RowStep, Symbolic, eliminate};
use super::{Matrix, entry, integers, modular};
use crate::algebra::AlgebraError;
use crate::expr::{Arena, Id, Number};

/// The most products of residues that a determinant of numbers may take.
const MOST_WORK: u128 = 1 << 31;

/// The most products of entries that a symbolic determinant may write out.
const MOST_TERMS: u128 = 20_000;

/// The largest symbolic determinant that is developed by rows.
const LARGEST: usize = 64;

/// The most minors that are kept while a determinant is developed.
const MOST_MINORS: usize = 1 << 14;

impl Matrix {
    /// The determinant, in lowest terms.
    ///
    /// # Cost
    /// Of numbers: `n^3/3` products of residues for each 30 bits that the result may have. Of
    /// symbols: the number of its terms.
    ///
    /// # Errors
    /// [`AlgebraError::Shape`] if the matrix is not square; [`AlgebraError::TooLarge`] if the
    /// result would have too many terms; [`AlgebraError::OutOfFuel`] for numbers that would take
    /// too long; [`AlgebraError::Canonical`].
    ///
    /// # Source
    /// See `matrix/modular.rs` for numbers; otherwise Laplace's development by rows, each minor
    /// once.
    pub fn determinant(&self, arena: &mut Arena) -> Result<Id, AlgebraError> {
        let size = self.size()?;
        let given = self.canonical(arena)?;
        if let Some(numbers) = given.numbers(arena) {
            let value = of_numbers(&numbers, size)?;
            return Ok(arena.number_node(value));
        }
        let all: Vec<usize> = (0..size).collect();
        let mut minors = Minors::new(&given);
        let value = match minors.minor(arena, &all, &all) {
            Ok(value) => value,
            // Elimination adds up what cancels on the way, as in a matrix in one symbol.
            Err(error) => given.by_elimination(arena).map_err(|_| error)?,
        };
        entry::readable(arena, value)
    }

    /// The determinant as the product of the pivots.
    fn by_elimination(&self, arena: &mut Arena) -> Result<Id, AlgebraError> {
        let rows = self
            .entries
            .chunks_exact(self.columns)
            .map(<[Id]>::to_vec)
            .collect();
        let found = eliminate(&mut Symbolic::new(arena), rows, self.columns)?;
        if found.pivots.len() < self.rows {
            return Ok(Id::ZERO);
        }
        let mut product = Id::ONE;
        for divisor in found.divisors {
            product = arena.mul(product, divisor);
        }
        let swaps = found
            .steps
            .iter()
            .filter(|step| matches!(step, RowStep::Swap { .. }))
            .count();
        Ok(if swaps % 2 == 1 {
            arena.neg(product)
        } else {
            product
        })
    }

    /// The number of linearly independent rows. What symbols stand for is taken to be in general
    /// position.
    ///
    /// # Errors
    /// As [`Matrix::echelon`].
    pub fn rank(&self, arena: &mut Arena) -> Result<usize, AlgebraError> {
        let given = self.canonical(arena)?;
        if let Some(numbers) = given.numbers(arena) {
            let (rows, _) = integers::cleared(&numbers, self.columns);
            return Ok(integers::reduce(rows, self.columns)?.pivots.len());
        }
        Ok(given.echelon(arena)?.pivots.len())
    }
}

/// The determinant of a square matrix of numbers.
pub(super) fn of_numbers(numbers: &[Number], size: usize) -> Result<Number, AlgebraError> {
    let (rows, denominators) = integers::cleared(numbers, size);
    let entries: Vec<BigInt> = rows.into_iter().flatten().collect();
    if modular::work(&entries, size) > MOST_WORK {
        return Err(AlgebraError::OutOfFuel {
            what: "a determinant of this size",
        });
    }
    let numerator = modular::determinant(&entries, size);
    let denominator: BigInt = denominators.into_iter().product();
    Ok(Number::from_big(BigRational::new(numerator, denominator)))
}

/// The minors of a matrix, each worked out once.
pub(super) struct Minors<'a> {
    matrix: &'a Matrix,
    /// By rows and columns taken: the value and how many products it adds.
    known: HashMap<(u64, u64), (Id, u128), foldhash::fast::FixedState>,
}

impl<'a> Minors<'a> {
    pub(super) fn new(matrix: &'a Matrix) -> Self {
        Minors {
            matrix,
            known: HashMap::default(),
        }
    }

    /// The determinant of the rows and columns named, in the order of the matrix.
    pub(super) fn minor(
        &mut self,
        arena: &mut Arena,
        rows: &[usize],
        columns: &[usize],
    ) -> Result<Id, AlgebraError> {
        if self.matrix.rows.max(self.matrix.columns) > LARGEST {
            return Err(AlgebraError::OutOfFuel {
                what: "a symbolic determinant of this size",
            });
        }
        // Rows with few entries first: the minors below them are few.
        let filled = |row: &usize| {
            columns
                .iter()
                .filter(|&&column| self.matrix.entry(*row, column) != Id::ZERO)
                .count()
        };
        let mut order = rows.to_vec();
        order.sort_by_key(filled);
        let odd = order
            .iter()
            .enumerate()
            .map(|(at, row)| order[..at].iter().filter(|other| *other > row).count())
            .sum::<usize>()
            % 2
            == 1;
        let mask = columns.iter().fold(0u64, |mask, column| mask | 1 << column);
        let (value, _) = self.develop(arena, &order, mask)?;
        Ok(if odd { arena.neg(value) } else { value })
    }

    /// Develops by the first of `rows`. The depth is at most the number of rows, which `LARGEST`
    /// bounds.
    fn develop(
        &mut self,
        arena: &mut Arena,
        rows: &[usize],
        columns: u64,
    ) -> Result<(Id, u128), AlgebraError> {
        let Some((&first, rest)) = rows.split_first() else {
            return Ok((Id::ONE, 1));
        };
        let key = (rows.iter().fold(0u64, |mask, row| mask | 1 << row), columns);
        if let Some(&known) = self.known.get(&key) {
            return Ok(known);
        }
        let mut sum = Id::ZERO;
        let mut terms = 0u128;
        let mut left = columns;
        let mut odd = false;
        while left != 0 {
            let column = left.trailing_zeros() as usize;
            left &= left - 1;
            let entry = self.matrix.entry(first, column);
            if entry != Id::ZERO {
                let (minor, count) = self.develop(arena, rest, columns & !(1 << column))?;
                terms = terms.saturating_add(count);
                let product = arena.mul(entry, minor);
                sum = if odd {
                    arena.sub(sum, product)
                } else {
                    arena.add(sum, product)
                };
            }
            odd = !odd;
        }
        if terms > MOST_TERMS || self.known.len() > MOST_MINORS {
            return Err(AlgebraError::TooLarge {
                what: "the determinant",
                terms: terms.max(self.known.len() as u128),
                limit: MOST_TERMS,
            });
        }
        let value = arena.canonical(sum)?;
        let terms = if value == Id::ZERO { 0 } else { terms };
        self.known.insert(key, (value, terms));
        Ok((value, terms))
    }
}
