//! Inverses: the arguments at which a function or a power has a given value.
//!
//! It is long because each kind of function is inverted in its own way.

use super::numeric::{self, Verdict};
use super::solution::{Kind, Solution};
use super::solver::{Solver, Tried, exact};
use crate::analysis::AnalysisError;
use crate::expr::{Constant, Id, Node, Number, Relation};
use crate::function::FunctionId;

/// Names for symbols that stand for any integer.
const INDEX_NAMES: [&str; 8] = ["n", "m", "k", "j", "l", "n1", "n2", "n3"];

impl Solver<'_> {
    pub(super) fn pi(&mut self) -> Id {
        self.arena.constant(Constant::Pi)
    }

    /// A symbol for any integer, which `value` does not contain.
    fn index_for(&mut self, value: Id) -> Id {
        let taken = self.arena.free_symbols(&[value]);
        if let Some(&known) = self.indices.iter().find(|index| !taken.contains(index)) {
            return known;
        }
        // Names of the equation are in the arena, unless they were only ever typed elsewhere.
        let name = INDEX_NAMES
            .into_iter()
            .find(|name| self.arena.find_symbol(name).is_none())
            .map_or_else(|| format!("n{}", self.indices.len() + 4), str::to_owned);
        let index = self.arena.symbol(&name);
        self.indices.push(index);
        index
    }

    /// `first + period*n` for any integer n.
    pub(super) fn family(&mut self, first: Id, period: Id) -> Result<Solution, AnalysisError> {
        let index = self.index_for(first);
        let turns = self.arena.mul(period, index);
        let value = self.arena.add(first, turns);
        let value = self.canonical(value)?;
        Ok(Solution {
            kind: Kind::Family { index },
            ..exact(value)
        })
    }

    fn call(&mut self, function: FunctionId, argument: Id) -> Id {
        self.arena.call(function, &[argument])
    }

    /// `value` where these conditions hold.
    fn branch(&mut self, value: Id, conditions: &[Id]) -> Result<Vec<Solution>, AnalysisError> {
        for &condition in conditions {
            if self.decide(condition) == Some(false) {
                return Ok(Vec::new());
            }
        }
        let value = self.canonical(value)?;
        let mut found = vec![exact(value)];
        for &condition in conditions {
            found = self.under(condition, found);
        }
        Ok(found)
    }

    /// Conditions `lower < value < upper`, or with the ends.
    fn between(&mut self, lower: Id, value: Id, upper: Id, ends: bool) -> [Id; 2] {
        let relation = if ends {
            Relation::LessEqual
        } else {
            Relation::Less
        };
        [
            self.arena.compare_node(relation, lower, value),
            self.arena.compare_node(relation, value, upper),
        ]
    }

    /// The solutions of `function(inner) = right`.
    pub(super) fn invert_call(
        &mut self,
        function: FunctionId,
        inner: Id,
        right: Id,
        x: Id,
        depth: u32,
    ) -> Tried {
        let Some(values) = self.preimages(function, right)? else {
            return Ok(None);
        };
        self.each_equals(inner, values, x, depth).map(Some)
    }

    /// The arguments at which a function of one argument has the value `c`.
    fn preimages(&mut self, function: FunctionId, c: Id) -> Tried {
        let positive = self.compare_zero(Relation::Greater, c);
        let nonnegative = self.compare_zero(Relation::GreaterEqual, c);
        let nonzero = self.compare_zero(Relation::NotEqual, c);
        let pi = self.pi();
        let half_turn = self.arena.mul(Id::HALF, pi);
        let right_angle_below = self.arena.neg(half_turn);
        if let Some(found) = self.circular_preimages(function, c)? {
            return Ok(Some(found));
        }
        let inverse = |solver: &mut Self, inverse: FunctionId, conditions: &[Id]| {
            let value = solver.call(inverse, c);
            solver.branch(value, conditions).map(Some)
        };
        match function {
            FunctionId::EXP => {
                if self.decide(positive) == Some(false) {
                    return Ok(Some(Vec::new()));
                }
                let value = self.logarithm(c)?;
                self.branch(value, &[positive]).map(Some)
            }
            FunctionId::LOG => {
                let (value, conditions) = self.exponential(c)?;
                self.branch(value, &conditions).map(Some)
            }
            FunctionId::EXPM1 => {
                let plus = self.arena.add(c, Id::ONE);
                let condition = self.compare_zero(Relation::Greater, plus);
                let value = self.call(FunctionId::LOG, plus);
                self.branch(value, &[condition]).map(Some)
            }
            FunctionId::LOG1P => {
                let power = self.call(FunctionId::EXP, c);
                let value = self.arena.sub(power, Id::ONE);
                self.branch(value, &[]).map(Some)
            }
            FunctionId::LOG2 | FunctionId::LOG10 => {
                let base = self
                    .arena
                    .integer(if function == FunctionId::LOG2 { 2 } else { 10 });
                let value = self.arena.pow(base, c);
                self.branch(value, &[]).map(Some)
            }
            FunctionId::CBRT => {
                let three = self.arena.integer(3);
                let value = self.arena.pow(c, three);
                self.branch(value, &[]).map(Some)
            }
            FunctionId::SIGMOID => {
                let conditions = self.between(Id::ZERO, c, Id::ONE, false);
                let rest = self.arena.sub(Id::ONE, c);
                let odds = self.arena.div(c, rest);
                let Ok(odds) = self.arena.canonical(odds) else {
                    return Ok(Some(Vec::new()));
                };
                let value = self.call(FunctionId::LOG, odds);
                self.branch(value, &conditions).map(Some)
            }
            FunctionId::SOFTPLUS => {
                let power = self.call(FunctionId::EXP, c);
                let less = self.arena.sub(power, Id::ONE);
                let value = self.call(FunctionId::LOG, less);
                self.branch(value, &[positive]).map(Some)
            }
            FunctionId::ASIN => {
                let conditions = self.between(right_angle_below, c, half_turn, true);
                inverse(self, FunctionId::SIN, &conditions)
            }
            FunctionId::ACOS => {
                let conditions = self.between(Id::ZERO, c, pi, true);
                inverse(self, FunctionId::COS, &conditions)
            }
            FunctionId::ATAN => {
                let conditions = self.between(right_angle_below, c, half_turn, false);
                inverse(self, FunctionId::TAN, &conditions)
            }
            FunctionId::ACOT => {
                let [lower, _] = self.between(right_angle_below, c, half_turn, false);
                let [_, upper] = self.between(right_angle_below, c, half_turn, true);
                inverse(self, FunctionId::COT, &[lower, upper, nonzero])
            }
            FunctionId::ASEC => {
                let [lower, upper] = self.between(Id::ZERO, c, pi, true);
                let hole = self.arena.compare_node(Relation::NotEqual, c, half_turn);
                inverse(self, FunctionId::SEC, &[lower, upper, hole])
            }
            FunctionId::ACSC => {
                let [lower, upper] = self.between(right_angle_below, c, half_turn, true);
                inverse(self, FunctionId::CSC, &[lower, upper, nonzero])
            }
            FunctionId::SINH => inverse(self, FunctionId::ASINH, &[]),
            FunctionId::TANH => {
                let conditions = self.between(Id::MINUS_ONE, c, Id::ONE, false);
                inverse(self, FunctionId::ATANH, &conditions)
            }
            FunctionId::COTH => {
                let size = self.call(FunctionId::ABS, c);
                let condition = self.arena.compare_node(Relation::Greater, size, Id::ONE);
                inverse(self, FunctionId::ACOTH, &[condition])
            }
            FunctionId::CSCH => inverse(self, FunctionId::ACSCH, &[nonzero]),
            FunctionId::COSH | FunctionId::SECH => {
                let (inverse, conditions) = if function == FunctionId::COSH {
                    let above = self.arena.compare_node(Relation::GreaterEqual, c, Id::ONE);
                    (FunctionId::ACOSH, vec![above])
                } else {
                    let [_, below] = self.between(Id::ZERO, c, Id::ONE, true);
                    (FunctionId::ASECH, vec![positive, below])
                };
                let value = self.call(inverse, c);
                self.both_signs(value, &conditions).map(Some)
            }
            FunctionId::ASINH => inverse(self, FunctionId::SINH, &[]),
            FunctionId::ACOSH => inverse(self, FunctionId::COSH, &[nonnegative]),
            FunctionId::ATANH => inverse(self, FunctionId::TANH, &[]),
            FunctionId::ACOTH => inverse(self, FunctionId::COTH, &[nonzero]),
            FunctionId::ASECH => inverse(self, FunctionId::SECH, &[nonnegative]),
            FunctionId::ACSCH => inverse(self, FunctionId::CSCH, &[nonzero]),
            FunctionId::ABS => self.both_signs(c, &[nonnegative]).map(Some),
            FunctionId::ERF if c == Id::ZERO => self.branch(Id::ZERO, &[]).map(Some),
            FunctionId::ERFC if c == Id::ONE => self.branch(Id::ZERO, &[]).map(Some),
            _ => Ok(None),
        }
    }

    /// `value` and its negative; one of them if it is 0.
    fn both_signs(&mut self, value: Id, conditions: &[Id]) -> Result<Vec<Solution>, AnalysisError> {
        let value = self.canonical(value)?;
        let value = self.without_size(value)?;
        let mut found = Vec::new();
        if !self.vanishes(value)? {
            let negative = self.arena.neg(value);
            found.extend(self.branch(negative, conditions)?);
        }
        found.extend(self.branch(value, conditions)?);
        Ok(found)
    }

    /// `abs(a)*b` as `a*b`, for values of which the negative is taken as well.
    fn without_size(&mut self, value: Id) -> Result<Id, AnalysisError> {
        let mut replaced = Vec::new();
        for (base, exponent) in self.powers(value) {
            let odd = self
                .arena
                .as_number(exponent)
                .is_some_and(|number| number.is_integer() && !number.is_even());
            if let Node::Call(FunctionId::ABS, run) = self.arena.node(base)
                && odd
            {
                replaced.push((base, self.arena.operand(run, 0)));
            }
        }
        if replaced.is_empty() {
            return Ok(value);
        }
        let value = self.arena.substitute(value, &replaced);
        self.canonical(value)
    }

    /// The arguments of a circular function: families.
    fn circular_preimages(&mut self, function: FunctionId, c: Id) -> Tried {
        let pi = self.pi();
        let turn = self.arena.mul(Id::TWO, pi);
        let inverted = matches!(function, FunctionId::SEC | FunctionId::CSC);
        let nonzero = self.compare_zero(Relation::NotEqual, c);
        let mut conditions = Vec::new();
        let c = if inverted {
            if self.decide(nonzero) == Some(false) {
                return Ok(Some(Vec::new()));
            }
            conditions.push(nonzero);
            let c = self.arena.recip(c);
            self.canonical(c)?
        } else {
            c
        };
        let firsts = match function {
            FunctionId::SIN | FunctionId::CSC => {
                let angle = self.call(FunctionId::ASIN, c);
                let angle = self.canonical(angle)?;
                if angle == Id::ZERO {
                    return self.family(Id::ZERO, pi).map(|family| Some(vec![family]));
                }
                let other = self.minus(pi, angle)?;
                vec![angle, other]
            }
            FunctionId::COS | FunctionId::SEC => {
                let angle = self.call(FunctionId::ACOS, c);
                let angle = self.canonical(angle)?;
                if c == Id::ZERO {
                    return self.family(angle, pi).map(|family| Some(vec![family]));
                }
                let other = self.arena.neg(angle);
                vec![angle, self.canonical(other)?]
            }
            FunctionId::TAN | FunctionId::COT => {
                let angle = self.call(FunctionId::ATAN, c);
                let angle = if function == FunctionId::TAN {
                    angle
                } else {
                    let right_angle = self.arena.mul(Id::HALF, pi);
                    self.arena.sub(right_angle, angle)
                };
                let angle = self.canonical(angle)?;
                return self.family(angle, pi).map(|family| Some(vec![family]));
            }
            _ => return Ok(None),
        };
        let inside = self.between(Id::MINUS_ONE, c, Id::ONE, true);
        conditions.extend(inside);
        for &condition in &conditions {
            if self.decide(condition) == Some(false) {
                return Ok(Some(Vec::new()));
            }
        }
        let mut found: Vec<Solution> = Vec::new();
        for first in firsts {
            // At 1 and -1 the two families are one.
            let same = found.first().is_some_and(|known| {
                let Kind::Family { index } = known.kind else {
                    return false;
                };
                let start = self.arena.substitute(known.value, &[(index, Id::ZERO)]);
                let gap = self.arena.sub(start, first);
                let turns = self.arena.div(gap, turn);
                self.arena
                    .canonical(turns)
                    .ok()
                    .and_then(|turns| self.arena.as_number(turns).cloned())
                    .is_some_and(|turns| turns.is_integer())
            });
            if !same {
                found.push(self.family(first, turn)?);
            }
        }
        for condition in conditions {
            found = self.under(condition, found);
        }
        Ok(Some(found))
    }

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
    fn integer_logarithm(&mut self, base: Id, value: Id) -> Option<Id> {
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
    fn named_cube_root(&mut self, root: Id) -> Result<Id, AnalysisError> {
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

    fn root_of_number(&mut self, number: Id, n: i64) -> Result<Id, AnalysisError> {
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
    fn denested(&mut self, value: Id) -> Result<Option<Id>, AnalysisError> {
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

use super::conditions::split_constant;

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
