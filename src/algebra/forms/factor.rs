//! Irreducible factors over the rationals.

use super::cancel::settled;
use super::field::{Field, Form};
use super::{Fraction, Limits};
use crate::algebra::AlgebraError;
use crate::algebra::polynomial::{self, Coefficient, MAX_VARIABLES, Monomial, Poly};
use crate::expr::{Arena, Id};

/// A product of irreducible factors over the rationals in the generators; numerator and
/// denominator have none in common.
///
/// Roots are generators: `x - y` stays, but `sqrt(x) - x` is `sqrt(x)*(1 - sqrt(x))`.
///
/// # Errors
/// When an exact zero is divided by, there are too many generators, or a limit is reached.
///
/// # Examples
/// ```
/// use gradus::Expr;
/// let f: Expr = "x^2/2 - 1/8".parse()?;
/// assert_eq!(f.factor()?.to_string(), "(2*x - 1)*(2*x + 1)/8");
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn factor(arena: &mut Arena, id: Id, limits: &Limits) -> Result<Id, AlgebraError> {
    settled(arena, id, |arena, id| {
        let mut fraction = Fraction::of(arena, id, limits)?;
        fraction.factor()?;
        let result = fraction.to_expression(arena)?;
        Ok((result, fraction))
    })
}

impl Fraction {
    /// Brings it to lowest terms and factors its sums.
    ///
    /// # Errors
    /// When the fuel is spent.
    pub fn factor(&mut self) -> Result<(), AlgebraError> {
        self.cancel()?;
        let form = std::mem::replace(&mut self.form, Form::one());
        self.form = self.field.factor(&form)?;
        Ok(())
    }
}

impl Field {
    pub(super) fn factor(&mut self, form: &Form) -> Result<Form, AlgebraError> {
        let mut made = form.clone();
        made.sums.clear();
        for &(sum, exponent) in &form.sums {
            let poly = self.sums[sum as usize].clone();
            if self.written.contains_key(&sum) {
                // It must stay what a root or a symbolic power is of.
                made.multiply_sums(&[(sum, exponent)])?;
                continue;
            }
            for (factor, count) in self.irreducible(&poly)? {
                let part = self.form_of_poly(factor)?;
                let count = i32::try_from(count).unwrap_or(i32::MAX);
                let count = count
                    .checked_mul(exponent)
                    .ok_or(super::field::too_high(1 << 32))?;
                made = made.times(&part.power(count)?)?;
            }
        }
        self.settle_roots(made)
    }

    /// The irreducible factors of a sum. Powers of a root that are all integer powers of its base
    /// count as such, so that `x - y` does not become a difference of squares of roots.
    fn irreducible(&mut self, poly: &Poly) -> Result<Vec<(Poly, u32)>, AlgebraError> {
        let mut steps = [1u32; MAX_VARIABLES];
        for (at, generator) in self.generators.list.iter().enumerate() {
            let mut step = generator.whole.unwrap_or(1);
            for (monomial, _) in poly.monomials() {
                if step == 1 {
                    break;
                }
                step = num_integer::gcd(step, monomial.exponent(at));
            }
            steps[at] = step.max(1);
        }
        if steps.iter().all(|&step| step == 1) {
            return Ok(polynomial::factor(poly, &mut self.fuel)?.factors);
        }
        let small = with_exponents(poly, |at, exponent| exponent / steps[at])?;
        let found = polynomial::factor(&small, &mut self.fuel)?.factors;
        found
            .into_iter()
            .map(|(factor, count)| {
                let factor = with_exponents(&factor, |at, exponent| exponent * steps[at])?;
                Ok((factor, count))
            })
            .collect()
    }
}

/// The polynomial with other exponents.
fn with_exponents(poly: &Poly, new: impl Fn(usize, u32) -> u32) -> Result<Poly, AlgebraError> {
    let mut terms: Vec<(Monomial, Coefficient)> = Vec::with_capacity(poly.term_count());
    for (monomial, coefficient) in poly.monomials() {
        let mut exponents = [0; MAX_VARIABLES];
        for (at, place) in exponents.iter_mut().enumerate() {
            *place = new(at, monomial.exponent(at));
        }
        let monomial =
            Monomial::from_exponents(&exponents).ok_or(super::field::too_high(1 << 16))?;
        terms.push((monomial, coefficient.clone()));
    }
    Ok(Poly::from_monomials(poly.variable_count(), terms))
}
