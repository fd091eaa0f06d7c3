//! Derivations as text: a line for each expression, the rules in a column beside them.

use super::super::derivation::{Derivation, Step};
use super::outline::{self, Sheet};
use super::{LIMIT, written};
use crate::expr::Style;

/// The columns of a page.
const WIDTH: usize = 96;
/// The columns between an expression and its rule.
const GAP: usize = 4;
/// How much further to the right a chain inside a step stands.
const INDENT: usize = 6;
/// From here on, a deeper chain stands no further to the right.
const DEEPEST: usize = 8;

/// A line: an expression, or the rule of the one above.
struct Line {
    indent: usize,
    text: String,
    note: String,
    /// The chain it belongs to.
    chain: usize,
}

impl Line {
    fn width(&self) -> usize {
        self.indent + self.text.chars().count()
    }
}

struct Text {
    style: Style,
    lines: Vec<Line>,
    /// The chains that are being written, innermost last.
    open: Vec<usize>,
    /// How many chains there are.
    chains: usize,
    bytes: usize,
}

pub(super) fn render(derivation: &Derivation, style: Style) -> Option<String> {
    let mut out = String::new();
    for part in &derivation.parts {
        if !out.is_empty() {
            out.push('\n');
        }
        if let Some(label) = &part.label {
            out.push_str(label);
            out.push_str(":\n");
        }
        let mut text = Text {
            style,
            lines: Vec::new(),
            open: vec![0],
            chains: 1,
            bytes: out.len(),
        };
        outline::write(part, &mut text)?;
        text.set(&mut out);
        if out.len() > LIMIT {
            return None;
        }
    }
    Some(out)
}

impl Text {
    fn line(&mut self, shift: usize, text: String, note: String) -> Option<()> {
        self.bytes += text.len() + note.len() + WIDTH;
        if self.bytes > LIMIT {
            return None;
        }
        let deep = (self.open.len() - 1).min(DEEPEST);
        self.lines.push(Line {
            indent: deep * INDENT + shift,
            text,
            note,
            chain: self.open.last().copied().unwrap_or(0),
        });
        Some(())
    }

    /// Appends the lines, with the rules of each chain in a column where there is room.
    fn set(&self, out: &mut String) {
        let mut columns = vec![0; self.chains];
        for line in &self.lines {
            let width = line.width() + GAP;
            if !line.note.is_empty() && width + line.note.chars().count() <= WIDTH {
                let column = &mut columns[line.chain];
                *column = width.max(*column);
            }
        }
        for line in &self.lines {
            out.extend(std::iter::repeat_n(' ', line.indent));
            out.push_str(&line.text);
            let (width, length) = (line.width(), line.note.chars().count());
            if length > 0 {
                let column = columns[line.chain];
                // A long rule beside a short expression leaves the column; beside a long one it
                // goes below.
                let fits = |start: usize| start >= width + GAP && start + length <= WIDTH;
                match [column, width + GAP].into_iter().find(|&start| fits(start)) {
                    Some(start) => out.extend(std::iter::repeat_n(' ', start - width)),
                    None => {
                        out.push('\n');
                        out.extend(std::iter::repeat_n(' ', line.indent + 2 + GAP));
                    }
                }
                out.push_str(&line.note);
            }
            out.push('\n');
        }
    }
}

impl Sheet for Text {
    fn style(&self) -> Style {
        self.style
    }

    fn head(&mut self, text: String) -> Option<()> {
        self.line(0, text, String::new())
    }

    fn equal(&mut self, text: String, step: Option<&Step>) -> Option<()> {
        let note = match step {
            Some(step) => note(step, self.style)?,
            None => String::new(),
        };
        self.line(2, format!("= {text}"), note)
    }

    fn open(&mut self, _quiet: bool) -> Option<()> {
        self.open.push(self.chains);
        self.chains += 1;
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        self.open.pop();
        Some(())
    }
}

/// `quotient rule, u = x^2, v = x + 1 (for x > 0)`
pub(super) fn note(step: &Step, style: Style) -> Option<String> {
    let mut out = step.rule.to_string();
    for (name, expr) in &step.parts {
        out.push_str(", ");
        out.push_str(name);
        out.push_str(" = ");
        out.push_str(&written(expr, style)?);
    }
    for (at, condition) in step.conditions.iter().enumerate() {
        out.push_str(if at == 0 { " (for " } else { " and " });
        out.push_str(&written(condition, style)?);
    }
    if !step.conditions.is_empty() {
        out.push(')');
    }
    (out.len() <= LIMIT).then_some(out)
}
