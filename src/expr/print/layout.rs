//! Turns a node into pieces, the same way for every style: numbers, sums, and what a product
//! consists of.
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
    pub order: Order<'a>,
    decimals: bool,
    roots: &'a [Id],
    several: Option<bool>,
}

impl<'a> Layout<'a> {
    pub fn new(arena: &'a Arena, roots: &'a [Id], options: &PrintOptions) -> Self {
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
            roots,
            several: None,
        }
    }

    /// Whether what is printed has several variables.
    pub fn has_several_variables(&mut self) -> bool {
        let (arena, roots) = (self.arena, self.roots);
        *self
            .several
            .get_or_insert_with(|| arena.free_symbols(roots).len() > 1)
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

    pub fn constant(&mut self, constant: Constant) {
        self.text(match constant {
            Constant::E => self.signs.e,
            Constant::Pi => self.signs.pi,
        });
    }

    /// A number without its sign.
    pub fn unsigned_number(&mut self, number: NumberId) -> Level {
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
    pub fn parts(&mut self, id: NumberId) -> (Piece, Option<Piece>) {
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

    pub fn make(&mut self, text: String) -> Piece {
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
            self.child(b, Level::Derivative);
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
}
