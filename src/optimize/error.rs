//! Why a problem cannot be started.

use std::fmt;

use super::method::{METHODS, Method};

/// What keeps a problem from being started at all.
///
/// How a run that did start ended is a
/// [`Termination`](super::Termination), never an error.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum OptimizeError {
    /// There is no variable to move.
    NoVariables,
    /// The start has not one number for each variable.
    StartLength {
        /// The number of variables.
        expected: usize,
        /// The numbers given.
        found: usize,
    },
    /// A coordinate of the start is NaN or infinite.
    StartNotFinite {
        /// Which coordinate, from 0.
        index: usize,
        /// What it is.
        value: f64,
    },
    /// A setting is outside its range.
    Setting {
        /// The setting's name.
        name: &'static str,
        /// What was given.
        value: f64,
        /// What is possible.
        expected: &'static str,
    },
    /// There is not one pair of bounds for each variable.
    BoundsLength {
        /// The number of variables.
        expected: usize,
        /// The pairs given.
        found: usize,
    },
    /// The bounds of a variable leave it no value.
    Bounds {
        /// Which variable, from 0.
        index: usize,
        /// The lower bound.
        lower: f64,
        /// The upper bound.
        upper: f64,
    },
    /// The dense Hessian that the method needs would be too large.
    TooLarge {
        /// The method asked for.
        method: Method,
        /// The number of variables.
        dimension: usize,
        /// The largest number of variables it takes.
        limit: usize,
    },
    /// The method is one for sums of squares, and the function is not known to be one.
    NoSquares {
        /// The method asked for.
        method: Method,
    },
    /// Correlations by which a combination of the quantities would have a negative variance.
    Correlations,
    /// A covariance matrix has not a row and a column for each quantity.
    CovarianceLength {
        /// The number of quantities.
        expected: usize,
        /// The rows given.
        rows: usize,
        /// The entries of a row of another length, or of every row.
        columns: usize,
    },
    /// A covariance matrix is not symmetric.
    Asymmetric {
        /// The row of one of two entries that differ, from 1.
        row: usize,
        /// Its column, from 1.
        column: usize,
    },
    /// The Hessian is singular at the point, so that the solution does not move smoothly.
    SingularHessian,
    /// The point is not stationary.
    NotStationary {
        /// The length of the Newton step that is left.
        left: f64,
    },
    /// No method has this name.
    UnknownMethod {
        /// The name given.
        found: String,
    },
    /// A Hessian has not `n * n` entries.
    HessianLength {
        /// `n * n`.
        expected: usize,
        /// The entries given.
        found: usize,
    },
    /// A Hessian has an entry that is NaN or infinite, or its eigenvalues
    /// cannot be computed.
    HessianNotFinite,
}

impl fmt::Display for OptimizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoVariables => {
                write!(f, "the problem has 0 variables; there is nothing to move")
            }
            Self::StartLength { expected, found } => write!(
                f,
                "the start needs {expected} number{}, one for each variable, but has {found}",
                if *expected == 1 { "" } else { "s" }
            ),
            Self::StartNotFinite { index, value } => write!(
                f,
                "coordinate {} of the start is {value}; every coordinate must be finite",
                index + 1
            ),
            Self::Setting {
                name,
                value,
                expected,
            } => write!(f, "{name} is {value}, but must be {expected}"),
            Self::BoundsLength { expected, found } => write!(
                f,
                "there must be {expected} pairs of bounds, one for each variable, but there are \
                 {found}"
            ),
            Self::Bounds {
                index,
                lower,
                upper,
            } => write!(
                f,
                "no number lies between the bounds {lower} and {upper} of variable {}",
                index + 1
            ),
            Self::TooLarge {
                method,
                dimension,
                limit,
            } => write!(
                f,
                "{method} keeps a dense Hessian and takes at most {limit} variables, not \
                 {dimension}; try {}",
                Method::LBfgs
            ),
            Self::NoSquares { method } => write!(
                f,
                "{method} minimises sums of squares, such as (x - 1)^2 + (x*y - 2)^2; the \
                 expression is not written as one; try {}",
                Method::NewtonSafe
            ),
            Self::Correlations => f.write_str(
                "these correlations contradict one another: a combination of the quantities would \
                 have a negative variance",
            ),
            Self::CovarianceLength {
                expected,
                rows,
                columns,
            } => write!(
                f,
                "the covariance must have {expected} rows and columns, one for each quantity, in \
                 their order, but has {rows} by {columns}"
            ),
            Self::Asymmetric { row, column } => write!(
                f,
                "the covariance must be symmetric, but row {row}, column {column} differs from row \
                 {column}, column {row}"
            ),
            Self::SingularHessian => f.write_str(
                "the Hessian is singular at this point: the solution is not a smooth function of \
                 the parameters there",
            ),
            Self::NotStationary { left } => write!(
                f,
                "the point is not stationary: a Newton step of length {left:.3e} is left; minimise \
                 first, and give the point found"
            ),
            Self::UnknownMethod { found } => {
                write!(f, "there is no method `{found}`; the methods are ")?;
                for (index, entry) in METHODS.iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    write!(f, "{separator}{}", entry.name)?;
                }
                Ok(())
            }
            Self::HessianLength { expected, found } => {
                write!(f, "the Hessian needs {expected} entries, but has {found}")
            }
            Self::HessianNotFinite => write!(f, "the Hessian is not finite"),
        }
    }
}

impl std::error::Error for OptimizeError {}
