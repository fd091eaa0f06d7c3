//! Whether an expression is a sum of squares, and of what.

use crate::expr::{Arena, Id, Node, Number};

/// An expression taken apart: the sum of `weight * residual^2`, and a constant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SumOfSquares {
    /// Positive weights with their residuals.
    pub(crate) terms: Vec<(f64, Id)>,
    pub(crate) constant: f64,
}

/// The expression as a sum of squares of expressions, if it is written as one: a sum of even
/// powers with positive factors. Numbers in front of sums are multiplied in.
///
/// # Cost
/// Linear in the terms.
pub(crate) fn sum_of_squares(arena: &mut Arena, root: Id) -> Option<SumOfSquares> {
    let mut found = SumOfSquares {
        terms: Vec::new(),
        constant: 0.0,
    };
    let mut stack = vec![(root, Number::integer(1))];
    while let Some((id, factor)) = stack.pop() {
        match arena.node(id) {
            Node::Number(number) => {
                found.constant += factor.multiply(arena.number(number)).to_f64();
            }
            Node::Add(a, b) => {
                stack.push((b, factor.clone()));
                stack.push((a, factor));
            }
            Node::Sum(pairs) => {
                let pairs = arena.operands(pairs).to_vec();
                for pair in pairs.chunks_exact(2).rev() {
                    let number = arena.as_number(pair[0])?;
                    stack.push((pair[1], factor.multiply(number)));
                }
            }
            Node::Mul(a, b) if let Some(number) = arena.as_number(a) => {
                stack.push((b, factor.multiply(number)));
            }
            _ => {
                let root = root_of(arena, id)?;
                if !factor.is_positive() {
                    return None;
                }
                found.terms.push((factor.to_f64(), root));
            }
        }
    }
    let proper = found.constant.is_finite()
        && found
            .terms
            .iter()
            .all(|(weight, _)| weight.is_finite() && *weight > 0.0);
    (proper && !found.terms.is_empty()).then_some(found)
}

/// What the square of which a node is, if it is one as it is written.
fn root_of(arena: &mut Arena, id: Id) -> Option<Id> {
    match arena.node(id) {
        Node::Pow(base, exponent) => {
            let half = half(arena, exponent)?;
            Some(arena.pow(base, half))
        }
        Node::Mul(a, b) => {
            if a == b {
                return Some(a);
            }
            let (a, b) = (even_power(arena, a)?, even_power(arena, b)?);
            Some(arena.mul(a, b))
        }
        Node::Product(pairs) => {
            let pairs = arena.operands(pairs).to_vec();
            let mut root = Id::ONE;
            for pair in pairs.chunks_exact(2) {
                let half = half(arena, pair[1])?;
                let factor = arena.pow(pair[0], half);
                root = arena.mul(root, factor);
            }
            Some(root)
        }
        _ => None,
    }
}

fn even_power(arena: &mut Arena, id: Id) -> Option<Id> {
    let Node::Pow(base, exponent) = arena.node(id) else {
        return None;
    };
    let half = half(arena, exponent)?;
    Some(arena.pow(base, half))
}

/// Half of an exponent that is an even whole number.
fn half(arena: &mut Arena, exponent: Id) -> Option<Id> {
    let number = arena.as_number(exponent)?.to_i64()?;
    (number % 2 == 0 && number != 0).then(|| arena.integer(number / 2))
}
