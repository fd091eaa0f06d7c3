//! Products: what stands above and below the fraction bar, powers and roots.

use super::super::node::{Id, Node};
use super::super::number::Number;
use super::Style;
use super::layout::Layout;
use super::order::{Factor, Run};
use super::piece::{Level, Piece};
use crate::function::FunctionId;

/// How deep a product is looked into for what its text begins with.
const GLANCE: usize = 8;

/// A side of a fraction.
#[derive(Clone, Copy)]
struct Side {
    below: bool,
    /// How tightly a lone operand must hold together.
    lone: Level,
    /// The rational factor, if it is not 1.
    number: Option<Piece>,
    /// How many things stand here.
    count: usize,
    /// How many of them are square roots of positive constants.
    roots: usize,
}

impl Layout<'_> {
    /// The size of a number times factors, as a fraction if some stand in the denominator.
    pub fn quotient(&mut self, coefficient: Id, mut factors: Run) -> Level {
        let (mut top, mut bottom) = (None, None);
        if coefficient != Id::ONE
            && coefficient != Id::MINUS_ONE
            && let Node::Number(id) = self.arena.node(coefficient)
        {
            let (numerator, denominator) = self.parts(id);
            let number = self.arena.number(id);
            let unit = denominator.is_some()
                && match number.to_ratio() {
                    Some((numerator, _)) => matches!(numerator, 1 | -1),
                    None => number.numerator().abs().is_one(),
                };
            top = (!unit).then_some(numerator);
            bottom = denominator;
            if let (Some(_), Some(ratio)) = (denominator, number.to_ratio())
                && let Some((rest, gathered)) = self.gather_roots(ratio, factors)
            {
                factors = gathered;
                bottom = (rest != 1).then(|| self.make(rest.to_string()));
            }
        }
        let mut above = Side {
            below: false,
            lone: Level::Derivative,
            number: top,
            count: usize::from(top.is_some()),
            roots: 0,
        };
        let mut below = Side {
            below: true,
            number: bottom,
            count: usize::from(bottom.is_some()),
            ..above
        };
        for factor in &self.order.factors[factors.indices()] {
            let side = if factor.below { &mut below } else { &mut above };
            side.count += 1;
            side.roots += usize::from(factor.root);
        }
        for side in [&mut above, &mut below] {
            // Several roots of constants become one.
            side.count -= side.roots.saturating_sub(1);
        }
        if below.count == 0 {
            return self.side(above, factors);
        }
        if self.signs.delimits {
            (above.lone, below.lone) = (Level::ANY, Level::ANY);
        } else {
            (above.lone, below.lone) = (Level::Product, Level::Power);
        }
        let [before, over, after] = self.signs.fraction;
        self.text(before);
        self.side(above, factors);
        self.text(over);
        let bracketed = below.count > 1 && !self.signs.delimits;
        if bracketed {
            self.text(self.signs.open);
        }
        self.side(below, factors);
        if bracketed {
            self.text(self.signs.close);
        }
        self.text(after);
        Level::Product
    }

    /// Moves roots of numbers below the bar where the root of a constant stands and the number
    /// divides the denominator: `1/sqrt(2*pi)`, not `sqrt(2)/(2*sqrt(pi))`. The denominator that is
    /// left and the factors as they stand then, if any root was moved.
    fn gather_roots(&mut self, (_, denominator): (i64, i64), factors: Run) -> Option<(i64, Run)> {
        let arena = self.arena;
        let number = |factor: &Factor| arena.as_number(factor.base).and_then(Number::to_i64);
        let run = &self.order.factors[factors.indices()];
        let wanted = run
            .iter()
            .any(|factor| factor.root && factor.below && number(factor).is_none());
        let movable = |factor: &Factor, rest: i64| {
            factor.root && !factor.below && number(factor).is_some_and(|root| rest % root == 0)
        };
        if !wanted || !run.iter().any(|factor| movable(factor, denominator)) {
            return None;
        }
        // Other places may show the same factors under another number, so these are copied.
        let mut copy = run.to_vec();
        let mut rest = denominator;
        for factor in &mut copy {
            if movable(factor, rest) {
                rest /= number(factor).unwrap_or(1);
                factor.below = true;
            }
        }
        let start = self.order.factors.len() as u32;
        self.order.factors.append(&mut copy);
        Some((rest, Run { start, ..factors }))
    }

    /// One side of a fraction, or a product.
    fn side(&mut self, side: Side, factors: Run) -> Level {
        let mut level = Level::Atom;
        let mut started = false;
        if let Some(number) = side.number {
            self.pieces.push(number);
            started = true;
        }
        let mut after_number = started;
        let mut rooted = false;
        for at in factors.indices() {
            let factor = self.order.factors[at];
            let combined = factor.root && side.roots > 1;
            if factor.below != side.below || combined && rooted {
                continue;
            }
            if started {
                self.times(factor, after_number);
            }
            level = if combined {
                rooted = true;
                self.combined_root(side.below, factors)
            } else {
                let front = !started || after_number;
                let minimum = match side.count {
                    1 => side.lone,
                    // A product at the front needs no brackets.
                    _ if front && !side.below => Level::Product,
                    _ => Level::Power,
                };
                self.factor(factor, minimum)
            };
            started = true;
            after_number = false;
        }
        if !started {
            self.text("1");
        }
        if side.count > 1 {
            Level::Product
        } else {
            level
        }
    }

    /// The sign between two factors.
    fn times(&mut self, next: Factor, after_number: bool) {
        let sign = if !next.root && self.begins_with_digit(next.base) {
            self.signs.times_digit
        } else if after_number {
            self.signs.times_number
        } else {
            self.signs.times
        };
        self.text(sign);
    }

    /// Whether a text begins with a digit, or may.
    fn begins_with_digit(&self, mut id: Id) -> bool {
        for _ in 0..GLANCE {
            let (first, second) = match self.arena.node(id) {
                Node::Number(_) | Node::Product(_) => return true,
                Node::Mul(first, second) => (first, second),
                _ => return false,
            };
            // A product stands in front of what is none.
            id = match (self.arena.node(first), self.arena.node(second)) {
                (Node::Number(_) | Node::Mul(..) | Node::Product(_), _) => first,
                (_, Node::Mul(..) | Node::Product(_)) => second,
                _ => first,
            };
        }
        true
    }

    /// A power, with the size of its exponent if it stands in a denominator.
    fn factor(&mut self, factor: Factor, minimum: Level) -> Level {
        let Factor { base, exponent, .. } = factor;
        if factor.exponential {
            return self.call(FunctionId::EXP, &[exponent]);
        }
        let size = match self.arena.node(exponent) {
            _ if exponent == Id::ONE => None,
            Node::Number(number) => match self.arena.number(number).to_ratio() {
                Some((-1, 1)) => None,
                Some((1, 2)) => return self.root(base),
                Some((-1, 2)) if factor.below => return self.root(base),
                _ => Some(number),
            },
            _ => {
                self.child(base, Level::Atom);
                let [before, after] = self.signs.power;
                self.text(before);
                self.child(exponent, self.in_exponent());
                self.text(after);
                return Level::Power;
            }
        };
        let Some(size) = size else {
            self.child(base, minimum);
            return minimum.min(Level::Product);
        };
        self.child(base, Level::Atom);
        if self.signs.superscripts && self.arena.number(size).is_integer() {
            self.pieces.push(Piece::Raised(size));
            return Level::Power;
        }
        let [before, after] = self.signs.power;
        self.text(before);
        let bracketed =
            matches!(self.parts(size), (_, Some(_))) && self.in_exponent() > Level::Product;
        if bracketed {
            self.text(self.signs.open);
        }
        self.unsigned_number(size);
        if bracketed {
            self.text(self.signs.close);
        }
        self.text(after);
        Level::Power
    }

    fn in_exponent(&self) -> Level {
        if self.signs.delimits {
            Level::ANY
        } else {
            Level::Atom
        }
    }

    /// A square root.
    pub fn root(&mut self, base: Id) -> Level {
        let bare = match self.arena.node(base) {
            Node::Symbol(_) => true,
            Node::Number(number) => {
                let number = self.arena.number(number);
                number.is_integer() && !number.is_negative()
            }
            _ => false,
        };
        let (after, level) = self.open_root(bare);
        self.child(base, Level::ANY);
        self.text(after);
        level
    }

    /// The square root of all positive constants that stand under one on a side (`sqrt(2*pi)`).
    fn combined_root(&mut self, below: bool, factors: Run) -> Level {
        let mut product = Number::ONE;
        let mut constants = 0;
        for factor in &self.order.factors[factors.indices()] {
            if factor.root && factor.below == below {
                match self.arena.as_number(factor.base) {
                    Some(number) => product = product.multiply(number),
                    None => constants += 1,
                }
            }
        }
        let bare = constants == 0 && product.is_integer();
        let (after, level) = self.open_root(bare);
        let mut started = !product.is_one() || constants == 0;
        if started {
            let made = self.make(product.to_string());
            self.pieces.push(made);
        }
        for at in factors.indices() {
            let factor = self.order.factors[at];
            if factor.root
                && factor.below == below
                && let Node::Constant(constant) = self.arena.node(factor.base)
            {
                if started {
                    self.text(self.signs.times_number);
                }
                self.constant(constant);
                started = true;
            }
        }
        self.text(after);
        level
    }

    /// Opens a root; the closing sign, and how tightly the root holds together.
    fn open_root(&mut self, bare: bool) -> (&'static str, Level) {
        match self.style {
            Style::Text => {
                self.text(FunctionId::SQRT.row().name);
                self.text("(");
                (")", Level::Atom)
            }
            Style::Unicode => {
                self.text(if bare { "√" } else { "√(" });
                (if bare { "" } else { ")" }, Level::Power)
            }
            Style::Latex => {
                self.text(r"\sqrt{");
                ("}", Level::Atom)
            }
        }
    }
}
