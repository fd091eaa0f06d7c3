//! Functions with about 100 good bits, and how far the kernels are from them.
//!
//! Used by the tests and, with many more points, by `benches/accuracy`, which also holds these
//! references against arbitrary precision.

// A comparison written with `!` is the one that NaN fails.
#![allow(clippy::neg_cmp_op_on_partial_ord)]

pub mod circular;
pub mod elementary;
pub mod measure;
pub mod special;
pub mod twofold;
