//! Derivatives that are still to be taken: the unknown function `diff` of an expression and a
//! variable, as derivations have them.

use super::super::node::{Id, Node, SymbolId};
use super::layout::Layout;
use super::piece::{Level, Piece};
use super::{Style, keywords, latex};

/// The highest order that is written as one operator.
const HIGHEST: i64 = 16;

/// Lays out `diff(f, x)` as an operator before its operand, if it is one and the style has one.
///
/// Where the whole expression has several variables, the operator is a partial one.
pub(super) fn pending(layout: &mut Layout, name: SymbolId, arguments: &[Id]) -> Option<Level> {
    if layout.style == Style::Text || layout.arena.symbol_key(name) != keywords::DIFF {
        return None;
    }
    let (mut operand, variable, symbol) = match *arguments {
        [operand, variable] => match layout.arena.node(variable) {
            Node::Symbol(symbol) => (operand, variable, symbol),
            _ => return None,
        },
        _ => return None,
    };
    if layout.style == Style::Unicode {
        // As the language reads it: the operator takes the product that follows.
        layout.text("d/d");
        layout.pieces.push(Piece::Symbol(symbol));
        layout.text(" ");
        layout.child(operand, Level::Power);
        return Some(Level::Derivative);
    }
    let mut order = 1;
    while order < HIGHEST
        && let Node::Unknown(inner, run) = layout.arena.node(operand)
        && let &[zero, other, next, same] = layout.arena.operands(run)
        && (inner, same, zero, other) == (name, variable, Id::ZERO, Id::ZERO)
    {
        operand = next;
        order += 1;
    }
    latex::derivative(layout, order, variable);
    layout.text(r"\left[");
    layout.child(operand, Level::ANY);
    layout.text(r"\right]");
    Some(Level::Power)
}
