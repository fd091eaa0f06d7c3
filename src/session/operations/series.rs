//! Series, limits, tangents and signs.

use super::Operation;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[];
