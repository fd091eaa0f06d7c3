//! All integration tests.

mod compile;
