//! Why a fit cannot be started.

use std::fmt;

use crate::data::DataError;
use crate::optimize::{MinimizeError, OptimizeError};
use crate::syntax::same_name;

/// What keeps a fit from being started. How one that did start ended is said in its report.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FitError {
    /// The response mentions what is no column of the table.
    Response {
        /// The name.
        name: String,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// A name that must be a column of the table is none.
    Column {
        /// The name.
        name: String,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// The model has no parameter that could be fitted.
    NoParameters {
        /// The columns there are.
        columns: Vec<String>,
    },
    /// A value or range is given for what is no parameter of the model.
    NoSuchParameter {
        /// The name.
        name: String,
        /// The parameters there are.
        parameters: Vec<String>,
    },
    /// A row to predict lacks a column of the model, or has a value for another or two for one.
    Row {
        /// The name.
        name: String,
        /// The columns of the model.
        columns: Vec<String>,
    },
    /// A weight is negative, or a standard deviation is not positive.
    Weight {
        /// The column.
        column: String,
        /// The row, from 1.
        row: usize,
        /// What it is.
        value: f64,
    },
    /// All weights are 0.
    NoWeight {
        /// The column.
        column: String,
    },
    /// The model or the response has sums over rows, which a fit makes itself.
    RowSums,
    /// The share that intervals are to cover is not between 0 and 1.
    Confidence {
        /// What was given.
        value: f64,
    },
    /// The squares of the response's numbers are no doubles.
    Scale {
        /// The largest of them.
        largest: f64,
    },
    /// The data can't be read.
    Data(DataError),
    /// The model can't be derived or compiled, or a setting makes no sense.
    Model(MinimizeError),
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FitError::Response { name, columns } => write!(
                f,
                "the left side must be a column of the data, or a function of columns; `{name}` is \
                 no column; {}",
                listed("the columns are", columns)
            ),
            FitError::Column { name, columns } => write!(
                f,
                "`{name}` is no column of the data; {}",
                listed("the columns are", columns)
            ),
            FitError::NoParameters { columns } => write!(
                f,
                "the model has no parameter to fit: all its names are columns of the data or have \
                 a fixed value; {}",
                listed("the columns are", columns)
            ),
            FitError::NoSuchParameter { name, parameters } => write!(
                f,
                "`{name}` is no parameter of the model; {}",
                listed("its parameters are", parameters)
            ),
            FitError::Row { name, columns } => {
                match columns.iter().any(|column| same_name(column, name)) {
                    true => write!(f, "a row to predict needs one number for `{name}`; ")?,
                    false => write!(
                        f,
                        "a row to predict has no place for `{name}`, or not for two; "
                    )?,
                }
                f.write_str(&listed("the model's columns are", columns))
            }
            FitError::Weight { column, row, value } => write!(
                f,
                "row {row} of column `{column}` is {value}; weights must be 0 or positive, \
                 standard deviations positive"
            ),
            FitError::NoWeight { column } => {
                write!(
                    f,
                    "all weights in column `{column}` are 0; no row is left to fit"
                )
            }
            FitError::Scale { largest } => write!(
                f,
                "the response reaches {largest:e}, and squares of such numbers are outside of the \
                 range of doubles; give it in other units"
            ),
            FitError::RowSums => f.write_str(
                "a model has no sum(...) or mean(...) over rows: the fit sums over the rows \
                 itself; minimize takes such sums",
            ),
            FitError::Confidence { value } => {
                write!(
                    f,
                    "confidence is {value}, but must lie between 0 and 1, such as 0.95"
                )
            }
            FitError::Data(error) => error.fmt(f),
            FitError::Model(error) => error.fmt(f),
        }
    }
}

fn listed(before: &str, names: &[String]) -> String {
    if names.is_empty() {
        return format!("{before} none");
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("{before} {}", quoted.join(", "))
}

impl std::error::Error for FitError {}

impl From<DataError> for FitError {
    fn from(error: DataError) -> Self {
        FitError::Data(error)
    }
}

impl From<MinimizeError> for FitError {
    fn from(error: MinimizeError) -> Self {
        FitError::Model(error)
    }
}

impl From<OptimizeError> for FitError {
    fn from(error: OptimizeError) -> Self {
        FitError::Model(error.into())
    }
}
