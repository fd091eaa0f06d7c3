//! The ways to run a program on columns of numbers.

use super::block::Block;
use super::program::Program;
use super::scalar::Scalar;

/// A way to run a program on columns.
///
/// Every backend returns the same bits: they call the same kernels and do the same arithmetic in
/// the same order.
pub trait Backend: Sync {
    /// Computes all outputs for each row.
    fn columns(&self, program: &Program, columns: Columns<'_>, rows: &mut Rows<'_, '_>);
}

/// Which backend runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Evaluator {
    /// Point by point.
    Scalar,
    /// Blocks of points, instruction by instruction.
    #[default]
    Block,
}

impl Evaluator {
    /// Every evaluator.
    pub const ALL: [Evaluator; 2] = [Evaluator::Scalar, Evaluator::Block];

    /// The backend.
    pub fn backend(self) -> &'static dyn Backend {
        match self {
            Evaluator::Scalar => &Scalar,
            Evaluator::Block => &Block,
        }
    }
}

/// The columns of a batch: for each input one number for each row, or one for all.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a>(pub(crate) &'a [&'a [f64]]);

impl Columns<'_> {
    /// The column of an input, if it has a number for each row; else the one number.
    pub(crate) fn column(&self, input: usize, rows: usize) -> Result<&[f64], f64> {
        match self.0.get(input) {
            Some(column) if column.len() == rows => Ok(column),
            Some(column) => Err(column.first().copied().unwrap_or(f64::NAN)),
            None => Err(f64::NAN),
        }
    }

    /// The point of one row.
    pub(crate) fn point(&self, row: usize, point: &mut [f64]) {
        for (place, column) in point.iter_mut().zip(self.0) {
            *place = match column {
                [one] => *one,
                all => all.get(row).copied().unwrap_or(f64::NAN),
            };
        }
    }
}

/// The places for a batch's results: a column for each output, all of one length.
#[derive(Debug)]
pub struct Rows<'a, 'b>(pub(crate) &'a mut [&'b mut [f64]]);

impl Rows<'_, '_> {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.0.first().map_or(0, |column| column.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes the outputs of one row.
    pub(crate) fn set(&mut self, row: usize, outputs: &[f64]) {
        for (column, &output) in self.0.iter_mut().zip(outputs) {
            if let Some(place) = column.get_mut(row) {
                *place = output;
            }
        }
    }
}
