//! Gradient descent, with a fixed rate or a line search.
//!
//! Source of the sufficient decrease: Armijo, "Minimization of functions having Lipschitz
//! continuous first partial derivatives", Pacific J. Math. 16 (1966).

use crate::optimize::guided::{self, Guide};
use crate::optimize::line_search::SUFFICIENT;
use crate::optimize::linear::{all_finite, difference, dot, sum};
use crate::optimize::report::Termination;
use crate::optimize::settings::LineSearch;
use crate::optimize::walk::{Trial, Walk};

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    match (walk.settings.rate, walk.settings.line_search) {
        (Some(rate), _) => fixed(walk, rate),
        (None, LineSearch::Armijo) => searching(walk),
        (None, LineSearch::Wolfe) => guided::run(walk, Steepest { pace: None }),
    }
}

/// The negative gradient; the first rate promises the decrease of the last step.
struct Steepest {
    /// The slope along the last direction, and the rate it had.
    pace: Option<(f64, f64)>,
}

impl Guide for Steepest {
    const CURVATURE: f64 = 0.1;

    fn direction(&mut self, _: &Walk, gradient: &[f64], _: &[bool]) -> Vec<f64> {
        gradient.iter().map(|g| -g).collect()
    }

    fn first_rate(&self, slope: f64) -> Option<f64> {
        let (before, rate) = self.pace?;
        let first = rate * before / slope;
        (first.is_finite() && first > 0.0).then_some(first)
    }

    fn learn(&mut self, _: &[f64], _: &[f64], slope: f64, rate: f64) {
        self.pace = Some((slope, rate));
    }

    fn forget(&mut self) -> bool {
        self.pace.take().is_some()
    }
}

fn fixed(walk: &mut Walk, rate: f64) -> Termination {
    loop {
        if walk.gradient_is_small() {
            return Termination::Converged;
        }
        if walk.interrupted() {
            return Termination::Interrupted;
        }
        let mut step: Vec<f64> = walk.gradient.iter().map(|g| -(rate * g)).collect();
        // Written as the formula reads, so that printed digits agree with it.
        let mut x: Vec<f64> = walk
            .x
            .iter()
            .zip(&walk.gradient)
            .map(|(x, g)| x - rate * g)
            .collect();
        if walk.settings.bounds.is_some() {
            walk.project(&mut x);
            step = difference(&x, &walk.x);
        }
        if walk.step_is_small(&step) {
            return Termination::Step;
        }
        if walk.budget_is_spent() {
            return Termination::Iterations;
        }
        let trial = walk.try_at(x);
        if !trial.is_finite() {
            return Walk::refusal(&trial);
        }
        if let Some(end) = walk.accept(trial) {
            return end;
        }
    }
}

fn searching(walk: &mut Walk) -> Termination {
    // The first step has length one; later ones begin at twice the last rate.
    let mut rate = (1.0 / walk.gradient_norm).min(f64::MAX);
    loop {
        if walk.gradient_is_small() {
            return Termination::Converged;
        }
        if walk.interrupted() {
            return Termination::Interrupted;
        }
        if walk.budget_is_spent() {
            return Termination::Iterations;
        }
        let slope = walk.gradient_norm * walk.gradient_norm;
        let mut gradient = vec![0.0; walk.x.len()];
        loop {
            if walk.interrupted() {
                return Termination::Interrupted;
            }
            let mut step: Vec<f64> = walk.gradient.iter().map(|g| -(rate * g)).collect();
            let mut x = sum(&walk.x, &step);
            let mut promised = rate * slope;
            if walk.settings.bounds.is_some() {
                walk.project(&mut x);
                step = difference(&x, &walk.x);
                promised = -dot(&walk.gradient, &step);
            }
            if walk.step_is_small(&step) {
                return Termination::Step;
            }
            let f = walk.objective.value(&x);
            if f == f64::NEG_INFINITY {
                return Termination::Unbounded;
            }
            if f.is_finite() && f <= walk.f - SUFFICIENT * promised && f < walk.f {
                walk.objective.gradient(&x, &mut gradient);
                if all_finite(&gradient) {
                    if let Some(end) = walk.accept(Trial { x, f, gradient }) {
                        return end;
                    }
                    break;
                }
            }
            rate *= 0.5;
        }
        rate = (2.0 * rate).min(f64::MAX);
    }
}
