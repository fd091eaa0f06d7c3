//! The ways in which a rational expression can be written: factors apart or multiplied out.

use super::Limits;
use super::field::{Field, Form, Identities};
use super::write::Writer;
use crate::algebra::AlgebraError;
use crate::algebra::polynomial::{Coefficient, Poly, content_in, gcd, gcd_with_cofactors};
use crate::algebra::univariate;
use crate::expr::{Arena, Id};

const WORK: &str = "looking for a better form";

/// The most factors among which pairs are multiplied to see whether that is shorter.
const MANY_FACTORS: usize = 12;

/// Forms of a rational expression, most likely one of them the shortest: as one fraction in the
/// shape that it has, with common factors cancelled and all factors apart, and with such factors
/// multiplied as are shorter together.
///
/// `weigh` tells what it costs to read an expression. What was spent of the limits' work is told
/// by [`Limits::work`] afterwards.
///
/// # Errors
/// When it has no form as a fraction, or a limit is reached; forms found until then stand in
/// `out`.
pub(crate) fn shapes(
    arena: &mut Arena,
    id: Id,
    identities: Identities,
    limits: &mut Limits,
    weigh: &mut dyn FnMut(&Arena, Id) -> u64,
    out: &mut Vec<Id>,
) -> Result<(), AlgebraError> {
    let made = Field::with_identities(arena, &[id], limits, identities);
    let (mut field, mut forms) = match made {
        Ok(made) => made,
        Err(error) => {
            limits.work /= 2;
            return Err(error);
        }
    };
    let form = forms.pop().unwrap_or_else(Form::one);
    let result = written_forms(arena, &mut field, form, weigh, out);
    limits.work = field.fuel.left();
    result
}

fn written_forms(
    arena: &mut Arena,
    field: &mut Field,
    form: Form,
    weigh: &mut dyn FnMut(&Arena, Id) -> u64,
    out: &mut Vec<Id>,
) -> Result<(), AlgebraError> {
    out.push(Writer::new(arena, field).form(arena, &form)?);
    if form.sums.is_empty() {
        return Ok(());
    }
    let apart = field.factored(&form)?;
    if apart.sums != form.sums {
        out.push(Writer::new(arena, field).form(arena, &apart)?);
    }
    let merged = merge(arena, field, &apart, weigh)?;
    if merged.sums != apart.sums && merged.sums != form.sums {
        out.push(Writer::new(arena, field).form(arena, &merged)?);
    }
    Ok(())
}

/// The form with such factors multiplied, two at a time, as are shorter together.
fn merge(
    arena: &mut Arena,
    field: &mut Field,
    form: &Form,
    weigh: &mut dyn FnMut(&Arena, Id) -> u64,
) -> Result<Form, AlgebraError> {
    let mut form = form.clone();
    loop {
        let count = form.sums.len();
        if count > MANY_FACTORS {
            return Ok(form);
        }
        let mut best: Option<(u64, Form)> = None;
        let mut weight = |arena: &mut Arena, field: &Field, form: &Form| {
            let id = Writer::new(arena, field).form(arena, form)?;
            Ok::<u64, AlgebraError>(weigh(arena, id))
        };
        let now = weight(arena, field, &form)?;
        for a in 0..count {
            for b in a + 1..count {
                let ((p, m), (q, n)) = (form.sums[a], form.sums[b]);
                if m.signum() != n.signum() {
                    continue;
                }
                let (first, second) = (&field.sums[p as usize], &field.sums[q as usize]);
                if first.term_count() * second.term_count() > 64 {
                    continue;
                }
                // Together they stand as often as the rarer of the two.
                let shared = if m.abs() < n.abs() { m } else { n };
                if shared.abs() > 1 && m != n {
                    continue;
                }
                let product = first.clone();
                let product = product.mul_within(second, field.terms, &mut field.fuel)?;
                field.fuel.spend(2000, WORK)?;
                let mut other = form.clone();
                other.multiply_sums(&[(p, -shared), (q, -shared)])?;
                let product = field.form_of_poly(product)?.power(shared)?;
                let other = other.times(&product)?;
                let cost = weight(arena, field, &other)?;
                if cost < now && best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, other));
                }
            }
        }
        match best {
            Some((_, better)) => form = better,
            None => return Ok(form),
        }
    }
}

impl Field {
    /// A form with every sum as a product of irreducible ones. Equal factors above and below
    /// cancel.
    fn factored(&mut self, form: &Form) -> Result<Form, AlgebraError> {
        let form = self.coprime(form)?;
        let mut made = form.clone();
        made.sums.clear();
        for &(sum, exponent) in &form.sums {
            let poly = self.sums[sum as usize].clone();
            for (factor, multiplicity) in self.factors(&poly)? {
                let at = self.store(factor)?;
                let power = exponent.saturating_mul(multiplicity as i32);
                made.multiply_sums(&[(at, power)])?;
            }
        }
        Ok(made)
    }

    /// The irreducible factors of a primitive polynomial.
    fn factors(&mut self, poly: &Poly) -> Result<Vec<(Poly, u32)>, AlgebraError> {
        if let [only] = poly.variables()[..] {
            let dense: Vec<_> = poly
                .coefficients_in(only)
                .iter()
                .map(|part| {
                    part.as_constant()
                        .unwrap_or(Coefficient::from(0_i64))
                        .to_big()
                })
                .collect();
            let found = univariate::factor(&dense, &mut self.fuel)?;
            let mut factors = Vec::with_capacity(found.factors.len());
            for (factor, multiplicity) in found.factors {
                let parts: Vec<Poly> = factor
                    .into_iter()
                    .map(|c| Poly::constant(self.variables(), Coefficient::from_big(c)))
                    .collect();
                factors.push((Poly::from_coefficients(only, &parts)?, multiplicity));
            }
            return Ok(factors);
        }
        let mut factors = Vec::new();
        let mut rest = poly.clone();
        for variable in poly.variables() {
            let content = content_in(&rest, variable, &mut self.fuel)?;
            if !content.is_constant() {
                if let Some(quotient) = rest.divide_exact(&content, &mut self.fuel)? {
                    rest = quotient;
                    factors.extend(self.factors(&content)?);
                }
            }
        }
        if let Some(&variable) = rest.variables().first() {
            let mut multiplicity = 1;
            let mut product = rest.clone();
            let mut repeated = gcd(&rest, &rest.derivative(variable), &mut self.fuel)?;
            let mut simple = product
                .divide_exact(&repeated, &mut self.fuel)?
                .unwrap_or(product.clone());
            while !simple.is_constant() {
                let next = gcd(&simple, &repeated, &mut self.fuel)?;
                if let Some(once) = simple.divide_exact(&next, &mut self.fuel)?
                    && !once.is_constant()
                {
                    factors.push((once, multiplicity));
                }
                if next.is_constant() {
                    break;
                }
                product = repeated.clone();
                repeated = product
                    .divide_exact(&next, &mut self.fuel)?
                    .unwrap_or(product);
                simple = next;
                multiplicity += 1;
            }
        }
        Ok(factors)
    }

    /// Splits the sums of a form until no two have a common factor.
    fn coprime(&mut self, form: &Form) -> Result<Form, AlgebraError> {
        let mut form = form.clone();
        'again: loop {
            for a in 0..form.sums.len() {
                for b in a + 1..form.sums.len() {
                    let ((p, m), (q, n)) = (form.sums[a], form.sums[b]);
                    let (first, second) = (&self.sums[p as usize], &self.sums[q as usize]);
                    let (shared, left, right) = gcd_with_cofactors(first, second, &mut self.fuel)?;
                    if shared.is_constant() {
                        continue;
                    }
                    form.multiply_sums(&[(p, -m)])?;
                    form.multiply_sums(&[(q, -n)])?;
                    for (poly, exponent) in [(shared, m + n), (left, m), (right, n)] {
                        let part = self.form_of_poly(poly)?.power(exponent)?;
                        form = form.times(&part)?;
                    }
                    continue 'again;
                }
            }
            return Ok(form);
        }
    }
}
