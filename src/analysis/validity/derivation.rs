//! Derivations whose seams are set right.

use super::derivative::Taken;
use super::gaps::Budget;
use crate::diff::DiffError;
use crate::diff::derivation::{Context, Derivation, Seams};
use crate::expr::{Arena, Expr, Id};
use crate::simplify::facts::Assumptions;

/// What one-sided limits say where pieces meet.
#[derive(Default)]
pub struct Meeting {
    budget: Budget,
    taken: Option<Taken>,
}

impl Meeting {
    /// For [`Context::seams`].
    pub fn boxed() -> Box<dyn Seams> {
        Box::new(Meeting::default())
    }
}

impl Seams for Meeting {
    fn pieces(
        &mut self,
        arena: &mut Arena,
        root: Id,
        variable: Id,
    ) -> Result<Vec<(Id, Id)>, DiffError> {
        self.taken = None;
        if !super::derivative::has_pieces(arena, &[root], &[variable]) {
            return Ok(Vec::new());
        }
        let taken = Taken::new(arena, &[root], variable, &mut self.budget)?;
        let learned = taken.learned.clone();
        self.taken = Some(taken);
        Ok(learned)
    }

    fn complete(&mut self, arena: &mut Arena, root: Id, derivative: Id) -> Id {
        match &self.taken {
            Some(taken) => taken.completed(arena, root, derivative, &mut self.budget),
            None => derivative,
        }
    }
}

impl Expr {
    /// How the derivative in one or several variables, one after the other, comes about.
    ///
    /// # Errors
    /// See [`DiffError`].
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "x^2*sin(x)".parse()?;
    /// let derivation = f.derivation(["x"])?;
    /// let first = &derivation.parts[0].steps[0];
    /// assert_eq!(first.rule, "product rule");
    /// assert_eq!(first.after.to_string(), "x^2*diff(sin(x), x) + diff(x^2, x)*sin(x)");
    /// assert_eq!(derivation.parts[0].result.to_string(), "x*(x*cos(x) + 2*sin(x))");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn derivation<N: AsRef<str>>(
        &self,
        names: impl IntoIterator<Item = N>,
    ) -> Result<Derivation, DiffError> {
        let context = Context {
            rules: None,
            assumptions: &Assumptions::new(),
            seams: Meeting::boxed,
        };
        Derivation::of_derivative(self, names, context)
    }
}
