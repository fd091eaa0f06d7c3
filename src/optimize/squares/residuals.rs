//! Residuals that are listed one by one, compiled with their Jacobian.

use super::jacobian::derived;
use super::structure::{SumOfSquares, sum_of_squares};
use super::{Factored, Squares, Triangle};
use crate::compile::{CompileOptions, DerivativesError, Function};
use crate::expr::{Arena, Expr, Id};

/// Rows that are factored at once.
const BLOCK: usize = 256;

/// More operations than this for one factorisation are better left to methods for many variables.
pub(in crate::optimize) const MUCH_WORK: usize = 50_000_000;

/// Residuals and the entries of their Jacobian as one program.
#[derive(Clone, Debug)]
pub struct Residuals {
    /// The residuals, then the entries.
    function: Function,
    /// The places of the entries: row by row, in each the column.
    rows: Vec<Vec<usize>>,
    constant: f64,
    linear: Vec<bool>,
}

impl Residuals {
    /// The residuals whose squares an expression is the sum of, if it is written as such a sum;
    /// nothing if it is not, or if one factorisation of their Jacobian takes more than `most`
    /// operations.
    ///
    /// # Errors
    /// If the residuals have no derivatives, or can't be compiled.
    pub fn of(
        expr: &Expr,
        names: &[String],
        most: usize,
        options: &CompileOptions,
    ) -> Result<Option<Self>, DerivativesError> {
        expr.with(|arena, id| {
            let Some(squares) = sum_of_squares(arena, id) else {
                return Ok(None);
            };
            let columns = names.len().saturating_mul(names.len());
            if squares.terms.len().saturating_mul(columns) > most {
                return Ok(None);
            }
            Self::compile(arena, &squares, names, options).map(Some)
        })
    }

    fn compile(
        arena: &mut Arena,
        squares: &SumOfSquares,
        names: &[String],
        options: &CompileOptions,
    ) -> Result<Self, DerivativesError> {
        let variables: Vec<Id> = names.iter().map(|name| arena.symbol(name)).collect();
        let residuals = squares.weighted(arena);
        let count = residuals.len();
        let derived = derived(arena, residuals, &variables)?;
        let options = CompileOptions {
            derivative: true,
            values: count,
            ..*options
        };
        Ok(Residuals {
            function: Function::compile(arena, &derived.outputs, &variables, &options)?,
            rows: derived.entries,
            constant: squares.constant,
            linear: derived.linear,
        })
    }
}

impl Squares for Residuals {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn factored(&self, x: &[f64]) -> Factored {
        let mut outputs = vec![f64::NAN; self.function.output_count()];
        let mut triangle = Triangle::new(x.len());
        if self.function.outputs_into(x, &mut outputs).is_err() {
            return Factored {
                value: f64::NAN,
                constant: self.constant,
                triangle,
            };
        }
        let (residuals, mut entries) = outputs.split_at(self.rows.len());
        let square: f64 = residuals.iter().map(|r| r * r).sum();
        for (block, residuals) in self.rows.chunks(BLOCK).zip(residuals.chunks(BLOCK)) {
            let mut columns = vec![vec![0.0; block.len()]; x.len()];
            for (row, places) in block.iter().enumerate() {
                let (own, rest) = entries.split_at(places.len());
                entries = rest;
                for (&column, &entry) in places.iter().zip(own) {
                    columns[column][row] = entry;
                }
            }
            columns.push(residuals.to_vec());
            triangle.absorb(&mut columns);
        }
        Factored {
            value: square + self.constant,
            constant: self.constant,
            triangle,
        }
    }

    fn linear(&self) -> &[bool] {
        &self.linear
    }
}
