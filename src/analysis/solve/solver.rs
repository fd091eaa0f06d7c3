//! The search for the zeros of an expression: one strategy after the other, each of which leads to
//! simpler expressions.
//!
//! ```text
//! product      each factor          f*g = 0
//! powers       common ones out      p^k - p^(k + 1) = p^k*(1 - p)
//! isolation    one term has x       exp(x^2) - c = 0, then by the inverse of exp
//! polynomial   in x                 by formula, by factors, by isolating roots
//! fraction     over one denominator its numerator
//! factors      over the rationals
//! substitution one function of x    exp(2*x) - 3*exp(x) + 2 in t = exp(x)
//! special      logarithms, circular functions, roots, pieces
//! ```
//!
//! Strategies recurse into each other; the depth is bounded by a constant and the work by fuel.

use hashbrown::HashMap;

use super::conditions::split_constant;
use super::numeric::{self, Verdict};
use super::solution::{Kind, Note, Outcome, Solution};
use crate::analysis::AnalysisError;
use crate::expr::{Arena, Constant, Id, Node, Number, Relation};
use crate::function::FunctionId;
use crate::simplify::facts::Facts;

/// How deep strategies may lead into each other.
pub(super) const DEPTH: u32 = 14;

/// How many expressions one equation may lead to.
const FUEL: u32 = 600;

/// Larger expressions are left to the numeric search.
const MOST_NODES: usize = 4000;

pub(super) type Found = Result<Vec<Solution>, AnalysisError>;
/// Nothing if the strategy does not apply.
pub(super) type Tried = Result<Option<Vec<Solution>>, AnalysisError>;

/// A strategy: of an expression, an unknown, and how deep others may lead.
type Strategy<'a> = fn(&mut Solver<'a>, Id, Id, u32) -> Tried;

/// The state of one search.
pub(super) struct Solver<'a> {
    pub(super) arena: &'a mut Arena,
    pub(super) facts: Facts,
    /// What is left to spend.
    pub(super) fuel: u32,
    /// Whether a part was not solved.
    pub(super) stuck: bool,
    /// The parts that were not solved, and their unknowns.
    pub(super) unsolved: Vec<(Id, Id)>,
    pub(super) notes: Vec<Note>,
    /// Symbols that stand for any integer.
    pub(super) indices: Vec<Id>,
    depends: HashMap<(Id, Id), bool, foldhash::fast::FixedState>,
}

/// A solution without conditions.
pub(super) fn exact(value: Id) -> Solution {
    Solution {
        value,
        conditions: Vec::new(),
        multiplicity: 1,
        kind: Kind::Exact,
    }
}

/// Everything.
pub(super) fn everything(variable: Id) -> Solution {
    Solution {
        kind: Kind::All,
        ..exact(variable)
    }
}

impl<'a> Solver<'a> {
    pub(super) fn new(arena: &'a mut Arena, facts: &Facts) -> Self {
        Solver {
            arena,
            facts: facts.clone(),
            fuel: FUEL,
            stuck: false,
            unsolved: Vec::new(),
            notes: Vec::new(),
            indices: Vec::new(),
            depends: HashMap::default(),
        }
    }

    /// Whether `id` contains `variable`.
    pub(super) fn contains(&mut self, id: Id, variable: Id) -> bool {
        if id == variable {
            return true;
        }
        if let Some(&known) = self.depends.get(&(id, variable)) {
            return known;
        }
        for node in self.arena.reachable(&[id]) {
            if self.depends.contains_key(&(node, variable)) {
                continue;
            }
            let mut depends = node == variable;
            let known = &self.depends;
            self.arena.for_each_child(node, |child| {
                depends |= known.get(&(child, variable)).copied().unwrap_or(false);
            });
            self.depends.insert((node, variable), depends);
        }
        self.depends.get(&(id, variable)).copied().unwrap_or(false)
    }

    pub(super) fn canonical(&mut self, id: Id) -> Result<Id, AnalysisError> {
        Ok(self.arena.canonical(id)?)
    }

    /// `a - b`, canonical.
    pub(super) fn minus(&mut self, a: Id, b: Id) -> Result<Id, AnalysisError> {
        let difference = self.arena.sub(a, b);
        self.canonical(difference)
    }

    /// `a*b`, canonical.
    pub(super) fn times(&mut self, a: Id, b: Id) -> Result<Id, AnalysisError> {
        let product = self.arena.mul(a, b);
        self.canonical(product)
    }

    /// `a/b`, canonical.
    pub(super) fn over(&mut self, a: Id, b: Id) -> Result<Id, AnalysisError> {
        let quotient = self.arena.div(a, b);
        self.canonical(quotient)
    }

    pub(super) fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// A part can't be solved.
    pub(super) fn give_up(&mut self, f: Id, x: Id) -> Found {
        self.stuck = true;
        self.unsolved.push((f, x));
        Ok(Vec::new())
    }

    /// Whether this is 0 whatever the values of its symbols are, as far as that is known.
    pub(super) fn vanishes(&mut self, id: Id) -> Result<bool, AnalysisError> {
        let id = self.canonical(id)?;
        if id == Id::ZERO {
            return Ok(true);
        }
        if self.arena.as_number(id).is_some() {
            return Ok(false);
        }
        if self.arena.free_symbols(&[id]).is_empty() {
            return Ok(numeric::verdict(self.arena, id) == Some(Verdict::Zero));
        }
        Ok(self.sampled_zero(id))
    }

    /// Adds a condition to solutions, and drops them all if it can't hold.
    pub(super) fn under(&mut self, condition: Id, mut solutions: Vec<Solution>) -> Vec<Solution> {
        match self.decide(condition) {
            Some(true) => solutions,
            Some(false) => Vec::new(),
            None => {
                for solution in &mut solutions {
                    solution.conditions.push(condition);
                }
                solutions
            }
        }
    }

    /// The zeros of `f` in `x`.
    pub(super) fn zeros(&mut self, f: Id, x: Id, depth: u32) -> Found {
        let f = self.canonical(f)?;
        if !self.contains(f, x) {
            return self.constant(f, x);
        }
        if depth == 0 || self.fuel == 0 || self.arena.node_count(&[f]) > MOST_NODES {
            return self.give_up(f, x);
        }
        self.fuel -= 1;
        let strategies: [Strategy<'a>; 13] = [
            Self::by_product,
            Self::by_common_powers,
            Self::by_isolation,
            Self::by_polynomial,
            Self::by_fraction,
            Self::by_factors,
            Self::by_substitution,
            Self::by_pieces,
            Self::by_logarithms,
            Self::by_two_products,
            Self::by_circular,
            Self::by_hyperbolic,
            Self::by_roots,
        ];
        for strategy in strategies {
            if let Some(found) = strategy(self, f, x, depth - 1)? {
                return Ok(found);
            }
        }
        self.give_up(f, x)
    }

    /// An equation without the unknown.
    fn constant(&mut self, f: Id, x: Id) -> Found {
        if self.vanishes(f)? {
            return Ok(vec![everything(x)]);
        }
        let condition = self.compare_zero(Relation::Equal, f);
        match self.decide(condition) {
            Some(true) => return Ok(vec![everything(x)]),
            Some(false) => return Ok(Vec::new()),
            None => {}
        }
        if !self.arena.free_symbols(&[f]).is_empty() {
            let condition = self.readable(condition)?;
            self.note(Note::Degenerate {
                condition,
                outcome: Outcome::All(None),
            });
        }
        Ok(Vec::new())
    }

    /// What solves an equation without the unknown where one condition holds already.
    pub(super) fn everywhere(&mut self, known: Id, where_: Id) -> Result<Outcome, AnalysisError> {
        let where_ = self.readable(where_)?;
        Ok(Outcome::All((where_ != known).then_some(where_)))
    }

    /// The powers that a canonical node is the product of, up to a rational factor. The exponential
    /// is a power of e.
    pub(super) fn powers(&mut self, f: Id) -> Vec<(Id, Id)> {
        let term = match self.arena.node(f) {
            Node::Sum(run) if run.len() == 2 => self.arena.operand(run, 1),
            _ => f,
        };
        match self.arena.node(term) {
            Node::Product(run) => self
                .arena
                .operands(run)
                .chunks_exact(2)
                .map(|pair| (pair[0], pair[1]))
                .collect(),
            Node::Pow(base, exponent) => vec![(base, exponent)],
            Node::Call(FunctionId::EXP, run) => {
                let exponent = self.arena.operand(run, 0);
                vec![(self.arena.constant(Constant::E), exponent)]
            }
            _ => vec![(term, Id::ONE)],
        }
    }

    /// A product or power vanishes with one of its bases.
    pub(super) fn by_product(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let powers = self.powers(f);
        if powers.as_slice() == [(f, Id::ONE)] {
            return Ok(None);
        }
        let mut found = Vec::new();
        for (base, exponent) in powers {
            if !self.contains(base, x) {
                if !self.contains(exponent, x) && base != Id::ONE {
                    self.factor_without_unknown(base, exponent)?;
                }
                // A power of a constant base is not 0 (or is for no exponent that is known).
                continue;
            }
            let number = self.arena.as_number(exponent).cloned();
            if number.as_ref().is_some_and(|number| !number.is_positive()) {
                continue;
            }
            let zeros = self.zeros(base, x, depth)?;
            match number {
                Some(number) => {
                    let times = number.to_i64().and_then(|n| u32::try_from(n).ok());
                    found.extend(zeros.into_iter().map(|zero| Solution {
                        multiplicity: zero.multiplicity.saturating_mul(times.unwrap_or(1)),
                        ..zero
                    }));
                }
                None => {
                    for zero in zeros {
                        let at = self.arena.substitute(exponent, &[(x, zero.value)]);
                        let condition = self.compare_zero(Relation::Greater, at);
                        found.extend(self.under(condition, vec![zero]));
                    }
                }
            }
        }
        Ok(Some(joined(found)))
    }

    /// A factor of parameters: where it vanishes, everything is a solution.
    fn factor_without_unknown(&mut self, base: Id, exponent: Id) -> Result<(), AnalysisError> {
        let vanishing = self.compare_zero(Relation::Equal, base);
        let positive = self
            .arena
            .as_number(exponent)
            .is_none_or(Number::is_positive);
        if positive && self.decide(vanishing).is_none() {
            let condition = self.readable(vanishing)?;
            self.note(Note::Degenerate {
                condition,
                outcome: Outcome::All(None),
            });
        }
        Ok(())
    }

    /// The only term that contains the unknown equals the rest.
    fn by_isolation(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let (constant, terms) = split_constant(self.arena, f);
        let mut with = Vec::new();
        let mut rest = self.arena.number_node(constant);
        for (factor, term) in terms {
            if self.contains(term, x) {
                with.push((factor, term));
            } else {
                let factor = self.arena.number_node(factor);
                let term = self.arena.mul(factor, term);
                rest = self.arena.add(rest, term);
            }
        }
        let [(factor, term)] = with.as_slice() else {
            return Ok(None);
        };
        let Some(inverse) = factor.negate().reciprocal() else {
            return Ok(None);
        };
        let inverse = self.arena.number_node(inverse);
        let right = self.times(inverse, rest)?;
        self.equals(*term, right, x, depth)
    }

    /// The solutions of `left = right`, where `right` does not contain the unknown; nothing if
    /// `left` has no inverse that is known.
    pub(super) fn equals(&mut self, left: Id, right: Id, x: Id, depth: u32) -> Tried {
        if left == x {
            return Ok(Some(vec![exact(right)]));
        }
        if depth == 0 || self.fuel == 0 {
            return Ok(None);
        }
        self.fuel -= 1;
        match self.arena.node(left) {
            Node::Sum(_) => {
                let difference = self.minus(left, right)?;
                self.zeros(difference, x, depth - 1).map(Some)
            }
            Node::Pow(base, exponent) => self.invert_power(base, exponent, right, x, depth - 1),
            Node::Product(_) => self.invert_product(left, right, x, depth - 1),
            Node::Call(function, run) => {
                let arguments = self.arena.operands(run).to_vec();
                match arguments[..] {
                    [inner] => self.invert_call(function, inner, right, x, depth - 1),
                    _ => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    /// `left = value` for every value of the list, conditions included.
    pub(super) fn each_equals(
        &mut self,
        left: Id,
        values: Vec<Solution>,
        x: Id,
        depth: u32,
    ) -> Found {
        let mut found = Vec::new();
        for value in values {
            if value.kind == Kind::All {
                found.push(everything(x));
                continue;
            }
            let solutions = match self.equals(left, value.value, x, depth)? {
                Some(solutions) => solutions,
                None => {
                    let difference = self.minus(left, value.value)?;
                    self.zeros(difference, x, depth.saturating_sub(1))?
                }
            };
            found.extend(
                solutions
                    .into_iter()
                    .map(|solution| combined(&value, solution)),
            );
        }
        Ok(found)
    }

    /// A product with one factor that contains the unknown.
    fn invert_product(&mut self, left: Id, right: Id, x: Id, depth: u32) -> Tried {
        let mut with = Vec::new();
        let mut divisor = Id::ONE;
        for (base, exponent) in self.powers(left) {
            let power = self.arena.pow(base, exponent);
            if self.contains(base, x) || self.contains(exponent, x) {
                with.push(power);
            } else {
                divisor = self.arena.mul(divisor, power);
            }
        }
        if divisor == Id::ONE {
            return Ok(None);
        }
        let mut product = Id::ONE;
        for power in with {
            product = self.arena.mul(product, power);
        }
        let product = self.canonical(product)?;
        let divisor = self.canonical(divisor)?;
        if self.vanishes(divisor)? {
            return self.constant(right, x).map(Some);
        }
        let quotient = self.over(right, divisor)?;
        let Some(found) = self.equals(product, quotient, x, depth)? else {
            return Ok(None);
        };
        let vanishing = self.compare_zero(Relation::Equal, divisor);
        let condition = self.compare_zero(Relation::NotEqual, divisor);
        match self.decide(vanishing) {
            Some(false) => return Ok(Some(found)),
            Some(true) => return self.constant(right, x).map(Some),
            None => {}
        }
        let vanishing = self.readable(vanishing)?;
        let outcome = if self.vanishes(right)? {
            Outcome::All(None)
        } else {
            let where_ = self.compare_zero(Relation::Equal, right);
            match self.decide(where_) {
                Some(false) => Outcome::None,
                _ => self.everywhere(vanishing, where_)?,
            }
        };
        self.note(Note::Degenerate {
            condition: vanishing,
            outcome,
        });
        Ok(Some(self.under(condition, found)))
    }
}

/// A solution reached through a value that had conditions of its own.
pub(super) fn combined(through: &Solution, mut solution: Solution) -> Solution {
    for &condition in &through.conditions {
        if !solution.conditions.contains(&condition) {
            solution.conditions.push(condition);
        }
    }
    if matches!(through.kind, Kind::Numeric { .. }) && solution.kind == Kind::Exact {
        solution.kind = through.kind.clone();
    }
    if let (Kind::Family { .. }, Kind::Exact) = (&through.kind, &solution.kind) {
        solution.kind = through.kind.clone();
    }
    solution.multiplicity = solution.multiplicity.saturating_mul(through.multiplicity);
    solution
}

/// Equal solutions as one, with the sum of their multiplicities.
pub(super) fn joined(solutions: Vec<Solution>) -> Vec<Solution> {
    let mut kept: Vec<Solution> = Vec::with_capacity(solutions.len());
    for solution in solutions {
        let same = kept.iter_mut().find(|known| {
            known.value == solution.value
                && known.kind == solution.kind
                && known.conditions == solution.conditions
        });
        match same {
            Some(known) => {
                known.multiplicity = known.multiplicity.saturating_add(solution.multiplicity);
            }
            None => kept.push(solution),
        }
    }
    kept
}
