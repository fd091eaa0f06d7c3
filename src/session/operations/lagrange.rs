//! Lagrange multipliers, exactly.

use super::super::evaluate::failed;
use super::equations::{EQUATION, facts, flags, is_condition, left_sides, texts};

use super::{Call, Field, Operation};
use crate::Error;
use crate::analysis::AnalysisError;
use crate::analysis::solve::{self, SystemSolutions};
use crate::expr::{Arena, Expr, Id};
use crate::session::{Session, SessionError, Value};
use crate::syntax::same_name;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "lagrange", signature: "lagrange(f, [x + y = 1]), lagrange(f, [x + y - 1], x, y)", help: "where f may be extreme under equations, with the multipliers, exactly", takes: &[Field::Expression, Field::Second, Field::Variables], run: lagrange },
];

/// Names that multipliers may have, before their number.
const MULTIPLIERS: [&str; 4] = ["lambda", "mu", "nu", "multiplier_"];

/// Names that the value of the function may have.
const VALUES: [&str; 3] = ["f", "value", "value_of_f"];

/// The solutions of the gradient of `f + lambda1*g1 + ...` set to 0, in the variables and the
/// multipliers.
fn lagrange(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let Call {
        session,
        arguments,
        span,
        remarks,
    } = call;
    let mut arguments = arguments.into_iter();
    let (Some(first), Some(second)) = (arguments.next(), arguments.next()) else {
        return Err(operation.usage(span));
    };
    let rest: Vec<_> = arguments.collect();
    let named = operation.variables(&rest, Vec::new())?;
    // Without names, all that is in the formulas is a variable.
    let held = match named.is_empty() {
        true => [&first.value, &second.value]
            .map(Value::free_symbols)
            .concat(),
        false => named.clone(),
    };
    let value = session.resolved(first.value, &held, first.span)?;
    let Value::Expr(function) = value.without_series() else {
        return Err(operation.wrong("an expression", first.span));
    };
    if is_condition(&function) {
        return Err(operation.wrong("an expression with a value, no comparison", first.span));
    }
    let conditions = session.resolved(second.value, &held, second.span)?;
    let conditions = left_sides(operation, conditions, second.span)?;
    if conditions.is_empty() {
        return Err(operation.wrong(EQUATION, second.span));
    }
    let mut parts = vec![function];
    parts.extend(conditions);
    let parts = Expr::in_one_arena(&parts);
    let Some((function, conditions)) = parts.split_first() else {
        return Err(operation.usage(span));
    };
    let known = Value::from(parts.clone()).free_symbols();
    let variables = match named.is_empty() {
        true => known.clone(),
        false => named,
    };
    if variables.is_empty() {
        return Err(operation.wrong("an expression with a variable", first.span));
    }
    let taken = |name: &str| {
        known
            .iter()
            .chain(&variables)
            .any(|other| same_name(other, name))
    };
    let multipliers = |prefix: &&&str| -> Option<Vec<String>> {
        let names = (1..=conditions.len()).map(|at| format!("{prefix}{at}"));
        let names: Vec<String> = names.collect();
        (!names.iter().any(|name| taken(name))).then_some(names)
    };
    let found = MULTIPLIERS.iter().find_map(|prefix| multipliers(&prefix));
    let Some(multipliers) = found else {
        let why = "the multipliers find no name; rename what is called lambda1, mu1 or nu1 here";
        return Err(SessionError::Undefined { why, span }.into());
    };
    let terms = multipliers.iter().zip(conditions);
    let terms = terms.map(|(name, condition)| Expr::symbol(name) * condition);
    let lagrangian = function + &terms.sum::<Expr>();
    let mut equations = lagrangian
        .gradient(&variables)
        .map_err(|cause| failed(operation.name, cause.into(), span))?;
    equations.extend(conditions.iter().cloned());
    let unknowns: Vec<String> = variables.iter().chain(&multipliers).cloned().collect();
    let found = solved(session, &equations, &unknowns, |arena, ids, found| {
        let mut notes = Vec::new();
        for free in found.list.iter().flat_map(|one| &one.free) {
            let note = format!("{} can be any number", arena.name(*free));
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        if found.list.is_empty() && found.complete {
            notes.push("there is no such point".to_owned());
        }
        if let Some(&first) = ids.first() {
            notes.extend(texts(arena, &found.notes, first));
        }
        (found, notes)
    });
    let Some((home, found)) = found else {
        return Err(operation.usage(span));
    };
    let (found, notes) = found.map_err(|cause: AnalysisError| match cause {
        AnalysisError::Unsolved { .. } => SessionError::Undefined {
            why: "these conditions are not solved exactly; `minimize` and `maximize` with \
                  conditions and a start find solutions in numbers",
            span,
        }
        .into(),
        other => failed(operation.name, other.into(), span),
    })?;
    remarks.notes.extend(notes);
    remarks.notes.extend(dependent(
        session,
        function,
        conditions,
        &variables,
        &multipliers,
    ));
    let label = VALUES
        .iter()
        .find(|name| !taken(name))
        .unwrap_or(&VALUES[0]);
    let rows = found.list.iter().map(|one| {
        let values: Vec<Expr> = (one.values.iter())
            .map(|&value| home.sibling(value, flags(one.numeric)))
            .collect();
        let pairs: Vec<(&str, Expr)> = unknowns
            .iter()
            .map(String::as_str)
            .zip(values.iter().cloned())
            .collect();
        let value = function.substitute(&pairs);
        let named = pairs.into_iter().chain([(*label, value)]);
        let equations = named.map(|(name, value)| Value::Equation(Expr::symbol(name), value));
        Value::List(equations.collect())
    });
    Ok(Value::List(rows.collect()))
}

/// Remarks on the points at which the gradients of the conditions are dependent: an extreme there
/// need not have multipliers.
fn dependent(
    session: &Session,
    function: &Expr,
    conditions: &[Expr],
    variables: &[String],
    multipliers: &[String],
) -> Vec<String> {
    let mut notes = Vec::new();
    // One of the multipliers is not 0, and may be divided by.
    for (at, name) in multipliers.iter().enumerate() {
        let unknowns: Vec<String> = (variables.iter().chain(multipliers))
            .filter(|other| *other != name)
            .cloned()
            .collect();
        let terms = multipliers.iter().zip(conditions).enumerate();
        let terms = terms.map(|(other, (name, condition))| match other == at {
            true => condition.clone(),
            false => Expr::symbol(name) * condition,
        });
        let found = terms.sum::<Expr>().gradient(variables);
        let found = found.ok().and_then(|mut equations| {
            equations.extend(conditions.iter().cloned());
            points(session, function, &equations, &unknowns, variables.len())
        });
        let found = found.unwrap_or_else(|| {
            vec![
                "points at which the gradients of the conditions are dependent, and at which an \
                 extreme needs no multipliers, were not all found"
                    .to_owned(),
            ]
        });
        for note in found {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    notes
}

/// The solutions of equations with the value of the function, as remarks; nothing where they are
/// not all known.
fn points(
    session: &Session,
    function: &Expr,
    equations: &[Expr],
    unknowns: &[String],
    variables: usize,
) -> Option<Vec<String>> {
    let (home, found) = solved(session, equations, unknowns, |_, _, found| found)?;
    let found = found.ok().filter(|found| found.complete)?;
    let notes = found.list.iter().map(|one| {
        let values = one.values.iter().take(variables);
        let pairs: Vec<(&str, Expr)> = (unknowns.iter().zip(values))
            .map(|(name, &value)| (name.as_str(), home.sibling(value, flags(one.numeric))))
            .collect();
        let places: Vec<String> = (pairs.iter())
            .map(|(name, value)| format!("{name} = {value}"))
            .collect();
        let value = function.substitute(&pairs);
        format!(
            "at {} the gradients of the conditions are dependent: an extreme there needs no \
             multipliers; the function is {value} there",
            places.join(", ")
        )
    });
    Some(notes.collect())
}

/// What `then` makes of the solutions of equations, and an expression of the arena they live in;
/// nothing where there is no equation.
fn solved<T>(
    session: &Session,
    equations: &[Expr],
    unknowns: &[String],
    then: impl FnOnce(&mut Arena, &[Id], SystemSolutions) -> T,
) -> Option<(Expr, Result<T, AnalysisError>)> {
    let equations = Expr::in_one_arena(equations);
    let (head, tail) = equations.split_first()?;
    let tail: Vec<&Expr> = tail.iter().collect();
    Some(head.with_all(&tail, |arena, id, others| {
        let ids: Vec<Id> = unknowns.iter().map(|name| arena.symbol(name)).collect();
        let facts = facts(session, arena);
        let mut roots = vec![id];
        roots.extend_from_slice(others);
        let found = solve::solve_system(arena, &roots, &ids, &facts)?;
        Ok(then(arena, &ids, found))
    }))
}
