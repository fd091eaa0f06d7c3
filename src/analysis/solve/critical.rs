//! Critical points: where the gradient vanishes, and of what kind they are.

use std::fmt;

use super::numeric::{self, Verdict};
use super::solution::Note;
use super::solver::Solver;
use super::system::{Assignment, SystemSolutions, solve_system};
use crate::algebra::matrix::{Definiteness, Matrix};
use crate::analysis::AnalysisError;
use crate::diff::gradient;
use crate::expr::{Arena, Id, Relation};
use crate::simplify::facts::Facts;

/// What the second partials tell of a critical point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// The Hessian is positive definite.
    Minimum,
    /// The Hessian is negative definite.
    Maximum,
    /// The Hessian has values of both signs.
    Saddle,
    /// The Hessian is singular and does not decide.
    Degenerate,
    /// It depends on parameters.
    Undecided,
}

impl fmt::Display for Nature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Nature::Minimum => "minimum",
            Nature::Maximum => "maximum",
            Nature::Saddle => "saddle",
            Nature::Degenerate => "degenerate",
            Nature::Undecided => "undecided",
        })
    }
}

/// A point, line or family of points where the gradient vanishes.
#[derive(Clone, Debug, PartialEq)]
pub struct CriticalPoint {
    /// Where it is.
    pub place: Assignment,
    /// The value of the function there.
    pub value: Id,
    /// Of what kind it is.
    pub nature: Nature,
}

/// The critical points of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Critical {
    /// The variables.
    pub variables: Vec<Id>,
    /// Lines first, then points.
    pub points: Vec<CriticalPoint>,
    /// Whether there are no others.
    pub complete: bool,
    /// Remarks.
    pub notes: Vec<Note>,
}

/// The points where all partials vanish; with `bounds`, those between the bounds of each variable,
/// ends included.
///
/// # Cost
/// As [`solve_system`].
///
/// # Errors
/// As [`solve_system`], and [`DiffError`](crate::diff::DiffError).
pub fn critical(
    arena: &mut Arena,
    f: Id,
    variables: &[Id],
    bounds: &[(Id, Id, Id)],
    facts: &Facts,
) -> Result<Critical, AnalysisError> {
    let partials = gradient(arena, f, variables)?;
    let mut simple = Vec::with_capacity(partials.len());
    for &partial in &partials {
        simple.push(arena.canonical(partial)?);
    }
    let SystemSolutions {
        list,
        complete,
        notes,
        ..
    }: SystemSolutions = match simple.as_slice() {
        // One equation in one unknown has more ways, numeric ones too.
        [partial] => single(arena, *partial, variables, facts)?,
        partials => solve_system(arena, partials, variables, facts)?,
    };
    let mut rows = Vec::with_capacity(variables.len());
    for &partial in &partials {
        rows.push(gradient(arena, partial, variables)?);
    }
    let families: Vec<Id> = notes
        .iter()
        .filter_map(|note| match note {
            Note::Integer { index } | Note::Integers { index } => Some(*index),
            _ => None,
        })
        .collect();
    let mut solver = Solver::new(arena, facts);
    let mut points = Vec::new();
    let mut places = Vec::with_capacity(list.len());
    for place in list {
        places.extend(solver.alternating(place, &families)?);
    }
    for (place, index) in places {
        let replaced: Vec<(Id, Id)> = variables
            .iter()
            .copied()
            .zip(place.values.iter().copied())
            .filter(|(variable, value)| variable != value)
            .collect();
        if !solver.within(bounds, &replaced) {
            continue;
        }
        let value = solver.arena.substitute(f, &replaced);
        let Ok(value) = solver.normal(value) else {
            continue;
        };
        let real = solver.arena.free_symbols(&[value]).is_empty();
        if real && numeric::verdict(solver.arena, value) == Some(Verdict::Undefined) {
            continue;
        }
        let value = if place.numeric {
            solver.decimal_of(value)
        } else {
            value
        };
        let (nature, value) = match index {
            Some(index) => solver.family_nature(&rows, &replaced, value, index)?,
            None => (solver.nature(&rows, &replaced, &place)?, value),
        };
        points.push(CriticalPoint {
            place,
            value,
            nature,
        });
    }
    Ok(Critical {
        variables: variables.to_vec(),
        points,
        complete,
        notes,
    })
}

/// The zeros of one partial, as solutions of a system.
fn single(
    arena: &mut Arena,
    partial: Id,
    variables: &[Id],
    facts: &Facts,
) -> Result<SystemSolutions, AnalysisError> {
    let &[variable] = variables else {
        return solve_system(arena, &[partial], variables, facts);
    };
    let found = super::solve(arena, partial, variable, facts)?;
    let list = found
        .list
        .into_iter()
        .map(|solution| Assignment {
            free: if solution.value == variable {
                vec![variable]
            } else {
                Vec::new()
            },
            values: vec![solution.value],
            conditions: solution.conditions,
            numeric: matches!(solution.kind, super::Kind::Numeric { .. }),
        })
        .collect();
    Ok(SystemSolutions {
        variables: variables.to_vec(),
        list,
        complete: found.complete,
        notes: found.notes,
    })
}

impl Solver<'_> {
    /// Whether a place is within bounds, as far as that can be told.
    fn within(&mut self, bounds: &[(Id, Id, Id)], replaced: &[(Id, Id)]) -> bool {
        for &(variable, lower, upper) in bounds {
            for (relation, bound) in [
                (Relation::GreaterEqual, lower),
                (Relation::LessEqual, upper),
            ] {
                let condition = self.arena.compare_node(relation, variable, bound);
                let at = self.arena.substitute(condition, replaced);
                if self.decide(at) == Some(false) {
                    return false;
                }
            }
        }
        true
    }

    /// The even and the odd members of a family, which may be of different kinds, each with its
    /// index; other places as they are.
    fn alternating(
        &mut self,
        place: Assignment,
        indices: &[Id],
    ) -> Result<Vec<(Assignment, Option<Id>)>, AnalysisError> {
        let symbols = self.arena.free_symbols(&place.values);
        let index = indices
            .iter()
            .copied()
            .find(|index| symbols.contains(index));
        let Some(index) = index else {
            return Ok(vec![(place, None)]);
        };
        let mut members = Vec::with_capacity(2);
        for offset in [Id::ZERO, Id::ONE] {
            let double = self.arena.mul(Id::TWO, index);
            let number = self.arena.add(double, offset);
            let mut member = place.clone();
            for value in &mut member.values {
                let moved = self.arena.substitute(*value, &[(index, number)]);
                let moved = crate::algebra::forms::expand(self.arena, moved, &super::check::QUICK)
                    .unwrap_or(moved);
                *value = self.canonical(moved)?;
            }
            members.push((member, Some(index)));
        }
        Ok(members)
    }

    /// The kind and the value for a family: those of a few of its members, if they agree.
    fn family_nature(
        &mut self,
        rows: &[Vec<Id>],
        replaced: &[(Id, Id)],
        value: Id,
        index: Id,
    ) -> Result<(Nature, Id), AnalysisError> {
        let mut natures = Vec::new();
        let mut values = Vec::new();
        for n in -2..=2 {
            let n = self.arena.integer(n);
            let mut member = Vec::with_capacity(replaced.len());
            for &(variable, value) in replaced {
                member.push((variable, self.arena.substitute(value, &[(index, n)])));
            }
            let place = Assignment {
                values: Vec::new(),
                free: Vec::new(),
                conditions: Vec::new(),
                numeric: false,
            };
            natures.push(self.nature(rows, &member, &place)?);
            let at = self.arena.substitute(value, &[(index, n)]);
            values.push(self.normal(at)?);
        }
        let nature = match natures.first() {
            Some(&first) if natures.iter().all(|nature| *nature == first) => first,
            _ => Nature::Undecided,
        };
        let value = match values.first() {
            Some(&first) if values.iter().all(|value| *value == first) => first,
            _ => value,
        };
        Ok((nature, value))
    }

    /// The decimal that an expression without symbols is.
    fn decimal_of(&mut self, id: Id) -> Id {
        numeric::value_at(self.arena, id, &[])
            .and_then(|value| crate::expr::Number::from_double(value.value))
            .map_or(id, |number| self.arena.number_node(number))
    }

    /// What the Hessian tells of a place.
    fn nature(
        &mut self,
        rows: &[Vec<Id>],
        replaced: &[(Id, Id)],
        place: &Assignment,
    ) -> Result<Nature, AnalysisError> {
        let size = rows.len();
        let mut entries = Vec::with_capacity(size * size);
        for &entry in rows.iter().flatten() {
            let entry = self.arena.substitute(entry, replaced);
            let Ok(entry) = self.normal(entry) else {
                return Ok(Nature::Undecided);
            };
            entries.push(entry);
        }
        let matrix = Matrix::new(size, size, entries.clone())?;
        if let Some(signs) = matrix.definiteness(self.arena)? {
            return Ok(match signs {
                Definiteness::PositiveDefinite => Nature::Minimum,
                Definiteness::NegativeDefinite => Nature::Maximum,
                Definiteness::Indefinite => Nature::Saddle,
                Definiteness::PositiveSemidefinite | Definiteness::NegativeSemidefinite => {
                    Nature::Degenerate
                }
            });
        }
        if !place.free.is_empty() {
            // Along the line the gradient stays 0, so the Hessian is singular.
            return Ok(Nature::Degenerate);
        }
        // Leading minors (Sylvester), as far as their signs are known.
        let mut signs = Vec::with_capacity(size);
        for order in 1..=size {
            let minor: Vec<Id> = (0..order)
                .flat_map(|row| (0..order).map(move |column| row * size + column))
                .map(|at| entries[at])
                .collect();
            let minor = Matrix::new(order, order, minor)?.determinant(self.arena)?;
            signs.push(self.sign_of(minor)?);
        }
        let all = |expected: fn(usize) -> Verdict| {
            signs
                .iter()
                .enumerate()
                .all(|(at, sign)| *sign == Some(expected(at)))
        };
        if all(|_| Verdict::Positive) {
            return Ok(Nature::Minimum);
        }
        if all(|at| {
            if at % 2 == 0 {
                Verdict::Negative
            } else {
                Verdict::Positive
            }
        }) {
            return Ok(Nature::Maximum);
        }
        // A regular Hessian that is neither has both signs.
        Ok(match signs.last() {
            Some(Some(Verdict::Zero)) if size == 1 => Nature::Degenerate,
            Some(Some(Verdict::Negative)) if size == 2 => Nature::Saddle,
            Some(Some(Verdict::Zero)) if size == 2 => Nature::Degenerate,
            Some(Some(Verdict::Positive | Verdict::Negative))
                if signs.iter().all(Option::is_some) =>
            {
                Nature::Saddle
            }
            _ => Nature::Undecided,
        })
    }

    /// The sign of an expression, if it is known.
    fn sign_of(&mut self, id: Id) -> Result<Option<Verdict>, AnalysisError> {
        if self.vanishes(id)? {
            return Ok(Some(Verdict::Zero));
        }
        for (relation, verdict) in [
            (Relation::Greater, Verdict::Positive),
            (Relation::Less, Verdict::Negative),
        ] {
            let condition = self.compare_zero(relation, id);
            if self.decide(condition) == Some(true) {
                return Ok(Some(verdict));
            }
        }
        Ok(None)
    }
}
