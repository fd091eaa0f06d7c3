//! What the Jacobian at the end of a fit says of the parameters.

use nalgebra::{DMatrix, SVD};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use crate::optimize::squares::Triangle;

/// Singular values of scaled columns up to this share of the largest belong to combinations of
/// parameters that the data do not tell apart.
const UNIDENTIFIED: f64 = 1e-12;

/// A parameter takes part in such a combination with at least this share of its length.
const TAKES_PART: f64 = 0.05;

/// `(J'J)^-1`, and the combinations of parameters that it does not exist for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Inverse {
    /// Row by row; infinite on the diagonal of a parameter that is not identified.
    pub(super) entries: Vec<f64>,
    /// For each combination the parameters that take part in it.
    pub(super) unidentified: Vec<Vec<usize>>,
}

/// The inverse from the triangle, by the singular values of its columns divided by their lengths.
pub(super) fn inverse(triangle: &Triangle) -> Inverse {
    let n = triangle.unknowns();
    let lengths: Vec<f64> = (0..n).map(|j| triangle.length(j)).collect();
    let scale = |j: usize| if lengths[j] > 0.0 { lengths[j] } else { 1.0 };
    let nothing = Inverse {
        entries: vec![f64::NAN; n * n],
        unidentified: Vec::new(),
    };
    let matrix = DMatrix::from_fn(n, n, |i, j| triangle.at(i, j) / scale(j));
    if n == 0 || !matrix.iter().all(|entry| entry.is_finite()) {
        return nothing;
    }
    let found = SVD::try_new(matrix, false, true, f64::EPSILON, 200 * n.max(10));
    let Some((values, right)) = found.and_then(|svd| Some((svd.singular_values, svd.v_t?))) else {
        return nothing;
    };
    let threshold = UNIDENTIFIED * values.max();
    let mut entries = vec![0.0; n * n];
    let mut unidentified = Vec::new();
    for (value, direction) in values.iter().zip(right.row_iter()) {
        if *value > threshold {
            for i in 0..n {
                for j in 0..n {
                    let part = direction[i] / scale(i) / value * (direction[j] / scale(j) / value);
                    entries[i * n + j] += part;
                }
            }
        } else {
            unidentified.push(
                (0..n)
                    .filter(|&j| direction[j].abs() > TAKES_PART)
                    .collect(),
            );
        }
    }
    for group in &unidentified {
        for &j in group as &Vec<usize> {
            entries[j * n + j] = f64::INFINITY;
        }
    }
    Inverse {
        entries,
        unidentified,
    }
}

/// How many standard errors an interval reaches to either side that covers the share `confidence`
/// of cases: by Student's distribution, or the normal one where deviations are known.
pub(super) fn reach(confidence: f64, freedom: Option<f64>) -> f64 {
    let share = 0.5 + 0.5 * confidence;
    match freedom {
        Some(freedom) if freedom > 0.0 => {
            StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |law| law.inverse_cdf(share))
        }
        Some(_) => f64::NAN,
        None => Normal::new(0.0, 1.0).map_or(f64::NAN, |law| law.inverse_cdf(share)),
    }
}
