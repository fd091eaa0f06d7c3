//! Matching sums and products: which part of the pattern is which part of the subject.

use super::matcher::{Factors, Matcher, Terms, Then, content};
use super::pattern::{Exponent, Factor, MOST_PARTS, Pattern, Product, Sum};
use super::share::Pool;
use crate::expr::{Id, Node, Number};

/// Parts of a subject that are taken, and what is left of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Taken {
    len: usize,
    /// Place, and the exponent or coefficient that remains; 0 if nothing does.
    parts: [(usize, Option<Id>); 2 * MOST_PARTS],
}

impl Taken {
    pub fn has(&self, at: usize) -> bool {
        self.part(at).is_some()
    }

    /// What is left of a part that is taken.
    pub fn part(&self, at: usize) -> Option<Option<Id>> {
        let found = self.parts().iter().find(|&&(place, _)| place == at);
        found.map(|&(_, left)| left)
    }

    pub fn parts(&self) -> &[(usize, Option<Id>)] {
        self.parts.get(..self.len).unwrap_or(&[])
    }

    /// With one more; there are never more than the pattern has parts.
    pub fn and(mut self, at: usize, left: Option<Id>) -> Self {
        if let Some(part) = self.parts.get_mut(self.len) {
            *part = (at, left);
            self.len += 1;
        }
        self
    }
}

/// What follows when some parts are taken.
pub(super) type ThenTaken<'t> = &'t mut dyn FnMut(&mut Matcher<'_>, Taken) -> bool;

impl Matcher<'_> {
    /// `coefficient*term` as a whole.
    pub fn product(&mut self, pattern: &Product, coefficient: Id, term: Id, then: Then) -> bool {
        let subject = Factors::of(self.arena, term);
        if pattern.is_power_of_wildcard() {
            return self.power_of_wildcard(pattern, coefficient, term, then);
        }
        if subject.len() < pattern.factors.len() {
            return false;
        }
        let found = self.number(coefficient);
        if pattern.wilds.is_empty() {
            if subject.len() > pattern.factors.len() || found != pattern.coefficient {
                return false;
            }
            return self.factors(
                &pattern.factors,
                subject,
                Taken::default(),
                false,
                &mut |m, _| then(m),
            );
        }
        let Some(inverse) = pattern.coefficient.reciprocal() else {
            return false;
        };
        let ratio = found.multiply(&inverse);
        if pattern.factors.is_empty()
            && !pattern.coefficient.is_one()
            && !self.reads_as(&pattern.coefficient, &ratio, term)
        {
            return false;
        }
        self.factors(
            &pattern.factors,
            subject,
            Taken::default(),
            false,
            &mut |m, taken| {
                m.share(
                    &pattern.wilds,
                    &[],
                    Pool::Factors(subject, &ratio),
                    taken,
                    then,
                )
            },
        )
    }

    /// Whether something can be seen as `factor` times a wildcard: a multiple of it, or for -1
    /// what reads as a negative. (Otherwise everything would be, as twice its half.)
    fn reads_as(&self, factor: &Number, ratio: &Number, term: Id) -> bool {
        if *factor != Number::MINUS_ONE {
            return ratio.is_positive() && ratio.is_integer();
        }
        match self.arena.node(term) {
            Node::Sum(run) if *ratio == Number::MINUS_ONE => self
                .arena
                .operands(run)
                .chunks_exact(2)
                .all(|pair| self.number(pair[0]).is_negative()),
            _ => ratio.is_positive(),
        }
    }

    /// `c*?a^n`: an exact root of the subject.
    fn power_of_wildcard(
        &mut self,
        pattern: &Product,
        coefficient: Id,
        term: Id,
        then: Then,
    ) -> bool {
        let [
            Factor {
                base: Pattern::Wild(slot),
                exponent: Exponent::Number(power),
            },
        ] = pattern.factors.as_slice()
        else {
            return false;
        };
        if self.all_bound(pattern.uses) {
            let expected = self.make(&pattern.form);
            return expected.map(|id| content(self.arena, id)) == Some((coefficient, term))
                && then(self);
        }
        let (Some(inverse), Some(root)) = (pattern.coefficient.reciprocal(), power.reciprocal())
        else {
            return false;
        };
        let ratio = self.number(coefficient).multiply(&inverse);
        if !ratio.is_positive() {
            return false;
        }
        let (ratio, exponent) = (
            self.arena.number_node(ratio),
            self.arena.number_node(root.clone()),
        );
        let Some(mut value) = self.power(ratio, exponent) else {
            return false;
        };
        if self.arena.as_number(value).is_none() {
            return false;
        }
        let subject = Factors::of(self.arena, term);
        let mut below = false;
        for at in 0..subject.len() {
            let (base, exponent) = subject.get(self.arena, at);
            below |= self
                .arena
                .as_number(exponent)
                .is_some_and(Number::is_negative);
            let whole = (self.arena.as_number(exponent))
                .map(|found| found.multiply(&root))
                .filter(|whole| whole.is_integer());
            let Some(whole) = whole else { return false };
            if !self.spend(1) {
                return false;
            }
            let whole = self.arena.number_node(whole);
            let factor = self.arena.pow(base, whole);
            value = self.arena.mul(value, factor);
        }
        // What has no denominator is not seen as one over its reciprocal.
        if power.is_negative() && !below {
            return false;
        }
        match self.arena.canonical(value) {
            Ok(value) => self.bind(*slot, value, then),
            Err(_) => false,
        }
    }

    /// Finds a factor of the subject for each factor of the pattern. With `part`, a factor may be
    /// taken out of a higher power of it.
    pub fn factors(
        &mut self,
        pattern: &[Factor],
        subject: Factors,
        taken: Taken,
        part: bool,
        then: ThenTaken,
    ) -> bool {
        let Some((first, rest)) = pattern.split_first() else {
            return then(self, taken);
        };
        for at in 0..subject.len() {
            if taken.has(at) {
                continue;
            }
            if !self.spend(1) {
                return false;
            }
            let (base, exponent) = subject.get(self.arena, at);
            let over = match &first.exponent {
                Exponent::Pattern(pattern) => {
                    if exponent == Id::ONE && !self.may_be_left_out(pattern) {
                        continue;
                    }
                    self.node(&first.base, base, &mut |m| {
                        m.node(pattern, exponent, &mut |m| {
                            m.factors(rest, subject, taken.and(at, None), part, then)
                        })
                    })
                }
                Exponent::Number(wanted) => {
                    let Some(found) = self.arena.as_number(exponent).cloned() else {
                        continue;
                    };
                    let Some((base, left)) = self.part_of(first, base, wanted, &found, part) else {
                        continue;
                    };
                    self.node(&first.base, base, &mut |m| {
                        m.factors(rest, subject, taken.and(at, left), part, then)
                    })
                }
            };
            if over {
                return true;
            }
        }
        false
    }

    /// An exponent that a wildcard with a default matches may be absent.
    fn may_be_left_out(&self, exponent: &Pattern) -> bool {
        match exponent {
            Pattern::Wild(slot) => (self.wildcards.get(usize::from(*slot)))
                .is_some_and(|wildcard| wildcard.default.is_some()),
            _ => true,
        }
    }

    /// How `base^found` has a factor `…^wanted`: what stands under the exponent, and the exponent
    /// that is left over.
    fn part_of(
        &mut self,
        pattern: &Factor,
        base: Id,
        wanted: &Number,
        found: &Number,
        part: bool,
    ) -> Option<(Id, Option<Id>)> {
        if found == wanted {
            return Some((base, None));
        }
        let unbound = match pattern.base {
            Pattern::Wild(slot) => self.bound(slot).is_none(),
            _ => false,
        };
        if unbound {
            // x^4 as (x^2)^2, but not x as (x^2)^(1/2), which is abs(x).
            let times = found.multiply(&wanted.reciprocal()?);
            let same = wanted.is_integer() || !found.is_integer();
            if !same || !times.is_integer() || !times.is_positive() {
                return None;
            }
            let times = self.arena.number_node(times);
            return Some((self.power(base, times)?, None));
        }
        let longer =
            found.is_negative() == wanted.is_negative() && found.abs() > wanted.abs() && part;
        if !longer {
            return None;
        }
        let left = found.subtract(wanted);
        Some((base, Some(self.arena.number_node(left))))
    }

    /// The product of what is not taken, canonical.
    pub fn factors_left(&mut self, subject: Factors, taken: &Taken) -> Option<Id> {
        let run = match subject {
            Factors::None => return Some(Id::ONE),
            Factors::One(base, exponent) => {
                return match taken.part(0) {
                    None => self.power(base, exponent),
                    Some(None) => Some(Id::ONE),
                    Some(Some(left)) => self.power(base, left),
                };
            }
            Factors::Run(run) => run,
        };
        // A coefficient counts as one more factor; it is not among these.
        let gone =
            (taken.parts().iter()).filter(|(at, left)| *at < subject.len() && left.is_none());
        let count = subject.len().checked_sub(gone.count())?;
        if count == 0 || !self.spend(1 + subject.len() as u64 / 8) {
            return (count == 0).then_some(Id::ONE);
        }
        let mut pairs = Vec::with_capacity(2 * count);
        for (at, pair) in self.arena.operands(run).chunks_exact(2).enumerate() {
            match taken.part(at) {
                None => pairs.extend_from_slice(pair),
                Some(Some(left)) => pairs.extend([pair[0], left]),
                Some(None) => {}
            }
        }
        if let [base, exponent] = *pairs {
            return self.power(base, exponent);
        }
        // The order is kept, so this is canonical.
        let product = self.arena.product_node(&pairs);
        self.arena.canonical(product).ok()
    }

    /// The sum of the terms that are not taken, canonical.
    pub fn terms_left(&mut self, subject: Terms, taken: &Taken) -> Option<Id> {
        let run = match subject {
            Terms::One(coefficient, term) => {
                let coefficient = match taken.part(0) {
                    None => coefficient,
                    Some(None) => return Some(Id::ZERO),
                    Some(Some(left)) => left,
                };
                let built = self.arena.mul(coefficient, term);
                return self.arena.canonical(built).ok();
            }
            Terms::Run(run) => run,
        };
        if !self.spend(1 + subject.len() as u64 / 8) {
            return None;
        }
        let mut pairs = Vec::with_capacity(2 * subject.len());
        for (at, pair) in self.arena.operands(run).chunks_exact(2).enumerate() {
            match taken.part(at) {
                None => pairs.extend_from_slice(pair),
                Some(Some(left)) => pairs.extend([left, pair[1]]),
                Some(None) => {}
            }
        }
        match *pairs {
            [] => Some(Id::ZERO),
            [coefficient, term] => {
                let built = self.arena.mul(coefficient, term);
                self.arena.canonical(built).ok()
            }
            _ => {
                let sum = self.arena.sum_node(&pairs);
                self.arena.canonical(sum).ok()
            }
        }
    }

    /// A sum as a whole.
    pub fn sum(&mut self, pattern: &Sum, id: Id, then: Then) -> bool {
        let subject = Terms::of(self.arena, id);
        let most = pattern.terms.len() + pattern.wilds.len();
        if subject.len() < pattern.terms.len() || pattern.wilds.is_empty() && subject.len() > most {
            return false;
        }
        self.terms(
            &pattern.terms,
            subject,
            Taken::default(),
            &mut |m, taken| {
                if pattern.wilds.is_empty() {
                    return taken.parts().len() == subject.len() && then(m);
                }
                let slots: [u8; MOST_PARTS] =
                    std::array::from_fn(|at| pattern.wilds.get(at).map_or(0, |(_, slot)| *slot));
                let slots = slots.get(..pattern.wilds.len()).unwrap_or(&[]);
                m.share(slots, &pattern.wilds, Pool::Terms(subject), taken, then)
            },
        )
    }

    /// Finds a term of the subject for each term of the pattern.
    pub fn terms(
        &mut self,
        pattern: &[Product],
        subject: Terms,
        taken: Taken,
        then: ThenTaken,
    ) -> bool {
        let Some((first, rest)) = pattern.split_first() else {
            return then(self, taken);
        };
        let expected = match self.all_bound(first.uses) {
            true => match self.make(&first.form) {
                Some(id) => Some(content(self.arena, id)),
                None => return false,
            },
            false => None,
        };
        for at in 0..subject.len() {
            if taken.has(at) {
                continue;
            }
            if !self.spend(1) {
                return false;
            }
            let (coefficient, term) = subject.get(self.arena, at);
            let next = taken.and(at, None);
            let over = match expected {
                Some(expected) => {
                    expected == (coefficient, term) && self.terms(rest, subject, next, then)
                }
                None => self.product(first, coefficient, term, &mut |m| {
                    m.terms(rest, subject, next, then)
                }),
            };
            if over {
                return true;
            }
        }
        false
    }
}
