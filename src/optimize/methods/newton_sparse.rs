//! Newton's method with a sparse factorisation, for many variables of which each meets few.
//!
//! The Hessian is shifted by a multiple of the identity until it has a Cholesky factor, which
//! makes the step one of descent; a line search makes it one of progress. A stationary point that
//! curves down is left along the direction of lowest curvature, found with the same factor by
//! inverse iteration.
//!
//! Source: Nocedal and Wright, "Numerical Optimization", 2nd ed., section 3.4; the schedule of
//! shifts is that of Wächter and Biegler, "On the implementation of an interior-point filter
//! line-search algorithm for large-scale nonlinear programming", Math. Programming 106 (2006),
//! algorithm IC.

use crate::optimize::guided::{self, Guide, Verdict};
use crate::optimize::linear::{all_finite, dot, largest, norm};
use crate::optimize::report::Termination;
use crate::optimize::sparse::Sparse;
use crate::optimize::walk::Walk;

/// The first shift, as a share of the largest entry on the diagonal.
const FIRST_SHIFT: f64 = 1e-4;
/// A shift below this share is no more than rounding.
const LEAST_SHIFT: f64 = 1e-14;
/// How shifts grow where nothing is known of them, and where something is; how they shrink.
const FASTER: f64 = 100.0;
const FAST: f64 = 8.0;
const BACK: f64 = 1.0 / 3.0;

/// Curvature below minus this share of the largest is negative in earnest.
const NEGATIVE: f64 = 1e-9;

/// Rounds of inverse iteration.
const ROUNDS: usize = 30;

/// What a step may still promise at a point that counts as converged: a share of |f|, or a share
/// of the problem's size where f goes to zero.
const PROMISE: f64 = 1e-9;
const PROMISE_AT_ZERO: f64 = 1e-14;

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    let n = walk.x.len();
    let places = walk.objective.sparsity().map(<[_]>::to_vec);
    let matrix = places.and_then(|places| Sparse::new(n, &places));
    match matrix {
        Some(matrix) => guided::run(
            walk,
            NewtonSparse {
                matrix,
                shift: 0.0,
                factored: false,
            },
        ),
        // Nothing is known about the entries: the Hessian is used by what it does to vectors.
        None => super::newton_cg::run(walk),
    }
}

struct NewtonSparse {
    matrix: Sparse,
    /// The last shift that was needed.
    shift: f64,
    /// Whether the last direction was one of Newton's.
    factored: bool,
}

impl NewtonSparse {
    /// Takes in the Hessian here; false where it is not finite.
    fn look(&mut self, walk: &Walk, fixed: &[bool]) -> bool {
        let entries = self.matrix.entries_mut();
        walk.objective.hessian_entries(&walk.x, entries);
        if !all_finite(entries) {
            return false;
        }
        self.matrix.restrict(fixed);
        true
    }

    /// Factors the Hessian with the least shift of the schedule that allows it. The shift, or
    /// nothing where none does.
    fn factor(&mut self, walk: &Walk) -> Option<f64> {
        if self.matrix.factor(0.0) {
            return Some(0.0);
        }
        let size = self.matrix.largest();
        let known = self.shift > 0.0;
        let mut shift = if known {
            (self.shift * BACK).max(LEAST_SHIFT * size)
        } else {
            FIRST_SHIFT * size
        };
        while shift.is_finite() && shift > 0.0 && !walk.interrupted() {
            if self.matrix.factor(shift) {
                self.shift = shift;
                return Some(shift);
            }
            shift *= if known { FAST } else { FASTER };
        }
        None
    }
}

impl Guide for NewtonSparse {
    const CURVATURE: f64 = 0.9;

    fn direction(&mut self, walk: &Walk, gradient: &[f64], fixed: &[bool]) -> Vec<f64> {
        self.factored = self.look(walk, fixed) && self.factor(walk).is_some();
        if !self.factored {
            return gradient.iter().map(|g| -g).collect();
        }
        let mut step: Vec<f64> = (walk.gradient.iter().zip(fixed))
            .map(|(g, fixed)| if *fixed { 0.0 } else { -g })
            .collect();
        self.matrix.solve(&mut step);
        step
    }

    fn first_rate(&self, _: f64) -> Option<f64> {
        self.factored.then_some(1.0)
    }

    fn learn(&mut self, _: &[f64], _: &[f64], _: f64, _: f64) {}

    fn forget(&mut self) -> bool {
        false
    }

    fn judge(&mut self, walk: &Walk, fixed: &[bool]) -> Verdict {
        if !self.look(walk, fixed) {
            return Verdict::Minimum;
        }
        let Some(shift) = self.factor(walk) else {
            return Verdict::Minimum;
        };
        if shift == 0.0 {
            if walk.settings.tolerance.is_some() || walk.gradient_norm == 0.0 {
                return Verdict::Minimum;
            }
            let mut step = walk.free_gradient();
            let gradient = step.clone();
            self.matrix.solve(&mut step);
            let promise = 0.5 * dot(&gradient, &step);
            let nothing = PROMISE * walk.f.abs() + PROMISE_AT_ZERO * walk.scale;
            return if promise <= nothing {
                Verdict::Minimum
            } else {
                Verdict::Slope
            };
        }
        // Inverse iteration turns towards the lowest curvature.
        let mut direction = scattered(fixed);
        let mut curvature = f64::INFINITY;
        for _ in 0..ROUNDS {
            self.matrix.solve(&mut direction);
            let length = norm(&direction);
            if !(length > 0.0 && length.is_finite()) {
                return Verdict::Minimum;
            }
            direction.iter_mut().for_each(|d| *d /= length);
            let next = dot(&direction, &self.matrix.times(&direction));
            let steady = (curvature - next).abs() <= 1e-3 * next.abs();
            curvature = next;
            if steady {
                break;
            }
        }
        if curvature < -NEGATIVE * self.matrix.largest() {
            Verdict::Summit(direction, curvature)
        } else {
            Verdict::Minimum
        }
    }
}

/// A fixed vector with parts in all directions that are free, the same on every machine.
fn scattered(fixed: &[bool]) -> Vec<f64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let entry = |fixed: &bool| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let share = (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
        if *fixed { 0.0 } else { share }
    };
    let mut vector: Vec<f64> = fixed.iter().map(entry).collect();
    let size = largest(&vector);
    if size > 0.0 {
        vector.iter_mut().for_each(|v| *v /= size);
    }
    vector
}
