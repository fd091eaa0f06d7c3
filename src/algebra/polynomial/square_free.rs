//! Factors by multiplicity.

use super::{Monomial, Poly, content_in, gcd, gcd_with_cofactors};
use crate::algebra::{AlgebraError, Fuel};

/// Writes a polynomial as its content times powers of polynomials without repeated factors, which
/// have no factor in common: pairs of such a polynomial and its multiplicity, in the order of
/// multiplicities. The content is left out; a number has no parts.
///
/// # Errors
/// When the fuel is spent.
///
/// # Source
/// D. Y. Y. Yun, On square-free decomposition algorithms, SYMSAC 1976.
///
/// # Examples
/// ```
/// use gradus::algebra::{Fuel, polynomial::{Poly, square_free}};
///
/// let mut fuel = Fuel::default();
/// let (x, y) = (Poly::variable(2, 0)?, Poly::variable(2, 1)?);
/// let square = x.add(&y).pow(2, &mut fuel)?;
/// let parts = square_free(&square.mul(&x, &mut fuel)?, &mut fuel)?;
/// assert_eq!(parts, [(x.clone(), 1), (x.add(&y), 2)]);
/// # Ok::<(), gradus::algebra::AlgebraError>(())
/// ```
pub fn square_free(poly: &Poly, fuel: &mut Fuel) -> Result<Vec<(Poly, u32)>, AlgebraError> {
    let mut merged: Vec<(Poly, u32)> = Vec::new();
    for (part, multiplicity) in separate(poly, fuel)? {
        match merged.iter_mut().find(|entry| entry.1 == multiplicity) {
            Some(entry) => entry.0 = entry.0.mul(&part, fuel)?,
            None => merged.push((part, multiplicity)),
        }
    }
    merged.sort_by_key(|entry| entry.1);
    Ok(merged)
}

/// The same with several parts of one multiplicity: single variables, and what is primitive in the
/// main variable of [`main_variable`].
pub(super) fn separate(poly: &Poly, fuel: &mut Fuel) -> Result<Vec<(Poly, u32)>, AlgebraError> {
    let mut parts = Vec::new();
    let (_, primitive) = poly.primitive();
    let monomial = primitive.monomial_content();
    for variable in primitive.variables() {
        let exponent = monomial.exponent(variable);
        if exponent > 0 {
            let power = Monomial::power(variable, 1).unwrap_or(Monomial::ONE);
            let factor = Poly::from_term(poly.variables, power, 1i64.into());
            parts.push((factor, exponent));
        }
    }
    let mut open = vec![primitive.divide_monomial(&monomial).unwrap_or(primitive)];
    while let Some(whole) = open.pop() {
        let Some(main) = main_variable(&whole) else {
            continue;
        };
        let content = content_in(&whole, main, fuel)?;
        let mut part = whole;
        if !content.is_one() {
            part = part.divided(&content, fuel)?;
            open.push(content.primitive().1);
        }
        powers(part, main, &mut parts, fuel)?;
    }
    Ok(parts)
}

/// For a polynomial that is primitive in a variable.
fn powers(
    part: Poly,
    main: usize,
    parts: &mut Vec<(Poly, u32)>,
    fuel: &mut Fuel,
) -> Result<(), AlgebraError> {
    let mut push = |factor: Poly, multiplicity: u32| {
        if !factor.is_constant() {
            parts.push((factor.primitive().1, multiplicity));
        }
    };
    let slope = part.derivative(main);
    if part.degree_in(main) < 2 {
        push(part, 1);
        return Ok(());
    }
    let (common, mut rest, slope) = gcd_with_cofactors(&part, &slope, fuel)?;
    if common.is_constant() {
        push(part, 1);
        return Ok(());
    }
    let mut left = slope.sub(&rest.derivative(main));
    let mut multiplicity = 1;
    while !left.is_zero() {
        let (found, next, slope) = gcd_with_cofactors(&rest, &left, fuel)?;
        push(found, multiplicity);
        rest = next;
        left = slope.sub(&rest.derivative(main));
        multiplicity += 1;
    }
    push(rest, multiplicity);
    Ok(())
}

/// The variable with the simplest leading coefficient, and the lowest degree among those; nothing for
/// a number.
pub(super) fn main_variable(poly: &Poly) -> Option<usize> {
    let cost = |variable: usize| {
        let leading = poly.leading_coefficient_in(variable);
        let terms = if leading.is_constant() {
            0
        } else {
            leading.term_count()
        };
        (terms, poly.degree_in(variable), variable)
    };
    poly.variables().into_iter().min_by_key(|v| cost(*v))
}

/// Whether a polynomial has no repeated factor.
///
/// # Errors
/// When the fuel is spent.
pub fn is_square_free(poly: &Poly, fuel: &mut Fuel) -> Result<bool, AlgebraError> {
    for variable in poly.variables() {
        let common = gcd(poly, &poly.derivative(variable), fuel)?;
        if common.contains(variable) {
            return Ok(false);
        }
    }
    Ok(!poly.is_zero())
}
