//! Roots, exponentials and logarithms: the kernels of the family under one roof.

pub use super::exp::{EXP2, Exp, Exp2, Expm1, exp, exp2, expm1};
pub use super::log::{Log, Log1p, Log2, Log10, log, log1p, log2, log10};
pub use super::logistic::{Sigmoid, Softplus, sigmoid, softplus};
pub use super::pow::{POW, Pow, pow};
pub use super::root::{Cbrt, Hypot, cbrt, hypot, sqrt};
