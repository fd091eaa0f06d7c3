//! Dual numbers: forward differentiation, a cross-check of derivatives that no expression takes
//! part in but the partials of single operations.

use super::super::arithmetic::{compare, power, power_integer};
use super::super::program::Order;
use super::super::scalar::evaluate;
use super::partials::{Operation, partials};
use super::run::Numbers;
use crate::function::FunctionId;

/// A value, and its slope along a direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual {
    /// The value.
    pub value: f64,
    /// The derivative along the direction.
    pub slope: f64,
}

impl Dual {
    /// The variable along which the derivative is taken, at a value.
    pub fn variable(value: f64) -> Self {
        Dual { value, slope: 1.0 }
    }

    /// What does not depend on the variable.
    pub fn fixed(value: f64) -> Self {
        Dual { value, slope: 0.0 }
    }
}

/// A slope times a factor: what does not change adds nothing, whatever the factor.
fn along(slope: f64, factor: f64) -> f64 {
    if slope == 0.0 { 0.0 } else { slope * factor }
}

/// Forward differentiation of any program.
///
/// # Examples
/// ```
/// use gradus::compile::{Dual, Duals};
/// let f = "x^2*sin(y)".parse::<gradus::Expr>()?.compile(["x", "y"])?;
/// let found = f.program().run_on(&Duals, &[Dual::variable(3.0), Dual::fixed(1.0)])?;
/// assert_eq!(found[0].slope, 6.0*1f64.sin());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Duals;

impl Duals {
    fn through(operation: Operation, value: f64, arguments: &[&Dual]) -> Dual {
        if arguments.iter().all(|argument| argument.slope == 0.0) {
            return Dual { value, slope: 0.0 };
        }
        let point: Vec<f64> = arguments.iter().map(|argument| argument.value).collect();
        let mut factors = vec![f64::NAN; arguments.len()];
        if let Some(program) = partials(operation) {
            evaluate::<false>(&program, &point, &mut factors);
        }
        let terms = arguments.iter().zip(&factors);
        Dual {
            value,
            slope: terms
                .map(|(argument, &factor)| along(argument.slope, factor))
                .sum(),
        }
    }
}

impl Numbers for Duals {
    type Number = Dual;

    fn constant(&self, value: f64) -> Dual {
        Dual::fixed(value)
    }

    fn add(&self, a: &Dual, b: &Dual) -> Dual {
        Dual {
            value: a.value + b.value,
            slope: a.slope + b.slope,
        }
    }

    fn sub(&self, a: &Dual, b: &Dual) -> Dual {
        Dual {
            value: a.value - b.value,
            slope: a.slope - b.slope,
        }
    }

    fn mul(&self, a: &Dual, b: &Dual) -> Dual {
        Dual {
            value: a.value * b.value,
            slope: along(a.slope, b.value) + along(b.slope, a.value),
        }
    }

    fn div(&self, a: &Dual, b: &Dual) -> Dual {
        let value = a.value / b.value;
        Dual {
            value,
            slope: (a.slope - along(b.slope, value)) / b.value,
        }
    }

    fn neg(&self, a: &Dual) -> Dual {
        Dual {
            value: -a.value,
            slope: -a.slope,
        }
    }

    fn power_integer(&self, a: &Dual, n: u32) -> Dual {
        let factor = f64::from(n) * power_integer(a.value, n.saturating_sub(1));
        Dual {
            value: power_integer(a.value, n),
            slope: along(a.slope, factor),
        }
    }

    fn power(&self, a: &Dual, b: &Dual) -> Dual {
        Self::through(Operation::Power, power(a.value, b.value), &[a, b])
    }

    fn call(&self, function: FunctionId, index: Option<u32>, arguments: &[&Dual]) -> Dual {
        let values = arguments.iter().map(|argument| argument.value);
        let all: Vec<f64> = index.map(f64::from).into_iter().chain(values).collect();
        let operation = Operation::Call(function, index, arguments.len());
        Self::through(operation, function.value(&all), arguments)
    }

    fn compare(&self, order: Order, a: &Dual, b: &Dual) -> Option<bool> {
        Some(compare(order, a.value, b.value) != 0.0)
    }

    fn either(&self, a: &Dual, b: &Dual) -> Dual {
        // Never undecided.
        if a == b { *a } else { Dual::fixed(f64::NAN) }
    }

    fn double(&self, a: &Dual) -> Option<f64> {
        Some(a.value)
    }
}
