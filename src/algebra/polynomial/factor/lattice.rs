//! Polynomials whose monomials lie in fewer dimensions than they have variables.
//!
//! The differences of the exponents span a lattice. Where it has fewer dimensions than there are
//! variables, as for `x^6*y^6 - 1` or for homogeneous polynomials, the polynomial is one in fewer
//! monomials, with exponents of either sign, times a monomial. A change of the exponents by a whole
//! matrix with a whole inverse keeps factors factors.

use super::super::{MAX_EXPONENT, MAX_VARIABLES, Monomial, Poly};

/// A polynomial in fewer variables, and the way back.
pub(super) struct Reduced {
    pub(super) poly: Poly,
    /// The exponents, in all variables, of the new ones.
    rows: Vec<Vec<i64>>,
    variables: Vec<usize>,
}

/// Entries beyond this are not worth it.
const LARGE: i64 = 1 << 20;

impl Reduced {
    /// Nothing if there are as many dimensions as variables, or exponents would become too large.
    pub(super) fn new(poly: &Poly) -> Option<Self> {
        let variables = poly.variables();
        let count = variables.len();
        let (first, others) = poly.terms.split_first()?;
        if count < 2 {
            return None;
        }
        let exponents = |monomial: &Monomial| -> Vec<i64> {
            let list = variables.iter();
            list.map(|variable| i64::from(monomial.exponent(*variable)))
                .collect()
        };
        let start = exponents(&first.0);
        // The columns of `change` are changed so that those beyond the rank give 0 for all
        // differences; `back` is its inverse.
        let mut change = identity(count);
        let mut back = identity(count);
        let mut rank = 0;
        for (monomial, _) in others {
            let difference: Vec<i64> = (exponents(monomial).iter().zip(&start))
                .map(|(a, b)| a - b)
                .collect();
            let mut image = times(&difference, &change);
            // Euclid's algorithm on the columns from `rank`.
            loop {
                let open = image.iter().enumerate().skip(rank);
                let Some((pivot, least)) = open
                    .filter(|(_, value)| **value != 0)
                    .min_by_key(|(_, value)| value.unsigned_abs())
                    .map(|(at, value)| (at, *value))
                else {
                    break;
                };
                let next = (image.iter().enumerate().skip(rank))
                    .find(|(at, value)| *at != pivot && **value != 0)
                    .map(|(at, value)| (at, *value));
                let Some((other, value)) = next else {
                    swap(&mut change, &mut back, pivot, rank);
                    rank += 1;
                    break;
                };
                let factor = value.div_euclid(least);
                subtract_column(&mut change, &mut back, other, pivot, factor)?;
                image = times(&difference, &change);
            }
            if rank == count {
                return None;
            }
        }
        let mut images = Vec::with_capacity(poly.terms.len());
        for (monomial, coefficient) in &poly.terms {
            images.push((times(&exponents(monomial), &change), coefficient));
        }
        let mut least = vec![i64::MAX; rank];
        for (image, _) in &images {
            for (low, value) in least.iter_mut().zip(image) {
                *low = (*low).min(*value);
            }
        }
        let limit = i64::from(poly.total_degree()) * 2;
        let mut terms = Vec::with_capacity(images.len());
        for (image, coefficient) in images {
            let mut monomial = Monomial::ONE;
            for (at, (value, low)) in image.iter().zip(&least).enumerate() {
                let exponent = value - low;
                if exponent > limit || !monomial.set(at, u32::try_from(exponent).ok()?) {
                    return None;
                }
            }
            terms.push((monomial, coefficient.clone()));
        }
        back.truncate(rank);
        Some(Reduced {
            poly: Poly::from_monomials(rank, terms),
            rows: back,
            variables,
        })
    }

    /// The polynomial that no variable divides, for one in the new variables; nothing if an exponent
    /// is too high.
    pub(super) fn restore(&self, factor: &Poly, variables: usize) -> Option<Poly> {
        let mut list = Vec::with_capacity(factor.terms.len());
        for (monomial, coefficient) in &factor.terms {
            let mut sums = vec![0i64; self.variables.len()];
            for (at, row) in self.rows.iter().enumerate() {
                let exponent = i64::from(monomial.exponent(at));
                for (sum, value) in sums.iter_mut().zip(row) {
                    *sum = sum.checked_add(exponent.checked_mul(*value)?)?;
                }
            }
            list.push((sums, coefficient));
        }
        let mut least = vec![i64::MAX; self.variables.len()];
        for (sums, _) in &list {
            for (low, value) in least.iter_mut().zip(sums) {
                *low = (*low).min(*value);
            }
        }
        let mut terms = Vec::with_capacity(list.len());
        for (sums, coefficient) in list {
            let mut monomial = Monomial::ONE;
            for ((value, low), variable) in sums.iter().zip(&least).zip(&self.variables) {
                let exponent = u32::try_from(value.checked_sub(*low)?).ok()?;
                if exponent > MAX_EXPONENT || *variable >= MAX_VARIABLES {
                    return None;
                }
                monomial.set(*variable, exponent);
            }
            terms.push((monomial, coefficient.clone()));
        }
        Some(Poly::from_monomials(variables, terms))
    }
}

fn identity(count: usize) -> Vec<Vec<i64>> {
    let row = |at: usize| (0..count).map(|other| i64::from(at == other)).collect();
    (0..count).map(row).collect()
}

/// A row times a matrix, whose entries are bounded by [`LARGE`].
fn times(row: &[i64], matrix: &[Vec<i64>]) -> Vec<i64> {
    let mut product = vec![0; row.len()];
    for (value, entries) in row.iter().zip(matrix) {
        for (sum, entry) in product.iter_mut().zip(entries) {
            *sum += value * entry;
        }
    }
    product
}

/// Swaps two columns, and two rows of the inverse.
fn swap(change: &mut [Vec<i64>], back: &mut [Vec<i64>], a: usize, b: usize) {
    for row in change.iter_mut() {
        row.swap(a, b);
    }
    back.swap(a, b);
}

/// Subtracts a multiple of a column from another one, and does the opposite to the inverse.
fn subtract_column(
    change: &mut [Vec<i64>],
    back: &mut [Vec<i64>],
    from: usize,
    what: usize,
    factor: i64,
) -> Option<()> {
    for row in change.iter_mut() {
        let other = *row.get(what)?;
        let own = row.get_mut(from)?;
        *own = own.checked_sub(other.checked_mul(factor)?)?;
        if own.abs() > LARGE {
            return None;
        }
    }
    let source = back.get(from)?.clone();
    for (own, other) in back.get_mut(what)?.iter_mut().zip(source) {
        *own = own.checked_add(other.checked_mul(factor)?)?;
        if own.abs() > LARGE {
            return None;
        }
    }
    Some(())
}
