//! Newton's method on boxes: what it proves, and how it narrows.
//!
//! # Source
//! Krawczyk, Computing 4 (1969); Hansen and Sengupta, BIT 21 (1981); Neumaier, *Interval Methods
//! for Systems of Equations* (1990), 5.1 and 5.2.

use super::area::{
    Area, center, hull, intersection, magnitude, meet, middle, side, split_at, strictly_within,
    width, within,
};
use super::decorated::PLAIN;
use super::invert::quotients;
use super::system::{Slopes, System};
use super::tape::Spent;
use crate::compile::{Interval, Numbers};

/// A part of one side of a box: which side, and from where to where.
pub(super) type Gap = (usize, [f64; 2]);

/// The inverse of a matrix of doubles, row by row; nothing where it is singular to working
/// precision. Nothing is proved with it: a bad inverse narrows less.
pub(super) fn inverse(matrix: &[f64], size: usize) -> Option<Vec<f64>> {
    if size == 1 {
        let inverse = 1.0 / matrix.first()?;
        return inverse.is_finite().then(|| vec![inverse]);
    }
    let inverse = nalgebra::DMatrix::from_row_slice(size, size, matrix).try_inverse()?;
    let finite = inverse.iter().all(|entry| entry.is_finite());
    // nalgebra stores columns.
    finite.then(|| inverse.transpose().as_slice().to_vec())
}

/// A system over a box, prepared for Newton's method: multiplied by the inverse of the Jacobian at
/// the middle, so that what is left of the Jacobian is near the identity.
pub(super) struct Prepared {
    center: Vec<f64>,
    /// The inverse times the values at the centre.
    shift: Vec<Interval<f64>>,
    /// The inverse times the Jacobian, row by row.
    matrix: Vec<Interval<f64>>,
}

impl Prepared {
    /// Nothing if the mean value theorem does not hold. Where the Jacobian at the middle is singular,
    /// the system stays as it is.
    pub(super) fn new(
        system: &System,
        area: &[Interval<f64>],
        slopes: &Slopes,
        fuel: &mut u64,
    ) -> Result<Option<Self>, Spent> {
        if !slopes.regular {
            return Ok(None);
        }
        let size = system.size();
        let work = (2 * size * size * size + 30) as u64;
        *fuel = fuel.checked_sub(work).ok_or(Spent)?;
        let near: Vec<f64> = slopes.jacobian.iter().map(middle).collect();
        let inverse = inverse(&near, size).unwrap_or_else(|| {
            let entry = |at: usize| f64::from(u8::from(at.is_multiple_of(size + 1)));
            (0..size * size).map(entry).collect()
        });
        let center = center(area);
        let values = system.at(&center, fuel)?;
        let factor = |row: usize, column: usize| {
            let entry = inverse[row * size + column];
            side(entry, entry)
        };
        let mut shift = Vec::with_capacity(size);
        let mut matrix = Vec::with_capacity(size * size);
        for row in 0..size {
            let terms = (0..size).map(|at| PLAIN.mul(&factor(row, at), &values[at].interval));
            shift.push(sum(terms));
            for column in 0..size {
                let terms = (0..size)
                    .map(|at| PLAIN.mul(&factor(row, at), &slopes.jacobian[at * size + column]));
                matrix.push(sum(terms));
            }
        }
        Ok(Some(Prepared {
            center,
            shift,
            matrix,
        }))
    }

    /// Krawczyk's operator: if it maps the box into its inside, there is exactly one zero in the
    /// box, and it lies in the image.
    pub(super) fn krawczyk(&self, area: &[Interval<f64>]) -> Area {
        let size = area.len();
        let mut image = Vec::with_capacity(size);
        for row in 0..size {
            let terms = (0..size).map(|column| {
                let entry = &self.matrix[row * size + column];
                let rest = match row == column {
                    true => PLAIN.sub(&side(1.0, 1.0), entry),
                    false => PLAIN.neg(entry),
                };
                let at = self.center[column];
                PLAIN.mul(&rest, &PLAIN.sub(&area[column], &side(at, at)))
            });
            let at = self.center[row];
            let moved = PLAIN.sub(&side(at, at), &self.shift[row]);
            image.push(PLAIN.add(&moved, &sum(terms)));
        }
        image
    }

    /// What is left of the box, row by row; nothing if no zero can be in it. The second is a gap
    /// in a side that no zero can be in.
    pub(super) fn narrow(&self, area: &[Interval<f64>]) -> Option<(Area, Option<Gap>)> {
        let size = area.len();
        let mut left = area.to_vec();
        let mut gap: Option<Gap> = None;
        for row in 0..size {
            let terms = (0..size).filter(|&column| column != row).map(|column| {
                let at = self.center[column];
                let away = PLAIN.sub(&left[column], &side(at, at));
                PLAIN.mul(&self.matrix[row * size + column], &away)
            });
            let rest = PLAIN.neg(&PLAIN.add(&self.shift[row], &sum(terms)));
            let at = side(self.center[row], self.center[row]);
            let parts = quotients(&rest, &self.matrix[row * size + row]);
            let mut kept: Vec<Interval<f64>> = parts
                .into_iter()
                .filter(|part| !part.is_empty())
                .map(|part| meet(&PLAIN.add(&at, &part), &left[row]))
                .filter(|part| part.lower() <= part.upper())
                .collect();
            kept.sort_by(|a, b| a.lower().total_cmp(b.lower()));
            match kept.as_slice() {
                [] => return None,
                [only] => left[row] = only.clone(),
                [first, .., last] => {
                    if first.upper() < last.lower() {
                        let wide = last.lower() - first.upper();
                        let wider = gap.is_none_or(|(_, [from, to])| wide > to - from);
                        if wider {
                            gap = Some((row, [*first.upper(), *last.lower()]));
                        }
                    }
                    left[row] = side(*first.lower(), *last.upper());
                }
            }
        }
        Some((left, gap))
    }
}

fn sum(terms: impl Iterator<Item = Interval<f64>>) -> Interval<f64> {
    terms
        .reduce(|a, b| PLAIN.add(&a, &b))
        .unwrap_or_else(|| side(0.0, 0.0))
}

/// A zero that is proved.
#[derive(Clone, Debug)]
pub(super) struct Proved {
    /// Where it lies.
    pub(super) tight: Area,
    /// Where there is no other.
    pub(super) alone: Area,
}

/// Proves that there is exactly one zero in a box, and encloses it. Nothing if that is not proved.
pub(super) fn prove(
    system: &System,
    area: &[Interval<f64>],
    fuel: &mut u64,
) -> Result<Option<Proved>, Spent> {
    let slopes = system.slopes(area, fuel)?;
    let Some(prepared) = Prepared::new(system, area, &slopes, fuel)? else {
        return Ok(None);
    };
    let image = prepared.krawczyk(area);
    if !strictly_within(&image, area) {
        return Ok(None);
    }
    let tight = tighten(system, image, fuel)?;
    Ok(Some(Proved {
        tight,
        alone: area.to_vec(),
    }))
}

/// Narrows a box with exactly one zero as far as doubles can.
///
/// Krawczyk's operator squares the width of a box in which the Jacobian hardly changes. In a wider
/// one, the zero that Newton's method finds in doubles is proved in a small box; and where that
/// does not succeed, parts without a zero are left out.
pub(super) fn tighten(system: &System, mut area: Area, fuel: &mut u64) -> Result<Area, Spent> {
    const STEPS: usize = 60;
    for _ in 0..STEPS {
        let mut next = None;
        let slopes = system.slopes(&area, fuel)?;
        if let Some(prepared) = Prepared::new(system, &area, &slopes, fuel)? {
            next = intersection(&prepared.krawczyk(&area), &area);
        }
        if next.as_ref().is_none_or(|next| !is_narrower(next, &area)) && !is_fine(&area) {
            next = polished(system, &area, fuel)?;
            if next.is_none() {
                next = sifted(system, &area, fuel)?;
            }
        }
        let Some(next) = next else { break };
        let narrower = is_narrower(&next, &area);
        area = next;
        if !narrower {
            break;
        }
    }
    Ok(area)
}

fn is_narrower(next: &[Interval<f64>], area: &[Interval<f64>]) -> bool {
    let mut sides = next.iter().zip(area);
    sides.any(|(next, area)| width(next) < 0.9 * width(area))
}

/// Whether all sides are a few units in the last place wide.
fn is_fine(area: &[Interval<f64>]) -> bool {
    const UNITS: f64 = 32.0 * f64::EPSILON;
    let short = |side: &Interval<f64>| width(side) <= UNITS * magnitude(side);
    area.iter().all(short)
}

/// A small box with the zero of a box with exactly one, from Newton's method in doubles.
fn polished(
    system: &System,
    area: &[Interval<f64>],
    fuel: &mut u64,
) -> Result<Option<Area>, Spent> {
    let Some(zero) = approach(system, &center(area), area, fuel)? else {
        return Ok(None);
    };
    let least: Vec<f64> = area.iter().map(|side| 1e-3 * width(side)).collect();
    // Only within the box the zero is its own.
    prove_near(system, &zero, &least, Some(area), fuel)
}

/// A small box around a point that is proved to have exactly one zero, within `whole` where that
/// is given. Numbers below `least` count as so large.
pub(super) fn prove_near(
    system: &System,
    zero: &[f64],
    least: &[f64],
    whole: Option<&[Interval<f64>]>,
    fuel: &mut u64,
) -> Result<Option<Area>, Spent> {
    /// Sizes of boxes that are tried, as shares of the numbers.
    const SHARES: [f64; 7] = [1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-8, 1e-6];
    for share in SHARES {
        let small: Area = (zero.iter().zip(least))
            .map(|(&x, &least)| {
                let away = share * x.abs().max(least).max(f64::MIN_POSITIVE);
                side(x - away, x + away)
            })
            .collect();
        if whole.is_some_and(|whole| !within(&small, whole)) {
            continue;
        }
        let slopes = system.slopes(&small, fuel)?;
        let prepared = Prepared::new(system, &small, &slopes, fuel)?;
        let image = prepared.map(|prepared| prepared.krawczyk(&small));
        if let Some(image) = image.filter(|image| strictly_within(image, &small)) {
            return Ok(Some(image));
        }
    }
    Ok(None)
}

/// What is left of a box when parts that have no zero are left out, if that is less.
fn sifted(system: &System, area: &[Interval<f64>], fuel: &mut u64) -> Result<Option<Area>, Spent> {
    const ROUNDS: usize = 12;
    const MOST_PARTS: usize = 64;
    let size = system.size();
    let mut parts = vec![area.to_vec()];
    for _ in 0..ROUNDS {
        let mut left: Vec<Area> = Vec::new();
        for part in &parts {
            let wide = |at: &usize| width(&part[*at]);
            let widest = (0..size).max_by(|a, b| wide(a).total_cmp(&wide(b)));
            let Some((at, middle)) = widest.and_then(|at| Some((at, split_at(&part[at])?))) else {
                return Ok(None);
            };
            let ends = [*part[at].lower(), middle, *part[at].upper()];
            for pair in ends.windows(2) {
                let mut half = part.clone();
                half[at] = side(pair[0], pair[1]);
                let Some(half) = system.values.narrow(&half, size, fuel)? else {
                    continue;
                };
                let slopes = system.slopes(&half, fuel)?;
                let mut values = slopes.values.iter();
                if values.any(|value| value.is_empty() || !value.contains(&0.0)) {
                    continue;
                }
                match Prepared::new(system, &half, &slopes, fuel)? {
                    Some(prepared) => left.extend(prepared.narrow(&half).map(|(left, _)| left)),
                    None => left.push(half),
                }
            }
        }
        let all = left.iter().cloned().reduce(|a, b| hull(&a, &b));
        let Some(all) = all.filter(|_| left.len() <= MOST_PARTS) else {
            return Ok(None);
        };
        if is_narrower(&all, area) {
            return Ok(Some(all));
        }
        parts = left;
    }
    Ok(None)
}

/// Newton's method in doubles from a point, as long as it stays near the box. Nothing if it does
/// not converge.
pub(super) fn approach(
    system: &System,
    start: &[f64],
    area: &[Interval<f64>],
    fuel: &mut u64,
) -> Result<Option<Vec<f64>>, Spent> {
    const STEPS: usize = 12;
    /// How far it may stray, in widths of the box.
    const ASTRAY: f64 = 0.6;
    let size = system.size();
    let mut x = start.to_vec();
    for _ in 0..STEPS {
        let Some((values, jacobian)) = system.numbers_at(&x, fuel)? else {
            return Ok(None);
        };
        let Some(inverse) = inverse(&jacobian, size) else {
            return Ok(None);
        };
        let mut largest = 0.0_f64;
        for row in 0..size {
            let step: f64 = (0..size)
                .map(|column| inverse[row * size + column] * values[column])
                .sum();
            x[row] -= step;
            largest = largest.max(step.abs() / (x[row].abs() + width(&area[row]) * 1e-3 + 1e-3));
            let off = (area[row].lower() - x[row]).max(x[row] - area[row].upper());
            let near = 1e-9 * x[row].abs().max(1.0);
            if !x[row].is_finite() || off > ASTRAY * width(&area[row]) + near {
                return Ok(None);
            }
        }
        if largest < 1e-13 {
            return Ok(Some(x));
        }
    }
    Ok(None)
}
