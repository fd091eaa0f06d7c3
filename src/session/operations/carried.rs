//! What a formula's result does when what it is made of changes: errors carried through, and
//! minima that move with parameters.

use super::super::evaluate::failed;
use super::search::{number, pair};
use super::{Call, Operation, symbol_name};
use crate::Error;
use crate::compile::CompileOptions;
use crate::expr::double;
use crate::optimize::{
    MinimizeError, Order, Uncertain, deviation_formula, minimize, moving, propagate_with,
};
use crate::session::Value;
use crate::syntax::same_name;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "uncertainty", signature: "uncertainty(f, x = [2, 0.1], y = [3, 0.2]), uncertainty(f, x, y)", help: "the value of f with its error, from standard deviations; or the formula", takes: &[], run: uncertainty },
    Operation { name: "sensitivity", signature: "sensitivity(f, [p], x = 1, p = 2)", help: "the minimum of f from a start, and how it moves with the parameters p", takes: &[], run: sensitivity },
];

/// What the arguments of `uncertainty` must be.
const QUANTITY: &str = "a value with its standard deviation, such as x = [2, 0.1], or a name";

/// The setting of `uncertainty`.
const ORDER: &str = "order";

fn uncertainty(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let Call {
        session, remarks, ..
    } = call;
    let call = Call {
        remarks: &mut *remarks,
        ..call
    };
    let (expr, arguments, span) = operation.subject(call)?;
    let free = expr.free_symbols();
    let mut quantities = Vec::new();
    let mut names = Vec::new();
    let mut order = Order::First;
    let mut has_deviation = false;
    for argument in arguments {
        if let Some(read) = pair(session, operation, &argument) {
            quantities.push(read?);
            has_deviation = true;
            continue;
        }
        match argument.value {
            Value::Equation(left, right) => {
                let Some(name) = left.as_symbol() else {
                    return Err(operation.wrong(QUANTITY, argument.span));
                };
                let right = session.resolved(right.into(), &[], argument.span)?;
                let value = number(operation, right, argument.span)?;
                if name == ORDER && !free.contains(&name) {
                    order = Order::numbered(value)
                        .ok_or_else(|| operation.wrong("an order: 1 or 2", argument.span))?;
                } else {
                    // A value without an error.
                    quantities.push((name, value, 0.0));
                }
            }
            _ => match argument.name {
                Some(name) => names.push(name),
                None => return Err(operation.wrong(QUANTITY, argument.span)),
            },
        }
    }
    if !quantities.is_empty() && (!names.is_empty() || !has_deviation) {
        return Err(operation.wrong(QUANTITY, span));
    }
    let mut held: Vec<String> = names.clone();
    held.extend(quantities.iter().map(|(name, ..)| name.clone()));
    if held.is_empty() {
        held = free;
    }
    let Value::Expr(expr) = session.resolved(Value::Expr(expr), &held, span)? else {
        return Err(operation.usage(span));
    };
    if quantities.is_empty() {
        if names.is_empty() {
            names = expr.free_symbols();
        }
        let formula = deviation_formula(&expr, &names)
            .map_err(|cause| failed(operation.name, cause.into(), span))?;
        return Ok(Value::Expr(formula));
    }
    let fail = |cause: MinimizeError| failed(operation.name, cause.into(), span);
    let known = Uncertain::independent(quantities).map_err(|cause| fail(cause.into()))?;
    let options = CompileOptions {
        kink: session.kink(),
        ..CompileOptions::default()
    };
    let found = propagate_with(&expr, &known, order, &options).map_err(fail)?;
    remarks.notes.extend(found.remark().map(str::to_owned));
    Ok(Value::Text(found.to_string()))
}

/// What the arguments of `sensitivity` must be.
const PLACE: &str = "a list of parameters such as [p], then starts such as x = 1 and the \
                     parameters' values such as p = 2";

fn sensitivity(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let session = call.session;
    let (expr, arguments, span) = operation.subject(call)?;
    let mut parameters = Vec::new();
    let mut values = Vec::new();
    for argument in arguments {
        match (argument.value, argument.name) {
            (Value::Equation(left, right), _) => {
                let Some(name) = left.as_symbol() else {
                    return Err(operation.wrong(PLACE, argument.span));
                };
                if (values.iter()).any(|(known, _): &(String, f64)| same_name(known, &name)) {
                    return Err(operation.wrong("the only value of its name", argument.span));
                }
                let right = session.resolved(right.into(), &[], argument.span)?;
                values.push((name, number(operation, right, argument.span)?));
            }
            (Value::List(items), _) => {
                for item in items {
                    match symbol_name(&item) {
                        Some(name) => parameters.push(name),
                        None => return Err(operation.wrong(PLACE, argument.span)),
                    }
                }
            }
            (_, Some(name)) => parameters.push(name),
            _ => return Err(operation.wrong(PLACE, argument.span)),
        }
    }
    let held: Vec<String> = (parameters.iter().cloned())
        .chain(values.iter().map(|(name, _)| name.clone()))
        .collect();
    let Value::Expr(expr) = session.resolved(Value::Expr(expr), &held, span)? else {
        return Err(operation.usage(span));
    };
    let mut known = Vec::new();
    for name in &parameters {
        let is = |(other, _): &(String, f64)| same_name(other, name);
        let Some(at) = values.iter().position(is) else {
            return Err(operation.wrong(PLACE, span));
        };
        known.push((name.clone(), values.remove(at).1));
    }
    if known.is_empty() || values.is_empty() {
        return Err(operation.wrong(PLACE, span));
    }
    let mut search = minimize(&expr).kink(session.kink()).start(values);
    if let Some(flag) = session.interrupt() {
        search = search.interrupt(flag.clone());
    }
    let (minimum, found) = moving(&search, &expr, &known)
        .map_err(|cause| failed(operation.name, cause.into(), span))?;
    let mut lines = Vec::new();
    for (name, value) in minimum.names.iter().zip(&minimum.x) {
        lines.push(format!("{name} = {}", double(*value)));
    }
    lines.push(format!("f = {}", double(minimum.f)));
    lines.push(found.to_string());
    Ok(Value::Text(lines.join("\n")))
}
