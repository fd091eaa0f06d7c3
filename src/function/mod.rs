//! What each named function *is*.
mod row;
pub use row::*;
