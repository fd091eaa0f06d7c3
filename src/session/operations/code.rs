//! Source code of other languages.

use super::super::evaluate::failed;
use super::{Argument, Call, Field, Operation};
use crate::Error;
use crate::compile::{CodeOptions, CompileOptions, Language, With};
use crate::expr::{Expr, natural_order};
use crate::session::Value;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "code", signature: "code(f, rust), code(f, c, gradient), code(f, python, hessian, [x, y], name)", help: "f as source code (rust, c, python, sql, and others), or its cost", takes: &[Field::Expression, Field::Code], run: code },
];

fn code(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    let span = call.span;
    let mut arguments = call.arguments.into_iter();
    let Some(subject) = arguments.next() else {
        return Err(operation.usage(span));
    };
    let functions = functions(operation, &subject)?;
    let Some(language) = arguments.next() else {
        return Err(operation.usage(span));
    };
    // A minus sign is none of a name's characters.
    let named =
        (language.name.as_deref()).and_then(|name| Language::named(&name.replace('_', "-")));
    let Some(language) = named else {
        let expected = "a language: rust, rust-f32, rust-nostd, rust-nostd-f32, c, c-f32, python, \
                        javascript, julia, sql, json, tape, or cost";
        return Err(operation.wrong(expected, language.span));
    };
    let mut options = CodeOptions {
        compile: CompileOptions {
            kink: call.session.kink(),
            ..CompileOptions::default()
        },
        ..CodeOptions::default()
    };
    let mut variables = None;
    for argument in arguments {
        match (&argument.value, argument.name.as_deref()) {
            (Value::List(_), _) => {
                let list = std::slice::from_ref(&argument);
                variables = Some(operation.variables(list, Vec::new())?);
            }
            (_, Some(name)) => match With::named(name) {
                Some(with) => options.with = with,
                None => options.name = name.to_owned(),
            },
            _ => {
                let expected = "value, gradient or hessian, a list of variables, or a name";
                return Err(operation.wrong(expected, argument.span));
            }
        }
    }
    let variables = variables.unwrap_or_else(|| {
        let mut free: Vec<String> = functions.iter().flat_map(Expr::free_symbols).collect();
        free.sort_by(|a, b| natural_order(a, b));
        free.dedup();
        free
    });
    let printed = match (&subject.value, functions.as_slice()) {
        (Value::List(_), _) => {
            let all: Vec<&Expr> = functions.iter().collect();
            Expr::code_all(&all, &variables, language, &options)
        }
        (_, [function]) => function.code(&variables, language, &options),
        _ => return Err(operation.usage(span)),
    };
    let text = printed
        .map_err(|cause| failed(operation.name, cause.into(), span))?
        .to_string();
    Ok(Value::Text(text.trim_end().to_owned()))
}

/// The functions to print: one, or a list.
fn functions(operation: &Operation, subject: &Argument) -> Result<Vec<Expr>, Error> {
    let one = |value: &Value| match value {
        Value::Expr(expr) => Some(expr.clone()),
        Value::Number(number) => Expr::decimal(*number),
        _ => None,
    };
    let all = match &subject.value {
        Value::List(items) => items.iter().map(one).collect(),
        value => one(value).map(|expr| vec![expr]),
    };
    all.ok_or_else(|| operation.wrong("an expression, or a list of them", subject.span))
}
