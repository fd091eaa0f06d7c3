//! Resultants and discriminants.

use super::{Poly, content_in};
use crate::algebra::{AlgebraError, Fuel};

/// The resultant in a variable: a polynomial in the others that is 0 exactly where both have a common
/// root, or both leading coefficients are 0.
///
/// Where one is a number `c` in that variable, it is `c` to the power of the other's degree.
///
/// # Errors
/// When the fuel is spent, or a polynomial on the way becomes too large.
///
/// # Source
/// G. E. Collins, Subresultants and reduced polynomial remainder sequences, J. ACM 14 (1967);
/// H. Cohen, A Course in Computational Algebraic Number Theory (1993), algorithm 3.3.7.
///
/// # Examples
/// ```
/// use gradus::algebra::{Fuel, polynomial::{Poly, resultant}};
///
/// let mut fuel = Fuel::default();
/// let (x, y) = (Poly::variable(2, 0)?, Poly::variable(2, 1)?);
/// let circle = x.pow(2, &mut fuel)?.add(&y.pow(2, &mut fuel)?).sub(&Poly::one(2));
/// let found = resultant(&circle, &x.sub(&y), 0, &mut fuel)?;
/// assert_eq!(found.to_string(), "2*x1^2 - 1");
/// # Ok::<(), gradus::algebra::AlgebraError>(())
/// ```
pub fn resultant(
    a: &Poly,
    b: &Poly,
    variable: usize,
    fuel: &mut Fuel,
) -> Result<Poly, AlgebraError> {
    let variables = a.variables.max(b.variables);
    if a.is_zero() || b.is_zero() {
        return Ok(Poly::zero(variables));
    }
    let (mut left, mut right) = (a.clone(), b.clone());
    let mut negative = false;
    if left.degree_in(variable) < right.degree_in(variable) {
        negative = left.degree_in(variable) % 2 == 1 && right.degree_in(variable) % 2 == 1;
        std::mem::swap(&mut left, &mut right);
    }
    let (above, below) = (left.degree_in(variable), right.degree_in(variable));
    if below == 0 {
        return right.pow(above, fuel);
    }
    let left_content = content_in(&left, variable, fuel)?;
    let right_content = content_in(&right, variable, fuel)?;
    let outer = (left_content.pow(below, fuel)?).mul(&right_content.pow(above, fuel)?, fuel)?;
    left = left.divided(&left_content, fuel)?;
    right = right.divided(&right_content, fuel)?;
    let mut lead = Poly::one(variables);
    let mut scale = Poly::one(variables);
    loop {
        let (above, below) = (left.degree_in(variable), right.degree_in(variable));
        if below == 0 {
            break;
        }
        let step = above - below;
        negative ^= above % 2 == 1 && below % 2 == 1;
        let rest = left.pseudo_remainder(&right, variable, fuel)?;
        if rest.is_zero() {
            return Ok(rest);
        }
        let divisor = lead.mul(&scale.pow(step, fuel)?, fuel)?;
        left = right;
        right = rest.divided(&divisor, fuel)?;
        lead = left.leading_coefficient_in(variable);
        scale = next_scale(&lead, &scale, step, fuel)?;
    }
    let last = next_scale(&right, &scale, left.degree_in(variable), fuel)?;
    let product = last.mul(&outer, fuel)?;
    Ok(if negative { product.neg() } else { product })
}

/// `lead^step * scale^(1 - step)`, which is a polynomial.
fn next_scale(lead: &Poly, scale: &Poly, step: u32, fuel: &mut Fuel) -> Result<Poly, AlgebraError> {
    match step {
        0 => Ok(scale.clone()),
        1 => Ok(lead.clone()),
        _ => {
            let power = lead.pow(step, fuel)?;
            power.divided(&scale.pow(step - 1, fuel)?, fuel)
        }
    }
}

/// The discriminant in a variable: 0 exactly where the polynomial has a repeated root or its two
/// highest coefficients are 0. It is 1 for degree 1 and 0 for degree 0.
///
/// # Errors
/// As for [`resultant`].
///
/// # Examples
/// ```
/// use gradus::algebra::{Fuel, polynomial::{Poly, discriminant}};
///
/// // x0*x^2 + x1*x + x2, where x is variable 3.
/// let list = [([1, 0, 0, 2], 1.into()), ([0, 1, 0, 1], 1.into()), ([0, 0, 1, 0], 1.into())];
/// let quadratic = Poly::from_terms::<[u32; 4]>(4, list)?;
/// let found = discriminant(&quadratic, 3, &mut Fuel::default())?;
/// assert_eq!(found.to_string(), "-4*x0*x2 + x1^2");
/// # Ok::<(), gradus::algebra::AlgebraError>(())
/// ```
pub fn discriminant(poly: &Poly, variable: usize, fuel: &mut Fuel) -> Result<Poly, AlgebraError> {
    let degree = poly.degree_in(variable);
    if degree == 0 {
        return Ok(Poly::zero(poly.variables));
    }
    let whole = resultant(poly, &poly.derivative(variable), variable, fuel)?;
    let found = whole.divided(&poly.leading_coefficient_in(variable), fuel)?;
    Ok(match degree % 4 {
        2 | 3 => found.neg(),
        _ => found,
    })
}

impl Poly {
    /// The quotient of a division that is known to leave nothing.
    pub(super) fn divided(&self, divisor: &Poly, fuel: &mut Fuel) -> Result<Poly, AlgebraError> {
        if divisor.is_one() {
            return Ok(self.clone());
        }
        let quotient = self.divide_exact(divisor, fuel)?;
        // It has never been seen to leave something; a wrong result must not come of it.
        quotient.ok_or(AlgebraError::OutOfFuel {
            what: "dividing polynomials",
        })
    }
}
