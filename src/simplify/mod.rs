//! Rewriting: rules as data, what is known of values, and the search for a better form.

mod algebraic;
mod cost;
mod driver;
mod expression;
pub mod facts;
mod goal;
mod replay;
pub mod rules;
mod trace;

pub use cost::Costs;
pub use expression::rules_for;
pub use goal::Goal;
pub use replay::Rewriting;
pub(crate) use replay::replaced_as;
pub use trace::{Change, Reason, Record, Silent, Trace};

use crate::expr::{Arena, CanonicalError, Id};
use driver::Driver;
use facts::Facts;
use rules::RuleSet;

/// How often a search is repeated from its result.
const MOST_SEARCHES: usize = 10;

/// How to simplify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simplify {
    /// What is aimed at.
    pub goal: Goal,
    /// Whether rules may change angles (`2*sin(x)*cos(x)` to `sin(2*x)`).
    pub angles: bool,
    /// How much work may be done in one search.
    pub fuel: u64,
    /// Whether the search is repeated from what it found until it finds nothing better, so that
    /// the result is its own simplification.
    pub repeated: bool,
}

impl Default for Simplify {
    /// All that makes an expression shorter to read, within some tens of milliseconds.
    fn default() -> Self {
        Simplify {
            goal: Goal::Read,
            angles: true,
            fuel: 40_000_000,
            repeated: true,
        }
    }
}

impl Simplify {
    /// What a derivative is given before it is shown: angles stay, and the budget is about a
    /// millisecond.
    pub fn derivative() -> Self {
        Simplify {
            angles: false,
            fuel: 150_000,
            repeated: false,
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
        self.run_traced(arena, id, rules, facts, &mut Silent)
    }

    /// The same, telling a trace of every rewrite that was kept.
    ///
    /// # Errors
    /// As [`Simplify::run`].
    pub fn run_traced<T: Trace>(
        &self,
        arena: &mut Arena,
        id: Id,
        rules: &RuleSet,
        facts: &Facts,
        trace: &mut T,
    ) -> Result<Simplified, CanonicalError> {
        let given = arena.canonical(id)?;
        let id = facts::prune(arena, given, facts)?;
        trace.pruned(given, id);
        let mut best = Driver::new(arena, rules, facts, self, trace).run(id)?;
        let mut seen = vec![best];
        while self.repeated && seen.len() < MOST_SEARCHES {
            let next = Driver::new(arena, rules, facts, self, trace).run(best.id)?;
            if let Some(first) = seen.iter().position(|old| old.id == next.id) {
                // Either nothing changed, or these forms lead to one another: the best of them.
                let among = seen[first..].iter().copied();
                best = among
                    .min_by_key(|form| (form.after, arena.hash(form.id)))
                    .unwrap_or(best);
                break;
            }
            best = next;
            seen.push(next);
        }
        Ok(Simplified {
            before: seen[0].before,
            ..best
        })
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
