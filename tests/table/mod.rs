//! What the rows of the function table claim, taken at their word: closure under differentiation,
//! partials, exact values, symmetries, kinks, domains, and how a call reads.

mod claims;
mod partials;
mod sampler;
pub mod texts;
mod values;

use gradus::Expr;
use gradus::function::FunctionId;

/// The expression of a formula of the table.
fn read(formula: &str) -> Expr {
    (formula.parse()).unwrap_or_else(|error| panic!("`{formula}`: {error}"))
}

/// A function's kernel as a function of a point.
fn kernel(function: FunctionId) -> impl Fn(&[f64]) -> f64 {
    move |point| crate::function::call(function.row().kernel, point)
}

/// Whether the first argument is an index, and not a variable.
fn indexed(function: FunctionId) -> bool {
    function.row().partials[0].is_empty()
}
