//! The same expression in another form, and its value.

use super::super::evaluate::failed;
use super::{Argument, Call, Field, Operation, replacements};
use crate::Error;
use crate::expr::print::Style;
use crate::expr::{CanonicalError, Expr};
use crate::session::Value;
use crate::simplify::{Goal, Simplify};

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "simplify", signature: "simplify(f), simplify(f, compute)", help: "f in a simpler form", takes: &[Field::Expression, Field::Goal], run: simplify },
    Operation { name: "subs", signature: "subs(f, x, 2), subs(f, x = y^2, y = 1)", help: "f with symbols replaced, all at once", takes: &[], run: subs },
    Operation { name: "domain", signature: "domain(f)", help: "the conditions under which f is real", takes: &[Field::Expression], run: domain },
    Operation { name: "latex", signature: "latex(f)", help: "f in LaTeX", takes: &[], run: latex },
];

fn simplify(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let Call {
        session,
        arguments,
        span,
        remarks,
    } = call;
    let mut arguments = arguments.into_iter();
    let (Some(argument), goal, None) = (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err(operation.usage(span));
    };
    let goal = match goal {
        None => Goal::default(),
        Some(goal) => goal
            .name
            .as_deref()
            .and_then(Goal::named)
            .ok_or_else(|| operation.wrong("a goal: read, compute or stable", goal.span))?,
    };
    let how = Simplify::default().goal(goal);
    let mut failure: Option<CanonicalError> = None;
    let mut complete = true;
    let mut changed = Vec::new();
    let value = argument
        .value
        .map(&mut |expr| match session.simplified(&expr, &how) {
            Ok((form, simplified)) => {
                complete &= simplified.complete;
                changed.push((expr.clone(), form.clone()));
                form
            }
            // What is too large to flatten stays as it was built.
            Err(CanonicalError::TooLarge { .. }) => expr,
            Err(error) => {
                failure = Some(error);
                expr
            }
        });
    remarks.changed.extend(changed);
    if !complete {
        remarks
            .notes
            .push("the budget was spent; this is the best form that was found".to_owned());
    }
    match failure {
        None => Ok(value),
        Some(error) => Err(failed("simplify", error.into(), span)),
    }
}

fn domain(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let session = call.session;
    let (expr, rest, span) = operation.subject(call)?;
    if !rest.is_empty() {
        return Err(operation.usage(span));
    }
    let conditions = expr.domain(session.assumptions());
    Ok(Value::List(
        conditions.into_iter().map(Value::Expr).collect(),
    ))
}

fn subs(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let span = call.span;
    let mut arguments = call.arguments.into_iter();
    let Some(first) = arguments.next() else {
        return Err(operation.usage(span));
    };
    let pairs = replacements(operation, arguments.collect())?;
    let pairs: Vec<(&str, Expr)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    Ok(first.value.map(&mut |expr| expr.substitute(&pairs)))
}

fn latex(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let span = call.span;
    let [argument] =
        <[Argument; 1]>::try_from(call.arguments).map_err(|_| operation.usage(span))?;
    let text = argument
        .value
        .print(Style::Latex)
        .map_err(|cause| failed("latex", cause.into(), argument.span))?;
    Ok(Value::Text(text))
}
