//! Small differences between a line and a right one: a sign, a number, a symbol, a term.
//!
//! With a hole s for a node in its parent, the line is g(s). Where g is linear, what should stand
//! in the hole is the node plus (right - line)/g', in numbers; what has these numbers among all
//! that stands near is what was meant. Elsewhere likely candidates are put in.

use super::work::Work;
use super::{Finds, Slip, terms};
use crate::diff::derivative;
use crate::expr::{Id, Node, Number};
use crate::function::{self, Kernel};

#[rustfmt::skip]
pub(super) static EDITS: &[Slip] = &[
    Slip { name: "sign of a term", says: "the sign of the term `{0}` is wrong",
           example: ["-(y*log(p) + (1 - y)*log(1 - p))", "= -(y*log(p) + (y - 1)*log(1 - p))"], finds: Finds::Whole },
    Slip { name: "sign of all", says: "the sign of the whole is wrong",
           example: ["(x - y)*sin(x)", "= (y - x)*sin(x)"], finds: Finds::Whole },
    Slip { name: "exponent", says: "the exponent of `{0}` is wrong: it should be {1}",
           example: ["x^2*y*x^3", "= x^7*y"], finds: Finds::Whole },
    Slip { name: "number", says: "the number {0} is wrong: it should be {1}",
           example: ["2*(x + 3)", "= 2*x + 5"], finds: Finds::Whole },
    Slip { name: "coefficient", says: "the coefficient of `{0}` is wrong by the factor {1}",
           example: ["x + y + x", "= x + y"], finds: Finds::Whole },
    Slip { name: "symbol", says: "`{0}` stands where `{1}` should",
           example: ["(x + y)*sin(x)", "= x*sin(x) + y*sin(y)"], finds: Finds::Whole },
    Slip { name: "term too many", says: "the term `{0}` should not be there",
           example: ["(x + 1)*exp(x)", "= x*exp(x) + exp(x) + x"], finds: Finds::Whole },
    Slip { name: "term missing", says: "the term `{0}` is missing",
           example: ["(x + 1)*(exp(x) + x)", "= x*exp(x) + x^2 + exp(x)"], finds: Finds::Whole },
    Slip { name: "function", says: "`{0}` stands where `{1}` should",
           example: ["sin(x)/cos(x) + x", "= tanh(x) + x"], finds: Finds::Whole },
    Slip { name: "factor missing", says: "the factor `{1}` is missing in `{0}`",
           example: ["x*sin(x) + y*sin(x)", "= x*sin(x) + y"], finds: Finds::Whole },
    Slip { name: "factor too many", says: "the factor `{1}` in `{0}` is too many",
           example: ["(x + y)*sin(x)", "= x*sin(x) + x*y*sin(x)"], finds: Finds::Whole },
    Slip { name: "replaced", says: "`{0}` stands where `{1}` should",
           example: ["(x + y)*sin(x + y)", "= x*y*sin(x + y)"], finds: Finds::Whole },
];

const SIGN: usize = 0;
const SIGN_OF_ALL: usize = 1;
const EXPONENT: usize = 2;
const NUMBER: usize = 3;
const COEFFICIENT: usize = 4;
const SYMBOL: usize = 5;
const TOO_MANY: usize = 6;
const MISSING: usize = 7;
const FUNCTION: usize = 8;
const FACTOR_MISSING: usize = 9;
const FACTOR_TOO_MANY: usize = 10;
const REPLACED: usize = 11;

/// How many things that stand near are looked at.
const MOST_NEAR: usize = 200;

/// The best find: how likely, how large a place, the places, and the right line.
type Best = Option<((usize, usize), Vec<Id>, Id)>;

/// A node in its parent; the whole has none.
#[derive(Clone, Copy)]
struct Edge {
    parent: Option<Id>,
    child: Id,
}

/// The edit that makes a line right.
pub(super) fn find(work: &mut Work) -> Option<(&'static Slip, Vec<Id>, Id)> {
    let mut best: Best = None;
    let near = near(work);
    for edge in edges(work) {
        if work.spent() {
            break;
        }
        guesses(work, edge, &mut best);
        linear(work, edge, &near, &mut best);
    }
    let ((rank, _), places, right) = best?;
    Some((EDITS.get(rank)?, places, right))
}

/// The edit that makes a line right where it differs from the line before at one place only, and
/// the edit there is a plain one: a sign, a number, a name.
pub(super) fn in_place(work: &mut Work) -> Option<(&'static Slip, Vec<Id>, Id)> {
    let before = work.before;
    let candidates = work.arena.reachable(&before);
    let mut best: Best = None;
    for edge in edges(work) {
        let Some(parent) = edge.parent else {
            continue;
        };
        let mut alike = false;
        for &other in &candidates {
            if alike || work.spent() {
                break;
            }
            // The parent as it should be must stand in the line before.
            let changed =
                work.arena.rebuild(
                    parent,
                    |child| if child == edge.child { other } else { child },
                );
            alike = candidates.binary_search(&changed).is_ok()
                && before.contains(&put(work, edge, other));
        }
        if alike {
            guesses(work, edge, &mut best);
            linear(work, edge, &[], &mut best);
        }
    }
    let ((rank, _), places, right) = best?;
    (rank <= SYMBOL || rank == FUNCTION).then_some((EDITS.get(rank)?, places, right))
}

/// All that stands in the lines, small things first.
fn near(work: &mut Work) -> Vec<Id> {
    let mut roots = work.before.to_vec();
    roots.extend([work.right, work.claim]);
    roots.extend(work.of);
    let mut found = work.arena.reachable(&roots);
    found.retain(|&id| {
        !matches!(
            work.arena.node(id),
            Node::Compare(..) | Node::And(..) | Node::Or(..) | Node::Not(_) | Node::Number(_)
        )
    });
    found.sort_by_key(|&id| (work.size(id), id));
    found.truncate(MOST_NEAR);
    found
}

fn edges(work: &Work) -> Vec<Edge> {
    let mut found = vec![Edge {
        parent: None,
        child: work.claim,
    }];
    for parent in work.arena.reachable(&[work.claim]) {
        let mut children = Vec::new();
        work.arena.for_each_child(parent, |child| {
            if !children.contains(&child) {
                children.push(child);
            }
        });
        found.extend(children.into_iter().map(|child| Edge {
            parent: Some(parent),
            child,
        }));
    }
    found
}

/// The line with something else in place of a node.
fn put(work: &mut Work, edge: Edge, new: Id) -> Id {
    let Some(parent) = edge.parent else {
        return new;
    };
    let changed = work.arena.rebuild(
        parent,
        |child| if child == edge.child { new } else { child },
    );
    let claim = work.claim;
    work.arena.substitute(claim, &[(parent, changed)])
}

/// Takes a candidate if it is right and better than what is known.
fn offer(work: &mut Work, best: &mut Best, rank: usize, places: Vec<Id>, edge: Edge, new: Id) {
    let size = places.first().map_or(0, |&place| work.size(place));
    let key = (rank, size);
    if best.as_ref().is_some_and(|(known, ..)| *known <= key) {
        return;
    }
    let candidate = put(work, edge, new);
    let right = work.right;
    if work.same(candidate, right) {
        *best = Some((key, places, candidate));
    }
}

fn in_sum(work: &Work, edge: Edge) -> bool {
    edge.parent
        .is_some_and(|parent| matches!(work.arena.node(parent), Node::Add(..)))
}

/// Candidates that are put in wherever the node stands.
fn guesses(work: &mut Work, edge: Edge, best: &mut Best) {
    let child = edge.child;
    let is_exponent = edge.parent.is_some_and(
        |parent| matches!(work.arena.node(parent), Node::Pow(_, exponent) if exponent == child),
    );
    if in_sum(work, edge) {
        let negative = work.arena.neg(child);
        offer(work, best, SIGN, vec![child], edge, negative);
    } else if edge.parent.is_none() {
        let negative = work.arena.neg(child);
        offer(work, best, SIGN_OF_ALL, Vec::new(), edge, negative);
    }
    match work.arena.node(child) {
        Node::Number(number) => {
            let number = work.arena.number(number).clone();
            let half = number.multiply(&Number::ratio(1, 2).unwrap_or(Number::ONE));
            let mut guesses = vec![
                number.add(&Number::ONE),
                number.add(&Number::MINUS_ONE),
                number.add(&Number::integer(2)),
                number.add(&Number::integer(-2)),
                number.negate(),
                number.add(&number),
                half,
            ];
            guesses.extend(number.reciprocal());
            // A number that should be 0 is a term too many.
            guesses.retain(|guess| !guess.is_zero());
            for guess in guesses {
                let new = work.arena.number_node(guess);
                match (is_exponent, edge.parent) {
                    (true, Some(parent)) => {
                        offer(work, best, EXPONENT, vec![parent, new], edge, new);
                    }
                    _ => offer(work, best, NUMBER, vec![child, new], edge, new),
                }
            }
        }
        Node::Symbol(_) => {
            for symbol in work.symbols.clone() {
                if symbol != child {
                    offer(work, best, SYMBOL, vec![child, symbol], edge, symbol);
                }
            }
            // A first power has no exponent to be wrong.
            for exponent in [2, 3, -1] {
                let exponent = work.arena.integer(exponent);
                let new = work.arena.pow(child, exponent);
                offer(work, best, EXPONENT, vec![child, exponent], edge, new);
            }
        }
        Node::Call(called, run) => {
            let arguments = work.arena.operands(run).to_vec();
            if arguments.len() != 1 {
                return;
            }
            for other in function::all() {
                let unary = matches!(other.row().kernel, Kernel::Unary(_));
                if unary && other != called {
                    let new = work.arena.call(other, &arguments);
                    offer(work, best, FUNCTION, vec![child, new], edge, new);
                }
            }
        }
        _ => {}
    }
}

/// Where the line is linear in the node: what should stand there, found by its numbers.
fn linear(work: &mut Work, edge: Edge, near: &[Id], best: &mut Best) {
    let hole = work.arena.symbol("#hole");
    let open = put(work, edge, hole);
    let Ok(weight) = derivative(&mut work.arena, open, &[hole]) else {
        return;
    };
    if weight == Id::ZERO || work.arena.reachable(&[weight]).contains(&hole) {
        return;
    }
    let child = edge.child;
    let (right, claim) = (work.right, work.claim);
    let difference = work.arena.sub(right, claim);
    let change = work.arena.div(difference, weight);
    let needed = work.arena.add(child, change);
    let term = in_sum(work, edge) || edge.parent.is_none();
    if matches!(work.arena.node(child), Node::Number(_))
        && let Some((a, b)) = work.constant(needed)
        && a != 0
    {
        let new = work.ratio(a, b);
        offer(work, best, NUMBER, vec![child, new], edge, new);
    }
    if in_sum(work, edge) {
        offer(work, best, TOO_MANY, vec![child], edge, Id::ZERO);
    }
    let ratio = work.arena.div(needed, child);
    if term
        && let Some((a, b)) = work.constant(ratio)
        && a != 0
    {
        let factor = work.ratio(b, a);
        let times = work.ratio(a, b);
        let new = work.arena.mul(times, child);
        // The largest term whose coefficient is wrong is the one to name.
        let places = vec![child, factor];
        if best
            .as_ref()
            .is_none_or(|((rank, _), ..)| *rank > COEFFICIENT)
        {
            offer(work, best, COEFFICIENT, places, edge, new);
        }
    }
    if let Some((a, b)) = work.constant(change)
        && a != 0
        && (term || terms(&work.arena, child).len() > 1)
    {
        let missing = work.ratio(a, b);
        let new = work.arena.add(child, missing);
        offer(work, best, MISSING, vec![missing], edge, new);
    }
    let inverse = work.arena.div(child, needed);
    let negative = work.arena.neg(change);
    for &other in near {
        if work.spent() {
            return;
        }
        if matches!(work.arena.node(other), Node::Constant(_)) && !term {
            continue;
        }
        if edge.parent.is_some() && looks(work, other, needed) {
            offer(work, best, REPLACED, vec![child, other], edge, other);
        }
        if term && looks(work, other, change) {
            let new = work.arena.add(child, other);
            offer(work, best, MISSING, vec![other], edge, new);
        }
        if term && looks(work, other, negative) {
            let new = work.arena.sub(child, other);
            let minus = work.arena.neg(other);
            offer(work, best, MISSING, vec![minus], edge, new);
        }
        if term && looks(work, other, ratio) {
            let new = work.arena.mul(child, other);
            offer(work, best, FACTOR_MISSING, vec![child, other], edge, new);
        }
        if term && looks(work, other, inverse) {
            let new = work.arena.div(child, other);
            offer(work, best, FACTOR_TOO_MANY, vec![child, other], edge, new);
        }
    }
}

/// Whether a node has the numbers that are looked for.
fn looks(work: &mut Work, node: Id, wanted: Id) -> bool {
    let (a, b) = (work.row(node), work.row(wanted));
    let mut hits = 0;
    for (a, b) in a.iter().zip(&b) {
        if a.is_real() && b.is_real() {
            let scale = a.value.abs().max(b.value.abs());
            let rounding = 8.0 * (a.error + b.error);
            if (a.value - b.value).abs() > 1e-7 * scale + rounding {
                return false;
            }
            hits += usize::from(rounding <= 1e-6 * scale);
        }
    }
    hits > 0
}
