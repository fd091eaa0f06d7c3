//! Variables by name, and directions.

use super::DiffError;
use crate::expr::{Arena, Id};
use crate::function::FunctionId;

/// The nodes of variables by name.
pub(crate) fn variables<N: AsRef<str>>(
    arena: &mut Arena,
    names: impl IntoIterator<Item = N>,
) -> Result<Vec<Id>, DiffError> {
    names
        .into_iter()
        .map(|name| {
            let name = name.as_ref();
            let mut characters = name.chars();
            let begins = characters
                .next()
                .is_some_and(|c| c.is_alphabetic() || c == '_');
            let goes_on = characters.all(|c| c.is_alphanumeric() || c == '_');
            if !begins || !goes_on || matches!(name, "e" | "pi" | "π") {
                return Err(DiffError::NotAVariable {
                    name: name.to_owned(),
                });
            }
            Ok(arena.symbol(name))
        })
        .collect()
}

/// The length of a vector.
pub(crate) fn length(arena: &mut Arena, components: &[Id]) -> Result<Id, DiffError> {
    let mut squares = Id::ZERO;
    for &component in components {
        let square = arena.pow(component, Id::TWO);
        squares = arena.add(squares, square);
    }
    if arena.canonical(squares) == Ok(Id::ZERO) {
        return Err(DiffError::ZeroDirection);
    }
    let length = arena.call(FunctionId::SQRT, &[squares]);
    // The length of (3, 4) is the number 5.
    Ok(arena.canonical(length).unwrap_or(length))
}
