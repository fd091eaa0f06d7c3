//! Text into a flat run of tokens.

use pest::Parser;
use pest::iterators::Pair;
use pest_derive::Parser;

use super::error::{SyntaxError, likely_meant};
use super::token::{Token, TokenKind};
use super::{MAXIMUM_LENGTH, Span};

#[derive(Parser)]
#[grammar = "../grammar/expression.pest"]
struct Grammar;

/// How much text the grammar reads at a time. pest keeps two queue entries of about 50 bytes for each
/// token, which would be close to a gigabyte for the longest text; read in pieces the queue
/// stays inside the processor's cache.
const PIECE: usize = 32 << 10;

/// A token that ends this close before the end of a piece may look different with the text that
/// follows (`2`, then `e+3`), so it is read again at the start of the next piece.
const MARGIN: usize = 16;

/// Splits a text into tokens. With `wildcards`, those of rewrite rules (`?a`) are names.
pub(super) fn tokenize(source: &str, wildcards: bool) -> Result<Vec<Token>, SyntaxError> {
    let length = source.len();
    if length > MAXIMUM_LENGTH {
        return Err(SyntaxError::TooLong {
            length,
            limit: MAXIMUM_LENGTH,
        });
    }
    let mut tokens = Vec::with_capacity((length / 2 + 4).min(PIECE));
    let mut from = 0;
    let mut size = PIECE;
    while from < length {
        let to = source.floor_char_boundary(from.saturating_add(size));
        let last = to == length;
        let safe = if last { to } else { to - MARGIN };
        let read = read_piece(&source[from..to], from, safe, wildcards, &mut tokens)?;
        if last {
            break;
        }
        if read > from {
            from = read;
            size = PIECE;
        } else {
            // One token, comment or stretch of blanks is longer than the piece. Doubling keeps
            // the total linear.
            size *= 2;
        }
    }
    Ok(tokens)
}

/// Reads the tokens that end at or before `safe`, and returns where the last of them ended.
fn read_piece(
    piece: &str,
    offset: usize,
    safe: usize,
    wildcards: bool,
    tokens: &mut Vec<Token>,
) -> Result<usize, SyntaxError> {
    let unknown = |at: usize| {
        let character = piece[at..].chars().next().unwrap_or('\0');
        SyntaxError::UnknownCharacter {
            span: span(offset + at, offset + at + character.len_utf8()),
            character,
            suggestion: likely_meant(character),
        }
    };
    let pairs = Grammar::parse(Rule::tokens, piece).map_err(|error| {
        // The grammar accepts every text, so this is only reached if it is changed.
        unknown(match error.location {
            pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
        })
    })?;
    let mut read = offset;
    // One pair, `tokens`, holds all of them.
    for pair in pairs.flat_map(Pair::into_inner) {
        let place = pair.as_span();
        let (start, end) = (place.start(), place.end());
        if offset + end > safe {
            break;
        }
        let kind = match pair.as_rule() {
            Rule::token if wildcards && piece[start..end].starts_with('?') => Some(TokenKind::Name),
            Rule::token => TokenKind::of(&piece[start..end]),
            _ => None,
        };
        let Some(kind) = kind else {
            // The end of a text may stand in the next piece.
            if piece[start..].starts_with('"') && safe < offset + piece.len() {
                break;
            }
            return Err(unknown(start));
        };
        if kind == TokenKind::Name
            && let Some(at) = raised_letter(&piece[start..end])
        {
            return Err(unknown(start + at));
        }
        read = offset + end;
        tokens.push(Token {
            kind,
            span: span(offset + start, read),
        });
    }
    Ok(read)
}

/// Where a name has a raised or lowered letter. These count as letters in Unicode, but `xⁿ` is a
/// power to everybody who types it, so they are not part of a name.
fn raised_letter(name: &str) -> Option<usize> {
    if name.is_ascii() {
        return None;
    }
    name.find(|character| {
        matches!(
            character,
            'ª' | 'º' | 'ʰ'..='˿' | 'ᴬ'..='ᵪ' | 'ᶛ'..='ᶿ' | 'ⁱ' | 'ⁿ' | 'ₐ'..='ₜ'
        )
    })
}

/// Offsets fit, because the text is not longer than [`MAXIMUM_LENGTH`].
fn span(start: usize, end: usize) -> Span {
    Span {
        start: start as u32,
        end: end as u32,
    }
}
