//! Derivations as LaTeX: `align*` environments, for a document with the package amsmath.
//!
//! All expressions of an environment begin at its left, each chain a little further to the right
//! than the one around it. The rules stand in a column where all of them have room; otherwise each
//! stands behind its expression, or in the next row.

use super::super::derivation::{Derivation, Step};
use super::outline::{self, Sheet};
use super::{LIMIT, written};
use crate::expr::{Formula, Style};

/// The width of a page in digits: 345 pt at 10 pt.
const WIDTH: usize = 68;
/// The width of `\quad`, and of the space before a rule.
const QUAD: usize = 2;
/// How many `\quad` further to the right a chain inside a step stands.
const INDENT: usize = 2;
/// From here on, a deeper chain stands no further to the right.
const DEEPEST: usize = 6;
/// After so many rows another environment begins, so that pages can end there.
const ROWS: usize = 24;

/// Between rows: fractions need air.
const BREAK: &str = " \\\\[0.4em]\n";

/// A row: (a piece of) an expression, and the rule that belongs to it.
struct Row {
    /// In `\quad`.
    indent: usize,
    latex: String,
    width: usize,
    note: Option<Note>,
}

struct Note {
    latex: String,
    width: usize,
}

struct Page {
    out: String,
    rows: Vec<Row>,
    deep: usize,
    bytes: usize,
}

pub(super) fn render(derivation: &Derivation) -> Option<String> {
    let mut page = Page {
        out: String::new(),
        rows: Vec::new(),
        deep: 0,
        bytes: 0,
    };
    for part in &derivation.parts {
        if let Some(label) = &part.label {
            page.row(0, format!(r"\textbf{{{}}}", escaped(label)), 0, None)?;
        }
        outline::write(part, &mut page)?;
        page.end();
    }
    (page.out.len() <= LIMIT).then_some(page.out)
}

impl Page {
    fn row(
        &mut self,
        indent: usize,
        latex: String,
        width: usize,
        note: Option<Note>,
    ) -> Option<()> {
        self.bytes += latex.len() + 64 + note.as_ref().map_or(0, |note| note.latex.len());
        if self.bytes > LIMIT {
            return None;
        }
        self.rows.push(Row {
            indent,
            latex,
            width,
            note,
        });
        Some(())
    }

    /// An expression behind a sign, in several rows if it is wide.
    fn expression(
        &mut self,
        sign: &str,
        shift: usize,
        text: &str,
        note: Option<Note>,
    ) -> Option<()> {
        let indent = self.deep.min(DEEPEST) * INDENT + shift;
        let room = WIDTH
            .saturating_sub(indent * QUAD + sign.len())
            .max(WIDTH / 3);
        let formula = Formula::read(text);
        let mut lines = formula.lines(room).into_iter().peekable();
        let (mut sign, mut indent, mut note) = (sign, indent, note);
        while let Some(line) = lines.next() {
            let width = Formula::read(line).width() + sign.len();
            let own = if lines.peek().is_none() {
                note.take()
            } else {
                None
            };
            self.row(indent, format!("{sign}{line}"), width, own)?;
            // What goes on begins with a sign that stands between operands.
            if sign != "{} " {
                (sign, indent) = ("{} ", indent + 1);
            }
        }
        Some(())
    }

    /// Writes the rows as an environment.
    fn end(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let widest = |width: &dyn Fn(&Row) -> usize| rows.iter().map(width).max().unwrap_or(0);
        let left = widest(&|row| row.indent * QUAD + row.width);
        let right = widest(&|row| row.note.as_ref().map_or(0, |note| note.width));
        let column = left + 2 * QUAD + right <= WIDTH;
        self.out.push_str("\\begin{align*}\n");
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                self.out.push_str(BREAK);
            }
            self.out.push('&');
            self.quads(row.indent);
            self.out.push_str(&row.latex);
            let Some(note) = &row.note else { continue };
            let inline = row.indent * QUAD + row.width + 2 * QUAD + note.width <= WIDTH;
            if column {
                self.out.push_str(" && ");
            } else if inline {
                self.out.push_str(r" \qquad ");
            } else {
                self.out.push_str(BREAK);
                self.out.push('&');
                self.quads(row.indent + 2);
            }
            self.out.push_str(&note.latex);
        }
        self.out.push_str("\n\\end{align*}\n");
    }

    fn quads(&mut self, count: usize) {
        for _ in 0..count {
            self.out.push_str(r"\quad ");
        }
    }
}

impl Sheet for Page {
    fn style(&self) -> Style {
        Style::Latex
    }

    fn head(&mut self, text: String) -> Option<()> {
        self.expression("", 0, &text, None)
    }

    fn equal(&mut self, text: String, step: Option<&Step>) -> Option<()> {
        if self.deep == 0 && self.rows.len() >= ROWS {
            self.end();
        }
        let note = match step {
            Some(step) => Some(note(step)?),
            None => None,
        };
        self.expression("= ", 1, &text, note)
    }

    fn open(&mut self, _quiet: bool) -> Option<()> {
        self.deep += 1;
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        self.deep = self.deep.saturating_sub(1);
        Some(())
    }
}

/// `\text{quotient rule, } u = x^{2}, \; v = x + 1 \text{ for } x > 0`
fn note(step: &Step) -> Option<Note> {
    let mut latex = format!(r"\text{{{}", escaped(&step.rule));
    let mut width = step.rule.chars().count();
    let mut open = true;
    let mut formula = |latex: &mut String, before: &str, text: String| {
        width += before.len() + Formula::read(&text).width();
        latex.push_str(&text);
    };
    for (name, expr) in &step.parts {
        let text = format!("{name} = {}", written(expr, Style::Latex)?);
        latex.push_str(if open { ", } " } else { r",\; " });
        open = false;
        formula(&mut latex, ", ", text);
    }
    for (at, condition) in step.conditions.iter().enumerate() {
        let word = if at == 0 { " for " } else { " and " };
        if !open {
            latex.push_str(r"\text{");
        }
        latex.push_str(word);
        latex.push_str("} ");
        open = false;
        formula(&mut latex, word, written(condition, Style::Latex)?);
    }
    if open {
        latex.push('}');
    }
    // A letter of a text is narrower than a digit, on average.
    (latex.len() <= LIMIT).then_some(Note { latex, width })
}

/// A text as it stands inside `\text{…}`.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str(r"\textbackslash{}"),
            '^' => out.push_str(r"\textasciicircum{}"),
            '~' => out.push_str(r"\textasciitilde{}"),
            // The usual encoding of fonts has other signs in these places.
            '<' => out.push_str(r"\textless{}"),
            '>' => out.push_str(r"\textgreater{}"),
            '|' => out.push_str(r"\textbar{}"),
            '"' => out.push_str("''"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}
