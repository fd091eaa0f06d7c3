//! Slips of differentiation: a rule taken wrongly at one place.
//!
//! The file is long because the table of slips stands beside the functions that its rows name.
//!
//! The engine takes every derivative here. With a symbol s for the node at the slip's place, what
//! is differentiated is g(s), and a wrong derivative w of the node in place of d changes the result
//! by g'(s)*(w - d): so a slip says only what it makes of the node itself.

use super::work::Work;
use super::{Finds, Found, Slip, call, factors, power, product, quotient, sum, terms};
use crate::diff::{Forward, derivative};
use crate::expr::{Arena, Id, Node, template};
use crate::function::FunctionId;

/// A node of what is differentiated.
pub(super) struct Place<'a> {
    pub(super) arena: &'a mut Arena,
    pub(super) node: Id,
    forward: &'a mut Forward,
}

impl Place<'_> {
    /// The derivative of a node; 0 where there is none.
    fn d(&mut self, id: Id) -> Id {
        self.forward.derivative(self.arena, id).unwrap_or(Id::ZERO)
    }

    fn constant(&mut self, id: Id) -> bool {
        self.d(id) == Id::ZERO
    }

    /// Terms, if the node is a sum.
    fn sum(&mut self) -> Vec<Id> {
        let terms = terms(self.arena, self.node);
        if terms.len() > 1 { terms } else { Vec::new() }
    }

    /// The factors that vary, each with the product of all others.
    fn product(&mut self) -> Vec<(Id, Id)> {
        if self.quotient().is_some() {
            return Vec::new();
        }
        let all = factors(self.arena, self.node);
        let mut found = Vec::new();
        for (at, &factor) in all.iter().enumerate() {
            if self.constant(factor) {
                continue;
            }
            let mut rest = all.clone();
            rest.remove(at);
            let rest = product(self.arena, &rest);
            found.push((factor, rest));
        }
        if found.len() > 1 { found } else { Vec::new() }
    }

    /// Numerator and denominator, where both vary: 1/x is a power.
    fn quotient(&mut self) -> Option<(Id, Id)> {
        let (top, bottom) = quotient(self.arena, self.node)?;
        (!self.constant(top) && !self.constant(bottom)).then_some((top, bottom))
    }

    /// A power of what varies with a constant exponent.
    fn power(&mut self) -> Option<(Id, Id)> {
        let (base, exponent) = power(self.arena, self.node)?;
        (!self.constant(base) && self.constant(exponent)).then_some((base, exponent))
    }

    /// A power of a constant with an exponent that varies.
    fn exponential(&mut self) -> Option<(Id, Id)> {
        if let Some((FunctionId::EXP, argument)) = call(self.arena, self.node) {
            let e = self.arena.constant(crate::expr::Constant::E);
            return Some((e, argument));
        }
        let (base, exponent) = power(self.arena, self.node)?;
        (self.constant(base) && !self.constant(exponent)).then_some((base, exponent))
    }

    /// A call of what varies.
    fn call(&mut self) -> Option<(FunctionId, Id)> {
        let (function, argument) = call(self.arena, self.node)?;
        (!self.constant(argument)).then_some((function, argument))
    }

    /// The outer derivative of a call, at any argument.
    fn outer(&mut self, function: FunctionId, argument: Id) -> Option<Id> {
        let formula = template::partial(function, 0)?;
        Some(formula.build(self.arena, &[argument]))
    }

    fn power_of(&mut self, base: Id, exponent: Id, shift: Id) -> Id {
        let exponent = self.arena.add(exponent, shift);
        self.arena.pow(base, exponent)
    }

    /// Factor times power times what is inside's derivative.
    fn times(&mut self, factors: &[Id]) -> Id {
        product(self.arena, factors)
    }
}

/// The derivative of the node, with the outer derivative alone.
fn inner_missing(place: &mut Place<'_>) -> Vec<Found> {
    if let Some((base, exponent)) = place.power() {
        let power = place.power_of(base, exponent, Id::MINUS_ONE);
        let wrong = place.times(&[exponent, power]);
        return vec![(wrong, vec![base])];
    }
    if let Some((base, exponent)) = place.exponential() {
        let log = place.arena.call(FunctionId::LOG, &[base]);
        let node = place.node;
        let wrong = match place.arena.node(base) {
            Node::Constant(crate::expr::Constant::E) => node,
            _ => place.times(&[node, log]),
        };
        return vec![(wrong, vec![exponent])];
    }
    let Some((function, argument)) = place.call() else {
        return Vec::new();
    };
    let outer = place.outer(function, argument);
    outer
        .map(|outer| (outer, vec![argument]))
        .into_iter()
        .collect()
}

/// The derivative with a change of one term of the product rule.
fn product_terms(place: &mut Place<'_>, change: i64) -> Vec<Found> {
    let node = place.node;
    let right = place.d(node);
    let mut found = Vec::new();
    for (factor, rest) in place.product() {
        let inner = place.d(factor);
        let term = place.times(&[inner, rest]);
        let times = place.arena.integer(change);
        let less = place.times(&[times, term]);
        found.push((place.arena.add(right, less), vec![term]));
    }
    found
}

fn product_term_missing(place: &mut Place<'_>) -> Vec<Found> {
    product_terms(place, -1)
}

fn product_sign(place: &mut Place<'_>) -> Vec<Found> {
    product_terms(place, -2)
}

fn product_of_derivatives(place: &mut Place<'_>) -> Vec<Found> {
    let node = place.node;
    let varying: Vec<Id> = place.product().iter().map(|(factor, _)| *factor).collect();
    if varying.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::new();
    for factor in factors(place.arena, node) {
        let inner = place.d(factor);
        all.push(if varying.contains(&factor) {
            inner
        } else {
            factor
        });
    }
    vec![(place.times(&all), vec![node])]
}

fn sum_of_derivatives(place: &mut Place<'_>) -> Vec<Found> {
    let node = place.node;
    let mut all = Vec::new();
    for (factor, _) in place.product() {
        all.push(place.d(factor));
    }
    if all.is_empty() {
        return Vec::new();
    }
    vec![(sum(place.arena, &all), vec![node])]
}

/// What quotients give: `(u'*v + sign*u*v')/v^power`.
fn quotient_rule(place: &mut Place<'_>, signs: [i64; 2], power: i64) -> Vec<Found> {
    let Some((top, bottom)) = place.quotient() else {
        return Vec::new();
    };
    let node = place.node;
    let (du, dv) = (place.d(top), place.d(bottom));
    let [first, second] = signs.map(|sign| place.arena.integer(sign));
    let left = place.times(&[first, du, bottom]);
    let right = place.times(&[second, top, dv]);
    let numerator = place.arena.add(left, right);
    let exponent = place.arena.integer(-power);
    let below = place.arena.pow(bottom, exponent);
    vec![(place.times(&[numerator, below]), vec![node])]
}

fn quotient_exchanged(place: &mut Place<'_>) -> Vec<Found> {
    quotient_rule(place, [-1, 1], 2)
}

fn quotient_plus(place: &mut Place<'_>) -> Vec<Found> {
    quotient_rule(place, [1, 1], 2)
}

fn quotient_not_squared(place: &mut Place<'_>) -> Vec<Found> {
    quotient_rule(place, [1, -1], 1)
}

fn quotient_numerator_only(place: &mut Place<'_>) -> Vec<Found> {
    quotient_rule(place, [1, -1], 0)
}

fn quotient_of_derivatives(place: &mut Place<'_>) -> Vec<Found> {
    let Some((top, bottom)) = place.quotient() else {
        return Vec::new();
    };
    let node = place.node;
    let (du, dv) = (place.d(top), place.d(bottom));
    vec![(place.arena.div(du, dv), vec![node])]
}

/// What powers give: `factor*u^(c + shift)*u'`.
fn power_rule(
    place: &mut Place<'_>,
    shift: i64,
    factor: impl Fn(&mut Arena, Id) -> Id,
) -> Vec<Found> {
    let Some((base, exponent)) = place.power() else {
        return Vec::new();
    };
    let node = place.node;
    let inner = place.d(base);
    let shift = place.arena.integer(shift);
    let power = place.power_of(base, exponent, shift);
    let factor = factor(place.arena, exponent);
    vec![(place.times(&[factor, power, inner]), vec![node])]
}

fn exponent_kept(place: &mut Place<'_>) -> Vec<Found> {
    power_rule(place, 0, |_, exponent| exponent)
}

fn exponent_not_factor(place: &mut Place<'_>) -> Vec<Found> {
    power_rule(place, -1, |_, _| Id::ONE)
}

fn exponent_raised(place: &mut Place<'_>) -> Vec<Found> {
    power_rule(place, 1, |_, exponent| exponent)
}

fn exponent_lowered_twice(place: &mut Place<'_>) -> Vec<Found> {
    power_rule(place, -2, |_, exponent| exponent)
}

fn lowered_exponent_as_factor(place: &mut Place<'_>) -> Vec<Found> {
    power_rule(place, -1, |arena, exponent| {
        arena.add(exponent, Id::MINUS_ONE)
    })
}

fn integrated(place: &mut Place<'_>) -> Vec<Found> {
    let Some((base, exponent)) = place.power() else {
        return Vec::new();
    };
    let node = place.node;
    let power = place.power_of(base, exponent, Id::ONE);
    let below = place.arena.add(exponent, Id::ONE);
    vec![(place.arena.div(power, below), vec![node])]
}

fn power_rule_for_exponential(place: &mut Place<'_>) -> Vec<Found> {
    let Some((base, exponent)) = place.exponential() else {
        return Vec::new();
    };
    let node = place.node;
    let inner = place.d(exponent);
    let lower = place.power_of(base, exponent, Id::MINUS_ONE);
    let alone = place.times(&[exponent, lower]);
    let chained = place.times(&[alone, inner]);
    vec![(alone, vec![node]), (chained, vec![node])]
}

fn base_logarithm_missing(place: &mut Place<'_>) -> Vec<Found> {
    let node = place.node;
    if let Some((function, argument)) = place.call()
        && matches!(function, FunctionId::LOG10 | FunctionId::LOG2)
    {
        let inner = place.d(argument);
        return vec![(place.arena.div(inner, argument), vec![node])];
    }
    let Some((_, exponent)) = place.exponential() else {
        return Vec::new();
    };
    let inner = place.d(exponent);
    vec![(place.times(&[node, inner]), vec![node])]
}

fn function_sign(place: &mut Place<'_>) -> Vec<Found> {
    if place.call().is_none() {
        return Vec::new();
    }
    let node = place.node;
    let right = place.d(node);
    vec![(place.arena.neg(right), vec![node])]
}

fn function_kept(place: &mut Place<'_>) -> Vec<Found> {
    let Some((_, argument)) = place.call() else {
        return Vec::new();
    };
    let node = place.node;
    let inner = place.d(argument);
    vec![(place.times(&[node, inner]), vec![node])]
}

fn outer_at_inner(place: &mut Place<'_>) -> Vec<Found> {
    let Some((function, argument)) = place.call() else {
        return Vec::new();
    };
    let node = place.node;
    let inner = place.d(argument);
    let outer = place.outer(function, inner);
    outer.map(|outer| (outer, vec![node])).into_iter().collect()
}

fn function_of_inner(place: &mut Place<'_>) -> Vec<Found> {
    let Some((function, argument)) = place.call() else {
        return Vec::new();
    };
    let node = place.node;
    let inner = place.d(argument);
    vec![(place.arena.call(function, &[inner]), vec![node])]
}

/// Functions whose derivative is, up to its sign, the square of another one.
const SQUARES: [(FunctionId, FunctionId); 4] = [
    (FunctionId::TAN, FunctionId::SEC),
    (FunctionId::COT, FunctionId::CSC),
    (FunctionId::TANH, FunctionId::SECH),
    (FunctionId::COTH, FunctionId::CSCH),
];

fn square_missing(place: &mut Place<'_>) -> Vec<Found> {
    let Some((function, argument)) = place.call() else {
        return Vec::new();
    };
    let node = place.node;
    let inner = place.d(argument);
    let mut found = Vec::new();
    for (_, root) in SQUARES.iter().filter(|(known, _)| *known == function) {
        let value = place.arena.call(*root, &[argument]);
        let wrong = place.times(&[value, inner]);
        let negative = place.arena.neg(wrong);
        found.extend([(wrong, vec![node]), (negative, vec![node])]);
    }
    found
}

/// Functions whose derivatives are taken for one another.
const TAKEN_FOR: [(FunctionId, FunctionId); 12] = [
    (FunctionId::SIN, FunctionId::COS),
    (FunctionId::COS, FunctionId::SIN),
    (FunctionId::TAN, FunctionId::COT),
    (FunctionId::TAN, FunctionId::SEC),
    (FunctionId::SEC, FunctionId::CSC),
    (FunctionId::ATAN, FunctionId::ATANH),
    (FunctionId::ATAN, FunctionId::ASIN),
    (FunctionId::ASIN, FunctionId::ATAN),
    (FunctionId::ASIN, FunctionId::ASINH),
    (FunctionId::ACOS, FunctionId::ACOSH),
    (FunctionId::TANH, FunctionId::TAN),
    (FunctionId::LOG, FunctionId::EXP),
];

fn taken_for(place: &mut Place<'_>) -> Vec<Found> {
    let Some((function, argument)) = place.call() else {
        return Vec::new();
    };
    let node = place.node;
    let mut found = Vec::new();
    for (_, other) in TAKEN_FOR.iter().filter(|(known, _)| *known == function) {
        let value = place.arena.call(*other, &[argument]);
        found.push((place.d(value), vec![node, value]));
    }
    found
}

/// The derivative with a change at one term of a sum.
fn summands(
    place: &mut Place<'_>,
    constant: bool,
    change: impl Fn(&mut Arena, Id, Id) -> Id,
) -> Vec<Found> {
    let node = place.node;
    let right = place.d(node);
    let mut found = Vec::new();
    for term in place.sum() {
        let inner = place.d(term);
        if (inner == Id::ZERO) != constant {
            continue;
        }
        let less = change(place.arena, term, inner);
        found.push((place.arena.add(right, less), vec![term]));
    }
    found
}

fn constant_kept(place: &mut Place<'_>) -> Vec<Found> {
    summands(place, true, |_, term, _| term)
}

fn term_kept(place: &mut Place<'_>) -> Vec<Found> {
    summands(place, false, |arena, term, inner| arena.sub(term, inner))
}

fn term_dropped(place: &mut Place<'_>) -> Vec<Found> {
    summands(place, false, |arena, _, inner| arena.neg(inner))
}

fn term_sign(place: &mut Place<'_>) -> Vec<Found> {
    summands(place, false, |arena, _, inner| {
        let twice = arena.neg(inner);
        arena.mul(Id::TWO, twice)
    })
}

fn constant_factor_lost(place: &mut Place<'_>) -> Vec<Found> {
    let node = place.node;
    let all = factors(place.arena, node);
    let mut found = Vec::new();
    for (at, &factor) in all.iter().enumerate() {
        if all.len() > 1 && place.constant(factor) && factor != Id::MINUS_ONE {
            let mut rest = all.clone();
            rest.remove(at);
            let rest = product(place.arena, &rest);
            found.push((place.d(rest), vec![factor]));
        }
    }
    found
}

#[rustfmt::skip]
pub(super) static RULES: &[Slip] = &[
    Slip { name: "inner derivative missing", says: "the chain rule's inner derivative, that of `{0}`, is missing",
           example: ["exp(3*x + 1)", "diff x: exp(3*x + 1)"], finds: Finds::Rule(inner_missing) },
    Slip { name: "constant kept", says: "the constant `{0}` is kept, but its derivative is 0",
           example: ["x^3 + 7", "diff x: 3*x^2 + 7"], finds: Finds::Rule(constant_kept) },
    Slip { name: "product rule: term missing", says: "the product rule's term `{0}` is missing",
           example: ["x^2*sin(x)", "diff x: 2*x*sin(x)"], finds: Finds::Rule(product_term_missing) },
    Slip { name: "product rule: product of the derivatives", says: "the derivative of the product `{0}` is not the product of the derivatives",
           example: ["x^2*sin(x)", "diff x: 2*x*cos(x)"], finds: Finds::Rule(product_of_derivatives) },
    Slip { name: "product rule: sign", says: "the sign of the product rule's term `{0}` is wrong",
           example: ["x^2*sin(x)", "diff x: 2*x*sin(x) - x^2*cos(x)"], finds: Finds::Rule(product_sign) },
    Slip { name: "product rule: factors left out", says: "the derivative of the product `{0}` is not the sum of the factors' derivatives",
           example: ["x^2*sin(x)", "diff x: 2*x + cos(x)"], finds: Finds::Rule(sum_of_derivatives) },
    Slip { name: "quotient rule: terms exchanged", says: "the terms of the quotient rule's numerator for `{0}` are exchanged, so that the sign is wrong",
           example: ["5*x^2/(3*x + 1)", "diff x: (15*x^2 - 10*x*(3*x + 1))/(3*x + 1)^2"], finds: Finds::Rule(quotient_exchanged) },
    Slip { name: "quotient rule: plus for minus", says: "in the quotient rule for `{0}` there is a plus where there should be a minus",
           example: ["5*x^2/(3*x + 1)", "diff x: (10*x*(3*x + 1) + 15*x^2)/(3*x + 1)^2"], finds: Finds::Rule(quotient_plus) },
    Slip { name: "quotient rule: denominator not squared", says: "in the quotient rule for `{0}` the denominator is not squared",
           example: ["5*x^2/(3*x + 1)", "diff x: (10*x*(3*x + 1) - 15*x^2)/(3*x + 1)"], finds: Finds::Rule(quotient_not_squared) },
    Slip { name: "quotient rule: denominator missing", says: "in the quotient rule for `{0}` the squared denominator is missing",
           example: ["5*x^2/(3*x + 1)", "diff x: 10*x*(3*x + 1) - 15*x^2"], finds: Finds::Rule(quotient_numerator_only) },
    Slip { name: "quotient rule: quotient of the derivatives", says: "the derivative of the quotient `{0}` is not the quotient of the derivatives",
           example: ["5*x^2/(3*x + 1)", "diff x: 10*x/3"], finds: Finds::Rule(quotient_of_derivatives) },
    Slip { name: "power rule: exponent not lowered", says: "the power rule for `{0}` lowers the exponent by 1, which is missing",
           example: ["x^3", "diff x: 3*x^3"], finds: Finds::Rule(exponent_kept) },
    Slip { name: "power rule: exponent not a factor", says: "the power rule for `{0}` makes the exponent a factor, which is missing",
           example: ["x^3 + x", "diff x: x^2 + 1"], finds: Finds::Rule(exponent_not_factor) },
    Slip { name: "power rule: exponent raised", says: "the power rule for `{0}` lowers the exponent by 1; here it is raised",
           example: ["x^(-2)", "diff x: -2*x^(-1)"], finds: Finds::Rule(exponent_raised) },
    Slip { name: "power rule: exponent lowered by 2", says: "the power rule for `{0}` lowers the exponent by 1; here it is lowered by 2",
           example: ["x^5", "diff x: 5*x^3"], finds: Finds::Rule(exponent_lowered_twice) },
    Slip { name: "power rule: lowered exponent as a factor", says: "in the power rule for `{0}` the factor is the old exponent, not the lowered one",
           example: ["x^5", "diff x: 4*x^4"], finds: Finds::Rule(lowered_exponent_as_factor) },
    Slip { name: "integrated", says: "`{0}` is integrated instead of differentiated",
           example: ["x^3", "diff x: x^4/4"], finds: Finds::Rule(integrated) },
    Slip { name: "power rule for an exponential", says: "the power rule does not hold for `{0}`, in which the exponent varies",
           example: ["2^x", "diff x: x*2^(x - 1)"], finds: Finds::Rule(power_rule_for_exponential) },
    Slip { name: "logarithm of the base missing", says: "the derivative of `{0}` has a factor from its base, a logarithm, which is missing",
           example: ["2^x", "diff x: 2^x"], finds: Finds::Rule(base_logarithm_missing) },
    Slip { name: "sign of a derivative", says: "the derivative of `{0}` has the other sign",
           example: ["cos(x) + x", "diff x: sin(x) + 1"], finds: Finds::Rule(function_sign) },
    Slip { name: "function kept", says: "`{0}` is kept as if it were its own derivative",
           example: ["log(x) + x^2", "diff x: log(x) + 2*x"], finds: Finds::Rule(function_kept) },
    Slip { name: "outer derivative at the inner derivative", says: "the outer derivative of `{0}` is taken at the inner derivative, not at what stands inside",
           example: ["sin(x^2)", "diff x: cos(2*x)"], finds: Finds::Rule(outer_at_inner) },
    Slip { name: "function of the inner derivative", says: "in `{0}` only what stands inside is differentiated",
           example: ["sin(x^2)", "diff x: sin(2*x)"], finds: Finds::Rule(function_of_inner) },
    Slip { name: "square missing", says: "the derivative of `{0}` is a square, which is missing",
           example: ["tan(x)", "diff x: sec(x)"], finds: Finds::Rule(square_missing) },
    Slip { name: "another function's derivative", says: "the derivative of `{0}` is taken to be that of `{1}`",
           example: ["atan(x)", "diff x: 1/(1 - x^2)"], finds: Finds::Rule(taken_for) },
    Slip { name: "constant factor lost", says: "the constant factor `{0}` is lost",
           example: ["5*x^2*exp(x)", "diff x: 2*x*exp(x) + x^2*exp(x)"], finds: Finds::Rule(constant_factor_lost) },
    Slip { name: "term not differentiated", says: "the term `{0}` is not differentiated",
           example: ["x^3 + x^2", "diff x: 3*x^2 + x^2"], finds: Finds::Rule(term_kept) },
    Slip { name: "derivative of a term missing", says: "the derivative of the term `{0}` is missing",
           example: ["x^3 + x^2", "diff x: 3*x^2"], finds: Finds::Rule(term_dropped) },
    Slip { name: "sign of a term's derivative", says: "the sign of the derivative of the term `{0}` is wrong",
           example: ["x^3 + x^2", "diff x: 3*x^2 - 2*x"], finds: Finds::Rule(term_sign) },
];

/// Slips that are about the whole.
#[rustfmt::skip]
pub(super) static WHOLES: &[Slip] = &[
    Slip { name: "not differentiated", says: "this is what is to be differentiated, not its derivative",
           example: ["x^3*sin(x)", "diff x: x^3*sin(x)"], finds: Finds::Whole },
    Slip { name: "another variable", says: "this is the derivative in `{0}`",
           example: ["x^2*y + y^3", "diff x: x^2 + 3*y^2"], finds: Finds::Whole },
    Slip { name: "another order", says: "this is differentiated once more than it should be",
           example: ["x^4*sin(x)", "diff x: 12*x^2*sin(x) + 8*x^3*cos(x) - x^4*sin(x)"], finds: Finds::Whole },
];

/// The slip of differentiation that leads to the claim, with the places to be named.
pub(super) fn find(
    work: &mut Work,
    of: Id,
    variables: &[String],
) -> Option<(&'static Slip, Vec<Id>)> {
    let variables: Vec<Id> = variables
        .iter()
        .map(|name| work.arena.symbol(name))
        .collect();
    let (&last, earlier) = variables.split_last()?;
    let of = derivative(&mut work.arena, of, earlier).ok()?;
    let mut forward = Forward::new(last);
    let right = forward.derivative(&mut work.arena, of).ok()?;
    let hole = work.arena.symbol("#place");
    let claim = work.claim;
    // For each slip: all its places together, for lines in which it was made throughout.
    let mut together: Vec<(Id, usize, Vec<Id>)> = vec![(right, 0, Vec::new()); RULES.len()];
    let mut best: Option<(usize, usize, Vec<Id>)> = None;
    for node in work.arena.reachable(&[of]) {
        if work.spent() {
            break;
        }
        let Ok(own) = forward.derivative(&mut work.arena, node) else {
            continue;
        };
        let weight = if node == of {
            Id::ONE
        } else {
            let open = work.arena.substitute(of, &[(node, hole)]);
            let Ok(weight) = derivative(&mut work.arena, open, &[hole]) else {
                continue;
            };
            work.arena.substitute(weight, &[(hole, node)])
        };
        if weight == Id::ZERO {
            continue;
        }
        for (rank, slip) in RULES.iter().enumerate() {
            let Finds::Rule(rule) = slip.finds else {
                continue;
            };
            let found = rule(&mut Place {
                arena: &mut work.arena,
                node,
                forward: &mut forward,
            });
            for (number, (wrong, places)) in found.into_iter().enumerate() {
                let change = work.arena.sub(wrong, own);
                let change = work.arena.mul(weight, change);
                if change == Id::ZERO {
                    continue;
                }
                if number == 0
                    && let Some((all, count, first)) = together.get_mut(rank)
                {
                    *all = work.arena.add(*all, change);
                    *count += 1;
                    if first.is_empty() {
                        *first = places.clone();
                    }
                }
                let candidate = work.arena.add(right, change);
                let size = work.size(node);
                let better = best
                    .as_ref()
                    .is_none_or(|(known, small, _)| (rank, size) < (*known, *small));
                if better && work.same(candidate, claim) {
                    best = Some((rank, size, places));
                }
            }
        }
    }
    if best.is_none() {
        for (rank, (all, count, places)) in together.into_iter().enumerate() {
            if count > 1 && work.same(all, claim) {
                best = Some((rank, 0, places));
                break;
            }
        }
    }
    match best {
        Some((rank, _, places)) => Some((RULES.get(rank)?, places)),
        None => find_whole(work, of, last),
    }
}

fn find_whole(work: &mut Work, of: Id, variable: Id) -> Option<(&'static Slip, Vec<Id>)> {
    let claim = work.claim;
    let [kept, other, order] = WHOLES else {
        return None;
    };
    if work.same(of, claim) {
        return Some((kept, Vec::new()));
    }
    for symbol in work.symbols.clone() {
        if symbol != variable
            && let Ok(found) = derivative(&mut work.arena, of, &[symbol])
            && found != Id::ZERO
            && work.same(found, claim)
        {
            return Some((other, vec![symbol]));
        }
    }
    let twice = derivative(&mut work.arena, of, &[variable, variable]).ok()?;
    (twice != Id::ZERO && work.same(twice, claim)).then_some((order, Vec::new()))
}
