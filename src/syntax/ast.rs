//! The faithful syntax tree: what was typed, with its place.
//!
//! Nodes lie in one flat vector, children before parents, so that reading, walking and dropping
//! a formula nested a hundred thousand deep are plain loops.

/// A half-open range of bytes in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// The place of a node in [`Ast::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AstId(pub u32);

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// `a < b`
    Less,
    /// `a <= b`
    LessEqual,
    /// `a > b`
    Greater,
    /// `a >= b`
    GreaterEqual,
    /// `a = b` or `a == b`
    Equal,
    /// `a != b`
    NotEqual,
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a*b`, or `a b` when implicit
    Multiply,
    /// `a/b`
    Divide,
    /// `a^b`
    Power,
}

/// A run of children in [`Ast::children`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct Children {
    /// The first.
    pub start: u32,
    /// How many.
    pub len: u32,
}

/// What a node is. Texts of numbers and names are the node's span in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AstKind {
    /// A number as typed (`3`, `2.5`, `1e-3`).
    Number,
    /// A run of superscript digits with an optional superscript minus (`²` in `x²`): an integer.
    Superscript,
    /// A name as typed.
    Name,
    /// The result of an earlier line: `%` or `%3`.
    Result,
    /// A text with its quotation marks, such as the name of a file.
    Text,
    /// `-a`
    Negate(AstId),
    /// Two operands; `implicit` where no sign was typed between factors.
    Binary {
        /// The operator.
        operator: Binary,
        /// The left operand.
        left: AstId,
        /// The right operand.
        right: AstId,
        /// Whether the multiplication sign was left out.
        implicit: bool,
    },
    /// `a!`
    Factorial(AstId),
    /// `|a|`
    Absolute(AstId),
    /// `√a`
    Root(AstId),
    /// `name(a, b)`, `name'(a)`, `name^2(a)`, `name'[1, 0](a, b)`.
    Call {
        /// The name's place in the source.
        name: Span,
        /// How many primes stand after the name.
        primes: u32,
        /// The orders in brackets after a single prime, as [`AstKind::Number`] nodes; empty for none.
        orders: Children,
        /// The exponent between name and bracket (`sin^2(x)`).
        power: Option<AstId>,
        /// The arguments.
        arguments: Children,
    },
    /// `d/dx a`: the derivative of the product that follows. `order` is 2 in `d^2/dx^2`.
    Derivative {
        /// The variable's place in the source (`x` of `dx`).
        variable: Span,
        /// How often.
        order: u32,
        /// What is differentiated.
        operand: AstId,
    },
    /// `a < b`
    Compare {
        /// The comparison.
        relation: Relation,
        /// The left operand.
        left: AstId,
        /// The right operand.
        right: AstId,
    },
    /// `a and b`; a chain `0 < p < 1` is read as `0 < p and p < 1`.
    And(AstId, AstId),
    /// `a or b`
    Or(AstId, AstId),
    /// `not a`
    Not(AstId),
    /// `if c then a else b`: exactly three children. (`piecewise(…)` is a call.)
    If(Children),
    /// `[a, b]`
    List(Children),
}

/// One node with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AstNode {
    /// What it is.
    pub kind: AstKind,
    /// Where it stands, brackets around it not included.
    pub span: Span,
}

/// A formula as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ast {
    /// The nodes, children before parents.
    pub nodes: Vec<AstNode>,
    /// The children of calls and lists, a run each.
    pub children: Vec<AstId>,
    /// The node that is the whole formula.
    pub root: AstId,
    /// Remarks about readings that may surprise (`1/2x` is `(1/2)*x`).
    pub notes: Vec<Note>,
}

/// A remark about a reading that may surprise.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// `1/2x` was read as `(1/2)*x`.
    ImplicitAfterDivision {
        /// The factor after which the sign was left out, with the division before it.
        span: Span,
    },
}

/// One line of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// Nothing but blanks and a comment.
    Empty,
    /// A formula, an equation (a top-level [`Relation::Equal`]) or a call of an operation.
    Expression(Ast),
    /// `a = 3` or `f(x, y) = x^2*y`; `parameters` is `None` for `a = 3`.
    Definition {
        /// The defined name's place.
        name: Span,
        /// The places of the parameters.
        parameters: Option<Vec<Span>>,
        /// The right side.
        body: Ast,
    },
    /// `assume p > 0, n integer`: the conditions, and words such as `integer` as
    /// [`Property`] entries.
    Assume {
        /// Conditions such as `p > 0`.
        conditions: Vec<Ast>,
        /// Properties such as `n integer`.
        properties: Vec<Property>,
    },
}

/// A named property that a symbol is assumed to have (`n integer`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property {
    /// The symbol's place.
    pub symbol: Span,
    /// The property's word.
    pub word: Span,
}
