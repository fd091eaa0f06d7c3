//! Residuals that are listed one by one, compiled with their Jacobian.

use super::structure::{SumOfSquares, sum_of_squares};
use super::{Factored, Squares, Triangle};
use crate::compile::{CompileOptions, DerivativesError, Function};
use crate::diff;
use crate::expr::{Arena, Expr, Id, Node};

/// Rows that are factored at once.
const BLOCK: usize = 256;

/// More work than this for one factorisation is better left to methods for many variables.
const MOST_WORK: usize = 50_000_000;

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
    /// nothing if it is not, or if their Jacobian is too large for methods that factor it.
    ///
    /// # Errors
    /// If the residuals have no derivatives, or can't be compiled.
    pub fn of(
        expr: &Expr,
        names: &[String],
        options: &CompileOptions,
    ) -> Result<Option<Self>, DerivativesError> {
        expr.with(|arena, id| {
            let Some(squares) = sum_of_squares(arena, id) else {
                return Ok(None);
            };
            let columns = names.len().saturating_mul(names.len());
            if squares.terms.len().saturating_mul(columns) > MOST_WORK {
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
        let mut outputs = Vec::with_capacity(squares.terms.len());
        for &(weight, residual) in &squares.terms {
            let factor = crate::expr::Number::from_double(weight.sqrt());
            let factor = factor.map_or(Id::ONE, |factor| arena.number_node(factor));
            outputs.push(arena.mul(factor, residual));
        }
        let jacobian = diff::jacobian(arena, &outputs, &variables)?;
        let mut rows = Vec::with_capacity(outputs.len());
        for partials in jacobian {
            let mut columns = Vec::new();
            for (column, partial) in partials.into_iter().enumerate() {
                if partial != Id::ZERO {
                    columns.push(column);
                    outputs.push(partial);
                }
            }
            rows.push(columns);
        }
        let linear = linear(arena, &outputs[rows.len()..], &rows, &variables);
        let options = CompileOptions {
            derivative: true,
            values: rows.len(),
            ..*options
        };
        Ok(Residuals {
            function: Function::compile(arena, &outputs, &variables, &options)?,
            rows,
            constant: squares.constant,
            linear,
        })
    }
}

/// For each variable whether the Jacobian's entries in its column depend on none of those for
/// which this holds: chosen greedily, in the order of the variables.
fn linear(arena: &Arena, entries: &[Id], rows: &[Vec<usize>], variables: &[Id]) -> Vec<bool> {
    let mut mentions = vec![vec![false; variables.len()]; variables.len()];
    let columns = rows.iter().flatten();
    for (&entry, &column) in entries.iter().zip(columns) {
        if !mentions[column].iter().all(|known| *known) {
            for id in arena.reachable(&[entry]) {
                if matches!(arena.node(id), Node::Symbol(_))
                    && let Some(at) = variables.iter().position(|variable| *variable == id)
                {
                    mentions[column][at] = true;
                }
            }
        }
    }
    chosen_linear(&mentions)
}

/// Variables whose columns mention none of the chosen, each in turn if that is still so with it.
pub(crate) fn chosen_linear(mentions: &[Vec<bool>]) -> Vec<bool> {
    let mut chosen = vec![false; mentions.len()];
    for candidate in 0..mentions.len() {
        let alone = !mentions[candidate][candidate];
        let apart = (0..mentions.len()).all(|other| {
            !chosen[other] || (!mentions[candidate][other] && !mentions[other][candidate])
        });
        chosen[candidate] = alone && apart;
    }
    chosen
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
            triangle,
        }
    }

    fn linear(&self) -> &[bool] {
        &self.linear
    }
}
