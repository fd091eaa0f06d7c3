//! What a node is laid out into: texts, and children that are laid out in their turn.

use super::super::node::{Id, NumberId, SymbolId};

/// How tightly a text holds together, loosest first. A child that holds less tightly than its
/// place demands is bracketed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `a or b`
    Or,
    /// `a and b`
    And,
    /// `not a`
    Not,
    /// `a < b`
    Compare,
    /// `a + b`
    Sum,
    /// `-a`
    Negation,
    /// `d/dx a`
    Derivative,
    /// `a*b`, `a/b`
    Product,
    /// `a^b`
    Power,
    /// `a!`
    Postfix,
    /// Names, unsigned integers, calls.
    Atom,
}

impl Level {
    /// A place with delimiters of its own.
    pub const ANY: Level = Level::Or;
}

/// One piece of a text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    /// As it is.
    Text(&'static str),
    /// A node, bracketed if it holds less tightly than this.
    Node(Id, Level),
    /// A symbol's name.
    Symbol(SymbolId),
    /// The numerator of a number, without its sign.
    Numerator(NumberId),
    /// The denominator of a number.
    Denominator(NumberId),
    /// The numerator of a number, without its sign, in superscript digits.
    Raised(NumberId),
    /// A text made for this place, by its place in the layout's list.
    Made(u32),
}
