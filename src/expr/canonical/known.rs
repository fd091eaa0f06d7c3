//! Exact values of functions, from their rows in the table.

use std::sync::OnceLock;

use super::sum::value as coefficient;
use super::{Arena, Id, Node, Number, Result};
use crate::expr::lower;
use crate::expr::node::Constant;
use crate::expr::template::Template;
use crate::function::{self, FunctionId};

/// One exact value.
struct Known {
    /// The structural hashes of the arguments; nothing where any argument will do.
    arguments: Vec<Option<u64>>,
    value: Template,
}

/// The exact values of one function, and its period over pi.
struct Row {
    known: Vec<Known>,
    period: Option<Number>,
}

fn row(function: FunctionId) -> Option<&'static Row> {
    static ALL: OnceLock<Vec<OnceLock<Row>>> = OnceLock::new();
    ALL.get_or_init(|| function::all().map(|_| OnceLock::new()).collect())
        .get(function.index())
        .map(|cell| cell.get_or_init(|| read(function)))
}

fn read(function: FunctionId) -> Row {
    let row = function.row();
    let mut arena = Arena::new();
    let mut known = Vec::new();
    for (arguments, value) in row.special {
        let hashes = arguments
            .split(", ")
            .map(|text| {
                if row.parameters.contains(&text) {
                    return Some(None);
                }
                let built = lower::formula(&mut arena, text)?;
                let argument = arena.canonical(built).ok()?;
                Some(Some(arena.hash(argument)))
            })
            .collect::<Option<Vec<_>>>();
        if let (Some(arguments), Some(value)) = (hashes, Template::read(value, row.parameters)) {
            known.push(Known { arguments, value });
        }
    }
    let period = lower::formula(&mut arena, row.period)
        .and_then(|built| arena.canonical(built).ok())
        .and_then(|period| turns(&arena, period));
    Row { known, period }
}

/// `q` if the node is `q*pi`.
fn turns(arena: &Arena, id: Id) -> Option<Number> {
    match arena.node(id) {
        Node::Constant(Constant::Pi) => Some(Number::ONE),
        Node::Sum(run) if run.len == 2 => matches!(
            arena.node(arena.operand(run, 1)),
            Node::Constant(Constant::Pi)
        )
        .then(|| coefficient(arena, arena.operand(run, 0)).clone()),
        _ => None,
    }
}

/// The exact value of a function at canonical arguments, if its row knows it.
pub(super) fn value(
    arena: &mut Arena,
    function: FunctionId,
    arguments: &[Id],
) -> Result<Option<Id>> {
    if function.row().special.is_empty()
        || !arguments
            .iter()
            .any(|&argument| may_be_known(arena, argument))
    {
        return Ok(None);
    }
    let Some(row) = row(function) else {
        return Ok(None);
    };
    let mut reduced = arguments.to_vec();
    if let (Some(period), [argument]) = (&row.period, arguments)
        && let Some(turns) = turns(arena, *argument)
        && let Some(inverse) = period.reciprocal()
    {
        let whole = turns.multiply(&inverse).floor();
        let rest = turns.subtract(&whole.multiply(period));
        let rest = arena.number_node(rest);
        let pi = arena.constant(Constant::Pi);
        reduced[0] = super::product::multiply(arena, rest, pi)?;
    }
    let found = row.known.iter().find(|known| {
        known.arguments.len() == reduced.len()
            && known
                .arguments
                .iter()
                .zip(&reduced)
                .all(|(hash, &argument)| hash.is_none_or(|hash| hash == arena.hash(argument)))
    });
    let Some(known) = found else {
        return Ok(None);
    };
    let built = known.value.build(arena, arguments);
    arena.canonical(built).map(Some)
}

/// A cheap test that keeps expressions with symbols away from the look-up.
fn may_be_known(arena: &Arena, id: Id) -> bool {
    match arena.node(id) {
        Node::Number(_) | Node::Constant(_) => true,
        Node::Sum(run) | Node::Product(run) => arena
            .operands(run)
            .chunks_exact(2)
            .all(|pair| numeric(arena, pair[0]) && numeric(arena, pair[1])),
        Node::Pow(base, exponent) => numeric(arena, base) && numeric(arena, exponent),
        _ => false,
    }
}

/// Numbers, constants and simple powers of them, at one glance.
fn numeric(arena: &Arena, id: Id) -> bool {
    match arena.node(id) {
        Node::Number(_) | Node::Constant(_) => true,
        Node::Pow(base, exponent) => {
            arena.as_number(base).is_some() && arena.as_number(exponent).is_some()
        }
        _ => false,
    }
}
