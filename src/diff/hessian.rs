//! Second derivatives: the gradient of each partial, where there is one.

use super::reverse::{Reverse, wanted};
use super::{DiffError, gradient};
use crate::expr::{Arena, Id};

/// A nonzero entry of a Hessian, on or below the diagonal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The row: an index into the symbols.
    pub row: usize,
    /// The column, at most `row`.
    pub column: usize,
    /// The second derivative.
    pub value: Id,
}

/// The nonzero entries of the Hessian on and below its diagonal, row by row, columns rising. The
/// symbols must be different.
///
/// # Shape
/// At most n(n+1)/2 entries for n symbols; an entry that is absent is 0 everywhere.
///
/// # Cost
/// For each row a constant times the nodes that its partial reaches: linear in all for a sum of
/// terms in few variables each.
///
/// # Errors
/// See [`DiffError`].
pub fn hessian(arena: &mut Arena, root: Id, symbols: &[Id]) -> Result<Vec<Entry>, DiffError> {
    let partials = gradient(arena, root, symbols)?;
    let wanted = wanted(symbols);
    let mut reverse = Reverse::default();
    let mut engines = Vec::new();
    let mut entries = Vec::new();
    for (row, &partial) in partials.iter().enumerate() {
        let first = entries.len();
        reverse.run(arena, partial, &wanted, &mut engines, |column, value| {
            if column <= row && value != Id::ZERO {
                entries.push(Entry { row, column, value });
            }
        })?;
        entries[first..].sort_unstable_by_key(|entry| entry.column);
    }
    Ok(entries)
}
