//! What a function continues to at a point where it has no value, decided exactly.
//!
//! Nothing is guessed. A value is given where
//!
//! - an exact form of the expression (its canonical one, or the cancelled one) is continuous at the
//!   point and has a value there; or
//! - what is singular depends on one variable alone, and has the same limit from both sides: then
//!   it has that limit in all variables; products and sums of such parts have the limits of their
//!   parts; or
//! - a partial derivative is asked for: it is by definition a matter of one variable, the others
//!   held. A function that is continuous at a point, and whose derivative has a limit there, has
//!   that limit as its derivative (by the mean value theorem).

use super::local;
use super::trace::{Setting, trace};
use crate::algebra::forms::{Limits, cancel};
use crate::analysis::series::{Limit, Side, Towards, limit};
use crate::analysis::validity;
use crate::expr::{Arena, Id, Node, Number};
use crate::simplify::facts::Facts;

/// Expressions with more parts are left as they are: exact work on them would take long.
pub(super) const MOST: usize = 2_000;

/// How much cancelling may cost.
const CANCELLING: Limits = Limits {
    terms: 2_000,
    work: 50_000_000,
};

/// The value with which an expression continues to a point.
pub(super) fn extended(arena: &mut Arena, id: Id, point: &[(Id, f64)]) -> Option<f64> {
    let point = finite(point)?;
    if arena.node_count(&[id]) > MOST {
        return None;
    }
    if trace(arena, id, &Setting::plain(point)).is_outside() {
        return None;
    }
    let form = arena.canonical(id).ok()?;
    let own = trace(arena, form, &Setting::watching(point));
    if own.is_regular() {
        return Some(own.value);
    }
    if let Some(limit) = parts(arena, form, point) {
        return Some(limit);
    }
    let cancelled = cancel(arena, form, &CANCELLING).ok()?;
    if cancelled == form {
        return None;
    }
    parts(arena, cancelled, point)
}

/// A point whose values are numbers.
fn finite(point: &[(Id, f64)]) -> Option<&[(Id, f64)]> {
    point
        .iter()
        .all(|(_, value)| value.is_finite())
        .then_some(point)
}

/// The limit of a canonical form as the sum or product of the limits of its parts.
fn parts(arena: &mut Arena, form: Id, point: &[(Id, f64)]) -> Option<f64> {
    let own = trace(arena, form, &Setting::watching(point));
    if own.is_regular() {
        return Some(own.value);
    }
    let symbols = arena.free_symbols(&[form]);
    if let [only] = symbols.as_slice() {
        let (_, at) = point.iter().find(|(symbol, _)| symbol == only)?;
        return two_sided(arena, form, *only, *at);
    }
    match arena.node(form) {
        Node::Sum(run) => {
            let pairs = arena.operands(run).to_vec();
            let mut sum = 0.0;
            for pair in pairs.chunks_exact(2) {
                let factor = arena.as_number(pair[0]).map(Number::to_f64)?;
                // A term is a product: no sum stands directly in a sum.
                sum += factor * factors(arena, pair[1], point)?;
            }
            Some(sum).filter(|sum| sum.is_finite())
        }
        Node::Product(_) => factors(arena, form, point),
        _ => None,
    }
}

/// The limit of a product: of its factors in groups that share no variable.
fn factors(arena: &mut Arena, form: Id, point: &[(Id, f64)]) -> Option<f64> {
    let own = trace(arena, form, &Setting::watching(point));
    if own.is_regular() {
        return Some(own.value);
    }
    let Node::Product(run) = arena.node(form) else {
        let [only] = arena.free_symbols(&[form]).try_into().ok()?;
        let (_, at) = point.iter().find(|(symbol, _)| *symbol == only)?;
        return two_sided(arena, form, only, *at);
    };
    let mut groups: Vec<(Vec<Id>, Id)> = Vec::new();
    for pair in arena.operands(run).to_vec().chunks_exact(2) {
        let mut symbols = arena.free_symbols(&[pair[0], pair[1]]);
        let mut product = arena.pow(pair[0], pair[1]);
        // A factor joins all groups with which it shares a variable.
        let (joined, rest): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|(known, _)| known.iter().any(|one| symbols.contains(one)));
        groups = rest;
        for (known, factor) in joined {
            symbols.extend(known);
            product = arena.mul(factor, product);
        }
        symbols.sort_unstable();
        symbols.dedup();
        groups.push((symbols, product));
    }
    let mut product = 1.0;
    for (symbols, group) in groups {
        let group = arena.canonical(group).ok()?;
        let own = trace(arena, group, &Setting::watching(point));
        product *= if own.is_regular() {
            own.value
        } else {
            let [only] = symbols.try_into().ok()?;
            let (_, at) = point.iter().find(|(symbol, _)| *symbol == only)?;
            two_sided(arena, group, only, *at)?
        };
    }
    Some(product).filter(|product| product.is_finite())
}

/// The limit of an expression in one variable, if it is the same from both sides, and finite.
fn two_sided(arena: &mut Arena, form: Id, variable: Id, at: f64) -> Option<f64> {
    let left = one_sided(arena, form, variable, at, Side::Left)?;
    let right = one_sided(arena, form, variable, at, Side::Right)?;
    same(left, right).then_some(right)
}

/// The limit from one side, if it is finite.
fn one_sided(arena: &mut Arena, form: Id, variable: Id, at: f64, side: Side) -> Option<f64> {
    let point = arena.number_node(Number::from_double(at)?);
    let towards = Towards::Value(point);
    match limit(arena, form, variable, towards, side, &Facts::none()) {
        Ok(Limit::Value(value)) => {
            let exact = arena.constant_form(value);
            let value = trace(arena, exact, &Setting::plain(&[])).value;
            value.is_finite().then_some(value)
        }
        _ => None,
    }
}

/// The limit of an expression in one variable from one side: the value of a derivative there,
/// where a policy asks for it.
pub(super) fn from_side(arena: &mut Arena, id: Id, point: &[(Id, f64)], side: Side) -> Option<f64> {
    let point = finite(point)?;
    let form = arena.canonical(id).ok()?;
    let [only] = arena.free_symbols(&[form]).try_into().ok()?;
    let (_, at) = point.iter().find(|(symbol, _)| *symbol == only)?;
    if arena.node_count(&[form]) > MOST {
        return None;
    }
    one_sided(arena, form, only, *at, side)
}

/// The derivative from one side, in one variable with the others held.
pub(super) fn partial_from(
    arena: &mut Arena,
    function: Id,
    variable: Id,
    point: &[(Id, f64)],
    side: Side,
) -> Option<f64> {
    let point = finite(point)?;
    if arena.node_count(&[function]) > MOST {
        return None;
    }
    let (held, at) = held(arena, function, variable, point)?;
    let value = trace(arena, held, &Setting::plain(&[(variable, at)])).value;
    // A jump has no derivative from the side on which it is.
    let around = one_sided(arena, held, variable, at, side)?;
    if !same(value, around) {
        return None;
    }
    let slope = validity::derivative(arena, held, &[variable]).ok()?;
    let slope = arena.canonical(slope).ok()?;
    one_sided(arena, slope, variable, at, side)
}

/// A function of one variable alone, the others put in, and where that variable is.
fn held(arena: &mut Arena, function: Id, variable: Id, point: &[(Id, f64)]) -> Option<(Id, f64)> {
    let mut others = Vec::new();
    let mut at = None;
    for &(symbol, value) in point {
        if symbol == variable {
            at = Some(value);
        } else {
            others.push((symbol, arena.number_node(Number::from_double(value)?)));
        }
    }
    let held = arena.substitute(function, &others);
    Some((arena.canonical(held).ok()?, at?))
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * (1.0 + a.abs().max(b.abs()))
}

/// The derivative of a function in several variables, one after the other, at a point where the
/// formula for it has no value. Nothing if it does not exist, or that is not decided.
pub(super) fn derivative(
    arena: &mut Arena,
    function: Id,
    variables: &[Id],
    point: &[(Id, f64)],
) -> Option<f64> {
    let point = finite(point)?;
    if arena.node_count(&[function]) > MOST {
        return None;
    }
    let mut function = arena.unflatten(&[function]).first().copied()?;
    if let Some(around) = local::around(arena, function, point) {
        function = around;
    }
    let own = trace(arena, function, &Setting::watching(point));
    if own.is_outside() {
        return None;
    }
    let smooth = own.kinks.is_empty();
    if own.value.is_finite() && own.clean && smooth {
        let slope = validity::derivative(arena, function, variables).ok()?;
        let slope = trace(arena, slope, &sloping(point));
        if slope.value.is_finite() && slope.clean {
            return Some(slope.value);
        }
    }
    match variables {
        [] => None,
        [only] => partial(arena, function, *only, point),
        _ if !smooth => None,
        _ => {
            // The limit of a higher derivative is its value where the function and the lower
            // derivatives have limits too, so that none of them jumps.
            let mut slope = function;
            let mut found = extended(arena, slope, point)?;
            for &variable in variables {
                slope = validity::derivative(arena, slope, &[variable]).ok()?;
                found = extended(arena, slope, point)?;
            }
            Some(found)
        }
    }
}

/// How a derivative is evaluated: where it does not exist it has no value.
fn sloping<'a>(point: &'a [(Id, f64)]) -> Setting<'a> {
    Setting {
        derivative: true,
        ..Setting::watching(point)
    }
}

/// A first partial: the derivative of the function with all other variables held.
fn partial(arena: &mut Arena, function: Id, variable: Id, point: &[(Id, f64)]) -> Option<f64> {
    let (held, at) = held(arena, function, variable, point)?;
    let here = [(variable, at)];
    let own = trace(arena, held, &Setting::watching(&here));
    if !own.is_regular() {
        let around = two_sided(arena, held, variable, at)?;
        if own.value.is_finite() && !same(own.value, around) {
            return None;
        }
    }
    let slope = validity::derivative(arena, held, &[variable]).ok()?;
    let slope = arena.canonical(slope).ok()?;
    let direct = trace(arena, slope, &sloping(&here));
    if direct.is_regular() && own.is_regular() && own.kinks.is_empty() {
        return Some(direct.value);
    }
    two_sided(arena, slope, variable, at)
}
