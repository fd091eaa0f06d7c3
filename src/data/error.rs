//! Why a table can't be read.

use std::fmt;
use std::io;
use std::path::Path;

/// What is wrong with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellFault {
    /// It is empty, or says that there is no value.
    Missing,
    /// It is no number.
    NotANumber,
    /// It is NaN or infinite, or too large for a double.
    NotFinite,
}

/// Why there is no table of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataError {
    /// The file can't be read.
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        kind: io::ErrorKind,
    },
    /// The temporary file, which holds what does not fit into memory, can't be written or read.
    Temporary {
        /// The file.
        path: String,
        /// Why.
        kind: io::ErrorKind,
    },
    /// The text is not UTF-8.
    Encoding {
        /// The file.
        path: String,
    },
    /// The file has no line but comments.
    Empty {
        /// The file.
        path: String,
    },
    /// The first line has numbers where the names of the columns must stand.
    NoHeader {
        /// The file.
        path: String,
        /// The first number.
        found: String,
    },
    /// There is no column of this name.
    NoColumn {
        /// The name.
        name: String,
        /// The columns there are.
        known: Vec<String>,
    },
    /// Two columns have this name.
    RepeatedColumn {
        /// The name.
        name: String,
    },
    /// The columns are of different lengths.
    ColumnLength {
        /// A column.
        name: String,
        /// The length of the first column.
        expected: usize,
        /// The length of this one.
        found: usize,
    },
    /// There are columns, but no rows.
    NoRows,
    /// A cell has no finite number.
    Cell {
        /// What is wrong with it.
        fault: CellFault,
        /// The row of data, from 1.
        row: usize,
        /// The line of the file, from 1.
        line: Option<u64>,
        /// The column.
        column: String,
        /// The cell's text.
        text: String,
    },
    /// A row has more or fewer cells than there are columns.
    FieldCount {
        /// The row of data, from 1.
        row: usize,
        /// The line of the file, from 1.
        line: u64,
        /// How many columns there are.
        expected: usize,
        /// How many cells the row has.
        found: usize,
    },
    /// A column holds no numbers.
    ColumnType {
        /// The column.
        column: String,
        /// What it holds.
        found: String,
    },
    /// The file is compressed in a way that is not read.
    Compression {
        /// The column.
        column: String,
        /// The compression.
        codec: String,
    },
    /// The file is damaged, or uses what is not read.
    Damaged {
        /// The file.
        path: String,
        /// In the words of its reader.
        message: String,
    },
    /// The library was built without the reader of this format.
    FormatOff {
        /// The file.
        path: String,
        /// The feature that brings it.
        feature: &'static str,
    },
    /// Whoever was told of the progress ended the reading.
    Interrupted,
}

impl DataError {
    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        DataError::Unreadable {
            path: path.display().to_string(),
            kind: error.kind(),
        }
    }

    pub(super) fn temporary(path: &Path, error: &io::Error) -> Self {
        DataError::Temporary {
            path: path.display().to_string(),
            kind: error.kind(),
        }
    }
}

/// The longest text of a cell, and the most names, that a message shows.
const LONGEST: usize = 40;
const MOST_NAMES: usize = 12;

/// A cell's text, no longer than a message bears.
fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}...", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DataError::Unreadable { path, kind } => write!(f, "can't read {path}: {kind}"),
            DataError::Temporary { path, kind } => write!(
                f,
                "the data do not fit into memory, and the temporary file {path} fails: {kind}"
            ),
            DataError::Encoding { path } => write!(
                f,
                "{path} is not UTF-8 text (it looks like UTF-16); save it as UTF-8"
            ),
            DataError::Empty { path } => write!(
                f,
                "{path} is empty; its first line must name the columns, such as x,y"
            ),
            DataError::NoHeader { path, found } => write!(
                f,
                "the first line of {path} has the number {}; put a line with the names of the \
                 columns before it, such as x,y",
                short(found)
            ),
            DataError::NoColumn { name, known } => {
                write!(f, "the data have no column `{name}`")?;
                let names = || known.iter().map(String::as_str);
                if let Some(near) = crate::syntax::nearest_name(name, names()) {
                    return write!(f, "; did you mean `{near}`?");
                }
                write!(f, "; the columns are ")?;
                for (at, name) in names().take(MOST_NAMES).enumerate() {
                    let separator = if at == 0 { "" } else { ", " };
                    write!(f, "{separator}{}", short(name))?;
                }
                if known.len() > MOST_NAMES {
                    write!(f, " and {} more", known.len() - MOST_NAMES)?;
                }
                Ok(())
            }
            DataError::RepeatedColumn { name } => {
                write!(f, "two columns have the name `{name}`; rename one")
            }
            DataError::ColumnLength {
                name,
                expected,
                found,
            } => write!(
                f,
                "the column `{name}` has {found} values, but the first column has {expected}"
            ),
            DataError::NoRows => f.write_str("the data have no rows"),
            DataError::Cell {
                fault,
                row,
                line,
                column,
                text,
            } => {
                write!(f, "row {row}")?;
                if let Some(line) = line {
                    write!(f, " (line {line})")?;
                }
                write!(f, ", column `{column}`: ")?;
                match fault {
                    CellFault::Missing if text.trim().is_empty() => {
                        write!(f, "the cell is empty; fill it or leave the row out")
                    }
                    CellFault::Missing => write!(
                        f,
                        "`{}` is a missing value; fill it or leave the row out",
                        short(text)
                    ),
                    CellFault::NotANumber => write!(f, "`{}` is not a number", short(text)),
                    CellFault::NotFinite => {
                        write!(f, "`{}` is not a finite number", short(text))
                    }
                }
            }
            DataError::FieldCount {
                row,
                line,
                expected,
                found,
            } => write!(
                f,
                "row {row} (line {line}) has {found} cell{}, but the header names {expected} \
                 column{}",
                if *found == 1 { "" } else { "s" },
                if *expected == 1 { "" } else { "s" }
            ),
            DataError::ColumnType { column, found } => {
                write!(f, "the column `{column}` holds {found}, not numbers")
            }
            DataError::Compression { column, codec } => write!(
                f,
                "the column `{column}` is compressed with {codec}, which is not supported; write \
                 the file with snappy, gzip, brotli, lz4 or no compression"
            ),
            DataError::Damaged { path, message } => {
                write!(f, "{path} can't be read as a table: {message}")
            }
            DataError::FormatOff { path, feature } => write!(
                f,
                "{path} needs the reader of the feature `{feature}`, which this build does not have"
            ),
            DataError::Interrupted => {
                f.write_str("the reading was ended before all rows were read")
            }
        }
    }
}

impl std::error::Error for DataError {}
