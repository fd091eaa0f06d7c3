//! Polynomials in several numbered variables with integer coefficients.
//!
//! A [`Poly`] is a sorted list of terms. What may grow takes a [`Fuel`](super::Fuel), and every
//! greatest common divisor and factorisation is checked by division before it is returned.
//!
//! # Examples
//! ```
//! use gradus::algebra::{Fuel, polynomial::Poly};
//!
//! let mut fuel = Fuel::default();
//! let (x, y) = (Poly::variable(2, 0)?, Poly::variable(2, 1)?);
//! let square = x.add(&y).pow(2, &mut fuel)?;
//! assert_eq!(square.to_string(), "x0^2 + 2*x0*x1 + x1^2");
//! assert_eq!(square.divide_exact(&x.add(&y), &mut fuel)?, Some(x.add(&y)));
//! # Ok::<(), gradus::algebra::AlgebraError>(())
//! ```

mod arithmetic;
mod bounds;
mod change;
mod coefficient;
mod content;
mod dense;
mod division;
mod factor;
mod field;
mod gcd;
mod grid;
mod interpolate;
mod monomial;
mod poly;
mod remainders;
mod resultant;
mod square_free;
#[cfg(test)]
mod tests;

pub use coefficient::Coefficient;
pub use factor::{Factorisation, factor};
pub use gcd::{content_in, gcd, gcd_all, gcd_with_cofactors, lcm};
pub use monomial::{MAX_EXPONENT, MAX_VARIABLES, Monomial};
pub use poly::Poly;
pub use resultant::{discriminant, resultant};
pub use square_free::{is_square_free, square_free};

/// How many terms a polynomial may have unless a smaller limit is given.
pub const MAX_TERMS: usize = 4_000_000;
