//! Taylor series, limits, tangents and signs.

mod decide;
mod definitions;
mod error;
mod expand;
mod expression;
mod laurent;
mod limit;
mod parts;
mod ring;
mod sample;
mod signs;
mod tails;
mod tangent;
mod taylor;
mod text;
mod words;

pub(in crate::analysis) use definitions::definition;
pub use error::SeriesError;
pub use expression::{Extended, Series};
pub use limit::{Limit, Side, Towards, limit, removable, same};
pub use signs::{BreakPoint, SignMark, SignRow, SignTable, signs};
pub use tangent::tangent;
pub use taylor::{MAX_ORDER, Taylor, Term, taylor};
