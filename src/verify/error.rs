//! Why a file is not read as a derivation.

use std::fmt;

use crate::expr::lower::LowerError;
use crate::syntax::{Span, SyntaxError};

/// Why a text is no serialised derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The text is not the JSON of a derivation.
    Json {
        /// What is wrong.
        message: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// The JSON is of another format.
    Format {
        /// What it says it is.
        found: String,
    },
    /// The version is not one that is known.
    Version {
        /// The version.
        found: u64,
    },
    /// The file is longer than is read.
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// There are more steps than are checked.
    TooManySteps {
        /// How many.
        steps: usize,
    },
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VerifyError::Json {
                message,
                line,
                column,
            } => write!(
                f,
                "this is no derivation: {message} (line {line}, column {column})"
            ),
            VerifyError::Format { found } => {
                write!(f, "the format is `{found}`, not `{}`", super::read::FORMAT)
            }
            VerifyError::Version { found } => write!(
                f,
                "version {found} of the format is not known; this is version {}",
                super::read::VERSION
            ),
            VerifyError::TooLong { bytes } => write!(
                f,
                "the file is too long: {bytes} bytes, where {} are the most",
                super::read::LONGEST_FILE
            ),
            VerifyError::TooManySteps { steps } => write!(
                f,
                "there are too many steps: {steps}, where {} are the most",
                super::read::MOST_STEPS
            ),
        }
    }
}

impl std::error::Error for VerifyError {}

/// Why a text in a derivation is no expression.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormulaError {
    /// It is no formula.
    Syntax(SyntaxError),
    /// The formula makes no expression.
    Lower(LowerError),
    /// It is longer than is read.
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
}

impl FormulaError {
    /// The place in the text, where there is one.
    pub fn span(&self) -> Option<Span> {
        match self {
            FormulaError::Syntax(error) => Some(error.span()),
            FormulaError::Lower(error) => Some(error.span()),
            FormulaError::TooLong { .. } => None,
        }
    }
}

impl fmt::Display for FormulaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FormulaError::Syntax(error) => fmt::Display::fmt(error, f),
            FormulaError::Lower(error) => fmt::Display::fmt(error, f),
            FormulaError::TooLong { bytes } => write!(
                f,
                "the expression is too long: {bytes} bytes, where {} are the most",
                super::formula::LONGEST
            ),
        }
    }
}

impl std::error::Error for FormulaError {}

impl From<SyntaxError> for FormulaError {
    fn from(error: SyntaxError) -> Self {
        FormulaError::Syntax(error)
    }
}

impl From<LowerError> for FormulaError {
    fn from(error: LowerError) -> Self {
        FormulaError::Lower(error)
    }
}
