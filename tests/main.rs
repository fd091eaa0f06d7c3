//! The integration tests, linked once.

#[cfg(feature = "cli")]
mod cli;
mod compile;
#[cfg(feature = "cli")]
mod corpora;
mod derivatives;
mod expressions;
mod function;
mod lessons;
mod optimize;
mod print;
mod properties;
mod readme;
mod session;
mod support;
mod syntax;
mod table;
mod tidy;
mod tolerance;
