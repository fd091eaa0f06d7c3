//! Wildcards that stand as factors or terms themselves: what remains is shared out among them.

use super::matcher::{Factors, Matcher, Terms, Then, content};
use super::parts::Taken;
use super::pattern::MOST_PARTS;
use crate::expr::{Id, Number};

/// What wildcards that stand as factors or terms themselves are shared out of.
#[derive(Clone, Copy)]
pub(super) enum Pool<'p> {
    /// Factors, and a coefficient that counts as one more factor.
    Factors(Factors, &'p Number),
    Terms(Terms),
}

impl Pool<'_> {
    fn len(&self) -> usize {
        match self {
            Pool::Factors(factors, coefficient) => {
                factors.len() + usize::from(!coefficient.is_one())
            }
            Pool::Terms(terms) => terms.len(),
        }
    }
}

impl Matcher<'_> {
    /// One part of a pool as a node.
    fn item(&mut self, pool: Pool, at: usize) -> Option<Id> {
        match pool {
            Pool::Factors(factors, coefficient) if at == factors.len() => {
                Some(self.arena.number_node(coefficient.clone()))
            }
            Pool::Factors(factors, _) => {
                let (base, exponent) = factors.get(self.arena, at);
                self.power(base, exponent)
            }
            Pool::Terms(terms) => {
                let (coefficient, term) = terms.get(self.arena, at);
                let built = self.arena.mul(coefficient, term);
                self.arena.canonical(built).ok()
            }
        }
    }

    /// Everything of a pool that is not taken, as a node.
    fn everything(&mut self, pool: Pool, taken: &Taken) -> Option<Id> {
        match pool {
            Pool::Factors(factors, coefficient) => {
                let rest = self.factors_left(factors, taken)?;
                match taken.has(factors.len()) {
                    true => Some(rest),
                    false => self.scaled(coefficient, rest),
                }
            }
            Pool::Terms(terms) => self.terms_left(terms, taken),
        }
    }

    /// Takes the parts of a value out of a pool, if they are all there.
    fn take_value(&mut self, pool: Pool, value: Id, mut taken: Taken) -> Option<Taken> {
        let find = |m: &Self, taken: &Taken, wanted: (Id, Id)| {
            (0..pool.len()).find(|&at| {
                let found = match pool {
                    Pool::Factors(factors, _) if at >= factors.len() => return false,
                    Pool::Factors(factors, _) => factors.get(m.arena, at),
                    Pool::Terms(terms) => terms.get(m.arena, at),
                };
                found == wanted && !taken.has(at)
            })
        };
        let count = |len: usize| (len <= MOST_PARTS).then_some(len);
        match pool {
            Pool::Factors(factors, coefficient) => {
                let (scale, term) = content(self.arena, value);
                let parts = Factors::of(self.arena, term);
                for at in 0..count(parts.len())? {
                    let wanted = parts.get(self.arena, at);
                    taken = taken.and(find(self, &taken, wanted)?, None);
                }
                if scale != Id::ONE {
                    if self.number(scale) != *coefficient || taken.has(factors.len()) {
                        return None;
                    }
                    taken = taken.and(factors.len(), None);
                }
            }
            Pool::Terms(_) => {
                let parts = Terms::of(self.arena, value);
                for at in 0..count(parts.len())? {
                    let wanted = parts.get(self.arena, at);
                    taken = taken.and(find(self, &taken, wanted)?, None);
                }
            }
        }
        Some(taken)
    }

    /// Shares out what is not taken among wildcards: one part each, and all that remains to the
    /// last.
    pub fn share(
        &mut self,
        slots: &[u8],
        weights: &[(Number, u8)],
        pool: Pool,
        taken: Taken,
        then: Then,
    ) -> bool {
        if !self.spend(1 + pool.len() as u64 / 64) {
            return false;
        }
        let left = (0..pool.len()).filter(|at| !taken.has(*at)).count();
        let Some((&first, rest)) = slots.split_first() else {
            return left == 0 && then(self);
        };
        if let Some(known) = self.bound(first) {
            let value = match weight(weights, first) {
                Some(weight) => self.scaled(&weight, known),
                None => Some(known),
            };
            let taken = value.and_then(|value| self.take_value(pool, value, taken));
            return taken.is_some_and(|taken| self.share(rest, weights, pool, taken, then));
        }
        if rest.is_empty() {
            return match left {
                0 => match self.default_of(first) {
                    Some(default) => self.bind(first, default, then),
                    None => false,
                },
                _ => {
                    let all = self.everything(pool, &taken);
                    self.bind_weighted(first, weights, all, then)
                }
            };
        }
        for at in 0..pool.len() {
            if taken.has(at) {
                continue;
            }
            if !self.spend(1) {
                return false;
            }
            let item = self.item(pool, at);
            let over = self.bind_weighted(first, weights, item, &mut |m| {
                m.share(rest, weights, pool, taken.and(at, None), then)
            });
            if over {
                return true;
            }
        }
        // The first of two takes all but one.
        if let &[second] = rest
            && left > 2
            && !self.takes_many(second)
            && self.bound(second).is_none()
        {
            for at in 0..pool.len() {
                if taken.has(at) {
                    continue;
                }
                if !self.spend(1) {
                    return false;
                }
                let item = self.item(pool, at);
                let next = taken.and(at, None);
                let over = self.bind_weighted(second, weights, item, &mut |m| {
                    let all = m.everything(pool, &next);
                    m.bind_weighted(first, weights, all, then)
                });
                if over {
                    return true;
                }
            }
        }
        if let Some(default) = self.default_of(first) {
            return self.bind(first, default, &mut |m| {
                m.share(rest, weights, pool, taken, then)
            });
        }
        false
    }

    /// Binds a wildcard that stands as a term to a value over its coefficient there.
    fn bind_weighted(
        &mut self,
        slot: u8,
        weights: &[(Number, u8)],
        value: Option<Id>,
        then: Then,
    ) -> bool {
        let value = match (value, weight(weights, slot)) {
            (Some(value), Some(weight)) => weight
                .reciprocal()
                .and_then(|inverse| self.scaled(&inverse, value)),
            (value, _) => value,
        };
        match value {
            Some(value) => self.bind(slot, value, then),
            None => false,
        }
    }
}

fn weight(weights: &[(Number, u8)], slot: u8) -> Option<Number> {
    let found = weights.iter().find(|(_, other)| *other == slot);
    found.map(|(weight, _)| weight.clone())
}
