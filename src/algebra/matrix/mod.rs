//! Matrices of expressions: arithmetic, determinants, inverses, linear equations, eigenvalues.
//!
//! A [`Matrix`] is a table of nodes of one arena; an [`ExprMatrix`] owns its expressions. Exact
//! numbers are worked with as numbers. Symbolic entries are brought to a reduced form after each
//! step, so that an entry that is 0 in disguise is recognised before it is divided by.

mod arithmetic;
mod definite;
mod determinant;
mod doubles;
mod eigen;
mod elimination;
mod entry;
mod integers;
mod inverse;
mod modular;
mod owned;
mod sample;
mod surd;
mod symbolic;
#[cfg(test)]
mod tests;

pub use definite::Definiteness;
pub use eigen::{Eigenspace, Eigenvalue, Spectrum};
pub use elimination::{Echelon, RowStep};
pub use inverse::{Inverse, Solution};
pub use owned::{ExprEchelon, ExprEigenspace, ExprMatrix, ExprSolution, ExprSpectrum, ShownStep};

use super::AlgebraError;
use crate::expr::{Arena, Id, Number};
use elimination::Symbolic;

/// How many entries a matrix may have.
pub const MAX_ENTRIES: usize = 1 << 20;

/// A matrix whose entries are nodes of one arena.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    /// Row by row.
    entries: Vec<Id>,
}

impl Matrix {
    /// A matrix of entries given row by row.
    ///
    /// # Errors
    /// [`AlgebraError::Shape`] if the number of entries is another, or 0;
    /// [`AlgebraError::TooLarge`] for more than [`MAX_ENTRIES`].
    pub fn new(rows: usize, columns: usize, entries: Vec<Id>) -> Result<Self, AlgebraError> {
        if entries.is_empty() || rows.checked_mul(columns) != Some(entries.len()) {
            return Err(AlgebraError::Shape {
                expected: "a matrix of at least one row and column",
                rows,
                columns,
            });
        }
        bounded(rows, columns)?;
        Ok(Matrix {
            rows,
            columns,
            entries,
        })
    }

    /// A matrix of rows of equal length.
    ///
    /// # Errors
    /// [`AlgebraError::Ragged`] if the rows differ in length, and those of [`Matrix::new`].
    pub fn from_rows(rows: &[Vec<Id>]) -> Result<Self, AlgebraError> {
        let columns = rows.first().map_or(0, Vec::len);
        if let Some(at) = rows.iter().position(|row| row.len() != columns) {
            return Err(AlgebraError::Ragged {
                first: columns,
                row: at + 1,
                entries: rows[at].len(),
            });
        }
        Self::new(rows.len(), columns, rows.concat())
    }

    /// The identity: ones on the diagonal.
    ///
    /// # Errors
    /// As [`Matrix::new`].
    pub fn identity(size: usize) -> Result<Self, AlgebraError> {
        Self::scalar(size, Id::ONE)
    }

    /// A matrix with `value` on the diagonal and 0 elsewhere.
    ///
    /// # Errors
    /// As [`Matrix::new`].
    pub fn scalar(size: usize, value: Id) -> Result<Self, AlgebraError> {
        bounded(size, size)?;
        let mut entries = vec![Id::ZERO; size * size];
        for at in 0..size {
            entries[at * size + at] = value;
        }
        Self::new(size, size, entries)
    }

    /// A matrix of one column.
    ///
    /// # Errors
    /// As [`Matrix::new`].
    pub fn column(entries: Vec<Id>) -> Result<Self, AlgebraError> {
        Self::new(entries.len(), 1, entries)
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The entries, row by row.
    pub fn entries(&self) -> &[Id] {
        &self.entries
    }

    /// One entry; 0 outside.
    pub fn entry(&self, row: usize, column: usize) -> Id {
        if row < self.rows && column < self.columns {
            self.entries[row * self.columns + column]
        } else {
            Id::ZERO
        }
    }

    /// The number of rows, if it is that of the columns.
    ///
    /// # Errors
    /// [`AlgebraError::Shape`] otherwise.
    pub fn size(&self) -> Result<usize, AlgebraError> {
        if self.rows == self.columns {
            Ok(self.rows)
        } else {
            Err(self.shape_error("a square matrix"))
        }
    }

    /// Rows and columns exchanged.
    #[must_use]
    pub fn transpose(&self) -> Matrix {
        let entries = (0..self.columns)
            .flat_map(|column| (0..self.rows).map(move |row| (row, column)))
            .map(|(row, column)| self.entry(row, column))
            .collect();
        Matrix {
            rows: self.columns,
            columns: self.rows,
            entries,
        }
    }

    fn shape_error(&self, expected: &'static str) -> AlgebraError {
        AlgebraError::Shape {
            expected,
            rows: self.rows,
            columns: self.columns,
        }
    }

    /// The entries as numbers, if all are.
    fn numbers(&self, arena: &Arena) -> Option<Vec<Number>> {
        self.entries
            .iter()
            .map(|&id| arena.as_number(id).cloned())
            .collect()
    }

    /// A matrix of numbers.
    fn of_numbers(
        arena: &mut Arena,
        rows: usize,
        columns: usize,
        numbers: impl IntoIterator<Item = Number>,
    ) -> Result<Matrix, AlgebraError> {
        let entries = numbers
            .into_iter()
            .map(|number| arena.number_node(number))
            .collect();
        Matrix::new(rows, columns, entries)
    }

    /// The canonical form of each entry.
    ///
    /// # Errors
    /// [`AlgebraError::Canonical`] where an entry has none.
    pub fn canonical(&self, arena: &mut Arena) -> Result<Matrix, AlgebraError> {
        let entries = self
            .entries
            .iter()
            .map(|&id| arena.canonical(id))
            .collect::<Result<Vec<Id>, _>>()?;
        Ok(Matrix { entries, ..*self })
    }

    /// Each entry in lowest terms.
    fn tidy(&self, field: &mut Symbolic<'_>) -> Result<Matrix, AlgebraError> {
        let entries = self
            .entries
            .iter()
            .map(|&id| field.tidy(id))
            .collect::<Result<Vec<Id>, _>>()?;
        Ok(Matrix { entries, ..*self })
    }
}

fn bounded(rows: usize, columns: usize) -> Result<(), AlgebraError> {
    let entries = rows as u128 * columns as u128;
    if entries > MAX_ENTRIES as u128 {
        return Err(AlgebraError::TooLarge {
            what: "the matrix",
            terms: entries,
            limit: MAX_ENTRIES as u128,
        });
    }
    Ok(())
}
