//! One file per method.

pub(super) mod descent;
pub(super) mod levenberg_marquardt;
pub(super) mod newton;
pub(super) mod newton_safe;
