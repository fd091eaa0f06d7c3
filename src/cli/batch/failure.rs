//! Why a request has no answer.

use std::collections::HashSet;
use std::fmt;

use gradus::Error;
use gradus::optimize::FitError;
use gradus::syntax::{Span, normalise_name};
use gradus::verify::VerifyError;

/// Why a request, or a verb, has no answer.
#[derive(Debug)]
pub enum Failure {
    /// The line is not UTF-8.
    Utf8 {
        /// The first byte that is wrong.
        offset: usize,
    },
    /// The line has more bytes than are read.
    LineTooLong {
        /// How many it has.
        length: usize,
        /// The most that are read.
        limit: usize,
    },
    /// The line is no request.
    Request {
        /// Why, in the words of the JSON reader.
        message: String,
    },
    /// A field is of another type.
    Field {
        /// The field.
        name: &'static str,
        /// Why, in the words of the JSON reader.
        message: String,
    },
    /// A field that must be there is not.
    Missing {
        /// The field.
        name: &'static str,
    },
    /// A field is none of the words that it can be.
    Choice {
        /// The field.
        name: &'static str,
        /// What it is.
        found: String,
        /// What it can be.
        choices: Vec<&'static str>,
    },
    /// A field makes no sense as it is.
    Value {
        /// The field.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A field gives no value for a name.
    NoValue {
        /// The field.
        name: &'static str,
        /// The name that has none.
        of: String,
    },
    /// A field gives a value for a name twice.
    Twice {
        /// The field.
        name: &'static str,
        /// The name that has two.
        of: String,
    },
    /// A derivation can't be checked.
    Unverifiable(VerifyError),
    /// A fit can't be started.
    Fit(Box<FitError>),
    /// There is no such operation.
    Operation {
        /// What was asked for.
        name: String,
        /// Whether a later version will have it.
        later: bool,
    },
    /// A fault of gradus itself.
    Internal,
    /// The library refused.
    Library {
        /// Why.
        error: Box<Error>,
        /// Which text the error's place is in.
        place: Place,
    },
}

/// Which of a request's texts an error is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The text of `expr`.
    #[default]
    Expression,
    /// One of several, from 0, that begins at this byte where they were typed as one text.
    Part(usize, usize),
    /// Another text, such as a value that is an expression; not the one that carets point into.
    Other(String),
}

/// Whether each name has one value.
///
/// # Errors
/// [`Failure::Twice`].
pub fn once<'a>(field: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(normalise_name(name)) {
            return Err(Failure::Twice {
                name: field,
                of: name.to_owned(),
            });
        }
    }
    Ok(())
}

impl Failure {
    /// What is wrong with a field, without the position in its own text.
    pub fn field(name: &'static str, error: &serde_json::Error) -> Self {
        let mut message = error.to_string();
        if let Some(at) = message.rfind(" at line ") {
            message.truncate(at);
        }
        Failure::Field { name, message }
    }

    /// An error about one of the request's texts.
    pub fn library(error: impl Into<Error>, place: Place) -> Self {
        Failure::Library {
            error: Box::new(error.into()),
            place,
        }
    }

    /// The kind, as replies name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Failure::Utf8 { .. }
            | Failure::LineTooLong { .. }
            | Failure::Request { .. }
            | Failure::Field { .. }
            | Failure::Missing { .. }
            | Failure::Choice { .. }
            | Failure::Value { .. }
            | Failure::NoValue { .. }
            | Failure::Twice { .. } => "request",
            Failure::Operation { .. } => "operation",
            Failure::Fit(error) => match **error {
                FitError::Data(_) => "data",
                _ => "solver",
            },
            Failure::Internal => "internal",
            Failure::Unverifiable(_) => "limit",
            Failure::Library { error, .. } => error.kind(),
        }
    }

    /// The place in `expr`.
    pub fn span(&self) -> Option<Span> {
        match self {
            Failure::Library {
                error,
                place: Place::Expression | Place::Part(..),
            } => error.span(),
            _ => None,
        }
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::library(error, Place::Expression)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Utf8 { offset } => write!(f, "byte {offset} (from 0) is not UTF-8"),
            Failure::LineTooLong { length, limit } => {
                write!(f, "the line has {length} bytes; at most {limit} are read")
            }
            Failure::Request { message } => f.write_str(message),
            Failure::Unverifiable(error) => error.fmt(f),
            Failure::Fit(error) => error.fmt(f),
            Failure::Field { name, message } => write!(f, "`{name}`: {message}"),
            Failure::Missing { name } => write!(f, "this operation needs `{name}`"),
            Failure::Choice {
                name,
                found,
                choices,
            } => {
                write!(
                    f,
                    "`{name}` is \"{found}\", but must be one of {}",
                    choices.join(", ")
                )
            }
            Failure::Value { name, expected } => write!(f, "`{name}` must be {expected}"),
            Failure::NoValue { name, of } => {
                write!(
                    f,
                    "`{name}` has no value for `{of}`; give one, such as {of}=1"
                )
            }
            Failure::Twice { name, of } => {
                write!(f, "`{name}` has two values for `{of}`; give one")
            }
            Failure::Operation { name, later } => {
                let known = super::operations::names();
                match (later, gradus::syntax::nearest_name(name, known)) {
                    (true, _) => write!(f, "this version has no operation `{name}`"),
                    (false, Some(near)) => {
                        write!(f, "there is no operation `{name}`; did you mean `{near}`?")
                    }
                    (false, None) => write!(
                        f,
                        "there is no operation `{name}`; `gradus help` lists those there are"
                    ),
                }
            }
            Failure::Internal => {
                f.write_str("this is a fault of gradus; please report what you typed")
            }
            Failure::Library { error, place } => match place {
                Place::Expression => write!(f, "{error}"),
                Place::Part(at, _) => write!(f, "in expression {}: {error}", at + 1),
                Place::Other(text) => write!(f, "in {text}: {error}"),
            },
        }
    }
}
