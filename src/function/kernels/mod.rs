//! How each function is computed in doubles.
//!
//! A kernel takes any double and returns the IEEE answer: NaN for NaN and outside the domain, an
//! infinity at a pole with a sign, signed zeros kept. It does not panic, recurse or allocate.
//! Where the field has a correctly rounded or nearly so elementary function (pxfm), the kernel is
//! that; the rest is composed so that no step loses digits.

mod bits;
pub mod combinatorial;
pub mod dispatch;
mod double_double;
pub mod error;
pub mod exponential;
pub mod gamma;
pub mod hyperbolic;
pub mod lanes;
pub mod piecewise;
pub mod polygamma;
mod sin_cos;
pub mod trigonometric;
mod zeta;
