//! A rule at a node: which part of it is rewritten, and what stays.

use super::matcher::{Factors, Matcher, Terms, content};
use super::parts::Taken;
use super::pattern::{Pattern, Product, Sum};
use super::rule::{Condition, Rule};
use crate::expr::{Arena, Id, Node, Number};
use crate::simplify::facts::Facts;

/// One way of rewriting a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The rule's place in its set.
    pub rule: usize,
    /// The canonical form that results.
    pub result: Id,
    /// Conditions that held wherever the node was real, and that the result doesn't have any more.
    pub noting: Vec<Id>,
}

/// What stays of the subject: `rest + scale*cofactor*(what is rewritten)`.
#[derive(Clone, Copy)]
struct Place {
    rest: Id,
    scale: Id,
    cofactor: Id,
}

const WHOLE: Place = Place {
    rest: Id::ZERO,
    scale: Id::ONE,
    cofactor: Id::ONE,
};

/// A product that may be a term of a sum, with its coefficient there.
#[derive(Clone, Copy)]
struct Target {
    term: Id,
    coefficient: Id,
    sum: Option<(Terms, usize)>,
}

impl Target {
    fn whole(id: Id) -> Self {
        Target {
            term: id,
            coefficient: Id::ONE,
            sum: None,
        }
    }
}

/// The search for a rule's factors among those of a product.
struct Search {
    subject: Factors,
    id: Id,
    /// How many times the pattern.
    scale: Id,
    sum: Option<(Terms, usize)>,
}

impl Search {
    /// What stays when the factors are found; the rest of the sum is made only then.
    fn place(&self, matcher: &mut Matcher, cofactor: Id) -> Option<Place> {
        let rest = match self.sum {
            Some((sum, at)) => matcher.terms_left(sum, &Taken::default().and(at, None))?,
            None => Id::ZERO,
        };
        Some(Place {
            rest,
            scale: self.scale,
            cofactor,
        })
    }
}

/// The most results of one rule at one node.
const MOST_RESULTS: usize = 8;

/// One rule at work.
pub(super) struct Application<'r> {
    pub rule: &'r Rule,
    pub place: usize,
    pub facts: &'r Facts,
    pub out: &'r mut Vec<Rewrite>,
    pub most: usize,
    found: usize,
}

impl<'r> Application<'r> {
    pub fn new(rule: &'r Rule, place: usize, facts: &'r Facts, out: &'r mut Vec<Rewrite>) -> Self {
        Application {
            rule,
            place,
            facts,
            out,
            most: match rule.arrow {
                super::Arrow::Always => 1,
                super::Arrow::Proposal => MOST_RESULTS,
            },
            found: 0,
        }
    }

    /// Looks for the rule's left side at a canonical node.
    pub fn run(&mut self, arena: &mut Arena, id: Id, fuel: &mut u64) {
        let rule = self.rule;
        let mut matcher = Matcher::new(arena, fuel, &rule.wildcards);
        match &rule.left {
            Pattern::Product(product) => match matcher.arena.node(id) {
                Node::Sum(run) => self.scaled_terms(&mut matcher, product, id, Terms::Run(run)),
                _ => {
                    self.product(&mut matcher, product, id, Target::whole(id));
                }
            },
            Pattern::Sum(sum) if sum.rigid => self.rigid_sum(&mut matcher, sum, id),
            Pattern::Sum(sum) => self.sum(&mut matcher, sum, id),
            other => {
                matcher.node(other, id, &mut |m| self.finish(m, id, Some(WHOLE)));
            }
        }
    }

    /// A rule about a multiple (`2*sin(?a)*cos(?a)`) at the terms of a sum that are multiples.
    fn scaled_terms(&mut self, matcher: &mut Matcher, pattern: &Product, id: Id, sum: Terms) {
        for at in 0..sum.len() {
            if !matcher.spend(1) {
                return;
            }
            let (coefficient, term) = sum.get(matcher.arena, at);
            let target = Target {
                term,
                coefficient,
                sum: Some((sum, at)),
            };
            if coefficient != Id::ONE && self.product(matcher, pattern, id, target) {
                return;
            }
        }
    }

    /// Some factors of a product, some of them perhaps out of higher powers. Whether the search is
    /// over.
    fn product(
        &mut self,
        matcher: &mut Matcher,
        pattern: &Product,
        id: Id,
        target: Target,
    ) -> bool {
        let subject = Factors::of(matcher.arena, target.term);
        let Some(scale) = pattern.coefficient.reciprocal() else {
            return false;
        };
        let scale = scale.multiply(&matcher.number(target.coefficient));
        let scale = matcher.arena.number_node(scale);
        let search = Search {
            subject,
            id,
            scale,
            sum: target.sum,
        };
        matcher.factors(
            &pattern.factors,
            subject,
            Taken::default(),
            true,
            &mut |m, taken| self.wild_factors(m, &pattern.wilds, &search, taken),
        )
    }

    /// Wildcards that are factors themselves: the one that was seen elsewhere, any one, or all.
    fn wild_factors(
        &mut self,
        matcher: &mut Matcher,
        wilds: &[u8],
        search: &Search,
        taken: Taken,
    ) -> bool {
        let subject = search.subject;
        let Some((&slot, rest)) = wilds.split_first() else {
            let cofactor = matcher.factors_left(subject, &taken);
            let place = cofactor.and_then(|cofactor| search.place(matcher, cofactor));
            return self.finish(matcher, search.id, place);
        };
        if matcher.takes_many(slot) {
            return match matcher.factors_left(subject, &taken) {
                Some(Id::ONE) | None => false,
                Some(all) => matcher.bind(slot, all, &mut |m| {
                    let place = search.place(m, Id::ONE);
                    self.finish(m, search.id, place)
                }),
            };
        }
        let known = matcher.bound(slot);
        for at in 0..subject.len() {
            if taken.has(at) {
                continue;
            }
            if !matcher.spend(1) {
                return false;
            }
            let (base, exponent) = subject.get(matcher.arena, at);
            let over = match known {
                Some(known) => match one_out_of(matcher, known, base, exponent) {
                    Some(left) => self.wild_factors(matcher, rest, search, taken.and(at, left)),
                    None => false,
                },
                None => match matcher.power(base, exponent) {
                    Some(factor) => matcher.bind(slot, factor, &mut |m| {
                        self.wild_factors(m, rest, search, taken.and(at, None))
                    }),
                    None => false,
                },
            };
            if over {
                return true;
            }
        }
        match (known, matcher.default_of(slot)) {
            (None, Some(default)) => matcher.bind(slot, default, &mut |m| {
                self.wild_factors(m, rest, search, taken)
            }),
            _ => false,
        }
    }

    /// Some terms of a sum without common factor.
    fn rigid_sum(&mut self, matcher: &mut Matcher, pattern: &Sum, id: Id) {
        let subject = match matcher.arena.node(id) {
            Node::Sum(run) => Terms::Run(run),
            _ => return,
        };
        matcher.terms(
            &pattern.terms,
            subject,
            Taken::default(),
            &mut |m, taken| self.wild_terms(m, &pattern.wilds, subject, taken, id),
        );
    }

    fn wild_terms(
        &mut self,
        matcher: &mut Matcher,
        wilds: &[(Number, u8)],
        subject: Terms,
        taken: Taken,
        id: Id,
    ) -> bool {
        let Some(((weight, slot), rest)) = wilds.split_first() else {
            let place = matcher
                .terms_left(subject, &taken)
                .map(|rest| Place { rest, ..WHOLE });
            return self.finish(matcher, id, place);
        };
        let Some(inverse) = weight.reciprocal() else {
            return false;
        };
        if matcher.takes_many(*slot) {
            let all = matcher.terms_left(subject, &taken);
            return match all.and_then(|all| matcher.scaled(&inverse, all)) {
                Some(Id::ZERO) | None => false,
                Some(all) => matcher.bind(*slot, all, &mut |m| self.finish(m, id, Some(WHOLE))),
            };
        }
        let expected = match matcher.bound(*slot) {
            Some(known) => match matcher.scaled(weight, known) {
                Some(value) => Some(content(matcher.arena, value)),
                None => return false,
            },
            None => None,
        };
        for at in 0..subject.len() {
            if taken.has(at) {
                continue;
            }
            if !matcher.spend(1) {
                return false;
            }
            let (coefficient, term) = subject.get(matcher.arena, at);
            let next = taken.and(at, None);
            let over = match expected {
                Some(expected) => {
                    expected == (coefficient, term)
                        && self.wild_terms(matcher, rest, subject, next, id)
                }
                None => {
                    let built = matcher.arena.mul(coefficient, term);
                    let value = matcher.arena.canonical(built).ok();
                    match value.and_then(|value| matcher.scaled(&inverse, value)) {
                        Some(value) => matcher.bind(*slot, value, &mut |m| {
                            self.wild_terms(m, rest, subject, next, id)
                        }),
                        None => false,
                    }
                }
            };
            if over {
                return true;
            }
        }
        false
    }

    /// Some terms of a sum, with a common factor that the pattern does not have.
    fn sum(&mut self, matcher: &mut Matcher, pattern: &Sum, id: Id) {
        let subject = match matcher.arena.node(id) {
            Node::Sum(run) if run.len() > 2 => Terms::Run(run),
            _ => return,
        };
        let Some((first, rest)) = pattern.terms.split_first() else {
            return;
        };
        let Some(inverse) = first.coefficient.reciprocal() else {
            return;
        };
        for at in 0..subject.len() {
            if !matcher.spend(1) {
                return;
            }
            let (coefficient, term) = subject.get(matcher.arena, at);
            let factors = Factors::of(matcher.arena, term);
            if factors.len() < first.factors.len() {
                continue;
            }
            let over = matcher.factors(
                &first.factors,
                factors,
                Taken::default(),
                true,
                &mut |m, taken| {
                    let Some(cofactor) = m.factors_left(factors, &taken) else {
                        return false;
                    };
                    let scale = m.number(coefficient).multiply(&inverse);
                    let mut matches = Matches {
                        subject,
                        cofactor,
                        places: Taken::default().and(at, None),
                        scales: vec![scale],
                    };
                    self.other_terms(m, rest, &mut matches, id)
                },
            );
            if over {
                return;
            }
        }
    }

    /// The terms after the first, with the same common factor.
    fn other_terms(
        &mut self,
        matcher: &mut Matcher,
        terms: &[Product],
        matches: &mut Matches,
        id: Id,
    ) -> bool {
        let Some((first, rest)) = terms.split_first() else {
            return self.finish_sum(matcher, matches, id);
        };
        let (subject, cofactor) = (matches.subject, matches.cofactor);
        if matcher.all_bound(first.uses) {
            let Some(form) = matcher.make(&first.form) else {
                return false;
            };
            let built = matcher.arena.mul(cofactor, form);
            let Ok(expected) = matcher.arena.canonical(built) else {
                return false;
            };
            let (unit, term) = content(matcher.arena, expected);
            if !matcher.spend(1 + subject.len() as u64 / 16) {
                return false;
            }
            let found = (0..subject.len())
                .find(|&at| subject.get(matcher.arena, at).1 == term && !matches.places.has(at));
            let (Some(at), Some(inverse)) = (found, matcher.number(unit).reciprocal()) else {
                return false;
            };
            let scale = matcher.number(subject.get(matcher.arena, at).0);
            let before = matches.push(at, scale.multiply(&inverse));
            let over = self.other_terms(matcher, rest, matches, id);
            matches.places = before;
            matches.scales.pop();
            return over;
        }
        let Some(inverse) = first.coefficient.reciprocal() else {
            return false;
        };
        for at in 0..subject.len() {
            if matches.places.has(at) {
                continue;
            }
            if !matcher.spend(1) {
                return false;
            }
            let (coefficient, term) = subject.get(matcher.arena, at);
            let factors = Factors::of(matcher.arena, term);
            let over = matcher.factors(
                &first.factors,
                factors,
                Taken::default(),
                true,
                &mut |m, taken| {
                    if m.factors_left(factors, &taken) != Some(cofactor) {
                        return false;
                    }
                    let scale = m.number(coefficient).multiply(&inverse);
                    let before = matches.push(at, scale);
                    let over = self.other_terms(m, rest, matches, id);
                    matches.places = before;
                    matches.scales.pop();
                    over
                },
            );
            if over {
                return true;
            }
        }
        false
    }

    /// All terms are found: as much of them is rewritten as all of them have.
    fn finish_sum(&mut self, matcher: &mut Matcher, matches: &Matches, id: Id) -> bool {
        let Some(least) = (matches.scales.iter()).min_by(|a, b| a.abs().cmp(&b.abs())) else {
            return false;
        };
        let even = matches.scales.iter().all(|scale| scale == least);
        let alike = (matches.scales.iter()).all(|a| a.is_negative() == least.is_negative());
        if !(even || alike && self.rule.uneven) {
            return false;
        }
        let mut taken = Taken::default();
        for (&(at, _), scale) in matches.places.parts().iter().zip(&matches.scales) {
            let left = scale.subtract(least);
            let left = match left.is_zero() {
                true => None,
                // What a coefficient is over its own part of the pattern.
                false => {
                    let (found, _) = matches.subject.get(matcher.arena, at);
                    let Some(inverse) = scale.reciprocal() else {
                        return false;
                    };
                    let share = left.multiply(&inverse);
                    let left = matcher.number(found).multiply(&share);
                    Some(matcher.arena.number_node(left))
                }
            };
            taken = taken.and(at, left);
        }
        let scale = matcher.arena.number_node(least.clone());
        let place = matcher
            .terms_left(matches.subject, &taken)
            .map(|rest| Place {
                rest,
                scale,
                cofactor: matches.cofactor,
            });
        self.finish(matcher, id, place)
    }

    /// The pattern is found: checks the conditions and makes the result. Whether the search is
    /// over.
    fn finish(&mut self, matcher: &mut Matcher, id: Id, place: Option<Place>) -> bool {
        let Some(place) = place else { return false };
        if !matcher.spend(2) || !self.conditions_hold(matcher) {
            return false;
        }
        let mut noting = Vec::new();
        for condition in &self.rule.noting {
            let Some(condition) = matcher.make(condition) else {
                return false;
            };
            match self.facts.holds(matcher.arena, condition) {
                Some(true) => {}
                // The left side is real nowhere.
                Some(false) => return false,
                None => noting.push(condition),
            }
        }
        let arena = &mut *matcher.arena;
        let right = self.rule.right.build(arena, &matcher.bindings);
        let factor = arena.mul(place.scale, place.cofactor);
        let product = arena.mul(factor, right);
        let sum = arena.add(place.rest, product);
        let Ok(result) = arena.canonical(sum) else {
            return false;
        };
        let seen = self.out.iter().rev().take(self.found);
        if result == id || seen.into_iter().any(|other| other.result == result) {
            return false;
        }
        self.out.push(Rewrite {
            rule: self.place,
            result,
            noting,
        });
        self.found += 1;
        self.found >= self.most
    }

    fn conditions_hold(&self, matcher: &mut Matcher) -> bool {
        self.rule.conditions.iter().all(|condition| {
            let mut make = |form| matcher.make(form);
            match condition {
                Condition::Holds(form) => match make(form) {
                    Some(condition) => self.facts.holds(matcher.arena, condition) == Some(true),
                    None => false,
                },
                Condition::Integer(form) => {
                    make(form).is_some_and(|id| self.facts.integer(matcher.arena, id) == Some(true))
                }
                Condition::Even(form) => {
                    make(form).is_some_and(|id| self.facts.even(matcher.arena, id) == Some(true))
                }
                Condition::Odd(form) => {
                    make(form).is_some_and(|id| self.facts.odd(matcher.arena, id) == Some(true))
                }
                Condition::Number(form) => {
                    make(form).is_some_and(|id| matcher.arena.as_number(id).is_some())
                }
                Condition::Symbolic(form) => {
                    make(form).is_some_and(|id| matcher.arena.as_number(id).is_none())
                }
                Condition::Free(form, other) => match (make(form), make(other)) {
                    (Some(id), Some(other)) => matcher
                        .arena
                        .reachable(&[id])
                        .binary_search(&other)
                        .is_err(),
                    _ => false,
                },
            }
        })
    }
}

/// The terms of a sum that are found so far.
struct Matches {
    subject: Terms,
    cofactor: Id,
    places: Taken,
    /// For each of them, how many times the pattern's term it is.
    scales: Vec<Number>,
}

impl Matches {
    /// One more; what was there before.
    fn push(&mut self, at: usize, scale: Number) -> Taken {
        let before = self.places;
        self.places = before.and(at, None);
        self.scales.push(scale);
        before
    }
}

/// What exponent is left when `known` is taken once out of `base^exponent`.
fn one_out_of(matcher: &mut Matcher, known: Id, base: Id, exponent: Id) -> Option<Option<Id>> {
    let found = Factors::of(matcher.arena, known);
    if found.len() != 1 {
        return None;
    }
    let (known_base, known_exponent) = found.get(matcher.arena, 0);
    if known_base != base {
        return None;
    }
    if known_exponent == exponent {
        return Some(None);
    }
    let (whole, part) = (
        matcher.arena.as_number(exponent)?.clone(),
        matcher.arena.as_number(known_exponent)?.clone(),
    );
    if whole.is_negative() != part.is_negative() || whole.abs() < part.abs() {
        return None;
    }
    let left = whole.subtract(&part);
    Some(Some(matcher.arena.number_node(left)))
}
