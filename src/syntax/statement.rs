//! Lines: definitions, assumptions, and formulas.

use super::error::{Expected, Found, SyntaxError};
use super::token::{Token, TokenKind};
use super::{Ast, AstKind, Property, Span, Statement, normalise_name, parser};

/// The names that always mean the constants.
const RESERVED: [&str; 2] = ["pi", "e"];

/// Reads the tokens of one line.
pub(super) fn parse(source: &str, tokens: &[Token]) -> Result<Statement, SyntaxError> {
    let Some(first) = tokens.first() else {
        return Ok(Statement::Empty);
    };
    if first.kind == TokenKind::Name && text(source, first.span) == "assume" {
        return assumption(source, first.span, &tokens[1..]);
    }
    match left_side(tokens) {
        Some((parameters, sign)) => definition(source, tokens, parameters, sign),
        None => parser::parse(source, tokens).map(Statement::Expression),
    }
}

fn text(source: &str, span: Span) -> &str {
    source
        .get(span.start as usize..span.end as usize)
        .unwrap_or_default()
}

/// Recognises `name =` and `name(name, …) =` with no second `=` outside brackets: the parameters and
/// which token the sign is. Anything else, such as `f(2) = 3` or `a = b = c`, is an equation.
fn left_side(tokens: &[Token]) -> Option<(Option<Vec<Span>>, usize)> {
    let kind = |at: usize| tokens.get(at).map_or(TokenKind::End, |token| token.kind);
    if kind(0) != TokenKind::Name {
        return None;
    }
    let mut at = 1;
    let mut parameters = None;
    if kind(at) == TokenKind::OpenRound {
        let mut names = Vec::new();
        loop {
            if kind(at + 1) != TokenKind::Name {
                return None;
            }
            names.push(tokens[at + 1].span);
            at += 2;
            match kind(at) {
                TokenKind::Comma => {}
                TokenKind::CloseRound => break,
                _ => return None,
            }
        }
        at += 1;
        parameters = Some(names);
    }
    if kind(at) != TokenKind::Equals {
        return None;
    }
    let mut depth = 0_usize;
    for token in &tokens[at + 1..] {
        match token.kind {
            TokenKind::OpenRound | TokenKind::OpenSquare => depth += 1,
            TokenKind::CloseRound | TokenKind::CloseSquare => depth = depth.saturating_sub(1),
            TokenKind::Equals if depth == 0 => return None,
            _ => {}
        }
    }
    Some((parameters, at))
}

fn definition(
    source: &str,
    tokens: &[Token],
    parameters: Option<Vec<Span>>,
    sign: usize,
) -> Result<Statement, SyntaxError> {
    let name = tokens[0].span;
    let body = &tokens[sign + 1..];
    let mut seen = Vec::new();
    for (place, &span) in [name].iter().chain(parameters.iter().flatten()).enumerate() {
        let typed = text(source, span);
        let key = normalise_name(typed);
        if RESERVED.contains(&key.as_ref()) {
            let name = typed.to_owned();
            return Err(SyntaxError::Reserved { span, name });
        }
        // The defined name itself may occur again: `x(x) = 2` is odd but clear.
        if place > 0 {
            seen.push((key, span));
        }
    }
    // Sorting keeps a definition of very many parameters cheap; the stable order makes the
    // second place the one that is reported.
    seen.sort_by(|a, b| a.0.cmp(&b.0));
    if let Some(pair) = seen.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let span = pair[1].1;
        let name = text(source, span).to_owned();
        return Err(SyntaxError::RepeatedParameter { span, name });
    }
    if body.is_empty() {
        let end = tokens[sign].span.end;
        return Err(SyntaxError::Unexpected {
            span: Span { start: end, end },
            expected: &[Expected::Operand],
            found: Found::End,
            after: Some("=".to_owned()),
            suggestion: None,
        });
    }
    Ok(Statement::Definition {
        name,
        parameters,
        body: parser::parse(source, body)?,
    })
}

fn assumption(source: &str, word: Span, tokens: &[Token]) -> Result<Statement, SyntaxError> {
    let mut conditions = Vec::new();
    let mut properties = Vec::new();
    // Names that wait for the property of a later one: `x, y positive`.
    let mut waiting: Vec<&Token> = Vec::new();
    // Commas outside brackets separate the assumptions.
    let mut depth = 0_usize;
    let mut start = 0;
    let mut before = word;
    for at in 0..=tokens.len() {
        let token = tokens.get(at);
        let separates = match token.map(|token| token.kind) {
            None => true,
            Some(TokenKind::Comma) => depth == 0,
            Some(TokenKind::OpenRound | TokenKind::OpenSquare) => {
                depth += 1;
                false
            }
            Some(TokenKind::CloseRound | TokenKind::CloseSquare) => {
                depth = depth.saturating_sub(1);
                false
            }
            Some(_) => false,
        };
        if !separates {
            continue;
        }
        match &tokens[start..at] {
            [] => {
                let end = before.end;
                return Err(SyntaxError::Unexpected {
                    span: token.map_or(Span { start: end, end }, |token| token.span),
                    expected: &[Expected::Condition],
                    found: token.map_or(Found::End, |token| Found::text(text(source, token.span))),
                    after: Some(text(source, before).to_owned()),
                    suggestion: None,
                });
            }
            [symbol] if symbol.kind == TokenKind::Name && token.is_some() => waiting.push(symbol),
            [symbol, property]
                if symbol.kind == TokenKind::Name && property.kind == TokenKind::Name =>
            {
                waiting.push(symbol);
                properties.extend(waiting.drain(..).map(|symbol| Property {
                    symbol: symbol.span,
                    word: property.span,
                }));
            }
            condition => {
                if let Some(name) = waiting.first() {
                    return Err(SyntaxError::NotACondition { span: name.span });
                }
                conditions.push(condition_of(source, condition)?);
            }
        }
        start = at + 1;
        before = token.map_or(before, |token| token.span);
    }
    Ok(Statement::Assume {
        conditions,
        properties,
    })
}

fn condition_of(source: &str, tokens: &[Token]) -> Result<Ast, SyntaxError> {
    let ast = parser::parse(source, tokens)?;
    let root = ast.nodes.get(ast.root.0 as usize);
    match root.map(|node| node.kind) {
        Some(AstKind::Compare { .. } | AstKind::And(..) | AstKind::Or(..) | AstKind::Not(_)) => {
            Ok(ast)
        }
        _ => Err(SyntaxError::NotACondition {
            span: root.map(|node| node.span).unwrap_or_default(),
        }),
    }
}
