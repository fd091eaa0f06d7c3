//! Minima of expressions: what the methods need is derived and compiled here.
//!
//! The file is long because a search has many settings, a short method each.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::constraints::{Constraint, constrained};
use super::formula::Formula;
use super::{
    Bounds, Direction, LineSearch, Method, Minimum, Objective, OptimizeError, Range, RowObjective,
    Settings, optimize,
};
use crate::compile::{
    CompileError, CompileOptions, Curvature, Derivatives, DerivativesError, Function, KinkPolicy,
};
use crate::data::{Data, RowError};
use crate::diff::DiffError;
use crate::expr::{Expr, Node, double, natural_order};

/// Why no solver was run on an expression.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MinimizeError {
    /// A variable has no start value.
    NoStart {
        /// The variable.
        name: String,
    },
    /// There is no derivative.
    Diff(DiffError),
    /// The expression can't be compiled.
    Compile(CompileError),
    /// There are no derivatives for another reason.
    Derivatives(DerivativesError),
    /// The solver's settings or start make no sense.
    Optimize(OptimizeError),
    /// The expression has no value over the rows of the data.
    Rows(RowError),
    /// A name has bounds, but the function has no such variable.
    NoSuchVariable {
        /// The name.
        name: String,
    },
    /// The bounds of a variable leave it no value.
    Bounds {
        /// The variable.
        name: String,
        /// The lower bound.
        lower: f64,
        /// The upper bound.
        upper: f64,
    },
    /// There are constraints on an expression over the rows of data.
    ConstraintsOverRows,
    /// No minimum (maximum) was found from the start.
    NoMinimum {
        /// Down or up.
        direction: Direction,
        /// How the search ended, in words.
        why: String,
    },
    /// A variable's start is NaN or infinite.
    StartNotFinite {
        /// The variable.
        name: String,
        /// What it is.
        value: f64,
    },
}

impl MinimizeError {
    /// What is wrong with a problem in these variables: told by name instead of by place.
    pub(super) fn of(error: OptimizeError, names: &[String]) -> Self {
        match error {
            OptimizeError::StartNotFinite { index, value } if index < names.len() => {
                MinimizeError::StartNotFinite {
                    name: names[index].clone(),
                    value,
                }
            }
            OptimizeError::Bounds {
                index,
                lower,
                upper,
            } if index < names.len() => MinimizeError::Bounds {
                name: names[index].clone(),
                lower,
                upper,
            },
            error => MinimizeError::Optimize(error),
        }
    }
}

impl fmt::Display for MinimizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MinimizeError::NoStart { name } => {
                write!(f, "`{name}` has no start value; give one, such as {name}=1")
            }
            MinimizeError::Diff(error) => error.fmt(f),
            MinimizeError::Compile(error) => error.fmt(f),
            MinimizeError::Derivatives(error) => error.fmt(f),
            MinimizeError::Optimize(error) => error.fmt(f),
            MinimizeError::Rows(error) => error.fmt(f),
            MinimizeError::NoSuchVariable { name } => {
                write!(f, "`{name}` has bounds, but there is no such variable")
            }
            MinimizeError::Bounds { name, lower, upper } => write!(
                f,
                "no number lies between the bounds {} and {} of `{name}`",
                double(*lower),
                double(*upper)
            ),
            MinimizeError::ConstraintsOverRows => f.write_str(
                "constraints can't be put on an expression over the rows of data; use bounds, or \
                 put what the constraints say into the expression",
            ),
            MinimizeError::NoMinimum { direction, why } => {
                let extremum = match direction {
                    Direction::Minimize => "minimum",
                    Direction::Maximize => "maximum",
                };
                write!(f, "no {extremum} was found from this start: {why}")
            }
            MinimizeError::StartNotFinite { name, value } => write!(
                f,
                "the start of `{name}` is {}; it must be finite",
                double(*value)
            ),
        }
    }
}

impl std::error::Error for MinimizeError {}

impl From<CompileError> for MinimizeError {
    fn from(error: CompileError) -> Self {
        MinimizeError::Compile(error)
    }
}

impl From<DiffError> for MinimizeError {
    fn from(error: DiffError) -> Self {
        MinimizeError::Diff(error)
    }
}

impl From<RowError> for MinimizeError {
    fn from(error: RowError) -> Self {
        MinimizeError::Rows(error)
    }
}

impl From<DerivativesError> for MinimizeError {
    fn from(error: DerivativesError) -> Self {
        match error {
            DerivativesError::Diff(error) => MinimizeError::Diff(error),
            DerivativesError::Compile(error) => MinimizeError::Compile(error),
            other => MinimizeError::Derivatives(other),
        }
    }
}

impl From<OptimizeError> for MinimizeError {
    fn from(error: OptimizeError) -> Self {
        MinimizeError::Optimize(error)
    }
}

impl Objective for Function {
    fn dimension(&self) -> usize {
        self.input_count()
    }

    fn value(&self, x: &[f64]) -> f64 {
        Function::value(self, x)
    }

    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        self.value_and_gradient(x, out);
    }

    fn value_and_gradient(&self, x: &[f64], out: &mut [f64]) -> f64 {
        match self.derivatives() {
            Ok(derivatives) => derivatives.value_and_gradient(x, out),
            Err(_) => {
                out.fill(f64::NAN);
                f64::NAN
            }
        }
    }

    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        let mut gradient = vec![f64::NAN; self.input_count()];
        match self.derivatives() {
            Ok(derivatives) => {
                derivatives.value_gradient_hessian(x, &mut gradient, out);
            }
            Err(_) => out.fill(f64::NAN),
        }
    }

    fn sparsity(&self) -> Option<&[(usize, usize)]> {
        let curvature = self.derivatives().ok()?.curvature().ok()?;
        Some(curvature.places())
    }

    fn is_quadratic(&self) -> bool {
        let made = self.derivatives().and_then(Derivatives::curvature);
        made.is_ok_and(Curvature::is_constant)
    }

    fn hessian_entries(&self, x: &[f64], out: &mut [f64]) {
        let made = self.derivatives().and_then(Derivatives::curvature);
        let Ok(curvature) = made else {
            out.fill(f64::NAN);
            return;
        };
        let before = 1 + self.input_count();
        let mut all = vec![f64::NAN; before + out.len()];
        let _ = curvature.function().outputs_into(x, &mut all);
        out.copy_from_slice(&all[before..]);
    }

    fn hessian_times(&self, x: &[f64], v: &[f64], out: &mut [f64]) -> bool {
        let made = self.derivatives().and_then(|made| made.products());
        let Ok(products) = made else {
            return false;
        };
        products.outputs_into(&[x, v].concat(), out).is_ok()
    }
}

/// A search for a minimum or maximum, as it is set up.
#[derive(Clone, Debug)]
pub struct Search {
    expr: Expr,
    start: Vec<(String, f64)>,
    settings: Settings,
    kink: KinkPolicy,
    constraints: Vec<Constraint>,
    ranges: Vec<Range>,
    data: Option<Data>,
    threads: Option<usize>,
}

/// Sets up the search for a minimum.
///
/// # Examples
/// ```
/// let f: gradus::Expr = "2x^2 + 3y^2 - x*y".parse()?;
/// let minimum = gradus::minimize(&f).start([("x", 1.0), ("y", 3.0)]).run()?;
/// assert!(minimum.at("x").is_some_and(|x| x.abs() < 1e-9));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn minimize(expr: &Expr) -> Search {
    search(expr, Direction::Minimize)
}

/// Sets up the search for a maximum.
pub fn maximize(expr: &Expr) -> Search {
    search(expr, Direction::Maximize)
}

fn search(expr: &Expr, direction: Direction) -> Search {
    Search {
        expr: expr.clone(),
        start: Vec::new(),
        settings: Settings::new(Method::Auto, direction),
        kink: KinkPolicy::Nan,
        constraints: Vec::new(),
        ranges: Vec::new(),
        data: None,
        threads: None,
    }
}

impl Search {
    /// Another expression, with the same settings.
    #[must_use]
    pub fn expr(mut self, expr: &Expr) -> Self {
        self.expr = expr.clone();
        self
    }

    /// Where to start: a value for each free symbol.
    #[must_use]
    pub fn start<N: Into<String>>(mut self, values: impl IntoIterator<Item = (N, f64)>) -> Self {
        self.start
            .extend(values.into_iter().map(|(name, value)| (name.into(), value)));
        self
    }

    /// The table that sums and means run over: the names of its columns are no variables.
    ///
    /// # Examples
    /// ```
    /// use gradus::data::Data;
    /// let data = Data::from_columns([("x", vec![0.0, 1.0, 2.0]), ("y", vec![1.0, 3.0, 5.0])])?;
    /// let loss: gradus::Expr = "mean((y - a*x - b)^2)".parse()?;
    /// let line = gradus::minimize(&loss).data(&data).start([("a", 0.0), ("b", 0.0)]).run()?;
    /// assert!(line.at("a").is_some_and(|a| (a - 2.0).abs() < 1e-9));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn data(mut self, data: &Data) -> Self {
        self.data = Some(data.clone());
        self
    }

    /// How many threads go through the rows of data; as many as there are cores unless it is set.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// The method; by default the one that suits the problem.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.settings.method = method;
        self
    }

    /// The fixed rate of gradient descent, which is then the method unless another is named.
    #[must_use]
    pub fn rate(mut self, rate: f64) -> Self {
        self.settings.rate = Some(rate);
        self
    }

    /// The share of the last step that momentum keeps.
    #[must_use]
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.settings.momentum = Some(momentum);
        self
    }

    /// How gradient descent finds its step lengths where no rate is given.
    #[must_use]
    pub fn line_search(mut self, line_search: LineSearch) -> Self {
        self.settings.line_search = line_search;
        self
    }

    /// The range of each variable, in natural order.
    #[must_use]
    pub fn bounds(mut self, bounds: Bounds) -> Self {
        self.settings.bounds = Some(bounds);
        self
    }

    /// Conditions that must hold at the solution.
    ///
    /// # Examples
    /// ```
    /// use gradus::optimize::Constraint;
    /// let f: gradus::Expr = "x*y".parse()?;
    /// let on_line = Constraint::Equal("x + y - 1".parse()?);
    /// let found = gradus::maximize(&f).subject_to([on_line]).start([("x", 0.2), ("y", 0.3)]).run()?;
    /// assert!((found.at("x").unwrap_or(0.0) - 0.5).abs() < 1e-12);
    /// assert!((found.constraints[0].multiplier + 0.5).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn subject_to(mut self, constraints: impl IntoIterator<Item = Constraint>) -> Self {
        self.constraints.extend(constraints);
        self
    }

    /// The range of one variable, ends included; an infinite end is no bound. Of a variable that is
    /// given twice the last range holds.
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "(x - 5)^2".parse()?;
    /// let found = gradus::minimize(&f).range("x", 0.0, 3.0).start([("x", 1.0)]).run()?;
    /// assert_eq!(found.at("x"), Some(3.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn range(mut self, name: impl Into<String>, lower: f64, upper: f64) -> Self {
        self.ranges.push((name.into(), lower, upper));
        self
    }

    /// The largest number of steps.
    #[must_use]
    pub fn max_iterations(mut self, steps: usize) -> Self {
        self.settings.max_iterations = Some(steps);
        self
    }

    /// The norm of the gradient at which the search has converged.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.settings.tolerance = Some(tolerance);
        self
    }

    /// The step length below which the search ends.
    #[must_use]
    pub fn step_tolerance(mut self, tolerance: f64) -> Self {
        self.settings.step_tolerance = Some(tolerance);
        self
    }

    /// The change of the value below which the search ends.
    #[must_use]
    pub fn value_tolerance(mut self, tolerance: f64) -> Self {
        self.settings.value_tolerance = Some(tolerance);
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
    pub fn kink(mut self, kink: KinkPolicy) -> Self {
        self.kink = kink;
        self
    }

    /// A flag that ends the search from another thread.
    #[must_use]
    pub fn interrupt(mut self, flag: Arc<AtomicBool>) -> Self {
        self.settings.interrupt = Some(flag);
        self
    }

    /// The expression.
    pub fn expression(&self) -> &Expr {
        &self.expr
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The names that were given a start.
    pub fn starts(&self) -> impl Iterator<Item = &str> {
        self.start.iter().map(|(name, _)| name.as_str())
    }

    /// Whether expression, start and settings decide the walk alone: there are no bounds,
    /// constraints or data.
    pub fn is_free(&self) -> bool {
        self.settings.bounds.is_none()
            && self.constraints.is_empty()
            && self.ranges.is_empty()
            && self.data.is_none()
    }

    /// Derives, compiles and searches.
    ///
    /// # Errors
    /// See [`MinimizeError`]. Not to converge is no error: the report says so.
    pub fn run(&self) -> Result<Minimum, MinimizeError> {
        let mut names = self.expr.free_symbols();
        for Constraint::Equal(expr) | Constraint::AtMost(expr) in &self.constraints {
            names.extend(expr.free_symbols());
        }
        names.sort_by(|a, b| natural_order(a, b));
        names.dedup();
        if let Some(data) = &self.data {
            names.retain(|name| data.position(name).is_none());
        }
        if names.is_empty() {
            // A constant is searched in the variables that a start names.
            names = self.start.iter().map(|(name, _)| name.clone()).collect();
            names.sort_by(|a, b| natural_order(a, b));
            names.dedup();
        }
        // Of a name that is given twice the last value holds.
        let given: HashMap<_, f64> = (self.start.iter())
            .map(|(name, value)| (crate::syntax::normalise_name(name), *value))
            .collect();
        let start = names
            .iter()
            .map(|name| {
                (given.get(&crate::syntax::normalise_name(name)).copied())
                    .ok_or_else(|| MinimizeError::NoStart { name: name.clone() })
            })
            .collect::<Result<Vec<f64>, _>>()?;
        let mut settings = self.settings.clone();
        self.put_ranges(&names, &mut settings)?;
        if settings.rate.is_some() && settings.method == Method::Auto {
            // Only descent has a rate, so this is what was meant.
            settings.method = Method::GradientDescent;
        }
        let options = CompileOptions {
            kink: self.kink,
            ..CompileOptions::default()
        };
        if self.data.is_some() && !self.constraints.is_empty() {
            return Err(MinimizeError::ConstraintsOverRows);
        }
        let mut notes = Vec::new();
        if has_kinks(&self.expr) {
            notes.push(
                "the function has kinks, where its slope jumps: a minimum may stand at one, and is \
                 only approached then"
                    .to_owned(),
            );
        }
        if let Some(data) = &self.data {
            let mut starts = self.start.iter();
            if let Some((name, _)) = starts.find(|(name, _)| data.position(name).is_some()) {
                return Err(RowError::ParameterIsColumn { name: name.clone() }.into());
            }
            let mut objective = RowObjective::new(&self.expr, &names, data, &options)?;
            if let Some(threads) = self.threads {
                objective = objective.threads(threads);
            }
            if let Some(flag) = &settings.interrupt {
                objective = objective.interrupt(Arc::clone(flag));
            }
            if matches!(settings.method, Method::Auto | Method::LevenbergMarquardt) {
                objective = objective.with_squares()?;
            }
            if settings.method.resolve(&objective).entry().second {
                objective.derive_hessian()?;
            }
            let report = optimize(&objective, &start, &settings)
                .map_err(|error| MinimizeError::of(error, &names))?;
            return match objective.fault() {
                Some(error) => Err(error.into()),
                None => Ok(Minimum {
                    names,
                    report,
                    constraints: Vec::new(),
                    notes,
                }),
            };
        }
        if !self.constraints.is_empty() {
            let (report, constraints) = constrained(
                &self.expr,
                &names,
                &self.constraints,
                &start,
                &settings,
                &options,
            )
            .map_err(|error| match error {
                MinimizeError::Optimize(error) => MinimizeError::of(error, &names),
                error => error,
            })?;
            return Ok(Minimum {
                names,
                report,
                constraints,
                notes,
            });
        }
        let formula = Formula::new(&self.expr, &names, settings.method, &options)?;
        let report = optimize(&formula, &start, &settings)
            .map_err(|error| MinimizeError::of(error, &names))?;
        Ok(Minimum {
            names,
            report,
            constraints: Vec::new(),
            notes,
        })
    }
}

impl Search {
    /// Adds the ranges of single variables to the bounds.
    fn put_ranges(&self, names: &[String], settings: &mut Settings) -> Result<(), MinimizeError> {
        if self.ranges.is_empty() {
            return Ok(());
        }
        let mut bounds = match settings.bounds.take() {
            Some(bounds) => bounds,
            None => Bounds::none(names.len()),
        };
        for (name, lower, upper) in &self.ranges {
            let place = names
                .iter()
                .position(|known| crate::syntax::same_name(known, name))
                .ok_or_else(|| MinimizeError::NoSuchVariable { name: name.clone() })?;
            let single = Bounds {
                lower: vec![*lower],
                upper: vec![*upper],
            };
            single.check(1).map_err(|_| MinimizeError::Bounds {
                name: name.clone(),
                lower: *lower,
                upper: *upper,
            })?;
            let both = (bounds.lower.get_mut(place), bounds.upper.get_mut(place));
            if let (Some(least), Some(most)) = both {
                (*least, *most) = (*lower, *upper);
            }
        }
        settings.bounds = Some(bounds);
        Ok(())
    }
}

/// Whether a function has pieces, or a function of the table that has kinks.
fn has_kinks(expr: &Expr) -> bool {
    expr.with(|arena, id| {
        let found = arena.reachable(&[id]);
        found.iter().any(|&id| match arena.node(id) {
            Node::Piecewise(_) => true,
            Node::Call(function, _) => !function.row().kinks.is_empty(),
            _ => false,
        })
    })
}
