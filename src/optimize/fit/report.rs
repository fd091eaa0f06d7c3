//! The outcome of a fit.

use std::fmt;
use std::ops::Deref;

use super::Weighting;
use super::statistics::reach;
use crate::compile::Function;
use crate::expr::{Expr, double};
use crate::optimize::{Report, Termination};
use crate::syntax::same_name;

/// The outcome of a fit: the parameters, how well they are known, and how the search went.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fit {
    /// The parameters that were fitted, in natural order.
    pub names: Vec<String>,
    /// The parameters that kept a value.
    pub fixed: Vec<(String, f64)>,
    /// How the search went; its `x` are the values of the parameters, its `f` the (weighted) sum
    /// of the squares of the residuals.
    pub report: Report,
    /// The standard error of each parameter: infinite where the data do not determine it, NaN where
    /// a bound holds it or where there are no more rows than parameters.
    pub errors: Vec<f64>,
    /// The covariance matrix, row by row.
    pub covariance: Vec<f64>,
    /// The number of rows that count: those with a weight above 0.
    pub rows: usize,
    /// Rows that count minus parameters; negative if there are more parameters than rows.
    pub freedom: i64,
    /// The share of the response's (weighted) spread about its mean that the model explains.
    pub r_squared: f64,
    /// The share of cases that intervals cover.
    pub confidence: f64,
    /// Combinations of parameters that the data do not tell apart: the names in each.
    pub unidentified: Vec<Vec<String>>,
    /// Remarks on how the fit was set up, such as starts that were guessed.
    pub notes: Vec<String>,
    pub(super) response: Expr,
    pub(super) formula: Expr,
    pub(super) weighting: Weighting,
    /// The model and its partials in the parameters.
    pub(super) model: Function,
    pub(super) columns: Vec<String>,
}

/// What a fitted model says of a new row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// The model's value.
    pub value: f64,
    /// The standard error of that value.
    pub error: f64,
    /// Half the width of the interval that covers the model's true value.
    pub confidence: f64,
    /// Half the width of the interval that covers a new observation; NaN where the spread of one is
    /// not known.
    pub prediction: f64,
}

impl Deref for Fit {
    type Target = Report;

    fn deref(&self) -> &Report {
        &self.report
    }
}

impl Fit {
    fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| same_name(known, name))
    }

    /// The value of a parameter.
    pub fn value(&self, name: &str) -> Option<f64> {
        self.report.x.get(self.place(name)?).copied()
    }

    /// The standard error of a parameter.
    pub fn error(&self, name: &str) -> Option<f64> {
        self.errors.get(self.place(name)?).copied()
    }

    /// The columns that the model takes.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// What the model was fitted to: a column, or a function of columns.
    pub fn response(&self) -> &Expr {
        &self.response
    }

    /// The model, with the parameters that kept a value put in.
    pub fn formula(&self) -> &Expr {
        &self.formula
    }

    /// The column that weighs the rows, if there is one.
    pub fn weighting(&self) -> Option<&str> {
        self.weighting.column()
    }

    /// The standard deviation of the response in a row whose number in the column that weighs the
    /// rows is this; rows of a fit without such a column have all that of the residuals.
    pub fn deviation_of(&self, weight: f64) -> f64 {
        match &self.weighting {
            Weighting::None => self.deviation(),
            Weighting::Weights(_) => self.deviation() / weight.sqrt(),
            Weighting::Deviations(_) => weight,
        }
    }

    /// Whether the standard deviations of the response were given, not judged by the residuals.
    pub fn has_deviations(&self) -> bool {
        matches!(self.weighting, Weighting::Deviations(_))
    }

    /// The (weighted) sum of the squares of the residuals.
    pub fn rss(&self) -> f64 {
        self.report.f
    }

    /// The standard deviation of the residuals: the root of their sum of squares over the degrees
    /// of freedom.
    pub fn deviation(&self) -> f64 {
        if self.freedom > 0 {
            (self.report.f / self.freedom as f64).sqrt()
        } else {
            f64::NAN
        }
    }

    /// The covariance of two parameters.
    pub fn covariance_of(&self, a: &str, b: &str) -> Option<f64> {
        let (i, j) = (self.place(a)?, self.place(b)?);
        self.covariance.get(i * self.names.len() + j).copied()
    }

    /// The correlation matrix, row by row.
    pub fn correlation(&self) -> Vec<f64> {
        let n = self.names.len();
        let of = |i: usize, j: usize| {
            let (a, b) = (self.errors[i], self.errors[j]);
            if i == j {
                1.0
            } else {
                self.covariance[i * n + j] / (a * b)
            }
        };
        (0..n * n).map(|at| of(at / n, at % n)).collect()
    }

    /// How many standard errors the intervals reach to either side.
    pub fn reach(&self) -> f64 {
        let known_deviations = matches!(self.weighting, Weighting::Deviations(_));
        let freedom = (!known_deviations).then_some(self.freedom as f64);
        reach(self.confidence, freedom)
    }

    /// The model at a row: a number for each column that it mentions.
    ///
    /// The interval of a new observation takes its spread from the residuals, for a row of weight 1
    /// or of the weight that the row gives. Where the fit has a column of standard deviations, the
    /// row gives its own in that column; without it there is no such interval.
    pub fn predict(&self, row: &[(&str, f64)]) -> Option<Prediction> {
        let n = self.names.len();
        let mut point = self.report.x.clone();
        for column in &self.columns {
            let found = row.iter().find(|(name, _)| same_name(name, column));
            point.push(found?.1);
        }
        let mut outputs = vec![f64::NAN; n + 1];
        self.model.outputs_into(&point, &mut outputs).ok()?;
        let slope = &outputs[1..];
        let mut square = 0.0;
        for i in (0..n).filter(|&i| slope[i] != 0.0) {
            for j in (0..n).filter(|&j| slope[j] != 0.0) {
                square += slope[i] * self.covariance[i * n + j] * slope[j];
            }
        }
        let own = self.weighting.column();
        let own = own.and_then(|own| row.iter().find(|(name, _)| same_name(name, own)));
        let own = own.map(|(_, value)| *value);
        let spread = match &self.weighting {
            Weighting::Deviations(_) => own.filter(|own| *own >= 0.0).unwrap_or(f64::NAN),
            Weighting::Weights(_) => {
                let weight = own.unwrap_or(1.0);
                self.deviation() / weight.sqrt()
            }
            Weighting::None => self.deviation(),
        };
        let reach = self.reach();
        Some(Prediction {
            value: outputs[0],
            error: square.sqrt(),
            confidence: reach * square.sqrt(),
            prediction: reach * (square + spread * spread).sqrt(),
        })
    }

    /// What happened and what it means, in plain words.
    pub fn explanation(&self) -> Vec<String> {
        let mut lines = vec![self.report.explanation()];
        for group in &self.unidentified {
            lines.push(match group.as_slice() {
                [only] => format!(
                    "the data do not determine {only}: the model hardly changes with it here; fix it, \
                     or start elsewhere"
                ),
                several => format!(
                    "the data do not tell {} apart: they can change together without changing the \
                     fit; fix one of them",
                    several.join(", ")
                ),
            });
        }
        if self.freedom == 0 {
            lines.push(
                "there are as many parameters as rows: the fit goes through the data, and errors \
                 are not known"
                    .to_owned(),
            );
        } else if self.freedom < 0 {
            lines.push(format!(
                "there are {} parameters and only {} row{}: many values fit as well as these",
                self.names.len(),
                self.rows,
                if self.rows == 1 { "" } else { "s" }
            ));
        }
        for (name, held) in self.names.iter().zip(&self.report.held) {
            if *held {
                lines.push(format!(
                    "{name} stands at its bound, beyond which the fit would be better; errors are \
                     those of the other parameters"
                ));
            }
        }
        let n = self.names.len();
        let correlation = self.correlation();
        for i in 0..n {
            for j in 0..i {
                let part = correlation[i * n + j];
                if part.abs() > 0.9999 && self.unidentified.is_empty() {
                    lines.push(format!(
                        "{} and {} are hardly told apart by the data (correlation {part:.6})",
                        self.names[j], self.names[i]
                    ));
                }
            }
        }
        if self.report.termination == Termination::NotFinite && self.report.iterations == 0 {
            lines.push(
                "try other starting values: the model or a derivative has no value at these"
                    .to_owned(),
            );
        }
        lines.extend(self.notes.iter().cloned());
        lines
    }
}

impl fmt::Display for Fit {
    /// Lines `name = value`, the standard error beside it as a remark.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((name, value), error) in self.names.iter().zip(&self.report.x).zip(&self.errors) {
            write!(f, "{name} = {}", double(*value))?;
            if !error.is_nan() {
                write!(f, "  # standard error {}", short(*error))?;
            }
            writeln!(f)?;
        }
        for (name, value) in &self.fixed {
            writeln!(f, "{name} = {}  # fixed", double(*value))?;
        }
        writeln!(f, "ssr = {}", double(self.report.f))?;
        if self.freedom > 0 {
            writeln!(f, "residual_deviation = {}", double(self.deviation()))?;
        }
        if self.r_squared.is_finite() {
            writeln!(f, "r_squared = {}", double(self.r_squared))?;
        }
        writeln!(f, "rows = {}", self.rows)?;
        writeln!(f, "degrees_of_freedom = {}", self.freedom)?;
        writeln!(f, "status = {}", self.report.termination)?;
        write!(f, "iterations = {}", self.report.iterations)
    }
}

/// A number in six digits: errors of errors are larger than that.
fn short(value: f64) -> String {
    let rounded: Option<f64> = format!("{value:.5e}").parse().ok();
    double(rounded.unwrap_or(value))
}
