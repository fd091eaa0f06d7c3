//! The Levenberg-Marquardt method: Gauss-Newton steps for sums of squares, in a trust region.
//!
//! The region is a ball in variables divided by the lengths of the Jacobian's columns, so units do
//! not matter. Variables in which all residuals are linear are not bounded by it: they take their
//! best values for every choice of the others (variable projection).
//!
//! Sources: Moré, "The Levenberg-Marquardt algorithm: implementation and theory", Lecture Notes in
//! Mathematics 630 (1978); Ruhe and Wedin, "Algorithms for separable nonlinear least squares
//! problems", SIAM Review 22 (1980).

use crate::optimize::linear::{all_finite, bend, dot, sum};
use crate::optimize::local::{Gauss, Local, Newton, Step};
use crate::optimize::report::Termination;
use crate::optimize::squares::{Factored, Squares};
use crate::optimize::walk::{Trial, Walk};

/// The least share of the promised decrease that a step must keep.
const WORTHWHILE: f64 = 1e-4;
/// Below this share the model is trusted less far, above the other farther.
const POOR: f64 = 0.25;
const GOOD: f64 = 0.75;
/// A promised decrease of up to this share of f is lost in its rounding.
const ROUNDING: f64 = 1e-12;
/// What the model may still promise at a point that counts as converged: a share of f, or a share
/// of the problem's size where f goes to zero.
const PROMISE: f64 = 1e-9;
const PROMISE_AT_ZERO: f64 = 1e-14;
/// What is left of the value at the start is nothing, where the last digits are asked for.
const NOTHING: f64 = 1e-30;
/// Steps whose gain the value does not show are taken while the promise falls to this share.
const SHRINKS: f64 = 0.9;
/// How far the first model is trusted, relative to the start.
const FIRST_RADIUS: f64 = 10.0;
/// Linear variables are brought to their best values where this share of f depends on it.
const WORTH_PROJECTION: f64 = 1e-2;
/// Up to so many residuals and variables a Hessian is evaluated where it may help.
const CHEAP_RESIDUALS: usize = 10_000;
const CHEAP_VARIABLES: usize = 200;
/// So many times a radius can be shortened before it is 0.
const MOST_TRIALS: usize = 1100;
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
        first: walk.f,
        cheap: walk.objective.has_hessian()
            && squares.count() <= CHEAP_RESIDUALS
            && walk.x.len() <= CHEAP_VARIABLES,
    };
    if let Some(end) = search.project_start(walk) {
        return end;
    }
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
    /// The value at the start.
    first: f64,
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
            Some(promise) => (promise, NOTHING * self.first),
            None => (PROMISE, PROMISE_AT_ZERO * walk.scale),
        };
        local.promise() <= share * walk.f.abs() + at_zero
    }

    /// Brings the linear variables to their best values for the start of the others.
    fn project_start(&mut self, walk: &mut Walk) -> Option<Termination> {
        let triangle = &self.here.triangle;
        let scales: Vec<f64> = (0..walk.x.len()).map(|at| triangle.length(at)).collect();
        let model = Gauss::new(walk, triangle, &scales, self.squares.linear());
        let left = model.projected(&self.here);
        if model.linear == model.order.len()
            || walk.f - left <= WORTH_PROJECTION * left.abs()
            || walk.budget_is_spent()
        {
            return None;
        }
        let x = sum(&walk.x, &model.linear_step(triangle));
        let next = walk.factored_at(self.squares, &x);
        if !next.is_finite() || next.value >= walk.f {
            return None;
        }
        let end = walk.accept(Trial::squares(x, &next));
        self.here = next;
        end
    }

    fn shorten(&mut self, length: f64) {
        self.radius = 0.25 * length.min(self.radius);
    }

    /// The best step in the region by the model, cut short at the bounds.
    fn step(&self, walk: &mut Walk, local: &mut Local, escaping: bool) -> Step {
        let step = local.step(walk, self.radius, escaping);
        let Some(vector) = walk.cut(&step.vector) else {
            return step;
        };
        let bent = match local {
            Local::Gauss(_) => self.here.triangle.image(&vector),
            Local::Newton(_) => match walk.hessian() {
                Some(hessian) => 0.5 * bend(hessian, &vector),
                None => f64::NAN,
            },
        };
        Step {
            length: local.length(&vector),
            decrease: -(dot(&walk.gradient, &vector) + bent),
            vector,
            inside: false,
        }
    }

    /// Takes one step, shortening the radius until one is worth taking.
    fn advance(
        &mut self,
        walk: &mut Walk,
        local: &mut Local,
        escaping: bool,
    ) -> Option<Termination> {
        for _ in 0..MOST_TRIALS {
            if walk.interrupted() {
                return Some(Termination::Interrupted);
            }
            if self.radius <= f64::EPSILON * local.length(&walk.x) {
                // Linear variables could go on moving, without end and to no use.
                return Some(Termination::Step);
            }
            let step = self.step(walk, local, escaping);
            if !all_finite(&step.vector) {
                self.radius *= 0.25;
                if self.radius == 0.0 {
                    return Some(Termination::NotFinite);
                }
                continue;
            }
            if let Some(end) = walk.is_over_before(&step.vector) {
                return Some(end);
            }
            let x = sum(&walk.x, &step.vector);
            let next = walk.factored_at(self.squares, &x);
            if !next.is_finite() {
                self.shorten(step.length);
                continue;
            }
            if step.inside && step.decrease <= ROUNDING * walk.f.abs() {
                return self.finish(walk, local, x, next);
            }
            // Linear variables have their best values for the others to be judged by.
            let left = local.projected(&next);
            let fall = walk.f - left;
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
                let (x, next) = self.projected(walk, local, x, next, left);
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
        Some(Termination::Step)
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
        if there < SHRINKS * local.promise() {
            let end = walk.accept(Trial::squares(x, &next));
            self.here = next;
            return end;
        }
        Some(walk.unseen())
    }

    /// The trial with the linear variables at their best values, where that matters.
    fn projected(
        &self,
        walk: &Walk,
        local: &Local,
        x: Vec<f64>,
        next: Factored,
        left: f64,
    ) -> (Vec<f64>, Factored) {
        if let Local::Gauss(model) = local
            && next.value - left > WORTH_PROJECTION * left.abs()
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
        let before = walk.f + dot(&walk.gradient, step);
        let Some(hessian) = walk.hessian() else {
            self.second_order = false;
            return;
        };
        let second = (before + 0.5 * bend(hessian, step) - value).abs();
        let first = (before + self.here.triangle.image(step) - value).abs();
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
