//! Searches for minima and maxima.

use std::sync::Arc;

use super::super::evaluate::failed;
use super::{Argument, Call, Operation};
use crate::Error;
use crate::expr::{Expr, Flags, Node, Relation};
use crate::optimize::{self, Constraint, LineSearch, Method, MinimizeError, Search};
use crate::session::{Session, Value};
use crate::syntax::{Span, same_name};

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "minimize", signature: "minimize(f, x = 1, y = 3), minimize(f, x = 1, x = [0, 5], x^2 >= 2, method = newton), minimize(mean((y - a*x)^2), \"data.csv\", a = 1)", help: "a minimum of f, searched from a start, where ranges and conditions hold", takes: &[], run: minimize },
    Operation { name: "maximize", signature: "maximize(f, x = 1, y = 3)", help: "a maximum of f, searched from a start", takes: &[], run: maximize },
];

/// What the arguments behind the function must be.
const SETUP: &str = "a start such as x = 1, a range such as x = [0, 5], a condition such as \
                     x + y = 1 or x >= 0, or a setting such as method = newton";

fn search(
    operation: &Operation,
    call: Call<'_>,
    setup: fn(&Expr) -> Search,
) -> Result<Value, Error> {
    let session = call.session;
    let (expr, arguments, span) = operation.subject(call)?;
    let free = expr.free_symbols();
    let mut search = setup(&expr).kink(session.kink());
    if let Some(flag) = session.interrupt() {
        search = search.interrupt(Arc::clone(flag));
    }
    let mut start: Vec<(String, f64)> = Vec::new();
    let mut conditions = Vec::new();
    let mut columns = Vec::new();
    // `minimize(f, x, 2)`
    let arguments = match <[Argument; 2]>::try_from(arguments) {
        Ok([name, value]) => match (&name.name, &value.value) {
            (Some(alone), Value::Expr(at)) if at.free_symbols().is_empty() => {
                let equation = Value::Equation(Expr::symbol(alone), at.clone());
                vec![Argument {
                    value: equation,
                    name: None,
                    span: value.span,
                }]
            }
            _ => vec![name, value],
        },
        Err(arguments) => arguments,
    };
    for argument in arguments {
        let given = super::fit::file_named(session, argument.value, argument.span)?;
        let (name, value) = match given {
            Value::Range(name, lower, upper) => {
                let [lower, upper] = [lower, upper].map(|end| {
                    let end = session.resolved(end.into(), &[], argument.span)?;
                    number(operation, end, argument.span)
                });
                search = search.range(name, lower?, upper?);
                continue;
            }
            Value::Equation(left, right) => match left.as_symbol() {
                Some(name) => (name, right),
                None => {
                    conditions.push((Value::Equation(left, right), argument.span));
                    continue;
                }
            },
            Value::Text(path) => {
                let place = argument.span;
                let (data, names) = super::fit::table(operation, &path, &[&expr], &[], place)?;
                search = search.data(&data);
                columns.extend(names);
                continue;
            }
            other @ (Value::Expr(_) | Value::List(_)) => {
                conditions.push((other, argument.span));
                continue;
            }
            _ => return Err(operation.wrong(SETUP, argument.span)),
        };
        // A setting's name is one only where the function has no such variable.
        let is_free = free.contains(&name);
        if name == METHOD && !is_free {
            search = search.method(method(operation, &value, argument.span)?);
            continue;
        }
        if name == LINE_SEARCH && !is_free {
            search = search.line_search(line_search(operation, &value, argument.span)?);
            continue;
        }
        let setting = SETTINGS
            .iter()
            .find(|(known, _)| *known == name && !is_free);
        if setting.is_none() && !value.free_symbols().is_empty() {
            let Value::Expr(known) = session.resolved(value.clone().into(), &[], argument.span)?
            else {
                return Err(operation.wrong(SETUP, argument.span));
            };
            if !known.free_symbols().is_empty() {
                let left = Expr::symbol(&name);
                conditions.push((Value::Equation(left, value), argument.span));
                continue;
            }
        }
        let value = session.resolved(value.into(), &[], argument.span)?;
        let value = number(operation, value, argument.span)?;
        match setting {
            Some((_, set)) => search = set(search, value),
            None => {
                if start.iter().any(|(known, _)| same_name(known, &name)) {
                    return Err(operation.wrong("the only start of its variable", argument.span));
                }
                start.push((name, value));
            }
        }
    }
    // Names that have no start may have a definition.
    let started = start.iter().map(|(name, _)| name.clone());
    let named: Vec<String> = started.chain(columns).collect();
    let Value::Expr(expr) = session.resolved(Value::Expr(expr), &named, span)? else {
        return Err(operation.usage(span));
    };
    for (condition, span) in conditions {
        let condition = session.resolved(condition, &named, span)?;
        match constraints(&condition) {
            Some(found) => search = search.subject_to(found),
            None => return Err(operation.wrong(SETUP, span)),
        }
    }
    let minimum = search
        .expr(&expr)
        .start(start)
        .run()
        .map_err(|cause| failed(operation.name, cause.into(), span))?;
    Ok(Value::Report(Box::new(minimum)))
}

/// What an equation, a comparison, a chain of them or a list of them demands of a solution. Nothing
/// for anything else. A solution of `<` may have both sides equal, as one of `<=`.
///
/// # Examples
/// ```
/// use gradus::session::{Session, constraints};
/// let conditions = Session::new().evaluate("[x + y = 1, 0 <= x <= 2]")?;
/// assert_eq!(constraints(&conditions).map(|list| list.len()), Some(3));
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn constraints(value: &Value) -> Option<Vec<Constraint>> {
    let mut found = Vec::new();
    let mut stack = vec![value];
    while let Some(value) = stack.pop() {
        match value {
            Value::List(items) => stack.extend(items.iter().rev()),
            Value::Equation(left, right) => found.push(Constraint::Equal(left - right)),
            Value::Range(name, lower, upper) => {
                let x = Expr::symbol(name);
                found.push(Constraint::AtMost(lower - &x));
                found.push(Constraint::AtMost(&x - upper));
            }
            Value::Expr(condition) => compared(condition, &mut found)?,
            _ => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}

/// The constraints of a comparison, or of several that all hold.
fn compared(condition: &Expr, found: &mut Vec<Constraint>) -> Option<()> {
    let mut stack = vec![condition.id()];
    while let Some(at) = stack.pop() {
        let node = condition.with(|arena, _| arena.node(at));
        let (relation, left, right) = match node {
            Node::And(left, right) => {
                stack.extend([right, left]);
                continue;
            }
            Node::Compare(relation, left, right) => (relation, left, right),
            _ => return None,
        };
        let [left, right] = [left, right].map(|side| condition.sibling(side, Flags::default()));
        found.push(match relation {
            Relation::Equal => Constraint::Equal(left - right),
            Relation::Less | Relation::LessEqual => Constraint::AtMost(left - right),
            Relation::Greater | Relation::GreaterEqual => Constraint::AtMost(right - left),
            Relation::NotEqual => return None,
        });
    }
    Some(())
}

/// The number that a value is; `inf` and `-inf` too.
pub(super) fn number(operation: &Operation, value: Value, span: Span) -> Result<f64, Error> {
    match value {
        Value::Expr(value) => {
            super::roots::end(&value).map_err(|cause| failed(operation.name, cause, span))
        }
        Value::Number(value) => Ok(value),
        _ => Err(operation.wrong("a number", span)),
    }
}

/// A name with two numbers: `x = [2, 0.1]`.
pub(super) fn pair(
    session: &Session,
    operation: &Operation,
    argument: &Argument,
) -> Option<Result<(String, f64, f64), Error>> {
    let Value::Range(name, first, second) = &argument.value else {
        return None;
    };
    let read = |value: &Expr| {
        let value = session.resolved(value.clone().into(), &[], argument.span)?;
        number(operation, value, argument.span)
    };
    Some(read(first).and_then(|first| Ok((name.clone(), first, read(second)?))))
}

/// The names of the settings of a search that are words.
const METHOD: &str = "method";
const LINE_SEARCH: &str = "line_search";

/// Sets one setting of a search.
pub(super) type Set = fn(Search, f64) -> Search;

/// The settings of a search that have a number, by the names they have in the command.
pub(super) const SETTINGS: &[(&str, Set)] = &[
    ("rate", Search::rate),
    ("momentum", Search::momentum),
    ("tolerance", Search::tolerance),
    ("step_tolerance", Search::step_tolerance),
    ("value_tolerance", Search::value_tolerance),
    ("max_iterations", |search, steps| {
        search.max_iterations(steps as usize)
    }),
];

/// The method that a name such as `newton`, `gradient_descent` or `gradient-descent` stands for;
/// the last is read as a difference.
pub(super) fn method(operation: &Operation, value: &Expr, span: Span) -> Result<Method, Error> {
    let name = value.to_string().replace(" - ", "-").replace('_', "-");
    let found = name.parse();
    found.map_err(|cause| failed(operation.name, MinimizeError::Optimize(cause).into(), span))
}

fn line_search(operation: &Operation, value: &Expr, span: Span) -> Result<LineSearch, Error> {
    let name = value.as_symbol();
    let found = name.and_then(|name| LineSearch::named(&name));
    found.ok_or_else(|| operation.wrong("a line search: armijo or wolfe", span))
}

fn minimize(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    search(operation, call, optimize::minimize)
}

fn maximize(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    search(operation, call, optimize::maximize)
}
