//! Models fitted to data: parameters with their errors.
//!
//! ```text
//! response = model, table --> residuals of a row, with their Jacobian (squares/rows.rs)
//!      --guess.rs--> a start where none is given --Levenberg-Marquardt--> Report
//!      --statistics.rs--> covariance from the triangle of the last Jacobian --> Fit
//! ```

mod error;
mod guess;
mod problem;
mod report;
mod spread;
mod statistics;

pub use error::FitError;
pub use report::{Fit, Prediction};

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::compile::KinkPolicy;
use crate::data::Data;
use crate::expr::Expr;
use crate::optimize::Settings;

/// What the spread of the residuals says.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) enum Weighting {
    /// All rows count alike.
    #[default]
    None,
    /// A column of weights, which say how rows compare with one another.
    Weights(String),
    /// A column of standard deviations, which are taken for what they are.
    Deviations(String),
}

impl Weighting {
    /// The column that weighs the rows.
    fn column(&self) -> Option<&str> {
        match self {
            Weighting::None => None,
            Weighting::Weights(column) | Weighting::Deviations(column) => Some(column),
        }
    }
}

/// A fit of a model to data, as it is set up.
///
/// # Examples
/// ```
/// use gradus::data::Data;
/// use gradus::optimize::fit;
///
/// let data = Data::from_columns([("x", vec![0.0, 1.0, 2.0, 3.0]), ("y", vec![1.1, 2.9, 5.2, 6.8])])?;
/// let line = fit(&"y".parse()?, &"m*x + c".parse()?, &data).run()?;
/// assert!((line.value("m").unwrap_or(f64::NAN) - 1.94).abs() < 1e-9);
/// assert!((line.error("m").unwrap_or(f64::NAN) - 0.09055385138137418).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Fitting {
    response: Expr,
    model: Expr,
    data: Data,
    start: Vec<(String, f64)>,
    fixed: Vec<(String, f64)>,
    bounds: Vec<(String, f64, f64)>,
    weighting: Weighting,
    confidence: f64,
    settings: Settings,
    kink: KinkPolicy,
    threads: Option<usize>,
}

/// The share of cases that intervals are to cover, unless it is set.
const CONFIDENCE: f64 = 0.95;

/// Sets up the fit of `model` to `response`: the least squares of their difference over the rows.
///
/// Symbols that name columns of the table are the numbers of the row, all others are parameters.
/// The response is a column, or a function of columns (`log(y)`).
pub fn fit(response: &Expr, model: &Expr, data: &Data) -> Fitting {
    Fitting {
        response: response.clone(),
        model: model.clone(),
        data: data.clone(),
        start: Vec::new(),
        fixed: Vec::new(),
        bounds: Vec::new(),
        weighting: Weighting::None,
        confidence: CONFIDENCE,
        settings: Settings::default(),
        kink: KinkPolicy::Nan,
        threads: None,
    }
}

impl Fitting {
    /// Where to start. A parameter without a start is guessed: one in which the model is linear
    /// needs none.
    #[must_use]
    pub fn start<N: Into<String>>(mut self, values: impl IntoIterator<Item = (N, f64)>) -> Self {
        self.start
            .extend(values.into_iter().map(|(name, value)| (name.into(), value)));
        self
    }

    /// Parameters that keep a value.
    #[must_use]
    pub fn fixed<N: Into<String>>(mut self, values: impl IntoIterator<Item = (N, f64)>) -> Self {
        self.fixed
            .extend(values.into_iter().map(|(name, value)| (name.into(), value)));
        self
    }

    /// The range of a parameter; `-inf` and `inf` where there is no end.
    #[must_use]
    pub fn bounds(mut self, name: impl Into<String>, lower: f64, upper: f64) -> Self {
        self.bounds.push((name.into(), lower, upper));
        self
    }

    /// A column of weights: a row of weight 2 counts as two rows with the same residual would.
    /// Errors are still judged by the spread of the residuals.
    #[must_use]
    pub fn weights(mut self, column: impl Into<String>) -> Self {
        self.weighting = Weighting::Weights(column.into());
        self
    }

    /// A column of the standard deviations of the response, which are taken for what they are:
    /// errors are judged by them, not by the spread of the residuals.
    #[must_use]
    pub fn deviations(mut self, column: impl Into<String>) -> Self {
        self.weighting = Weighting::Deviations(column.into());
        self
    }

    /// The share of cases that intervals are to cover; 0.95 unless it is set.
    #[must_use]
    pub fn confidence(self, confidence: f64) -> Self {
        Fitting { confidence, ..self }
    }

    /// The largest number of steps.
    #[must_use]
    pub fn max_iterations(mut self, steps: usize) -> Self {
        self.settings.max_iterations = Some(steps);
        self
    }

    /// Whether the report lists every iterate.
    #[must_use]
    pub fn trace(mut self, trace: bool) -> Self {
        self.settings.trace = trace;
        self
    }

    /// The value of derivatives at kinks.
    #[must_use]
    pub fn kink(self, kink: KinkPolicy) -> Self {
        Fitting { kink, ..self }
    }

    /// How many threads compute; as many as there are cores unless it is set.
    #[must_use]
    pub fn threads(self, threads: usize) -> Self {
        Fitting {
            threads: Some(threads),
            ..self
        }
    }

    /// A flag that ends the fit from another thread, with the best values so far.
    #[must_use]
    pub fn interrupt(mut self, flag: Arc<AtomicBool>) -> Self {
        self.settings.interrupt = Some(flag);
        self
    }
}
