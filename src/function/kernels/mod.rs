//! How each function is computed in doubles.
//!
//! A kernel takes any double and returns the IEEE answer: NaN for NaN and outside the domain, an
//! infinity at a pole with a sign, signed zeros kept. It does not panic, recurse or allocate.
//! The elementary functions are our own, at lane speed ([`lanes`], [`dispatch`]); where the field has
//! a nearly correctly rounded function (pxfm), others are that; the rest is composed so that no
//! step loses digits.

pub mod combinatorial;
pub mod dispatch;
mod double_double;
pub mod error;
pub mod exp;
pub mod exponential;
pub mod gamma;
pub mod hyperbolic;
pub mod lanes;
pub mod log;
pub mod logistic;
pub mod piecewise;
pub mod polygamma;
pub mod pow;
pub mod root;
pub mod trigonometric;
mod zeta;
