//! Errors carried through formulas.

use nalgebra::{DMatrix, SymmetricEigen};

use std::fmt;

use super::{Fit, MinimizeError, OptimizeError};
use crate::compile::CompileOptions;
use crate::expr::{Expr, double};
use crate::syntax::same_name;

/// Quantities that are known with errors: values, and their covariance.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertain {
    /// The names.
    pub names: Vec<String>,
    /// The values.
    pub values: Vec<f64>,
    /// The covariance matrix, row by row.
    pub covariance: Vec<f64>,
}

/// A formula's value with its error.
#[derive(Clone, Debug, PartialEq)]
pub struct Propagated {
    /// The value at the given values.
    pub value: f64,
    /// The expected value: the value, corrected for curvature where the second order is asked for.
    pub mean: f64,
    /// The standard deviation.
    pub deviation: f64,
    /// For each quantity its own share of the variance of first order (without correlations).
    pub shares: Vec<f64>,
    /// The names of the quantities.
    pub names: Vec<String>,
    /// To which order errors were carried.
    pub order: Order,
}

impl fmt::Display for Propagated {
    /// Lines `name = value`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "value = {}", double(self.value))?;
        if self.order == Order::Second {
            writeln!(f, "mean = {}", double(self.mean))?;
        }
        write!(f, "std = {}", double(self.deviation))?;
        for (name, share) in self.names.iter().zip(&self.shares) {
            write!(f, "\nshare of {name} = {}", double(*share))?;
        }
        Ok(())
    }
}

/// To which order a formula is expanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Order {
    /// Straight lines: the errors are small beside the curvature.
    #[default]
    First,
    /// With curvature, for normally distributed errors.
    Second,
}

impl Order {
    /// The order that a number names: 1 or 2.
    pub fn numbered(order: f64) -> Option<Self> {
        match order {
            1.0 => Some(Order::First),
            2.0 => Some(Order::Second),
            _ => None,
        }
    }
}

impl Uncertain {
    /// Independent quantities: name, value, standard deviation.
    ///
    /// # Errors
    /// [`OptimizeError::Setting`] for a deviation that is negative or not finite.
    pub fn independent<N: Into<String>>(
        quantities: impl IntoIterator<Item = (N, f64, f64)>,
    ) -> Result<Self, OptimizeError> {
        let mut known = Uncertain {
            names: Vec::new(),
            values: Vec::new(),
            covariance: Vec::new(),
        };
        let mut deviations = Vec::new();
        for (name, value, deviation) in quantities {
            if !(deviation >= 0.0 && deviation.is_finite()) {
                return Err(OptimizeError::Setting {
                    name: "standard deviation",
                    value: deviation,
                    expected: "0 or positive, and finite",
                });
            }
            known.names.push(name.into());
            known.values.push(value);
            deviations.push(deviation);
        }
        let n = deviations.len();
        known.covariance = vec![0.0; n * n];
        for (at, deviation) in deviations.iter().enumerate() {
            known.covariance[at * n + at] = deviation * deviation;
        }
        Ok(known)
    }

    /// The same with a correlation between two of the quantities.
    ///
    /// # Errors
    /// [`OptimizeError::Setting`] for a correlation outside -1 to 1, or a name that is unknown.
    pub fn correlated(mut self, a: &str, b: &str, correlation: f64) -> Result<Self, OptimizeError> {
        let place = |name: &str| self.names.iter().position(|known| same_name(known, name));
        let (Some(i), Some(j)) = (place(a), place(b)) else {
            return Err(OptimizeError::Setting {
                name: "correlation",
                value: correlation,
                expected: "between two quantities that have standard deviations",
            });
        };
        if !(-1.0..=1.0).contains(&correlation) || i == j {
            return Err(OptimizeError::Setting {
                name: "correlation",
                value: correlation,
                expected: "between -1 and 1, of two different quantities",
            });
        }
        let n = self.names.len();
        let deviations = (self.covariance[i * n + i] * self.covariance[j * n + j]).sqrt();
        self.covariance[i * n + j] = correlation * deviations;
        self.covariance[j * n + i] = correlation * deviations;
        Ok(self)
    }
}

/// An eigenvalue of a matrix of correlations down to this is 0 but for rounding.
const ROUNDING: f64 = -1e-9;

impl Uncertain {
    /// Whether no combination of the quantities has a negative variance.
    fn check(&self) -> Result<(), OptimizeError> {
        let n = self.names.len();
        let entry = |i: usize, j: usize| self.covariance.get(i * n + j).copied().unwrap_or(0.0);
        let correlation = |i: usize, j: usize| {
            let scale = (entry(i, i) * entry(j, j)).sqrt();
            match scale > 0.0 && scale.is_finite() {
                true => entry(i, j) / scale,
                false => 0.0,
            }
        };
        let all = DMatrix::from_fn(n, n, correlation);
        let apart = (0..n).all(|i| (0..i).all(|j| all[(i, j)] == 0.0));
        if apart || !all.iter().all(|entry| entry.is_finite()) {
            return Ok(());
        }
        let spectrum = SymmetricEigen::try_new(all, f64::EPSILON, MOST_ROUNDS);
        match spectrum {
            Some(spectrum) if spectrum.eigenvalues.min() < ROUNDING => {
                Err(OptimizeError::Correlations)
            }
            _ => Ok(()),
        }
    }
}

/// Rounds of the search for eigenvalues.
const MOST_ROUNDS: usize = 10_000;

impl Fit {
    /// The fitted parameters with their covariance.
    pub fn parameters(&self) -> Uncertain {
        Uncertain {
            names: self.names.clone(),
            values: self.report.x.clone(),
            covariance: self.covariance.clone(),
        }
    }
}

/// The value of a formula of uncertain quantities, with its error.
///
/// With gradient `g`, Hessian `H` and covariance `C`, the variance is `g'Cg`, and to the second
/// order (for normal errors) `g'Cg + tr(HCHC)/2`, the mean then being the value plus `tr(HC)/2`.
///
/// # Errors
/// If the formula has names without value, or can't be derived.
///
/// # Examples
/// ```
/// use gradus::optimize::{Order, Uncertain, propagate};
/// let known = Uncertain::independent([("x", 2.0, 0.1), ("y", 3.0, 0.2)])?;
/// let area = propagate(&"x*y".parse()?, &known, Order::First)?;
/// assert_eq!(area.value, 6.0);
/// assert!((area.deviation - 0.5).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// JCGM 100:2008, "Guide to the expression of uncertainty in measurement", section 5.
pub fn propagate(
    expr: &Expr,
    known: &Uncertain,
    order: Order,
) -> Result<Propagated, MinimizeError> {
    known.check()?;
    let n = known.names.len();
    let function = expr.compile_with(&known.names, &CompileOptions::default())?;
    let value = function.value(&known.values);
    let gradient = function.gradient(&known.values)?;
    let covariance = |i: usize, j: usize| known.covariance[i * n + j];
    let pairs = || (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
    let mut variance: f64 = pairs()
        .map(|(i, j)| gradient[i] * covariance(i, j) * gradient[j])
        .sum();
    let mut mean = value;
    if order == Order::Second {
        let hessian = function.hessian(&known.values)?;
        let product: Vec<f64> = pairs()
            .map(|(i, j)| (0..n).map(|k| hessian[i][k] * covariance(k, j)).sum())
            .collect();
        mean += 0.5 * (0..n).map(|i| product[i * n + i]).sum::<f64>();
        variance += 0.5
            * pairs()
                .map(|(i, j)| product[i * n + j] * product[j * n + i])
                .sum::<f64>();
    }
    let own = |i: usize| gradient[i] * covariance(i, i) * gradient[i];
    let total: f64 = (0..n).map(own).sum();
    Ok(Propagated {
        value,
        mean,
        deviation: variance.max(0.0).sqrt(),
        shares: (0..n)
            .map(|i| if total > 0.0 { own(i) / total } else { 0.0 })
            .collect(),
        names: known.names.clone(),
        order,
    })
}

/// The formula of the standard deviation to the first order, of independent quantities: a name
/// `x` has the deviation `sd_x`.
///
/// # Errors
/// If there is no derivative.
///
/// # Examples
/// ```
/// let formula = gradus::optimize::deviation_formula(&"x*y".parse()?, &["x", "y"])?;
/// assert_eq!(formula.to_string(), "sqrt(sd_x^2*y^2 + sd_y^2*x^2)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn deviation_formula<N: AsRef<str>>(expr: &Expr, names: &[N]) -> Result<Expr, MinimizeError> {
    let gradient = expr.gradient(names)?;
    let parts = gradient.into_iter().zip(names).map(|(partial, name)| {
        let deviation = Expr::symbol(&format!("sd_{}", name.as_ref()));
        partial.pow(2) * deviation.pow(2)
    });
    Ok(parts.sum::<Expr>().sqrt())
}
