//! One file per method.

pub(super) mod adam;
pub(super) mod bfgs;
pub(super) mod conjugate;
pub(super) mod descent;
pub(super) mod lbfgs;
pub(super) mod levenberg_marquardt;
pub(super) mod momentum;
pub(super) mod nesterov;
pub(super) mod newton;
pub(super) mod newton_cg;
pub(super) mod newton_safe;
pub(super) mod newton_sparse;
