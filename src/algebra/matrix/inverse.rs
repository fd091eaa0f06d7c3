//! Inverses and linear equations.

use num_bigint::BigInt;
use num_traits::Zero;

use super::determinant::Minors;
use super::{Matrix, entry, integers};
use crate::algebra::AlgebraError;
use crate::expr::{Arena, Id, Number};

/// Up to this size symbolic inverses and solutions are quotients of determinants: the denominator
/// is then the determinant, and nothing else has to differ from 0.
const BY_MINORS: usize = 4;

/// The solutions of linear equations.
#[derive(Clone, Debug)]
pub struct Solution {
    /// One solution: the only one if `directions` is empty.
    pub point: Vec<Id>,
    /// What can be added to it any number of times.
    pub directions: Vec<Vec<Id>>,
    /// What must not be 0 for this to be right.
    pub nonzero: Vec<Id>,
}

/// An inverse with its condition.
#[derive(Clone, Debug)]
pub struct Inverse {
    /// The inverse.
    pub matrix: Matrix,
    /// What must not be 0 for it to exist.
    pub nonzero: Vec<Id>,
}

impl Matrix {
    /// The inverse.
    ///
    /// # Errors
    /// [`AlgebraError::Shape`] if the matrix is not square, [`AlgebraError::Singular`] if it has
    /// no inverse, [`AlgebraError::OutOfFuel`] and [`AlgebraError::TooLarge`] for a large one;
    /// [`AlgebraError::Canonical`].
    pub fn inverse(&self, arena: &mut Arena) -> Result<Matrix, AlgebraError> {
        Ok(self.inverse_with_conditions(arena)?.matrix)
    }

    /// The inverse, and what must not be 0 for it to exist.
    ///
    /// # Errors
    /// As [`Matrix::inverse`].
    pub fn inverse_with_conditions(&self, arena: &mut Arena) -> Result<Inverse, AlgebraError> {
        let size = self.size()?;
        let given = self.canonical(arena)?;
        if given.numbers(arena).is_none() && size <= BY_MINORS {
            return given.adjugate_quotient(arena, size);
        }
        let solution = given.solve_all(arena, &Matrix::identity(size)?)?;
        if solution.pivots.len() < size {
            return Err(AlgebraError::Singular);
        }
        Ok(Inverse {
            matrix: Matrix::new(size, size, solution.right)?,
            nonzero: solution.nonzero,
        })
    }

    fn adjugate_quotient(&self, arena: &mut Arena, size: usize) -> Result<Inverse, AlgebraError> {
        let all: Vec<usize> = (0..size).collect();
        let mut minors = Minors::new(self);
        let determinant = minors.minor(arena, &all, &all)?;
        let determinant = entry::tidy(arena, determinant)?;
        if entry::vanishes(arena, determinant)? {
            return Err(AlgebraError::Singular);
        }
        let mut entries = Vec::with_capacity(size * size);
        for row in 0..size {
            for column in 0..size {
                let without = |left: usize| -> Vec<usize> {
                    all.iter().copied().filter(|at| *at != left).collect()
                };
                let mut minor = minors.minor(arena, &without(column), &without(row))?;
                if (row + column) % 2 == 1 {
                    minor = arena.neg(minor);
                }
                entries.push(entry::quotient(arena, minor, determinant)?);
            }
        }
        let mut nonzero = Vec::new();
        entry::note_nonzero(arena, determinant, &mut nonzero);
        Ok(Inverse {
            matrix: Matrix::new(size, size, entries)?,
            nonzero,
        })
    }

    /// The solutions of `A x = b`.
    ///
    /// # Errors
    /// [`AlgebraError::Shapes`] if `b` has another number of rows than the matrix,
    /// [`AlgebraError::Inconsistent`] if there is no solution, and those of [`Matrix::inverse`]
    /// but [`AlgebraError::Singular`].
    pub fn solve(&self, arena: &mut Arena, right: &[Id]) -> Result<Solution, AlgebraError> {
        if right.len() != self.rows {
            return Err(AlgebraError::Shapes {
                what: "the two sides of equations",
                left: (self.rows, self.columns),
                right: (right.len(), 1),
            });
        }
        let given = self.canonical(arena)?;
        let right = Matrix::column(right.to_vec())?.canonical(arena)?;
        if self.rows == self.columns
            && self.rows <= BY_MINORS
            && (given.numbers(arena).is_none() || right.numbers(arena).is_none())
            && let Some(solution) = given.cramer(arena, &right)?
        {
            return Ok(solution);
        }
        let solved = given.solve_all(arena, &right)?;
        // A row without pivot and with a right side says 0 = 1.
        for &entry in solved.right.get(solved.pivots.len()..).unwrap_or(&[]) {
            if !entry::vanishes(arena, entry)? {
                return Err(AlgebraError::Inconsistent);
            }
        }
        let mut point = vec![Id::ZERO; self.columns];
        for (row, &column) in solved.pivots.iter().enumerate() {
            point[column] = solved.right[row];
        }
        let mut directions = Vec::new();
        for free in (0..self.columns).filter(|column| !solved.pivots.contains(column)) {
            let mut direction = vec![Id::ZERO; self.columns];
            direction[free] = Id::ONE;
            for (row, &column) in solved.pivots.iter().enumerate() {
                let negative = arena.neg(solved.left.entry(row, free));
                direction[column] = entry::tidy(arena, negative)?;
            }
            directions.push(direction);
        }
        Ok(Solution {
            point,
            directions,
            nonzero: solved.nonzero,
        })
    }

    /// Cramer's rule; nothing if the determinant is 0.
    fn cramer(&self, arena: &mut Arena, right: &Matrix) -> Result<Option<Solution>, AlgebraError> {
        let all: Vec<usize> = (0..self.rows).collect();
        let determinant = Minors::new(self).minor(arena, &all, &all)?;
        let determinant = entry::tidy(arena, determinant)?;
        if entry::vanishes(arena, determinant)? {
            return Ok(None);
        }
        let mut point = Vec::with_capacity(self.columns);
        for column in 0..self.columns {
            let mut replaced = self.clone();
            for row in 0..self.rows {
                replaced.entries[row * self.columns + column] = right.entry(row, 0);
            }
            let minor = Minors::new(&replaced).minor(arena, &all, &all)?;
            point.push(entry::quotient(arena, minor, determinant)?);
        }
        let mut nonzero = Vec::new();
        entry::note_nonzero(arena, determinant, &mut nonzero);
        Ok(Some(Solution {
            point,
            directions: Vec::new(),
            nonzero,
        }))
    }

    /// The vectors that the matrix takes to 0: a basis of them.
    ///
    /// # Errors
    /// As [`Matrix::solve`].
    pub fn nullspace(&self, arena: &mut Arena) -> Result<Vec<Vec<Id>>, AlgebraError> {
        Ok(self.solve(arena, &vec![Id::ZERO; self.rows])?.directions)
    }

    /// Reduces this matrix, carrying another along on its right.
    fn solve_all(&self, arena: &mut Arena, right: &Matrix) -> Result<Solved, AlgebraError> {
        let width = self.columns + right.columns;
        let joined: Vec<Id> = (0..self.rows)
            .flat_map(|row| (0..width).map(move |column| (row, column)))
            .map(|(row, column)| match column.checked_sub(self.columns) {
                None => self.entry(row, column),
                Some(column) => right.entry(row, column),
            })
            .collect();
        let joined = Matrix::new(self.rows, width, joined)?;
        let (matrix, pivots, nonzero) = match joined.numbers(arena) {
            Some(numbers) => {
                let (matrix, pivots) = reduced(arena, &numbers, width, self.columns)?;
                (matrix, pivots, Vec::new())
            }
            None => {
                let echelon = joined.echelon_within(arena, self.columns)?;
                (echelon.matrix, echelon.pivots, echelon.nonzero)
            }
        };
        let part = |from: usize, to: usize| -> Vec<Id> {
            (0..self.rows)
                .flat_map(|row| (from..to).map(move |column| (row, column)))
                .map(|(row, column)| matrix.entry(row, column))
                .collect()
        };
        Ok(Solved {
            left: Matrix::new(self.rows, self.columns, part(0, self.columns))?,
            right: part(self.columns, width),
            pivots,
            nonzero,
        })
    }
}

/// What [`Matrix::solve_all`] found.
struct Solved {
    left: Matrix,
    right: Vec<Id>,
    pivots: Vec<usize>,
    nonzero: Vec<Id>,
}

/// The reduced echelon form of a matrix of numbers, without fractions on the way.
fn reduced(
    arena: &mut Arena,
    numbers: &[Number],
    width: usize,
    columns: usize,
) -> Result<(Matrix, Vec<usize>), AlgebraError> {
    let (rows, _) = integers::cleared(numbers, width);
    let count = rows.len();
    let found = integers::reduce(rows, columns)?;
    let rank = found.pivots.len();
    let mut entries = Vec::with_capacity(numbers.len());
    for row in 0..count {
        for column in 0..width {
            let value = if row < rank {
                found.entry(row, column)
            } else {
                // Rows without pivot are 0 but for what stands on the right, whose scale is of no
                // account.
                let zero = found.rows[row][column] == BigInt::zero();
                if zero { Number::ZERO } else { Number::ONE }
            };
            entries.push(arena.number_node(value));
        }
    }
    Ok((Matrix::new(count, width, entries)?, found.pivots))
}
