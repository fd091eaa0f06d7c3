//! The integration tests, linked once.

mod compile;
#[cfg(feature = "cli")]
mod corpora;
mod function;
mod optimize;
mod print;
mod readme;
mod syntax;
mod tolerance;
