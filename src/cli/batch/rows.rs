//! The rows of data that sums run over: in the request, or in a file.

use std::path::PathBuf;

use gradus::Expr;
use gradus::data::{Data, Table};
use gradus::syntax::same_name;

use super::super::progress;
use super::failure::Failure;
use super::fields::{Pairs, Real, Text};
use super::request::Request;

/// Where the rows come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// From the request, column by column.
    Columns(Vec<(String, Vec<f64>)>),
    /// From a file.
    File {
        /// Where it is.
        path: PathBuf,
        /// Whether a person sees how far reading has come.
        visible: bool,
    },
}

impl Source {
    /// The rows of a request, if it has some.
    ///
    /// # Errors
    /// For fields of a wrong type, and for both.
    pub fn read(request: &Request) -> Result<Option<Self>, Failure> {
        let columns: Option<Pairs<Vec<Real>>> = request.data.optional("data")?;
        let path: Option<Text> = request.path.optional("path")?;
        Ok(match (columns, path) {
            (None, None) => None,
            (Some(_), Some(_)) => {
                return Err(Failure::Value {
                    name: "path",
                    expected: "left out where `data` has the rows",
                });
            }
            (Some(Pairs(columns)), None) => Some(Source::Columns(
                columns
                    .into_iter()
                    .map(|(name, numbers)| {
                        let numbers = numbers.into_iter().map(|Real(number)| number);
                        (name.into_owned(), numbers.collect())
                    })
                    .collect(),
            )),
            (None, Some(Text(path))) => Some(Source::File {
                path: PathBuf::from(path.into_owned()),
                visible: false,
            }),
        })
    }

    /// The columns that expressions mention, and those of these names.
    ///
    /// # Errors
    /// What the table refuses.
    pub fn open(&self, expressions: &[Expr], names: &[String]) -> Result<Data, Failure> {
        match self {
            Source::Columns(columns) => {
                // Columns that nobody asks for may hold anything.
                let mut wanted: Vec<String> = names.to_vec();
                wanted.extend(expressions.iter().flat_map(Expr::free_symbols));
                let asked = |name: &str| wanted.iter().any(|wanted| same_name(wanted, name));
                let rows = columns.first().map_or(0, |(_, column)| column.len());
                let mut chosen: Vec<(String, Vec<f64>)> = (columns.iter())
                    .filter(|(name, column)| asked(name) || column.len() != rows)
                    .cloned()
                    .collect();
                if chosen.is_empty() {
                    // The number of rows counts all the same.
                    chosen.extend(columns.first().cloned());
                }
                let all = columns.iter().map(|(name, _)| name.as_str());
                Ok(Data::from_columns_among(chosen, all)?)
            }
            Source::File { path, visible } => {
                let table = Table::open(path)?;
                let mut wanted = table.mentioned(expressions);
                for name in names {
                    if !wanted.iter().any(|known| same_name(known, name)) {
                        wanted.push(name.clone());
                    }
                }
                let data = match visible {
                    true => progress::reading(|watcher| {
                        table.reading().progress(watcher).columns(&wanted)
                    }),
                    false => table.columns(&wanted),
                };
                Ok(data?)
            }
        }
    }
}
