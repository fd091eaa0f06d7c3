//! Irreducible factors over the rationals.
//!
//! Numbers, variables, contents and repeated factors are taken out first, and a homogeneous
//! polynomial loses a variable. The rest is factored where all variables but one have values
//! (`image.rs`); a line through that point shows which factors belong together (`line.rs`); from
//! there they grow back variable by variable, modulo primes (`grow.rs`). Every factor is confirmed
//! by division.

mod grow;
mod image;
mod lattice;
mod lift;
mod line;
mod several;

use lattice::Reduced;

use super::square_free::{main_variable, separate};
use super::{Coefficient, Monomial, Poly, content_in};
use crate::algebra::univariate;
use crate::algebra::{AlgebraError, Fuel};

const FACTORING: &str = "factoring";

/// A polynomial as a product of irreducible ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factorisation {
    /// The greatest common divisor of the coefficients, with the sign of the leading one; 0 for the
    /// polynomial 0.
    pub content: Coefficient,
    /// Irreducible primitive factors with positive leading coefficients, and their multiplicities.
    /// They are sorted by degree, number of terms, monomials (the greatest first) and coefficients.
    pub factors: Vec<(Poly, u32)>,
}

impl Factorisation {
    /// The product.
    ///
    /// # Errors
    /// As for [`Poly::mul`].
    pub fn expand(&self, variables: usize, fuel: &mut Fuel) -> Result<Poly, AlgebraError> {
        let mut product = Poly::constant(variables, self.content.clone());
        for (factor, multiplicity) in &self.factors {
            product = product.mul(&factor.pow(*multiplicity, fuel)?, fuel)?;
        }
        Ok(product)
    }
}

/// Factors a polynomial into irreducible ones over the rationals.
///
/// # Errors
/// When the fuel is spent.
///
/// # Examples
/// ```
/// use gradus::algebra::{Fuel, polynomial::{Poly, factor}};
///
/// let mut fuel = Fuel::default();
/// let (x, y) = (Poly::variable(2, 0)?, Poly::variable(2, 1)?);
/// let difference = x.pow(4, &mut fuel)?.sub(&y.pow(4, &mut fuel)?);
/// let found = factor(&difference, &mut fuel)?;
/// let factors: Vec<String> = found.factors.iter().map(|(f, _)| f.to_string()).collect();
/// assert_eq!(factors, ["x0 - x1", "x0 + x1", "x0^2 + x1^2"]);
/// # Ok::<(), gradus::algebra::AlgebraError>(())
/// ```
pub fn factor(poly: &Poly, fuel: &mut Fuel) -> Result<Factorisation, AlgebraError> {
    let (content, primitive) = poly.primitive();
    let mut factors = if content.is_zero() {
        Vec::new()
    } else {
        primitive_factors(&primitive, fuel)?
    };
    for (factor, _) in &mut factors {
        if factor.leading_coefficient().is_negative() {
            *factor = factor.neg();
        }
        factor.variables = poly.variables;
    }
    factors.sort_by_cached_key(|(factor, multiplicity)| {
        let (monomials, coefficients): (Vec<Monomial>, Vec<Coefficient>) =
            factor.terms.iter().cloned().unzip();
        (
            factor.total_degree(),
            factor.term_count(),
            std::cmp::Reverse(monomials),
            coefficients,
            *multiplicity,
        )
    });
    Ok(Factorisation { content, factors })
}

/// The factors, with any sign, of a polynomial whose coefficients have no common divisor.
fn primitive_factors(poly: &Poly, fuel: &mut Fuel) -> Result<Vec<(Poly, u32)>, AlgebraError> {
    let mut found = Vec::new();
    // Only a few are open at a time: each has fewer variables, or a lower degree, than where it
    // came from.
    let mut open = vec![(poly.clone(), 1)];
    while let Some((whole, outer)) = open.pop() {
        let monomial = whole.monomial_content();
        let stripped = whole.divide_monomial(&monomial).unwrap_or(whole);
        for variable in 0..super::MAX_VARIABLES {
            let exponent = monomial.exponent(variable);
            if exponent > 0 {
                let power = Monomial::power(variable, 1).unwrap_or(Monomial::ONE);
                let factor = Poly::from_term(poly.variables, power, Coefficient::ONE);
                found.push((factor, exponent * outer));
            }
        }
        if let Some((lower, variable)) = without_homogeneity(&stripped) {
            // The recursion ends: the polynomial has a variable less.
            for (factor, multiplicity) in primitive_factors(&lower, fuel)? {
                found.push((homogenised(&factor, variable), multiplicity * outer));
            }
            continue;
        }
        if let Some(reduced) = Reduced::new(&stripped) {
            // The same for monomials in fewer dimensions.
            let mut restored = Vec::new();
            for (factor, multiplicity) in primitive_factors(&reduced.poly, fuel)? {
                restored.push((reduced.restore(&factor, poly.variables), multiplicity));
            }
            if restored.iter().all(|entry| entry.0.is_some()) {
                let pairs = restored.into_iter();
                found.extend(pairs.filter_map(|(factor, m)| Some((factor?, m * outer))));
                continue;
            }
        }
        for (part, multiplicity) in separate(&stripped, fuel)? {
            for factor in square_free_factors(part, fuel)? {
                found.push((factor, multiplicity * outer));
            }
        }
    }
    Ok(found)
}

/// The factors of a polynomial without repeated factors, which no variable divides.
fn square_free_factors(part: Poly, fuel: &mut Fuel) -> Result<Vec<Poly>, AlgebraError> {
    let mut found = Vec::new();
    let mut open = vec![part];
    while let Some(part) = open.pop() {
        let variables = part.variables();
        let main = match main_variable(&part) {
            None => continue,
            Some(_) if part.term_count() == 1 || part.total_degree() == 1 => {
                found.push(part);
                continue;
            }
            Some(main) => main,
        };
        if let [variable] = variables[..] {
            found.extend(single_variable(&part, variable, fuel)?);
            continue;
        }
        // Of degree 1 in a variable, it is irreducible but for a content.
        let linear = variables.iter().find(|v| part.degree_in(**v) == 1);
        let chosen = linear.copied().unwrap_or(main);
        let content = content_in(&part, chosen, fuel)?;
        if !content.is_constant() {
            open.push(part.divided(&content, fuel)?.primitive().1);
            open.push(content.primitive().1);
            continue;
        }
        if linear.is_some() {
            found.push(part);
            continue;
        }
        found.extend(several::factors(&part, chosen, fuel)?);
    }
    Ok(found)
}

/// The factors of a polynomial in one variable.
fn single_variable(
    part: &Poly,
    variable: usize,
    fuel: &mut Fuel,
) -> Result<Vec<Poly>, AlgebraError> {
    let degree = part.degree_in(variable) as usize;
    let mut list = vec![num_bigint::BigInt::ZERO; degree + 1];
    for (monomial, coefficient) in &part.terms {
        if let Some(place) = list.get_mut(monomial.exponent(variable) as usize) {
            *place = coefficient.to_big();
        }
    }
    let mut found = Vec::new();
    for (factor, multiplicity) in univariate::factor(&list, fuel)?.factors {
        let mut terms = Vec::with_capacity(factor.len());
        for (exponent, coefficient) in factor.iter().enumerate().rev() {
            let monomial = Monomial::power(variable, exponent as u32);
            terms.push((
                monomial.unwrap_or(Monomial::ONE),
                Coefficient::from(coefficient),
            ));
        }
        let made = Poly::from_monomials(part.variables, terms);
        for _ in 0..multiplicity {
            found.push(made.clone());
        }
    }
    Ok(found)
}

/// For a homogeneous polynomial in two variables or more: with one of them replaced by 1, and which.
fn without_homogeneity(poly: &Poly) -> Option<(Poly, usize)> {
    let degree = poly.total_degree();
    let even = (poly.terms.iter()).all(|term| term.0.total_degree() == degree);
    let variables = poly.variables();
    if !even || variables.len() < 2 {
        return None;
    }
    let variable = *variables.last()?;
    let terms = (poly.terms.iter())
        .map(|(monomial, coefficient)| (monomial.without(variable), coefficient.clone()))
        .collect();
    Some((Poly::from_monomials(poly.variables, terms), variable))
}

/// The homogeneous polynomial that is the given one where a variable is 1.
fn homogenised(poly: &Poly, variable: usize) -> Poly {
    let degree = poly.total_degree();
    let terms = (poly.terms.iter())
        .map(|(monomial, coefficient)| {
            let mut raised = *monomial;
            raised.set(variable, degree - monomial.total_degree());
            (raised, coefficient.clone())
        })
        .collect();
    Poly::from_monomials(poly.variables, terms)
}
