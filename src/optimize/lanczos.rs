//! The most negative curvature of a large matrix.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// Directions tried; the lowest curvature shows itself long before the rest.
const DIRECTIONS: usize = 60;

/// The lowest curvature found among a few dozen directions, and its unit
/// direction. It is never lower than the lowest eigenvalue.
///
/// Source: Golub and Van Loan, "Matrix Computations", 4th ed., section 10.1;
/// orthogonalised in full, which is cheap for so few directions.
pub(super) fn lowest_curvature(matrix: &DMatrix<f64>) -> Option<(f64, DVector<f64>)> {
    let n = matrix.nrows();
    let mut basis: Vec<DVector<f64>> = Vec::new();
    let mut next = scattered(n);
    // What is left of an image in an invariant space is rounding.
    let mut nothing = f64::MIN_POSITIVE.sqrt();
    for _ in 0..DIRECTIONS.min(n) {
        for _ in 0..2 {
            for vector in &basis {
                let share = next.dot(vector);
                next.axpy(-share, vector, 1.0);
            }
        }
        let length = next.norm();
        if length.is_nan() || length <= nothing {
            break;
        }
        next /= length;
        let image = matrix * &next;
        nothing = image.norm() * f64::EPSILON * n as f64;
        basis.push(std::mem::replace(&mut next, image));
    }
    if basis.is_empty() {
        return None;
    }
    let basis = DMatrix::from_columns(&basis);
    let small = basis.tr_mul(&(matrix * &basis));
    if !small.iter().all(|entry| entry.is_finite()) {
        return None;
    }
    let eigen = SymmetricEigen::try_new(small, f64::EPSILON, 100 * DIRECTIONS)?;
    let (index, value) = eigen
        .eigenvalues
        .iter()
        .copied()
        .enumerate()
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    let vector = &basis * eigen.eigenvectors.column(index);
    let length = vector.norm();
    (length > 0.0).then(|| (value, vector / length))
}

/// A fixed vector with parts in all directions, the same on every machine.
fn scattered(n: usize) -> DVector<f64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    DVector::from_fn(n, |_, _| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    })
}
