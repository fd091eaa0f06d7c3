//! Limits that are values: where every part of a function is continuous at the point.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analysis::series::sample::sample;
use crate::expr::template::Template;
use crate::expr::{Arena, Id, Node, Number, Sign, sign};

/// The value at a point if that is the limit, because all parts are continuous around what they
/// are taken at; nothing where that can't be told at a glance.
pub(super) fn value_at(arena: &mut Arena, function: Id, variable: Id, point: Id) -> Option<Id> {
    let mut values: HashMap<Id, Id, FixedState> = HashMap::default();
    for id in arena.reachable(&[function]) {
        let now = |id: Id| values.get(&id).copied().unwrap_or(id);
        let value = if id == variable {
            point
        } else {
            let built = arena.rebuild(id, now);
            let value = arena.canonical(built).ok()?;
            if value != id && !continuous(arena, id, now)? {
                return None;
            }
            value
        };
        values.insert(id, value);
    }
    let value = values.get(&function).copied()?;
    // A constant is finite; with symbols it is so for most of their values.
    let constant = arena.free_symbols(&[value]).is_empty();
    (!constant || sample(arena, value, &[]).value.is_finite()).then_some(value)
}

/// Whether a node is continuous around the values of its operands.
fn continuous(arena: &mut Arena, id: Id, now: impl Fn(Id) -> Id) -> Option<bool> {
    Some(match arena.node(id) {
        Node::Sum(_) | Node::Symbol(_) | Node::Number(_) | Node::Constant(_) => true,
        Node::Product(run) => {
            let pairs = arena.operands(run).to_vec();
            pairs
                .chunks_exact(2)
                .all(|pair| power(arena, now(pair[0]), now(pair[1])))
        }
        Node::Pow(base, exponent) => power(arena, now(base), now(exponent)),
        Node::Call(function, run) => {
            let row = function.row();
            let arguments: Vec<Id> = arena.operands(run).iter().map(|&a| now(a)).collect();
            for kink in row.kinks {
                let formula = Template::read(kink, row.parameters)?;
                let built = formula.build(arena, &arguments);
                let form = arena.canonical(built).ok()?;
                if !nonzero(arena, form) {
                    return Some(false);
                }
            }
            row.domain.is_empty() || inside(arena, function, &arguments)
        }
        _ => false,
    })
}

/// Whether a function has finite values close to each other around arguments.
fn inside(arena: &mut Arena, function: crate::function::FunctionId, arguments: &[Id]) -> bool {
    const NEAR: f64 = 1e-7;
    if !arena.free_symbols(arguments).is_empty() {
        // With symbols it is taken to be inside, as it is for most values.
        return true;
    }
    let values: Vec<f64> = arguments
        .iter()
        .map(|&a| sample(arena, a, &[]).value)
        .collect();
    let middle = function.value(&values);
    (0..values.len()).all(|place| {
        [-NEAR, NEAR].iter().all(|step| {
            let mut moved = values.clone();
            if let Some(value) = moved.get_mut(place) {
                // An index is not moved.
                if arguments.len() > 1 && place == 0 && value.fract() == 0.0 {
                    return true;
                }
                *value += step * (1.0 + value.abs());
            }
            let there = function.value(&moved);
            (there - middle).abs() < 1e-3 * (1.0 + middle.abs())
        })
    })
}

fn power(arena: &Arena, base: Id, exponent: Id) -> bool {
    match arena.as_number(exponent) {
        Some(number) if number.is_integer() => number.is_positive() || nonzero(arena, base),
        Some(_) => positive(arena, base),
        None => positive(arena, base),
    }
}

fn nonzero(arena: &Arena, id: Id) -> bool {
    match sign(arena, id) {
        Sign::Positive | Sign::Negative => true,
        Sign::Zero => false,
        _ if arena.as_number(id).is_some_and(Number::is_zero) => false,
        // With symbols it is not 0 for most values; what is 0 for all of them has samples alike.
        _ => vary(arena, id).any(|value| value.sign().is_some()),
    }
}

fn positive(arena: &Arena, id: Id) -> bool {
    match sign(arena, id) {
        Sign::Positive => true,
        Sign::Negative | Sign::NonPositive | Sign::Zero => false,
        _ => vary(arena, id).any(|value| value.sign() == Some(1)),
    }
}

/// Values for several choices of the symbols.
fn vary(
    arena: &Arena,
    id: Id,
) -> impl Iterator<Item = crate::analysis::series::sample::Sample> + '_ {
    let symbols = arena.free_symbols(&[id]);
    [0.37, 1.61, 2.13, -0.71].into_iter().map(move |start| {
        let values: Vec<(Id, f64)> = symbols
            .iter()
            .enumerate()
            .map(|(place, &symbol)| (symbol, start + 0.29 * place as f64))
            .collect();
        sample(arena, id, &values)
    })
}
