//! A formula as MathML.

use super::{Formula, Kind, Shape};

/// What is still to be written, last first.
enum Task {
    Item(u32),
    Text(&'static str),
}

impl Formula<'_> {
    /// MathML, without the `math` element around it.
    ///
    /// # Cost
    /// Linear in the text that the formula was read from.
    pub fn mathml(&self) -> String {
        let mut out = String::with_capacity(self.source.len() * 4);
        let mut stack = Vec::new();
        let tall = self.tall();
        open(
            &mut out,
            &mut stack,
            "<mrow>",
            "</mrow>",
            self.list(self.root),
        );
        while let Some(task) = stack.pop() {
            match task {
                Task::Text(text) => out.push_str(text),
                Task::Item(at) => self.write(at, &tall, &mut out, &mut stack),
            }
        }
        out
    }

    /// Which items are taller than a line.
    fn tall(&self) -> Vec<bool> {
        let mut tall: Vec<bool> = Vec::with_capacity(self.items.len());
        for item in &self.items {
            let of = |at: u32| tall.get(at as usize).copied().unwrap_or(false);
            let own = match &item.shape {
                Shape::Token(kind, _) => *kind == Kind::Large,
                Shape::Fraction { .. } | Shape::Table { .. } => true,
                Shape::Row(run) | Shape::Fence { operand: run, .. } => {
                    self.list(*run).iter().any(|&at| of(at))
                }
                Shape::Root { operand, .. } => of(*operand),
                Shape::Script { base, above, .. } => of(*base) || above.is_some_and(of),
            };
            tall.push(own);
        }
        tall
    }

    fn write(&self, at: u32, tall: &[bool], out: &mut String, stack: &mut Vec<Task>) {
        let Some(item) = self.item(at) else {
            return;
        };
        match &item.shape {
            Shape::Token(kind, text) => token(out, *kind, text),
            Shape::Row(run) => open(out, stack, "<mrow>", "</mrow>", self.list(*run)),
            &Shape::Fraction {
                above,
                below,
                ruled: true,
            } => open(out, stack, "<mfrac>", "</mfrac>", &[above, below]),
            &Shape::Fraction { above, below, .. } => open(
                out,
                stack,
                "<mrow><mo>(</mo><mfrac linethickness=\"0\">",
                "</mfrac><mo>)</mo></mrow>",
                &[above, below],
            ),
            &Shape::Root {
                operand,
                index: None,
            } => open(out, stack, "<msqrt>", "</msqrt>", &[operand]),
            &Shape::Root {
                operand,
                index: Some(index),
            } => open(out, stack, "<mroot>", "</mroot>", &[operand, index]),
            &Shape::Script { base, below, above } => {
                let large = matches!(
                    self.item(base).map(|item| &item.shape),
                    Some(Shape::Token(Kind::Large, _))
                );
                let operands = [Some(base), below, above];
                let operands: Vec<u32> = operands.into_iter().flatten().collect();
                let [before, after] = match (below.is_some(), above.is_some(), large) {
                    (true, true, true) => ["<munderover>", "</munderover>"],
                    (true, false, true) => ["<munder>", "</munder>"],
                    (false, _, true) => ["<mover>", "</mover>"],
                    (true, true, false) => ["<msubsup>", "</msubsup>"],
                    (true, false, false) => ["<msub>", "</msub>"],
                    (false, _, false) => ["<msup>", "</msup>"],
                };
                open(out, stack, before, after, &operands);
            }
            Shape::Fence {
                open: left,
                operand,
                close,
            } => {
                out.push_str("<mrow>");
                stack.push(Task::Text("</mrow>"));
                // Browsers set a delimiter that could be stretched apart from what it encloses.
                let stretched = tall.get(at as usize).copied().unwrap_or(true);
                push_delimiter(stack, close, stretched);
                delimiter(out, left, stretched);
                open(out, stack, "<mrow>", "</mrow>", self.list(*operand));
            }
            Shape::Table {
                open: left,
                rows,
                close,
            } => {
                out.push_str("<mrow>");
                stack.push(Task::Text("</mrow>"));
                push_delimiter(stack, close, true);
                delimiter(out, left, true);
                out.push_str("<mtable columnalign=\"left\">");
                stack.push(Task::Text("</mtable>"));
                for &row in rows.iter().rev() {
                    stack.push(Task::Text("</mtr>"));
                    for &cell in self.list(row).iter().rev() {
                        stack.push(Task::Text("</mtd>"));
                        stack.push(Task::Item(cell));
                        stack.push(Task::Text("<mtd>"));
                    }
                    stack.push(Task::Text("<mtr>"));
                }
            }
        }
    }
}

/// Writes the beginning of an element, and leaves the rest for later.
fn open(
    out: &mut String,
    stack: &mut Vec<Task>,
    before: &'static str,
    after: &'static str,
    operands: &[u32],
) {
    out.push_str(before);
    stack.push(Task::Text(after));
    stack.extend(operands.iter().rev().map(|&operand| Task::Item(operand)));
}

/// The beginning of the element of a delimiter.
fn delimiter_tag(stretched: bool) -> &'static str {
    match stretched {
        true => "<mo>",
        false => "<mo stretchy=\"false\">",
    }
}

fn delimiter(out: &mut String, text: &str, stretched: bool) {
    if !text.is_empty() {
        out.push_str(delimiter_tag(stretched));
        out.push_str(text);
        out.push_str("</mo>");
    }
}

fn push_delimiter(stack: &mut Vec<Task>, text: &'static str, stretched: bool) {
    if !text.is_empty() {
        for part in ["</mo>", text, delimiter_tag(stretched)] {
            stack.push(Task::Text(part));
        }
    }
}

fn token(out: &mut String, kind: Kind, text: &str) {
    let [before, after] = match kind {
        Kind::Letter | Kind::Name if text.chars().nth(1).is_some() => ["<mi>", "</mi>"],
        Kind::Name => ["<mi mathvariant=\"normal\">", "</mi>"],
        Kind::Letter => ["<mi>", "</mi>"],
        Kind::Number => ["<mn>", "</mn>"],
        Kind::Sign | Kind::Large => ["<mo>", "</mo>"],
        // The sign that is not seen is read aloud.
        Kind::Times => ["<mo lspace=\"0\" rspace=\"0.17em\">\u{2062}", "</mo>"],
        Kind::Text => ["<mtext>", "</mtext>"],
    };
    out.push_str(before);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            // At the ends of a text, a plain space would not be seen.
            ' ' if kind == Kind::Text => out.push('\u{a0}'),
            _ => out.push(c),
        }
    }
    out.push_str(after);
}
