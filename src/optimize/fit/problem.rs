//! A fit set up and run.

use super::guess::guess;
use super::report::Fit;
use super::spread::SQUARES_OF;
use super::statistics::{Inverse, inverse};
use super::{FitError, Fitting, Weighting};
use crate::compile::{CompileOptions, Function};
use crate::data::{Block, Data, DataError};
use crate::expr::{Expr, natural_order};
use crate::optimize::linear::dot;
use crate::optimize::report::Iterate;
use crate::optimize::squares::{RowSquares, Squares, Triangle};
use crate::optimize::{
    Bounds, Direction, Kind, Method, MinimizeError, Objective, OptimizeError, Report, RowObjective,
    Settings, Termination, optimize,
};
use crate::syntax::same_name;

/// The share of the sum of squares that may still be promised at the end: the parameters then
/// stand within some 1e-12 of their standard errors of the best.
const PROMISE: f64 = 1e-24;

/// Where a pass over the rows is dear, the search ends when its next step is less than this share of
/// the standard errors, and that step is taken without another pass.
const LAST_STEP: f64 = 1e-5;

/// Up to so many rows second derivatives are evaluated where they help the search.
const FEW_ROWS: usize = 10_000;

/// More rows than this are fitted to so many of them first, spread over all.
const MANY_ROWS: usize = 50_000;
const PILOT_ROWS: usize = 5_000;

/// So many rows tell of what sizes the numbers of a column are.
const FEW_FOR_SCALES: usize = 1_000;

/// The better of two fits from a start: one in which the linear parameters have their best values
/// from the first step on, which is mostly quicker, and one in which they come along with the
/// others, which stays closer to a start in which they were chosen well.
fn best(
    squares: &RowSquares,
    exact: &Option<RowObjective>,
    start: &[f64],
    settings: &Settings,
) -> Result<Report, OptimizeError> {
    let projected = optimize(&Residuals { squares, exact }, start, settings)?;
    if !squares.linear().contains(&true) || settings.bounds.is_some() {
        return Ok(projected);
    }
    let plain = squares.clone().without_linear();
    let plain = Residuals {
        squares: &plain,
        exact,
    };
    let together = optimize(&plain, start, settings)?;
    let better = together.f < projected.f * (1.0 - SAME) || !projected.f.is_finite();
    let (mut taken, other) = match better {
        true => (together, projected),
        false => (projected, together),
    };
    taken.evaluations.add(&other.evaluations);
    taken.duration += other.duration;
    Ok(taken)
}

/// Sums of squares that differ by less than this share are of one minimum.
const SAME: f64 = 1e-6;

/// Residuals over rows as an objective, with their exact Hessian where there are few rows.
struct Residuals<'a> {
    squares: &'a RowSquares,
    exact: &'a Option<RowObjective>,
}

impl Objective for Residuals<'_> {
    fn dimension(&self) -> usize {
        self.squares.linear().len()
    }

    fn value(&self, x: &[f64]) -> f64 {
        self.squares.factored(x).value
    }

    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        self.value_and_gradient(x, out);
    }

    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        if let Some(exact) = self.exact {
            return exact.hessian(x, out);
        }
        let triangle = self.squares.factored(x).triangle;
        let n = self.dimension();
        for (at, out) in out.iter_mut().enumerate() {
            *out = 2.0 * triangle.product(at / n, at % n);
        }
    }

    fn value_and_gradient(&self, x: &[f64], out: &mut [f64]) -> f64 {
        let factored = self.squares.factored(x);
        out.copy_from_slice(&factored.gradient());
        factored.value
    }

    fn has_hessian(&self) -> bool {
        self.exact.is_some()
    }

    fn squares(&self) -> Option<&dyn Squares> {
        Some(self.squares)
    }
}

/// Goes where the model of the last point leads: so near that its triangle serves there too.
fn take_last_step(report: &mut Report, found: &Inverse, triangle: &Triangle) {
    if !found.unidentified.is_empty() {
        return;
    }
    let gradient = triangle.gradient();
    for (x, row) in report
        .x
        .iter_mut()
        .zip(found.entries.chunks(gradient.len()))
    {
        *x -= dot(row, &gradient);
    }
    report.f -= triangle.square() - triangle.rest();
    // The gradient of the model, whose lowest point this is.
    report.gradient_norm = 0.0;
    report.iterations += 1;
    if let Some(trajectory) = &mut report.trajectory {
        trajectory.push(Iterate {
            x: report.x.clone(),
            f: report.f,
            gradient_norm: report.gradient_norm,
        });
    }
}

/// The last of the values given for a name.
fn given<T: Clone>(values: &[(String, T)], name: &str) -> Option<T> {
    let found = values
        .iter()
        .rev()
        .find(|(known, _)| same_name(known, name));
    found.map(|(_, value)| value.clone())
}

impl Fitting {
    /// Derives, compiles and fits.
    ///
    /// # Errors
    /// See [`FitError`]. Not to converge, more parameters than rows, and parameters that the data
    /// do not determine are no errors: the report says so.
    pub fn run(&self) -> Result<Fit, FitError> {
        let options = CompileOptions {
            kink: self.kink,
            ..CompileOptions::default()
        };
        let names = self.parameters()?;
        let ranges: Vec<(String, (f64, f64))> = (self.bounds.iter())
            .map(|(name, lower, upper)| (name.clone(), (*lower, *upper)))
            .collect();
        self.check_names(&names)?;
        if !(self.confidence > 0.0 && self.confidence < 1.0) {
            return Err(FitError::Confidence {
                value: self.confidence,
            });
        }
        let spread = self.spread(&options)?;

        let fixed = (self.fixed.iter())
            .map(|(name, value)| {
                let number = Expr::decimal(*value).ok_or(OptimizeError::Setting {
                    name: "a fixed parameter",
                    value: *value,
                    expected: "finite",
                })?;
                Ok((name.as_str(), number))
            })
            .collect::<Result<Vec<(&str, Expr)>, OptimizeError>>()?;
        let model = self.model.substitute(&fixed);
        let residual = &self.response - &model;
        let residual = match &self.weighting {
            Weighting::None => residual,
            Weighting::Weights(column) => Expr::symbol(column).sqrt() * residual,
            Weighting::Deviations(column) => residual / Expr::symbol(column),
        };
        let exact = if self.data.rows() <= FEW_ROWS {
            let sum = residual.pow(2).row_sum();
            Some(RowObjective::new(&sum, &names, &self.data, &options)?)
        } else {
            None
        };
        let squares = RowSquares::compile(&[residual], &names, &self.data, &options)?
            .threads(self.threads)
            .interrupt(self.settings.interrupt.clone());

        let bounds = (!ranges.is_empty()).then(|| {
            let mut bounds = Bounds::none(names.len());
            for (at, name) in names.iter().enumerate() {
                if let Some((lower, upper)) = given(&ranges, name) {
                    bounds.lower[at] = lower;
                    bounds.upper[at] = upper;
                }
            }
            bounds
        });
        if let Some(bounds) = &bounds {
            let checked = bounds.check(names.len());
            checked.map_err(|error| MinimizeError::of(error, &names))?;
        }
        let start: Vec<Option<f64>> = names.iter().map(|name| given(&self.start, name)).collect();
        if let Some((name, value)) = (names.iter().zip(&start))
            .find_map(|(name, value)| Some((name, value.filter(|value| !value.is_finite())?)))
        {
            let name = name.clone();
            return Err(MinimizeError::StartNotFinite { name, value }.into());
        }
        let mut notes = Vec::new();
        self.note_scales(&mut notes)?;
        let start = guess(
            &squares,
            &self.data,
            &names,
            &start,
            bounds.as_ref(),
            &mut notes,
        );

        let mut settings = Settings::new(Method::LevenbergMarquardt, Direction::Minimize);
        settings.max_iterations = self.settings.max_iterations;
        settings.trace = self.settings.trace;
        settings.interrupt.clone_from(&self.settings.interrupt);
        settings.promise = Some(PROMISE);
        // The triangle at the end says it, and better.
        settings.unclassified = true;
        settings.bounds = bounds;
        let pilot = (self.data.rows() > MANY_ROWS)
            .then(|| sample(&self.data, PILOT_ROWS))
            .transpose()?;
        let start = match &pilot {
            None => start,
            Some(few) => {
                notes.push(format!(
                    "fitted to {} rows first, spread over all",
                    few.rows()
                ));
                best(&squares.clone().over(few), &None, &start, &settings)?.x
            }
        };
        let mut report = match &pilot {
            None => best(&squares, &exact, &start, &settings)?,
            Some(_) => {
                settings.promise = Some(LAST_STEP * LAST_STEP / self.data.rows() as f64);
                let objective = Residuals {
                    squares: &squares,
                    exact: &None,
                };
                optimize(&objective, &start, &settings)?
            }
        };

        let n = names.len();
        let free: Vec<usize> = (0..n).filter(|&at| !report.held[at]).collect();
        // Errors are wanted of a fit that was interrupted too.
        let end = squares.clone().interrupt(None).factored(&report.x);
        if let Some(error) = squares.fault() {
            return Err(error.into());
        }
        let triangle = end.triangle.select(&free);
        let found = inverse(&triangle);
        let is_near = pilot.is_some() && report.termination == Termination::Converged;
        if is_near && settings.bounds.is_none() {
            take_last_step(&mut report, &found, &triangle);
        }
        // Units of parameters differ so much that the eigenvalues of the Hessian as it stands say
        // little; the singular values of scaled columns say it here.
        let settled = matches!(
            report.termination,
            Termination::Converged | Termination::Bound | Termination::Step | Termination::Value
        );
        report.kind = (settled && found.unidentified.is_empty()).then_some(Kind::Minimum);
        let freedom = spread.rows as i64 - n as i64;
        let known_deviations = matches!(self.weighting, Weighting::Deviations(_));
        let variance = match (known_deviations, freedom > 0) {
            (true, _) => 1.0,
            (false, true) => report.f / freedom as f64,
            (false, false) => f64::NAN,
        };
        let mut covariance = vec![f64::NAN; n * n];
        for (i, &row) in free.iter().enumerate() {
            for (j, &column) in free.iter().enumerate() {
                covariance[row * n + column] = variance * found.entries[i * free.len() + j];
            }
        }
        Ok(Fit {
            errors: (0..n).map(|at| covariance[at * n + at].sqrt()).collect(),
            r_squared: 1.0 - report.f / spread.total,
            report,
            covariance,
            rows: spread.rows,
            freedom,
            confidence: self.confidence,
            unidentified: (found.unidentified.iter())
                .map(|group| group.iter().map(|&at| names[free[at]].clone()).collect())
                .collect(),
            notes,
            weighting: self.weighting.clone(),
            columns: self.columns_of(&model),
            model: self.predictor(&model, &names, &options)?,
            response: self.response.clone(),
            formula: model,
            fixed: self.fixed.clone(),
            names,
        })
    }

    /// Says which columns have numbers of sizes that sums of squares may not bear.
    fn note_scales(&self, notes: &mut Vec<String>) -> Result<(), FitError> {
        let few = sample(&self.data, FEW_FOR_SCALES)?;
        for name in self.columns_of(&self.model) {
            let column = few.column(&name).unwrap_or(&[]);
            let largest = column.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
            if largest > 0.0 && !SQUARES_OF.contains(&largest) {
                notes.push(format!(
                    "{name} reaches {largest:e}: give it in other units if parameters come out \
                     undetermined"
                ));
            }
        }
        Ok(())
    }

    fn is_column(&self, name: &str) -> bool {
        self.data.position(name).is_some()
    }

    /// The names of the model that are neither columns nor fixed: what is fitted, in natural order.
    ///
    /// # Errors
    /// Where there are none, or the fit can't be started for what else its names say.
    pub fn parameters(&self) -> Result<Vec<String>, FitError> {
        let columns = || self.data.table_names().to_vec();
        for name in self.response.free_symbols() {
            if !self.is_column(&name) {
                return Err(FitError::Response {
                    name,
                    columns: columns(),
                });
            }
        }
        if self.model.has_row_sums() || self.response.has_row_sums() {
            return Err(FitError::RowSums);
        }
        let mut names = self.model.free_symbols();
        names.retain(|name| !self.is_column(name));
        names.sort_by(|a, b| natural_order(a, b));
        for (name, _) in &self.fixed {
            if !names.iter().any(|known| same_name(known, name)) {
                return Err(FitError::NoSuchParameter {
                    name: name.clone(),
                    parameters: names,
                });
            }
        }
        names.retain(|name| given(&self.fixed, name).is_none());
        if names.is_empty() {
            return Err(FitError::NoParameters { columns: columns() });
        }
        Ok(names)
    }

    /// Whether a formula is one of the parameters, fitted or fixed: what the fit can tell with its
    /// error.
    ///
    /// # Errors
    /// [`FitError::NoSuchParameter`] for another name, and as [`Fitting::parameters`].
    pub fn check_formula(&self, formula: &Expr) -> Result<(), FitError> {
        let parameters = self.parameters()?;
        let fixed = self.fixed.iter().map(|(name, _)| name);
        let known: Vec<&String> = parameters.iter().chain(fixed).collect();
        let mut names = formula.free_symbols().into_iter();
        let other = names.find(|name| !known.iter().any(|known| same_name(known, name)));
        match other {
            Some(name) => Err(FitError::NoSuchParameter { name, parameters }),
            None => Ok(()),
        }
    }

    /// Whether a row has a number for each column of the model, and for no other but the one that
    /// weighs it.
    ///
    /// # Errors
    /// [`FitError::Row`] for a column that is missing, is none of the model, or stands twice.
    pub fn check_row(&self, row: &[(&str, f64)]) -> Result<(), FitError> {
        let columns = self.columns_of(&self.model);
        let weigh = self.weighting.column();
        let is = |known: &str| {
            row.iter()
                .filter(|(name, _)| same_name(name, known))
                .count()
        };
        let known = |name: &str| {
            let mut all = columns.iter().map(String::as_str).chain(weigh);
            all.any(|known| same_name(known, name))
        };
        let missing = columns.iter().find(|column| is(column) == 0).cloned();
        let other = row.iter().find(|(name, _)| !known(name) || is(name) > 1);
        match missing.or_else(|| other.map(|(name, _)| (*name).to_owned())) {
            Some(name) => Err(FitError::Row { name, columns }),
            None => Ok(()),
        }
    }

    /// Whether all names that values are given for are parameters.
    fn check_names(&self, names: &[String]) -> Result<(), FitError> {
        let starts = self.start.iter().map(|(name, _)| name);
        let fixed = |name: &str| given(&self.fixed, name).is_some();
        for name in starts.chain(self.bounds.iter().map(|(name, ..)| name)) {
            if !names.iter().any(|known| same_name(known, name)) && !fixed(name) {
                return Err(FitError::NoSuchParameter {
                    name: name.clone(),
                    parameters: names.to_vec(),
                });
            }
        }
        Ok(())
    }

    fn columns_of(&self, model: &Expr) -> Vec<String> {
        let mut names = model.free_symbols();
        names.retain(|name| self.is_column(name));
        names
    }

    /// The model and its partials, of the parameters and the columns.
    fn predictor(
        &self,
        model: &Expr,
        names: &[String],
        options: &CompileOptions,
    ) -> Result<Function, FitError> {
        let gradient = model.gradient(names).map_err(MinimizeError::from)?;
        let outputs: Vec<&Expr> = [model].into_iter().chain(&gradient).collect();
        let mut inputs = names.to_vec();
        inputs.extend(self.columns_of(model));
        let function =
            Expr::compile_all(&outputs, &inputs, options).map_err(MinimizeError::from)?;
        Ok(function)
    }
}

/// Rows of a table that stand evenly in it, few enough to try many starts on.
pub(super) fn sample(data: &Data, most: usize) -> Result<Data, DataError> {
    let stride = data.rows().div_ceil(most).max(1);
    let places: Vec<usize> = (0..data.names().len()).collect();
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); places.len()];
    data.for_each_block(&places, &mut |block: Block<'_>| {
        let first = block.start.next_multiple_of(stride) - block.start;
        for row in (first..block.rows).step_by(stride) {
            for (kept, column) in columns.iter_mut().zip(block.columns) {
                kept.push(column[row]);
            }
        }
        Ok::<(), DataError>(())
    })?;
    Data::from_columns(data.names().iter().cloned().zip(columns))
}
