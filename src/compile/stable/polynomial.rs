//! Powers and products of sums that cancel against other terms once they are written out.

use super::super::graph::{Graph, Op, Value};
use super::cancel::{exact_sum, is_total};
use super::view::{self, Terms};
use crate::function::FunctionId;
use crate::syntax::Relation;

/// The most monomials that are written out.
const MOST_MONOMIALS: usize = 24;
/// The most factors of a monomial.
const MOST_FACTORS: usize = 8;
/// How deep products and sums are written out.
const DEEPEST: u32 = 4;

/// A product of values, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Monomial {
    factors: [Value; MOST_FACTORS],
    len: usize,
}

impl Monomial {
    const ONE: Monomial = Monomial {
        factors: [Value(u32::MAX); MOST_FACTORS],
        len: 0,
    };

    fn times(mut self, other: &Monomial) -> Option<Monomial> {
        for &factor in &other.factors[..other.len] {
            *self.factors.get_mut(self.len)? = factor;
            self.len += 1;
        }
        self.factors[..self.len].sort_unstable();
        Some(self)
    }
}

type Polynomial = Vec<(f64, Monomial)>;

fn add(sum: &mut Polynomial, coefficient: f64, monomial: Monomial) -> Option<()> {
    match sum.iter().position(|(_, known)| *known == monomial) {
        Some(at) => sum[at].0 = exact_sum(sum[at].0, coefficient)?,
        None if sum.len() == MOST_MONOMIALS => return None,
        None => sum.push((coefficient, monomial)),
    }
    Some(())
}

fn multiply(a: &Polynomial, b: &Polynomial) -> Option<Polynomial> {
    let mut product = Polynomial::new();
    for (c, m) in a {
        for (d, n) in b {
            add(&mut product, c * d, m.times(n)?)?;
        }
    }
    Some(product)
}

/// A value written out. The depth is bounded, deeper parts are factors as they are.
fn written_out(graph: &Graph, value: Value, depth: u32) -> Option<Polynomial> {
    let plain = || {
        let mut monomial = Monomial::ONE;
        monomial.factors[0] = value;
        monomial.len = 1;
        vec![(1.0, monomial)]
    };
    if depth == DEEPEST {
        return Some(plain());
    }
    let inner = |value| written_out(graph, value, depth + 1);
    Some(match graph.op(value) {
        Op::Constant(bits) => vec![(f64::from_bits(bits), Monomial::ONE)],
        Op::Add(a, b) | Op::Sub(a, b) => {
            let sign = if matches!(graph.op(value), Op::Sub(..)) {
                -1.0
            } else {
                1.0
            };
            let mut sum = inner(a)?;
            for (coefficient, monomial) in inner(b)? {
                add(&mut sum, sign * coefficient, monomial)?;
            }
            sum
        }
        Op::Neg(a) => {
            let mut sum = inner(a)?;
            sum.iter_mut().for_each(|term| term.0 = -term.0);
            sum
        }
        Op::Mul(a, b) => multiply(&inner(a)?, &inner(b)?)?,
        Op::PowInt(a, n) if n as usize <= MOST_FACTORS => {
            let base = inner(a)?;
            let mut power = base.clone();
            for _ in 1..n {
                power = multiply(&power, &base)?;
            }
            power
        }
        _ => plain(),
    })
}

/// At least how many monomials a value has, unless some of them cancel.
fn count_monomials(graph: &Graph, value: Value, depth: u32) -> usize {
    if depth == DEEPEST {
        return 1;
    }
    let inner = |value| count_monomials(graph, value, depth + 1);
    match graph.op(value) {
        Op::Add(a, b) | Op::Sub(a, b) => inner(a) + inner(b),
        Op::Neg(a) => inner(a),
        Op::Mul(a, b) if a == b => {
            let count = inner(a);
            count * (count + 1) / 2
        }
        Op::Mul(a, b) => inner(a) * inner(b),
        // Of a power of a sum there are more than of its square.
        Op::PowInt(a, n) if n as usize <= MOST_FACTORS => {
            let count = inner(a);
            count * (count + 1) / 2
        }
        _ => 1,
    }
}

/// Whether a value is a product or power that has a sum as a factor.
fn has_sum_inside(graph: &Graph, value: Value) -> bool {
    let is_sum = |value| matches!(graph.op(value), Op::Add(..) | Op::Sub(..));
    match graph.op(value) {
        Op::Mul(a, b) => is_sum(a) || is_sum(b),
        Op::PowInt(a, n) => n as usize <= MOST_FACTORS && is_sum(a),
        _ => false,
    }
}

/// Writes out what cancels other terms of the sum, where little is left.
pub(super) fn cancelled(graph: &mut Graph, terms: &mut Terms, attempts: &mut u32) -> bool {
    let count = terms.list().len();
    if count < 2 {
        return false;
    }
    for at in 0..count {
        let (coefficient, value) = terms.list()[at];
        if !has_sum_inside(graph, value) || *attempts == 0 {
            continue;
        }
        *attempts -= 1;
        if little_left(graph, terms, at, coefficient, value).is_some()
            || power_apart(graph, terms, at, coefficient, value).is_some()
        {
            return true;
        }
    }
    false
}

/// All but one monomial of the term cancels whole other terms.
fn little_left(
    graph: &mut Graph,
    terms: &mut Terms,
    at: usize,
    coefficient: f64,
    value: Value,
) -> Option<()> {
    // All but one have another term each to cancel.
    if count_monomials(graph, value, 0) > terms.list().len() {
        return None;
    }
    let mut left = written_out(graph, value, 0)?;
    let length = left.len();
    left.iter_mut().for_each(|term| term.0 *= coefficient);
    let mut gone = [false; view::MOST];
    for (place, &(coefficient, value)) in terms.list().iter().enumerate() {
        if place == at || has_sum_inside(graph, value) || !is_total(graph, value, 0) {
            continue;
        }
        let Some(&[(own, monomial)]) = written_out(graph, value, 0).as_deref() else {
            continue;
        };
        let opposite = |&(c, m): &(f64, Monomial)| m == monomial && c == -own * coefficient;
        if let Some(same) = left.iter().position(opposite) {
            left.swap_remove(same);
            gone[place] = true;
        }
    }
    if left.len() > 1 || left.len() == length {
        return None;
    }
    let mut rest = Terms::none();
    for (place, &term) in terms.list().iter().enumerate() {
        if place == at {
            for (coefficient, monomial) in &left {
                let factors = &monomial.factors[..monomial.len];
                let product = match factors.split_first() {
                    Some((&first, others)) => others
                        .iter()
                        .fold(first, |product, &f| graph.mul(product, f)),
                    None => graph.constant(1.0),
                };
                rest.push((*coefficient, product))?;
            }
        } else if !gone[place] {
            rest.push(term)?;
        }
    }
    *terms = rest;
    Some(())
}

/// `(u + v)^n - u^n`, where `v` is small beside `u`: every monomial that is left has the factor `v`.
fn power_apart(
    graph: &mut Graph,
    terms: &mut Terms,
    at: usize,
    coefficient: f64,
    value: Value,
) -> Option<()> {
    let Op::PowInt(base, n @ 3..) = graph.op(value) else {
        return None;
    };
    let (a, b, sign) = match graph.op(base) {
        Op::Add(a, b) => (a, b, 1.0),
        Op::Sub(a, b) => (a, b, -1.0),
        _ => return None,
    };
    let one = graph.one();
    for (u, v) in [(a, b), (b, a)] {
        // With the sign on the part that cancels only even powers do.
        if u == b && sign < 0.0 && n % 2 == 1 {
            continue;
        }
        let (own, power) = match graph.as_constant(u) {
            Some(u) => (super::super::arithmetic::power_integer(u, n), one),
            None => (1.0, graph.power_integer(u, n)),
        };
        let opposite = (-coefficient * own, power);
        let Some(place) = terms.list().iter().position(|&term| term == opposite) else {
            continue;
        };
        // u + s*v, or s*u + v, which for even powers is u + s*v as well.
        let signed = if sign < 0.0 { graph.neg(v) } else { v };
        // ((u + v)^n - u^n)/v, from the highest power of v down.
        let mut binomial = 1.0;
        let mut sum = one;
        for k in 1..n {
            binomial = binomial * f64::from(n + 1 - k) / f64::from(k);
            let size = graph.constant(binomial);
            let raised = graph.power_integer(u, k);
            let term = graph.mul(size, raised);
            let product = graph.mul(sum, signed);
            sum = graph.add(product, term);
        }
        let written = graph.mul(signed, sum);
        let without = graph.power_integer(u, n);
        let plain = graph.sub(value, without);
        let (large, small) = (
            graph.unary(FunctionId::ABS, u),
            graph.unary(FunctionId::ABS, v),
        );
        let two = graph.constant(2.0);
        let small = graph.mul(two, small);
        let close = graph.compare(Relation::Less, small, large);
        let chosen = graph.choose(close, written, plain);
        terms.list_mut()[at] = (coefficient, chosen);
        terms.remove(place);
        return Some(());
    }
    None
}
