//! Derivatives.

use super::super::evaluate::failed;
use super::{Argument, Call, Field, Operation};
use crate::Error;
use crate::diff::DiffError;
use crate::expr::Expr;
use crate::session::{Problem, SessionError, Value};
use crate::syntax::Span;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "diff", signature: "diff(f, x), diff(f, x, 3), diff(f, x, y)", help: "the derivative of f", takes: &[], run: derived },
    Operation { name: "gradient", signature: "gradient(f), gradient(f, x, y)", help: "the partials of f, in all its variables unless named", takes: &[], run: derived },
    Operation { name: "hessian", signature: "hessian(f), hessian(f, x, y)", help: "the matrix of second partials of f", takes: &[], run: derived },
    Operation { name: "jacobian", signature: "jacobian([f, g]), jacobian([f, g], x, y)", help: "the matrix of partials: a row for each function", takes: &[], run: derived },
    Operation { name: "directional", signature: "directional(f, [3, 4]), directional(f, [x, y], [3, 4])", help: "the derivative of f along a direction, normalised", takes: &[], run: derived },
    Operation { name: "implicit", signature: "implicit(x^2 + y^2 = 1, y, x)", help: "the derivative of y in x where an equation makes y a function of x", takes: &[Field::Expression, Field::Variables], run: derived },
    Operation { name: "total", signature: "total(x*y, t, x = cos(t), y = sin(t))", help: "the derivative along a curve, in its parameter", takes: &[Field::Expression, Field::Variables, Field::Around], run: derived },
    Operation { name: "inversediff", signature: "inversediff(f, x)", help: "the derivative of the inverse function at f(x)", takes: &[Field::Expression, Field::Variables], run: derived },
    Operation { name: "descentstep", signature: "descentstep(f, rate), descentstep(f, rate, x, y)", help: "where a step of gradient descent leads", takes: &[Field::Expression, Field::Second, Field::Variables], run: derived },
    Operation { name: "newtonstep", signature: "newtonstep(f), newtonstep(f, x, y)", help: "what a step of Newton's method takes away from the point", takes: &[Field::Expression, Field::Variables], run: derived },
    Operation { name: "steps", signature: "steps diff(f, x), steps(gradient(f), full), steps(f, x, logarithmic)", help: "how a derivative comes about: summary, textbook (unless named) or full", takes: &[], run: steps },
];

/// Operations whose results have derivations, and what they are asked to derive.
static PROBLEMS: &[(&str, Reader)] = &[
    ("diff", derivative_problem),
    ("gradient", gradient_problem),
    ("hessian", hessian_problem),
    ("jacobian", jacobian_problem),
    ("directional", directional_problem),
    ("implicit", implicit_problem),
    ("total", total_problem),
    ("inversediff", inverse_problem),
    ("descentstep", descent_problem),
    ("newtonstep", newton_problem),
];

type Reader = fn(&Operation, Call<'_>) -> Result<Problem, Error>;

/// What an operation is asked to derive. Nothing for one that derives nothing.
pub(super) fn problem(name: &str) -> Option<Reader> {
    let found = PROBLEMS.iter().find(|(known, _)| *known == name);
    found.map(|(_, reader)| *reader)
}

fn derivative_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let (function, arguments, span) = operation.subject(call)?;
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
        let free = function.free_symbols();
        let [only] = free.as_slice() else {
            return Err(operation.usage(span));
        };
        variables.push(only.clone());
    }
    Ok(Problem::Derivative {
        function,
        variables,
    })
}

/// The highest order of one derivative.
const MAX_ORDER: i64 = 1000;

fn jacobian_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let span = call.span;
    let mut arguments = call.arguments.into_iter();
    let Some(first) = arguments.next() else {
        return Err(operation.usage(span));
    };
    let rest: Vec<Argument> = arguments.collect();
    let free = first.value.free_symbols();
    let functions = match first.value {
        Value::List(items) => expressions(operation, items, "a list of expressions", first.span)?,
        Value::Expr(expr) => vec![expr],
        _ => return Err(operation.wrong("a list of expressions", first.span)),
    };
    let variables = operation.variables(&rest, free)?;
    Ok(Problem::Jacobian {
        functions,
        variables,
    })
}

fn directional_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let (function, mut arguments, span) = operation.subject(call)?;
    let Some(direction) = arguments.pop() else {
        return Err(operation.usage(span));
    };
    let variables = operation.variables(&arguments, function.free_symbols())?;
    let components = match direction.value {
        Value::List(items) => expressions(operation, items, "a list of numbers", direction.span)?,
        _ => return Err(operation.wrong("a list such as [3, 4]", direction.span)),
    };
    Ok(Problem::Directional {
        function,
        variables,
        direction: components,
    })
}

/// A function, and variables: those that are named, or else all.
fn function_and_variables(
    operation: &Operation,
    call: Call<'_>,
) -> Result<(Expr, Vec<String>), Error> {
    let (function, arguments, _) = operation.subject(call)?;
    let variables = operation.variables(&arguments, function.free_symbols())?;
    Ok((function, variables))
}

/// The expressions of a list.
fn expressions(
    operation: &Operation,
    items: Vec<Value>,
    expected: &'static str,
    span: Span,
) -> Result<Vec<Expr>, Error> {
    let one = |item| match item {
        Value::Expr(expr) => Ok(expr),
        _ => Err(operation.wrong(expected, span)),
    };
    items.into_iter().map(one).collect()
}

fn gradient_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let (function, variables) = function_and_variables(operation, call)?;
    Ok(Problem::Gradient {
        function,
        variables,
    })
}

fn hessian_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let (function, variables) = function_and_variables(operation, call)?;
    Ok(Problem::Hessian {
        function,
        variables,
    })
}

fn newton_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let (function, variables) = function_and_variables(operation, call)?;
    Ok(Problem::NewtonStep {
        function,
        variables,
    })
}

fn descent_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let (function, mut arguments, span) = operation.subject(call)?;
    if arguments.is_empty() {
        return Err(operation.usage(span));
    }
    let rate = arguments.remove(0);
    let Value::Expr(rate) = rate.value else {
        return Err(operation.wrong("a rate, such as 0.1 or a name", rate.span));
    };
    let variables = operation.variables(&arguments, function.free_symbols())?;
    Ok(Problem::DescentStep {
        function,
        rate,
        variables,
    })
}

fn implicit_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let span = call.span;
    let mut arguments = call.arguments.into_iter();
    let sides = match arguments.next() {
        Some(Argument {
            value: Value::Equation(left, right),
            ..
        }) => (left, right),
        Some(Argument {
            value: Value::Expr(left),
            ..
        }) => (left, Expr::number(0)),
        Some(other) => {
            return Err(operation.wrong("an equation such as x^2 + y^2 = 1", other.span));
        }
        None => return Err(operation.usage(span)),
    };
    let rest: Vec<Argument> = arguments.collect();
    let names = operation.variables(&rest, Vec::new())?;
    let [unknown, variable] = names.as_slice() else {
        return Err(operation.usage(span));
    };
    Ok(Problem::Implicit {
        sides,
        unknown: unknown.clone(),
        variable: variable.clone(),
    })
}

fn total_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let (function, mut arguments, span) = operation.subject(call)?;
    if arguments.len() < 2 {
        return Err(operation.usage(span));
    }
    let parameter = arguments.remove(0);
    let Some(name) = parameter.name else {
        return Err(operation.wrong("the name of the curve's parameter", parameter.span));
    };
    let curve = super::replacements(operation, arguments)?;
    Ok(Problem::Total {
        function,
        parameter: name,
        curve,
    })
}

fn inverse_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let span = call.span;
    let (function, names) = function_and_variables(operation, call)?;
    let [variable] = names.as_slice() else {
        return Err(operation.usage(span));
    };
    Ok(Problem::Inverse {
        function,
        variable: variable.clone(),
    })
}

/// The result of an operation with a derivation.
fn derived(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let Call {
        session,
        arguments,
        span,
        remarks,
    } = call;
    let last = arguments.last().map_or(span, |last| last.span);
    let Some(reader) = problem(operation.name) else {
        return Err(operation.usage(span));
    };
    let asked = Call {
        session,
        arguments,
        span,
        remarks: &mut *remarks,
    };
    let problem = reader(operation, asked)?;
    let value = session.solution(&problem).map_err(|cause| {
        let place = match cause {
            DiffError::Direction { .. } | DiffError::ZeroDirection => last,
            _ => span,
        };
        failed(operation.name, cause.into(), place)
    })?;
    remarks.derived.extend(problem.derived());
    Ok(value)
}

fn steps(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    // A line that asks for steps is read as a whole (`Session::steps`): here they would be asked
    // for inside something else.
    Err(SessionError::NoSteps {
        name: operation.name.to_owned(),
        span: call.span,
    }
    .into())
}
