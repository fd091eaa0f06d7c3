//! What can be wrong with a statement or an operation.

use std::fmt;

use crate::simplify::rules::Counterexample;
use crate::syntax::Span;

/// Why a statement or operation was refused.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SessionError {
    /// A definition leads back to itself.
    Cyclic {
        /// The names on the way round, beginning and ending with the same.
        path: Vec<String>,
        /// The place of the defined name.
        span: Span,
    },
    /// A function of gradus or an operation can't be defined anew.
    Reserved {
        /// Its name.
        name: String,
        /// What it is: a function, an operation.
        what: &'static str,
        /// Its place.
        span: Span,
    },
    /// A rule for simplification that is not true of all real numbers.
    UnsoundRule {
        /// Where it is wrong.
        counterexample: Counterexample,
        /// The rule's place.
        span: Span,
    },
    /// A function is called with the wrong number of arguments.
    Arity {
        /// Its name.
        name: String,
        /// How it is called.
        usage: String,
        /// The call's place.
        span: Span,
    },
    /// An argument of an operation is of the wrong kind.
    Argument {
        /// The operation.
        operation: &'static str,
        /// What the argument must be.
        expected: &'static str,
        /// The argument's place.
        span: Span,
    },
    /// A text that must be one expression is something else.
    NotOneExpression {
        /// What it is.
        found: &'static str,
        /// Its place.
        span: Span,
    },
    /// An operation is part of a later version.
    NotYet {
        /// The operation.
        name: String,
        /// Its place.
        span: Span,
    },
    /// Steps are asked for of what has none.
    NoSteps {
        /// What it is.
        name: String,
        /// Its place.
        span: Span,
    },
    /// An operator is not defined between these operands.
    Undefined {
        /// Why, in words.
        why: &'static str,
        /// The place of the operator with its operands.
        span: Span,
    },
    /// A name inside an expression stands for a list.
    ListInside {
        /// The name.
        name: String,
        /// The place of what uses it.
        span: Span,
    },
    /// No earlier line has this result.
    NoResult {
        /// How it was called: `%3`.
        name: String,
        /// The number of the last result there is; nothing if there is none.
        last: Option<usize>,
        /// Whether there was such a result, which is no longer kept.
        forgotten: bool,
        /// Its place.
        span: Span,
    },
    /// Definitions put into one another lead to too large an expression.
    TooLarge {
        /// The place of what uses them.
        span: Span,
    },
    /// An operation failed for a reason that a lower stage gives.
    Failed {
        /// The operation.
        operation: &'static str,
        /// The reason.
        cause: Box<crate::Error>,
        /// The call's place.
        span: Span,
    },
}

impl SessionError {
    /// The place in the text.
    pub fn span(&self) -> Option<Span> {
        Some(match self {
            SessionError::Cyclic { span, .. }
            | SessionError::Reserved { span, .. }
            | SessionError::UnsoundRule { span, .. }
            | SessionError::Arity { span, .. }
            | SessionError::Argument { span, .. }
            | SessionError::NotOneExpression { span, .. }
            | SessionError::NotYet { span, .. }
            | SessionError::NoSteps { span, .. }
            | SessionError::Undefined { span, .. }
            | SessionError::ListInside { span, .. }
            | SessionError::NoResult { span, .. }
            | SessionError::TooLarge { span }
            | SessionError::Failed { span, .. } => *span,
        })
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SessionError::Cyclic { path, .. } => write!(
                f,
                "this definition leads back to itself ({}); use another name on the left",
                path.join(" -> ")
            ),
            SessionError::Reserved { name, what, .. } => {
                write!(
                    f,
                    "`{name}` is {what} and can't be defined anew; use another name"
                )
            }
            SessionError::UnsoundRule { counterexample, .. } => {
                write!(f, "this rule is not true of all real numbers: {counterexample}")
            }
            SessionError::Arity { usage, .. } => write!(f, "this is called as {usage}"),
            SessionError::Argument {
                operation,
                expected,
                ..
            } => {
                write!(f, "this argument of `{operation}` must be {expected}")
            }
            SessionError::NotOneExpression { found, .. } => {
                write!(f, "one expression is needed here, not {found}")
            }
            SessionError::NotYet { name, .. } => {
                write!(f, "this version has no operation `{name}`")
            }
            SessionError::NoSteps { name, .. } => write!(
                f,
                "there are no steps to show of `{name}` here; ask for those of one derivative, as in `steps diff(x^2, x)`"
            ),
            SessionError::Undefined { why, .. } => f.write_str(why),
            SessionError::ListInside { name, .. } => write!(
                f,
                "`{name}` stands for a list, which can't be put into this expression; \
                 define anew what uses it"
            ),
            SessionError::NoResult { name, forgotten: true, .. } => {
                write!(f, "the result `{name}` is no longer kept; name a result that is needed for long, as in `a = %`")
            }
            SessionError::NoResult { name, last: None, .. } => {
                write!(f, "`{name}` is the result of an earlier line, and there is none yet")
            }
            SessionError::NoResult { name, last: Some(last), .. } => {
                write!(f, "there is no result `{name}`; the last one is `%{last}`")
            }
            SessionError::TooLarge { .. } => f.write_str(
                "the definitions used here lead to too large an expression; put fewer into one another",
            ),
            SessionError::Failed { cause, .. } => fmt::Display::fmt(cause, f),
        }
    }
}

impl std::error::Error for SessionError {}
