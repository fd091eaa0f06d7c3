//! The spread of the response about its mean, which `R²` is measured against.

use std::ops::RangeInclusive;

use super::{FitError, Fitting, Weighting};
use crate::compile::{Column, CompileOptions, subtract_multiple, sum_of_products};
use crate::data::{Block, RowError};
use crate::optimize::MinimizeError;

/// So many numbers are taken together: they stay in the nearest cache.
const TOGETHER: usize = 512;
const ONES: [f64; TOGETHER] = [1.0; TOGETHER];

/// Numbers whose squares, summed, keep their digits.
pub(super) const SQUARES_OF: RangeInclusive<f64> = 1e-140..=1e140;

/// A weighted sum of squares about the mean, made part by part.
///
/// Source: Chan, Golub and LeVeque, "Algorithms for computing the sample variance", American
/// Statistician 37 (1983).
#[derive(Default)]
pub(super) struct Spread {
    pub(super) rows: usize,
    weight: f64,
    mean: f64,
    pub(super) total: f64,
    /// The largest size of a value.
    pub(super) largest: f64,
}

impl Spread {
    /// That of up to [`TOGETHER`] values, which are used up.
    fn of(values: &mut [f64], weights: &[f64]) -> Self {
        let largest = values
            .iter()
            .fold(0.0_f64, |most, value| most.max(value.abs()));
        let ones = &ONES[..values.len()];
        let weight = sum_of_products(weights, ones);
        let mean = sum_of_products(values, weights) / weight;
        subtract_multiple(values, mean, ones);
        let mut weighted = ONES;
        for ((place, value), weight) in weighted.iter_mut().zip(values.iter()).zip(weights) {
            *place = weight * value;
        }
        Spread {
            rows: weights.iter().filter(|weight| **weight > 0.0).count(),
            weight,
            mean,
            total: sum_of_products(values, &weighted[..values.len()]),
            largest,
        }
    }

    fn join(&mut self, other: &Spread) {
        self.rows += other.rows;
        self.largest = self.largest.max(other.largest);
        // Not above 0 also where it is not a number.
        if other.weight > 0.0 {
            let (weight, away) = (self.weight + other.weight, other.mean - self.mean);
            self.total += other.total + away * away * self.weight * (other.weight / weight);
            self.mean += away * (other.weight / weight);
            self.weight = weight;
        }
    }
}

impl Fitting {
    /// The (weighted) spread of the response about its mean, and the rows that count.
    pub(super) fn spread(&self, options: &CompileOptions) -> Result<Spread, FitError> {
        let names = self.response.free_symbols();
        let place = |name: &str| {
            self.data.position(name).ok_or_else(|| FitError::Column {
                name: name.to_owned(),
                columns: self.data.table_names().to_vec(),
            })
        };
        let mut columns = names
            .iter()
            .map(|name| place(name))
            .collect::<Result<Vec<_>, _>>()?;
        let weight = match &self.weighting {
            Weighting::None => None,
            Weighting::Weights(column) | Weighting::Deviations(column) => Some(column),
        };
        if let Some(column) = weight {
            columns.push(place(column)?);
        }
        let response = self.response.compile_with(&names, options);
        let response = response.map_err(MinimizeError::from)?;
        let batch = response.batch().threads(self.threads);
        let deviations = matches!(self.weighting, Weighting::Deviations(_));
        let mut spread = Spread::default();
        let mut bad = None;
        self.data
            .for_each_block(&columns, &mut |block: Block<'_>| {
                let (own, weights) = block.columns.split_at(names.len().min(block.columns.len()));
                let weights = weights.first().map(|column| {
                    let rows = column.iter().enumerate();
                    let weights = rows.map(|(row, &given)| {
                        let proper = given > 0.0 || !deviations && given == 0.0;
                        if !proper && bad.is_none() {
                            bad = Some((block.start + row + 1, given));
                        }
                        if deviations {
                            1.0 / (given * given)
                        } else {
                            given
                        }
                    });
                    weights.collect::<Vec<f64>>()
                });
                let own: Vec<Column<'_>> = own.iter().map(|column| Column::Each(column)).collect();
                let add = |spread: &mut Spread, from: usize, outs: &mut [&mut [f64]]| {
                    let values = outs.iter_mut().flat_map(|out| out.chunks_mut(TOGETHER));
                    for (at, values) in values.enumerate() {
                        let from = from + at * TOGETHER;
                        let weights = match &weights {
                            Some(weights) => &weights[from..from + values.len()],
                            None => &ONES[..values.len()],
                        };
                        spread.join(&Spread::of(values, weights));
                    }
                };
                let parts = batch
                    .gather(&own, block.rows, Spread::default, add)
                    .map_err(RowError::from)
                    .map_err(MinimizeError::from)?;
                parts.iter().for_each(|part| spread.join(part));
                Ok::<(), FitError>(())
            })?;
        let squares = SQUARES_OF.contains(&spread.largest);
        if bad.is_none() && spread.largest > 0.0 && !squares {
            return Err(FitError::Scale {
                largest: spread.largest,
            });
        }
        match (weight, bad) {
            (Some(column), Some((row, value))) => Err(FitError::Weight {
                column: column.clone(),
                row,
                value,
            }),
            (Some(column), None) if spread.rows == 0 => Err(FitError::NoWeight {
                column: column.clone(),
            }),
            _ => Ok(spread),
        }
    }
}
