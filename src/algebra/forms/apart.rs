//! Partial fractions.

use super::field::{Field, Form};
use super::one_variable::{place, pseudo_divide};
use super::write::Writer;
use super::{Fraction, Limits};
use crate::algebra::polynomial::Poly;
use crate::algebra::{AlgebraError, Fuel};
use crate::expr::{Arena, Id, Number};

const WORK: &str = "splitting into partial fractions";

/// A rational function of a variable as a sum of a polynomial and of fractions whose denominators
/// are powers of irreducible polynomials; the other symbols are parameters.
///
/// # Errors
/// [`AlgebraError::NotPolynomial`] if it is no rational function of the variable, or when a limit
/// is reached.
///
/// # Examples
/// ```
/// use gradus::Expr;
/// let f: Expr = "x^2/(x^2 - 1)".parse()?;
/// assert_eq!(f.apart("x")?.to_string(), "1 + 1/(2*(x - 1)) - 1/(2*(x + 1))");
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn apart(arena: &mut Arena, id: Id, variable: Id, limits: &Limits) -> Result<Id, AlgebraError> {
    let mut fraction = Fraction::of(arena, id, limits)?;
    let Some(at) = place(arena, &fraction.field, variable)? else {
        fraction.cancel()?;
        return fraction.expanded(arena);
    };
    fraction.factor()?;
    let Fraction { mut field, form } = fraction;
    let (polynomial, parts) = split(&mut field, &form, at)?;
    let mut sum = Id::ZERO;
    for part in &parts {
        let part = field.factor(part)?;
        let term = Writer::new(arena, &field).form(arena, &part)?;
        sum = arena.add(sum, term);
    }
    let mut fraction = Fraction {
        field,
        form: polynomial,
    };
    let polynomial = fraction.expanded(arena)?;
    sum = arena.add(sum, polynomial);
    Ok(arena.canonical(sum)?)
}

/// The polynomial part and the fractions of a form in lowest terms with irreducible sums.
fn split(field: &mut Field, form: &Form, at: usize) -> Result<(Form, Vec<Form>), AlgebraError> {
    let variables = field.variables();
    // What has the variable above the line, the factors below, and everything else.
    let mut above = Form::one();
    let mut below: Vec<(Poly, u32)> = Vec::new();
    let mut outside = form.clone();
    outside.monomial[at] = 0;
    outside.sums.clear();
    match form.monomial[at] {
        exponent @ 0.. => above.monomial[at] = exponent,
        exponent => below.push((Poly::variable(variables, at)?, exponent.unsigned_abs())),
    }
    for &(sum, exponent) in &form.sums {
        if !field.sums[sum as usize].contains(at) {
            outside.sums.push((sum, exponent));
        } else if exponent > 0 {
            above.sums.push((sum, exponent));
        } else {
            let poly = field.sums[sum as usize].clone();
            below.push((poly, exponent.unsigned_abs()));
        }
    }
    let (numerator, _) = field.quotient(&above)?;
    let mut denominator = Poly::one(variables);
    for (poly, count) in &below {
        let power = poly.pow_within(*count, field.terms, &mut field.fuel)?;
        denominator = denominator.mul_within(&power, field.terms, &mut field.fuel)?;
    }
    let fuel = &mut field.fuel;
    let (quotient, rest, scale) = pseudo_divide(&numerator, &denominator, Some(at), fuel)?;
    let scale = field.form_of_poly(scale)?;
    outside = field.settle_roots(outside.times(&scale.power(-1)?)?)?;
    let polynomial = field.form_of_poly(quotient)?.times(&outside)?;
    let polynomial = field.settle_roots(polynomial)?;
    let polynomial = field.cancel(polynomial)?;
    let parts = match rest.is_zero() {
        true => Vec::new(),
        false => fractions(field, &rest, &denominator, &below, at)?,
    };
    let mut finished = Vec::with_capacity(parts.len());
    for part in parts {
        let part = field.settle_roots(part.times(&outside)?)?;
        finished.push(field.cancel(part)?);
    }
    check(field, form, &polynomial, &finished)?;
    Ok((polynomial, finished))
}

/// Adds everything up again.
fn check(
    field: &mut Field,
    form: &Form,
    polynomial: &Form,
    parts: &[Form],
) -> Result<(), AlgebraError> {
    let mut all = vec![(Number::MINUS_ONE, form), (Number::ONE, polynomial)];
    all.extend(parts.iter().map(|part| (Number::ONE, part)));
    match field.add(&all)?.is_zero() {
        true => Ok(()),
        false => Err(AlgebraError::OutOfFuel { what: WORK }),
    }
}

/// `rest/denominator` as a sum of fractions, where `below` are the coprime factors of the
/// denominator. The coefficients of their numerators are unknowns of a linear system.
fn fractions(
    field: &mut Field,
    rest: &Poly,
    denominator: &Poly,
    below: &[(Poly, u32)],
    at: usize,
) -> Result<Vec<Form>, AlgebraError> {
    let variables = field.variables();
    if let [(poly, 1)] = below {
        let part = field.form_of_poly(rest.clone())?;
        let under = field.form_of_poly(poly.clone())?;
        return Ok(vec![part.times(&under.power(-1)?)?]);
    }
    let size = denominator.degree_in(at) as usize;
    // One column for each unknown: the cofactor of its power, and the power of the variable.
    let mut columns: Vec<Vec<Poly>> = Vec::with_capacity(size + 1);
    let mut owners: Vec<(usize, u32)> = Vec::new();
    for (index, (poly, count)) in below.iter().enumerate() {
        let mut cofactor = denominator.clone();
        for power in 1..=*count {
            cofactor = cofactor
                .divide_exact(poly, &mut field.fuel)?
                .ok_or(AlgebraError::OutOfFuel { what: WORK })?;
            let parts = cofactor.coefficients_in(at);
            for shift in 0..poly.degree_in(at) as usize {
                let mut column = vec![Poly::zero(variables); shift];
                column.extend(parts.iter().cloned());
                column.resize(size, Poly::zero(variables));
                columns.push(column);
                owners.push((index, power));
            }
        }
    }
    let mut right = rest.coefficients_in(at);
    right.resize(size, Poly::zero(variables));
    columns.push(right);
    let rows: Vec<Vec<Poly>> = (0..size)
        .map(|row| columns.iter().map(|column| column[row].clone()).collect())
        .collect();
    let (values, determinant) = solve(rows, &mut field.fuel)?;
    let determinant = field.form_of_poly(determinant)?;
    let mut made = Vec::new();
    let mut start = 0;
    while start < owners.len() {
        let (index, power) = owners[start];
        let poly = &below[index].0;
        let degree = poly.degree_in(at) as usize;
        let numerator = Poly::from_coefficients(at, &values[start..start + degree])?;
        start += degree;
        if numerator.is_zero() {
            continue;
        }
        let under = field.form_of_poly(poly.clone())?;
        let count = i32::try_from(power).unwrap_or(i32::MAX);
        let part = field.form_of_poly(numerator)?;
        let part = part.times(&under.power(-count)?)?;
        made.push(part.times(&determinant.power(-1)?)?);
    }
    Ok(made)
}

/// Solves a square linear system, the right sides in the last column, by elimination without
/// fractions: the solutions times the determinant, and the determinant.
///
/// # Source
/// E. H. Bareiss, Sylvester's identity and multistep integer-preserving Gaussian elimination,
/// Mathematics of Computation 22, 1968.
fn solve(mut rows: Vec<Vec<Poly>>, fuel: &mut Fuel) -> Result<(Vec<Poly>, Poly), AlgebraError> {
    let size = rows.len();
    let mut last = Poly::one(0);
    for step in 0..size {
        // The shortest pivot keeps what follows short.
        let pivot = (step..size)
            .filter(|&row| !rows[row][step].is_zero())
            .min_by_key(|&row| rows[row][step].term_count())
            .ok_or(AlgebraError::Singular)?;
        rows.swap(step, pivot);
        let chosen = rows[step].clone();
        let factor = &chosen[step];
        for (index, row) in rows.iter_mut().enumerate() {
            if index == step {
                continue;
            }
            let own = row[step].clone();
            for (place, above) in row.iter_mut().zip(&chosen) {
                fuel.spend(8, WORK)?;
                let mut value = place.mul(factor, fuel)?;
                if !own.is_zero() && !above.is_zero() {
                    value = value.sub(&own.mul(above, fuel)?);
                }
                *place = match value.is_zero() || last.is_one() {
                    true => value,
                    false => value
                        .divide_exact(&last, fuel)?
                        .ok_or(AlgebraError::OutOfFuel { what: WORK })?,
                };
            }
        }
        last = chosen[step].clone();
    }
    let values = rows.into_iter().filter_map(|mut row| row.pop()).collect();
    Ok((values, last))
}
