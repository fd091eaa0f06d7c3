//! What algebra refuses.

use std::fmt;

use crate::expr::CanonicalError;

/// Why an algebraic operation has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AlgebraError {
    /// The expression has no canonical form.
    Canonical(CanonicalError),
    /// The result would be larger than the budget.
    TooLarge {
        /// What would be: `the expansion`.
        what: &'static str,
        /// How many terms it would have.
        terms: u128,
        /// How many it may have.
        limit: u128,
    },
    /// The work exceeds the budget.
    OutOfFuel {
        /// What was under way: `factoring`.
        what: &'static str,
    },
    /// A matrix of another shape is needed.
    Shape {
        /// What is needed.
        expected: &'static str,
        /// Rows that were given.
        rows: usize,
        /// Columns that were given.
        columns: usize,
    },
    /// The rows of a matrix differ in length.
    Ragged {
        /// How many entries the first row has.
        first: usize,
        /// The first row of another length, counted from 1.
        row: usize,
        /// How many entries that one has.
        entries: usize,
    },
    /// Two matrices do not fit each other.
    Shapes {
        /// What can't be done with them: `added`, `multiplied`.
        what: &'static str,
        /// Rows and columns of the first.
        left: (usize, usize),
        /// Rows and columns of the second.
        right: (usize, usize),
    },
    /// The matrix has no inverse.
    Singular,
    /// A polynomial would have more variables than it may.
    TooManyVariables {
        /// How many it would have.
        given: usize,
        /// How many it may have.
        limit: usize,
    },
    /// A power of a variable would be too high.
    DegreeTooHigh {
        /// The degree.
        degree: u64,
        /// The highest that is possible.
        limit: u64,
    },
    /// Linear equations contradict one another.
    Inconsistent,
    /// What is asked for has no exact form that can be read.
    NoClosedForm {
        /// What: `the eigenvalues of this matrix`.
        what: &'static str,
    },
    /// The expression is no polynomial in the variable.
    NotPolynomial {
        /// The variable.
        variable: String,
    },
}

impl fmt::Display for AlgebraError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AlgebraError::Canonical(error) => error.fmt(f),
            AlgebraError::TooLarge { what, terms, limit } => write!(
                f,
                "{what} would have {terms} terms, more than the {limit} that are written out"
            ),
            AlgebraError::OutOfFuel { what } => {
                write!(f, "{what} takes more work than its budget allows")
            }
            AlgebraError::Shape {
                expected,
                rows,
                columns,
            } => write!(f, "{expected} is needed here, not {rows} by {columns}"),
            AlgebraError::TooManyVariables { given, limit } => write!(
                f,
                "a polynomial in {given} variables is needed here, and {limit} is the limit"
            ),
            AlgebraError::DegreeTooHigh { degree, limit } => write!(
                f,
                "a polynomial of degree {degree} is needed here, and {limit} is the limit"
            ),
            AlgebraError::Ragged {
                first,
                row,
                entries,
            } => write!(
                f,
                "the rows of a matrix must be equally long, but row 1 has {first} and row {row} \
                 has {entries} entries"
            ),
            AlgebraError::Shapes { what, left, right } => write!(
                f,
                "a {} by {} matrix and a {} by {} matrix can't be {what}",
                left.0, left.1, right.0, right.1
            ),
            AlgebraError::Inconsistent => {
                f.write_str("the equations contradict one another: there is no solution")
            }
            AlgebraError::Singular => f.write_str("the matrix is singular: it has no inverse"),
            AlgebraError::NoClosedForm { what } => {
                write!(
                    f,
                    "{what} have no exact form that can be read; put numbers in for the symbols"
                )
            }
            AlgebraError::NotPolynomial { variable } => {
                write!(f, "the expression is no polynomial in {variable}")
            }
        }
    }
}

impl std::error::Error for AlgebraError {}

impl From<CanonicalError> for AlgebraError {
    fn from(error: CanonicalError) -> Self {
        AlgebraError::Canonical(error)
    }
}
