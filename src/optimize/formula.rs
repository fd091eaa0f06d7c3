//! A formula as an objective, with what its structure offers to the methods.

use super::squares::{MUCH_WORK, Residuals, Squares};
use super::{Method, MinimizeError, Objective};
use crate::compile::{CompileOptions, Function};
use crate::diff::{self, DiffError};
use crate::expr::Expr;

/// A compiled formula and its structure.
#[derive(Clone, Debug)]
pub(super) struct Formula {
    function: Function,
    squares: Option<Residuals>,
    /// Whether a dense Hessian of many rows is better not made.
    crowded: bool,
}

/// From so many variables on a Hessian is made only if it is sparse.
const MANY: usize = 200;
/// Variables whose partials are looked at, and the share of all variables that those of a sparse
/// Hessian may mention.
const LOOKED_AT: usize = 4;
const FEW: f64 = 0.1;

impl Formula {
    /// Compiles what the method may need.
    pub(super) fn new(
        expr: &Expr,
        names: &[String],
        method: Method,
        options: &CompileOptions,
    ) -> Result<Self, MinimizeError> {
        let function = expr.compile_with(names, options)?;
        // What can't be derived is said before the search begins.
        function.derivatives()?;
        let squares = match method {
            Method::Auto => Residuals::of(expr, names, MUCH_WORK, options)?,
            Method::LevenbergMarquardt => Residuals::of(expr, names, usize::MAX, options)?,
            _ => None,
        };
        let crowded =
            method == Method::Auto && squares.is_none() && names.len() > MANY && meet(expr, names)?;
        let formula = Formula {
            function,
            squares,
            crowded,
        };
        if method.resolve(&formula).entry().second {
            formula.function.derivatives()?.curvature()?;
        }
        Ok(formula)
    }
}

/// Whether most variables meet most others in the function, as some of its partials tell.
fn meet(expr: &Expr, names: &[String]) -> Result<bool, MinimizeError> {
    let step = names.len().div_ceil(LOOKED_AT).max(1);
    let looked_at: Vec<&String> = names.iter().skip(step / 2).step_by(step).collect();
    let mut mentioned = 0;
    for name in &looked_at {
        mentioned += expr.with(|arena, id| {
            let variable = arena.symbol(name);
            let partial = diff::derivative(arena, id, &[variable])?;
            Ok::<usize, DiffError>(arena.free_symbols(&[partial]).len())
        })?;
    }
    Ok(mentioned as f64 > FEW * (names.len() * looked_at.len()) as f64)
}

impl Objective for Formula {
    fn dimension(&self) -> usize {
        self.function.input_count()
    }

    fn value(&self, x: &[f64]) -> f64 {
        Objective::value(&self.function, x)
    }

    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        Objective::gradient(&self.function, x, out);
    }

    fn value_and_gradient(&self, x: &[f64], out: &mut [f64]) -> f64 {
        Objective::value_and_gradient(&self.function, x, out)
    }

    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        Objective::hessian(&self.function, x, out);
    }

    fn is_crowded(&self) -> bool {
        self.crowded
    }

    fn sparsity(&self) -> Option<&[(usize, usize)]> {
        self.function.sparsity()
    }

    fn hessian_entries(&self, x: &[f64], out: &mut [f64]) {
        self.function.hessian_entries(x, out);
    }

    fn hessian_times(&self, x: &[f64], v: &[f64], out: &mut [f64]) -> bool {
        self.function.hessian_times(x, v, out)
    }

    fn is_quadratic(&self) -> bool {
        self.function.is_quadratic()
    }

    fn squares(&self) -> Option<&dyn Squares> {
        self.squares.as_ref().map(|squares| squares as &dyn Squares)
    }
}
