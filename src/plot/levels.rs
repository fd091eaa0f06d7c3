//! Which values of a function contours show.

use super::grid::Grid;
use super::ticks::ticks;

/// Round levels that show a function well: even steps, unless most of the values lie close to one
/// end; then each level is about three times as far from that end as the last one.
///
/// A grid without finite values, or with one value, has none.
pub fn levels(grid: &Grid, count: usize) -> Vec<f64> {
    let mut values: Vec<f64> = grid
        .values()
        .iter()
        .copied()
        .filter(|value| value.is_finite())
        .collect();
    // Every few values say as much about the whole as all of them.
    let stride = (values.len() / 40_000).max(1);
    let reach = grid.reach();
    if stride > 1 {
        values = values.into_iter().step_by(stride).collect();
    }
    values.sort_by(f64::total_cmp);
    let (Some([low, high]), false) = (reach, values.is_empty()) else {
        return Vec::new();
    };
    if low >= high || !(high - low).is_finite() {
        return Vec::new();
    }
    let quantile = |share: f64| {
        let at = (share * (values.len() - 1) as f64).round() as usize;
        values.get(at).copied().unwrap_or(low)
    };
    let median = (quantile(0.5) - low) / (high - low);
    if median < 0.2 && low >= -0.02 * (quantile(0.75) - low) {
        return ladder(&values, count);
    }
    if median > 0.8 && high <= 0.02 * (high - quantile(0.25)) {
        let turned: Vec<f64> = values.iter().rev().map(|value| -value).collect();
        return ladder(&turned, count)
            .into_iter()
            .rev()
            .map(|level| -level)
            .collect();
    }
    let (mut from, mut to) = (low, high);
    // A few values far outside of the others are left to the outermost colours.
    let [inner_low, inner_high] = [quantile(0.02), quantile(0.98)];
    let room = 0.6 * (inner_high - inner_low);
    if room > 0.0 {
        from = from.max(inner_low - room);
        to = to.min(inner_high + room);
    }
    let mut found = ticks(from, to, count).values;
    // At an end there would be specks, not lines.
    let room = 1e-6 * (high - low);
    found.retain(|level| *level > low + room && *level < high - room);
    found
}

/// Levels 1, 3, 10, 30, … between values that are mostly near 0.
fn ladder(values: &[f64], count: usize) -> Vec<f64> {
    let (Some(&high), Some(&near)) = (values.last(), values.get(values.len() / 50)) else {
        return Vec::new();
    };
    let least = near.max(high * 1e-8);
    if !(least > 0.0 && high > least) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut power = high.log10().ceil() as i32;
    'down: loop {
        for mantissa in [3, 1] {
            let Ok(level) = format!("{mantissa}e{power}").parse::<f64>() else {
                break 'down;
            };
            if level >= high {
                continue;
            }
            if level < least || found.len() >= count {
                break 'down;
            }
            found.push(level);
        }
        power -= 1;
    }
    found.reverse();
    found
}

/// The length that the longest arrows of a field have: the largest, unless a few near a pole are far
/// longer than all others.
pub(super) fn longest(arrows: &[[[f64; 2]; 2]]) -> f64 {
    let mut lengths: Vec<f64> = (arrows.iter())
        .map(|[_, along]| along[0].hypot(along[1]))
        .filter(|length| length.is_finite())
        .collect();
    lengths.sort_unstable_by(f64::total_cmp);
    let largest = lengths.last().copied().unwrap_or(0.0);
    let common = lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(0.0);
    match common > 0.0 && largest > 4.0 * common {
        true => common,
        false => largest,
    }
}
