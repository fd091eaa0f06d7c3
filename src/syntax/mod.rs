//! Text into a faithful [`Ast`].
mod ast;
pub use ast::*;
