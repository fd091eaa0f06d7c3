//! Where a function of one argument rises and falls, in the form that intervals need.

use std::sync::OnceLock;

use crate::function::{self, FunctionId, Kernel, Parity};
use crate::simplify::facts;

/// How the values go with the argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Rises,
    Falls,
    /// An even function that rises for positive arguments.
    RisesBothWays,
    /// An even function that falls for positive arguments.
    FallsBothWays,
}

/// A monotone function, or one that is monotone in the size of its argument.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) direction: Direction,
    /// The ends of the domain, and whether they belong to it.
    pub(super) lowest: (f64, bool),
    pub(super) highest: (f64, bool),
}

/// The shape of a function, if it is known.
pub(super) fn shape(function: FunctionId) -> Option<&'static Shape> {
    static ALL: OnceLock<Vec<Option<Shape>>> = OnceLock::new();
    ALL.get_or_init(|| function::all().map(make).collect())
        .get(function.index())?
        .as_ref()
}

fn make(function: FunctionId) -> Option<Shape> {
    let row = function.row();
    if !matches!(row.kernel, Kernel::Unary(_)) {
        return None;
    }
    let known = facts::monotone(function);
    let direction = match (known.everywhere, known.for_positive) {
        (Some(true), _) => Direction::Rises,
        (Some(false), _) => Direction::Falls,
        (None, Some(rises)) if row.parity == Parity::Even && row.domain.is_empty() => match rises {
            true => Direction::RisesBothWays,
            false => Direction::FallsBothWays,
        },
        _ => return None,
    };
    Some(Shape {
        direction,
        lowest: known.lowest,
        highest: known.highest,
    })
}
