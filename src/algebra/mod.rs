//! Exact algebra over the rationals: polynomials, rational functions, matrices of expressions.

mod error;
mod fuel;
pub mod forms;
pub mod matrix;
pub mod polynomial;
pub mod univariate;

pub use error::AlgebraError;
pub use fuel::Fuel;
