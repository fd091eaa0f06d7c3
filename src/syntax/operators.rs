//! How tightly things bind, and what the parser's stack holds.

use super::{AstId, Binary, Relation};

/// A complete operand that waits for its operator. The extent includes brackets around it, which
/// the node's own span does not.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Operand {
    pub id: u32,
    pub start: u32,
    pub end: u32,
}

impl Operand {
    pub fn ast(self) -> AstId {
        AstId(self.id)
    }
}

/// Something begun that waits for an operand. Kept to twelve bytes, because a text of opening brackets
/// makes one for each byte.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub kind: FrameKind,
    /// Where it begins.
    pub start: u32,
    /// For a call and a list the number of operands below its first entry, for a comparison the
    /// condition to the left in a chain or [`NO_CONDITION`].
    pub base: u32,
}

/// Marks the first comparison of a chain.
pub(super) const NO_CONDITION: u32 = u32::MAX;

/// What was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameKind {
    // Groups, which only their closing token ends.
    Round,
    Call,
    List,
    Absolute,
    /// `if`, before its `then`.
    If,
    /// `if … then`, before its `else`.
    Then,
    // Operators, which end when something that binds less tightly follows.
    /// `if … then … else`.
    Else,
    Or,
    And,
    Not,
    Compare(Relation),
    /// `a..b`, the list of its two ends.
    Range,
    Derivative,
    Negate,
    Binary {
        operator: Binary,
        implicit: bool,
    },
    /// Ends as soon as its operand is complete.
    Root,
}

/// How tightly operators bind; groups are 0.
pub(super) mod binding {
    pub const GROUP: u8 = 0;
    pub const ELSE: u8 = 1;
    pub const OR: u8 = 2;
    pub const AND: u8 = 3;
    pub const NOT: u8 = 4;
    pub const COMPARE: u8 = 5;
    pub const RANGE: u8 = 6;
    pub const SUM: u8 = 7;
    /// `d/dx` takes the product that follows, so it lies between sums and products.
    pub const DERIVATIVE: u8 = 8;
    pub const PRODUCT: u8 = 9;
    /// Between products and powers: `-x*y` is `(-x)*y` and `-x^2` is `-(x^2)`.
    pub const NEGATE: u8 = 10;
    pub const POWER: u8 = 11;
    pub const ROOT: u8 = 12;
}

impl FrameKind {
    /// How tightly it binds.
    pub fn binding(self) -> u8 {
        match self {
            Self::Round | Self::Call | Self::List | Self::Absolute | Self::If | Self::Then => {
                binding::GROUP
            }
            Self::Else => binding::ELSE,
            Self::Or => binding::OR,
            Self::And => binding::AND,
            Self::Not => binding::NOT,
            Self::Compare(_) => binding::COMPARE,
            Self::Range => binding::RANGE,
            Self::Derivative => binding::DERIVATIVE,
            Self::Negate => binding::NEGATE,
            Self::Binary { operator, .. } => of_binary(operator),
            Self::Root => binding::ROOT,
        }
    }

    pub fn is_group(self) -> bool {
        self.binding() == binding::GROUP
    }
}

/// How tightly an operator between two operands binds.
pub(super) fn of_binary(operator: Binary) -> u8 {
    match operator {
        Binary::Add | Binary::Subtract => binding::SUM,
        Binary::Multiply | Binary::Divide => binding::PRODUCT,
        Binary::Power => binding::POWER,
    }
}
