//! Strings in, strings out.

use crate::session::Session;
use crate::{Error, Expr, Style};

/// The derivative of a formula, as text: simplified within a small budget.
///
/// # Errors
/// An [`Error`] with its place in the text, where it has one.
///
/// # Examples
/// ```
/// assert_eq!(gradus::diff("x^2*sin(y)", "x")?, "2*x*sin(y)");
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn diff(formula: &str, variable: &str) -> Result<String, Error> {
    let derivative = formula.parse::<Expr>()?.diff(variable)?;
    text(&derivative)
}

/// The partials of a formula in the given variables, as texts.
///
/// # Errors
/// As [`diff`].
///
/// # Examples
/// ```
/// assert_eq!(gradus::gradient("x^2 + y^2", ["x", "y"])?, ["2*x", "2*y"]);
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn gradient<N: AsRef<str>>(
    formula: &str,
    variables: impl IntoIterator<Item = N>,
) -> Result<Vec<String>, Error> {
    formula
        .parse::<Expr>()?
        .gradient(variables)?
        .iter()
        .map(text)
        .collect()
}

/// The matrix of second partials of a formula, as texts.
///
/// # Errors
/// As [`diff`].
///
/// # Examples
/// ```
/// assert_eq!(gradus::hessian("x^2*y", ["x", "y"])?[0], ["2*y", "2*x"]);
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn hessian<N: AsRef<str>>(
    formula: &str,
    variables: impl IntoIterator<Item = N>,
) -> Result<Vec<Vec<String>>, Error> {
    let rows = formula.parse::<Expr>()?.hessian(variables)?;
    rows.iter()
        .map(|row| row.iter().map(text).collect())
        .collect()
}

/// A simpler form of a formula, as text.
///
/// # Errors
/// As [`diff`].
///
/// # Examples
/// ```
/// assert_eq!(gradus::simplify("x + x + sqrt(y^2)")?, "2*x + abs(y)");
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn simplify(formula: &str) -> Result<String, Error> {
    text(&formula.parse::<Expr>()?.simplify()?)
}

fn text(expr: &Expr) -> Result<String, Error> {
    expr.canonical()?;
    Ok(Session::new().shown(expr.clone()).print(Style::Text)?)
}
