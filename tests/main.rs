//! The integration tests, linked once.

mod algebra;
mod analysis;
mod check;
#[cfg(feature = "cli")]
mod cli;
mod code;
mod compile;
#[cfg(feature = "cli")]
mod corpora;
mod derivation;
mod derivatives;
mod enclose;
mod expressions;
mod function;
mod lessons;
mod numbers;
mod optimize;
#[cfg(feature = "plot")]
mod plot;
mod print;
mod properties;
mod readme;
mod render;
mod rows;
mod session;
mod simplify;
mod solvers;
mod support;
mod syntax;
mod table;
mod tables;
mod tidy;
mod tolerance;
mod values;
mod verify;
