//! Laws applied where they do not hold: the root of a sum as the sum of the roots, and the like.

use super::work::Work;
use super::{Finds, Found, Slip, call, factors, power, product, quotient, sum, terms};
use crate::expr::{Arena, Id, Node, Number};
use crate::function::FunctionId;

/// Terms, if a node is a sum.
fn sum_of(arena: &Arena, id: Id) -> Option<Vec<Id>> {
    let terms = terms(arena, id);
    (terms.len() > 1).then_some(terms)
}

/// Factors, if a node is a product of several.
fn product_of(arena: &Arena, id: Id) -> Option<Vec<Id>> {
    let factors = factors(arena, id);
    (factors.len() > 1).then_some(factors)
}

/// The sum of the powers of terms; a negative term keeps its sign outside if `outside`.
fn powers(arena: &mut Arena, terms: &[Id], exponent: Id, outside: bool) -> Id {
    let mut all = Vec::new();
    for &term in terms {
        let negative = match arena.node(term) {
            Node::Mul(factor, _) => arena.as_number(factor).is_some_and(Number::is_negative),
            Node::Number(number) => arena.number(number).is_negative(),
            _ => false,
        };
        let base = if outside && negative {
            arena.neg(term)
        } else {
            term
        };
        // The root of a square is written without the bars.
        let power = match arena.node(base) {
            Node::Pow(inner, old) if exponent == Id::HALF => {
                let new = arena.mul(old, exponent);
                arena.pow(inner, new)
            }
            _ => arena.pow(base, exponent),
        };
        all.push(if outside && negative {
            arena.neg(power)
        } else {
            power
        });
    }
    sum(arena, &all)
}

/// The power of a sum as the sum of powers, for exponents of a kind.
fn power_of_sum(arena: &mut Arena, node: Id, kind: impl Fn(&Number) -> bool) -> Vec<Found> {
    let Some((base, exponent)) = power(arena, node) else {
        return Vec::new();
    };
    let Some(terms) = sum_of(arena, base) else {
        return Vec::new();
    };
    if !arena.as_number(exponent).is_some_and(kind) {
        return Vec::new();
    }
    [false, true]
        .map(|outside| (powers(arena, &terms, exponent, outside), vec![node]))
        .to_vec()
}

fn root_of_sum(arena: &mut Arena, node: Id) -> Vec<Found> {
    power_of_sum(arena, node, |number| !number.is_integer())
}

fn reciprocal_of_sum(arena: &mut Arena, node: Id) -> Vec<Found> {
    power_of_sum(arena, node, |number| {
        number.is_integer() && number.is_negative()
    })
}

fn square_of_sum(arena: &mut Arena, node: Id) -> Vec<Found> {
    power_of_sum(arena, node, |number| {
        number.is_integer() && number.is_positive()
    })
}

fn function_of_sum(arena: &mut Arena, node: Id) -> Vec<Found> {
    let Some((function, argument)) = call(arena, node) else {
        return Vec::new();
    };
    let Some(terms) = sum_of(arena, argument) else {
        return Vec::new();
    };
    let values: Vec<Id> = terms
        .iter()
        .map(|&term| arena.call(function, &[term]))
        .collect();
    vec![(sum(arena, &values), vec![node])]
}

fn function_of_product(arena: &mut Arena, node: Id) -> Vec<Found> {
    let Some((function, argument)) = call(arena, node) else {
        return Vec::new();
    };
    if function == FunctionId::SQRT {
        return Vec::new();
    }
    let mut found = Vec::new();
    if let Some((top, bottom)) = quotient(arena, argument) {
        let (top, bottom) = (
            arena.call(function, &[top]),
            arena.call(function, &[bottom]),
        );
        found.push((arena.div(top, bottom), vec![node]));
    }
    if let Some(factors) = product_of(arena, argument) {
        let values: Vec<Id> = factors
            .iter()
            .map(|&factor| arena.call(function, &[factor]))
            .collect();
        found.push((product(arena, &values), vec![node]));
    }
    found
}

fn factor_out_of_function(arena: &mut Arena, node: Id) -> Vec<Found> {
    let Some((function, argument)) = call(arena, node) else {
        return Vec::new();
    };
    let Some(all) = product_of(arena, argument) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (at, &factor) in all.iter().enumerate() {
        if factor == Id::MINUS_ONE {
            continue;
        }
        let mut rest = all.clone();
        rest.remove(at);
        let rest = product(arena, &rest);
        let value = arena.call(function, &[rest]);
        found.push((arena.mul(factor, value), vec![node]));
    }
    found
}

fn power_of_logarithm(arena: &mut Arena, node: Id) -> Vec<Found> {
    match power(arena, node) {
        Some((base, exponent)) => match call(arena, base) {
            Some((FunctionId::LOG | FunctionId::LOG2 | FunctionId::LOG10, _)) => {
                vec![(arena.mul(exponent, base), vec![node])]
            }
            _ => Vec::new(),
        },
        None => Vec::new(),
    }
}

fn power_inside(arena: &mut Arena, node: Id) -> Vec<Found> {
    if let Some((base, exponent)) = power(arena, node)
        && exponent != Id::MINUS_ONE
        && let Some((function, argument)) = call(arena, base)
    {
        let inner = arena.pow(argument, exponent);
        return vec![(arena.call(function, &[inner]), vec![node])];
    }
    let Some((function, argument)) = call(arena, node) else {
        return Vec::new();
    };
    match arena.node(argument) {
        Node::Pow(base, exponent) if function != FunctionId::SQRT => {
            let outer = arena.call(function, &[base]);
            vec![(arena.pow(outer, exponent), vec![node])]
        }
        _ => Vec::new(),
    }
}

fn exponents_multiplied(arena: &mut Arena, node: Id) -> Vec<Found> {
    let all = factors(arena, node);
    let exponential =
        |arena: &Arena, id: Id| call(arena, id).filter(|(f, _)| *f == FunctionId::EXP);
    let mut found = Vec::new();
    for (at, &first) in all.iter().enumerate() {
        for (other, &second) in all.iter().enumerate().skip(at + 1) {
            let pair = (exponential(arena, first), exponential(arena, second));
            let value = match pair {
                (Some((exp, a)), Some((_, b))) => {
                    let exponent = arena.mul(a, b);
                    arena.call(exp, &[exponent])
                }
                _ => match (arena.node(first), arena.node(second)) {
                    (Node::Pow(a, m), Node::Pow(b, n)) if a == b => {
                        let exponent = arena.mul(m, n);
                        arena.pow(a, exponent)
                    }
                    _ => continue,
                },
            };
            let mut rest = all.clone();
            rest.remove(other);
            rest.remove(at);
            let rest = product(arena, &rest);
            found.push((arena.mul(rest, value), vec![node]));
        }
    }
    found
}

/// A factor that reaches one term of a sum only.
fn distributed(arena: &mut Arena, node: Id, minus: bool) -> Vec<Found> {
    let Some(all) = product_of(arena, node) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (at, &factor) in all.iter().enumerate() {
        let Some(terms) = sum_of(arena, factor) else {
            continue;
        };
        let mut rest = all.clone();
        rest.remove(at);
        let rest = product(arena, &rest);
        if (rest == Id::MINUS_ONE) != minus {
            continue;
        }
        for (reached, &term) in terms.iter().enumerate() {
            let mut others = terms.clone();
            others.remove(reached);
            let first = arena.mul(rest, term);
            let others = sum(arena, &others);
            found.push((arena.add(first, others), vec![node, rest]));
        }
    }
    found
}

fn minus_to_first(arena: &mut Arena, node: Id) -> Vec<Found> {
    distributed(arena, node, true)
}

fn factor_to_first(arena: &mut Arena, node: Id) -> Vec<Found> {
    distributed(arena, node, false)
}

/// What is left of numerator and denominator when a term of the one is struck out with what
/// divides or stands in the other.
fn term_cancelled(arena: &mut Arena, node: Id) -> Vec<Found> {
    let Some((top, bottom)) = quotient(arena, node) else {
        return Vec::new();
    };
    let Some(above) = sum_of(arena, top) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let below = terms(arena, bottom);
    for (at, &term) in above.iter().enumerate() {
        let mut rest = above.clone();
        rest.remove(at);
        let rest = sum(arena, &rest);
        for (other, &common) in below.iter().enumerate() {
            if term == common {
                let mut left = below.clone();
                left.remove(other);
                // A denominator struck out whole leaves 1.
                let left = if left.is_empty() {
                    Id::ONE
                } else {
                    sum(arena, &left)
                };
                found.push((arena.div(rest, left), vec![term, node]));
                if below.len() == 1 {
                    let one = arena.add(rest, Id::ONE);
                    found.push((one, vec![term, node]));
                }
            }
        }
        // One term divided, the others left as they are.
        let divided = arena.div(term, bottom);
        found.push((arena.add(divided, rest), vec![term, node]));
    }
    found
}

fn negative_exponent(arena: &mut Arena, node: Id) -> Vec<Found> {
    let Some((base, exponent)) = power(arena, node) else {
        return Vec::new();
    };
    if !arena.as_number(exponent).is_some_and(Number::is_negative) {
        return Vec::new();
    }
    let exponent = arena.neg(exponent);
    let positive = arena.pow(base, exponent);
    vec![(arena.neg(positive), vec![node])]
}

fn root_of_square(arena: &mut Arena, node: Id) -> Vec<Found> {
    match power(arena, node) {
        Some((base, exponent)) if exponent == Id::HALF => match arena.node(base) {
            Node::Pow(inner, power) => {
                let half = arena.mul(power, Id::HALF);
                vec![(arena.pow(inner, half), vec![node])]
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn power_of_product(arena: &mut Arena, node: Id) -> Vec<Found> {
    let Some((base, exponent)) = power(arena, node) else {
        return Vec::new();
    };
    let Some(all) = product_of(arena, base) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (at, &factor) in all.iter().enumerate() {
        let mut rest = all.clone();
        rest.remove(at);
        let rest = product(arena, &rest);
        let power = arena.pow(factor, exponent);
        found.push((arena.mul(rest, power), vec![node]));
        let power = arena.pow(rest, exponent);
        found.push((arena.mul(factor, power), vec![node]));
    }
    found
}

fn root_as_fraction(arena: &mut Arena, node: Id) -> Vec<Found> {
    match power(arena, node) {
        Some((base, exponent)) if arena.as_number(exponent).is_some_and(|n| !n.is_integer()) => {
            vec![(arena.mul(exponent, base), vec![node])]
        }
        _ => Vec::new(),
    }
}

fn power_as_multiple(arena: &mut Arena, node: Id) -> Vec<Found> {
    match power(arena, node) {
        Some((base, exponent))
            if arena
                .as_number(exponent)
                .is_some_and(|n| n.is_integer() && n.is_positive()) =>
        {
            vec![(arena.mul(exponent, base), vec![node])]
        }
        _ => Vec::new(),
    }
}

fn sum_of_fractions(arena: &mut Arena, node: Id) -> Vec<Found> {
    let Some(terms) = sum_of(arena, node) else {
        return Vec::new();
    };
    let (mut tops, mut bottoms) = (Vec::new(), Vec::new());
    for term in terms {
        let (top, bottom) = quotient(arena, term).unwrap_or((term, Id::ONE));
        tops.push(top);
        bottoms.push(bottom);
    }
    if bottoms.iter().all(|&bottom| bottom == Id::ONE) {
        return Vec::new();
    }
    let (top, bottom) = (sum(arena, &tops), sum(arena, &bottoms));
    vec![(arena.div(top, bottom), vec![node])]
}

#[rustfmt::skip]
pub(super) static LAWS: &[Slip] = &[
    Slip { name: "root of a sum", says: "the root of a sum is not the sum of the roots: `{0}`",
           example: ["sqrt(x^2 + 9)", "= x + 3"], finds: Finds::Law(root_of_sum) },
    Slip { name: "reciprocal of a sum", says: "a sum below a fraction bar is not to be torn apart: `{0}`",
           example: ["1/(x + y)", "= 1/x + 1/y"], finds: Finds::Law(reciprocal_of_sum) },
    Slip { name: "power of a sum", says: "the power of a sum is not the sum of the powers: `{0}`",
           example: ["(x + y)^2", "= x^2 + y^2"], finds: Finds::Law(square_of_sum) },
    Slip { name: "function of a sum", says: "`{0}` is not the sum of the values at the terms",
           example: ["log(x + y)", "= log(x) + log(y)"], finds: Finds::Law(function_of_sum) },
    Slip { name: "function of a product", says: "`{0}` is not made of the values at the factors in this way",
           example: ["log(x/y)", "= log(x)/log(y)"], finds: Finds::Law(function_of_product) },
    Slip { name: "factor out of a function", says: "a factor cannot be taken out of `{0}`",
           example: ["sin(2*x)", "= 2*sin(x)"], finds: Finds::Law(factor_out_of_function) },
    Slip { name: "power of a logarithm", says: "the exponent of `{0}` belongs to the logarithm, not to what stands inside, so it does not become a factor",
           example: ["log(x)^2", "= 2*log(x)"], finds: Finds::Law(power_of_logarithm) },
    Slip { name: "power in and out of a function", says: "the exponent in `{0}` cannot be moved between the function and what stands inside",
           example: ["sin(x)^2 + x", "= sin(x^2) + x"], finds: Finds::Law(power_inside) },
    Slip { name: "exponents multiplied", says: "the exponents in `{0}` are to be added, not multiplied",
           example: ["exp(x)*exp(y)", "= exp(x*y)"], finds: Finds::Law(exponents_multiplied) },
    Slip { name: "minus to one term only", says: "the minus before the bracket in `{0}` reaches every term",
           example: ["x - (y + z + 2)", "= x - y + z + 2"], finds: Finds::Law(minus_to_first) },
    Slip { name: "factor to one term only", says: "the factor `{1}` in `{0}` reaches every term",
           example: ["3*(x + y)", "= 3*x + y"], finds: Finds::Law(factor_to_first) },
    Slip { name: "term cancelled", says: "`{0}` is a term in `{1}`, not a factor, and cannot be cancelled",
           example: ["(x + y)/(x + 2)", "= y/2"], finds: Finds::Law(term_cancelled) },
    Slip { name: "negative exponent as a sign", says: "the negative exponent in `{0}` means a reciprocal, not a sign",
           example: ["x^(-2)", "= -x^2"], finds: Finds::Law(negative_exponent) },
    Slip { name: "root of a square", says: "`{0}` is the absolute value, which is not the same for negative numbers",
           example: ["sqrt(x^2) + 1", "= x + 1"], finds: Finds::Law(root_of_square) },
    Slip { name: "power of a product", says: "the exponent in `{0}` reaches every factor",
           example: ["(2*x)^3", "= 2*x^3"], finds: Finds::Law(power_of_product) },
    Slip { name: "root as a fraction", says: "the root `{0}` is not a fraction of what stands in it",
           example: ["sqrt(x)", "= x/2"], finds: Finds::Law(root_as_fraction) },
    Slip { name: "power as a multiple", says: "the power `{0}` is not a multiple",
           example: ["x^3 + 1", "= 3*x + 1"], finds: Finds::Law(power_as_multiple) },
    Slip { name: "sum of fractions", says: "the fractions in `{0}` need a common denominator before their numerators are added",
           example: ["1/x + 1/y", "= 2/(x + y)"], finds: Finds::Law(sum_of_fractions) },
];

/// The law that leads from the line before to the claim.
pub(super) fn find(work: &mut Work) -> Option<(&'static Slip, Vec<Id>)> {
    let claim = work.claim;
    let mut best: Option<(usize, usize, Vec<Id>)> = None;
    for before in work.before {
        for node in work.arena.reachable(&[before]) {
            for (rank, slip) in LAWS.iter().enumerate() {
                if work.spent() {
                    break;
                }
                let Finds::Law(law) = slip.finds else {
                    continue;
                };
                for (wrong, places) in law(&mut work.arena, node) {
                    let candidate = work.arena.substitute(before, &[(node, wrong)]);
                    let size = work.size(node);
                    let better = best
                        .as_ref()
                        .is_none_or(|(known, small, _)| (rank, size) < (*known, *small));
                    if candidate != before && better && work.same(candidate, claim) {
                        best = Some((rank, size, places));
                    }
                }
            }
        }
    }
    let (rank, _, places) = best?;
    Some((LAWS.get(rank)?, places))
}
