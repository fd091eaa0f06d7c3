//! Residuals with the entries of their Jacobian, as one list of outputs.

use crate::diff::{self, DiffError};
use crate::expr::{Arena, Id};

/// Residuals and their partials that are not 0 everywhere.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Derived {
    /// The residuals, then the partials, residual by residual.
    pub(super) outputs: Vec<Id>,
    /// For each residual the variables of its partials.
    pub(super) entries: Vec<Vec<usize>>,
    /// For each variable whether all residuals are linear in it, and in all such variables
    /// together.
    pub(super) linear: Vec<bool>,
}

/// Derives residuals in the variables.
///
/// # Errors
/// If there is no derivative.
pub(super) fn derived(
    arena: &mut Arena,
    residuals: Vec<Id>,
    variables: &[Id],
) -> Result<Derived, DiffError> {
    let mut mentions = vec![vec![false; variables.len()]; variables.len()];
    let mut entries = Vec::with_capacity(residuals.len());
    let jacobian = diff::jacobian(arena, &residuals, variables)?;
    let mut outputs = residuals;
    for partials in jacobian {
        let mut own = Vec::new();
        for (at, partial) in partials.into_iter().enumerate() {
            if partial == Id::ZERO {
                continue;
            }
            if !mentions[at].iter().all(|known| *known) {
                for symbol in arena.free_symbols(&[partial]) {
                    if let Some(place) = variables.iter().position(|known| *known == symbol) {
                        mentions[at][place] = true;
                    }
                }
            }
            own.push(at);
            outputs.push(partial);
        }
        entries.push(own);
    }
    Ok(Derived {
        outputs,
        entries,
        linear: linear(&mentions),
    })
}

/// Variables whose columns mention none of the chosen, each in turn if that is still so with it.
fn linear(mentions: &[Vec<bool>]) -> Vec<bool> {
    let mut chosen = vec![false; mentions.len()];
    for candidate in 0..mentions.len() {
        let alone = !mentions[candidate][candidate];
        let apart = (0..mentions.len()).all(|other| {
            !chosen[other] || (!mentions[candidate][other] && !mentions[other][candidate])
        });
        chosen[candidate] = alone && apart;
    }
    chosen
}
