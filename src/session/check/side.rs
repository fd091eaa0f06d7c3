//! One side of an equality: its value, and what it was made from.

use super::points::Unsupported;
use super::read::{Piece, is_name, outside, primed, quotient};
use crate::Error;
use crate::expr::Expr;
use crate::expr::lower::form;
use crate::session::definitions::Definition;
use crate::session::{Session, Value, text};
use crate::syntax::{self, Ast, AstId, AstKind, Span, function_named};

/// Where an expression is the derivative of another.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// What was differentiated, with everything put in but what is defined for the variables.
    pub(super) of: Expr,
    /// In which variables, one after the other.
    pub(super) variables: Vec<String>,
}

/// One expression of a side.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// With all definitions put in.
    pub(super) full: Expr,
    /// With the names that were typed.
    pub(super) raw: Expr,
    pub(super) origin: Option<Origin>,
}

/// One side of an equality.
#[derive(Clone, Debug)]
pub(super) struct Side {
    /// As typed.
    pub(super) text: String,
    /// The expressions, row by row; one unless it is a list.
    pub(super) parts: Vec<Part>,
    /// The lengths of rows, if it is a list.
    pub(super) shape: Option<Vec<usize>>,
    /// Conditions that what was typed has and its value has lost.
    pub(super) lost: Vec<String>,
    /// Remarks on the reading.
    pub(super) notes: Vec<String>,
}

/// Why there is no side.
pub(super) enum Refusal {
    /// It can't be read: the error's place is one in the line.
    Unreadable(Error, usize),
    /// It is nothing that can be checked.
    Unsupported(Unsupported),
}

/// The value of a side.
pub(super) fn side(session: &Session, piece: Piece<'_>) -> Result<Side, Refusal> {
    let unreadable = |error: Error| Refusal::Unreadable(error, piece.start);
    let source = match short_derivative(session, piece.text) {
        Some(text) => text,
        None => piece.text.to_owned(),
    };
    let (value, remarks) = session.evaluate_with_remarks(&source).map_err(unreadable)?;
    let ast = syntax::parse_expression(&source).map_err(|error| unreadable(error.into()))?;
    let raw = session
        .evaluate_body(&source, &ast, &[])
        .map_err(unreadable)?;
    let (full, shape) = expressions(value)?;
    let raw = match expressions(raw) {
        Ok((raw, _)) if raw.len() == full.len() => raw,
        _ => full.clone(),
    };
    let mut origins = origins(session, &source, &ast);
    origins.resize(full.len(), None);
    let parts = (full.into_iter().zip(raw).zip(origins))
        .map(|((full, raw), origin)| Part { full, raw, origin })
        .collect();
    Ok(Side {
        text: piece.text.to_owned(),
        parts,
        shape,
        lost: remarks.domain,
        notes: remarks.notes,
    })
}

/// The side that a value is.
pub(super) fn of_value(value: &Value, typed: String) -> Result<Side, Unsupported> {
    let (full, shape) = match expressions(value.clone()) {
        Ok(found) => found,
        Err(Refusal::Unsupported(why)) => return Err(why),
        Err(Refusal::Unreadable(..)) => return Err(Unsupported::NotAnExpression),
    };
    let part = |full: Expr| Part {
        raw: full.clone(),
        full,
        origin: None,
    };
    Ok(Side {
        text: typed,
        parts: full.into_iter().map(part).collect(),
        shape,
        lost: Vec::new(),
        notes: Vec::new(),
    })
}

/// The expressions of a value, and the lengths of rows if it is a list.
fn expressions(value: Value) -> Result<(Vec<Expr>, Option<Vec<usize>>), Refusal> {
    let none = Refusal::Unsupported(Unsupported::NotAnExpression);
    match value.without_series() {
        Value::Expr(expr) => Ok((vec![expr], None)),
        Value::Number(number) => match Expr::decimal(number) {
            Some(expr) => Ok((vec![expr], None)),
            None => Err(none),
        },
        Value::List(items) => {
            let mut found = Vec::new();
            let mut shape = Vec::new();
            for item in items {
                match item {
                    Value::Expr(expr) => {
                        found.push(expr);
                        shape.push(0);
                    }
                    Value::List(row) => {
                        shape.push(row.len());
                        for entry in row {
                            match entry {
                                Value::Expr(expr) => found.push(expr),
                                _ => return Err(none),
                            }
                        }
                    }
                    _ => return Err(none),
                }
            }
            Ok((found, Some(shape)))
        }
        _ => Err(none),
    }
}

/// `dy/dx`, `y'` and `f'` of names that are defined, in the words of the language.
fn short_derivative(session: &Session, typed: &str) -> Option<String> {
    if let Some((name, variable)) = quotient(typed)
        && session.definitions.get(name).is_some()
    {
        let call = called(session, name)?;
        return Some(format!("{}({call}, {variable})", form::DIFF));
    }
    let (name, primes) = primed(typed)?;
    let definition = session.definitions.get(name)?;
    let call = called(session, name)?;
    let variable = match definition.parameters() {
        Some([only]) => only.clone(),
        Some(_) => return None,
        None => match session.expression(name).ok()?.free_symbols().as_slice() {
            [only] => only.clone(),
            _ => return None,
        },
    };
    Some(format!("{}({call}, {variable}, {primes})", form::DIFF))
}

/// A defined name as it stands in a formula: a function with its parameters.
fn called(session: &Session, name: &str) -> Option<String> {
    let definition: &Definition = session.definitions.get(name)?;
    Some(match definition.parameters() {
        Some(parameters) => format!("{name}({})", parameters.join(", ")),
        None => name.to_owned(),
    })
}

/// An expression with definitions put in, but those of the variables.
pub(super) fn held(session: &Session, raw: &Expr, variables: &[String]) -> Option<Expr> {
    let names: Vec<String> = variables
        .iter()
        .map(|name| syntax::normalise_name(name).into_owned())
        .collect();
    match session.resolved(Value::Expr(raw.clone()), &names, Span::default()) {
        Ok(Value::Expr(expr)) => Some(expr),
        _ => None,
    }
}

/// An expression with all definitions put in.
pub(super) fn resolved(session: &Session, raw: &Expr) -> Option<Expr> {
    held(session, raw, &[])
}

fn origins(session: &Session, source: &str, ast: &Ast) -> Vec<Option<Origin>> {
    found_origins(session, source, ast).unwrap_or_default()
}

/// Of what a side is the derivative, where it says so itself.
fn found_origins(session: &Session, source: &str, ast: &Ast) -> Option<Vec<Option<Origin>>> {
    let node = |id: AstId| ast.nodes.get(id.0 as usize).copied();
    let root = node(ast.root)?;
    let origin = |of: &str, variables: &[String]| -> Option<Origin> {
        let tree = syntax::parse_expression(of).ok()?;
        let value = session.evaluate_body(of, &tree, variables).ok()?;
        let Value::Expr(raw) = value else { return None };
        Some(Origin {
            of: held(session, &raw, variables)?,
            variables: variables.to_vec(),
        })
    };
    match root.kind {
        AstKind::Derivative {
            variable, order, ..
        } => {
            // The spans of operands leave out brackets, so the operand is what follows the sign.
            let after = source.get(variable.end as usize..)?.trim_start();
            let after = match after.strip_prefix('^') {
                Some(power) if order > 1 => power.trim_start_matches(|c: char| c.is_ascii_digit()),
                _ => after,
            };
            let variable = text(source, variable).to_owned();
            Some(vec![origin(after, &vec![variable; order as usize])])
        }
        AstKind::Call {
            name,
            primes,
            arguments,
            power: None,
            ..
        } => {
            let called = text(source, name);
            let start = arguments.start as usize;
            let children = ast
                .children
                .get(start..start + arguments.len as usize)?
                .to_vec();
            let first = node(*children.first()?)?;
            if primes > 0 {
                let variable = text(source, first.span);
                let known =
                    function_named(called).is_some() || session.definitions.get(called).is_some();
                if children.len() != 1 || !is_name(variable) || !known {
                    return None;
                }
                let of = format!("{called}({variable})");
                let variables = vec![variable.to_owned(); primes as usize];
                return Some(vec![origin(&of, &variables)]);
            }
            let gradient = called == GRADIENT;
            if called != form::DIFF && !gradient {
                return None;
            }
            let open = source.find('(')?;
            let inside = source.trim_end().strip_suffix(')')?.get(open + 1..)?;
            let comma = outside(inside, |c, _| c == ',').first().copied();
            let of = inside.get(..comma.unwrap_or(inside.len()))?.trim();
            let mut variables: Vec<String> = Vec::new();
            for &child in children.get(1..)? {
                let argument = node(child)?;
                let typed = text(source, argument.span);
                match argument.kind {
                    AstKind::Name => variables.push(typed.to_owned()),
                    AstKind::Number => {
                        let last = variables.last()?.clone();
                        let count: usize = typed.parse().ok()?;
                        variables.extend((1..count.min(20)).map(|_| last.clone()));
                    }
                    _ => return None,
                }
            }
            if variables.is_empty() {
                variables = session.expression(of).ok()?.free_symbols();
            }
            if gradient {
                let each = variables
                    .iter()
                    .map(|name| origin(of, std::slice::from_ref(name)));
                return Some(each.collect());
            }
            Some(vec![origin(of, &variables)])
        }
        _ => None,
    }
}

/// The operation whose result is a list of derivatives.
const GRADIENT: &str = "gradient";
