//! gradus
pub mod diff;
pub mod expr;
pub mod function;
pub mod optimize;
pub mod syntax;

pub use expr::{Expr, symbols};
