//! Conditions: deciding them, writing them readably, and what keeps an expression real.

use super::numeric::{self, Verdict};
use super::solver::Solver;
use crate::analysis::AnalysisError;
use crate::expr::{Arena, Id, Node, Number, Relation, lower};
use crate::function::FunctionId;

/// What a part of an expression needs to be real.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Need {
    /// This condition.
    Condition(Id),
    /// A positive base, or 0 under a positive exponent.
    Power { base: Id, exponent: Id },
}

/// What the parts of `root` that depend on `variable` need to be real, as they were built.
pub(super) fn needs(arena: &mut Arena, root: Id, variable: Id) -> Vec<Need> {
    let mut found = Vec::new();
    let order = arena.reachable(&[root]);
    let mut dependent = vec![false; order.len()];
    for (at, &id) in order.iter().enumerate() {
        let mut depends = id == variable;
        arena.for_each_child(id, |child| {
            depends |= order
                .binary_search(&child)
                .is_ok_and(|place| dependent[place]);
        });
        dependent[at] = depends;
    }
    let depends = |id: Id| order.binary_search(&id).is_ok_and(|at| dependent[at]);
    for &id in &order {
        if !depends(id) {
            continue;
        }
        match arena.node(id) {
            Node::Pow(base, exponent) => power_need(arena, base, exponent, &depends, &mut found),
            Node::Product(run) => {
                let pairs = arena.operands(run).to_vec();
                for pair in pairs.chunks_exact(2) {
                    power_need(arena, pair[0], pair[1], &depends, &mut found);
                }
            }
            Node::Call(function, run) => {
                let row = function.row();
                let arguments = arena.operands(run).to_vec();
                if function == FunctionId::SQRT {
                    if let [radicand] = arguments[..] {
                        let need = arena.compare_node(Relation::LessEqual, Id::ZERO, radicand);
                        push(&mut found, Need::Condition(need));
                    }
                    continue;
                }
                if row.domain.is_empty() {
                    continue;
                }
                let Some(domain) = lower::formula(arena, row.domain) else {
                    continue;
                };
                let parameters: Vec<(Id, Id)> = row
                    .parameters
                    .iter()
                    .zip(&arguments)
                    .map(|(name, &argument)| (arena.symbol(name), argument))
                    .collect();
                let condition = arena.substitute(domain, &parameters);
                for part in conjunction(arena, condition) {
                    push(&mut found, Need::Condition(part));
                }
            }
            _ => {}
        }
    }
    found
}

fn push(found: &mut Vec<Need>, need: Need) {
    if !found.contains(&need) {
        found.push(need);
    }
}

fn power_need(
    arena: &mut Arena,
    base: Id,
    exponent: Id,
    depends: &dyn Fn(Id) -> bool,
    found: &mut Vec<Need>,
) {
    let Some(number) = arena.as_number(exponent).cloned() else {
        // The exponential is real everywhere, and so is the power of a positive number.
        let positive = match arena.node(base) {
            Node::Constant(_) => true,
            Node::Number(number) => arena.number(number).is_positive(),
            _ => false,
        };
        if !positive && (depends(base) || depends(exponent)) {
            push(found, Need::Power { base, exponent });
        }
        return;
    };
    if !depends(base) {
        return;
    }
    let need = if number.is_integer() {
        if !number.is_negative() {
            return;
        }
        arena.compare_node(Relation::NotEqual, base, Id::ZERO)
    } else if number.is_negative() {
        arena.compare_node(Relation::Less, Id::ZERO, base)
    } else {
        arena.compare_node(Relation::LessEqual, Id::ZERO, base)
    };
    push(found, Need::Condition(need));
}

/// The conditions that are joined by `and`.
fn conjunction(arena: &Arena, condition: Id) -> Vec<Id> {
    let mut parts = Vec::new();
    let mut stack = vec![condition];
    while let Some(part) = stack.pop() {
        match arena.node(part) {
            Node::And(a, b) => stack.extend([b, a]),
            _ => parts.push(part),
        }
    }
    parts
}

impl Solver<'_> {
    /// A comparison of `a` with 0.
    pub(super) fn compare_zero(&mut self, relation: Relation, a: Id) -> Id {
        self.arena.compare_node(relation, a, Id::ZERO)
    }

    /// Whether an angle is a whole number of half turns and an inverse tangent, so that its cosine
    /// is not 0; with a right angle besides, its sine is not 0.
    fn is_tangent_angle(&mut self, angle: Id, right_angle: bool) -> bool {
        let (constant, terms) = split_constant(self.arena, angle);
        let mut tangents = 0;
        let mut right_angles = 0;
        for (factor, term) in terms {
            match self.arena.node(term) {
                Node::Call(FunctionId::ATAN, _) if factor.abs().is_one() => tangents += 1,
                Node::Constant(_) if !factor.is_integer() => {
                    right_angles += 1;
                    let twice = factor.add(&factor);
                    if !twice.is_integer() || twice.is_even() {
                        return false;
                    }
                }
                Node::Constant(_) => {}
                Node::Product(_) if factor.is_integer() => {
                    let pi = self.pi();
                    let indices = self.indices.clone();
                    let whole = self.powers(term).iter().all(|(base, exponent)| {
                        *exponent == Id::ONE && (*base == pi || indices.contains(base))
                    });
                    if !whole {
                        return false;
                    }
                }
                _ => return false,
            }
        }
        constant.is_zero() && tangents == 1 && right_angles == usize::from(right_angle)
    }

    /// Whether a condition holds; nothing if that depends, or is not known.
    pub(super) fn decide(&mut self, condition: Id) -> Option<bool> {
        match self.arena.node(condition) {
            Node::Compare(relation, a, b) => self.decide_comparison(relation, a, b),
            Node::And(a, b) => match (self.decide(a), self.decide(b)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Node::Or(a, b) => match (self.decide(a), self.decide(b)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Node::Not(a) => self.decide(a).map(|truth| !truth),
            _ => None,
        }
    }

    fn decide_comparison(&mut self, relation: Relation, a: Id, b: Id) -> Option<bool> {
        let difference = self.arena.sub(a, b);
        let difference = self.arena.canonical(difference).ok()?;
        let by_sign = |sign: std::cmp::Ordering| {
            use std::cmp::Ordering::{Equal, Greater, Less};
            match relation {
                Relation::Less => sign == Less,
                Relation::LessEqual => sign != Greater,
                Relation::Greater => sign == Greater,
                Relation::GreaterEqual => sign != Less,
                Relation::Equal => sign == Equal,
                Relation::NotEqual => sign != Equal,
            }
        };
        use std::cmp::Ordering;
        if self.arena.free_symbols(&[difference]).is_empty() {
            return match numeric::verdict(self.arena, difference)? {
                Verdict::Zero => Some(by_sign(Ordering::Equal)),
                Verdict::Positive => Some(by_sign(Ordering::Greater)),
                Verdict::Negative => Some(by_sign(Ordering::Less)),
                // What is not real meets no condition.
                Verdict::Undefined => Some(false),
                Verdict::Unclear => None,
            };
        }
        if matches!(relation, Relation::NotEqual | Relation::Equal)
            && let Node::Call(function, run) = self.arena.node(difference)
            && [FunctionId::COS, FunctionId::SIN].contains(&function)
        {
            let angle = self.arena.operand(run, 0);
            if self.is_tangent_angle(angle, function == FunctionId::SIN) {
                return Some(relation == Relation::NotEqual);
            }
        }
        self.prove(relation, difference)
    }

    /// A condition as a person would write it: about one term, numbers on the other side.
    pub(super) fn readable(&mut self, condition: Id) -> Result<Id, AnalysisError> {
        let Node::Compare(relation, a, b) = self.arena.node(condition) else {
            return Ok(self.arena.canonical(condition)?);
        };
        let difference = self.arena.sub(a, b);
        let difference = self.arena.canonical(difference)?;
        let (constant, all) = split_constant(self.arena, difference);
        // What has no symbols stands on the right side.
        let mut right = self.arena.number_node(constant.negate());
        let mut terms = Vec::with_capacity(all.len());
        for (factor, term) in all {
            if self.arena.free_symbols(&[term]).is_empty() {
                let factor = self.arena.number_node(factor.negate());
                let part = self.arena.mul(factor, term);
                right = self.arena.add(right, part);
            } else {
                terms.push((factor, term));
            }
        }
        let [(factor, term)] = terms.as_slice() else {
            // Several terms, without a common factor, stand on one side.
            let negative = terms.iter().all(|(factor, _)| factor.is_negative());
            let size = common_factor(&terms);
            let size = if negative { size.negate() } else { size };
            let Some(inverse) = size.reciprocal() else {
                return Ok(condition);
            };
            let relation = if negative {
                flipped(relation)
            } else {
                relation
            };
            let mut sum = Id::ZERO;
            for (factor, term) in &terms {
                let factor = self.arena.number_node(factor.multiply(&inverse));
                let term = self.arena.mul(factor, *term);
                sum = self.arena.add(sum, term);
            }
            let sum = self.arena.canonical(sum)?;
            let inverse = self.arena.number_node(inverse);
            let right = self.times(right, inverse)?;
            return Ok(self.arena.compare_node(relation, sum, right));
        };
        let Some(inverse) = factor.reciprocal() else {
            return Ok(condition);
        };
        let inverse = self.arena.number_node(inverse);
        let right = self.times(right, inverse)?;
        let relation = if factor.is_negative() {
            flipped(relation)
        } else {
            relation
        };
        let mut term = *term;
        if right == Id::ZERO {
            // Positive constants matter for no comparison with 0.
            let mut product = Id::ONE;
            for (base, exponent) in self.powers(term) {
                let symbols = self.arena.free_symbols(&[base, exponent]);
                if symbols.is_empty()
                    && numeric::verdict(self.arena, base) == Some(Verdict::Positive)
                {
                    continue;
                }
                let power = self.arena.pow(base, exponent);
                product = self.arena.mul(product, power);
            }
            term = self.canonical(product)?;
        }
        Ok(self.arena.compare_node(relation, term, right))
    }

    /// Conditions of one solution, each once, readable, the weaker of two bounds left out; a term
    /// that is bounded on both sides reads `0 < p`, `p < 1`.
    pub(super) fn tidy_conditions(&mut self, conditions: &[Id]) -> Result<Vec<Id>, AnalysisError> {
        let mut kept: Vec<Id> = Vec::new();
        for &condition in conditions {
            let readable = self.readable(condition)?;
            if !kept.contains(&readable) {
                kept.push(readable);
            }
        }
        let kept = split_products(self, kept)?;
        let parts: Vec<Option<(Relation, Id, Number)>> = kept
            .iter()
            .map(|&condition| match self.arena.node(condition) {
                Node::Compare(relation, term, bound) => {
                    let bound = self.arena.as_number(bound)?.clone();
                    Some((relation, term, bound))
                }
                _ => None,
            })
            .collect();
        let weaker = |at: usize| {
            let Some((relation, term, bound)) = &parts[at] else {
                return false;
            };
            parts.iter().enumerate().any(|(other, part)| {
                let Some((stronger, other_term, other_bound)) = part else {
                    return false;
                };
                other != at
                    && other_term == term
                    && implies(*stronger, other_bound, *relation, bound)
            })
        };
        let mut result = Vec::new();
        for (at, &condition) in kept.iter().enumerate() {
            if weaker(at) {
                continue;
            }
            let both = parts[at].as_ref().is_some_and(|(relation, term, _)| {
                is_lower(*relation)
                    && parts.iter().flatten().any(|(other, other_term, _)| {
                        other_term == term && matches!(other, Relation::Less | Relation::LessEqual)
                    })
            });
            match self.arena.node(condition) {
                Node::Compare(relation, term, bound) if both => {
                    let lower = self.arena.compare_node(flipped(relation), bound, term);
                    // Before the upper bound of the same term.
                    let place = result.iter().position(|&known| {
                        matches!(self.arena.node(known), Node::Compare(_, other, _) if other == term)
                    });
                    result.insert(place.unwrap_or(result.len()), lower);
                }
                _ => result.push(condition),
            }
        }
        Ok(result)
    }
}

/// A product is not 0 if no factor is; powers with symbolic exponents are of positive bases, so that
/// they have no sign.
fn split_products(solver: &mut Solver, conditions: Vec<Id>) -> Result<Vec<Id>, AnalysisError> {
    let mut split: Vec<Id> = Vec::with_capacity(conditions.len());
    for condition in conditions {
        let mut parts = vec![condition];
        if let Node::Compare(relation, term, Id::ZERO) = solver.arena.node(condition)
            && matches!(relation, Relation::NotEqual | Relation::Greater)
        {
            let powers = solver.powers(term);
            let several = powers.len() > 1 || powers.iter().any(|&(_, e)| e != Id::ONE);
            if several && relation == Relation::NotEqual {
                parts.clear();
                for (base, _) in powers {
                    let part = solver.compare_zero(Relation::NotEqual, base);
                    parts.push(solver.readable(part)?);
                }
            } else if several
                && powers
                    .iter()
                    .all(|&(_, e)| solver.arena.as_number(e).is_none())
            {
                parts.clear();
                for (base, _) in powers {
                    let part = solver.compare_zero(Relation::Greater, base);
                    parts.push(solver.readable(part)?);
                }
            }
        }
        for part in parts {
            if !split.contains(&part) {
                split.push(part);
            }
        }
    }
    Ok(split)
}

/// The greatest common divisor of the factors, where they are whole numbers; else 1.
fn common_factor(terms: &[(Number, Id)]) -> Number {
    let mut common = 0i64;
    for (factor, _) in terms {
        match factor.to_i64() {
            Some(factor) => common = num_integer::gcd(common, factor),
            None => return Number::ONE,
        }
    }
    Number::integer(common.max(1))
}

fn is_lower(relation: Relation) -> bool {
    matches!(relation, Relation::Greater | Relation::GreaterEqual)
}

/// Whether `t stronger c` implies `t relation d`, for different conditions.
fn implies(stronger: Relation, c: &Number, relation: Relation, d: &Number) -> bool {
    match (stronger, relation) {
        (Relation::Greater, Relation::Greater)
        | (Relation::GreaterEqual, Relation::GreaterEqual) => c > d,
        (Relation::Greater, Relation::GreaterEqual | Relation::NotEqual) => c >= d,
        (Relation::GreaterEqual, Relation::Greater | Relation::NotEqual) => c > d,
        (Relation::Less, Relation::Less) | (Relation::LessEqual, Relation::LessEqual) => c < d,
        (Relation::Less, Relation::LessEqual | Relation::NotEqual) => c <= d,
        (Relation::LessEqual, Relation::Less | Relation::NotEqual) => c < d,
        (Relation::Equal, Relation::LessEqual | Relation::GreaterEqual) => c == d,
        _ => false,
    }
}

/// The relation with its sides exchanged.
pub(super) fn flipped(relation: Relation) -> Relation {
    match relation {
        Relation::Less => Relation::Greater,
        Relation::LessEqual => Relation::GreaterEqual,
        Relation::Greater => Relation::Less,
        Relation::GreaterEqual => Relation::LessEqual,
        other => other,
    }
}

/// The rational constant of a canonical node, and its other terms with their factors.
pub(super) fn split_constant(arena: &Arena, id: Id) -> (Number, Vec<(Number, Id)>) {
    match arena.node(id) {
        Node::Number(number) => (arena.number(number).clone(), Vec::new()),
        Node::Sum(run) => {
            let mut constant = Number::ZERO;
            let mut terms = Vec::new();
            for pair in arena.operands(run).chunks_exact(2) {
                let factor = arena.as_number(pair[0]).cloned().unwrap_or(Number::ONE);
                if pair[1] == Id::ONE {
                    constant = factor;
                } else {
                    terms.push((factor, pair[1]));
                }
            }
            (constant, terms)
        }
        _ => (Number::ZERO, vec![(Number::ONE, id)]),
    }
}
