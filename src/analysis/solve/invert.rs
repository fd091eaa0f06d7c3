//! Inverses: the arguments at which a function or a power has a given value.

use super::solution::{Kind, Solution};
use super::solver::{Solver, Tried, exact};
use crate::analysis::AnalysisError;
use crate::expr::{Constant, Id, Node, Relation};
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

    pub(super) fn call(&mut self, function: FunctionId, argument: Id) -> Id {
        self.arena.call(function, &[argument])
    }

    /// `value` where these conditions hold.
    pub(super) fn branch(
        &mut self,
        value: Id,
        conditions: &[Id],
    ) -> Result<Vec<Solution>, AnalysisError> {
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
    pub(super) fn both_signs(
        &mut self,
        value: Id,
        conditions: &[Id],
    ) -> Result<Vec<Solution>, AnalysisError> {
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
}
