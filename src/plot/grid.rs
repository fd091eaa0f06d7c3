//! A function of two variables on a grid.

use super::PlotError;
use crate::compile::Function;
use crate::data::RowFunction;

/// Values of a function of two variables on a grid. What is not finite is a hole; infinite values
/// are taken to be beyond all others.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    x: Vec<f64>,
    y: Vec<f64>,
    /// Row by row, from the lowest `y`.
    values: Vec<f64>,
    /// The sides of cells on which the function jumps, as numbered in `contour`, in order.
    breaks: Vec<u64>,
}

/// The most points of a grid.
const MOST: usize = 10_000_000;

impl Grid {
    /// A grid with the values at its points, row by row from the lowest `y`.
    ///
    /// # Shape
    /// `values` has `x.len() * y.len()` entries, and `x` and `y` rise; otherwise there is none.
    pub fn new(x: Vec<f64>, y: Vec<f64>, values: Vec<f64>) -> Option<Self> {
        let rises = |side: &[f64]| side.len() > 1 && side.windows(2).all(|pair| pair[0] < pair[1]);
        let fits = x.len().checked_mul(y.len()) == Some(values.len());
        (rises(&x) && rises(&y) && fits).then_some(Grid {
            x,
            y,
            values,
            breaks: Vec::new(),
        })
    }

    /// The values of a compiled function of two variables, in one batch.
    ///
    /// # Shape
    /// `counts` are the points to the right and upwards, at least two each.
    ///
    /// # Errors
    /// [`PlotError::Range`] for a range without length, [`PlotError::TooManyPoints`].
    pub fn sample(
        function: &Function,
        names: [&str; 2],
        ranges: [[f64; 2]; 2],
        counts: [usize; 2],
    ) -> Result<Self, PlotError> {
        Grid::filled(names, ranges, counts, |xs, ys, values| {
            function.values(&[xs, ys], values).is_ok()
        })
    }

    /// The values of a function of two parameters over the rows of a table.
    ///
    /// # Errors
    /// As [`Grid::sample`], and [`PlotError::Rows`].
    pub fn sample_rows(
        function: &RowFunction,
        names: [&str; 2],
        ranges: [[f64; 2]; 2],
        counts: [usize; 2],
    ) -> Result<Self, PlotError> {
        let mut failure = None;
        let grid = Grid::filled(names, ranges, counts, |xs, ys, values| {
            for ((x, y), value) in xs.iter().zip(ys).zip(values) {
                let found = function.evaluate(&[*x, *y], std::slice::from_mut(value));
                if let Err(error) = found {
                    failure = Some(error);
                    return false;
                }
            }
            true
        })?;
        match failure {
            Some(error) => Err(error.into()),
            None => Ok(grid),
        }
    }

    /// A grid whose values are filled in at once; without values if that fails.
    fn filled(
        names: [&str; 2],
        ranges: [[f64; 2]; 2],
        counts: [usize; 2],
        fill: impl FnOnce(&[f64], &[f64], &mut [f64]) -> bool,
    ) -> Result<Self, PlotError> {
        let total = counts[0].saturating_mul(counts[1]);
        if total > MOST {
            return Err(PlotError::TooManyPoints {
                found: total,
                limit: MOST,
            });
        }
        let side = |at: usize| -> Result<Vec<f64>, PlotError> {
            let [lower, upper] = ranges[at];
            let width = upper - lower;
            let last = counts[at].max(2) - 1;
            let side: Vec<f64> = (0..=last)
                .map(|step| {
                    if step == last {
                        upper
                    } else {
                        lower + width * (step as f64 / last as f64)
                    }
                })
                .collect();
            let rises = width.is_finite() && side.windows(2).all(|pair| pair[0] < pair[1]);
            rises.then_some(side).ok_or_else(|| PlotError::Range {
                name: names[at].to_owned(),
                found: format!("{lower}..{upper}"),
            })
        };
        let (x, y) = (side(0)?, side(1)?);
        let xs: Vec<f64> = y.iter().flat_map(|_| x.iter().copied()).collect();
        let ys: Vec<f64> = y.iter().flat_map(|y| x.iter().map(|_| *y)).collect();
        let mut values = vec![f64::NAN; xs.len()];
        if !fill(&xs, &ys, &mut values) {
            values.fill(f64::NAN);
        }
        Ok(Grid {
            x,
            y,
            values,
            breaks: Vec::new(),
        })
    }

    /// The grid with sides of cells on which no line crosses.
    pub(super) fn broken(mut self, mut breaks: Vec<u64>) -> Self {
        breaks.sort_unstable();
        self.breaks = breaks;
        self
    }

    /// Whether the function jumps on a side of a cell.
    pub(super) fn is_broken(&self, side: u64) -> bool {
        self.breaks.binary_search(&side).is_ok()
    }

    /// Whether the function jumps anywhere, as far as known.
    pub(super) fn has_breaks(&self) -> bool {
        !self.breaks.is_empty()
    }

    /// The ends to the right and upwards.
    pub fn area(&self) -> ([f64; 2], [f64; 2]) {
        let ends = |side: &[f64]| match (side.first(), side.last()) {
            (Some(first), Some(last)) => [*first, *last],
            _ => [0.0, 1.0],
        };
        (ends(&self.x), ends(&self.y))
    }

    /// How many points there are to the right and upwards.
    pub fn counts(&self) -> [usize; 2] {
        [self.x.len(), self.y.len()]
    }

    /// The places to the right.
    pub fn x(&self) -> &[f64] {
        &self.x
    }

    /// The places upwards.
    pub fn y(&self) -> &[f64] {
        &self.y
    }

    /// The values, row by row.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value of a column and row; NaN outside.
    pub fn value(&self, column: usize, row: usize) -> f64 {
        match column < self.x.len() {
            true => self
                .values
                .get(row * self.x.len() + column)
                .copied()
                .unwrap_or(f64::NAN),
            false => f64::NAN,
        }
    }

    /// Data units of a place given in columns and rows, which need not be whole.
    pub fn place(&self, column: f64, row: f64) -> [f64; 2] {
        let at = |side: &[f64], place: f64| {
            let last = side.len().saturating_sub(1);
            let below = (place.max(0.0) as usize).min(last.saturating_sub(1));
            let share = place - below as f64;
            match (side.get(below), side.get(below + 1)) {
                (Some(from), Some(to)) => from + (to - from) * share,
                (Some(only), None) => *only,
                _ => 0.0,
            }
        };
        [at(&self.x, column), at(&self.y, row)]
    }

    /// Between which values a surface is shown: all that are finite, unless a few are far beyond the
    /// others.
    pub fn usual_reach(&self) -> Option<[f64; 2]> {
        let values = self.values.iter().copied();
        let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        let at = |share: f64| values.get((share * last as f64).round() as usize).copied();
        let ([low, high], [inner, outer]) = ([at(0.0)?, at(1.0)?], [at(0.03)?, at(0.97)?]);
        let room = (outer - inner) * 2.5;
        Some([low.max(inner - room), high.min(outer + room)])
    }

    /// The least and the largest finite value.
    pub fn reach(&self) -> Option<[f64; 2]> {
        let mut reach: Option<[f64; 2]> = None;
        for value in self
            .values
            .iter()
            .copied()
            .filter(|value| value.is_finite())
        {
            reach = Some(reach.map_or([value; 2], |[low, high]| [low.min(value), high.max(value)]));
        }
        reach
    }
}
