//! Polynomial and rational forms.

use super::super::evaluate::failed;
use super::{Argument, Call, Field, Operation};
use crate::Error;
use crate::algebra::AlgebraError;
use crate::expr::Expr;
use crate::session::Value;
use crate::syntax::Span;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "expand", signature: "expand(f)", help: "f with products and powers of sums multiplied out", takes: &[Field::Expression], run: expand },
    Operation { name: "factor", signature: "factor(f)", help: "f as a product of irreducible factors over the rationals", takes: &[Field::Expression], run: factor },
    Operation { name: "collect", signature: "collect(f, x), collect(f, x, y)", help: "f expanded, its terms grouped by powers of x", takes: &[Field::Expression, Field::Variables], run: collect },
    Operation { name: "cancel", signature: "cancel(f)", help: "f as one fraction in lowest terms, multiplied out", takes: &[Field::Expression], run: cancel },
    Operation { name: "apart", signature: "apart(f, x)", help: "f as a sum of partial fractions in x", takes: &[Field::Expression, Field::Variables], run: apart },
    Operation { name: "gcd", signature: "gcd(f, g)", help: "the greatest common divisor of two polynomials", takes: &[Field::Expression, Field::Second], run: gcd },
    Operation { name: "quotient", signature: "quotient(f, g, x)", help: "the quotient of two polynomials in x", takes: &[Field::Expression, Field::Second, Field::Variables], run: quotient },
    Operation { name: "remainder", signature: "remainder(f, g, x)", help: "what the division of two polynomials in x leaves", takes: &[Field::Expression, Field::Second, Field::Variables], run: remainder },
    Operation { name: "resultant", signature: "resultant(f, g, x)", help: "0 exactly where two polynomials in x have a common root", takes: &[Field::Expression, Field::Second, Field::Variables], run: resultant },
    Operation { name: "discriminant", signature: "discriminant(f, x)", help: "0 exactly where a polynomial in x has a repeated root", takes: &[Field::Expression, Field::Variables], run: discriminant },
    Operation { name: "degree", signature: "degree(f, x)", help: "the degree of a polynomial in x", takes: &[Field::Expression, Field::Variables], run: degree },
    Operation { name: "coefficients", signature: "coefficients(f, x)", help: "the coefficients of the powers of x, highest first", takes: &[Field::Expression, Field::Variables], run: coefficients },
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

fn apart(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let span = call.span;
    each(operation, call, |expr, rest| {
        let name = variable(operation, rest, &[expr], span)?;
        Ok(expr.apart(&name)?)
    })
}

fn gcd(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let span = call.span;
    match pair(operation, call)? {
        (a, b, rest) if rest.is_empty() => finished(operation, a.gcd(&b), span),
        _ => Err(operation.usage(span)),
    }
}

fn quotient(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let span = call.span;
    let (a, b, rest) = pair(operation, call)?;
    let name = variable(operation, &rest, &[&a, &b], span)?;
    finished(operation, a.divide_in(&b, &name).map(|(q, _)| q), span)
}

fn remainder(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let span = call.span;
    let (a, b, rest) = pair(operation, call)?;
    let name = variable(operation, &rest, &[&a, &b], span)?;
    finished(operation, a.divide_in(&b, &name).map(|(_, r)| r), span)
}

fn resultant(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let span = call.span;
    let (a, b, rest) = pair(operation, call)?;
    let name = variable(operation, &rest, &[&a, &b], span)?;
    finished(operation, a.resultant(&b, &name), span)
}

fn discriminant(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let (expr, rest, span) = operation.subject(call)?;
    let name = variable(operation, &rest, &[&expr], span)?;
    finished(operation, expr.discriminant(&name), span)
}

fn degree(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let (expr, rest, span) = operation.subject(call)?;
    let name = variable(operation, &rest, &[&expr], span)?;
    match expr.degree_in(&name) {
        Ok(Some(degree)) => Ok(Expr::number(i64::from(degree)).into()),
        Ok(None) => Err(operation.wrong("a polynomial that is not 0", span)),
        Err(cause) => Err(failed(operation.name, cause.into(), span)),
    }
}

fn coefficients(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let (expr, rest, span) = operation.subject(call)?;
    let name = variable(operation, &rest, &[&expr], span)?;
    match expr.coefficients_in(&name) {
        Ok(list) => Ok(Value::List(
            list.into_iter().rev().map(Value::Expr).collect(),
        )),
        Err(cause) => Err(failed(operation.name, cause.into(), span)),
    }
}

fn finished(
    operation: &Operation,
    result: Result<Expr, AlgebraError>,
    span: Span,
) -> Result<Value, Error> {
    match result {
        Ok(expr) => Ok(Value::Expr(expr)),
        Err(cause) => Err(failed(operation.name, cause.into(), span)),
    }
}

/// The first two arguments as expressions, and the rest.
fn pair(operation: &Operation, call: Call<'_>) -> Result<(Expr, Expr, Vec<Argument>), Error> {
    let (first, mut rest, span) = operation.subject(call)?;
    if rest.is_empty() {
        return Err(operation.usage(span));
    }
    match rest.remove(0).value {
        Value::Expr(second) => Ok((first, second, rest)),
        _ => Err(operation.wrong("two expressions", span)),
    }
}

/// The one variable that is named, or that there is.
fn variable(
    operation: &Operation,
    rest: &[Argument],
    subjects: &[&Expr],
    span: Span,
) -> Result<String, Error> {
    let mut free: Vec<String> = subjects
        .iter()
        .flat_map(|expr| expr.free_symbols())
        .collect();
    free.sort();
    free.dedup();
    let mut names = operation.variables(rest, free)?;
    match (names.pop(), names.is_empty()) {
        (Some(name), true) => Ok(name),
        // A number is a polynomial in anything.
        (None, _) if rest.is_empty() => Ok("x".to_owned()),
        _ => Err(operation.wrong("the name of one variable", span)),
    }
}

/// Does the same to an expression, to both sides of an equation, or to each entry of a list.
/// Without variables in its row an operation takes nothing else.
fn each(
    operation: &Operation,
    call: Call<'_>,
    mut change: impl FnMut(&Expr, &[Argument]) -> Result<Expr, Error>,
) -> Result<Value, Error> {
    let Call {
        session: _,
        arguments,
        span,
        remarks,
    } = call;
    let mut arguments = arguments.into_iter();
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
    let mut changed = Vec::new();
    let value = subject.map(&mut |expr| match change(&expr, &rest) {
        Ok(result) => {
            changed.push((expr.clone(), result.clone()));
            result
        }
        Err(error) => {
            failure.get_or_insert(error);
            expr
        }
    });
    remarks.changed.extend(changed);
    match failure {
        None => Ok(value),
        Some(cause @ Error::Algebra(_)) => Err(failed(operation.name, cause, span)),
        Some(error) => Err(error),
    }
}
