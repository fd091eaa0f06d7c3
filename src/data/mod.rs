//! Tables of numbers, and functions that sum over their rows.
//!
//! ```text
//!  file ──Table──▶ columns that are wanted ──▶ Data ──blocks of rows──▶ RowFunction
//!  CSV, Parquet    names, cells checked       in memory, or spilled    one pass a level of sums
//! ```
//!
//! [`Data`] holds the columns in memory, or, beyond a limit, in a temporary file that is read block
//! by block; which of the two does not change a result. [`RowFunction`] computes expressions with
//! `sum(body)` and `mean(body)` over the rows.

mod build;
mod csv;
mod error;
mod file;
#[cfg(feature = "parquet")]
mod parquet;
mod replace;
mod rows;
mod spill;
mod table;

pub use error::{CellFault, DataError};
pub use file::{Progress, Reading, Table, Watcher};
pub use replace::replace;
pub use rows::{RowError, RowFunction};
pub use table::{Block, Data};

/// How many numbers are kept in memory unless another limit is set: 128 MB of them.
pub const MEMORY_LIMIT: usize = 16 << 20;
