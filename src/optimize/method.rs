//! The methods by name: one row each.

use std::fmt;
use std::str::FromStr;

use super::methods::{descent, levenberg_marquardt, newton, newton_safe};
use super::report::Termination;
use super::walk::Walk;
use super::{Objective, OptimizeError};

/// The largest number of variables for which a dense Hessian is kept: 128 MiB
/// for one copy.
pub(super) const DENSE_LIMIT: usize = 4096;

/// How to look for the minimum or maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Method {
    /// The method that suits the problem: at present [`NewtonSafe`], and
    /// [`GradientDescent`] for more than 4096 variables.
    ///
    /// [`NewtonSafe`]: Method::NewtonSafe
    /// [`GradientDescent`]: Method::GradientDescent
    #[default]
    Auto,
    /// Steps along the negative gradient (the gradient, when maximising):
    /// `x - rate * gradient` with a fixed rate, or with step lengths found by
    /// a backtracking line search where no rate is given.
    GradientDescent,
    /// The plain Newton method: goes to whatever stationary point the
    /// quadratic model has, be it a minimum, a maximum or a saddle, and stops
    /// where the Hessian is singular.
    Newton,
    /// The Newton method inside a trust region: takes only improving steps,
    /// and goes on through singular and indefinite Hessians, saddles, and the
    /// edges of the domain.
    NewtonSafe,
    /// Gauss-Newton steps inside a trust region, for sums of squares.
    LevenbergMarquardt,
}

/// One method: what it is called and what runs it.
pub(super) struct Entry {
    pub(super) method: Method,
    pub(super) name: &'static str,
    pub(super) run: fn(&mut Walk) -> Termination,
    pub(super) max_iterations: usize,
    pub(super) dense: bool,
    pub(super) squares: bool,
}

#[rustfmt::skip]
pub(super) const METHODS: &[Entry] = &[
    Entry { method: Method::Auto,            name: "auto",             run: newton_safe::run, max_iterations: 1000, dense: false, squares: false },
    Entry { method: Method::GradientDescent, name: "gradient-descent", run: descent::run,     max_iterations: 1000, dense: false, squares: false },
    Entry { method: Method::Newton,          name: "newton",           run: newton::run,      max_iterations: 200,  dense: true,  squares: false },
    Entry { method: Method::NewtonSafe,      name: "newton-safe",      run: newton_safe::run, max_iterations: 1000, dense: true,  squares: false },
    Entry { method: Method::LevenbergMarquardt, name: "levenberg-marquardt", run: levenberg_marquardt::run, max_iterations: 1000, dense: true, squares: true },
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
            Method::Auto if dimension > DENSE_LIMIT => Method::GradientDescent,
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
