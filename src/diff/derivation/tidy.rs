//! The steps from a derivative as the rules leave it to the form in which it is shown.

use super::build::Draft;
use super::replay::follows;
use super::{Context, Depth};
use crate::expr::{Arena, Id, PrintOptions, print};
use crate::simplify::facts::{Facts, conditions_of, lost_conditions};
use crate::simplify::rules::RuleSet;
use crate::simplify::{Record, Rewriting, Simplify, rules_for};

/// Expressions with more nodes than this are shown as they are.
pub const MOST_TIDIED: usize = 5_000;

/// So many rewrites are shown one by one; more are shown pass by pass.
const FEW: usize = 6;

/// So many nodes are looked at for conditions that are lost.
const MOST_WATCHED: usize = 200;

/// The form in which an expression is shown, and the steps to it.
pub(super) fn tidy(
    arena: &mut Arena,
    given: Id,
    context: &Context,
    (level, depth): (usize, Depth),
    out: &mut Vec<Draft>,
) -> Id {
    let Ok(collected) = arena.canonical(given) else {
        return given;
    };
    let mut record = Record::default();
    let mut result = collected;
    let rules = rules_for(context.rules, arena, given);
    if arena.node_count(&[given]) <= MOST_TIDIED {
        let facts = Facts::new(arena, context.assumptions).unwrap_or_default();
        let found = Simplify::derivative().run_traced(arena, given, rules, &facts, &mut record);
        if let Ok(found) = found {
            result = found.id;
        }
    }
    let lost = |arena: &mut Arena, before: Id, after: Id| {
        if arena.node_count(&[before, after]) > MOST_WATCHED {
            return Vec::new();
        }
        let facts = Facts::new(arena, context.assumptions).unwrap_or_default();
        let conditions = conditions_of(arena, &[before], &facts);
        match conditions.is_empty() {
            true => Vec::new(),
            false => lost_conditions(arena, &conditions, after, &facts),
        }
    };
    let mut passes = record.passes(arena);
    for (_, _, list) in &mut passes {
        // Rewrites that a reader can't follow, because a form has come about on the way that
        // stands elsewhere too, are shown as one step.
        let clear = list.as_ref().is_some_and(|list| {
            list.iter()
                .all(|one| follows(arena, one.from, (one.before, one.after), one.current))
        });
        if !clear {
            *list = None;
        }
    }
    let reads = reads_otherwise(arena, given, collected);
    let mut drafts = Vec::new();
    let below = (level + 1, Depth::Textbook);
    let step = |rule, before, after| Draft::whole(rule, below, (before, after));
    if reads {
        drafts.push(step("collect terms", given, collected));
    }
    let count: usize = (passes.iter())
        .map(|(_, _, list)| list.as_ref().map_or(1, Vec::len))
        .sum();
    for (from, to, list) in passes {
        match list {
            None => drafts.push(step("simplify", from, to)),
            Some(list) if list.is_empty() => drafts.push(step("simplify", from, to)),
            Some(list) if count <= FEW || list.len() == 1 => {
                for rewriting in &list {
                    drafts.push(rewrite(arena, rewriting, rules, below));
                }
            }
            Some(list) => {
                drafts.push(step("simplify", from, to));
                for rewriting in &list {
                    drafts.push(rewrite(arena, rewriting, rules, (level + 2, Depth::Full)));
                }
            }
        }
    }
    match drafts.as_mut_slice() {
        [] => {}
        [only] => {
            only.level = level;
            only.depth = depth;
            only.conditions.extend(lost(arena, given, result));
            dedup(&mut only.conditions);
            // Where nothing was collected visibly, the step begins with what stood there.
            if only.before == only.from {
                only.before = given;
                only.from = given;
            }
        }
        _ => {
            let mut whole = Draft::whole("simplify", (level, depth), (given, result));
            whole.conditions = lost(arena, given, result);
            drafts.insert(0, whole);
        }
    }
    out.append(&mut drafts);
    result
}

fn dedup(conditions: &mut Vec<Id>) {
    let mut seen = Vec::new();
    conditions.retain(|id| {
        let new = !seen.contains(id);
        seen.push(*id);
        new
    });
}

fn rewrite(arena: &Arena, rewriting: &Rewriting, rules: &RuleSet, at: (usize, Depth)) -> Draft {
    let local = (rewriting.before, rewriting.after);
    let whole = (rewriting.from, rewriting.current);
    Draft {
        conditions: rewriting.noting.clone(),
        ..Draft::new(rewriting.name(arena, rules), at, local, whole)
    }
}

/// Whether collecting terms can be seen.
fn reads_otherwise(arena: &Arena, given: Id, collected: Id) -> bool {
    if given == collected {
        return false;
    }
    let options = PrintOptions::default();
    match (
        print(arena, given, &options),
        print(arena, collected, &options),
    ) {
        (Ok(given), Ok(collected)) => given != collected,
        _ => true,
    }
}
