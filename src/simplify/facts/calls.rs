//! Enclosures of calls, by what the rows say.

use super::enclosure::Enclosure;
use super::known::{Facts, Known};
use super::shape::{self, Shape};
use super::turns;
use crate::expr::{Arena, Number, Operands};
use crate::function::{FunctionId, Kernel};

impl Facts {
    /// The shape of a function.
    pub(super) fn shape(&self, function: FunctionId) -> Option<&Shape> {
        match &self.shapes {
            Some(shapes) => shapes.get(function.index()),
            None => Some(shape::shape(function)),
        }
    }

    /// A call whose arguments are known.
    pub(super) fn call(&self, arena: &Arena, function: FunctionId, run: Operands) -> Enclosure {
        let operands = arena.operands(run);
        match (function, operands) {
            (_, [argument]) => {
                let value = self.get(arena, *argument);
                let mut result = self.of_row(function, &value);
                if value.lower.is_some()
                    && value.upper.is_some()
                    && let Some(values) = turns::values(self, arena, function, *argument)
                {
                    result = result.refined(&values);
                }
                if !result.nonzero
                    && let Some(known) = self.terms.get(argument)
                    && !known.excluded.is_empty()
                {
                    result.nonzero = self.vanishes_only_at(function, known);
                    result = result.settled();
                }
                result
            }
            (FunctionId::MIN | FunctionId::MAX, [a, b]) => {
                let (a, b) = (self.get(arena, *a), self.get(arena, *b));
                let smallest = |a: &Enclosure, b: &Enclosure| {
                    let either = a.join(b);
                    // The smaller one is below each.
                    let upper = match (&a.upper, &b.upper) {
                        (Some(x), Some(y)) if x.value < y.value => a.upper.clone(),
                        (Some(_), Some(_)) => b.upper.clone(),
                        _ => a.upper.clone().or(b.upper.clone()),
                    };
                    Enclosure { upper, ..either }.settled()
                };
                if function == FunctionId::MIN {
                    smallest(&a, &b)
                } else {
                    smallest(&a.negate(), &b.negate()).negate()
                }
            }
            (FunctionId::CLAMP, [x, low, high]) => {
                let [x, low, high] = [x, low, high].map(|id| self.get(arena, *id));
                Enclosure {
                    lower: low.lower.clone(),
                    upper: high.upper.clone(),
                    nonzero: x.nonzero && low.nonzero && high.nonzero,
                    integer: x.integer && low.integer && high.integer,
                    even: None,
                }
                .settled()
            }
            (FunctionId::HYPOT, [a, b]) => Enclosure {
                nonzero: self.get(arena, *a).nonzero || self.get(arena, *b).nonzero,
                ..row_range(function)
            }
            .settled(),
            (FunctionId::BINOMIAL, [n, k]) => {
                let (n, k) = (self.get(arena, *n), self.get(arena, *k));
                let counts = n.integer && k.integer && n.is_nonnegative();
                if counts && k.is_nonnegative() {
                    Enclosure {
                        integer: true,
                        ..Enclosure::above(Number::ZERO, true)
                    }
                } else {
                    row_range(function)
                }
            }
            _ => row_range(function),
        }
    }

    /// Whether a strictly monotone function vanishes only at a number that is excluded.
    fn vanishes_only_at(&self, function: FunctionId, known: &Known) -> bool {
        self.shape(function).is_some_and(|shape| {
            shape.everywhere.is_some_and(|direction| direction.strict)
                && (shape.points.iter())
                    .any(|(at, value)| value.is_zero() && known.excluded.contains(at))
        })
    }

    /// A function of one argument, by its row.
    pub(super) fn of_row(&self, function: FunctionId, argument: &Enclosure) -> Enclosure {
        let row = function.row();
        let mut result = row_range(function);
        if !matches!(row.kernel, Kernel::Unary(_)) {
            return result;
        }
        let plain = *argument == Enclosure::reals();
        if let [below, at, above] = row.by_sign
            && row.step.is_some()
        {
            let number = |text: &str| match text.split_once('/') {
                Some((n, d)) => Number::ratio(n.parse().ok()?, d.parse().ok()?),
                None => Number::parse_decimal(text.trim_start_matches('-')).map(|number| {
                    if text.starts_with('-') {
                        number.negate()
                    } else {
                        number
                    }
                }),
            };
            let value = if argument.is_positive() {
                number(above)
            } else if argument.is_negative() {
                number(below)
            } else if argument.is_point().is_some_and(Number::is_zero) {
                number(at)
            } else {
                None
            };
            if let Some(value) = value {
                return Enclosure::point(value);
            }
        }
        if (!plain || !row.domain.is_empty())
            && let Some(shape) = self.shape(function)
        {
            result = result.refined(&shape.values(argument));
        }
        match function {
            FunctionId::FLOOR | FunctionId::CEIL | FunctionId::ROUND => {
                if argument.integer {
                    return argument.clone();
                }
                result.integer = true;
            }
            FunctionId::SIGN => {
                result.integer = true;
                result.nonzero = argument.nonzero;
            }
            FunctionId::HEAVISIDE => result.integer = argument.nonzero,
            FunctionId::RELU => {
                if argument.is_nonnegative() {
                    return argument.clone();
                }
                result.integer = argument.integer;
            }
            FunctionId::ABS => {
                result = result.refined(&argument.abs());
                result.nonzero |= argument.nonzero;
                result.integer = argument.integer;
                result.even = argument.even;
            }
            FunctionId::GAMMA if argument.is_positive() => {
                result = result.refined(&Enclosure::above(Number::ZERO, false));
                result.integer = argument.integer;
            }
            FunctionId::FACTORIAL => {
                let shifted = argument.add(&Enclosure::point(Number::ONE));
                if shifted.is_positive() {
                    result = result.refined(&Enclosure::above(Number::ZERO, false));
                }
                result.integer = argument.integer && argument.is_nonnegative();
            }
            _ => {}
        }
        result.settled()
    }
}

/// The values that a row's function can take.
fn row_range(function: FunctionId) -> Enclosure {
    let range = function.row().range;
    Enclosure::between(
        range.lower,
        range.upper,
        (range.lower_included, range.upper_included),
    )
}
