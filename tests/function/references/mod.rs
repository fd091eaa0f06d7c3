//! Functions with about 100 good bits, and how far the kernels are from them.
//!
//! Used by the tests and, with many more points, by `benches/accuracy`, which also holds these
//! references against arbitrary precision.

pub mod circular;
pub mod elementary;
pub mod measure;
pub mod special;
pub mod twofold;
