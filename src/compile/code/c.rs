//! C99: `double` or `float`.
//!
//! The bits are those of gradus if the compiler does not contract products and sums
//! (`-ffp-contract=off`, or a strict `-std=c99`).

use super::language::Language;
use super::target::{
    Binding, Function, Lines, Loop, MOST, MOST_SINGLE, Results, Signs, Target, Text,
};
use crate::function::spelling::Dialect;

/// A kind of C.
pub(super) struct C {
    pub single: bool,
}

const fn signs(single: bool) -> Signs {
    Signs {
        dialect: &Dialect::C,
        and: "&&",
        or: "||",
        not: "!",
        equal: "==",
        logic_is_tight: false,
        choose,
        choose_binding: Binding::Choice,
        number: if single { number_single } else { number },
        infinity: "INFINITY",
        nan: "NAN",
        most: if single { MOST_SINGLE } else { MOST },
        divisor: None,
        method_suffix: "",
        fold: false,
        branches: true,
    }
}

static DOUBLE: Signs = signs(false);
static SINGLE: Signs = signs(true);

pub(super) fn choose(condition: &str, a: &Text, b: &Text) -> String {
    let a = if a.binding == Binding::Choice {
        format!("({})", a.text)
    } else {
        a.text.clone()
    };
    format!("{condition} ? {a} : {}", b.text)
}

fn number(value: f64) -> String {
    format!("{value:?}")
}

fn number_single(value: f64) -> String {
    if (value as f32).is_infinite() {
        "INFINITY".to_owned()
    } else {
        format!("{value:?}f")
    }
}

impl C {
    fn real(&self) -> &'static str {
        if self.single { "float" } else { "double" }
    }

    /// The names of the results behind the first, and their entries.
    fn places(results: &[Results<String>]) -> Vec<(&'static str, Vec<&String>)> {
        let names: &[&'static str] = match results.first() {
            Some(Results::One(_)) => &["value", "gradient", "hessian"],
            _ => &["values", "jacobian"],
        };
        names
            .iter()
            .zip(results)
            .map(|(&name, result)| (name, result.entries()))
            .filter(|(name, _)| *name != "value")
            .collect()
    }
}

impl Target for C {
    fn language(&self) -> Language {
        if self.single {
            Language::CSingle
        } else {
            Language::C
        }
    }

    fn signs(&self) -> &'static Signs {
        if self.single { &SINGLE } else { &DOUBLE }
    }

    fn call(&self, call: &'static str) -> String {
        if self.single {
            call.replacen('(', "f(", 1)
        } else {
            call.to_owned()
        }
    }

    fn define(&self, lines: &mut Lines, name: &str, value: &Text) {
        let kind = if value.condition { "int" } else { self.real() };
        lines.line(&format!("const {kind} {name} = {};", value.text));
    }

    fn begin_if(&self, lines: &mut Lines, name: &str, condition: &str) {
        lines.line(&format!("{} {name};", self.real()));
        lines.line(&format!("if ({condition}) {{"));
        lines.depth += 1;
    }

    fn otherwise(&self, lines: &mut Lines, name: &str, value: &str) {
        lines.line(&format!("{name} = {value};"));
        lines.depth -= 1;
        lines.line("} else {");
        lines.depth += 1;
    }

    fn end_if(&self, lines: &mut Lines, name: &str, value: &str) {
        lines.line(&format!("{name} = {value};"));
        lines.depth -= 1;
        lines.line("}");
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
        let real = self.real();
        let one = self.number(1.0);
        let test = if *literal {
            String::new()
        } else {
            format!(" && {total} == {total}")
        };
        lines.line(&format!("{real} {total} = {start};"));
        lines.line(&format!(
            "for ({real} {index} = {first}; {index} <= {last}{test}; {index} += {one}) {{"
        ));
        lines.depth += 1;
    }

    fn end_for(&self, lines: &mut Lines, around: &Loop<'_>, value: &Text) {
        lines.line(&format!("{} += {};", around.total, value.text));
        lines.depth -= 1;
        lines.line("}");
    }

    fn begin(&self, lines: &mut Lines, function: &Function<'_>) {
        let real = self.real();
        let mut inputs: Vec<String> = function
            .inputs
            .iter()
            .map(|name| format!("{real} {name}"))
            .collect();
        for (name, entries) in Self::places(function.results) {
            inputs.push(format!("{real} {name}[{}]", entries.len()));
        }
        if inputs.is_empty() {
            inputs.push("void".to_owned());
        }
        let kind = match function.results.first() {
            Some(Results::One(_)) => real,
            _ => "void",
        };
        let head = if function.public { "" } else { "static " };
        lines.line(&format!(
            "{head}{kind} {}({})",
            function.name,
            inputs.join(", ")
        ));
        lines.line("{");
        lines.depth += 1;
    }

    fn end(&self, lines: &mut Lines, function: &Function<'_>) {
        for (name, entries) in Self::places(function.results) {
            for (at, entry) in entries.into_iter().enumerate() {
                lines.line(&format!("{name}[{at}] = {entry};"));
            }
        }
        if let Some(Results::One(value)) = function.results.first() {
            lines.line(&format!("return {value};"));
        }
        lines.depth -= 1;
        lines.line("}");
    }
}
