//! All integration tests, in one binary.
mod function;
mod print;
mod syntax;
