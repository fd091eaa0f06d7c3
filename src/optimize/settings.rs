//! What a user can set, and what holds where nothing is set.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{Method, OptimizeError};

/// Whether to go down or up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Look for a minimum.
    #[default]
    Minimize,
    /// Look for a maximum.
    Maximize,
}

/// How gradient descent finds its step lengths where no rate is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LineSearch {
    /// Backtracking to a sufficient decrease.
    #[default]
    Armijo,
    /// The strong Wolfe conditions: a sufficient decrease, and most of the slope gone.
    Wolfe,
}

impl LineSearch {
    /// The line searches by name.
    pub const ALL: &[(&str, LineSearch)] =
        &[("armijo", LineSearch::Armijo), ("wolfe", LineSearch::Wolfe)];

    /// The line search of a name.
    pub fn named(name: &str) -> Option<Self> {
        let row = Self::ALL.iter().find(|(known, _)| *known == name);
        row.map(|(_, found)| *found)
    }
}

/// The range of each variable.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bounds {
    /// The least value of each; `-inf` where there is none.
    pub lower: Vec<f64>,
    /// The largest value of each; `inf` where there is none.
    pub upper: Vec<f64>,
}

impl Bounds {
    /// No bound on any of so many variables.
    pub fn none(dimension: usize) -> Self {
        Bounds {
            lower: vec![f64::NEG_INFINITY; dimension],
            upper: vec![f64::INFINITY; dimension],
        }
    }

    /// Whether these are bounds of so many variables.
    ///
    /// # Errors
    /// [`OptimizeError::BoundsLength`], and [`OptimizeError::Bounds`] for a NaN or a lower bound
    /// above the upper one.
    pub fn check(&self, dimension: usize) -> Result<(), OptimizeError> {
        for index in 0..dimension {
            let pair = (self.lower.get(index), self.upper.get(index));
            let (Some(&lower), Some(&upper)) = pair else {
                return Err(OptimizeError::BoundsLength {
                    expected: dimension,
                    found: self.lower.len().min(self.upper.len()),
                });
            };
            let proper = lower <= upper && lower < f64::INFINITY && upper > f64::NEG_INFINITY;
            if !proper {
                return Err(OptimizeError::Bounds {
                    index,
                    lower,
                    upper,
                });
            }
        }
        Ok(())
    }

    /// Moves a point to the nearest one within the bounds.
    pub fn project(&self, x: &mut [f64]) {
        for ((x, &lower), &upper) in x.iter_mut().zip(&self.lower).zip(&self.upper) {
            *x = x.max(lower).min(upper);
        }
    }
}

/// How a run is made: method, budget and the tests that end it.
///
/// A field left `None` takes the default stated with it; a tolerance of
/// `Some(0.0)` turns that test off. Two ends need no tolerance: a gradient of
/// exactly zero, and a step too small to change `x` in double precision.
///
/// # Examples
/// ```
/// use gradus::optimize::{Method, Settings};
///
/// let mut settings = Settings::default();
/// settings.method = Method::GradientDescent;
/// settings.rate = Some(0.1);
/// settings.tolerance = Some(1e-4);
/// assert!(settings.check().is_ok());
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Settings {
    /// The method.
    pub method: Method,
    /// The factor of the gradient in a step of gradient descent, momentum,
    /// Nesterov's method and Adam. `None`: a line search, or a rate found on
    /// the way. Other methods do not look at it.
    pub rate: Option<f64>,
    /// The share of the last step that momentum and Nesterov's method keep, and
    /// the decay of Adam's average slope; at least 0 and below 1. `None`: 0.9,
    /// and for Nesterov's method without a rate one that grows from 0.
    pub momentum: Option<f64>,
    /// How gradient descent finds its step lengths where no rate is given.
    pub line_search: LineSearch,
    /// The largest number of steps. `None`: 200 for plain Newton, which has
    /// failed if it needs more; 1000 for the others with second derivatives
    /// and for gradient descent, since even good steps along a narrow curved
    /// valley can be hundreds; 2000 to 20,000 for the others, whose steps cost
    /// little.
    pub max_iterations: Option<usize>,
    /// Ends with `converged` where the Euclidean norm of the gradient is at
    /// most this.
    ///
    /// `None`: `1e-10 * min(1, s)` with `s` the larger of |f| and |gradient|
    /// at the start, so that a function of size 1e-30 is not taken for flat.
    /// The safeguarded method then also asks that its model promise a further
    /// decrease of at most `1e-9 * |f| + 1e-14 * min(1, s)`, and it also ends
    /// with `converged` where the gradient can be made no smaller in double
    /// precision.
    pub tolerance: Option<f64>,
    /// Whether the kind of point at the end is left open, which saves second derivatives.
    pub unclassified: bool,
    /// The share of the value that the model of a method may still promise to take away at a point
    /// that counts as converged. `None`: 1e-9, and where the value goes to 0 the share of the
    /// problem's size that is said with `tolerance`.
    pub promise: Option<f64>,
    /// Ends with `step` where the next step would be shorter than this; that
    /// step is not taken. `None`: off.
    pub step_tolerance: Option<f64>,
    /// Ends with `value` after a step that changed f by at most this; that
    /// step is kept. `None`: off.
    pub value_tolerance: Option<f64>,
    /// The range of each variable. Every point of a run lies within; a start outside is moved to
    /// the nearest point inside. `None`: no bounds.
    pub bounds: Option<Bounds>,
    /// Whether the report lists all iterates.
    pub trace: bool,
    /// Down or up.
    pub direction: Direction,
    /// Set from another thread, ends the run with `interrupted` before its
    /// next step.
    pub interrupt: Option<Arc<AtomicBool>>,
}

impl Settings {
    /// Settings that look for a minimum (maximum) by `method`, all else default.
    pub fn new(method: Method, direction: Direction) -> Self {
        Self {
            method,
            direction,
            ..Self::default()
        }
    }

    /// Whether the settings are within their ranges.
    ///
    /// # Errors
    /// [`OptimizeError::Setting`] for a rate that is not positive and finite,
    /// or a tolerance that is negative or NaN.
    pub fn check(&self) -> Result<(), OptimizeError> {
        let tolerances = [
            ("tolerance", self.tolerance),
            ("step_tolerance", self.step_tolerance),
            ("value_tolerance", self.value_tolerance),
        ];
        for (name, given) in tolerances {
            if let Some(value) = given
                && (value.is_nan() || value < 0.0)
            {
                return Err(OptimizeError::Setting {
                    name,
                    value,
                    expected: "0 (off) or positive",
                });
            }
        }
        if let Some(value) = self.rate
            && !(value > 0.0 && value.is_finite())
        {
            return Err(OptimizeError::Setting {
                name: "rate",
                value,
                expected: "positive and finite",
            });
        }
        if let Some(value) = self.momentum
            && !(0.0..1.0).contains(&value)
        {
            return Err(OptimizeError::Setting {
                name: "momentum",
                value,
                expected: "at least 0 and below 1",
            });
        }
        Ok(())
    }
}
