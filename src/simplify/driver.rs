//! The search for a better form: from the leaves up, by rules and by algebra.
//!
//! Every node gets a better form after its operands have theirs. Rules `=>` are applied wherever
//! they match. What is rational (sums, products and integer powers) is brought into the forms that
//! algebra has, as a whole, wherever it begins: at the top, in an argument, under a root. Of all
//! forms the cheapest stays. The whole is repeated as long as it gets cheaper, so that a result is
//! its own simplification.

use hashbrown::HashMap;

use super::algebraic::Search;
use super::cost::Costs;
use super::facts::Facts;
use super::rules::{Rewrite, RuleSet, Selection};
use super::trace::{Reason, Trace};
use super::{Goal, Simplified, Simplify};
use crate::algebra::is_stopped;
use crate::expr::{Arena, CanonicalError, Id, Node, Number};

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// Expressions with more nodes are brought to the normal form of the rules only.
const MANY_NODES: usize = 3000;
/// How often a node is rewritten before it is left.
const REWRITES: usize = 40;
/// How often the whole is gone through.
const ROUNDS: usize = 6;

/// Simplification under way.
pub(super) struct Driver<'a, T> {
    trace: &'a mut T,
    arena: &'a mut Arena,
    rules: &'a RuleSet,
    facts: &'a Facts,
    settings: &'a Simplify,
    selection: Selection,
    costs: Costs,
    /// Better forms of nodes that were met in this round: as a part of a rational expression, and
    /// as the whole of one.
    parts: Map<Id, Id>,
    wholes: Map<Id, Id>,
    /// Whether algebra takes part.
    algebra: bool,
    fuel: u64,
    complete: bool,
    found: Vec<Rewrite>,
}

/// A task of a round.
enum Task {
    /// Make a node's better form, as a part or as a whole.
    Visit(Id, bool),
    /// The operands have theirs.
    Finish(Id, bool),
}

impl<'a, T: Trace> Driver<'a, T> {
    pub(super) fn new(
        arena: &'a mut Arena,
        rules: &'a RuleSet,
        facts: &'a Facts,
        settings: &'a Simplify,
        trace: &'a mut T,
    ) -> Self {
        Driver {
            trace,
            arena,
            rules,
            facts,
            settings,
            selection: Selection::default()
                .angles(settings.angles)
                .stable(settings.goal == Goal::Stable),
            costs: Costs::default(),
            parts: Map::default(),
            wholes: Map::default(),
            algebra: true,
            fuel: settings.fuel,
            complete: true,
            found: Vec::new(),
        }
    }

    /// The best form that is found.
    pub(super) fn run(mut self, id: Id) -> Result<Simplified, CanonicalError> {
        let given = self.arena.canonical(id)?;
        let before = self.cost(given);
        // What rules `=>` make counts even where it is longer; from there on it must get cheaper.
        let mut best = self.normalised(given);
        self.trace.taken(true);
        let mut lowest = self.cost(best);
        if self.arena.node_count(&[best]) > MANY_NODES {
            // Looking at every part of a part takes too long here.
            return Ok(Simplified {
                id: best,
                before,
                after: lowest,
                complete: false,
            });
        }
        let rounds = if self.settings.repeated { ROUNDS } else { 1 };
        for _ in 0..rounds {
            let next = self.round(best);
            let next = self.normalised(next);
            let cost = self.cost(next);
            self.trace.taken(cost < lowest);
            if cost >= lowest {
                break;
            }
            (best, lowest) = (next, cost);
        }
        // Proposals come last: what they make shorter (`sqrt(a)*sqrt(b)` to `sqrt(a*b)`) algebra
        // would not see through.
        let polished = self.polished(best);
        let better = self.cost(polished) < lowest;
        self.trace.taken(better);
        if better {
            best = polished;
        }
        Ok(Simplified {
            id: best,
            before,
            after: self.cost(best),
            complete: self.complete && self.fuel > 0,
        })
    }

    fn cost(&mut self, id: Id) -> u64 {
        self.costs.of(self.arena, id, self.settings.goal)
    }

    fn canonical(&mut self, id: Id) -> Option<Id> {
        self.arena.canonical(id).ok()
    }

    /// The form that rules `=>` lead to.
    fn normalised(&mut self, root: Id) -> Id {
        self.algebra = false;
        let normal = self.round(root);
        self.algebra = true;
        normal
    }

    /// The form that rules `=>` and `~>` lead to.
    fn polished(&mut self, root: Id) -> Id {
        let selection = self.selection;
        self.selection = selection.proposals(true);
        let polished = self.normalised(root);
        self.selection = selection;
        polished
    }

    /// Every node's better form, operands first.
    fn round(&mut self, root: Id) -> Id {
        self.parts.clear();
        self.wholes.clear();
        let mut stack = vec![Task::Visit(root, true)];
        while let Some(task) = stack.pop() {
            match task {
                Task::Visit(id, whole) => {
                    if self.known(id, whole).is_none() {
                        stack.push(Task::Finish(id, whole));
                        each_operand(self.arena, id, |operand, whole| {
                            stack.push(Task::Visit(operand, whole));
                        });
                    }
                }
                Task::Finish(id, whole) => {
                    if self.known(id, whole).is_none() {
                        let better = self.better(id, whole);
                        let memo = if whole {
                            &mut self.wholes
                        } else {
                            &mut self.parts
                        };
                        memo.insert(id, better);
                    }
                }
            }
        }
        let result = self.known(root, true).unwrap_or(root);
        self.trace.passed(root, result);
        result
    }

    fn known(&self, id: Id, whole: bool) -> Option<Id> {
        let memo = if whole { &self.wholes } else { &self.parts };
        memo.get(&id).copied()
    }

    /// The form of a node made of its operands' better forms.
    fn rebuilt(&mut self, id: Id) -> Id {
        let mut changed = false;
        let mut changes: Vec<(Id, Id)> = Vec::new();
        let arena = &*self.arena;
        let (parts, wholes) = (&self.parts, &self.wholes);
        let mut look = |child: Id, whole: bool| {
            let memo = if whole { wholes } else { parts };
            if let Some(&better) = memo.get(&child)
                && better != child
            {
                changed = true;
                changes.push((child, better));
            }
        };
        match arena.node(id) {
            Node::Sum(run) => {
                for pair in arena.operands(run).chunks_exact(2) {
                    look(pair[1], false);
                }
            }
            Node::Product(run) => {
                for pair in arena.operands(run).chunks_exact(2) {
                    let integer = arena.as_number(pair[1]).map(Number::is_integer);
                    look(pair[0], integer != Some(true));
                    look(pair[1], true);
                }
            }
            Node::Pow(base, exponent) => {
                let integer = arena.as_number(exponent).map(Number::is_integer);
                look(base, integer != Some(true));
                look(exponent, true);
            }
            _ => arena.for_each_child(id, |child| look(child, true)),
        }
        if !changed {
            return id;
        }
        let new = |child: Id| {
            let change = changes.iter().find(|(old, _)| *old == child);
            change.map_or(child, |(_, new)| *new)
        };
        let rebuilt = self.arena.rebuild(id, new);
        // Where the parts together have no form (a hidden division by zero), the node stays.
        self.canonical(rebuilt).unwrap_or(id)
    }

    fn better(&mut self, id: Id, whole: bool) -> Id {
        if self.fuel == 0 || is_stopped() {
            self.complete = false;
            return id;
        }
        let mut log = T::Log::default();
        let rebuilt = self.rebuilt(id);
        let mut best = self.rewritten(rebuilt, &mut log);
        if whole && self.algebra {
            best = self.reformed(best, &mut log);
        }
        self.trace.finished(id, whole, log);
        best
    }

    /// A node after the rules that match at its top: those of `=>` always, those of `~>` where the
    /// result is cheaper.
    fn rewritten(&mut self, id: Id, log: &mut T::Log) -> Id {
        let mut current = id;
        for _ in 0..REWRITES {
            let mut found = std::mem::take(&mut self.found);
            found.clear();
            self.rules.rewrites(
                self.arena,
                current,
                &self.selection,
                self.facts,
                &mut self.fuel,
                &mut found,
            );
            let mut next = None;
            let mut lowest = self.cost(current);
            for rewrite in &found {
                let always = self
                    .rules
                    .rule(rewrite.rule)
                    .is_some_and(|rule| rule.arrow() == super::rules::Arrow::Always);
                if always {
                    next = Some(rewrite);
                    break;
                }
                let cost = self.cost(rewrite.result);
                if cost < lowest {
                    lowest = cost;
                    next = Some(rewrite);
                }
            }
            let changed = match next {
                Some(rewrite) if rewrite.result != current => {
                    let reason = Reason::Rule(rewrite.rule);
                    T::rewrote(log, reason, current, rewrite.result, &rewrite.noting);
                    current = rewrite.result;
                    true
                }
                _ => false,
            };
            self.found = found;
            if !changed {
                break;
            }
        }
        current
    }

    /// The cheapest of the forms that algebra has for a rational expression.
    fn reformed(&mut self, id: Id, log: &mut T::Log) -> Id {
        let mut best = id;
        let mut lowest = self.cost(id);
        let mut search = Search {
            arena: self.arena,
            costs: &mut self.costs,
            fuel: &mut self.fuel,
            complete: true,
            out: Vec::new(),
        };
        search.run(id);
        self.complete &= search.complete;
        let mut forms = search.out;
        // Ties are decided the same way in every arena.
        forms.sort_by_cached_key(|(form, _)| self.arena.hash(*form));
        forms.dedup_by_key(|(form, _)| *form);
        let mut chosen = None;
        for (form, way) in forms {
            let mut after = T::Log::default();
            if form != id {
                T::rewrote(&mut after, Reason::Algebra(way), id, form, &[]);
            }
            let form = self.rewritten(form, &mut after);
            let cost = self.cost(form);
            if cost < lowest {
                (best, lowest) = (form, cost);
                chosen = Some(after);
            }
        }
        if let Some(chosen) = chosen {
            T::chose(log, chosen);
        }
        best
    }
}

/// The operands of a node, and whether each is looked at as a whole: those of sums, products and
/// integer powers are parts.
pub(super) fn each_operand(arena: &Arena, id: Id, mut visit: impl FnMut(Id, bool)) {
    let mut power = |base: Id, exponent: Id| {
        let integer = arena.as_number(exponent).map(Number::is_integer);
        visit(base, integer != Some(true));
        if integer.is_none() {
            visit(exponent, true);
        }
    };
    match arena.node(id) {
        Node::Sum(run) => {
            let pairs = arena.operands(run).chunks_exact(2);
            pairs.for_each(|pair| visit(pair[1], false));
        }
        Node::Product(run) => {
            let pairs = arena.operands(run).chunks_exact(2);
            pairs.for_each(|pair| power(pair[0], pair[1]));
        }
        Node::Pow(base, exponent) => power(base, exponent),
        _ => arena.for_each_child(id, |child| visit(child, true)),
    }
}
