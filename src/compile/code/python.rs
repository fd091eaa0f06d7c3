//! Python with NumPy.
//!
//! Arguments are numbers or arrays that fit each other. There are no branches, because each
//! element has its own: both values of a choice are computed and one is taken. Warnings about
//! infinities and NaN are off, as everywhere else.

use super::language::Language;
use super::rust::brackets;
use super::target::{Binding, Function, Lines, Loop, MOST, Signs, Target, Text};
use crate::function::spelling::Dialect;

/// Python.
pub(super) struct Python;

static SIGNS: Signs = Signs {
    dialect: &Dialect::PYTHON,
    and: "&",
    or: "|",
    not: "~",
    equal: "==",
    logic_is_tight: true,
    choose: |condition, a, b| format!("np.where({condition}, {}, {})", a.text, b.text),
    choose_binding: Binding::Call,
    number: |value| format!("{value:?}"),
    infinity: "np.inf",
    nan: "np.nan",
    most: MOST,
    divisor: None,
    method_suffix: "",
    fold: false,
    branches: false,
};

/// The values of an index that some element of the bounds takes.
pub(super) const SUM_RANGE: &str = "\
def sum_range(start, first, last):
    start, first, last = np.broadcast_arrays(start, first, last)
    first, last = first[start == 0.0], last[start == 0.0]
    return np.arange(first.min(), last.max() + 1.0) if first.size else ()
";

/// Where it is needed.
pub(super) const SUM_RANGE_CALL: &str = " in sum_range(";

impl Target for Python {
    fn language(&self) -> Language {
        Language::Python
    }

    fn signs(&self) -> &'static Signs {
        &SIGNS
    }

    fn define(&self, lines: &mut Lines, name: &str, value: &Text) {
        lines.line(&format!("{name} = {}", value.text));
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
        lines.line(&format!("{total} = {start}"));
        if *literal {
            lines.line(&format!("for {index} in np.arange({first}, {last} + 1.0):"));
        } else {
            lines.line(&format!(
                "for {index} in sum_range({total}, {first}, {last}):"
            ));
        }
        lines.depth += 1;
    }

    fn end_for(&self, lines: &mut Lines, around: &Loop<'_>, value: &Text) {
        let Loop {
            total,
            index,
            first,
            last,
            literal,
            ..
        } = around;
        let value = &value.text;
        if *literal {
            lines.line(&format!("{total} = {total} + {value}"));
        } else {
            lines.line(&format!(
                "{total} = {total} + np.where(({first} <= {index}) & ({index} <= {last}), {value}, 0.0)"
            ));
        }
        lines.depth -= 1;
    }

    fn begin(&self, lines: &mut Lines, function: &Function<'_>) {
        let inputs = function.inputs.join(", ");
        lines.line(&format!("def {}({inputs}):", function.name));
        lines.depth += 1;
        if function.public {
            for name in function.inputs {
                lines.line(&format!("{name} = np.asarray({name}, dtype=float)[()]"));
            }
            lines.line("with np.errstate(all=\"ignore\"):");
            lines.depth += 1;
        }
    }

    fn end(&self, lines: &mut Lines, function: &Function<'_>) {
        let texts: Vec<String> = function.results.iter().map(brackets).collect();
        lines.line(&format!("return {}", texts.join(", ")));
        lines.depth -= if function.public { 2 } else { 1 };
    }
}
