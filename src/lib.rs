//! gradus
pub mod expr;
pub mod function;
pub mod syntax;
