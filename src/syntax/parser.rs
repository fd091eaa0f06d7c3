//! Tokens into the tree: operator precedence with an explicit stack.
//!
//! The loop alternates between two states. In the first an operand is expected, and prefixes and
//! opening brackets are stacked until one is complete. In the second an operand is complete, and
//! postfixes and closing brackets apply to it until an operator follows. An operator first
//! finishes everything on the stack that binds tighter.

use super::error::{Expected, Found, SyntaxError, shortened};
use super::operators::{Frame, FrameKind, NO_CONDITION, Operand, binding, of_binary};
use super::token::{Token, TokenKind};
use super::words::CallHead;
use super::{Ast, AstId, AstKind, AstNode, Binary, Children, Note, Relation, Span};

/// Reads the tokens of one formula.
pub(super) fn parse(source: &str, tokens: &[Token]) -> Result<Ast, SyntaxError> {
    let mut parser = Parser::new(source, tokens);
    if tokens.is_empty() {
        return Err(SyntaxError::Empty {
            span: parser.end_span(),
        });
    }
    loop {
        parser.read_operand()?;
        if parser.read_operator()? == Next::Finished {
            break;
        }
    }
    let root = parser.pop_operand().ast();
    Ok(Ast {
        nodes: parser.nodes,
        children: parser.children,
        root,
        notes: parser.notes,
    })
}

/// What follows a complete operand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Operand,
    Finished,
}

pub(super) struct Parser<'a> {
    pub source: &'a str,
    pub tokens: &'a [Token],
    /// The token that is looked at.
    pub at: usize,
    pub nodes: Vec<AstNode>,
    pub children: Vec<AstId>,
    notes: Vec<Note>,
    pub operands: Vec<Operand>,
    pub frames: Vec<Frame>,
    /// What is known of the calls in `frames`, innermost last.
    pub calls: Vec<CallHead>,
    /// Variable and order of the `d/dx` in `frames`, innermost last.
    pub derivatives: Vec<(Span, u32)>,
}

impl<'a> Parser<'a> {
    fn new(source: &'a str, tokens: &'a [Token]) -> Self {
        Self {
            source,
            tokens,
            at: 0,
            // Most formulas have fewer nodes than tokens; very long ones grow as they need.
            nodes: Vec::with_capacity(tokens.len().min(1 << 16)),
            children: Vec::new(),
            notes: Vec::new(),
            operands: Vec::with_capacity(16),
            frames: Vec::with_capacity(16),
            calls: Vec::new(),
            derivatives: Vec::new(),
        }
    }

    /// The kind of the token so many places on.
    pub fn kind(&self, ahead: usize) -> TokenKind {
        self.tokens
            .get(self.at + ahead)
            .map_or(TokenKind::End, |token| token.kind)
    }

    /// The place of the token so many places on.
    pub fn span(&self, ahead: usize) -> Span {
        self.tokens
            .get(self.at + ahead)
            .map_or_else(|| self.end_span(), |token| token.span)
    }

    /// The empty place after the last token.
    fn end_span(&self) -> Span {
        let end = self
            .tokens
            .last()
            .map_or(self.source.len() as u32, |token| token.span.end);
        Span { start: end, end }
    }

    pub fn text(&self, span: Span) -> &'a str {
        self.source
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    pub fn found(&self, ahead: usize) -> Found {
        match self.kind(ahead) {
            TokenKind::End => Found::End,
            _ => Found::text(self.text(self.span(ahead))),
        }
    }

    pub fn add(&mut self, kind: AstKind, start: u32, end: u32) -> Operand {
        let id = self.nodes.len() as u32;
        let span = Span { start, end };
        self.nodes.push(AstNode { kind, span });
        Operand { id, start, end }
    }

    fn open(&mut self, kind: FrameKind) {
        let start = self.span(0).start;
        let base = self.operands.len() as u32;
        self.frames.push(Frame { kind, start, base });
        self.at += 1;
    }

    fn top(&self) -> Option<FrameKind> {
        self.frames.last().map(|frame| frame.kind)
    }

    /// Every frame that is finished has its operands below it, so the default is never seen.
    fn pop_operand(&mut self) -> Operand {
        self.operands.pop().unwrap_or_default()
    }

    /// An operand is complete. A root sign takes it at once, before any postfix.
    pub fn complete(&mut self, mut operand: Operand) {
        while let Some(FrameKind::Root) = self.top() {
            let start = self.frames.pop().map_or(operand.start, |frame| frame.start);
            operand = self.add(AstKind::Root(operand.ast()), start, operand.end);
        }
        self.operands.push(operand);
    }

    /// An operand that is one token.
    pub fn complete_leaf(&mut self, kind: AstKind) {
        let Span { start, end } = self.span(0);
        let operand = self.add(kind, start, end);
        self.complete(operand);
        self.at += 1;
    }

    /// The state in which an operand is expected.
    fn read_operand(&mut self) -> Result<(), SyntaxError> {
        loop {
            let kind = self.kind(0);
            match kind {
                TokenKind::Number => {
                    self.complete_leaf(AstKind::Number);
                    return Ok(());
                }
                TokenKind::Result => {
                    self.complete_leaf(AstKind::Result);
                    return Ok(());
                }
                TokenKind::Text => {
                    self.complete_leaf(AstKind::Text);
                    return Ok(());
                }
                TokenKind::Name => {
                    if self.read_name()? {
                        return Ok(());
                    }
                }
                TokenKind::OpenRound => self.open(FrameKind::Round),
                TokenKind::Bar => self.open(FrameKind::Absolute),
                TokenKind::Root => self.open(FrameKind::Root),
                TokenKind::OpenSquare => {
                    let empty = self.kind(1) == TokenKind::CloseSquare;
                    self.open(FrameKind::List);
                    if empty {
                        self.finish_list();
                        return Ok(());
                    }
                }
                TokenKind::Plus | TokenKind::Minus | TokenKind::Not | TokenKind::If => {
                    if self.top() == Some(FrameKind::Root) {
                        return Err(self.unexpected(&[Expected::RootOperand]));
                    }
                    match kind {
                        // A sign that changes nothing leaves no node.
                        TokenKind::Plus => self.at += 1,
                        TokenKind::Minus => self.open(FrameKind::Negate),
                        TokenKind::Not => self.open(FrameKind::Not),
                        _ => self.open(FrameKind::If),
                    }
                }
                _ => return Err(self.missing_operand()),
            }
        }
    }

    /// The state in which an operand is complete.
    fn read_operator(&mut self) -> Result<Next, SyntaxError> {
        loop {
            let kind = self.kind(0);
            match kind {
                TokenKind::Plus
                | TokenKind::Minus
                | TokenKind::Times
                | TokenKind::Divide
                | TokenKind::Power => {
                    let operator = kind.binary().unwrap_or(Binary::Add);
                    self.push_binary(operator, false);
                    return Ok(Next::Operand);
                }
                TokenKind::CloseRound => self.close_round()?,
                TokenKind::Name | TokenKind::OpenRound | TokenKind::Root => {
                    self.push_binary(Binary::Multiply, true);
                    return Ok(Next::Operand);
                }
                TokenKind::Bar => {
                    if self.innermost_group() == Some(FrameKind::Absolute) {
                        self.close_absolute();
                    } else {
                        self.push_binary(Binary::Multiply, true);
                        return Ok(Next::Operand);
                    }
                }
                TokenKind::Bang => {
                    let operand = self.pop_operand();
                    let kind = AstKind::Factorial(operand.ast());
                    let operand = self.add(kind, operand.start, self.span(0).end);
                    self.operands.push(operand);
                    self.at += 1;
                }
                TokenKind::Superscript => {
                    let Span { start, end } = self.span(0);
                    let right = self.add(AstKind::Superscript, start, end);
                    let left = self.pop_operand();
                    let power = self.add_binary(Binary::Power, left, right, false);
                    self.operands.push(power);
                    self.at += 1;
                }
                TokenKind::Comma => {
                    match self.finish_to_group() {
                        Some(FrameKind::Call | FrameKind::List) => self.at += 1,
                        group => return Err(self.unclosed(group)),
                    }
                    return Ok(Next::Operand);
                }
                TokenKind::CloseSquare => match self.finish_to_group() {
                    Some(FrameKind::List) => self.finish_list(),
                    group => return Err(self.unclosed(group)),
                },
                TokenKind::Compare(relation) => {
                    self.push_comparison(relation);
                    return Ok(Next::Operand);
                }
                TokenKind::Equals => {
                    self.push_comparison(Relation::Equal);
                    return Ok(Next::Operand);
                }
                TokenKind::Range => {
                    self.finish_tighter(binding::RANGE, false);
                    self.frames.push(Frame {
                        kind: FrameKind::Range,
                        start: 0,
                        base: 0,
                    });
                    self.at += 1;
                    return Ok(Next::Operand);
                }
                TokenKind::And => {
                    self.finish_tighter(binding::AND, false);
                    self.open(FrameKind::And);
                    return Ok(Next::Operand);
                }
                TokenKind::Or => {
                    self.finish_tighter(binding::OR, false);
                    self.open(FrameKind::Or);
                    return Ok(Next::Operand);
                }
                TokenKind::Then => {
                    self.continue_if(FrameKind::If, FrameKind::Then)?;
                    return Ok(Next::Operand);
                }
                TokenKind::Else => {
                    self.continue_if(FrameKind::Then, FrameKind::Else)?;
                    return Ok(Next::Operand);
                }
                // `5 % 3` and `50%` are no products with an earlier result.
                TokenKind::Number | TokenKind::OpenSquare | TokenKind::Result | TokenKind::Text => {
                    return Err(self.missing_operator());
                }
                TokenKind::Prime => {
                    return Err(SyntaxError::StrayPrime { span: self.span(0) });
                }
                TokenKind::If | TokenKind::Not => {
                    return Err(self.unexpected(&[Expected::Operator]));
                }
                TokenKind::End => match self.finish_to_group() {
                    None => return Ok(Next::Finished),
                    group => return Err(self.unclosed(group)),
                },
            }
        }
    }

    fn push_binary(&mut self, operator: Binary, implicit: bool) {
        // Powers are right-associative, so an earlier power waits.
        let tighter = of_binary(operator) + u8::from(operator == Binary::Power);
        self.finish_tighter(tighter, implicit);
        self.frames.push(Frame {
            kind: FrameKind::Binary { operator, implicit },
            start: 0,
            base: 0,
        });
        self.at += usize::from(!implicit);
    }

    fn push_comparison(&mut self, relation: Relation) {
        self.finish_tighter(binding::COMPARE + 1, false);
        let mut base = NO_CONDITION;
        if let Some(FrameKind::Compare(_)) = self.top() {
            // `a < b < c`: the comparison so far becomes a condition, and `b` is used again.
            let right = self.operands.last().copied().unwrap_or_default();
            self.finish_top();
            base = self.pop_operand().id;
            self.operands.push(right);
        }
        self.frames.push(Frame {
            kind: FrameKind::Compare(relation),
            start: 0,
            base,
        });
        self.at += 1;
    }

    fn add_binary(
        &mut self,
        operator: Binary,
        left: Operand,
        right: Operand,
        implicit: bool,
    ) -> Operand {
        let kind = AstKind::Binary {
            operator,
            left: left.ast(),
            right: right.ast(),
            implicit,
        };
        self.add(kind, left.start, right.end)
    }

    /// Finishes what binds at least this tightly.
    pub fn finish_tighter(&mut self, least: u8, before_implicit: bool) {
        while let Some(kind) = self.top() {
            if kind.binding() < least {
                return;
            }
            self.finish_top();
            if before_implicit
                && let FrameKind::Binary {
                    operator: Binary::Divide,
                    ..
                } = kind
                && let Some(&Operand { start, end, .. }) = self.operands.last()
            {
                let span = Span { start, end };
                self.notes.push(Note::ImplicitAfterDivision { span });
            }
        }
    }

    /// Finishes all operators inside the innermost group, and says what group it is.
    pub fn finish_to_group(&mut self) -> Option<FrameKind> {
        self.finish_tighter(binding::GROUP + 1, false);
        self.top()
    }

    /// Scans no further than the operators that the next closing token finishes anyway.
    pub fn innermost_group(&self) -> Option<FrameKind> {
        let groups = self.frames.iter().rev().map(|frame| frame.kind);
        groups.into_iter().find(|kind| kind.is_group())
    }

    /// Makes the node of the topmost operator.
    fn finish_top(&mut self) {
        let Some(Frame { kind, start, base }) = self.frames.pop() else {
            return;
        };
        let right = self.pop_operand();
        let made = match kind {
            FrameKind::Binary { operator, implicit } => {
                let left = self.pop_operand();
                self.add_binary(operator, left, right, implicit)
            }
            FrameKind::Negate => self.add(AstKind::Negate(right.ast()), start, right.end),
            FrameKind::Not => self.add(AstKind::Not(right.ast()), start, right.end),
            FrameKind::Compare(relation) => {
                let left = self.pop_operand();
                let kind = AstKind::Compare {
                    relation,
                    left: left.ast(),
                    right: right.ast(),
                };
                let comparison = self.add(kind, left.start, right.end);
                match self.nodes.get(base as usize) {
                    None => comparison,
                    Some(&AstNode { span, .. }) => {
                        let kind = AstKind::And(AstId(base), comparison.ast());
                        self.add(kind, span.start, right.end)
                    }
                }
            }
            FrameKind::Range => {
                let left = self.pop_operand();
                let first = self.children.len() as u32;
                self.children.extend([left.ast(), right.ast()]);
                let ends = Children {
                    start: first,
                    len: 2,
                };
                self.add(AstKind::List(ends), left.start, right.end)
            }
            FrameKind::And | FrameKind::Or => {
                let left = self.pop_operand();
                let node = match kind {
                    FrameKind::And => AstKind::And(left.ast(), right.ast()),
                    _ => AstKind::Or(left.ast(), right.ast()),
                };
                self.add(node, left.start, right.end)
            }
            FrameKind::Derivative => {
                let (variable, order) = self.derivatives.pop().unwrap_or_default();
                let kind = AstKind::Derivative {
                    variable,
                    order,
                    operand: right.ast(),
                };
                self.add(kind, start, right.end)
            }
            FrameKind::Else => {
                let then = self.pop_operand();
                let condition = self.pop_operand();
                let first = self.children.len() as u32;
                self.children
                    .extend([condition.ast(), then.ast(), right.ast()]);
                let three = Children {
                    start: first,
                    len: 3,
                };
                self.add(AstKind::If(three), start, right.end)
            }
            // Groups end at their closing token and roots at their operand.
            FrameKind::Round
            | FrameKind::Call
            | FrameKind::List
            | FrameKind::Absolute
            | FrameKind::If
            | FrameKind::Then
            | FrameKind::Root => right,
        };
        self.operands.push(made);
    }

    fn close_round(&mut self) -> Result<(), SyntaxError> {
        match self.finish_to_group() {
            Some(FrameKind::Round) => {
                let start = self.frames.pop().map_or(0, |frame| frame.start);
                let operand = Operand {
                    start,
                    end: self.span(0).end,
                    ..self.pop_operand()
                };
                self.complete(operand);
            }
            Some(FrameKind::Call) => self.finish_call(),
            group => return Err(self.unclosed(group)),
        }
        self.at += 1;
        Ok(())
    }

    fn close_absolute(&mut self) {
        self.finish_to_group();
        let operand = self.pop_operand();
        let start = self.frames.pop().map_or(operand.start, |frame| frame.start);
        let kind = AstKind::Absolute(operand.ast());
        let absolute = self.add(kind, start, self.span(0).end);
        self.complete(absolute);
        self.at += 1;
    }

    fn finish_list(&mut self) {
        let frame = self.frames.pop();
        let (start, base) = frame.map_or((0, 0), |frame| (frame.start, frame.base));
        let entries = self.take_children(base);
        let list = self.add(AstKind::List(entries), start, self.span(0).end);
        self.complete(list);
        self.at += 1;
    }

    /// Moves the operands from `base` on into the children of the node that is about to be made.
    pub fn take_children(&mut self, base: u32) -> Children {
        let start = self.children.len() as u32;
        let taken = self.operands.drain(base as usize..);
        self.children.extend(taken.map(Operand::ast));
        let len = self.children.len() as u32 - start;
        Children { start, len }
    }

    fn continue_if(&mut self, from: FrameKind, to: FrameKind) -> Result<(), SyntaxError> {
        let group = self.finish_to_group();
        match self.frames.last_mut() {
            Some(frame) if frame.kind == from => frame.kind = to,
            _ => return Err(self.unclosed(group)),
        }
        self.at += 1;
        Ok(())
    }

    pub fn unexpected(&self, expected: &'static [Expected]) -> SyntaxError {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        SyntaxError::Unexpected {
            span: self.span(0),
            expected,
            found: self.found(0),
            after: before.map(|token| shortened(self.text(token.span))),
            suggestion: None,
        }
    }
}
