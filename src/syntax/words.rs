//! What a name begins: a symbol, a call, a derivative.

use super::error::{Expected, SyntaxError, shortened};
use super::greek::greek;
use super::known::is_function_name;
use super::operators::{Frame, FrameKind};
use super::parser::Parser;
use super::token::TokenKind;
use super::{AstId, AstKind, Binary, Children, Span};

/// What stands before the bracket of a call.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CallHead {
    name: Span,
    primes: u32,
    orders: Children,
    power: Option<AstId>,
    /// Where the bracket stands.
    pub bracket: u32,
}

impl Parser<'_> {
    /// Reads what begins with a name; whether that is a complete operand.
    pub(super) fn read_name(&mut self) -> Result<bool, SyntaxError> {
        match self.kind(1) {
            TokenKind::OpenRound => {
                let head = CallHead {
                    name: self.span(0),
                    ..CallHead::default()
                };
                self.open_call(head, 1);
                return Ok(false);
            }
            TokenKind::Prime => {
                self.read_primes()?;
                return Ok(false);
            }
            TokenKind::Divide | TokenKind::Power | TokenKind::Superscript
                if self.read_power_of_call()? || self.read_derivative() =>
            {
                return Ok(false);
            }
            _ => {}
        }
        self.complete_leaf(AstKind::Name);
        Ok(true)
    }

    /// Opens a call whose bracket is so many tokens on.
    fn open_call(&mut self, head: CallHead, bracket: usize) {
        let bracket_start = self.span(bracket).start;
        self.calls.push(CallHead {
            bracket: bracket_start,
            ..head
        });
        self.frames.push(Frame {
            kind: FrameKind::Call,
            start: head.name.start,
            base: self.operands.len() as u32,
        });
        self.at += bracket + 1;
    }

    /// The present token closes the innermost call.
    pub(super) fn finish_call(&mut self) {
        let frame = self.frames.pop();
        let (start, base) = frame.map_or((0, 0), |frame| (frame.start, frame.base));
        let head = self.calls.pop().unwrap_or_default();
        let kind = AstKind::Call {
            name: head.name,
            primes: head.primes,
            orders: head.orders,
            power: head.power,
            arguments: self.take_children(base),
        };
        let call = self.add(kind, start, self.span(0).end);
        self.complete(call);
    }

    /// `f'(`, `f''(`, `f'[1, 0](`.
    fn read_primes(&mut self) -> Result<(), SyntaxError> {
        let name = self.span(0);
        let mut ahead = 1;
        while self.kind(ahead) == TokenKind::Prime {
            ahead += 1;
        }
        let primes = ahead as u32 - 1;
        let mut orders = Children::default();
        if self.kind(ahead) == TokenKind::OpenSquare && primes == 1 {
            orders.start = self.children.len() as u32;
            loop {
                ahead += 1;
                let span = self.span(ahead);
                if self.kind(ahead) != TokenKind::Number || !is_whole(self.text(span)) {
                    return Err(self.malformed_orders(ahead, &[Expected::Order]));
                }
                let order = self.add(AstKind::Number, span.start, span.end);
                self.children.push(order.ast());
                orders.len += 1;
                ahead += 1;
                match self.kind(ahead) {
                    TokenKind::Comma => {}
                    TokenKind::CloseSquare => break,
                    _ => {
                        let expected = &[Expected::Text(","), Expected::Text("]")];
                        return Err(self.malformed_orders(ahead, expected));
                    }
                }
            }
            ahead += 1;
            if self.kind(ahead) != TokenKind::OpenRound {
                return Err(self.malformed_orders(ahead, &[Expected::Text("(")]));
            }
        }
        if self.kind(ahead) == TokenKind::OpenSquare {
            return Err(self.malformed_orders(ahead, &[Expected::Text("(")]));
        }
        if self.kind(ahead) != TokenKind::OpenRound {
            return Err(SyntaxError::StrayPrime { span: self.span(1) });
        }
        let head = CallHead {
            name,
            primes,
            orders,
            ..CallHead::default()
        };
        self.open_call(head, ahead);
        Ok(())
    }

    fn malformed_orders(&self, ahead: usize, expected: &'static [Expected]) -> SyntaxError {
        SyntaxError::expected_text(
            self.span(ahead),
            expected,
            self.found(ahead),
            "orders of a derivative are written `f'[1, 0](x, y)`",
        )
    }

    /// `name^2(`, `name²(`, `name^(2)(` of a known function, as `sin` is; whether it was one.
    fn read_power_of_call(&mut self) -> Result<bool, SyntaxError> {
        use TokenKind::{CloseRound, Minus, Number, OpenRound, Power, Superscript};
        let kinds: [TokenKind; 6] = std::array::from_fn(|ahead| self.kind(ahead + 1));
        // Where the exponent stands, where the bracket of the call stands, and the exponent's sign.
        let (exponent, bracket, negative) = match kinds {
            [Superscript, OpenRound, ..] => (1, 2, self.text(self.span(1)).starts_with('⁻')),
            [Power, Number, OpenRound, ..] => (2, 3, false),
            [Power, Minus, Number, OpenRound, ..] => (3, 4, true),
            [Power, OpenRound, Number, CloseRound, OpenRound, _] => (3, 5, false),
            [Power, OpenRound, Minus, Number, CloseRound, OpenRound] => (4, 6, true),
            _ => return Ok(false),
        };
        let name = self.span(0);
        let span = self.span(exponent);
        let kind = match kinds[0] {
            Superscript => AstKind::Superscript,
            _ => AstKind::Number,
        };
        let whole = kind == AstKind::Superscript || is_whole(self.text(span));
        if !whole || !is_function_name(self.text(name)) {
            return Ok(false);
        }
        if negative {
            let text = self.text(name);
            let digits = self.text(span).trim_start_matches('⁻');
            let inverse = format!("a{text}");
            return Err(SyntaxError::NegativePower {
                span: Span {
                    start: name.start,
                    end: self.span(bracket - 1).end,
                },
                // Only the exponent -1 can be meant as the inverse.
                inverse: (matches!(digits, "1" | "¹") && is_function_name(&inverse))
                    .then_some(inverse),
                name: shortened(text),
                exponent: shortened(&superscripts_as_digits(digits)),
            });
        }
        let power = self.add(kind, span.start, span.end);
        let head = CallHead {
            name,
            power: Some(power.ast()),
            ..CallHead::default()
        };
        self.open_call(head, bracket);
        Ok(true)
    }

    /// `d/dx` or `d^2/dx^2` with an operand after it; whether it was one.
    fn read_derivative(&mut self) -> bool {
        if self.text(self.span(0)) != "d" || self.is_held_tightly() {
            return false;
        }
        let (above, mut ahead) = match self.read_order(1) {
            Some(order) => order,
            None => return false,
        };
        if self.kind(ahead) != TokenKind::Divide || self.kind(ahead + 1) != TokenKind::Name {
            return false;
        }
        let below = self.span(ahead + 1);
        let Some(variable) = self.differential(below) else {
            return false;
        };
        let Some((order, next)) = self.read_order(ahead + 2) else {
            return false;
        };
        ahead = next;
        if order != above || !self.begins_operand(ahead) {
            return false;
        }
        self.frames.push(Frame {
            kind: FrameKind::Derivative,
            start: self.span(0).start,
            base: 0,
        });
        self.derivatives.push((variable, order));
        self.at += ahead;
        true
    }

    /// In `x^d/dy` and `√d/dy` the `d` belongs to what stands before it.
    fn is_held_tightly(&self) -> bool {
        matches!(
            self.frames.last().map(|frame| frame.kind),
            Some(
                FrameKind::Root
                    | FrameKind::Binary {
                        operator: Binary::Power,
                        ..
                    }
            )
        )
    }

    /// An order written `^2` or `²`, or 1 where nothing is written, and what follows it.
    fn read_order(&self, ahead: usize) -> Option<(u32, usize)> {
        let (order, next) = match (self.kind(ahead), self.kind(ahead + 1)) {
            (TokenKind::Power, TokenKind::Number) => {
                (self.text(self.span(ahead + 1)).parse().ok()?, ahead + 2)
            }
            (TokenKind::Power, _) => return None,
            (TokenKind::Superscript, _) => {
                (superscript_value(self.text(self.span(ahead)))?, ahead + 1)
            }
            _ => (1, ahead),
        };
        (order > 0).then_some((order, next))
    }

    /// The variable in `dx`. Names that begin with `d` and have a meaning of their own are none.
    fn differential(&self, name: Span) -> Option<Span> {
        let text = self.text(name);
        let variable = text.strip_prefix('d')?;
        let begins_name = variable.starts_with(char::is_alphabetic);
        let other = greek(text).is_some() || is_function_name(text);
        (begins_name && !other).then_some(Span {
            start: name.start + 1,
            end: name.end,
        })
    }

    fn begins_operand(&self, ahead: usize) -> bool {
        match self.kind(ahead) {
            TokenKind::Number
            | TokenKind::Name
            | TokenKind::Result
            | TokenKind::Text
            | TokenKind::OpenRound
            | TokenKind::OpenSquare
            | TokenKind::Root
            | TokenKind::If => true,
            // Inside bars this one closes them.
            TokenKind::Bar => self.innermost_group() != Some(FrameKind::Absolute),
            _ => false,
        }
    }
}

fn is_whole(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit())
}

fn superscript_value(text: &str) -> Option<u32> {
    superscripts_as_digits(text).parse().ok()
}

fn superscripts_as_digits(text: &str) -> String {
    let digits = text.chars().map(|character| match character {
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁰' | '⁴'..='⁹' => {
            char::from_digit(character as u32 - '⁰' as u32, 10).unwrap_or(character)
        }
        other => other,
    });
    digits.collect()
}
