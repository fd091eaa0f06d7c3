//! The expression around a point: the branches that hold there, and no others.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::formulas;
use super::trace::{Setting, Trace, is_jump, trace};
use crate::expr::{Arena, Id, Node, Number, Relation, template};
use crate::function::{FunctionId, Kernel};

/// How far from 0 the decider of a branch must be, beside the size of what it is made of: nearer,
/// rounding could have moved it.
const CLEAR: f64 = 1e-12;

/// How far a step must be from its next jump.
const AWAY: f64 = 1e-9;

/// The expression with each choice that a point decides replaced by what it chose: equal to it not
/// only there but around there. Nothing if there is no such choice, or with sums over an index.
pub(super) fn around(arena: &mut Arena, root: Id, values: &[(Id, f64)]) -> Option<Id> {
    let order = arena.reachable(&[root]);
    let sums = |id: &Id| {
        matches!(
            arena.node(*id),
            Node::IndexSum(_) | Node::RowSum(_) | Node::RowMean(_)
        )
    };
    if order.iter().any(sums) {
        return None;
    }
    let walk = trace(arena, root, &Setting::watching(values));
    let mut new: HashMap<Id, Id, FixedState> = HashMap::default();
    let mut changed = false;
    for id in order {
        let now = |id: Id| new.get(&id).copied().unwrap_or(id);
        let chosen = if walk.values.contains_key(&id) {
            match arena.node(id) {
                Node::Piecewise(run) => {
                    let operands = arena.operands(run).to_vec();
                    piece(arena, &walk, &operands).map(now)
                }
                Node::Call(function, run) => {
                    let operands = arena.operands(run).to_vec();
                    let arguments: Vec<f64> = operands.iter().map(|id| get(&walk, *id)).collect();
                    let operands: Vec<Id> = operands.into_iter().map(now).collect();
                    branch(arena, function, &operands, &arguments)
                }
                _ => None,
            }
        } else {
            None
        };
        let made = match chosen {
            Some(chosen) => {
                changed = true;
                chosen
            }
            None => {
                let mut touched = false;
                arena.for_each_child(id, |child| touched |= now(child) != child);
                if touched { arena.rebuild(id, now) } else { id }
            }
        };
        new.insert(id, made);
    }
    let made = new.get(&root).copied()?;
    changed.then_some(made)
}

fn get(walk: &Trace, id: Id) -> f64 {
    walk.values.get(&id).copied().unwrap_or(f64::NAN)
}

/// Whether two numbers are apart by more than rounding can explain.
fn apart(a: f64, b: f64) -> bool {
    (a - b).abs() > CLEAR * (1.0 + a.abs().max(b.abs()))
}

/// The piece that is chosen at the point and around it.
fn piece(arena: &Arena, walk: &Trace, operands: &[Id]) -> Option<Id> {
    let pairs = operands.chunks_exact(2);
    let otherwise = pairs.remainder().first().copied();
    for pair in pairs {
        if holds_around(arena, walk, pair[0])? {
            return Some(pair[1]);
        }
    }
    otherwise
}

/// Whether a condition holds at the point and around it, or around it does not; nothing if the
/// point is on the seam.
fn holds_around(arena: &Arena, walk: &Trace, condition: Id) -> Option<bool> {
    enum Task {
        Visit(Id),
        And,
        Or,
        Not,
    }
    let mut tasks = vec![Task::Visit(condition)];
    let mut results: Vec<bool> = Vec::new();
    while let Some(task) = tasks.pop() {
        let result = match task {
            Task::Visit(id) => match arena.node(id) {
                Node::Compare(relation, a, b) => {
                    let (a, b) = (get(walk, a), get(walk, b));
                    if !apart(a, b) || !a.is_finite() || !b.is_finite() {
                        return None;
                    }
                    match relation {
                        Relation::Less | Relation::LessEqual => a < b,
                        Relation::Greater | Relation::GreaterEqual => a > b,
                        Relation::Equal => false,
                        Relation::NotEqual => true,
                    }
                }
                Node::And(a, b) => {
                    tasks.extend([Task::And, Task::Visit(a), Task::Visit(b)]);
                    continue;
                }
                Node::Or(a, b) => {
                    tasks.extend([Task::Or, Task::Visit(a), Task::Visit(b)]);
                    continue;
                }
                Node::Not(a) => {
                    tasks.extend([Task::Not, Task::Visit(a)]);
                    continue;
                }
                _ => return None,
            },
            Task::And => {
                let (a, b) = (results.pop()?, results.pop()?);
                a && b
            }
            Task::Or => {
                let (a, b) = (results.pop()?, results.pop()?);
                a || b
            }
            Task::Not => !results.pop()?,
        };
        results.push(result);
    }
    results.pop()
}

/// What a function with kinks is around its arguments.
fn branch(
    arena: &mut Arena,
    function: FunctionId,
    operands: &[Id],
    arguments: &[f64],
) -> Option<Id> {
    let row = function.row();
    if row.kinks.is_empty() || !arguments.iter().all(|argument| argument.is_finite()) {
        return None;
    }
    let size = arguments.iter().fold(1.0, |size, a| size + a.abs());
    if function == FunctionId::CLAMP {
        let (&[x, low, high], &[at, bottom, top]) = (operands, arguments) else {
            return None;
        };
        let clear = apart(at, bottom) && apart(at, top) && apart(bottom, top);
        return (clear && bottom < top).then_some(if at < bottom {
            low
        } else if at > top {
            high
        } else {
            x
        });
    }
    if let Some(by_sign) = template::by_sign(function)
        && operands.len() == row.parameters.len()
    {
        let decider = *formulas::kinks(function, arguments).first()?;
        if decider.abs() <= CLEAR * size || !decider.is_finite() {
            return None;
        }
        let [below, _, above] = &by_sign.values;
        let chosen = if decider < 0.0 { below } else { above };
        return Some(chosen.build(arena, operands));
    }
    if is_jump(function) && matches!(row.kernel, Kernel::Unary(_)) {
        let at = *arguments.first()?;
        let step = AWAY * size;
        let value = function.value(&[at]);
        let around = [at - step, at + step].map(|at| function.value(&[at]));
        if around == [value, value] {
            return Some(arena.number_node(Number::from_double(value)?));
        }
    }
    None
}
