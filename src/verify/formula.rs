//! Texts into expressions in which derivatives may be pending.
//!
//! The language carries `diff(f, x)` out while it reads. Here it stays: the unknown function of that
//! name, with `f` and the variables as its arguments.

use super::error::FormulaError;
use crate::expr::lower::{LowerError, Lowering, form};
use crate::expr::{Arena, Expr, Flags, Id, Node};
use crate::syntax::{Ast, AstId, AstKind, Span, parse_expression};

/// The longest text of an expression, in bytes.
pub const LONGEST: usize = 1 << 20;

/// The most nodes that lists in a formula may have.
const MOST_ENTRIES: usize = 10_000;

/// The most often that `d^n/dx^n` derives.
const MOST_ORDERS: u32 = 64;

/// An expression, or a list of lists of them.
#[derive(Clone, Debug)]
pub(super) struct Formula {
    /// The entries; the only one of an expression that is no list.
    pub entries: Vec<Expr>,
    /// How the lists nest: 1 opens one, 0 is an entry, 2 closes one.
    pub shape: Vec<u8>,
}

/// Reads an expression in which `diff(f, x)` is a derivative that is still to be taken.
///
/// # Errors
/// What is wrong with the text, with its place.
///
/// # Examples
/// ```
/// use gradus::verify::expression;
/// let step = expression("diff(x^2, x)*sin(x) + x^2*diff(sin(x), x)")?;
/// assert_eq!(step.to_string(), "x^2*diff(sin(x), x) + diff(x^2, x)*sin(x)");
/// # Ok::<(), gradus::verify::FormulaError>(())
/// ```
pub fn expression(text: &str) -> Result<Expr, FormulaError> {
    with_tree(text, |lowering, ast| Ok(lowering.value(ast.root)?))
        .map(|(arena, id)| Expr::from_arena(arena, id, Flags::default()))
}

/// Reads an expression or a list.
pub(super) fn formula(text: &str) -> Result<Formula, FormulaError> {
    let (arena, (ids, shape)) = with_tree(text, entries)?;
    Ok(Formula {
        entries: Expr::many_from_arena(arena, ids, Flags::default()),
        shape,
    })
}

fn with_tree<T>(
    text: &str,
    work: impl FnOnce(&mut Lowering, &Ast) -> Result<T, FormulaError>,
) -> Result<(Arena, T), FormulaError> {
    if text.len() > LONGEST {
        return Err(FormulaError::TooLong { bytes: text.len() });
    }
    let ast = parse_expression(text)?;
    let mut arena = Arena::new();
    let mut lowering = Lowering::new(text, &ast, &mut arena);
    for at in 0..ast.nodes.len() {
        let at = AstId(at as u32);
        if !pending(&mut lowering, &ast, at)? {
            lowering.node(at)?;
        }
    }
    let result = work(&mut lowering, &ast)?;
    Ok((arena, result))
}

/// The entries of the root in order, and how they nest.
fn entries(lowering: &mut Lowering, ast: &Ast) -> Result<(Vec<Id>, Vec<u8>), FormulaError> {
    /// What is to be written next.
    enum Task {
        Node(AstId),
        Close,
    }
    let (mut ids, mut shape) = (Vec::new(), Vec::new());
    let mut tasks = vec![Task::Node(ast.root)];
    while let Some(task) = tasks.pop() {
        let at = match task {
            Task::Close => {
                shape.push(2);
                continue;
            }
            Task::Node(at) => at,
        };
        match ast.nodes.get(at.0 as usize).map(|node| node.kind) {
            Some(AstKind::List(children)) if shape.len() < MOST_ENTRIES => {
                shape.push(1);
                tasks.push(Task::Close);
                let children = children_of(ast, children.start, children.len);
                tasks.extend(children.iter().rev().map(|&child| Task::Node(child)));
            }
            _ => {
                shape.push(0);
                ids.push(lowering.value(at)?);
            }
        }
    }
    Ok((ids, shape))
}

fn children_of(ast: &Ast, start: u32, len: u32) -> &[AstId] {
    let start = start as usize;
    ast.children.get(start..start + len as usize).unwrap_or(&[])
}

/// Sets the expression of a derivative that stays; false for any other node.
fn pending(lowering: &mut Lowering, ast: &Ast, at: AstId) -> Result<bool, FormulaError> {
    let Some(node) = ast.nodes.get(at.0 as usize) else {
        return Ok(false);
    };
    let arguments = match node.kind {
        AstKind::Call {
            name,
            primes: 0,
            power: None,
            arguments,
            ..
        } if lowering.text(name) == form::DIFF && arguments.len >= 2 => {
            let mut values = Vec::new();
            for &argument in children_of(ast, arguments.start, arguments.len) {
                values.push(scalar(lowering, ast, argument)?);
            }
            values
        }
        AstKind::Derivative {
            variable,
            order,
            operand,
        } if order <= MOST_ORDERS => {
            let function = scalar(lowering, ast, operand)?;
            let name = lowering.text(variable);
            let variable = lowering.arena().symbol(name);
            let mut values = vec![variable; order as usize + 1];
            if let Some(first) = values.first_mut() {
                *first = function;
            }
            values
        }
        _ => return Ok(false),
    };
    let arena = lowering.arena();
    let name = arena.symbol_id(form::DIFF);
    let value = arena.unknown_node(name, &vec![Id::ZERO; arguments.len()], &arguments);
    lowering.set(at, value);
    Ok(true)
}

fn scalar(lowering: &mut Lowering, ast: &Ast, at: AstId) -> Result<Id, FormulaError> {
    let id = lowering.value(at)?;
    if is_condition(lowering.arena(), id) {
        let span = (ast.nodes.get(at.0 as usize)).map_or(Span::default(), |node| node.span);
        return Err(FormulaError::Lower(LowerError::Kind {
            expected: "a value, not a condition,",
            span,
        }));
    }
    Ok(id)
}

/// Whether a node is a condition.
pub(super) fn is_condition(arena: &Arena, id: Id) -> bool {
    matches!(
        arena.node(id),
        Node::Compare(..) | Node::And(..) | Node::Or(..) | Node::Not(..)
    )
}

/// The function and the orders in each variable, if a node is a derivative still to be taken:
/// `diff(f, x)`, `diff(f, x, y)`, `diff(f, x, 3)`.
pub(super) fn derivative(arena: &Arena, id: Id) -> Option<Derivative> {
    let Node::Unknown(name, run) = arena.node(id) else {
        return None;
    };
    if arena.symbol_key(name) != form::DIFF {
        return None;
    }
    let operands = arena.operands(run);
    let (orders, arguments) = operands.split_at(operands.len() / 2);
    let (&function, variables) = arguments.split_first()?;
    let most = MOST_ORDERS as usize;
    if !(1..=most).contains(&variables.len()) || orders.iter().any(|&order| order != Id::ZERO) {
        return None;
    }
    let mut orders: Vec<(Id, u32)> = Vec::new();
    let mut last = None;
    for &variable in variables {
        match (arena.node(variable), last) {
            (Node::Symbol(_), _) => {
                add_order(&mut orders, variable, 1);
                last = Some(variable);
            }
            (Node::Number(number), Some(symbol)) => {
                let times = arena.number(number).to_i64()?;
                let times = u32::try_from(times).ok()?;
                if !(1..=MOST_ORDERS).contains(&times) {
                    return None;
                }
                add_order(&mut orders, symbol, times - 1);
                last = None;
            }
            _ => return None,
        }
    }
    (orders.iter().map(|&(_, order)| order).sum::<u32>() <= MOST_ORDERS)
        .then_some(Derivative { function, orders })
}

/// A derivative still to be taken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Derivative {
    /// What is derived.
    pub function: Id,
    /// How often in each symbol.
    pub orders: Vec<(Id, u32)>,
}

/// Adds to the order of a variable.
pub(super) fn add_order(orders: &mut Vec<(Id, u32)>, variable: Id, times: u32) {
    match orders.iter_mut().find(|(symbol, _)| *symbol == variable) {
        Some((_, order)) => *order = order.saturating_add(times),
        None => orders.push((variable, times)),
    }
}

/// Whether a node has the name of a derivative, though it may make no sense.
pub(super) fn is_named_derivative(arena: &Arena, id: Id) -> bool {
    matches!(arena.node(id), Node::Unknown(name, _) if arena.symbol_key(name) == form::DIFF)
}
