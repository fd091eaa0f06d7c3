//! The nodes of an expression.

use crate::function::FunctionId;
pub use crate::syntax::Relation;

/// A node's place in its [`Arena`](super::Arena). Children have smaller ones than parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub(crate) u32);

impl Id {
    /// The number 0 in every arena.
    pub const ZERO: Id = Id(0);
    /// The number 1 in every arena.
    pub const ONE: Id = Id(1);
    /// The number -1 in every arena.
    pub const MINUS_ONE: Id = Id(2);
    /// The number 2 in every arena.
    pub const TWO: Id = Id(3);
    /// The number 1/2 in every arena.
    pub const HALF: Id = Id(4);

    /// As an index.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A symbol's place in its arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymbolId(pub(crate) u32);

/// A number's place in its arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumberId(pub(crate) u32);

/// A run of operands in its arena.
#[derive(Clone, Copy, Debug)]
pub struct Operands {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

impl Operands {
    /// How many operands.
    #[inline]
    pub fn len(self) -> usize {
        self.len as usize
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// A reserved constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Constant {
    /// The base of the natural logarithm.
    E,
    /// Half a turn in radians.
    Pi,
}

impl Constant {
    /// The nearest double.
    pub fn value(self) -> f64 {
        match self {
            Constant::E => std::f64::consts::E,
            Constant::Pi => std::f64::consts::PI,
        }
    }

    /// Its name in text.
    pub fn name(self) -> &'static str {
        match self {
            Constant::E => "e",
            Constant::Pi => "pi",
        }
    }
}

/// One node. Built expressions consist of all but `Sum` and `Product`; canonical ones of all but
/// `Add` and `Mul`, and there `Pow` is in lowest form.
#[derive(Clone, Copy, Debug)]
pub enum Node {
    /// An exact number.
    Number(NumberId),
    /// A reserved constant.
    Constant(Constant),
    /// A real variable.
    Symbol(SymbolId),
    /// Built: a sum of two.
    Add(Id, Id),
    /// Built: a product of two; a number stands first.
    Mul(Id, Id),
    /// A power.
    Pow(Id, Id),
    /// Canonical: a linear combination with rational coefficients, as pairs (coefficient, term)
    /// in the order of the terms' hashes. The constant is the pair (c, 1). A lone term has a
    /// coefficient other than 1 (`3*x*y`).
    Sum(Operands),
    /// Canonical: at least two powers, as pairs (base, exponent) in the order of the bases'
    /// hashes; never with a rational coefficient (which [`Node::Sum`] holds).
    Product(Operands),
    /// A function of the table at its arguments.
    Call(FunctionId, Operands),
    /// An unknown function: orders of differentiation in each argument, then the arguments.
    Unknown(SymbolId, Operands),
    /// A comparison.
    Compare(Relation, Id, Id),
    /// Both conditions.
    And(Id, Id),
    /// Either condition.
    Or(Id, Id),
    /// Not the condition.
    Not(Id),
    /// Condition, value, condition, value, …, and the value otherwise (if their number is odd).
    Piecewise(Operands),
    /// Body, index symbol, first and last value of the index.
    IndexSum(Operands),
    /// The sum over the rows of data.
    RowSum(Id),
    /// The mean over the rows of data.
    RowMean(Id),
}
