//! Why a text is not a formula.

use std::fmt;

use super::Span;

/// Why a text is not a formula, with the place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxError {
    /// The text is longer than is read.
    TooLong {
        /// Its length in bytes.
        length: usize,
        /// The longest that is read.
        limit: usize,
    },
    /// There is no formula.
    Empty {
        /// The end of the text.
        span: Span,
    },
    /// A character that belongs to no token.
    UnknownCharacter {
        /// Its place.
        span: Span,
        /// The character.
        character: char,
        /// What was probably meant.
        suggestion: Option<&'static str>,
    },
    /// Something else was expected here.
    Unexpected {
        /// The place of what was found.
        span: Span,
        /// What could stand here.
        expected: &'static [Expected],
        /// What stands here.
        found: Found,
        /// What stands before it.
        after: Option<String>,
        /// What to write instead.
        suggestion: Option<String>,
    },
    /// An operator is missing between two operands.
    MissingOperator {
        /// The place of the second operand.
        span: Span,
        /// The second operand's text.
        found: String,
        /// What to write if a product is meant.
        suggestion: String,
    },
    /// A bracket is not closed.
    Unclosed {
        /// The opening bracket.
        span: Span,
        /// Its text.
        opening: &'static str,
        /// What would close it.
        closing: &'static str,
        /// What was found instead.
        found: Found,
        /// Where that was found.
        found_span: Span,
    },
    /// A bracket is closed that was not opened.
    Unopened {
        /// The closing bracket.
        span: Span,
        /// Its text.
        closing: String,
    },
    /// Nothing stands where an argument or an entry of a list is expected.
    EmptyArgument {
        /// The place of the comma or bracket that was found instead.
        span: Span,
    },
    /// `sin^-1(x)`, which some read as the inverse and some as the reciprocal.
    NegativePower {
        /// The name with its exponent.
        span: Span,
        /// The function's name.
        name: String,
        /// The exponent without its sign.
        exponent: String,
        /// The name of the inverse function, if it has one.
        inverse: Option<String>,
    },
    /// A prime that does not stand between a function's name and its bracket.
    StrayPrime {
        /// The prime.
        span: Span,
    },
    /// A definition of a constant's name.
    Reserved {
        /// The name's place.
        span: Span,
        /// The name.
        name: String,
    },
    /// Two parameters of a definition are one symbol.
    RepeatedParameter {
        /// The second one's place.
        span: Span,
        /// The name.
        name: String,
    },
    /// An assumption that is neither a condition nor a property.
    NotACondition {
        /// Its place.
        span: Span,
    },
}

/// What could stand at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expected {
    /// A number, a name or a bracket.
    Operand,
    /// An operand that a root sign can stand before.
    RootOperand,
    /// An operator.
    Operator,
    /// A condition or a property.
    Condition,
    /// The order of a derivative: a whole number.
    Order,
    /// A word or sign.
    Text(&'static str),
    /// The end of the text.
    End,
}

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The end of the text.
    End,
    /// This text.
    Text(String),
}

/// The most characters of a text that a message repeats.
const SHOWN: usize = 24;

impl Found {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(shortened(text))
    }
}

/// A text cut to a length that fits into a sentence.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

/// What somebody who typed a character that belongs to no token probably meant.
pub(super) fn likely_meant(character: char) -> Option<&'static str> {
    Some(match character {
        '{' | '\u{ff08}' => "(",
        '}' | '\u{ff09}' => ")",
        ':' => "/",
        '\u{2010}'..='\u{2014}' | '\u{fe63}' | '\u{ff0d}' => "-",
        '\u{2217}' | '\u{2022}' | '\u{ff0a}' => "*",
        '\u{2215}' | '\u{2044}' | '\u{ff0f}' => "/",
        '\u{ff0b}' => "+",
        '\u{ff1d}' => "=",
        '&' | '\u{2227}' => "and",
        '\u{2228}' => "or",
        '~' | '\u{ac}' => "not",
        ';' | '\u{ff0c}' => ",",
        '\u{2223}' | '\u{2502}' => "|",
        _ => return None,
    })
}

impl SyntaxError {
    /// The place to point at.
    pub fn span(&self) -> Span {
        match *self {
            Self::TooLong { .. } => Span::default(),
            Self::Empty { span }
            | Self::UnknownCharacter { span, .. }
            | Self::Unexpected { span, .. }
            | Self::MissingOperator { span, .. }
            | Self::Unclosed { span, .. }
            | Self::Unopened { span, .. }
            | Self::EmptyArgument { span }
            | Self::NegativePower { span, .. }
            | Self::StrayPrime { span }
            | Self::Reserved { span, .. }
            | Self::RepeatedParameter { span, .. }
            | Self::NotACondition { span } => span,
        }
    }
}

impl std::error::Error for SyntaxError {}

impl fmt::Display for SyntaxError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { length, limit } => {
                write!(out, "the text has {length} bytes; at most {limit} are read")
            }
            Self::Empty { .. } => {
                write!(out, "there is no formula here; type one such as `x^2 + 1`")
            }
            Self::UnknownCharacter {
                character,
                suggestion,
                ..
            } => {
                write_character(out, *character)?;
                write!(out, " has no meaning here")?;
                match suggestion {
                    Some(suggestion) => write!(out, "; did you mean `{suggestion}`?"),
                    None => write!(out, "; leave it out or replace it"),
                }
            }
            Self::Unexpected {
                expected,
                found,
                after,
                suggestion,
                ..
            } => {
                write!(out, "expected ")?;
                for (i, one) in expected.iter().enumerate() {
                    let join = match i {
                        0 => "",
                        i if i + 1 == expected.len() => " or ",
                        _ => ", ",
                    };
                    write!(out, "{join}{one}")?;
                }
                if let Some(after) = after {
                    write!(out, " after `{after}`")?;
                }
                write!(out, ", found {found}")?;
                match suggestion {
                    Some(suggestion) => write!(out, "; {suggestion}"),
                    None => Ok(()),
                }
            }
            Self::MissingOperator {
                found, suggestion, ..
            } => write!(
                out,
                "an operator is missing before `{found}`; for a product write `{suggestion}`"
            ),
            Self::Unclosed {
                opening,
                closing,
                found,
                ..
            } => write!(
                out,
                "this `{opening}` is not closed: expected `{closing}`, found {found}"
            ),
            Self::Unopened { closing, .. } => write!(
                out,
                "this `{closing}` closes nothing; remove it or add the opening one"
            ),
            Self::EmptyArgument { .. } => write!(
                out,
                "an argument is missing here; write one or remove the comma or the brackets"
            ),
            Self::NegativePower {
                name,
                exponent,
                inverse,
                ..
            } => {
                write!(
                    out,
                    "a negative exponent between `{name}` and its bracket can be read in two ways; write "
                )?;
                if let Some(inverse) = inverse {
                    write!(out, "`{inverse}(…)` for the inverse function or ")?;
                }
                write!(out, "`{name}(…)^-{exponent}` for the power")
            }
            Self::StrayPrime { .. } => write!(
                out,
                "a prime stands between a function's name and its bracket, as in `f'(x)`"
            ),
            Self::Reserved { name, .. } => write!(
                out,
                "`{name}` is a constant and cannot be given another meaning; choose another name"
            ),
            Self::RepeatedParameter { name, .. } => write!(
                out,
                "the parameter `{name}` occurs twice; give each parameter a name of its own"
            ),
            Self::NotACondition { .. } => write!(
                out,
                "expected a condition such as `x > 0` or a property such as `n integer`"
            ),
        }
    }
}

/// A character as itself where it can be seen, and by its number where it cannot or where it
/// may look like another.
fn write_character(out: &mut fmt::Formatter<'_>, character: char) -> fmt::Result {
    if character.is_ascii_graphic() {
        write!(out, "`{character}`")
    } else if character.is_control() || !character.is_alphanumeric() && is_invisible(character) {
        write!(out, "the character U+{:04X}", character as u32)
    } else {
        write!(out, "`{character}` (U+{:04X})", character as u32)
    }
}

/// Characters that show nothing of their own: joiners, direction marks, combining marks, private use.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..
    )
}

impl fmt::Display for Expected {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operand => write!(out, "a number, a name or a bracket"),
            Self::RootOperand => write!(out, "a number, a name or a bracket, without a sign,"),
            Self::Operator => write!(out, "an operator"),
            Self::Condition => write!(out, "a condition such as `x > 0`"),
            Self::Order => write!(out, "a whole number"),
            Self::Text(text) => write!(out, "`{text}`"),
            Self::End => write!(out, "the end"),
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End => write!(out, "the end"),
            Self::Text(text) => write!(out, "`{text}`"),
        }
    }
}
