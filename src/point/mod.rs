//! An expression at one point: its value, the limit where it has none, and why it has none.
//!
//! ```text
//!  trace    the values of all parts, in the order in which they are evaluated
//!  fault    the first part that left its domain, as data and as a sentence
//!  local    the expression around a point, its branches chosen
//!  extend   what a function continues to where it has no value; partials at such points
//! ```
//!
//! Compiled functions do not come here: they have IEEE values. What asks for the value at one
//! point does, where that value is no number, so the usual case costs nothing.

mod explain;
mod expression;
mod extend;
mod fault;
mod formulas;
mod local;
mod sentence;
mod trace;

pub use explain::Explanation;
pub use expression::{KinkAt, PointValue};
pub use fault::{Cause, Fault};

/// A point in words: `x = 0, y = 2`.
pub fn place<N: AsRef<str>>(point: &[(N, f64)]) -> String {
    let named = point.iter();
    let named: Vec<String> = named
        .map(|(name, value)| format!("{} = {}", name.as_ref(), crate::expr::double(*value)))
        .collect();
    named.join(", ")
}
