//! Equations, systems and critical points, over the real numbers.
//!
//! [`solve`] finds the solutions of one equation in one unknown. Solutions are exact where that is
//! readable, and otherwise numbers between two bounds; each has been put into the equation, and has
//! the conditions under which it holds. What is not solved is said.

mod algebra;
mod check;
mod circular;
mod conditions;
mod critical;
mod exponents;
mod invert;
mod linear;
mod numeric;
mod pieces;
mod polynomial;
mod powers;
mod radicals;
mod rational;
mod search;
mod solution;
mod solver;
mod system;
mod transform;

use crate::analysis::AnalysisError;
use crate::expr::{Arena, Id, Node, Relation};
use crate::simplify::facts::Facts;

use conditions::needs;
use solver::{DEPTH, Solver};

pub use critical::{Critical, CriticalPoint, Nature, critical};
pub use solution::{Kind, Note, Outcome, Solution, Solutions};
pub use system::{Assignment, SystemSolutions, solve_system};

/// The real solutions of an equation (or of `expression = 0`) in `variable`.
///
/// # Cost
/// Bounded by fuel: at worst about a few seconds.
///
/// # Errors
/// [`AnalysisError::Unsolved`] if nothing is found and a part was not solved, and when the
/// expression has no canonical form.
pub fn solve(
    arena: &mut Arena,
    equation: Id,
    variable: Id,
    facts: &Facts,
) -> Result<Solutions, AnalysisError> {
    let f = match arena.node(equation) {
        Node::Compare(Relation::Equal, a, b) => arena.sub(a, b),
        _ => equation,
    };
    let needed = needs(arena, f, variable);
    let mut solver = Solver::new(arena, facts);
    let found = solver.zeros(f, variable, DEPTH)?;
    let mut evaluated = Vec::with_capacity(found.len());
    for solution in found {
        evaluated.extend(solver.evaluated(solution));
    }
    let mut list = solver.checked(f, variable, &needed, evaluated)?;
    let mut stuck = solver.stuck;
    if stuck {
        let symbols = solver.arena.free_symbols(&[f]);
        if symbols.iter().all(|symbol| *symbol == variable) {
            let parts = std::mem::take(&mut solver.unsolved);
            let whole = parts.iter().any(|(_, unknown)| *unknown != variable);
            let parts: Vec<Id> = if whole {
                vec![f]
            } else {
                parts.into_iter().map(|(part, _)| part).collect()
            };
            let mut near = Vec::new();
            for part in parts {
                near.extend(solver.searched(part, variable));
            }
            let near = solver.checked(f, variable, &needed, near)?;
            for solution in near {
                if !solver.is_known(&list, &solution) {
                    list.push(solution);
                }
            }
            solver.note(Note::Searched {
                reach: search::REACH,
            });
            stuck = false;
            if list.is_empty() {
                return Err(AnalysisError::Unsolved {
                    variable: solver.arena.name(variable).to_owned(),
                    searched: Some(search::REACH),
                });
            }
        }
    }
    if stuck {
        if list.is_empty() {
            return Err(AnalysisError::Unsolved {
                variable: solver.arena.name(variable).to_owned(),
                searched: None,
            });
        }
        solver.note(Note::Incomplete);
    }
    solver.sort(&mut list, variable);
    for solution in &list {
        for symbol in solver.arena.free_symbols(&[solution.value]) {
            if solver.indices.contains(&symbol) {
                solver.note(Note::Integer { index: symbol });
            }
        }
    }
    let notes = std::mem::take(&mut solver.notes);
    let complete = !notes
        .iter()
        .any(|note| matches!(note, Note::Incomplete | Note::Searched { .. }));
    Ok(Solutions {
        variable,
        list,
        complete,
        notes,
    })
}

impl Solver<'_> {
    /// Whether a number found by the search is one of these solutions, or of a family of them.
    fn is_known(&mut self, list: &[Solution], solution: &Solution) -> bool {
        let Some(value) = numeric::value_at(self.arena, solution.value, &[]) else {
            return false;
        };
        let near = |other: f64| (other - value.value).abs() <= 1e-9 * value.value.abs().max(1e-3);
        list.iter().any(|known| match known.kind {
            Kind::Family { index } => {
                let at = |n: f64| numeric::value_at(self.arena, known.value, &[(index, n)]);
                let (Some(zero), Some(one)) = (at(0.0), at(1.0)) else {
                    return false;
                };
                let step = one.value - zero.value;
                let turns = ((value.value - zero.value) / step).round();
                at(turns).is_some_and(|at| near(at.value))
            }
            Kind::All => false,
            _ => numeric::value_at(self.arena, known.value, &[]).is_some_and(|at| near(at.value)),
        })
    }

    /// What holds without a condition on parameters first; then numbers in rising order.
    fn sort(&mut self, list: &mut [Solution], x: Id) {
        let mut keys = Vec::with_capacity(list.len());
        let values: Vec<Id> = list.iter().map(|solution| solution.value).collect();
        let all = self.arena.free_symbols(&values);
        for solution in list.iter() {
            let mut conditional = false;
            for &condition in &solution.conditions {
                conditional |= !self.contains(condition, x)
                    && !matches!(
                        self.arena.node(condition),
                        Node::Compare(Relation::NotEqual, ..)
                    );
            }
            let symbols = self.arena.free_symbols(&[solution.value]);
            // Symbols in natural order stand for rising numbers, so that a comes before b.
            let point: Vec<(Id, f64)> = all
                .iter()
                .enumerate()
                .map(|(at, &symbol)| (symbol, 2.1 + 1.7 * at as f64))
                .collect();
            let family = matches!(solution.kind, Kind::Family { .. });
            let number = if family {
                None
            } else {
                numeric::value_at(self.arena, solution.value, &point)
                    .map(|at| at.value)
                    .filter(|value| !value.is_nan())
            };
            let start = match solution.kind {
                Kind::Family { index } => {
                    numeric::value_at(self.arena, solution.value, &[(index, 0.0)])
                        .map(|at| at.value.abs())
                }
                _ => None,
            };
            let constant = symbols.is_empty() || family;
            keys.push((
                conditional,
                !constant,
                number.or(start).unwrap_or(f64::INFINITY),
            ));
        }
        let mut order: Vec<usize> = (0..list.len()).collect();
        order.sort_by(|&a, &b| {
            (keys[a].0.cmp(&keys[b].0))
                .then(keys[a].1.cmp(&keys[b].1))
                .then(keys[a].2.total_cmp(&keys[b].2))
        });
        let sorted: Vec<Solution> = order.iter().map(|&at| list[at].clone()).collect();
        list.clone_from_slice(&sorted);
    }
}
