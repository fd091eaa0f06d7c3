//! Operations whose arguments are described by their row: `takes` says which fields they have.

use gradus::expr::{Expr, Style};
use gradus::session::{Argument, Field, Operation, Value};
use gradus::syntax::Span;

use super::failure::{Failure, Place};
use super::fields::{Count, OneOrMany, Pairs, Point, Real, Scalar, Text};
use super::options::Options;
use super::reply::{Answer, Shaped, Texts};
use super::request::Request;
use super::task::Task;

/// The arguments of an operation, still as texts.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The expression, or several.
    pub expressions: Vec<(String, Place)>,
    /// Whether `expressions` is a list, even of one.
    pub listed: bool,
    /// The rest: texts of expressions, equations, lists and names.
    pub rest: Vec<String>,
}

impl Given {
    /// The arguments of `code`.
    pub fn code(
        &mut self,
        language: &str,
        with: Option<&str>,
        variables: Option<&[String]>,
        name: Option<&str>,
    ) {
        // The language has no minus signs in names.
        self.rest.push(language.replace('-', "_"));
        self.rest.extend(with.map(str::to_owned));
        self.rest
            .extend(variables.map(|names| format!("[{}]", names.join(", "))));
        self.rest.extend(name.map(str::to_owned));
    }
}

/// Answers a request.
///
/// # Errors
/// For fields that make no sense, and what the operation refuses.
pub fn request(
    operation: &'static Operation,
    request: &Request,
    options: &Options,
) -> Result<Answer, Failure> {
    let mut given = Given::default();
    for field in operation.takes {
        read(*field, request, &mut given)?;
    }
    let takes_point = operation.takes.contains(&Field::Point);
    let at = match takes_point {
        true => None,
        false => super::operations::points(request)?,
    };
    let mut task = Task::new(options)?;
    let value = run(&mut task, operation, &given)?;
    finish(task, value, at.as_deref())
}

fn read(field: Field, request: &Request, given: &mut Given) -> Result<(), Failure> {
    match field {
        Field::Expression => match request.expr.required("expr")? {
            OneOrMany::One(Text(text)) => given
                .expressions
                .push((text.into_owned(), Place::Expression)),
            OneOrMany::Many(texts) => {
                given.listed = true;
                for (at, Text(text)) in texts.into_iter().enumerate() {
                    given
                        .expressions
                        .push((text.into_owned(), Place::Part(at, 0)));
                }
            }
        },
        Field::Variables => {
            let names = super::operations::variables(request)?;
            given.rest.extend(names.unwrap_or_default());
        }
        Field::Around => {
            let Pairs(values): Pairs<Scalar> = request.around.required("around")?;
            for (name, value) in values {
                given.rest.push(format!("{name} = {}", text(value)));
            }
        }
        Field::Order => {
            if let Some(Count(order)) = request.order.optional("order")? {
                given.rest.push(order.to_string());
            }
        }
        Field::To => {
            let to: Scalar = request.to.required("to")?;
            given.rest.push(text(to));
        }
        Field::Side => {
            if let Some(Text(side)) = request.side.optional("side")? {
                given.rest.push(side.into_owned());
            }
        }
        Field::Box => {
            let sides: Option<Pairs<Vec<Scalar>>> = request.area.optional("box")?;
            for (name, ends) in sides.map(|Pairs(sides)| sides).unwrap_or_default() {
                let ends: Vec<String> = ends.into_iter().map(text).collect();
                given.rest.push(format!("{name} = [{}]", ends.join(", ")));
            }
        }
        Field::Start => {
            let start: Option<Pairs<Scalar>> = request.start.optional("start")?;
            for (name, value) in start.map(|Pairs(start)| start).unwrap_or_default() {
                given.rest.push(format!("{name} = {}", text(value)));
            }
        }
        Field::Points => {
            if let Some(Count(points)) = request.points.optional("points")? {
                given.rest.push(points.to_string());
            }
        }
        Field::Second => {
            let second: Scalar = request.with.required("with")?;
            given.rest.push(text(second));
        }
        Field::Point => {
            let values = match request.at.optional("at")? {
                None => Vec::new(),
                Some(OneOrMany::One(Pairs(values))) => values,
                Some(OneOrMany::Many(points)) => match <[Point; 1]>::try_from(points) {
                    Ok([Pairs(values)]) => values,
                    Err(_) => {
                        return Err(Failure::Value {
                            name: "at",
                            expected: "one point",
                        });
                    }
                },
            };
            for (name, Real(value)) in values {
                if !value.is_finite() {
                    return Err(Failure::Value {
                        name: "at",
                        expected: "made of finite numbers",
                    });
                }
                given
                    .rest
                    .push(format!("{name} = {}", gradus::expr::double(value)));
            }
        }
        Field::Goal => {
            if let Some(Text(goal)) = request.goal.optional("goal")? {
                given.rest.push(goal.into_owned());
            }
        }
        Field::Code => {
            let Text(language) = request.lang.required("lang")?;
            let with: Option<Text> = request.with.optional("with")?;
            let name: Option<Text> = request.name.optional("name")?;
            given.code(
                &language,
                with.as_ref().map(|Text(with)| with.as_ref()),
                super::operations::variables(request)?.as_deref(),
                name.as_ref().map(|Text(name)| name.as_ref()),
            );
        }
    }
    Ok(())
}

fn text(value: Scalar) -> String {
    match value {
        Scalar::Number(number) => gradus::expr::double(number),
        Scalar::Expression(text) => text.into_owned(),
    }
}

/// Reads the arguments and runs the operation.
///
/// # Errors
/// For texts that are no expressions, and what the operation refuses.
pub fn run(
    task: &mut Task,
    operation: &'static Operation,
    given: &Given,
) -> Result<Value, Failure> {
    let mut subjects = Vec::new();
    for (text, place) in &given.expressions {
        subjects.push(task.value(text, place.clone())?);
    }
    let subject = match subjects.pop() {
        Some(only) if subjects.is_empty() && !given.listed => only,
        last => {
            subjects.extend(last);
            Value::List(subjects)
        }
    };
    let mut arguments = vec![Argument::from(subject)];
    let other = |text: &String| Place::Other(format!("`{text}`"));
    for (at, text) in given.rest.iter().enumerate() {
        let value = task.value(text, other(text))?;
        // An error's place then says which argument it is about, 0 being the expression's.
        let number = u32::try_from(at + 1).unwrap_or_default();
        arguments.push(Argument {
            span: Span {
                start: number,
                end: number,
            },
            ..Argument::from(value)
        });
    }
    let found = task.operate(operation, arguments);
    found.map_err(|failure| match failure {
        Failure::Library { error, place } => {
            let number = error.span().map_or(0, |span| span.start as usize);
            let text = number.checked_sub(1).and_then(|at| given.rest.get(at));
            let place = text.map_or(place, other);
            Failure::Library { error, place }
        }
        failure => failure,
    })
}

/// The answer with a value: its expressions in the form that is asked for, and their values.
///
/// # Errors
/// As [`Task::answer`].
pub fn finish(
    task: Task,
    value: Value,
    at: Option<&[super::fields::Point]>,
) -> Result<Answer, Failure> {
    match shaped(&value) {
        Some(results) => {
            let input: Vec<Expr> = results.iter().cloned().collect();
            task.answer(&input, &results, at)
        }
        None => {
            if let Value::Points(points) = value {
                return Ok(Answer {
                    points: Some(*points),
                    ..task.remarks()
                });
            }
            if let Value::Solutions(found) = value {
                return Ok(Answer {
                    found: Some(*found),
                    ..task.remarks()
                });
            }
            let texts = texts(&value, task.options().style)?;
            Ok(Answer {
                result: Some(Texts::Printed(texts)),
                ..task.remarks()
            })
        }
    }
}

/// A value that is made of expressions only, as results.
pub(super) fn shaped(value: &Value) -> Option<Shaped<Expr>> {
    let expr = |value: &Value| match value {
        Value::Expr(expr) => Some(expr.clone()),
        _ => None,
    };
    let list = |value: &Value| match value {
        Value::List(items) => items.iter().map(expr).collect::<Option<Vec<Expr>>>(),
        _ => None,
    };
    match value {
        Value::Expr(expr) => Some(Shaped::One(expr.clone())),
        Value::List(items) if items.is_empty() => Some(Shaped::List(Vec::new())),
        Value::List(items) if items.iter().all(|item| matches!(item, Value::List(_))) => {
            Some(Shaped::Rows(items.iter().map(list).collect::<Option<_>>()?))
        }
        Value::List(_) => Some(Shaped::List(list(value)?)),
        _ => None,
    }
}

/// Any value as texts.
fn texts(value: &Value, style: Style) -> Result<Shaped<String>, Failure> {
    let print = |value: &Value| {
        value
            .print(style)
            .map_err(|error| Failure::from(gradus::Error::from(error)))
    };
    Ok(match value {
        Value::List(items) if items.iter().all(|item| matches!(item, Value::List(_))) => {
            let rows = items.iter().map(|row| match row {
                Value::List(items) => items.iter().map(print).collect(),
                other => Ok(vec![print(other)?]),
            });
            Shaped::Rows(rows.collect::<Result<_, Failure>>()?)
        }
        Value::List(items) => Shaped::List(items.iter().map(print).collect::<Result<_, _>>()?),
        other => Shaped::One(print(other)?),
    })
}
