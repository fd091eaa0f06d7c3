//! BFGS: the inverse of the Hessian, learnt from the changes of the gradient.
//!
//! Source: Nocedal and Wright, "Numerical Optimization", 2nd ed., section 6.1.

use crate::optimize::guided::{self, Guide};
use crate::optimize::linear::{dot, norm};
use crate::optimize::report::Termination;
use crate::optimize::walk::Walk;

/// A step along which the gradient grows by less than this share says nothing about curvature.
const FLAT: f64 = 1e-12;

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    guided::run(walk, Bfgs { inverse: None })
}

struct Bfgs {
    /// The inverse Hessian, row by row.
    inverse: Option<Vec<f64>>,
}

impl Guide for Bfgs {
    const CURVATURE: f64 = 0.9;

    fn direction(&mut self, _: &Walk, gradient: &[f64], fixed: &[bool]) -> Vec<f64> {
        let Some(inverse) = &self.inverse else {
            return gradient.iter().map(|g| -g).collect();
        };
        // The block of the variables that are not fixed learns from their own changes alone, so
        // it is the inverse in them.
        (inverse.chunks(gradient.len()).zip(fixed))
            .map(|(row, fixed)| if *fixed { 0.0 } else { -dot(row, gradient) })
            .collect()
    }

    fn first_rate(&self, _: f64) -> Option<f64> {
        self.inverse.is_some().then_some(1.0)
    }

    fn learn(&mut self, step: &[f64], change: &[f64], _: f64, _: f64) {
        let n = step.len();
        // What bounds hold does not move, and says nothing about the others.
        let change: Vec<f64> = (change.iter().zip(step))
            .map(|(y, s)| if *s == 0.0 { 0.0 } else { *y })
            .collect();
        let curvature = dot(step, &change);
        if !curvature.is_finite() || curvature <= FLAT * norm(step) * norm(&change) {
            return;
        }
        let inverse = self.inverse.get_or_insert_with(|| {
            let mut inverse = vec![0.0; n * n];
            let scale = curvature / dot(&change, &change);
            for at in 0..n {
                inverse[at * n + at] = scale;
            }
            inverse
        });
        let image: Vec<f64> = inverse.chunks(n).map(|row| dot(row, &change)).collect();
        let stretch = (1.0 + dot(&change, &image) / curvature) / curvature;
        for (at, row) in inverse.chunks_mut(n).enumerate() {
            let (s, h) = (
                stretch * step[at] - image[at] / curvature,
                step[at] / curvature,
            );
            for ((entry, step), image) in row.iter_mut().zip(step).zip(&image) {
                *entry += s * step - h * image;
            }
        }
    }

    fn forget(&mut self) -> bool {
        self.inverse.take().is_some()
    }
}
