//! Newton's method on boxes: what it proves, and how it narrows.
//!
//! # Source
//! Krawczyk, Computing 4 (1969); Hansen and Sengupta, BIT 21 (1981); Neumaier, *Interval Methods
//! for Systems of Equations* (1990), 5.1 and 5.2.

use super::area::{Area, center, intersection, meet, middle, side, strictly_within, width};
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
pub(super) fn tighten(system: &System, mut area: Area, fuel: &mut u64) -> Result<Area, Spent> {
    /// Each step squares the width, or is the last one.
    const STEPS: usize = 30;
    for _ in 0..STEPS {
        let slopes = system.slopes(&area, fuel)?;
        let Some(prepared) = Prepared::new(system, &area, &slopes, fuel)? else {
            break;
        };
        let Some(next) = intersection(&prepared.krawczyk(&area), &area) else {
            break;
        };
        let shrunk = next
            .iter()
            .zip(&area)
            .any(|(next, now)| width(next) < 0.9 * width(now));
        area = next;
        if !shrunk {
            break;
        }
    }
    Ok(area)
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
