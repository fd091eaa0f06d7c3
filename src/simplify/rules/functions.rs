//! Sets of functions: the quick answer to "can this rule apply here at all?".

use crate::expr::{Arena, Constant, Id, Node};
use crate::function::FunctionId;

/// A set of functions of the table, a bit each. Roots count as the function that they are written
/// with, and exponentials within products as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FunctionSet(u128);

impl FunctionSet {
    /// Whether no function is in it.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all of `other` is in it.
    #[inline]
    pub fn contains(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// The functions in either.
    #[inline]
    pub fn union(self, other: Self) -> Self {
        FunctionSet(self.0 | other.0)
    }

    /// Adds a function. The table has fewer than 128 (a test holds that), so each has its bit.
    #[inline]
    pub fn insert(&mut self, function: FunctionId) {
        self.0 |= 1u128 << (function.index() % 128);
    }

    /// Adds what the power `base^exponent` is an application of, if of anything.
    #[inline]
    pub(super) fn insert_head(&mut self, arena: &Arena, base: Id, exponent: Id) {
        match arena.node(base) {
            Node::Call(function, _) => self.insert(function),
            Node::Constant(Constant::E) if exponent != Id::ONE => self.insert(FunctionId::EXP),
            _ => {}
        }
        if exponent != Id::ONE && is_root(arena, exponent) {
            self.insert(FunctionId::SQRT);
        }
    }

    /// The functions that occur in an expression.
    ///
    /// # Cost
    /// Linear in the reachable nodes.
    pub fn of(arena: &Arena, roots: &[Id]) -> Self {
        let mut set = FunctionSet::default();
        for id in arena.reachable(roots) {
            match arena.node(id) {
                Node::Call(function, _) => set.insert(function),
                Node::Pow(base, exponent) => set.insert_head(arena, base, exponent),
                Node::Product(run) => {
                    for pair in arena.operands(run).chunks_exact(2) {
                        set.insert_head(arena, pair[0], pair[1]);
                    }
                }
                _ => {}
            }
        }
        set
    }
}

/// Whether an exponent is a fraction over 2.
fn is_root(arena: &Arena, exponent: Id) -> bool {
    arena
        .as_number(exponent)
        .and_then(|power| power.to_ratio())
        .is_some_and(|(_, denominator)| denominator == 2)
}
