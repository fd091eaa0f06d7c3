//! Polynomial and rational forms.

use super::Operation;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[];
