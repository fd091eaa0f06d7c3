//! What solving asks of the algebra of fractions: lowest terms and factors, within a small budget.

use super::check::QUICK;
use super::solver::{Solver, Tried};
use crate::algebra::forms;
use crate::analysis::AnalysisError;
use crate::expr::{Id, Node};

impl Solver<'_> {
    /// An expression in a form in which what cancels is gone.
    pub(super) fn normal(&mut self, id: Id) -> Result<Id, AnalysisError> {
        let id = self.canonical(id)?;
        if matches!(
            self.arena.node(id),
            Node::Number(_) | Node::Symbol(_) | Node::Constant(_)
        ) {
            return Ok(id);
        }
        // What is beyond the budget stays as it is.
        let Ok(form) = forms::cancel(self.arena, id, &QUICK) else {
            return Ok(id);
        };
        let form = self.canonical(form)?;
        let length = |solver: &Self, id: Id| solver.arena.node_count(&[id]);
        let terms = |solver: &Self, id: Id| match solver.arena.node(id) {
            Node::Sum(run) => run.len() / 2,
            _ => 1,
        };
        // A product of sums may be the shorter one, but polynomials need their terms seen.
        Ok(
            if terms(self, id) == 1 && length(self, id) < length(self, form) {
                id
            } else {
                form
            },
        )
    }

    /// The product of irreducible polynomials over the rationals; nothing if that is beyond the
    /// budget.
    pub(super) fn factored(&mut self, f: Id) -> Result<Option<Id>, AnalysisError> {
        match forms::factor(self.arena, f, &QUICK) {
            Ok(product) => self.canonical(product).map(Some),
            Err(_) => Ok(None),
        }
    }

    /// Factors over the rationals.
    pub(super) fn by_factors(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let Some(product) = self.factored(f)? else {
            return Ok(None);
        };
        if product == f || !self.contains(product, x) {
            return Ok(None);
        }
        let powers = self.powers(product);
        let splits = powers.len() > 1 || powers.iter().any(|&(_, exponent)| exponent != Id::ONE);
        if !splits {
            return Ok(None);
        }
        self.by_product(product, x, depth)
    }
}
