//! The rewrites of a simplification in order, each with the whole expression after it.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::driver::each_operand;
use super::rules::RuleSet;
use super::trace::{Change, Pass, Place, Reason, Record};
use crate::algebra::forms::Way;
use crate::expr::{Arena, Id, Node, Number};

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// One rewrite, within the whole.
#[derive(Clone, Debug)]
pub struct Rewriting {
    /// What it was.
    pub reason: Reason,
    /// The canonical node that was rewritten.
    pub before: Id,
    /// What became of it.
    pub after: Id,
    /// The whole before it.
    pub from: Id,
    /// The whole after it.
    pub current: Id,
    /// Conditions that were lost.
    pub noting: Vec<Id>,
}

impl Rewriting {
    /// The name of the rule or of what was done, as textbooks have it.
    pub fn name(&self, arena: &Arena, rules: &RuleSet) -> Cow<'static, str> {
        match self.reason {
            Reason::Rule(place) => match rules.rule(place) {
                Some(rule) => rule.name().replace('-', " ").into(),
                None => "rule".into(),
            },
            Reason::Pruned => "drop what can't be chosen".into(),
            Reason::Algebra(Way::Identity) => "Pythagorean identity".into(),
            Reason::Algebra(Way::Rationalized) => "rationalize the denominator".into(),
            Reason::Algebra(Way::Plain) => algebra(arena, self.before, self.after).into(),
        }
    }
}

/// What algebra has done, by the looks of it.
fn algebra(arena: &Arena, before: Id, after: Id) -> &'static str {
    let is_sum = |id: Id| matches!(arena.node(id), Node::Sum(run) if run.len() > 2);
    if below(arena, after) {
        return match is_sum(before) {
            true => "common denominator",
            false => "cancel common factors",
        };
    }
    if arena
        .reachable(&[before])
        .iter()
        .any(|id| below(arena, *id))
    {
        return "cancel common factors";
    }
    match is_sum(after) {
        true if is_sum(before) => "collect terms",
        true => "multiply out",
        false => "factor",
    }
}

/// Whether something that is no constant stands below the line.
fn below(arena: &Arena, id: Id) -> bool {
    let negative = |base: Id, exponent: Id| {
        arena.as_number(exponent).is_some_and(Number::is_negative)
            && !arena.free_symbols(&[base]).is_empty()
    };
    let term = match arena.node(id) {
        // A lone term with its coefficient.
        Node::Sum(run) if run.len() == 2 => arena.operand(run, 1),
        _ => id,
    };
    match arena.node(term) {
        Node::Pow(base, exponent) => negative(base, exponent),
        Node::Product(run) => {
            let mut pairs = arena.operands(run).chunks_exact(2);
            pairs.any(|pair| negative(pair[0], pair[1]))
        }
        _ => false,
    }
}

impl Record {
    /// The passes that were taken, each as its rewrites in order. Nothing for a pass whose
    /// rewrites, one after the other, do not lead to its result.
    pub fn passes(&self, arena: &mut Arena) -> Vec<(Id, Id, Option<Vec<Rewriting>>)> {
        let one = |pass: &Pass| (pass.root, pass.result, Replay::run(arena, pass));
        self.passes.iter().map(one).collect()
    }
}

/// A canonical node with another replaced wherever it stands as a whole, or as a part of something
/// rational.
pub(crate) fn replaced_as(
    arena: &mut Arena,
    root: Id,
    (before, whole): (Id, bool),
    after: Id,
) -> Id {
    let mut replay = Replay {
        order: places(arena, root),
        now: Map::default(),
    };
    let Some(at) = replay
        .order
        .iter()
        .position(|place| *place == (before, whole))
    else {
        return root;
    };
    replay.set((before, whole), after);
    replay.whole(arena, root, at).unwrap_or(root)
}

/// A pass gone through again, rewrite by rewrite.
struct Replay {
    /// The places that the pass met, operands first.
    order: Vec<Place>,
    /// What they have become so far.
    now: Map<Place, Id>,
}

impl Replay {
    fn run(arena: &mut Arena, pass: &Pass) -> Option<Vec<Rewriting>> {
        let mut replay = Replay {
            order: places(arena, pass.root),
            now: Map::default(),
        };
        let mut out = Vec::new();
        let mut current = pass.root;
        for at in 0..replay.order.len() {
            let place = replay.order[at];
            let rebuilt = replay.rebuilt(arena, place.0)?;
            replay.set(place, rebuilt);
            let Some(changes) = pass.changes.get(&place) else {
                continue;
            };
            for Change {
                reason,
                before,
                after,
                noting,
            } in changes
            {
                if replay.get(place) != *before {
                    return None;
                }
                replay.set(place, *after);
                let from = current;
                current = replay.whole(arena, pass.root, at)?;
                if current != from {
                    out.push(Rewriting {
                        reason: *reason,
                        before: *before,
                        after: *after,
                        from,
                        current,
                        noting: noting.clone(),
                    });
                }
            }
        }
        (current == pass.result).then_some(out)
    }

    fn get(&self, place: Place) -> Id {
        self.now.get(&place).copied().unwrap_or(place.0)
    }

    fn set(&mut self, place: Place, id: Id) {
        if id == place.0 {
            self.now.remove(&place);
        } else {
            self.now.insert(place, id);
        }
    }

    /// A node made of what its operands have become.
    fn rebuilt(&self, arena: &mut Arena, id: Id) -> Option<Id> {
        let children = operands(arena, id);
        if children.iter().all(|place| !self.now.contains_key(place)) {
            return Some(id);
        }
        let mut changes: Vec<(Id, Id)> = Vec::new();
        for place in children {
            let new = self.get(place);
            if new != place.0 {
                changes.push((place.0, new));
            }
        }
        let new = |child: Id| {
            let change = changes.iter().find(|(old, _)| *old == child);
            change.map_or(child, |(_, new)| *new)
        };
        let built = arena.rebuild(id, new);
        // As in the search: where the parts together have no form, the node stays.
        Some(arena.canonical(built).unwrap_or(id))
    }

    /// The whole as it looks while the places after `at` wait.
    fn whole(&self, arena: &mut Arena, root: Id, at: usize) -> Option<Id> {
        let mut later = Replay {
            order: Vec::new(),
            now: self.now.clone(),
        };
        for &place in &self.order[at + 1..] {
            let rebuilt = later.rebuilt(arena, place.0)?;
            later.set(place, rebuilt);
        }
        Some(later.get((root, true)))
    }
}

/// The operands of a node with how the search looks at them.
fn operands(arena: &Arena, id: Id) -> Vec<Place> {
    let mut out = Vec::new();
    each_operand(arena, id, |operand, whole| out.push((operand, whole)));
    out
}

/// All places that a pass from the root meets, operands first.
fn places(arena: &Arena, root: Id) -> Vec<Place> {
    let mut order = Vec::new();
    let mut seen: Map<Place, ()> = Map::default();
    let mut stack = vec![((root, true), false)];
    while let Some((place, done)) = stack.pop() {
        if done {
            order.push(place);
            continue;
        }
        if seen.insert(place, ()).is_some() {
            continue;
        }
        stack.push((place, true));
        for operand in operands(arena, place.0).into_iter().rev() {
            stack.push((operand, false));
        }
    }
    order
}
