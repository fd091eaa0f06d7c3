//! Exact derivatives with their steps, compiled functions and minima, from formulas known at run
//! time.
extern crate alloc;

pub mod compile;
pub mod diff;
mod error;
pub mod expr;
pub mod function;
pub mod optimize;
pub mod session;
mod strings;
pub mod syntax;

pub use compile::Function;
pub use error::Error;
pub use expr::{Expr, Style, symbols};
pub use optimize::{maximize, minimize};
pub use strings::{diff, gradient, hessian, simplify};
