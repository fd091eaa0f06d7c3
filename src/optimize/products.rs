//! Products of the Hessian with vectors, from whatever the objective offers.

use super::linear::{dot, norm};
use super::method::DENSE_LIMIT;
use super::walk::Walk;

/// Where products come from.
enum Source {
    /// The objective computes them.
    Objective,
    /// The entries of a sparse Hessian.
    Entries {
        places: Vec<(usize, usize)>,
        values: Vec<f64>,
    },
    /// A dense Hessian.
    Dense(Vec<f64>),
    /// Differences of gradients, where nothing else is there.
    Differences,
}

/// Products of the Hessian at the point where the walk stands.
pub(super) struct Products {
    source: Source,
}

impl Products {
    /// Chooses the source for an objective.
    pub(super) fn new(walk: &Walk) -> Self {
        let n = walk.x.len();
        let nothing = vec![0.0; n];
        let mut out = vec![0.0; n];
        let source = if walk.objective.hessian_times(&walk.x, &nothing, &mut out) {
            Source::Objective
        } else if let Some(places) = walk.objective.sparsity() {
            Source::Entries {
                places: places.to_vec(),
                values: vec![0.0; places.len()],
            }
        } else if n <= DENSE_LIMIT {
            Source::Dense(vec![0.0; n * n])
        } else {
            Source::Differences
        };
        Products { source }
    }

    /// Goes to where the walk stands.
    pub(super) fn look(&mut self, walk: &Walk) {
        match &mut self.source {
            Source::Entries { values, .. } => walk.objective.hessian_entries(&walk.x, values),
            Source::Dense(matrix) => walk.objective.hessian(&walk.x, matrix),
            Source::Objective | Source::Differences => {}
        }
    }

    /// The Hessian times a vector.
    pub(super) fn times(&mut self, walk: &Walk, vector: &[f64]) -> Vec<f64> {
        let n = vector.len();
        let mut product = vec![0.0; n];
        match &self.source {
            Source::Objective => {
                if !walk.objective.hessian_times(&walk.x, vector, &mut product) {
                    product.fill(f64::NAN);
                }
            }
            Source::Entries { places, values } => {
                for (&(row, column), value) in places.iter().zip(values) {
                    product[row] += value * vector[column];
                    if row != column {
                        product[column] += value * vector[row];
                    }
                }
            }
            Source::Dense(matrix) => {
                for (product, row) in product.iter_mut().zip(matrix.chunks(n)) {
                    *product = dot(row, vector);
                }
            }
            Source::Differences => {
                // The root of the rounding unit balances rounding and curvature's own change.
                let length = norm(vector);
                let rate = f64::EPSILON.sqrt() * norm(&walk.x).max(1.0) / length;
                if length > 0.0 && rate.is_finite() {
                    let ahead: Vec<f64> = (walk.x.iter().zip(vector))
                        .map(|(x, v)| x + rate * v)
                        .collect();
                    walk.objective.gradient(&ahead, &mut product);
                    for (p, g) in product.iter_mut().zip(&walk.gradient) {
                        *p = (*p - g) / rate;
                    }
                }
            }
        }
        product
    }
}
