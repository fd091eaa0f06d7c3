//! Small pieces of linear algebra on slices.

/// The Euclidean norm; NaN where an entry is.
pub(super) fn norm(vector: &[f64]) -> f64 {
    let sum: f64 = vector.iter().map(|entry| entry * entry).sum();
    if sum.is_finite() && sum > f64::MIN_POSITIVE {
        return sum.sqrt();
    }
    // The squares left the range of doubles: scale them back into it.
    let largest = largest(vector);
    if largest == 0.0 || !largest.is_finite() {
        return if vector.iter().any(|entry| entry.is_nan()) {
            f64::NAN
        } else {
            largest
        };
    }
    let scaled: f64 = vector
        .iter()
        .map(|entry| (entry / largest) * (entry / largest))
        .sum();
    largest * scaled.sqrt()
}

/// The size of the largest entry; NaN entries are passed over.
pub(super) fn largest(vector: &[f64]) -> f64 {
    vector.iter().fold(0.0, |m: f64, entry| m.max(entry.abs()))
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `s'Hs` for a matrix `H`, row by row.
pub(super) fn bend(hessian: &[f64], s: &[f64]) -> f64 {
    let rows = hessian.chunks(s.len().max(1)).zip(s);
    rows.map(|(row, part)| part * dot(row, s)).sum()
}

/// `x + step`, entry by entry.
pub(super) fn sum(x: &[f64], step: &[f64]) -> Vec<f64> {
    x.iter().zip(step).map(|(x, s)| x + s).collect()
}

/// `to - from`, entry by entry.
pub(super) fn difference(to: &[f64], from: &[f64]) -> Vec<f64> {
    to.iter().zip(from).map(|(to, from)| to - from).collect()
}

pub(super) fn all_finite(vector: &[f64]) -> bool {
    vector.iter().all(|entry| entry.is_finite())
}

/// A copy in ascending order.
pub(super) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}
