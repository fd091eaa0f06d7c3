//! What the lexer hands to the parser.

use super::{Binary, Relation, Span};

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Number,
    Name,
    Superscript,
    /// The result of an earlier line.
    Result,
    /// A text between quotation marks.
    Text,
    Plus,
    Minus,
    Times,
    Divide,
    Power,
    Bang,
    Bar,
    Root,
    OpenRound,
    CloseRound,
    OpenSquare,
    CloseSquare,
    Comma,
    Compare(Relation),
    /// A single `=`, which may be a definition's.
    Equals,
    Prime,
    /// `..` between the ends of a range.
    Range,
    If,
    Then,
    Else,
    And,
    Or,
    Not,
    /// Past the last token.
    End,
}

/// A token with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

impl TokenKind {
    /// The kind of a token that the grammar found, by its text; `None` for characters that begin
    /// no token.
    pub fn of(text: &str) -> Option<Self> {
        use TokenKind::*;
        let bytes = text.as_bytes();
        Some(match *bytes.first()? {
            b'a'..=b'z' | b'A'..=b'Z' => Self::of_word(bytes),
            b'.' if bytes == b".." => Range,
            b'0'..=b'9' | b'.' => Number,
            b'(' => OpenRound,
            b')' => CloseRound,
            b'[' => OpenSquare,
            b']' => CloseSquare,
            b'+' => Plus,
            b'-' => Minus,
            b'*' if bytes.len() == 2 => Power,
            b'*' => Times,
            b'/' => Divide,
            b'^' => Power,
            b',' => Comma,
            b'|' => Bar,
            b'\'' => Prime,
            b'<' if bytes.len() == 2 => Compare(Relation::LessEqual),
            b'<' => Compare(Relation::Less),
            b'>' if bytes.len() == 2 => Compare(Relation::GreaterEqual),
            b'>' => Compare(Relation::Greater),
            b'=' if bytes.len() == 2 => Compare(Relation::Equal),
            b'=' => Equals,
            b'!' if bytes.len() == 2 => Compare(Relation::NotEqual),
            b'!' => Bang,
            b'%' => Result,
            b'"' if bytes.len() > 1 => Text,
            0x80.. => match text.chars().next()? {
                '⁻' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' => Superscript,
                '·' | '⋅' | '∙' | '×' => Times,
                '÷' => Divide,
                '−' => Minus,
                '√' => Root,
                '≤' => Compare(Relation::LessEqual),
                '≥' => Compare(Relation::GreaterEqual),
                '≠' => Compare(Relation::NotEqual),
                '′' | '’' => Prime,
                _ => Name,
            },
            _ => return None,
        })
    }

    fn of_word(word: &[u8]) -> Self {
        if !(2..=4).contains(&word.len()) {
            return Self::Name;
        }
        match word {
            b"if" => Self::If,
            b"then" => Self::Then,
            b"else" => Self::Else,
            b"and" => Self::And,
            b"or" => Self::Or,
            b"not" => Self::Not,
            _ => Self::Name,
        }
    }

    /// The arithmetic operator that this token is between two operands.
    pub fn binary(self) -> Option<Binary> {
        Some(match self {
            Self::Plus => Binary::Add,
            Self::Minus => Binary::Subtract,
            Self::Times => Binary::Multiply,
            Self::Divide => Binary::Divide,
            Self::Power => Binary::Power,
            _ => return None,
        })
    }
}
