//! Derivatives.

use super::super::evaluate::failed;
use super::{Argument, Call, Derived, Operation};
use crate::Error;
use crate::expr::Expr;
use crate::session::Value;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "diff", signature: "diff(f, x), diff(f, x, 3), diff(f, x, y)", help: "the derivative of f", takes: &[], run: diff },
    Operation { name: "gradient", signature: "gradient(f), gradient(f, x, y)", help: "the partials of f, in all its variables unless named", takes: &[], run: gradient },
    Operation { name: "hessian", signature: "hessian(f), hessian(f, x, y)", help: "the matrix of second partials of f", takes: &[], run: hessian },
    Operation { name: "jacobian", signature: "jacobian([f, g]), jacobian([f, g], x, y)", help: "the matrix of partials: a row for each function", takes: &[], run: jacobian },
    Operation { name: "directional", signature: "directional(f, [3, 4]), directional(f, [x, y], [3, 4])", help: "the derivative of f along a direction, normalised", takes: &[], run: directional },
];

fn diff(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let Call {
        session,
        arguments,
        span,
        remarks,
    } = call;
    let (expr, arguments, span) = operation.subject(Call {
        session,
        arguments,
        span,
        remarks: &mut *remarks,
    })?;
    let mut variables: Vec<String> = Vec::new();
    for argument in &arguments {
        let count = match &argument.value {
            Value::Expr(expr) => expr.as_number().and_then(|number| number.to_i64()),
            _ => None,
        };
        match (&argument.name, count, variables.last()) {
            (Some(name), _, _) => variables.push(name.clone()),
            (None, Some(0), Some(_)) => {
                variables.pop();
            }
            (None, Some(count @ 1..=MAX_ORDER), Some(last)) => {
                let last = last.clone();
                variables.extend((1..count).map(|_| last.clone()));
            }
            _ => {
                return Err(operation.wrong(
                    "the name of a variable, or an order after one (0 to 1000)",
                    argument.span,
                ));
            }
        }
    }
    if arguments.is_empty() {
        let free = expr.free_symbols();
        let [only] = free.as_slice() else {
            return Err(operation.usage(span));
        };
        variables.push(only.clone());
    }
    let result = expr
        .derivative(&variables)
        .map_err(|cause| failed("diff", cause.into(), span))?;
    remarks.derived.push(Derived {
        function: expr,
        steps: variables.into_iter().map(|name| vec![name]).collect(),
    });
    Ok(result.into())
}

/// The highest order of one derivative.
const MAX_ORDER: i64 = 1000;

fn gradient(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let Call {
        session,
        arguments,
        span,
        remarks,
    } = call;
    let (expr, arguments, span) = operation.subject(Call {
        session,
        arguments,
        span,
        remarks: &mut *remarks,
    })?;
    let names = operation.variables(&arguments, expr.free_symbols())?;
    let result = expr
        .gradient(&names)
        .map_err(|cause| failed("gradient", cause.into(), span))?;
    remarks.derived.push(Derived {
        function: expr,
        steps: vec![names],
    });
    Ok(result.into())
}

fn hessian(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let (expr, arguments, span) = operation.subject(call)?;
    let names = operation.variables(&arguments, expr.free_symbols())?;
    let result = expr
        .hessian(&names)
        .map_err(|cause| failed("hessian", cause.into(), span))?;
    Ok(result.into())
}

fn jacobian(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let span = call.span;
    let mut arguments = call.arguments.into_iter();
    let Some(first) = arguments.next() else {
        return Err(operation.usage(span));
    };
    let rest: Vec<Argument> = arguments.collect();
    let free = first.value.free_symbols();
    let functions = match first.value {
        Value::List(items) => items
            .into_iter()
            .map(|item| match item {
                Value::Expr(expr) => Ok(expr),
                _ => Err(operation.wrong("a list of expressions", first.span)),
            })
            .collect::<Result<Vec<Expr>, Error>>()?,
        Value::Expr(expr) => vec![expr],
        _ => return Err(operation.wrong("a list of expressions", first.span)),
    };
    let names = operation.variables(&rest, free)?;
    let result = Expr::jacobian(&functions, &names)
        .map_err(|cause| failed("jacobian", cause.into(), span))?;
    Ok(result.into())
}

fn directional(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let (expr, mut arguments, span) = operation.subject(call)?;
    let Some(direction) = arguments.pop() else {
        return Err(operation.usage(span));
    };
    let names = operation.variables(&arguments, expr.free_symbols())?;
    let components = match direction.value {
        Value::List(items) => items
            .into_iter()
            .map(|item| match item {
                Value::Expr(expr) => Ok(expr),
                _ => Err(operation.wrong("a list of numbers", direction.span)),
            })
            .collect::<Result<Vec<Expr>, Error>>()?,
        _ => return Err(operation.wrong("a list such as [3, 4]", direction.span)),
    };
    let result = expr
        .directional(&names, &components)
        .map_err(|cause| failed("directional", cause.into(), direction.span))?;
    Ok(result.into())
}
