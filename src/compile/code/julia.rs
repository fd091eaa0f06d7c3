//! Julia.

use super::c::choose;
use super::language::Language;
use super::target::{Binding, Function, Lines, Loop, MOST, Results, Signs, Target, Text};
use crate::function::spelling::Dialect;

/// Julia.
pub(super) struct Julia;

static SIGNS: Signs = Signs {
    dialect: &Dialect::JULIA,
    and: "&&",
    or: "||",
    not: "!",
    equal: "==",
    logic_is_tight: false,
    choose,
    choose_binding: Binding::Choice,
    number: |value| format!("{value:?}"),
    infinity: "Inf",
    nan: "NaN",
    most: MOST,
    divisor: None,
    method_suffix: "",
    fold: false,
    branches: true,
};

fn text(results: &Results<String>) -> String {
    match results {
        Results::One(text) => text.clone(),
        Results::List(texts) => format!("[{}]", texts.join(", ")),
        Results::Rows(rows) => {
            // Between blanks a minus sign would divide an entry in two.
            let rows: Vec<String> = rows
                .iter()
                .map(|row| {
                    let entries: Vec<String> = row.iter().map(|text| entry(text)).collect();
                    entries.join(" ")
                })
                .collect();
            format!("[{}]", rows.join("; "))
        }
    }
}

fn entry(text: &str) -> String {
    if text.contains(' ') {
        format!("({text})")
    } else {
        text.to_owned()
    }
}

impl Target for Julia {
    fn language(&self) -> Language {
        Language::Julia
    }

    fn signs(&self) -> &'static Signs {
        &SIGNS
    }

    fn define(&self, lines: &mut Lines, name: &str, value: &Text) {
        lines.line(&format!("{name} = {}", value.text));
    }

    fn begin_if(&self, lines: &mut Lines, _: &str, condition: &str) {
        lines.line(&format!("if {condition}"));
        lines.depth += 1;
    }

    fn otherwise(&self, lines: &mut Lines, name: &str, value: &str) {
        lines.line(&format!("{name} = {value}"));
        lines.depth -= 1;
        lines.line("else");
        lines.depth += 1;
    }

    fn end_if(&self, lines: &mut Lines, name: &str, value: &str) {
        lines.line(&format!("{name} = {value}"));
        lines.depth -= 1;
        lines.line("end");
    }

    fn begin_for(&self, lines: &mut Lines, around: &Loop<'_>) {
        let Loop {
            total,
            index,
            first,
            last,
            start,
            literal,
        } = around;
        let test = if *literal {
            String::new()
        } else {
            format!(" && !isnan({total})")
        };
        lines.line(&format!("{total} = {start}"));
        lines.line(&format!("{index} = {first}"));
        lines.line(&format!("while {index} <= {last}{test}"));
        lines.depth += 1;
    }

    fn end_for(&self, lines: &mut Lines, around: &Loop<'_>, value: &Text) {
        lines.line(&format!("{} += {}", around.total, value.text));
        lines.line(&format!("{} += 1.0", around.index));
        lines.depth -= 1;
        lines.line("end");
    }

    fn begin(&self, lines: &mut Lines, function: &Function<'_>) {
        let inputs = function.inputs.join(", ");
        lines.line(&format!("function {}({inputs})", function.name));
        lines.depth += 1;
    }

    fn end(&self, lines: &mut Lines, function: &Function<'_>) {
        let texts: Vec<String> = function.results.iter().map(text).collect();
        lines.line(&format!("return {}", texts.join(", ")));
        lines.depth -= 1;
        lines.line("end");
    }
}
