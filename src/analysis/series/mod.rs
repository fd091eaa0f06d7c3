//! Taylor series, limits, tangents and signs.

mod decide;
mod definitions;
mod error;
mod expand;
mod expression;
mod laurent;
mod limit;
mod ring;
mod sample;
mod tails;
mod taylor;
mod text;
mod words;

pub use error::SeriesError;
pub use expression::{Extended, Series};
pub use limit::{Limit, Side, Signs, Towards, limit, removable};
pub use taylor::{MAX_ORDER, Taylor, Term, taylor};
