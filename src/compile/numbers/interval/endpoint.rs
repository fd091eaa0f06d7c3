//! What the ends of intervals can do: arithmetic that rounds in a direction.

use std::cmp::Ordering;
use std::fmt;

use super::super::big::Round;
use crate::function::FunctionId;

/// A number that can be the end of an interval. There is no NaN among them; infinities are ends of
/// intervals without bound, and 0 times an infinity is 0.
pub trait Endpoint: Clone + fmt::Debug {
    /// How precise results are.
    type Precision: Clone + fmt::Debug;

    /// Exactly this double; nothing for NaN.
    fn exactly(value: f64) -> Option<Self>;
    /// Infinity, or minus infinity.
    fn infinity(negative: bool) -> Self;
    /// The order.
    fn order(&self, other: &Self) -> Ordering;
    /// Whether it is an infinity.
    fn is_infinite(&self) -> bool;
    /// The nearest double.
    fn nearest(&self) -> f64;
    /// The negative.
    fn negated(&self) -> Self;
    /// The sum.
    fn plus(&self, other: &Self, precision: &Self::Precision, round: Round) -> Self;
    /// The product.
    fn times(&self, other: &Self, precision: &Self::Precision, round: Round) -> Self;
    /// The quotient by what is not 0.
    fn over(&self, other: &Self, precision: &Self::Precision, round: Round) -> Self;
    /// The largest integer not above; nothing for what is too large to tell.
    fn floor(&self) -> Option<Self>;
    /// `pi`
    fn pi(precision: &Self::Precision) -> [Self; 2];
    /// Two numbers around the value of a function of one argument at this one: a point of its
    /// domain, or an end of it, where the value is the limit. Nothing where that is not known.
    fn value(
        &self,
        function: FunctionId,
        index: Option<u32>,
        precision: &Self::Precision,
    ) -> Option<[Self; 2]>;
    /// Two numbers around this one, positive and finite, to a finite power.
    fn power(&self, exponent: &Self, precision: &Self::Precision) -> [Self; 2];
    /// How many operations one run of a program may cost.
    fn fuel(precision: &Self::Precision) -> u64;
    /// What a function costs of that.
    fn call_cost(precision: &Self::Precision) -> u64;
    /// What this function costs of that, where some cost more than others.
    fn call_cost_of(function: FunctionId, precision: &Self::Precision) -> u64 {
        let _ = function;
        Self::call_cost(precision)
    }
}

/// How many units in the last place a kernel may be off, with one to spare.
fn slack(function: FunctionId, index: Option<u32>) -> f64 {
    // Sums and products over many terms, and exponentials of logarithms of sizes.
    const FAMILY: [FunctionId; 8] = [
        FunctionId::ERF,
        FunctionId::ERFC,
        FunctionId::GAMMA,
        FunctionId::LOGGAMMA,
        FunctionId::DIGAMMA,
        FunctionId::TRIGAMMA,
        FunctionId::FACTORIAL,
        FunctionId::BINOMIAL,
    ];
    match index {
        Some(n) if n > 100 => 1e5,
        Some(_) => 8.0,
        None if FAMILY.contains(&function) => 8.0,
        None => 2.0,
    }
}

/// A result that is off by at most so many units in the last place, and relative to 1 where
/// `absolute`.
fn widened(value: f64, units: f64, absolute: bool) -> [f64; 2] {
    if value.is_infinite() {
        // An overflow, or a limit: the largest number may be as good.
        return match value > 0.0 {
            true => [f64::MAX, value],
            false => [value, f64::MIN],
        };
    }
    let size = if absolute {
        value.abs().max(1.0)
    } else {
        value.abs()
    };
    let error = units * (size * f64::EPSILON).max(5e-324);
    [(value - error).next_down(), (value + error).next_up()]
}

fn directed(value: f64, error: f64, round: Round) -> f64 {
    if value.is_nan() {
        return f64::infinity(round == Round::Down);
    }
    match round {
        Round::Down if error < 0.0 => value.next_down(),
        Round::Up if error > 0.0 => value.next_up(),
        _ => value,
    }
}

/// The result of an operation on finite numbers that overflowed: an end that is not beyond it.
fn overflowed(value: f64, round: Round) -> f64 {
    match round {
        Round::Down if value > 0.0 => f64::MAX,
        Round::Up if value < 0.0 => f64::MIN,
        _ => value,
    }
}

/// Below this the rest of a product can't be computed exactly.
const SMALL: f64 = 1e-290;

impl Endpoint for f64 {
    type Precision = ();

    fn exactly(value: f64) -> Option<Self> {
        (!value.is_nan()).then_some(value)
    }

    fn infinity(negative: bool) -> Self {
        if negative {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        self.partial_cmp(other).unwrap_or(Ordering::Equal)
    }

    fn is_infinite(&self) -> bool {
        f64::is_infinite(*self)
    }

    fn nearest(&self) -> f64 {
        *self
    }

    fn negated(&self) -> Self {
        -self
    }

    fn plus(&self, other: &Self, _: &(), round: Round) -> Self {
        let sum = self + other;
        if f64::is_infinite(*self) || f64::is_infinite(*other) {
            return directed(sum, 0.0, round);
        }
        if sum.is_infinite() {
            return overflowed(sum, round);
        }
        // What the sum has lost (Knuth's two-sum).
        let part = sum - self;
        directed(sum, (self - (sum - part)) + (other - part), round)
    }

    fn times(&self, other: &Self, _: &(), round: Round) -> Self {
        if *self == 0.0 || *other == 0.0 {
            return 0.0;
        }
        let product = self * other;
        if f64::is_infinite(*self) || f64::is_infinite(*other) {
            return product;
        }
        if product.is_infinite() {
            return overflowed(product, round);
        }
        if product.abs() < SMALL {
            let away = if round == Round::Down { -1.0 } else { 1.0 };
            return directed(product, away, round);
        }
        directed(product, self.mul_add(*other, -product), round)
    }

    fn over(&self, other: &Self, _: &(), round: Round) -> Self {
        if *self == 0.0 || f64::is_infinite(*other) {
            return 0.0;
        }
        let quotient = self / other;
        if f64::is_infinite(*self) {
            return quotient;
        }
        if quotient.is_infinite() {
            return overflowed(quotient, round);
        }
        if quotient.abs() < SMALL || self.abs() < SMALL {
            let away = if round == Round::Down { -1.0 } else { 1.0 };
            return directed(quotient, away, round);
        }
        let rest = (-quotient).mul_add(*other, *self);
        let error = if *other < 0.0 { -rest } else { rest };
        directed(quotient, error, round)
    }

    fn floor(&self) -> Option<Self> {
        self.is_finite().then(|| f64::floor(*self))
    }

    fn pi(_: &()) -> [Self; 2] {
        // The double lies below.
        [std::f64::consts::PI, std::f64::consts::PI.next_up()]
    }

    fn value(&self, function: FunctionId, index: Option<u32>, _: &()) -> Option<[Self; 2]> {
        const EXACT: [FunctionId; 7] = [
            FunctionId::ABS,
            FunctionId::SIGN,
            FunctionId::HEAVISIDE,
            FunctionId::RELU,
            FunctionId::FLOOR,
            FunctionId::CEIL,
            FunctionId::ROUND,
        ];
        let value = match index {
            Some(n) => function.value(&[f64::from(n), *self]),
            None => function.value(&[*self]),
        };
        if value.is_nan() {
            return None;
        }
        if EXACT.contains(&function) || f64::is_infinite(*self) && value.fract() == 0.0 {
            return Some([value, value]);
        }
        if value.is_infinite() && *self == f64::floor(*self) && self.abs() <= 1.0 {
            // A pole at an end of the domain.
            return Some([value, value]);
        }
        if function == FunctionId::SQRT {
            let error = (-value).mul_add(value, *self);
            return Some(match *self > SMALL {
                true => [
                    directed(value, error, Round::Down),
                    directed(value, error, Round::Up),
                ],
                false if *self == 0.0 => [0.0, 0.0],
                false => [value.next_down(), value.next_up()],
            });
        }
        let absolute = [FunctionId::LOGGAMMA, FunctionId::DIGAMMA].contains(&function);
        let [low, high] = widened(value, slack(function, index), absolute);
        // What the function is for certain.
        let range = function.row().range;
        Some([
            low.max(range.lower.next_down()),
            high.min(range.upper.next_up()),
        ])
    }

    fn power(&self, exponent: &Self, _: &()) -> [Self; 2] {
        let [low, high] = widened(self.powf(*exponent), 3.0, false);
        [low.max(0.0), high]
    }

    fn fuel(_: &()) -> u64 {
        100_000_000
    }

    fn call_cost(_: &()) -> u64 {
        4
    }
}
