//! Functions that sum over the rows of a table.

mod error;
mod function;
mod levels;

pub use error::RowError;
pub use function::RowFunction;
