//! The best step of a quadratic model within a ball.
//!
//! With few variables the problem is solved exactly: by Cholesky where the
//! Newton step lies inside, else in the basis of eigenvectors, where the
//! boundary solution is a root of one equation in one unknown and the hard
//! case (a gradient without a part along the most negative curvature) can be
//! seen. With many variables it is solved by truncated conjugate gradients.
//!
//! Sources: Moré and Sorensen, "Computing a trust region step", SIAM J. Sci.
//! Stat. Comput. 4 (1983); Steihaug, "The conjugate gradient method and trust
//! regions in large scale optimization", SIAM J. Numer. Anal. 20 (1983).

use nalgebra::{Cholesky, DMatrix, DVector, Dyn, SymmetricEigen};

use super::kind::decompose;
use super::lanczos::lowest_curvature;
use super::linear::{largest, norm};

/// Up to this many variables eigenvectors cost less than they save in steps.
const EXACT_LIMIT: usize = 100;

/// Curvature below minus this share of the largest is negative in earnest.
const NEGATIVE: f64 = 1e-9;

/// How closely the boundary solution keeps the radius.
const RADIUS_SHARE: f64 = 1e-3;

/// A quadratic model of the objective about a point.
pub(super) struct Model {
    matrix: DMatrix<f64>,
    gradient: DVector<f64>,
    /// How far, relative to the gradient, conjugate gradients must reduce it.
    forcing: f64,
    newton: Lazy<DVector<f64>>,
    spectrum: Lazy<Spectrum>,
    lowest: Lazy<(f64, DVector<f64>)>,
}

/// A step, and what the model promises of it.
pub(super) struct Step {
    pub(super) vector: Vec<f64>,
    pub(super) length: f64,
    /// How much lower the model is there.
    pub(super) decrease: f64,
    /// Whether it is the minimum of the model, not held back by the ball.
    pub(super) inside: bool,
}

/// A thing computed when first needed; `Some(None)` where it does not exist.
type Lazy<T> = Option<Option<T>>;

struct Spectrum {
    eigen: SymmetricEigen<f64, Dyn>,
    /// The gradient in the basis of eigenvectors.
    gradient: DVector<f64>,
    lowest: usize,
    /// Eigenvalues up to this size are rounding.
    zero: f64,
}

impl Model {
    /// A model from a Hessian whose entries are finite.
    pub(super) fn new(hessian: &[f64], gradient: &[f64], forcing: f64) -> Self {
        let n = gradient.len();
        Self {
            matrix: DMatrix::from_row_slice(n, n, hessian),
            gradient: DVector::from_column_slice(gradient),
            forcing,
            newton: None,
            spectrum: None,
            lowest: None,
        }
    }

    /// Whether some direction curves down in earnest.
    pub(super) fn curves_down(&mut self) -> bool {
        let size = largest(self.matrix.as_slice());
        if self.gradient.len() <= EXACT_LIMIT {
            // A factor exists where all eigenvalues are positive.
            if self.newton().is_some() {
                return false;
            }
            return self.spectrum().is_some_and(|spectrum| {
                let values = &spectrum.eigen.eigenvalues;
                values[spectrum.lowest] < -NEGATIVE * largest(values.as_slice())
            });
        }
        self.lowest()
            .is_some_and(|(value, _)| *value < -NEGATIVE * size)
    }

    /// The best step no longer than `radius`.
    pub(super) fn step(&mut self, radius: f64) -> Step {
        let (vector, inside) = if self.gradient.len() <= EXACT_LIMIT {
            self.exact(radius)
        } else {
            self.truncated(radius)
        };
        self.judge(vector, inside)
    }

    /// A step of length `radius` along the most negative curvature.
    pub(super) fn escape(&mut self, radius: f64) -> Step {
        if self.gradient.len() <= EXACT_LIMIT {
            return self.step(radius);
        }
        let Some((_, direction)) = self.lowest() else {
            return self.step(radius);
        };
        let mut vector = direction * radius;
        if vector.dot(&self.gradient) > 0.0 {
            vector.neg_mut();
        }
        self.judge(vector, false)
    }

    fn judge(&self, vector: DVector<f64>, inside: bool) -> Step {
        let curved = &self.matrix * &vector;
        let decrease = -(self.gradient.dot(&vector) + 0.5 * vector.dot(&curved));
        Step {
            length: norm(vector.as_slice()),
            vector: vector.as_slice().to_vec(),
            decrease,
            inside,
        }
    }

    fn newton(&mut self) -> Option<&DVector<f64>> {
        let (matrix, gradient) = (&self.matrix, &self.gradient);
        self.newton
            .get_or_insert_with(|| {
                // The factor proves that the model has a minimum. It is found
                // without the factor's square roots: whole numbers stay whole.
                Cholesky::new(matrix.clone())?;
                let step = matrix.clone().lu().solve(&-gradient)?;
                step.iter().all(|entry| entry.is_finite()).then_some(step)
            })
            .as_ref()
    }

    fn spectrum(&mut self) -> Option<&Spectrum> {
        let (matrix, gradient) = (&self.matrix, &self.gradient);
        self.spectrum
            .get_or_insert_with(|| {
                let n = gradient.len();
                let eigen = decompose(matrix.as_slice(), n)?;
                let values = eigen.eigenvalues.as_slice();
                let zero = f64::EPSILON * n as f64 * largest(values);
                let lowest = (0..n).min_by(|&i, &j| values[i].total_cmp(&values[j]))?;
                let gradient = eigen.eigenvectors.tr_mul(gradient);
                Some(Spectrum {
                    eigen,
                    gradient,
                    lowest,
                    zero,
                })
            })
            .as_ref()
    }

    fn lowest(&mut self) -> Option<&(f64, DVector<f64>)> {
        let matrix = &self.matrix;
        self.lowest
            .get_or_insert_with(|| lowest_curvature(matrix))
            .as_ref()
    }

    fn exact(&mut self, radius: f64) -> (DVector<f64>, bool) {
        if let Some(newton) = self.newton()
            && norm(newton.as_slice()) <= radius
        {
            return (newton.clone(), true);
        }
        match self.spectrum() {
            Some(spectrum) => spectrum.step(radius),
            None => (self.downhill(radius), false),
        }
    }

    fn downhill(&self, radius: f64) -> DVector<f64> {
        let length = norm(self.gradient.as_slice());
        if length > 0.0 {
            &self.gradient * (-radius / length)
        } else {
            DVector::zeros(self.gradient.len())
        }
    }

    fn truncated(&self, radius: f64) -> (DVector<f64>, bool) {
        let n = self.gradient.len();
        let mut point = DVector::zeros(n);
        let mut residual = self.gradient.clone();
        let mut direction = -&residual;
        let mut square = residual.dot(&residual);
        let enough = self.forcing * self.forcing * square;
        for _ in 0..2 * n {
            if square <= enough || square == 0.0 {
                break;
            }
            let curved = &self.matrix * &direction;
            let curvature = direction.dot(&curved);
            let length = square / curvature;
            // Also where the curvature is not a number.
            let falls = curvature.is_nan() || curvature <= 0.0 || !length.is_finite();
            let next = &point + &direction * length;
            if falls || norm(next.as_slice()) >= radius {
                let share = to_boundary(&point, &direction, radius);
                return (point + direction * share, false);
            }
            point = next;
            residual += curved * length;
            let last = square;
            square = residual.dot(&residual);
            direction = &direction * (square / last) - &residual;
        }
        (point, true)
    }
}

/// How far to go from inside the ball along `direction` to its boundary.
fn to_boundary(point: &DVector<f64>, direction: &DVector<f64>, radius: f64) -> f64 {
    let unit = norm(direction.as_slice());
    let along = point.dot(direction) / unit;
    let rest = (radius * radius - point.dot(point)).max(0.0);
    let root = (along * along + rest).sqrt();
    // The positive root of a quadratic, without cancellation.
    let distance = if along > 0.0 {
        rest / (along + root)
    } else {
        root - along
    };
    if unit > 0.0 { distance / unit } else { 0.0 }
}

impl Spectrum {
    fn step(&self, radius: f64) -> (DVector<f64>, bool) {
        let (inner, inside) = self.solve(radius);
        (&self.eigen.eigenvectors * inner, inside)
    }

    /// The step in the basis of eigenvectors. The unknown is `shift`, the
    /// lowest eigenvalue after damping, which keeps its digits where the
    /// damping nearly cancels that eigenvalue.
    fn solve(&self, radius: f64) -> (DVector<f64>, bool) {
        let values = &self.eigen.eigenvalues;
        let lowest = values[self.lowest];
        let size = norm(self.gradient.as_slice());
        let least = if lowest > self.zero { lowest } else { 0.0 };

        let limit = self.damped(least, lowest);
        let length = norm(limit.as_slice());
        if self.is_blind(lowest, least, size) && length <= radius {
            if lowest >= -self.zero {
                return (limit, true);
            }
            return (self.along_lowest(limit, length, radius), false);
        }

        let (mut low, mut high) = (least, least.max(size / radius));
        let mut shift = high;
        let mut point = self.damped(shift, lowest);
        for _ in 0..100 {
            let length = norm(point.as_slice());
            if (length - radius).abs() <= RADIUS_SHARE * radius {
                break;
            }
            if length > radius {
                low = shift;
            } else {
                high = shift;
            }
            let steepness: f64 = (0..values.len())
                .filter(|&i| point[i] != 0.0)
                .map(|i| point[i] * point[i] / (values[i] - lowest + shift))
                .sum();
            let newton = shift + (length / radius - 1.0) * length * length / steepness;
            shift = if newton > low && newton < high {
                newton
            } else {
                (low.max(high * 1e-6) * high).sqrt()
            };
            point = self.damped(shift, lowest);
        }
        let length = norm(point.as_slice());
        if length > radius {
            point *= radius / length;
        }
        (point, false)
    }

    /// The step whose damping lifts the lowest eigenvalue to `shift`; without
    /// the directions that do not curve at all then.
    fn damped(&self, shift: f64, lowest: f64) -> DVector<f64> {
        let values = &self.eigen.eigenvalues;
        DVector::from_fn(values.len(), |i, _| {
            let curvature = values[i] - lowest + shift;
            if shift == 0.0 && curvature <= self.zero {
                0.0
            } else {
                -self.gradient[i] / curvature
            }
        })
    }

    /// Whether the gradient has no part in the directions left out at `least`.
    fn is_blind(&self, lowest: f64, least: f64, size: f64) -> bool {
        let values = &self.eigen.eigenvalues;
        let nothing = f64::EPSILON * values.len() as f64 * size;
        least > 0.0
            || (0..values.len())
                .filter(|&i| values[i] - lowest <= self.zero)
                .all(|i| self.gradient[i].abs() <= nothing)
    }

    fn along_lowest(&self, mut point: DVector<f64>, length: f64, radius: f64) -> DVector<f64> {
        let rest = ((radius - length) * (radius + length)).max(0.0).sqrt();
        let downhill = if self.gradient[self.lowest] > 0.0 {
            -1.0
        } else {
            1.0
        };
        point[self.lowest] = downhill * rest;
        point
    }
}
