//! Canonical calls and pieces.

use super::sum::{self, reads_negative};
use super::{Arena, Id, Node, Number, Result, Sign, known, sign};
use crate::expr::node::Relation;
use crate::expr::template;
use crate::function::{FunctionId, Parity};

/// A canonical call of a function at canonical arguments.
pub(super) fn call(arena: &mut Arena, function: FunctionId, arguments: &[Id]) -> Result<Id> {
    if let Some(form) = template::canonical(function) {
        let built = form.build(arena, arguments);
        return match arena.node(built) {
            Node::Pow(base, exponent) => super::product::power(arena, base, exponent),
            _ => arena.canonical(built),
        };
    }
    if let Some(value) = known::value(arena, function, arguments)? {
        return Ok(value);
    }
    let row = function.row();
    if let [argument] = *arguments {
        if row.parity != Parity::None && reads_negative(arena, argument) {
            let opposite = sum::scale(arena, argument, &Number::MINUS_ONE)?;
            let value = call(arena, function, &[opposite])?;
            return match row.parity {
                Parity::Odd => sum::scale(arena, value, &Number::MINUS_ONE),
                _ => Ok(value),
            };
        }
        if let Some(value) = whole(arena, function, argument) {
            return Ok(value);
        }
    }
    if let Some(value) = by_sign(arena, function, arguments)? {
        return Ok(value);
    }
    if function == FunctionId::ABS {
        let (factor, rest) = sum::content(arena, arguments[0]);
        if !factor.is_one() && rest != Id::ONE {
            // The sign was taken out above, so the factor is positive.
            let size = call(arena, function, &[rest])?;
            return sum::scale(arena, size, &factor);
        }
    }
    Ok(arena.call_node(function, arguments))
}

/// The whole number next to a rational number.
fn whole(arena: &mut Arena, function: FunctionId, argument: Id) -> Option<Id> {
    let number = arena.as_number(argument)?;
    let value = match function {
        FunctionId::FLOOR => number.floor(),
        FunctionId::CEIL => number.negate().floor().negate(),
        FunctionId::ROUND => {
            // Half away from zero; the sign was taken out before, as the function is odd.
            number.add(&Number::ratio(1, 2)?).floor()
        }
        _ => return None,
    };
    Some(arena.number_node(value))
}

/// The value that follows from a sign that is known for all values of the symbols.
fn by_sign(arena: &mut Arena, function: FunctionId, arguments: &[Id]) -> Result<Option<Id>> {
    let Some(formulas) = template::by_sign(function) else {
        return Ok(None);
    };
    let built = formulas.decider.build(arena, arguments);
    let decider = arena.canonical(built)?;
    let continuous = function.row().step.is_none();
    let case = match sign::sign(arena, decider) {
        Sign::Negative => 0,
        Sign::NonPositive if continuous => 0,
        Sign::Zero => 1,
        Sign::NonNegative if continuous => 2,
        Sign::Positive => 2,
        _ => return Ok(None),
    };
    let value = formulas.values[case].build(arena, arguments);
    arena.canonical(value).map(Some)
}

/// Whether a canonical condition holds, if that is known for all values of the symbols.
pub(super) fn decide(arena: &Arena, condition: Id) -> Option<bool> {
    match arena.node(condition) {
        Node::Compare(relation, a, b) => {
            let (a, b) = (arena.as_number(a)?, arena.as_number(b)?);
            Some(match relation {
                Relation::Less => a < b,
                Relation::LessEqual => a <= b,
                Relation::Greater => a > b,
                Relation::GreaterEqual => a >= b,
                Relation::Equal => a == b,
                Relation::NotEqual => a != b,
            })
        }
        _ => None,
    }
}

/// Canonical pieces: those that can't be chosen go, and what follows one that always is.
pub(super) fn piecewise(arena: &mut Arena, operands: &[Id]) -> Id {
    let mut kept = Vec::with_capacity(operands.len());
    let pieces = operands.chunks_exact(2);
    let mut otherwise = pieces.remainder().first().copied();
    for piece in pieces {
        match decide(arena, piece[0]) {
            Some(false) => {}
            Some(true) => {
                otherwise = Some(piece[1]);
                break;
            }
            None => kept.extend_from_slice(piece),
        }
    }
    match otherwise {
        Some(value) if kept.is_empty() => return value,
        Some(value) => kept.push(value),
        // No piece is left: an undefined value, kept as it was typed.
        None if kept.is_empty() => kept.extend_from_slice(operands),
        None => {}
    }
    arena.piecewise_node(&kept)
}
