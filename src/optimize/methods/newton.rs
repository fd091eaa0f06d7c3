//! The plain Newton method.

use nalgebra::{DMatrix, DVector};

use crate::optimize::linear::{all_finite, difference, largest, norm, sum};
use crate::optimize::report::Termination;
use crate::optimize::walk::Walk;

/// A step that reaches this much farther than `x` (or 1) tells of a Hessian
/// that is zero but for rounding: with one variable there is no other entry to
/// compare it with.
const FAR_STEP: f64 = 1e12;

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    let mut last_step = f64::INFINITY;
    let mut last_norm = f64::INFINITY;
    loop {
        if walk.gradient_is_small() {
            return Termination::Converged;
        }
        if walk.interrupted() {
            return Termination::Interrupted;
        }
        // Neither step nor gradient shrink any more: this is rounding.
        let close = last_step <= 1e-8 * (1.0 + largest(&walk.x));
        if close && walk.gradient_norm >= last_norm {
            return Termination::Step;
        }
        let gradient = walk.free_gradient();
        let held = walk.held.clone();
        let Some(hessian) = walk.hessian() else {
            return Termination::NotFinite;
        };
        let step = if held.contains(&true) {
            newton_step(&restricted(hessian, &held), &gradient)
        } else {
            newton_step(hessian, &gradient)
        };
        let Some(mut step) = step else {
            return Termination::Singular;
        };
        let length = norm(&step);
        if length > FAR_STEP * (1.0 + largest(&walk.x)) {
            return Termination::Singular;
        }
        let mut x = sum(&walk.x, &step);
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
        (last_step, last_norm) = (length, walk.gradient_norm);
        if let Some(end) = walk.accept(trial) {
            return end;
        }
    }
}

/// The Hessian with rows and columns of the identity for variables that a bound holds.
fn restricted(hessian: &[f64], held: &[bool]) -> Vec<f64> {
    let n = held.len();
    let entry = |at: usize| match (at / n, at % n) {
        (row, column) if !held[row] && !held[column] => hessian[at],
        (row, column) if row == column => 1.0,
        _ => 0.0,
    };
    (0..n * n).map(entry).collect()
}

/// Solves `hessian * step = -gradient`; `None` where the Hessian is singular
/// to working precision.
///
/// Rows and columns are first divided by the roots of their largest entries,
/// so that variables of different units do not look like a singularity; powers
/// of two keep that exact.
fn newton_step(hessian: &[f64], gradient: &[f64]) -> Option<Vec<f64>> {
    let n = gradient.len();
    let scales: Vec<f64> = hessian
        .chunks(n)
        .map(|row| (-0.5 * largest(row).log2()).round().exp2())
        .collect();
    if !all_finite(&scales) {
        return None;
    }
    let matrix = DMatrix::from_fn(n, n, |i, j| hessian[i * n + j] * scales[i] * scales[j]);
    let decomposition = matrix.lu();
    let pivots = decomposition.u().diagonal();
    let largest_pivot = largest(pivots.as_slice());
    let smallest = pivots.iter().fold(f64::INFINITY, |m, p| m.min(p.abs()));
    let singular = 4.0 * f64::EPSILON * n as f64 * largest_pivot;
    if smallest.is_nan() || smallest <= singular {
        return None;
    }
    let right = DVector::from_fn(n, |i, _| -gradient[i] * scales[i]);
    let solution = decomposition.solve(&right)?;
    let step: Vec<f64> = solution.iter().zip(&scales).map(|(s, c)| s * c).collect();
    all_finite(&step).then_some(step)
}
