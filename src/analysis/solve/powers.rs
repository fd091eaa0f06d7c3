//! Powers and logarithms taken apart, and roots: what solves `u^k = c`.

use super::conditions::split_constant;
use super::numeric::{self, Verdict};
use super::solver::{Solver, Tried};
use crate::analysis::AnalysisError;
use crate::expr::{Constant, Id, Node, Number, Relation};
use crate::function::FunctionId;

impl Solver<'_> {
    /// `log(c)` for a positive c, with powers of e and of numbers taken out.
    pub(super) fn logarithm(&mut self, c: Id) -> Result<Id, AnalysisError> {
        if let Some(number) = self.arena.as_number(c).cloned()
            && number.numerator().is_one()
        {
            // log(1/n) = -log(n)
            let size = self.arena.number_node(number.denominator());
            let logarithm = self.call(FunctionId::LOG, size);
            let value = self.arena.neg(logarithm);
            return self.canonical(value);
        }
        let mut sum = Id::ZERO;
        let mut rest = match self.arena.node(c) {
            Node::Sum(run) if run.len() == 2 => self.arena.operand(run, 0),
            _ => Id::ONE,
        };
        let mut taken = false;
        for (base, exponent) in self.powers(c) {
            if base == c {
                rest = c;
                continue;
            }
            let constant = matches!(self.arena.node(base), Node::Constant(Constant::E));
            let number = self
                .arena
                .as_number(base)
                .is_some_and(|number| number.is_positive());
            if constant {
                sum = self.arena.add(sum, exponent);
                taken = true;
            } else if number && self.arena.as_number(exponent).is_some() {
                let logarithm = self.call(FunctionId::LOG, base);
                let term = self.arena.mul(exponent, logarithm);
                sum = self.arena.add(sum, term);
                taken = true;
            } else {
                let power = self.arena.pow(base, exponent);
                rest = self.arena.mul(rest, power);
            }
        }
        if !taken {
            let value = self.call(FunctionId::LOG, c);
            return self.canonical(value);
        }
        let value = self.call(FunctionId::LOG, rest);
        let value = self.arena.add(sum, value);
        self.canonical(value)
    }

    /// `exp(u)`; powers where `u` has multiples of logarithms, whose arguments must be positive.
    pub(super) fn exponential(&mut self, u: Id) -> Result<(Id, Vec<Id>), AnalysisError> {
        let (constant, terms) = split_constant(self.arena, u);
        let mut product = Id::ONE;
        let mut rest = self.arena.number_node(constant);
        let mut conditions = Vec::new();
        for (factor, term) in terms {
            let factor = self.arena.number_node(factor);
            match self.arena.node(term) {
                Node::Call(FunctionId::LOG, run) => {
                    let base = self.arena.operand(run, 0);
                    let power = self.arena.pow(base, factor);
                    product = self.arena.mul(product, power);
                    conditions.push(self.compare_zero(Relation::Greater, base));
                }
                _ => {
                    let part = self.arena.mul(factor, term);
                    rest = self.arena.add(rest, part);
                }
            }
        }
        let power = self.arena.call(FunctionId::EXP, &[rest]);
        let product = self.arena.mul(product, power);
        Ok((self.canonical(product)?, conditions))
    }

    /// The solutions of `base^exponent = right`.
    pub(super) fn invert_power(
        &mut self,
        base: Id,
        exponent: Id,
        right: Id,
        x: Id,
        depth: u32,
    ) -> Tried {
        let positive = self.compare_zero(Relation::Greater, right);
        if self.contains(exponent, x) {
            if self.contains(base, x) {
                return Ok(None);
            }
            // b^v = c: v = log(c)/log(b)
            if self.decide(positive) == Some(false) {
                return Ok(Some(Vec::new()));
            }
            let log_right = self.logarithm(right)?;
            let log_base = self.logarithm(base)?;
            let Ok(value) = self.over(log_right, log_base) else {
                return Ok(None);
            };
            let value = self.integer_logarithm(base, right).unwrap_or(value);
            let base_positive = self.compare_zero(Relation::Greater, base);
            let base_not_one = self.arena.compare_node(Relation::NotEqual, base, Id::ONE);
            let values = self.branch(value, &[positive, base_positive, base_not_one])?;
            return self.each_equals(exponent, values, x, depth).map(Some);
        }
        let Some(power) = self.arena.as_number(exponent).cloned() else {
            // A symbolic exponent: u^k = c has u = c^(1/k) for positive u. For integers k there
            // may be a negative u too.
            if self.facts.integer(self.arena, exponent) == Some(true) {
                let positive = self.compare_zero(Relation::Greater, base);
                if self.decide(positive) != Some(true) {
                    self.note(super::solution::Note::Incomplete);
                }
            }
            let inverse = self.arena.recip(exponent);
            let value = self.arena.pow(right, inverse);
            let nonzero = self.compare_zero(Relation::NotEqual, exponent);
            let values = self.branch(value, &[positive, nonzero])?;
            return self.each_equals(base, values, x, depth).map(Some);
        };
        let Some((top, bottom)) = power.to_ratio() else {
            return Ok(None);
        };
        // u^(-r) = c is u^r = 1/c.
        let (right, top, mut conditions) = if top < 0 {
            let nonzero = self.compare_zero(Relation::NotEqual, right);
            if self.decide(nonzero) == Some(false) {
                return Ok(Some(Vec::new()));
            }
            let reciprocal = self.arena.recip(right);
            (self.canonical(reciprocal)?, -top, vec![nonzero])
        } else {
            (right, top, Vec::new())
        };
        let nonnegative = self.compare_zero(Relation::GreaterEqual, right);
        let values = if bottom != 1 {
            // The base is not negative.
            conditions.push(nonnegative);
            let inverse = self
                .arena
                .number_node(Number::ratio(bottom, top).unwrap_or(Number::ONE));
            let value = self.arena.pow(right, inverse);
            self.branch(value, &conditions)?
        } else if top % 2 == 0 {
            conditions.push(nonnegative);
            if self.decide(nonnegative) == Some(false) {
                return Ok(Some(Vec::new()));
            }
            let value = self.root(right, top)?;
            self.both_signs(value, &conditions)?
        } else {
            let value = self.root(right, top)?;
            self.branch(value, &conditions)?
        };
        self.each_equals(base, values, x, depth).map(Some)
    }

    /// `log(c)/log(b)` where it is a fraction: both are powers of one number.
    pub(super) fn integer_logarithm(&mut self, base: Id, value: Id) -> Option<Id> {
        let b = self.arena.as_number(base)?.clone();
        let c = self.arena.as_number(value)?.clone();
        for bottom in 1..=12i64 {
            let target = c.power(&Number::integer(bottom))?;
            for top in -60..=60i64 {
                if b.power(&Number::integer(top)).as_ref() == Some(&target) {
                    let ratio = Number::ratio(top, bottom)?;
                    return Some(self.arena.number_node(ratio));
                }
            }
            if c.bits() > 600 {
                break;
            }
        }
        None
    }

    /// The real n-th root: not negative for even n, of the sign of `value` for odd n.
    pub(super) fn root(&mut self, value: Id, n: i64) -> Result<Id, AnalysisError> {
        if n == 1 {
            return Ok(value);
        }
        let inverse = self
            .arena
            .number_node(Number::ratio(1, n).unwrap_or(Number::ONE));
        if n == 2
            && let Some(simpler) = self.denested(value)?
        {
            return Ok(simpler);
        }
        let nonnegative = self.compare_zero(Relation::GreaterEqual, value);
        let plain = |solver: &mut Self, value: Id| {
            let root = solver.arena.pow(value, inverse);
            let root = solver.canonical(root)?;
            if n == 3 {
                solver.named_cube_root(root)
            } else {
                Ok(root)
            }
        };
        if n % 2 == 0 {
            return plain(self, value);
        }
        match self.decide(nonnegative) {
            Some(true) => plain(self, value),
            Some(false) => {
                let size = self.arena.neg(value);
                let size = self.canonical(size)?;
                let root = plain(self, size)?;
                let root = self.arena.neg(root);
                self.canonical(root)
            }
            None => {
                // Powers that are multiples of n leave the root.
                let mut outside = Id::ONE;
                let mut inside = match self.arena.node(value) {
                    Node::Sum(run) if run.len() == 2 => self.arena.operand(run, 0),
                    _ => Id::ONE,
                };
                let factor = inside;
                for (base, exponent) in self.powers(value) {
                    let whole = self
                        .arena
                        .as_number(exponent)
                        .and_then(Number::to_i64)
                        .filter(|power| power % n == 0);
                    match whole {
                        Some(power) => {
                            let exponent = self.arena.integer(power / n);
                            let power = self.arena.pow(base, exponent);
                            outside = self.arena.mul(outside, power);
                        }
                        None => {
                            let power = self.arena.pow(base, exponent);
                            inside = self.arena.mul(inside, power);
                        }
                    }
                }
                let inside = self.canonical(inside)?;
                let root = if inside == factor && self.arena.as_number(inside).is_some() {
                    self.root_of_number(inside, n)?
                } else if n == 3 {
                    self.call(FunctionId::CBRT, inside)
                } else {
                    let size = self.call(FunctionId::ABS, inside);
                    let sign = self.call(FunctionId::SIGN, inside);
                    let root = self.arena.pow(size, inverse);
                    self.arena.mul(sign, root)
                };
                let root = self.arena.mul(outside, root);
                self.canonical(root)
            }
        }
    }

    /// `c*b^(1/3)` by the name of the cube root.
    pub(super) fn named_cube_root(&mut self, root: Id) -> Result<Id, AnalysisError> {
        let powers = self.powers(root);
        let [(base, exponent)] = powers[..] else {
            return Ok(root);
        };
        if self.arena.as_number(exponent).and_then(Number::to_ratio) != Some((1, 3)) {
            return Ok(root);
        }
        let power = self.arena.pow(base, exponent);
        let name = self.call(FunctionId::CBRT, base);
        let root = self.arena.substitute(root, &[(power, name)]);
        self.canonical(root)
    }

    pub(super) fn root_of_number(&mut self, number: Id, n: i64) -> Result<Id, AnalysisError> {
        let negative = self
            .arena
            .as_number(number)
            .is_some_and(Number::is_negative);
        let inverse = self
            .arena
            .number_node(Number::ratio(1, n).unwrap_or(Number::ONE));
        let size = if negative {
            self.arena.neg(number)
        } else {
            number
        };
        let root = self.arena.pow(size, inverse);
        let root = if negative { self.arena.neg(root) } else { root };
        self.canonical(root)
    }

    /// `sqrt(a + b*sqrt(c))` as a sum of two roots, where it is one (a, b, c rational).
    pub(super) fn denested(&mut self, value: Id) -> Result<Option<Id>, AnalysisError> {
        let value = {
            // A number before a bracket is distributed, so that the parts can be seen.
            match self.arena.node(value) {
                Node::Sum(run) if run.len() == 2 => {
                    let (factor, term) = (self.arena.operand(run, 0), self.arena.operand(run, 1));
                    match self.arena.node(term) {
                        Node::Sum(_) => Some((factor, term)),
                        _ => None,
                    }
                }
                Node::Sum(_) => Some((Id::ONE, value)),
                _ => None,
            }
        };
        let Some((factor, sum)) = value else {
            return Ok(None);
        };
        let factor = self.arena.as_number(factor).cloned().unwrap_or(Number::ONE);
        let (constant, terms) = split_constant(self.arena, sum);
        let [(coefficient, root)] = terms.as_slice() else {
            return Ok(None);
        };
        let root_square = self.arena.pow(*root, Id::TWO);
        let root_square = self.canonical(root_square)?;
        let Some(radicand) = self.arena.as_number(root_square).cloned() else {
            return Ok(None);
        };
        let a = constant.multiply(&factor);
        let b = coefficient.multiply(&factor);
        let square = a.multiply(&a).subtract(&b.multiply(&b).multiply(&radicand));
        let Some(d) = rational_root(&square) else {
            return Ok(None);
        };
        if a.is_negative() {
            return Ok(None);
        }
        let parts = [a.add(&d), a.subtract(&d)].map(|part| part.multiply(&half()));
        let mut roots = [Id::ZERO; 2];
        for (at, part) in parts.iter().enumerate() {
            let part = self.arena.number_node(part.clone());
            let root = self.arena.pow(part, Id::HALF);
            roots[at] = self.canonical(root)?;
        }
        let result = if b.is_negative() {
            self.arena.sub(roots[0], roots[1])
        } else {
            self.arena.add(roots[0], roots[1])
        };
        let result = self.canonical(result)?;
        Ok((numeric::verdict(self.arena, result) != Some(Verdict::Undefined)).then_some(result))
    }
}

fn half() -> Number {
    Number::ratio(1, 2).unwrap_or(Number::ONE)
}

/// The square root of a rational square.
pub(super) fn rational_root(square: &Number) -> Option<Number> {
    if square.is_negative() {
        return None;
    }
    let big = square.to_big();
    let (top, bottom) = (big.numer().sqrt(), big.denom().sqrt());
    let found = &top * &top == *big.numer() && &bottom * &bottom == *big.denom();
    found.then(|| Number::from_big(num_rational::BigRational::new(top, bottom)))
}
