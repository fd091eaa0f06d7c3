//! The walk that methods with a line search share: a direction, a rate, what is learnt from the
//! step.
//!
//! Bounds are dealt with as in the two-metric projection: variables that stand at a bound, or so
//! close that the next step would end there, and that the gradient pushes outward, are *fixed*
//! for a step. The method works in the others; fixed ones move onto their bound.
//!
//! Source: Bertsekas, "Projected Newton methods for optimization problems with simple
//! constraints", SIAM J. Control Optim. 20 (1982).

use super::line_search::{Outcome, SUFFICIENT, strong_wolfe};
use super::linear::{all_finite, difference, dot, largest, norm};
use super::report::Termination;
use super::walk::{Trial, Walk};

/// A variable within this share of its range (or of its size) of a bound counts as at it.
const NEAR: f64 = 1e-3;

/// A promised decrease of up to this share of |f| is lost in its rounding.
const ROUNDING: f64 = 16.0 * f64::EPSILON;

/// So many steps that change neither value nor gradient norm by more than rounding end a walk.
const PATIENCE: usize = 8;

/// What tells two methods with a line search apart.
pub(super) trait Guide {
    /// The share of the slope that a step may leave.
    const CURVATURE: f64;

    /// A direction of descent.
    ///
    /// # Shape
    /// `gradient` is 0 for the variables that are `fixed`, and the direction must be so too. It
    /// is divided by its size at the start, so that squares of its entries stay in the range of
    /// doubles.
    fn direction(&mut self, walk: &Walk, gradient: &[f64], fixed: &[bool]) -> Vec<f64>;

    /// The rate to try first along a direction of this (negative) slope, if the method knows one.
    fn first_rate(&self, slope: f64) -> Option<f64>;

    /// Takes in a step and the change of the gradient on it, and the rate that it had.
    fn learn(&mut self, step: &[f64], change: &[f64], slope: f64, rate: f64);

    /// Drops what was learnt; false if there was nothing.
    fn forget(&mut self) -> bool;

    /// What a method that knows second derivatives makes of a point with a small gradient.
    fn judge(&mut self, _: &Walk, _: &[bool]) -> Verdict {
        Verdict::Minimum
    }
}

/// What a point with a small gradient is.
pub(super) enum Verdict {
    /// The end of the walk, for all that the method knows.
    Minimum,
    /// A place from which the function still falls in earnest.
    Slope,
    /// A place that curves down in this direction (of length 1), with this curvature.
    Summit(Vec<f64>, f64),
}

/// Which variables a step must leave at, or move onto, their bound.
pub(super) fn fixed(walk: &Walk) -> Vec<bool> {
    let mut fixed = vec![false; walk.x.len()];
    let Some(bounds) = &walk.settings.bounds else {
        return fixed;
    };
    // How far a step along the negative gradient, brought back into the bounds, would go.
    let mut projected: Vec<f64> = (walk.x.iter().zip(&walk.gradient))
        .map(|(x, g)| x - g)
        .collect();
    bounds.project(&mut projected);
    for (to, from) in projected.iter_mut().zip(&walk.x) {
        *to -= from;
    }
    let near = NEAR.min(norm(&projected));
    for (at, fixed) in fixed.iter_mut().enumerate() {
        let (x, g) = (walk.x[at], walk.gradient[at]);
        let (lower, upper) = (bounds.lower[at], bounds.upper[at]);
        let range = (upper - lower).min(x.abs().max(1.0));
        let band = near * range;
        *fixed = (g > 0.0 && x - lower <= band) || (g < 0.0 && upper - x <= band);
    }
    fixed
}

/// Lets the fixed variables move onto their bound at rate 1, and stops those that stand at a
/// bound and would leave the range.
pub(super) fn respect_bounds(walk: &Walk, direction: &mut [f64], fixed: &[bool]) {
    let Some(bounds) = &walk.settings.bounds else {
        return;
    };
    for (at, d) in direction.iter_mut().enumerate() {
        let x = walk.x[at];
        if fixed[at] {
            let bound = if walk.gradient[at] > 0.0 {
                bounds.lower[at]
            } else {
                bounds.upper[at]
            };
            *d = bound - x;
        } else if (x <= bounds.lower[at] && *d < 0.0) || (x >= bounds.upper[at] && *d > 0.0) {
            *d = 0.0;
        }
    }
}

/// Counts steps that came to nothing.
pub(super) struct Patience {
    flattest: f64,
    idle: usize,
}

impl Patience {
    pub(super) fn new(walk: &Walk) -> Self {
        Patience {
            flattest: walk.gradient_norm,
            idle: 0,
        }
    }

    /// Notes the step just made, by which the value fell so much; whether to give up.
    pub(super) fn is_lost(&mut self, walk: &Walk, fall: f64) -> bool {
        if fall > ROUNDING * walk.f.abs() || walk.gradient_norm < 0.9 * self.flattest {
            self.idle = 0;
        } else {
            self.idle += 1;
        }
        self.flattest = self.flattest.min(walk.gradient_norm);
        self.idle >= PATIENCE && !walk.gradient_is_small()
    }
}

/// Walks to the end by the directions of a guide.
pub(super) fn run<G: Guide>(walk: &mut Walk, mut guide: G) -> Termination {
    // A power of two, so that dividing by it is exact.
    let unit = (-walk.gradient_norm.log2().round())
        .clamp(-1000.0, 1000.0)
        .exp2();
    let mut promise = f64::INFINITY;
    let mut patience = Patience::new(walk);
    loop {
        let fixed = fixed(walk);
        if walk.gradient_is_small() {
            match guide.judge(walk, &fixed) {
                Verdict::Minimum => return Termination::Converged,
                Verdict::Slope => {}
                Verdict::Summit(direction, curvature) => {
                    if let Some(end) = leave(walk, direction, curvature) {
                        return end;
                    }
                    continue;
                }
            }
        }
        if walk.interrupted() {
            return Termination::Interrupted;
        }
        if walk.budget_is_spent() {
            return Termination::Iterations;
        }
        let gradient: Vec<f64> = (walk.gradient.iter().zip(&fixed))
            .map(|(g, fixed)| if *fixed { 0.0 } else { g * unit })
            .collect();
        let mut direction = guide.direction(walk, &gradient, &fixed);
        respect_bounds(walk, &mut direction, &fixed);
        let mut slope = dot(&walk.gradient, &direction);
        let mut first = guide.first_rate(slope * unit);
        let falling = slope < 0.0 && slope.is_finite() && all_finite(&direction);
        if !falling {
            guide.forget();
            direction = gradient.iter().map(|g| -g).collect();
            respect_bounds(walk, &mut direction, &fixed);
            slope = dot(&walk.gradient, &direction);
            first = None;
        }
        if let Some(first) = first {
            promise = -0.5 * slope * first;
        }
        // Where nothing is known about the rate the step has length one.
        let first = first.unwrap_or_else(|| (1.0 / norm(&direction)).min(f64::MAX));
        let (trial, rate) = match strong_wolfe(walk, &direction, first, G::CURVATURE) {
            Outcome::Step(trial, rate) => (trial, rate),
            Outcome::Unbounded => return Termination::Unbounded,
            Outcome::Interrupted => return Termination::Interrupted,
            Outcome::Stuck if guide.forget() => continue,
            Outcome::Stuck => return exhausted(walk, promise),
        };
        let step = difference(&trial.x, &walk.x);
        if walk.step_is_small(&step) {
            return Termination::Step;
        }
        let change: Vec<f64> = (trial.gradient.iter().zip(&walk.gradient))
            .map(|(to, from)| (to - from) * unit)
            .collect();
        guide.learn(&step, &change, slope * unit, rate);
        let fall = walk.f - trial.f;
        if let Some(end) = walk.accept(trial) {
            return end;
        }
        if patience.is_lost(walk, fall) {
            return exhausted(walk, promise);
        }
    }
}

/// Leaves a stationary point along a direction that curves down, on the better of its two sides.
pub(super) fn leave(walk: &mut Walk, direction: Vec<f64>, curvature: f64) -> Option<Termination> {
    if walk.budget_is_spent() {
        return Some(Termination::Iterations);
    }
    let mut rate = largest(&walk.x).max(1.0);
    loop {
        let mut best: Option<Trial> = None;
        for side in [rate, -rate] {
            if walk.interrupted() {
                return Some(Termination::Interrupted);
            }
            let mut x: Vec<f64> = (walk.x.iter().zip(&direction))
                .map(|(x, d)| x + side * d)
                .collect();
            walk.project(&mut x);
            if x == walk.x {
                continue;
            }
            let trial = walk.try_at(x);
            if trial.f == f64::NEG_INFINITY {
                return Some(Termination::Unbounded);
            }
            let step = norm(&difference(&trial.x, &walk.x));
            let enough = walk.f + SUFFICIENT * 0.5 * curvature * step * step;
            let better = best.as_ref().is_none_or(|best| trial.f < best.f);
            if trial.is_finite() && trial.f < walk.f && trial.f <= enough && better {
                best = Some(trial);
            }
        }
        if let Some(trial) = best {
            return walk.accept(trial);
        }
        rate *= 0.25;
        if rate <= f64::EPSILON * largest(&walk.x).max(f64::MIN_POSITIVE) {
            // No side is better in double precision: for all that can be seen, this is the end.
            return Some(Termination::Converged);
        }
    }
}

/// How a walk ends that can make no more of its point: converged, if what the method's last model
/// promised is less than a value can show, and no other tolerance was asked for.
pub(super) fn exhausted(walk: &Walk, promise: f64) -> Termination {
    if walk.settings.tolerance.is_none() && (0.0..=ROUNDING * walk.f.abs()).contains(&promise) {
        Termination::Converged
    } else {
        Termination::Step
    }
}
