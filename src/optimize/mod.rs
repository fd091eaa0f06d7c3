//! Minima and maxima of functions with derivatives.
//!
//! [`optimize`] walks an [`Objective`] from a start by a [`Method`] until a
//! test of the [`Settings`] ends the run, and hands back a [`Report`]. That a
//! run did not converge, met the edge of the domain or was interrupted is a
//! [`Termination`] in the report, never an error.
//!
//! # The tests, and when they are made
//! In each round, in this order:
//! 1. `converged`: the gradient norm is at most `tolerance`. The safeguarded,
//!    sparse and Hessian-free methods leave a maximum or saddle all the same, by
//!    negative curvature.
//! 2. `interrupted`: the flag is set.
//! 3. `step`: the step *about to be taken* is shorter than `step_tolerance`;
//!    it is not taken.
//! 4. `iterations`: the budget is spent.
//! 5. the step is taken, and `value` ends the run if it changed f by at most
//!    `value_tolerance`; the step is kept.
//!
//! A line search that finds no better point ends the run with `step`; with `converged`, if no
//! tolerance was given and the method's model promises less than a value can show.
//!
//! # Adding a method
//! One file in `methods/`, one row in the table of `method.rs`. A method that goes along
//! directions implements `Guide` of `guided.rs`, which has the line search, the bounds and the
//! tests; any other works on the `Walk` itself.

mod best;
mod constraints;
mod enclose;
mod error;
mod expression;
mod fit;
mod formula;
mod guided;
mod kind;
mod lanczos;
mod line_search;
mod linear;
mod local;
mod method;
mod methods;
mod minimum;
mod objective;
mod over_rows;
mod products;
mod report;
mod sensitivity;
mod settings;
mod sparse;
mod squares;
mod trust;
mod uncertainty;
mod walk;

pub use constraints::{Constraint, Held};
pub use enclose::{
    BoxSearch, Effort, EncloseError, GlobalMinimum, Range, RegionKind, RootReport, RootSearch,
    Solution, SolutionKind, Solutions, UndecidedRegion, all_critical_points, all_roots, find_root,
};
pub use error::OptimizeError;
pub use expression::{MinimizeError, Search, maximize, minimize};
pub use fit::{Fit, FitError, Fitting, Prediction, fit};
pub use kind::{Kind, classify};
pub use method::Method;
pub use minimum::Minimum;
pub use objective::Objective;
pub use over_rows::RowObjective;
pub use report::{Evaluations, Iterate, Report, Termination};
pub use sensitivity::{Sensitivity, moving, sensitivity};
pub use settings::{Bounds, Direction, LineSearch, Settings};
pub use squares::{Factored, Residuals, RowSquares, Squares, Triangle};
pub use uncertainty::{Order, Propagated, Uncertain, deviation_formula, propagate, propagate_with};

use method::DENSE_LIMIT;
use objective::Oriented;
use walk::Walk;

/// Walks from `start` to a minimum (maximum) of `objective`.
///
/// # Shape
/// `start` has one number for each variable.
///
/// # Domain
/// Wherever the objective is finite; the safeguarded method turns back at the
/// edge of the domain.
///
/// # Cost
/// The dense Newton methods keep a dense Hessian: `n^2` numbers, and up to `10 n^3`
/// operations in a step; BFGS `n^2` numbers and `4 n^2` operations. The sparse one
/// keeps the Hessian's entries and those of its factor. All others keep a few dozen
/// vectors at most.
///
/// # Errors
/// Problems that cannot be started: no variables, a start of the wrong length
/// or with a NaN in it, settings outside their range, too many variables for
/// the method.
///
/// # Examples
/// ```
/// use gradus::optimize::{Objective, Settings, Termination, optimize};
///
/// struct Bowl;
/// impl Objective for Bowl {
///     fn dimension(&self) -> usize { 1 }
///     fn value(&self, x: &[f64]) -> f64 { x[0] * x[0] }
///     fn gradient(&self, x: &[f64], out: &mut [f64]) { out[0] = 2.0 * x[0]; }
///     fn hessian(&self, _: &[f64], out: &mut [f64]) { out[0] = 2.0; }
/// }
/// let report = optimize(&Bowl, &[1.75], &Settings::default())?;
/// assert_eq!(report.termination, Termination::Converged);
/// assert_eq!(report.x, [0.0]);
/// # Ok::<(), gradus::optimize::OptimizeError>(())
/// ```
pub fn optimize(
    objective: &dyn Objective,
    start: &[f64],
    settings: &Settings,
) -> Result<Report, OptimizeError> {
    let dimension = objective.dimension();
    if dimension == 0 {
        return Err(OptimizeError::NoVariables);
    }
    if start.len() != dimension {
        return Err(OptimizeError::StartLength {
            expected: dimension,
            found: start.len(),
        });
    }
    if let Some(index) = start.iter().position(|x| !x.is_finite()) {
        return Err(OptimizeError::StartNotFinite {
            index,
            value: start[index],
        });
    }
    settings.check()?;
    if let Some(bounds) = &settings.bounds {
        bounds.check(dimension)?;
    }
    let method = settings.method.resolve(objective);
    let entry = method.entry();
    if entry.squares && objective.squares().is_none() {
        return Err(OptimizeError::NoSquares { method });
    }
    if entry.dense && dimension > DENSE_LIMIT {
        return Err(OptimizeError::TooLarge {
            method,
            dimension,
            limit: DENSE_LIMIT,
        });
    }

    let oriented = Oriented::new(objective, settings.direction == Direction::Maximize);
    let mut walk = Walk::begin(oriented, settings, method, start);
    let termination = if walk.starts_finite() {
        (entry.run)(&mut walk)
    } else {
        Termination::NotFinite
    };
    Ok(walk.finish(termination))
}
