//! Values on the command line: `x=1,y=pi/2`.

use gradus::session::Session;
use gradus::{Error, Expr};

use super::batch::failure::Failure;

/// Why a verb has no answer.
#[derive(Debug)]
pub enum Refusal {
    /// The expression has none.
    Input(Failure),
    /// A value is wrong.
    Value {
        /// What is wrong with it.
        error: Box<Error>,
        /// The value.
        text: String,
    },
    /// The call is wrong: how.
    Call(String),
}

impl<F: Into<Failure>> From<F> for Refusal {
    fn from(failure: F) -> Self {
        Refusal::Input(failure.into())
    }
}

/// The parts of a text between separators that are in no bracket, with their places. A blank last
/// part is none.
pub fn parts(text: &str, separator: char) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, character) in text.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if character == separator && depth == 0 => {
                parts.push((start, text.get(start..at).unwrap_or_default()));
                start = at + character.len_utf8();
            }
            _ => {}
        }
    }
    let last = text.get(start..).unwrap_or_default();
    if parts.is_empty() || !last.trim().is_empty() {
        parts.push((start, last));
    }
    parts
}

/// Names and values of `name=value` texts.
///
/// # Errors
/// [`Refusal::Call`] for a text without name or `=`.
pub fn assignments<'a>(
    texts: impl Iterator<Item = &'a str>,
) -> Result<Vec<(&'a str, &'a str)>, Refusal> {
    texts
        .map(|text| match text.split_once('=') {
            Some((name, value)) if is_name(name.trim()) => Ok((name.trim(), value)),
            _ => Err(Refusal::Call(format!(
                "`{}` is not a value such as x=2",
                text.trim()
            ))),
        })
        .collect()
}

fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|other| other.is_alphanumeric() || other == '_')
}

/// The double that a text means: a number, `nan`, `inf`, or an expression without symbols.
///
/// # Errors
/// [`Refusal::Value`] if the text is no such expression.
pub fn number(text: &str) -> Result<f64, Refusal> {
    if let Ok(value) = text.trim().parse() {
        return Ok(value);
    }
    let value = |expr: Expr| expr.at::<&str>([]).map_err(Error::from);
    Session::new()
        .expression(text)
        .and_then(value)
        .map_err(|error| Refusal::Value {
            error: Box::new(error),
            text: text.to_owned(),
        })
}

/// The numbers of a text such as `x=1,y=pi/2`.
///
/// # Errors
/// As [`assignments`] and [`number`].
pub fn numbers(text: &str) -> Result<Vec<(String, f64)>, Refusal> {
    let named = assignments(parts(text, ',').into_iter().map(|(_, part)| part))?;
    let named = named.into_iter();
    named
        .map(|(name, value)| Ok((name.to_owned(), number(value)?)))
        .collect()
}

/// Ranges such as `x=0..5,y=-inf..3,z=..1`.
///
/// # Errors
/// [`Refusal::Call`] for what is no range.
pub fn ranges(text: &str) -> Result<Vec<(String, f64, f64)>, Refusal> {
    let mut found = Vec::new();
    for (name, range) in assignments(parts(text, ',').into_iter().map(|(_, part)| part))? {
        let Some((lower, upper)) = range.split_once("..") else {
            return Err(Refusal::Call(format!(
                "`{name}={range}` is not a range such as {name}=0..5"
            )));
        };
        let end = |text: &str, open: f64| match text.trim() {
            "" => Ok(open),
            text => number(text),
        };
        let (lower, upper) = (end(lower, f64::NEG_INFINITY)?, end(upper, f64::INFINITY)?);
        found.push((name.to_owned(), lower, upper));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_in_brackets_do_not_separate() {
        assert_eq!(
            parts("x=max(1, 2),y=3,", ','),
            [(0, "x=max(1, 2)"), (12, "y=3")]
        );
        assert_eq!(parts("", ','), [(0, "")]);
        assert_eq!(parts("a))(,),b", ','), [(0, "a))(,)"), (7, "b")]);
    }

    #[test]
    fn values_are_numbers_or_expressions() {
        assert_eq!(number("-2.5").unwrap(), -2.5);
        assert_eq!(number("pi/2").unwrap(), std::f64::consts::FRAC_PI_2);
        assert!(number("inf").unwrap().is_infinite());
        assert!(matches!(number("x"), Err(Refusal::Value { .. })));
        assert!(matches!(
            assignments(["3"].into_iter()),
            Err(Refusal::Call(_))
        ));
    }
}
