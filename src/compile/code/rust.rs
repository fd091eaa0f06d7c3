//! Rust: `f64` or `f32`, with the standard library or with the crate `libm`.

use super::language::Language;
use super::target::{
    Binding, Function, Lines, Loop, MOST, MOST_SINGLE, Results, Signs, Target, Text,
};
use crate::function::spelling::Dialect;

/// A kind of Rust.
pub(super) struct Rust {
    pub single: bool,
    pub std: bool,
}

const fn signs(dialect: &'static Dialect, single: bool, std: bool) -> Signs {
    Signs {
        dialect,
        and: "&&",
        or: "||",
        not: "!",
        equal: "==",
        logic_is_tight: false,
        choose,
        choose_binding: Binding::Choice,
        number,
        infinity: if single {
            "f32::INFINITY"
        } else {
            "f64::INFINITY"
        },
        nan: if single { "f32::NAN" } else { "f64::NAN" },
        most: if single { MOST_SINGLE } else { MOST },
        divisor: None,
        method_suffix: match (std, single) {
            (true, false) => "_f64",
            (true, true) => "_f32",
            (false, _) => "",
        },
        fold: false,
        branches: true,
    }
}

static DOUBLE: Signs = signs(&Dialect::RUST, false, true);
static SINGLE: Signs = signs(&Dialect::RUST, true, true);
static DOUBLE_LIBM: Signs = signs(&Dialect::LIBM, false, false);
static SINGLE_LIBM: Signs = signs(&Dialect::LIBM, true, false);

fn choose(condition: &str, a: &Text, b: &Text) -> String {
    let (a, b_text) = (&a.text, &b.text);
    if b_text.starts_with("if ") && b.binding == Binding::Choice {
        format!("if {condition} {{ {a} }} else {b_text}")
    } else {
        format!("if {condition} {{ {a} }} else {{ {b_text} }}")
    }
}

fn number(value: f64) -> String {
    format!("{value:?}")
}

impl Rust {
    fn real(&self) -> &'static str {
        if self.single { "f32" } else { "f64" }
    }

    fn result_type(&self, results: &[Results<String>]) -> String {
        let real = self.real();
        let types: Vec<String> = results
            .iter()
            .map(|result| match result {
                Results::One(_) => real.to_owned(),
                Results::List(list) => format!("[{real}; {}]", list.len()),
                Results::Rows(rows) => {
                    let width = rows.first().map_or(0, Vec::len);
                    format!("[[{real}; {width}]; {}]", rows.len())
                }
            })
            .collect();
        match types.as_slice() {
            [one] => one.clone(),
            _ => format!("({})", types.join(", ")),
        }
    }
}

impl Target for Rust {
    fn language(&self) -> Language {
        match (self.std, self.single) {
            (true, false) => Language::Rust,
            (true, true) => Language::RustSingle,
            (false, false) => Language::RustNoStd,
            (false, true) => Language::RustNoStdSingle,
        }
    }

    fn signs(&self) -> &'static Signs {
        match (self.std, self.single) {
            (true, false) => &DOUBLE,
            (true, true) => &SINGLE,
            (false, false) => &DOUBLE_LIBM,
            (false, true) => &SINGLE_LIBM,
        }
    }

    fn call(&self, call: &'static str) -> String {
        if self.single && !self.std {
            call.replacen('(', "f(", 1)
        } else {
            call.to_owned()
        }
    }

    fn number(&self, value: f64) -> String {
        // A literal beyond the range of its type is an error.
        if self.single && (value as f32).is_infinite() {
            "f32::INFINITY".to_owned()
        } else {
            number(value)
        }
    }

    fn define(&self, lines: &mut Lines, name: &str, value: &Text) {
        let text = &value.text;
        if !value.condition && value.binding == Binding::Choice {
            // Both values may be literals, which alone do not say what they are.
            lines.line(&format!("let {name}: {} = {text};", self.real()));
        } else {
            lines.line(&format!("let {name} = {text};"));
        }
    }

    fn begin_if(&self, lines: &mut Lines, name: &str, condition: &str) {
        lines.line(&format!("let {name}: {} = if {condition} {{", self.real()));
        lines.depth += 1;
    }

    fn otherwise(&self, lines: &mut Lines, _: &str, value: &str) {
        lines.line(value);
        lines.depth -= 1;
        lines.line("} else {");
        lines.depth += 1;
    }

    fn end_if(&self, lines: &mut Lines, _: &str, value: &str) {
        lines.line(value);
        lines.depth -= 1;
        lines.line("};");
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
        lines.line(&format!("let mut {total}: {real} = {start};"));
        lines.line(&format!("let mut {index}: {real} = {first};"));
        let test = if *literal {
            String::new()
        } else {
            format!(" && !{total}.is_nan()")
        };
        lines.line(&format!("while {index} <= {last}{test} {{"));
        lines.depth += 1;
    }

    fn end_for(&self, lines: &mut Lines, around: &Loop<'_>, value: &Text) {
        lines.line(&format!("{} += {};", around.total, value.text));
        lines.line(&format!("{} += 1.0;", around.index));
        lines.depth -= 1;
        lines.line("}");
    }

    fn begin(&self, lines: &mut Lines, function: &Function<'_>) {
        let real = self.real();
        let inputs: Vec<String> = function
            .inputs
            .iter()
            .map(|name| format!("{name}: {real}"))
            .collect();
        let head = if function.public { "pub fn" } else { "fn" };
        lines.line(&format!(
            "{head} {}({}) -> {} {{",
            function.name,
            inputs.join(", "),
            self.result_type(function.results)
        ));
        lines.depth += 1;
    }

    fn end(&self, lines: &mut Lines, function: &Function<'_>) {
        let texts: Vec<String> = function.results.iter().map(brackets).collect();
        match texts.as_slice() {
            [one] => lines.line(one),
            _ => {
                lines.line("(");
                lines.depth += 1;
                for text in &texts {
                    lines.line(&format!("{text},"));
                }
                lines.depth -= 1;
                lines.line(")");
            }
        }
        lines.depth -= 1;
        lines.line("}");
    }
}

/// Results as nested arrays.
pub(super) fn brackets(results: &Results<String>) -> String {
    match results {
        Results::One(text) => text.clone(),
        Results::List(texts) => format!("[{}]", texts.join(", ")),
        Results::Rows(rows) => {
            let rows: Vec<String> = rows
                .iter()
                .map(|row| format!("[{}]", row.join(", ")))
                .collect();
            format!("[{}]", rows.join(", "))
        }
    }
}
