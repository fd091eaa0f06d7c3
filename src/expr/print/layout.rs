//! Turns a node into pieces, the same way for every style.
//!
//! Products, powers and signs that belong to a node's text are laid out with it; whatever can be
//! nested is left as a [`Piece::Node`], so that no depth is met here.

use super::super::arena::Arena;
use super::super::node::{Constant, Id, Node, NumberId};
use super::super::number::Number;
use super::order::{DEPTH, Factor, Order, Run};
use super::piece::{Level, Piece};
use super::signs::Signs;
use super::{PrintOptions, Style, latex, text, unicode};
use crate::function::FunctionId;

/// What is being laid out.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    pub arena: &'a Arena,
    pub style: Style,
    pub signs: &'static Signs,
    /// The pieces to be written. A node appends its own in reading order.
    pub pieces: Vec<Piece>,
    /// Texts that stand nowhere else.
    pub made: Vec<Box<str>>,
    decimals: bool,
    order: Order<'a>,
}

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

impl<'a> Layout<'a> {
    pub fn new(arena: &'a Arena, options: &PrintOptions) -> Self {
        Layout {
            arena,
            style: options.style,
            signs: match options.style {
                Style::Text => &text::SIGNS,
                Style::Unicode => &unicode::SIGNS,
                Style::Latex => &latex::SIGNS,
            },
            pieces: Vec::with_capacity(64),
            made: Vec::new(),
            decimals: options.decimals,
            order: Order::new(arena),
        }
    }

    #[inline]
    pub fn text(&mut self, text: &'static str) {
        self.pieces.push(Piece::Text(text));
    }

    #[inline]
    pub fn child(&mut self, id: Id, minimum: Level) {
        self.pieces.push(Piece::Node(id, minimum));
    }

    /// Appends a node's pieces, and says how tightly they hold together.
    pub fn node(&mut self, id: Id) -> Level {
        match self.arena.node(id) {
            Node::Number(number) => {
                if self.arena.number(number).is_negative() {
                    self.text("-");
                    self.unsigned_number(number);
                    Level::Negation
                } else {
                    self.unsigned_number(number)
                }
            }
            Node::Constant(constant) => {
                self.constant(constant);
                Level::Atom
            }
            Node::Symbol(symbol) => {
                self.pieces.push(Piece::Symbol(symbol));
                Level::Atom
            }
            Node::Add(a, b) => self.built_sum(a, b),
            Node::Sum(run) if run.len > 2 => self.sum(id),
            Node::Mul(..) | Node::Sum(_) => {
                if self.is_negative(id) {
                    self.text("-");
                    self.unsigned(id);
                    Level::Negation
                } else {
                    self.unsigned(id)
                }
            }
            Node::Pow(..) | Node::Product(_) => self.unsigned(id),
            _ => self.form(id),
        }
    }

    fn constant(&mut self, constant: Constant) {
        self.text(match constant {
            Constant::E => self.signs.e,
            Constant::Pi => self.signs.pi,
        });
    }

    /// A number without its sign.
    fn unsigned_number(&mut self, number: NumberId) -> Level {
        match self.parts(number) {
            (numerator, None) => {
                self.pieces.push(numerator);
                Level::Atom
            }
            (numerator, Some(denominator)) => {
                let [before, over, after] = self.signs.fraction;
                self.text(before);
                self.pieces.push(numerator);
                self.text(over);
                self.pieces.push(denominator);
                self.text(after);
                Level::Product
            }
        }
    }

    /// A number without its sign as numerator and denominator, if that is not 1.
    fn parts(&mut self, id: NumberId) -> (Piece, Option<Piece>) {
        let number = self.arena.number(id);
        if number.is_integer() {
            return (Piece::Numerator(id), None);
        }
        if self.decimals
            && let Some(decimal) = number.abs().to_decimal()
        {
            return (self.make(decimal), None);
        }
        (Piece::Numerator(id), Some(Piece::Denominator(id)))
    }

    fn make(&mut self, text: String) -> Piece {
        self.made.push(text.into_boxed_str());
        Piece::Made(self.made.len() as u32 - 1)
    }

    /// Whether a node's text begins with a minus sign that belongs to all of it.
    fn is_negative(&self, id: Id) -> bool {
        let number = match self.arena.node(id) {
            Node::Number(_) => id,
            Node::Mul(factor, _) => factor,
            Node::Sum(run) if run.len == 2 => self.arena.operand(run, 0),
            _ => return false,
        };
        self.arena
            .as_number(number)
            .is_some_and(Number::is_negative)
    }

    /// A number, product or power without its sign.
    fn unsigned(&mut self, id: Id) -> Level {
        match self.arena.node(id) {
            Node::Number(number) => self.unsigned_number(number),
            Node::Sum(run) => {
                let (coefficient, term) = (self.arena.operand(run, 0), self.arena.operand(run, 1));
                let factors = self.order.factors_of(term, DEPTH);
                self.quotient(coefficient, factors)
            }
            Node::Mul(a, b) => {
                let mark = self.order.factors.len();
                let (coefficient, factors) = self.built_factors(a, b);
                let level = self.quotient(coefficient, factors);
                // Built nodes are not remembered by the order.
                self.order.factors.truncate(mark);
                level
            }
            Node::Pow(base, exponent) => {
                let mark = self.order.factors.len();
                let factors = self.order.lone(base, exponent);
                let level = self.quotient(Id::ONE, factors);
                self.order.factors.truncate(mark);
                level
            }
            _ => {
                let factors = self.order.factors_of(id, DEPTH);
                self.quotient(Id::ONE, factors)
            }
        }
    }

    /// A canonical sum of several terms.
    fn sum(&mut self, id: Id) -> Level {
        let terms = self.order.terms_of(id, DEPTH);
        for at in terms.indices() {
            let term = self.order.terms[at];
            if at > terms.start as usize {
                self.text(if term.negative { " - " } else { " + " });
            } else if term.negative {
                self.text("-");
            }
            self.quotient(term.coefficient, term.factors);
        }
        Level::Sum
    }

    /// A built sum of two. What is negative and what is a number goes to the end, and what is
    /// itself a sum to the front, where it needs no brackets.
    fn built_sum(&mut self, a: Id, b: Id) -> Level {
        let place = |id: Id| match self.arena.node(id) {
            _ if self.is_negative(id) => 3,
            Node::Number(_) => 2,
            Node::Add(..) => 0,
            Node::Sum(run) if run.len > 2 => 0,
            _ => 1,
        };
        let (a, b) = if place(b) < place(a) { (b, a) } else { (a, b) };
        self.child(a, Level::Sum);
        if self.is_negative(b) {
            self.text(" - ");
            self.unsigned(b);
        } else {
            self.text(" + ");
            self.child(b, Level::Product);
        }
        Level::Sum
    }

    /// The numeric factor of a built product, and its other factors: a product goes to the
    /// front, where it needs no brackets.
    fn built_factors(&mut self, a: Id, b: Id) -> (Id, Run) {
        let is_number = |id| matches!(self.arena.node(id), Node::Number(_));
        let (coefficient, rest) = match self.arena.node(b) {
            Node::Mul(c, d) if is_number(a) && !is_number(c) => (a, [c, d]),
            _ if is_number(a) => (a, [Id::ONE, b]),
            _ => (Id::ONE, [a, b]),
        };
        let is_product = |id| matches!(self.arena.node(id), Node::Mul(..) | Node::Product(_));
        let [first, second] = rest;
        let ordered = if is_product(second) && !is_product(first) {
            [second, first]
        } else {
            [first, second]
        };
        let start = self.order.factors.len() as u32;
        for id in ordered {
            if id == Id::ONE {
                continue;
            }
            let (base, exponent) = match self.arena.node(id) {
                Node::Pow(base, exponent) => (base, exponent),
                _ => (id, Id::ONE),
            };
            let factor = Factor {
                root: false,
                ..self.order.factor(base, exponent)
            };
            self.order.factors.push(factor);
        }
        let len = self.order.factors.len() as u32 - start;
        (coefficient, Run { start, len })
    }

    /// The size of a number times factors, as a fraction if some stand in the denominator.
    fn quotient(&mut self, coefficient: Id, factors: Run) -> Level {
        let (mut top, mut bottom) = (None, None);
        if coefficient != Id::ONE
            && coefficient != Id::MINUS_ONE
            && let Node::Number(id) = self.arena.node(coefficient)
        {
            let (numerator, denominator) = self.parts(id);
            let number = self.arena.number(id);
            let unit = denominator.is_some() && matches!(number.to_ratio(), Some((1 | -1, _)));
            top = (!unit).then_some(numerator);
            bottom = denominator;
        }
        let mut above = Side {
            below: false,
            lone: Level::Product,
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
            below.lone = Level::Power;
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
                let minimum = match (side.count, started) {
                    (1, _) => side.lone,
                    // A product at the front needs no brackets.
                    (_, false) if !side.below => Level::Product,
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
        let sign = if !next.root
            && matches!(
                self.arena.node(next.base),
                Node::Number(_) | Node::Mul(..) | Node::Product(_)
            ) {
            self.signs.times_digit
        } else if after_number {
            self.signs.times_number
        } else {
            self.signs.times
        };
        self.text(sign);
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
            return Level::Product;
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
    fn root(&mut self, base: Id) -> Level {
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
