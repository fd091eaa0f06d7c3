//! Pictures: expressions and ranges into a figure.

use std::sync::Arc;

use super::super::evaluate::failed;
use super::search::{SETTINGS, method, number};
use super::{Argument, Call, Operation};
use crate::Error;
use crate::expr::Expr;
use crate::optimize::{Search, minimize};
use crate::plot::{Kind, Plot, PlotError, With};
use crate::session::Value;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "plot", signature: "plot(f, x = [-6, 6]), plot([f, g], x = [-6, 6]), plot(f, x = [0, 6], y = [0, 6], kind = contour), plot(f, x = [-6, 6], with = derivatives, tangent = 1), plot(f, \"points.csv\"), plot(fit(y = a*x + b, \"data.csv\"))", help: "a picture of expressions, equations or a fit; from a start, also the way", takes: &[], run: plot },
];

/// What the arguments behind the expressions must be.
const SETUP: &str = "a range such as x = [-6, 6], a start such as x = 1, a file of points such as \
                     \"points.csv\", or a setting such as kind = contour, with = derivatives or tangent = 1";

/// The names of the settings that are words.
const KIND: &str = "kind";
const WITH: &str = "with";
const METHOD: &str = "method";
const TANGENT: &str = "tangent";
const TAYLOR: &str = "taylor";

fn plot(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let session = call.session;
    let span = call.span;
    let mut arguments = call.arguments.into_iter();
    let Some(first) = arguments.next() else {
        return Err(operation.usage(span));
    };
    let mut figure = Plot::default().kink(session.kink());
    let mut ranges: Vec<String> = Vec::new();
    let mut start: Vec<(String, f64)> = Vec::new();
    let mut settings: Vec<Box<dyn Fn(Search) -> Search>> = Vec::new();
    let refused = |error| failed(operation.name, Error::from(error), span);
    if let Value::Fit(fitted) = &first.value {
        let Some(argument) = arguments.next() else {
            let figure = crate::plot::fit(&fitted.fit, &fitted.data).map_err(refused)?;
            return Ok(Value::Figure(Box::new(figure)));
        };
        return Err(operation.wrong(
            "the fit alone; a picture of a fit takes no settings",
            argument.span,
        ));
    }
    let variables = first_expression(&first.value).map(Expr::free_symbols);
    let variables = variables.unwrap_or_default();
    for Argument { value, span, .. } in arguments {
        let (name, value) = match super::fit::file_named(session, value, span)? {
            Value::Range(name, lower, upper) => {
                let [lower, upper] = [lower, upper].map(|end| {
                    let end = session.resolved(end.into(), &[], span)?;
                    number(operation, end, span)
                });
                let ends = [lower?, upper?];
                // `tangent = [2, 4]` reads like a range, which it is where the name is a variable.
                if name == TANGENT && !variables.contains(&name) {
                    figure = figure.with(With::TangentPlane(ends));
                    continue;
                }
                figure = figure.range(&name, ends[0], ends[1]);
                ranges.push(name);
                continue;
            }
            Value::Text(path) => {
                figure = figure.points(&super::fit::whole(operation, &path, span)?);
                continue;
            }
            Value::Equation(left, right) => match left.as_symbol() {
                Some(name) => (name, right),
                None => return Err(operation.wrong(SETUP, span)),
            },
            _ => return Err(operation.wrong(SETUP, span)),
        };
        let word = value.as_symbol();
        let amount = || {
            let value = session.resolved(value.clone().into(), &[], span)?;
            number(operation, value, span)
        };
        match (name.as_str(), &word) {
            (KIND, Some(word)) => figure = figure.kind(Kind::named(word).map_err(refused)?),
            (WITH, Some(word)) => {
                let none = |_: &str| Err(PlotError::Nothing);
                figure = figure.with(With::read(word, none).map_err(refused)?);
            }
            (METHOD, Some(_)) => {
                let method = method(operation, &value, span)?;
                settings.push(Box::new(move |search| search.method(method)));
            }
            (TANGENT, _) => figure = figure.with(With::Tangent(amount()?)),
            (TAYLOR, _) => figure = figure.with(With::Taylor(amount()?)),
            (name, _) => match SETTINGS.iter().find(|(known, _)| *known == name) {
                Some((_, set)) => {
                    let (set, value) = (*set, amount()?);
                    settings.push(Box::new(move |search| set(search, value)));
                }
                None => start.push((name.to_owned(), amount()?)),
            },
        }
    }
    let held: Vec<String> = ranges
        .iter()
        .cloned()
        .chain(start.iter().map(|(name, _)| name.clone()))
        .collect();
    let value = session.resolved(first.value, &held, first.span)?;
    let walked = first_expression(&value).cloned();
    let Some(mut figure) = subjects(figure, value) else {
        return Err(operation.wrong("an expression, an equation or a list of them", first.span));
    };
    if let (false, Some(expr)) = (start.is_empty(), walked) {
        let mut search = minimize(&expr)
            .start(start)
            .kink(session.kink())
            .trace(true);
        if let Some(flag) = session.interrupt() {
            search = search.interrupt(Arc::clone(flag));
        }
        for set in settings {
            search = set(search);
        }
        figure = figure.walk(&search).map_err(refused)?;
    }
    Ok(Value::Figure(Box::new(figure.figure().map_err(refused)?)))
}

fn first_expression(value: &Value) -> Option<&Expr> {
    match value {
        Value::Expr(expr) => Some(expr),
        Value::List(items) => items.iter().find_map(|item| match item {
            Value::Expr(expr) => Some(expr),
            _ => None,
        }),
        _ => None,
    }
}

/// A picture with the expressions, equations or lists of them that a value is. Nothing for any
/// other value.
pub fn subjects(mut plot: Plot, value: Value) -> Option<Plot> {
    let mut stack = vec![value];
    while let Some(value) = stack.pop() {
        plot = match value.without_series() {
            Value::Expr(expr) => plot.expression(&expr),
            Value::Number(number) => plot.expression(&Expr::decimal(number)?),
            Value::Equation(left, right) => plot.equation(&left, &right),
            Value::List(items) => {
                stack.extend(items.into_iter().rev());
                plot
            }
            _ => return None,
        };
    }
    Some(plot)
}
