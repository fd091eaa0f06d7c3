//! Exact algebra over the rationals: polynomials, rational functions, matrices of expressions.

mod error;
pub mod forms;
mod fuel;
pub mod matrix;
pub mod polynomial;
pub mod univariate;

pub use error::AlgebraError;
pub(crate) use fuel::is_stopped;
pub use fuel::{Fuel, stoppable};
