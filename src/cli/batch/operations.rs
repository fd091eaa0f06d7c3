//! The operations of the protocol: one row each, and what each does with a request.
//!
//! What an operation does is a function of plain values, so that the verbs of the command call the
//! same one.

use std::borrow::Cow;

use gradus::expr::{Number, Style};
use gradus::session::{Derived, Operation, operations};
use gradus::{Error, Expr};

use super::carried;
use super::check;
use super::failure::{Failure, Place};
use super::fields::{OneOrMany, Pairs, Point, Scalar, Text};
use super::fit;
use super::map;
use super::operate;
use super::options::Options;
use super::reply::{Answer, Shaped, Texts};
use super::request::Request;
use super::solve::{self, Problem};
use super::special::Special;
use super::steps;
use super::task::Task;

type Run = for<'a> fn(&Request<'a>, &Options) -> Result<Answer, Failure>;

/// The operations by name.
#[rustfmt::skip]
const OPERATIONS: &[(&str, Run)] = &[
    ("diff",        |request, options| differentiate(Kind::Diff, request, options)),
    ("gradient",    |request, options| differentiate(Kind::Gradient, request, options)),
    ("hessian",     |request, options| differentiate(Kind::Hessian, request, options)),
    ("jacobian",    |request, options| differentiate(Kind::Jacobian, request, options)),
    ("directional", directional_request),
    ("eval",        eval_request),
    ("subs",        subs_request),
    ("latex",       latex_request),
    ("minimize",    |request, options| solve::run(Problem::read(request, false)?, options)),
    ("maximize",    |request, options| solve::run(Problem::read(request, true)?, options)),
    ("uncertainty", carried::uncertainty_request),
    ("sensitivity", carried::sensitivity_request),
    ("fit",         fit::run),
    ("map",         map::run),
    ("steps",       steps::run),
    ("check",       check::run),
    #[cfg(feature = "plot")]
    ("plot",        super::plot::run),
];

/// The operation of a name whose row describes its arguments.
pub fn described(name: &str) -> Option<&'static Operation> {
    operations().find(|operation| operation.name == name && !operation.takes.is_empty())
}

/// The names of the operations there are.
pub fn names() -> impl Iterator<Item = &'static str> {
    let described = operations().filter(|operation| !operation.takes.is_empty());
    let own = OPERATIONS.iter().map(|(name, _)| *name);
    own.chain(described.map(|operation| operation.name))
}

/// Answers a request.
///
/// # Errors
/// A [`Failure`] with its kind.
pub fn answer(request: &Request) -> Result<Answer, Failure> {
    let Text(name) = request.op.required("op")?;
    let Some((_, run)) = OPERATIONS.iter().find(|(known, _)| *known == name) else {
        if let Some(operation) = described(&name) {
            return operate::request(operation, request, &Options::read(request)?);
        }
        let later = gradus::session::is_planned(&name);
        return Err(Failure::Operation {
            name: name.into_owned(),
            later,
        });
    };
    run(request, &Options::read(request)?)
}

/// Which derivatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One, in the variables one after the other.
    Diff,
    /// The partials.
    Gradient,
    /// The second partials.
    Hessian,
    /// The partials of several functions.
    Jacobian,
}

fn differentiate(kind: Kind, request: &Request, options: &Options) -> Result<Answer, Failure> {
    let texts: OneOrMany<Text> = request.expr.required("expr")?;
    if matches!(texts, OneOrMany::Many(_)) && kind != Kind::Jacobian {
        return Err(Failure::Value {
            name: "expr",
            expected: "one expression",
        });
    }
    let texts: Vec<(Cow<str>, Place)> = match texts {
        OneOrMany::One(Text(text)) => vec![(text, Place::Expression)],
        OneOrMany::Many(texts) => {
            let numbered = texts.into_iter().enumerate();
            numbered
                .map(|(at, Text(text))| (text, Place::Part(at, 0)))
                .collect()
        }
    };
    let wrt = variables(request)?;
    let at = points(request)?;
    derivatives(kind, &texts, wrt.as_deref(), at.as_deref(), options)
}

pub(super) fn variables(request: &Request) -> Result<Option<Vec<String>>, Failure> {
    let names: Option<OneOrMany<Text>> = request.wrt.optional("wrt")?;
    Ok(names.map(|names| {
        names
            .into_vec()
            .into_iter()
            .map(|Text(name)| name.into_owned())
            .collect()
    }))
}

pub(super) fn points<'a>(request: &Request<'a>) -> Result<Option<Vec<Point<'a>>>, Failure> {
    let points: Option<OneOrMany<Point>> = request.at.optional("at")?;
    Ok(points.map(OneOrMany::into_vec))
}

/// One or all derivatives of expressions, and their values at points. All free symbols are
/// variables, where none are named.
///
/// # Errors
/// If a text is no expression, a name is none, or there is no derivative.
pub fn derivatives(
    kind: Kind,
    texts: &[(Cow<str>, Place)],
    wrt: Option<&[String]>,
    at: Option<&[Point]>,
    options: &Options,
) -> Result<Answer, Failure> {
    let mut task = Task::new(options)?;
    let functions = task.expressions(texts.iter().map(|(text, place)| (&**text, place.clone())))?;
    let free;
    let wrt = match wrt {
        Some(wrt) => wrt,
        None => {
            let mut names = free_symbols(&functions);
            if let Some(data) = task.data(&functions)? {
                names.retain(|name| data.position(name).is_none());
            }
            free = names;
            &free
        }
    };
    let results = task.timed("diff", |task| differentiated(kind, &functions, wrt, task))?;
    let steps = match kind {
        Kind::Diff => wrt.iter().map(|name| vec![name.clone()]).collect(),
        Kind::Gradient => vec![wrt.to_vec()],
        Kind::Hessian | Kind::Jacobian => Vec::new(),
    };
    if let [function] = functions.as_slice() {
        task.say_where(Derived {
            function: function.clone(),
            steps,
        });
    }
    let special = Special::new(kind, &functions, wrt, &results);
    task.answer_at(&functions, &results, at, &special)
}

fn differentiated(
    kind: Kind,
    functions: &[Expr],
    wrt: &[String],
    task: &Task,
) -> Result<Shaped<Expr>, Error> {
    let options = task.options();
    let Some(first) = functions.first() else {
        return Ok(Shaped::Rows(Vec::new()));
    };
    if let Some(session) = task.person() {
        return Ok(match kind {
            Kind::Diff => Shaped::One(session.derivative(first, wrt)?),
            Kind::Gradient => Shaped::List(session.gradient(first, wrt)?),
            Kind::Hessian if options.sparse && all_different(wrt) => entries(first, wrt)?,
            Kind::Hessian => shaped(session.hessian(first, wrt)?, options),
            Kind::Jacobian => shaped(session.jacobian(functions, wrt)?, options),
        });
    }
    Ok(match kind {
        Kind::Diff => Shaped::One(first.derivative(wrt)?),
        Kind::Gradient => Shaped::List(first.gradient(wrt)?),
        Kind::Hessian if options.sparse && all_different(wrt) => entries(first, wrt)?,
        Kind::Hessian => shaped(first.hessian(wrt)?, options),
        Kind::Jacobian => shaped(Expr::jacobian(functions, wrt)?, options),
    })
}

/// The second partials that are not 0, in both triangles.
fn entries(function: &Expr, wrt: &[String]) -> Result<Shaped<Expr>, Error> {
    let mut entries = Vec::new();
    for (row, column, entry) in function.hessian_entries(wrt)? {
        if row != column {
            entries.push((column, row, entry.clone()));
        }
        entries.push((row, column, entry));
    }
    entries.sort_by_key(|(row, column, _)| (*row, *column));
    Ok(Shaped::Entries(entries))
}

fn all_different(names: &[String]) -> bool {
    let mut seen = std::collections::HashSet::new();
    names
        .iter()
        .all(|name| seen.insert(gradus::syntax::normalise_name(name)))
}

/// A matrix, or its entries that are not the number 0.
fn shaped(rows: Vec<Vec<Expr>>, options: &Options) -> Shaped<Expr> {
    if !options.sparse {
        return Shaped::Rows(rows);
    }
    let mut entries = Vec::new();
    for (row, list) in rows.into_iter().enumerate() {
        for (column, entry) in list.into_iter().enumerate() {
            if entry.id() != gradus::expr::Id::ZERO {
                entries.push((row, column, entry));
            }
        }
    }
    Shaped::Entries(entries)
}

/// The free symbols of several expressions, in natural order.
fn free_symbols(expressions: &[Expr]) -> Vec<String> {
    let mut names: Vec<String> = expressions.iter().flat_map(Expr::free_symbols).collect();
    names.sort_by(|a, b| gradus::expr::natural_order(a, b));
    names.dedup();
    names
}

fn directional_request(request: &Request, options: &Options) -> Result<Answer, Failure> {
    let Text(text) = request.expr.required("expr")?;
    let wrt = variables(request)?;
    let direction: Vec<Scalar> = request.direction.required("direction")?;
    let at = points(request)?;
    directional(&text, wrt.as_deref(), &direction, at.as_deref(), options)
}

/// The derivative along a direction, and its values at points.
///
/// # Errors
/// If a text is no expression, or the direction is zero or of the wrong length.
pub fn directional(
    text: &str,
    wrt: Option<&[String]>,
    direction: &[Scalar],
    at: Option<&[Point]>,
    options: &Options,
) -> Result<Answer, Failure> {
    let mut task = Task::new(options)?;
    let function = task.expression(text, Place::Expression)?;
    let direction = direction
        .iter()
        .map(|component| scalar(&mut task, component, "direction"))
        .collect::<Result<Vec<Expr>, Failure>>()?;
    let wrt = wrt.map_or_else(|| function.free_symbols(), <[String]>::to_vec);
    let result = task.timed("diff", |_| function.directional(&wrt, &direction))?;
    task.answer(&[function], &Shaped::One(result), at)
}

/// A number or expression of a field. Numbers are exact: 0.1 is 1/10, and 3 no decimal.
fn scalar(task: &mut Task, scalar: &Scalar, field: &'static str) -> Result<Expr, Failure> {
    match scalar {
        Scalar::Expression(text) => task.expression(text, Place::Other(format!("`{field}`"))),
        Scalar::Number(value) => {
            let number = Number::from_double(*value).ok_or(Failure::Value {
                name: field,
                expected: "made of finite numbers or expressions",
            })?;
            match number.is_integer() {
                true => Some(Expr::number(number)),
                false => Expr::decimal(*value),
            }
            .ok_or(Failure::Value {
                name: field,
                expected: "made of finite numbers or expressions",
            })
        }
    }
}

fn eval_request(request: &Request, options: &Options) -> Result<Answer, Failure> {
    let Text(text) = request.expr.required("expr")?;
    if let Some(digits) = options.digits {
        // The values may be expressions, which are exact.
        let one: Result<Option<Pairs<Scalar>>, Failure> = request.at.optional("at");
        let points = match one {
            Ok(one) => one.map(|point| vec![point]),
            Err(_) => request.at.optional::<Vec<Pairs<Scalar>>>("at")?,
        };
        return eval_digits(&text, points.as_deref(), digits, options);
    }
    eval(&text, points(request)?.as_deref(), options)
}

/// The values of an expression at points, to so many digits.
///
/// # Errors
/// If the text is no expression, or the digits are not certain.
pub fn eval_digits(
    text: &str,
    at: Option<&[Pairs<Scalar>]>,
    digits: u32,
    options: &Options,
) -> Result<Answer, Failure> {
    let options = Options {
        digits: None,
        ..options.clone()
    };
    let mut task = Task::new(&options)?;
    let function = task.expression(text, Place::Expression)?;
    let mut value = |point: &[(Cow<str>, Scalar)]| -> Result<String, Failure> {
        let mut replacements: Vec<(&str, Expr)> = Vec::new();
        for (name, value) in point {
            replacements.push((name, scalar(&mut task, value, "at")?));
        }
        let whole = function.substitute(&replacements);
        Ok(task.timed("eval", |_| whole.digits(digits))?)
    };
    let texts = match at {
        None => Shaped::One(value(&[])?),
        Some([Pairs(only)]) => Shaped::One(value(only)?),
        Some(all) => Shaped::List(
            all.iter()
                .map(|Pairs(point)| value(point))
                .collect::<Result<_, Failure>>()?,
        ),
    };
    Ok(Answer {
        result: Some(Texts::Printed(texts)),
        ..task.remarks()
    })
}

/// The values of an expression at points; without points, its value where it has no free symbols.
///
/// # Errors
/// If the text is no expression, or a value is missing.
pub fn eval(text: &str, at: Option<&[Point]>, options: &Options) -> Result<Answer, Failure> {
    let nowhere = [Pairs(Vec::new())];
    // A value is all that is asked for.
    let options = Options {
        print: false,
        ..options.clone()
    };
    let mut task = Task::new(&options)?;
    let function = task.expression(text, Place::Expression)?;
    let input = [function.clone()];
    task.answer(&input, &Shaped::One(function), Some(at.unwrap_or(&nowhere)))
}

fn subs_request(request: &Request, options: &Options) -> Result<Answer, Failure> {
    let Text(text) = request.expr.required("expr")?;
    let Pairs(with) = request.with.required("with")?;
    subs(&text, &with, points(request)?.as_deref(), options)
}

/// An expression with symbols replaced, all at once.
///
/// # Errors
/// If a text is no expression.
pub fn subs(
    text: &str,
    with: &[(Cow<str>, Scalar)],
    at: Option<&[Point]>,
    options: &Options,
) -> Result<Answer, Failure> {
    let mut task = Task::new(options)?;
    let function = task.expression(text, Place::Expression)?;
    let mut replacements: Vec<(&str, Expr)> = Vec::new();
    for (name, value) in with {
        replacements.push((name, scalar(&mut task, value, "with")?));
    }
    let result = function.substitute(&replacements);
    task.answer(&[function], &Shaped::One(result), at)
}

fn latex_request(request: &Request, options: &Options) -> Result<Answer, Failure> {
    let Text(text) = request.expr.required("expr")?;
    latex(&text, points(request)?.as_deref(), options)
}

/// An expression in LaTeX.
///
/// # Errors
/// If the text is no expression.
pub fn latex(text: &str, at: Option<&[Point]>, options: &Options) -> Result<Answer, Failure> {
    let options = Options {
        style: Style::Latex,
        ..options.clone()
    };
    let mut task = Task::new(&options)?;
    let function = task.expression(text, Place::Expression)?;
    let input = [function.clone()];
    task.answer(&input, &Shaped::One(function), at)
}
