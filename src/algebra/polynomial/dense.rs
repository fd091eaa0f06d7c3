//! Polynomials of one variable over a [`Field`], as lists of residues, lowest power first.

use super::field::{Field, trim};

/// The product; empty for 0.
pub(super) fn mul(field: &Field, a: &[u64], b: &[u64]) -> Vec<u64> {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    let mut product = vec![0; a.len() + b.len() - 1];
    add_product(field, &mut product, a, b);
    product
}

/// Adds a product to a sum that is long enough for it.
pub(super) fn add_product(field: &Field, sum: &mut [u64], a: &[u64], b: &[u64]) {
    for (at, x) in a.iter().enumerate() {
        if *x != 0 {
            for (place, y) in sum.iter_mut().skip(at).zip(b) {
                *place = field.add(*place, field.mul(*x, *y));
            }
        }
    }
}

/// Subtracts what is not longer.
pub(super) fn subtract(field: &Field, from: &mut [u64], what: &[u64]) {
    for (place, value) in from.iter_mut().zip(what) {
        *place = field.sub(*place, *value);
    }
}

/// The quotient and the remainder of a division; nothing if the divisor is 0. The divisor has no
/// leading zero.
pub(super) fn divide(field: &Field, a: &[u64], b: &[u64]) -> Option<(Vec<u64>, Vec<u64>)> {
    let (&top, low) = b.split_last()?;
    if a.len() < b.len() {
        return Some((Vec::new(), a.to_vec()));
    }
    let inverse = if top == field.one {
        top
    } else {
        field.recip(top)
    };
    let mut rest = a.to_vec();
    let mut quotient = vec![0; a.len() + 1 - b.len()];
    for (shift, place) in quotient.iter_mut().enumerate().rev() {
        let factor = field.mul(rest.pop()?, inverse);
        *place = factor;
        if factor != 0 {
            for (own, other) in rest.iter_mut().skip(shift).zip(low) {
                *own = field.sub(*own, field.mul(factor, *other));
            }
        }
    }
    trim(&mut rest);
    Some((quotient, rest))
}

/// The remainder modulo a polynomial with leading coefficient 1.
pub(super) fn remainder_of_monic(field: &Field, a: &[u64], b: &[u64]) -> Vec<u64> {
    let mut rest = a.to_vec();
    reduce_by_monic(field, &mut rest, b);
    rest
}

/// Replaces a polynomial by its remainder modulo one with leading coefficient 1.
pub(super) fn reduce_by_monic(field: &Field, rest: &mut Vec<u64>, b: &[u64]) {
    let Some((_, low)) = b.split_last() else {
        return;
    };
    while rest.len() >= b.len() {
        let Some(factor) = rest.pop() else { break };
        let shift = rest.len() - low.len();
        if factor != 0 {
            for (own, other) in rest.iter_mut().skip(shift).zip(low) {
                *own = field.sub(*own, field.mul(factor, *other));
            }
        }
    }
    trim(rest);
}

/// Divides by the leading coefficient.
pub(super) fn make_monic(field: &Field, a: &mut [u64]) {
    if let Some(top) = a.last().copied().filter(|top| *top != field.one) {
        let inverse = field.recip(top);
        for value in a {
            *value = field.mul(*value, inverse);
        }
    }
}

/// The inverse of `a` modulo `b`, if they have no common factor; `b` has leading coefficient 1.
pub(super) fn inverse_modulo(field: &Field, a: &[u64], b: &[u64]) -> Option<Vec<u64>> {
    let mut left = remainder_of_monic(field, a, b);
    let mut right = b.to_vec();
    // `left` is `left_factor * a` modulo b, and likewise for `right`, each up to a multiple of b.
    let (mut left_factor, mut right_factor) = (vec![field.one], Vec::new());
    while left.len() > 1 {
        let top = left.last().copied()?;
        let long = left.len() > 64;
        let inverse = if long { field.recip(top) } else { 0 };
        while right.len() >= left.len() {
            // Multiplying through by the leading coefficients saves inversions, each of which costs
            // a hundred products.
            let lead = right.last().copied()?;
            let shift = right.len() - left.len();
            let (keep, take) = if long {
                (field.one, field.mul(lead, inverse))
            } else {
                (top, lead)
            };
            cancel(field, &mut right, &left, shift, keep, take);
            right.pop();
            cancel(field, &mut right_factor, &left_factor, shift, keep, take);
            trim(&mut right);
            trim(&mut right_factor);
        }
        std::mem::swap(&mut left, &mut right);
        std::mem::swap(&mut left_factor, &mut right_factor);
    }
    let inverse = field.recip(*left.first()?);
    reduce_by_monic(field, &mut left_factor, b);
    for value in &mut left_factor {
        *value = field.mul(*value, inverse);
    }
    Some(left_factor)
}

/// Replaces `a` by `keep*a - take*x^shift*b`.
fn cancel(field: &Field, a: &mut Vec<u64>, b: &[u64], shift: usize, keep: u64, take: u64) {
    a.resize(a.len().max(b.len() + shift), 0);
    if keep != field.one {
        for value in a.iter_mut() {
            *value = field.mul(*value, keep);
        }
    }
    for (place, value) in a.iter_mut().skip(shift).zip(b) {
        *place = field.sub(*place, field.mul(take, *value));
    }
}

/// The derivative.
pub(super) fn derivative(field: &Field, a: &[u64]) -> Vec<u64> {
    let mut exponent = 0;
    let mut slope: Vec<u64> = (a.iter().skip(1))
        .map(|value| {
            exponent = field.add(exponent, field.one);
            field.mul(*value, exponent)
        })
        .collect();
    trim(&mut slope);
    slope
}

/// The product of lists of coefficients as series, with so many coefficients.
pub(super) fn series_product(field: &Field, a: &[u64], b: &[u64], precision: usize) -> Vec<u64> {
    let mut product = vec![0; precision];
    add_product(field, &mut product, a, b);
    product
}

/// The inverse of a series with a first coefficient that is not 0, with so many coefficients.
pub(super) fn series_inverse(field: &Field, a: &[u64], precision: usize) -> Vec<u64> {
    let first = field.recip(a.first().copied().unwrap_or(0));
    let mut inverse: Vec<u64> = Vec::with_capacity(precision);
    for at in 0..precision {
        let mut sum = if at == 0 { field.one } else { 0 };
        for (coefficient, known) in a.iter().skip(1).zip(inverse.iter().rev()) {
            sum = field.sub(sum, field.mul(*coefficient, *known));
        }
        inverse.push(field.mul(sum, first));
    }
    inverse
}

/// Replaces a polynomial in `x` by that in `x + by`.
pub(super) fn shift(field: &Field, a: &mut [u64], by: u64) {
    for start in 0..a.len() {
        let mut carried = 0;
        for value in a.iter_mut().skip(start).rev() {
            carried = field.add(*value, field.mul(carried, by));
            *value = carried;
        }
    }
}
