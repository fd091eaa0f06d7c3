//! Matrices.

use super::Operation;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[];
