//! Errors carried through formulas.

use nalgebra::{DMatrix, SymmetricEigen};

use std::fmt;

use super::{Fit, MinimizeError, OptimizeError};
use crate::compile::CompileOptions;
use crate::expr::{Expr, double};
use crate::syntax::same_name;

/// Quantities that are known with errors: values, standard deviations and correlations. Variances
/// would leave the range of doubles where the deviations do not.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertain {
    /// The names.
    pub names: Vec<String>,
    /// The values.
    pub values: Vec<f64>,
    /// The standard deviations.
    pub deviations: Vec<f64>,
    /// The matrix of correlations, row by row; its diagonal is 1.
    pub correlations: Vec<f64>,
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
    /// For each quantity its own share of the variance of first order (without correlations); NaN
    /// where that variance is not finite.
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

impl Propagated {
    /// What is to be said of an error that is not finite.
    pub fn remark(&self) -> Option<&'static str> {
        let finite = self.value.is_finite() && self.deviation.is_finite();
        (!finite).then_some("the formula has no finite value or no finite slope there")
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
            deviations: Vec::new(),
            correlations: Vec::new(),
        };
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
            known.deviations.push(deviation);
        }
        let n = known.names.len();
        known.correlations = (0..n * n).map(|at| own(at / n, at % n)).collect();
        Ok(known)
    }

    /// Quantities with a covariance matrix: a row for each name, in their order.
    ///
    /// # Errors
    /// [`OptimizeError::CovarianceLength`] for a matrix of another size,
    /// [`OptimizeError::Asymmetric`] for one that is not symmetric (but for rounding),
    /// [`OptimizeError::Setting`] for a variance that is negative or an entry that is not finite,
    /// and [`OptimizeError::Correlations`] where an entry is larger than its variances allow.
    ///
    /// # Examples
    /// ```
    /// use gradus::optimize::{Order, Uncertain, propagate};
    /// let quantities = [("x", 2.0), ("y", 3.0)];
    /// let known = Uncertain::with_covariance(quantities, &[vec![0.04, -0.06], vec![-0.06, 0.09]])?;
    /// let sum = propagate(&"x + y".parse()?, &known, Order::First)?;
    /// assert!((sum.deviation - 0.1).abs() < 1e-9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_covariance<N: Into<String>>(
        quantities: impl IntoIterator<Item = (N, f64)>,
        covariance: &[Vec<f64>],
    ) -> Result<Self, OptimizeError> {
        let (names, values): (Vec<String>, Vec<f64>) = quantities
            .into_iter()
            .map(|(name, value)| (name.into(), value))
            .unzip();
        let n = names.len();
        let lengths = || covariance.iter().map(Vec::len);
        if covariance.len() != n || lengths().any(|length| length != n) {
            return Err(OptimizeError::CovarianceLength {
                expected: n,
                rows: covariance.len(),
                columns: lengths().find(|&length| length != n).unwrap_or(n),
            });
        }
        let mut deviations = Vec::with_capacity(n);
        for (i, row) in covariance.iter().enumerate() {
            if let Some(&value) = row.iter().find(|entry| !entry.is_finite()) {
                return Err(OptimizeError::Setting {
                    name: "an entry of the covariance",
                    value,
                    expected: "finite",
                });
            }
            if row[i] < 0.0 {
                return Err(OptimizeError::Setting {
                    name: "a variance, on the diagonal of the covariance,",
                    value: row[i],
                    expected: "0 or positive",
                });
            }
            deviations.push(row[i].sqrt());
        }
        let mut correlations = vec![0.0; n * n];
        for i in 0..n {
            correlations[i * n + i] = 1.0;
            for j in 0..i {
                let (below, above) = (covariance[i][j], covariance[j][i]);
                if below == 0.0 && above == 0.0 {
                    continue;
                }
                // The deviations of both one after the other: their product may leave the range.
                let [below, above] =
                    [below, above].map(|entry| entry / deviations[i] / deviations[j]);
                if (below - above).abs() > ASYMMETRY {
                    return Err(OptimizeError::Asymmetric {
                        row: i + 1,
                        column: j + 1,
                    });
                }
                let both = 0.5 * (below + above);
                // Not a number where the entries and a variance are 0.
                if both.is_nan() || both.abs() > 1.0 + ASYMMETRY {
                    return Err(OptimizeError::Correlations);
                }
                correlations[i * n + j] = both.clamp(-1.0, 1.0);
                correlations[j * n + i] = both.clamp(-1.0, 1.0);
            }
        }
        Ok(Uncertain {
            names,
            values,
            deviations,
            correlations,
        })
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
        self.correlations[i * n + j] = correlation;
        self.correlations[j * n + i] = correlation;
        Ok(self)
    }
}

/// The correlation of independent quantities.
fn own(i: usize, j: usize) -> f64 {
    if i == j { 1.0 } else { 0.0 }
}

/// Entries of a covariance matrix that should be equal may differ by this share of the deviations:
/// they were rounded or printed.
const ASYMMETRY: f64 = 1e-6;

/// An eigenvalue of a matrix of correlations down to this is 0 but for rounding.
const ROUNDING: f64 = -1e-9;

impl Uncertain {
    /// Whether no combination of the quantities has a negative variance.
    fn check(&self) -> Result<(), OptimizeError> {
        let n = self.names.len();
        let all = DMatrix::from_fn(n, n, |i, j| self.correlations[i * n + j]);
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
            deviations: self.errors.clone(),
            correlations: self.correlation(),
        }
    }
}

/// The value of a formula of uncertain quantities, with its error.
///
/// With gradient `g`, Hessian `H` and covariance `C`, the variance is `g'Cg`, and to the second
/// order (for normal errors) `g'Cg + tr(HCHC)/2`, the mean then being the value plus `tr(HC)/2`.
///
/// # Domain
/// The deviation is NaN where the formula has no value, or no slope in a quantity that has an error
/// (a kink), and infinite where it or a slope is. No square is formed before it is scaled: a
/// deviation is found that a double can hold.
///
/// # Errors
/// If the formula has names without value, can't be derived, or the correlations contradict one
/// another.
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
    propagate_with(expr, known, order, &CompileOptions::default())
}

/// The same, with what slopes are at kinks.
///
/// # Errors
/// As [`propagate`].
pub fn propagate_with(
    expr: &Expr,
    known: &Uncertain,
    order: Order,
    options: &CompileOptions,
) -> Result<Propagated, MinimizeError> {
    known.check()?;
    let n = known.names.len();
    let function = expr.compile_with(&known.names, options)?;
    let value = function.value(&known.values);
    let gradient = function.gradient(&known.values)?;
    let mentioned = expr.free_symbols();
    let takes_part: Vec<bool> = (known.names.iter().zip(&known.deviations))
        .map(|(name, deviation)| {
            *deviation != 0.0 && mentioned.iter().any(|free| same_name(free, name))
        })
        .collect();
    // In units of the deviations. What has no error or is not in the formula has no part in it,
    // whatever slope there is.
    let slopes: Vec<f64> = (0..n)
        .map(|i| match takes_part[i] {
            true => gradient[i] * known.deviations[i],
            false => 0.0,
        })
        .collect();
    let mut curvature = vec![0.0; n * n];
    if order == Order::Second {
        let hessian = function.hessian(&known.values)?;
        for i in (0..n).filter(|&i| takes_part[i]) {
            for j in (0..n).filter(|&j| takes_part[j]) {
                let factors = [hessian[i][j], known.deviations[i], known.deviations[j]];
                curvature[i * n + j] = product(factors);
            }
        }
    }
    let correlation = |i: usize, j: usize| known.correlations[i * n + j];
    // Where a correlation is 0, nothing is added, be the rest infinite.
    let correlated = |part: f64, i: usize, j: usize| match correlation(i, j) {
        0.0 => 0.0,
        correlation => part * correlation,
    };
    let pairs = || (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
    let shift: f64 = pairs()
        .map(|(i, j)| correlated(curvature[i * n + j], j, i))
        .sum();
    let Scaled {
        size,
        slopes,
        curvature,
    } = scaled(&slopes, &curvature);
    let mut variance: f64 = pairs()
        .map(|(i, j)| correlated(slopes[i] * slopes[j], i, j))
        .sum();
    if order == Order::Second {
        let products: Vec<f64> = pairs()
            .map(|(i, j)| {
                let terms = (0..n).map(|k| correlated(curvature[i * n + k], k, j));
                terms.sum()
            })
            .collect();
        variance += 0.5
            * pairs()
                .map(|(i, j)| products[i * n + j] * products[j * n + i])
                .sum::<f64>();
    }
    // Rounding alone makes it negative; NaN stays, which `max` would hide.
    let variance = if variance < 0.0 { 0.0 } else { variance };
    let total: f64 = slopes.iter().map(|slope| slope * slope).sum();
    let share = |slope: &f64| match total {
        0.0 => 0.0,
        _ if size.is_infinite() => f64::NAN,
        total => slope * slope / total,
    };
    let undefined = value.is_nan();
    Ok(Propagated {
        value,
        mean: value + 0.5 * shift,
        deviation: match undefined {
            true => f64::NAN,
            false => size * variance.sqrt(),
        },
        shares: (slopes.iter())
            .map(|slope| if undefined { f64::NAN } else { share(slope) })
            .collect(),
        names: known.names.clone(),
        order,
    })
}

/// Slopes and curvature in units of the largest of them, whose squares then neither vanish nor
/// overflow.
struct Scaled {
    size: f64,
    slopes: Vec<f64>,
    curvature: Vec<f64>,
}

fn scaled(slopes: &[f64], curvature: &[f64]) -> Scaled {
    let all = slopes.iter().chain(curvature);
    // 1 where all are 0. What is NaN stays so.
    let size = all.fold(0.0_f64, |size, part| size.max(part.abs()));
    let size = if size > 0.0 { size } else { 1.0 };
    let scale = |parts: &[f64]| -> Vec<f64> {
        let part = |part: &f64| match size.is_infinite() && !part.is_nan() {
            // Beside an infinite part all finite ones are nothing.
            true if part.is_infinite() => part.signum(),
            true => 0.0,
            false => part / size,
        };
        parts.iter().map(part).collect()
    };
    Scaled {
        size,
        slopes: scale(slopes),
        curvature: scale(curvature),
    }
}

/// A product of three that leaves the range of doubles only if the result does.
fn product(mut factors: [f64; 3]) -> f64 {
    factors.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    let [least, middle, most] = factors;
    least * most * middle
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
