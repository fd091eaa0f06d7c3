//! Momentum: a heavy ball that keeps a share of its last step.
//!
//! With a rate the step is `momentum * last step - rate * gradient`, whatever it leads to.
//! Without one the rate is found on the way, and only steps that improve are taken: one that does
//! not stops the ball, and then the rate is halved.
//!
//! Source: Polyak, "Some methods of speeding up the convergence of iteration methods", USSR
//! Comput. Math. Math. Phys. 4 (1964); the restarts are those of O'Donoghue and Candès, "Adaptive
//! restart for accelerated gradient schemes", Found. Comput. Math. 15 (2015).

use crate::optimize::best::{Best, improves};
use crate::optimize::linear::difference;
use crate::optimize::report::Termination;
use crate::optimize::walk::Walk;

/// The share of the last step that is kept where the settings say nothing.
pub(super) const MOMENTUM: f64 = 0.9;

/// How much a rate that did well grows.
pub(super) const GROWTH: f64 = 1.1;

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    let mut best = Best::new(walk);
    let end = match walk.settings.rate {
        Some(rate) => fixed(walk, rate, &mut best),
        None => adaptive(walk),
    };
    best.restore(walk, end)
}

fn fixed(walk: &mut Walk, rate: f64, best: &mut Best) -> Termination {
    let momentum = walk.settings.momentum.unwrap_or(MOMENTUM);
    roll(walk, best, |walk, last| moved(walk, last, momentum, rate))
}

/// Goes on to the point that follows from the last step, whatever it leads to.
pub(super) fn roll(
    walk: &mut Walk,
    best: &mut Best,
    mut next: impl FnMut(&Walk, &[f64]) -> Vec<f64>,
) -> Termination {
    let mut last = vec![0.0; walk.x.len()];
    loop {
        if let Some(end) = walk.is_over() {
            return end;
        }
        let x = next(walk, &last);
        let step = difference(&x, &walk.x);
        if walk.step_is_small(&step) {
            return Termination::Step;
        }
        let trial = walk.try_at(x);
        if !trial.is_finite() {
            return Walk::refusal(&trial);
        }
        last = step;
        if let Some(end) = walk.accept(trial) {
            return end;
        }
        best.note(walk);
    }
}

fn adaptive(walk: &mut Walk) -> Termination {
    let momentum = walk.settings.momentum.unwrap_or(MOMENTUM);
    let mut last = vec![0.0; walk.x.len()];
    let mut rate = (1.0 / walk.gradient_norm).min(f64::MAX);
    loop {
        if let Some(end) = walk.is_over() {
            return end;
        }
        loop {
            if walk.interrupted() {
                return Termination::Interrupted;
            }
            let x = moved(walk, &last, momentum, rate);
            let step = difference(&x, &walk.x);
            let rolling = last.iter().any(|s| *s != 0.0);
            if walk.step_is_small(&step) && !rolling {
                return Termination::Step;
            }
            let trial = walk.try_at(x);
            if trial.f == f64::NEG_INFINITY {
                return Termination::Unbounded;
            }
            if improves(walk, &trial) {
                last = step;
                rate = (GROWTH * rate).min(f64::MAX);
                if let Some(end) = walk.accept(trial) {
                    return end;
                }
                break;
            }
            if rolling {
                last.fill(0.0);
            } else {
                rate *= 0.5;
            }
        }
    }
}

fn moved(walk: &Walk, last: &[f64], momentum: f64, rate: f64) -> Vec<f64> {
    let mut x: Vec<f64> = (walk.x.iter())
        .zip(last.iter().zip(&walk.gradient))
        .map(|(x, (last, g))| x + (momentum * last - rate * g))
        .collect();
    walk.project(&mut x);
    x
}
