//! Logarithms of the logistic function, which vanishes far out while its logarithm does not.

use std::collections::HashMap;

use super::{Accuracy, CompileOptions};
use crate::expr::{Arena, Expr, Id, Node};
use crate::function::FunctionId;

/// The expression with softplus for the logarithms of the logistic function and of what it leaves
/// of 1. These are equal everywhere, but derivatives of softplus stay finite where the logistic
/// function rounds to 0 or 1, so this is done before any is taken.
pub(crate) fn with_softplus(expr: &Expr) -> Expr {
    let id = expr.with(|arena, id| {
        let reached = arena.reachable(&[id]);
        let is_logistic = |id: &Id| matches!(arena.node(*id), Node::Call(FunctionId::SIGMOID, _));
        if !reached.iter().any(is_logistic) {
            return None;
        }
        let built = arena.unflatten(&[id]);
        built.first().map(|&built| replaced(arena, built))
    });
    match id {
        Some(id) => expr.sibling(id, expr.flags()),
        None => expr.clone(),
    }
}

/// The form of an expression whose derivatives are taken: [`with_softplus`], unless the formula is
/// computed as it is written.
pub(super) fn derivable(expr: &Expr, options: &CompileOptions) -> Expr {
    match options.accuracy {
        Accuracy::Naive => expr.clone(),
        Accuracy::Stable | Accuracy::Accurate => with_softplus(expr),
    }
}

fn replaced(arena: &mut Arena, root: Id) -> Id {
    let mut renamed: HashMap<Id, Id> = HashMap::new();
    for id in arena.reachable(&[root]) {
        let mut changed = false;
        arena.for_each_child(id, |child| changed |= renamed.contains_key(&child));
        let mut new = match changed {
            true => arena.rebuild(id, |child| renamed.get(&child).copied().unwrap_or(child)),
            false => id,
        };
        if let Node::Call(FunctionId::LOG, run) = arena.node(new)
            && let Some(argument) = softplus_argument(arena, arena.operand(run, 0))
        {
            let softplus = arena.call(FunctionId::SOFTPLUS, &[argument]);
            new = arena.mul(Id::MINUS_ONE, softplus);
        }
        if new != id {
            renamed.insert(id, new);
        }
    }
    renamed.get(&root).copied().unwrap_or(root)
}

/// The `u` of which `-softplus(u)` is the logarithm of a node.
fn softplus_argument(arena: &mut Arena, id: Id) -> Option<Id> {
    let logistic = |arena: &Arena, id: Id| match arena.node(id) {
        Node::Call(FunctionId::SIGMOID, run) => Some(arena.operand(run, 0)),
        _ => None,
    };
    if let Some(argument) = logistic(arena, id) {
        return Some(arena.mul(Id::MINUS_ONE, argument));
    }
    let Node::Add(a, b) = arena.node(id) else {
        return None;
    };
    let rest = match (a, b) {
        (Id::ONE, rest) | (rest, Id::ONE) => rest,
        _ => return None,
    };
    match arena.node(rest) {
        Node::Mul(Id::MINUS_ONE, part) => logistic(arena, part),
        _ => None,
    }
}
