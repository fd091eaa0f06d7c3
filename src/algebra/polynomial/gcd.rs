//! Greatest common divisors.
//!
//! Common contents and variables that the divisor can't have are removed first. The rest is found
//! modulo primes (see `interpolate.rs`) and confirmed by division; where that fails, by a remainder
//! sequence. The recursion is on the number of variables.

use std::collections::BTreeMap;

use super::bounds::degree_bounds;
use super::field::{Field, Shuffle};
use super::interpolate::{self, Problem};
use super::remainders::are_plausible;
use super::{Coefficient, MAX_VARIABLES, Monomial, Poly};
use crate::algebra::{AlgebraError, Fuel};

const WORK: &str = "finding a common divisor";

/// How often random points are tried before the remainder sequence.
const ATTEMPTS: u64 = 6;

/// The greatest common divisor, with a positive leading coefficient; that of 0 and 0 is 0.
///
/// # Errors
/// When the fuel is spent.
///
/// # Cost
/// For a divisor with `t` terms and degree `d` in each variable, about `d*t` greatest common
/// divisors in one variable modulo a prime of 62 bits.
///
/// # Examples
/// ```
/// use gradus::algebra::{Fuel, polynomial::{Poly, gcd}};
///
/// let mut fuel = Fuel::default();
/// let (x, y) = (Poly::variable(2, 0)?, Poly::variable(2, 1)?);
/// let a = x.mul(&x, &mut fuel)?.sub(&y.mul(&y, &mut fuel)?);
/// let b = x.add(&y).pow(2, &mut fuel)?;
/// assert_eq!(gcd(&a, &b, &mut fuel)?, x.add(&y));
/// # Ok::<(), gradus::algebra::AlgebraError>(())
/// ```
pub fn gcd(a: &Poly, b: &Poly, fuel: &mut Fuel) -> Result<Poly, AlgebraError> {
    let variables = a.variables.max(b.variables);
    if a.is_zero() || b.is_zero() {
        let mut rest = if a.is_zero() { b.clone() } else { a.clone() };
        if rest.leading_coefficient().is_negative() {
            rest = rest.neg();
        }
        rest.variables = variables;
        return Ok(rest);
    }
    fuel.spend((a.term_count() + b.term_count()) as u64, WORK)?;
    let (a_content, a_part) = a.primitive();
    let (b_content, b_part) = b.primitive();
    let (a_monomial, b_monomial) = (a_part.monomial_content(), b_part.monomial_content());
    let a_part = a_part.divide_monomial(&a_monomial).unwrap_or(a_part);
    let b_part = b_part.divide_monomial(&b_monomial).unwrap_or(b_part);
    // What has only powers of x^k is found in terms of x^k.
    let steps = b_part.steps(a_part.steps(Monomial::ONE));
    let found = if has_steps(&steps) {
        core(&a_part.deflated(&steps), &b_part.deflated(&steps), fuel)?.inflated(&steps)
    } else {
        core(&a_part, &b_part, fuel)?
    };
    let mut product = found
        .shifted(&a_monomial.gcd(&b_monomial))
        .scale(&a_content.gcd(&b_content));
    // The ways inside renumber variables, and with them change which coefficient leads.
    if product.leading_coefficient().is_negative() {
        product = product.neg();
    }
    product.variables = variables;
    Ok(product)
}

/// Whether a variable occurs only in powers above the first.
fn has_steps(steps: &Monomial) -> bool {
    (0..MAX_VARIABLES).any(|variable| steps.exponent(variable) > 1)
}

/// The greatest common divisor of several polynomials; that of none is 0.
///
/// # Errors
/// When the fuel is spent.
pub fn gcd_all(list: &[Poly], fuel: &mut Fuel) -> Result<Poly, AlgebraError> {
    let mut order: Vec<&Poly> = list.iter().collect();
    order.sort_by_key(|poly| poly.term_count());
    let mut found = Poly::zero(0);
    for poly in order {
        if found.is_one() {
            break;
        }
        found = gcd(&found, poly, fuel)?;
    }
    Ok(found)
}

/// The greatest common divisor and what it leaves of the two: `(g, a/g, b/g)`. Those of 0 and 0 are
/// 0.
///
/// # Errors
/// When the fuel is spent.
pub fn gcd_with_cofactors(
    a: &Poly,
    b: &Poly,
    fuel: &mut Fuel,
) -> Result<(Poly, Poly, Poly), AlgebraError> {
    let found = gcd(a, b, fuel)?;
    if found.is_zero() || found.is_one() {
        return Ok((found, a.clone(), b.clone()));
    }
    let quotients = (a.divide_exact(&found, fuel)?, b.divide_exact(&found, fuel)?);
    match quotients {
        (Some(left), Some(right)) => Ok((found, left, right)),
        // What does not divide is never returned, whatever went wrong.
        _ => Ok((Poly::one(found.variables), a.clone(), b.clone())),
    }
}

/// The least common multiple, with a positive leading coefficient; 0 if one is 0.
///
/// # Errors
/// As for [`gcd`] and [`Poly::mul`].
pub fn lcm(a: &Poly, b: &Poly, fuel: &mut Fuel) -> Result<Poly, AlgebraError> {
    if a.is_zero() || b.is_zero() {
        return Ok(Poly::zero(a.variables.max(b.variables)));
    }
    let (_, left, _) = gcd_with_cofactors(a, b, fuel)?;
    let product = left.mul(b, fuel)?;
    Ok(if product.leading_coefficient().is_negative() {
        product.neg()
    } else {
        product
    })
}

/// The greatest common divisor of the coefficients of the powers of a variable.
///
/// # Errors
/// When the fuel is spent.
pub fn content_in(poly: &Poly, variable: usize, fuel: &mut Fuel) -> Result<Poly, AlgebraError> {
    let parts = poly.coefficients_in(variable);
    if let Some(unit) = parts
        .iter()
        .find(|part| part.is_constant() && !part.is_zero())
    {
        // A number among them leaves only the common divisor of all numbers.
        let content = poly.content();
        debug_assert!(!unit.is_zero());
        return Ok(Poly::constant(poly.variables, content));
    }
    gcd_all(&parts, fuel)
}

/// For primitive polynomials that no variable divides.
fn core(a: &Poly, b: &Poly, fuel: &mut Fuel) -> Result<Poly, AlgebraError> {
    let count = a.variables.max(b.variables);
    if a.is_constant() || b.is_constant() {
        return Ok(Poly::one(count));
    }
    if a == b {
        return Ok(a.clone());
    }
    let (a_variables, b_variables) = (a.variables(), b.variables());
    let shared: Vec<usize> = (a_variables.iter().copied())
        .filter(|variable| b_variables.contains(variable))
        .collect();
    if shared.is_empty() {
        return Ok(Poly::one(count));
    }
    if shared.len() < a_variables.len() || shared.len() < b_variables.len() {
        return in_fewer_variables(a, b, &shared, fuel);
    }
    let mut random = Shuffle(0x5EED);
    let mut field = Field::below(None);
    let mut bounds = None;
    for _ in 0..ATTEMPTS {
        bounds = degree_bounds(&field, a, b, &shared, &mut random, fuel)?;
        if bounds.is_some() {
            break;
        }
        field = Field::below(Some(&field));
    }
    let Some(bounds) = bounds else {
        return by_remainders(a, b, &shared, fuel);
    };
    let kept: Vec<usize> = (shared.iter().zip(&bounds))
        .filter(|(_, bound)| **bound > 0)
        .map(|(variable, _)| *variable)
        .collect();
    if kept.is_empty() {
        return Ok(Poly::one(count));
    }
    if kept.len() < shared.len() {
        return in_fewer_variables(a, b, &kept, fuel);
    }
    // Often one divides the other.
    for (small, large) in [(a, b), (b, a)] {
        let whole = (shared.iter().zip(&bounds))
            .all(|(variable, bound)| small.degree_in(*variable) == *bound);
        if whole && large.divide_exact(small, fuel)?.is_some() {
            return Ok(small.clone());
        }
    }
    // The images are taken in the variable with the simplest leading coefficients.
    let main = (shared.iter().zip(&bounds))
        .map(|(variable, bound)| {
            let leading = |poly: &Poly| poly.leading_coefficient_in(*variable);
            let (left, right) = (leading(a), leading(b));
            let simple = left.is_constant() || right.is_constant();
            let terms = left.term_count() + right.term_count();
            ((!simple, terms, std::cmp::Reverse(*bound)), *variable)
        })
        .min();
    let Some((_, main)) = main else {
        return Ok(Poly::one(count));
    };
    let (a_content, b_content) = (content_in(a, main, fuel)?, content_in(b, main, fuel)?);
    if !a_content.is_one() || !b_content.is_one() {
        let common = gcd(&a_content, &b_content, fuel)?;
        // The degrees fall, so this recursion ends.
        let left = a.divided(&a_content, fuel)?;
        let right = b.divided(&b_content, fuel)?;
        return gcd(&left, &right, fuel)?.mul(&common, fuel);
    }
    if let Some(found) = by_images(a, b, main, &shared, bounds, fuel)? {
        return Ok(found);
    }
    // What becomes too large on that way is no fault of the result.
    by_remainders(a, b, &shared, fuel).map_err(|_| AlgebraError::OutOfFuel { what: WORK })
}

/// The divisor has only some variables, so it divides all coefficients of the others.
fn in_fewer_variables(
    a: &Poly,
    b: &Poly,
    kept: &[usize],
    fuel: &mut Fuel,
) -> Result<Poly, AlgebraError> {
    let mut list = split(a, kept);
    list.extend(split(b, kept));
    gcd_all(&list, fuel)
}

/// The coefficients, in some variables, of the monomials in all others.
fn split(poly: &Poly, kept: &[usize]) -> Vec<Poly> {
    let mut parts: BTreeMap<Monomial, Poly> = BTreeMap::new();
    for (monomial, coefficient) in poly.monomials() {
        let mut other = *monomial;
        let mut own = Monomial::ONE;
        for variable in kept {
            own.set(*variable, monomial.exponent(*variable));
            other.set(*variable, 0);
        }
        let part = parts
            .entry(other)
            .or_insert_with(|| Poly::zero(poly.variables));
        // Terms that share the rest stay in their order.
        part.terms.push((own, coefficient.clone()));
    }
    parts.into_values().collect()
}

/// For polynomials in the same variables, primitive in the main one.
fn by_images(
    a: &Poly,
    b: &Poly,
    main: usize,
    shared: &[usize],
    mut bounds: Vec<u32>,
    fuel: &mut Fuel,
) -> Result<Option<Poly>, AlgebraError> {
    let count = shared.len();
    let leading = gcd(
        &a.leading_coefficient_in(main),
        &b.leading_coefficient_in(main),
        fuel,
    )?;
    // The main variable becomes number 0.
    let mut order = vec![main];
    order.extend(shared.iter().copied().filter(|variable| *variable != main));
    let mut places = vec![0; MAX_VARIABLES];
    for (place, variable) in order.iter().enumerate() {
        if let Some(slot) = places.get_mut(*variable) {
            *slot = place;
        }
    }
    let left = a.map_variables(count, &places)?;
    let right = b.map_variables(count, &places)?;
    let lead = leading.map_variables(count, &places)?;
    let degrees = left.degrees().lcm(&right.degrees()).lcm(&lead.degrees());
    let at = shared.iter().position(|variable| *variable == main);
    let own = bounds.remove(at.unwrap_or(0));
    bounds.insert(0, own);
    for (variable, bound) in bounds.iter_mut().enumerate().skip(1) {
        *bound += lead.degree_in(variable);
    }
    let bits = left.bits().min(right.bits()) + lead.bits();
    let enough = (bits + u64::from(degrees.total_degree()) * 2 + 64) / 61 + 3;
    let mut field = Field::below(None);
    for attempt in 0..ATTEMPTS {
        let mut random = Shuffle(0xA77E_3217 + attempt);
        let problem = |field: &Field| Problem {
            a: interpolate::residues(field, &left),
            b: interpolate::residues(field, &right),
            leading: interpolate::residues(field, &lead),
            degrees,
            bounds: bounds.clone(),
        };
        let image = interpolate::divisor(&field, &problem(&field), count, &mut random, fuel)?;
        let Some(image) = image else {
            field = Field::below(Some(&field));
            continue;
        };
        let monomials: Vec<Monomial> = image.iter().map(|term| term.0).collect();
        let mut values: Vec<Coefficient> = (image.iter())
            .map(|term| Coefficient::from(field.signed(term.1)))
            .collect();
        let mut modulus = Coefficient::from(field.prime as i64);
        let mut stable = false;
        for _ in 0..enough {
            // Numbers that are right only modulo the prime would show common divisors there.
            if stable || are_plausible(values.iter(), &modulus) {
                let terms = monomials.iter().copied().zip(values.iter().cloned());
                let candidate = Poly::from_monomials(count, terms.collect());
                if let Some(found) = confirm(&candidate, &left, &right, fuel)? {
                    return Ok(Some(
                        found.map_variables(a.variables.max(b.variables), &order)?,
                    ));
                }
            }
            field = Field::below(Some(&field));
            let next = interpolate::divisor_with_monomials(
                &field,
                &problem(&field),
                &monomials,
                count,
                &mut random,
                fuel,
            )?;
            let Some(next) = next else { continue };
            let words = modulus.bits() / 64 + 1;
            fuel.spend(words.saturating_mul(8 * monomials.len() as u64), WORK)?;
            stable = true;
            let inverse = field.recip(field.of_integer(&modulus));
            for (value, (_, residue)) in values.iter_mut().zip(next) {
                let known = field.of_integer(value);
                let step = field.signed(field.mul(field.sub(residue, known), inverse));
                if step != 0 {
                    stable = false;
                    *value = value.add(&modulus.mul(&Coefficient::from(step)));
                }
            }
            modulus = modulus.mul(&Coefficient::from(field.prime as i64));
        }
    }
    Ok(None)
}

/// The primitive part in variable 0 of a candidate, if it divides both.
fn confirm(
    candidate: &Poly,
    a: &Poly,
    b: &Poly,
    fuel: &mut Fuel,
) -> Result<Option<Poly>, AlgebraError> {
    if candidate.is_zero() {
        return Ok(None);
    }
    let (_, mut part) = candidate.primitive();
    let content = content_in(&part, 0, fuel)?;
    if !content.is_one() {
        let Some(quotient) = part.divide_exact(&content, fuel)? else {
            return Ok(None);
        };
        part = quotient.primitive().1;
    }
    let divides = a.divide_exact(&part, fuel)?.is_some() && b.divide_exact(&part, fuel)?.is_some();
    Ok(divides.then_some(part))
}

/// By a primitive remainder sequence in the first shared variable.
pub(super) fn by_remainders(
    a: &Poly,
    b: &Poly,
    shared: &[usize],
    fuel: &mut Fuel,
) -> Result<Poly, AlgebraError> {
    let count = a.variables.max(b.variables);
    let Some(main) = shared.first().copied() else {
        return Ok(Poly::one(count));
    };
    let part = |poly: &Poly, fuel: &mut Fuel| -> Result<(Poly, Poly), AlgebraError> {
        let content = content_in(poly, main, fuel)?;
        let rest = poly.divided(&content, fuel)?;
        Ok((content, rest))
    };
    let (a_content, mut left) = part(a, fuel)?;
    let (b_content, mut right) = part(b, fuel)?;
    let common = gcd(&a_content, &b_content, fuel)?;
    if left.degree_in(main) < right.degree_in(main) {
        std::mem::swap(&mut left, &mut right);
    }
    while right.degree_in(main) > 0 {
        let rest = left.pseudo_remainder(&right, main, fuel)?;
        left = right;
        if rest.is_zero() {
            return left.primitive().1.mul(&common, fuel);
        }
        right = part(&rest, fuel)?.1;
    }
    Ok(common)
}
