//! What is known of the values of expressions: assumptions, and what follows from them.
//!
//! [`Assumptions`] are what a person says (`p > 0`, `n integer`); they belong to no arena.
//! [`Facts`] are what that means in a given arena: they enclose the values of expressions in
//! intervals, tell signs, and prove or refute conditions. All they say holds wherever the
//! expression in question is defined.

mod assumptions;
mod calls;
mod condition;
mod domain;
mod enclosure;
mod form;
mod infer;
mod known;
mod powers;
mod prune;
mod quadratic;
mod readable;
mod shape;
#[cfg(test)]
mod tests;
mod turns;
mod written;

pub use assumptions::{AssumptionError, Assumptions, Property};
pub use domain::{conditions, conditions_of, contrary, lost_conditions};
pub use enclosure::{Enclosure, End};
pub use known::{Contradiction, Facts};
pub use prune::prune;
pub(crate) use shape::monotone;
