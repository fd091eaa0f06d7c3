//! Sums, products, powers and traces of matrices.

use super::elimination::Symbolic;
use super::{Matrix, bounded, entry};
use crate::algebra::AlgebraError;
use crate::expr::{Arena, Id, Number};

/// The products of symbolic entries that a product of matrices may take.
const MOST_PRODUCTS: u128 = 1 << 20;

/// The products of words that a product of matrices of numbers may take.
const MOST_WORDS: u128 = 1 << 27;

/// The largest exponent of a power.
const HIGHEST_POWER: u64 = 1 << 16;

impl Matrix {
    /// The sum of two matrices of one shape.
    ///
    /// # Errors
    /// [`AlgebraError::Shapes`] for different shapes; [`AlgebraError::Canonical`].
    pub fn sum(&self, arena: &mut Arena, other: &Matrix) -> Result<Matrix, AlgebraError> {
        self.entrywise(arena, other, "added", Arena::add)
    }

    /// The difference of two matrices of one shape.
    ///
    /// # Errors
    /// As [`Matrix::sum`].
    pub fn difference(&self, arena: &mut Arena, other: &Matrix) -> Result<Matrix, AlgebraError> {
        self.entrywise(arena, other, "subtracted", Arena::sub)
    }

    fn entrywise(
        &self,
        arena: &mut Arena,
        other: &Matrix,
        what: &'static str,
        operation: impl Fn(&mut Arena, Id, Id) -> Id,
    ) -> Result<Matrix, AlgebraError> {
        if (self.rows, self.columns) != (other.rows, other.columns) {
            return Err(self.shapes_error(other, what));
        }
        let entries = self
            .entries
            .iter()
            .zip(&other.entries)
            .map(|(&a, &b)| operation(arena, a, b))
            .collect();
        Matrix::new(self.rows, self.columns, entries)?.canonical(arena)
    }

    fn shapes_error(&self, other: &Matrix, what: &'static str) -> AlgebraError {
        AlgebraError::Shapes {
            what,
            left: (self.rows, self.columns),
            right: (other.rows, other.columns),
        }
    }

    /// Each entry times a factor.
    ///
    /// # Errors
    /// [`AlgebraError::Canonical`].
    pub fn scale(&self, arena: &mut Arena, factor: Id) -> Result<Matrix, AlgebraError> {
        let entries = self
            .entries
            .iter()
            .map(|&id| arena.mul(factor, id))
            .collect();
        Matrix::new(self.rows, self.columns, entries)?.canonical(arena)
    }

    /// The matrix product.
    ///
    /// # Cost
    /// `rows * inner * columns` products of entries.
    ///
    /// # Errors
    /// [`AlgebraError::Shapes`] if the columns of the first are not as many as the rows of the
    /// second; [`AlgebraError::OutOfFuel`] for millions of products; [`AlgebraError::Canonical`].
    pub fn product(&self, arena: &mut Arena, other: &Matrix) -> Result<Matrix, AlgebraError> {
        if self.columns != other.rows {
            return Err(self.shapes_error(other, "multiplied"));
        }
        bounded(self.rows, other.columns)?;
        let products = self.rows as u128 * self.columns as u128 * other.columns as u128;
        let fuel = AlgebraError::OutOfFuel {
            what: "the product of these matrices",
        };
        if let (Some(a), Some(b)) = (self.numbers(arena), other.numbers(arena)) {
            let words = |list: &[Number]| {
                let longest = list.iter().map(Number::bits).max().unwrap_or(0);
                u128::from(1 + longest / 64)
            };
            if products * words(&a) * words(&b) > MOST_WORDS {
                return Err(fuel);
            }
            let product = multiply(&a, &b, self.columns, other.columns);
            return Matrix::of_numbers(arena, self.rows, other.columns, product);
        }
        if products > MOST_PRODUCTS {
            return Err(fuel);
        }
        let mut entries = Vec::with_capacity(self.rows * other.columns);
        for row in 0..self.rows {
            for column in 0..other.columns {
                let mut sum = Id::ZERO;
                for at in 0..self.columns {
                    let term = arena.mul(self.entry(row, at), other.entry(at, column));
                    sum = arena.add(sum, term);
                }
                entries.push(arena.canonical(sum)?);
            }
        }
        Matrix::new(self.rows, other.columns, entries)
    }

    /// An integer power; a negative one is that of the inverse.
    ///
    /// # Cost
    /// A product for each bit of the exponent, and one more for each bit that is 1.
    ///
    /// # Errors
    /// [`AlgebraError::Shape`] if the matrix is not square, [`AlgebraError::Singular`] for a
    /// negative power of a matrix without inverse, [`AlgebraError::OutOfFuel`] for an exponent
    /// beyond 65536, and those of [`Matrix::product`].
    pub fn power(&self, arena: &mut Arena, exponent: i64) -> Result<Matrix, AlgebraError> {
        let size = self.size()?;
        if exponent.unsigned_abs() > HIGHEST_POWER {
            return Err(AlgebraError::OutOfFuel {
                what: "the power of this matrix",
            });
        }
        let mut base = if exponent < 0 {
            self.inverse(arena)?
        } else {
            self.canonical(arena)?
        };
        let mut result = Matrix::identity(size)?;
        let mut field = Symbolic::new(arena);
        let mut rest = exponent.unsigned_abs();
        while rest > 0 {
            if rest & 1 == 1 {
                result = result.product(field.arena, &base)?.tidy(&mut field)?;
            }
            rest >>= 1;
            if rest > 0 {
                base = base.product(field.arena, &base)?.tidy(&mut field)?;
            }
        }
        Ok(result)
    }

    /// The sum of the diagonal.
    ///
    /// # Errors
    /// [`AlgebraError::Shape`] if the matrix is not square; [`AlgebraError::Canonical`].
    pub fn trace(&self, arena: &mut Arena) -> Result<Id, AlgebraError> {
        let size = self.size()?;
        let mut sum = Id::ZERO;
        for at in 0..size {
            sum = arena.add(sum, self.entry(at, at));
        }
        entry::readable(arena, sum)
    }

    /// The quadratic form `x' A x`.
    ///
    /// # Errors
    /// [`AlgebraError::Shape`] if the matrix is not square, or [`AlgebraError::Shapes`] if `point`
    /// has another length; [`AlgebraError::Canonical`].
    pub fn quadratic_form(&self, arena: &mut Arena, point: &[Id]) -> Result<Id, AlgebraError> {
        let size = self.size()?;
        if point.len() != size {
            return Err(AlgebraError::Shapes {
                what: "multiplied",
                left: (size, size),
                right: (point.len(), 1),
            });
        }
        let mut sum = Id::ZERO;
        for row in 0..size {
            for column in 0..size {
                let pair = arena.mul(point[row], point[column]);
                let term = arena.mul(self.entry(row, column), pair);
                sum = arena.add(sum, term);
            }
        }
        entry::readable(arena, sum)
    }

    /// Whether every entry is 0, in disguise or not.
    ///
    /// # Errors
    /// [`AlgebraError::Canonical`] where an entry has no canonical form.
    pub fn is_zero(&self, arena: &mut Arena) -> Result<bool, AlgebraError> {
        for &entry in &self.entries {
            if !entry::vanishes(arena, entry)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether it is its own transpose, exactly.
    ///
    /// # Errors
    /// [`AlgebraError::Canonical`] where an entry has no canonical form.
    pub fn is_symmetric(&self, arena: &mut Arena) -> Result<bool, AlgebraError> {
        if self.rows != self.columns {
            return Ok(false);
        }
        for row in 0..self.rows {
            for column in 0..row {
                let difference = arena.sub(self.entry(row, column), self.entry(column, row));
                if !entry::vanishes(arena, difference)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

/// The product of matrices of numbers; `a` has `inner` columns and `b` has `columns`.
pub(super) fn multiply(a: &[Number], b: &[Number], inner: usize, columns: usize) -> Vec<Number> {
    let mut product = Vec::with_capacity(a.len() / inner.max(1) * columns);
    for row in a.chunks_exact(inner.max(1)) {
        for column in 0..columns {
            let mut sum = Number::ZERO;
            for (at, factor) in row.iter().enumerate() {
                if !factor.is_zero() {
                    sum = sum.add(&factor.multiply(&b[at * columns + column]));
                }
            }
            product.push(sum);
        }
    }
    product
}
