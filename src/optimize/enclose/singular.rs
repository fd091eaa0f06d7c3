//! Zeros at which the Jacobian is singular: found in doubles, with nothing proved.

use super::area::{Area, center, is_bounded, side, width};
use super::system::System;
use super::tape::Spent;
use crate::compile::Interval;

/// Residuals up to this share of the Jacobian may be 0.
pub(super) const NEARLY_ZERO: f64 = 1e-9;

/// From the middle of a region to where the equations hold best: steps of least squares, which
/// a singular Jacobian allows.
pub(super) fn descend(
    system: &System,
    around: &[Interval<f64>],
    fuel: &mut u64,
) -> Result<Vec<f64>, Spent> {
    const STEPS: usize = 40;
    let size = system.size();
    let mut x = center(around);
    let limits: Area = around
        .iter()
        .map(|side_| {
            let more = width(side_);
            side(side_.lower() - more, side_.upper() + more)
        })
        .collect();
    for _ in 0..STEPS {
        let Some((values, jacobian)) = system.numbers_at(&x, fuel)? else {
            break;
        };
        let Some(step) = least_squares(&jacobian, &values, size) else {
            break;
        };
        let mut moved = 0.0_f64;
        let mut next = x.clone();
        for ((next, step), limit) in next.iter_mut().zip(&step).zip(&limits) {
            let to = (*next - step).clamp(*limit.lower(), *limit.upper());
            moved = moved.max((to - *next).abs());
            *next = to;
        }
        x = next;
        if moved <= 1e-15 {
            break;
        }
    }
    Ok(x)
}

/// Whether boxes lie along a set of zeros, such as a line of them: samples of the boxes have one
/// nearby, and the Jacobian is singular there.
pub(super) fn are_zeros(system: &System, boxes: &[Area], fuel: &mut u64) -> Result<bool, Spent> {
    const SAMPLES: usize = 12;
    let size = system.size();
    let step = (boxes.len() / SAMPLES).max(1);
    let (mut tried, mut hits) = (0, 0);
    for area in boxes.iter().step_by(step).take(SAMPLES) {
        tried += 1;
        if !is_bounded(area) {
            continue;
        }
        let x = descend(system, area, fuel)?;
        let Some((values, jacobian)) = system.numbers_at(&x, fuel)? else {
            continue;
        };
        let largest = jacobian.iter().fold(0.0_f64, |m, entry| m.max(entry.abs()));
        let residual = values.iter().fold(0.0_f64, |m, value| m.max(value.abs()));
        let singular = nalgebra::DMatrix::from_row_slice(size, size, &jacobian).singular_values();
        let smallest = singular
            .iter()
            .fold(f64::INFINITY, |m, &value| m.min(value));
        if residual <= NEARLY_ZERO * largest.max(1.0) && smallest <= 1e-4 * largest.max(1e-8) {
            hits += 1;
        }
    }
    Ok(tried > 0 && 4 * hits >= 3 * tried)
}

/// The shortest step that makes the equations hold as well as a linear model allows.
fn least_squares(jacobian: &[f64], values: &[f64], size: usize) -> Option<Vec<f64>> {
    let matrix = nalgebra::DMatrix::from_row_slice(size, size, jacobian);
    let values = nalgebra::DVector::from_column_slice(values);
    let svd = nalgebra::SVD::try_new(matrix, true, true, f64::EPSILON, 1000)?;
    let largest = svd.singular_values.max();
    let step = svd.solve(&values, 1e-9 * largest).ok()?;
    let finite = step.iter().all(|entry| entry.is_finite());
    finite.then(|| step.as_slice().to_vec())
}
