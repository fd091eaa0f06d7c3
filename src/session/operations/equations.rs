//! Equations and critical points.

use std::sync::Arc;

use super::super::evaluate::failed;
use super::{Argument, Call, Field, Operation};
use crate::Error;
use crate::analysis::AnalysisError;
use crate::analysis::solve::{self, CriticalPoint, Kind, Nature, Note};
use crate::expr::{Arena, Expr, Flags, Id, Node, PrintOptions, print};
use crate::optimize::{Range, all_critical_points};
use crate::session::{Points, Session, SessionError, Value};
use crate::simplify::facts::Facts;
use crate::syntax::{Span, normalise_name};

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "solve", signature: "solve(x^2 = 4, x), solve([x + y = 3, x - y = 1], [x, y])", help: "the real solutions of an equation or a system", takes: &[Field::Expression, Field::Variables], run: solve },
    Operation { name: "critical", signature: "critical(f), critical(f, x, y), critical(f, x = [0, 5], y = [0, 5])", help: "the points where the gradient of f vanishes, their kind and value", takes: &[Field::Expression, Field::Variables, Field::Box], run: critical },
];

/// What an equation must be.
pub(super) const EQUATION: &str =
    "an equation such as x^2 = 4, an expression that is to be 0, or a list of them";

/// The session's assumptions in an arena.
pub(super) fn facts(session: &Session, arena: &mut Arena) -> Facts {
    Facts::new(arena, session.assumptions()).unwrap_or_default()
}

/// Whether an expression is a comparison, or made of comparisons: it is true or false, never 0.
pub(super) fn is_condition(expr: &Expr) -> bool {
    expr.with(|arena, id| {
        matches!(
            arena.node(id),
            Node::Compare(..) | Node::And(..) | Node::Or(..) | Node::Not(_)
        )
    })
}

/// Refuses a comparison where an equation must stand.
fn no_condition(expr: Expr, span: Span) -> Result<Expr, Error> {
    match is_condition(&expr) {
        true => Err(SessionError::Undefined {
            why: "a comparison is no equation: this works with equations alone; `minimize ... \
                  --subject-to`, or `minimize(f, x = 1, x >= 0)` at the prompt, takes comparisons \
                  as conditions",
            span,
        }
        .into()),
        false => Ok(expr),
    }
}

/// The expressions that are to be 0.
pub(super) fn left_sides(
    operation: &Operation,
    value: Value,
    span: Span,
) -> Result<Vec<Expr>, Error> {
    match value {
        Value::Expr(expr) => Ok(vec![no_condition(expr, span)?]),
        Value::Equation(left, right) => Ok(vec![left - right]),
        Value::Number(number) => match Expr::decimal(number) {
            Some(expr) => Ok(vec![expr]),
            None => Err(operation.wrong(EQUATION, span)),
        },
        Value::List(items) => items
            .into_iter()
            .map(|item| match item {
                Value::Expr(expr) => no_condition(expr, span),
                Value::Equation(left, right) => Ok(left - right),
                _ => Err(operation.wrong(EQUATION, span)),
            })
            .collect(),
        _ => Err(operation.wrong(EQUATION, span)),
    }
}

/// A text of a node of the arena.
fn text(arena: &Arena, id: Id, decimals: bool) -> String {
    let options = PrintOptions {
        decimals,
        ..PrintOptions::default()
    };
    print(arena, id, &options).unwrap_or_else(|_| "…".to_owned())
}

/// Flags of a value that is a decimal near what it stands for.
pub(super) fn flags(numeric: bool) -> Flags {
    Flags {
        decimals: numeric,
        ..Flags::default()
    }
}

fn solve(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
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
    let rest: Vec<Argument> = arguments.collect();
    let listed = matches!(first.value, Value::List(_))
        || rest
            .iter()
            .any(|argument| matches!(argument.value, Value::List(_)));
    let names = operation.variables(&rest, first.value.free_symbols())?;
    let value = session.resolved(first.value, &names, first.span)?;
    let equations = left_sides(operation, value, first.span)?;
    if names.is_empty() || (!listed && names.len() != 1) {
        return Err(operation.wrong("the name of the unknown", span));
    }
    let Some((head, tail)) = equations.split_first() else {
        return Err(operation.wrong(EQUATION, first.span));
    };
    let tail: Vec<&Expr> = tail.iter().collect();
    let fail = |cause: AnalysisError| failed(operation.name, cause.into(), span);
    let (home, found) = head.with_all(&tail, |arena, id, others| {
        let unknowns: Vec<Id> = names.iter().map(|name| arena.symbol(name)).collect();
        let facts = facts(session, arena);
        let mut roots = vec![id];
        roots.extend_from_slice(others);
        if listed {
            many(arena, &roots, &unknowns, &facts)
        } else {
            one(arena, id, unknowns.first().copied().unwrap_or(id), &facts)
        }
    });
    let Listed {
        rows,
        conditions,
        notes,
    } = found.map_err(fail)?;
    let row = |(values, numeric): (Vec<Id>, bool)| -> Value {
        let values: Vec<Expr> = values
            .into_iter()
            .map(|id| home.sibling(id, flags(numeric)))
            .collect();
        match <[Expr; 1]>::try_from(values) {
            Ok([only]) if !listed => Value::Expr(only),
            Ok(only) => Value::from(only.to_vec()),
            Err(values) => Value::from(values),
        }
    };
    remarks.notes.extend(notes);
    remarks.conditions = Some(conditions);
    Ok(Value::List(rows.into_iter().map(row).collect()))
}

/// Solutions as nodes, with what is said of them.
struct Listed {
    /// The values of the unknowns, and whether they are decimals near what they stand for.
    rows: Vec<(Vec<Id>, bool)>,
    conditions: Vec<Vec<String>>,
    notes: Vec<String>,
}

/// `value if condition and condition`, as a sentence.
fn conditional(value: &str, conditions: &[String]) -> String {
    format!("{value} holds where {}", conditions.join(" and "))
}

fn one(arena: &mut Arena, f: Id, x: Id, facts: &Facts) -> Result<Listed, AnalysisError> {
    let found = solve::solve(arena, f, x, facts)?;
    let mut listed = Listed {
        rows: Vec::new(),
        conditions: Vec::new(),
        notes: Vec::new(),
    };
    // Conditions that all solutions have are told once.
    let alike = found.list.len() > 1
        && found.list.iter().all(|solution| {
            solution.kind != Kind::All && solution.conditions == found.list[0].conditions
        });
    for solution in &found.list {
        let numeric = matches!(solution.kind, Kind::Numeric { .. });
        let conditions: Vec<String> = solution
            .conditions
            .iter()
            .map(|&condition| text(arena, condition, false))
            .collect();
        let value = text(arena, solution.value, numeric);
        if solution.kind == Kind::All {
            listed.notes.push(if conditions.is_empty() {
                format!("every {value} is a solution")
            } else {
                format!(
                    "every {value} with {} is a solution",
                    conditions.join(" and ")
                )
            });
        } else if !conditions.is_empty() && !alike {
            listed.notes.push(conditional(&value, &conditions));
        }
        listed.rows.push((vec![solution.value], numeric));
        listed.conditions.push(conditions);
    }
    if let Some(conditions) = listed.conditions.first()
        && alike
        && !conditions.is_empty()
    {
        let note = format!("these hold where {}", conditions.join(" and "));
        listed.notes.push(note);
    }
    if found.list.is_empty() && found.complete {
        listed.notes.push("there is no real solution".to_owned());
    }
    listed.notes.extend(texts(arena, &found.notes, x));
    Ok(listed)
}

fn many(
    arena: &mut Arena,
    equations: &[Id],
    unknowns: &[Id],
    facts: &Facts,
) -> Result<Listed, AnalysisError> {
    let found = solve::solve_system(arena, equations, unknowns, facts)?;
    let mut listed = Listed {
        rows: Vec::new(),
        conditions: Vec::new(),
        notes: Vec::new(),
    };
    for assignment in &found.list {
        let conditions: Vec<String> = assignment
            .conditions
            .iter()
            .map(|&condition| text(arena, condition, false))
            .collect();
        if !conditions.is_empty() {
            let values: Vec<String> = assignment
                .values
                .iter()
                .map(|&value| text(arena, value, assignment.numeric))
                .collect();
            let values = format!("[{}]", values.join(", "));
            listed.notes.push(conditional(&values, &conditions));
        }
        for &free in &assignment.free {
            let note = format!("{} can be any number", arena.name(free));
            if !listed.notes.contains(&note) {
                listed.notes.push(note);
            }
        }
        listed
            .rows
            .push((assignment.values.clone(), assignment.numeric));
        listed.conditions.push(conditions);
    }
    if found.list.is_empty() && found.complete {
        listed.notes.push("there is no real solution".to_owned());
    }
    let first = unknowns.first().copied().unwrap_or(Id::ZERO);
    listed.notes.extend(texts(arena, &found.notes, first));
    Ok(listed)
}

pub(super) fn texts(arena: &Arena, notes: &[Note], variable: Id) -> Vec<String> {
    notes
        .iter()
        .map(|note| note.text(arena, variable))
        .collect()
}

fn critical(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let session = call.session;
    let remarks = call.remarks;
    let mut arguments = call.arguments.into_iter();
    let span = call.span;
    let Some(first) = arguments.next() else {
        return Err(operation.usage(span));
    };
    let mut named = Vec::new();
    let mut sides: Vec<(String, Expr, Expr)> = Vec::new();
    for argument in arguments {
        match side(&argument) {
            Some(side) => sides.push(side),
            None => named.push(argument),
        }
    }
    let free = first.value.free_symbols();
    let names = operation.variables(&named, Vec::new())?;
    let held: Vec<String> = names
        .iter()
        .cloned()
        .chain(sides.iter().map(|(name, ..)| name.clone()))
        .collect();
    let held = if held.is_empty() { free.clone() } else { held };
    let value = session.resolved(first.value, &held, first.span)?;
    let Value::Expr(f) = value else {
        return Err(operation.wrong("an expression", first.span));
    };
    let names = if names.is_empty() {
        f.free_symbols()
    } else {
        names
    };
    if names.is_empty() {
        return Err(operation.wrong("an expression with a variable", first.span));
    }
    // The box, where every variable has a range of numbers.
    let boxed = names
        .iter()
        .map(|name| {
            let key = normalise_name(name);
            let side = sides
                .iter()
                .find(|(other, ..)| normalise_name(other) == key)?;
            let [lower, upper] = [&side.1, &side.2].map(|end| super::roots::end(end).ok());
            Some((name.clone(), lower?, upper?))
        })
        .collect::<Option<Vec<Range>>>();
    let ends: Vec<&Expr> = sides.iter().flat_map(|(_, a, b)| [a, b]).collect();
    let mut notes = Vec::new();
    let (home, found) = f.with_all(&ends, |arena, id, ends| {
        let variables: Vec<Id> = names.iter().map(|name| arena.symbol(name)).collect();
        let mut bounds = Vec::with_capacity(sides.len());
        for ((name, ..), pair) in sides.iter().zip(ends.chunks_exact(2)) {
            bounds.push((arena.symbol(name), pair[0], pair[1]));
        }
        let facts = facts(session, arena);
        let found = solve::critical(arena, id, &variables, &bounds, &facts)?;
        for note in texts(
            arena,
            &found.notes,
            variables.first().copied().unwrap_or(id),
        ) {
            notes.push(note);
        }
        for CriticalPoint { place, .. } in &found.points {
            let conditions = place.conditions.iter();
            let conditions: Vec<String> = conditions.map(|&id| text(arena, id, false)).collect();
            if !conditions.is_empty() {
                let values = variables.iter().zip(&place.values);
                let values =
                    values.map(|(&variable, &value)| match place.free.contains(&variable) {
                        true => format!("{} = any", arena.name(variable)),
                        false => {
                            let value = text(arena, value, place.numeric);
                            format!("{} = {value}", arena.name(variable))
                        }
                    });
                let values: Vec<String> = values.collect();
                notes.push(conditional(&values.join(", "), &conditions));
            }
        }
        if found.points.is_empty() && found.complete {
            notes.push("there is no critical point".to_owned());
        }
        Ok(found)
    });
    // Where algebra has not all points of the box in their exact form, one by one, it is searched.
    let whole = found.as_ref().is_ok_and(|found| {
        let known = |point: &CriticalPoint| {
            let partly = !point.place.free.is_empty() && !point.place.conditions.is_empty();
            !point.place.numeric && point.nature != Nature::Undecided && !partly
        };
        let family = |note: &Note| matches!(note, Note::Integer { .. } | Note::Integers { .. });
        found.complete && found.points.iter().all(known) && !found.notes.iter().any(family)
    });
    if let Some(ranges) = boxed.filter(|_| !whole) {
        let mut search = all_critical_points(&f);
        if let Some(flag) = session.interrupt() {
            search = search.interrupt(Arc::clone(flag));
        }
        for (name, lower, upper) in ranges {
            search = search.range(name, lower, upper);
        }
        let searched = search
            .run()
            .map_err(|cause| failed(operation.name, cause.into(), span))?;
        if searched.points.is_empty() && searched.undecided.is_empty() {
            notes = vec!["there is no critical point there".to_owned()];
        } else {
            notes.clear();
        }
        remarks.notes.extend(notes);
        remarks
            .notes
            .extend(super::roots::remarks(&searched, "critical points"));
        return Ok(Value::Solutions(Box::new(searched)));
    }
    remarks.notes.extend(notes);
    let found = found.map_err(|cause: AnalysisError| failed(operation.name, cause.into(), span))?;
    Ok(Value::Points(Box::new(Points::new(&home, &found))))
}

/// An argument `x = [a, b]`: a variable and its bounds.
fn side(argument: &Argument) -> Option<(String, Expr, Expr)> {
    let Value::Range(name, lower, upper) = &argument.value else {
        return None;
    };
    Some((name.clone(), lower.clone(), upper.clone()))
}
