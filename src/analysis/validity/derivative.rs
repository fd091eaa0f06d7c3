//! Derivatives with their seams set right: where a piece meets another, the derivative has the
//! value of its limit if it exists, and no value if it does not.

use super::decide::decide;
use super::gaps::{Budget, pieces};
use super::seams::holds_generally;
use crate::analysis::series::Limit;
use crate::diff::{self, DiffError, Entry, Forward};
use crate::expr::{Arena, Id, Node, Relation};
use crate::simplify::facts::Facts;

/// Where there are more choices of pieces, more nodes, or more of both together with the variables,
/// the derivatives of pieces stay as the rules make them: at a seam that of the piece to which the
/// point belongs.
const MOST_CHOICES: usize = 64;
const MOST_NODES: usize = 20_000;
const MOST_WORK: usize = 4_096;

/// The derivative of a node in the given variables, one after the other.
///
/// Without pieces, or with very many, this is [`diff::derivative`].
///
/// # Cost
/// That of [`diff::derivative`], and some limits for every seam of a piece.
///
/// # Errors
/// See [`DiffError`].
pub fn derivative(arena: &mut Arena, root: Id, variables: &[Id]) -> Result<Id, DiffError> {
    if !has_pieces(arena, &[root], variables) {
        return diff::derivative(arena, root, variables);
    }
    let mut budget = Budget::default();
    let mut result = root;
    for &variable in variables {
        let roots = arena.unflatten(&[result]);
        let mut taken = Taken::new(arena, &roots, variable, &mut budget)?;
        let mut made = result;
        for root in roots {
            made = taken.engine.derivative(arena, root)?;
            made = taken.completed(arena, root, made, &mut budget);
        }
        result = made;
    }
    Ok(result)
}

/// The derivative of a node in a symbol, `order` times, where the symbol has a value.
///
/// At a number it is decided by one-sided limits whether the derivative exists, if the node has
/// kinks or pieces. Where it does not, the result is a choice of pieces of which none holds: it has
/// no value, or the one of the kink policy.
///
/// # Cost
/// That of [`derivative`], and at most four limits.
///
/// # Errors
/// See [`DiffError`].
pub fn derivative_at(
    arena: &mut Arena,
    root: Id,
    (symbol, order): (Id, usize),
    value: Id,
) -> Result<Id, DiffError> {
    let below = vec![symbol; order.saturating_sub(1)];
    let lower = derivative(arena, root, &below)?;
    let slope = match order {
        0 => lower,
        _ => derivative(arena, lower, &[symbol])?,
    };
    let there = arena.substitute(slope, &[(symbol, value)]);
    let number = (arena.canonical(value)).is_ok_and(|id| arena.as_number(id).is_some());
    let rough = |id: Id| match arena.node(id) {
        Node::Call(function, _) => !function.row().kinks.is_empty(),
        Node::Piecewise(_) => true,
        _ => false,
    };
    if order == 0 || !number || !arena.reachable(&[root]).into_iter().any(rough) {
        return Ok(there);
    }
    let Ok(form) = arena.canonical(lower) else {
        return Ok(there);
    };
    let decision = decide(arena, (lower, form), symbol, value, &Facts::none());
    match (decision.exists, decision.slope) {
        (Some(true), Some(slope)) => Ok(slope),
        (Some(false), _) if decision.value.is_some() => {
            let mut pieces = Vec::new();
            let sides = [
                (Relation::Less, decision.left),
                (Relation::Greater, decision.right),
            ];
            for (relation, side) in sides {
                pieces.push(arena.compare_node(relation, value, value));
                pieces.push(match side {
                    Some(Limit::Value(slope)) => slope,
                    _ => there,
                });
            }
            Ok(arena.piecewise_node(&pieces))
        }
        _ => Ok(there),
    }
}

/// The partials of a node in the given symbols.
///
/// Without pieces, or with very many, this is [`diff::gradient`].
///
/// # Errors
/// See [`DiffError`].
pub fn gradient(arena: &mut Arena, root: Id, symbols: &[Id]) -> Result<Vec<Id>, DiffError> {
    let mut rows = jacobian(arena, &[root], symbols)?;
    Ok(rows.pop().unwrap_or_default())
}

/// The gradients of several nodes: a row each.
///
/// # Errors
/// See [`DiffError`].
pub fn jacobian(
    arena: &mut Arena,
    roots: &[Id],
    symbols: &[Id],
) -> Result<Vec<Vec<Id>>, DiffError> {
    if !has_pieces(arena, roots, symbols) {
        return diff::jacobian(arena, roots, symbols);
    }
    let mut budget = Budget::default();
    let roots = arena.unflatten(roots);
    let mut all: Vec<Taken> = Vec::with_capacity(symbols.len());
    for &symbol in symbols {
        if !all.iter().any(|taken| taken.engine.variable() == symbol) {
            all.push(Taken::new(arena, &roots, symbol, &mut budget)?);
        }
    }
    let (mut engines, points): (Vec<Forward>, Vec<(Id, Vec<Id>)>) = all
        .into_iter()
        .map(|taken| {
            let variable = taken.engine.variable();
            (taken.engine, (variable, taken.gaps))
        })
        .unzip();
    let mut rows = diff::jacobian_with(arena, &roots, symbols, &mut engines)?;
    for (row, &root) in rows.iter_mut().zip(&roots) {
        for (partial, symbol) in row.iter_mut().zip(symbols) {
            if let Some((_, points)) = points.iter().find(|(known, _)| known == symbol) {
                *partial = complete(arena, root, *symbol, points, *partial, &mut budget);
            }
        }
    }
    Ok(rows)
}

/// The nonzero entries of the Hessian on and below its diagonal: see [`diff::hessian`].
///
/// # Errors
/// See [`DiffError`].
pub fn hessian(arena: &mut Arena, root: Id, symbols: &[Id]) -> Result<Vec<Entry>, DiffError> {
    if !has_pieces(arena, &[root], symbols) {
        return diff::hessian(arena, root, symbols);
    }
    let partials = gradient(arena, root, symbols)?;
    let mut entries = Vec::new();
    for (row, &partial) in partials.iter().enumerate() {
        let wanted = symbols.get(..=row).unwrap_or(symbols);
        let seconds = gradient(arena, partial, wanted)?;
        for (column, value) in seconds.into_iter().enumerate() {
            if value != Id::ZERO {
                entries.push(Entry { row, column, value });
            }
        }
    }
    Ok(entries)
}

/// Whether there are seams to set right, and few enough for it.
pub(super) fn has_pieces(arena: &Arena, roots: &[Id], variables: &[Id]) -> bool {
    if !arena.has_pieces() {
        return false;
    }
    let order = arena.reachable(roots);
    let pieces = (order.iter()).filter(|id| matches!(arena.node(**id), Node::Piecewise(_)));
    let count = pieces.count();
    count > 0
        && count <= MOST_CHOICES
        && order.len() <= MOST_NODES
        && count * variables.len() <= MOST_WORK
}

/// An engine that knows the derivatives of all pieces, and where these have none.
pub(super) struct Taken {
    engine: Forward,
    gaps: Vec<Id>,
    /// The pieces and their derivatives, inner ones first.
    pub(super) learned: Vec<(Id, Id)>,
}

impl Taken {
    pub(super) fn new(
        arena: &mut Arena,
        roots: &[Id],
        variable: Id,
        budget: &mut Budget,
    ) -> Result<Self, DiffError> {
        let mut taken = Taken {
            engine: Forward::new(variable),
            gaps: Vec::new(),
            learned: Vec::new(),
        };
        for id in arena.reachable(roots) {
            if let Node::Piecewise(run) = arena.node(id)
                && arena.occurs_free(&[id], variable)
            {
                let operands = arena.operands(run).to_vec();
                let made = pieces(arena, id, &operands, &mut taken.engine, budget)?;
                taken.engine.learn(id, made.derivative);
                taken.learned.push((id, made.derivative));
                for gap in made.gaps {
                    if !taken.gaps.contains(&gap) {
                        taken.gaps.push(gap);
                    }
                }
            }
        }
        Ok(taken)
    }

    pub(super) fn completed(
        &self,
        arena: &mut Arena,
        root: Id,
        slope: Id,
        budget: &mut Budget,
    ) -> Id {
        complete(
            arena,
            root,
            self.engine.variable(),
            &self.gaps,
            slope,
            budget,
        )
    }
}

/// A derivative with the values that the whole function has where a part of it has none:
/// `x*piecewise(x < 0, -x, x)` at 0.
fn complete(
    arena: &mut Arena,
    root: Id,
    variable: Id,
    gaps: &[Id],
    mut slope: Id,
    budget: &mut Budget,
) -> Id {
    // What is a choice itself has been looked at.
    if matches!(arena.node(root), Node::Piecewise(_)) {
        return slope;
    }
    for &point in gaps {
        let Ok(form) = arena.canonical(root) else {
            return slope;
        };
        if !budget.spend() {
            return slope;
        }
        let near = (root, form);
        let decision = decide(arena, near, variable, point, &Facts::none());
        if decision.exists == Some(true)
            && let Some(value) = decision.slope
            && holds_generally(arena, near, variable, point, &Facts::none())
        {
            let there = arena.compare_node(Relation::Equal, variable, point);
            slope = arena.piecewise_node(&[there, value, slope]);
        }
    }
    slope
}
