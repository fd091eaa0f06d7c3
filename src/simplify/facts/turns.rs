//! Values of the circular functions for angles within a turn.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use super::enclosure::{Enclosure, End, above, below, exact};
use super::form::Form;
use super::known::Facts;
use crate::expr::{Arena, Constant, Id, Node, Number};
use crate::function::FunctionId;

/// How far a computed value may be off.
const SLACK: f64 = 1e-14;

/// What is known of `sin`, `cos` or `tan` of an angle beyond the range of the function.
pub(super) fn values(
    facts: &Facts,
    arena: &Arena,
    function: FunctionId,
    angle: Id,
) -> Option<Enclosure> {
    let known = facts.enclosure(arena, angle);
    match function {
        FunctionId::SIN => {
            let by_sign = half_turn(facts, arena, angle, &known);
            let by_ends = between(&known, FRAC_PI_2);
            match (by_sign, by_ends) {
                (Some(a), Some(b)) => Some(a.refined(&b)),
                (a, b) => a.or(b),
            }
        }
        FunctionId::COS => between(&known, 0.0),
        FunctionId::TAN => {
            let (low, high) = (known.lower.as_ref()?, known.upper.as_ref()?);
            // The double is a little below a quarter of a turn.
            let quarter = below(&low.value) > -FRAC_PI_2 && above(&high.value) < FRAC_PI_2;
            // Within a quarter of a turn the tangent has the sign of the angle.
            quarter.then(|| sign_of(&known))
        }
        _ => None,
    }
}

fn sign_of(known: &Enclosure) -> Enclosure {
    let zero = Number::ZERO;
    if known.is_nonnegative() {
        Enclosure::above(zero, !known.nonzero)
    } else if known.is_nonpositive() {
        Enclosure::below(zero, !known.nonzero)
    } else {
        Enclosure {
            nonzero: known.nonzero,
            ..Enclosure::reals()
        }
    }
}

/// The sign of the sine of an angle between 0 and half a turn, of either sign.
fn half_turn(facts: &Facts, arena: &Arena, angle: Id, known: &Enclosure) -> Option<Enclosure> {
    if known.is_nonnegative() {
        let rest = until_half_turn(facts, arena, angle, known, &Number::ONE)?;
        let positive = known.is_positive() && rest.is_positive();
        rest.is_nonnegative()
            .then(|| Enclosure::above(Number::ZERO, !positive))
    } else if known.is_nonpositive() {
        let rest = until_half_turn(facts, arena, angle, &known.negate(), &Number::MINUS_ONE)?;
        let negative = known.is_negative() && rest.is_positive();
        rest.is_nonnegative()
            .then(|| Enclosure::below(Number::ZERO, !negative))
    } else {
        None
    }
}

/// `pi` less the size of an angle of known sign.
fn until_half_turn(
    facts: &Facts,
    arena: &Arena,
    angle: Id,
    size: &Enclosure,
    sign: &Number,
) -> Option<Enclosure> {
    // The double is a little below half a turn.
    if above(&size.upper.as_ref()?.value) <= PI {
        return Some(Enclosure::above(Number::ZERO, false));
    }
    // The end may be `pi` itself, of which a condition knows that has it.
    let pi = (facts.linear.iter())
        .flat_map(|known| &known.form.terms)
        .map(|(term, _)| *term)
        .find(|term| matches!(arena.node(*term), Node::Constant(Constant::Pi)))?;
    let mut rest = Form::of(arena, pi)?;
    rest.add(&Form::of(arena, angle)?, &sign.negate());
    Some(facts.form(arena, &rest))
}

/// A cosine shifted by `highest`, for angles between two ends less than a turn apart.
fn between(angle: &Enclosure, highest: f64) -> Option<Enclosure> {
    let (low, high) = (
        below(&angle.lower.as_ref()?.value) - highest,
        above(&angle.upper.as_ref()?.value) - highest,
    );
    if !(high - low < TAU && low.abs() < 1e6 && high.abs() < 1e6) {
        return None;
    }
    // Whether a maximum, or a minimum half a turn from it, may be among the angles.
    let has = |at: f64| ((low - at) / TAU - 1e-9).ceil() <= ((high - at) / TAU + 1e-9).floor();
    let ends = [low.cos(), high.cos()];
    let least = ends[0].min(ends[1]) - SLACK * (1.0 + low.abs().max(high.abs()));
    let most = ends[0].max(ends[1]) + SLACK * (1.0 + low.abs().max(high.abs()));
    let end = |value: f64| {
        exact(value).map(|value| End {
            value,
            included: true,
        })
    };
    Some(
        Enclosure {
            lower: if has(TAU / 2.0) { None } else { end(least) },
            upper: if has(0.0) { None } else { end(most) },
            ..Enclosure::reals()
        }
        .settled(),
    )
}
