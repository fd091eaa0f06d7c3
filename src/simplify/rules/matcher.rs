//! Matching a pattern with a canonical node.
//!
//! The matcher goes on by calling what is to be done next (`then`), so that a choice that turns
//! out wrong is undone by returning. `then` says whether the search is over. Recursion is as deep
//! as the pattern has parts, and every step costs fuel, so nothing here is long or deep because a
//! subject is.

use super::pattern::{MOST_WILDCARDS, Pattern, Wildcard};
use crate::expr::template::Template;
use crate::expr::{Arena, Constant, Id, Node, Number, Operands};
use crate::function::FunctionId;

/// What follows a match; whether the search is over.
pub(super) type Then<'t> = &'t mut dyn FnMut(&mut Matcher<'_>) -> bool;

/// Marks a wildcard without value.
const UNBOUND: Id = Id(u32::MAX);

/// A match under way.
pub(super) struct Matcher<'a> {
    pub arena: &'a mut Arena,
    pub fuel: &'a mut u64,
    pub wildcards: &'a [Wildcard],
    pub bindings: [Id; MOST_WILDCARDS],
}

/// The factors of a canonical node without rational coefficient.
#[derive(Clone, Copy, Debug)]
pub(super) enum Factors {
    None,
    One(Id, Id),
    Run(Operands),
}

impl Factors {
    pub fn of(arena: &mut Arena, term: Id) -> Self {
        match arena.node(term) {
            _ if term == Id::ONE => Factors::None,
            Node::Product(run) => Factors::Run(run),
            Node::Pow(base, exponent) => Factors::One(base, exponent),
            Node::Call(FunctionId::EXP, run) => {
                let exponent = arena.operand(run, 0);
                Factors::One(arena.constant(Constant::E), exponent)
            }
            _ => Factors::One(term, Id::ONE),
        }
    }

    #[inline]
    pub fn len(self) -> usize {
        match self {
            Factors::None => 0,
            Factors::One(..) => 1,
            Factors::Run(run) => run.len() / 2,
        }
    }

    /// Base and exponent.
    #[inline]
    pub fn get(self, arena: &Arena, at: usize) -> (Id, Id) {
        match self {
            Factors::Run(run) => (arena.operand(run, 2 * at), arena.operand(run, 2 * at + 1)),
            Factors::One(base, exponent) => (base, exponent),
            Factors::None => (Id::ONE, Id::ONE),
        }
    }
}

/// The terms of a canonical node.
#[derive(Clone, Copy, Debug)]
pub(super) enum Terms {
    One(Id, Id),
    Run(Operands),
}

impl Terms {
    pub fn of(arena: &Arena, id: Id) -> Self {
        match arena.node(id) {
            Node::Sum(run) => Terms::Run(run),
            Node::Number(_) => Terms::One(id, Id::ONE),
            _ => Terms::One(Id::ONE, id),
        }
    }

    #[inline]
    pub fn len(self) -> usize {
        match self {
            Terms::One(..) => 1,
            Terms::Run(run) => run.len() / 2,
        }
    }

    /// Coefficient and term.
    #[inline]
    pub fn get(self, arena: &Arena, at: usize) -> (Id, Id) {
        match self {
            Terms::Run(run) => (arena.operand(run, 2 * at), arena.operand(run, 2 * at + 1)),
            Terms::One(coefficient, term) => (coefficient, term),
        }
    }
}

/// Splits a canonical node into rational coefficient and term.
pub(super) fn content(arena: &Arena, id: Id) -> (Id, Id) {
    match arena.node(id) {
        Node::Number(_) => (id, Id::ONE),
        Node::Sum(run) if run.len() == 2 => (arena.operand(run, 0), arena.operand(run, 1)),
        _ => (Id::ONE, id),
    }
}

impl<'a> Matcher<'a> {
    pub fn new(arena: &'a mut Arena, fuel: &'a mut u64, wildcards: &'a [Wildcard]) -> Self {
        Matcher {
            arena,
            fuel,
            wildcards,
            bindings: [UNBOUND; MOST_WILDCARDS],
        }
    }

    /// Takes fuel; whether there was enough.
    #[inline]
    pub fn spend(&mut self, amount: u64) -> bool {
        let enough = *self.fuel >= amount;
        *self.fuel = self.fuel.saturating_sub(amount);
        enough
    }

    #[inline]
    pub fn bound(&self, slot: u8) -> Option<Id> {
        match self.bindings.get(usize::from(slot)) {
            Some(&id) if id != UNBOUND => Some(id),
            _ => None,
        }
    }

    /// Whether all these wildcards have values.
    #[inline]
    pub fn all_bound(&self, uses: u32) -> bool {
        let bindings = self.bindings.iter().enumerate();
        bindings
            .filter(|(slot, _)| uses >> slot & 1 == 1)
            .all(|(_, &id)| id != UNBOUND)
    }

    /// Gives a wildcard its value, or compares with the one it has.
    pub fn bind(&mut self, slot: u8, id: Id, then: Then) -> bool {
        let place = usize::from(slot);
        match self.bound(slot) {
            Some(known) => known == id && then(self),
            None if place < MOST_WILDCARDS => {
                self.bindings[place] = id;
                let over = then(self);
                self.bindings[place] = UNBOUND;
                over
            }
            None => false,
        }
    }

    /// The default of an optional wildcard.
    pub fn default_of(&mut self, slot: u8) -> Option<Id> {
        let value = self.wildcards.get(usize::from(slot))?.default.clone()?;
        Some(self.arena.number_node(value))
    }

    pub fn takes_many(&self, slot: u8) -> bool {
        (self.wildcards.get(usize::from(slot))).is_some_and(|wildcard| wildcard.many)
    }

    /// The canonical form of a template with the present values.
    pub fn make(&mut self, form: &Template) -> Option<Id> {
        let built = form.build(self.arena, &self.bindings);
        self.arena.canonical(built).ok()
    }

    fn is_made_by(&mut self, form: &Template, id: Id) -> bool {
        self.make(form) == Some(id)
    }

    /// `base^exponent`, canonical.
    pub fn power(&mut self, base: Id, exponent: Id) -> Option<Id> {
        let built = match self.arena.node(base) {
            Node::Constant(Constant::E) if exponent != Id::ONE => {
                self.arena.call(FunctionId::EXP, &[exponent])
            }
            _ => self.arena.pow(base, exponent),
        };
        self.arena.canonical(built).ok()
    }

    /// A number times a canonical node.
    pub fn scaled(&mut self, factor: &Number, id: Id) -> Option<Id> {
        if factor.is_one() {
            return Some(id);
        }
        let factor = self.arena.number_node(factor.clone());
        let built = self.arena.mul(factor, id);
        self.arena.canonical(built).ok()
    }

    pub fn number(&self, id: Id) -> Number {
        self.arena.as_number(id).cloned().unwrap_or(Number::ONE)
    }

    /// Matches a whole node.
    pub fn node(&mut self, pattern: &Pattern, id: Id, then: Then) -> bool {
        if !self.spend(1) {
            return false;
        }
        match pattern {
            Pattern::Wild(slot) => self.bind(*slot, id, then),
            Pattern::Exact(hash) => self.arena.hash(id) == *hash && then(self),
            Pattern::Call(function, arguments) => match self.arena.node(id) {
                Node::Call(found, run) if found == *function && run.len() == arguments.len() => {
                    if self.list(arguments, run, 0, then) {
                        return true;
                    }
                    // The variadic functions (min, max, hypot) are symmetric in their arguments.
                    match arguments.as_slice() {
                        [a, b] if function.row().variadic => {
                            let (x, y) = (self.arena.operand(run, 1), self.arena.operand(run, 0));
                            x != y && self.node(a, x, &mut |m| m.node(b, y, then))
                        }
                        _ => false,
                    }
                }
                _ => false,
            },
            Pattern::Unknown(name, orders, arguments) => match self.arena.node(id) {
                Node::Unknown(found, run)
                    if self.arena.symbol_key(found) == &**name
                        && run.len() == 2 * arguments.len() =>
                {
                    let same = orders
                        .iter()
                        .enumerate()
                        .all(|(at, &order)| self.arena.hash(self.arena.operand(run, at)) == order);
                    same && self.list(arguments, run, arguments.len(), then)
                }
                _ => false,
            },
            Pattern::Product(product) => {
                if self.all_bound(product.uses) {
                    return self.is_made_by(&product.form, id) && then(self);
                }
                let (coefficient, term) = content(self.arena, id);
                self.product(product, coefficient, term, then)
            }
            Pattern::Sum(sum) => {
                if self.all_bound(sum.uses) {
                    return self.is_made_by(&sum.form, id) && then(self);
                }
                self.sum(sum, id, then)
            }
            Pattern::Piecewise(pieces) => match self.arena.node(id) {
                Node::Piecewise(run) if run.len() == pieces.len() => {
                    self.list(pieces, run, 0, then)
                }
                _ => false,
            },
            Pattern::Compare(relation, sides) => match self.arena.node(id) {
                Node::Compare(found, a, b) if found == *relation => {
                    let [left, right] = &**sides;
                    self.node(left, a, &mut |m| m.node(right, b, then))
                }
                _ => false,
            },
        }
    }

    /// Operands one by one, from this place of a run on.
    fn list(&mut self, patterns: &[Pattern], run: Operands, at: usize, then: Then) -> bool {
        match patterns.split_first() {
            None => then(self),
            Some((first, rest)) => {
                let operand = self.arena.operand(run, at);
                self.node(first, operand, &mut |m| m.list(rest, run, at + 1, then))
            }
        }
    }
}
