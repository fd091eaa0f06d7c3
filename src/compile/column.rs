//! The numbers of one input in a batch, wherever they are kept.

use nalgebra::storage::{IsContiguous, RawStorage};
use nalgebra::{Dim, Matrix, U1};

/// The numbers of one input in a batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Column<'a> {
    /// One number for all rows.
    One(f64),
    /// A number for each row.
    Each(&'a [f64]),
    /// A number for each row, `stride` places apart: a column of a table that is stored by rows.
    Strided {
        /// The first number and what follows.
        data: &'a [f64],
        /// From one number to the next; at least 1.
        stride: usize,
    },
}

impl<'a> From<&'a [f64]> for Column<'a> {
    /// A slice of one number stands for all rows.
    fn from(column: &'a [f64]) -> Self {
        match column {
            [one] => Column::One(*one),
            each => Column::Each(each),
        }
    }
}

impl<'a> From<&'a Vec<f64>> for Column<'a> {
    fn from(column: &'a Vec<f64>) -> Self {
        Column::from(column.as_slice())
    }
}

impl From<f64> for Column<'_> {
    fn from(one: f64) -> Self {
        Column::One(one)
    }
}

impl<'a> Column<'a> {
    /// The column `at` of a table that is stored row by row, `width` numbers each.
    ///
    /// # Examples
    /// ```
    /// use gradus::compile::Column;
    /// let table = [1.0, 10.0, 2.0, 20.0, 3.0, 30.0];
    /// assert_eq!(Column::of_rows(&table, 2, 1).rows(), Some(3));
    /// ```
    pub fn of_rows(table: &'a [f64], width: usize, at: usize) -> Self {
        Column::Strided {
            data: table.get(at..).unwrap_or(&[]),
            stride: width.max(1),
        }
    }

    /// The number that stands for all rows.
    pub fn one(&self) -> Option<f64> {
        match *self {
            Column::One(one) => Some(one),
            _ => None,
        }
    }

    /// How many rows it has numbers for; nothing if one stands for all.
    pub fn rows(&self) -> Option<usize> {
        match *self {
            Column::One(_) => None,
            Column::Each(each) => Some(each.len()),
            Column::Strided { data, stride } => Some(data.len().div_ceil(stride.max(1))),
        }
    }

    /// The number of a row; NaN beyond the last.
    #[inline]
    pub fn at(&self, row: usize) -> f64 {
        let found = match *self {
            Column::One(one) => return one,
            Column::Each(each) => each.get(row),
            Column::Strided { data, stride } => {
                row.checked_mul(stride.max(1)).and_then(|at| data.get(at))
            }
        };
        found.copied().unwrap_or(f64::NAN)
    }

    /// The numbers of the rows from `start` on; what stands for all rows is there already.
    #[inline]
    pub(crate) fn read(&self, start: usize, out: &mut [f64]) {
        match *self {
            Column::One(_) => {}
            Column::Each(each) => match each.get(start..start + out.len()) {
                Some(numbers) => out.copy_from_slice(numbers),
                None => out.fill(f64::NAN),
            },
            Column::Strided { data, stride } => {
                let stride = stride.max(1);
                let numbers = data.get(start * stride..).unwrap_or(&[]);
                let mut numbers = numbers.iter().step_by(stride);
                out.fill_with(|| numbers.next().copied().unwrap_or(f64::NAN));
            }
        }
    }
}

impl<'a, R: Dim, S: RawStorage<f64, R> + IsContiguous> From<&'a Matrix<f64, R, U1, S>>
    for Column<'a>
{
    /// A vector, or a column of a matrix. A row of a matrix is
    /// `Column::of_rows(matrix.as_slice(), matrix.nrows(), row)`, because matrices are stored
    /// column by column.
    fn from(column: &'a Matrix<f64, R, U1, S>) -> Self {
        Column::from(column.as_slice())
    }
}

#[cfg(feature = "ndarray")]
impl<'a> Column<'a> {
    /// A column of an array that is stored row by row without gaps; nothing for another array.
    pub fn of_array(array: ndarray::ArrayView2<'a, f64>, at: usize) -> Option<Self> {
        let width = array.ncols();
        let table = array.to_slice().filter(|_| at < width)?;
        Some(Column::of_rows(table, width, at))
    }

    /// An array whose numbers stand side by side; nothing for another array.
    pub fn of_vector(array: ndarray::ArrayView1<'a, f64>) -> Option<Self> {
        array.to_slice().map(Column::from)
    }
}
