//! The models by which Levenberg-Marquardt steps are chosen: residuals that are linear in the step,
//! and the function to the second order.

use nalgebra::{DMatrix, DVector, SVD};

use super::linear::{all_finite, norm};
use super::squares::{Factored, Triangle};
use super::trust;
use super::walk::Walk;

/// The model of the function by which a step is chosen.
pub(super) enum Local {
    Gauss(Gauss),
    Newton(Newton),
}

impl Local {
    pub(super) fn promise(&mut self) -> f64 {
        match self {
            Local::Gauss(model) => model.promise(),
            Local::Newton(newton) => newton.model.step(f64::MAX.sqrt()).decrease,
        }
    }

    pub(super) fn step(&mut self, walk: &Walk, radius: f64, escaping: bool) -> Step {
        match self {
            Local::Gauss(model) => model.step(walk, radius),
            Local::Newton(newton) => newton.step(walk, radius, escaping),
        }
    }

    /// The scaled length of a step, by which the region is measured.
    pub(super) fn length(&self, vector: &[f64]) -> f64 {
        match self {
            Local::Gauss(model) => model.scaled_norm(vector),
            Local::Newton(newton) => {
                let parts = newton.order.iter().zip(&newton.scales);
                norm(
                    &parts
                        .map(|(&at, scale)| vector[at] * scale)
                        .collect::<Vec<f64>>(),
                )
            }
        }
    }

    /// The value at another point when the linear variables have their best values there.
    pub(super) fn projected(&self, there: &Factored) -> f64 {
        match self {
            Local::Gauss(model) => model.projected(there),
            Local::Newton(_) => there.value,
        }
    }
}

/// A scale to divide by: 1 for a variable that nothing depends on.
fn usable(scale: f64) -> f64 {
    if scale > 0.0 { scale } else { 1.0 }
}

/// The model of second order, in scaled variables.
pub(super) struct Newton {
    /// The variables that no bound holds.
    order: Vec<usize>,
    scales: Vec<f64>,
    pub(super) model: trust::Model,
}

impl Newton {
    pub(super) fn new(walk: &mut Walk, scales: &[f64]) -> Option<Self> {
        let order: Vec<usize> = (0..walk.x.len()).filter(|at| !walk.held[*at]).collect();
        let scales: Vec<f64> = order.iter().map(|&at| usable(scales[at])).collect();
        let gradient: Vec<f64> = order
            .iter()
            .zip(&scales)
            .map(|(&at, scale)| walk.gradient[at] / scale)
            .collect();
        let n = walk.x.len();
        let hessian = walk.hessian()?;
        let mut scaled = Vec::with_capacity(order.len() * order.len());
        for (&i, si) in order.iter().zip(&scales) {
            scaled.extend(
                order
                    .iter()
                    .zip(&scales)
                    .map(|(&j, sj)| hessian[i * n + j] / si / sj),
            );
        }
        let model = trust::Model::new(&scaled, &gradient, 1e-8);
        (!order.is_empty() && all_finite(&scaled)).then_some(Newton {
            order,
            scales,
            model,
        })
    }

    pub(super) fn step(&mut self, walk: &Walk, radius: f64, escaping: bool) -> Step {
        let found = match escaping {
            true => self.model.escape(radius),
            false => self.model.step(radius),
        };
        let mut vector = vec![0.0; walk.x.len()];
        let parts = found.vector.iter().zip(&self.scales);
        for (&at, (part, scale)) in self.order.iter().zip(parts) {
            vector[at] = part / scale;
        }
        Step {
            vector,
            length: found.length,
            decrease: found.decrease,
            inside: found.inside,
        }
    }
}

/// The linear model of the residuals, the linear variables first.
pub(super) struct Gauss {
    /// The variables that move: linear ones, then the others. Those that a bound holds are left out.
    pub(super) order: Vec<usize>,
    /// How many of them are linear.
    pub(super) linear: usize,
    pub(super) triangle: Triangle,
    scales: Vec<f64>,
    /// Singular values and vectors of the scaled part of the other variables, with the residuals
    /// in the left basis.
    values: DVector<f64>,
    right: DMatrix<f64>,
    residuals: DVector<f64>,
}

pub(super) struct Step {
    pub(super) vector: Vec<f64>,
    pub(super) length: f64,
    pub(super) decrease: f64,
    pub(super) inside: bool,
}

impl Gauss {
    pub(super) fn new(walk: &Walk, triangle: &Triangle, scales: &[f64], linear: &[bool]) -> Self {
        let free = |at: &usize| !walk.held[*at];
        let is_linear = |at: &usize| walk.settings.bounds.is_none() && linear[*at];
        let n = walk.x.len();
        let mut order: Vec<usize> = (0..n).filter(|at| free(at) && is_linear(at)).collect();
        let linear = order.len();
        order.extend((0..n).filter(|at| free(at) && !is_linear(at)));
        let triangle = triangle.select(&order);
        let rest = order.len() - linear;
        let scale = |j: usize| usable(scales[order[linear + j]]);
        let matrix = DMatrix::from_fn(rest, rest, |i, j| {
            triangle.at(linear + i, linear + j) / scale(j)
        });
        let right_side = DVector::from_fn(rest, |i, _| triangle.at(linear + i, order.len()));
        let (values, right, residuals) = match decomposed(matrix) {
            Some((left, values, right)) => (values, right, left.tr_mul(&right_side)),
            None => (DVector::zeros(rest), DMatrix::zeros(rest, rest), right_side),
        };
        Gauss {
            order,
            linear,
            triangle,
            scales: scales.to_vec(),
            values,
            right,
            residuals,
        }
    }

    fn scale(&self, j: usize) -> f64 {
        usable(self.scales[self.order[self.linear + j]])
    }

    /// The length of a point in the variables that the region bounds.
    pub(super) fn scaled_norm(&self, x: &[f64]) -> f64 {
        let parts = self.order[self.linear..].iter().enumerate();
        norm(
            &parts
                .map(|(j, &at)| x[at] * self.scale(j))
                .collect::<Vec<f64>>(),
        )
    }

    /// Singular values up to this size are rounding.
    fn zero(&self) -> f64 {
        f64::EPSILON * self.values.len() as f64 * self.values.max()
    }

    /// The decrease that the model promises without a bound on the step.
    pub(super) fn promise(&self) -> f64 {
        let zero = self.zero();
        let pairs = self.values.iter().zip(&self.residuals);
        let rest: f64 = pairs
            .filter(|(value, _)| **value > zero)
            .map(|(_, residual)| residual * residual)
            .sum();
        rest + self.projection_of(&self.triangle)
    }

    /// The value at another point when the linear variables have their best values there.
    pub(super) fn projected(&self, there: &Factored) -> f64 {
        if self.linear == 0 {
            return there.value;
        }
        there.constant + there.triangle.select(&self.order[..self.linear]).rest()
    }

    fn projection_of(&self, triangle: &Triangle) -> f64 {
        let last = triangle.unknowns();
        (0..self.linear)
            .filter(|&k| triangle.at(k, k) != 0.0)
            .map(|k| triangle.at(k, last) * triangle.at(k, last))
            .sum()
    }

    /// The step of the linear variables at another point that brings them to their best values.
    pub(super) fn linear_step(&self, triangle: &Triangle) -> Vec<f64> {
        let own = triangle.select(&self.order[..self.linear]);
        let mut step = vec![0.0; self.scales.len()];
        for (&at, part) in self
            .order
            .iter()
            .zip(back_substituted(&own, self.linear, &[]))
        {
            step[at] = part;
        }
        step
    }

    /// The best step whose scaled length is at most `radius`.
    pub(super) fn step(&self, walk: &Walk, radius: f64) -> Step {
        let (inner, inside) = self.damped(radius);
        let scaled = &self.right * &inner;
        let rest: Vec<f64> = scaled
            .iter()
            .enumerate()
            .map(|(j, s)| s / self.scale(j))
            .collect();
        let first = back_substituted(&self.triangle, self.linear, &rest);
        let mut vector = vec![0.0; walk.x.len()];
        for (&at, part) in self.order.iter().zip(first.iter().chain(&rest)) {
            vector[at] = part.to_owned();
        }
        let pairs = self.values.iter().zip(&self.residuals).zip(&inner);
        let fall: f64 = pairs
            .map(|((value, residual), step)| {
                let moved = value * step;
                -moved * (2.0 * residual + moved)
            })
            .sum();
        Step {
            vector,
            length: inner.norm(),
            decrease: fall + self.projection_of(&self.triangle),
            inside,
        }
    }

    /// The step in the basis of singular vectors.
    fn damped(&self, radius: f64) -> (DVector<f64>, bool) {
        let zero = self.zero();
        let with = |damping: f64| {
            DVector::from_fn(self.values.len(), |i, _| {
                let value = self.values[i];
                if damping == 0.0 && value <= zero {
                    return 0.0;
                }
                -self.residuals[i] / (value + damping / value.max(f64::MIN_POSITIVE))
            })
        };
        let mut step = with(0.0);
        let mut length = step.norm();
        if length <= radius {
            return (step, true);
        }
        let slope = DVector::from_fn(self.values.len(), |i, _| self.values[i] * self.residuals[i]);
        let (mut low, mut high) = (0.0, slope.norm() / radius);
        let mut damping = 0.0;
        for _ in 0..60 {
            if length > radius {
                low = damping;
            } else {
                high = damping;
            }
            let steepness: f64 = step
                .iter()
                .zip(&self.values)
                .map(|(s, value)| s * s / (value * value + damping).max(f64::MIN_POSITIVE))
                .sum();
            let newton = damping + (length / radius - 1.0) * length * length / steepness;
            damping = if newton > low && newton < high {
                newton
            } else {
                (low.max(1e-3 * high) * high).sqrt()
            };
            step = with(damping);
            length = step.norm();
            if (length - radius).abs() <= 0.05 * radius {
                break;
            }
        }
        (step, false)
    }
}

/// `T11 s + T12 rest + t = 0` for the first `count` unknowns; 0 where the triangle has a zero.
fn back_substituted(triangle: &Triangle, count: usize, rest: &[f64]) -> Vec<f64> {
    let last = triangle.unknowns();
    let mut step = vec![0.0; count];
    for k in (0..count).rev() {
        let mut right = -triangle.at(k, last);
        for (j, part) in step.iter().enumerate().skip(k + 1) {
            right -= triangle.at(k, j) * part;
        }
        for (j, part) in rest.iter().enumerate() {
            right -= triangle.at(k, count + j) * part;
        }
        let pivot = triangle.at(k, k);
        if pivot.abs() > f64::EPSILON * triangle.length(k) {
            step[k] = right / pivot;
        }
    }
    step
}

/// Left vectors, singular values and right vectors.
fn decomposed(matrix: DMatrix<f64>) -> Option<(DMatrix<f64>, DVector<f64>, DMatrix<f64>)> {
    if matrix.is_empty() || !all_finite(matrix.as_slice()) {
        return None;
    }
    let size = matrix.nrows();
    let found = SVD::try_new(matrix, true, true, f64::EPSILON, 200 * size.max(10))?;
    Some((found.u?, found.singular_values, found.v_t?.transpose()))
}
