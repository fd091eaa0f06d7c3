//! Nonlinear conjugate gradients.
//!
//! Source: Hager and Zhang, "A new conjugate gradient method with guaranteed descent and an
//! efficient line search", SIAM J. Optim. 16 (2005): the parameter CG_DESCENT, its lower bound,
//! and Powell's restart.

use crate::optimize::guided::{self, Guide};
use crate::optimize::linear::{dot, norm};
use crate::optimize::report::Termination;
use crate::optimize::walk::Walk;

/// In the lower bound of the parameter.
const ETA: f64 = 0.01;

/// Gradients this far from orthogonal, as a share of the last one's square, begin anew.
const RESTART: f64 = 0.5;

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    guided::run(walk, Conjugate::default())
}

#[derive(Default)]
struct Conjugate {
    last: Option<Last>,
    /// The slope along the last direction, and the rate it had.
    pace: Option<(f64, f64)>,
}

/// The last round.
struct Last {
    gradient: Vec<f64>,
    direction: Vec<f64>,
    fixed: Vec<bool>,
}

impl Guide for Conjugate {
    const CURVATURE: f64 = 0.1;

    fn direction(&mut self, _: &Walk, gradient: &[f64], fixed: &[bool]) -> Vec<f64> {
        let mut direction: Vec<f64> = gradient.iter().map(|g| -g).collect();
        if let Some(last) = &self.last
            && last.fixed == fixed
            && let Some(share) = share(last, gradient)
        {
            for (d, before) in direction.iter_mut().zip(&last.direction) {
                *d += share * before;
            }
        }
        self.last = Some(Last {
            gradient: gradient.to_vec(),
            direction: direction.clone(),
            fixed: fixed.to_vec(),
        });
        direction
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
        // A direction is always noted, so it is the rate that tells whether a step was made with
        // it.
        self.last = None;
        self.pace.take().is_some()
    }
}

/// How much of the last direction goes into the next one.
fn share(last: &Last, gradient: &[f64]) -> Option<f64> {
    let change: Vec<f64> = gradient
        .iter()
        .zip(&last.gradient)
        .map(|(to, from)| to - from)
        .collect();
    let square = dot(gradient, gradient);
    if dot(gradient, &last.gradient).abs() > RESTART * square {
        return None;
    }
    let along = dot(&last.direction, &change);
    let stretch = 2.0 * dot(&change, &change) / along;
    let share = (dot(&change, gradient) - stretch * dot(&last.direction, gradient)) / along;
    let size = norm(&last.gradient).min(ETA);
    let least = -1.0 / (norm(&last.direction) * size);
    let share = share.max(least);
    share.is_finite().then_some(share)
}
