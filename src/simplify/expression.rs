//! Simplification of owned expressions.

use super::facts::Facts;
use super::rules::RuleSet;
use super::{Simplified, Simplify};
use crate::expr::{CanonicalError, Expr, Flags};

impl Expr {
    /// A simpler form: the one that is shortest to read, of those that rules and algebra find.
    /// Where this expression is real, that one has the same value; it may be real at more points.
    ///
    /// # Errors
    /// [`CanonicalError`] if it has no canonical form.
    ///
    /// # Examples
    /// ```
    /// use gradus::Expr;
    ///
    /// let f: Expr = "x/(x^2 - 1) - 1/(x^2 - 1)".parse()?;
    /// assert_eq!(f.simplify()?.to_string(), "1/(x + 1)");
    /// let g: Expr = "sin(x)^2 + cos(x)^2".parse()?;
    /// assert_eq!(g.simplify()?.to_string(), "1");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn simplify(&self) -> Result<Expr, CanonicalError> {
        let (expr, _) =
            self.simplified(&Simplify::default(), RuleSet::standard(), &Facts::none())?;
        Ok(expr)
    }

    /// A simpler form by chosen rules, with what is known of its symbols, and what the search has
    /// to say.
    ///
    /// # Errors
    /// As [`Expr::simplify`].
    pub fn simplified(
        &self,
        how: &Simplify,
        rules: &RuleSet,
        facts: &Facts,
    ) -> Result<(Expr, Simplified), CanonicalError> {
        // The forms on the way are left behind with the arena they are in.
        let working = self.compact();
        let simplified = working.with(|arena, id| how.run(arena, id, rules, facts))?;
        let found = working.sibling(simplified.id, Flags::default());
        Ok((found.compact().with_form_chosen(true), simplified))
    }
}
