//! Rewriting: rules as data, what is known of values, and the search for a better form.

mod algebraic;
mod cost;
mod driver;
mod expression;
pub mod facts;
mod goal;
pub mod rules;

pub use cost::Costs;
pub use goal::Goal;

use crate::expr::{Arena, CanonicalError, Id};
use driver::Driver;
use facts::Facts;
use rules::RuleSet;

/// How to simplify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simplify {
    /// What is aimed at.
    pub goal: Goal,
    /// Whether rules may change angles (`2*sin(x)*cos(x)` to `sin(2*x)`).
    pub angles: bool,
    /// How much work may be done.
    pub fuel: u64,
}

impl Default for Simplify {
    /// All that makes an expression shorter to read, within some tens of milliseconds.
    fn default() -> Self {
        Simplify {
            goal: Goal::Read,
            angles: true,
            fuel: 40_000_000,
        }
    }
}

impl Simplify {
    /// What a derivative is given before it is shown: angles stay, and the budget is about a
    /// millisecond.
    pub fn derivative() -> Self {
        Simplify {
            angles: false,
            fuel: 2_000_000,
            ..Simplify::default()
        }
    }

    /// The same for another goal.
    #[must_use]
    pub fn goal(self, goal: Goal) -> Self {
        Simplify { goal, ..self }
    }

    /// The best form of an expression that is found within the budget.
    ///
    /// # Errors
    /// [`CanonicalError`] if it has no canonical form.
    pub fn run(
        &self,
        arena: &mut Arena,
        id: Id,
        rules: &RuleSet,
        facts: &Facts,
    ) -> Result<Simplified, CanonicalError> {
        Driver::new(arena, rules, facts, self).run(id)
    }
}

/// A better form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Simplified {
    /// The form, canonical.
    pub id: Id,
    /// The cost of the canonical form that was given.
    pub before: u64,
    /// The cost of this one.
    pub after: u64,
    /// Whether the search came to its end; otherwise the budget was spent.
    pub complete: bool,
}
