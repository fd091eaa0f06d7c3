//! Residuals over the rows of a table, compiled with their Jacobian.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use super::jacobian::derived;
use super::structure::sum_of_squares_over;
use super::{Factored, Squares, Triangle};
use crate::compile::{Column, CompileOptions, Function};
use crate::data::{Block, Data, DataError};
use crate::expr::{Arena, Expr, Id, Node};
use crate::optimize::{MinimizeError, OptimizeError};

/// Residuals of each row of a table, as functions of parameters.
///
/// # Cost
/// One pass over the rows for value, gradient and `J'J` together; no row of the Jacobian is kept.
/// Rows are factored chunk by chunk and joined in order, so the result depends neither on the
/// number of threads nor on whether the table is in memory.
#[derive(Clone, Debug)]
pub struct RowSquares {
    data: Data,
    /// The residuals of a row, then the entries of their Jacobian.
    function: Function,
    /// The columns that the function takes after the parameters.
    columns: Vec<usize>,
    /// For each residual the parameters of its entries.
    entries: Vec<Vec<usize>>,
    linear: Vec<bool>,
    constant: f64,
    threads: Option<usize>,
    interrupt: Option<Arc<AtomicBool>>,
    /// The last point, with what was found there: a search that ends asks for it again.
    last: Last,
    /// Why there was no value, the first time that the table could not be read.
    fault: Arc<Mutex<Option<DataError>>>,
}

/// A point with the squares there, shared by clones over the same table.
type Last = Arc<Mutex<Option<(Vec<f64>, Factored)>>>;

impl RowSquares {
    /// The sum over all rows of the squares of these residuals. Names of columns are the numbers
    /// of the row; all other symbols must be parameters.
    ///
    /// # Errors
    /// If the residuals have no derivatives, can't be compiled, or have symbols that are neither.
    pub fn compile(
        residuals: &[Expr],
        parameters: &[String],
        data: &Data,
        options: &CompileOptions,
    ) -> Result<Self, MinimizeError> {
        let Some((first, rest)) = residuals.split_first() else {
            return Err(OptimizeError::NoVariables.into());
        };
        let rest: Vec<&Expr> = rest.iter().collect();
        let (_, made) = first.with_all(&rest, |arena, first, rest| {
            let mut ids = vec![first];
            ids.extend_from_slice(rest);
            Self::of_nodes(arena, ids, parameters, data, options)
        });
        made
    }

    /// The residuals whose squares an expression over rows is the sum of, if it is written as such
    /// a sum: `sum((y - a*x)^2)`, `mean((y - a*x)^2)/2 + 0.1*a^2`.
    ///
    /// # Errors
    /// As [`compile`](Self::compile).
    pub fn of(
        expr: &Expr,
        parameters: &[String],
        data: &Data,
        options: &CompileOptions,
    ) -> Result<Option<Self>, MinimizeError> {
        expr.with(|arena, id| {
            let Some(squares) = sum_of_squares_over(arena, id, data.rows()) else {
                return Ok(None);
            };
            let residuals = squares.weighted(arena);
            let made = Self::of_nodes(arena, residuals, parameters, data, options)?;
            Ok(Some(made.constant(squares.constant)))
        })
    }

    fn of_nodes(
        arena: &mut Arena,
        residuals: Vec<Id>,
        parameters: &[String],
        data: &Data,
        options: &CompileOptions,
    ) -> Result<Self, MinimizeError> {
        let variables: Vec<Id> = parameters.iter().map(|name| arena.symbol(name)).collect();
        let count = residuals.len();
        let derived = derived(arena, residuals, &variables)?;
        let mut inputs = variables.clone();
        let mut columns = Vec::new();
        for symbol in arena.free_symbols(&derived.outputs) {
            if let Node::Symbol(name) = arena.node(symbol)
                && !variables.contains(&symbol)
                && let Some(at) = data.position(arena.symbol_spelling(name))
            {
                columns.push(at);
                inputs.push(symbol);
            }
        }
        let options = CompileOptions {
            derivative: true,
            values: count,
            ..*options
        };
        Ok(RowSquares {
            data: data.clone(),
            function: Function::compile(arena, &derived.outputs, &inputs, &options)?,
            columns,
            entries: derived.entries,
            linear: derived.linear,
            constant: 0.0,
            threads: None,
            interrupt: None,
            last: Last::default(),
            fault: Arc::default(),
        })
    }

    /// With a constant added to the sum of squares.
    #[must_use]
    pub fn constant(self, constant: f64) -> Self {
        RowSquares {
            constant,
            last: Last::default(),
            ..self
        }
    }

    /// How many threads compute; as many as there are cores unless it is set.
    #[must_use]
    pub fn threads(self, threads: Option<usize>) -> Self {
        RowSquares { threads, ..self }
    }

    /// A flag that ends an evaluation from another thread, which then has no value.
    #[must_use]
    pub fn interrupt(self, interrupt: Option<Arc<AtomicBool>>) -> Self {
        RowSquares { interrupt, ..self }
    }

    /// The same residuals, in which no parameter is known to be linear.
    #[must_use]
    pub(crate) fn without_linear(mut self) -> Self {
        self.linear.fill(false);
        self
    }

    /// The same residuals over another table with the same columns.
    #[must_use]
    pub(crate) fn over(self, data: &Data) -> Self {
        RowSquares {
            data: data.clone(),
            last: Last::default(),
            ..self
        }
    }

    /// Why values were missing, if the table could not be read while they were asked for.
    pub fn fault(&self) -> Option<DataError> {
        let fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        fault.clone()
    }

    /// Adds rows to a triangle, from their residuals and the entries of the Jacobian.
    fn add_rows(&self, triangle: &mut Triangle, outs: &mut [&mut [f64]]) {
        let unknowns = self.linear.len();
        let rows = outs.first().map_or(0, |out| out.len());
        let (residuals, mut rest) = outs.split_at_mut(self.entries.len());
        for (residual, entries) in residuals.iter_mut().zip(&self.entries) {
            let (own, others) = rest.split_at_mut(entries.len());
            rest = others;
            let mut zeros = vec![0.0; rows * (unknowns - entries.len())];
            let mut absent = zeros.chunks_mut(rows.max(1));
            let mut own = entries.iter().zip(own).peekable();
            let slopes = (0..unknowns).filter_map(|parameter| {
                match own.next_if(|(at, _)| **at == parameter) {
                    Some((_, slopes)) => Some(&mut **slopes),
                    None => absent.next(),
                }
            });
            let mut columns: Vec<&mut [f64]> = slopes.collect();
            columns.push(residual);
            triangle.absorb(&mut columns);
        }
    }

    fn pass(&self, x: &[f64]) -> Result<Triangle, DataError> {
        let mut total = Triangle::new(x.len());
        let batch = self.function.batch().threads(self.threads);
        let batch = batch.interrupt(self.interrupt.as_deref());
        self.data
            .for_each_block(&self.columns, &mut |block: Block<'_>| {
                let fixed = x.iter().map(|&value| Column::One(value));
                let own = block.columns.iter().map(|column| Column::Each(column));
                let columns: Vec<Column<'_>> = fixed.chain(own).collect();
                let empty = || Triangle::new(x.len());
                let add = |triangle: &mut Triangle, _, outs: &mut [&mut [f64]]| {
                    self.add_rows(triangle, outs);
                };
                match batch.gather(&columns, block.rows, empty, add) {
                    Ok(parts) => parts.iter().for_each(|part| total.join(part)),
                    Err(_) => total = Triangle::unknown(x.len()),
                }
                Ok::<(), DataError>(())
            })?;
        Ok(total)
    }
}

impl Squares for RowSquares {
    fn count(&self) -> usize {
        self.data.rows().saturating_mul(self.entries.len())
    }

    fn factored(&self, x: &[f64]) -> Factored {
        let same = |known: &[f64]| {
            let mut pairs = known.iter().zip(x);
            known.len() == x.len() && pairs.all(|(a, b)| a.to_bits() == b.to_bits())
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = last.as_ref().filter(|(known, _)| same(known)) {
            return found.clone();
        }
        let triangle = self.pass(x).unwrap_or_else(|error| {
            let mut fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
            fault.get_or_insert(error);
            Triangle::unknown(x.len())
        });
        let found = Factored {
            value: triangle.square() + self.constant,
            constant: self.constant,
            triangle,
        };
        if found.is_finite() {
            *last = Some((x.to_vec(), found.clone()));
        }
        found
    }

    fn linear(&self) -> &[bool] {
        &self.linear
    }
}
