//! Random formulas of every kind of node, as text.

use gradus::function::{Kernel, all, lookup};

use crate::support::Samples;
use crate::support::oracle::Point;

/// What may occur in a formula.
#[derive(Clone, Copy)]
pub struct Kinds {
    /// Unknown functions: no compiled value.
    pub unknown: bool,
    /// Sums over the rows of data: no compiled value.
    pub rows: bool,
    /// Steps and pieces: no slope at some points.
    pub jumps: bool,
}

pub const ALL: Kinds = Kinds {
    unknown: true,
    rows: true,
    jumps: true,
};

/// What can be compiled.
pub const VALUED: Kinds = Kinds {
    unknown: false,
    rows: false,
    jumps: true,
};

pub const VARIABLES: [&str; 4] = ["x", "y", "z", "t"];

/// A formula with about `size` operations, brackets around every part.
pub fn formula(samples: &mut Samples, size: usize, kinds: Kinds) -> String {
    if size == 0 {
        return leaf(samples);
    }
    // Splits what is left between the operands.
    let first = samples.below(size);
    let rest = size - 1 - first;
    let mut a = || formula(samples, first, kinds);
    let one = a();
    match samples.below(24) {
        0..=3 => format!("({one}) + ({})", formula(samples, rest, kinds)),
        4..=5 => format!("({one}) - ({})", formula(samples, rest, kinds)),
        6..=9 => format!("({one})*({})", formula(samples, rest, kinds)),
        10..=11 => format!("({one})/({})", formula(samples, rest, kinds)),
        12..=13 => format!("({one})^{}", exponent(samples)),
        14 => format!("({one})^({})", formula(samples, rest, kinds)),
        15 => format!("-({})", formula(samples, size - 1, kinds)),
        16..=19 => call(samples, size, kinds),
        20 if kinds.jumps => {
            let relation = samples.pick(&["<", "<=", ">", ">=", "!="]);
            let other = leaf(samples);
            let condition = match samples.below(4) {
                0 => format!("not {one} {relation} {other}"),
                1 => format!("({one} {relation} {other} and x < y)"),
                2 => format!("({one} {relation} {other} or 0 < t)"),
                _ => format!("{one} {relation} {other}"),
            };
            let (yes, no) = (
                formula(samples, rest / 2, kinds),
                formula(samples, rest / 2, kinds),
            );
            format!("piecewise({condition}, {yes}, {no})")
        }
        21 => {
            let body = formula(samples, rest, kinds);
            let last = 1 + samples.below(4);
            format!("sum(({one})*i + ({body})/(i + 1), i, 0, {last})")
        }
        22 if kinds.unknown => match samples.below(4) {
            0 => format!("f({one})"),
            1 => format!("g'({one})"),
            2 => format!("h({one}, {})", formula(samples, rest, kinds)),
            _ => format!("h'[1, 2]({one}, {})", formula(samples, rest, kinds)),
        },
        23 if kinds.rows => {
            let word = samples.pick(&["sum", "mean"]);
            format!("{word}(u*({one}) - v^2)")
        }
        _ => format!("({one})*({})", leaf(samples)),
    }
}

fn leaf(samples: &mut Samples) -> String {
    const NUMBERS: [&str; 14] = [
        "0", "1", "2", "3", "7", "12", "1/2", "2/3", "-1", "-3/4", "0.1", "2.5", "pi", "e",
    ];
    match samples.below(3) {
        0 => samples.pick(&NUMBERS).to_owned(),
        _ => samples.pick(&VARIABLES).to_owned(),
    }
}

fn exponent(samples: &mut Samples) -> &'static str {
    const EXPONENTS: [&str; 13] = [
        "2", "2", "3", "4", "(-1)", "(-2)", "(-3)", "(1/2)", "(1/2)", "(1/3)", "(2/3)", "(-1/2)",
        "(3/2)",
    ];
    samples.pick(&EXPONENTS)
}

fn call(samples: &mut Samples, size: usize, kinds: Kinds) -> String {
    // The common ones more often.
    const COMMON: [&str; 8] = ["sin", "cos", "exp", "log", "sqrt", "abs", "tanh", "cbrt"];
    let function = loop {
        let function = match samples.below(2) {
            0 => lookup(samples.pick(&COMMON)).expect("a function"),
            _ => all().nth(samples.below(all().len())).expect("a function"),
        };
        let steps = function.row().partials.contains(&"0");
        if kinds.jumps || !steps && function.row().kinks.is_empty() {
            break function;
        }
    };
    let count = function.row().parameters.len();
    let mut arguments: Vec<String> = (0..count)
        .map(|_| formula(samples, (size - 1) / count, kinds))
        .collect();
    if let Kernel::Indexed(_) = function.row().kernel {
        arguments[0] = samples.below(4).to_string();
    }
    format!("{}({})", function.name(), arguments.join(", "))
}

/// A point with rows of data for `u` and `v`.
pub fn point(samples: &mut Samples) -> Point {
    let values: Vec<(&str, f64)> = (VARIABLES.iter())
        .map(|&name| {
            let value = match samples.below(3) {
                0 => samples.between(0.05, 1.0),
                1 => samples.between(0.5, 3.0),
                _ => samples.between(-3.0, 3.0),
            };
            (name, value)
        })
        .collect();
    let mut point = Point::new(&values);
    for _ in 0..3 {
        let row = ["u", "v"].map(|name| (name.to_owned(), samples.between(-1.0, 1.0)));
        point.rows.push(row.into_iter().collect());
    }
    point
}
