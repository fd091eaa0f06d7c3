//! Polynomial and rational forms.

use super::super::evaluate::failed;
use super::{Argument, Call, Field, Operation};
use crate::Error;
use crate::expr::Expr;
use crate::session::Value;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "expand", signature: "expand(f)", help: "f with products and powers of sums multiplied out", takes: &[Field::Expression], run: expand },
    Operation { name: "factor", signature: "factor(f)", help: "f as a product of irreducible factors over the rationals", takes: &[Field::Expression], run: factor },
    Operation { name: "collect", signature: "collect(f, x), collect(f, x, y)", help: "f expanded, its terms grouped by powers of x", takes: &[Field::Expression, Field::Variables], run: collect },
    Operation { name: "cancel", signature: "cancel(f)", help: "f as one fraction in lowest terms, multiplied out", takes: &[Field::Expression], run: cancel },
    Operation { name: "together", signature: "together(f)", help: "f as one fraction, not multiplied out", takes: &[Field::Expression], run: together },
];

fn expand(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    each(operation, call, |expr, _| Ok(expr.expand()?))
}

fn factor(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    each(operation, call, |expr, _| Ok(expr.factor()?))
}

fn cancel(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    each(operation, call, |expr, _| Ok(expr.cancel()?))
}

fn together(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    each(operation, call, |expr, _| Ok(expr.together()?))
}

fn collect(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    each(operation, call, |expr, rest| {
        let names = operation.variables(rest, expr.free_symbols())?;
        Ok(expr.collect(names)?)
    })
}

/// Does the same to an expression, to both sides of an equation, or to each entry of a list.
/// Without variables in its row an operation takes nothing else.
fn each(
    operation: &Operation,
    call: Call<'_>,
    mut change: impl FnMut(&Expr, &[Argument]) -> Result<Expr, Error>,
) -> Result<Value, Error> {
    let span = call.span;
    let mut arguments = call.arguments.into_iter();
    let Some(first) = arguments.next() else {
        return Err(operation.usage(span));
    };
    let rest: Vec<Argument> = arguments.collect();
    if !rest.is_empty() && !operation.takes.contains(&Field::Variables) {
        return Err(operation.usage(span));
    }
    let subject = match first.value {
        Value::Number(number) => match Expr::decimal(number) {
            Some(expr) => Value::Expr(expr),
            None => return Err(operation.wrong("a finite number", first.span)),
        },
        other => other,
    };
    let mut failure: Option<Error> = None;
    let value = subject.map(&mut |expr| match change(&expr, &rest) {
        Ok(result) => result,
        Err(error) => {
            failure.get_or_insert(error);
            expr
        }
    });
    match failure {
        None => Ok(value),
        Some(cause @ Error::Algebra(_)) => Err(failed(operation.name, cause, span)),
        Some(error) => Err(error),
    }
}
