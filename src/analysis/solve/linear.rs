//! Parts of systems: linear ones by elimination, products taken apart, solutions in order.

use super::solution::Note;
use super::solver::Solver;
use super::system::Assignment;
use crate::algebra::matrix::Matrix;
use crate::analysis::AnalysisError;
use crate::expr::{Id, Node, Relation};

impl Solver<'_> {
    /// Equations that are all linear in the unknowns; nothing if one is not.
    pub(super) fn linear_system(
        &mut self,
        functions: &[Id],
        variables: &[Id],
    ) -> Result<Option<Vec<Assignment>>, AnalysisError> {
        if functions.is_empty() || variables.is_empty() {
            return Ok(None);
        }
        let mut entries = Vec::with_capacity(functions.len() * variables.len());
        let mut right = Vec::with_capacity(functions.len());
        for &f in functions {
            let mut rest = self.canonical(f)?;
            for &variable in variables {
                let Some(coefficients) = self.coefficients(rest, variable)? else {
                    return Ok(None);
                };
                let (constant, factor) = match coefficients.as_slice() {
                    [] => (Id::ZERO, Id::ZERO),
                    &[constant] => (constant, Id::ZERO),
                    &[constant, factor] => (constant, factor),
                    _ => return Ok(None),
                };
                for &other in variables {
                    if self.contains(factor, other) {
                        return Ok(None);
                    }
                }
                entries.push(factor);
                rest = constant;
            }
            right.push(self.arena.neg(rest));
        }
        let matrix = Matrix::new(functions.len(), variables.len(), entries)?;
        let solution = match matrix.solve(self.arena, &right) {
            Ok(solution) => solution,
            Err(crate::algebra::AlgebraError::Inconsistent) => return Ok(Some(Vec::new())),
            Err(error) => return Err(error.into()),
        };
        let mut values = solution.point;
        let mut free = Vec::new();
        for direction in &solution.directions {
            // A direction moves one unknown by 1 that the others do not move.
            let own = (0..variables.len()).rev().find(|&at| {
                direction[at] == Id::ONE
                    && solution
                        .directions
                        .iter()
                        .all(|other| other == direction || other[at] == Id::ZERO)
            });
            let Some(own) = own else {
                return Ok(None);
            };
            free.push(variables[own]);
            for (value, &step) in values.iter_mut().zip(direction) {
                let part = self.arena.mul(step, variables[own]);
                *value = self.arena.add(*value, part);
            }
        }
        for value in &mut values {
            *value = self.normal(*value)?;
        }
        let mut conditions = Vec::new();
        for divisor in solution.nonzero {
            let condition = self.compare_zero(Relation::NotEqual, divisor);
            match self.decide(condition) {
                Some(true) => {}
                Some(false) => return Ok(None),
                None => {
                    let vanishing = self.compare_zero(Relation::Equal, divisor);
                    let vanishing = self.readable(vanishing)?;
                    self.note(Note::Singular {
                        condition: vanishing,
                    });
                    conditions.push(condition);
                }
            }
        }
        let conditions = self.tidy_conditions(&conditions)?;
        Ok(Some(vec![Assignment {
            values,
            free,
            conditions,
            numeric: false,
        }]))
    }

    /// The bases that an equation is a product of, as far as they contain an unknown.
    pub(super) fn factor_list(
        &mut self,
        f: Id,
        variables: &[Id],
    ) -> Result<Vec<Id>, AnalysisError> {
        let mut list: Vec<Id> = Vec::new();
        let mut open = vec![(f, true)];
        while let Some((f, whole)) = open.pop() {
            for (base, exponent) in self.powers(f) {
                let involved = variables
                    .iter()
                    .any(|&variable| self.contains(base, variable));
                let negative = self
                    .arena
                    .as_number(exponent)
                    .is_some_and(|number| !number.is_positive());
                if !involved || negative {
                    continue;
                }
                if whole && matches!(self.arena.node(base), Node::Sum(_)) {
                    if let Some((out, rest)) = self.common_powers(base, variables)? {
                        open.push((out, true));
                        open.push((rest, true));
                        continue;
                    }
                    if let Some(product) = self.factored(base)?
                        && product != base
                    {
                        open.push((product, false));
                        continue;
                    }
                }
                if !list.contains(&base) {
                    list.push(base);
                }
            }
        }
        Ok(list)
    }

    /// Solutions that are no special cases of others.
    pub(super) fn without_subsumed(
        &mut self,
        found: Vec<Assignment>,
        variables: &[Id],
    ) -> Vec<Assignment> {
        let mut kept: Vec<Assignment> = Vec::new();
        for (at, candidate) in found.iter().enumerate() {
            let mut special = false;
            for (other_at, other) in found.iter().enumerate() {
                let larger = other.free.len() > candidate.free.len()
                    || other.free.len() == candidate.free.len() && other_at < at;
                if other_at == at || !larger || !other.conditions.is_empty() {
                    continue;
                }
                let replaced: Vec<(Id, Id)> = variables
                    .iter()
                    .zip(&candidate.values)
                    .filter(|(variable, _)| other.free.contains(variable))
                    .map(|(&variable, &value)| (variable, value))
                    .collect();
                let mut same = true;
                for (&value, &own) in other.values.iter().zip(&candidate.values) {
                    let value = self.arena.substitute(value, &replaced);
                    let difference = self.arena.sub(value, own);
                    same &= self
                        .arena
                        .canonical(difference)
                        .is_ok_and(|difference| difference == Id::ZERO);
                }
                special |= same;
            }
            if !special {
                kept.push(candidate.clone());
            }
        }
        kept
    }

    /// Lines before points; points in rising order.
    pub(super) fn sort_points(&mut self, list: &mut [Assignment]) {
        let mut keys: Vec<(bool, Vec<f64>)> = Vec::with_capacity(list.len());
        for assignment in list.iter() {
            let numbers = assignment
                .values
                .iter()
                .map(|&value| {
                    super::numeric::value_at(self.arena, value, &[])
                        .map_or(f64::INFINITY, |at| at.value)
                })
                .collect();
            keys.push((assignment.free.is_empty(), numbers));
        }
        let mut order: Vec<usize> = (0..list.len()).collect();
        order.sort_by(|&a, &b| {
            keys[a].0.cmp(&keys[b].0).then_with(|| {
                keys[a]
                    .1
                    .iter()
                    .zip(&keys[b].1)
                    .map(|(p, q)| p.total_cmp(q))
                    .find(|order| order.is_ne())
                    .unwrap_or(std::cmp::Ordering::Equal)
            })
        });
        let sorted: Vec<Assignment> = order.iter().map(|&at| list[at].clone()).collect();
        list.clone_from_slice(&sorted);
    }
}
