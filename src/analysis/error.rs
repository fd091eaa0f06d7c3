//! What analysis refuses.

use std::fmt;

use crate::algebra::AlgebraError;
use crate::diff::DiffError;
use crate::expr::CanonicalError;

use super::series::SeriesError;

/// Why an operation of analysis has no result.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AnalysisError {
    /// The expression has no canonical form.
    Canonical(CanonicalError),
    /// Algebra refused a part of the work.
    Algebra(AlgebraError),
    /// There is no derivative.
    Diff(DiffError),
    /// There is no series, limit, tangent or table of signs.
    Series(SeriesError),
    /// No method that is known solves an equation.
    Unsolved {
        /// The unknown.
        variable: String,
        /// How far a search for numeric solutions went without finding one; nothing if there are
        /// parameters, so that there was none.
        searched: Option<f64>,
    },
}

impl fmt::Display for AnalysisError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AnalysisError::Canonical(error) => error.fmt(f),
            AnalysisError::Algebra(error) => error.fmt(f),
            AnalysisError::Diff(error) => error.fmt(f),
            AnalysisError::Series(error) => error.fmt(f),
            AnalysisError::Unsolved {
                variable,
                searched: Some(reach),
            } => write!(
                f,
                "this is not solved for {variable} exactly, and a search between -{reach} and {reach} found no number; minimize the square from a start of your own"
            ),
            AnalysisError::Unsolved {
                variable,
                searched: None,
            } => write!(
                f,
                "this is not solved for {variable} exactly; give the other symbols values, and its numeric solutions are searched for"
            ),
        }
    }
}

impl std::error::Error for AnalysisError {}

macro_rules! stages {
    ($($variant:ident: $error:ty;)*) => {
        $(impl From<$error> for AnalysisError {
            fn from(error: $error) -> Self {
                AnalysisError::$variant(error)
            }
        })*
    };
}

stages! {
    Canonical: CanonicalError;
    Algebra: AlgebraError;
    Diff: DiffError;
    Series: SeriesError;
}
