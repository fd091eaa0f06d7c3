//! Expressions as polynomials and fractions: expand, collect, factor, cancel, together, apart.
//!
//! An expression is seen as a rational function of its generators: symbols, calls, powers
//! with symbolic exponents, roots, and whatever else addition, multiplication and integer powers do
//! not look into. All results are canonical nodes. They have the values of what was given wherever
//! that is real, and may be real at more points: what is cancelled may have been 0.

mod apart;
mod cancel;
mod collect;
mod expand;
mod expression;
mod factor;
mod field;
mod fraction;
mod generators;
mod one_variable;
mod shapes;
mod write;

use generators::Map;

pub use apart::apart;
pub use cancel::{cancel, together};
pub use collect::collect;
pub use expand::expand;
pub use factor::factor;
pub(crate) use field::Identities;
pub use fraction::Fraction;
pub use generators::Generator;
pub use one_variable::{coefficients, degree, discriminant, divide, gcd, resultant};
pub use shapes::Way;
pub(crate) use shapes::shapes;

/// How large and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many terms a polynomial may have.
    pub terms: usize,
    /// How much work may be done, in units of [`Fuel`](crate::algebra::Fuel).
    pub work: u64,
}

impl Default for Limits {
    /// A hundred thousand terms, and about a second.
    fn default() -> Self {
        Limits {
            terms: 100_000,
            work: 1_000_000_000,
        }
    }
}
