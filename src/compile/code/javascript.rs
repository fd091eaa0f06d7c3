//! JavaScript (ECMAScript 2015).

use super::c::choose;
use super::language::Language;
use super::rust::brackets;
use super::target::{Binding, Function, Lines, Loop, MOST, Signs, Target, Text};
use crate::function::spelling::Dialect;

/// JavaScript.
pub(super) struct JavaScript;

static SIGNS: Signs = Signs {
    dialect: &Dialect::JAVASCRIPT,
    and: "&&",
    or: "||",
    not: "!",
    equal: "===",
    logic_is_tight: false,
    choose,
    choose_binding: Binding::Choice,
    number: |value| {
        let text = format!("{value:?}");
        text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
    },
    infinity: "Infinity",
    nan: "NaN",
    most: MOST,
    divisor: None,
    method_suffix: "",
    fold: false,
    branches: true,
};

impl Target for JavaScript {
    fn language(&self) -> Language {
        Language::JavaScript
    }

    fn signs(&self) -> &'static Signs {
        &SIGNS
    }

    fn define(&self, lines: &mut Lines, name: &str, value: &Text) {
        lines.line(&format!("const {name} = {};", value.text));
    }

    fn begin_if(&self, lines: &mut Lines, name: &str, condition: &str) {
        lines.line(&format!("let {name};"));
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
        let test = if *literal {
            String::new()
        } else {
            format!(" && {total} === {total}")
        };
        lines.line(&format!("let {total} = {start};"));
        lines.line(&format!(
            "for (let {index} = {first}; {index} <= {last}{test}; {index} += 1) {{"
        ));
        lines.depth += 1;
    }

    fn end_for(&self, lines: &mut Lines, around: &Loop<'_>, value: &Text) {
        lines.line(&format!("{} += {};", around.total, value.text));
        lines.depth -= 1;
        lines.line("}");
    }

    fn begin(&self, lines: &mut Lines, function: &Function<'_>) {
        let inputs = function.inputs.join(", ");
        lines.line(&format!("function {}({inputs}) {{", function.name));
        lines.depth += 1;
    }

    fn end(&self, lines: &mut Lines, function: &Function<'_>) {
        match function.results {
            [one] => lines.line(&format!("return {};", brackets(one))),
            results => {
                lines.line("return {");
                lines.depth += 1;
                for (name, result) in ["value", "gradient", "hessian"].iter().zip(results) {
                    lines.line(&format!("{name}: {},", brackets(result)));
                }
                lines.depth -= 1;
                lines.line("};");
            }
        }
        lines.depth -= 1;
        lines.line("}");
    }
}
