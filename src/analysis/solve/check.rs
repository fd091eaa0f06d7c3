//! Solutions put into the equation: exactly where algebra can tell, and in doubles at sampled
//! parameters.

use super::conditions::Need;
use super::numeric::{Approximate, Sampler, Verdict};
use super::solution::{Kind, Note, Solution};
use super::solver::Solver;
use crate::algebra::forms::{self, Fraction, Limits};
use crate::analysis::AnalysisError;
use crate::expr::{Id, Node, Number, Relation};

/// How many samples decide about an expression with parameters.
const SAMPLES: usize = 8;
/// How many points are tried for them.
const ATTEMPTS: u64 = 120;

/// Limits of a question to algebra.
pub(super) const QUICK: Limits = Limits {
    terms: 4_000,
    work: 30_000_000,
};

/// What substitution shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Holds,
    Fails,
    /// Holds for some parameters only.
    Sometimes,
    /// Not real at any sampled point.
    Nowhere,
    Unclear,
}

/// Numbers that look random and are the same in every run.
pub(super) struct Sequence(pub(super) u64);

impl Sequence {
    pub(super) fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64) / ((1u64 << 53) as f64)
    }
}

impl Solver<'_> {
    /// Whether facts prove a comparison of `difference` with 0.
    pub(super) fn prove(&mut self, relation: Relation, difference: Id) -> Option<bool> {
        let condition = self.arena.compare_node(relation, difference, Id::ZERO);
        self.facts.holds(self.arena, condition)
    }

    /// A value for a symbol, inside of what is known of it.
    fn sample(&self, symbol: Id, random: &mut Sequence) -> f64 {
        if self.indices.contains(&symbol) {
            return (random.next() * 7.0).floor() - 3.0;
        }
        let enclosure = self.facts.enclosure(self.arena, symbol);
        let lower = enclosure.lower.as_ref().map(|end| end.value.to_f64());
        let upper = enclosure.upper.as_ref().map(|end| end.value.to_f64());
        let u = random.next();
        // Sizes from small to large.
        let size = (random.next() * 6.0 - 2.0).exp();
        let value = match (lower, upper) {
            (Some(lower), Some(upper)) => lower + (upper - lower) * u,
            (Some(lower), None) => lower + size,
            (None, Some(upper)) => upper - size,
            (None, None) if u < 0.6 => size,
            (None, None) => -size,
        };
        if enclosure.integer {
            let rounded = value.round();
            return match (lower, upper) {
                (Some(lower), _) if rounded < lower => lower.ceil(),
                (_, Some(upper)) if rounded > upper => upper.floor(),
                _ => rounded,
            };
        }
        value
    }

    /// Points for the symbols of some expressions.
    fn points(&self, roots: &[Id]) -> Vec<Vec<(Id, Approximate)>> {
        let symbols = self.arena.free_symbols(roots);
        let mut random = Sequence(20_261_122);
        (0..ATTEMPTS)
            .map(|_| {
                symbols
                    .iter()
                    .map(|&symbol| {
                        let value = self.sample(symbol, &mut random);
                        (symbol, Approximate { value, error: 0.0 })
                    })
                    .collect()
            })
            .collect()
    }

    /// Whether an expression with symbols is 0 everywhere, by algebra or at sampled points.
    pub(super) fn sampled_zero(&mut self, id: Id) -> bool {
        if let Ok(fraction) = Fraction::of(self.arena, id, &QUICK)
            && fraction.is_zero()
        {
            return true;
        }
        let sampler = Sampler::new(self.arena, id);
        let mut zeros = 0;
        for point in self.points(&[id]) {
            let Some(value) = sampler.at(self.arena, &point) else {
                return false;
            };
            match value.verdict() {
                Verdict::Zero => zeros += 1,
                Verdict::Undefined | Verdict::Unclear => {}
                Verdict::Positive | Verdict::Negative => return false,
            }
            if zeros >= SAMPLES {
                return true;
            }
        }
        false
    }

    /// What remains of `f` at a solution.
    fn outcome(&mut self, f: Id, x: Id, solution: &Solution) -> Result<Outcome, AnalysisError> {
        let left = self.arena.substitute(f, &[(x, solution.value)]);
        let numeric = matches!(solution.kind, Kind::Numeric { .. });
        match self.arena.canonical(left) {
            Ok(Id::ZERO) => return Ok(Outcome::Holds),
            Ok(_) => {}
            Err(crate::expr::CanonicalError::DivisionByZero) => return Ok(Outcome::Fails),
            Err(error) => return Err(error.into()),
        }
        if !numeric
            && let Ok(fraction) = Fraction::of(self.arena, left, &QUICK)
            && fraction.is_zero()
        {
            return Ok(Outcome::Holds);
        }
        if numeric {
            return Ok(self.numeric_outcome(f, x, solution.value));
        }
        let mut roots = vec![left];
        roots.extend(&solution.conditions);
        let samplers: Vec<Sampler> = roots
            .iter()
            .map(|&root| Sampler::new(self.arena, root))
            .collect();
        let value_sampler = Sampler::new(self.arena, solution.value);
        roots.push(solution.value);
        let (mut holds, mut fails, mut unclear) = (0, 0, 0);
        'points: for point in self.points(&roots) {
            match value_sampler.at(self.arena, &point) {
                Some(value) if value.value.is_nan() => continue,
                Some(_) => {}
                None => return Ok(Outcome::Unclear),
            }
            for condition in &samplers[1..] {
                match condition.at(self.arena, &point) {
                    Some(truth) if truth.value == 1.0 => {}
                    _ => continue 'points,
                }
            }
            let Some(value) = samplers[0].at(self.arena, &point) else {
                return Ok(Outcome::Unclear);
            };
            match value.verdict() {
                Verdict::Zero => holds += 1,
                // Outside of the equation's domain; conditions tell where that is.
                Verdict::Undefined => {}
                Verdict::Unclear => unclear += 1,
                Verdict::Positive | Verdict::Negative => fails += 1,
            }
            if holds + fails >= SAMPLES || (point.is_empty() && holds + fails + unclear > 0) {
                break;
            }
            if point.is_empty() {
                break;
            }
        }
        Ok(match (holds, fails, unclear) {
            (0, 0, 0) => Outcome::Nowhere,
            (0, 0, _) => Outcome::Unclear,
            (_, 0, _) => Outcome::Holds,
            (0, _, _) => Outcome::Fails,
            _ => Outcome::Sometimes,
        })
    }

    /// A decimal is a solution if the equation changes its sign near it, or is near 0 there.
    fn numeric_outcome(&mut self, f: Id, x: Id, value: Id) -> Outcome {
        let Some(at) = super::numeric::value_at(self.arena, value, &[]) else {
            return Outcome::Unclear;
        };
        let sampler = Sampler::new(self.arena, f);
        let spread = at.value.abs().max(1e-300) * 1e-11;
        let look =
            |value: f64, error: f64| sampler.at(self.arena, &[(x, Approximate { value, error })]);
        let (Some(left), Some(middle), Some(right)) = (
            look(at.value - spread, 0.0),
            look(at.value, at.value.abs() * 1e-15),
            look(at.value + spread, 0.0),
        ) else {
            return Outcome::Unclear;
        };
        match middle.verdict() {
            Verdict::Undefined => return Outcome::Fails,
            Verdict::Zero => return Outcome::Holds,
            _ => {}
        }
        let slope = (right.value - left.value).abs().max(left.value.abs());
        let crosses = left.value.is_finite()
            && right.value.is_finite()
            && (left.value <= 0.0) != (right.value <= 0.0)
            && middle.value.abs() <= slope;
        if crosses || middle.value.abs() <= 8.0 * middle.error {
            Outcome::Holds
        } else {
            Outcome::Fails
        }
    }

    /// What the equation's parts need at a solution: nothing if it can't be met, else the
    /// conditions that remain, in terms of the unknown where the solution has parameters.
    fn met_needs(
        &mut self,
        needs: &[Need],
        x: Id,
        solution: &Solution,
    ) -> Result<Option<Vec<Id>>, AnalysisError> {
        let mut open = Vec::new();
        for &need in needs {
            let condition = match need {
                Need::Condition(condition) => condition,
                Need::Power { base, exponent } => {
                    let at = self.arena.substitute(base, &[(x, solution.value)]);
                    let vanishing = self.compare_zero(Relation::Equal, at);
                    if self.decide(vanishing) == Some(true) {
                        let at = self.arena.substitute(exponent, &[(x, solution.value)]);
                        let positive = self.compare_zero(Relation::Greater, at);
                        match self.decide(positive) {
                            Some(true) => {}
                            Some(false) => return Ok(None),
                            None => open.push(positive),
                        }
                        continue;
                    }
                    let whole = self.arena.substitute(exponent, &[(x, solution.value)]);
                    let whole = self.canonical(whole)?;
                    if self.facts.integer(self.arena, whole) == Some(true) {
                        self.compare_zero(Relation::NotEqual, base)
                    } else {
                        self.compare_zero(Relation::Greater, base)
                    }
                }
            };
            if solution.kind == Kind::All {
                match self.decide(condition) {
                    Some(true) => {}
                    Some(false) => return Ok(None),
                    None => open.push(condition),
                }
                continue;
            }
            if self.vanishing_product(condition, x, solution.value)? {
                return Ok(None);
            }
            let at = self.arena.substitute(condition, &[(x, solution.value)]);
            match self.decide(at) {
                Some(true) => {}
                Some(false) => return Ok(None),
                None if solution.conditions.contains(&at) => {}
                None => {
                    let free = self.arena.free_symbols(&[solution.value]);
                    let families = free.iter().all(|symbol| self.indices.contains(symbol));
                    if families || free.is_empty() {
                        if !self.met_by_family(at) {
                            open.push(at);
                        }
                    } else {
                        open.push(condition);
                    }
                }
            }
        }
        Ok(Some(open))
    }

    /// Whether a condition asks of a product that it is not 0, and a base of it is 0: the product
    /// is then 0, or not real.
    fn vanishing_product(
        &mut self,
        condition: Id,
        x: Id,
        value: Id,
    ) -> Result<bool, AnalysisError> {
        let Node::Compare(relation, term, Id::ZERO) = self.arena.node(condition) else {
            return Ok(false);
        };
        if !matches!(
            relation,
            Relation::NotEqual | Relation::Greater | Relation::Less
        ) {
            return Ok(false);
        }
        let term = self.canonical(term)?;
        for (base, _) in self.powers(term) {
            let at = self.arena.substitute(base, &[(x, value)]);
            let vanishing = self.compare_zero(Relation::Equal, at);
            if self.decide(vanishing) == Some(true) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a condition holds for all small integers that its indices stand for. Conditions of
    /// families are periodic, or fail soon.
    fn met_by_family(&mut self, condition: Id) -> bool {
        let symbols = self.arena.free_symbols(&[condition]);
        let [index] = symbols.as_slice() else {
            return false;
        };
        (-6..=6).all(|value| {
            let value = self.arena.integer(value);
            let at = self.arena.substitute(condition, &[(*index, value)]);
            self.decide(at) == Some(true)
        })
    }

    /// What is assumed of the unknown, as conditions on it.
    fn assumed(&mut self, x: Id) -> Vec<Id> {
        let enclosure = self.facts.enclosure(self.arena, x);
        let mut conditions = Vec::new();
        let mut bound = |value: &Number, relation| {
            let value = self.arena.number_node(value.clone());
            conditions.push(self.arena.compare_node(relation, x, value));
        };
        if let Some(end) = &enclosure.lower {
            let relation = if end.included {
                Relation::GreaterEqual
            } else {
                Relation::Greater
            };
            bound(&end.value, relation);
        }
        if let Some(end) = &enclosure.upper {
            let relation = if end.included {
                Relation::LessEqual
            } else {
                Relation::Less
            };
            bound(&end.value, relation);
        }
        if enclosure.nonzero && conditions.is_empty() {
            conditions.push(self.compare_zero(Relation::NotEqual, x));
        }
        conditions
    }

    /// The solutions that are real where the equation is, solve it, and meet what is assumed.
    pub(super) fn checked(
        &mut self,
        f: Id,
        x: Id,
        needs: &[Need],
        candidates: Vec<Solution>,
    ) -> Result<Vec<Solution>, AnalysisError> {
        let assumed = self.assumed(x);
        let whole = self.facts.integer(self.arena, x) == Some(true);
        let facts = self.facts.clone();
        let mut kept: Vec<Solution> = Vec::new();
        'candidates: for mut candidate in candidates {
            let value = match self.arena.canonical(candidate.value) {
                Ok(value) => value,
                Err(_) => continue,
            };
            candidate.value = value;
            if matches!(candidate.kind, Kind::Family { .. })
                && let Ok(expanded) = forms::expand(self.arena, value, &QUICK)
            {
                candidate.value = self.canonical(expanded)?;
            }
            let value = candidate.value;
            // What is asked of the candidate is asked where its conditions hold.
            self.facts = facts.clone();
            let mut possible = true;
            for &condition in &candidate.conditions {
                possible &= self.facts.assume(self.arena, condition).is_ok();
            }
            if !possible {
                continue;
            }
            let Some(open) = self.met_needs(needs, x, &candidate)? else {
                continue;
            };
            for condition in open {
                if !candidate.conditions.contains(&condition) {
                    candidate.conditions.push(condition);
                }
            }
            if candidate.kind != Kind::All {
                if whole
                    && let Some(number) = self.arena.as_number(value)
                    && !number.is_integer()
                {
                    continue;
                }
                for &condition in &assumed {
                    let at = self.arena.substitute(condition, &[(x, value)]);
                    // About a symbol, the condition is as short.
                    let symbol = matches!(self.arena.node(value), Node::Symbol(_));
                    let shown = if symbol { at } else { condition };
                    match self.decide(at) {
                        Some(true) => {}
                        Some(false) => continue 'candidates,
                        None => {
                            if !candidate.conditions.contains(&shown) {
                                candidate.conditions.push(shown);
                            }
                        }
                    }
                }
                let mut possible = true;
                for &condition in &candidate.conditions {
                    if !self.contains(condition, x) {
                        possible &= self.facts.assume(self.arena, condition).is_ok();
                    }
                }
                if !possible {
                    continue;
                }
                match self.outcome(f, x, &candidate)? {
                    Outcome::Holds | Outcome::Unclear => {}
                    Outcome::Fails => continue,
                    Outcome::Nowhere => {
                        self.note(Note::Incomplete);
                        continue;
                    }
                    Outcome::Sometimes => {
                        let left = self.arena.substitute(f, &[(x, value)]);
                        let left = self.canonical(left)?;
                        let condition = self.compare_zero(Relation::Equal, left);
                        candidate.conditions.push(condition);
                    }
                }
            }
            self.facts = facts.clone();
            candidate.conditions = self.tidy_conditions(&candidate.conditions)?;
            self.spare_presupposed(&mut candidate, x);
            match kept
                .iter_mut()
                .find(|known| known.value == candidate.value && known.kind == candidate.kind)
            {
                Some(known) if known.kind != Kind::All => {
                    known.multiplicity = known.multiplicity.max(candidate.multiplicity);
                    // Found in two ways, it holds where either does.
                    if candidate.conditions.len() < known.conditions.len() {
                        known.conditions = candidate.conditions;
                    }
                }
                Some(known) if known.conditions == candidate.conditions => {}
                _ => kept.push(candidate),
            }
        }
        self.facts = facts;
        let mut kept = self.largest_families(kept)?;
        if let Some(at) = kept
            .iter()
            .position(|solution| solution.kind == Kind::All && solution.conditions.is_empty())
        {
            return Ok(vec![kept.swap_remove(at)]);
        }
        // A single value inside of an interval of solutions is no news.
        let intervals: Vec<Vec<Id>> = kept
            .iter()
            .filter(|solution| solution.kind == Kind::All)
            .map(|solution| solution.conditions.clone())
            .collect();
        let mut outside = Vec::with_capacity(kept.len());
        for solution in kept {
            let mut inside = false;
            if solution.kind != Kind::All {
                for conditions in &intervals {
                    inside |= conditions.iter().all(|&condition| {
                        let at = self.arena.substitute(condition, &[(x, solution.value)]);
                        self.decide(at) == Some(true)
                    });
                }
            }
            if !inside {
                outside.push(solution);
            }
        }
        Ok(outside)
    }

    /// Solutions without those that are members of a family.
    fn largest_families(&mut self, list: Vec<Solution>) -> Result<Vec<Solution>, AnalysisError> {
        let mut lines: Vec<Option<(Id, Id)>> = Vec::with_capacity(list.len());
        for solution in &list {
            lines.push(match solution.kind {
                Kind::Family { index } => {
                    let [start, next] = [Id::ZERO, Id::ONE]
                        .map(|n| self.arena.substitute(solution.value, &[(index, n)]));
                    let start = self.canonical(start)?;
                    let step = self.minus(next, start)?;
                    Some((start, step))
                }
                Kind::Exact => Some((solution.value, Id::ZERO)),
                _ => None,
            });
        }
        let mut kept = Vec::with_capacity(list.len());
        for (at, solution) in list.iter().enumerate() {
            let mut member = false;
            for (other_at, other) in list.iter().enumerate() {
                let (Some((start, step)), Some((other_start, other_step))) =
                    (lines[at], lines[other_at])
                else {
                    continue;
                };
                if other_at == at || other_step == Id::ZERO || !other.conditions.is_empty() {
                    continue;
                }
                let gap = self.minus(start, other_start)?;
                let mut whole = true;
                let mut same_step = false;
                for (distance, is_step) in [(gap, false), (step, true)] {
                    let turns = self.over(distance, other_step)?;
                    let turns = self.arena.as_number(turns).cloned();
                    whole &= turns.as_ref().is_some_and(Number::is_integer);
                    same_step |= is_step && turns.is_some_and(|turns| turns.abs().is_one());
                }
                // Of two families with the same members the first stays.
                member |= whole && (!same_step || other_at < at);
            }
            if !member {
                kept.push(solution.clone());
            }
        }
        Ok(kept)
    }

    /// A condition on the unknown presupposes that its value exists, so the denominators of the
    /// value need no mention beside it.
    fn spare_presupposed(&mut self, solution: &mut Solution, x: Id) {
        if solution.kind == Kind::All {
            return;
        }
        let conditions = solution.conditions.clone();
        let mut about = false;
        for &condition in &conditions {
            about |= self.contains(condition, x);
        }
        if !about {
            return;
        }
        let divisors: Vec<Id> = self
            .powers(solution.value)
            .into_iter()
            .filter(|(_, exponent)| {
                self.arena
                    .as_number(*exponent)
                    .is_some_and(Number::is_negative)
            })
            .map(|(base, _)| base)
            .collect();
        solution.conditions.retain(|&condition| {
            !matches!(
                self.arena.node(condition),
                Node::Compare(Relation::NotEqual, base, Id::ZERO) if divisors.contains(&base)
            )
        });
    }
}
