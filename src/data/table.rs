//! Named columns of numbers, in memory or in a temporary file.

use std::sync::Arc;

use super::build::Builder;
use super::error::{CellFault, DataError};
use super::spill::Spilled;
use crate::syntax::normalise_name;

/// A table of finite numbers: named columns of one length.
///
/// Cheap to clone and shared by threads. Names are symbols of the language: `x_1` and `x1` are one
/// column.
///
/// # Examples
/// ```
/// use gradus::data::Data;
/// let data = Data::from_columns([("x", vec![1.0, 2.0]), ("y", vec![3.0, 5.0])])?;
/// assert_eq!((data.rows(), data.position("y")), (2, Some(1)));
/// # Ok::<(), gradus::data::DataError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Data(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    names: Vec<String>,
    /// The names of all columns of the table of which these are some; empty where these are all.
    among: Vec<String>,
    rows: usize,
    store: Store,
}

#[derive(Debug)]
pub(super) enum Store {
    /// Column by column.
    Memory(Vec<Vec<f64>>),
    /// In a temporary file.
    Spilled(Spilled),
}

/// Some rows that follow one another.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// The first row, from 0.
    pub start: usize,
    /// How many rows.
    pub rows: usize,
    /// The columns that were asked for, in their order.
    pub columns: &'a [&'a [f64]],
}

/// A name as the language sees it.
pub(super) fn key(name: &str) -> String {
    normalise_name(name.trim()).into_owned()
}

/// The first name that stands twice.
pub(super) fn repeated(names: &[String]) -> Option<&String> {
    let mut seen = std::collections::HashSet::new();
    names.iter().find(|name| !seen.insert(key(name)))
}

impl Data {
    /// A table of columns in memory.
    ///
    /// # Errors
    /// [`DataError::RepeatedColumn`], [`DataError::ColumnLength`], [`DataError::NoRows`], and
    /// [`DataError::Cell`] for a number that is not finite.
    pub fn from_columns<N: Into<String>>(
        columns: impl IntoIterator<Item = (N, Vec<f64>)>,
    ) -> Result<Self, DataError> {
        let (names, columns): (Vec<String>, Vec<Vec<f64>>) = columns
            .into_iter()
            .map(|(name, column)| (name.into(), column))
            .unzip();
        let rows = columns.first().map_or(0, Vec::len);
        for (name, column) in names.iter().zip(&columns) {
            if column.len() != rows {
                return Err(DataError::ColumnLength {
                    name: name.clone(),
                    expected: rows,
                    found: column.len(),
                });
            }
            if let Some(at) = column.iter().position(|number| !number.is_finite()) {
                return Err(DataError::Cell {
                    fault: CellFault::NotFinite,
                    row: at + 1,
                    line: None,
                    column: name.clone(),
                    text: column.get(at).map(f64::to_string).unwrap_or_default(),
                });
            }
        }
        Self::new(names, Vec::new(), rows, Store::Memory(columns))
    }

    /// The same, known to be some columns of a table that has these.
    ///
    /// # Errors
    /// As [`Data::from_columns`].
    ///
    /// # Examples
    /// ```
    /// use gradus::data::Data;
    /// let data = Data::from_columns_among([("x", vec![1.0, 2.0])], ["x", "y"])?;
    /// assert_eq!((data.names().len(), data.table_names().len()), (1, 2));
    /// # Ok::<(), gradus::data::DataError>(())
    /// ```
    pub fn from_columns_among<N: Into<String>, M: Into<String>>(
        columns: impl IntoIterator<Item = (N, Vec<f64>)>,
        names: impl IntoIterator<Item = M>,
    ) -> Result<Self, DataError> {
        let mut data = Self::from_columns(columns)?;
        if let Some(inner) = Arc::get_mut(&mut data.0) {
            inner.among = names.into_iter().map(Into::into).collect();
        }
        Ok(data)
    }

    /// The same table with at most so many numbers in memory; beyond that they go to a temporary
    /// file. Results do not depend on it.
    ///
    /// # Errors
    /// [`DataError::Temporary`].
    pub fn with_memory_limit(&self, numbers: usize) -> Result<Self, DataError> {
        let all: Vec<usize> = (0..self.names().len()).collect();
        let mut builder = Builder::new(self.names().to_vec(), numbers);
        builder.among(&self.0.among);
        self.for_each_block(&all, &mut |block: Block<'_>| {
            let mut row = vec![0.0; block.columns.len()];
            for at in 0..block.rows {
                for (place, column) in row.iter_mut().zip(block.columns) {
                    *place = column.get(at).copied().unwrap_or(f64::NAN);
                }
                builder.push(&row)?;
            }
            Ok::<(), DataError>(())
        })?;
        builder.finish()
    }

    pub(super) fn new(
        names: Vec<String>,
        among: Vec<String>,
        rows: usize,
        store: Store,
    ) -> Result<Self, DataError> {
        if let Some(name) = repeated(&names) {
            return Err(DataError::RepeatedColumn { name: name.clone() });
        }
        if rows == 0 {
            return Err(DataError::NoRows);
        }
        Ok(Data(Arc::new(Inner {
            names,
            among,
            rows,
            store,
        })))
    }

    /// The names of the columns, in order.
    pub fn names(&self) -> &[String] {
        &self.0.names
    }

    /// The names of all columns of the table that this was read from, those left out too.
    pub fn table_names(&self) -> &[String] {
        match self.0.among.as_slice() {
            [] => &self.0.names,
            all => all,
        }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.0.rows
    }

    /// The place of a column.
    pub fn position(&self, name: &str) -> Option<usize> {
        let wanted = key(name);
        self.0.names.iter().position(|known| key(known) == wanted)
    }

    /// A column's numbers, if they are in memory.
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        let place = self.position(name)?;
        match &self.0.store {
            Store::Memory(columns) => columns.get(place).map(Vec::as_slice),
            Store::Spilled(_) => None,
        }
    }

    /// Whether the numbers are in a temporary file.
    pub fn is_spilled(&self) -> bool {
        matches!(self.0.store, Store::Spilled(_))
    }

    /// Visits all rows in order, some at a time, with the columns at these places.
    ///
    /// Each block but the last has a whole number of the batch's chunks, so that sums that are made
    /// block by block are those that are made at once.
    ///
    /// # Errors
    /// [`DataError::Temporary`] if the temporary file fails, and what `visit` gives. A place
    /// beyond the last column is [`DataError::NoColumn`].
    pub fn for_each_block<E: From<DataError>>(
        &self,
        columns: &[usize],
        visit: &mut dyn FnMut(Block<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if let Some(at) = columns.iter().find(|&&at| at >= self.0.names.len()) {
            return Err(E::from(DataError::NoColumn {
                name: at.to_string(),
                known: self.0.names.clone(),
            }));
        }
        match &self.0.store {
            Store::Memory(all) => {
                let columns: Vec<&[f64]> = columns
                    .iter()
                    .filter_map(|&at| all.get(at).map(Vec::as_slice))
                    .collect();
                visit(Block {
                    start: 0,
                    rows: self.0.rows,
                    columns: &columns,
                })
            }
            Store::Spilled(spilled) => spilled.for_each_block(columns, visit),
        }
    }
}
