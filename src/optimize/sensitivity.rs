//! How a solution moves when parameters of the problem change.

use std::fmt;

use nalgebra::DMatrix;

use super::{MinimizeError, Minimum, OptimizeError, Search, Termination};
use crate::compile::CompileOptions;
use crate::expr::{Expr, double};

/// The derivatives of a solution with respect to parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// The variables of the solution.
    pub variables: Vec<String>,
    /// The parameters.
    pub parameters: Vec<String>,
    /// A row for each variable, a column for each parameter.
    pub slopes: Vec<Vec<f64>>,
    /// How the optimal value changes with each parameter (envelope theorem).
    pub value_slopes: Vec<f64>,
}

impl fmt::Display for Sensitivity {
    /// Lines `dx/dp = value`, those of the optimal value last.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slopes = self.variables.iter().zip(&self.slopes);
        for (name, slopes) in slopes {
            for (parameter, slope) in self.parameters.iter().zip(slopes) {
                writeln!(f, "d{name}/d{parameter} = {}", double(*slope + 0.0))?;
            }
        }
        for (at, (parameter, slope)) in self.parameters.iter().zip(&self.value_slopes).enumerate() {
            let before = if at > 0 { "\n" } else { "" };
            write!(f, "{before}df/d{parameter} = {}", double(*slope + 0.0))?;
        }
        Ok(())
    }
}

/// How the stationary point of `expr` in `variables` moves with `parameters`.
///
/// The gradient stays 0 along the solution, so `dx/dp = -H^-1 d(gradient)/dp`, with the exact
/// Hessian `H` in the variables.
///
/// # Shape
/// `point` has a number for each variable, then for each parameter.
///
/// # Domain
/// A stationary point with a regular Hessian; elsewhere the implicit function theorem says nothing.
/// A Hessian counts as singular too where it changes by a tenth over the Newton step that is left:
/// near a singular point such as that of `x^4` it does, however near the point is.
///
/// # Errors
/// [`OptimizeError::SingularHessian`], [`OptimizeError::NotStationary`], and what can't be derived.
///
/// # Examples
/// ```
/// // The minimum of (x - p)^2 + p*x stands at x = p/2.
/// let f: gradus::Expr = "(x - p)^2 + p*x".parse()?;
/// let found = gradus::optimize::sensitivity(&f, &["x"], &["p"], &[1.0, 2.0])?;
/// assert_eq!(found.slopes, [[0.5]]);
/// assert_eq!(found.value_slopes, [3.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// Fiacco, "Introduction to Sensitivity and Stability Analysis in Nonlinear Programming" (1983).
pub fn sensitivity<N: AsRef<str>>(
    expr: &Expr,
    variables: &[N],
    parameters: &[N],
    point: &[f64],
) -> Result<Sensitivity, MinimizeError> {
    let own = |names: &[N]| -> Vec<String> {
        names.iter().map(|name| name.as_ref().to_owned()).collect()
    };
    let (variables, parameters) = (own(variables), own(parameters));
    let (n, k) = (variables.len(), parameters.len());
    if n == 0 {
        return Err(OptimizeError::NoVariables.into());
    }
    if point.len() != n + k {
        return Err(OptimizeError::StartLength {
            expected: n + k,
            found: point.len(),
        }
        .into());
    }
    let names: Vec<&String> = variables.iter().chain(&parameters).collect();
    let function = expr.compile_with(&names, &CompileOptions::default())?;
    let gradient = function.gradient(point)?;
    let hessian = function.hessian(point)?;
    let size = |row: &[f64]| {
        row.iter()
            .fold(0.0_f64, |size, entry| size.max(entry.abs()))
    };
    let matrix = DMatrix::from_fn(n, n, |i, j| hessian[i][j]);
    let right = DMatrix::from_fn(n, k, |i, j| -hessian[i][n + j]);
    let entries = size(matrix.as_slice());
    let factors = matrix.lu();
    let solution = factors.solve(&right);
    let pivots = factors.u().diagonal();
    let least = pivots
        .iter()
        .fold(f64::INFINITY, |least, pivot| least.min(pivot.abs()));
    let singular = least <= f64::EPSILON * n as f64 * entries;
    let proper = |found: &DMatrix<f64>| !singular && found.iter().all(|entry| entry.is_finite());
    let Some(solution) = solution.filter(proper) else {
        return Err(OptimizeError::SingularHessian.into());
    };
    // The step that is left must be short beside the point.
    let slope = DMatrix::from_fn(n, 1, |i, _| -gradient[i]);
    let left = factors
        .solve(&slope)
        .map_or(f64::NAN, |step| size(step.as_slice()));
    if left.is_nan() || left > STATIONARY * (1.0 + size(&point[..n])) {
        return Err(OptimizeError::NotStationary { left }.into());
    }
    let mut beyond = point.to_vec();
    if let Some(step) = factors.solve(&slope) {
        for (x, step) in beyond.iter_mut().zip(&step) {
            *x += step;
        }
    }
    let there = function.hessian(&beyond)?;
    let change = DMatrix::from_fn(n, n, |i, j| there[i][j] - hessian[i][j]);
    let change = factors.solve(&change);
    let change = change.map_or(f64::NAN, |change| {
        let sizes = change.iter().map(|entry| entry.abs());
        // Not max(), which would hide a NaN.
        sizes.fold(
            0.0,
            |size: f64, entry| if entry <= size { size } else { entry },
        )
    });
    match change {
        settled if settled <= SETTLED => {}
        near if near <= CHANGING => return Err(OptimizeError::NotStationary { left }.into()),
        _ => return Err(OptimizeError::SingularHessian.into()),
    }
    Ok(Sensitivity {
        slopes: (0..n)
            .map(|i| (0..k).map(|j| solution[(i, j)]).collect())
            .collect(),
        value_slopes: gradient[n..].to_vec(),
        variables,
        parameters,
    })
}

/// The minimum that a search finds with these values of the parameters, and how it moves with them.
///
/// # Errors
/// As [`Search::run`] and [`sensitivity`], and [`MinimizeError::NoMinimum`] where the search ends
/// elsewhere.
///
/// # Examples
/// ```
/// use gradus::optimize::{minimize, moving};
/// let f: gradus::Expr = "(x - p)^2 + p*x".parse()?;
/// let search = minimize(&f).start([("x", 5.0)]);
/// let (minimum, found) = moving(&search, &f, &[("p".to_owned(), 2.0)])?;
/// assert_eq!((minimum.x[0], found.slopes[0][0]), (1.0, 0.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn moving(
    search: &Search,
    expr: &Expr,
    parameters: &[(String, f64)],
) -> Result<(Minimum, Sensitivity), MinimizeError> {
    let mut values = Vec::with_capacity(parameters.len());
    for (name, value) in parameters {
        let number = Expr::decimal(*value).ok_or(OptimizeError::Setting {
            name: "a parameter",
            value: *value,
            expected: "finite",
        })?;
        values.push((name.as_str(), number));
    }
    let minimum = search.clone().expr(&expr.substitute(&values)).run()?;
    let found_none = |why: String| MinimizeError::NoMinimum {
        direction: minimum.direction,
        why,
    };
    if !matches!(
        minimum.termination,
        Termination::Converged | Termination::Step | Termination::Value | Termination::Bound
    ) {
        return Err(found_none(minimum.explanation()));
    }
    let mut point = minimum.x.clone();
    point.extend(parameters.iter().map(|(_, value)| value));
    let names: Vec<String> = parameters.iter().map(|(name, _)| name.clone()).collect();
    let found = sensitivity(expr, &minimum.names, &names, &point);
    let found = found.map_err(|error| match error {
        MinimizeError::Optimize(OptimizeError::NotStationary { left }) => found_none(format!(
            "{}; a Newton step of length {left:.3e} is left there",
            minimum.explanation()
        )),
        error => error,
    })?;
    Ok((minimum, found))
}

/// The longest Newton step that may be left at a point that counts as stationary.
const STATIONARY: f64 = 1e-4;

/// The Hessian may change by this share over the step that is left: the slopes are as exact.
const SETTLED: f64 = 1e-3;

/// Beyond this share it is not the Hessian of the solution, which is singular then: near the
/// minimum of `x^4` the step goes a third of the way, and the Hessian falls by half.
const CHANGING: f64 = 0.1;
