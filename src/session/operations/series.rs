//! Series, limits, tangents and signs.

use super::super::evaluate::failed;
use super::equations::facts;
use super::{Argument, Call, Field, Operation};
use crate::Error;
use crate::analysis::series::{Extended, Side};
use crate::expr::Expr;
use crate::session::{Session, Value};
use crate::syntax::Span;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "taylor", signature: "taylor(f, x = 0, 5), taylor(f, x = 0, y = 1, 2)", help: "the Taylor polynomial of f around a point", takes: &[Field::Expression, Field::Around, Field::Order], run: taylor },
    Operation { name: "limit", signature: "limit(f, x, 0), limit(f, x = 0), limit(f, x, inf), limit(f, x, 0, right)", help: "the limit of f as x goes to a value, to inf or to -inf", takes: &[Field::Expression, Field::Variables, Field::To, Field::Side], run: limit },
    Operation { name: "tangent", signature: "tangent(f, x = 2), tangent(f, x = 2, y = 4)", help: "the tangent line or plane of f at a point", takes: &[Field::Expression, Field::Around], run: tangent },
    Operation { name: "signs", signature: "signs(f, x = [-3, 3]), signs(f, x, -3, 3)", help: "a table of the signs of f, f' and f'' between two numbers", takes: &[Field::Expression, Field::Box], run: signs },
];

/// The order of a series where none is given.
const ORDER: u64 = 5;

/// The name that stands for what lies beyond all numbers.
const INFINITY: &str = "inf";

/// The expression with definitions put in, but for the names that the operation holds.
fn subject(
    operation: &Operation,
    session: &Session,
    argument: Argument,
    held: &[String],
) -> Result<Expr, Error> {
    match session.resolved(argument.value, held, argument.span)? {
        Value::Expr(expr) => Ok(expr),
        _ => Err(operation.wrong("an expression", argument.span)),
    }
}

/// Points given as `x = 2`.
fn points(operation: &Operation, arguments: Vec<Argument>) -> Result<Vec<(String, Expr)>, Error> {
    const POINT: &str = "a point such as x = 0";
    arguments
        .into_iter()
        .map(|argument| match argument.value {
            Value::Equation(left, right) => match left.as_symbol() {
                Some(name) => Ok((name, right)),
                None => Err(operation.wrong(POINT, argument.span)),
            },
            _ => Err(operation.wrong(POINT, argument.span)),
        })
        .collect()
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Expr(expr) => expr.as_number()?.to_i64(),
        Value::Number(number) if number.fract() == 0.0 && number.abs() < 1e9 => {
            Some(*number as i64)
        }
        _ => None,
    }
}

fn names(points: &[(String, Expr)]) -> Vec<String> {
    points.iter().map(|(name, _)| name.clone()).collect()
}

fn borrowed(points: &[(String, Expr)]) -> Vec<(&str, Expr)> {
    points
        .iter()
        .map(|(name, point)| (name.as_str(), point.clone()))
        .collect()
}

fn taylor(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let mut arguments = call.arguments;
    let mut order = ORDER;
    if let Some(last) = arguments.last()
        && arguments.len() > 1
        && !matches!(last.value, Value::Equation(..))
    {
        order = whole(&last.value)
            .and_then(|order| u64::try_from(order).ok())
            .ok_or_else(|| operation.wrong("an order: a whole number, 0 or more", last.span))?;
        arguments.pop();
    }
    if arguments.len() < 2 {
        return Err(operation.usage(call.span));
    }
    let first = arguments.remove(0);
    let around = points(operation, arguments)?;
    let f = subject(operation, call.session, first, &names(&around))?;
    let series = f
        .taylor(&borrowed(&around), order)
        .map_err(|cause| failed(operation.name, cause.into(), call.span))?;
    Ok(Value::Series(Box::new(series)))
}

fn tangent(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let mut arguments = call.arguments;
    if arguments.len() < 2 {
        return Err(operation.usage(call.span));
    }
    let first = arguments.remove(0);
    let at = points(operation, arguments)?;
    let f = subject(operation, call.session, first, &names(&at))?;
    let tangent = f
        .tangent(&borrowed(&at))
        .map_err(|cause| failed(operation.name, cause.into(), call.span))?;
    Ok(tangent.into())
}

/// Where a variable goes: an expression, `inf` or `-inf`.
fn towards(value: Expr) -> Extended {
    if value.as_symbol().as_deref() == Some(INFINITY) {
        return Extended::Infinity;
    }
    let opposite = -&value;
    if opposite.as_symbol().as_deref() == Some(INFINITY) || value == -Expr::symbol(INFINITY) {
        return Extended::NegativeInfinity;
    }
    Extended::Value(value)
}

fn limit(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    const SIDES: &str = "left, right or both";
    let mut arguments = call.arguments;
    if arguments.len() < 2 {
        return Err(operation.usage(call.span));
    }
    let first = arguments.remove(0);
    let mut rest = arguments.into_iter();
    let (name, to) = match rest.next() {
        Some(Argument {
            value: Value::Equation(left, right),
            span,
            ..
        }) => match left.as_symbol() {
            Some(name) => (name, right),
            None => return Err(operation.wrong("a variable such as x", span)),
        },
        Some(Argument {
            name: Some(name), ..
        }) => match rest.next() {
            Some(Argument {
                value: Value::Expr(to),
                ..
            }) => (name, to),
            Some(Argument {
                value: Value::Number(number),
                span,
                ..
            }) => match Expr::decimal(number) {
                Some(to) => (name, to),
                None if number == f64::INFINITY => (name, Expr::symbol(INFINITY)),
                None if number == f64::NEG_INFINITY => (name, -Expr::symbol(INFINITY)),
                None => return Err(operation.wrong("a value, inf or -inf", span)),
            },
            _ => return Err(operation.usage(call.span)),
        },
        _ => return Err(operation.usage(call.span)),
    };
    let side = match rest.next() {
        None => Side::Both,
        Some(argument) => match argument.name.as_deref() {
            Some("left") => Side::Left,
            Some("right") => Side::Right,
            Some("both") => Side::Both,
            _ => return Err(operation.wrong(SIDES, argument.span)),
        },
    };
    if rest.next().is_some() {
        return Err(operation.usage(call.span));
    }
    let held = [name.clone()];
    let f = subject(operation, call.session, first, &held)?;
    let session = call.session;
    let found = f
        .limit_with(&name, &towards(to), side, |arena| facts(session, arena))
        .map_err(|cause| failed(operation.name, cause.into(), call.span))?;
    Ok(match found {
        Extended::Value(value) => value.into(),
        Extended::Infinity => Expr::symbol(INFINITY).into(),
        Extended::NegativeInfinity => (-Expr::symbol(INFINITY)).into(),
    })
}

fn signs(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let mut arguments = call.arguments;
    if arguments.len() < 2 {
        return Err(operation.usage(call.span));
    }
    let first = arguments.remove(0);
    let (name, from, to) = match <[Argument; 1]>::try_from(arguments) {
        Ok([argument]) => match argument.value {
            Value::Range(name, from, to) => (name, from, to),
            _ => return Err(operation.wrong("an interval such as x = [-3, 3]", argument.span)),
        },
        Err(arguments) => interval(operation, arguments, call.span)?,
    };
    let held = [name.clone()];
    let f = subject(operation, call.session, first, &held)?;
    let table = f
        .signs(&name, &from, &to)
        .map_err(|cause| failed(operation.name, cause.into(), call.span))?;
    Ok(Value::Text(table.to_string()))
}

/// An interval given as `x, -3, 3`.
fn interval(
    operation: &Operation,
    arguments: Vec<Argument>,
    span: Span,
) -> Result<(String, Expr, Expr), Error> {
    let [name, from, to] =
        <[Argument; 3]>::try_from(arguments).map_err(|_| operation.usage(span))?;
    match (name.name, from.value, to.value) {
        (Some(name), Value::Expr(from), Value::Expr(to)) => Ok((name, from, to)),
        _ => Err(operation.usage(span)),
    }
}
