//! Seams that a smooth function of the same inner one hides: `u*abs(u)` has a slope wherever `u`
//! has one.

use super::decide::decide;
use super::suspects::Suspect;
use crate::expr::{Arena, Id};
use crate::simplify::facts::Facts;

/// How many expressions around a seam are tried.
const TRIES: usize = 6;

/// Whether every part that has a kink where `suspect.zero` vanishes stands in an expression that is
/// a function of it alone, and has a slope there all the same. Then the chain rule holds.
pub(super) fn hidden(arena: &mut Arena, form: Id, suspect: &Suspect) -> bool {
    let inner = arena.symbol("the inner function");
    let other = arena.symbol("what hides the seam");
    // The inner function must be one that has been looked at itself, and have no kink of this kind.
    let known = arena.reachable(&[form]);
    let own = arena.reachable(&[suspect.zero]);
    if own
        .iter()
        .any(|id| suspect.nodes.contains(id) || !known.contains(id))
    {
        return false;
    }
    let nodes = suspect.nodes.clone();
    nodes.into_iter().all(|node| {
        let mut holds: Vec<Id> = vec![node];
        let mut tries = TRIES;
        for id in arena.reachable(&[form]) {
            let mut inside = id == node;
            arena.for_each_child(id, |child| inside |= holds.contains(&child));
            if !inside {
                continue;
            }
            holds.push(id);
            if tries == 0 {
                return false;
            }
            let replaced = arena.substitute(id, &[(suspect.zero, inner)]);
            if arena.free_symbols(&[replaced]) != [inner] {
                continue;
            }
            tries -= 1;
            let rest = arena.substitute(form, &[(id, other)]);
            let alone = !arena.reachable(&[rest]).contains(&node);
            if !alone {
                continue;
            }
            let Ok(canonical) = arena.canonical(replaced) else {
                continue;
            };
            let pair = (replaced, canonical);
            let decision = decide(arena, pair, inner, Id::ZERO, &Facts::none());
            if decision.exists == Some(true) {
                return true;
            }
        }
        false
    })
}
