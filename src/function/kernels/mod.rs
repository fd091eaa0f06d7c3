//! How each function is computed in doubles.
//!
//! A kernel takes any double and returns the IEEE answer: NaN for NaN and outside the domain, an
//! infinity at a pole with a sign, signed zeros kept. It does not panic, recurse or allocate.
//! The elementary functions are lane kernels (`lanes`); where the field has a correctly rounded or
//! nearly so function (pxfm), the rare arguments take that; the rest is composed so that no step
//! loses digits. The polynomials are made by the scripts in `tools/kernels`.

// Ranges are tested without branches, so that the tests become vector instructions.
#![allow(clippy::manual_range_contains)]

mod arcs;
mod areas;
mod bits;
pub mod combinatorial;
pub mod dispatch;
mod double_double;
pub mod error;
pub mod exp;
mod exp_parts;
pub mod exponential;
pub mod gamma;
pub mod hyperbolic;
mod hyperbolic_quotients;
pub mod lanes;
pub mod log;
pub mod logistic;
pub mod piecewise;
pub mod polygamma;
pub mod pow;
pub mod root;
mod sin_cos;
mod sinh_cosh_tanh;
mod tan;
pub mod trigonometric;
mod zeta;
