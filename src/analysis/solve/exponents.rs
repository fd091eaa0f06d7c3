//! Equations with the unknown in exponents or logarithms.

use num_integer::Integer;

use super::conditions::split_constant;
use super::solution::Kind;
use super::solver::{Solver, Tried};
use crate::expr::{Id, Node, Number, Relation};
use crate::function::FunctionId;

impl Solver<'_> {
    /// Powers with exponents that are multiples of one: of a constant base (`exp(2*x)`, `4^x`), or
    /// of a base with the unknown and symbolic exponents (`x^(2*k)`).
    pub(super) fn by_exponentials(
        &mut self,
        f: Id,
        x: Id,
        atoms: &[(Id, Id)],
        depth: u32,
    ) -> Tried {
        // Base and the part of the exponent that varies, with the multiple for each atom.
        let mut unit: Option<(Id, Id)> = None;
        let mut parts: Vec<(Id, Id, Number, Id)> = Vec::new();
        for &(base, exponent) in atoms {
            if self.arena.as_number(exponent).is_some() {
                return Ok(None);
            }
            let varying_base = self.contains(base, x);
            let (root, times) = match self.arena.as_number(base) {
                Some(number) => primitive_root(number),
                None => (None, 1),
            };
            let root = match root {
                Some(root) => self.arena.number_node(root),
                None => base,
            };
            let (constant, terms) = split_constant(self.arena, exponent);
            let mut fixed = self.arena.number_node(constant);
            let mut varying = Id::ZERO;
            for (factor, term) in terms {
                let factor = self.arena.number_node(factor);
                let product = self.arena.mul(factor, term);
                if self.contains(term, x) || varying_base {
                    varying = self.arena.add(varying, product);
                } else {
                    fixed = self.arena.add(fixed, product);
                }
            }
            if varying_base && (self.contains(exponent, x) || self.canonical(fixed)? != Id::ZERO) {
                return Ok(None);
            }
            let times = self.arena.integer(times);
            let varying = self.times(times, varying)?;
            let (common_base, common) = *unit.get_or_insert((root, varying));
            if common_base != root {
                return Ok(None);
            }
            let ratio = self.over(varying, common)?;
            let Some(ratio) = self.arena.as_number(ratio).cloned() else {
                return Ok(None);
            };
            parts.push((base, exponent, ratio, fixed));
        }
        let Some((root, common)) = unit else {
            return Ok(None);
        };
        let Some(step) = common_step(parts.iter().map(|part| &part.2)) else {
            return Ok(None);
        };
        let t = self.unknown_for(f);
        let inverse = step.reciprocal().unwrap_or(Number::ONE);
        let mut replaced = Vec::new();
        for (base, exponent, ratio, fixed) in parts {
            let power = ratio.multiply(&inverse);
            let power = self.arena.number_node(power);
            let power = self.arena.pow(t, power);
            let factor = self.arena.pow(base, fixed);
            let value = self.arena.mul(factor, power);
            replaced.push(((base, exponent), value));
        }
        let inner = self.replace_powers(f, x, &replaced)?;
        let step = self.arena.number_node(step);
        let exponent = self.times(step, common)?;
        let power = self.arena.pow(root, exponent);
        let power = self.canonical(power)?;
        if self.contains(inner, x) || inner == t {
            return Ok(None);
        }
        let single = self.terms(inner).len() < 2;
        if single {
            return Ok(None);
        }
        let values = self.zeros(inner, t, depth)?;
        // The new unknown is positive, so that what is not leads nowhere.
        let mut kept = Vec::new();
        for value in values {
            let positive = self.compare_zero(Relation::Greater, value.value);
            if value.kind == Kind::All || self.decide(positive) != Some(false) {
                kept.push(value);
            }
        }
        self.each_equals(power, kept, x, depth).map(Some)
    }

    /// Logarithms of one base with rational factors: the product of the powers of their arguments.
    pub(super) fn by_logarithms(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let (constant, terms) = split_constant(self.arena, f);
        let mut rest = self.arena.number_node(constant);
        let mut logarithms: Vec<(Number, Id)> = Vec::new();
        let mut function = None;
        for (factor, term) in terms {
            if !self.contains(term, x) {
                let factor = self.arena.number_node(factor);
                let term = self.arena.mul(factor, term);
                rest = self.arena.add(rest, term);
                continue;
            }
            let Node::Call(called, run) = self.arena.node(term) else {
                return Ok(None);
            };
            let known = [FunctionId::LOG, FunctionId::LOG2, FunctionId::LOG10];
            if !known.contains(&called) || *function.get_or_insert(called) != called {
                return Ok(None);
            }
            logarithms.push((factor, self.arena.operand(run, 0)));
        }
        let Some(function) = function else {
            return Ok(None);
        };
        if logarithms.len() < 2 {
            return Ok(None);
        }
        let denominator = logarithms.iter().try_fold(1i64, |all, (factor, _)| {
            let (_, d) = factor.to_ratio()?;
            (all.lcm(&d) < 60).then(|| all.lcm(&d))
        });
        let Some(denominator) = denominator else {
            return Ok(None);
        };
        let mut product = Id::ONE;
        for (factor, argument) in logarithms {
            let power = factor.multiply(&Number::integer(denominator));
            if power.abs() > Number::integer(60) {
                return Ok(None);
            }
            let power = self.arena.number_node(power);
            let power = self.arena.pow(argument, power);
            product = self.arena.mul(product, power);
        }
        let factor = self.arena.integer(-denominator);
        let exponent = self.arena.mul(factor, rest);
        let exponent = self.canonical(exponent)?;
        let mut conditions = Vec::new();
        let right = match function {
            FunctionId::LOG2 => self.arena.pow(Id::TWO, exponent),
            FunctionId::LOG10 => {
                let ten = self.arena.integer(10);
                self.arena.pow(ten, exponent)
            }
            _ => {
                let (power, positive) = self.exponential(exponent)?;
                conditions = positive;
                power
            }
        };
        let difference = self.minus(product, right)?;
        let mut found = self.zeros(difference, x, depth)?;
        for condition in conditions {
            found = self.under(condition, found);
        }
        Ok(Some(found))
    }

    /// Two terms that are products of powers with the unknown in exponents: their logarithms.
    pub(super) fn by_two_products(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let terms = self.terms(f);
        let &[first, second] = terms.as_slice() else {
            return Ok(None);
        };
        let quotient = self.over(first, second)?;
        let mut sum = Id::ZERO;
        let mut fixed = Id::MINUS_ONE;
        if let Node::Sum(run) = self.arena.node(quotient)
            && run.len() == 2
        {
            let factor = self.arena.operand(run, 0);
            fixed = self.arena.div(fixed, factor);
        }
        let mut varying = 0;
        for (base, exponent) in self.powers(quotient) {
            if self.contains(base, x) {
                return Ok(None);
            }
            if self.contains(exponent, x) {
                varying += 1;
                let logarithm = self.logarithm(base)?;
                let term = self.arena.mul(exponent, logarithm);
                sum = self.arena.add(sum, term);
            } else {
                let power = self.arena.pow(base, exponent);
                fixed = self.arena.div(fixed, power);
            }
        }
        if varying == 0 {
            return Ok(None);
        }
        let fixed = self.canonical(fixed)?;
        let positive = self.compare_zero(Relation::Greater, fixed);
        if self.decide(positive) == Some(false) {
            return Ok(Some(Vec::new()));
        }
        let right = self.logarithm(fixed)?;
        let difference = self.minus(sum, right)?;
        let found = self.zeros(difference, x, depth)?;
        Ok(Some(self.under(positive, found)))
    }

    /// Hyperbolic functions as exponentials.
    pub(super) fn by_hyperbolic(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let mut replaced = Vec::new();
        for id in self.arena.reachable(&[f]) {
            let Node::Call(function, run) = self.arena.node(id) else {
                continue;
            };
            if run.len() != 1 || !self.contains(id, x) {
                continue;
            }
            let u = self.arena.operand(run, 0);
            let rising = self.arena.call(FunctionId::EXP, &[u]);
            let opposite = self.arena.neg(u);
            let falling = self.arena.call(FunctionId::EXP, &[opposite]);
            let sum = self.arena.add(rising, falling);
            let difference = self.arena.sub(rising, falling);
            let value = match function {
                FunctionId::SINH => self.arena.mul(Id::HALF, difference),
                FunctionId::COSH => self.arena.mul(Id::HALF, sum),
                FunctionId::TANH => self.arena.div(difference, sum),
                FunctionId::COTH => self.arena.div(sum, difference),
                FunctionId::SECH => self.arena.div(Id::TWO, sum),
                FunctionId::CSCH => self.arena.div(Id::TWO, difference),
                FunctionId::EXPM1 => self.arena.sub(rising, Id::ONE),
                FunctionId::SIGMOID => {
                    let sum = self.arena.add(Id::ONE, falling);
                    self.arena.recip(sum)
                }
                _ => continue,
            };
            replaced.push((id, value));
        }
        if replaced.is_empty() {
            return Ok(None);
        }
        let inner = self.arena.substitute(f, &replaced);
        let inner = self.canonical(inner)?;
        self.zeros(inner, x, depth).map(Some)
    }
}

/// The number that others are integer powers of (2 of 8), and which power this one is.
fn primitive_root(number: &Number) -> (Option<Number>, i64) {
    let Some((n, d)) = number.to_ratio() else {
        return (None, 1);
    };
    let (value, sign) = match (n, d) {
        (n, 1) if n > 1 => (n, 1),
        (1, d) if d > 1 => (d, -1),
        _ => return (None, 1),
    };
    for power in (2..=62u32).rev() {
        let root = (value as f64).powf(1.0 / f64::from(power)).round() as i64;
        if root > 1 && root.checked_pow(power) == Some(value) {
            return (Some(Number::integer(root)), sign * i64::from(power));
        }
    }
    (Some(Number::integer(value)), sign)
}

/// The greatest number that all are integer multiples of.
fn common_step<'a>(numbers: impl Iterator<Item = &'a Number>) -> Option<Number> {
    let (mut top, mut bottom) = (0i64, 1i64);
    let mut all_negative = true;
    for number in numbers {
        let (n, d) = number.to_ratio()?;
        let joint = bottom.lcm(&d);
        if joint > 1 << 20 || n.abs() > 1 << 20 {
            return None;
        }
        top = (top * (joint / bottom)).gcd(&(n * (joint / d)));
        bottom = joint;
        all_negative &= n < 0;
    }
    let step = Number::ratio(if all_negative { -top } else { top }, bottom)?;
    (!step.is_zero()).then_some(step)
}
