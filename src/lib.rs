//! gradus
pub mod function;
pub mod optimize;
pub mod syntax;
