//! Expressions into their exact derivatives.
//!
//! One engine: its rules produce expressions. [`Forward`] goes with the operands and answers
//! "derivative in one variable"; [`gradient`] goes against them and answers "partials in all
//! variables" at a small constant times the size of the function.

pub mod derivation;
mod forward;
mod hessian;
pub mod render;
mod reverse;
mod rules;
mod variables;

use std::fmt;

pub use forward::{Forward, Sink, derivative};
pub use hessian::{Entry, hessian};
pub use reverse::{gradient, jacobian, jacobian_with};
pub use rules::Rule;
pub(crate) use variables::{length, variables};

/// Why there is no derivative.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiffError {
    /// What is to be differentiated in is not the name of a variable.
    NotAVariable {
        /// What it is.
        name: String,
    },
    /// A bound of a sum depends on the variable.
    BoundDepends {
        /// The variable.
        variable: String,
    },
    /// The result needs more nodes than an arena may hold.
    TooLarge {
        /// How many it may hold.
        limit: usize,
    },
    /// The index of a function (`n` in `polygamma(n, x)`) depends on the variable.
    IndexDepends {
        /// The function.
        function: &'static str,
    },
    /// A direction has another number of components than there are variables.
    Direction {
        /// How many variables there are.
        variables: usize,
        /// How many components it has.
        components: usize,
    },
    /// The direction is the zero vector.
    ZeroDirection,
    /// What is to depend on a variable does not.
    Independent {
        /// The variable.
        name: String,
    },
    /// There are more variables than a formula is written out for.
    TooManyVariables {
        /// How many there may be.
        limit: usize,
    },
    /// Logarithmic differentiation is asked for, and not one derivative in one variable.
    OneVariable,
    /// A name stands for two things.
    Clash {
        /// The name.
        name: String,
    },
    /// The matrix of second partials has no inverse anywhere.
    Singular,
}

impl fmt::Display for DiffError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DiffError::NotAVariable { name } => write!(
                f,
                "`{name}` is not a variable; differentiate in a name such as x (twice: x x)"
            ),
            DiffError::BoundDepends { variable } => write!(
                f,
                "a bound of the sum depends on {variable}, so the sum has no derivative in {variable}"
            ),
            DiffError::TooLarge { limit } => write!(
                f,
                "the derivative has more than {limit} nodes; ask for a lower order"
            ),
            DiffError::IndexDepends { function } => {
                write!(
                    f,
                    "the first argument of `{function}` is an index and can't be differentiated in"
                )
            }
            DiffError::Direction {
                variables,
                components,
            } => write!(
                f,
                "the direction has {components} components for {variables} variables"
            ),
            DiffError::Independent { name } => write!(
                f,
                "`{name}` does not occur in it; name a variable that does"
            ),
            DiffError::TooManyVariables { limit } => write!(
                f,
                "the formula is written out for at most {limit} variables; name fewer"
            ),
            DiffError::OneVariable => f.write_str(
                "logarithmic differentiation is for one derivative in one variable, such as diff(f, x)",
            ),
            DiffError::Clash { name } => write!(
                f,
                "`{name}` would stand for two things here; use different names for the variables and what depends on them"
            ),
            DiffError::Singular => f.write_str(
                "the matrix of second partials is singular everywhere, so there is no such step",
            ),
            DiffError::ZeroDirection => {
                f.write_str("the direction is the zero vector; give one with a length")
            }
        }
    }
}

impl std::error::Error for DiffError {}
