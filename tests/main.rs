//! The integration tests, linked once.

#[cfg(feature = "cli")]
mod cli;
mod compile;
#[cfg(feature = "cli")]
mod corpora;
mod function;
mod optimize;
mod print;
mod readme;
mod syntax;
mod tolerance;
