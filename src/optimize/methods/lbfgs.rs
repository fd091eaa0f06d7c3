//! L-BFGS: BFGS that remembers the last few steps instead of a matrix.
//!
//! Source: Liu and Nocedal, "On the limited memory BFGS method for large scale optimization",
//! Math. Programming 45 (1989).

use std::collections::VecDeque;

use crate::optimize::guided::{self, Guide};
use crate::optimize::linear::{dot, norm};
use crate::optimize::report::Termination;
use crate::optimize::walk::Walk;

/// How many steps are remembered.
const MEMORY: usize = 10;

/// A step along which the gradient grows by less than this share says nothing about curvature.
const FLAT: f64 = 1e-12;

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    guided::run(walk, Lbfgs::default())
}

/// A step, and the change of the gradient on it.
struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
    curvature: f64,
    /// The curvature over the square of the change.
    scale: f64,
}

#[derive(Default)]
struct Lbfgs {
    pairs: VecDeque<Pair>,
}

impl Guide for Lbfgs {
    const CURVATURE: f64 = 0.9;

    fn direction(&mut self, _: &Walk, gradient: &[f64], fixed: &[bool]) -> Vec<f64> {
        let mut direction: Vec<f64> = gradient.iter().map(|g| -g).collect();
        let some_fixed = fixed.contains(&true);
        let mut used = Vec::with_capacity(self.pairs.len());
        let mut scale = None;
        for pair in self.pairs.iter().rev() {
            // In the variables that are not fixed a pair may say something else than in all.
            let (curvature, own_scale) = if some_fixed {
                among_free(pair, fixed)
            } else {
                (pair.curvature, pair.scale)
            };
            if curvature.is_nan() || curvature <= 0.0 {
                continue;
            }
            scale.get_or_insert(own_scale);
            let share = dot(&pair.step, &direction) / curvature;
            add(&mut direction, -share, &pair.change, fixed, some_fixed);
            used.push((pair, curvature, share));
        }
        if let Some(scale) = scale {
            direction.iter_mut().for_each(|d| *d *= scale);
        }
        for (pair, curvature, share) in used.into_iter().rev() {
            let back = dot(&pair.change, &direction) / curvature;
            add(&mut direction, share - back, &pair.step, fixed, some_fixed);
        }
        direction
    }

    fn first_rate(&self, _: f64) -> Option<f64> {
        (!self.pairs.is_empty()).then_some(1.0)
    }

    fn learn(&mut self, step: &[f64], change: &[f64], _: f64, _: f64) {
        let curvature = dot(step, change);
        let square = dot(change, change);
        let (length, size) = (norm(step), square.sqrt());
        if !curvature.is_finite() || curvature <= FLAT * length * size {
            return;
        }
        // The oldest pair's memory is used again.
        let mut pair = if self.pairs.len() >= MEMORY {
            self.pairs.pop_front()
        } else {
            None
        }
        .unwrap_or_else(|| Pair {
            step: Vec::new(),
            change: Vec::new(),
            curvature,
            scale: 0.0,
        });
        pair.step.clear();
        pair.step.extend_from_slice(step);
        pair.change.clear();
        pair.change.extend_from_slice(change);
        (pair.curvature, pair.scale) = (curvature, curvature / square);
        self.pairs.push_back(pair);
    }

    fn forget(&mut self) -> bool {
        let known = !self.pairs.is_empty();
        self.pairs.clear();
        known
    }
}

/// Curvature and scale of a pair in the variables that are not fixed.
fn among_free(pair: &Pair, fixed: &[bool]) -> (f64, f64) {
    let (mut curvature, mut change, mut step) = (0.0, 0.0, 0.0);
    for ((s, y), _) in (pair.step.iter().zip(&pair.change))
        .zip(fixed)
        .filter(|(_, fixed)| !**fixed)
    {
        curvature += s * y;
        change += y * y;
        step += s * s;
    }
    if curvature > FLAT * (change * step).sqrt() {
        (curvature, curvature / change)
    } else {
        (0.0, 1.0)
    }
}

/// Adds a multiple of a vector in the variables that are not fixed.
fn add(to: &mut [f64], share: f64, vector: &[f64], fixed: &[bool], some_fixed: bool) {
    if some_fixed {
        for ((to, v), fixed) in to.iter_mut().zip(vector).zip(fixed) {
            if !fixed {
                *to += share * v;
            }
        }
    } else {
        for (to, v) in to.iter_mut().zip(vector) {
            *to += share * v;
        }
    }
}
