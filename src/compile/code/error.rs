//! What can go wrong when code is printed.

use std::fmt;

use super::super::error::CompileError;
use super::Language;
use crate::diff::DiffError;

/// Why an expression can't be printed in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeError {
    /// It can't be computed.
    Compile(CompileError),
    /// There is no derivative.
    Diff(DiffError),
    /// The language has no such function, and there is no formula for it.
    Unsupported {
        /// The function.
        function: &'static str,
        /// The language.
        language: Language,
    },
    /// A sum whose bounds are not numbers, in a language without loops.
    OpenSum {
        /// The language.
        language: Language,
    },
    /// The Hessian of several functions.
    SeveralHessians,
    /// More than the limit.
    TooLarge {
        /// Of what there is too much.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
}

impl From<CompileError> for CodeError {
    fn from(error: CompileError) -> Self {
        CodeError::Compile(error)
    }
}

impl From<DiffError> for CodeError {
    fn from(error: DiffError) -> Self {
        CodeError::Diff(error)
    }
}

impl fmt::Display for CodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CodeError::Compile(error) => error.fmt(f),
            CodeError::Diff(error) => error.fmt(f),
            CodeError::Unsupported { function, language } => {
                write!(f, "`{function}` can't be printed in {language}")
            }
            CodeError::OpenSum { language } => write!(
                f,
                "a sum whose bounds are not numbers can't be printed in {language}: give numbers"
            ),
            CodeError::SeveralHessians => {
                f.write_str("several functions have no common Hessian: print them one by one")
            }
            CodeError::TooLarge { what, limit } => {
                write!(f, "the code would have more than {limit} {what}")
            }
        }
    }
}

impl std::error::Error for CodeError {}
