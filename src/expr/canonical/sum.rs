//! Canonical sums: linear combinations with rational coefficients.

use hashbrown::HashSet;

use super::{Arena, CanonicalError, Id, Node, Number, Result};

/// Collects terms.
#[derive(Default)]
pub(super) struct SumBuilder {
    /// Added up at the end, in pairs: one after the other, many fractions would be added to an ever
    /// longer one.
    constants: Vec<Number>,
    terms: Vec<(Id, Number)>,
    /// Sums of several terms under a factor: kept whole (a number is not distributed over a sum)
    /// unless one of their terms also stands outside.
    scaled: Vec<(Id, Number)>,
}

impl SumBuilder {
    /// Adds `factor` times a canonical node.
    pub(super) fn push(&mut self, arena: &Arena, id: Id, factor: &Number) {
        match arena.node(id) {
            Node::Number(number) => self.add_constant(&arena.number(number).multiply(factor)),
            Node::Sum(run) if run.len == 2 => {
                let (coefficient, term) = (arena.operand(run, 0), arena.operand(run, 1));
                self.push_term(arena, term, &factor.multiply(value(arena, coefficient)));
            }
            Node::Sum(_) if factor.is_one() || *factor == Number::MINUS_ONE => {
                self.distribute(arena, id, factor);
            }
            Node::Sum(_) => self.scaled.push((id, factor.clone())),
            _ => self.terms.push((id, factor.clone())),
        }
    }

    fn push_term(&mut self, arena: &Arena, term: Id, factor: &Number) {
        if term == Id::ONE {
            self.add_constant(factor);
        } else if matches!(arena.node(term), Node::Sum(_)) {
            if factor.is_one() || *factor == Number::MINUS_ONE {
                self.distribute(arena, term, factor);
            } else {
                self.scaled.push((term, factor.clone()));
            }
        } else {
            self.terms.push((term, factor.clone()));
        }
    }

    fn add_constant(&mut self, value: &Number) {
        if let [only] = self.constants.as_mut_slice()
            && only.bits() < 128
            && value.bits() < 128
        {
            *only = only.add(value);
        } else {
            self.constants.push(value.clone());
        }
    }

    /// The sum of the constants.
    fn constant(&mut self) -> Number {
        while self.constants.len() > 1 {
            let pairs = self.constants.chunks(2);
            self.constants = pairs
                .map(|pair| match pair {
                    [a, b] => a.add(b),
                    rest => rest[0].clone(),
                })
                .collect();
        }
        self.constants.pop().unwrap_or(Number::ZERO)
    }

    /// Adds `factor` times each term of a sum.
    fn distribute(&mut self, arena: &Arena, sum: Id, factor: &Number) {
        // Sums of one term are never nested in sums, so this descends by one level only: a scaled
        // sum inside `sum` goes to `scaled`.
        if let Node::Sum(run) = arena.node(sum) {
            for pair in arena.operands(run).chunks_exact(2) {
                let coefficient = value(arena, pair[0]).multiply(factor);
                if pair[1] == Id::ONE {
                    self.add_constant(&coefficient);
                } else if matches!(arena.node(pair[1]), Node::Sum(_)) {
                    self.scaled.push((pair[1], coefficient));
                } else {
                    self.terms.push((pair[1], coefficient));
                }
            }
        }
    }

    /// Like terms in scaled sums and outside are collected: the sums concerned are distributed.
    fn settle_scaled(&mut self, arena: &Arena) {
        loop {
            combine(arena, &mut self.scaled);
            // What adds up to nothing (x - x) meets no term of the sums.
            combine(arena, &mut self.terms);
            let mut outside: HashSet<Id, foldhash::fast::FixedState> =
                self.terms.iter().map(|(term, _)| *term).collect();
            let constant = self.constant();
            if !constant.is_zero() {
                outside.insert(Id::ONE);
                self.constants.push(constant);
            }
            let mut seen_in_scaled = HashSet::<Id, foldhash::fast::FixedState>::default();
            let mut twice = HashSet::<Id, foldhash::fast::FixedState>::default();
            for (sum, _) in &self.scaled {
                for term in terms_of(arena, *sum) {
                    if !seen_in_scaled.insert(term) {
                        twice.insert(term);
                    }
                }
            }
            let scaled = std::mem::take(&mut self.scaled);
            let before = scaled.len();
            for (sum, factor) in scaled {
                let meets = factor.is_one()
                    || factor == Number::MINUS_ONE
                    || terms_of(arena, sum)
                        .any(|term| outside.contains(&term) || twice.contains(&term));
                if meets {
                    self.distribute(arena, sum, &factor);
                } else {
                    self.scaled.push((sum, factor));
                }
            }
            if self.scaled.len() == before {
                return;
            }
        }
    }

    /// The canonical sum.
    pub(super) fn finish(mut self, arena: &mut Arena) -> Result<Id> {
        if self.scaled.len() > 1
            || !self.scaled.is_empty() && (!self.terms.is_empty() || !self.constants.is_empty())
        {
            self.settle_scaled(arena);
        }
        let constant = self.constant();
        let mut terms = self.terms;
        terms.append(&mut self.scaled);
        if !constant.is_zero() {
            terms.push((Id::ONE, constant));
        }
        combine(arena, &mut terms);
        if unreverse(arena, &mut terms)? {
            // What changed may be like another term.
            let mut again = SumBuilder::default();
            for (term, factor) in &terms {
                again.push_term(arena, *term, factor);
            }
            return again.finish(arena);
        }
        match terms.as_slice() {
            [] => Ok(Id::ZERO),
            [(Id::ONE, constant)] => Ok(arena.number_node(constant.clone())),
            [(term, factor)] if factor.is_one() => Ok(*term),
            [(term, factor)]
                if *factor == Number::MINUS_ONE && matches!(arena.node(*term), Node::Sum(_)) =>
            {
                let mut sum = SumBuilder::default();
                sum.distribute(arena, *term, factor);
                sum.finish(arena)
            }
            _ => {
                // Collecting powers adds exponents, term by term, all within one task of the pass.
                if arena.operands_seen > super::MOST_OPERANDS {
                    return Err(CanonicalError::TooLarge {
                        limit: super::MOST_OPERANDS,
                    });
                }
                let mut pairs = Vec::with_capacity(2 * terms.len());
                for (term, factor) in terms {
                    if factor.bits() > super::super::number::MAX_BITS {
                        return Err(CanonicalError::TooLarge {
                            limit: super::MAX_OPERANDS,
                        });
                    }
                    pairs.push(arena.number_node(factor));
                    pairs.push(term);
                }
                let id = arena.sum_node(&pairs);
                arena.set_canonical(id, id);
                Ok(id)
            }
        }
    }
}

/// Sorts by structural hash and adds the factors of equal nodes; what adds up to 0 goes.
fn combine(arena: &Arena, terms: &mut Vec<(Id, Number)>) {
    if terms.len() > 1 {
        terms.sort_unstable_by_key(|(id, _)| (arena.hash(*id), *id));
        terms.dedup_by(|next, kept| {
            if next.0 != kept.0 {
                return false;
            }
            kept.1 = kept.1.add(&next.1);
            true
        });
    }
    terms.retain(|(_, factor)| !factor.is_zero());
}

/// A negative factor goes into a factor such as `1 - x` of its term: `-2*(1 - x)` is `2*(x - 1)`.
/// Says whether it did; afterwards that factor is positive, so this comes to an end.
fn unreverse(arena: &mut Arena, terms: &mut [(Id, Number)]) -> Result<bool> {
    let mut changed = false;
    for (term, factor) in terms {
        if factor.is_negative()
            && let Some(other) = super::product::unreversed(arena, *term)?
        {
            *term = other;
            *factor = factor.negate();
            changed = true;
        }
    }
    Ok(changed)
}

fn terms_of(arena: &Arena, sum: Id) -> impl Iterator<Item = Id> {
    let pairs = match arena.node(sum) {
        Node::Sum(run) => arena.operands(run),
        _ => &[],
    };
    pairs.chunks_exact(2).map(|pair| pair[1])
}

/// The number that a coefficient node is.
pub(super) fn value(arena: &Arena, id: Id) -> &Number {
    const ZERO: &Number = &Number::ZERO;
    arena.as_number(id).unwrap_or(ZERO)
}

/// `factor` times a canonical node.
pub(super) fn scale(arena: &mut Arena, id: Id, factor: &Number) -> Result<Id> {
    if factor.is_one() {
        return Ok(id);
    }
    let mut sum = SumBuilder::default();
    sum.push(arena, id, factor);
    sum.finish(arena)
}

/// The sum of two canonical nodes.
pub(super) fn add(arena: &mut Arena, a: Id, b: Id) -> Result<Id> {
    let mut sum = SumBuilder::default();
    sum.push(arena, a, &Number::ONE);
    sum.push(arena, b, &Number::ONE);
    sum.finish(arena)
}

/// Splits a canonical node into its rational factor and the rest.
pub(super) fn content(arena: &Arena, id: Id) -> (Number, Id) {
    match arena.node(id) {
        Node::Number(number) => (arena.number(number).clone(), Id::ONE),
        Node::Sum(run) if run.len == 2 => (
            value(arena, arena.operand(run, 0)).clone(),
            arena.operand(run, 1),
        ),
        _ => (Number::ONE, id),
    }
}

/// Whether a canonical node reads as a negative: a negative number, a term with a negative
/// coefficient, or a sum of such terms only.
pub(super) fn reads_negative(arena: &Arena, id: Id) -> bool {
    match arena.node(id) {
        Node::Number(number) => arena.number(number).is_negative(),
        Node::Sum(run) => arena
            .operands(run)
            .chunks_exact(2)
            .all(|pair| value(arena, pair[0]).is_negative()),
        _ => false,
    }
}

/// Whether a sum of several terms has a positive constant and otherwise negative terms (`1 - x`).
pub(super) fn reads_reversed(arena: &Arena, id: Id) -> bool {
    match arena.node(id) {
        Node::Sum(run) if run.len > 2 => arena
            .operands(run)
            .chunks_exact(2)
            .all(|pair| value(arena, pair[0]).is_negative() != (pair[1] == Id::ONE)),
        _ => false,
    }
}
