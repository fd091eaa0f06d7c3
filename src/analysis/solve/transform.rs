//! Strategies that write an equation in another way: common powers, one denominator, one new unknown.

use std::collections::{HashMap, HashSet};

use super::conditions::split_constant;
use super::solver::{Solver, Tried};
use crate::analysis::AnalysisError;
use crate::expr::{Id, Node, Number};
use crate::function::FunctionId;

impl Solver<'_> {
    /// The terms of a canonical sum, coefficients included; the node itself if it is none.
    pub(super) fn terms(&mut self, f: Id) -> Vec<Id> {
        let (constant, terms) = split_constant(self.arena, f);
        let mut list = Vec::with_capacity(terms.len() + 1);
        for (factor, term) in terms {
            let factor = self.arena.number_node(factor);
            list.push(self.arena.mul(factor, term));
        }
        if !constant.is_zero() {
            list.push(self.arena.number_node(constant));
        }
        list
    }

    /// The powers of every term that contain an unknown.
    fn term_powers(&mut self, f: Id, unknowns: &[Id]) -> Vec<Vec<(Id, Id)>> {
        let (constant, terms) = split_constant(self.arena, f);
        let mut list: Vec<Vec<(Id, Id)>> = Vec::with_capacity(terms.len() + 1);
        for (_, term) in terms {
            let powers = self.powers(term);
            let mut kept = Vec::with_capacity(powers.len());
            for (base, exponent) in powers {
                let concerned = unknowns
                    .iter()
                    .any(|&x| self.contains(base, x) || self.contains(exponent, x));
                if concerned {
                    kept.push((base, exponent));
                }
            }
            list.push(kept);
        }
        if !constant.is_zero() {
            list.push(Vec::new());
        }
        list
    }

    /// The powers that all terms share, with exponents that differ by numbers, and what is left
    /// when they are taken out; nothing if there are none.
    pub(super) fn common_powers(
        &mut self,
        f: Id,
        unknowns: &[Id],
    ) -> Result<Option<(Id, Id)>, AnalysisError> {
        let powers = self.term_powers(f, unknowns);
        let Some((first, rest)) = powers.split_first() else {
            return Ok(None);
        };
        if rest.is_empty() {
            return Ok(None);
        }
        let mut out = Id::ONE;
        'bases: for &(base, exponent) in first {
            let mut least = Number::ZERO;
            for other in rest {
                let Some(&(_, other)) = other.iter().find(|(known, _)| *known == base) else {
                    continue 'bases;
                };
                let gap = self.minus(other, exponent)?;
                match self.arena.as_number(gap) {
                    Some(gap) => least = least.min(gap.clone()),
                    None => continue 'bases,
                }
            }
            let least = self.arena.number_node(least);
            let exponent = self.arena.add(exponent, least);
            let exponent = self.canonical(exponent)?;
            if exponent != Id::ZERO {
                let power = self.arena.pow(base, exponent);
                out = self.arena.mul(out, power);
            }
        }
        if out == Id::ONE {
            return Ok(None);
        }
        let inverse = self.arena.recip(out);
        let mut sum = Id::ZERO;
        for term in self.terms(f) {
            let term = self.times(term, inverse)?;
            sum = self.arena.add(sum, term);
        }
        let sum = self.normal(sum)?;
        let out = self.canonical(out)?;
        Ok(Some((out, sum)))
    }

    /// Powers that all terms share are taken out.
    pub(super) fn by_common_powers(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let Some((out, rest)) = self.common_powers(f, &[x])? else {
            return Ok(None);
        };
        // Each side has zeros of its own; what one of them spoils for the other is found when
        // solutions are put into the equation.
        let mut found = self.zeros(rest, x, depth)?;
        if let Some(others) = self.by_product(out, x, depth)? {
            found.extend(others);
        } else if self.contains(out, x) {
            found.extend(self.zeros(out, x, depth)?);
        }
        Ok(Some(super::solver::joined(found)))
    }

    /// The numerator over a common denominator of the terms.
    pub(super) fn by_fraction(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        match self.numerator(f, &[x])? {
            Some(numerator) => self.zeros(numerator, x, depth).map(Some),
            None => Ok(None),
        }
    }

    /// The numerator over the common denominator of the terms, as far as the denominators contain
    /// one of `unknowns`; nothing if none does.
    pub(super) fn numerator(
        &mut self,
        f: Id,
        unknowns: &[Id],
    ) -> Result<Option<Id>, AnalysisError> {
        let terms = self.terms(f);
        let mut divisors: Vec<(Id, Number)> = Vec::new();
        for &term in &terms {
            let term = self.canonical(term)?;
            for (base, exponent) in self.powers(term) {
                let Some(power) = self.arena.as_number(exponent).cloned() else {
                    continue;
                };
                if !power.is_negative() {
                    continue;
                }
                let mut concerned = false;
                for &unknown in unknowns {
                    concerned |= self.contains(base, unknown);
                }
                if !concerned {
                    continue;
                }
                let size = power.negate();
                match divisors.iter_mut().find(|(known, _)| *known == base) {
                    Some((_, known)) => *known = known.clone().max(size),
                    None => divisors.push((base, size)),
                }
            }
        }
        if divisors.is_empty() {
            return Ok(None);
        }
        let mut denominator = Id::ONE;
        for (base, power) in divisors {
            let power = self.arena.number_node(power);
            let power = self.arena.pow(base, power);
            denominator = self.arena.mul(denominator, power);
        }
        let mut sum = Id::ZERO;
        for term in terms {
            let term = self.times(term, denominator)?;
            sum = self.arena.add(sum, term);
        }
        self.canonical(sum).map(Some)
    }

    /// The parts of an expression that are no sums, products or whole powers and contain the
    /// unknown, as bases and exponents, each once.
    pub(super) fn atoms(&mut self, f: Id, x: Id) -> Vec<(Id, Id)> {
        let mut found: Vec<(Id, Id)> = Vec::new();
        let mut seen: HashSet<Id> = HashSet::new();
        let mut stack = vec![f];
        while let Some(id) = stack.pop() {
            if !seen.insert(id) || !self.contains(id, x) {
                continue;
            }
            if let Node::Sum(run) = self.arena.node(id)
                && run.len() != 2
            {
                for at in (1..run.len()).step_by(2) {
                    stack.push(self.arena.operand(run, at));
                }
                continue;
            }
            for (base, exponent) in self.powers(id) {
                let whole = self
                    .arena
                    .as_number(exponent)
                    .is_some_and(Number::is_integer);
                if !self.contains(base, x) && !self.contains(exponent, x) {
                    continue;
                }
                if !whole {
                    if !found.contains(&(base, exponent)) {
                        found.push((base, exponent));
                    }
                    continue;
                }
                match self.arena.node(base) {
                    Node::Sum(_) | Node::Product(_) | Node::Pow(..) => stack.push(base),
                    Node::Call(FunctionId::EXP, _) => stack.push(base),
                    _ => {
                        if !found.contains(&(base, Id::ONE)) {
                            found.push((base, Id::ONE));
                        }
                    }
                }
            }
        }
        found
    }

    /// One function of the unknown as a new unknown.
    pub(super) fn by_substitution(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let atoms = self.atoms(f, x);
        if atoms.is_empty() {
            return Ok(None);
        }
        if let Some(found) = self.by_exponentials(f, x, &atoms, depth)? {
            return Ok(Some(found));
        }
        if let Some(found) = self.by_one_root(f, x, &atoms, depth)? {
            return Ok(Some(found));
        }
        // A call through which alone the unknown enters.
        for (base, exponent) in atoms {
            if exponent != Id::ONE || !matches!(self.arena.node(base), Node::Call(..)) {
                continue;
            }
            let t = self.unknown_for(f);
            let inner = self.arena.substitute(f, &[(base, t)]);
            let inner = self.canonical(inner)?;
            // Alone, it has been asked for its inverse before.
            let (_, terms) = split_constant(self.arena, inner);
            let mut with_t = 0;
            let mut powers = 0;
            for (_, term) in terms {
                with_t += usize::from(self.contains(term, t));
                powers += usize::from(term == t);
            }
            if (with_t == 1 && powers == 1) || self.contains(inner, x) {
                continue;
            }
            let saved = (self.stuck, self.unsolved.len());
            let values = self.zeros(inner, t, depth)?;
            if self.stuck && !saved.0 {
                self.stuck = saved.0;
                self.unsolved.truncate(saved.1);
                return Ok(None);
            }
            return self.each_equals(base, values, x, depth).map(Some);
        }
        Ok(None)
    }

    /// A symbol that `f` does not contain.
    pub(super) fn unknown_for(&mut self, f: Id) -> Id {
        let mut name = "t'".to_owned();
        loop {
            let symbol = self.arena.symbol(&name);
            if !self.contains(f, symbol) {
                return symbol;
            }
            name.push('\'');
        }
    }

    /// An expression with powers replaced wherever sums and products reach them.
    pub(super) fn replace_powers(
        &mut self,
        f: Id,
        x: Id,
        replaced: &[((Id, Id), Id)],
    ) -> Result<Id, AnalysisError> {
        let mut new: HashMap<Id, Id> = HashMap::new();
        for id in self.arena.reachable(&[f]) {
            if !self.contains(id, x) {
                continue;
            }
            let made = match self.arena.node(id) {
                Node::Sum(run) if run.len() != 2 => {
                    let pairs = self.arena.operands(run).to_vec();
                    let mut sum = Id::ZERO;
                    for pair in pairs.chunks_exact(2) {
                        let term = new.get(&pair[1]).copied().unwrap_or(pair[1]);
                        let term = self.arena.mul(pair[0], term);
                        sum = self.arena.add(sum, term);
                    }
                    sum
                }
                Node::Sum(run) => {
                    let (factor, term) = (self.arena.operand(run, 0), self.arena.operand(run, 1));
                    let term = new.get(&term).copied().unwrap_or(term);
                    self.arena.mul(factor, term)
                }
                _ => {
                    let mut product = Id::ONE;
                    for (base, exponent) in self.powers(id) {
                        let known = replaced
                            .iter()
                            .find(|(power, _)| *power == (base, exponent));
                        let power = match known {
                            Some((_, value)) => *value,
                            None => {
                                let whole = replaced
                                    .iter()
                                    .find(|((known, one), _)| *known == base && *one == Id::ONE);
                                let base = match whole {
                                    Some((_, value)) => *value,
                                    None if base == id => id,
                                    None => new.get(&base).copied().unwrap_or(base),
                                };
                                self.arena.pow(base, exponent)
                            }
                        };
                        product = self.arena.mul(product, power);
                    }
                    product
                }
            };
            let made = self.canonical(made)?;
            new.insert(id, made);
        }
        Ok(new.get(&f).copied().unwrap_or(f))
    }
}
