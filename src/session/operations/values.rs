//! Values at a point, and why there is none.

use super::super::evaluate::failed;
use super::{Call, Field, Operation, replacements};
use crate::Error;
use crate::compile::{AccuracyOptions, CompileOptions, KinkPolicy};
use crate::expr::{Expr, double};
use crate::point::PointValue;
use crate::session::Value;
use crate::syntax::Span;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "eval", signature: "eval(f), eval(f, x = 1, y = 2), eval(f, x = 1, digits = 50)", help: "the value of f as a double, or to any number of digits", takes: &[], run: eval },
    Operation { name: "explain", signature: "explain(f, x = 0), explain(diff(f, x), x = 0, y = 2)", help: "why f has no value at a point: the first part that left its domain", takes: &[Field::Expression, Field::Point], run: explain },
    Operation { name: "accuracy", signature: "accuracy(f, x = [0, 1]), accuracy(f, x = [0, 1], y = [1, 2], 500)", help: "how far the compiled f is off over a box, in units in the last place", takes: &[Field::Expression, Field::Box, Field::Points], run: accuracy },
];

/// How far the compiled function is off over a box: `accuracy(f, x = [0, 1], 500)`.
fn accuracy(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let session = call.session;
    let (expr, arguments, span) = operation.subject(call)?;
    let mut options = AccuracyOptions::default();
    let mut area: Vec<(String, f64, f64)> = Vec::new();
    for argument in arguments {
        match argument.value {
            Value::Range(name, low, high) => {
                let [low, high] = [low, high].map(|end| end.at::<&str>([]));
                area.push((name, low?, high?));
            }
            Value::Expr(count) => {
                let count = count.as_number().and_then(|count| count.to_i64());
                options.points = count
                    .and_then(|count| usize::try_from(count).ok())
                    .ok_or_else(|| operation.wrong("a number of points", argument.span))?;
            }
            _ => return Err(operation.wrong("a range such as x = [0, 1]", argument.span)),
        }
    }
    let held: Vec<String> = area.iter().map(|(name, ..)| name.clone()).collect();
    let Value::Expr(expr) = session.resolved(Value::Expr(expr), &held, span)? else {
        return Err(operation.usage(span));
    };
    let report = expr
        .accuracy(&area, &options)
        .map_err(|cause| failed(operation.name, cause.into(), span))?;
    Ok(Value::Text(report.to_string()))
}

/// The values of symbols.
type Place = Vec<(String, f64)>;

/// The function with its definitions put in, and the values of the symbols that have one.
fn taken(operation: &Operation, call: Call<'_>) -> Result<(Expr, Place, Span), Error> {
    let session = call.session;
    let (expr, arguments, span) = operation.subject(call)?;
    let pairs = replacements(operation, arguments)?;
    let held: Vec<String> = pairs.iter().map(|(name, _)| name.clone()).collect();
    let Value::Expr(expr) = session.resolved(Value::Expr(expr), &held, span)? else {
        return Err(operation.usage(span));
    };
    let mut point = Vec::new();
    for (name, value) in pairs {
        let Value::Expr(value) = session.resolved(Value::Expr(value), &[], span)? else {
            return Err(operation.usage(span));
        };
        let value = value
            .at::<&str>([])
            .map_err(|cause| failed(operation.name, cause.into(), span))?;
        point.push((name, value));
    }
    Ok((expr, point, span))
}

fn eval(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let Call {
        session,
        arguments,
        span,
        remarks,
    } = call;
    let whole = Call {
        session,
        arguments,
        span,
        remarks: &mut *remarks,
    };
    let (expr, rest, span) = operation.subject(whole)?;
    let pairs = replacements(operation, rest)?;
    let pairs: Vec<(&str, Expr)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    let resolved = |expr: Expr, held: &[String]| match session.resolved(expr.into(), held, span)? {
        Value::Expr(expr) => Ok::<Expr, Error>(expr),
        _ => Err(operation.usage(span)),
    };
    if let Some(at) = pairs.iter().position(|(name, _)| *name == "digits")
        && !expr.free_symbols().iter().any(|name| name == "digits")
    {
        let mut pairs = pairs;
        let (_, count) = pairs.remove(at);
        let digits = count.as_number().and_then(|count| count.to_i64());
        let digits = digits
            .and_then(|digits| u32::try_from(digits).ok())
            .ok_or_else(|| operation.wrong("a whole number of digits", span))?;
        let text = resolved(expr.substitute(&pairs), &[])?
            .digits(digits)
            .map_err(|cause| failed(operation.name, cause.into(), span))?;
        return Ok(Value::Text(text));
    }
    let point = numbers(&pairs).filter(|point| !point.is_empty());
    let held: Vec<String> = pairs.iter().map(|(name, _)| (*name).to_owned()).collect();
    let function = resolved(expr.clone(), &held)?;
    // A derivative at a kink has the policy's value; put in exactly, a step has its own.
    let at_kink = (function.flags().derivative)
        .then_some(point.as_ref())
        .flatten();
    let at_kink = at_kink.is_some_and(|point| !function.kinks_at(point).is_empty());
    // An exact 0 put in below a bar may be gone when it is met by another: where the values are
    // doubles anyway, the doubles say first whether there is a value.
    let plain = pairs.iter().all(|(_, value)| value.as_number().is_some());
    let computed = match &point {
        Some(point) if plain => {
            let names = point.iter().map(|(name, _)| name);
            let values: Vec<f64> = point.iter().map(|(_, value)| *value).collect();
            // As they are written, operations have no value at a hole.
            let options = CompileOptions::as_written();
            let compiled = function
                .compile_with(names, &options)
                .map_err(|cause| failed(operation.name, cause.into(), span))?;
            compiled.value(&values).is_finite()
        }
        _ => true,
    };
    if !at_kink && computed {
        let whole = resolved(expr.substitute(&pairs), &[])?;
        let value = whole
            .compile::<&str>([])
            .map_err(|cause| failed(operation.name, cause.into(), span))?
            .value(&[]);
        let decided = value.is_finite() || point.is_none() && !function.flags().derivative;
        if decided {
            return Ok(Value::Number(value));
        }
    }
    let point = point.unwrap_or_default();
    let policy = session.kink();
    let found = function
        .value_at(point.iter().map(|(name, value)| (name, *value)), policy)
        .map_err(|cause| failed(operation.name, cause.into(), span))?;
    let said = said(found, &function, &point, policy);
    remarks.notes.extend(said);
    Ok(Value::Number(found.value()))
}

/// The values of a point, if all are numbers.
fn numbers(pairs: &[(&str, Expr)]) -> Option<Vec<(String, f64)>> {
    pairs
        .iter()
        .map(|(name, value)| {
            let known = value.free_symbols().is_empty();
            let value = known.then(|| value.at::<&str>([]).ok()).flatten()?;
            value.is_finite().then(|| ((*name).to_owned(), value))
        })
        .collect()
}

/// What there is to say of a value that was not just computed.
fn said(
    found: PointValue,
    expr: &Expr,
    point: &[(String, f64)],
    policy: KinkPolicy,
) -> Option<String> {
    match found {
        PointValue::Limit(value) => Some(format!(
            "at {}: removable, {} is the limit there",
            crate::point::place(point),
            double(value)
        )),
        PointValue::Kink(_) | PointValue::Computed(_) if expr.flags().derivative => {
            let pairs = point.iter().map(|(name, value)| (name, *value));
            let why = expr.explain_with(pairs, policy).ok()?;
            why.policy.is_some().then(|| why.to_string())
        }
        _ => None,
    }
}

fn explain(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let policy = call.session.kink();
    let (expr, point, span) = taken(operation, call)?;
    let why = expr
        .explain_with(point, policy)
        .map_err(|cause| failed(operation.name, cause.into(), span))?;
    Ok(Value::Text(why.to_string()))
}
