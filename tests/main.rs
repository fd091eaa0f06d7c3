//! The integration tests, linked once.

#[cfg(feature = "cli")]
mod corpora;
mod tolerance;
