//! What is known without assumptions, from the signs that canonical forms show.
use crate::expr::{Arena, Id, Node, Number, Relation, Sign, sign};

/// Nothing is assumed.
#[derive(Clone, Debug, Default)]
pub struct Facts;

impl Facts {
    /// No assumptions.
    pub fn none() -> Self {
        Facts
    }

    /// Whether a condition is proved or refuted.
    pub fn holds(&self, arena: &mut Arena, condition: Id) -> Option<bool> {
        let Node::Compare(relation, a, b) = arena.node(condition) else {
            return None;
        };
        let difference = arena.sub(a, b);
        let difference = arena.canonical(difference).ok()?;
        let sign = sign(arena, difference);
        let (below, at, above) = match sign {
            Sign::Negative => (true, false, false),
            Sign::NonPositive => (true, true, false),
            Sign::Zero => (false, true, false),
            Sign::NonNegative => (false, true, true),
            Sign::Positive => (false, false, true),
            Sign::Unknown => return None,
        };
        let (yes, no) = match relation {
            Relation::Less => (below, at || above),
            Relation::LessEqual => (below || at, above),
            Relation::Greater => (above, at || below),
            Relation::GreaterEqual => (above || at, below),
            Relation::Equal => (at, below || above),
            Relation::NotEqual => (below || above, at),
        };
        match (yes, no) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    /// Whether a value is an integer.
    pub fn integer(&self, arena: &Arena, id: Id) -> Option<bool> {
        arena.as_number(id).map(Number::is_integer)
    }

    /// Whether a value is an even integer.
    pub fn even(&self, arena: &Arena, id: Id) -> Option<bool> {
        arena.as_number(id).map(Number::is_even)
    }

    /// Whether a value is an odd integer.
    pub fn odd(&self, arena: &Arena, id: Id) -> Option<bool> {
        let number = arena.as_number(id)?;
        Some(number.is_integer() && !number.is_even())
    }
}
