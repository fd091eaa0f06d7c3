//! Which side of a step lies to the left.

use crate::expr::{Arena, Id, Node, Number};

/// How many terms of a step's argument are looked at.
const MOST: usize = 64;

/// Whether the argument of a step falls as its leading symbol grows: `3 - x` does, `x - 3` does
/// not. Of an argument and its negative exactly one does, so that the two slopes of a maximum are
/// taken from the same side.
pub(super) fn falls(arena: &Arena, argument: Id) -> bool {
    let mut stack = vec![(argument, 1.0)];
    // The leading part: a symbol before anything else, and the oldest node among equals.
    let mut leading: Option<(bool, Id, f64)> = None;
    let mut seen = 0;
    while let Some((id, factor)) = stack.pop() {
        seen += 1;
        if seen > MOST {
            break;
        }
        match arena.node(id) {
            Node::Number(_) | Node::Constant(_) => {}
            Node::Add(a, b) => stack.extend([(a, factor), (b, factor)]),
            Node::Mul(a, b) if arena.as_number(a).is_some() => {
                let by = arena.as_number(a).map_or(1.0, Number::to_f64);
                stack.push((b, factor * by));
            }
            Node::Sum(run) => {
                for pair in arena.operands(run).chunks_exact(2) {
                    let by = arena.as_number(pair[0]).map_or(1.0, Number::to_f64);
                    stack.push((pair[1], factor * by));
                }
            }
            node => {
                let other = !matches!(node, Node::Symbol(_));
                leading = Some(match leading {
                    Some((known, place, total)) if (known, place) == (other, id) => {
                        (known, place, total + factor)
                    }
                    Some(first) if (first.0, first.1) < (other, id) => first,
                    _ => (other, id, factor),
                });
            }
        }
    }
    leading.is_some_and(|(_, _, factor)| factor < 0.0)
}
