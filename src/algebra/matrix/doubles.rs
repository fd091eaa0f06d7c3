//! Eigenvalues and eigenvectors in doubles.

use std::cmp::Ordering;

use nalgebra::{DMatrix, Schur, SymmetricEigen};

use super::eigen::{Eigenvalue, Kind, NO_FORM, Spectrum};
use crate::algebra::AlgebraError;
use crate::expr::{Arena, Id, Number};

/// Up to this size eigenvalues are found in doubles.
const NUMERIC_SIZE: usize = 400;

/// Up to this size eigenvectors are found in doubles: each takes a decomposition of its own.
const VECTOR_SIZE: usize = 64;

/// Singular values of at most this share of the largest are 0 to an eigenvector in doubles.
pub(super) const NUMERIC_ZERO: f64 = 1e-9;

/// A double as the exact decimal that it prints as.
pub(super) fn decimal(arena: &mut Arena, value: f64) -> Result<Id, AlgebraError> {
    let number = Number::from_double(value).ok_or(NO_FORM)?;
    Ok(arena.number_node(number))
}

/// The real eigenvalues in doubles, rising, and how many are not real.
fn real_doubles(entries: Vec<f64>, size: usize) -> Result<(Vec<f64>, usize), AlgebraError> {
    if size > NUMERIC_SIZE {
        return Err(AlgebraError::OutOfFuel {
            what: "the eigenvalues of a matrix of this size",
        });
    }
    if entries.iter().any(|entry| !entry.is_finite()) {
        return Err(NO_FORM);
    }
    let matrix = DMatrix::from_row_slice(size, size, &entries);
    let rounds = 1000 * size.max(10);
    let (mut values, complex) = if matrix == matrix.transpose() {
        let eigen = SymmetricEigen::try_new(matrix, f64::EPSILON, rounds).ok_or(NO_FORM)?;
        (eigen.eigenvalues.iter().copied().collect::<Vec<f64>>(), 0)
    } else {
        let largest = matrix.amax();
        let schur = Schur::try_new(matrix, f64::EPSILON, rounds).ok_or(NO_FORM)?;
        let all = schur.complex_eigenvalues();
        let real: Vec<f64> = all
            .iter()
            .filter(|value| value.im.abs() <= 1e-12 * largest)
            .map(|value| value.re)
            .collect();
        let complex = all.len() - real.len();
        (real, complex)
    };
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    Ok((values, complex))
}

pub(super) fn in_doubles(
    arena: &mut Arena,
    entries: Vec<f64>,
    size: usize,
) -> Result<Spectrum, AlgebraError> {
    let (doubles, complex) = real_doubles(entries, size)?;
    let mut values = Vec::with_capacity(doubles.len());
    for value in doubles {
        values.push(Eigenvalue {
            value: decimal(arena, value)?,
            multiplicity: 1,
            exact: false,
            kind: Kind::Double(value),
        });
    }
    Ok(Spectrum {
        values,
        complex,
        nonnegative: Vec::new(),
    })
}

/// Eigenvectors of length 1 in doubles.
pub(super) fn numeric_vectors(
    arena: &mut Arena,
    entries: Vec<f64>,
    size: usize,
    value: f64,
) -> Result<Vec<Vec<Id>>, AlgebraError> {
    if size > VECTOR_SIZE {
        return Err(AlgebraError::OutOfFuel {
            what: "the eigenvectors of a matrix of this size",
        });
    }
    let mut matrix = DMatrix::from_row_slice(size, size, &entries);
    for at in 0..size {
        matrix[(at, at)] -= value;
    }
    let largest = matrix.amax();
    let found = matrix
        .try_svd(false, true, f64::EPSILON, 1000 * size.max(10))
        .ok_or(NO_FORM)?;
    let Some(right) = found.v_t else {
        return Err(NO_FORM);
    };
    let mut vectors = Vec::new();
    for (at, singular) in found.singular_values.iter().enumerate() {
        if *singular <= NUMERIC_ZERO * largest {
            let row: Vec<f64> = right.row(at).iter().copied().collect();
            let first = row.iter().find(|entry| entry.abs() > NUMERIC_ZERO);
            let sign = if first.is_some_and(|entry| *entry < 0.0) {
                -1.0
            } else {
                1.0
            };
            let vector: Result<Vec<Id>, AlgebraError> = row
                .into_iter()
                .map(|entry| decimal(arena, sign * entry))
                .collect();
            vectors.push(vector?);
        }
    }
    Ok(vectors)
}
