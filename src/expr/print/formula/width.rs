//! How wide a formula is, and where it may be broken.

use super::{Formula, Item, Kind, Run, Shape};

/// The width of a digit, in the unit of widths: a tenth of it.
const DIGIT: usize = 10;
/// The space on both sides of a sign.
const SPACE: usize = 10;

impl Formula<'_> {
    /// About how wide it is when it is set, in digits.
    ///
    /// # Cost
    /// Linear in the text that it was read from.
    ///
    /// # Examples
    /// ```
    /// use gradus::expr::Formula;
    /// assert_eq!(Formula::read(r"\frac{123}{12345}").width(), 6);
    /// ```
    pub fn width(&self) -> usize {
        let widths = self.widths();
        self.row(self.root, &widths).div_ceil(DIGIT)
    }

    /// The text in pieces that are at most so wide, if it has signs between operands at which it
    /// can be broken. Each piece but the first begins with such a sign.
    ///
    /// # Cost
    /// Linear in the text.
    ///
    /// # Examples
    /// ```
    /// use gradus::expr::Formula;
    /// let formula = Formula::read(r"a + \left(b + c\right) - d");
    /// assert_eq!(formula.lines(10), [r"a + \left(b + c\right)", "- d"]);
    /// ```
    pub fn lines(&self, width: usize) -> Vec<&str> {
        let widths = self.widths();
        let mut lines = Vec::new();
        let (mut start, mut line, mut term) = (0, 0, 0);
        let mut last_break = None;
        let mut after_operand = false;
        for &at in self.list(self.root) {
            let Some(Item { at: place, shape }) = self.item(at) else {
                continue;
            };
            let adds =
                matches!(shape, Shape::Token(Kind::Sign, text) if matches!(&**text, "+" | "−"));
            if adds && after_operand {
                last_break = Some(*place as usize);
                term = 0;
            }
            let own = widths.get(at as usize).copied().unwrap_or(0);
            line += own;
            term += own;
            if line > width * DIGIT
                && let Some(end) = last_break.take()
                && end > start
            {
                lines.push(self.source[start..end].trim_end());
                start = end;
                line = term;
            }
            after_operand = !self.is_sign(at);
        }
        lines.push(self.source[start..].trim_end());
        lines
    }

    /// The width of every item, operands first.
    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = Vec::with_capacity(self.items.len());
        for item in &self.items {
            let width = self.width_of(&item.shape, &widths);
            widths.push(width);
        }
        widths
    }

    fn width_of(&self, shape: &Shape, widths: &[usize]) -> usize {
        let of = |at: u32| widths.get(at as usize).copied().unwrap_or(0);
        let script = |at: &Option<u32>| at.map_or(0, |at| of(at) * 7 / 10);
        match shape {
            Shape::Token(Kind::Times, _) => DIGIT / 3,
            Shape::Token(kind, text) => {
                let length = text.chars().count() * DIGIT;
                match kind {
                    Kind::Sign if !matches!(&**text, "(" | ")" | "," | "!") => length + SPACE,
                    Kind::Large => 2 * length,
                    _ => length,
                }
            }
            Shape::Row(run) => self.row(*run, widths),
            Shape::Fraction { above, below, .. } => of(*above).max(of(*below)) + DIGIT / 2,
            Shape::Root { operand, .. } => of(*operand) + 2 * DIGIT,
            Shape::Script { base, below, above } => of(*base) + script(below).max(script(above)),
            Shape::Fence { operand, .. } => self.row(*operand, widths) + 2 * DIGIT,
            Shape::Table { rows, .. } => {
                let row = |run: &Run| self.row(*run, widths) + 2 * DIGIT;
                rows.iter().map(row).max().unwrap_or(0) + DIGIT
            }
        }
    }

    fn row(&self, run: Run, widths: &[usize]) -> usize {
        let of = |at: &u32| widths.get(*at as usize).copied().unwrap_or(0);
        self.list(run).iter().map(of).sum()
    }
}
