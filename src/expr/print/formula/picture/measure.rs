//! The first pass: how large every item of a formula is, and how it is drawn.

use unicode_width::UnicodeWidthStr;

use super::super::{Formula, Kind, Run, Shape};

/// The size of an item: its columns, and the rows above and below its baseline.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    pub(super) width: usize,
    pub(super) above: usize,
    pub(super) below: usize,
}

impl Size {
    pub(super) fn line(width: usize) -> Self {
        Size {
            width,
            ..Size::default()
        }
    }

    pub(super) fn height(self) -> usize {
        self.above + 1 + self.below
    }
}

/// How an item is drawn; for all but scripts and fractions that is its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// As its shape says.
    Own,
    /// A fraction on one line, in an exponent.
    Slash,
    /// Scripts in small digits on the same line.
    Small,
    /// Primes behind their base.
    Behind,
    /// Limits above and below a large sign.
    Limits,
}

#[derive(Debug)]
pub(super) struct Measure<'a, 'b> {
    pub(super) formula: &'a Formula<'b>,
    pub(super) sizes: Vec<Size>,
    pub(super) looks: Vec<Look>,
    /// Whether an item stands in an exponent.
    pub(super) raised: Vec<bool>,
}

/// What is put between two items of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    None,
    Space,
    Times,
}

impl Gap {
    pub(super) fn width(self) -> usize {
        usize::from(self != Gap::None)
    }
}

impl<'a, 'b> Measure<'a, 'b> {
    pub(super) fn of(formula: &'a Formula<'b>) -> Self {
        let mut measure = Measure {
            formula,
            sizes: Vec::with_capacity(formula.items.len()),
            looks: Vec::with_capacity(formula.items.len()),
            raised: raised(formula),
        };
        for at in 0..formula.items.len() {
            let (size, look) = measure.own_size(at);
            measure.sizes.push(size);
            measure.looks.push(look);
        }
        measure
    }

    pub(super) fn size(&self, at: u32) -> Size {
        self.sizes.get(at as usize).copied().unwrap_or_default()
    }

    pub(super) fn shape(&self, at: u32) -> Option<&'a Shape<'b>> {
        self.formula.item(at).map(|item| &item.shape)
    }

    pub(super) fn look(&self, at: u32) -> Look {
        self.looks.get(at as usize).copied().unwrap_or(Look::Own)
    }

    pub(super) fn token(&self, at: u32) -> Option<(Kind, &'a str)> {
        match self.shape(at)? {
            Shape::Token(kind, text) => Some((*kind, text)),
            _ => None,
        }
    }

    pub(super) fn own_size(&self, at: usize) -> (Size, Look) {
        let Some(item) = self.formula.items.get(at) else {
            return (Size::default(), Look::Own);
        };
        let size = match &item.shape {
            Shape::Token(Kind::Times, _) => Size::line(1),
            Shape::Token(_, text) => Size::line(text.width()),
            Shape::Row(run) => self.row_size(self.formula.list(*run)),
            Shape::Fence {
                open,
                operand,
                close,
            } => {
                let inner = self.row_size(self.formula.list(*operand));
                let width = inner.width + usize::from(!open.is_empty());
                Size {
                    width: width + usize::from(!close.is_empty()),
                    ..inner
                }
            }
            &Shape::Fraction {
                above,
                below,
                ruled,
            } => {
                let (up, down) = (self.size(above), self.size(below));
                let small = self.raised.get(at).copied().unwrap_or(false);
                if ruled && small && self.is_factor(above, true) && self.is_factor(below, false) {
                    return (Size::line(up.width + 1 + down.width), Look::Slash);
                }
                Size {
                    width: up.width.max(down.width) + 2 * self.overhang(above, below, ruled),
                    above: up.height(),
                    below: down.height(),
                }
            }
            &Shape::Root { operand, index } => {
                let inner = self.size(operand);
                let index = index.map_or(0, |index| self.size(index).width);
                match self.is_atom(operand) {
                    true => Size {
                        width: inner.width + index.max(1),
                        ..inner
                    },
                    false => Size {
                        width: inner.width + index.max(1) + usize::from(inner.height() > 1),
                        above: inner.above + 1,
                        below: inner.below,
                    },
                }
            }
            &Shape::Script { base, below, above } => return self.script_size(base, below, above),
            Shape::Table { open, rows, close } => {
                let grid = self.grid(rows);
                let ends = usize::from(!open.is_empty()) + usize::from(!close.is_empty());
                let height = grid.height();
                Size {
                    width: grid.width() + ends,
                    above: height / 2,
                    below: height - 1 - height / 2,
                }
            }
        };
        (size, Look::Own)
    }

    /// How far the bar of a fraction reaches beyond both sides: further than a bar below or above
    /// it.
    pub(super) fn overhang(&self, above: u32, below: u32, ruled: bool) -> usize {
        let tall = self.size(above).height() > 1 || self.size(below).height() > 1;
        usize::from(tall || !ruled)
    }

    /// Whether an item is one line that a slash can stand beside.
    pub(super) fn is_factor(&self, at: u32, first: bool) -> bool {
        if self.size(at).height() > 1 {
            return false;
        }
        match self.shape(at) {
            Some(Shape::Row(run)) => {
                let items = self.formula.list(*run);
                first && !items.iter().any(|&item| self.formula.is_sign(item))
            }
            Some(Shape::Fraction { .. }) => false,
            _ => true,
        }
    }

    /// Whether a root of it needs no bar.
    pub(super) fn is_atom(&self, at: u32) -> bool {
        self.size(at).height() == 1 && matches!(self.shape(at), Some(Shape::Token(..)))
    }

    pub(super) fn script_size(
        &self,
        base: u32,
        below: Option<u32>,
        above: Option<u32>,
    ) -> (Size, Look) {
        let own = self.size(base);
        let sizes = [below, above].map(|script| script.map(|script| self.size(script)));
        let [down, up] = sizes.map(Option::unwrap_or_default);
        if matches!(self.token(base), Some((Kind::Large, _))) {
            let size = Size {
                width: own.width.max(down.width).max(up.width),
                above: own.above + above.map_or(0, |_| up.height()),
                below: own.below + below.map_or(0, |_| down.height()),
            };
            return (size, Look::Limits);
        }
        let is_prime = |at: u32| matches!(self.token(at), Some((Kind::Sign, _)));
        if below.is_none() && above.is_some_and(is_prime) {
            let width = own.width + up.width;
            return (Size { width, ..own }, Look::Behind);
        }
        let is_small = |at: Option<u32>| at.is_none_or(|at| self.digits(at).is_some());
        if is_small(below) && is_small(above) {
            let width = own.width + down.width + up.width;
            return (Size { width, ..own }, Look::Small);
        }
        let size = Size {
            width: own.width + down.width.max(up.width),
            above: own.above + above.map_or(0, |_| up.height()),
            below: own.below + below.map_or(0, |_| down.height()),
        };
        (size, Look::Own)
    }

    /// The digits of a script that is a whole number, with its sign.
    pub(super) fn digits(&self, at: u32) -> Option<(bool, &'a str)> {
        let number = |at: u32| match self.token(at) {
            Some((Kind::Number, text)) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(text)
            }
            _ => None,
        };
        if let Some(text) = number(at) {
            return Some((false, text));
        }
        match self.shape(at)? {
            Shape::Row(run) => match self.formula.list(*run) {
                &[sign, digits] if matches!(self.token(sign), Some((Kind::Sign, "−"))) => {
                    Some((true, number(digits)?))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// What stands before an item of a row, given what stands before that.
    pub(super) fn gap(&self, row: &[u32], place: usize) -> Gap {
        let (Some(&at), Some(&before)) = (
            row.get(place),
            place.checked_sub(1).and_then(|place| row.get(place)),
        ) else {
            return Gap::None;
        };
        let sign = |at: u32| match self.token(at) {
            Some((Kind::Sign, text)) => Some(text),
            _ => None,
        };
        // A sign has blanks around it where operands stand on both sides.
        let tight = |text: &str| TIGHT.contains(&text);
        if let Some(text) = sign(at) {
            let small = CLOSER.contains(&text) && self.raised.get(at as usize) == Some(&true);
            return match small || tight(text) || sign(before).is_some_and(opens) {
                true => Gap::None,
                false => Gap::Space,
            };
        }
        if let Some(text) = sign(before) {
            let unary = place < 2
                || (place.checked_sub(2).and_then(|place| row.get(place)))
                    .is_some_and(|&earlier| sign(earlier).is_some_and(|text| !closes(text)));
            if text == "," {
                return Gap::Space;
            }
            // A minus and the bar of a fraction would look like one line.
            let bar = matches!(self.shape(at), Some(Shape::Fraction { .. }))
                && self.look(at) == Look::Own;
            let small = CLOSER.contains(&text) && self.raised.get(at as usize) == Some(&true);
            return match small || tight(text) || unary && !bar {
                true => Gap::None,
                false => Gap::Space,
            };
        }
        let is = |at: u32, kind: Kind| self.token(at).is_some_and(|(own, _)| own == kind);
        if is(at, Kind::Times) || is(before, Kind::Times) || is(at, Kind::Text) {
            return Gap::None;
        }
        if is(before, Kind::Text) {
            return Gap::None;
        }
        if self.token(before) == Some((Kind::Letter, "∂")) {
            return Gap::None;
        }
        match self.shape(before) {
            Some(Shape::Token(Kind::Number, _)) => Gap::Times,
            Some(Shape::Token(Kind::Letter, _)) => match self.shape(at) {
                Some(Shape::Token(Kind::Name, _)) => Gap::Space,
                _ => Gap::None,
            },
            Some(Shape::Token(Kind::Large, _)) | Some(Shape::Fraction { .. }) => Gap::Space,
            Some(Shape::Script { .. }) if self.look(before) == Look::Limits => Gap::Space,
            Some(Shape::Token(Kind::Name, _)) => match self.shape(at) {
                Some(Shape::Fence { .. }) => Gap::None,
                Some(&Shape::Script { base, .. })
                    if matches!(self.shape(base), Some(Shape::Fence { .. })) =>
                {
                    Gap::None
                }
                _ => Gap::Space,
            },
            _ => Gap::None,
        }
    }

    pub(super) fn row_size(&self, row: &[u32]) -> Size {
        let mut size = Size::default();
        for (place, &at) in row.iter().enumerate() {
            let own = self.size(at);
            size.width += self.gap(row, place).width() + own.width;
            size.above = size.above.max(own.above);
            size.below = size.below.max(own.below);
        }
        size
    }

    pub(super) fn grid(&self, rows: &[Run]) -> Grid {
        let mut grid = Grid::default();
        for &run in rows {
            let mut line = Size::default();
            for (column, &cell) in self.formula.list(run).iter().enumerate() {
                let own = self.size(cell);
                match grid.columns.get_mut(column) {
                    Some(width) => *width = own.width.max(*width),
                    None => grid.columns.push(own.width),
                }
                line.above = line.above.max(own.above);
                line.below = line.below.max(own.below);
            }
            grid.lines.push(line);
        }
        grid.spaced = grid.lines.iter().any(|line| line.height() > 1);
        grid
    }
}

/// Which items stand in an exponent or another script.
pub(super) fn raised(formula: &Formula<'_>) -> Vec<bool> {
    let mut raised = vec![false; formula.items.len()];
    // An item comes after its operands.
    for (at, item) in formula.items.iter().enumerate().rev() {
        let own = raised.get(at).copied().unwrap_or(false);
        let mut pass = |operand: u32, inside: bool| {
            if let Some(place) = raised.get_mut(operand as usize) {
                *place |= inside;
            }
        };
        match &item.shape {
            Shape::Token(..) => {}
            Shape::Row(run) | Shape::Fence { operand: run, .. } => {
                formula.list(*run).iter().for_each(|&item| pass(item, own));
            }
            Shape::Fraction { above, below, .. } => {
                pass(*above, own);
                pass(*below, own);
            }
            Shape::Root { operand, .. } => pass(*operand, own),
            Shape::Script { base, below, above } => {
                pass(*base, own);
                for script in [below, above].into_iter().flatten() {
                    pass(*script, true);
                }
            }
            Shape::Table { rows, .. } => {
                for run in rows {
                    formula.list(*run).iter().for_each(|&item| pass(item, own));
                }
            }
        }
    }
    raised
}

/// The columns between the entries of a table.
pub(super) const BETWEEN: usize = 2;

/// The columns and lines of a table.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub(super) columns: Vec<usize>,
    pub(super) lines: Vec<Size>,
    /// Whether blank lines stand between the lines.
    pub(super) spaced: bool,
}

impl Grid {
    pub(super) fn width(&self) -> usize {
        let gaps = BETWEEN * self.columns.len().saturating_sub(1);
        self.columns.iter().sum::<usize>() + gaps
    }

    pub(super) fn height(&self) -> usize {
        let gaps = usize::from(self.spaced) * self.lines.len().saturating_sub(1);
        (self.lines.iter().map(|line| line.height()).sum::<usize>() + gaps).max(1)
    }
}

/// Signs that stand close to what is beside them.
#[rustfmt::skip]
pub(super) const TIGHT: &[&str] = &[
    "(", ")", "[", "]", "|", ",", "!", "⋅", "⌊", "⌋", "⌈", "⌉", "′", "{", "}", "¬",
];

/// Signs that stand close to what is beside them in exponents and limits.
pub(super) const CLOSER: &[&str] = &["+", "−", "=", "<", ">", "≤", "≥"];

pub(super) fn opens(text: &str) -> bool {
    matches!(text, "(" | "[" | "⌊" | "⌈" | "{")
}

pub(super) fn closes(text: &str) -> bool {
    matches!(text, ")" | "]" | "⌋" | "⌉" | "}" | "!" | "|" | "′")
}

pub(super) const SUPERSCRIPTS: (&str, [char; 10]) =
    ("⁻", ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹']);
pub(super) const SUBSCRIPTS: (&str, [char; 10]) =
    ("₋", ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉']);

pub(super) fn smaller(
    (negative, digits): (bool, &str),
    (minus, table): (&str, [char; 10]),
) -> String {
    let mut text = String::from(if negative { minus } else { "" });
    text.extend(
        (digits.bytes()).filter_map(|digit| table.get(usize::from(digit.wrapping_sub(b'0')))),
    );
    text
}
