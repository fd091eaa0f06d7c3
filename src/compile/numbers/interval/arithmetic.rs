//! Sums, products, quotients and powers of intervals.

use std::cmp::Ordering;

use super::super::big::Round::{self, Down, Up};
use super::{Endpoint, Interval, Intervals};

impl<E: Endpoint> Intervals<E> {
    pub(super) fn number(&self, value: f64) -> Interval<E> {
        E::exactly(value).map_or_else(Interval::nothing, Interval::point)
    }

    pub(super) fn ends([lower, upper]: [E; 2]) -> Interval<E> {
        Interval::new(lower, upper)
    }

    pub(in super::super) fn negative(&self, a: &Interval<E>) -> Interval<E> {
        Interval {
            lower: a.upper.negated(),
            upper: a.lower.negated(),
            defined: a.defined,
        }
    }

    pub(in super::super) fn plus(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        if a.is_empty() || b.is_empty() {
            return Interval::nothing();
        }
        Interval {
            lower: a.lower.plus(&b.lower, &self.precision, Down),
            upper: a.upper.plus(&b.upper, &self.precision, Up),
            defined: a.defined && b.defined,
        }
    }

    pub(in super::super) fn minus(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        self.plus(a, &self.negative(b))
    }

    pub(in super::super) fn times(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        if a.is_empty() || b.is_empty() {
            return Interval::nothing();
        }
        // By signs: a positive factor keeps the ends of the other in order.
        let product = |x: &E, y: &E, round: Round| x.times(y, &self.precision, round);
        let (lower, upper) = if a.lower_sign().is_ge() {
            let low = if b.lower_sign().is_ge() {
                &a.lower
            } else {
                &a.upper
            };
            let high = if b.upper_sign().is_ge() {
                &a.upper
            } else {
                &a.lower
            };
            (product(low, &b.lower, Down), product(high, &b.upper, Up))
        } else if a.upper_sign().is_le() {
            let low = if b.upper_sign().is_ge() {
                &a.lower
            } else {
                &a.upper
            };
            let high = if b.lower_sign().is_ge() {
                &a.upper
            } else {
                &a.lower
            };
            (product(low, &b.upper, Down), product(high, &b.lower, Up))
        } else if b.lower_sign().is_ge() {
            (
                product(&a.lower, &b.upper, Down),
                product(&a.upper, &b.upper, Up),
            )
        } else if b.upper_sign().is_le() {
            (
                product(&a.upper, &b.lower, Down),
                product(&a.lower, &b.lower, Up),
            )
        } else {
            let lows = [
                product(&a.lower, &b.upper, Down),
                product(&a.upper, &b.lower, Down),
            ];
            let highs = [
                product(&a.lower, &b.lower, Up),
                product(&a.upper, &b.upper, Up),
            ];
            (smaller(lows), larger(highs))
        };
        Interval {
            lower,
            upper,
            defined: a.defined && b.defined,
        }
    }

    pub(in super::super) fn over(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        if a.is_empty() || b.is_empty() {
            return Interval::nothing();
        }
        let defined = a.defined && b.defined;
        let (below, above) = (b.lower_sign(), b.upper_sign());
        if below.is_lt() && above.is_gt() {
            return Interval::anything();
        }
        if below.is_eq() && above.is_eq() {
            return Interval::nothing();
        }
        if above.is_le() {
            let quotient = self.over(&self.negative(a), &self.negative(b));
            return Interval {
                defined: quotient.defined && defined,
                ..quotient
            };
        }
        // The divisor is positive, or begins at 0.
        let at_zero = below.is_eq();
        let quotient = |x: &E, y: &E, round: Round| -> E {
            match (Interval::sign_of(y), Interval::sign_of(x)) {
                (Ordering::Equal, Ordering::Equal) => x.clone(),
                (Ordering::Equal, sign) => E::infinity(sign.is_lt()),
                _ => x.over(y, &self.precision, round),
            }
        };
        let (low, high) = (a.lower_sign(), a.upper_sign());
        let lower = quotient(
            &a.lower,
            if low.is_ge() { &b.upper } else { &b.lower },
            Down,
        );
        let upper = quotient(&a.upper, if high.is_ge() { &b.lower } else { &b.upper }, Up);
        Interval {
            lower,
            upper,
            defined: defined && !at_zero,
        }
    }

    pub(in super::super) fn inverse(&self, a: &Interval<E>) -> Interval<E> {
        self.over(&self.number(1.0), a)
    }

    /// The sizes: the interval of absolute values.
    pub(super) fn size(&self, a: &Interval<E>) -> Interval<E> {
        if a.is_empty() || a.lower_sign().is_ge() {
            return a.clone();
        }
        let negative = self.negative(a);
        if a.upper_sign().is_le() {
            return negative;
        }
        Interval {
            lower: self.number(0.0).lower,
            upper: larger([negative.upper, a.upper.clone()]),
            defined: a.defined,
        }
    }

    /// An end that is not negative, to a power by repeated multiplication.
    fn end_power(&self, x: &E, n: u64, round: Round) -> E {
        let mut result = x.clone();
        let mut bit = match n.checked_ilog2() {
            Some(log) => 1u64 << log,
            None => return self.number(1.0).lower,
        };
        while bit > 1 {
            bit >>= 1;
            result = result.times(&result, &self.precision, round);
            if n & bit != 0 {
                result = result.times(x, &self.precision, round);
            }
        }
        result
    }

    /// `a^n`
    pub(in super::super) fn whole_power(&self, a: &Interval<E>, n: u64) -> Interval<E> {
        if a.is_empty() {
            return Interval::nothing();
        }
        let end = |x: &E, round: Round| match Interval::sign_of(x).is_lt() {
            true => self.end_power(&x.negated(), n, round.opposite()).negated(),
            false => self.end_power(x, n, round),
        };
        if n.is_multiple_of(2) {
            let size = self.size(a);
            return Interval {
                lower: self.end_power(&size.lower, n, Down),
                upper: self.end_power(&size.upper, n, Up),
                defined: a.defined,
            };
        }
        Interval {
            lower: end(&a.lower, Down),
            upper: end(&a.upper, Up),
            defined: a.defined,
        }
    }

    /// `a^b`
    pub(super) fn to_the(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        /// Larger powers go through the logarithm.
        const MOST: f64 = 1e6;
        if a.is_empty() || b.is_empty() {
            return Interval::nothing();
        }
        let defined = a.defined && b.defined;
        if let Some(b) = b.as_point() {
            let twice = b.plus(b, &self.precision, Down);
            let whole = |x: &E| x.floor().is_some_and(|floor| floor.order(x).is_eq());
            let (single, double) = (b.nearest(), twice.nearest());
            if whole(b) && single.abs() <= MOST {
                let power = self.whole_power(a, single.abs() as u64);
                let power = if single < 0.0 {
                    self.inverse(&power)
                } else {
                    power
                };
                return Interval {
                    defined: power.defined && defined,
                    ..power
                };
            }
            if whole(&twice) && double.abs() <= 64.0 {
                let root = self.call_one(crate::function::FunctionId::SQRT, a);
                let power = self.whole_power(&root, double.abs() as u64);
                let power = if double < 0.0 {
                    self.inverse(&power)
                } else {
                    power
                };
                return Interval {
                    defined: power.defined && defined,
                    ..power
                };
            }
        }
        // A negative base has a power where the exponent is an integer, with either sign.
        if a.lower_sign().is_lt() {
            let has_integer = match (b.lower.negated().floor(), b.upper.floor()) {
                (Some(low), Some(high)) => low.negated().order(&high).is_le(),
                _ => true,
            };
            let positive = match a.upper_sign().is_ge() {
                true => self.positive_power(
                    &Interval {
                        lower: self.number(0.0).lower,
                        ..a.clone()
                    },
                    b,
                ),
                false => Interval::nothing(),
            };
            if !has_integer {
                return positive.perhaps();
            }
            let size = self.positive_power(&self.size(a), b);
            let both = size.hull(&self.negative(&size)).hull(&positive);
            // A single integer beyond the limit above leaves nothing undefined.
            let whole = b
                .as_point()
                .is_some_and(|b| b.floor().is_some_and(|floor| floor.order(b).is_eq()));
            return Interval {
                defined: whole && defined && size.defined,
                ..both
            };
        }
        let power = self.positive_power(a, b);
        Interval {
            defined: power.defined && defined,
            ..power
        }
    }

    /// `a^b` for a base that is not negative.
    fn positive_power(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        let bounded = [&a.upper, &b.lower, &b.upper]
            .iter()
            .all(|end| !end.is_infinite());
        if a.lower_sign().is_gt() && bounded {
            // The extremes are at the corners.
            let mut corners = Vec::with_capacity(4);
            for x in [&a.lower, &a.upper] {
                for y in [&b.lower, &b.upper] {
                    corners.push(x.power(y, &self.precision));
                    if b.as_point().is_some() {
                        break;
                    }
                }
                if a.as_point().is_some() {
                    break;
                }
            }
            let all = corners.into_iter().map(Self::ends);
            return all
                .reduce(|a, b| a.hull(&b))
                .unwrap_or_else(Interval::anything);
        }
        if a.as_point().is_some() && a.lower_sign().is_eq() {
            // 0^b
            return match (b.lower_sign(), b.upper_sign()) {
                (Ordering::Greater, _) => self.number(0.0),
                (_, Ordering::Less) => Interval::nothing(),
                (Ordering::Equal, Ordering::Equal) => self.number(1.0),
                _ => Interval::new(self.number(0.0).lower, self.number(1.0).lower).perhaps(),
            };
        }
        let logarithm = self.call_one(crate::function::FunctionId::LOG, a);
        let logarithm = Interval {
            defined: true,
            ..logarithm
        };
        let power = self.call_one(crate::function::FunctionId::EXP, &self.times(b, &logarithm));
        // 0 to a negative power is no number; 0^0 is 1, which is among the others.
        let defined = a.lower_sign().is_gt() || b.lower_sign().is_ge();
        let power = match b.contains(&self.number(0.0).lower) {
            true => power.hull(&self.number(1.0)),
            false => power,
        };
        Interval { defined, ..power }
    }
}

pub(super) fn smaller<E: Endpoint>([a, b]: [E; 2]) -> E {
    if a.order(&b).is_le() { a } else { b }
}

pub(super) fn larger<E: Endpoint>([a, b]: [E; 2]) -> E {
    if a.order(&b).is_ge() { a } else { b }
}
