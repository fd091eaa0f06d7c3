//! The Levenberg-Marquardt method: Gauss-Newton steps for sums of squares, in a trust region.
//!
//! The region is a ball in variables divided by the lengths of the Jacobian's columns, so units do
//! not matter. Variables in which all residuals are linear are not bounded by it: they take their
//! best values for every choice of the others (variable projection).
//!
//! Sources: Moré, "The Levenberg-Marquardt algorithm: implementation and theory", Lecture Notes in
//! Mathematics 630 (1978); Ruhe and Wedin, "Algorithms for separable nonlinear least squares
//! problems", SIAM Review 22 (1980).

use nalgebra::{DMatrix, DVector, SVD};

use crate::optimize::linear::{all_finite, norm, sum};
use crate::optimize::report::Termination;
use crate::optimize::squares::{Factored, Squares, Triangle};
use crate::optimize::walk::{Trial, Walk};

/// The least share of the promised decrease that a step must keep.
const WORTHWHILE: f64 = 1e-4;
/// Below this share the model is trusted less far, above the other farther.
const POOR: f64 = 0.25;
const GOOD: f64 = 0.75;
/// A promised decrease of up to this share of f is lost in its rounding.
const ROUNDING: f64 = 16.0 * f64::EPSILON;
/// What the model may still promise at a point that counts as converged: a share of f, or a share
/// of the problem's size where f goes to zero.
const PROMISE: f64 = 1e-9;
const PROMISE_AT_ZERO: f64 = 1e-14;
/// How far the first model is trusted, relative to the start.
const FIRST_RADIUS: f64 = 1.0;
/// Linear variables are brought to their best values where this share of f depends on it.
const WORTH_PROJECTION: f64 = 1e-2;

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    let Some(squares) = walk.objective.squares() else {
        return Termination::NotFinite;
    };
    let mut here = match walk.factored.take() {
        Some(factored) => factored,
        None => squares.factored(&walk.x),
    };
    if !here.is_finite() {
        return Termination::NotFinite;
    }
    let mut scales = vec![0.0_f64; walk.x.len()];
    let mut radius = f64::NAN;
    loop {
        for (at, scale) in scales.iter_mut().enumerate() {
            *scale = scale.max(here.triangle.length(at));
        }
        let model = Model::new(walk, &here.triangle, &scales, squares.linear());
        if radius.is_nan() {
            let reach = model.scaled_norm(&walk.x);
            radius = FIRST_RADIUS * if reach > 0.0 { reach } else { 1.0 };
        }
        if walk.gradient_is_small() || promises_nothing(walk, &model) {
            return Termination::Converged;
        }
        match advance(walk, squares, &model, &mut radius) {
            Ok(next) => here = next,
            Err(end) => return end,
        }
    }
}

/// Whether the default tests take this point for the end. A tolerance that was given is all there
/// is to ask.
fn promises_nothing(walk: &Walk, model: &Model) -> bool {
    if walk
        .settings
        .tolerance
        .is_some_and(|tolerance| tolerance > 0.0)
    {
        return false;
    }
    let share = walk.settings.promise.unwrap_or(PROMISE);
    let at_zero = if walk.settings.promise.is_some() {
        0.0
    } else {
        PROMISE_AT_ZERO * walk.scale
    };
    model.promise() <= share * walk.f.abs() + at_zero
}

/// Takes one step, shortening the radius until one is worth taking.
fn advance(
    walk: &mut Walk,
    squares: &dyn Squares,
    model: &Model,
    radius: &mut f64,
) -> Result<Factored, Termination> {
    loop {
        if walk.interrupted() {
            return Err(Termination::Interrupted);
        }
        let mut step = model.step(walk, *radius);
        if !all_finite(&step.vector) {
            *radius *= 0.25;
            if *radius == 0.0 {
                return Err(Termination::NotFinite);
            }
            continue;
        }
        if walk.step_is_small(&step.vector) {
            return Err(Termination::Step);
        }
        if walk.budget_is_spent() {
            return Err(Termination::Iterations);
        }
        let mut x = sum(&walk.x, &step.vector);
        walk.project(&mut x);
        let mut next = walk.factored_at(squares, &x);
        if !next.is_finite() {
            *radius = 0.25 * step.length.min(*radius);
            continue;
        }
        let by_default = walk.settings.tolerance.is_none();
        if step.inside && step.decrease <= ROUNDING * walk.f.abs() {
            // The full step promises less than f can show: what the next model promises, which
            // still has digits, decides.
            let promise =
                Model::new(walk, &next.triangle, &model.scales, squares.linear()).promise();
            if promise < 0.5 * model.promise() {
                let end = walk.accept(Trial::squares(x, &next));
                return end.map_or(Ok(next), Err);
            }
            return Err(if by_default {
                Termination::Converged
            } else {
                Termination::Value
            });
        }
        // Linear variables have their best values for the others to be judged by.
        let gain = model.projection(&next.triangle);
        let fall = walk.f - (next.value - gain);
        let kept = if step.decrease > 0.0 {
            fall / step.decrease
        } else {
            -1.0
        };
        if kept < POOR {
            *radius = 0.25 * step.length.min(*radius);
        } else if kept > GOOD && !step.inside {
            *radius = (2.0 * step.length).max(*radius).min(f64::MAX.sqrt());
        }
        if kept.is_nan() || kept <= WORTHWHILE {
            continue;
        }
        if gain > WORTH_PROJECTION * (next.value - gain).abs() {
            let better = sum(&x, &model.linear_step(&next.triangle));
            let projected = walk.factored_at(squares, &better);
            if projected.is_finite() && projected.value <= next.value {
                step.inside = false;
                (x, next) = (better, projected);
            }
        }
        if next.value >= walk.f {
            *radius = 0.25 * step.length.min(*radius);
            continue;
        }
        let end = walk.accept(Trial::squares(x, &next));
        return end.map_or(Ok(next), Err);
    }
}

/// The linear model of the residuals, the linear variables first.
struct Model {
    /// The variables that move: linear ones, then the others. Those that a bound holds are left out.
    order: Vec<usize>,
    /// How many of them are linear.
    linear: usize,
    triangle: Triangle,
    scales: Vec<f64>,
    /// Singular values and vectors of the scaled part of the other variables, with the residuals
    /// in the left basis.
    values: DVector<f64>,
    right: DMatrix<f64>,
    residuals: DVector<f64>,
}

struct Step {
    vector: Vec<f64>,
    length: f64,
    decrease: f64,
    inside: bool,
}

impl Model {
    fn new(walk: &Walk, triangle: &Triangle, scales: &[f64], linear: &[bool]) -> Self {
        let free = |at: &usize| !walk.held[*at];
        let is_linear = |at: &usize| walk.settings.bounds.is_none() && linear[*at];
        let n = walk.x.len();
        let mut order: Vec<usize> = (0..n).filter(|at| free(at) && is_linear(at)).collect();
        let linear = order.len();
        order.extend((0..n).filter(|at| free(at) && !is_linear(at)));
        let triangle = triangle.select(&order);
        let rest = order.len() - linear;
        let scale = |j: usize| match scales[order[linear + j]] {
            scale if scale > 0.0 => scale,
            _ => 1.0,
        };
        let matrix = DMatrix::from_fn(rest, rest, |i, j| {
            triangle.at(linear + i, linear + j) / scale(j)
        });
        let right_side = DVector::from_fn(rest, |i, _| triangle.at(linear + i, order.len()));
        let (values, right, residuals) = match decomposed(matrix) {
            Some((left, values, right)) => (values, right, left.tr_mul(&right_side)),
            None => (DVector::zeros(rest), DMatrix::zeros(rest, rest), right_side),
        };
        Model {
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
        match self.scales[self.order[self.linear + j]] {
            scale if scale > 0.0 => scale,
            _ => 1.0,
        }
    }

    /// The length of a point in the variables that the region bounds.
    fn scaled_norm(&self, x: &[f64]) -> f64 {
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
    fn promise(&self) -> f64 {
        let zero = self.zero();
        let pairs = self.values.iter().zip(&self.residuals);
        let rest: f64 = pairs
            .filter(|(value, _)| **value > zero)
            .map(|(_, residual)| residual * residual)
            .sum();
        rest + self.projection_of(&self.triangle)
    }

    /// How much of the sum of squares at another point the linear variables can take away there.
    fn projection(&self, triangle: &Triangle) -> f64 {
        if self.linear == 0 {
            return 0.0;
        }
        self.projection_of(&triangle.select(&self.order[..self.linear]))
    }

    fn projection_of(&self, triangle: &Triangle) -> f64 {
        let last = triangle.unknowns();
        (0..self.linear)
            .filter(|&k| triangle.at(k, k) != 0.0)
            .map(|k| triangle.at(k, last) * triangle.at(k, last))
            .sum()
    }

    /// The step of the linear variables at another point that brings them to their best values.
    fn linear_step(&self, triangle: &Triangle) -> Vec<f64> {
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

    /// The best step whose scaled length is at most `radius`, which stays within the bounds.
    fn step(&self, walk: &Walk, radius: f64) -> Step {
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
    let size = (0..count).fold(0.0_f64, |size, k| size.max(triangle.at(k, k).abs()));
    for k in (0..count).rev() {
        let mut right = -triangle.at(k, last);
        for (j, part) in step.iter().enumerate().skip(k + 1) {
            right -= triangle.at(k, j) * part;
        }
        for (j, part) in rest.iter().enumerate() {
            right -= triangle.at(k, count + j) * part;
        }
        let pivot = triangle.at(k, k);
        if pivot.abs() > f64::EPSILON * size {
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
