//! Sums of exponentials, which leave the range of doubles where their logarithms and quotients do
//! not.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::super::graph::{Graph, Op, Value};
use super::Stable;
use super::view::Factors;
use crate::function::FunctionId;
use crate::syntax::Relation;

/// A sum of exponentials divided by the largest of them.
#[derive(Clone, Debug)]
pub(super) struct Shifted {
    /// The largest exponent.
    most: Value,
    /// The sum of what follows.
    sum: Value,
    /// For each exponent the exponential of its distance from the largest.
    parts: HashMap<Value, Value, FixedState>,
}

/// Sums of fewer are left to rules.
const LEAST: usize = 3;
/// The most exponentials of one sum.
const MOST: usize = 4096;
/// The most exponentials of all sums together: what sums share is not shared by what is made here.
pub(super) const MOST_OF_ALL: usize = 1 << 20;

impl Stable {
    /// `log(exp(a) + exp(b) + …)`.
    pub(super) fn log_of_exponentials(
        &mut self,
        graph: &mut Graph,
        argument: Value,
    ) -> Option<Value> {
        if !matches!(graph.op(argument), Op::Add(..)) {
            return None;
        }
        let Shifted { most, sum, .. } = self.shifted(graph, argument)?;
        let (most, sum) = (*most, *sum);
        let rest = graph.unary(FunctionId::LOG, sum);
        let whole = graph.add(most, rest);
        // Where an exponent is infinite there is no distance from it.
        let size = graph.unary(FunctionId::ABS, most);
        let infinity = graph.constant(f64::INFINITY);
        let finite = graph.compare(Relation::Less, size, infinity);
        let plain = graph.unary(FunctionId::LOG, argument);
        Some(graph.choose(finite, whole, plain))
    }

    /// `exp(a)/(exp(a) + exp(b) + …)`.
    pub(super) fn share_of_exponentials(
        &mut self,
        graph: &mut Graph,
        factors: &Factors,
    ) -> Option<Value> {
        let (below, &(total, _)) = factors
            .list()
            .iter()
            .enumerate()
            .find(|(_, (value, power))| *power == -1 && matches!(graph.op(*value), Op::Add(..)))?;
        let exponent = |&(value, power): &(Value, i32)| match graph.op(value) {
            Op::Unary(FunctionId::EXP, exponent) if power == 1 => Some(exponent),
            _ => None,
        };
        let above = factors.list().iter().position(|f| exponent(f).is_some())?;
        let wanted = exponent(&factors.list()[above])?;
        let Shifted { sum, parts, .. } = self.shifted(graph, total)?;
        let part = *parts.get(&wanted)?;
        let mut rest = *factors;
        rest.list_mut()[above].0 = part;
        rest.list_mut()[below].0 = *sum;
        Some(super::view::multiply(graph, rest.list()))
    }

    /// A sum of exponentials and positive constants, divided by its largest exponential.
    fn shifted(&mut self, graph: &mut Graph, sum: Value) -> Option<&Shifted> {
        if !self.softmax.contains_key(&sum) {
            let made = shift(graph, sum, MOST.min(self.exponentials_left));
            let used = made.as_ref().map_or(0, |made| made.parts.len());
            self.exponentials_left = self.exponentials_left.saturating_sub(used);
            self.softmax.insert(sum, made);
        }
        self.softmax.get(&sum)?.as_ref()
    }
}

fn shift(graph: &mut Graph, sum: Value, limit: usize) -> Option<Shifted> {
    let mut exponents: Vec<(f64, Value)> = Vec::new();
    let mut constant = 0.0;
    let mut stack = vec![sum];
    while let Some(value) = stack.pop() {
        if exponents.len() > limit {
            return None;
        }
        match graph.op(value) {
            Op::Add(a, b) => stack.extend([b, a]),
            Op::Constant(bits) if f64::from_bits(bits) > 0.0 => constant += f64::from_bits(bits),
            Op::Unary(FunctionId::EXP, exponent) => exponents.push((1.0, exponent)),
            Op::Mul(a, b) => match (graph.as_constant(a), graph.op(b)) {
                (Some(factor), Op::Unary(FunctionId::EXP, exponent)) if factor > 0.0 => {
                    exponents.push((factor, exponent));
                }
                _ => match (graph.as_constant(b), graph.op(a)) {
                    (Some(factor), Op::Unary(FunctionId::EXP, exponent)) if factor > 0.0 => {
                        exponents.push((factor, exponent));
                    }
                    _ => return None,
                },
            },
            _ => return None,
        }
    }
    if constant > 0.0 {
        let zero = graph.constant(0.0);
        exponents.push((constant, zero));
    }
    if exponents.len() < LEAST {
        return None;
    }
    let mut most: Option<Value> = None;
    for &(_, exponent) in &exponents {
        most = Some(match most {
            Some(most) => graph.binary(FunctionId::MAX, most, exponent),
            None => exponent,
        });
    }
    let most = most?;
    let mut parts = HashMap::with_capacity_and_hasher(exponents.len(), FixedState::default());
    let mut total: Option<Value> = None;
    for (factor, exponent) in exponents {
        let distance = graph.sub(exponent, most);
        let part = graph.unary(FunctionId::EXP, distance);
        parts.insert(exponent, part);
        let factor = graph.constant(factor);
        let term = graph.mul(factor, part);
        total = Some(match total {
            Some(total) => graph.add(total, term),
            None => term,
        });
    }
    Some(Shifted {
        most,
        sum: total?,
        parts,
    })
}
