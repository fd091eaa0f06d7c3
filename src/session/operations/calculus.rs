//! Derivatives.

use super::super::evaluate::failed;
use super::{Argument, Call, Derived, Field, Operation};
use crate::Error;
use crate::expr::Expr;
use crate::session::{Problem, SessionError, Strategy, Value};

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "diff", signature: "diff(f, x), diff(f, x, 3), diff(f, x, y)", help: "the derivative of f", takes: &[], run: diff },
    Operation { name: "gradient", signature: "gradient(f), gradient(f, x, y)", help: "the partials of f, in all its variables unless named", takes: &[], run: gradient },
    Operation { name: "hessian", signature: "hessian(f), hessian(f, x, y)", help: "the matrix of second partials of f", takes: &[], run: hessian },
    Operation { name: "jacobian", signature: "jacobian([f, g]), jacobian([f, g], x, y)", help: "the matrix of partials: a row for each function", takes: &[], run: jacobian },
    Operation { name: "directional", signature: "directional(f, [3, 4]), directional(f, [x, y], [3, 4])", help: "the derivative of f along a direction, normalised", takes: &[], run: directional },
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

fn diff(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let Call {
        session,
        arguments,
        span,
        remarks,
    } = call;
    let asked = Call {
        session,
        arguments,
        span,
        remarks: &mut *remarks,
    };
    let Problem::Derivative {
        function,
        variables,
    } = derivative_problem(operation, asked)?
    else {
        return Err(operation.usage(span));
    };
    let result = session
        .derivative(&function, &variables)
        .map_err(|cause| failed("diff", cause.into(), span))?;
    remarks.derived.push(Derived {
        function,
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
    let result = session
        .gradient(&expr, &names)
        .map_err(|cause| failed("gradient", cause.into(), span))?;
    remarks.derived.push(Derived {
        function: expr,
        steps: vec![names],
    });
    Ok(result.into())
}

fn hessian(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let (session, span) = (call.session, call.span);
    let (expr, arguments, _) = operation.subject(call)?;
    let names = operation.variables(&arguments, expr.free_symbols())?;
    let result = session
        .hessian(&expr, &names)
        .map_err(|cause| failed("hessian", cause.into(), span))?;
    Ok(result.into())
}

fn jacobian_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
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
    let variables = operation.variables(&rest, free)?;
    Ok(Problem::Jacobian {
        functions,
        variables,
    })
}

fn jacobian(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let (session, span) = (call.session, call.span);
    let Problem::Jacobian {
        functions,
        variables,
    } = jacobian_problem(operation, call)?
    else {
        return Err(operation.usage(span));
    };
    let result = session
        .jacobian(&functions, &variables)
        .map_err(|cause| failed("jacobian", cause.into(), span))?;
    Ok(result.into())
}

fn directional_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let (function, mut arguments, span) = operation.subject(call)?;
    let Some(direction) = arguments.pop() else {
        return Err(operation.usage(span));
    };
    let variables = operation.variables(&arguments, function.free_symbols())?;
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
    Ok(Problem::Directional {
        function,
        variables,
        direction: components,
    })
}

fn directional(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let span = call.arguments.last().map_or(call.span, |last| last.span);
    let Problem::Directional {
        function,
        variables,
        direction,
    } = directional_problem(operation, call)?
    else {
        return Err(operation.usage(span));
    };
    let result = function
        .directional(&variables, &direction)
        .map_err(|cause| failed("directional", cause.into(), span))?;
    Ok(result.into())
}

fn gradient_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let (function, arguments, _) = operation.subject(call)?;
    let variables = operation.variables(&arguments, function.free_symbols())?;
    Ok(Problem::Gradient {
        function,
        variables,
    })
}

fn hessian_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let (function, arguments, _) = operation.subject(call)?;
    let variables = operation.variables(&arguments, function.free_symbols())?;
    Ok(Problem::Hessian {
        function,
        variables,
    })
}

fn newton_problem(operation: &Operation, call: Call<'_>) -> Result<Problem, Error> {
    let (function, arguments, _) = operation.subject(call)?;
    let variables = operation.variables(&arguments, function.free_symbols())?;
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
    let (function, arguments, span) = operation.subject(call)?;
    let names = operation.variables(&arguments, function.free_symbols())?;
    let [variable] = names.as_slice() else {
        return Err(operation.usage(span));
    };
    Ok(Problem::Inverse {
        function,
        variable: variable.clone(),
    })
}

/// The result of an operation that is worked out as its derivation is.
fn derived(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let (session, span) = (call.session, call.span);
    let Some(reader) = problem(operation.name) else {
        return Err(operation.usage(span));
    };
    let asked = reader(operation, call)?;
    let derivation = session
        .derivation(&asked, Strategy::default())
        .map_err(|cause| failed(operation.name, cause.into(), span))?;
    Ok(Value::from(&derivation))
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
