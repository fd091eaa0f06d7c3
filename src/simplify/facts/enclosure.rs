//! Real intervals with open and closed ends, and what else is known of a value.

use num_rational::BigRational;

use crate::expr::{Number, Sign};

/// A finite end of an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Where the interval ends.
    pub value: Number,
    /// Whether the end belongs to the interval.
    pub included: bool,
}

/// What is known of a real value, wherever it is defined.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Enclosure {
    /// Its lower end; nothing for minus infinity.
    pub lower: Option<End>,
    /// Its upper end; nothing for infinity.
    pub upper: Option<End>,
    /// It is not 0.
    pub nonzero: bool,
    /// It is an integer.
    pub integer: bool,
    /// It is an even integer, or an odd one.
    pub even: Option<bool>,
}

/// Ends with longer numbers are rounded outward.
const LONG: u64 = 128;

/// Where outward rounding of long ends gives up.
const HUGE: f64 = 1e100;

fn end(value: Number, included: bool) -> Option<End> {
    Some(End { value, included })
}

/// The exact value of a finite double.
pub(super) fn exact(value: f64) -> Option<Number> {
    BigRational::from_float(value).map(Number::from_big)
}

/// A double not above the number.
pub(super) fn below(value: &Number) -> f64 {
    match value.to_i64() {
        Some(small) if small.unsigned_abs() < 1 << 53 => small as f64,
        _ => value.to_f64().next_down().next_down(),
    }
}

/// A double not below the number.
pub(super) fn above(value: &Number) -> f64 {
    -below(&value.negate())
}

/// The largest of two lower ends.
fn later(a: Option<End>, b: Option<End>) -> Option<End> {
    match (a, b) {
        (Some(a), Some(b)) => Some(match a.value.cmp(&b.value) {
            std::cmp::Ordering::Less => b,
            std::cmp::Ordering::Greater => a,
            std::cmp::Ordering::Equal => End {
                included: a.included && b.included,
                value: a.value,
            },
        }),
        (a, b) => a.or(b),
    }
}

/// The smallest of two upper ends.
fn earlier(a: Option<End>, b: Option<End>) -> Option<End> {
    negated(later(negated(a), negated(b)))
}

fn negated(end: Option<End>) -> Option<End> {
    end.map(|end| End {
        value: end.value.negate(),
        ..end
    })
}

/// A lower end that is not above this one and not long.
fn short(lower: Option<End>) -> Option<End> {
    let lower = lower?;
    if lower.value.bits() <= LONG {
        return Some(lower);
    }
    let value = below(&lower.value);
    if value >= HUGE {
        end(exact(HUGE)?, true)
    } else if value < -HUGE {
        None
    } else if lower.value.is_positive() && value < 1.0 / HUGE {
        end(Number::ZERO, false)
    } else if lower.value.is_negative() && value > -1.0 / HUGE {
        end(exact(-1.0 / HUGE)?, true)
    } else {
        end(exact(value)?, true)
    }
}

/// A number, or an infinity with its sign.
#[derive(Clone)]
enum Extended {
    Finite(End),
    Infinite(bool),
}

impl Extended {
    fn sign(&self) -> i8 {
        match self {
            Extended::Finite(end) => {
                i8::from(end.value.is_positive()) - i8::from(end.value.is_negative())
            }
            Extended::Infinite(positive) => {
                if *positive {
                    1
                } else {
                    -1
                }
            }
        }
    }

    fn is_zero_included(&self) -> bool {
        matches!(self, Extended::Finite(end) if end.included && end.value.is_zero())
    }

    fn multiply(&self, other: &Self) -> Self {
        let included = self.is_zero_included() || other.is_zero_included();
        match (self, other) {
            (Extended::Finite(a), Extended::Finite(b)) => Extended::Finite(End {
                value: a.value.multiply(&b.value),
                included: included || a.included && b.included,
            }),
            // Values are finite, so 0 times one of them is 0 however large it is.
            _ if self.sign() == 0 || other.sign() == 0 => Extended::Finite(End {
                value: Number::ZERO,
                included,
            }),
            _ => Extended::Infinite(self.sign() == other.sign()),
        }
    }
}

impl Enclosure {
    /// Nothing is known.
    pub fn reals() -> Self {
        Self::default()
    }

    /// One number.
    pub fn point(value: Number) -> Self {
        Enclosure {
            lower: end(value.clone(), true),
            upper: end(value, true),
            ..Self::default()
        }
        .settled()
    }

    /// What lies above a number.
    pub fn above(value: Number, included: bool) -> Self {
        Enclosure {
            lower: end(value, included),
            ..Self::default()
        }
        .settled()
    }

    /// What lies below a number.
    pub fn below(value: Number, included: bool) -> Self {
        Enclosure {
            upper: end(value, included),
            ..Self::default()
        }
        .settled()
    }

    /// Any integer.
    pub fn integers() -> Self {
        Enclosure {
            integer: true,
            ..Self::default()
        }
    }

    /// Between two doubles, which are not ends themselves unless they are integers.
    pub(super) fn between(lower: f64, upper: f64, included: (bool, bool)) -> Self {
        let of = |value: f64, outward: f64, included: bool| {
            if !value.is_finite() {
                None
            } else if value.fract() == 0.0 {
                end(exact(value)?, included)
            } else {
                end(exact(outward)?, true)
            }
        };
        Enclosure {
            lower: of(lower, lower.next_down(), included.0),
            upper: of(upper, upper.next_up(), included.1),
            ..Self::default()
        }
        .settled()
    }

    /// The number that it is, if it can be only one.
    pub fn is_point(&self) -> Option<&Number> {
        match (&self.lower, &self.upper) {
            (Some(a), Some(b)) if a.included && b.included && a.value == b.value => Some(&a.value),
            _ => None,
        }
    }

    /// Whether no value is possible.
    pub fn is_empty(&self) -> bool {
        let apart = match (&self.lower, &self.upper) {
            (Some(a), Some(b)) => {
                a.value > b.value || a.value == b.value && !(a.included && b.included)
            }
            _ => false,
        };
        let point = self.is_point();
        apart
            || point.is_some_and(|value| {
                self.nonzero && value.is_zero()
                    || self.integer && !value.is_integer()
                    || self.even.is_some_and(|even| even != value.is_even())
            })
    }

    /// Whether a number may be the value.
    pub fn contains(&self, value: &Number) -> bool {
        let low = self
            .lower
            .as_ref()
            .is_none_or(|end| end.value < *value || end.included && end.value == *value);
        let high = self
            .upper
            .as_ref()
            .is_none_or(|end| end.value > *value || end.included && end.value == *value);
        low && high
            && !(self.nonzero && value.is_zero())
            && (!self.integer || value.is_integer())
            && self
                .even
                .is_none_or(|even| value.is_integer() && value.is_even() == even)
    }

    /// The sign that follows.
    pub fn sign(&self) -> Sign {
        if self.is_point().is_some_and(Number::is_zero) {
            return Sign::Zero;
        }
        match (&self.lower, &self.upper) {
            (Some(end), _) if !end.value.is_negative() => {
                if self.nonzero || end.value.is_positive() || !end.included {
                    Sign::Positive
                } else {
                    Sign::NonNegative
                }
            }
            (_, Some(end)) if !end.value.is_positive() => {
                if self.nonzero || end.value.is_negative() || !end.included {
                    Sign::Negative
                } else {
                    Sign::NonPositive
                }
            }
            _ => Sign::Unknown,
        }
    }

    /// Not below 0.
    pub fn is_nonnegative(&self) -> bool {
        self.lower
            .as_ref()
            .is_some_and(|end| !end.value.is_negative())
    }

    /// Not above 0.
    pub fn is_nonpositive(&self) -> bool {
        self.upper
            .as_ref()
            .is_some_and(|end| !end.value.is_positive())
    }

    /// Above 0.
    pub fn is_positive(&self) -> bool {
        self.sign() == Sign::Positive
    }

    /// Below 0.
    pub fn is_negative(&self) -> bool {
        self.sign() == Sign::Negative
    }

    /// Draws the conclusions from one part for the others, and keeps the numbers short.
    #[must_use]
    pub(super) fn settled(mut self) -> Self {
        self.lower = short(self.lower);
        self.upper = negated(short(negated(self.upper)));
        if self.even.is_some() {
            self.integer = true;
            self.nonzero |= self.even == Some(false);
        }
        if self.integer {
            self.lower = self.whole(self.lower.clone());
            self.upper = negated(self.whole(negated(self.upper.clone())));
        } else if self.nonzero {
            for end in [&mut self.lower, &mut self.upper].into_iter().flatten() {
                end.included &= !end.value.is_zero();
            }
        }
        self.nonzero |= match (&self.lower, &self.upper) {
            (Some(end), _) if end.value.is_positive() || end.value.is_zero() && !end.included => {
                true
            }
            (_, Some(end)) => end.value.is_negative() || end.value.is_zero() && !end.included,
            _ => false,
        };
        if !self.integer
            && let Some(value) = self.is_point()
            && value.is_integer()
        {
            self.even = Some(value.is_even());
            self.integer = true;
        }
        self
    }

    /// The first integer of an enclosure from a lower end on.
    fn whole(&self, lower: Option<End>) -> Option<End> {
        let lower = lower?;
        let mut value = lower.value.negate().floor().negate();
        if !lower.included && value == lower.value {
            value = value.add(&Number::ONE);
        }
        if let Some(even) = self.even
            && value.is_even() != even
        {
            value = value.add(&Number::ONE);
        }
        if self.nonzero && value.is_zero() {
            let step = if self.even == Some(true) { 2 } else { 1 };
            value = Number::integer(step);
        }
        end(value, true)
    }

    /// What both say. (Both are true, so what is left is not empty unless they contradict.)
    #[must_use]
    pub fn meet(&self, other: &Self) -> Self {
        if let (Some(a), Some(b)) = (self.even, other.even)
            && a != b
        {
            return Enclosure {
                lower: end(Number::ONE, true),
                upper: end(Number::ZERO, true),
                ..Self::default()
            };
        }
        Enclosure {
            lower: later(self.lower.clone(), other.lower.clone()),
            upper: earlier(self.upper.clone(), other.upper.clone()),
            nonzero: self.nonzero || other.nonzero,
            integer: self.integer || other.integer,
            even: self.even.or(other.even),
        }
        .settled()
    }

    /// What both say, unless nothing is left: then the first.
    #[must_use]
    pub(super) fn refined(self, other: &Self) -> Self {
        let both = self.meet(other);
        if both.is_empty() { self } else { both }
    }

    /// What holds for a value of either.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        let wider = |a: &Option<End>, b: &Option<End>| match (a, b) {
            (Some(a), Some(b)) => Some(match a.value.cmp(&b.value) {
                std::cmp::Ordering::Less => a.clone(),
                std::cmp::Ordering::Greater => b.clone(),
                std::cmp::Ordering::Equal => End {
                    included: a.included || b.included,
                    value: a.value.clone(),
                },
            }),
            _ => None,
        };
        Enclosure {
            lower: wider(&self.lower, &other.lower),
            upper: negated(wider(
                &negated(self.upper.clone()),
                &negated(other.upper.clone()),
            )),
            nonzero: self.nonzero && other.nonzero,
            integer: self.integer && other.integer,
            even: self.even.filter(|_| self.even == other.even),
        }
        .settled()
    }

    /// The negative.
    #[must_use]
    pub fn negate(&self) -> Self {
        Enclosure {
            lower: negated(self.upper.clone()),
            upper: negated(self.lower.clone()),
            ..self.clone()
        }
    }

    /// The sum of two.
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        if self.is_point().is_some_and(Number::is_zero) {
            return other.clone();
        }
        if other.is_point().is_some_and(Number::is_zero) {
            return self.clone();
        }
        let both = |a: &Option<End>, b: &Option<End>| {
            let (a, b) = (a.as_ref()?, b.as_ref()?);
            end(a.value.add(&b.value), a.included && b.included)
        };
        Enclosure {
            lower: both(&self.lower, &other.lower),
            upper: both(&self.upper, &other.upper),
            nonzero: false,
            integer: self.integer && other.integer,
            even: match (self.even, other.even) {
                (Some(a), Some(b)) => Some(a == b),
                _ => None,
            },
        }
        .settled()
    }

    /// A rational multiple.
    #[must_use]
    pub fn scale(&self, factor: &Number) -> Self {
        if factor.is_zero() {
            return Self::point(Number::ZERO);
        }
        let times = |bound: &Option<End>| {
            let bound = bound.as_ref()?;
            end(bound.value.multiply(factor), bound.included)
        };
        let (lower, upper) = if factor.is_negative() {
            (times(&self.upper), times(&self.lower))
        } else {
            (times(&self.lower), times(&self.upper))
        };
        let whole = self.integer && factor.is_integer();
        Enclosure {
            lower,
            upper,
            nonzero: self.nonzero,
            integer: whole,
            even: if whole && factor.is_even() {
                Some(true)
            } else {
                self.even.filter(|_| whole)
            },
        }
        .settled()
    }

    fn ends(&self) -> (Extended, Extended) {
        (
            self.lower
                .clone()
                .map_or(Extended::Infinite(false), Extended::Finite),
            self.upper
                .clone()
                .map_or(Extended::Infinite(true), Extended::Finite),
        )
    }

    /// The product of two independent values.
    #[must_use]
    pub fn multiply(&self, other: &Self) -> Self {
        let ((a, b), (c, d)) = (self.ends(), other.ends());
        let corners = [
            a.multiply(&c),
            a.multiply(&d),
            b.multiply(&c),
            b.multiply(&d),
        ];
        // The hull of the corners.
        let (mut lower, mut upper) = (None, None);
        let (mut endless_below, mut endless_above) = (false, false);
        for corner in corners {
            match corner {
                Extended::Finite(end) => {
                    lower = smallest(lower, Some(end.clone()));
                    upper = negated(smallest(negated(upper), negated(Some(end))));
                }
                Extended::Infinite(true) => endless_above = true,
                Extended::Infinite(false) => endless_below = true,
            }
        }
        let integer = self.integer && other.integer;
        Enclosure {
            lower: lower.filter(|_| !endless_below),
            upper: upper.filter(|_| !endless_above),
            nonzero: self.nonzero && other.nonzero,
            integer,
            even: if integer && (self.even == Some(true) || other.even == Some(true)) {
                Some(true)
            } else if self.even == Some(false) && other.even == Some(false) {
                Some(false)
            } else {
                None
            },
        }
        .settled()
    }
}

/// The smallest of the finite ends that there are.
fn smallest(a: Option<End>, b: Option<End>) -> Option<End> {
    match (a, b) {
        (Some(a), Some(b)) => Some(match a.value.cmp(&b.value) {
            std::cmp::Ordering::Less => a,
            std::cmp::Ordering::Greater => b,
            std::cmp::Ordering::Equal => End {
                included: a.included || b.included,
                value: a.value,
            },
        }),
        (a, b) => a.or(b),
    }
}
