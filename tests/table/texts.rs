//! How a call of each function reads.

use std::fmt::Write;

use gradus::function::{all, help};
use gradus::{Expr, Style};

use super::{indexed, read};
use crate::support::snapshot;

/// The function at several kinds of arguments.
pub fn calls(function: gradus::function::FunctionId) -> Vec<String> {
    let row = function.row();
    let (first, rest) = (row.parameters[0], &row.parameters[1..]);
    let with = |argument: &str| {
        let mut arguments = vec![argument.to_owned()];
        arguments.extend(rest.iter().map(|name| (*name).to_owned()));
        if indexed(function) {
            arguments = vec!["3".to_owned(), argument.to_owned()];
        }
        format!("{}({})", row.name, arguments.join(", "))
    };
    let call = with(first);
    vec![
        call.clone(),
        with("a + b"),
        with("-a*b/3"),
        with("a^2"),
        format!("{call}^2"),
        format!("{call}^{call}"),
        format!("2^{call}"),
        format!("-3*{call}/({call} + 1)"),
        format!("({call})!"),
        with(&with("t")),
    ]
}

#[test]
fn a_printed_call_is_read_as_the_same() {
    for function in all() {
        for call in calls(function) {
            let expr = read(&call);
            let canonical = expr.canonical().expect("a canonical form");
            for style in [Style::Text, Style::Unicode] {
                for (form, text) in [
                    (&canonical, expr.print(style)),
                    (&expr, expr.print_raw(style)),
                ] {
                    let text = text.expect("a text");
                    let again: Expr = (text.parse())
                        .unwrap_or_else(|error| panic!("{call} prints {text}: {error}"));
                    assert_eq!(&again, form, "{call} prints {text}");
                    let hashes = (again.structural_hash(), form.structural_hash());
                    assert_eq!(hashes.0, hashes.1, "{call} prints {text}");
                    assert_eq!(again.print(style).as_deref(), expr.print(style).as_deref());
                }
            }
        }
    }
}

#[test]
fn a_call_by_an_alias_is_the_same() {
    for function in all() {
        let row = function.row();
        for alias in row.aliases {
            let arguments = match indexed(function) {
                true => "2, x".to_owned(),
                false => row.parameters.join(", "),
            };
            let [name, alias] = [row.name, alias].map(|name| read(&format!("{name}({arguments})")));
            assert_eq!(name, alias);
        }
    }
}

#[test]
fn latex_of_every_function() {
    let mut out = String::new();
    for function in all() {
        for call in &calls(function)[..5] {
            let latex = read(call).print(Style::Latex).expect("a text");
            writeln!(out, "{call}\n    {latex}").unwrap();
        }
    }
    snapshot("table_latex", out);
}

#[test]
fn derivative_of_every_function() {
    let mut out = String::new();
    for function in all() {
        let row = function.row();
        let call = match indexed(function) {
            true => format!("{}(3, u(x))", row.name),
            false => {
                let arguments: Vec<String> = (row.parameters.iter().enumerate())
                    .map(|(at, _)| ["u(x)", "v(x)", "w(x)"][at].to_owned())
                    .collect();
                format!("{}({})", row.name, arguments.join(", "))
            }
        };
        let derivative = read(&call).diff("x").expect("a derivative");
        writeln!(out, "{call}\n    {derivative}").unwrap();
    }
    snapshot("table_derivatives", out);
}

#[test]
fn help_of_every_function() {
    let out: Vec<String> = all().map(help).collect();
    snapshot("table_help", out.join("\n"));
}
