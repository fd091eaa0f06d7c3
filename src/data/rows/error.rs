//! Why there is no function over rows.

use std::fmt;

use crate::compile::{CompileError, EvalError};
use crate::data::DataError;

/// Why an expression has no value over the rows of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowError {
    /// A column stands outside sums and means.
    ColumnOutside {
        /// The column.
        name: String,
    },
    /// A parameter has the name of a column.
    ParameterIsColumn {
        /// The name.
        name: String,
    },
    /// A sum over rows depends on the index of a sum that it stands in.
    UnderIndex {
        /// The index.
        index: String,
    },
    /// More sums over rows than the limit.
    TooManySums {
        /// The limit.
        limit: usize,
    },
    /// The expression can't be compiled.
    Compile(CompileError),
    /// The function was called the wrong way, or ended early.
    Eval(EvalError),
    /// The table can't be read.
    Data(DataError),
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RowError::ColumnOutside { name } => write!(
                f,
                "`{name}` is a column of the data and stands outside sums and means over its \
                 rows; write sum(...) or mean(...) around it"
            ),
            RowError::ParameterIsColumn { name } => write!(
                f,
                "`{name}` is a column of the data, so it can't have a value of its own; rename \
                 one of the two"
            ),
            RowError::UnderIndex { index } => write!(
                f,
                "a sum over rows depends on {index}, the index of a sum that it stands in; \
                 write the sum over {index} inside the sum over rows"
            ),
            RowError::TooManySums { limit } => {
                write!(f, "there are more than {limit} sums over rows")
            }
            RowError::Compile(error) => error.fmt(f),
            RowError::Eval(error) => error.fmt(f),
            RowError::Data(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RowError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            RowError::Compile(error) => Some(error),
            RowError::Eval(error) => Some(error),
            RowError::Data(error) => Some(error),
            _ => None,
        }
    }
}

impl From<CompileError> for RowError {
    fn from(error: CompileError) -> Self {
        RowError::Compile(error)
    }
}

impl From<EvalError> for RowError {
    fn from(error: EvalError) -> Self {
        RowError::Eval(error)
    }
}

impl From<DataError> for RowError {
    fn from(error: DataError) -> Self {
        RowError::Data(error)
    }
}
