//! The operations of the language: one row each.

use super::evaluate::failed;
use super::{Session, SessionError, Value};
use crate::Error;
use crate::expr::print::Style;
use crate::expr::{CanonicalError, Expr};
use crate::optimize::{self, Method, Search};
use crate::syntax::Span;

/// An operation: what it is called and does.
pub struct Operation {
    /// Its name, the same in the language, the command and the batch protocol.
    pub name: &'static str,
    /// How it is called.
    pub signature: &'static str,
    /// What it does, in a line.
    pub help: &'static str,
    run: fn(&Operation, Call<'_>) -> Result<Value, Error>,
}

/// The operations there are.
#[rustfmt::skip]
static OPERATIONS: &[Operation] = &[
    Operation { name: "diff",        signature: "diff(f, x), diff(f, x, 3), diff(f, x, y)",      help: "the derivative of f",                                  run: diff },
    Operation { name: "gradient",    signature: "gradient(f), gradient(f, x, y)",                help: "the partials of f, in all its variables unless named", run: gradient },
    Operation { name: "hessian",     signature: "hessian(f), hessian(f, x, y)",                  help: "the matrix of second partials of f",                   run: hessian },
    Operation { name: "jacobian",    signature: "jacobian([f, g]), jacobian([f, g], x, y)",      help: "the matrix of partials: a row for each function",      run: jacobian },
    Operation { name: "directional", signature: "directional(f, [3, 4]), directional(f, [x, y], [3, 4])", help: "the derivative of f along a direction, normalised", run: directional },
    Operation { name: "simplify",    signature: "simplify(f)",                                   help: "the canonical form of f",                              run: simplify },
    Operation { name: "subs",        signature: "subs(f, x, 2), subs(f, x = y^2, y = 1)",        help: "f with symbols replaced, all at once",                 run: subs },
    Operation { name: "eval",        signature: "eval(f), eval(f, x = 1, y = 2)",                help: "the value of f as a double",                           run: eval },
    Operation { name: "minimize",    signature: "minimize(f, x = 1, y = 3), minimize(f, x = 1, rate = 0.1, method = newton)", help: "a minimum of f, searched from a start",                run: minimize },
    Operation { name: "maximize",    signature: "maximize(f, x = 1, y = 3)",                     help: "a maximum of f, searched from a start",                run: maximize },
    Operation { name: "latex",       signature: "latex(f)",                                      help: "f in LaTeX",                                           run: latex },
];

/// Operations of the language that this version lacks, so that their names are not taken for
/// unknown functions.
const PLANNED: &[&str] = &[
    "expand",
    "factor",
    "collect",
    "cancel",
    "together",
    "apart",
    "solve",
    "taylor",
    "limit",
    "tangent",
    "signs",
    "inverse",
    "det",
    "transpose",
    "eigenvalues",
    "fit",
    "roots",
    "critical",
    "plot",
    "steps",
    "check",
    "domain",
    "code",
];

/// The operations there are.
pub fn operations() -> &'static [Operation] {
    OPERATIONS
}

pub(super) fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

pub(super) fn is_operation(name: &str) -> bool {
    find(name).is_some() || is_planned(name)
}

/// Whether a later version brings an operation of this name.
pub fn is_planned(name: &str) -> bool {
    PLANNED.contains(&name)
}

pub(super) fn run(operation: &'static Operation, call: Call<'_>) -> Result<Value, Error> {
    (operation.run)(operation, call)
}

/// An argument as it was given.
pub(super) struct Argument {
    pub(super) value: Value,
    /// The name, where the argument is nothing but a name.
    pub(super) name: Option<String>,
    pub(super) span: Span,
}

/// A call with its arguments.
pub(super) struct Call<'a> {
    pub(super) session: &'a Session,
    pub(super) arguments: Vec<Argument>,
    pub(super) span: Span,
}

impl Operation {
    fn wrong(&self, expected: &'static str, span: Span) -> Error {
        SessionError::Argument {
            operation: self.name,
            expected,
            span,
        }
        .into()
    }

    fn usage(&self, span: Span) -> Error {
        SessionError::Arity {
            name: self.name.to_owned(),
            usage: self.signature.to_owned(),
            span,
        }
        .into()
    }

    /// The first argument as one expression, and the rest.
    fn subject(&self, call: Call<'_>) -> Result<(Expr, Vec<Argument>, Span), Error> {
        let mut arguments = call.arguments.into_iter();
        let Some(first) = arguments.next() else {
            return Err(self.usage(call.span));
        };
        match first.value {
            Value::Expr(expr) => Ok((expr, arguments.collect(), call.span)),
            Value::Number(number) => match Expr::decimal(number) {
                Some(expr) => Ok((expr, arguments.collect(), call.span)),
                None => Err(self.wrong("a finite number", first.span)),
            },
            _ => Err(self.wrong("an expression", first.span)),
        }
    }

    /// Names given one by one or as one list; all of `free` if there are none.
    fn variables(&self, arguments: &[Argument], free: Vec<String>) -> Result<Vec<String>, Error> {
        if arguments.is_empty() {
            return Ok(free);
        }
        if let [
            Argument {
                value: Value::List(items),
                span,
                ..
            },
        ] = arguments
        {
            return items
                .iter()
                .map(|item| {
                    symbol_name(item).ok_or_else(|| self.wrong("a list of variables", *span))
                })
                .collect();
        }
        arguments
            .iter()
            .map(|argument| {
                argument
                    .name
                    .clone()
                    .ok_or_else(|| self.wrong("the name of a variable", argument.span))
            })
            .collect()
    }
}

fn symbol_name(value: &Value) -> Option<String> {
    let Value::Expr(expr) = value else {
        return None;
    };
    expr.as_symbol()
}

fn diff(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let (expr, arguments, span) = operation.subject(call)?;
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
    Ok(result.into())
}

/// The highest order of one derivative.
const MAX_ORDER: i64 = 1000;

fn gradient(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let (expr, arguments, span) = operation.subject(call)?;
    let names = operation.variables(&arguments, expr.free_symbols())?;
    let result = expr
        .gradient(&names)
        .map_err(|cause| failed("gradient", cause.into(), span))?;
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

fn simplify(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let span = call.span;
    let [argument] =
        <[Argument; 1]>::try_from(call.arguments).map_err(|_| operation.usage(span))?;
    let mut failure: Option<CanonicalError> = None;
    let value = argument.value.map(&mut |expr| match expr.canonical() {
        Ok(form) => form,
        Err(error) => {
            failure = Some(error);
            expr
        }
    });
    match failure {
        None => Ok(value),
        Some(error) => Err(failed("simplify", error.into(), span)),
    }
}

/// Replacements given as `x = 2, y = 3`, or as `x, 2`.
fn replacements(
    operation: &Operation,
    arguments: Vec<Argument>,
) -> Result<Vec<(String, Expr)>, Error> {
    if let [name, value] = arguments.as_slice()
        && let (Some(name), Value::Expr(value)) = (&name.name, &value.value)
    {
        return Ok(vec![(name.clone(), value.clone())]);
    }
    arguments
        .into_iter()
        .map(|argument| match argument.value {
            Value::Equation(left, right) => match left.as_symbol() {
                Some(name) => Ok((name, right)),
                None => Err(operation.wrong(
                    "an equation with a name on the left, such as x = 2",
                    argument.span,
                )),
            },
            _ => Err(operation.wrong("an equation such as x = 2", argument.span)),
        })
        .collect()
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

fn eval(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let session = call.session;
    let (expr, arguments, span) = operation.subject(call)?;
    let pairs = replacements(operation, arguments)?;
    let pairs: Vec<(&str, Expr)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    let Value::Expr(expr) = session.resolved(Value::Expr(expr.substitute(&pairs)), &[], span)?
    else {
        return Err(operation.usage(span));
    };
    let function = expr
        .compile::<&str>([])
        .map_err(|cause| failed("eval", cause.into(), span))?;
    Ok(Value::Number(function.value(&[])))
}

fn search(
    operation: &Operation,
    call: Call<'_>,
    setup: fn(&Expr) -> Search,
) -> Result<Value, Error> {
    let session = call.session;
    let (expr, arguments, span) = operation.subject(call)?;
    let free = expr.free_symbols();
    let mut search = setup(&expr);
    let mut start = Vec::new();
    for (name, value) in replacements(operation, arguments)? {
        if name == METHOD && !free.contains(&name) {
            search = search.method(method(operation, &value, span)?);
            continue;
        }
        let value = value
            .at::<&str>([])
            .map_err(|cause| failed(operation.name, cause.into(), span))?;
        // A setting's name is one only where the function has no such variable.
        let setting = SETTINGS
            .iter()
            .find(|(known, _)| *known == name && !free.contains(&name));
        match setting {
            Some((_, set)) => search = set(search, value),
            None => start.push((name, value)),
        }
    }
    // Names that have no start may have a definition.
    let named: Vec<String> = start.iter().map(|(name, _)| name.clone()).collect();
    let Value::Expr(expr) = session.resolved(Value::Expr(expr), &named, span)? else {
        return Err(operation.usage(span));
    };
    let minimum = search
        .expr(&expr)
        .start(start)
        .run()
        .map_err(|cause| failed(operation.name, cause.into(), span))?;
    Ok(Value::Report(Box::new(minimum)))
}

/// The name of the method among a search's settings.
const METHOD: &str = "method";

/// Sets one setting of a search.
type Set = fn(Search, f64) -> Search;

/// The settings of a search that have a number, by the names they have in the command.
const SETTINGS: &[(&str, Set)] = &[
    ("rate", Search::rate),
    ("tolerance", Search::tolerance),
    ("step_tolerance", Search::step_tolerance),
    ("value_tolerance", Search::value_tolerance),
    ("max_iterations", |search, steps| {
        search.max_iterations(steps as usize)
    }),
];

/// The method that a name such as `newton` or `gradient_descent` stands for.
fn method(operation: &Operation, value: &Expr, span: Span) -> Result<Method, Error> {
    value
        .as_symbol()
        .and_then(|name| name.replace('_', "-").parse().ok())
        .ok_or_else(|| {
            operation.wrong(
                "a method: auto, gradient_descent, newton or newton_safe",
                span,
            )
        })
}

fn minimize(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    search(operation, call, optimize::minimize)
}

fn maximize(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    search(operation, call, optimize::maximize)
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
