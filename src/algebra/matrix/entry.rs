//! Entries of results: their form, and whether they are 0.

use super::sample::{Verdict, verdict};
use crate::algebra::AlgebraError;
use crate::expr::{Arena, Id, Node, Number, Sign, sign};
use crate::function::FunctionId;

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
    let known = matches!(sign(arena, id), Sign::Positive | Sign::Negative);
    if !known && arena.as_number(id).is_none() && !nonzero.contains(&id) {
        nonzero.push(id);
    }
}

/// A square root for a formula that takes it with both signs.
pub(super) struct Root {
    pub(super) value: Id,
    /// What must not be negative for it to be real.
    pub(super) condition: Option<Id>,
}

/// The square root of an expression, up to its sign: `u` and not `abs(u)` for `u^2`.
pub(super) fn root(arena: &mut Arena, id: Id) -> Result<Root, AlgebraError> {
    let under = arena.canonical(id)?;
    let root = arena.call(FunctionId::SQRT, &[under]);
    let root = arena.canonical(root)?;
    // The factors that the root let out, each without its sign.
    let (coefficient, term) = match arena.node(root) {
        Node::Sum(run) => match *arena.operands(run) {
            [coefficient, term] => (coefficient, term),
            _ => (Id::ONE, root),
        },
        _ => (Id::ONE, root),
    };
    let factors: Vec<(Id, Id)> = match arena.node(term) {
        Node::Product(run) => (arena.operands(run).chunks_exact(2))
            .map(|pair| (pair[0], pair[1]))
            .collect(),
        Node::Pow(base, exponent) => vec![(base, exponent)],
        _ => vec![(term, Id::ONE)],
    };
    let mut value = coefficient;
    let mut whole = true;
    for (base, exponent) in factors {
        whole &= arena.as_number(exponent).is_some_and(Number::is_integer)
            || arena.free_symbols(&[base]).is_empty();
        let inner = match arena.node(base) {
            Node::Call(FunctionId::ABS, run) => arena.operands(run).first().copied(),
            _ => None,
        };
        let power = arena.pow(inner.unwrap_or(base), exponent);
        value = arena.mul(value, power);
    }
    let known = whole || is_nonnegative(arena, under);
    Ok(Root {
        value: arena.canonical(value)?,
        condition: (!known).then_some(under),
    })
}

/// Whether an expression is known never to be negative.
pub(super) fn is_nonnegative(arena: &mut Arena, id: Id) -> bool {
    matches!(
        sign(arena, id),
        Sign::Positive | Sign::NonNegative | Sign::Zero
    )
}
