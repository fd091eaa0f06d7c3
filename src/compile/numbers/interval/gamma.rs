//! The gamma function and its relatives over intervals.
//!
//! Between two poles the logarithm of the gamma function's size is convex, its derivative rises,
//! and the further derivatives alternate between the two shapes. What the sign of the next
//! derivative does not decide, a tangent bounds from below.

use super::{Endpoint, Interval, Intervals};
use crate::function::FunctionId;

impl<E: Endpoint> Intervals<E> {
    /// Whether there is no pole in an interval: 0 and the negative integers.
    fn between_poles(&self, a: &Interval<E>) -> bool {
        if a.lower_sign().is_gt() {
            return true;
        }
        if a.upper_sign().is_ge() {
            return false;
        }
        match (a.lower.floor(), a.upper.floor()) {
            (Some(low), Some(high)) => low.order(&high).is_eq() && low.order(&a.lower).is_lt(),
            _ => false,
        }
    }

    /// A convex function: `next` is its derivative.
    fn convex(
        &self,
        value: impl Fn(&E) -> Interval<E>,
        next: impl Fn(&E) -> Interval<E>,
        a: &Interval<E>,
    ) -> Interval<E> {
        let (left, right) = (value(&a.lower), value(&a.upper));
        if a.as_point().is_some() {
            return left;
        }
        let upper = left.hull(&right);
        let (slope, other) = (next(&a.lower), next(&a.upper));
        if slope.lower_sign().is_ge() || other.upper_sign().is_le() {
            return upper;
        }
        let width = self.minus(
            &Interval::point(a.upper.clone()),
            &Interval::point(a.lower.clone()),
        );
        let tangent = self.plus(&left, &self.times(&slope, &width));
        let beyond = self.minus(&right, &self.times(&other, &width));
        let lower = super::arithmetic::larger([tangent.lower, beyond.lower]);
        Interval {
            lower: super::arithmetic::smaller([lower, upper.lower.clone()]),
            ..upper
        }
    }

    pub(super) fn loggamma(&self, a: &Interval<E>) -> Interval<E> {
        if self.is_pole(a) {
            return Interval::nothing();
        }
        if !self.between_poles(a) || a.upper.is_infinite() {
            return Interval::anything();
        }
        self.convex(
            |x| self.at(FunctionId::LOGGAMMA, None, x),
            |x| self.at(FunctionId::DIGAMMA, None, x),
            a,
        )
    }

    fn is_pole(&self, a: &Interval<E>) -> bool {
        let whole = |x: &E| x.floor().is_some_and(|floor| floor.order(x).is_eq());
        a.upper_sign().is_le() && a.as_point().is_some_and(whole)
    }

    pub(super) fn gamma(&self, a: &Interval<E>) -> Interval<E> {
        if self.is_pole(a) {
            return Interval::nothing();
        }
        if !self.between_poles(a) || a.upper.is_infinite() {
            return Interval::anything();
        }
        if a.as_point().is_some() {
            return self.at(FunctionId::GAMMA, None, &a.lower);
        }
        // The size is convex, and between two poles the sign stays. Its slope is the size times
        // that of the logarithm.
        // The sign is that of the gap between the poles, and not of a value, which may underflow.
        let negative = a.upper_sign().is_lt();
        let even = a.lower.floor().and_then(|pole| self.is_even(&pole));
        let negative = match even {
            Some(even) => negative && !even,
            None if negative => return Interval::anything(),
            None => false,
        };
        let size = |x: &E| self.size(&self.at(FunctionId::GAMMA, None, x));
        let slope = |x: &E| self.times(&size(x), &self.at(FunctionId::DIGAMMA, None, x));
        let values = self.convex(size, slope, a);
        if negative {
            self.negative(&values)
        } else {
            values
        }
    }

    pub(super) fn polygamma(&self, n: u32, a: &Interval<E>) -> Interval<E> {
        if self.is_pole(a) {
            return Interval::nothing();
        }
        if !self.between_poles(a) || a.upper.is_infinite() {
            return Interval::anything();
        }
        let value = |n: u32, x: &E| match n {
            0 => self.at(FunctionId::DIGAMMA, None, x),
            1 => self.at(FunctionId::TRIGAMMA, None, x),
            _ => self.at(FunctionId::POLYGAMMA, Some(n), x),
        };
        // Those of even order rise everywhere; for positive arguments the others fall.
        if n.is_multiple_of(2) || a.lower_sign().is_gt() {
            let low = value(n, &a.lower);
            let high = value(n, &a.upper);
            return match n.is_multiple_of(2) {
                true => Interval {
                    lower: low.lower,
                    upper: high.upper,
                    defined: low.defined && high.defined,
                },
                false => Interval {
                    lower: high.lower,
                    upper: low.upper,
                    defined: low.defined && high.defined,
                },
            };
        }
        self.convex(|x| value(n, x), |x| value(n.saturating_add(1), x), a)
    }

    /// `n!/(k!*(n - k)!)`
    pub(super) fn binomial(&self, n: &Interval<E>, k: &Interval<E>) -> Interval<E> {
        /// Longer products go through the gamma function.
        const LONGEST: f64 = 1000.0;
        let one = self.number(1.0);
        // Integers stay ends: a double may be another integer than the one it stands for.
        let whole = |x: &Interval<E>| {
            x.as_point()
                .filter(|x| x.floor().is_some_and(|floor| floor.order(x).is_eq()))
                .cloned()
        };
        let (whole_n, whole_k) = (whole(n), whole(k));
        let counts = whole_n.as_ref().filter(|_| n.lower_sign().is_ge());
        if let (Some(n), Some(of)) = (counts, &whole_k)
            && (k.upper_sign().is_lt() || of.order(n).is_gt())
        {
            return self.number(0.0);
        }
        // Where n counts something, the shorter of the two products. A difference that is rounded
        // is no point, and too long in any case.
        let others = (counts.zip(whole_k.as_ref())).and_then(|_| whole(&self.minus(n, k)));
        let short = match (others, whole_k) {
            (Some(others), Some(k)) if others.order(&k).is_lt() => Some(others),
            (_, k) => k,
        };
        let short = short.map(|short| short.nearest());
        if let Some(k) = short.filter(|k| (0.0..=LONGEST).contains(k)) {
            let mut product = one.clone();
            for at in 0..k as u32 {
                let factor = self.minus(n, &self.number(f64::from(at)));
                let part = self.times(&product, &factor);
                product = self.over(&part, &self.number(f64::from(at) + 1.0));
            }
            return product;
        }
        let above = self.gamma(&self.plus(n, &one));
        let rest = self.plus(&self.minus(n, k), &one);
        // At the poles of the gamma function its reciprocal is 0.
        let reciprocal = |a: &Interval<E>| match self.is_pole(a) {
            true => self.number(0.0),
            false => self.inverse(&self.gamma(a)),
        };
        let below = self.times(&reciprocal(&self.plus(k, &one)), &reciprocal(&rest));
        self.times(&above, &below)
    }
}
