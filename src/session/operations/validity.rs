//! Where a function is defined, and where it is differentiable.

use super::{Argument, Call, Derived, Field, Operation, Remarks};
use crate::Error;
use crate::analysis::validity::{Seam, Validity};
use crate::diff::derivation::MOST_TIDIED;
use crate::expr::Expr;
use crate::session::{Session, Value};

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "differentiable", signature: "differentiable(f), differentiable(f, x, y)", help: "the conditions under which the first derivatives of f exist", takes: &[Field::Expression, Field::Variables], run: differentiable },
];

fn differentiable(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
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
    let names = operation.variables(&rest, first.value.free_symbols())?;
    let Value::Expr(expr) = session.resolved(first.value, &names, first.span)? else {
        return Err(operation.wrong("an expression", first.span));
    };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = expr.validity(&names, session.assumptions());
    remarks.notes.extend(found.seams.iter().map(Seam::sentence));
    if !found.complete {
        remarks.notes.push(INCOMPLETE.to_owned());
    }
    Ok(found.differentiable.into())
}

/// Said where a part of a function can't be looked at.
const INCOMPLETE: &str =
    "parts of it were not looked at: there may be other points without a derivative";

impl Session {
    /// Says of derivatives where they exist.
    pub(in crate::session) fn existence(&self, derived: Vec<Derived>, remarks: &mut Remarks) {
        for Derived { function, steps } in derived {
            let Some(first) = steps.first() else {
                continue;
            };
            let found = self.conditions_of_derivative(&function, first);
            let Some(found) = found else { continue };
            let smooth = found.seams.is_empty()
                && found.complete
                && found.differentiable.len() == found.defined.len()
                && found.differentiable == found.defined;
            let mut conditions: Vec<String> =
                found.differentiable.iter().map(Expr::to_string).collect();
            // What is smooth where it is defined has all derivatives there.
            if let [before @ .., last] = steps.as_slice()
                && !before.is_empty()
                && !smooth
                && let Ok(lower) = function.derivative(before.iter().flatten())
                && let Some(found) = self.conditions_of_derivative(&lower, last)
            {
                conditions.extend(found.differentiable.iter().map(Expr::to_string));
            }
            if !found.complete {
                remarks.notes.push(INCOMPLETE.to_owned());
            }
            remarks.lose(conditions);
        }
    }

    fn conditions_of_derivative(&self, function: &Expr, names: &[String]) -> Option<Validity> {
        if names.is_empty() || function.node_count() > MOST_TIDIED {
            return None;
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Some(function.validity(&names, self.assumptions()))
    }
}
