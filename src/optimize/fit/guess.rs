//! Starting values where none are given.

use super::problem::sample;
use crate::data::{Block, Data, DataError};
use crate::expr::double;
use crate::optimize::Bounds;
use crate::optimize::squares::{RowSquares, Squares};

/// Rows on which starts are tried.
const ROWS: usize = 1000;
/// Starts that are tried.
const TRIALS: usize = 600;
/// Sizes that a parameter is tried with, besides those of the data.
const SIZES: [f64; 7] = [1.0, 0.1, 10.0, 0.01, 100.0, 1e-3, 1e3];

/// A value for each parameter: the given ones, and for the others those of many trials that leave
/// the smallest sum of squares, the linear parameters having their best values in each.
pub(super) fn guess(
    squares: &RowSquares,
    data: &Data,
    names: &[String],
    given: &[Option<f64>],
    bounds: Option<&Bounds>,
    notes: &mut Vec<String>,
) -> Vec<f64> {
    let mut start: Vec<f64> = given.iter().map(|value| value.unwrap_or(1.0)).collect();
    if let Some(bounds) = bounds {
        bounds.project(&mut start);
        for ((name, given), start) in names.iter().zip(given).zip(&start) {
            if let Some(given) = given.filter(|given| given != start) {
                notes.push(format!(
                    "the start {} of {name} is outside its bounds: the fit starts at {}",
                    double(given),
                    double(*start)
                ));
            }
        }
    }
    let is_linear = |at: usize| bounds.is_none() && squares.linear()[at];
    let open: Vec<usize> = (0..names.len())
        .filter(|&at| given[at].is_none() && !is_linear(at))
        .collect();
    if open.is_empty() {
        return start;
    }
    let Ok(few) = sample(data, ROWS) else {
        return start;
    };
    let Some(candidates) = candidates(&few) else {
        return start;
    };
    let tried = squares.clone().over(&few);
    let linear: Vec<usize> = (0..names.len()).filter(|&at| is_linear(at)).collect();
    let mut best = (f64::INFINITY, start.clone());
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for trial in 0..TRIALS {
        let mut point = start.clone();
        for &at in &open {
            // The first trials go through the candidates alike for all, the rest mixes them.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let pick = if trial < candidates.len() {
                trial
            } else {
                (state >> 33) as usize
            };
            point[at] = candidates[pick % candidates.len()];
        }
        if let Some(bounds) = bounds {
            bounds.project(&mut point);
        }
        let there = tried.factored(&point);
        if !there.is_finite() {
            continue;
        }
        // What is left of the squares when the linear parameters have their best values.
        let left = there.triangle.select(&linear).rest();
        if left < best.0 {
            best = (left, point);
        }
    }
    if best.0.is_finite() {
        let told: Vec<String> = open
            .iter()
            .map(|&at| format!("{}={}", names[at], double(best.1[at])))
            .collect();
        notes.push(format!(
            "no start was given for {}: this is the best of {TRIALS} tried; give a start if the fit \
             is not the one you look for",
            told.join(", ")
        ));
    }
    best.1
}

/// Values that parameters may have: sizes of both signs, and means, ranges and ends of columns.
fn candidates(data: &Data) -> Option<Vec<f64>> {
    let places: Vec<usize> = (0..data.names().len()).collect();
    let mut ends = vec![(f64::INFINITY, f64::NEG_INFINITY, 0.0); places.len()];
    data.for_each_block(&places, &mut |block: Block<'_>| {
        for (end, column) in ends.iter_mut().zip(block.columns) {
            for value in *column {
                *end = (end.0.min(*value), end.1.max(*value), end.2 + value);
            }
        }
        Ok::<(), DataError>(())
    })
    .ok()?;
    let mut found: Vec<f64> = SIZES.iter().flat_map(|size| [*size, -size]).collect();
    for (low, high, sum) in ends {
        let range = high - low;
        found.extend([
            sum / data.rows() as f64,
            low,
            high,
            0.5 * range,
            0.25 * range,
        ]);
        if range > 0.0 {
            found.extend([1.0 / range, 3.0 / range, -1.0 / range, 6.3 / range]);
        }
    }
    found.retain(|value| value.is_finite());
    Some(found)
}
