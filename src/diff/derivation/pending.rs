//! Derivatives that are still to be taken, as they stand in expressions, and what takes their
//! place.

use hashbrown::HashMap;

use super::PENDING;
use crate::expr::{Arena, Id, Node};

pub(super) type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// The derivative of an operand that is still to be taken.
pub(super) fn pending(arena: &mut Arena, operand: Id, variable: Id) -> Id {
    let name = arena.symbol_id(PENDING);
    arena.unknown_node(name, &[Id::ZERO, Id::ZERO], &[operand, variable])
}

/// The operand and the variable of a derivative that is still to be taken.
pub(super) fn operand_of(arena: &Arena, id: Id) -> Option<Id> {
    let Node::Unknown(name, run) = arena.node(id) else {
        return None;
    };
    match arena.operands(run) {
        [_, _, operand, _] if arena.symbol_key(name) == PENDING => Some(*operand),
        _ => None,
    }
}

/// A derivative in an expression that is still to be taken and has no other one in it, with its
/// operand and variable.
pub(super) fn pending_in(arena: &Arena, root: Id) -> Option<(Id, Id, Id)> {
    // Operands come before what they stand in, so the first one is innermost.
    arena.reachable(&[root]).into_iter().find_map(|id| {
        let operand = operand_of(arena, id)?;
        let Node::Unknown(_, run) = arena.node(id) else {
            return None;
        };
        Some((id, operand, arena.operand(run, 3)))
    })
}

/// An expression with a node in it replaced wherever it stands.
pub(super) fn replaced(arena: &mut Arena, root: Id, from: Id, to: Id) -> Id {
    if root == from {
        return to;
    }
    let mut changes: Map<Id, Id> = Map::default();
    changes.insert(from, to);
    replaced_all(arena, root, changes)
}

/// An expression with nodes in it replaced wherever they stand, all at once.
pub(super) fn replaced_all(arena: &mut Arena, root: Id, changes: Map<Id, Id>) -> Id {
    let mut new = changes.clone();
    for id in arena.reachable(&[root]) {
        if changes.contains_key(&id) {
            continue;
        }
        let mut touched = false;
        arena.for_each_child(id, |child| touched |= new.contains_key(&child));
        if touched {
            let made = arena.rebuild(id, |child| new.get(&child).copied().unwrap_or(child));
            new.insert(id, made);
        }
    }
    new.get(&root).copied().unwrap_or(root)
}
