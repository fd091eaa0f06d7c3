//! Algebra on owned expressions.

use super::{Limits, cancel, collect, expand, factor, together};
use crate::algebra::AlgebraError;
use crate::expr::{Arena, Expr, Flags, Id};

impl Expr {
    fn algebra(
        &self,
        operation: impl FnOnce(&mut Arena, Id, &Limits) -> Result<Id, AlgebraError>,
    ) -> Result<Expr, AlgebraError> {
        let id = self.with(|arena, id| operation(arena, id, &Limits::default()))?;
        Ok(self.sibling(id, Flags::default()))
    }

    /// Products and integer powers of sums multiplied out, at every level.
    ///
    /// # Errors
    /// [`AlgebraError::TooLarge`], with the size that the expansion would have, if it is beyond
    /// 100,000 terms.
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "(x + 1)^2*(x - y)".parse()?;
    /// assert_eq!(f.expand()?.to_string(), "x^3 + 2*x^2 - x^2*y - 2*x*y + x - y");
    /// let large: gradus::Expr = "(a + b + c + d)^200".parse()?;
    /// assert_eq!(
    ///     large.expand().unwrap_err().to_string(),
    ///     "the expansion would have 1373701 terms, more than the 100000 that are written out"
    /// );
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn expand(&self) -> Result<Expr, AlgebraError> {
        self.algebra(expand)
    }

    /// A product of irreducible factors over the rationals; numerator and denominator have none in
    /// common.
    ///
    /// # Errors
    /// When an exact zero is divided by, or the budget is spent.
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "5*x^2*(3*x + 1)".parse()?;
    /// assert_eq!(f.diff("x")?.factor()?.to_string(), "5*x*(9*x + 2)");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn factor(&self) -> Result<Expr, AlgebraError> {
        self.algebra(factor)
    }

    /// The expanded expression with its terms grouped by the powers of some variables.
    ///
    /// # Errors
    /// As for [`Expr::expand`].
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "a*x + b*x + c".parse()?;
    /// assert_eq!(f.collect(["x"])?.to_string(), "x*(a + b) + c");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn collect<N: AsRef<str>>(
        &self,
        variables: impl IntoIterator<Item = N>,
    ) -> Result<Expr, AlgebraError> {
        self.algebra(|arena, id, limits| {
            let variables: Vec<Id> = variables
                .into_iter()
                .map(|name| arena.symbol(name.as_ref()))
                .collect();
            collect(arena, id, &variables, limits)
        })
    }

    /// One fraction in lowest terms, numerator and denominator multiplied out.
    ///
    /// # Errors
    /// When an exact zero is divided by, or the budget is spent.
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "1/(x - 1) - 1/(x + 1)".parse()?;
    /// assert_eq!(f.cancel()?.to_string(), "2/(x^2 - 1)");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn cancel(&self) -> Result<Expr, AlgebraError> {
        self.algebra(cancel)
    }

    /// One fraction, denominators combined by their least common multiple and not multiplied out.
    ///
    /// # Errors
    /// When an exact zero is divided by, or the budget is spent.
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "1/(x - 1) - 1/(x + 1)".parse()?;
    /// assert_eq!(f.together()?.to_string(), "2/((x - 1)*(x + 1))");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn together(&self) -> Result<Expr, AlgebraError> {
        self.algebra(together)
    }
}
