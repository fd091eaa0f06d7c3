//! Text into a faithful [`Ast`].
mod ast;
pub use ast::*;

/// The key of a symbol.
pub fn normalise_name(name: &str) -> std::borrow::Cow<'_, str> {
    name.into()
}
