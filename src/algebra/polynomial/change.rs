//! Derivatives, values, and other views of the same polynomial.

use super::poly::{too_high, too_many};
use super::{Coefficient, MAX_TERMS, MAX_VARIABLES, Monomial, Poly};
use crate::algebra::{AlgebraError, Fuel};

const EVALUATING: &str = "evaluating a polynomial";

impl Poly {
    /// The derivative in a variable.
    pub fn derivative(&self, variable: usize) -> Self {
        let mut terms = Vec::with_capacity(self.terms.len());
        for (monomial, coefficient) in &self.terms {
            let exponent = monomial.exponent(variable);
            if exponent != 0 {
                let mut lower = *monomial;
                lower.set(variable, exponent - 1);
                let factor = Coefficient::from(i64::from(exponent));
                terms.push((lower, coefficient.mul(&factor)));
            }
        }
        Self::from_sorted(self.variables, terms)
    }

    /// The value where a variable is a number: a polynomial without that variable.
    ///
    /// # Errors
    /// When the fuel is spent.
    pub fn evaluate(
        &self,
        variable: usize,
        value: &Coefficient,
        fuel: &mut Fuel,
    ) -> Result<Self, AlgebraError> {
        let degree = self.degree_in(variable);
        if value.is_zero() || degree == 0 {
            let kept = self.terms.iter();
            let terms = kept
                .filter(|term| term.0.exponent(variable) == 0)
                .cloned()
                .collect();
            return Ok(Self::from_sorted(self.variables, terms));
        }
        // Powers of the value, and the products with them.
        let steps = u64::from(degree) + self.terms.len() as u64;
        let words = value.bits().saturating_mul(u64::from(degree)) / 64 + 1;
        fuel.spend(steps.saturating_mul(words), EVALUATING)?;
        let mut powers = vec![Coefficient::ONE];
        for _ in 0..degree {
            let next = powers.last().map(|last| last.mul(value));
            powers.extend(next);
        }
        let mut terms = Vec::with_capacity(self.terms.len());
        for (monomial, coefficient) in &self.terms {
            if let Some(power) = powers.get(monomial.exponent(variable) as usize) {
                terms.push((monomial.without(variable), coefficient.mul(power)));
            }
        }
        Ok(Self::from_monomials(self.variables, terms))
    }

    /// The coefficients of the powers of a variable, lowest first; empty for 0.
    pub fn coefficients_in(&self, variable: usize) -> Vec<Poly> {
        if self.is_zero() {
            return Vec::new();
        }
        let powers = self.degree_in(variable) as usize + 1;
        let mut parts = vec![Self::zero(self.variables); powers];
        for (monomial, coefficient) in &self.terms {
            if let Some(part) = parts.get_mut(monomial.exponent(variable) as usize) {
                // The order of what shares a power does not depend on that power.
                let rest = monomial.without(variable);
                part.terms.push((rest, coefficient.clone()));
            }
        }
        parts
    }

    /// The coefficient of one power of a variable.
    pub fn coefficient_in(&self, variable: usize, power: u32) -> Poly {
        let terms = (self.terms.iter())
            .filter(|(monomial, _)| monomial.exponent(variable) == power)
            .map(|(monomial, coefficient)| (monomial.without(variable), coefficient.clone()))
            .collect();
        Self::from_sorted(self.variables, terms)
    }

    /// The coefficient of the highest power of a variable.
    pub fn leading_coefficient_in(&self, variable: usize) -> Poly {
        self.coefficient_in(variable, self.degree_in(variable))
    }

    /// The sum of coefficients times powers of a variable, lowest first; the inverse of
    /// [`Poly::coefficients_in`].
    ///
    /// # Errors
    /// When an exponent becomes too high.
    pub fn from_coefficients(variable: usize, parts: &[Poly]) -> Result<Poly, AlgebraError> {
        let variables = parts.iter().map(|part| part.variables).max().unwrap_or(0);
        let mut terms = Vec::new();
        for (power, part) in parts.iter().enumerate() {
            for (monomial, coefficient) in &part.terms {
                let degree = power as u64 + u64::from(monomial.exponent(variable));
                let mut raised = *monomial;
                let fits = u32::try_from(degree).is_ok_and(|degree| raised.set(variable, degree));
                if !fits {
                    return Err(too_high(degree));
                }
                terms.push((raised, coefficient.clone()));
            }
        }
        Ok(Poly::from_monomials(variables, terms))
    }

    /// The same polynomial with other variables: variable `i` becomes `places[i]` of `variables`.
    /// Variables that become the same one are multiplied.
    ///
    /// # Errors
    /// When there is no place for a variable that occurs, or an exponent becomes too high.
    pub fn map_variables(&self, variables: usize, places: &[usize]) -> Result<Poly, AlgebraError> {
        if variables > MAX_VARIABLES {
            return Err(too_many(variables));
        }
        let occurring = self.variables();
        let mut terms = Vec::with_capacity(self.terms.len());
        for (monomial, coefficient) in &self.terms {
            let mut mapped = Monomial::ONE;
            for variable in &occurring {
                let exponent = monomial.exponent(*variable);
                if exponent == 0 {
                    continue;
                }
                let place = match places.get(*variable) {
                    Some(place) if *place < variables => *place,
                    _ => return Err(too_many(*variable + 1)),
                };
                let degree = mapped.exponent(place) + exponent;
                if !mapped.set(place, degree) {
                    return Err(too_high(u64::from(degree)));
                }
            }
            terms.push((mapped, coefficient.clone()));
        }
        Ok(Poly::from_monomials(variables, terms))
    }

    /// The polynomial with another polynomial put in for a variable.
    ///
    /// # Errors
    /// As for [`Poly::mul`].
    pub fn substitute(
        &self,
        variable: usize,
        value: &Poly,
        fuel: &mut Fuel,
    ) -> Result<Poly, AlgebraError> {
        // Horner's scheme.
        let mut result = Poly::zero(self.variables.max(value.variables));
        for part in self.coefficients_in(variable).iter().rev() {
            fuel.spend(1 + result.terms.len() as u64, EVALUATING)?;
            result = result.mul(value, fuel)?.add(part);
        }
        Ok(result)
    }

    /// The polynomial with a polynomial put in for every variable at once: `values[i]` for variable
    /// `i`.
    ///
    /// # Errors
    /// As for [`Poly::mul`], and when there is no value for a variable that occurs.
    pub fn compose(&self, values: &[Poly], fuel: &mut Fuel) -> Result<Poly, AlgebraError> {
        let mut powers: Vec<Vec<Poly>> = Vec::new();
        let occurring = self.variables();
        for variable in &occurring {
            let value = values
                .get(*variable)
                .ok_or_else(|| too_many(*variable + 1))?;
            let mut list = vec![Poly::one(value.variables)];
            for _ in 0..self.degree_in(*variable) {
                let next = match list.last() {
                    Some(last) => last.mul(value, fuel)?,
                    None => break,
                };
                list.push(next);
            }
            powers.push(list);
        }
        let variables = values.iter().map(|value| value.variables).max();
        let variables = variables.unwrap_or(self.variables);
        let mut terms = Vec::new();
        for (monomial, coefficient) in &self.terms {
            let mut product = Poly::constant(variables, coefficient.clone());
            for (variable, list) in occurring.iter().zip(&powers) {
                if let Some(power) = list.get(monomial.exponent(*variable) as usize) {
                    product = product.mul(power, fuel)?;
                }
            }
            terms.extend(product.terms);
            if terms.len() > MAX_TERMS {
                return Err(AlgebraError::TooLarge {
                    what: "the polynomial",
                    terms: terms.len() as u128,
                    limit: MAX_TERMS as u128,
                });
            }
        }
        Ok(Poly::from_monomials(variables, terms))
    }

    /// The polynomial with the exponents of each variable divided by those of a monomial; they are
    /// multiples, and 0 leaves a variable alone.
    pub(super) fn deflated(&self, steps: &Monomial) -> Poly {
        self.rescaled(steps, |exponent, step| exponent / step)
    }

    /// The inverse of [`Poly::deflated`], for exponents that are known to fit.
    pub(super) fn inflated(&self, steps: &Monomial) -> Poly {
        self.rescaled(steps, |exponent, step| exponent * step)
    }

    fn rescaled(&self, steps: &Monomial, change: impl Fn(u32, u32) -> u32) -> Poly {
        let variables: Vec<usize> = (0..MAX_VARIABLES)
            .filter(|variable| steps.exponent(*variable) > 1)
            .collect();
        let terms: Vec<(Monomial, Coefficient)> = (self.terms.iter())
            .map(|(monomial, coefficient)| {
                let mut scaled = *monomial;
                for variable in &variables {
                    let exponent = monomial.exponent(*variable);
                    scaled.set(*variable, change(exponent, steps.exponent(*variable)));
                }
                (scaled, coefficient.clone())
            })
            .collect();
        Poly::from_sorted(self.variables, terms)
    }

    /// The greatest common divisor, for each variable, of its exponents and those of a monomial.
    pub(super) fn steps(&self, start: Monomial) -> Monomial {
        let mut steps = start;
        for (monomial, _) in &self.terms {
            steps = steps.common_steps(monomial);
        }
        steps
    }
}
