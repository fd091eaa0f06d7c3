//! A square system over boxes: its values, and its Jacobian.

use super::area::{is_bounded, point};
use super::decorated::Decorated;
use super::tape::{Spent, Tape};
use crate::compile::Interval;

/// Values, and the entries of a Jacobian row by row.
pub(super) type Numbers = (Vec<f64>, Vec<f64>);

/// `F(x) = 0` with as many equations as unknowns.
#[derive(Debug)]
pub(super) struct System {
    /// The equations; then what must have a value at a solution, if anything must.
    pub(super) values: Tape,
    /// The equations, the entries of the Jacobian at `places`, and again what must have a value.
    pub(super) slopes: Tape,
    /// Row and column of each entry; the others are 0.
    pub(super) places: Vec<(usize, usize)>,
    /// Whether an entry is also that of its mirror image.
    pub(super) symmetric: bool,
}

/// The values and the Jacobian of a system over a box.
#[derive(Clone, Debug)]
pub(super) struct Slopes {
    pub(super) values: Vec<Interval<f64>>,
    /// Row by row.
    pub(super) jacobian: Vec<Interval<f64>>,
    /// Whether all of it is defined and continuous, so that the mean value theorem holds.
    pub(super) regular: bool,
}

impl System {
    pub(super) fn size(&self) -> usize {
        self.values.inputs()
    }

    pub(super) fn slopes(&self, area: &[Interval<f64>], fuel: &mut u64) -> Result<Slopes, Spent> {
        let size = self.size();
        let outputs = self.slopes.run(area, fuel)?;
        let regular = outputs.iter().all(|output| {
            output.is_regular()
                && output.interval.lower().is_finite()
                && output.interval.upper().is_finite()
        });
        let zero = Interval::from([0.0, 0.0]);
        let mut jacobian = vec![zero; size * size];
        for (&(row, column), entry) in self.places.iter().zip(outputs.iter().skip(size)) {
            jacobian[row * size + column] = entry.interval.clone();
            if self.symmetric {
                jacobian[column * size + row] = entry.interval.clone();
            }
        }
        let values = outputs.into_iter().take(size);
        Ok(Slopes {
            values: values.map(|value| value.interval).collect(),
            jacobian,
            regular: regular && is_bounded(area),
        })
    }

    /// The values at a point.
    pub(super) fn at(&self, x: &[f64], fuel: &mut u64) -> Result<Vec<Decorated>, Spent> {
        self.values.run(&point(x), fuel)
    }

    /// The values and the Jacobian at a point, as doubles near them. Nothing where they are not
    /// defined or not finite.
    pub(super) fn numbers_at(&self, x: &[f64], fuel: &mut u64) -> Result<Option<Numbers>, Spent> {
        let found = self.slopes(&point(x), fuel)?;
        let near =
            |list: &[Interval<f64>]| -> Vec<f64> { list.iter().map(super::area::middle).collect() };
        Ok(found
            .regular
            .then(|| (near(&found.values), near(&found.jacobian))))
    }
}
