//! Derivations gone through once more: the steps, one after the other, must lead to the result.

use super::pending::replaced;
use super::{Part, Step};
use crate::expr::{Arena, Id};
use crate::simplify::replaced_as;

/// A step that does not follow from what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The step's number, from 0; the number of steps if they lead to another result.
    pub step: usize,
}

/// A list of steps under way.
struct Chain {
    level: usize,
    current: Id,
    /// What the list must lead to.
    wanted: Id,
}

impl Part {
    /// Goes through the steps: each rewrites an expression that stands in the one so far, and leads
    /// to what it says, and all of them lead to the result. Expressions are equal here when
    /// their canonical forms are the same node.
    ///
    /// # Errors
    /// The first step that does not follow.
    pub fn replay(&self) -> Result<(), Gap> {
        let mut exprs = Vec::new();
        for step in &self.steps {
            exprs.extend([&step.before, &step.after, &step.current]);
        }
        exprs.push(&self.result);
        let (_, outcome) = self.problem.with_all(&exprs, |arena, problem, ids| {
            let Some((&result, ids)) = ids.split_last() else {
                return Ok(());
            };
            walk(arena, problem, &self.steps, ids, result)
        });
        outcome
    }
}

fn walk(arena: &mut Arena, problem: Id, steps: &[Step], ids: &[Id], result: Id) -> Result<(), Gap> {
    let mut chains = vec![Chain {
        level: 0,
        current: problem,
        wanted: result,
    }];
    for (at, (step, ids)) in steps.iter().zip(ids.chunks_exact(3)).enumerate() {
        let gap = Err(Gap { step: at });
        let &[before, after, current] = ids else {
            return gap;
        };
        while chains.last().is_some_and(|chain| chain.level > step.level) {
            let ended = chains.pop();
            if ended.is_some_and(|chain| !same(arena, chain.current, chain.wanted)) {
                return Err(Gap {
                    step: at.saturating_sub(1),
                });
            }
        }
        let Some(chain) = chains.last_mut().filter(|chain| chain.level == step.level) else {
            return gap;
        };
        if !follows(arena, chain.current, (before, after), current) {
            return gap;
        }
        chain.current = current;
        if steps
            .get(at + 1)
            .is_some_and(|next| next.level > step.level)
        {
            chains.push(Chain {
                level: step.level + 1,
                current: before,
                wanted: after,
            });
        }
    }
    while let Some(chain) = chains.pop() {
        if !same(arena, chain.current, chain.wanted) {
            return Err(Gap { step: steps.len() });
        }
    }
    Ok(())
}

fn same(arena: &mut Arena, a: Id, b: Id) -> bool {
    if a == b {
        return true;
    }
    match (arena.canonical(a), arena.canonical(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// Whether an expression becomes another by a rewrite of what is in it.
pub(super) fn follows(arena: &mut Arena, from: Id, (before, after): (Id, Id), to: Id) -> bool {
    let all = replaced(arena, from, before, after);
    if same(arena, all, to) {
        return true;
    }
    // In the canonical form, where the same expression may stand as a whole in one place and as a
    // part of something rational in another, of which a pass changes only one.
    let (Ok(from), Ok(before)) = (arena.canonical(from), arena.canonical(before)) else {
        return false;
    };
    let all = replaced(arena, from, before, after);
    same(arena, all, to)
        || [true, false].into_iter().any(|whole| {
            let some = replaced_as(arena, from, (before, whole), after);
            same(arena, some, to)
        })
}
