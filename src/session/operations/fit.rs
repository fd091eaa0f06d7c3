//! Models fitted to tables.

use std::sync::Arc;

use super::super::evaluate::failed;
use super::search::number;
use super::{Argument, Call, Operation};
use crate::Error;
use crate::data::{Data, Table};
use crate::expr::Expr;
use crate::optimize::fit as fitting;
use crate::session::{Fitted, Session, Value};
use crate::syntax::Span;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "fit", signature: "fit(y = a*x + b, \"data.csv\"), fit(y = a*exp(b*x), \"data.csv\", a = 1, b = [-2, 0], sigma = s)", help: "the parameters of a model that fit a table best, with their errors", takes: &[], run: fit },
];

/// What the arguments behind the model must be.
const SETUP: &str = "a file such as \"data.csv\", a start such as a = 1, a range such as \
                     a = [0, 5], or a setting such as sigma = s or confidence = 0.9";

/// What the first argument must be.
const MODEL: &str = "a model such as y = a*x + b";

/// The names of the settings that are columns.
const SIGMA: &str = "sigma";
const WEIGHTS: &str = "weights";
/// The names of the settings that are numbers.
const CONFIDENCE: &str = "confidence";
const MOST_STEPS: &str = "max_iterations";

fn fit(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let Call {
        session,
        arguments,
        span,
        remarks,
    } = call;
    let mut arguments = arguments.into_iter();
    let Some(first) = arguments.next() else {
        return Err(operation.usage(span));
    };
    let Value::Equation(response, model) = first.value else {
        return Err(operation.wrong(MODEL, first.span));
    };
    let mut file = None;
    let mut start: Vec<(String, f64)> = Vec::new();
    let mut bounds: Vec<(String, f64, f64)> = Vec::new();
    let (mut sigma, mut weights) = (None, None);
    let (mut confidence, mut steps) = (None, None);
    for argument in arguments {
        if let Some(range) = super::search::pair(session, operation, &argument) {
            bounds.push(range?);
            continue;
        }
        let Argument { value, span, .. } = argument;
        let (name, value) = match file_named(session, value, span)? {
            Value::Text(path) if file.is_none() => {
                file = Some((path, span));
                continue;
            }
            Value::Equation(left, right) => match left.as_symbol() {
                Some(name) => (name, right),
                None => return Err(operation.wrong(SETUP, span)),
            },
            _ => return Err(operation.wrong(SETUP, span)),
        };
        // A setting's name is one only where the model has no such parameter.
        let free = [&response, &model].map(Expr::free_symbols).concat();
        let is_free = free.contains(&name);
        let amount = || {
            let value = session.resolved(value.clone().into(), &[], span)?;
            number(operation, value, span)
        };
        let column = || {
            let column = value.as_symbol();
            column.ok_or_else(|| operation.wrong("the name of a column", span))
        };
        match name.as_str() {
            SIGMA if !is_free => sigma = Some(column()?),
            WEIGHTS if !is_free => weights = Some(column()?),
            CONFIDENCE if !is_free => confidence = Some(amount()?),
            MOST_STEPS if !is_free => steps = Some(amount()?),
            _ => start.push((name, amount()?)),
        }
    }
    let Some((path, place)) = file else {
        return Err(operation.wrong("a file with the data, such as \"data.csv\"", span));
    };
    let extra: Vec<&String> = sigma.iter().chain(&weights).collect();
    let (data, columns) = table(operation, &path, &[&response, &model], &extra, place)?;
    // Columns and parameters with a start or range are what they are; other names may be defined.
    let held: Vec<String> = (columns.into_iter())
        .chain(start.iter().map(|(name, _)| name.clone()))
        .chain(bounds.iter().map(|(name, ..)| name.clone()))
        .collect();
    let known = |expr: Expr| match session.resolved(expr.into(), &held, span)? {
        Value::Expr(expr) => Ok(expr),
        _ => Err(operation.wrong(MODEL, first.span)),
    };
    let (response, model) = (known(response)?, known(model)?);
    let mut fitting = fitting(&response, &model, &data)
        .start(start)
        .kink(session.kink());
    for (name, lower, upper) in bounds {
        fitting = fitting.bounds(name, lower, upper);
    }
    if let Some(column) = sigma {
        fitting = fitting.deviations(column);
    }
    if let Some(column) = weights {
        fitting = fitting.weights(column);
    }
    if let Some(share) = confidence {
        fitting = fitting.confidence(share);
    }
    if let Some(steps) = steps {
        fitting = fitting.max_iterations(steps as usize);
    }
    if let Some(flag) = session.interrupt() {
        fitting = fitting.interrupt(Arc::clone(flag));
    }
    let fit = fitting.run();
    let fit = fit.map_err(|cause| failed(operation.name, cause.into(), span))?;
    remarks.notes.extend(fit.explanation());
    Ok(Value::Fit(Box::new(Fitted { fit, data })))
}

/// A name that is defined as a text, as that text; any other value as it is.
pub(super) fn file_named(session: &Session, value: Value, span: Span) -> Result<Value, Error> {
    let name = match &value {
        Value::Expr(expr) => expr.as_symbol(),
        _ => None,
    };
    let Some(name) = name else {
        return Ok(value);
    };
    let found = session.definitions.constant(&name, &[]);
    match found.map_err(|cause| cause.at(span))? {
        Some(text @ Value::Text(_)) => Ok(text),
        _ => Ok(value),
    }
}

/// The columns of a file that expressions mention and those named besides, and the names of all
/// its columns.
pub(super) fn table(
    operation: &Operation,
    path: &str,
    expressions: &[&Expr],
    extra: &[&String],
    span: Span,
) -> Result<(Data, Vec<String>), Error> {
    let refused = |cause: crate::data::DataError| failed(operation.name, cause.into(), span);
    let table = Table::open(path).map_err(refused)?;
    let mut wanted = table.mentioned(expressions.iter().copied());
    for name in extra {
        let known = |other: &String| crate::syntax::same_name(other, name);
        if !wanted.iter().any(known) {
            wanted.push((*name).clone());
        }
    }
    if wanted.is_empty() {
        wanted.extend(table.names().first().cloned());
    }
    let data = table.columns(&wanted).map_err(refused)?;
    Ok((data, table.names().to_vec()))
}

/// All columns of a file.
#[cfg(feature = "plot")]
pub(super) fn whole(operation: &Operation, path: &str, span: Span) -> Result<Data, Error> {
    let refused = |cause: crate::data::DataError| failed(operation.name, cause.into(), span);
    let table = Table::open(path).map_err(refused)?;
    table.columns(table.names()).map_err(refused)
}
