//! A formula as an objective, with what its structure offers to the methods.

use super::squares::{Residuals, Squares};
use super::{Method, MinimizeError, Objective};
use crate::compile::{CompileOptions, Function};
use crate::expr::Expr;

/// A compiled formula and its structure.
#[derive(Clone, Debug)]
pub(super) struct Formula {
    function: Function,
    squares: Option<Residuals>,
}

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
            Method::Auto | Method::LevenbergMarquardt => Residuals::of(expr, names, options)?,
            _ => None,
        };
        let formula = Formula { function, squares };
        if method.resolve(&formula).entry().second {
            formula.function.derivatives()?.curvature()?;
        }
        Ok(formula)
    }
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
