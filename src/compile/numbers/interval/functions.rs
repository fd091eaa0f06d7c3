//! The functions of the table over intervals.
//!
//! Where a function rises or falls its values are between those at the ends. That is known for most
//! functions from their rows (`shape.rs` of the facts works it out from the partials); the periodic
//! ones turn at known angles, and quotients of others are computed as such. A function of which
//! nothing is known has its range.

use std::cmp::Ordering;

use super::super::big::Round;
use super::super::shapes::{Direction, Shape, shape};
use super::{Endpoint, Interval, Intervals};
use crate::function::{FunctionId, Kernel};

impl<E: Endpoint> Intervals<E> {
    /// A function of one argument.
    pub(in super::super) fn call_one(&self, function: FunctionId, a: &Interval<E>) -> Interval<E> {
        if a.is_empty() {
            return Interval::nothing();
        }
        self.function(function, None, &[a]).defined_like(&[a])
    }

    pub(super) fn function(
        &self,
        function: FunctionId,
        index: Option<u32>,
        arguments: &[&Interval<E>],
    ) -> Interval<E> {
        type F = FunctionId;
        let found = match (function, index, arguments) {
            (F::ABS, _, [a]) => self.size(a),
            (F::SIN, _, [a]) => self.circular(a, false),
            (F::COS, _, [a]) => self.circular(a, true),
            (F::TAN, _, [a]) => self.tangent(a, false),
            (F::COT, _, [a]) => self.tangent(a, true),
            (F::SEC, _, [a]) => self.inverse(&self.circular(a, true)),
            (F::CSC, _, [a]) => self.inverse(&self.circular(a, false)),
            (F::ACOT, _, [a]) => self.of_inverse(F::ATAN, a),
            (F::ASEC, _, [a]) => self.of_inverse(F::ACOS, a),
            (F::ACSC, _, [a]) => self.of_inverse(F::ASIN, a),
            (F::ACOTH, _, [a]) => self.of_inverse(F::ATANH, a),
            (F::ASECH, _, [a]) => self.of_inverse(F::ACOSH, a),
            (F::ACSCH, _, [a]) => self.of_inverse(F::ASINH, a),
            (F::COTH, _, [a]) => self.inverse(&self.call_one(F::TANH, a)),
            (F::SECH, _, [a]) => self.inverse(&self.call_one(F::COSH, a)),
            (F::CSCH, _, [a]) => self.inverse(&self.call_one(F::SINH, a)),
            (F::MIN, _, [a, b]) => self.lesser(a, b),
            (F::MAX, _, [a, b]) => {
                self.negative(&self.lesser(&self.negative(a), &self.negative(b)))
            }
            (F::CLAMP, _, [a, low, high]) => self.clamped(a, low, high),
            (F::HYPOT, _, [a, b]) => self.length(a, b),
            (F::ATAN2, _, [y, x]) => self.angle(y, x),
            (F::BINOMIAL, _, [n, k]) => self.binomial(n, k),
            (F::GAMMA, _, [a]) => self.gamma(a),
            (F::FACTORIAL, _, [a]) => self.gamma(&self.plus(a, &self.number(1.0))),
            (F::LOGGAMMA, _, [a]) => self.loggamma(a),
            (F::DIGAMMA, _, [a]) => self.polygamma(0, a),
            (F::TRIGAMMA, _, [a]) => self.polygamma(1, a),
            (F::POLYGAMMA, Some(n), [a]) => self.polygamma(n, a),
            (_, _, [a]) => match shape(function) {
                Some(shape) => self.monotone(function, shape, a),
                None => self.range_of(function),
            },
            _ => self.range_of(function),
        };
        if matches!(function.row().kernel, Kernel::Unary(_)) {
            let range = self.range(function);
            return found.within(&range);
        }
        found
    }

    fn of_inverse(&self, function: FunctionId, a: &Interval<E>) -> Interval<E> {
        self.call_one(function, &self.inverse(a))
    }

    fn range_of(&self, function: FunctionId) -> Interval<E> {
        self.range(function).perhaps()
    }

    /// The values that a function can have at all.
    fn range(&self, function: FunctionId) -> Interval<E> {
        let range = function.row().range;
        // Bounds such as pi/2 are doubles near them.
        let outward = |value: f64, up: bool| match value.is_finite() && value.fract() != 0.0 {
            true if up => value.next_up(),
            true => value.next_down(),
            false => value,
        };
        let lower = E::exactly(outward(range.lower, false));
        let upper = E::exactly(outward(range.upper, true));
        match (lower, upper) {
            (Some(lower), Some(upper)) => Interval::new(lower, upper),
            _ => Interval::anything(),
        }
    }

    /// The value at an end; anything where it is not known.
    pub(super) fn at(&self, function: FunctionId, index: Option<u32>, x: &E) -> Interval<E> {
        match x.value(function, index, &self.precision) {
            Some(ends) => Self::ends(ends),
            None => Interval::anything(),
        }
    }

    /// What lies between the values at both ends.
    pub(super) fn between(
        &self,
        function: FunctionId,
        index: Option<u32>,
        a: &Interval<E>,
        rises: bool,
    ) -> Interval<E> {
        let low = self.at(function, index, &a.lower);
        if a.as_point().is_some() {
            return low;
        }
        let high = self.at(function, index, &a.upper);
        let defined = low.defined && high.defined;
        let (lower, upper) = match rises {
            true => (low.lower, high.upper),
            false => (high.lower, low.upper),
        };
        Interval {
            lower,
            upper,
            defined,
        }
    }

    fn monotone(&self, function: FunctionId, shape: &Shape, a: &Interval<E>) -> Interval<E> {
        let end = |value: f64| E::exactly(value);
        let (Some(lowest), Some(highest)) = (end(shape.lowest.0), end(shape.highest.0)) else {
            return Interval::anything();
        };
        let domain = Interval::new(lowest, highest);
        let inside = a.within(&domain);
        if inside.is_empty() {
            return Interval::nothing();
        }
        // An end that does not belong to the domain, or lies outside of it.
        let touches = |x: &E, bound: &(f64, bool), outside: Ordering| {
            E::exactly(bound.0).is_some_and(|bound_end| {
                let order = x.order(&bound_end);
                order == outside || order.is_eq() && !bound.1 && bound.0.is_finite()
            })
        };
        let outside = touches(&a.lower, &shape.lowest, Ordering::Less)
            || touches(&a.upper, &shape.highest, Ordering::Greater);
        if inside.as_point().is_some() && outside {
            let open = |bound: &(f64, bool)| {
                !bound.1 && E::exactly(bound.0).is_some_and(|end| end.order(&inside.lower).is_eq())
            };
            if open(&shape.lowest) || open(&shape.highest) {
                return Interval::nothing();
            }
        }
        let values = match shape.direction {
            Direction::Rises => self.between(function, None, &inside, true),
            Direction::Falls => self.between(function, None, &inside, false),
            // Even: it goes with the size of the argument.
            Direction::RisesBothWays => self.between(function, None, &self.size(&inside), true),
            Direction::FallsBothWays => self.between(function, None, &self.size(&inside), false),
        };
        let defined = values.defined && !outside;
        Interval { defined, ..values }
    }

    /// The integers below `x/pi + offset` at both ends: in which half turns an interval begins and
    /// ends. Nothing where that can't be told, as over many turns, or at this precision.
    fn half_turns(&self, a: &Interval<E>, offset: f64) -> Option<[E; 2]> {
        /// More than two half turns, which nothing depends on.
        const WIDE: f64 = 8.0;
        let width = (a.upper).plus(&a.lower.negated(), &self.precision, Round::Up);
        if width.order(&E::exactly(WIDE)?).is_gt() {
            return None;
        }
        let pi = Self::ends(E::pi(&self.precision));
        let turns = self.plus(&self.over(a, &pi), &self.number(offset));
        Some([turns.lower.floor()?, turns.upper.floor()?])
    }

    /// Whether an integer is even; nothing where it is longer than the precision.
    pub(super) fn is_even(&self, integer: &E) -> Option<bool> {
        let half = self.times(&Interval::point(integer.clone()), &self.number(0.5));
        let half = half.as_point()?;
        Some(half.floor()?.order(half).is_eq())
    }

    fn circular(&self, a: &Interval<E>, cosine: bool) -> Interval<E> {
        let function = if cosine {
            FunctionId::COS
        } else {
            FunctionId::SIN
        };
        let all = Interval::new(self.number(-1.0).lower, self.number(1.0).lower);
        if a.lower.is_infinite() || a.upper.is_infinite() {
            return all;
        }
        if a.as_point().is_some() {
            return self.at(function, None, &a.lower).within(&all);
        }
        // It turns where the cosine's half turns end, and half a turn later the sine's.
        let offset = if cosine { 0.0 } else { 0.5 };
        let Some([first, last]) = self.half_turns(a, offset) else {
            return all;
        };
        // Two turning points, or turns that can't be told apart. The bound is the precision's: ends
        // that are rounded to fewer digits than tell the turns are apart by more.
        let passed = last.plus(&first.negated(), &self.precision, Round::Up);
        if passed.order(&self.number(2.0).lower).is_ge() {
            return all;
        }
        let (left, right) = (
            self.at(function, None, &a.lower),
            self.at(function, None, &a.upper),
        );
        let mut values = left.hull(&right);
        if last.order(&first).is_gt() {
            // The cosine is highest where an even half turn begins, the sine where an odd one does.
            let Some(even) = self.is_even(&last) else {
                return all;
            };
            let highest = even == cosine;
            let extreme = self.number(if highest { 1.0 } else { -1.0 });
            values = values.hull(&extreme);
        }
        values.within(&all)
    }

    fn tangent(&self, a: &Interval<E>, co: bool) -> Interval<E> {
        let function = if co { FunctionId::COT } else { FunctionId::TAN };
        if a.lower.is_infinite() || a.upper.is_infinite() {
            return Interval::anything();
        }
        // The one pole that is a number: those of the tangent, and the others, are irrational.
        if co && a.upper_sign().is_eq() {
            return match a.as_point() {
                Some(_) => Interval::nothing(),
                None => self.negative(&self.tangent(&self.negative(a), co)),
            };
        }
        if a.as_point().is_some() {
            return self.at(function, None, &a.lower);
        }
        let offset = if co { 0.0 } else { 0.5 };
        // Both ends between the same two poles.
        match self.half_turns(a, offset) {
            Some([first, last]) if first.order(&last).is_eq() => {}
            _ => return Interval::anything(),
        }
        if co && a.lower_sign().is_eq() {
            let lower = self.at(function, None, &a.upper).lower;
            return Interval::new(lower, E::infinity(false)).perhaps();
        }
        self.between(function, None, a, !co)
    }

    fn lesser(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        Interval {
            lower: super::arithmetic::smaller([a.lower.clone(), b.lower.clone()]),
            upper: super::arithmetic::smaller([a.upper.clone(), b.upper.clone()]),
            defined: a.defined && b.defined,
        }
    }

    fn clamped(&self, a: &Interval<E>, low: &Interval<E>, high: &Interval<E>) -> Interval<E> {
        if low.lower.order(&high.upper).is_gt() {
            return Interval::nothing();
        }
        let above = self.negative(&self.lesser(&self.negative(a), &self.negative(low)));
        let values = self.lesser(&above, high);
        let ordered = low.upper.order(&high.lower).is_le();
        Interval {
            defined: values.defined && ordered,
            ..values
        }
    }

    fn length(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        let (a, b) = (self.size(a), self.size(b));
        if b.as_point().is_some() && b.upper_sign().is_eq() {
            return a;
        }
        if a.as_point().is_some() && a.upper_sign().is_eq() {
            return b;
        }
        // The larger leg outside of the root, so that the squares stay within the range.
        let (short, long) = match a.upper.order(&b.upper).is_le() {
            true => (a, b),
            false => (b, a),
        };
        if long.lower_sign().is_eq() || long.upper.is_infinite() {
            let squares = self.plus(&self.whole_power(&short, 2), &self.whole_power(&long, 2));
            return self.call_one(FunctionId::SQRT, &squares);
        }
        let side = |short: &E, long: &E| {
            let (short, long) = (
                Interval::point(short.clone()),
                Interval::point(long.clone()),
            );
            let ratio = self.over(&short, &long);
            let root = self.plus(&self.number(1.0), &self.whole_power(&ratio, 2));
            self.times(&long, &self.call_one(FunctionId::SQRT, &root))
        };
        let (low, high) = (
            side(&short.lower, &long.lower),
            side(&short.upper, &long.upper),
        );
        Interval {
            lower: low.lower,
            upper: high.upper,
            defined: short.defined && long.defined,
        }
    }

    fn angle(&self, y: &Interval<E>, x: &Interval<E>) -> Interval<E> {
        let pi = Self::ends(E::pi(&self.precision));
        let half = self.over(&pi, &self.number(2.0));
        let slope = |top: &Interval<E>, bottom: &Interval<E>| {
            self.call_one(FunctionId::ATAN, &self.over(top, bottom))
        };
        let zero = |a: &Interval<E>| a.as_point().is_some() && a.lower_sign().is_eq();
        if x.lower_sign().is_gt() {
            return slope(y, x);
        }
        if y.lower_sign().is_gt() {
            return self.minus(&half, &slope(x, y));
        }
        if y.upper_sign().is_lt() {
            return self.minus(&self.negative(&half), &slope(x, y));
        }
        if x.upper_sign().is_lt() && y.lower_sign().is_ge() {
            // The upper side of the cut, on which y = 0 has the angle pi.
            return self.plus(&pi, &slope(y, x));
        }
        if zero(x) && zero(y) {
            return Interval::nothing();
        }
        let holds_origin = x.upper_sign().is_ge() && x.lower_sign().is_le();
        let all = Interval::new(pi.upper.negated(), pi.upper.clone());
        if holds_origin { all.perhaps() } else { all }
    }
}
