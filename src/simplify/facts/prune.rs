//! Pieces that can't be chosen go.

use super::known::{Facts, total};
use crate::expr::{Arena, CanonicalError, Id, Node};

/// How deep pieces in pieces are looked at.
const DEPTH: u32 = 6;

/// How many pieces are looked at.
const FUEL: usize = 2_000;

/// The canonical form of an expression without the pieces that the facts, or the conditions around
/// them, rule out.
///
/// # Errors
/// [`CanonicalError`] if the result has no canonical form.
///
/// # Cost
/// Linear in the nodes, and in the pieces times the facts.
pub fn prune(arena: &mut Arena, id: Id, facts: &Facts) -> Result<Id, CanonicalError> {
    let id = arena.canonical(id)?;
    pruned(arena, id, facts, DEPTH, &mut { FUEL })
}

// The recursion is bounded by `depth`.
fn pruned(
    arena: &mut Arena,
    id: Id,
    facts: &Facts,
    depth: u32,
    fuel: &mut usize,
) -> Result<Id, CanonicalError> {
    let mut replacements = Vec::new();
    for pieces in outermost(arena, id, facts) {
        let Node::Piecewise(run) = arena.node(pieces) else {
            continue;
        };
        let operands = arena.operands(run).to_vec();
        let fewer = chosen(arena, &operands, facts, depth, fuel)?;
        if fewer != pieces {
            replacements.push((pieces, fewer));
        }
    }
    if replacements.is_empty() {
        return Ok(id);
    }
    let built = arena.substitute(id, &replacements);
    arena.canonical(built)
}

/// Pieces that stand in no others.
fn outermost(arena: &Arena, id: Id, facts: &Facts) -> Vec<Id> {
    let order = arena.reachable(&[id]);
    if !(order.iter()).any(|id| matches!(arena.node(*id), Node::Piecewise(_))) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut seen = hashbrown::HashSet::<Id, foldhash::fast::FixedState>::default();
    let mut stack = vec![id];
    while let Some(id) = stack.pop() {
        if !seen.insert(id) {
            continue;
        }
        match arena.node(id) {
            Node::Piecewise(_) => found.push(id),
            // The index is not the symbol of that name of which something is known.
            Node::IndexSum(run) if matches!(arena.operands(run), [_, index, ..] if facts.symbols.contains(index)) =>
                {}
            _ => arena.for_each_child(id, |child| stack.push(child)),
        }
    }
    found
}

fn chosen(
    arena: &mut Arena,
    operands: &[Id],
    facts: &Facts,
    depth: u32,
    fuel: &mut usize,
) -> Result<Id, CanonicalError> {
    let pairs = operands.chunks_exact(2);
    let mut otherwise = pairs.remainder().first().copied();
    let mut kept: Vec<Id> = Vec::with_capacity(operands.len());
    let mut rest = facts.clone();
    for pair in pairs {
        let (condition, value) = (pair[0], pair[1]);
        if *fuel == 0 {
            kept.extend_from_slice(pair);
            continue;
        }
        *fuel -= 1;
        match rest.holds_canonical(arena, condition) {
            Some(false) => continue,
            // Only where the condition is defined is it known to hold.
            Some(true) if is_total(arena, condition) => {
                otherwise = Some(value);
                break;
            }
            _ => {}
        }
        let mut within = rest.clone();
        if within.assume_canonical(arena, condition, true).is_err() {
            continue;
        }
        let value = if depth > 1 {
            pruned(arena, value, &within, depth - 1, fuel)?
        } else {
            value
        };
        kept.extend([condition, value]);
        if rest.assume_canonical(arena, condition, false).is_err() {
            // One of the pieces so far is chosen, so the last of them needs no condition.
            if is_total(arena, condition) {
                kept.truncate(kept.len() - 2);
                otherwise = Some(value);
            }
            break;
        }
    }
    if let Some(value) = otherwise
        && depth > 1
        && *fuel > 0
    {
        otherwise = Some(pruned(arena, value, &rest, depth - 1, fuel)?);
    }
    // A piece with the value that follows anyway.
    while let [.., condition, value] = kept[..]
        && Some(value) == otherwise
        && is_total(arena, condition)
    {
        kept.truncate(kept.len() - 2);
    }
    match otherwise {
        Some(value) if kept.is_empty() => return Ok(value),
        Some(value) => kept.push(value),
        None if kept.is_empty() => kept.extend_from_slice(operands),
        None => {}
    }
    let built = arena.piecewise_node(&kept);
    arena.canonical(built)
}

/// Whether a condition is defined for all values of its symbols.
fn is_total(arena: &Arena, condition: Id) -> bool {
    let mut stack = vec![condition];
    while let Some(id) = stack.pop() {
        match arena.node(id) {
            Node::And(a, b) | Node::Or(a, b) => stack.extend([a, b]),
            Node::Not(a) => stack.push(a),
            Node::Compare(_, a, b) if total(arena, a) && total(arena, b) => {}
            _ => return false,
        }
    }
    true
}
