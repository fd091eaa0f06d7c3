//! gradus
pub mod compile;
pub mod expr;
pub mod function;
pub mod syntax;
