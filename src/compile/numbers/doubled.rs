//! Sums of two doubles with a bound of their error: the quick first try of the accurate mode.
//!
//! Only arithmetic and roots are computed here; the bound of everything else is infinite, which
//! says that more digits must be had elsewhere. The bounds are those of M. Joldes, J.-M. Muller and
//! V. Popescu, Tight and rigorous error bounds for basic building blocks of double-word arithmetic,
//! ACM TOMS 44 (2017), rounded up generously.

use super::big::{Big, Round};
use super::interval::{Endpoint, Interval};
use super::run::Numbers;
use crate::compile::Order;
use crate::function::FunctionId;

/// `high + low`, off by at most `error`; `high` is the sum rounded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doubled {
    high: f64,
    low: f64,
    error: f64,
}

/// A bound of the relative error of one operation: 2^-100.
const STEP: f64 = f64::from_bits((1023 - 100) << 52);

/// Sizes within which nothing is lost to underflow, nor anything overflows.
const SMALL: f64 = 1e-250;
const LARGE: f64 = 1e250;

/// What is not known.
const UNKNOWN: Doubled = Doubled {
    high: f64::NAN,
    low: 0.0,
    error: f64::INFINITY,
};

fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    (product, a.mul_add(b, -product))
}

impl Doubled {
    pub(super) fn exactly(value: f64) -> Self {
        Doubled {
            high: value,
            low: 0.0,
            error: 0.0,
        }
        .checked()
    }

    /// From an enclosure with many bits.
    pub(super) fn from_enclosure(value: &Interval<Big>) -> Self {
        let high = value.lower().nearest();
        let Some(near) = Big::from_double(high).filter(|_| high.is_finite()) else {
            return UNKNOWN;
        };
        let rest = value.lower().sub(&near, 120, Round::Down);
        let low = rest.to_f64();
        let exact = value.as_point().is_some()
            && Big::from_double(low).is_some_and(|low| low.compare(&rest).is_eq());
        Doubled {
            high,
            low,
            error: if exact { 0.0 } else { high.abs() * STEP },
        }
        .checked()
    }

    /// The double nearest to the exact result, if the error leaves no choice.
    pub(super) fn nearest(&self) -> Option<f64> {
        let (up, down) = (
            self.high + (self.low + self.error).next_up(),
            self.high + (self.low - self.error).next_down(),
        );
        (up == self.high && down == self.high).then_some(self.high)
    }

    fn of(high: f64, low: f64, error: f64) -> Self {
        let (high, low) = two_sum(high, low);
        Doubled {
            high,
            low,
            // Sums of bounds round too.
            error: error * 1.000_001,
        }
        .checked()
    }

    fn checked(self) -> Self {
        let size = self.high.abs();
        let fine = (SMALL..=LARGE).contains(&size) || size == 0.0 && self.low == 0.0;
        if fine && self.error.is_finite() {
            self
        } else {
            UNKNOWN
        }
    }

    fn size(&self) -> f64 {
        self.high.abs() + self.error
    }
}

/// The context, which needs nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct DoubledNumbers;

impl Numbers for DoubledNumbers {
    type Number = Doubled;

    fn constant(&self, value: f64) -> Doubled {
        Doubled::exactly(value)
    }

    fn add(&self, a: &Doubled, b: &Doubled) -> Doubled {
        let (high, rest) = two_sum(a.high, b.high);
        let (low, last) = two_sum(a.low, b.low);
        let (high, rest) = two_sum(high, rest + low);
        let found = Doubled::of(high, rest + last, a.error + b.error);
        let exact = a.low == 0.0 && b.low == 0.0;
        let error = if exact { 0.0 } else { found.high.abs() * STEP };
        Doubled {
            error: found.error + error,
            ..found
        }
    }

    fn sub(&self, a: &Doubled, b: &Doubled) -> Doubled {
        self.add(a, &self.neg(b))
    }

    fn mul(&self, a: &Doubled, b: &Doubled) -> Doubled {
        let (high, rest) = two_product(a.high, b.high);
        // A product that underflows is no zero.
        if high == 0.0 && a.high != 0.0 && b.high != 0.0 {
            return UNKNOWN;
        }
        let exact = a.low == 0.0 && b.low == 0.0;
        let cross = a.high.mul_add(b.low, a.low * b.high);
        let spread = a.size() * b.error + b.size() * a.error;
        let error = if exact { 0.0 } else { high.abs() * STEP };
        Doubled::of(high, rest + cross, spread + error)
    }

    fn div(&self, a: &Doubled, b: &Doubled) -> Doubled {
        let least = b.high.abs() - 2.0 * b.error - b.low.abs();
        if least <= 0.0 || least.is_nan() {
            return UNKNOWN;
        }
        let quotient = a.high / b.high;
        if quotient == 0.0 && a.high != 0.0 {
            return UNKNOWN;
        }
        let (product, rest) = two_product(quotient, b.high);
        let left = ((a.high - product) - rest) + (a.low - quotient * b.low);
        let spread = (a.error + quotient.abs() * 1.000_001 * b.error) / least;
        let found = Doubled::of(quotient, left / b.high, spread);
        Doubled {
            error: found.error + found.high.abs() * STEP * 4.0,
            ..found
        }
    }

    fn neg(&self, a: &Doubled) -> Doubled {
        Doubled {
            high: -a.high,
            low: -a.low,
            error: a.error,
        }
    }

    fn power_integer(&self, a: &Doubled, n: u32) -> Doubled {
        let Some(bits) = n.checked_ilog2() else {
            return Doubled::exactly(1.0);
        };
        let mut result = *a;
        for bit in (0..bits).rev() {
            result = self.mul(&result, &result);
            if n >> bit & 1 == 1 {
                result = self.mul(&result, a);
            }
        }
        result
    }

    fn power(&self, _: &Doubled, _: &Doubled) -> Doubled {
        UNKNOWN
    }

    fn call(&self, function: FunctionId, _: Option<u32>, arguments: &[&Doubled]) -> Doubled {
        match (function, arguments) {
            (FunctionId::SQRT, [a]) => {
                let least = a.high - 2.0 * a.error;
                if least <= 0.0 || least.is_nan() {
                    let zero = a.high == 0.0 && a.error == 0.0;
                    return if zero { **a } else { UNKNOWN };
                }
                let root = a.high.sqrt();
                let (square, rest) = two_product(root, root);
                let left = ((a.high - square) - rest) + a.low;
                let found = Doubled::of(root, left / (2.0 * root), a.error / root);
                Doubled {
                    error: found.error + found.high.abs() * STEP * 4.0,
                    ..found
                }
            }
            (FunctionId::ABS, [a]) => match self.compare(Order::Less, a, &Doubled::exactly(0.0)) {
                Some(true) => self.neg(a),
                Some(false) => **a,
                None => UNKNOWN,
            },
            (FunctionId::MIN, [a, b]) => match self.compare(Order::Less, a, b) {
                Some(true) => **a,
                Some(false) => **b,
                None => UNKNOWN,
            },
            (FunctionId::MAX, [a, b]) => match self.compare(Order::Less, a, b) {
                Some(true) => **b,
                Some(false) => **a,
                None => UNKNOWN,
            },
            _ => UNKNOWN,
        }
    }

    fn compare(&self, order: Order, a: &Doubled, b: &Doubled) -> Option<bool> {
        let gap = self.sub(a, b);
        if gap.error.is_infinite() {
            return None;
        }
        let (positive, negative) = (gap.high > gap.error * 2.0, -gap.high > gap.error * 2.0);
        let zero = gap.high == 0.0 && gap.error == 0.0;
        if !(positive || negative || zero) {
            return None;
        }
        Some(match order {
            Order::Less => negative,
            Order::LessEqual => !positive,
            Order::Greater => positive,
            Order::GreaterEqual => !negative,
            Order::Equal => zero,
            Order::NotEqual => !zero,
        })
    }

    fn either(&self, _: &Doubled, _: &Doubled) -> Doubled {
        UNKNOWN
    }

    fn double(&self, a: &Doubled) -> Option<f64> {
        (a.error == 0.0 && a.low == 0.0).then_some(a.high)
    }

    fn fuel(&self) -> u64 {
        100_000_000
    }
}

#[cfg(test)]
mod tests {
    use super::super::interval::Intervals;
    use super::*;

    /// Chains of operations stay within their bounds, against many more bits.
    #[test]
    fn bounds_hold() {
        let bits: Intervals<Big> = Intervals::new(400);
        let mut state = 88_172_645_463_325_252u64;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let numbers = DoubledNumbers;
        for round in 0..20_000 {
            let mut value = || (next() >> 11) as f64 / (1u64 << 50) as f64 - 4.0;
            let start = value();
            let mut found = Doubled::exactly(start);
            let mut exact = numbers_big(start);
            for _ in 0..6 {
                let operand = value();
                let (a, b) = (Doubled::exactly(operand), numbers_big(operand));
                (found, exact) = match (operand.to_bits() >> 3) % 6 {
                    0 => (numbers.add(&found, &a), bits.add(&exact, &b)),
                    1 => (numbers.sub(&a, &found), bits.sub(&b, &exact)),
                    2 => (numbers.mul(&found, &a), bits.mul(&exact, &b)),
                    3 => (numbers.div(&found, &a), bits.div(&exact, &b)),
                    4 => (numbers.mul(&found, &found), bits.mul(&exact, &exact)),
                    _ => {
                        let (square, wide) =
                            (numbers.mul(&found, &found), bits.mul(&exact, &exact));
                        let root = numbers.call(FunctionId::SQRT, None, &[&square]);
                        (root, bits.call(FunctionId::SQRT, None, &[&wide]))
                    }
                };
                if found.error.is_infinite() {
                    break;
                }
                let near = numbers_big(found.high).lower().clone();
                let low = numbers_big(found.low).lower().clone();
                let off = (exact.lower().sub(&near, 400, Round::Down))
                    .sub(&low, 400, Round::Down)
                    .abs()
                    .to_f64();
                assert!(off <= found.error, "round {round}: {off:e} {found:?}");
            }
        }
    }

    fn numbers_big(value: f64) -> Interval<Big> {
        Interval::point(Big::from_double(value).unwrap())
    }
}
