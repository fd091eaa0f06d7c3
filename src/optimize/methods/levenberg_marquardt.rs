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

use crate::optimize::linear::{all_finite, dot, norm, sum};
use crate::optimize::report::Termination;
use crate::optimize::squares::{Factored, Squares, Triangle};
use crate::optimize::trust;
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
const FIRST_RADIUS: f64 = 10.0;
/// Linear variables are brought to their best values where this share of f depends on it.
const WORTH_PROJECTION: f64 = 1e-2;
/// Up to so many residuals and variables a Hessian is evaluated where it may help.
const CHEAP_RESIDUALS: usize = 10_000;
const CHEAP_VARIABLES: usize = 200;
/// How much better the other model must foretell a step to be taken up.
const BETTER: f64 = 1.5;

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    let Some(squares) = walk.objective.squares() else {
        return Termination::NotFinite;
    };
    let here = match walk.factored.take() {
        Some(factored) => factored,
        None => squares.factored(&walk.x),
    };
    if !here.is_finite() {
        return Termination::NotFinite;
    }
    let mut search = Search {
        squares,
        here,
        scales: vec![0.0; walk.x.len()],
        radius: f64::NAN,
        second_order: false,
        cheap: squares.count() <= CHEAP_RESIDUALS && walk.x.len() <= CHEAP_VARIABLES,
    };
    loop {
        for (at, scale) in search.scales.iter_mut().enumerate() {
            *scale = scale.max(search.here.triangle.length(at));
        }
        let model = Gauss::new(
            walk,
            &search.here.triangle,
            &search.scales,
            squares.linear(),
        );
        if search.radius.is_nan() {
            let reach = model.scaled_norm(&walk.x);
            search.radius = FIRST_RADIUS * if reach > 0.0 { reach } else { 1.0 };
        }
        let mut local = Local::Gauss(model);
        let mut escaping = false;
        if walk.gradient_is_small() || search.promises_nothing(walk, &mut local) {
            if !search.cheap {
                return Termination::Converged;
            }
            let Some(mut newton) = Newton::new(walk, &search.scales) else {
                return Termination::Converged;
            };
            escaping = newton.model.curves_down();
            if !escaping {
                return Termination::Converged;
            }
            local = Local::Newton(newton);
        } else if search.second_order
            && let Some(newton) = Newton::new(walk, &search.scales)
        {
            local = Local::Newton(newton);
        }
        if let Some(end) = search.advance(walk, &mut local, escaping) {
            return end;
        }
    }
}

/// The state of a run beside the walk.
struct Search<'a> {
    squares: &'a dyn Squares,
    here: Factored,
    /// The greatest lengths of the Jacobian's columns so far.
    scales: Vec<f64>,
    /// Of the trust region, in scaled variables.
    radius: f64,
    /// Whether the model of second order foretold the last step better than that of Gauss.
    second_order: bool,
    /// Whether a Hessian costs little beside what else is done.
    cheap: bool,
}

impl Search<'_> {
    /// Whether the default tests take this point for the end. A tolerance that was given is all
    /// there is to ask.
    fn promises_nothing(&self, walk: &Walk, local: &mut Local) -> bool {
        if walk
            .settings
            .tolerance
            .is_some_and(|tolerance| tolerance > 0.0)
        {
            return false;
        }
        let (share, at_zero) = match walk.settings.promise {
            Some(promise) => (promise, 0.0),
            None => (PROMISE, PROMISE_AT_ZERO * walk.scale),
        };
        local.promise() <= share * walk.f.abs() + at_zero
    }

    fn shorten(&mut self, length: f64) {
        self.radius = 0.25 * length.min(self.radius);
    }

    /// Takes one step, shortening the radius until one is worth taking.
    fn advance(
        &mut self,
        walk: &mut Walk,
        local: &mut Local,
        escaping: bool,
    ) -> Option<Termination> {
        loop {
            if walk.interrupted() {
                return Some(Termination::Interrupted);
            }
            let step = local.step(walk, self.radius, escaping);
            if !all_finite(&step.vector) {
                self.radius *= 0.25;
                if self.radius == 0.0 {
                    return Some(Termination::NotFinite);
                }
                continue;
            }
            if walk.step_is_small(&step.vector) {
                return Some(Termination::Step);
            }
            if walk.budget_is_spent() {
                return Some(Termination::Iterations);
            }
            let mut x = sum(&walk.x, &step.vector);
            walk.project(&mut x);
            let next = walk.factored_at(self.squares, &x);
            if !next.is_finite() {
                self.shorten(step.length);
                continue;
            }
            if step.inside && step.decrease <= ROUNDING * walk.f.abs() {
                return self.finish(walk, local, x, next);
            }
            // Linear variables have their best values for the others to be judged by.
            let gain = local.projection(&next.triangle);
            let fall = walk.f - (next.value - gain);
            let kept = if step.decrease > 0.0 {
                fall / step.decrease
            } else {
                -1.0
            };
            let was = self.second_order;
            if self.cheap && !(GOOD..=1.0 / GOOD).contains(&kept) {
                self.compare(walk, &step.vector, next.value);
            }
            if kept < POOR {
                self.shorten(step.length);
            } else if kept > GOOD && !step.inside {
                self.radius = (2.0 * step.length).max(self.radius).min(f64::MAX.sqrt());
            }
            if kept > WORTHWHILE {
                let (x, next) = self.projected(walk, local, x, next, gain);
                if next.value < walk.f {
                    let end = walk.accept(Trial::squares(x, &next));
                    self.here = next;
                    return end;
                }
                self.shorten(step.length);
            }
            if was != self.second_order {
                // The other model may know better where to go from here.
                return None;
            }
        }
    }

    /// The end of the way, where a full step promises less than f can show: what the next model
    /// promises, which still has digits, decides whether the step is taken.
    fn finish(
        &mut self,
        walk: &mut Walk,
        local: &mut Local,
        x: Vec<f64>,
        next: Factored,
    ) -> Option<Termination> {
        let linear = self.squares.linear();
        let there = Gauss::new(walk, &next.triangle, &self.scales, linear).promise();
        if there < 0.5 * local.promise() {
            let end = walk.accept(Trial::squares(x, &next));
            self.here = next;
            return end;
        }
        let by_default = walk.settings.tolerance.is_none();
        Some(if by_default {
            Termination::Converged
        } else {
            Termination::Value
        })
    }

    /// The trial with the linear variables at their best values, where that matters.
    fn projected(
        &self,
        walk: &Walk,
        local: &Local,
        x: Vec<f64>,
        next: Factored,
        gain: f64,
    ) -> (Vec<f64>, Factored) {
        if let Local::Gauss(model) = local
            && gain > WORTH_PROJECTION * (next.value - gain).abs()
        {
            let better = sum(&x, &model.linear_step(&next.triangle));
            let projected = walk.factored_at(self.squares, &better);
            if projected.is_finite() && projected.value <= next.value {
                return (better, projected);
            }
        }
        (x, next)
    }

    /// Chooses the model that would have foretold the value after a step better.
    ///
    /// Source: Dennis, Gay and Welsch, "An adaptive nonlinear least-squares algorithm", ACM Trans.
    /// Math. Software 7 (1981), section 5.
    fn compare(&mut self, walk: &mut Walk, step: &[f64], value: f64) {
        let slope = dot(&walk.gradient, step);
        let before = walk.f;
        let n = step.len();
        let Some(hessian) = walk.hessian() else {
            self.second_order = false;
            return;
        };
        let bend: f64 = hessian
            .chunks(n)
            .zip(step)
            .map(|(row, part)| part * dot(row, step))
            .sum();
        let second = (before + slope + 0.5 * bend - value).abs();
        let first = (before + slope + self.here.triangle.image(step) - value).abs();
        if first.is_nan() || second.is_nan() {
            return;
        }
        if self.second_order {
            self.second_order = second <= BETTER * first;
        } else {
            self.second_order = BETTER * second < first;
        }
    }
}

/// The model of the function by which a step is chosen.
enum Local {
    Gauss(Gauss),
    Newton(Newton),
}

impl Local {
    fn promise(&mut self) -> f64 {
        match self {
            Local::Gauss(model) => model.promise(),
            Local::Newton(newton) => newton.model.step(f64::MAX.sqrt()).decrease,
        }
    }

    fn step(&mut self, walk: &Walk, radius: f64, escaping: bool) -> Step {
        match self {
            Local::Gauss(model) => model.step(walk, radius),
            Local::Newton(newton) => newton.step(walk, radius, escaping),
        }
    }

    /// How much of the sum of squares at another point the linear variables can take away there.
    fn projection(&self, triangle: &Triangle) -> f64 {
        match self {
            Local::Gauss(model) => model.projection(triangle),
            Local::Newton(_) => 0.0,
        }
    }
}

/// The model of second order, in scaled variables.
struct Newton {
    /// The variables that no bound holds.
    order: Vec<usize>,
    scales: Vec<f64>,
    model: trust::Model,
}

impl Newton {
    fn new(walk: &mut Walk, scales: &[f64]) -> Option<Self> {
        let order: Vec<usize> = (0..walk.x.len()).filter(|at| !walk.held[*at]).collect();
        let scales: Vec<f64> = order
            .iter()
            .map(|&at| if scales[at] > 0.0 { scales[at] } else { 1.0 })
            .collect();
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

    fn step(&mut self, walk: &Walk, radius: f64, escaping: bool) -> Step {
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
struct Gauss {
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

impl Gauss {
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
