//! The methods by name: one row each.

use std::fmt;
use std::str::FromStr;

use super::methods::{
    adam, bfgs, conjugate, descent, lbfgs, levenberg_marquardt, momentum, nesterov, newton,
    newton_cg, newton_safe, newton_sparse,
};
use super::report::Termination;
use super::walk::Walk;
use super::{Objective, OptimizeError};

/// The largest number of variables for which a dense Hessian is kept: 128 MiB
/// for one copy.
pub(super) const DENSE_LIMIT: usize = 4096;

/// With more variables than this a sparse factorisation pays, if at most one entry in so many of
/// the Hessian is other than 0.
const SPARSE_FROM: usize = 100;
const SPARSE_SHARE: usize = 10;

/// How to look for the minimum or maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Method {
    /// The method that suits the problem: [`LevenbergMarquardt`] for a sum of squares,
    /// [`NewtonSparse`] and [`NewtonCg`] for many variables that meet few or many others,
    /// [`NewtonSafe`] for the rest.
    ///
    /// [`LevenbergMarquardt`]: Method::LevenbergMarquardt
    /// [`NewtonSparse`]: Method::NewtonSparse
    /// [`NewtonCg`]: Method::NewtonCg
    /// [`NewtonSafe`]: Method::NewtonSafe
    #[default]
    Auto,
    /// Steps along the negative gradient (the gradient, when maximising):
    /// `x - rate * gradient` with a fixed rate, or with step lengths found by
    /// a line search where no rate is given.
    GradientDescent,
    /// A heavy ball: gradient descent that keeps a share of its last step.
    Momentum,
    /// Nesterov's accelerated gradient: momentum, with the gradient of where it
    /// would lead.
    Nesterov,
    /// Adam: a rate of its own for each variable, from averages of its slope.
    Adam,
    /// Nonlinear conjugate gradients: each direction is bent away from the last ones. Keeps a
    /// few vectors.
    ConjugateGradient,
    /// BFGS: learns the inverse Hessian from gradients. Keeps `n^2` numbers, and takes `n^2`
    /// operations a step.
    Bfgs,
    /// BFGS of limited memory: remembers ten steps. For many variables, up to millions.
    LBfgs,
    /// The plain Newton method: goes to whatever stationary point the
    /// quadratic model has, be it a minimum, a maximum or a saddle, and stops
    /// where the Hessian is singular.
    Newton,
    /// The Newton method inside a trust region: takes only improving steps,
    /// and goes on through singular and indefinite Hessians, saddles, and the
    /// edges of the domain.
    NewtonSafe,
    /// The Newton method with a sparse factorisation: for many variables of which each meets few
    /// others in the function.
    NewtonSparse,
    /// The Newton method in a trust region by conjugate gradients, which uses products of the
    /// Hessian with vectors: for many variables that all meet.
    NewtonCg,
    /// Gauss-Newton steps inside a trust region, for sums of squares.
    LevenbergMarquardt,
}

/// One method: what it is called, what runs it, and what it needs.
pub(super) struct Entry {
    pub(super) method: Method,
    pub(super) name: &'static str,
    pub(super) run: fn(&mut Walk) -> Termination,
    pub(super) max_iterations: usize,
    /// Whether it keeps `n^2` numbers.
    pub(super) dense: bool,
    /// Whether it asks for second derivatives.
    pub(super) second: bool,
    /// Whether it works with the residuals of a sum of squares.
    pub(super) squares: bool,
}

#[rustfmt::skip]
pub(super) const METHODS: &[Entry] = &[
    Entry { method: Method::Auto,              name: "auto",               run: newton_safe::run, max_iterations: 1000,   dense: false, second: true,  squares: false },
    Entry { method: Method::GradientDescent,   name: "gradient-descent",   run: descent::run,     max_iterations: 1000,   dense: false, second: false, squares: false },
    Entry { method: Method::Momentum,          name: "momentum",           run: momentum::run,    max_iterations: 10_000, dense: false, second: false, squares: false },
    Entry { method: Method::Nesterov,          name: "nesterov",           run: nesterov::run,    max_iterations: 10_000, dense: false, second: false, squares: false },
    Entry { method: Method::Adam,              name: "adam",               run: adam::run,        max_iterations: 20_000, dense: false, second: false, squares: false },
    Entry { method: Method::ConjugateGradient, name: "conjugate-gradient", run: conjugate::run,   max_iterations: 10_000, dense: false, second: false, squares: false },
    Entry { method: Method::Bfgs,              name: "bfgs",               run: bfgs::run,        max_iterations: 2000,   dense: true,  second: false, squares: false },
    Entry { method: Method::LBfgs,             name: "l-bfgs",             run: lbfgs::run,       max_iterations: 10_000, dense: false, second: false, squares: false },
    Entry { method: Method::Newton,            name: "newton",             run: newton::run,      max_iterations: 200,    dense: true,  second: true,  squares: false },
    Entry { method: Method::NewtonSafe,        name: "newton-safe",        run: newton_safe::run, max_iterations: 1000,   dense: true,  second: true,  squares: false },
    Entry { method: Method::NewtonSparse,      name: "newton-sparse",      run: newton_sparse::run, max_iterations: 1000, dense: false, second: true,  squares: false },
    Entry { method: Method::NewtonCg,          name: "newton-cg",          run: newton_cg::run,   max_iterations: 1000,   dense: false, second: false, squares: false },
    Entry { method: Method::LevenbergMarquardt, name: "levenberg-marquardt", run: levenberg_marquardt::run, max_iterations: 1000, dense: true, second: false, squares: true },
];

impl Method {
    /// The methods there are, in the order in which they are listed to users.
    pub fn all() -> impl Iterator<Item = Method> {
        METHODS.iter().map(|entry| entry.method)
    }

    /// The method that [`Auto`](Method::Auto) stands for with this objective; any other method
    /// itself.
    pub(super) fn resolve(self, objective: &dyn Objective) -> Method {
        let dimension = objective.dimension();
        match self {
            Method::Auto if objective.is_crowded() => Method::NewtonCg,
            Method::Auto if is_sparse(objective) => Method::NewtonSparse,
            Method::Auto if dimension > DENSE_LIMIT => Method::LBfgs,
            Method::Auto if objective.squares().is_some() => Method::LevenbergMarquardt,
            Method::Auto => Method::NewtonSafe,
            other => other,
        }
    }

    // Every method has its row (tested); the first row stands in for one that
    // was forgotten, so that nothing here can panic.
    pub(super) fn entry(self) -> &'static Entry {
        let row = METHODS.iter().find(|entry| entry.method == self);
        row.unwrap_or(&METHODS[0])
    }
}

/// Whether a Hessian has many rows and few entries in each.
fn is_sparse(objective: &dyn Objective) -> bool {
    let dimension = objective.dimension();
    let few = |entries: usize| entries <= dimension.saturating_mul(dimension) / SPARSE_SHARE;
    dimension > SPARSE_FROM && objective.sparsity().is_some_and(|places| few(places.len()))
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.entry().name)
    }
}

impl FromStr for Method {
    type Err = OptimizeError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        METHODS
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| entry.method)
            .ok_or_else(|| OptimizeError::UnknownMethod {
                found: name.to_owned(),
            })
    }
}
