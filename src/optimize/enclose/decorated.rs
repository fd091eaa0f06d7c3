//! Intervals that also know whether what they enclose is continuous.
//!
//! Newton's method proves something only about functions without jumps. Interval arithmetic says
//! where a function may be undefined; a jump (`floor`, a seam of pieces, the cut of an angle) has a
//! value everywhere and a derivative on both sides, so it must be noticed apart.
//!
//! # Source
//! IEEE 1788-2015, 8 (decorations: what is *defined and continuous* here is `dac` there).

use crate::compile::{Interval, Intervals, Numbers, Order};
use crate::function::FunctionId;

/// Arithmetic of plain intervals.
pub(super) const PLAIN: Intervals<f64> = Intervals::DOUBLE;

/// An interval, and whether the function that it encloses is continuous where it is defined.
#[derive(Clone, Debug)]
pub(super) struct Decorated {
    pub(super) interval: Interval<f64>,
    pub(super) continuous: bool,
}

impl Decorated {
    /// An input or a number.
    pub(super) fn new(interval: Interval<f64>) -> Self {
        Decorated {
            interval,
            continuous: true,
        }
    }

    /// Whether the function has a value everywhere and no jump.
    pub(super) fn is_regular(&self) -> bool {
        self.continuous && self.interval.is_defined() && !self.interval.is_empty()
    }
}

/// Arithmetic of decorated intervals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decorations;

impl Decorations {
    fn made(interval: Interval<f64>, operands: &[&Decorated]) -> Decorated {
        Decorated {
            interval,
            continuous: operands.iter().all(|operand| operand.continuous),
        }
    }
}

fn holds_zero(interval: &Interval<f64>) -> bool {
    interval.contains(&0.0)
}

/// Whether a function of the table has no jump for such arguments, poles apart, where intervals are
/// not defined.
fn has_no_jump(function: FunctionId, arguments: &[&Decorated], value: &Interval<f64>) -> bool {
    match (function, arguments) {
        (FunctionId::FLOOR | FunctionId::CEIL | FunctionId::ROUND, _)
        | (FunctionId::SIGN | FunctionId::HEAVISIDE, _) => value.as_point().is_some(),
        // The cut is the negative half of the first axis, and belongs to the upper side.
        (FunctionId::ATAN2, [y, x]) => {
            let (y, x) = (&y.interval, &x.interval);
            *x.lower() > 0.0
                || *y.lower() >= 0.0 && !holds_zero(x)
                || *y.upper() < 0.0
                || *y.lower() > 0.0
        }
        // Beyond, it has poles that lie side by side with zeros.
        (FunctionId::BINOMIAL, [n, _]) => *n.interval.lower() > -1.0,
        _ => true,
    }
}

impl Numbers for Decorations {
    type Number = Decorated;

    fn constant(&self, value: f64) -> Decorated {
        Decorated::new(PLAIN.constant(value))
    }

    fn add(&self, a: &Decorated, b: &Decorated) -> Decorated {
        Self::made(PLAIN.add(&a.interval, &b.interval), &[a, b])
    }

    fn sub(&self, a: &Decorated, b: &Decorated) -> Decorated {
        Self::made(PLAIN.sub(&a.interval, &b.interval), &[a, b])
    }

    fn mul(&self, a: &Decorated, b: &Decorated) -> Decorated {
        Self::made(PLAIN.mul(&a.interval, &b.interval), &[a, b])
    }

    fn div(&self, a: &Decorated, b: &Decorated) -> Decorated {
        Self::made(PLAIN.div(&a.interval, &b.interval), &[a, b])
    }

    fn neg(&self, a: &Decorated) -> Decorated {
        Self::made(PLAIN.neg(&a.interval), &[a])
    }

    fn power_integer(&self, a: &Decorated, n: u32) -> Decorated {
        Self::made(PLAIN.power_integer(&a.interval, n), &[a])
    }

    fn power(&self, a: &Decorated, b: &Decorated) -> Decorated {
        let mut power = Self::made(PLAIN.power(&a.interval, &b.interval), &[a, b]);
        // 0^0 is 1, which no limit has to be.
        let varies = b.interval.as_point().is_none();
        power.continuous &= !(varies && holds_zero(&a.interval) && holds_zero(&b.interval));
        power
    }

    fn call(
        &self,
        function: FunctionId,
        index: Option<u32>,
        arguments: &[&Decorated],
    ) -> Decorated {
        let blank = Interval::nothing();
        let mut plain: [&Interval<f64>; 3] = [&blank; 3];
        for (place, argument) in plain.iter_mut().zip(arguments) {
            *place = &argument.interval;
        }
        let count = arguments.len().min(plain.len());
        let value = PLAIN.call(function, index, &plain[..count]);
        let no_jump = has_no_jump(function, arguments, &value);
        let mut made = Self::made(value, arguments);
        made.continuous &= no_jump;
        made
    }

    fn compare(&self, order: Order, a: &Decorated, b: &Decorated) -> Option<bool> {
        PLAIN.compare(order, &a.interval, &b.interval)
    }

    fn either(&self, a: &Decorated, b: &Decorated) -> Decorated {
        // Where it is not decided which of the two it is, there may be a jump from one to the other.
        Decorated {
            interval: a.interval.hull(&b.interval),
            continuous: false,
        }
    }

    fn double(&self, a: &Decorated) -> Option<f64> {
        PLAIN.double(&a.interval)
    }

    fn fuel(&self) -> u64 {
        PLAIN.fuel()
    }

    fn call_cost(&self) -> u64 {
        PLAIN.call_cost()
    }
}
