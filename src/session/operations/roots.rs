//! All zeros in a range or box, and one zero from a start.

use std::sync::Arc;

use super::super::evaluate::failed;
use super::equations::left_sides;
use super::{Argument, Call, Field, Operation};
use crate::Error;
use crate::expr::Expr;
use crate::optimize::{Range, RegionKind, Solutions, all_roots, find_root};
use crate::session::Value;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "roots", signature: "roots(f, x = [0, 5]), roots([f, g], x = [0, 5], y = [0, 5]), roots([f, g], x = 1, y = 2)", help: "all zeros of f or a system in a box, with proof; from a start, one of them", takes: &[Field::Expression, Field::Variables, Field::Box, Field::Start], run: roots },
];

/// What the arguments behind the equations must be.
const WHERE: &str = "a range such as x = [0, 5] or a start such as x = 1 for each unknown";

fn roots(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let session = call.session;
    let span = call.span;
    let mut arguments = call.arguments.into_iter();
    let Some(first) = arguments.next() else {
        return Err(operation.usage(span));
    };
    let mut ranges: Vec<Range> = Vec::new();
    let mut start: Vec<(String, f64)> = Vec::new();
    let mut name: Option<String> = None;
    for argument in arguments {
        let Argument {
            value,
            name: alone,
            span,
        } = argument;
        match (value, alone) {
            (Value::Range(name, lower, upper), _) => {
                ranges.push((name, end(&lower)?, end(&upper)?));
            }
            (Value::Equation(left, right), _) => match left.as_symbol() {
                Some(name) => start.push((name, end(&right)?)),
                None => return Err(operation.wrong(WHERE, span)),
            },
            // `roots(f, x, [0, 5])`
            (Value::List(ends), _) => match (name.take(), ends.as_slice()) {
                (Some(name), [Value::Expr(lower), Value::Expr(upper)]) => {
                    ranges.push((name, end(lower)?, end(upper)?));
                }
                _ => return Err(operation.wrong(WHERE, span)),
            },
            // Names before ranges may be told, and need not be.
            (_, Some(alone)) => name = Some(alone),
            _ => return Err(operation.wrong(WHERE, span)),
        }
    }
    if ranges.is_empty() == start.is_empty() {
        return Err(operation.wrong(WHERE, span));
    }
    let held = ranges.iter().map(|(name, ..)| name.clone());
    let held: Vec<String> = held
        .chain(start.iter().map(|(name, _)| name.clone()))
        .collect();
    let value = session.resolved(first.value, &held, first.span)?;
    let equations = left_sides(operation, value, first.span)?;
    if !start.is_empty() {
        let report = find_root(&equations)
            .start(start)
            .run()
            .map_err(|cause| failed(operation.name, cause.into(), span))?;
        return Ok(Value::Text(report.to_string()));
    }
    let mut search = all_roots(&equations);
    if let Some(flag) = session.interrupt() {
        search = search.interrupt(Arc::clone(flag));
    }
    for (name, lower, upper) in ranges {
        search = search.range(name, lower, upper);
    }
    let found = search
        .run()
        .map_err(|cause| failed(operation.name, cause.into(), span))?;
    if found.points.is_empty() && found.undecided.is_empty() {
        call.remarks.notes.push("there is no root there".to_owned());
    }
    call.remarks.notes.extend(remarks(&found, "roots"));
    Ok(Value::Solutions(Box::new(found)))
}

/// What is to be said of solutions that are not all proved.
pub(super) fn remarks(found: &Solutions, what: &str) -> Option<String> {
    let undecided = (found.undecided.iter())
        .filter(|region| region.kind == RegionKind::Undecided)
        .count();
    if found.spent && undecided > 0 {
        return Some(format!(
            "the search was ended early; there may be more {what} in the undecided regions"
        ));
    }
    let proved = found.points.iter().all(|point| point.certified);
    match (undecided > 0, proved) {
        (true, _) => Some(format!("there may be more {what} in the undecided regions")),
        (false, false) => {
            Some("what is not certified is a zero as far as doubles can tell".to_owned())
        }
        (false, true) => None,
    }
}

/// The number that an end of a range is.
pub(super) fn end(value: &Expr) -> Result<f64, Error> {
    /// The symbol that stands for no bound.
    const INFINITE: &str = "inf";
    if value.as_symbol().is_some_and(|name| name == INFINITE) {
        return Ok(f64::INFINITY);
    }
    let negated = -value;
    if negated.as_symbol().is_some_and(|name| name == INFINITE) {
        return Ok(f64::NEG_INFINITY);
    }
    Ok(value.at::<&str>([])?)
}
