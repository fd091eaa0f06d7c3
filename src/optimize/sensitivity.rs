//! How a solution moves when parameters of the problem change.

use nalgebra::DMatrix;

use super::{MinimizeError, OptimizeError};
use crate::compile::CompileOptions;
use crate::expr::Expr;

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
    let solution = matrix.clone().lu().solve(&right);
    let pivots = matrix.clone().lu().u().diagonal();
    let least = pivots
        .iter()
        .fold(f64::INFINITY, |least, pivot| least.min(pivot.abs()));
    let singular = least <= f64::EPSILON * n as f64 * size(matrix.as_slice());
    let proper = |found: &DMatrix<f64>| !singular && found.iter().all(|entry| entry.is_finite());
    let Some(solution) = solution.filter(proper) else {
        return Err(OptimizeError::SingularHessian.into());
    };
    // The step that is left must be short beside the point.
    let slope = DMatrix::from_fn(n, 1, |i, _| -gradient[i]);
    let left = matrix
        .lu()
        .solve(&slope)
        .map_or(f64::NAN, |step| size(step.as_slice()));
    if left.is_nan() || left > STATIONARY * (1.0 + size(&point[..n])) {
        return Err(OptimizeError::NotStationary { left }.into());
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

/// The longest Newton step that may be left at a point that counts as stationary.
const STATIONARY: f64 = 1e-4;
