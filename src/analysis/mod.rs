//! What needs derivatives and algebra: equations, series, limits.

mod error;
pub mod series;
pub mod solve;
pub mod validity;

pub use error::AnalysisError;
