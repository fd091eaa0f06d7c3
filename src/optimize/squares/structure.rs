//! Whether an expression is a sum of squares, and of what.

use crate::expr::{Arena, Id, Node, Number};

/// An expression taken apart: the sum of `weight * residual^2`, and a constant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SumOfSquares {
    /// Positive weights with their residuals.
    pub(crate) terms: Vec<(f64, Id)>,
    pub(crate) constant: f64,
}

impl SumOfSquares {
    /// The residuals, each times the root of its weight.
    pub(super) fn weighted(&self, arena: &mut Arena) -> Vec<Id> {
        let terms = self.terms.iter();
        let weighted = terms.map(|&(weight, residual)| {
            // The root of a positive finite weight is a number.
            let root = Number::from_double(weight.sqrt());
            let factor = root.map_or(Id::ONE, |root| arena.number_node(root));
            arena.mul(factor, residual)
        });
        weighted.collect()
    }
}

/// The expression as a sum of squares of expressions, if it is written as one: a sum of even
/// powers with positive factors. Numbers in front of sums are multiplied in.
///
/// # Cost
/// Linear in the terms.
pub(crate) fn sum_of_squares(arena: &mut Arena, root: Id) -> Option<SumOfSquares> {
    taken_apart(arena, root, None)
}

/// The same for an expression over so many rows of data: the terms are those of each row, and what
/// stands outside sums over rows is spread over them.
pub(crate) fn sum_of_squares_over(
    arena: &mut Arena,
    root: Id,
    rows: usize,
) -> Option<SumOfSquares> {
    let found = taken_apart(arena, root, Some(rows as f64))?;
    let residuals: Vec<Id> = found.terms.iter().map(|(_, residual)| *residual).collect();
    let nested = arena.reachable(&residuals);
    let is_sum = |id: &Id| matches!(arena.node(*id), Node::RowSum(_) | Node::RowMean(_));
    (!nested.iter().any(is_sum)).then_some(found)
}

fn taken_apart(arena: &mut Arena, root: Id, rows: Option<f64>) -> Option<SumOfSquares> {
    let mut found = SumOfSquares {
        terms: Vec::new(),
        constant: 0.0,
    };
    // With a node go its factor, and in how many rows it stands.
    let mut stack = vec![(root, Number::integer(1), None)];
    while let Some((id, factor, within)) = stack.pop() {
        match arena.node(id) {
            Node::Number(number) => {
                let value = factor.multiply(arena.number(number)).to_f64();
                found.constant += value * within.unwrap_or(1.0);
            }
            Node::Add(a, b) => {
                stack.push((b, factor.clone(), within));
                stack.push((a, factor, within));
            }
            Node::Sum(pairs) => {
                let pairs = arena.operands(pairs).to_vec();
                for pair in pairs.chunks_exact(2).rev() {
                    let number = arena.as_number(pair[0])?;
                    stack.push((pair[1], factor.multiply(number), within));
                }
            }
            Node::Mul(a, b) if let Some(number) = arena.as_number(a) => {
                stack.push((b, factor.multiply(number), within));
            }
            Node::RowSum(body) if within.is_none() && rows.is_some() => {
                stack.push((body, factor, rows));
            }
            Node::RowMean(body)
                if within.is_none()
                    && let Some(count) = rows =>
            {
                let share = Number::from_double(count)?.reciprocal()?;
                stack.push((body, factor.multiply(&share), rows));
            }
            _ => {
                let root = root_of(arena, id)?;
                if !factor.is_positive() {
                    return None;
                }
                let spread = if within.is_none() {
                    rows.unwrap_or(1.0)
                } else {
                    1.0
                };
                found.terms.push((factor.to_f64() / spread, root));
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
