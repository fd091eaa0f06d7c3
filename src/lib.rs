//! gradus
pub mod function;
pub mod syntax;
