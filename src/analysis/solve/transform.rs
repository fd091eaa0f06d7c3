//! Strategies that write an equation in another way: common powers, one denominator, one new
//! unknown, logarithms of both sides, pieces, roots squared away.

use std::collections::{HashMap, HashSet};

use num_integer::Integer;

use super::conditions::split_constant;
use super::solution::{Kind, Solution};
use super::solver::{Solver, Tried, everything};
use crate::analysis::AnalysisError;
use crate::expr::{Id, Node, Number, Relation};
use crate::function::FunctionId;

/// More pieces than this are not told apart.
const MOST_PIECES: usize = 8;

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

    /// Powers with exponents that are multiples of one: of a constant base (`exp(2*x)`, `4^x`), or
    /// of a base with the unknown and symbolic exponents (`x^(2*k)`).
    fn by_exponentials(&mut self, f: Id, x: Id, atoms: &[(Id, Id)], depth: u32) -> Tried {
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

    /// Roots of one base: the root as the new unknown, in which the rest is a polynomial.
    fn by_one_root(&mut self, f: Id, x: Id, atoms: &[(Id, Id)], depth: u32) -> Tried {
        let mut base: Option<Id> = None;
        let mut index = 1i64;
        for &(atom, exponent) in atoms {
            let (radicand, denominator) = match self.arena.as_number(exponent) {
                Some(number) => match number.to_ratio() {
                    Some((_, 1)) => match self.arena.node(atom) {
                        Node::Call(FunctionId::CBRT, run) => (self.arena.operand(run, 0), 3),
                        _ if atom == x => continue,
                        _ => return Ok(None),
                    },
                    Some((_, denominator)) => (atom, denominator),
                    None => return Ok(None),
                },
                None => return Ok(None),
            };
            if *base.get_or_insert(radicand) != radicand {
                return Ok(None);
            }
            index = index.lcm(&denominator);
        }
        let Some(base) = base else {
            return Ok(None);
        };
        if index > 24 {
            return Ok(None);
        }
        let cube = self.arena.call(FunctionId::CBRT, &[base]);
        let odd = atoms.iter().any(|&(atom, _)| atom == cube);
        if odd && index != 3 {
            return Ok(None);
        }
        let t = self.unknown_for(f);
        let mut replaced = vec![];
        for &(atom, exponent) in atoms {
            let number = self
                .arena
                .as_number(exponent)
                .cloned()
                .unwrap_or(Number::ONE);
            if atom == cube {
                replaced.push(((cube, Id::ONE), t));
            } else if !number.is_integer() {
                let power = number.multiply(&Number::integer(index));
                let power = self.arena.number_node(power);
                let power = self.arena.pow(t, power);
                replaced.push(((atom, exponent), power));
            }
        }
        let whole = self.arena.integer(index);
        let whole = self.arena.pow(t, whole);
        let inner = self.replace_powers(f, x, &replaced)?;
        let inner = self.arena.substitute(inner, &[(base, whole)]);
        let mut inner = self.canonical(inner)?;
        if self.contains(inner, x) {
            // A linear radicand gives the unknown as a polynomial in the root.
            let Some(coefficients) = self.coefficients(base, x)? else {
                return Ok(None);
            };
            let &[b, a] = coefficients.as_slice() else {
                return Ok(None);
            };
            let top = self.arena.sub(whole, b);
            let value = self.over(top, a)?;
            inner = self.arena.substitute(inner, &[(x, value)]);
            inner = self.canonical(inner)?;
        }
        if self.contains(inner, x) || self.terms(inner).len() < 2 {
            return Ok(None);
        }
        let values = self.zeros(inner, t, depth)?;
        let root = if odd {
            cube
        } else {
            let exponent = self
                .arena
                .number_node(Number::ratio(1, index).unwrap_or(Number::ONE));
            let root = self.arena.pow(base, exponent);
            self.canonical(root)?
        };
        self.each_equals(root, values, x, depth).map(Some)
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

    /// Functions with pieces: each piece where it holds.
    pub(super) fn by_pieces(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        if let Some(found) = self.by_floor(f, x)? {
            return Ok(Some(found));
        }
        let mut chosen = None;
        let order = self.arena.reachable(&[f]);
        for id in order {
            if !self.contains(id, x) {
                continue;
            }
            let pieces = match self.arena.node(id) {
                Node::Call(function, run) => {
                    let arguments = self.arena.operands(run).to_vec();
                    self.pieces_of_call(function, &arguments)
                }
                Node::Piecewise(run) => {
                    let operands = self.arena.operands(run).to_vec();
                    Some(self.pieces_of_choice(&operands))
                }
                _ => None,
            };
            if let Some(pieces) = pieces {
                chosen = Some((id, pieces));
                break;
            }
        }
        let Some((part, pieces)) = chosen else {
            return Ok(None);
        };
        if pieces.len() > MOST_PIECES {
            return Ok(None);
        }
        let mut found: Vec<Solution> = Vec::new();
        for (conditions, value) in pieces {
            let inner = self.arena.substitute(f, &[(part, value)]);
            let Ok(inner) = self.arena.canonical(inner) else {
                continue;
            };
            // A piece that holds on an equation only has that equation's solutions.
            let equation =
                conditions
                    .iter()
                    .find_map(|&condition| match self.arena.node(condition) {
                        Node::Compare(Relation::Equal, a, b) => Some((a, b)),
                        _ => None,
                    });
            let solutions = match equation {
                Some((a, b)) => {
                    let difference = self.minus(a, b)?;
                    let mut kept = Vec::new();
                    for solution in self.zeros(difference, x, depth)? {
                        let left = self.arena.substitute(inner, &[(x, solution.value)]);
                        let condition = self.compare_zero(Relation::Equal, left);
                        kept.extend(self.under(condition, vec![solution]));
                    }
                    kept
                }
                None => self.zeros(inner, x, depth)?,
            };
            for solution in solutions {
                let mut kept = vec![solution.clone()];
                for &condition in &conditions {
                    let at = self.arena.substitute(condition, &[(x, solution.value)]);
                    kept = self.under(at, kept);
                }
                for solution in kept {
                    if !found.iter().any(|known| {
                        known.value == solution.value && known.conditions == solution.conditions
                    }) {
                        found.push(solution);
                    }
                }
            }
        }
        Ok(Some(found))
    }

    /// The pieces of a call: conditions and value.
    fn pieces_of_call(
        &mut self,
        function: FunctionId,
        arguments: &[Id],
    ) -> Option<Vec<(Vec<Id>, Id)>> {
        let compare = |solver: &mut Self, relation, a, b| solver.arena.compare_node(relation, a, b);
        match (function, arguments) {
            (FunctionId::ABS, &[u]) => {
                let negative = self.arena.neg(u);
                Some(vec![
                    (vec![compare(self, Relation::GreaterEqual, u, Id::ZERO)], u),
                    (
                        vec![compare(self, Relation::LessEqual, u, Id::ZERO)],
                        negative,
                    ),
                ])
            }
            (FunctionId::RELU, &[u]) => Some(vec![
                (vec![compare(self, Relation::GreaterEqual, u, Id::ZERO)], u),
                (
                    vec![compare(self, Relation::LessEqual, u, Id::ZERO)],
                    Id::ZERO,
                ),
            ]),
            (FunctionId::SIGN | FunctionId::HEAVISIDE, &[u]) => {
                let (below, at) = if function == FunctionId::SIGN {
                    (Id::MINUS_ONE, Id::ZERO)
                } else {
                    (Id::ZERO, Id::HALF)
                };
                Some(vec![
                    (vec![compare(self, Relation::Less, u, Id::ZERO)], below),
                    (vec![compare(self, Relation::Equal, u, Id::ZERO)], at),
                    (vec![compare(self, Relation::Greater, u, Id::ZERO)], Id::ONE),
                ])
            }
            (FunctionId::MIN | FunctionId::MAX, arguments) if !arguments.is_empty() => {
                let relation = if function == FunctionId::MIN {
                    Relation::LessEqual
                } else {
                    Relation::GreaterEqual
                };
                let mut pieces = Vec::new();
                for (at, &chosen) in arguments.iter().enumerate() {
                    let others = arguments
                        .iter()
                        .enumerate()
                        .filter(|(other, _)| *other != at);
                    let conditions = others
                        .map(|(_, &other)| self.arena.compare_node(relation, chosen, other))
                        .collect();
                    pieces.push((conditions, chosen));
                }
                Some(pieces)
            }
            (FunctionId::CLAMP, &[u, low, high]) => Some(vec![
                (vec![compare(self, Relation::LessEqual, u, low)], low),
                (
                    vec![
                        compare(self, Relation::GreaterEqual, u, low),
                        compare(self, Relation::LessEqual, u, high),
                    ],
                    u,
                ),
                (vec![compare(self, Relation::GreaterEqual, u, high)], high),
            ]),
            (FunctionId::HYPOT, arguments) => {
                // No piece: a root, which the strategy for roots knows.
                let mut squares = Id::ZERO;
                for &argument in arguments {
                    let square = self.arena.pow(argument, Id::TWO);
                    squares = self.arena.add(squares, square);
                }
                let root = self.arena.pow(squares, Id::HALF);
                Some(vec![(Vec::new(), root)])
            }
            _ => None,
        }
    }

    /// The pieces of a choice: each holds where the ones before do not.
    fn pieces_of_choice(&mut self, operands: &[Id]) -> Vec<(Vec<Id>, Id)> {
        let mut pieces = Vec::new();
        let mut before: Vec<Id> = Vec::new();
        let chunks = operands.chunks_exact(2);
        let otherwise = chunks.remainder().first().copied();
        for piece in chunks {
            let mut conditions = before.clone();
            conditions.push(piece[0]);
            pieces.push((conditions, piece[1]));
            before.push(self.opposite(piece[0]));
        }
        if let Some(value) = otherwise {
            pieces.push((before, value));
        }
        pieces
    }

    fn opposite(&mut self, condition: Id) -> Id {
        match self.arena.node(condition) {
            Node::Compare(relation, a, b) => {
                let relation = match relation {
                    Relation::Less => Relation::GreaterEqual,
                    Relation::LessEqual => Relation::Greater,
                    Relation::Greater => Relation::LessEqual,
                    Relation::GreaterEqual => Relation::Less,
                    Relation::Equal => Relation::NotEqual,
                    Relation::NotEqual => Relation::Equal,
                };
                self.arena.compare_node(relation, a, b)
            }
            _ => self.arena.not_node(condition),
        }
    }

    /// `floor(u) = c` and the like: an interval.
    fn by_floor(&mut self, f: Id, x: Id) -> Tried {
        let (constant, terms) = split_constant(self.arena, f);
        let [(factor, term)] = terms.as_slice() else {
            return Ok(None);
        };
        let Node::Call(function, run) = self.arena.node(*term) else {
            return Ok(None);
        };
        if ![FunctionId::FLOOR, FunctionId::CEIL].contains(&function) {
            return Ok(None);
        }
        let inner = self.arena.operand(run, 0);
        let Some(inverse) = factor.reciprocal() else {
            return Ok(None);
        };
        let value = constant.negate().multiply(&inverse);
        if !value.is_integer() {
            return Ok(Some(Vec::new()));
        }
        let (lower, upper, ends) = if function == FunctionId::FLOOR {
            let next = value.add(&Number::ONE);
            (value, next, [Relation::LessEqual, Relation::Less])
        } else {
            let before = value.subtract(&Number::ONE);
            (before, value, [Relation::Less, Relation::LessEqual])
        };
        let (lower, upper) = (self.arena.number_node(lower), self.arena.number_node(upper));
        let conditions = vec![
            self.arena.compare_node(ends[0], lower, inner),
            self.arena.compare_node(ends[1], inner, upper),
        ];
        Ok(Some(vec![Solution {
            conditions,
            ..everything(x)
        }]))
    }

    /// Roots of several bases, or of one that the rest is no polynomial in: one of them is
    /// isolated and raised away. What this adds is dropped when solutions are put in.
    pub(super) fn by_roots(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let mut best: Option<(Id, i64, bool)> = None;
        for (base, exponent) in self.atoms(f, x) {
            let (radicand, index, odd) = match (self.arena.node(base), exponent) {
                (Node::Call(FunctionId::CBRT, run), Id::ONE) => {
                    (self.arena.operand(run, 0), 3, true)
                }
                _ => match self.arena.as_number(exponent).and_then(Number::to_ratio) {
                    Some((_, denominator)) if denominator > 1 => (base, denominator, false),
                    _ => continue,
                },
            };
            let size = self.arena.node_count(&[radicand]);
            let larger = best.is_none_or(|(known, ..)| size > self.arena.node_count(&[known]));
            if larger {
                best = Some((radicand, index, odd));
            }
        }
        let Some((radicand, index, odd)) = best else {
            return Ok(None);
        };
        if !(2..=6).contains(&index) {
            return Ok(None);
        }
        let t = self.unknown_for(f);
        let cube = self.arena.call(FunctionId::CBRT, &[radicand]);
        let mut replaced = Vec::new();
        for (base, exponent) in self.atoms(f, x) {
            if odd && base == cube {
                replaced.push(((base, exponent), t));
            }
            if let Some((top, bottom)) = self.arena.as_number(exponent).and_then(Number::to_ratio)
                && base == radicand
                && bottom > 1
            {
                if index % bottom != 0 {
                    return Ok(None);
                }
                let power = self.arena.integer(top * (index / bottom));
                let power = self.arena.pow(t, power);
                replaced.push(((base, exponent), power));
            }
        }
        let inner = self.replace_powers(f, x, &replaced)?;
        let inner = match self.numerator(inner, &[t, x])? {
            Some(numerator) => numerator,
            None => inner,
        };
        let Some(coefficients) = self.coefficients(inner, t)? else {
            return Ok(None);
        };
        // t^index is the radicand.
        let count = usize::try_from(index).unwrap_or(2);
        let mut parts = vec![Id::ZERO; count];
        for (at, &coefficient) in coefficients.iter().enumerate() {
            let power = self.arena.integer(i64::try_from(at / count).unwrap_or(0));
            let power = self.arena.pow(radicand, power);
            let term = self.arena.mul(coefficient, power);
            parts[at % count] = self.arena.add(parts[at % count], term);
        }
        for part in &mut parts {
            *part = self.normal(*part)?;
        }
        let norm = match parts.as_slice() {
            &[a, b] => {
                let a = self.arena.pow(a, Id::TWO);
                let b = self.arena.pow(b, Id::TWO);
                let b = self.arena.mul(b, radicand);
                self.arena.sub(a, b)
            }
            &[a, b, c] => self.cubic_norm([a, b, c], radicand),
            parts => {
                let with: Vec<usize> = (1..count).filter(|&at| parts[at] != Id::ZERO).collect();
                let &[at] = with.as_slice() else {
                    return Ok(None);
                };
                let whole = self.arena.integer(index);
                let left = self.arena.neg(parts[0]);
                let left = self.arena.pow(left, whole);
                let right = self.arena.pow(parts[at], whole);
                let power = self.arena.integer(i64::try_from(at).unwrap_or(1));
                let power = self.arena.pow(radicand, power);
                let right = self.arena.mul(right, power);
                self.arena.sub(left, right)
            }
        };
        let norm = self.normal(norm)?;
        if !self.contains(norm, x) && self.vanishes(norm)? {
            return Ok(None);
        }
        self.zeros(norm, x, depth).map(Some)
    }

    /// The product of `a + b*t + c*t^2` over the three values of the cube root t of u.
    fn cubic_norm(&mut self, [a, b, c]: [Id; 3], u: Id) -> Id {
        let three = self.arena.integer(3);
        let cubes = [a, b, c].map(|part| self.arena.pow(part, three));
        let second = self.arena.mul(cubes[1], u);
        let square = self.arena.pow(u, Id::TWO);
        let third = self.arena.mul(cubes[2], square);
        let factor = self.arena.integer(-3);
        let mut mixed = self.arena.mul(factor, u);
        for part in [a, b, c] {
            mixed = self.arena.mul(mixed, part);
        }
        let sum = self.arena.add(cubes[0], second);
        let sum = self.arena.add(sum, third);
        self.arena.add(sum, mixed)
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
