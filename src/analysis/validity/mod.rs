//! Where a function is defined and where it is differentiable, and what happens at its seams.
//!
//! Between the seams a function is differentiable where each of its parts is, and the rows of the
//! function table say where that is: where a function has no kink and its partials are real. What
//! that leaves open is a set of equations (`x = 0` for `abs(x)`, for the root, and for the bound of
//! a piece), and at their solutions one-sided limits of the difference quotient decide. What they
//! can't decide counts as not differentiable, and is told.

mod chain;
mod decide;
mod derivation;
mod derivative;
mod derivatives;
mod expression;
mod gaps;
mod seams;
mod slopes;
mod suspects;

use crate::expr::{Arena, Id, Relation};
use crate::simplify::facts::{Facts, conditions_of};

pub use decide::Decision;
pub use derivation::Meeting;
pub use derivative::{derivative, derivative_at, gradient, hessian, jacobian};
pub use expression::{Seam, Validity};

/// Formulas with more nodes than this are not searched for seams.
const MOST_NODES: usize = 2_000;

/// Of more suspects than this all points are excluded, without a look at them.
const MOST_SUSPECTS: usize = 16;

/// What is known of one seam: the points where an equation holds.
#[derive(Clone, Debug, PartialEq)]
pub struct SeamNode {
    /// The variable in which the slopes are taken.
    pub variable: Id,
    /// The equation.
    pub condition: Id,
    /// The value of the variable there; nothing if it is not known, or if there are several of
    /// which one stands for all.
    pub at: Option<Id>,
    /// What happens there.
    pub decision: Decision,
}

/// Conditions and seams, as nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Where the function is real.
    pub defined: Vec<Id>,
    /// Where its derivatives in the variables exist as well.
    pub differentiable: Vec<Id>,
    /// What happens at the seams.
    pub seams: Vec<SeamNode>,
    /// Whether all that could stand in the way of a derivative has been looked at; if not, the
    /// function may fail to be differentiable at points that `differentiable` does not exclude.
    pub complete: bool,
}

/// Where a function is defined and where it is differentiable in the variables.
///
/// # Cost
/// Linear in the nodes where nothing has a kink; some limits for each seam otherwise.
pub fn validity(arena: &mut Arena, root: Id, variables: &[Id], facts: &Facts) -> Found {
    let defined = conditions_of(arena, &[root], facts);
    let mut found = Found {
        complete: true,
        ..Found::default()
    };
    let Ok(form) = arena.canonical(root) else {
        // Without canonical form nothing is said of the derivative.
        found.complete = false;
        found.differentiable.clone_from(&defined);
        found.defined = defined;
        return found;
    };
    let mut conditions = Vec::with_capacity(defined.len());
    for &condition in &defined {
        conditions.extend(suspects::interior(arena, condition, variables));
    }
    let mut suspects = suspects::suspects(arena, form, variables, facts);
    found.complete = suspects.complete;
    conditions.append(&mut suspects.conditions);
    if suspects.list.is_empty() && conditions == defined {
        // What was made readable is.
        found.differentiable.clone_from(&defined);
        found.defined = defined;
        return found;
    }
    // What the function needs of the other symbols holds wherever it is looked at.
    let mut within = facts.clone();
    for &condition in &defined {
        let symbols = arena.free_symbols(&[condition]);
        if !symbols.iter().any(|symbol| variables.contains(symbol))
            && within.assume(arena, condition).is_err()
        {
            // It is defined nowhere.
            within = facts.clone();
            break;
        }
    }
    let near = (root, form);
    for (at, suspect) in suspects.list.iter().enumerate() {
        if at >= MOST_SUSPECTS {
            conditions.push(arena.compare_node(Relation::NotEqual, suspect.zero, Id::ZERO));
            continue;
        }
        let outcome = seams::settle(arena, near, suspect, variables, &within);
        conditions.extend(outcome.conditions);
        for seam in outcome.seams {
            if !found.seams.contains(&seam) {
                found.seams.push(seam);
            }
        }
    }
    found.differentiable = facts.readable(arena, &conditions);
    found.defined = defined;
    found
}
