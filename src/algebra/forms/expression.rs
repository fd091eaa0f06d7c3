//! Algebra on owned expressions.

use super::{
    Limits, apart, cancel, coefficients, collect, degree, discriminant, divide, expand, factor,
    gcd, resultant, together,
};
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
    /// assert_eq!(f.expand()?.to_string(), "x^3 - x^2*y + 2*x^2 - 2*x*y + x - y");
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

    /// A rational function of a variable as a sum of a polynomial and of fractions whose
    /// denominators are powers of irreducible polynomials; the other symbols are parameters.
    ///
    /// # Errors
    /// [`AlgebraError::NotPolynomial`] if it is no rational function of the variable, when an exact
    /// zero is divided by, or the budget is spent.
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "1/(x*(x + 1)^2)".parse()?;
    /// assert_eq!(f.apart("x")?.to_string(), "1/x - 1/(x + 1) - 1/(x + 1)^2");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn apart(&self, variable: &str) -> Result<Expr, AlgebraError> {
        self.algebra(|arena, id, limits| {
            let variable = arena.symbol(variable);
            apart(arena, id, variable, limits)
        })
    }

    /// The greatest common divisor of two polynomials over the rationals.
    ///
    /// # Errors
    /// [`AlgebraError::NotPolynomial`] where symbols are divided by, or when the budget is spent.
    ///
    /// # Examples
    /// ```
    /// let [f, g] = ["x^2 - y^2", "(x + y)^2"].map(|text| text.parse::<gradus::Expr>());
    /// assert_eq!(f?.gcd(&g?)?.to_string(), "x + y");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn gcd(&self, other: &Expr) -> Result<Expr, AlgebraError> {
        let (home, result) = self.with_all(&[other], |arena, a, others| {
            gcd(arena, a, others[0], &Limits::default())
        });
        Ok(home.sibling(result?, Flags::default()))
    }

    /// Quotient and remainder of the division of polynomials in a variable; the other symbols are
    /// parameters.
    ///
    /// # Errors
    /// [`AlgebraError::NotPolynomial`], if the divisor is 0, or when the budget is spent.
    ///
    /// # Examples
    /// ```
    /// let [f, g] = ["x^3 + 1", "x^2 + a"].map(|text| text.parse::<gradus::Expr>());
    /// let (quotient, remainder) = f?.divide_in(&g?, "x")?;
    /// assert_eq!([quotient.to_string(), remainder.to_string()], ["x", "1 - a*x"]);
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn divide_in(&self, divisor: &Expr, variable: &str) -> Result<(Expr, Expr), AlgebraError> {
        let (home, result) = self.with_all(&[divisor], |arena, a, others| {
            let variable = arena.symbol(variable);
            divide(arena, a, others[0], variable, &Limits::default())
        });
        let (quotient, remainder) = result?;
        let made = |id| home.sibling(id, Flags::default());
        Ok((made(quotient), made(remainder)))
    }

    /// The resultant of two polynomials in a variable: 0 exactly where they have a common root.
    ///
    /// # Errors
    /// [`AlgebraError::NotPolynomial`], or when the budget is spent.
    ///
    /// # Examples
    /// ```
    /// let [f, g] = ["x^2 + y^2 - 1", "x - y"].map(|text| text.parse::<gradus::Expr>());
    /// assert_eq!(f?.resultant(&g?, "x")?.to_string(), "2*y^2 - 1");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn resultant(&self, other: &Expr, variable: &str) -> Result<Expr, AlgebraError> {
        let (home, result) = self.with_all(&[other], |arena, a, others| {
            let variable = arena.symbol(variable);
            resultant(arena, a, others[0], variable, &Limits::default())
        });
        Ok(home.sibling(result?, Flags::default()))
    }

    /// The discriminant of a polynomial in a variable: 0 exactly where it has a repeated root.
    ///
    /// # Errors
    /// [`AlgebraError::NotPolynomial`], or when the budget is spent.
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "a*x^2 + b*x + c".parse()?;
    /// assert_eq!(f.discriminant("x")?.to_string(), "b^2 - 4*a*c");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn discriminant(&self, variable: &str) -> Result<Expr, AlgebraError> {
        self.algebra(|arena, id, limits| {
            let variable = arena.symbol(variable);
            discriminant(arena, id, variable, limits)
        })
    }

    /// The degree of a polynomial in a variable; nothing for 0.
    ///
    /// # Errors
    /// [`AlgebraError::NotPolynomial`], or when the budget is spent.
    pub fn degree_in(&self, variable: &str) -> Result<Option<u32>, AlgebraError> {
        self.with(|arena, id| {
            let variable = arena.symbol(variable);
            degree(arena, id, variable, &Limits::default())
        })
    }

    /// The coefficients of the powers of a variable, lowest first.
    ///
    /// # Errors
    /// [`AlgebraError::NotPolynomial`], or when the budget is spent.
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "(x + a)^2".parse()?;
    /// let coefficients: Vec<String> =
    ///     f.coefficients_in("x")?.iter().map(|c| c.to_string()).collect();
    /// assert_eq!(coefficients, ["a^2", "2*a", "1"]);
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn coefficients_in(&self, variable: &str) -> Result<Vec<Expr>, AlgebraError> {
        let ids = self.with(|arena, id| {
            let variable = arena.symbol(variable);
            coefficients(arena, id, variable, &Limits::default())
        })?;
        Ok(ids
            .into_iter()
            .map(|id| self.sibling(id, Flags::default()))
            .collect())
    }
}
