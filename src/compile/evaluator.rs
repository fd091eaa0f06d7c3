//! The ways to run a program on columns of numbers.

use super::Function;
use super::block::Block;
use super::column::Column;
use super::program::Program;
use super::scalar::Scalar;

/// A way to run a program on columns.
///
/// Every backend returns the same bits: they call the same kernels and do the same arithmetic in
/// the same order.
pub trait Backend: Sync {
    /// Computes all outputs for the rows from `start` on, as many as `rows` has places for.
    fn columns(
        &self,
        program: &Program,
        columns: &[Column<'_>],
        start: usize,
        rows: &mut Rows<'_, '_>,
    );
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
    /// Native code, point by point; blocks where there is none for this machine.
    #[cfg(feature = "jit")]
    Native,
}

impl Evaluator {
    /// Every evaluator.
    pub const ALL: &[Evaluator] = &[
        Evaluator::Scalar,
        Evaluator::Block,
        #[cfg(feature = "jit")]
        Evaluator::Native,
    ];

    /// The backend for a function.
    #[cfg_attr(not(feature = "jit"), allow(unused_variables))]
    pub fn backend(self, function: &Function) -> &dyn Backend {
        match self {
            Evaluator::Scalar => &Scalar,
            Evaluator::Block => &Block,
            #[cfg(feature = "jit")]
            Evaluator::Native => match function.native() {
                Ok(native) => native,
                Err(_) => &Block,
            },
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
