//! Intervals: what holds for every point of a box.

mod arithmetic;
mod endpoint;
mod functions;
mod gamma;

use std::cmp::Ordering;

pub use endpoint::Endpoint;

use super::run::Numbers;
use crate::compile::Order;
use crate::function::FunctionId;

/// All numbers between two ends, the ends included, or none.
#[derive(Clone, Debug)]
pub struct Interval<E> {
    lower: E,
    upper: E,
    defined: bool,
}

impl<E: Endpoint> Interval<E> {
    /// The numbers between two.
    pub fn new(lower: E, upper: E) -> Self {
        Interval {
            lower,
            upper,
            defined: true,
        }
    }

    /// One number.
    pub fn point(value: E) -> Self {
        Interval::new(value.clone(), value)
    }

    /// Every number, and perhaps none.
    pub fn anything() -> Self {
        Interval {
            lower: E::infinity(true),
            upper: E::infinity(false),
            defined: false,
        }
    }

    /// No number: an expression outside its domain.
    pub fn nothing() -> Self {
        Interval {
            lower: E::infinity(false),
            upper: E::infinity(true),
            defined: false,
        }
    }

    /// The lower end.
    pub fn lower(&self) -> &E {
        &self.lower
    }

    /// The upper end.
    pub fn upper(&self) -> &E {
        &self.upper
    }

    /// Whether every point of the arguments has a value. Where it is false, some may have none.
    pub fn is_defined(&self) -> bool {
        self.defined
    }

    /// Whether there is no number in it. An infinity is none.
    pub fn is_empty(&self) -> bool {
        match self.lower.order(&self.upper) {
            Ordering::Less => false,
            Ordering::Equal => self.lower.is_infinite(),
            Ordering::Greater => true,
        }
    }

    /// The number that it is, if it is only one.
    pub fn as_point(&self) -> Option<&E> {
        let one = self.lower.order(&self.upper) == Ordering::Equal && !self.lower.is_infinite();
        one.then_some(&self.lower)
    }

    /// Whether a number is in it.
    pub fn contains(&self, value: &E) -> bool {
        self.lower.order(value).is_le() && value.order(&self.upper).is_le()
    }

    fn sign_of(end: &E) -> Ordering {
        match E::exactly(0.0) {
            Some(zero) => end.order(&zero),
            None => Ordering::Equal,
        }
    }

    fn lower_sign(&self) -> Ordering {
        Self::sign_of(&self.lower)
    }

    fn upper_sign(&self) -> Ordering {
        Self::sign_of(&self.upper)
    }

    /// The same numbers, but perhaps not for every point.
    fn perhaps(self) -> Self {
        Interval {
            defined: false,
            ..self
        }
    }

    fn defined_like(self, others: &[&Self]) -> Self {
        let defined = self.defined && others.iter().all(|other| other.defined);
        Interval { defined, ..self }
    }

    /// What both have.
    fn within(&self, other: &Self) -> Self {
        let lower = match self.lower.order(&other.lower) {
            Ordering::Less => &other.lower,
            _ => &self.lower,
        };
        let upper = match self.upper.order(&other.upper) {
            Ordering::Greater => &other.upper,
            _ => &self.upper,
        };
        Interval {
            lower: lower.clone(),
            upper: upper.clone(),
            defined: self.defined,
        }
    }

    /// The smallest interval around both.
    pub fn hull(&self, other: &Self) -> Self {
        let defined = self.defined && other.defined;
        if self.is_empty() {
            return other.clone().perhaps();
        }
        if other.is_empty() {
            return self.clone().perhaps();
        }
        let lower = match self.lower.order(&other.lower) {
            Ordering::Greater => &other.lower,
            _ => &self.lower,
        };
        let upper = match self.upper.order(&other.upper) {
            Ordering::Less => &other.upper,
            _ => &self.upper,
        };
        Interval {
            lower: lower.clone(),
            upper: upper.clone(),
            defined,
        }
    }
}

impl From<[f64; 2]> for Interval<f64> {
    /// The numbers between two doubles; none if the first is larger or both are the same infinity,
    /// anything if one is NaN.
    fn from([lower, upper]: [f64; 2]) -> Self {
        if lower.is_nan() || upper.is_nan() {
            return Interval::anything();
        }
        Interval::new(lower, upper)
    }
}

/// Interval arithmetic for programs: each result encloses what the program's function takes on the
/// arguments' intervals, as real numbers.
///
/// Everything is rounded outward. A function of the table is enclosed by what is known of where it
/// rises and falls, and by how far its kernel may be off; if nothing is known, by its range.
///
/// # Examples
/// ```
/// use gradus::compile::{Interval, Intervals};
/// let f = "x^2 - 2*sin(x)".parse::<gradus::Expr>()?.compile(["x"])?;
/// let found = f.program().run_on(&Intervals::DOUBLE, &[Interval::from([0.0, 1.0])])?;
/// assert!(*found[0].lower() <= -0.8 && *found[0].upper() >= 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// IEEE 1788-2015, for what operations on intervals mean.
#[derive(Clone, Debug)]
pub struct Intervals<E: Endpoint> {
    precision: E::Precision,
}

impl Intervals<f64> {
    /// Intervals of doubles.
    pub const DOUBLE: Intervals<f64> = Intervals { precision: () };
}

impl<E: Endpoint> Intervals<E> {
    /// Intervals with ends of a precision.
    pub fn new(precision: E::Precision) -> Self {
        Intervals { precision }
    }

    /// The precision.
    pub fn precision(&self) -> &E::Precision {
        &self.precision
    }
}

impl<E: Endpoint> Numbers for Intervals<E> {
    type Number = Interval<E>;

    fn constant(&self, value: f64) -> Interval<E> {
        // An infinity is where there is no real number.
        match E::exactly(value) {
            Some(value) if !value.is_infinite() => Interval::point(value),
            _ => Interval::nothing(),
        }
    }

    fn add(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        self.plus(a, b)
    }

    fn sub(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        self.plus(a, &self.negative(b))
    }

    fn mul(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        self.times(a, b)
    }

    fn div(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        self.over(a, b)
    }

    fn neg(&self, a: &Interval<E>) -> Interval<E> {
        self.negative(a)
    }

    fn power_integer(&self, a: &Interval<E>, n: u32) -> Interval<E> {
        self.whole_power(a, u64::from(n))
    }

    fn power(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        self.to_the(a, b)
    }

    fn call(
        &self,
        function: FunctionId,
        index: Option<u32>,
        arguments: &[&Interval<E>],
    ) -> Interval<E> {
        if arguments.iter().any(|argument| argument.is_empty()) {
            return Interval::nothing();
        }
        self.function(function, index, arguments)
            .defined_like(arguments)
    }

    fn compare(&self, order: Order, a: &Interval<E>, b: &Interval<E>) -> Option<bool> {
        if a.is_empty() || b.is_empty() {
            // Without a value no comparison holds.
            return Some(false);
        }
        let less = |a: &Interval<E>, b: &Interval<E>| {
            if a.upper.order(&b.lower) == Ordering::Less {
                Some(true)
            } else if a.lower.order(&b.upper).is_ge() {
                Some(false)
            } else {
                None
            }
        };
        let equal = || match (a.as_point(), b.as_point()) {
            (Some(a), Some(b)) => Some(a.order(b) == Ordering::Equal),
            _ if less(a, b) == Some(true) || less(b, a) == Some(true) => Some(false),
            _ => None,
        };
        let decided = match order {
            Order::Less => less(a, b),
            Order::Greater => less(b, a),
            Order::LessEqual => less(b, a).map(|greater| !greater),
            Order::GreaterEqual => less(a, b).map(|less| !less),
            Order::Equal => equal(),
            Order::NotEqual => equal().map(|equal| !equal),
        };
        // Where a side may have no value, only what is false stays so.
        decided.filter(|holds| !holds || a.defined && b.defined)
    }

    fn either(&self, a: &Interval<E>, b: &Interval<E>) -> Interval<E> {
        a.hull(b)
    }

    fn double(&self, a: &Interval<E>) -> Option<f64> {
        if a.is_empty() {
            return Some(f64::NAN);
        }
        if let Some(point) = a.as_point() {
            let value = point.nearest();
            let exact = E::exactly(value).is_some_and(|back| back.order(point).is_eq());
            return (exact && a.defined).then_some(value);
        }
        // For conditions it is enough that it is not 0.
        None
    }

    fn fuel(&self) -> u64 {
        E::fuel(&self.precision)
    }

    fn call_cost(&self) -> u64 {
        E::call_cost(&self.precision)
    }

    fn call_cost_of(&self, function: FunctionId) -> u64 {
        E::call_cost_of(function, &self.precision)
    }
}
