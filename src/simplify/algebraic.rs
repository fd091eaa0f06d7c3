//! The forms that algebra has for a rational expression.

use super::Goal;
use super::cost::Costs;
use crate::algebra::forms::{Identities, Limits, shapes};
use crate::expr::{Arena, Id, Node};
use crate::function::FunctionId;

/// How many terms a polynomial may have on the way.
const TERMS: usize = 3000;

/// Puts forms of an expression into `out`; says whether the search came to its end.
pub(super) fn forms(
    arena: &mut Arena,
    id: Id,
    costs: &mut Costs,
    fuel: &mut u64,
    out: &mut Vec<Id>,
) -> bool {
    let mut limits = Limits {
        terms: TERMS,
        work: *fuel / 2,
    };
    let given = limits.work;
    let mut weigh = |arena: &Arena, id: Id| costs.of(arena, id, Goal::Read);
    let mut complete = true;
    let mut try_with = |arena: &mut Arena, identities, limits: &mut Limits, out: &mut Vec<Id>| {
        let result = shapes(arena, id, identities, limits, &mut weigh, out);
        complete &= result.is_ok();
    };
    try_with(arena, Identities::None, &mut limits, out);
    if has_circular_pair(arena, id) {
        try_with(arena, Identities::Cosines, &mut limits, out);
        try_with(arena, Identities::Sines, &mut limits, out);
    }
    *fuel = fuel.saturating_sub(given - limits.work);
    complete
}

/// Whether sines and cosines, circular or hyperbolic, both occur.
fn has_circular_pair(arena: &Arena, id: Id) -> bool {
    let (mut sine, mut cosine, mut hyperbolic) = (false, false, (false, false));
    for node in arena.reachable(&[id]) {
        match arena.node(node) {
            Node::Call(FunctionId::SIN, _) => sine = true,
            Node::Call(FunctionId::COS, _) => cosine = true,
            Node::Call(FunctionId::SINH, _) => hyperbolic.0 = true,
            Node::Call(FunctionId::COSH, _) => hyperbolic.1 = true,
            _ => {}
        }
    }
    sine && cosine || hyperbolic.0 && hyperbolic.1
}
