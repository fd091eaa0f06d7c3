//! What is known of a canonical node's sign, whatever the values of its symbols.

use super::sum::value;
use super::{Arena, Id, Node};
use crate::expr::number::Number;
use crate::function::FunctionId;

/// What is known of a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Below 0.
    Negative,
    /// Not above 0.
    NonPositive,
    /// Exactly 0.
    Zero,
    /// Not below 0.
    NonNegative,
    /// Above 0.
    Positive,
    /// Nothing.
    Unknown,
}

impl Sign {
    fn of_number(number: &Number) -> Self {
        if number.is_zero() {
            Sign::Zero
        } else if number.is_negative() {
            Sign::Negative
        } else {
            Sign::Positive
        }
    }

    fn negate(self) -> Self {
        match self {
            Sign::Negative => Sign::Positive,
            Sign::NonPositive => Sign::NonNegative,
            Sign::NonNegative => Sign::NonPositive,
            Sign::Positive => Sign::Negative,
            other => other,
        }
    }

    fn add(self, other: Self) -> Self {
        use Sign::{Negative, NonNegative, NonPositive, Positive, Unknown, Zero};
        match (self, other) {
            (Zero, sign) | (sign, Zero) => sign,
            (Positive, Positive | NonNegative) | (NonNegative, Positive) => Positive,
            (NonNegative, NonNegative) => NonNegative,
            (Negative, Negative | NonPositive) | (NonPositive, Negative) => Negative,
            (NonPositive, NonPositive) => NonPositive,
            _ => Unknown,
        }
    }

    fn multiply(self, other: Self) -> Self {
        use Sign::{Negative, NonNegative, NonPositive, Positive, Unknown, Zero};
        match (self, other) {
            (Zero, _) | (_, Zero) => Zero,
            (Unknown, _) | (_, Unknown) => Unknown,
            (Positive, sign) | (sign, Positive) => sign,
            (Negative, sign) | (sign, Negative) => sign.negate(),
            (NonNegative, NonNegative) | (NonPositive, NonPositive) => NonNegative,
            _ => NonPositive,
        }
    }
}

/// How many nodes one question may look at; beyond that the answer is [`Sign::Unknown`].
const FUEL: u32 = 200;

/// The sign of a canonical node.
pub(crate) fn sign(arena: &Arena, id: Id) -> Sign {
    look(arena, id, 12, &mut { FUEL })
}

/// The sign of `base^exponent`.
pub(super) fn sign_of_power(arena: &Arena, base: Id, exponent: Id) -> Sign {
    look_power(arena, base, exponent, 12, &mut { FUEL })
}

// The depth is bounded by a constant, so that this recursion is too.
fn look(arena: &Arena, id: Id, depth: u32, fuel: &mut u32) -> Sign {
    if depth == 0 || *fuel == 0 {
        return Sign::Unknown;
    }
    *fuel -= 1;
    match arena.node(id) {
        Node::Number(number) => Sign::of_number(arena.number(number)),
        Node::Constant(_) => Sign::Positive,
        Node::Sum(run) => arena
            .operands(run)
            .chunks_exact(2)
            .map(|pair| {
                Sign::of_number(value(arena, pair[0])).multiply(look(
                    arena,
                    pair[1],
                    depth - 1,
                    fuel,
                ))
            })
            .reduce(Sign::add)
            .unwrap_or(Sign::Zero),
        Node::Product(run) => arena
            .operands(run)
            .chunks_exact(2)
            .map(|pair| look_power(arena, pair[0], pair[1], depth - 1, fuel))
            .reduce(Sign::multiply)
            .unwrap_or(Sign::Positive),
        Node::Pow(base, exponent) => look_power(arena, base, exponent, depth, fuel),
        Node::Call(function, run) => {
            let range = function.row().range;
            if range.lower > 0.0 || range.lower == 0.0 && !range.lower_included {
                Sign::Positive
            } else if range.lower == 0.0 {
                // Only a size is known to vanish nowhere but at 0.
                match look(arena, arena.operand(run, 0), depth - 1, fuel) {
                    Sign::Positive | Sign::Negative if function == FunctionId::ABS => {
                        Sign::Positive
                    }
                    _ => Sign::NonNegative,
                }
            } else {
                Sign::Unknown
            }
        }
        _ => Sign::Unknown,
    }
}

fn look_power(arena: &Arena, base: Id, exponent: Id, depth: u32, fuel: &mut u32) -> Sign {
    let of_base = look(arena, base, depth.saturating_sub(1), fuel);
    match (arena.as_number(exponent), of_base) {
        (_, Sign::Positive) => Sign::Positive,
        (Some(power), Sign::Negative) if power.is_even() => Sign::Positive,
        (Some(power), Sign::Negative) if power.is_integer() => Sign::Negative,
        (Some(power), sign) if power.is_positive() && power.is_integer() && !power.is_even() => {
            sign
        }
        (Some(power), _) if power.is_negative() && (power.is_even() || !power.is_integer()) => {
            // Where it is defined it isn't 0.
            Sign::Positive
        }
        (Some(power), _) if power.is_even() || !power.is_integer() => Sign::NonNegative,
        _ => Sign::Unknown,
    }
}
