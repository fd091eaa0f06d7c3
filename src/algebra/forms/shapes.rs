//! The ways in which a rational expression can be written: factors apart or multiplied out.

use super::Limits;
use super::field::{Field, Form, Identities};
use super::write::Writer;
use crate::algebra::AlgebraError;
use crate::algebra::polynomial::Poly;
use crate::expr::{Arena, Id};

const WORK: &str = "looking for a better form";

/// How many roots are brought out of a denominator.
const MANY_ROOTS: usize = 4;

/// The most factors among which pairs are multiplied to see whether that is shorter.
const MANY_FACTORS: usize = 8;

/// How a form is reached, as far as the form itself does not show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By arithmetic with fractions and factors.
    Plain,
    /// With squares of sines and cosines related.
    Identity,
    /// With roots brought out of the denominator.
    Rationalized,
}

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
    out: &mut Vec<(Id, Way)>,
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
    let way = match identities {
        Identities::None => Way::Plain,
        Identities::Cosines | Identities::Sines => Way::Identity,
    };
    let result = written_forms(arena, &mut field, form, way, weigh, out);
    limits.work = field.fuel.left();
    result
}

fn written_forms(
    arena: &mut Arena,
    field: &mut Field,
    form: Form,
    way: Way,
    weigh: &mut dyn FnMut(&Arena, Id) -> u64,
    out: &mut Vec<(Id, Way)>,
) -> Result<(), AlgebraError> {
    out.push((Writer::new(arena, field).form(arena, &form)?, way));
    if form.sums.is_empty() {
        return Ok(());
    }
    let cancelled = field.cancel(form.clone())?;
    improved_forms(arena, field, &cancelled, way, weigh, out)?;
    if let Some(rational) = field.without_roots_below(&cancelled)? {
        improved_forms(arena, field, &rational, Way::Rationalized, weigh, out)?;
    }
    Ok(())
}

fn improved_forms(
    arena: &mut Arena,
    field: &mut Field,
    form: &Form,
    way: Way,
    weigh: &mut dyn FnMut(&Arena, Id) -> u64,
    out: &mut Vec<(Id, Way)>,
) -> Result<(), AlgebraError> {
    out.push((Writer::new(arena, field).form(arena, form)?, way));
    let apart = field.factor(form)?;
    if apart.sums != form.sums {
        out.push((Writer::new(arena, field).form(arena, &apart)?, way));
    }
    let merged = merge(arena, field, &apart, weigh)?;
    if merged.sums != apart.sums && merged.sums != form.sums {
        out.push((Writer::new(arena, field).form(arena, &merged)?, way));
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
    /// The form with sums that have square roots brought out of the denominator, each by the
    /// difference that goes with it: `1/(x + sqrt(x^2 + 1))` is `sqrt(x^2 + 1) - x`. Nothing if
    /// there is no such sum, or if the result has a new factor in the denominator, where it would
    /// not be defined though the old one is.
    fn without_roots_below(&mut self, form: &Form) -> Result<Option<Form>, AlgebraError> {
        let mut made = form.clone();
        let mut changed = false;
        for _ in 0..MANY_ROOTS {
            let Some((sum, exponent, at)) = self.root_below(&made) else {
                break;
            };
            changed = true;
            let poly = self.sums[sum as usize].clone();
            let mut parts = poly.coefficients_in(at);
            parts.resize(2, Poly::zero(self.variables()));
            parts[1] = parts[1].neg();
            let conjugate = Poly::from_coefficients(at, &parts)?;
            let product = poly.mul_within(&conjugate, self.terms, &mut self.fuel)?;
            let product = self.form_of_poly(product)?;
            if product.is_zero() {
                return Ok(None);
            }
            let conjugate = self.form_of_poly(conjugate)?;
            made.multiply_sums(&[(sum, -exponent)])?;
            made = made.times(&conjugate.power(-exponent)?)?;
            made = made.times(&product.power(exponent)?)?;
            made = self.settle_roots(made)?;
        }
        if !changed || self.root_below(&made).is_some() {
            return Ok(None);
        }
        // What stands above is multiplied out, so that roots meet their likes.
        let mut above = Form::one();
        above.sums = made
            .sums
            .iter()
            .copied()
            .filter(|pair| pair.1 > 0)
            .collect();
        let mut rest = made.clone();
        rest.sums.retain(|pair| pair.1 < 0);
        let (poly, _) = self.quotient(&above)?;
        let above = self.form_of_poly(poly)?;
        let made = self.cancel(rest.times(&above)?)?;
        let allowed = self.factor(form)?;
        let made = self.factor(&made)?;
        let new = (made.sums.iter())
            .any(|pair| pair.1 < 0 && !allowed.sums.iter().any(|old| old.0 == pair.0 && old.1 < 0));
        let lower = made.monomial.iter().zip(allowed.monomial);
        if new || lower.clone().any(|(new, old)| *new < 0 && old >= 0) {
            return Ok(None);
        }
        Ok(Some(made))
    }

    /// A sum below the line that is linear in a square root.
    fn root_below(&self, form: &Form) -> Option<(u32, i32, usize)> {
        for at in (0..self.relations.len()).rev() {
            let square = self.relations[at]
                .as_ref()
                .is_some_and(|relation| relation.degree == 2);
            if !square {
                continue;
            }
            for &(sum, exponent) in &form.sums {
                if exponent < 0 && self.sums[sum as usize].degree_in(at) == 1 {
                    return Some((sum, exponent, at));
                }
            }
        }
        None
    }
}
