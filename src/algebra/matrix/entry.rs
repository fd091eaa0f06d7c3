//! Entries of results: their form, and whether they are 0.

use super::sample::{Verdict, verdict};
use crate::algebra::AlgebraError;
use crate::algebra::forms::{self, Fraction, Limits};
use crate::expr::{Arena, Id, Node, Number, PrintOptions, Sign, print, sign};
use crate::function::FunctionId;

/// What bringing one entry to lowest terms may cost.
const LIMITS: Limits = Limits {
    terms: 20_000,
    work: 50_000_000,
};

/// Beyond so many nodes an entry is not factored to see whether that is shorter.
const LONGEST_FACTORED: usize = 200;

/// Beyond so many characters it is of no account how long an entry is.
const LONGEST_TEXT: usize = 4096;

/// The form in which entries are kept: one fraction in lowest terms, multiplied out.
pub(super) fn tidy(arena: &mut Arena, id: Id) -> Result<Id, AlgebraError> {
    Ok(tidy_within(arena, id, LIMITS.work)?.0)
}

/// The same with a budget; the second result is what it cost.
pub(super) fn tidy_within(arena: &mut Arena, id: Id, work: u64) -> Result<(Id, u64), AlgebraError> {
    let form = arena.canonical(id)?;
    if is_plain(arena, form) {
        return Ok((form, 0));
    }
    let work = work.min(LIMITS.work);
    let limits = Limits { work, ..LIMITS };
    let mut fraction = Fraction::of(arena, form, &limits)?;
    fraction.cancel()?;
    let result = fraction.expanded(arena)?;
    Ok((result, work - fraction.fuel_left().min(work)))
}

/// Whether there is nothing to bring to lowest terms: a number, symbol, constant or call.
fn is_plain(arena: &Arena, id: Id) -> bool {
    matches!(
        arena.node(id),
        Node::Number(_) | Node::Symbol(_) | Node::Constant(_) | Node::Call(..)
    )
}

/// The form in which a single result is given: in lowest terms, and factored where that is
/// shorter; as it is where that would take too long.
pub(super) fn readable(arena: &mut Arena, id: Id) -> Result<Id, AlgebraError> {
    let form = match tidy(arena, id) {
        Ok(form) => form,
        Err(AlgebraError::Canonical(error)) => return Err(error.into()),
        Err(_) => return Ok(arena.canonical(id)?),
    };
    if is_plain(arena, form) || arena.node_count(&[form]) > LONGEST_FACTORED {
        return Ok(form);
    }
    match forms::factor(arena, form, &LIMITS) {
        Ok(factored) if length(arena, factored) < length(arena, form) => Ok(factored),
        _ => Ok(form),
    }
}

/// `numerator/denominator`, in lowest terms where that is shorter.
pub(super) fn quotient(
    arena: &mut Arena,
    numerator: Id,
    denominator: Id,
) -> Result<Id, AlgebraError> {
    let numerator = tidy(arena, numerator)?;
    let given = arena.div(numerator, denominator);
    let given = arena.canonical(given)?;
    let lowest = tidy(arena, given)?;
    // A sign alone is no reason to write the denominator the other way round.
    if arena.as_number(lowest).is_some() || length(arena, lowest) + 1 < length(arena, given) {
        Ok(lowest)
    } else {
        Ok(given)
    }
}

/// How many characters it takes to write.
fn length(arena: &Arena, id: Id) -> usize {
    let options = PrintOptions {
        limit: LONGEST_TEXT,
        ..PrintOptions::default()
    };
    print(arena, id, &options).map_or(usize::MAX / 2, |text| text.len())
}

/// Whether an expression is 0 wherever it is defined.
///
/// A number says so itself, and a sample well above its rounding error that it is not. What looks
/// like 0 at all samples counts as 0, proved or not: to divide by it would be wrong.
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

/// Adds what must not be 0 for a division to be right, factor by factor, unless it is known not to
/// be.
pub(super) fn note_nonzero(arena: &mut Arena, id: Id, nonzero: &mut Vec<Id>) {
    let form = match forms::factor(arena, id, &LIMITS) {
        Ok(form) => form,
        Err(_) => id,
    };
    for (base, exponent) in powers(arena, form) {
        // What stands below the bar was divided by, and noted, before.
        let below = arena.as_number(exponent).is_some_and(Number::is_negative);
        let known = matches!(sign(arena, base), Sign::Positive | Sign::Negative);
        if !below && !known && arena.as_number(base).is_none() && !nonzero.contains(&base) {
            nonzero.push(base);
        }
    }
}

/// The powers that a canonical expression is a product of, but for a number.
pub(super) fn powers(arena: &Arena, id: Id) -> Vec<(Id, Id)> {
    let (_, term) = scaled(arena, id);
    match arena.node(term) {
        Node::Product(run) => (arena.operands(run).chunks_exact(2))
            .map(|pair| (pair[0], pair[1]))
            .collect(),
        Node::Pow(base, exponent) => vec![(base, exponent)],
        _ => vec![(term, Id::ONE)],
    }
}

/// The rational factor of a canonical expression, and the rest.
fn scaled(arena: &Arena, id: Id) -> (Id, Id) {
    match arena.node(id) {
        Node::Sum(run) => match *arena.operands(run) {
            [coefficient, term] => (coefficient, term),
            _ => (Id::ONE, id),
        },
        _ => (Id::ONE, id),
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
    let (coefficient, _) = scaled(arena, root);
    let factors = powers(arena, root);
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
