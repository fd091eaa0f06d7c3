//! Terms that cancel before anything is rounded.

use super::super::graph::{Graph, Op, Value};
use super::view::{self, Factors, Terms};

/// The sum of two, if it is exact.
pub(super) fn exact_sum(a: f64, b: f64) -> Option<f64> {
    let sum = a + b;
    let part = sum - a;
    let error = (a - (sum - part)) + (b - part);
    (error == 0.0).then_some(sum)
}

/// How deep a value is looked into for where it is defined.
const DEEPEST: u32 = 5;

/// Whether a value is real wherever its inputs are, as far as a short look can tell. What is not
/// does not cancel: `log(y) + x - log(y)` is undefined for `y` < 0.
pub(super) fn is_total(graph: &Graph, value: Value, depth: u32) -> bool {
    let inner = |value| is_total(graph, value, depth + 1);
    match graph.op(value) {
        Op::Constant(_) | Op::Input(_) | Op::Index(_) => true,
        _ if depth == DEEPEST => false,
        Op::Add(a, b) | Op::Sub(a, b) | Op::Mul(a, b) => inner(a) && inner(b),
        Op::Div(a, b) => inner(a) && graph.as_constant(b).is_some(),
        Op::Neg(a) | Op::PowInt(a, _) => inner(a),
        Op::Unary(function, a) => function.row().domain.is_empty() && inner(a),
        _ => false,
    }
}

/// Adds the coefficients of equal terms with different signs: `(a + b) - a` is `b`.
pub(super) fn like_terms(graph: &Graph, terms: &mut Terms) -> bool {
    let mut changed = false;
    let mut at = 0;
    'terms: while let Some(&(coefficient, value)) = terms.list().get(at) {
        for later in at + 1..terms.list().len() {
            let (other, same) = terms.list()[later];
            if same != value || (other > 0.0) == (coefficient > 0.0) {
                continue;
            }
            if let Some(sum) = exact_sum(coefficient, other)
                && (sum != 0.0 || is_total(graph, value, 0))
            {
                changed = true;
                terms.remove(later);
                if sum == 0.0 {
                    terms.remove(at);
                } else {
                    terms.list_mut()[at].0 = sum;
                }
                continue 'terms;
            }
        }
        at += 1;
    }
    changed
}

/// Whether the difference of two sums is shorter than they are.
pub(super) fn share_a_term(graph: &mut Graph, a: Value, b: Value) -> bool {
    let (Some(a), Some(b)) = (
        view::terms(graph, a, |_| None),
        view::terms(graph, b, |_| None),
    ) else {
        return false;
    };
    a.list().iter().any(|term| b.list().contains(term))
}

/// Two terms of a sum that share factors.
pub(super) struct Pair {
    /// Their places.
    pub first: usize,
    pub second: usize,
    /// What they share.
    pub factor: Value,
    /// What is left of them.
    pub rest: [(f64, Value); 2],
}

/// Two terms with different signs that share factors: `a*b - a*c` is `a*(b - c)`, which rounds
/// less. In a longer sum one of the two has to be the factor itself (`a*b - a`). The first `known` terms share nothing among themselves.
pub(super) fn common_factor(graph: &mut Graph, terms: &Terms, known: usize) -> Option<Pair> {
    let list = terms.list();
    let alone = list.len() == 2;
    for (second, &(other, right)) in list.iter().enumerate().skip(known.max(1)) {
        for (first, &(coefficient, left)) in list[..second].iter().enumerate() {
            if (coefficient > 0.0) == (other > 0.0) {
                continue;
            }
            let fits = match alone {
                true => may_share(graph, left, right),
                false => is_operand(graph, left, right) || is_operand(graph, right, left),
            };
            if !fits {
                continue;
            }
            let of_left = view::factors(graph, left, |_| false)?;
            let of_right = view::factors(graph, right, |_| false)?;
            let Some((common, of_left, of_right)) = split(&of_left, &of_right) else {
                continue;
            };
            let factor = view::multiply(graph, common.list());
            let left = view::multiply(graph, of_left.list());
            let right = view::multiply(graph, of_right.list());
            return Some(Pair {
                first,
                second,
                factor,
                rest: [(coefficient, left), (other, right)],
            });
        }
    }
    None
}

/// Whether a value is a factor among the uppermost operands of a product.
fn is_operand(graph: &Graph, factor: Value, product: Value) -> bool {
    factor != product && operands(graph, product)[1..].contains(&factor)
}

/// A quick look at the uppermost operands: whether two products may share a factor.
fn may_share(graph: &Graph, left: Value, right: Value) -> bool {
    let (a, b) = (operands(graph, left), operands(graph, right));
    a.iter().any(|value| b.contains(value))
}

/// A value and the operands of its two uppermost products and quotients.
fn operands(graph: &Graph, value: Value) -> [Value; 5] {
    let pair = |value| match graph.op(value) {
        Op::Mul(a, b) | Op::Div(a, b) => [a, b],
        Op::PowInt(a, _) | Op::Recip(a) => [a, a],
        _ => [value, value],
    };
    let [a, b] = pair(value);
    let ([c, d], [e, f]) = (pair(a), pair(b));
    [value, c, d, e, f]
}

/// The common factors above the line, and what is left of each.
fn split(left: &Factors, right: &Factors) -> Option<(Factors, Factors, Factors)> {
    let mut common = Factors::none();
    let (mut of_left, mut of_right) = (*left, *right);
    for &(value, power) in left.list() {
        let same = |&&(other, their): &&(Value, i32)| other == value && (their > 0) == (power > 0);
        let Some(&(_, their)) = right.list().iter().find(same) else {
            continue;
        };
        let shared = power.signum() * power.abs().min(their.abs());
        common.push((value, shared))?;
        of_left.lower(value, shared);
        of_right.lower(value, shared);
    }
    (!common.list().is_empty()).then_some((common, of_left, of_right))
}
