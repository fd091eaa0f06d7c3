//! One suspect at a time: the points where it vanishes, and what happens there.

use super::chain::hidden;
use super::decide::{Decision, decide};
use super::suspects::Suspect;
use super::{MOST_NODES, SeamNode};
use crate::analysis::solve::{Kind, Note, Solution, solve};
use crate::expr::{Arena, Id, Node, Relation};
use crate::simplify::facts::Facts;

/// Equations with more nodes are not solved.
const MOST_EQUATION: usize = 100;

/// More points of one suspect are not looked at.
const MOST_POINTS: usize = 12;

/// What became of a suspect: conditions that exclude what is not differentiable, and its seams.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) conditions: Vec<Id>,
    pub(super) seams: Vec<SeamNode>,
}

/// The points at which a suspect vanishes.
pub(super) struct Points {
    pub(super) list: Vec<(Id, Vec<Id>)>,
    /// Whether these are all, for all values of other symbols.
    pub(super) all: bool,
    /// Whether the list has some only of infinitely many.
    pub(super) family: Option<Id>,
}

/// Looks at the points where a suspect vanishes.
pub(super) fn settle(
    arena: &mut Arena,
    near: (Id, Id),
    suspect: &Suspect,
    variables: &[Id],
    facts: &Facts,
) -> Outcome {
    let zero = suspect.zero;
    let excluded = arena.compare_node(Relation::NotEqual, zero, Id::ZERO);
    let mut outcome = Outcome::default();
    let symbols = arena.free_symbols(&[zero]);
    let moving: Vec<Id> = (symbols.iter().copied())
        .filter(|symbol| variables.contains(symbol))
        .collect();
    let large = arena.node_count(&[near.0]) > MOST_NODES;
    // The end of a domain is one, unless the expression only touches 0 there.
    let touches = || {
        let enclosure = facts.enclosure(arena, zero);
        enclosure.is_nonnegative() || enclosure.is_nonpositive()
    };
    if large || !(suspect.inner || touches()) {
        outcome.conditions.push(excluded);
        return outcome;
    }
    let mut gone = moving.len() == 1;
    for &x in &moving {
        let Some(points) = points(arena, zero, x, facts) else {
            gone = false;
            // What is not known is not known for any of the variables.
            if outcome.seams.is_empty() {
                outcome.seams.push(undecided(arena, x, zero));
            }
            continue;
        };
        gone &= points.all && points.family.is_none();
        let mut bad = Vec::new();
        let mut decisions: Vec<Decision> = Vec::new();
        for (point, conditions) in &points.list {
            let mut within = facts.clone();
            if (conditions.iter()).any(|&condition| within.assume(arena, condition).is_err()) {
                continue;
            }
            let decision = decide(arena, near, x, *point, &within);
            let safe =
                decision.exists == Some(true) && holds_generally(arena, near, x, *point, &within);
            if !safe {
                bad.push(*point);
            }
            let shown = decision.value.is_some() || decision.exists.is_none();
            if points.family.is_none() && shown {
                outcome.seams.push(SeamNode {
                    variable: x,
                    condition: equation(arena, x, *point),
                    at: Some(*point),
                    decision: decision.clone(),
                });
            }
            decisions.push(decision);
        }
        if let Some(at) = points.family {
            outcome.seams.extend(alike(arena, zero, x, at, &decisions));
        }
        if moving.len() == 1 && points.all && points.family.is_none() {
            gone = bad.is_empty();
            let some = bad.len() < points.list.len();
            let numbers = bad
                .iter()
                .all(|point| arena.free_symbols(&[*point]).is_empty());
            if some && !gone && numbers {
                for point in bad {
                    let apart = arena.compare_node(Relation::NotEqual, x, point);
                    outcome.conditions.push(apart);
                }
                return outcome;
            }
        }
    }
    if gone {
        return outcome;
    }
    if hidden(arena, near.1, suspect) {
        for seam in &mut outcome.seams {
            seam.decision.exists = Some(true);
        }
    } else {
        outcome.conditions.push(excluded);
    }
    outcome
}

/// A seam of which nothing is known.
fn undecided(arena: &mut Arena, variable: Id, zero: Id) -> SeamNode {
    SeamNode {
        variable,
        condition: vanishing(arena, zero),
        at: None,
        decision: Decision::default(),
    }
}

fn equation(arena: &mut Arena, x: Id, point: Id) -> Id {
    arena.compare_node(Relation::Equal, x, point)
}

/// `u = 0`, written as a person would.
fn vanishing(arena: &mut Arena, zero: Id) -> Id {
    let nonzero = arena.compare_node(Relation::NotEqual, zero, Id::ZERO);
    let readable = Facts::none().readable(arena, &[nonzero]);
    match readable[..] {
        [one] => match arena.node(one) {
            Node::Compare(Relation::NotEqual, a, b) => arena.compare_node(Relation::Equal, a, b),
            _ => arena.compare_node(Relation::Equal, zero, Id::ZERO),
        },
        _ => arena.compare_node(Relation::Equal, zero, Id::ZERO),
    }
}

/// What all points of a family have in common, from some of them.
fn alike(
    arena: &mut Arena,
    zero: Id,
    variable: Id,
    at: Id,
    decisions: &[Decision],
) -> Option<SeamNode> {
    let first = decisions.first()?;
    let mut common = first.clone();
    for other in decisions {
        if other.exists != common.exists {
            common.exists = None;
        }
        if other.continuous != common.continuous {
            common.continuous = None;
        }
        if other.left != common.left {
            common.left = None;
        }
        if other.right != common.right {
            common.right = None;
        }
        if other.slope != common.slope {
            common.slope = None;
        }
    }
    if common.exists == Some(true) {
        // Some points do not show that it exists at all.
        common.exists = None;
    }
    common.value.as_ref()?;
    let known = !matches!(arena.node(at), Node::Number(_));
    Some(SeamNode {
        variable,
        condition: vanishing(arena, zero),
        at: known.then_some(at),
        decision: common,
    })
}

/// Where a suspect vanishes; nothing if that is not known.
pub(super) fn points(arena: &mut Arena, zero: Id, x: Id, facts: &Facts) -> Option<Points> {
    if arena.node_count(&[zero]) > MOST_EQUATION {
        return None;
    }
    let found = solve(arena, zero, x, facts).ok()?;
    let mut points = Points {
        list: Vec::new(),
        all: found.complete,
        family: None,
    };
    for note in &found.notes {
        if matches!(
            note,
            Note::Degenerate { .. } | Note::Singular { .. } | Note::Incomplete
        ) {
            points.all = false;
        }
    }
    let numeric = found.has_numeric();
    if found.list.len() > MOST_POINTS && !numeric {
        return None;
    }
    // Parameters may make solutions of what is none for most of their values.
    let symbols = arena.free_symbols(&[zero]);
    if found.list.is_empty() && symbols.len() > 1 {
        points.all = false;
    }
    for Solution {
        value,
        conditions,
        kind,
        ..
    } in found.list.into_iter().take(MOST_POINTS)
    {
        let conditional = !conditions.is_empty();
        match kind {
            Kind::Exact => {
                // What holds for single values of the parameters only says nothing in general.
                let narrow = facts.readable(arena, &conditions);
                if (narrow.iter())
                    .any(|id| matches!(arena.node(*id), Node::Compare(Relation::Equal, ..)))
                {
                    points.all = false;
                    continue;
                }
                points.all &= !(conditional && symbols.len() == 1);
                points.list.push((value, conditions));
            }
            Kind::Numeric { .. } => {
                points.all = false;
                // A decimal that solves it exactly stands for the others.
                let there = arena.substitute(zero, &[(x, value)]);
                if arena.canonical(there) == Ok(Id::ZERO) {
                    points.family = Some(value);
                    points.list.push((value, conditions));
                }
            }
            Kind::Family { index } => {
                points.family = Some(value);
                for n in [0, 1, -1, 2] {
                    let n = arena.integer(n);
                    let member = arena.substitute(value, &[(index, n)]);
                    let member = arena.canonical(member).ok()?;
                    points.list.push((member, Vec::new()));
                }
            }
            Kind::All => return None,
        }
    }
    if points.list.is_empty() && !points.all {
        return None;
    }
    Some(points)
}

/// Whether a derivative that exists for most values of the other symbols exists for special ones
/// as well that the facts allow, as far as a look at some of them tells.
pub(super) fn holds_generally(
    arena: &mut Arena,
    near: (Id, Id),
    x: Id,
    point: Id,
    facts: &Facts,
) -> bool {
    let symbols = arena.free_symbols(&[near.1]);
    let others: Vec<Id> = symbols.into_iter().filter(|symbol| *symbol != x).collect();
    let mut cases: Vec<Vec<(Id, Id)>> = Vec::new();
    let mut zeros = Vec::new();
    for &other in &others {
        for value in [0, 1, -1] {
            let value = arena.integer(value);
            let equal = arena.compare_node(Relation::Equal, other, value);
            if facts.holds(arena, equal) != Some(false) {
                cases.push(vec![(other, value)]);
                if value == Id::ZERO {
                    zeros.push((other, value));
                }
            }
        }
    }
    if zeros.len() > 1 {
        cases.push(zeros);
    }
    if cases.len() > MOST_POINTS {
        return false;
    }
    cases.into_iter().all(|case| {
        let [built, point] = [near.0, point].map(|id| arena.substitute(id, &case));
        let (Ok(form), Ok(point)) = (arena.canonical(built), arena.canonical(point)) else {
            // Not defined for these values.
            return true;
        };
        // The other symbols stay what they are assumed to be.
        let decision = decide(arena, (built, form), x, point, facts);
        decision.exists == Some(true) || decision.value.is_none() && decision.exists == Some(false)
    })
}
