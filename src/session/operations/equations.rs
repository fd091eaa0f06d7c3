//! Equations and critical points.

use super::Operation;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[];
