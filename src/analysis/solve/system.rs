//! Systems of equations: linear ones by elimination, others by cases.
//!
//! A case is what is left of the equations and what the unknowns are so far. Where an equation is a
//! product, each factor is a case; otherwise one equation is solved for one unknown, which leaves
//! fewer of both. Two polynomial equations without a simpler way lose an unknown by their
//! resultant.

use super::numeric::{Approximate, Sampler, Verdict};
use super::solution::{Kind, Note};
use super::solver::{DEPTH, Solver};
use crate::algebra::matrix::Matrix;
use crate::analysis::AnalysisError;
use crate::expr::{Arena, Id, Node, Relation};
use crate::simplify::facts::Facts;

/// How many cases one system may lead to.
const MOST_CASES: usize = 400;

/// Matrices of resultants are not larger than this.
const MOST_RESULTANT: usize = 9;

/// One solution of a system.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// What each unknown is; one that can have any value is itself.
    pub values: Vec<Id>,
    /// The unknowns that can have any value.
    pub free: Vec<Id>,
    /// What must hold for it; comparisons.
    pub conditions: Vec<Id>,
    /// Whether values are decimals that stand for numbers near them.
    pub numeric: bool,
}

/// The solutions of a system.
#[derive(Clone, Debug, PartialEq)]
pub struct SystemSolutions {
    /// The unknowns.
    pub variables: Vec<Id>,
    /// The solutions.
    pub list: Vec<Assignment>,
    /// Whether there are no others (outside the cases that the notes name).
    pub complete: bool,
    /// Remarks.
    pub notes: Vec<Note>,
}

/// What is left of the equations, and what the unknowns are so far.
#[derive(Clone)]
struct Case {
    equations: Vec<Id>,
    assigned: Vec<(Id, Id)>,
    conditions: Vec<Id>,
    numeric: bool,
    /// Whether a resultant was taken.
    eliminated: bool,
}

/// The real solutions of several equations (or of expressions that are to be 0) in several
/// unknowns.
///
/// # Cost
/// Bounded by fuel.
///
/// # Errors
/// [`AnalysisError::Unsolved`] if nothing is found and a case was not solved, and when an
/// expression has no canonical form.
pub fn solve_system(
    arena: &mut Arena,
    equations: &[Id],
    variables: &[Id],
    facts: &Facts,
) -> Result<SystemSolutions, AnalysisError> {
    let mut functions = Vec::with_capacity(equations.len());
    for &equation in equations {
        functions.push(match arena.node(equation) {
            Node::Compare(Relation::Equal, a, b) => arena.sub(a, b),
            _ => equation,
        });
    }
    let mut solver = Solver::new(arena, facts);
    let mut list = match solver.linear_system(&functions, variables)? {
        Some(list) => list,
        None => solver.by_cases(&functions, variables)?,
    };
    if list.is_empty() && solver.stuck {
        return Err(AnalysisError::Unsolved {
            variable: solver
                .arena
                .name(variables.first().copied().unwrap_or(Id::ZERO))
                .to_owned(),
            searched: None,
        });
    }
    solver.sort_points(&mut list);
    if solver.stuck {
        solver.note(Note::Incomplete);
    }
    for assignment in &list {
        for symbol in solver.arena.free_symbols(&assignment.values) {
            if solver.indices.contains(&symbol) {
                solver.note(Note::Integers { index: symbol });
            }
        }
    }
    let notes = std::mem::take(&mut solver.notes);
    Ok(SystemSolutions {
        variables: variables.to_vec(),
        list,
        complete: !notes
            .iter()
            .any(|note| matches!(note, Note::Incomplete | Note::Searched { .. })),
        notes,
    })
}

impl Solver<'_> {
    /// All cases, one after the other.
    pub(super) fn by_cases(
        &mut self,
        functions: &[Id],
        variables: &[Id],
    ) -> Result<Vec<Assignment>, AnalysisError> {
        let mut needed = Vec::new();
        for &f in functions {
            for &variable in variables {
                for need in super::conditions::needs(self.arena, f, variable) {
                    if !needed.contains(&need) {
                        needed.push(need);
                    }
                }
            }
        }
        let mut open = vec![Case {
            equations: functions.to_vec(),
            assigned: Vec::new(),
            conditions: Vec::new(),
            numeric: false,
            eliminated: false,
        }];
        let mut found: Vec<Assignment> = Vec::new();
        let mut cases = 0;
        while let Some(case) = open.pop() {
            cases += 1;
            if cases > MOST_CASES || self.fuel == 0 {
                self.stuck = true;
                break;
            }
            match self.settled(case, variables)? {
                None => {}
                Some(case) if case.equations.is_empty() => {
                    if let Some(assignment) =
                        self.assignment(case, functions, &needed, variables)?
                        && !found.contains(&assignment)
                    {
                        found.push(assignment);
                    }
                }
                Some(case) => {
                    let mut next = self.next_cases(case, variables)?;
                    // The first case is looked at first.
                    next.reverse();
                    open.extend(next);
                }
            }
        }
        Ok(self.without_subsumed(found, variables))
    }

    /// A case with equations in lowest terms, those that hold left out; nothing if one can't hold.
    fn settled(&mut self, mut case: Case, variables: &[Id]) -> Result<Option<Case>, AnalysisError> {
        let mut kept: Vec<Id> = Vec::new();
        for equation in std::mem::take(&mut case.equations) {
            let Ok(equation) = self.arena.canonical(equation) else {
                return Ok(None);
            };
            let involved = variables
                .iter()
                .any(|&variable| self.contains(equation, variable));
            if !involved {
                if self.holds_as_constant(equation, case.numeric)? {
                    continue;
                }
                let condition = self.compare_zero(Relation::Equal, equation);
                if self.decide(condition).is_none() {
                    let condition = self.readable(condition)?;
                    self.note(Note::Degenerate {
                        condition,
                        outcome: super::solution::Outcome::Further,
                    });
                }
                return Ok(None);
            }
            let mut equation = equation;
            for _ in 0..4 {
                match self.numerator(equation, variables)? {
                    Some(numerator) => equation = numerator,
                    None => break,
                }
            }
            let equation = self.canonical(equation)?;
            if equation != Id::ZERO && !kept.contains(&equation) {
                kept.push(equation);
            }
        }
        case.equations = kept;
        Ok(Some(case))
    }

    fn holds_as_constant(&mut self, value: Id, numeric: bool) -> Result<bool, AnalysisError> {
        if !numeric && self.vanishes(value)? {
            return Ok(true);
        }
        // Decimals are near what they stand for; the whole is checked at the end.
        Ok(numeric)
    }

    /// The cases that one case leads to.
    fn next_cases(&mut self, case: Case, variables: &[Id]) -> Result<Vec<Case>, AnalysisError> {
        // Products first, the one with the fewest factors.
        let mut best: Option<(usize, Vec<Id>)> = None;
        for (at, &equation) in case.equations.iter().enumerate() {
            let factors = self.factor_list(equation, variables)?;
            match factors.as_slice() {
                // A product without an unknown, or of powers that never vanish.
                [] => return Ok(Vec::new()),
                [only] if *only == equation => {}
                _ => {
                    let fewer = best
                        .as_ref()
                        .is_none_or(|(_, known)| factors.len() < known.len());
                    if fewer {
                        best = Some((at, factors));
                    }
                }
            }
        }
        if let Some((at, factors)) = best {
            return Ok(factors
                .into_iter()
                .map(|factor| {
                    let mut next = case.clone();
                    next.equations[at] = factor;
                    next
                })
                .collect());
        }
        // The equation and unknown that are solved most simply.
        let mut choice: Option<(u32, usize, Id)> = None;
        for (at, &equation) in case.equations.iter().enumerate() {
            let mut involved = Vec::new();
            for &variable in variables {
                if self.contains(equation, variable) {
                    involved.push(variable);
                }
            }
            for &variable in &involved {
                let rank = match self.coefficients(equation, variable)? {
                    Some(coefficients) => match coefficients.as_slice() {
                        [_, a] => {
                            let mut free = true;
                            for &other in variables {
                                free &= !self.contains(*a, other);
                            }
                            match (involved.len(), free) {
                                (1, _) => 0,
                                (_, true) => 1,
                                (_, false) => 4,
                            }
                        }
                        _ if involved.len() == 1 => 2,
                        coefficients if coefficients.len() == 3 => 6,
                        _ => 8,
                    },
                    None if involved.len() == 1 => 3,
                    None => 9,
                };
                if choice.is_none_or(|(known, ..)| rank < known) {
                    choice = Some((rank, at, variable));
                }
            }
        }
        let Some((rank, at, variable)) = choice else {
            return Ok(Vec::new());
        };
        if rank >= 4
            && case.equations.len() > 1
            && !case.eliminated
            && let Some(next) = self.eliminated(&case, variables)?
        {
            return Ok(vec![next]);
        }
        let mut next = Vec::new();
        let equation = case.equations[at];
        if rank == 4
            && let Some(coefficients) = self.coefficients(equation, variable)?
            && let &[b, a] = coefficients.as_slice()
        {
            // Where the coefficient vanishes, so must the rest.
            let mut vanishing = case.clone();
            vanishing.equations[at] = a;
            vanishing.equations.push(b);
            next.push(vanishing);
        }
        let saved = self.notes.len();
        for solution in self.zeros(equation, variable, DEPTH)? {
            if solution.kind == Kind::All {
                let mut kept = case.clone();
                kept.equations.remove(at);
                kept.conditions.extend(solution.conditions);
                next.push(kept);
                continue;
            }
            let solution = if case.numeric {
                // Formulas of decimals are decimals.
                let kind = Kind::Numeric {
                    lower: crate::expr::Number::ZERO,
                    upper: crate::expr::Number::ZERO,
                };
                match self.evaluated(super::solution::Solution { kind, ..solution }) {
                    Some(solution) => solution,
                    None => continue,
                }
            } else {
                solution
            };
            let mut assigned = case.clone();
            assigned.equations.remove(at);
            assigned.numeric |= matches!(solution.kind, Kind::Numeric { .. });
            let replaced = [(variable, solution.value)];
            for equation in &mut assigned.equations {
                *equation = self.arena.substitute(*equation, &replaced);
            }
            for (_, value) in &mut assigned.assigned {
                *value = self.arena.substitute(*value, &replaced);
            }
            for condition in &mut assigned.conditions {
                *condition = self.arena.substitute(*condition, &replaced);
            }
            assigned.conditions.extend(solution.conditions);
            assigned.assigned.push((variable, solution.value));
            next.push(assigned);
        }
        // Degenerate cases of unknowns are cases of their own or shown to be met below.
        let mut about_unknowns = Vec::new();
        for at in saved..self.notes.len() {
            if let Note::Degenerate { condition, .. } = self.notes[at] {
                let mut about = false;
                for &variable in variables {
                    about |= self.contains(condition, variable);
                }
                about_unknowns.push((at, about));
            }
        }
        for (at, about) in about_unknowns.into_iter().rev() {
            if about {
                self.notes.remove(at);
            }
        }
        Ok(next)
    }

    /// Two polynomial equations without one of their unknowns: their resultant joins the case.
    fn eliminated(&mut self, case: &Case, variables: &[Id]) -> Result<Option<Case>, AnalysisError> {
        let &[first, second, ..] = case.equations.as_slice() else {
            return Ok(None);
        };
        for &variable in variables.iter().rev() {
            if !self.contains(first, variable) || !self.contains(second, variable) {
                continue;
            }
            let (Some(a), Some(b)) = (
                self.coefficients(first, variable)?,
                self.coefficients(second, variable)?,
            ) else {
                continue;
            };
            let (m, n) = (a.len().saturating_sub(1), b.len().saturating_sub(1));
            if m == 0 || n == 0 || m + n > MOST_RESULTANT {
                continue;
            }
            // Sylvester's matrix.
            let size = m + n;
            let mut entries = vec![Id::ZERO; size * size];
            for (rows, polynomial, offset) in [(n, &a, 0), (m, &b, n)] {
                for row in 0..rows {
                    for (at, &coefficient) in polynomial.iter().rev().enumerate() {
                        entries[(offset + row) * size + row + at] = coefficient;
                    }
                }
            }
            let Ok(matrix) = Matrix::new(size, size, entries) else {
                continue;
            };
            let Ok(resultant) = matrix.determinant(self.arena) else {
                continue;
            };
            let resultant = self.normal(resultant)?;
            if resultant == Id::ZERO {
                continue;
            }
            let mut next = case.clone();
            next.equations.insert(0, resultant);
            next.eliminated = true;
            return Ok(Some(next));
        }
        Ok(None)
    }

    /// A finished case as a solution, if it solves the equations where they are real.
    fn assignment(
        &mut self,
        case: Case,
        functions: &[Id],
        needed: &[super::conditions::Need],
        variables: &[Id],
    ) -> Result<Option<Assignment>, AnalysisError> {
        let mut values = Vec::with_capacity(variables.len());
        let mut free = Vec::new();
        for &variable in variables {
            match case.assigned.iter().find(|(known, _)| *known == variable) {
                Some(&(_, value)) => values.push(self.normal(value)?),
                None => {
                    values.push(variable);
                    free.push(variable);
                }
            }
        }
        let replaced: Vec<(Id, Id)> = variables
            .iter()
            .copied()
            .zip(values.iter().copied())
            .collect();
        let mut conditions = Vec::new();
        for condition in case.conditions {
            match self.decide(condition) {
                Some(true) => {}
                Some(false) => return Ok(None),
                None => conditions.push(condition),
            }
        }
        for &need in needed {
            let condition = match need {
                super::conditions::Need::Condition(condition) => condition,
                super::conditions::Need::Power { base, .. } => {
                    self.compare_zero(Relation::GreaterEqual, base)
                }
            };
            let at = self.arena.substitute(condition, &replaced);
            match self.decide(at) {
                Some(true) => {}
                Some(false) => return Ok(None),
                None => {
                    if !conditions.contains(&at) {
                        conditions.push(at);
                    }
                }
            }
        }
        for &f in functions {
            let left = self.arena.substitute(f, &replaced);
            let Ok(left) = self.arena.canonical(left) else {
                return Ok(None);
            };
            if case.numeric {
                if !self.near_zero(f, &replaced) {
                    return Ok(None);
                }
            } else if !self.vanishes(left)? {
                return Ok(None);
            }
        }
        let conditions = self.tidy_conditions(&conditions)?;
        Ok(Some(Assignment {
            values,
            free,
            conditions,
            numeric: case.numeric,
        }))
    }

    /// Whether an equation holds at decimals, as far as rounding tells.
    fn near_zero(&mut self, f: Id, replaced: &[(Id, Id)]) -> bool {
        let mut point = Vec::with_capacity(replaced.len());
        for &(variable, value) in replaced {
            if variable == value {
                return true;
            }
            let Some(value) = super::numeric::value_at(self.arena, value, &[]) else {
                return false;
            };
            point.push((
                variable,
                Approximate {
                    value: value.value,
                    error: value.error.max(value.value.abs() * 1e-12),
                },
            ));
        }
        let f = self.arena.canonical(f).unwrap_or(f);
        Sampler::new(self.arena, f)
            .at(self.arena, &point)
            .is_some_and(|value| matches!(value.verdict(), Verdict::Zero | Verdict::Unclear))
    }
}
