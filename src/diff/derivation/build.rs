//! The steps of one differentiation, made of the rules that the engine has applied.
//!
//! Each rule is applied once more, to `diff(u, x)` for the derivative of each operand that changes:
//! that is what the step shows. The derivatives are then put in, one after the other.

use std::borrow::Cow;

use hashbrown::HashSet;

use super::Depth;
use super::pending::{Map, operand_of, pending, replaced, replaced_all};
use crate::diff::rules::{self, Operands, Rule};
use crate::diff::{DiffError, Forward, Sink};
use crate::expr::{Arena, Id, Node};

/// How many nodes may be visited to write down all steps of one derivative. What is beyond is
/// given without the steps that it consists of.
const WORK: usize = 600_000;

/// How many derivatives of operands a rule may leave, before they become a step of their own.
const SEVERAL: usize = 4;

/// A step whose expressions are nodes of the working arena.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub rule: Cow<'static, str>,
    pub parts: Vec<(&'static str, Id)>,
    pub level: usize,
    pub depth: Depth,
    pub before: Id,
    pub after: Id,
    /// The enclosing expression before and after.
    pub from: Id,
    pub current: Id,
    pub conditions: Vec<Id>,
}

impl Draft {
    /// A step at a level and depth: what it makes of what, and the enclosing expression before and
    /// after.
    pub fn new(
        rule: impl Into<Cow<'static, str>>,
        (level, depth): (usize, Depth),
        (before, after): (Id, Id),
        (from, current): (Id, Id),
    ) -> Self {
        Draft {
            rule: rule.into(),
            parts: Vec::new(),
            level,
            depth,
            before,
            after,
            from,
            current,
            conditions: Vec::new(),
        }
    }

    /// A step that rewrites the whole of the enclosing expression.
    pub fn whole(
        rule: impl Into<Cow<'static, str>>,
        at: (usize, Depth),
        (before, after): (Id, Id),
    ) -> Self {
        Draft::new(rule, at, (before, after), (before, after))
    }
}

/// What the rules do not see: the derivatives of pieces where they meet.
pub trait Seams {
    /// The derivatives of the pieces in a built node, as one-sided limits have them.
    ///
    /// # Errors
    /// See [`DiffError`].
    fn pieces(
        &mut self,
        arena: &mut Arena,
        root: Id,
        variable: Id,
    ) -> Result<Vec<(Id, Id)>, DiffError>;

    /// The derivative of the node that was asked about last, with the values that the limits of
    /// the whole give it where a part has none.
    fn complete(&mut self, arena: &mut Arena, root: Id, derivative: Id) -> Id;
}

/// The name of the step that sets a seam right.
const LIMITS: &str = "one-sided limits where pieces meet";

/// What the engine has applied: the rule and the derivative of each node that it met.
#[derive(Default)]
struct Applied {
    rules: Map<Id, (Rule, Id)>,
    /// The derivatives of pieces, their seams set right.
    learned: Map<Id, Id>,
}

impl Sink for Applied {
    fn applied(&mut self, rule: Rule, node: Id, derivative: Id) {
        self.rules.insert(node, (rule, derivative));
    }
}

/// Gives `diff(u, x)` for the derivatives of the operands that change.
struct Pending<'a> {
    applied: &'a Applied,
    variable: Id,
    found: Vec<Id>,
}

impl Pending<'_> {
    fn of(&mut self, arena: &mut Arena, operand: Id) -> Id {
        let pending = pending(arena, operand, self.variable);
        if !self.found.contains(&pending) {
            self.found.push(pending);
        }
        pending
    }
}

impl Operands for Pending<'_> {
    fn derivative(&mut self, arena: &mut Arena, operand: Id) -> Id {
        if operand == self.variable {
            return Id::ONE;
        }
        let known = match self.applied.learned.get(&operand) {
            Some(learned) => Some(*learned),
            None => self.applied.rules.get(&operand).map(|known| known.1),
        };
        match known {
            Some(derivative) if derivative != Id::ZERO => self.of(arena, operand),
            _ => Id::ZERO,
        }
    }

    fn term(&mut self, arena: &mut Arena, operand: Id) -> Id {
        self.of(arena, operand)
    }
}

/// A rule applied to pending derivatives.
struct Opened {
    rule: Rule,
    result: Id,
    pending: Vec<Id>,
}

/// A list of steps under way: an expression, and the derivatives in it that are still to be taken.
struct Chain {
    current: Id,
    waiting: Vec<Id>,
    /// What limits make of the result, if the list is that of a choice of pieces.
    limits: Option<Id>,
    /// Whether there was one derivative to take all along: then the list goes on with what its
    /// rule leaves.
    single: bool,
    level: usize,
    depth: Depth,
}

/// The steps of a derivative, and the derivative itself as the engine made it.
///
/// The steps begin with the derivative of `shown`, a form of the function that reads better than
/// the built one.
pub(super) fn differentiate(
    arena: &mut Arena,
    (root, shown): (Id, Id),
    variable: Id,
    seams: &mut dyn Seams,
    (level, depth): (usize, Depth),
    out: &mut Vec<Draft>,
) -> Result<Id, DiffError> {
    let mut applied = Applied::default();
    let mut engine = Forward::new(variable);
    for (piece, derivative) in seams.pieces(arena, root, variable)? {
        // The rules inside a choice of pieces are applied by an engine that knows the ones inside.
        let mut inside = Forward::new(variable);
        for (&known, &derivative) in &applied.learned {
            inside.learn(known, derivative);
        }
        inside.derivative_into(arena, piece, &mut applied)?;
        applied.learned.insert(piece, derivative);
        engine.learn(piece, derivative);
    }
    let made = engine.derivative_into(arena, root, &mut applied)?;
    let derivative = seams.complete(arena, root, made);
    if shown != root {
        if let Some(known) = applied.rules.get(&root).copied() {
            applied.rules.insert(shown, known);
        }
        if let Some(known) = applied.learned.get(&root).copied() {
            applied.learned.insert(shown, known);
        }
    }
    let start = pending(arena, shown, variable);
    let mut writer = Writer {
        arena,
        applied,
        variable,
        built: (shown, root),
        work: WORK,
        seen: HashSet::default(),
        chains: vec![Chain {
            current: start,
            waiting: vec![start],
            limits: (derivative != made).then_some(derivative),
            single: true,
            level,
            depth,
        }],
        top: level,
        out,
    };
    while writer.step()? {}
    Ok(derivative)
}

/// Writes steps.
struct Writer<'a> {
    arena: &'a mut Arena,
    applied: Applied,
    variable: Id,
    /// The form in which the function is shown, and the built one.
    built: (Id, Id),
    work: usize,
    /// Operands whose derivatives have been shown.
    seen: HashSet<Id, foldhash::fast::FixedState>,
    chains: Vec<Chain>,
    top: usize,
    out: &'a mut Vec<Draft>,
}

impl Writer<'_> {
    /// One step. Nothing is left to do after `false`.
    fn step(&mut self) -> Result<bool, DiffError> {
        let Some(chain) = self.chains.last_mut() else {
            return Ok(false);
        };
        let Some(next) = chain.waiting.pop() else {
            if let Some(chain) = self.chains.pop()
                && let Some(after) = chain.limits.filter(|after| *after != chain.current)
            {
                let at = (chain.level, chain.depth);
                (self.out).push(Draft::whole(LIMITS, at, (chain.current, after)));
            }
            return Ok(true);
        };
        let (single, level, depth, current) =
            (chain.single, chain.level, chain.depth, chain.current);
        if self.work == 0 {
            chain.waiting.push(next);
            self.rest();
            return Ok(true);
        }
        let Some(operand) = operand_of(self.arena, next) else {
            return Ok(true);
        };
        let opened = self.open(operand)?;
        let learned = self.applied.learned.get(&operand).copied();
        let begins = current == next;
        if let (Some(learned), true, Some(chain)) = (learned, begins, self.chains.last_mut()) {
            chain.limits.get_or_insert(learned);
        }
        self.work = self
            .work
            .saturating_sub(self.arena.node_count(&[current, next]));
        let value = self.value(operand);
        let leaf = opened.pending.is_empty() && (learned.is_none() || begins);
        let plain = self.arena.as_number(value).is_some();
        let known = !leaf && !self.seen.insert(operand);
        if leaf || known || self.work == 0 {
            let after = if leaf { opened.result } else { value };
            let known = known.then_some("as found above");
            self.write(next, after, &opened, operand, known);
        } else if single && (!plain || begins) && (learned.is_none() || begins) {
            self.write(next, opened.result, &opened, operand, None);
            self.go_on(opened)?;
        } else {
            // One of several, or a step that goes without saying: it consists of steps.
            self.write(next, value, &opened, operand, None);
            // Its own list begins with the operand once more.
            self.seen.remove(&operand);
            self.chains.push(Chain {
                current: next,
                waiting: vec![next],
                limits: None,
                single: true,
                level: level + 1,
                depth: match plain {
                    true => Depth::Full,
                    false => depth.max(Depth::Textbook),
                },
            });
        }
        Ok(true)
    }

    /// All that waits in a list as one step, where the budget is spent.
    fn rest(&mut self) {
        let Some(chain) = self.chains.last_mut() else {
            return;
        };
        let waiting = std::mem::take(&mut chain.waiting);
        let (from, level, depth) = (chain.current, chain.level, chain.depth);
        let mut changes: Map<Id, Id> = Map::default();
        for part in waiting {
            if let Some(operand) = operand_of(self.arena, part) {
                changes.insert(part, self.value(operand));
            }
        }
        let after = replaced_all(self.arena, from, changes);
        if let Some(chain) = self.chains.last_mut() {
            chain.current = after;
        }
        let rule = "the other derivatives";
        (self.out).push(Draft::whole(rule, (level, depth), (from, after)));
    }

    /// Goes on with the derivatives that a rule has left, in the same list, or in one below.
    fn go_on(&mut self, opened: Opened) -> Result<(), DiffError> {
        let Some(chain) = self.chains.last_mut() else {
            return Ok(());
        };
        let (level, depth, from) = (chain.level, chain.depth, chain.current);
        let mut waiting = opened.pending;
        waiting.reverse();
        let several = waiting.len() > 1;
        let mut wide = waiting.len() > SEVERAL;
        if level == self.top && several && !wide {
            for &part in &waiting {
                if let Some(operand) = operand_of(self.arena, part) {
                    let simple = self.arena.as_number(self.value(operand)).is_some()
                        || self.open(operand)?.pending.is_empty();
                    wide |= !simple;
                }
            }
        }
        if !wide {
            if let Some(chain) = self.chains.last_mut() {
                chain.single = !several;
                chain.waiting = waiting;
            }
            return Ok(());
        }
        // Their derivatives are one line here, and a list of their own below.
        let mut after = from;
        for &part in &waiting {
            if let Some(operand) = operand_of(self.arena, part) {
                let value = self.value(operand);
                after = replaced(self.arena, after, part, value);
            }
        }
        if let Some(chain) = self.chains.last_mut() {
            chain.current = after;
        }
        let rule = match opened.rule {
            Rule::Sum | Rule::Pieces => "term by term",
            _ => "derivatives of the parts",
        };
        (self.out).push(Draft::whole(rule, (level, depth), (from, after)));
        self.chains.push(Chain {
            current: from,
            waiting,
            limits: None,
            single: false,
            level: level + 1,
            depth: depth.max(Depth::Textbook),
        });
        Ok(())
    }

    /// A step of the list at hand.
    fn write(
        &mut self,
        before: Id,
        after: Id,
        opened: &Opened,
        operand: Id,
        known: Option<&'static str>,
    ) {
        let (rule, parts) = match known {
            Some(name) => (name.into(), Vec::new()),
            None => {
                let (name, parts) = self.named(opened, operand);
                (Cow::Owned(name), parts)
            }
        };
        let Some(chain) = self.chains.last_mut() else {
            return;
        };
        let from = chain.current;
        chain.current = replaced(self.arena, from, before, after);
        let at = (chain.level, chain.depth);
        self.out.push(Draft {
            parts,
            ..Draft::new(rule, at, (before, after), (from, chain.current))
        });
    }

    /// The derivative of an operand.
    fn value(&self, operand: Id) -> Id {
        if operand == self.variable {
            return Id::ONE;
        }
        if let Some(learned) = self.applied.learned.get(&operand) {
            return *learned;
        }
        // What the engine never met does not depend on the variable.
        (self.applied.rules.get(&operand)).map_or(Id::ZERO, |known| known.1)
    }

    /// The built node of an operand.
    fn built(&self, operand: Id) -> Id {
        match operand == self.built.0 {
            true => self.built.1,
            false => operand,
        }
    }

    fn apply(&mut self, operand: Id) -> Result<Option<(Rule, Id, Vec<Id>)>, DiffError> {
        let mut operands = Pending {
            applied: &self.applied,
            variable: self.variable,
            found: Vec::new(),
        };
        let made = rules::apply(self.arena, operand, self.variable, &mut operands)?;
        Ok(made.map(|(rule, result)| (rule, result, operands.found)))
    }

    /// The rule for an operand, applied to pending derivatives. Sums within sums, signs in them and
    /// constant factors within constant factors are taken at once.
    fn open(&mut self, operand: Id) -> Result<Opened, DiffError> {
        let value = self.value(operand);
        let done = |rule| Opened {
            rule,
            result: value,
            pending: Vec::new(),
        };
        if operand == self.variable {
            return Ok(done(Rule::Variable));
        }
        let known = self.applied.rules.get(&operand).map(|known| known.0);
        let pieces = self.applied.learned.contains_key(&operand);
        if value == Id::ZERO && known != Some(Rule::Sum) && !pieces {
            return Ok(done(Rule::Constant));
        }
        let built = self.built(operand);
        let Some((rule, mut result, mut pending)) = self.apply(built)? else {
            return Ok(done(known.unwrap_or(Rule::Constant)));
        };
        if matches!(rule, Rule::Sum | Rule::ConstantMultiple) {
            let mut at = 0;
            while at < pending.len() && pending.len() < 64 && self.work > 0 {
                let inner = operand_of(self.arena, pending[at]);
                let Some(inner) = inner.filter(|inner| self.joins(rule, *inner)) else {
                    at += 1;
                    continue;
                };
                let Some((_, below, found)) = self.apply(inner)? else {
                    at += 1;
                    continue;
                };
                let size = self.arena.node_count(&[result]);
                self.work = self.work.saturating_sub(size);
                result = replaced(self.arena, result, pending[at], below);
                pending.splice(at..=at, found);
            }
            let mut seen = HashSet::<Id, foldhash::fast::FixedState>::default();
            pending.retain(|id| seen.insert(*id));
        }
        // What folding has swallowed is not waited for.
        let reachable: HashSet<Id, foldhash::fast::FixedState> =
            self.arena.reachable(&[result]).into_iter().collect();
        pending.retain(|id| reachable.contains(id));
        Ok(Opened {
            rule,
            result,
            pending,
        })
    }

    /// Whether the rule for an operand is taken together with the one that left it.
    fn joins(&self, rule: Rule, inner: Id) -> bool {
        let Some(&(below, value)) = self.applied.rules.get(&inner) else {
            return false;
        };
        if value == Id::ZERO {
            return false;
        }
        let negated = rule == Rule::Sum
            && below == Rule::ConstantMultiple
            && matches!(self.arena.node(inner), Node::Mul(Id::MINUS_ONE, _));
        below == rule || negated
    }

    /// The name of a rule at a place, and what it takes for u and v.
    fn named(&mut self, opened: &Opened, operand: Id) -> (String, Vec<(&'static str, Id)>) {
        let operand = self.built(operand);
        let (arena, variable) = (&mut *self.arena, self.variable);
        let name = opened.rule.name();
        let chain = || "chain rule".to_owned();
        match (opened.rule, arena.node(operand)) {
            (Rule::Product, Node::Mul(a, b)) => (name, vec![("u", a), ("v", b)]),
            (Rule::Quotient, Node::Mul(a, b)) => {
                let (above, below) = match rules::below(arena, b) {
                    Some(_) => (a, b),
                    None => (b, a),
                };
                let below = arena.recip(below);
                (name, vec![("u", above), ("v", below)])
            }
            (Rule::Power, Node::Pow(inner, exponent)) if inner != variable => {
                let u = arena.symbol("u");
                let outer = arena.pow(u, exponent);
                (chain(), vec![("f(u)", outer), ("u", inner)])
            }
            (Rule::Reciprocal, Node::Pow(inner, _)) if inner != variable => {
                (name, vec![("v", inner)])
            }
            (Rule::Exponential, Node::Pow(base, inner)) if inner != variable => {
                let u = arena.symbol("u");
                let outer = arena.pow(base, u);
                (chain(), vec![("f(u)", outer), ("u", inner)])
            }
            (Rule::GeneralPower, Node::Pow(base, exponent)) => {
                (name, vec![("u", base), ("v", exponent)])
            }
            (Rule::Function(function), Node::Call(_, run)) if run.len() == 1 => {
                let inner = arena.operand(run, 0);
                if inner == variable {
                    return (name, Vec::new());
                }
                let u = arena.symbol("u");
                let outer = arena.call(function, &[u]);
                (chain(), vec![("f(u)", outer), ("u", inner)])
            }
            (Rule::LogarithmOfSize, Node::Call(_, run)) => {
                let size = arena.operand(run, 0);
                let inner = match arena.node(size) {
                    Node::Call(_, run) => arena.operand(run, 0),
                    _ => size,
                };
                match inner == variable {
                    true => (name, Vec::new()),
                    false => (name, vec![("u", inner)]),
                }
            }
            (Rule::Unknown, Node::Unknown(_, run)) if run.len() == 2 => {
                let inner = arena.operand(run, 1);
                match inner == variable {
                    true => ("derivative of an unknown function".to_owned(), Vec::new()),
                    false => (name, vec![("u", inner)]),
                }
            }
            _ => (name, Vec::new()),
        }
    }
}
