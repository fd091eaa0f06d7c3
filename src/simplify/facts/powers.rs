//! Enclosures of powers, reciprocals and sizes.

use num_integer::Roots;

use super::enclosure::{Enclosure, End, above, below, exact};
use crate::expr::Number;

/// Powers of ends with more bits are computed in floating point.
const LONG: u64 = 1024;

/// How much wider than the computed power of a double its enclosure is.
const SLACK: f64 = 1e-13;

impl Enclosure {
    /// The size without the sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_nonnegative() {
            return self.clone();
        }
        if self.is_nonpositive() {
            return self.negate();
        }
        let upper = match (&self.lower, &self.upper) {
            (Some(low), Some(high)) => {
                let low = low.value.negate();
                let included = self.upper.as_ref().is_some_and(|end| end.included)
                    && high.value >= low
                    || self.lower.as_ref().is_some_and(|end| end.included) && low >= high.value;
                Some(End {
                    value: low.max(high.value.clone()),
                    included,
                })
            }
            _ => None,
        };
        Enclosure {
            lower: Some(End {
                value: Number::ZERO,
                included: !self.nonzero,
            }),
            upper,
            ..self.clone()
        }
        .settled()
    }

    /// 1 divided by it.
    #[must_use]
    pub fn reciprocal(&self) -> Self {
        let nonzero = Enclosure {
            nonzero: true,
            ..Self::default()
        };
        let of = |end: &Option<End>| match end {
            // 1 divided by what grows without bound.
            None => Some(End {
                value: Number::ZERO,
                included: false,
            }),
            Some(end) => end.value.reciprocal().map(|value| End {
                value,
                included: end.included,
            }),
        };
        if !(self.is_nonnegative() || self.is_nonpositive()) {
            return nonzero;
        }
        let mut result = Enclosure {
            lower: of(&self.upper),
            upper: of(&self.lower),
            ..nonzero
        };
        // Of an end at 0 there is no reciprocal: the result has no end there.
        if self.is_nonnegative() && self.upper.as_ref().is_some_and(|end| end.value.is_zero()) {
            result.lower = None;
        }
        result.settled()
    }

    /// A rational power.
    #[must_use]
    pub fn power(&self, exponent: &Number) -> Self {
        if exponent.is_zero() {
            return Self::point(Number::ONE);
        }
        if exponent.is_negative() {
            return self.power(&exponent.negate()).reciprocal();
        }
        let mut result = if !exponent.is_integer() {
            // Real for bases that are not negative only.
            let base = self.refined_nonnegative();
            let mut result = base.stretched(exponent);
            (result.integer, result.even) = (false, None);
            result.nonzero = self.nonzero;
            return result.settled();
        } else if exponent.is_even() {
            self.abs().stretched(exponent)
        } else if self.is_nonpositive() {
            self.negate().stretched(exponent).negate()
        } else if self.is_nonnegative() {
            self.stretched(exponent)
        } else {
            let positive = Enclosure {
                upper: self.upper.clone(),
                ..Self::above(Number::ZERO, true)
            };
            let negative = Enclosure {
                upper: self.lower.clone().map(|end| End {
                    value: end.value.negate(),
                    ..end
                }),
                ..Self::above(Number::ZERO, true)
            };
            Enclosure {
                lower: negative.stretched(exponent).negate().lower,
                upper: positive.stretched(exponent).upper,
                ..Self::default()
            }
        };
        result.nonzero = self.nonzero;
        result.integer = self.integer;
        result.even = self.even;
        result.settled()
    }

    /// The part that is not negative; if there is none, what is known of nothing.
    #[must_use]
    fn refined_nonnegative(&self) -> Self {
        let nonnegative = Self::above(Number::ZERO, true);
        let both = self.meet(&nonnegative);
        if both.is_empty() { nonnegative } else { both }
    }

    /// A positive power of what is not negative.
    fn stretched(&self, exponent: &Number) -> Self {
        let of = |end: &Option<End>, upward: bool| {
            let end = end.as_ref()?;
            match exact_power(&end.value, exponent) {
                Some(value) => Some(End {
                    value,
                    included: end.included,
                }),
                None => rounded_power(&end.value, exponent, upward).map(|value| End {
                    value,
                    included: true,
                }),
            }
        };
        Enclosure {
            lower: of(&self.lower, false).or(Some(End {
                value: Number::ZERO,
                included: !self.nonzero,
            })),
            upper: of(&self.upper, true),
            nonzero: self.nonzero,
            ..Self::default()
        }
        .settled()
    }

    /// A power of which neither part is a number.
    #[must_use]
    pub fn raised(&self, exponent: &Self) -> Self {
        if let Some(exponent) = exponent.is_point() {
            return self.power(exponent);
        }
        let one = Number::ONE;
        let at_least_one = |end: &Option<End>| end.as_ref().is_some_and(|end| end.value >= one);
        let at_most_one = |end: &Option<End>| end.as_ref().is_some_and(|end| end.value <= one);
        if let Some(result) = self.raised_at_ends(exponent) {
            return result;
        }
        let mut result = Self::reals();
        if self.is_nonnegative() {
            let positive = self.is_positive();
            result = Self::above(Number::ZERO, !positive);
            let large = at_least_one(&self.lower);
            let small = at_most_one(&self.upper);
            if large && exponent.is_nonnegative() || small && positive && exponent.is_nonpositive()
            {
                result = Self::above(one, true);
            } else if small && exponent.is_nonnegative() || large && exponent.is_nonpositive() {
                result.upper = Self::below(one, true).upper;
            }
        } else if exponent.even == Some(true) {
            result = Self::above(Number::ZERO, !self.nonzero);
        } else if exponent.even == Some(false) && self.is_nonpositive() {
            result = Self::below(Number::ZERO, !self.nonzero);
        }
        result.nonzero |= self.nonzero;
        if self.integer && exponent.integer && exponent.is_nonnegative() {
            result.integer = true;
            // An even number to the power 0 is odd.
            result.even = match self.even {
                Some(true) if exponent.is_positive() => Some(true),
                Some(false) => Some(false),
                _ => None,
            };
        }
        result.settled()
    }
}

impl Enclosure {
    /// A power of a positive base, when all ends are finite: it rises or falls with either part,
    /// so the extremes are at the ends.
    fn raised_at_ends(&self, exponent: &Self) -> Option<Self> {
        let bases = [self.lower.as_ref()?, self.upper.as_ref()?];
        let exponents = [exponent.lower.as_ref()?, exponent.upper.as_ref()?];
        if !bases[0].value.is_positive() {
            return None;
        }
        let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
        for base in bases {
            for exponent in exponents {
                let (base, exponent) = (base.value.to_f64(), exponent.value.to_f64());
                let value = base.powf(exponent);
                let slack = SLACK * (1.0 + exponent.abs() * (1.0 + base.ln().abs()));
                low = low.min(value * (1.0 - slack));
                high = high.max(value * (1.0 + slack));
            }
        }
        if !(low > 1e-300 && high < 1e300) {
            return None;
        }
        let end = |value: f64| {
            exact(value).map(|value| End {
                value,
                included: true,
            })
        };
        Some(
            Enclosure {
                lower: end(low),
                upper: end(high),
                ..Self::default()
            }
            .settled(),
        )
    }
}

/// The exact power of a number that is not negative, if it is short.
pub(super) fn exact_power(value: &Number, exponent: &Number) -> Option<Number> {
    if value.is_zero() || value.is_one() {
        return Some(value.clone());
    }
    if exponent.is_integer() {
        let count = exponent.to_i64()?.unsigned_abs();
        return (value.bits().checked_mul(count)? <= LONG)
            .then(|| value.power(exponent))
            .flatten();
    }
    let (root, (numerator, denominator)) = (exponent.denominator(), value.to_ratio()?);
    let degree = u32::try_from(root.to_i64()?).ok().filter(|at| *at <= 64)?;
    let (n, d) = (numerator.nth_root(degree), denominator.nth_root(degree));
    let base = Number::ratio(n, d)?;
    let count = exponent.numerator();
    (base.power(&root)? == *value
        && base.bits().checked_mul(count.to_i64()?.unsigned_abs())? <= LONG)
        .then(|| base.power(&count))
        .flatten()
}

/// A power computed in floating point, and rounded outward.
fn rounded_power(value: &Number, exponent: &Number, upward: bool) -> Option<Number> {
    let (base, power) = if upward {
        (above(value), above(exponent))
    } else {
        (below(value).max(0.0), below(exponent))
    };
    // A base below 1 shrinks with the exponent.
    let power = match (base < 1.0, upward) {
        (true, true) => below(exponent),
        (true, false) => above(exponent),
        _ => power,
    };
    let computed = base.powf(power);
    if upward {
        let high = (computed * (1.0 + SLACK)).next_up();
        (high.is_finite()).then(|| exact(high)).flatten()
    } else {
        let low = (computed * (1.0 - SLACK)).next_down().max(0.0);
        exact(if low.is_finite() { low } else { f64::MAX })
    }
}
