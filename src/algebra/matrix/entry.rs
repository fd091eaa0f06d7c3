//! Entries of results: their form, and whether they are 0.

use super::sample::{Verdict, verdict};
use crate::algebra::AlgebraError;
use crate::expr::{Arena, Id};

/// The form in which entries of results are given.
pub(super) fn tidy(arena: &mut Arena, id: Id) -> Result<Id, AlgebraError> {
    let form = arena.canonical(id)?;
    Ok(form)
}

/// Whether an expression is 0 wherever it is defined.
///
/// A number says so itself, and a sample well above its rounding error that it is not. What looks
/// like 0 at all samples counts as 0: to divide by it would be wrong, and to take another pivot
/// costs nothing.
pub(super) fn vanishes(arena: &mut Arena, id: Id) -> Result<bool, AlgebraError> {
    let form = arena.canonical(id)?;
    if let Some(number) = arena.as_number(form) {
        return Ok(number.is_zero());
    }
    Ok(match verdict(arena, form) {
        Verdict::Nonzero => false,
        Verdict::LooksZero => true,
        Verdict::Undefined => tidy(arena, form)? == Id::ZERO,
    })
}

/// Adds what must not be 0 for a division to be right, unless it is known not to be.
pub(super) fn note_nonzero(arena: &Arena, id: Id, nonzero: &mut Vec<Id>) {
    if arena.free_symbols(&[id]).is_empty() || nonzero.contains(&id) {
        return;
    }
    nonzero.push(id);
}
