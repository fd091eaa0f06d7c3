//! Values of expressions in doubles, each with a bound of its rounding error.
//!
//! The layer that compiles expressions stands above this one, so that rules are sampled by the
//! kernels of the function table themselves.

use std::sync::OnceLock;

use crate::expr::lower;
use crate::expr::{Arena, Id, Node, Relation};
use crate::function::FunctionId;

/// A value with a bound of its error; nothing where it isn't real.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    Real {
        value: f64,
        error: f64,
    },
    Undefined,
    /// Real, but not in doubles.
    Unclear,
    Truth(bool),
}

/// The value of one of the nodes in `order`.
pub(super) fn value_of(order: &[Id], values: &[Value], id: Id) -> Value {
    let place = order.binary_search(&id).ok();
    let value = place.and_then(|place| values.get(place));
    value.copied().unwrap_or(Value::Undefined)
}

/// The values of built nodes, children first.
pub(super) fn evaluate(arena: &Arena, order: &[Id], symbols: &[Id], point: &[f64]) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::with_capacity(order.len());
    for &id in order {
        let at = |id: Id| value_of(order, &values, id);
        let value = match arena.node(id) {
            Node::Number(number) => {
                let number = arena.number(number);
                let value = number.to_f64();
                let exact = number.is_integer() && value.abs() < 1e15;
                real(
                    value,
                    if exact {
                        0.0
                    } else {
                        value.abs() * f64::EPSILON
                    },
                )
            }
            Node::Constant(constant) => real(constant.value(), constant.value() * f64::EPSILON),
            Node::Symbol(_) => {
                let place = symbols.iter().position(|&symbol| symbol == id);
                match place.and_then(|place| point.get(place)) {
                    Some(&value) => real(value, 0.0),
                    None => Value::Undefined,
                }
            }
            Node::Add(a, b) => lift(&[at(a), at(b)], true, |x| x[0] + x[1]),
            Node::Mul(a, b) => lift(&[at(a), at(b)], true, |x| x[0] * x[1]),
            Node::Pow(a, b) => power(at(a), at(b)),
            Node::Call(function, run) => {
                let arguments: Vec<Value> = arena.operands(run).iter().map(|&a| at(a)).collect();
                call(function, &arguments)
            }
            Node::Compare(relation, a, b) => compare(relation, at(a), at(b)),
            Node::And(a, b) => match (at(a), at(b)) {
                (Value::Truth(a), Value::Truth(b)) => Value::Truth(a && b),
                _ => Value::Unclear,
            },
            Node::Or(a, b) => match (at(a), at(b)) {
                (Value::Truth(a), Value::Truth(b)) => Value::Truth(a || b),
                _ => Value::Unclear,
            },
            Node::Not(a) => match at(a) {
                Value::Truth(a) => Value::Truth(!a),
                other => other,
            },
            Node::Piecewise(run) => pieces(arena.operands(run), &at),
            _ => Value::Undefined,
        };
        values.push(value);
    }
    values
}

fn pieces(operands: &[Id], at: &impl Fn(Id) -> Value) -> Value {
    for piece in operands.chunks(2) {
        match *piece {
            [condition, value] => match at(condition) {
                Value::Truth(true) => return at(value),
                Value::Truth(false) => {}
                other => return other,
            },
            [otherwise] => return at(otherwise),
            _ => {}
        }
    }
    Value::Undefined
}

fn real(value: f64, error: f64) -> Value {
    match value.is_finite() && !error.is_nan() {
        true => Value::Real { value, error },
        false => Value::Unclear,
    }
}

/// An operation: how far its value moves when each argument moves by its error. Those that are
/// `exact` do not round whole numbers.
fn lift(arguments: &[Value], exact: bool, operation: impl Fn(&[f64]) -> f64) -> Value {
    let mut point = Vec::with_capacity(arguments.len());
    let mut errors = Vec::with_capacity(arguments.len());
    for argument in arguments {
        match *argument {
            Value::Real { value, error } => {
                point.push(value);
                errors.push(error);
            }
            other => return other,
        }
    }
    let value = operation(&point);
    let whole = exact
        && errors.iter().all(|&error| error == 0.0)
        && point.iter().all(|x| x.fract() == 0.0)
        && value.fract() == 0.0
        && value.abs() < 1e15;
    let mut error = if whole {
        0.0
    } else {
        4.0 * f64::EPSILON * value.abs()
    };
    for at in 0..point.len() {
        if errors[at] == 0.0 {
            continue;
        }
        let centre = point[at];
        let mut moved: f64 = 0.0;
        for side in [centre - errors[at], centre + errors[at]] {
            point[at] = side;
            let change = (operation(&point) - value).abs();
            moved = if change.is_nan() {
                f64::INFINITY
            } else {
                moved.max(change)
            };
        }
        point[at] = centre;
        error += moved;
    }
    match value.is_nan() {
        true => Value::Undefined,
        false if error == f64::INFINITY => Value::Unclear,
        false => real(value, error),
    }
}

fn power(base: Value, exponent: Value) -> Value {
    match (base, exponent) {
        // A pole, unless rounding has made the zero.
        (Value::Real { value: 0.0, error }, Value::Real { value: n, .. }) if n < 0.0 => {
            match error == 0.0 {
                true => Value::Undefined,
                false => Value::Unclear,
            }
        }
        (Value::Real { value, error }, Value::Real { .. })
            if error > 0.0 && value.abs() <= 8.0 * error =>
        {
            Value::Unclear
        }
        _ => lift(&[base, exponent], true, |x| x[0].powf(x[1])),
    }
}

fn compare(relation: Relation, a: Value, b: Value) -> Value {
    match (a, b) {
        (Value::Real { value: a, error: e }, Value::Real { value: b, error: f }) => {
            let unclear = e + f > 0.0 && (a - b).abs() <= 4.0 * (e + f);
            match relation {
                _ if unclear => Value::Unclear,
                Relation::Less => Value::Truth(a < b),
                Relation::LessEqual => Value::Truth(a <= b),
                Relation::Greater => Value::Truth(a > b),
                Relation::GreaterEqual => Value::Truth(a >= b),
                Relation::Equal => Value::Truth(a == b),
                Relation::NotEqual => Value::Truth(a != b),
            }
        }
        (Value::Undefined, _) | (_, Value::Undefined) => Value::Undefined,
        _ => Value::Unclear,
    }
}

/// The domain of a function as a condition on its parameters.
struct Domain {
    arena: Arena,
    condition: Id,
    symbols: Vec<Id>,
}

/// The domain that a function's row states, read once; nothing for all reals.
fn domain(function: FunctionId) -> Option<&'static Domain> {
    static ALL: OnceLock<Vec<OnceLock<Option<Domain>>>> = OnceLock::new();
    let all = ALL.get_or_init(|| crate::function::all().map(|_| OnceLock::new()).collect());
    let read = || {
        let row = function.row();
        let mut arena = Arena::new();
        let condition = lower::formula(&mut arena, row.domain)?;
        let symbols = row
            .parameters
            .iter()
            .map(|name| arena.symbol(name))
            .collect();
        Some(Domain {
            arena,
            condition,
            symbols,
        })
    };
    all.get(function.index())?.get_or_init(read).as_ref()
}

/// A function of the table, undefined outside its domain.
fn call(function: FunctionId, arguments: &[Value]) -> Value {
    if let Some(Domain {
        arena,
        condition,
        symbols,
    }) = domain(function)
    {
        let mut point = Vec::new();
        let mut inexact = false;
        for argument in arguments {
            match *argument {
                Value::Real { value, error } => {
                    point.push(value);
                    inexact |= error > 0.0;
                }
                other => return other,
            }
        }
        let order = arena.reachable(&[*condition]);
        let values = evaluate(arena, &order, symbols, &point);
        match value_of(&order, &values, *condition) {
            Value::Truth(true) => {}
            // At the edge of the domain rounding decides.
            Value::Truth(false) if !inexact => return Value::Undefined,
            Value::Truth(false) => {
                let outside = lift(arguments, false, |x| function.value(x));
                return match outside {
                    Value::Undefined => Value::Undefined,
                    _ => Value::Unclear,
                };
            }
            _ => return Value::Unclear,
        }
    }
    lift(arguments, false, |x| function.value(x))
}
