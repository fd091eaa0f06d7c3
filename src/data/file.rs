//! Files with tables: what they are, which columns they have, and reading the wanted ones.

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::build::Builder;
use super::error::DataError;
use super::table::{Data, key};
use super::{MEMORY_LIMIT, csv};
use crate::expr::Expr;

/// A file with a table: CSV, or Parquet if the library is built with it.
///
/// A CSV file begins with a line that names the columns. Cells are separated by commas,
/// semicolons (then numbers may have decimal commas) or tabs; lines that begin with `#` are
/// comments.
///
/// # Examples
/// ```no_run
/// use gradus::data::Table;
/// let loss: gradus::Expr = "mean((y - a*x)^2)".parse()?;
/// let table = Table::open("measured.csv")?;
/// let data = table.columns(&table.mentioned([&loss]))?;
/// let best = gradus::minimize(&loss).data(&data).start([("a", 1.0)]).run()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    path: PathBuf,
    bytes: u64,
    names: Vec<String>,
    format: Format,
}

#[derive(Clone, Debug)]
enum Format {
    Csv(csv::Layout),
    #[cfg(feature = "parquet")]
    Parquet,
}

/// How far a reading has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many rows were read.
    pub rows: usize,
    /// How many bytes of the file were read, about.
    pub bytes: u64,
    /// How many bytes the file has.
    pub total: u64,
}

/// Is told how far a reading has come; may end it.
pub type Watcher<'a> = dyn Fn(Progress) -> ControlFlow<()> + 'a;

/// What a Parquet file begins with.
const PARQUET: &[u8] = b"PAR1";

impl Table {
    /// Opens a file and reads the names of its columns.
    ///
    /// # Errors
    /// [`DataError`]: a file that can't be read, is empty, or does not begin with names.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, DataError> {
        let path = path.as_ref().to_owned();
        let failed = |error: std::io::Error| DataError::unreadable(&path, &error);
        let mut file = File::open(&path).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        let mut start = Vec::new();
        let first = (&mut file).take(csv::HEAD);
        { first }.read_to_end(&mut start).map_err(failed)?;
        let (format, names) = if start.starts_with(PARQUET) {
            parquet(&path)?
        } else {
            let (layout, names) = csv::layout(&path, &start)?;
            (Format::Csv(layout), names)
        };
        Ok(Table {
            path,
            bytes,
            names,
            format,
        })
    }

    /// The names of the columns, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The columns that expressions mention, in the table's order.
    pub fn mentioned<'e>(&self, expressions: impl IntoIterator<Item = &'e Expr>) -> Vec<String> {
        let mut free: Vec<String> = expressions
            .into_iter()
            .flat_map(Expr::free_symbols)
            .map(|name| key(&name))
            .collect();
        free.sort();
        free.dedup();
        let mut names = self.names.clone();
        names.retain(|name| free.binary_search(&key(name)).is_ok());
        names
    }

    /// Reads some columns.
    ///
    /// # Errors
    /// [`DataError`]: a column that is not there or stands twice, a cell that is no finite number,
    /// a row of a wrong length; each says where.
    pub fn columns<N: AsRef<str>>(&self, names: &[N]) -> Result<Data, DataError> {
        self.reading().columns(names)
    }

    /// The same with settings.
    pub fn reading(&self) -> Reading<'_> {
        Reading {
            table: self,
            limit: MEMORY_LIMIT,
            watcher: None,
        }
    }

    /// The place of a column in the file.
    fn place(&self, name: &str) -> Result<usize, DataError> {
        let wanted = key(name);
        let places = self.names.iter().enumerate();
        let mut places = places.filter(|(_, known)| key(known) == wanted);
        match (places.next(), places.next()) {
            (Some((at, _)), None) => Ok(at),
            (Some(_), Some(_)) => Err(DataError::RepeatedColumn {
                name: name.to_owned(),
            }),
            (None, _) => {
                // A number among the names says that the names are missing.
                if let Some(found) = self.names.iter().find(|name| csv::is_number(name)) {
                    return Err(DataError::NoHeader {
                        path: self.path.display().to_string(),
                        found: found.clone(),
                    });
                }
                Err(DataError::NoColumn {
                    name: name.to_owned(),
                    known: self.names.clone(),
                })
            }
        }
    }
}

#[cfg(feature = "parquet")]
fn parquet(path: &Path) -> Result<(Format, Vec<String>), DataError> {
    Ok((Format::Parquet, super::parquet::names(path)?))
}

#[cfg(not(feature = "parquet"))]
fn parquet(path: &Path) -> Result<(Format, Vec<String>), DataError> {
    Err(DataError::FormatOff {
        path: path.display().to_string(),
        feature: "parquet",
    })
}

/// How a table is read.
#[derive(Clone, Copy)]
#[allow(missing_debug_implementations)]
pub struct Reading<'a> {
    table: &'a Table,
    limit: usize,
    watcher: Option<&'a Watcher<'a>>,
}

impl<'a> Reading<'a> {
    /// The most numbers that are kept in memory; more go to a temporary file.
    #[must_use]
    pub fn memory_limit(self, numbers: usize) -> Self {
        Reading {
            limit: numbers,
            ..self
        }
    }

    /// Tells now and then how far the reading has come.
    #[must_use]
    pub fn progress(self, watcher: &'a Watcher<'a>) -> Self {
        Reading {
            watcher: Some(watcher),
            ..self
        }
    }

    /// Reads some columns.
    ///
    /// # Errors
    /// As [`Table::columns`]; [`DataError::Interrupted`] if the callback ends the reading.
    pub fn columns<N: AsRef<str>>(self, names: &[N]) -> Result<Data, DataError> {
        let mut places = Vec::with_capacity(names.len());
        for name in names {
            places.push(self.table.place(name.as_ref())?);
        }
        let names: Vec<String> = places
            .iter()
            .filter_map(|&at| self.table.names.get(at).cloned())
            .collect();
        let mut builder = Builder::new(names, self.limit);
        builder.among(&self.table.names);
        let mut sink = Sink {
            builder: &mut builder,
            bytes: self.table.bytes,
            watcher: self.watcher,
        };
        match &self.table.format {
            Format::Csv(layout) => {
                let width = self.table.names.len();
                csv::read(&self.table.path, layout, width, &places, &mut sink)?;
            }
            #[cfg(feature = "parquet")]
            Format::Parquet => super::parquet::read(&self.table.path, &places, &mut sink)?,
        }
        sink.tell(self.table.bytes)?;
        builder.finish()
    }
}

/// Where the rows of a file go.
pub(super) struct Sink<'a> {
    pub builder: &'a mut Builder,
    bytes: u64,
    watcher: Option<&'a Watcher<'a>>,
}

impl Sink<'_> {
    /// Tells how far the reading has come.
    pub fn tell(&self, bytes: u64) -> Result<(), DataError> {
        let progress = Progress {
            rows: self.builder.rows(),
            bytes: bytes.min(self.bytes),
            total: self.bytes,
        };
        match self.watcher.map(|watcher| watcher(progress)) {
            Some(ControlFlow::Break(())) => Err(DataError::Interrupted),
            _ => Ok(()),
        }
    }
}
