//! Rows that come one after the other become a table.

use super::error::DataError;
use super::spill::{Writer, block_rows};
use super::table::{Data, Store};

/// Collects rows in memory, and writes them to a temporary file once they are too many.
pub(super) struct Builder {
    names: Vec<String>,
    among: Vec<String>,
    /// The most numbers that are kept in memory.
    limit: usize,
    rows: usize,
    /// What is not written yet.
    columns: Vec<Vec<f64>>,
    writer: Option<Writer>,
}

impl Builder {
    pub fn new(names: Vec<String>, limit: usize) -> Self {
        Builder {
            columns: vec![Vec::new(); names.len()],
            names,
            among: Vec::new(),
            limit,
            rows: 0,
            writer: None,
        }
    }

    /// The names of all columns of the table of which these are some.
    pub fn among(&mut self, names: &[String]) {
        self.among = names.to_vec();
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Adds a row, which has a number for each column.
    pub fn push(&mut self, row: &[f64]) -> Result<(), DataError> {
        for (column, &number) in self.columns.iter_mut().zip(row) {
            column.push(number);
        }
        self.rows += 1;
        self.make_room()
    }

    /// Adds rows that are given column by column; all of one length.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))]
    pub fn push_columns(&mut self, rows: usize, numbers: &[Vec<f64>]) -> Result<(), DataError> {
        for (column, numbers) in self.columns.iter_mut().zip(numbers) {
            column.extend_from_slice(numbers.get(..rows).unwrap_or(numbers));
        }
        self.rows += rows;
        self.make_room()
    }

    fn make_room(&mut self) -> Result<(), DataError> {
        let width = self.columns.len();
        let waiting = self.columns.first().map_or(0, Vec::len);
        let block = block_rows(width);
        let writer = match &mut self.writer {
            None if waiting.saturating_mul(width) <= self.limit => return Ok(()),
            Some(_) if waiting < block => return Ok(()),
            Some(writer) => writer,
            none => none.insert(Writer::create(width)?),
        };
        let mut from = 0;
        while from + block <= waiting {
            for column in &self.columns {
                writer.write(column.get(from..from + block).unwrap_or_default())?;
            }
            from += block;
        }
        for column in &mut self.columns {
            // What was written gives its memory back.
            let mut rest = Vec::with_capacity(block);
            rest.extend_from_slice(column.get(from..).unwrap_or_default());
            *column = rest;
        }
        Ok(())
    }

    /// The table.
    pub fn finish(self) -> Result<Data, DataError> {
        let store = match self.writer {
            None => Store::Memory(self.columns),
            Some(mut writer) => {
                for column in &self.columns {
                    writer.write(column)?;
                }
                Store::Spilled(writer.finish(self.rows)?)
            }
        };
        Data::new(self.names, self.among, self.rows, store)
    }
}
