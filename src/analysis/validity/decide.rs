//! What a function does at one point: values and slopes from both sides.

use crate::analysis::AnalysisError;
use crate::analysis::series::{Limit, SeriesError, Side, Towards, definition, limit, same};
use crate::expr::{Arena, Id, Node};
use crate::simplify::facts::Facts;

/// More choices are not looked into.
const MOST_PIECES: usize = 64;

/// What one-sided limits say of a function at a point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// Its value there; nothing if it has none.
    pub value: Option<Id>,
    /// Whether it is continuous, if that is known.
    pub continuous: Option<bool>,
    /// The limit of the difference quotient from the left, if it is known.
    pub left: Option<Limit>,
    /// The same from the right.
    pub right: Option<Limit>,
    /// Whether the derivative exists, if that is known.
    pub exists: Option<bool>,
    /// The derivative, where it exists.
    pub slope: Option<Id>,
    /// Sides on which the function has no values: the left, and the right.
    pub ends: (bool, bool),
    /// Whether other symbols occur, so that it holds for most of their values.
    pub general: bool,
}

/// A one-sided limit.
enum Found {
    Value(Id),
    Infinite(Limit),
    /// The function has no values there.
    End,
    /// It oscillates, so that there is no limit.
    Never,
    Unknown,
}

fn one_sided(arena: &mut Arena, f: Id, x: Id, point: Id, side: Side, facts: &Facts) -> Found {
    match limit(arena, f, x, Towards::Value(point), side, facts) {
        Ok(Limit::Value(value)) => Found::Value(value),
        Ok(infinite) => Found::Infinite(infinite),
        Err(AnalysisError::Series(SeriesError::Undefined { .. })) => Found::End,
        Err(AnalysisError::Series(SeriesError::Oscillates { .. })) => Found::Never,
        Err(_) => Found::Unknown,
    }
}

/// What a function (`built`, and its canonical form) does at a point.
///
/// # Cost
/// At most four limits.
pub(super) fn decide(
    arena: &mut Arena,
    (built, form): (Id, Id),
    x: Id,
    point: Id,
    facts: &Facts,
) -> Decision {
    let others = arena
        .free_symbols(&[form])
        .into_iter()
        .any(|symbol| symbol != x);
    let mut decision = Decision {
        general: others,
        ..Decision::default()
    };
    let Some(value) = value_at(arena, built, x, point, facts) else {
        return decision;
    };
    let Some(value) = value else {
        // Without a value there is no derivative.
        decision.continuous = Some(false);
        decision.exists = Some(false);
        return decision;
    };
    decision.value = Some(value);
    let values =
        [Side::Left, Side::Right].map(|side| one_sided(arena, form, x, point, side, facts));
    decision.ends = (
        matches!(values[0], Found::End),
        matches!(values[1], Found::End),
    );
    // Whether each side goes on continuously, if that is known.
    let mut joins = [None, None];
    for (join, found) in joins.iter_mut().zip(&values) {
        *join = match found {
            Found::Value(limit) => same(arena, *limit, value, facts).ok(),
            Found::Infinite(_) | Found::Never => Some(false),
            Found::End | Found::Unknown => None,
        };
    }
    let ends = [decision.ends.0, decision.ends.1];
    decision.continuous = match joins {
        [Some(false), _] | [_, Some(false)] => Some(false),
        [Some(true), Some(true)] => Some(true),
        // At an end one side is enough.
        [Some(true), None] if ends[1] => Some(true),
        [None, Some(true)] if ends[0] => Some(true),
        _ => None,
    };
    // Only where the value is joined a quotient says more than that there is a jump.
    let difference = arena.sub(form, value);
    let run = arena.sub(x, point);
    let quotient = arena.div(difference, run);
    let mut slopes = [None, None];
    for ((slope, side), join) in (slopes.iter_mut().zip([Side::Left, Side::Right])).zip(joins) {
        if join == Some(true) {
            *slope = match one_sided(arena, quotient, x, point, side, facts) {
                Found::Value(value) => Some(Limit::Value(value)),
                Found::Infinite(limit) => Some(limit),
                Found::Never => {
                    decision.exists = Some(false);
                    None
                }
                Found::End | Found::Unknown => None,
            };
        }
    }
    [decision.left, decision.right] = slopes;
    if decision.continuous == Some(false) || ends[0] || ends[1] {
        decision.exists = Some(false);
        return decision;
    }
    match slopes {
        [Some(Limit::Infinity { .. }), _] | [_, Some(Limit::Infinity { .. })] => {
            decision.exists = Some(false);
        }
        [Some(Limit::Value(left)), Some(Limit::Value(right))] => {
            match same(arena, left, right, facts) {
                Ok(true) => {
                    decision.exists = Some(true);
                    decision.slope = Some(right);
                }
                Ok(false) => decision.exists = Some(false),
                Err(_) => {}
            }
        }
        _ => {}
    }
    decision
}

/// The value of a function at a point: `Some(None)` if it has none, nothing if that is not known.
fn value_at(arena: &mut Arena, f: Id, x: Id, point: Id, facts: &Facts) -> Option<Option<Id>> {
    let f = chosen_at(arena, f, x, point, facts);
    let there = arena.substitute(f, &[(x, point)]);
    let Ok(value) = arena.canonical(there) else {
        return Some(None);
    };
    let value = written_out(arena, value);
    match facts.defined(arena, there) {
        Some(false) => Some(None),
        Some(true) => Some(Some(value)),
        None => {
            // With symbols in it, it is real where the conditions on them hold.
            let open = !arena.free_symbols(&[value]).is_empty();
            let chosen = !(arena.reachable(&[value]).iter())
                .any(|id| matches!(arena.node(*id), Node::Piecewise(_)));
            (open && chosen).then_some(Some(value))
        }
    }
}

/// A value in which functions with kinks, at numbers, are written by their definitions, whose
/// canonical form is a number: `clamp(0, 0, 1)`.
fn written_out(arena: &mut Arena, value: Id) -> Id {
    let mut replaced = Vec::new();
    for id in arena.reachable(&[value]) {
        if let Node::Call(function, run) = arena.node(id)
            && !function.row().kinks.is_empty()
        {
            let arguments = arena.operands(run).to_vec();
            let numbers = (arguments.iter()).all(|&argument| arena.as_number(argument).is_some());
            if numbers && let Some(written) = definition(arena, function, &arguments) {
                replaced.push((id, written));
            }
        }
    }
    if replaced.is_empty() {
        return value;
    }
    let written = arena.substitute(value, &replaced);
    arena.canonical(written).unwrap_or(value)
}

/// A function with the pieces that hold at a point in the place of choices, so that those which do
/// not hold there need no value there.
pub(super) fn chosen_at(arena: &mut Arena, f: Id, x: Id, point: Id, facts: &Facts) -> Id {
    let mut f = f;
    let mut kept: Vec<Id> = Vec::new();
    for _ in 0..MOST_PIECES {
        // The outermost come last.
        let choice = (arena.reachable(&[f]).into_iter().rev())
            .find(|id| matches!(arena.node(*id), Node::Piecewise(_)) && !kept.contains(id));
        let Some(choice) = choice else { break };
        let Node::Piecewise(run) = arena.node(choice) else {
            break;
        };
        let operands = arena.operands(run).to_vec();
        let pairs = operands.chunks_exact(2);
        let mut value = pairs.remainder().first().copied();
        for pair in pairs {
            let condition = arena.substitute(pair[0], &[(x, point)]);
            match facts.holds(arena, condition) {
                Some(true) => value = Some(pair[1]),
                Some(false) => continue,
                None => value = None,
            }
            break;
        }
        match value {
            Some(value) => f = arena.substitute(f, &[(choice, value)]),
            None => kept.push(choice),
        }
    }
    f
}
