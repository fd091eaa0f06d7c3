//! Nesterov's accelerated gradient: the gradient is taken where momentum alone would lead.
//!
//! With a rate the step is `v = momentum * v - rate * gradient(x + momentum * v)`, whatever it
//! leads to. Without one the rate is halved until a parabola of that curvature lies above the
//! function, momentum grows as in Nesterov's scheme, and a step that does not improve starts it
//! anew.
//!
//! Sources: Nesterov, "A method of solving a convex programming problem with convergence rate
//! O(1/k^2)", Soviet Math. Dokl. 27 (1983); Beck and Teboulle, "A fast iterative
//! shrinkage-thresholding algorithm", SIAM J. Imaging Sci. 2 (2009); O'Donoghue and Candès,
//! "Adaptive restart for accelerated gradient schemes", Found. Comput. Math. 15 (2015).

use super::momentum::{GROWTH, MOMENTUM, roll};
use crate::optimize::best::{Best, improves};
use crate::optimize::linear::{difference, dot};
use crate::optimize::report::Termination;
use crate::optimize::walk::{Trial, Walk};

/// Values that differ by up to this share are the same but for rounding.
const NOISE: f64 = 16.0 * f64::EPSILON;

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
    let mut gradient = walk.gradient.clone();
    roll(walk, best, |walk, last| {
        let ahead = looked_ahead(walk, last, momentum);
        walk.objective.gradient(&ahead, &mut gradient);
        let mut x: Vec<f64> = (walk.x.iter())
            .zip(last.iter().zip(&gradient))
            .map(|(x, (last, g))| x + (momentum * last - rate * g))
            .collect();
        walk.project(&mut x);
        x
    })
}

fn adaptive(walk: &mut Walk) -> Termination {
    let mut last = vec![0.0; walk.x.len()];
    let mut rate = (1.0 / walk.gradient_norm).min(f64::MAX);
    let mut age: f64 = 1.0;
    loop {
        if let Some(end) = walk.is_over() {
            return end;
        }
        let next_age = 0.5 * (1.0 + (1.0 + 4.0 * age * age).sqrt());
        let momentum = match walk.settings.momentum {
            Some(momentum) if age > 1.0 => momentum,
            _ => (age - 1.0) / next_age,
        };
        let base = if momentum == 0.0 {
            Trial {
                x: walk.x.clone(),
                f: walk.f,
                gradient: walk.gradient.clone(),
            }
        } else {
            walk.try_at(looked_ahead(walk, &last, momentum))
        };
        if base.f == f64::NEG_INFINITY {
            return Termination::Unbounded;
        }
        let stopped = momentum == 0.0;
        let found = if base.is_finite() {
            descended(walk, &base, &mut rate)
        } else {
            Err(Termination::Step)
        };
        match found {
            Ok(trial) if improves(walk, &trial) => {
                last = difference(&trial.x, &walk.x);
                rate = (GROWTH * rate).min(f64::MAX);
                age = next_age;
                if let Some(end) = walk.accept(trial) {
                    return end;
                }
            }
            Err(end) if stopped || end != Termination::Step => return end,
            Ok(_) if stopped => return Termination::Step,
            _ => age = 1.0,
        }
    }
}

/// A step of the negative gradient from `base`, at a rate at which the function lies below the
/// parabola that has this step as its minimum.
fn descended(walk: &Walk, base: &Trial, rate: &mut f64) -> Result<Trial, Termination> {
    loop {
        if walk.interrupted() {
            return Err(Termination::Interrupted);
        }
        let mut x: Vec<f64> = (base.x.iter().zip(&base.gradient))
            .map(|(x, g)| x - *rate * g)
            .collect();
        walk.project(&mut x);
        let step = difference(&x, &base.x);
        if step.iter().all(|s| *s == 0.0) {
            return Err(Termination::Step);
        }
        let trial = walk.try_at(x);
        if trial.f == f64::NEG_INFINITY {
            return Err(Termination::Unbounded);
        }
        let above = dot(&base.gradient, &step) + 0.5 * dot(&step, &step) / *rate;
        if trial.is_finite() && trial.f <= base.f + above + NOISE * base.f.abs() {
            return Ok(trial);
        }
        *rate *= 0.5;
    }
}

fn looked_ahead(walk: &Walk, last: &[f64], momentum: f64) -> Vec<f64> {
    let mut ahead: Vec<f64> = (walk.x.iter().zip(last))
        .map(|(x, last)| x + momentum * last)
        .collect();
    walk.project(&mut ahead);
    ahead
}
