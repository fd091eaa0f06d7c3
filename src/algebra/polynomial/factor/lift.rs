//! Lifting a factorisation in one variable to one whose coefficients are series in a second one,
//! modulo a prime.
//!
//! # Source
//! K. O. Geddes, S. R. Czapor, G. Labahn, Algorithms for Computer Algebra (1992), chapter 6.

use super::super::dense;
use super::super::field::{Field, trim};
use super::FACTORING;
use crate::algebra::{AlgebraError, Fuel};

/// A polynomial in `x` whose coefficients are series in `t`: by powers of `t`, then of `x`.
pub(super) type Rows = Vec<Vec<u64>>;

/// What it takes to write polynomials as combinations of the products of all factors but one.
struct Combine {
    factors: Vec<Vec<u64>>,
    /// The inverse of the product of the others, modulo each factor.
    inverses: Vec<Vec<u64>>,
}

impl Combine {
    /// Nothing if two factors have something in common. The factors need not be monic.
    fn new(field: &Field, factors: &[Vec<u64>]) -> Option<Self> {
        let mut inverses = Vec::with_capacity(factors.len());
        let mut monic = Vec::with_capacity(factors.len());
        for factor in factors {
            let mut own = factor.clone();
            dense::make_monic(field, &mut own);
            monic.push(own);
        }
        for (at, own) in monic.iter().enumerate() {
            let mut product = vec![field.one];
            for (other, factor) in factors.iter().enumerate() {
                if other != at {
                    let rest = dense::remainder_of_monic(field, factor, own);
                    let next = dense::mul(field, &product, &rest);
                    product = dense::remainder_of_monic(field, &next, own);
                }
            }
            inverses.push(dense::inverse_modulo(field, &product, own)?);
        }
        Some(Combine {
            factors: monic,
            inverses,
        })
    }

    /// Sets the parts `s` with `what = sum of s_i times the product of the other factors`, each of
    /// lower degree than its factor.
    fn parts(&self, field: &Field, what: &[u64], scratch: &mut Vec<u64>, parts: &mut [Vec<u64>]) {
        for ((factor, inverse), part) in self.factors.iter().zip(&self.inverses).zip(parts) {
            scratch.clear();
            scratch.extend_from_slice(what);
            dense::reduce_by_monic(field, scratch, factor);
            part.clear();
            part.resize((scratch.len() + inverse.len()).saturating_sub(1), 0);
            dense::add_product(field, part, scratch, inverse);
            dense::reduce_by_monic(field, part, factor);
        }
    }
}

/// Lifts the factors `base` of the first row of `whole` to series with `precision` coefficients,
/// whose leading coefficients are the given series. Nothing if two factors have something in common.
///
/// The product of `leading` must be the leading coefficient of `whole`, and each factor's leading
/// coefficient the first one of its series.
pub(super) fn lift(
    field: &Field,
    whole: &Rows,
    base: &[Vec<u64>],
    leading: &[Vec<u64>],
    precision: usize,
    fuel: &mut Fuel,
) -> Result<Option<Vec<Rows>>, AlgebraError> {
    let size: usize = base.iter().map(Vec::len).sum();
    fuel.spend((size * size * 4) as u64, FACTORING)?;
    let Some(combine) = Combine::new(field, base) else {
        return Ok(None);
    };
    let mut factors: Vec<Rows> = base.iter().map(|factor| vec![factor.clone()]).collect();
    // The products of the first factors; that of one is the factor itself.
    let mut products: Vec<Rows> = Vec::new();
    let mut product = base.first().cloned().unwrap_or_default();
    for factor in base.iter().skip(1) {
        product = dense::mul(field, &product, factor);
        products.push(vec![product.clone()]);
    }
    let empty = Vec::new();
    // Space that is used again in each step.
    let (mut missing, mut scratch) = (Vec::new(), Vec::new());
    let mut parts: Vec<Vec<u64>> = vec![Vec::new(); base.len()];
    for power in 1..precision {
        fuel.spend((size * size * (power + 4)) as u64, FACTORING)?;
        for (rows, series) in factors.iter_mut().zip(leading) {
            let length = rows.first().map_or(0, Vec::len);
            let mut row = vec![0; length];
            if let Some(top) = row.last_mut() {
                *top = series.get(power).copied().unwrap_or(0);
            }
            rows.push(row);
        }
        for at in 0..products.len() {
            let (done, open) = products.split_at_mut(at);
            let left = done.last().or(factors.first());
            let (Some(left), Some(right), Some(own)) =
                (left, factors.get(at + 1), open.first_mut())
            else {
                continue;
            };
            let length = own.first().map_or(0, Vec::len);
            let mut sum = vec![0; length];
            for (a, b) in left.iter().zip(right.iter().take(power + 1).rev()) {
                dense::add_product(field, &mut sum, a, b);
            }
            own.push(sum);
        }
        missing.clear();
        missing.extend_from_slice(whole.get(power).unwrap_or(&empty));
        let made = products.last().or(factors.first());
        let Some(made) = made.and_then(|rows| rows.last()) else {
            return Ok(None);
        };
        missing.resize(missing.len().max(made.len()), 0);
        dense::subtract(field, &mut missing, made);
        trim(&mut missing);
        if missing.is_empty() {
            continue;
        }
        if missing.len() >= made.len() {
            // The leading coefficients do not fit the whole.
            return Ok(None);
        }
        combine.parts(field, &missing, &mut scratch, &mut parts);
        for (rows, part) in factors.iter_mut().zip(&parts) {
            if let Some(row) = rows.last_mut() {
                for (place, value) in row.iter_mut().zip(part) {
                    *place = field.add(*place, *value);
                }
            }
        }
        // The last rows of the products take up the parts.
        let mut change: Option<Vec<u64>> = None;
        for at in 0..products.len() {
            let (done, open) = products.split_at_mut(at);
            let left = done
                .last()
                .or(factors.first())
                .and_then(|rows| rows.first());
            let right = factors.get(at + 1).and_then(|rows| rows.first());
            let (Some(left), Some(right), Some(part)) = (left, right, parts.get(at + 1)) else {
                continue;
            };
            let Some(row) = open.first_mut().and_then(|rows| rows.last_mut()) else {
                continue;
            };
            let mut sum = vec![0; row.len()];
            let before = change.as_ref().or(parts.first()).unwrap_or(&empty);
            dense::add_product(field, &mut sum, before, right);
            dense::add_product(field, &mut sum, left, part);
            for (place, value) in row.iter_mut().zip(&sum) {
                *place = field.add(*place, *value);
            }
            change = Some(sum);
        }
    }
    Ok(Some(factors))
}
