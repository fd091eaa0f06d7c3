//! Limits.

mod continuous;
mod engine;
mod resolve;
mod scale;
mod walk;

use super::SeriesError;
use super::decide::Judge;
use super::words;
use crate::analysis::AnalysisError;
use crate::expr::{Arena, Constant, Id, Node};
use crate::function::FunctionId;
use crate::simplify::facts::Facts;
use engine::Engine;
use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Where a variable goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Towards {
    /// To a value.
    Value(Id),
    /// Beyond all bounds, or below them.
    Infinity {
        /// Below all bounds.
        negative: bool,
    },
}

/// From where a variable goes to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Side {
    /// From smaller values.
    Left,
    /// From larger values.
    Right,
    /// From both: where the function is real on one side only, from that one.
    #[default]
    Both,
}

/// A limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// An expression.
    Value(Id),
    /// Beyond all bounds, or below them.
    Infinity {
        /// Below all bounds.
        negative: bool,
    },
}

/// A limit within the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    Finite(Id),
    /// With its sign.
    Infinite(i8),
}

/// The limit of a function as a variable goes to a value or beyond all bounds.
///
/// Other symbols may occur; where their signs matter, the facts may say them. A coefficient with symbols counts as not 0, unless it is 0 for all their values.
///
/// # Errors
/// [`SeriesError::SidesDiffer`], [`SeriesError::Oscillates`] and [`SeriesError::Undefined`] where
/// there is no limit; [`SeriesError::DependsOnSign`] names an expression whose sign decides;
/// [`SeriesError::Unsolved`] and [`SeriesError::OutOfFuel`] where none was found. It never guesses.
///
/// # Source
/// Gruntz, On Computing Limits in a Symbolic Manipulation System (ETH Zurich, 1996)
pub fn limit(
    arena: &mut Arena,
    function: Id,
    variable: Id,
    towards: Towards,
    side: Side,
    facts: &Facts,
) -> Result<Limit, AnalysisError> {
    if !matches!(arena.node(variable), Node::Symbol(_)) {
        return Err(SeriesError::NotAVariable {
            name: words::text(arena, variable),
        }
        .into());
    }
    let function = arena.canonical(function)?;
    let large = arena.symbol("the large variable");
    let point = match towards {
        Towards::Infinity { negative } => {
            let value = if negative { arena.neg(large) } else { large };
            let moved = arena.substitute(function, &[(variable, value)]);
            return at_infinity(arena, moved, large, facts)
                .map_err(|error| with_point(arena, error, function, variable, towards));
        }
        Towards::Value(point) => arena.canonical(point)?,
    };
    let towards = Towards::Value(point);
    if arena.occurs_free(&[point], variable) {
        return Err(SeriesError::PointDepends {
            variable: arena.name(variable).to_owned(),
            point: words::text(arena, point),
        }
        .into());
    }
    if let Some(value) = continuous::value_at(arena, function, variable, point) {
        return Ok(Limit::Value(value));
    }
    let mut from = |right: bool| -> Result<Limit, AnalysisError> {
        let step = if right {
            arena.recip(large)
        } else {
            let negative = arena.neg(large);
            arena.recip(negative)
        };
        let value = arena.add(point, step);
        let moved = arena.substitute(function, &[(variable, value)]);
        at_infinity(arena, moved, large, facts)
    };
    let found = match side {
        Side::Left => from(false),
        Side::Right => from(true),
        Side::Both => {
            let (right, left) = (from(true), from(false));
            match (left, right) {
                (Ok(left), Ok(right)) => return both(arena, left, right),
                (Err(error), Ok(value)) | (Ok(value), Err(error)) => {
                    if is_undefined(&error) {
                        Ok(value)
                    } else {
                        Err(error)
                    }
                }
                (Err(error), Err(other)) => Err(if is_undefined(&error) { other } else { error }),
            }
        }
    };
    found.map_err(|error| with_point(arena, error, function, variable, towards))
}

/// The value with which a function that is not defined at a point continues there; nothing if it
/// is defined there.
///
/// # Errors
/// See [`limit`]; [`SeriesError::Pole`] where the limit is not finite.
pub fn removable(
    arena: &mut Arena,
    function: Id,
    variable: Id,
    point: Id,
    facts: &Facts,
) -> Result<Option<Id>, AnalysisError> {
    // The canonical form may have lost the gap already (x/x), so the function is taken as built.
    let there = arena.substitute(function, &[(variable, point)]);
    let defined = arena.canonical(there).is_ok_and(|value| {
        !arena.free_symbols(&[value]).is_empty()
            || super::sample::sample(arena, value, &[]).value.is_finite()
    });
    if defined {
        return Ok(None);
    }
    match limit(
        arena,
        function,
        variable,
        Towards::Value(point),
        Side::Both,
        facts,
    )? {
        Limit::Value(value) => Ok(Some(value)),
        Limit::Infinity { .. } => Err(SeriesError::Pole {
            part: words::text(arena, function),
            point: place(arena, variable, Towards::Value(point)),
        }
        .into()),
    }
}

fn at_infinity(
    arena: &mut Arena,
    function: Id,
    large: Id,
    facts: &Facts,
) -> Result<Limit, AnalysisError> {
    let mut engine = Engine::new(arena, large, facts);
    match engine.limit(arena, function)? {
        Value::Infinite(sign) => Ok(Limit::Infinity { negative: sign < 0 }),
        Value::Finite(value) => {
            let bounded = &engine.judge.bounded;
            let symbols = arena.free_symbols(&[value]);
            let moving: Vec<_> = bounded
                .iter()
                .filter(|(symbol, ..)| symbols.contains(symbol))
                .collect();
            match moving.as_slice() {
                [] => real(arena, value).map(Limit::Value),
                // A single oscillation that enters as a term goes through all its values.
                &[&(symbol, low, high)] => {
                    let ends = [low, high].map(|end| {
                        let end = crate::expr::Number::from_double(end)?;
                        let end = arena.number_node(end);
                        let value = arena.substitute(value, &[(symbol, end)]);
                        arena.canonical(value).ok()
                    });
                    let slope = crate::diff::derivative(arena, value, &[symbol])?;
                    let slope = arena.canonical(slope)?;
                    match ends {
                        [Some(low), Some(high)]
                            if slope != Id::ZERO && !engine.judge.has_bounded(arena, slope) =>
                        {
                            let (low, high) = (words::text(arena, low), words::text(arena, high));
                            let falls = engine.judge.sign(arena, slope).is_ok_and(|sign| sign < 0);
                            let between = if falls { (high, low) } else { (low, high) };
                            Err(SeriesError::Oscillates { between }.into())
                        }
                        _ => Err(engine.unsolved(arena, function)),
                    }
                }
                _ => Err(engine.unsolved(arena, function)),
            }
        }
    }
}

/// Exponentials of logarithms written as powers, everywhere in a value.
fn tidied(arena: &mut Arena, value: Id) -> Result<Id, AnalysisError> {
    let mut new: HashMap<Id, Id, FixedState> = HashMap::default();
    for id in arena.reachable(&[value]) {
        let now = |id: Id| new.get(&id).copied().unwrap_or(id);
        let made = match arena.node(id) {
            Node::Call(FunctionId::EXP, run) => {
                let exponent = now(arena.operand(run, 0));
                engine::exponential(arena, exponent)
            }
            Node::Product(run) => {
                let pairs: Vec<Id> = arena.operands(run).to_vec();
                let mut product = Id::ONE;
                for pair in pairs.chunks_exact(2) {
                    let (base, exponent) = (now(pair[0]), now(pair[1]));
                    let factor = if matches!(arena.node(base), Node::Constant(Constant::E)) {
                        engine::exponential(arena, exponent)
                    } else {
                        arena.pow(base, exponent)
                    };
                    product = arena.mul(product, factor);
                }
                product
            }
            _ => arena.rebuild(id, now),
        };
        let made = arena.canonical(made)?;
        new.insert(id, made);
    }
    Ok(new.get(&value).copied().unwrap_or(value))
}

/// A value that is a real number, or depends on symbols.
fn real(arena: &mut Arena, value: Id) -> Result<Id, AnalysisError> {
    let value = tidied(arena, value)?;
    let symbols = arena.free_symbols(&[value]);
    if symbols.is_empty() && super::sample::sample(arena, value, &[]).value.is_nan() {
        return Err(SeriesError::Undefined {
            part: words::text(arena, value),
            point: words::THE_POINT.to_owned(),
        }
        .into());
    }
    Ok(value)
}

fn is_undefined(error: &AnalysisError) -> bool {
    matches!(error, AnalysisError::Series(SeriesError::Undefined { .. }))
}

/// Whether two values are the same for all values of their symbols that the facts allow.
///
/// # Errors
/// [`SeriesError::Unsolved`] if that can't be decided.
pub fn same(arena: &mut Arena, a: Id, b: Id, facts: &Facts) -> Result<bool, AnalysisError> {
    let difference = arena.sub(a, b);
    let difference = arena.canonical(difference)?;
    Judge::new(None, facts.clone()).is_zero(arena, difference)
}

/// The limit from both sides.
fn both(arena: &mut Arena, left: Limit, right: Limit) -> Result<Limit, AnalysisError> {
    if left == right {
        return Ok(right);
    }
    if let (Limit::Value(a), Limit::Value(b)) = (left, right)
        && same(arena, a, b, &Facts::none())?
    {
        return Ok(right);
    }
    Err(SeriesError::SidesDiffer {
        left: left.text(arena),
        right: right.text(arena),
    }
    .into())
}

impl Limit {
    /// The limit as it stands in messages.
    fn text(self, arena: &Arena) -> String {
        match self {
            Limit::Value(value) => words::text(arena, value),
            Limit::Infinity { negative: false } => "inf".to_owned(),
            Limit::Infinity { negative: true } => "-inf".to_owned(),
        }
    }
}

/// `x = 0`, or `x = inf`.
fn place(arena: &Arena, variable: Id, towards: Towards) -> String {
    let point = match towards {
        Towards::Value(point) => words::text(arena, point),
        Towards::Infinity { negative: false } => "inf".to_owned(),
        Towards::Infinity { negative: true } => "-inf".to_owned(),
    };
    format!("{} = {point}", arena.name(variable))
}

/// An error in the words of the question: the point by its name, and no variable that was put in.
fn with_point(
    arena: &Arena,
    mut error: AnalysisError,
    function: Id,
    variable: Id,
    towards: Towards,
) -> AnalysisError {
    const PRIVATE: [&str; 5] = [
        "the large variable",
        "the scale",
        "the argument",
        "bounded ",
        "tail of",
    ];
    if let AnalysisError::Series(error) = &mut error {
        let place = place(arena, variable, towards);
        match error {
            SeriesError::Undefined { part, point } | SeriesError::Pole { part, point } => {
                if point == words::THE_POINT {
                    *point = place;
                }
                if PRIVATE.iter().any(|name| part.contains(name)) {
                    *part = words::text(arena, function);
                }
            }
            SeriesError::Unsolved { part } if PRIVATE.iter().any(|name| part.contains(name)) => {
                *part = format!("{} near {place}", words::text(arena, function));
            }
            _ => {}
        }
    }
    error
}
