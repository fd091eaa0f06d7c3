//! Derivations for tests: a text that says all that a step is and nothing of how it is stored.

use std::fmt::Write;

use super::super::derivation::{Derivation, Part, Step};
use super::text;
use crate::expr::{Expr, Style};

impl Derivation {
    /// The derivation as a text to pin in a test: for each step the rule with its parts and
    /// conditions, where in the expression it was used, and what it made of what. It depends on
    /// the formulas alone, is the same on every run and machine, and ends with a line break.
    ///
    /// A test takes three lines with insta, which stores and compares the text:
    /// ```no_run
    /// use gradus::{Expr, diff::derivation::Depth};
    ///
    /// let derivation = "x^2*sin(x)".parse::<Expr>()?.derivation(["x"])?;
    /// insta::assert_snapshot!(derivation.at(Depth::Textbook).snapshot());
    /// # Ok::<(), gradus::Error>(())
    /// ```
    /// and as many without, by [`assert_derivation!`](crate::assert_derivation). An expression
    /// that is longer than 16 MiB stands in it as its length.
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "x^2".parse()?;
    /// assert_eq!(f.derivation(["x"])?.snapshot(), "\
    /// diff(x^2, x)
    ///   power rule: diff(x^2, x) => 2*x
    ///   result: 2*x
    /// ");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn snapshot(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            if !out.is_empty() {
                out.push('\n');
            }
            write_part(&mut out, part);
        }
        if out.is_empty() {
            out.push('\n');
        }
        out
    }
}

fn language(expr: &Expr) -> String {
    match expr.print_raw(Style::Text) {
        Ok(text) => text,
        Err(error) => format!("({error})"),
    }
}

fn write_part(out: &mut String, part: &Part) {
    if let Some(label) = &part.label {
        out.push_str(label);
        out.push_str(": ");
    }
    out.push_str(&language(&part.problem));
    out.push('\n');
    for step in &part.steps {
        write_step(out, step);
    }
    out.push_str("  result: ");
    out.push_str(&language(&part.result));
    out.push('\n');
}

/// `rule, u = … (for …) at 1.0: before => after`
fn write_step(out: &mut String, step: &Step) {
    // Levels are shown by indentation, up to one that nobody reads.
    let indent = 2 + 2 * step.level.min(32);
    out.extend(std::iter::repeat_n(' ', indent));
    match text::note(step, Style::Text) {
        Some(note) => out.push_str(&note),
        None => out.push_str(&step.rule),
    }
    for (at, operand) in step.place.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = write!(out, "{}{operand}", if at == 0 { " at " } else { "." });
    }
    out.push_str(": ");
    out.push_str(&language(&step.before));
    out.push_str(" => ");
    out.push_str(&language(&step.after));
    out.push('\n');
}

/// Where a text differs from the one that a test expects, as a message; nothing where it does not.
/// The expected text may be indented as the code around it is.
pub fn difference(found: &str, expected: &str) -> Option<String> {
    let expected = outdented(expected);
    let found = found.trim_end();
    if found == expected {
        return None;
    }
    let mut message = "the derivation is another one:\n".to_owned();
    let (mut new, mut old) = (found.lines(), expected.lines());
    loop {
        let lines = (old.next(), new.next());
        match lines {
            (None, None) => break,
            (old, new) if old == new => push_line(&mut message, ' ', new),
            (old, new) => {
                push_line(&mut message, '-', old);
                push_line(&mut message, '+', new);
            }
        }
    }
    message.push_str("\nif it is right, expect this:\n");
    message.push_str(found);
    Some(message)
}

fn push_line(message: &mut String, mark: char, line: Option<&str>) {
    if let Some(line) = line {
        message.push(mark);
        message.push(' ');
        message.push_str(line);
        message.push('\n');
    }
}

/// A text without empty lines around it and without the indentation of its first line.
fn outdented(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim_end)
        .skip_while(|line| line.is_empty())
        .collect();
    let first = lines.first().map_or("", |line| line.trim_start());
    let indent = lines.first().map_or(0, |line| line.len() - first.len());
    let line = |line: &&str| {
        let own = line.len() - line.trim_start().len();
        line.get(indent.min(own)..).unwrap_or("").to_owned()
    };
    let lines: Vec<String> = lines.iter().map(line).collect();
    lines.join("\n").trim_end().to_owned()
}

/// Asserts that a derivation is the expected one: compares [`Derivation::snapshot`] with a text,
/// which may be indented as the code around it. If they differ, the message shows where, and the
/// text to expect if the new derivation is right.
///
/// # Examples
/// A derivation of one's own is pinned in three lines:
/// ```
/// use gradus::{Expr, assert_derivation, diff::derivation::Depth};
///
/// let derivation = "sin(x)".parse::<Expr>()?.derivation(["x"])?;
/// assert_derivation!(derivation.at(Depth::Textbook), "
///     diff(sin(x), x)
///       derivative of sin: diff(sin(x), x) => cos(x)
///       result: cos(x)
/// ");
/// # Ok::<(), gradus::Error>(())
/// ```
#[macro_export]
macro_rules! assert_derivation {
    ($derivation:expr, $expected:expr $(,)?) => {{
        let found = $derivation.snapshot();
        let difference = $crate::diff::render::difference(&found, $expected);
        ::core::assert!(
            difference.is_none(),
            "{}",
            difference.as_deref().unwrap_or_default()
        );
    }};
}
