//! A formula as a picture of characters, for a terminal: fractions above one another, exponents
//! raised, roots and brackets as tall as what they enclose.
//!
//! Two passes, both loops: the first finds the size of every item, operands first; the second puts
//! the texts in their places, from the whole to its parts.

mod canvas;
mod measure;

use unicode_width::UnicodeWidthStr;

use super::{Formula, Kind, Shape};
use canvas::{Canvas, joined};
use measure::{BETWEEN, Gap, Look, Measure, SUBSCRIPTS, SUPERSCRIPTS, smaller};

/// The most rows of a picture: what is taller is no longer seen at once.
const TALLEST: usize = 60;

/// A formula as rows of characters.
///
/// # Examples
/// ```
/// use gradus::expr::Formula;
/// let picture = Formula::read(r"1 + \frac{x^{2}}{y}").picture(80).unwrap();
/// assert_eq!(picture.rows, ["    x²", "1 + ──", "    y"]);
/// assert_eq!(picture.baseline, 1);
/// assert!(Formula::read(r"\frac{12345}{x}").picture(4).is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The rows, without blanks at their ends.
    pub rows: Vec<String>,
    /// The row of what stands on the line.
    pub baseline: usize,
}

impl Formula<'_> {
    /// The formula in rows of characters; nothing if it has more columns than `width`, or very
    /// many rows.
    ///
    /// # Cost
    /// Linear in the text that it was read from, and in the area of the picture.
    pub fn picture(&self, width: usize) -> Option<Picture> {
        let measure = Measure::of(self);
        let size = measure.row_size(self.list(self.root));
        if size.width > width || size.height() > TALLEST {
            return None;
        }
        let mut canvas = Canvas {
            rows: vec![Vec::new(); size.height()],
        };
        measure.draw(&mut canvas, size.above);
        Some(Picture {
            rows: canvas.rows.into_iter().map(joined).collect(),
            baseline: size.above,
        })
    }
}

impl<'a> Measure<'a, '_> {
    fn draw(&self, canvas: &mut Canvas<'a>, baseline: usize) {
        // Items that are still to be drawn, with their row and column.
        let mut stack: Vec<(u32, usize, usize)> = Vec::new();
        self.place_row(
            self.formula.list(self.formula.root),
            (baseline, 0),
            canvas,
            &mut stack,
        );
        while let Some((at, row, column)) = stack.pop() {
            let (Some(shape), size) = (self.shape(at), self.size(at)) else {
                continue;
            };
            match shape {
                Shape::Token(Kind::Times, _) => canvas.put(row, column, "·"),
                Shape::Token(_, text) => canvas.put(row, column, &**text),
                Shape::Row(run) => {
                    self.place_row(self.formula.list(*run), (row, column), canvas, &mut stack);
                }
                Shape::Fence {
                    open,
                    operand,
                    close,
                } => {
                    let top = row - size.above;
                    canvas.delimiter(top, size.height(), column, open);
                    let end = (column + size.width).saturating_sub(1);
                    canvas.delimiter(top, size.height(), end, close);
                    let inside = column + usize::from(!open.is_empty());
                    let items = self.formula.list(*operand);
                    self.place_row(items, (row, inside), canvas, &mut stack);
                }
                &Shape::Fraction { above, below, .. } if self.look(at) == Look::Slash => {
                    let width = self.size(above).width;
                    stack.push((above, row, column));
                    canvas.put(row, column + width, "/");
                    stack.push((below, row, column + width + 1));
                }
                &Shape::Fraction {
                    above,
                    below,
                    ruled,
                } => {
                    let (up, down) = (self.size(above), self.size(below));
                    let middle = |width: usize| column + (size.width - width) / 2;
                    stack.push((above, row - 1 - up.below, middle(up.width)));
                    stack.push((below, row + 1 + down.above, middle(down.width)));
                    if ruled {
                        canvas.put(row, column, "─".repeat(size.width));
                    } else {
                        let top = row - size.above;
                        canvas.delimiter(top, size.height(), column, "(");
                        canvas.delimiter(top, size.height(), column + size.width - 1, ")");
                    }
                }
                &Shape::Root { operand, index } => {
                    self.place_root((operand, index), (row, column), canvas, &mut stack);
                }
                &Shape::Script { base, below, above } => {
                    let scripts = (below, above);
                    self.place_script(at, base, scripts, (row, column), canvas, &mut stack);
                }
                Shape::Table { open, rows, close } => {
                    let grid = self.grid(rows);
                    let top = row - size.above;
                    canvas.delimiter(top, size.height(), column, open);
                    let end = (column + size.width).saturating_sub(1);
                    canvas.delimiter(top, size.height(), end, close);
                    // Pieces begin at one place each; the entries of a matrix stand in the middle.
                    let centred = !close.is_empty();
                    let mut line_top = top;
                    for (&run, line) in rows.iter().zip(&grid.lines) {
                        let mut left = column + usize::from(!open.is_empty());
                        let cells = self.formula.list(run);
                        for (&cell, &width) in cells.iter().zip(&grid.columns) {
                            let rest = width - self.size(cell).width;
                            let inset = if centred { rest / 2 } else { 0 };
                            stack.push((cell, line_top + line.above, left + inset));
                            left += width + BETWEEN;
                        }
                        line_top += line.height() + usize::from(grid.spaced);
                    }
                }
            }
        }
    }

    fn place_row(
        &self,
        items: &[u32],
        (row, mut column): (usize, usize),
        canvas: &mut Canvas<'a>,
        stack: &mut Vec<(u32, usize, usize)>,
    ) {
        for (place, &at) in items.iter().enumerate() {
            let gap = self.gap(items, place);
            if gap == Gap::Times {
                canvas.put(row, column, "·");
            }
            column += gap.width();
            stack.push((at, row, column));
            column += self.size(at).width;
        }
    }

    fn place_root(
        &self,
        (operand, index): (u32, Option<u32>),
        (row, column): (usize, usize),
        canvas: &mut Canvas<'a>,
        stack: &mut Vec<(u32, usize, usize)>,
    ) {
        let inner = self.size(operand);
        let width = index.map_or(1, |index| self.size(index).width.max(1));
        let sign = column + width - 1;
        let small = index.and_then(|index| self.digits(index));
        let bottom = row + inner.below;
        match small {
            // ∛ and ∜ are signs of their own.
            Some((false, "3")) => canvas.put(bottom, sign, "∛"),
            Some((false, "4")) => canvas.put(bottom, sign, "∜"),
            _ => {
                canvas.put(bottom, sign, "√");
                if let Some(index) = index {
                    stack.push((index, bottom.saturating_sub(1), column));
                }
            }
        }
        if self.is_atom(operand) {
            stack.push((operand, row, column + width));
            return;
        }
        let top = row - inner.above - 1;
        if inner.height() == 1 {
            canvas.put(top, column + width, "_".repeat(inner.width));
            stack.push((operand, row, column + width));
            return;
        }
        canvas.put(top, column + width, format!("┌{}", "─".repeat(inner.width)));
        for line in top + 1..=bottom {
            canvas.put(line, column + width, "│");
        }
        stack.push((operand, row, column + width + 1));
    }

    fn place_script(
        &self,
        at: u32,
        base: u32,
        (below, above): (Option<u32>, Option<u32>),
        (row, column): (usize, usize),
        canvas: &mut Canvas<'a>,
        stack: &mut Vec<(u32, usize, usize)>,
    ) {
        let (size, own) = (self.size(at), self.size(base));
        let after = column + own.width;
        match self.look(at) {
            Look::Limits => {
                let middle = |width: usize| column + (size.width - width) / 2;
                stack.push((base, row, middle(own.width)));
                if let Some(above) = above {
                    let up = self.size(above);
                    stack.push((above, row - own.above - 1 - up.below, middle(up.width)));
                }
                if let Some(below) = below {
                    let down = self.size(below);
                    stack.push((below, row + own.below + 1 + down.above, middle(down.width)));
                }
            }
            Look::Behind => {
                stack.push((base, row, column));
                stack.extend(above.map(|above| (above, row, after)));
            }
            Look::Small => {
                stack.push((base, row, column));
                let small = |script: Option<u32>| script.and_then(|script| self.digits(script));
                let mut after = after;
                if let Some(digits) = small(below) {
                    let text = smaller(digits, SUBSCRIPTS);
                    let width = text.width();
                    canvas.put(row + own.below, after, text);
                    after += width;
                }
                if let Some(digits) = small(above) {
                    canvas.put(row - own.above, after, smaller(digits, SUPERSCRIPTS));
                }
            }
            _ => {
                stack.push((base, row, column));
                if let Some(above) = above {
                    let up = self.size(above);
                    stack.push((above, row - own.above - 1 - up.below, after));
                }
                if let Some(below) = below {
                    let down = self.size(below);
                    stack.push((below, row + own.below + 1 + down.above, after));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_have_these_pictures() {
        let mut text = String::new();
        for latex in include_str!("../../../../tests/corpus/expressions/pictures.txt").lines() {
            let picture = Formula::read(latex).picture(100);
            let rows = picture.map_or_else(|| vec!["(none)".to_owned()], |picture| picture.rows);
            text.push_str(&format!("{latex}\n\n"));
            rows.iter()
                .for_each(|row| text.push_str(&format!("    {row}\n")));
            text.push('\n');
        }
        insta::with_settings!({
            snapshot_path => "../../../../snapshots",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!("expr_pictures", text);
        });
    }

    #[test]
    fn what_is_too_wide_tall_or_deep_has_no_picture() {
        let wide = vec!["x"; 50].join(" + ");
        assert!(Formula::read(&wide).picture(100).is_none());
        let deep = 100_000;
        for (open, close) in [
            (r"\frac{1}{1 + ", "}"),
            (r"\sqrt{1 + ", "}"),
            (r"x^{1 + ", "}"),
            (r"\left(1 + ", r"\right)"),
            (r"\begin{pmatrix} 1 \\ ", r"\end{pmatrix}"),
        ] {
            let text = format!("{}x{}", open.repeat(deep), close.repeat(deep));
            assert!(Formula::read(&text).picture(100).is_none());
        }
        // What is no LaTeX of ours neither.
        for text in [
            r"\frac",
            r"^^^",
            r"\begin{cases}",
            r"\left( }",
            r"\sqrt[",
            "",
            "&&",
        ] {
            let _ = Formula::read(text).picture(100);
        }
    }

    /// No two texts share a column, and no row is wider than was said.
    #[test]
    fn nothing_overlaps() {
        for latex in include_str!("../../../../tests/corpus/expressions/pictures.txt").lines() {
            let formula = Formula::read(latex);
            let measure = Measure::of(&formula);
            let size = measure.row_size(formula.list(formula.root));
            let mut canvas = Canvas {
                rows: vec![Vec::new(); size.height()],
            };
            measure.draw(&mut canvas, size.above);
            for row in &mut canvas.rows {
                row.sort_by_key(|(column, _)| *column);
                let mut end = 0;
                for (column, text) in row {
                    assert!(*column >= end, "{latex}: `{text}` lies over another");
                    end = *column + text.width();
                }
                assert!(end <= size.width, "{latex}");
            }
        }
    }
}
