//! Boxes: an interval for each variable.

use crate::compile::Interval;

/// A box.
pub(super) type Area = Vec<Interval<f64>>;

pub(super) fn side(lower: f64, upper: f64) -> Interval<f64> {
    Interval::from([lower, upper])
}

pub(super) fn point(at: &[f64]) -> Area {
    at.iter().map(|&x| side(x, x)).collect()
}

/// What both have.
pub(super) fn meet(a: &Interval<f64>, b: &Interval<f64>) -> Interval<f64> {
    side(a.lower().max(*b.lower()), a.upper().min(*b.upper()))
}

/// What both boxes have; nothing if that is empty.
pub(super) fn intersection(a: &[Interval<f64>], b: &[Interval<f64>]) -> Option<Area> {
    let sides: Area = a.iter().zip(b).map(|(a, b)| meet(a, b)).collect();
    let some = sides.iter().all(|side| side.lower() <= side.upper());
    some.then_some(sides)
}

pub(super) fn touch(a: &[Interval<f64>], b: &[Interval<f64>]) -> bool {
    a.iter()
        .zip(b)
        .all(|(a, b)| a.lower() <= b.upper() && b.lower() <= a.upper())
}

/// Whether the first lies in the second.
pub(super) fn within(a: &[Interval<f64>], b: &[Interval<f64>]) -> bool {
    a.iter()
        .zip(b)
        .all(|(a, b)| a.lower() >= b.lower() && a.upper() <= b.upper())
}

/// Whether the first lies in the second and touches none of its sides.
pub(super) fn strictly_within(a: &[Interval<f64>], b: &[Interval<f64>]) -> bool {
    a.iter()
        .zip(b)
        .all(|(a, b)| a.lower() > b.lower() && a.upper() < b.upper())
}

/// The smallest box around both.
pub(super) fn hull(a: &[Interval<f64>], b: &[Interval<f64>]) -> Area {
    a.iter()
        .zip(b)
        .map(|(a, b)| side(a.lower().min(*b.lower()), a.upper().max(*b.upper())))
        .collect()
}

pub(super) fn width(side: &Interval<f64>) -> f64 {
    side.upper() - side.lower()
}

/// The largest size of a number of a side.
pub(super) fn magnitude(side: &Interval<f64>) -> f64 {
    side.lower().abs().max(side.upper().abs())
}

pub(super) fn is_bounded(area: &[Interval<f64>]) -> bool {
    area.iter().all(|side| width(side).is_finite())
}

/// A number near the middle of a bounded side.
pub(super) fn middle(side: &Interval<f64>) -> f64 {
    let (lower, upper) = (*side.lower(), *side.upper());
    let middle = 0.5 * lower + 0.5 * upper;
    middle.clamp(lower, upper)
}

pub(super) fn center(area: &[Interval<f64>]) -> Vec<f64> {
    area.iter().map(middle).collect()
}

/// How wide a side is, beside the size of its numbers where they are large: what is to be split
/// first, from the digits of 1 to the ends of the range of doubles.
pub(super) fn measure(side: &Interval<f64>) -> f64 {
    let (lower, upper) = (*side.lower(), *side.upper());
    let size = if lower > 0.0 {
        lower
    } else if upper < 0.0 {
        -upper
    } else {
        0.0
    };
    let measure = width(side) / (1.0 + size);
    if measure <= 1.0 {
        return measure;
    }
    // Beyond 1, numbers are told apart by their size.
    let scale = |x: f64| x.signum() * x.abs().min(f64::MAX).ln_1p();
    (scale(upper) - scale(lower)).max(1.0)
}

/// Where to split a side. Off the middle, because zeros like to lie there; between numbers of
/// different sizes at what is between these.
pub(super) fn split_at(side: &Interval<f64>) -> Option<f64> {
    /// A little less than one half.
    const SHARE: f64 = 0.487_109_375;
    /// From so many times the smaller end on, ends are of different sizes.
    const APART: f64 = 1e3;
    let (lower, upper) = (*side.lower(), *side.upper());
    let (low, high) = (lower.max(f64::MIN), upper.min(f64::MAX));
    let at = if low < 0.0 && high > 0.0 && high.max(-low) > APART {
        // Apart by sign, and what is small from what is not.
        if low < -APART && high > APART {
            0.007_812_5
        } else if high > APART {
            high.sqrt().max(1.0)
        } else {
            -(-low).sqrt().max(1.0)
        }
    } else if low >= 0.0 && high > APART * low.max(1.0) {
        (low.max(1.0).ln() * (1.0 - SHARE) + high.ln() * SHARE).exp()
    } else if high <= 0.0 && -low > APART * (-high).max(1.0) {
        -((-high).max(1.0).ln() * (1.0 - SHARE) + (-low).ln() * SHARE).exp()
    } else {
        low + SHARE * (high - low)
    };
    (at > lower && at < upper).then_some(at)
}

/// The parts of a box outside of another, at most two for each variable.
pub(super) fn outside(area: &[Interval<f64>], hole: &[Interval<f64>]) -> Vec<Area> {
    let mut rest: Area = area.to_vec();
    let mut parts = Vec::new();
    for at in 0..area.len() {
        let (lower, upper) = (*rest[at].lower(), *rest[at].upper());
        let (from, to) = (*hole[at].lower(), *hole[at].upper());
        if from > upper || to < lower {
            return vec![area.to_vec()];
        }
        if from > lower {
            let mut part = rest.clone();
            part[at] = side(lower, from);
            parts.push(part);
        }
        if to < upper {
            let mut part = rest.clone();
            part[at] = side(to, upper);
            parts.push(part);
        }
        rest[at] = side(lower.max(from), upper.min(to));
    }
    parts
}
