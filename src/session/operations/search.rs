//! Searches for minima and maxima.

use super::super::evaluate::failed;
use super::{Call, Operation, replacements};
use crate::Error;
use crate::expr::Expr;
use crate::optimize::{self, Method, Search};
use crate::session::Value;
use crate::syntax::Span;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "minimize", signature: "minimize(f, x = 1, y = 3), minimize(f, x = 1, rate = 0.1, method = newton)", help: "a minimum of f, searched from a start", takes: &[], run: minimize },
    Operation { name: "maximize", signature: "maximize(f, x = 1, y = 3)", help: "a maximum of f, searched from a start", takes: &[], run: maximize },
];

fn search(
    operation: &Operation,
    call: Call<'_>,
    setup: fn(&Expr) -> Search,
) -> Result<Value, Error> {
    let session = call.session;
    let (expr, arguments, span) = operation.subject(call)?;
    let free = expr.free_symbols();
    let mut search = setup(&expr).kink(session.kink());
    let mut start = Vec::new();
    for (name, value) in replacements(operation, arguments)? {
        if name == METHOD && !free.contains(&name) {
            search = search.method(method(operation, &value, span)?);
            continue;
        }
        let value = value
            .at::<&str>([])
            .map_err(|cause| failed(operation.name, cause.into(), span))?;
        // A setting's name is one only where the function has no such variable.
        let setting = SETTINGS
            .iter()
            .find(|(known, _)| *known == name && !free.contains(&name));
        match setting {
            Some((_, set)) => search = set(search, value),
            None => start.push((name, value)),
        }
    }
    // Names that have no start may have a definition.
    let named: Vec<String> = start.iter().map(|(name, _)| name.clone()).collect();
    let Value::Expr(expr) = session.resolved(Value::Expr(expr), &named, span)? else {
        return Err(operation.usage(span));
    };
    let minimum = search
        .expr(&expr)
        .start(start)
        .run()
        .map_err(|cause| failed(operation.name, cause.into(), span))?;
    Ok(Value::Report(Box::new(minimum)))
}

/// The name of the method among a search's settings.
const METHOD: &str = "method";

/// Sets one setting of a search.
type Set = fn(Search, f64) -> Search;

/// The settings of a search that have a number, by the names they have in the command.
const SETTINGS: &[(&str, Set)] = &[
    ("rate", Search::rate),
    ("tolerance", Search::tolerance),
    ("step_tolerance", Search::step_tolerance),
    ("value_tolerance", Search::value_tolerance),
    ("max_iterations", |search, steps| {
        search.max_iterations(steps as usize)
    }),
];

/// The method that a name such as `newton` or `gradient_descent` stands for.
fn method(operation: &Operation, value: &Expr, span: Span) -> Result<Method, Error> {
    value
        .as_symbol()
        .and_then(|name| name.replace('_', "-").parse().ok())
        .ok_or_else(|| {
            operation.wrong(
                "a method: auto, gradient_descent, newton or newton_safe",
                span,
            )
        })
}

fn minimize(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    search(operation, call, optimize::minimize)
}

fn maximize(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    search(operation, call, optimize::maximize)
}
