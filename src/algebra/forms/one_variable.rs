//! Expressions as polynomials in one variable, with the other symbols as parameters.

use super::field::{Field, Form};
use super::{Fraction, Limits};
use crate::algebra::polynomial::{self, Poly};
use crate::algebra::{AlgebraError, Fuel};
use crate::expr::{Arena, CanonicalError, Id, Number};

/// Several expressions as polynomials in one variable: numerators that have it and denominators
/// that do not.
struct Polynomials {
    field: Field,
    /// The variable's place among the generators; nothing if it occurs nowhere.
    at: Option<usize>,
    parts: Vec<(Poly, Poly)>,
}

/// The place of a variable among the generators, if the expressions are rational functions of it.
pub(super) fn place(
    arena: &Arena,
    field: &Field,
    variable: Id,
) -> Result<Option<usize>, AlgebraError> {
    let mut found = None;
    for (at, generator) in field.generators.list.iter().enumerate() {
        if generator.base == variable && generator.whole == Some(1) {
            found = Some(at);
        } else if arena.occurs_free(&[generator.base, generator.exponent], variable) {
            return Err(not_polynomial(arena, variable));
        }
    }
    Ok(found)
}

fn not_polynomial(arena: &Arena, variable: Id) -> AlgebraError {
    AlgebraError::NotPolynomial {
        variable: arena.name(variable).to_owned(),
    }
}

impl Polynomials {
    fn of(
        arena: &mut Arena,
        ids: &[Id],
        variable: Id,
        limits: &Limits,
    ) -> Result<Self, AlgebraError> {
        let mut canonical = Vec::with_capacity(ids.len());
        for &id in ids {
            canonical.push(arena.canonical(id)?);
        }
        let (mut field, forms) = Field::of(arena, &canonical, limits)?;
        let at = place(arena, &field, variable)?;
        let mut parts = Vec::with_capacity(forms.len());
        for form in forms {
            let form = field.cancel(form)?;
            let (numerator, denominator) = field.quotient(&form)?;
            if at.is_some_and(|at| denominator.contains(at)) {
                return Err(not_polynomial(arena, variable));
            }
            parts.push((numerator, denominator));
        }
        Ok(Polynomials { field, at, parts })
    }

    /// Coefficients of the powers of the variable, lowest first; at least one.
    fn coefficients(&self, poly: &Poly) -> Vec<Poly> {
        let parts = match self.at {
            Some(at) => poly.coefficients_in(at),
            None => vec![poly.clone()],
        };
        match parts.is_empty() {
            true => vec![poly.clone()],
            false => parts,
        }
    }

    fn degree(&self, poly: &Poly) -> u32 {
        self.at.map_or(0, |at| poly.degree_in(at))
    }

    /// A quotient of polynomials as an expression in lowest terms.
    fn write(
        &mut self,
        arena: &mut Arena,
        numerator: Poly,
        denominator: Poly,
    ) -> Result<Id, AlgebraError> {
        let above = self.field.form_of_poly(numerator)?;
        let below = self.field.form_of_poly(denominator)?;
        let form = self.field.settle_roots(above.times(&below.power(-1)?)?)?;
        let form = self.field.cancel(form)?;
        let field = std::mem::take(&mut self.field);
        let mut fraction = Fraction { field, form };
        let id = fraction.expanded(arena);
        self.field = fraction.field;
        id
    }
}

/// The degree in a variable; nothing for 0.
///
/// # Errors
/// [`AlgebraError::NotPolynomial`], or when a limit is reached.
pub fn degree(
    arena: &mut Arena,
    id: Id,
    variable: Id,
    limits: &Limits,
) -> Result<Option<u32>, AlgebraError> {
    let view = Polynomials::of(arena, &[id], variable, limits)?;
    let poly = &view.parts[0].0;
    Ok((!poly.is_zero()).then(|| view.degree(poly)))
}

/// The coefficients of the powers of a variable, lowest first; that of 0 is 0.
///
/// # Errors
/// As for [`degree`].
pub fn coefficients(
    arena: &mut Arena,
    id: Id,
    variable: Id,
    limits: &Limits,
) -> Result<Vec<Id>, AlgebraError> {
    let mut view = Polynomials::of(arena, &[id], variable, limits)?;
    let (numerator, denominator) = view.parts[0].clone();
    let parts = view.coefficients(&numerator);
    parts
        .into_iter()
        .map(|part| view.write(arena, part, denominator.clone()))
        .collect()
}

/// Quotient and remainder of the division of polynomials in a variable: `a = b*q + r`, where the
/// degree of `r` is below that of `b`.
///
/// # Errors
/// As for [`degree`], and if `b` is 0.
pub fn divide(
    arena: &mut Arena,
    a: Id,
    b: Id,
    variable: Id,
    limits: &Limits,
) -> Result<(Id, Id), AlgebraError> {
    let mut view = Polynomials::of(arena, &[a, b], variable, limits)?;
    let ((a, below_a), (b, below_b)) = (view.parts[0].clone(), view.parts[1].clone());
    if b.is_zero() {
        return Err(CanonicalError::DivisionByZero.into());
    }
    let fuel = &mut view.field.fuel;
    let (quotient, rest, scale) = pseudo_divide(&a, &b, view.at, fuel)?;
    let quotient = quotient.mul(&below_b, fuel)?;
    let below = scale.mul(&below_a, fuel)?;
    let quotient = view.write(arena, quotient, below.clone())?;
    let rest = view.write(arena, rest, below)?;
    Ok((quotient, rest))
}

/// Division without fractions: `scale*a = b*quotient + rest`.
pub(super) fn pseudo_divide(
    a: &Poly,
    b: &Poly,
    variable: Option<usize>,
    fuel: &mut Fuel,
) -> Result<(Poly, Poly, Poly), AlgebraError> {
    let count = a.variable_count().max(b.variable_count());
    let Some(at) = variable else {
        return Ok((a.clone(), Poly::zero(count), b.clone()));
    };
    let mut quotient = Poly::zero(count);
    let mut rest = a.clone();
    let mut scale = Poly::one(count);
    let degree = b.degree_in(at);
    let leading = b.leading_coefficient_in(at);
    while !rest.is_zero() && rest.degree_in(at) >= degree {
        let shift = rest.degree_in(at) - degree;
        let mut parts = vec![Poly::zero(count); shift as usize];
        parts.push(rest.leading_coefficient_in(at));
        let step = Poly::from_coefficients(at, &parts)?;
        // Where the leading coefficient divides, nothing needs to be scaled.
        let (factor, step) = match parts[shift as usize].divide_exact(&leading, fuel)? {
            Some(exact) => {
                parts[shift as usize] = exact;
                (None, Poly::from_coefficients(at, &parts)?)
            }
            None => (Some(&leading), step),
        };
        if let Some(factor) = factor {
            quotient = quotient.mul(factor, fuel)?;
            rest = rest.mul(factor, fuel)?;
            scale = scale.mul(factor, fuel)?;
        }
        quotient = quotient.add(&step);
        rest = rest.sub(&step.mul(b, fuel)?);
    }
    Ok((quotient, rest, scale))
}

/// The resultant of two polynomials in a variable: 0 exactly where they have a common root.
///
/// # Errors
/// As for [`degree`].
pub fn resultant(
    arena: &mut Arena,
    a: Id,
    b: Id,
    variable: Id,
    limits: &Limits,
) -> Result<Id, AlgebraError> {
    let mut view = Polynomials::of(arena, &[a, b], variable, limits)?;
    let ((a, below_a), (b, below_b)) = (view.parts[0].clone(), view.parts[1].clone());
    let (m, n) = (view.degree(&a), view.degree(&b));
    let fuel = &mut view.field.fuel;
    let value = match view.at {
        Some(at) => polynomial::resultant(&a, &b, at, fuel)?,
        None if a.is_zero() || b.is_zero() => Poly::zero(0),
        None => Poly::one(0),
    };
    let below = below_a.pow(n, fuel)?.mul(&below_b.pow(m, fuel)?, fuel)?;
    view.write(arena, value, below)
}

/// The discriminant of a polynomial in a variable: 0 exactly where it has a repeated root.
///
/// # Errors
/// As for [`degree`], and [`AlgebraError::NotPolynomial`] for degree 0.
pub fn discriminant(
    arena: &mut Arena,
    id: Id,
    variable: Id,
    limits: &Limits,
) -> Result<Id, AlgebraError> {
    let mut view = Polynomials::of(arena, &[id], variable, limits)?;
    let (poly, below) = view.parts[0].clone();
    let n = view.degree(&poly);
    let (Some(at), 1..) = (view.at, n) else {
        return Err(not_polynomial(arena, variable));
    };
    let fuel = &mut view.field.fuel;
    let value = polynomial::discriminant(&poly, at, fuel)?;
    let below = below.pow(2 * n - 2, fuel)?;
    view.write(arena, value, below)
}

/// The greatest common divisor of two polynomials over the rationals: of their rational contents
/// too, so that of 4*x and 6*x is 2*x.
///
/// # Errors
/// [`AlgebraError::NotPolynomial`] where symbols are divided by, or when a limit is reached.
pub fn gcd(arena: &mut Arena, a: Id, b: Id, limits: &Limits) -> Result<Id, AlgebraError> {
    let ids = [arena.canonical(a)?, arena.canonical(b)?];
    let (mut field, forms) = Field::of(arena, &ids, limits)?;
    let mut sides = Vec::with_capacity(2);
    for form in forms {
        let form = field.cancel(form)?;
        let (numerator, denominator) = field.quotient(&form)?;
        match denominator.as_constant() {
            Some(below) => sides.push((numerator, super::field::number(&below))),
            None => {
                return Err(AlgebraError::NotPolynomial {
                    variable: "its symbols".to_owned(),
                });
            }
        }
    }
    let (Some((b, below_b)), Some((a, below_a))) = (sides.pop(), sides.pop()) else {
        return Ok(Id::ONE);
    };
    let below = super::field::least_multiple(&below_a, &below_b);
    let scale = |poly: &Poly, own: &Number| {
        let factor = own.reciprocal().map(|inverse| below.multiply(&inverse));
        poly.scale(&super::field::coefficient(&factor.unwrap_or(Number::ONE)))
    };
    let shared = polynomial::gcd(&scale(&a, &below_a), &scale(&b, &below_b), &mut field.fuel)?;
    let mut form = field.form_of_poly(shared)?;
    if let Some(inverse) = below.reciprocal() {
        form = form.times(&Form::number(inverse))?;
    }
    Fraction { field, form }.expanded(arena)
}
