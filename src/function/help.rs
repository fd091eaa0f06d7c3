//! The text that `help NAME` shows.

use super::FunctionId;
use super::row::{Notation, Parity, Range, Row};
use std::fmt::{Result, Write};

/// What a person wants to know about a function: its row as text, a line per fact.
///
/// # Examples
/// ```
/// use gradus::function::{FunctionId, help};
/// assert!(help(FunctionId::TAN).starts_with("tan(x): tangent, sin(x)/cos(x)\n"));
/// ```
pub fn help(id: FunctionId) -> String {
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = write_help(id.row(), &mut text);
    text
}

fn write_help(row: &Row, text: &mut String) -> Result {
    writeln!(text, "{}: {}", signature(row), row.help)?;
    let mut line = |label: &str, value: &str| match value {
        "" => Ok(()),
        _ => writeln!(text, "  {label:<10} {value}"),
    };
    line("also", &also(row))?;
    line(
        "domain",
        if row.domain.is_empty() {
            "all real numbers"
        } else {
            row.domain
        },
    )?;
    line("values", &values(&row.range))?;
    line("symmetry", symmetry(row.parity))?;
    line("period", row.period)?;
    for (parameter, partial) in row.parameters.iter().zip(row.partials) {
        if !partial.is_empty() {
            line("derivative", &format!("in {parameter}: {partial}"))?;
        }
    }
    if !row.kinks.is_empty() {
        line(
            "kinks",
            &row.kinks
                .iter()
                .map(|kink| format!("{kink} = 0"))
                .collect::<Vec<_>>()
                .join(", "),
        )?;
    }
    line("exact", &exact(row))?;
    line("source", row.source)
}

/// The call with its parameters, `atan2(y, x)`.
fn signature(row: &Row) -> String {
    let more = if row.variadic { ", ..." } else { "" };
    format!("{}({}{more})", row.name, row.parameters.join(", "))
}

fn also(row: &Row) -> String {
    let mark = match row.notation {
        Notation::Call => None,
        Notation::Postfix(mark) => Some(format!("{}{mark}", row.parameters[0])),
    };
    let aliases = row.aliases.iter().map(|alias| (*alias).to_string());
    mark.into_iter()
        .chain(aliases)
        .collect::<Vec<_>>()
        .join(", ")
}

fn values(range: &Range) -> String {
    let lower = match range.lower {
        lower if lower == f64::NEG_INFINITY => String::new(),
        lower => format!(
            "{} {} ",
            number(lower),
            if range.lower_included { "<=" } else { "<" }
        ),
    };
    let upper = match range.upper {
        upper if upper == f64::INFINITY => String::new(),
        upper => format!(
            " {} {}",
            if range.upper_included { "<=" } else { "<" },
            number(upper)
        ),
    };
    match (lower.is_empty(), upper.is_empty()) {
        (true, true) => String::new(),
        _ => format!("{lower}value{upper}"),
    }
}

/// A bound of a range as a person writes it.
fn number(bound: f64) -> String {
    use std::f64::consts::{FRAC_PI_2, PI};
    let sign = if bound < 0.0 { "-" } else { "" };
    match bound.abs() {
        size if size == PI => format!("{sign}pi"),
        size if size == FRAC_PI_2 => format!("{sign}pi/2"),
        size => format!("{sign}{size}"),
    }
}

fn symmetry(parity: Parity) -> &'static str {
    match parity {
        Parity::None => "",
        Parity::Even => "even, f(-x) = f(x)",
        Parity::Odd => "odd, f(-x) = -f(x)",
    }
}

/// The first exact values; the long lists of gamma and sine say nothing more to a reader.
fn exact(row: &Row) -> String {
    const SHOWN: usize = 6;
    let mut parts: Vec<String> = (row.special.iter().take(SHOWN))
        .map(|(arguments, value)| format!("{}({arguments}) = {value}", row.name))
        .collect();
    if row.special.len() > SHOWN {
        parts.push("...".to_string());
    }
    parts.join(", ")
}
