//! Polynomial equations with symbolic coefficients: by formula, by factors, in a power of the unknown.

use std::collections::HashMap;

use num_integer::Integer;

use super::solution::{Note, Outcome, Solution};
use super::solver::{Found, Solver, Tried, everything, exact};
use crate::analysis::AnalysisError;
use crate::expr::{Id, Node, Number, Relation};

/// The highest degree of a polynomial that is written out.
const MOST_DEGREE: usize = 400;

impl Solver<'_> {
    /// The coefficients of `f` as a polynomial in `x`, the constant first; nothing if it is none,
    /// or one of too high degree.
    pub(super) fn coefficients(&mut self, f: Id, x: Id) -> Result<Option<Vec<Id>>, AnalysisError> {
        // What products of sums cost in operations.
        let mut work = 0usize;
        let order = self.arena.reachable(&[f]);
        let mut known: HashMap<Id, Vec<Id>> = HashMap::new();
        for id in order {
            let polynomial = if !self.contains(id, x) {
                vec![id]
            } else if id == x {
                vec![Id::ZERO, Id::ONE]
            } else {
                match self.arena.node(id) {
                    Node::Sum(run) => {
                        let mut sum: Vec<Id> = Vec::new();
                        for pair in self.arena.operands(run).to_vec().chunks_exact(2) {
                            let Some(term) = known.get(&pair[1]) else {
                                return Ok(None);
                            };
                            let term = term.clone();
                            sum.resize(sum.len().max(term.len()), Id::ZERO);
                            for (at, coefficient) in term.into_iter().enumerate() {
                                let part = self.arena.mul(pair[0], coefficient);
                                sum[at] = self.arena.add(sum[at], part);
                            }
                        }
                        sum
                    }
                    Node::Pow(..) | Node::Product(_) => {
                        let mut product = vec![Id::ONE];
                        for (base, exponent) in self.powers(id) {
                            let factor = if self.contains(base, x) {
                                let count = self
                                    .arena
                                    .as_number(exponent)
                                    .and_then(Number::to_i64)
                                    .and_then(|n| usize::try_from(n).ok());
                                let (Some(count), Some(base)) = (count, known.get(&base)) else {
                                    // Only what is needed must be a polynomial.
                                    product.clear();
                                    break;
                                };
                                let base = base.clone();
                                match self.polynomial_power(&base, count, &mut work)? {
                                    Some(power) => power,
                                    None => return Ok(None),
                                }
                            } else if self.contains(exponent, x) {
                                product.clear();
                                break;
                            } else {
                                vec![self.arena.pow(base, exponent)]
                            };
                            match self.polynomial_product(&product, &factor, &mut work)? {
                                Some(next) => product = next,
                                None => return Ok(None),
                            }
                        }
                        if product.is_empty() {
                            continue;
                        }
                        product
                    }
                    _ => continue,
                }
            };
            let mut polynomial = polynomial;
            for coefficient in &mut polynomial {
                *coefficient = self.canonical(*coefficient)?;
            }
            known.insert(id, polynomial);
        }
        let Some(mut coefficients) = known.remove(&f) else {
            return Ok(None);
        };
        for coefficient in &mut coefficients {
            *coefficient = self.normal(*coefficient)?;
        }
        while let Some(&last) = coefficients.last() {
            if !self.vanishes(last)? {
                break;
            }
            coefficients.pop();
        }
        Ok(Some(coefficients))
    }

    fn polynomial_product(
        &mut self,
        a: &[Id],
        b: &[Id],
        work: &mut usize,
    ) -> Result<Option<Vec<Id>>, AnalysisError> {
        *work += a.len() * b.len();
        if a.len() + b.len() > MOST_DEGREE + 2 || *work > 400_000 {
            return Ok(None);
        }
        let mut product = vec![Id::ZERO; a.len() + b.len() - 1];
        for (i, &p) in a.iter().enumerate() {
            for (j, &q) in b.iter().enumerate() {
                let term = self.arena.mul(p, q);
                product[i + j] = self.arena.add(product[i + j], term);
            }
        }
        for coefficient in &mut product {
            *coefficient = self.canonical(*coefficient)?;
        }
        Ok(Some(product))
    }

    fn polynomial_power(
        &mut self,
        base: &[Id],
        count: usize,
        work: &mut usize,
    ) -> Result<Option<Vec<Id>>, AnalysisError> {
        if base.len().saturating_sub(1).saturating_mul(count) > MOST_DEGREE {
            return Ok(None);
        }
        let single = base.iter().filter(|&&c| c != Id::ZERO).count() == 1;
        if single {
            let degree = base.len() - 1;
            let mut power = vec![Id::ZERO; degree * count];
            let exponent = self.arena.integer(i64::try_from(count).unwrap_or(i64::MAX));
            power.push(self.arena.pow(base[degree], exponent));
            return Ok(Some(power));
        }
        let mut power = vec![Id::ONE];
        for _ in 0..count {
            match self.polynomial_product(&power, base, work)? {
                Some(next) => power = next,
                None => return Ok(None),
            }
        }
        Ok(Some(power))
    }

    /// A polynomial in the unknown.
    pub(super) fn by_polynomial(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let Some(coefficients) = self.coefficients(f, x)? else {
            return Ok(None);
        };
        let rational: Option<Vec<Number>> = coefficients
            .iter()
            .map(|&coefficient| self.arena.as_number(coefficient).cloned())
            .collect();
        if let Some(rational) = rational {
            return self.rational_polynomial(&rational, x, depth).map(Some);
        }
        // A power of the unknown that all terms share.
        let low = coefficients
            .iter()
            .position(|&coefficient| coefficient != Id::ZERO)
            .unwrap_or(0);
        if low > 0 {
            let rest = self.expression_of(&coefficients[low..], x)?;
            let mut found = vec![Solution {
                multiplicity: u32::try_from(low).unwrap_or(u32::MAX),
                ..exact(Id::ZERO)
            }];
            found.extend(self.zeros(rest, x, depth)?);
            return Ok(Some(found));
        }
        match coefficients.as_slice() {
            [] => return Ok(Some(vec![everything(x)])),
            [constant] => return self.zeros(*constant, x, depth).map(Some),
            &[b, a] => return self.linear(a, b).map(Some),
            _ => {}
        }
        // Factors first: they give the simpler roots.
        if let Some(found) = self.by_factors(f, x, depth)? {
            return Ok(Some(found));
        }
        if let &[c, b, a] = coefficients.as_slice() {
            return self.quadratic(a, b, c).map(Some);
        }
        self.by_stride(&coefficients, x, depth)
    }

    /// The expression of coefficients.
    pub(super) fn expression_of(
        &mut self,
        coefficients: &[Id],
        x: Id,
    ) -> Result<Id, AnalysisError> {
        let mut sum = Id::ZERO;
        for (at, &coefficient) in coefficients.iter().enumerate() {
            let exponent = self.arena.integer(i64::try_from(at).unwrap_or(i64::MAX));
            let power = self.arena.pow(x, exponent);
            let term = self.arena.mul(coefficient, power);
            sum = self.arena.add(sum, term);
        }
        self.canonical(sum)
    }

    /// A polynomial in a power of the unknown.
    fn by_stride(&mut self, coefficients: &[Id], x: Id, depth: u32) -> Tried {
        let stride = coefficients
            .iter()
            .enumerate()
            .filter(|&(_, &coefficient)| coefficient != Id::ZERO)
            .fold(0usize, |stride, (at, _)| stride.gcd(&at));
        if stride < 2 {
            return Ok(None);
        }
        let thinned: Vec<Id> = coefficients.iter().copied().step_by(stride).collect();
        let t = self.arena.symbol("t'");
        let inner = self.expression_of(&thinned, t)?;
        let values = self.zeros(inner, t, depth)?;
        let exponent = self.arena.integer(i64::try_from(stride).unwrap_or(1));
        let power = self.arena.pow(x, exponent);
        self.each_equals(power, values, x, depth).map(Some)
    }

    /// `a*x + b = 0`.
    fn linear(&mut self, a: Id, b: Id) -> Found {
        let value = self.opposite_quotient(b, a)?;
        let vanishing = self.compare_zero(Relation::Equal, a);
        let nonzero = self.compare_zero(Relation::NotEqual, a);
        if self.decide(nonzero) == Some(true) {
            return Ok(vec![exact(value)]);
        }
        let condition = self.readable(vanishing)?;
        let outcome = if self.vanishes(b)? {
            Outcome::All(None)
        } else {
            let where_ = self.compare_zero(Relation::Equal, b);
            match self.decide(where_) {
                Some(false) => Outcome::None,
                _ => self.everywhere(condition, where_)?,
            }
        };
        self.note(Note::Degenerate { condition, outcome });
        Ok(self.under(nonzero, vec![exact(value)]))
    }

    /// `-b/a`, with the sign where it reads better.
    fn opposite_quotient(&mut self, b: Id, a: Id) -> Result<Id, AnalysisError> {
        let quotient = self.arena.div(b, a);
        let quotient = self.arena.neg(quotient);
        let quotient = self.normal(quotient)?;
        let opposite = self.arena.neg(a);
        let other = self.arena.div(b, opposite);
        let other = self.normal(other)?;
        let length = |solver: &Self, id: Id| super::solution::text(solver.arena, id, false).len();
        if length(self, other) < length(self, quotient) {
            return Ok(other);
        }
        Ok(quotient)
    }

    /// `a*x^2 + b*x + c = 0`, by the formula.
    pub(super) fn quadratic(&mut self, a: Id, b: Id, c: Id) -> Found {
        let four = self.arena.integer(4);
        let square = self.arena.pow(b, Id::TWO);
        let product = self.arena.mul(a, c);
        let product = self.arena.mul(four, product);
        let discriminant = self.arena.sub(square, product);
        let discriminant = self.normal(discriminant)?;
        let nonzero = self.compare_zero(Relation::NotEqual, a);
        let decided = self.decide(nonzero);
        if decided.is_none() {
            let vanishing = self.compare_zero(Relation::Equal, a);
            let condition = self.readable(vanishing)?;
            let outcome = if self.vanishes(b)? {
                Outcome::None
            } else {
                let quotient = self.arena.div(c, b);
                let value = self.arena.neg(quotient);
                Outcome::Value(self.normal(value)?)
            };
            self.note(Note::Degenerate { condition, outcome });
        }
        let twice = self.arena.mul(Id::TWO, a);
        let opposite = self.arena.neg(b);
        let mut found = Vec::new();
        if self.vanishes(discriminant)? {
            let value = self.arena.div(opposite, twice);
            found.push(Solution {
                multiplicity: 2,
                ..exact(self.normal(value)?)
            });
        } else {
            let real = self.compare_zero(Relation::GreaterEqual, discriminant);
            if self.decide(real) == Some(false) {
                return Ok(Vec::new());
            }
            if self.vanishes(b)? {
                let quotient = self.arena.div(c, a);
                let quotient = self.arena.neg(quotient);
                let quotient = self.normal(quotient)?;
                let real = self.compare_zero(Relation::GreaterEqual, quotient);
                let root = self.root(quotient, 2)?;
                let root = self.plain_root(root)?;
                let negative = self.arena.neg(root);
                let values = vec![exact(self.canonical(negative)?), exact(root)];
                found.extend(self.under(real, values));
            } else {
                // The discriminant of 2*h is four times a smaller one.
                let (top, root, bottom) = match self.halved(b)? {
                    Some(half) => {
                        let square = self.arena.pow(half, Id::TWO);
                        let product = self.arena.mul(a, c);
                        let less = self.arena.sub(square, product);
                        let less = self.normal(less)?;
                        (self.arena.neg(half), less, a)
                    }
                    None => (opposite, discriminant, twice),
                };
                let root = self.root(root, 2)?;
                let root = self.plain_root(root)?;
                let mut values = Vec::new();
                for root in [self.arena.neg(root), root] {
                    let sum = self.arena.add(top, root);
                    let value = self.arena.div(sum, bottom);
                    values.push(exact(self.canonical(value)?));
                }
                found.extend(self.under(real, values));
            }
        }
        Ok(match decided {
            Some(_) => found,
            None => self.under(nonzero, found),
        })
    }

    /// A root of which the negative is taken too needs no sizes.
    fn plain_root(&mut self, root: Id) -> Result<Id, AnalysisError> {
        let mut replaced = Vec::new();
        for (base, _) in self.powers(root) {
            if let Node::Call(crate::function::FunctionId::ABS, run) = self.arena.node(base) {
                replaced.push((base, self.arena.operand(run, 0)));
            }
        }
        let root = self.arena.substitute(root, &replaced);
        self.canonical(root)
    }

    /// Half of an expression whose terms all have even coefficients.
    fn halved(&mut self, b: Id) -> Result<Option<Id>, AnalysisError> {
        let (constant, terms) = super::conditions::split_constant(self.arena, b);
        if !constant.is_even() || terms.iter().any(|(factor, _)| !factor.is_even()) {
            return Ok(None);
        }
        let half = self.arena.mul(Id::HALF, b);
        self.canonical(half).map(Some)
    }
}
