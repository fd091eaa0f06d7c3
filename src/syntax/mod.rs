//! Text into a faithful [`Ast`].
//!
//! Two passes, both loops. The *lexer* (`grammar/expression.pest`) turns the text into a flat run
//! of tokens; the *parser* climbs operator precedence over that run with a stack of its own, so
//! that the depth of a formula is bounded by memory and never by the native stack.
//!
//! Reading decides structure only. Whether a name is a constant, a variable, a known function
//! or an operation is decided by the layers above; the one exception is `sin^2(x)`, which is a
//! power of a call exactly when the name is a known function.
//!
//! The words `if`, `then`, `else`, `and`, `or` and `not` are never symbols, and a line that begins
//! with `assume` is always an assumption.
mod ast;
mod error;
mod greek;
mod known;
mod lexer;
mod name;
mod nearest;
mod operators;
mod parser;
mod position;
mod refusals;
mod statement;
mod token;
mod words;

pub use ast::*;
pub use error::{Expected, Found, SyntaxError};
pub use greek::{greek, latex_greek, latin};
pub use known::function_named;
pub use name::{normalise_name, same_name};
pub use nearest::nearest_name;
pub use position::{Position, position};

/// The longest text that is read, in bytes.
pub const MAXIMUM_LENGTH: usize = 8 << 20;

/// Reads a formula.
///
/// # Errors
/// A [`SyntaxError`] with its place when the text is not a formula, is empty, or is longer than
/// [`MAXIMUM_LENGTH`].
///
/// # Examples
/// ```
/// use gradus::syntax::{AstKind, Binary, parse_expression};
/// let ast = parse_expression("-x^2 + 3(x + 1)")?;
/// let root = ast.nodes[ast.root.0 as usize];
/// assert!(matches!(root.kind, AstKind::Binary { operator: Binary::Add, .. }));
/// assert_eq!((root.span.start, root.span.end), (0, 15));
///
/// let error = parse_expression("2 + (x").unwrap_err();
/// assert_eq!(error.span().start, 4);
/// # Ok::<(), gradus::syntax::SyntaxError>(())
/// ```
///
/// # Cost
/// Linear in the text in time and memory, whatever the nesting.
pub fn parse_expression(source: &str) -> Result<Ast, SyntaxError> {
    let tokens = lexer::tokenize(source, false)?;
    parser::parse(source, &tokens)
}

/// Reads a side of a rewrite rule: a formula in which wildcards (`?a`, `?a...`, `?n:1`) are names.
///
/// # Errors
/// As [`parse_expression`].
///
/// # Cost
/// As [`parse_expression`].
pub fn parse_pattern(source: &str) -> Result<Ast, SyntaxError> {
    let tokens = lexer::tokenize(source, true)?;
    parser::parse(source, &tokens)
}

/// Reads one line of the language: a formula, an equation, a definition or an assumption.
///
/// # Errors
/// As [`parse_expression`]; and when a definition's name or parameters are reserved or repeated,
/// or an assumption is neither a condition nor a property.
///
/// # Examples
/// ```
/// use gradus::syntax::{Statement, parse_statement};
/// assert!(matches!(parse_statement("f(x, y) = x^2*y")?, Statement::Definition { .. }));
/// assert!(matches!(parse_statement("x + 1 = 3")?, Statement::Expression(_)));
/// assert!(matches!(parse_statement("# only a comment")?, Statement::Empty));
/// # Ok::<(), gradus::syntax::SyntaxError>(())
/// ```
///
/// # Cost
/// As [`parse_expression`].
pub fn parse_statement(source: &str) -> Result<Statement, SyntaxError> {
    let tokens = lexer::tokenize(source, false)?;
    statement::parse(source, &tokens)
}
