//! Matrices that own their expressions.

use std::fmt;

use super::{Definiteness, Matrix, RowStep};
use crate::algebra::AlgebraError;
use crate::expr::{Arena, Expr, Flags, Id};

/// A matrix of expressions.
///
/// Its entries are exact expressions, which may come from anywhere. What operations give is
/// reduced: numbers in lowest terms, symbolic entries as one fraction without common factor.
///
/// # Examples
/// ```
/// use gradus::{Expr, algebra::matrix::ExprMatrix};
///
/// let f: Expr = "2x^2 + 3y^2 - x*y".parse()?;
/// let hessian = ExprMatrix::from_rows(f.hessian(["x", "y"])?)?;
/// assert_eq!(hessian.to_string(), "[[4, -1], [-1, 6]]");
/// assert_eq!(hessian.determinant()?.to_string(), "23");
/// assert_eq!(hessian.inverse()?.to_string(), "[[6/23, 1/23], [1/23, 4/23]]");
///
/// let step = hessian.solve(&f.gradient(["x", "y"])?)?;
/// assert_eq!(step[0].to_string(), "x");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ExprMatrix {
    rows: usize,
    columns: usize,
    /// Row by row; never empty.
    entries: Vec<Expr>,
}

/// One row step with what it changes.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownStep {
    /// The step.
    pub step: RowStep<Expr>,
    /// The matrix before it.
    pub before: ExprMatrix,
    /// The matrix after it.
    pub after: ExprMatrix,
}

impl fmt::Display for ShownStep {
    /// `multiply row 1 by 1/4: [[1, 2], [0, 1]]`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.step, self.after)
    }
}

/// The eigenvalues of a matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct ExprSpectrum {
    /// The real ones, each as often as it counts.
    pub values: Vec<Expr>,
    /// How many are not real.
    pub complex: usize,
    /// Whether all values are exact.
    pub exact: bool,
    /// What must not be negative for the values to be real.
    pub nonnegative: Vec<Expr>,
}

/// The solutions of linear equations.
#[derive(Clone, Debug, PartialEq)]
pub struct ExprSolution {
    /// One solution: the only one if `directions` is empty.
    pub point: Vec<Expr>,
    /// What can be added to it any number of times.
    pub directions: Vec<Vec<Expr>>,
    /// What must not be 0 for this to be right.
    pub nonzero: Vec<Expr>,
}

/// A reduced echelon form with the steps that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExprEchelon {
    /// The reduced matrix.
    pub matrix: ExprMatrix,
    /// The columns of the pivots.
    pub pivots: Vec<usize>,
    /// The steps, in order.
    pub steps: Vec<RowStep<Expr>>,
    /// What must not be 0 for the steps to be right: the pivots that are no numbers.
    pub nonzero: Vec<Expr>,
}

fn decimals(flags: Flags, decimals: bool) -> Flags {
    flags.or(Flags {
        decimals,
        ..Flags::default()
    })
}

/// An eigenvalue with a basis of its eigenvectors.
pub type ExprEigenspace = (Expr, Vec<Vec<Expr>>);

impl ExprMatrix {
    /// A matrix of rows of equal length.
    ///
    /// # Errors
    /// [`AlgebraError::Ragged`] if the rows differ in length, [`AlgebraError::Shape`] if there are
    /// none, and
    /// [`AlgebraError::TooLarge`] for more than [`MAX_ENTRIES`](super::MAX_ENTRIES).
    pub fn from_rows(rows: Vec<Vec<Expr>>) -> Result<Self, AlgebraError> {
        let shape = rows
            .iter()
            .map(|row| vec![Id::ZERO; row.len()])
            .collect::<Vec<_>>();
        let Matrix {
            rows: count,
            columns,
            ..
        } = Matrix::from_rows(&shape)?;
        Ok(ExprMatrix {
            rows: count,
            columns,
            entries: rows.into_iter().flatten().collect(),
        })
    }

    /// The identity: ones on the diagonal.
    ///
    /// # Errors
    /// As [`ExprMatrix::from_rows`].
    pub fn identity(size: usize) -> Result<Self, AlgebraError> {
        let matrix = Matrix::identity(size)?;
        Ok(Self::owned(Arena::new(), &matrix, Flags::default()))
    }

    fn owned(arena: Arena, matrix: &Matrix, flags: Flags) -> Self {
        ExprMatrix {
            rows: matrix.rows(),
            columns: matrix.columns(),
            entries: Expr::many_from_arena(arena, matrix.entries().iter().copied(), flags),
        }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// One entry, if there is such a row and column (counted from 0).
    pub fn entry(&self, row: usize, column: usize) -> Option<&Expr> {
        if row < self.rows && column < self.columns {
            self.entries.get(row * self.columns + column)
        } else {
            None
        }
    }

    /// The entries, row by row.
    pub fn into_rows(self) -> Vec<Vec<Expr>> {
        let columns = self.columns;
        let mut entries = self.entries.into_iter();
        (0..self.rows)
            .map(|_| entries.by_ref().take(columns).collect())
            .collect()
    }

    /// Works on this matrix and others in one arena of their own.
    fn work<T>(
        &self,
        others: &[&[Expr]],
        run: impl FnOnce(&mut Arena, &Matrix, &[Vec<Id>]) -> Result<T, AlgebraError>,
    ) -> Result<(Arena, Flags, T), AlgebraError> {
        let mut arena = Arena::new();
        let mut flags = Flags::default();
        let mut bring = |entries: &[Expr]| -> Vec<Id> {
            entries
                .iter()
                .map(|expr| {
                    flags = flags.or(expr.flags());
                    expr.with(|source, id| arena.import(source, &[id])[0])
                })
                .collect()
        };
        let entries = bring(&self.entries);
        let others: Vec<Vec<Id>> = others.iter().map(|entries| bring(entries)).collect();
        let matrix = Matrix::new(self.rows, self.columns, entries)?;
        let result = run(&mut arena, &matrix, &others)?;
        Ok((arena, flags, result))
    }

    fn to_matrix(
        &self,
        others: &[&[Expr]],
        run: impl FnOnce(&mut Arena, &Matrix, &[Vec<Id>]) -> Result<Matrix, AlgebraError>,
    ) -> Result<ExprMatrix, AlgebraError> {
        let (arena, flags, matrix) = self.work(others, run)?;
        Ok(Self::owned(arena, &matrix, flags))
    }

    fn to_list(
        &self,
        others: &[&[Expr]],
        run: impl FnOnce(&mut Arena, &Matrix, &[Vec<Id>]) -> Result<Vec<Id>, AlgebraError>,
    ) -> Result<Vec<Expr>, AlgebraError> {
        let (arena, flags, list) = self.work(others, run)?;
        Ok(Expr::many_from_arena(arena, list, flags))
    }

    fn to_expr(
        &self,
        others: &[&[Expr]],
        run: impl FnOnce(&mut Arena, &Matrix, &[Vec<Id>]) -> Result<Id, AlgebraError>,
    ) -> Result<Expr, AlgebraError> {
        let (arena, flags, id) = self.work(others, run)?;
        Ok(Expr::from_arena(arena, id, flags))
    }

    /// The sum of two matrices of one shape.
    ///
    /// # Errors
    /// [`AlgebraError::Shapes`] for different shapes; [`AlgebraError::Canonical`].
    pub fn sum(&self, other: &ExprMatrix) -> Result<ExprMatrix, AlgebraError> {
        self.with_other(other, Matrix::sum)
    }

    /// The difference of two matrices of one shape.
    ///
    /// # Errors
    /// As [`ExprMatrix::sum`].
    pub fn difference(&self, other: &ExprMatrix) -> Result<ExprMatrix, AlgebraError> {
        self.with_other(other, Matrix::difference)
    }

    /// The matrix product.
    ///
    /// # Errors
    /// [`AlgebraError::Shapes`] if the columns of the first are not as many as the rows of the
    /// second; [`AlgebraError::OutOfFuel`]; [`AlgebraError::Canonical`].
    ///
    /// # Examples
    /// ```
    /// use gradus::{Expr, algebra::matrix::ExprMatrix};
    /// let row = |texts: [&str; 2]| texts.map(|text| text.parse::<Expr>().unwrap()).to_vec();
    /// let a = ExprMatrix::from_rows(vec![row(["a", "1"]), row(["0", "a"])])?;
    /// assert_eq!(a.product(&a)?.to_string(), "[[a^2, 2*a], [0, a^2]]");
    /// # Ok::<(), gradus::algebra::AlgebraError>(())
    /// ```
    pub fn product(&self, other: &ExprMatrix) -> Result<ExprMatrix, AlgebraError> {
        self.with_other(other, Matrix::product)
    }

    fn with_other(
        &self,
        other: &ExprMatrix,
        run: impl FnOnce(&Matrix, &mut Arena, &Matrix) -> Result<Matrix, AlgebraError>,
    ) -> Result<ExprMatrix, AlgebraError> {
        self.to_matrix(&[&other.entries], |arena, matrix, others| {
            let entries = others.first().cloned().unwrap_or_default();
            let other = Matrix::new(other.rows, other.columns, entries)?;
            run(matrix, arena, &other)
        })
    }

    /// Each entry times a factor.
    ///
    /// # Errors
    /// [`AlgebraError::Canonical`].
    pub fn scale(&self, factor: &Expr) -> Result<ExprMatrix, AlgebraError> {
        self.to_matrix(&[std::slice::from_ref(factor)], |arena, matrix, others| {
            matrix.scale(arena, first(others))
        })
    }

    /// Rows and columns exchanged.
    #[must_use]
    pub fn transpose(&self) -> ExprMatrix {
        let entries = (0..self.columns)
            .flat_map(|column| self.entries.iter().skip(column).step_by(self.columns))
            .cloned()
            .collect();
        ExprMatrix {
            rows: self.columns,
            columns: self.rows,
            entries,
        }
    }

    /// An integer power; a negative one is that of the inverse.
    ///
    /// # Errors
    /// As [`Matrix::power`].
    pub fn power(&self, exponent: i64) -> Result<ExprMatrix, AlgebraError> {
        self.to_matrix(&[], |arena, matrix, _| matrix.power(arena, exponent))
    }

    /// Whether every entry is 0, in disguise or not.
    pub fn is_zero(&self) -> bool {
        let found = self.work(&[], |arena, matrix, _| matrix.is_zero(arena));
        matches!(found, Ok((_, _, true)))
    }

    /// The sum of the diagonal.
    ///
    /// # Errors
    /// [`AlgebraError::Shape`] if the matrix is not square; [`AlgebraError::Canonical`].
    pub fn trace(&self) -> Result<Expr, AlgebraError> {
        self.to_expr(&[], |arena, matrix, _| matrix.trace(arena))
    }

    /// The determinant, in lowest terms.
    ///
    /// # Errors
    /// As [`Matrix::determinant`].
    pub fn determinant(&self) -> Result<Expr, AlgebraError> {
        self.to_expr(&[], |arena, matrix, _| matrix.determinant(arena))
    }

    /// The number of linearly independent rows.
    ///
    /// # Errors
    /// As [`Matrix::rank`].
    pub fn rank(&self) -> Result<usize, AlgebraError> {
        Ok(self.work(&[], |arena, matrix, _| matrix.rank(arena))?.2)
    }

    /// The inverse.
    ///
    /// # Errors
    /// As [`Matrix::inverse`].
    pub fn inverse(&self) -> Result<ExprMatrix, AlgebraError> {
        Ok(self.inverse_with_conditions()?.0)
    }

    /// The inverse, and what must not be 0 for it to exist.
    ///
    /// # Errors
    /// As [`Matrix::inverse`].
    pub fn inverse_with_conditions(&self) -> Result<(ExprMatrix, Vec<Expr>), AlgebraError> {
        let (arena, flags, inverse) = self.work(&[], |arena, matrix, _| {
            matrix.inverse_with_conditions(arena)
        })?;
        let mut nodes = inverse.matrix.entries().to_vec();
        nodes.extend(inverse.nonzero);
        let mut entries = Expr::many_from_arena(arena, nodes, flags);
        let conditions = entries.split_off(self.entries.len());
        let matrix = ExprMatrix { entries, ..*self };
        Ok((matrix, conditions))
    }

    /// The solutions of `A x = b`.
    ///
    /// # Errors
    /// As [`Matrix::solve`].
    pub fn solutions(&self, right: &[Expr]) -> Result<ExprSolution, AlgebraError> {
        let (arena, flags, found) = self.work(&[right], |arena, matrix, others| {
            let right = others.first().map_or(&[][..], Vec::as_slice);
            matrix.solve(arena, right)
        })?;
        let home = Expr::from_arena(arena, Id::ZERO, flags);
        let own = |ids: Vec<Id>| -> Vec<Expr> {
            ids.into_iter().map(|id| home.sibling(id, flags)).collect()
        };
        Ok(ExprSolution {
            point: own(found.point),
            directions: found.directions.into_iter().map(own).collect(),
            nonzero: own(found.nonzero),
        })
    }

    /// The only solution of `A x = b`.
    ///
    /// # Errors
    /// As [`Matrix::solve`], and [`AlgebraError::Singular`] if there are many solutions.
    pub fn solve(&self, right: &[Expr]) -> Result<Vec<Expr>, AlgebraError> {
        self.to_list(&[right], |arena, matrix, others| {
            let right = others.first().map_or(&[][..], Vec::as_slice);
            let solution = matrix.solve(arena, right)?;
            if solution.directions.is_empty() {
                Ok(solution.point)
            } else {
                Err(AlgebraError::Singular)
            }
        })
    }

    /// The quadratic form `x' A x`.
    ///
    /// # Errors
    /// As [`Matrix::quadratic_form`].
    pub fn quadratic_form(&self, point: &[Expr]) -> Result<Expr, AlgebraError> {
        self.to_expr(&[point], |arena, matrix, others| {
            let point = others.first().map_or(&[][..], Vec::as_slice);
            matrix.quadratic_form(arena, point)
        })
    }

    /// The real eigenvalues, each as often as it counts: rising where they are numbers.
    ///
    /// # Errors
    /// As [`Matrix::eigenvalues`].
    ///
    /// # Examples
    /// ```
    /// use gradus::{Expr, algebra::matrix::ExprMatrix};
    /// let row = |numbers: [i64; 2]| numbers.map(Expr::number).to_vec();
    /// let hessian = ExprMatrix::from_rows(vec![row([4, -1]), row([-1, 6])])?;
    /// let values: Vec<String> = hessian.eigenvalues()?.iter().map(Expr::to_string).collect();
    /// assert_eq!(values, ["5 - sqrt(2)", "sqrt(2) + 5"]);
    /// # Ok::<(), gradus::algebra::AlgebraError>(())
    /// ```
    pub fn eigenvalues(&self) -> Result<Vec<Expr>, AlgebraError> {
        let (arena, flags, spectrum) =
            self.work(&[], |arena, matrix, _| matrix.eigenvalues(arena))?;
        let flags = decimals(flags, spectrum.has_decimals());
        Ok(Expr::many_from_arena(arena, spectrum.repeated(), flags))
    }

    /// The real eigenvalues with what there is to know beside them.
    ///
    /// # Errors
    /// As [`Matrix::eigenvalues`].
    pub fn spectrum(&self) -> Result<ExprSpectrum, AlgebraError> {
        let (arena, flags, found) = self.work(&[], |arena, matrix, _| matrix.eigenvalues(arena))?;
        let flags = decimals(flags, found.has_decimals());
        let values = found.repeated();
        let count = values.len();
        let nodes = values.into_iter().chain(found.nonnegative.iter().copied());
        let mut values = Expr::many_from_arena(arena, nodes, flags);
        let nonnegative = values.split_off(count);
        Ok(ExprSpectrum {
            values,
            complex: found.complex,
            exact: found.values.iter().all(|value| value.exact),
            nonnegative,
        })
    }

    /// Each real eigenvalue with a basis of its eigenvectors.
    ///
    /// # Errors
    /// As [`Matrix::eigenvalues`].
    pub fn eigenvectors(&self) -> Result<Vec<ExprEigenspace>, AlgebraError> {
        let (arena, flags, found) =
            self.work(&[], |arena, matrix, _| matrix.eigenvectors(arena))?;
        let home = Expr::from_arena(arena, Id::ZERO, flags);
        Ok(found
            .into_iter()
            .map(|(value, vectors)| {
                let flags = decimals(flags, !value.exact);
                let own = |id: Id| home.sibling(id, flags);
                let vectors = vectors
                    .into_iter()
                    .map(|vector| vector.into_iter().map(own).collect())
                    .collect();
                (own(value.value), vectors)
            })
            .collect())
    }

    /// The characteristic polynomial, `det(variable - A)`.
    ///
    /// # Errors
    /// As [`Matrix::determinant`].
    pub fn characteristic_polynomial(&self, variable: &str) -> Result<Expr, AlgebraError> {
        self.to_expr(&[], |arena, matrix, _| {
            let variable = arena.symbol(variable);
            matrix.characteristic_polynomial(arena, variable)
        })
    }

    /// The signs of the quadratic form of a symmetric matrix of numbers.
    ///
    /// # Errors
    /// As [`Matrix::definiteness`].
    pub fn definiteness(&self) -> Result<Option<Definiteness>, AlgebraError> {
        let (_, _, found) = self.work(&[], |arena, matrix, _| matrix.definiteness(arena))?;
        Ok(found)
    }

    /// The reduced echelon form, with the steps that lead to it.
    ///
    /// # Errors
    /// As [`Matrix::echelon`].
    pub fn row_reduce(&self) -> Result<ExprEchelon, AlgebraError> {
        let (arena, flags, echelon) = self.work(&[], |arena, matrix, _| matrix.echelon(arena))?;
        let home = Expr::from_arena(arena, Id::ZERO, flags);
        let own = |id: Id| home.sibling(id, flags);
        Ok(ExprEchelon {
            matrix: ExprMatrix {
                rows: self.rows,
                columns: self.columns,
                entries: echelon.matrix.entries().iter().map(|&id| own(id)).collect(),
            },
            pivots: echelon.pivots,
            steps: echelon
                .steps
                .into_iter()
                .map(|step| step.map(own))
                .collect(),
            nonzero: echelon.nonzero.into_iter().map(own).collect(),
        })
    }

    /// The row steps that lead to the reduced echelon form, each with the matrices before and
    /// after it.
    ///
    /// # Errors
    /// As [`Matrix::echelon`].
    ///
    /// # Examples
    /// ```
    /// use gradus::{Expr, algebra::matrix::ExprMatrix};
    /// let row = |numbers: [i64; 2]| numbers.map(Expr::number).to_vec();
    /// let matrix = ExprMatrix::from_rows(vec![row([2, 4]), row([1, 3])])?;
    /// let steps = matrix.row_steps()?;
    /// assert_eq!(steps[0].to_string(), "multiply row 1 by 1/2: [[1, 2], [1, 3]]");
    /// assert_eq!(steps[1].to_string(), "subtract row 1 from row 2: [[1, 2], [0, 1]]");
    /// # Ok::<(), gradus::algebra::AlgebraError>(())
    /// ```
    pub fn row_steps(&self) -> Result<Vec<ShownStep>, AlgebraError> {
        let (arena, flags, (matrices, steps)) = self.work(&[], |arena, matrix, _| {
            let steps = matrix.echelon(arena)?.steps;
            let shown = steps.len() as u128 * matrix.entries().len() as u128;
            if shown > MOST_SHOWN {
                return Err(AlgebraError::TooLarge {
                    what: "the row steps",
                    terms: shown,
                    limit: MOST_SHOWN,
                });
            }
            let mut now = matrix.canonical(arena)?;
            let mut matrices = vec![now.clone()];
            for step in &steps {
                now = now.after(arena, step)?;
                matrices.push(now.clone());
            }
            Ok((matrices, steps))
        })?;
        let home = Expr::from_arena(arena, Id::ZERO, flags);
        let own = |id: Id| home.sibling(id, flags);
        let matrices: Vec<ExprMatrix> = matrices
            .iter()
            .map(|matrix| ExprMatrix {
                rows: matrix.rows(),
                columns: matrix.columns(),
                entries: matrix.entries().iter().map(|&id| own(id)).collect(),
            })
            .collect();
        Ok(steps
            .into_iter()
            .zip(matrices.windows(2))
            .map(|(step, pair)| ShownStep {
                step: step.map(own),
                before: pair[0].clone(),
                after: pair[1].clone(),
            })
            .collect())
    }
}

/// The entries that the matrices of all row steps may have together.
const MOST_SHOWN: u128 = 1 << 20;

fn first(lists: &[Vec<Id>]) -> Id {
    lists
        .first()
        .and_then(|list| list.first())
        .copied()
        .unwrap_or(Id::ZERO)
}

impl fmt::Display for ExprMatrix {
    /// `[[4, -1], [-1, 6]]`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (at, row) in self.entries.chunks(self.columns.max(1)).enumerate() {
            f.write_str(if at > 0 { ", [" } else { "[" })?;
            for (at, entry) in row.iter().enumerate() {
                if at > 0 {
                    f.write_str(", ")?;
                }
                write!(f, "{entry}")?;
            }
            f.write_str("]")?;
        }
        f.write_str("]")
    }
}
