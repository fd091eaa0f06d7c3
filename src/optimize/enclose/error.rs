//! Why nothing was searched.

use std::fmt;

use crate::compile::CompileError;
use crate::diff::DiffError;

/// Why no box was searched.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EncloseError {
    /// There is no variable.
    NoVariables,
    /// A range is none: an end is no number, or the first is above the second.
    Range {
        /// The variable.
        name: String,
    },
    /// A variable has two ranges or two starts.
    Repeated {
        /// The variable.
        name: String,
    },
    /// There are not as many equations as unknowns.
    NotSquare {
        /// How many equations there are.
        equations: usize,
        /// How many unknowns.
        unknowns: usize,
    },
    /// There are more unknowns than boxes can be searched for.
    TooMany {
        /// How many there are.
        unknowns: usize,
        /// How many there can be.
        limit: usize,
    },
    /// A start is not finite.
    Start {
        /// The variable.
        name: String,
    },
    /// There is no derivative.
    Diff(DiffError),
    /// The equations can't be compiled.
    Compile(CompileError),
}

impl fmt::Display for EncloseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EncloseError::NoVariables => f.write_str("there is no variable with a range"),
            EncloseError::Range { name } => write!(
                f,
                "the range of `{name}` must be two numbers, the first not above the second"
            ),
            EncloseError::Repeated { name } => write!(f, "`{name}` is given twice"),
            EncloseError::NotSquare {
                equations,
                unknowns,
            } => write!(
                f,
                "there must be as many equations as unknowns; these are {equations} for {unknowns}"
            ),
            EncloseError::TooMany { unknowns, limit } => write!(
                f,
                "a box of {unknowns} variables is too large to search; the most is {limit}"
            ),
            EncloseError::Start { name } => {
                write!(f, "the start of `{name}` must be a finite number")
            }
            EncloseError::Diff(error) => error.fmt(f),
            EncloseError::Compile(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EncloseError {}

impl From<DiffError> for EncloseError {
    fn from(error: DiffError) -> Self {
        EncloseError::Diff(error)
    }
}

impl From<CompileError> for EncloseError {
    fn from(error: CompileError) -> Self {
        EncloseError::Compile(error)
    }
}
