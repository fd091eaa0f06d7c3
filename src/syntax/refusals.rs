//! Which message a token gets that fits nowhere.

use super::Span;
use super::error::{Expected, Found, SyntaxError, shortened};
use super::operators::{FrameKind, binding};
use super::parser::Parser;
use super::token::TokenKind;

impl Parser<'_> {
    /// The present token cannot begin an operand.
    pub(super) fn missing_operand(&self) -> SyntaxError {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let group = self.frames.last().map(|frame| frame.kind);
        let opened = before.is_some_and(|token| {
            use TokenKind::{Bar, OpenRound, OpenSquare};
            matches!(token.kind, OpenRound | OpenSquare | Bar)
        });
        let separated = before.is_some_and(|token| token.kind == TokenKind::Comma);
        match (self.kind(0), group) {
            (TokenKind::End, Some(kind)) if opened && kind.is_group() => self.unclosed(group),
            (
                TokenKind::Comma | TokenKind::CloseRound | TokenKind::CloseSquare,
                Some(FrameKind::Call | FrameKind::List),
            ) if opened || separated => SyntaxError::EmptyArgument { span: self.span(0) },
            (TokenKind::CloseRound | TokenKind::CloseSquare, None) if before.is_none() => {
                self.unopened()
            }
            _ => self.unexpected(&[Expected::Operand]),
        }
    }

    /// A number or a list directly after an operand.
    pub(super) fn missing_operator(&mut self) -> SyntaxError {
        // The factor before it is complete now, so that `x^2 3` suggests `x^2*3`.
        self.finish_tighter(binding::PRODUCT, false);
        let span = self.span(0);
        let found = shortened(self.text(span));
        let left = self.operands.last().map_or("", |operand| {
            self.text(Span {
                start: operand.start,
                end: operand.end,
            })
        });
        // A long operand is not repeated.
        let left = if left.len() > 16 { "" } else { left };
        let right = match self.kind(0) {
            TokenKind::Number | TokenKind::Result => found.as_str(),
            _ => "[…]",
        };
        SyntaxError::MissingOperator {
            span,
            suggestion: format!("{left}*{right}"),
            found,
        }
    }

    fn unopened(&self) -> SyntaxError {
        let span = self.span(0);
        SyntaxError::Unopened {
            span,
            closing: self.text(span).to_owned(),
        }
    }

    /// The present token cannot continue or close the innermost group.
    pub(super) fn unclosed(&self, group: Option<FrameKind>) -> SyntaxError {
        let start = match group {
            // A call begins with its name; what is not closed is its bracket.
            Some(FrameKind::Call) => self.calls.last().map_or(0, |call| call.bracket),
            _ => self.frames.last().map_or(0, |frame| frame.start),
        };
        let bracket = |opening, closing| SyntaxError::Unclosed {
            span: Span {
                start,
                end: start + 1,
            },
            opening,
            closing,
            found: self.found(0),
            found_span: self.span(0),
        };
        let suggestion = match (self.kind(0), group) {
            (TokenKind::Comma, None | Some(FrameKind::Round)) => self.decimal_comma(),
            _ => None,
        };
        if suggestion.is_some() {
            return SyntaxError::Unexpected {
                span: self.span(0),
                expected: &[Expected::Operator],
                found: self.found(0),
                after: None,
                suggestion,
            };
        }
        match group {
            Some(FrameKind::If) => self.incomplete_if(&[Expected::Text("then")]),
            Some(FrameKind::Then) => self.incomplete_if(&[Expected::Text("else")]),
            Some(FrameKind::Round | FrameKind::Call) => bracket("(", ")"),
            Some(FrameKind::List) => bracket("[", "]"),
            Some(FrameKind::Absolute) => bracket("|", "|"),
            _ => match self.kind(0) {
                TokenKind::CloseRound | TokenKind::CloseSquare => self.unopened(),
                _ => self.unexpected(&[Expected::Operator, Expected::End]),
            },
        }
    }

    fn incomplete_if(&self, expected: &'static [Expected]) -> SyntaxError {
        SyntaxError::Unexpected {
            span: self.span(0),
            expected,
            found: self.found(0),
            after: None,
            suggestion: Some("pieces are written `if x < 0 then -x else x`".to_owned()),
        }
    }

    /// `1,5` where a point was meant.
    fn decimal_comma(&self) -> Option<String> {
        let before = self.tokens.get(self.at.checked_sub(1)?)?;
        let after = self.tokens.get(self.at + 1)?;
        let comma = self.span(0);
        let joined = before.kind == TokenKind::Number
            && after.kind == TokenKind::Number
            && before.span.end == comma.start
            && after.span.start == comma.end;
        joined.then(|| {
            let (whole, fraction) = (self.text(before.span), self.text(after.span));
            format!(
                "decimals have a point: `{}.{}`",
                shortened(whole),
                shortened(fraction)
            )
        })
    }
}

impl SyntaxError {
    /// A message with a hint of what to write.
    pub(super) fn expected_text(
        span: Span,
        expected: &'static [Expected],
        found: Found,
        suggestion: &str,
    ) -> Self {
        Self::Unexpected {
            span,
            expected,
            found,
            after: None,
            suggestion: Some(suggestion.to_owned()),
        }
    }
}
