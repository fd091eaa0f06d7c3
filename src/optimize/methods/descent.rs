//! Gradient descent, with a fixed rate or a backtracking line search.

use crate::optimize::linear::{all_finite, sum};
use crate::optimize::report::Termination;
use crate::optimize::walk::{Trial, Walk};

/// The share of the decrease promised by the slope that a step must keep.
///
/// Source: Armijo, "Minimization of functions having Lipschitz continuous
/// first partial derivatives", Pacific J. Math. 16 (1966).
const SUFFICIENT: f64 = 1e-4;

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    match walk.settings.rate {
        Some(rate) => fixed(walk, rate),
        None => searching(walk),
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
        let step: Vec<f64> = walk.gradient.iter().map(|g| -(rate * g)).collect();
        if walk.step_is_small(&step) {
            return Termination::Step;
        }
        if walk.budget_is_spent() {
            return Termination::Iterations;
        }
        // Written as the formula reads, so that printed digits agree with it.
        let x = walk
            .x
            .iter()
            .zip(&walk.gradient)
            .map(|(x, g)| x - rate * g)
            .collect();
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
            let step: Vec<f64> = walk.gradient.iter().map(|g| -(rate * g)).collect();
            if walk.step_is_small(&step) {
                return Termination::Step;
            }
            let x = sum(&walk.x, &step);
            let f = walk.objective.value(&x);
            if f == f64::NEG_INFINITY {
                return Termination::Unbounded;
            }
            if f.is_finite() && f <= walk.f - SUFFICIENT * rate * slope && f < walk.f {
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
