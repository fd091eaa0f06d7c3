//! Objectives that sum over the rows of a table.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::squares::{RowSquares, Squares};
use super::{MinimizeError, Objective};
use crate::analysis::validity;
use crate::compile::{CompileOptions, EvalError, with_softplus};
use crate::data::{Data, RowError, RowFunction};
use crate::expr::{Expr, Id};

/// An expression with sums over rows, its gradient and its Hessian, as a function of parameters.
///
/// # Cost
/// A pass over the rows for the value, for value and gradient together, and for the Hessian, if
/// no sum has another inside.
///
/// # Examples
/// ```
/// use gradus::Expr;
/// use gradus::compile::CompileOptions;
/// use gradus::data::Data;
/// use gradus::optimize::{Objective, RowObjective};
///
/// let data = Data::from_columns([("x", vec![1.0, 2.0]), ("y", vec![2.0, 5.0])])?;
/// let loss: Expr = "sum((y - a*x)^2)".parse()?;
/// let objective = RowObjective::new(&loss, &["a"], &data, &CompileOptions::default())?;
/// let mut slope = [0.0];
/// assert_eq!(objective.value_and_gradient(&[2.0], &mut slope), 1.0);
/// assert_eq!(slope, [-4.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RowObjective {
    expr: Expr,
    names: Vec<String>,
    data: Data,
    options: CompileOptions,
    threads: Option<usize>,
    interrupt: Option<Arc<AtomicBool>>,
    value: RowFunction,
    /// The value, then the partials.
    slope: RowFunction,
    curvature: OnceLock<Result<Curvature, MinimizeError>>,
    squares: Option<RowSquares>,
    /// Why there was no value, the first time.
    fault: Mutex<Option<RowError>>,
}

#[derive(Debug)]
struct Curvature {
    /// The entries of the Hessian on and below its diagonal that are not 0 everywhere.
    entries: RowFunction,
    places: Vec<(usize, usize)>,
}

impl RowObjective {
    /// Derives and compiles the value and the gradient in these parameters.
    ///
    /// # Errors
    /// [`MinimizeError::Rows`] and [`MinimizeError::Diff`].
    pub fn new<N: AsRef<str>>(
        expr: &Expr,
        parameters: &[N],
        data: &Data,
        options: &CompileOptions,
    ) -> Result<Self, MinimizeError> {
        let names: Vec<String> = parameters
            .iter()
            .map(|name| name.as_ref().to_owned())
            .collect();
        let expr = &with_softplus(expr);
        let value = RowFunction::compile(std::slice::from_ref(expr), &names, data, options)?;
        let slope = expr.with(|arena, id| {
            let variables: Vec<Id> = names.iter().map(|name| arena.symbol(name)).collect();
            let mut outputs = vec![id];
            outputs.extend(validity::gradient(arena, id, &variables).map_err(MinimizeError::Diff)?);
            let mut derivatives = vec![true; outputs.len()];
            if let Some(first) = derivatives.first_mut() {
                *first = expr.flags().derivative;
            }
            RowFunction::of_nodes(arena, &outputs, &derivatives, &names, data, options)
                .map_err(MinimizeError::Rows)
        })?;
        Ok(RowObjective {
            expr: expr.clone(),
            names,
            data: data.clone(),
            options: *options,
            threads: None,
            interrupt: None,
            value,
            slope,
            curvature: OnceLock::new(),
            squares: None,
            fault: Mutex::new(None),
        })
    }

    /// How many threads compute; as many as there are cores unless it is set.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.value = self.value.threads(threads);
        self.slope = self.slope.threads(threads);
        self.curvature = OnceLock::new();
        self.threads = Some(threads);
        self
    }

    /// A flag that ends an evaluation from another thread, which then has no value.
    #[must_use]
    pub fn interrupt(mut self, flag: Arc<AtomicBool>) -> Self {
        self.value = self.value.interrupt(Arc::clone(&flag));
        self.slope = self.slope.interrupt(Arc::clone(&flag));
        self.curvature = OnceLock::new();
        self.interrupt = Some(flag);
        self
    }

    /// Derives and compiles the residuals, if the expression is a sum of squares over rows.
    ///
    /// # Errors
    /// As [`RowObjective::new`].
    pub fn with_squares(mut self) -> Result<Self, MinimizeError> {
        let squares = RowSquares::of(&self.expr, &self.names, &self.data, &self.options)?;
        self.squares = squares.map(|squares| {
            let squares = squares.threads(self.threads);
            squares.interrupt(self.interrupt.clone())
        });
        Ok(self)
    }

    /// Derives and compiles the Hessian, which else happens when it is first asked for.
    ///
    /// # Errors
    /// As [`RowObjective::new`].
    pub fn derive_hessian(&self) -> Result<(), MinimizeError> {
        self.curvature().map(|_| ())
    }

    /// Why values were missing, if the table could not be read while the objective was asked.
    pub fn fault(&self) -> Option<RowError> {
        let fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        let of_squares = || Some(self.squares.as_ref()?.fault()?.into());
        fault.clone().or_else(of_squares)
    }

    fn curvature(&self) -> Result<&Curvature, MinimizeError> {
        let made = self.curvature.get_or_init(|| {
            self.expr.with(|arena, id| {
                let variables: Vec<Id> = self.names.iter().map(|name| arena.symbol(name)).collect();
                let entries =
                    validity::hessian(arena, id, &variables).map_err(MinimizeError::Diff)?;
                let outputs: Vec<Id> = entries.iter().map(|entry| entry.value).collect();
                let derivatives = vec![true; outputs.len()];
                let mut function = RowFunction::of_nodes(
                    arena,
                    &outputs,
                    &derivatives,
                    &self.names,
                    &self.data,
                    &self.options,
                )?;
                if let Some(threads) = self.threads {
                    function = function.threads(threads);
                }
                if let Some(flag) = &self.interrupt {
                    function = function.interrupt(Arc::clone(flag));
                }
                Ok(Curvature {
                    entries: function,
                    places: entries
                        .iter()
                        .map(|entry| (entry.row, entry.column))
                        .collect(),
                })
            })
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// The outputs; NaN where there are none, with the reason kept.
    fn run(&self, function: &RowFunction, x: &[f64], out: &mut [f64]) {
        if let Err(error) = function.evaluate(x, out) {
            out.fill(f64::NAN);
            if matches!(error, RowError::Eval(EvalError::Interrupted)) {
                return;
            }
            let mut fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
            fault.get_or_insert(error);
        }
    }
}

impl Objective for RowObjective {
    fn dimension(&self) -> usize {
        self.names.len()
    }

    fn value(&self, x: &[f64]) -> f64 {
        let mut out = [f64::NAN];
        self.run(&self.value, x, &mut out);
        out[0]
    }

    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        self.value_and_gradient(x, out);
    }

    fn value_and_gradient(&self, x: &[f64], out: &mut [f64]) -> f64 {
        let mut outputs = vec![f64::NAN; self.names.len() + 1];
        self.run(&self.slope, x, &mut outputs);
        let (value, partials) = outputs.split_first().unwrap_or((&f64::NAN, &[]));
        for (out, partial) in out.iter_mut().zip(partials) {
            *out = *partial;
        }
        *value
    }

    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        let size = self.names.len();
        let Ok(Curvature { entries, places }) = self.curvature() else {
            return out.fill(f64::NAN);
        };
        let mut values = vec![f64::NAN; places.len()];
        self.run(entries, x, &mut values);
        out.fill(0.0);
        for (&(row, column), &value) in places.iter().zip(&values) {
            for at in [row * size + column, column * size + row] {
                if let Some(entry) = out.get_mut(at) {
                    *entry = value;
                }
            }
        }
    }

    fn is_quadratic(&self) -> bool {
        self.curvature().is_ok_and(|made| !made.entries.moves())
    }

    fn squares(&self) -> Option<&dyn Squares> {
        self.squares.as_ref().map(|squares| squares as &dyn Squares)
    }

    fn sparsity(&self) -> Option<&[(usize, usize)]> {
        self.curvature().ok().map(|made| made.places.as_slice())
    }

    fn hessian_entries(&self, x: &[f64], out: &mut [f64]) {
        match self.curvature() {
            Ok(made) => self.run(&made.entries, x, out),
            Err(_) => out.fill(f64::NAN),
        }
    }
}
