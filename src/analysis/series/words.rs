//! Expressions in messages.

use crate::expr::{Arena, Id, PrintOptions, characters, print};

/// Stands for a point whose name is not known where an error is made.
pub(super) const THE_POINT: &str = "the point";

/// The longest expression that a message shows.
const LONGEST: u128 = 200;

/// An expression as it stands in a message.
pub(super) fn text(arena: &Arena, id: Id) -> String {
    let options = PrintOptions::default();
    if characters(arena, &[id], &options) > LONGEST {
        return "an expression too long to show".to_owned();
    }
    print(arena, id, &options).unwrap_or_default()
}
