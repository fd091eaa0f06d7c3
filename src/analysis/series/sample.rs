//! Values in doubles with a bound on their error: evidence for what is zero and what is positive.

use crate::expr::{Arena, Id, Node, Number, Relation};
use crate::function::{FunctionId, Range};

use super::tails;

/// A value and how far it may be off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) value: f64,
    /// An estimate of the error; NaN where nothing is known (a value that underflowed).
    pub(super) error: f64,
}

impl Sample {
    const NONE: Sample = Sample {
        value: f64::NAN,
        error: f64::NAN,
    };

    fn exact(value: f64) -> Self {
        Sample { value, error: 0.0 }
    }

    fn rounded(value: f64, error: f64) -> Self {
        Sample {
            value,
            error: error + 4.0 * f64::EPSILON * value.abs(),
        }
    }

    fn is_whole(self) -> bool {
        self.error == 0.0 && self.value.fract() == 0.0
    }

    /// 1 or -1 if the value is surely positive or negative.
    pub(super) fn sign(self) -> Option<i8> {
        if !self.error.is_finite() || self.value.is_nan() {
            return None;
        }
        (self.value.abs() > 16.0 * self.error).then_some(if self.value > 0.0 {
            1
        } else if self.value < 0.0 {
            -1
        } else {
            return None;
        })
    }

    /// Whether the value is 0 as far as doubles can tell, and they can tell.
    pub(super) fn looks_zero(self) -> bool {
        self.value.abs() <= 16.0 * self.error + f64::MIN_POSITIVE && self.error < 1e-7
    }

    fn of_condition(truth: Option<bool>) -> Self {
        match truth {
            Some(true) => Sample::exact(1.0),
            Some(false) => Sample::exact(0.0),
            None => Sample::NONE,
        }
    }
}

/// The value of an expression where its symbols have these values.
///
/// # Cost
/// Linear in the reachable nodes.
pub(super) fn sample(arena: &Arena, root: Id, values: &[(Id, f64)]) -> Sample {
    sample_all(arena, &[root], values)
        .first()
        .copied()
        .unwrap_or(Sample::NONE)
}

/// The values of several expressions that share nodes.
pub(super) fn sample_all(arena: &Arena, roots: &[Id], values: &[(Id, f64)]) -> Vec<Sample> {
    let order = arena.reachable(roots);
    let mut known: Vec<Sample> = Vec::with_capacity(order.len());
    for &id in &order {
        let at = |child: Id| {
            order
                .binary_search(&child)
                .ok()
                .and_then(|place| known.get(place).copied())
                .unwrap_or(Sample::NONE)
        };
        let value = match arena.node(id) {
            Node::Symbol(_) => values
                .iter()
                .find(|(symbol, _)| *symbol == id)
                .map_or(Sample::NONE, |(_, value)| Sample::exact(*value)),
            _ => node(arena, id, at),
        };
        known.push(value);
    }
    roots
        .iter()
        .map(|root| {
            order
                .binary_search(root)
                .ok()
                .and_then(|place| known.get(place).copied())
                .unwrap_or(Sample::NONE)
        })
        .collect()
}

fn node(arena: &Arena, id: Id, at: impl Fn(Id) -> Sample) -> Sample {
    match arena.node(id) {
        Node::Number(number) => of_number(arena.number(number)),
        Node::Constant(constant) => Sample::rounded(constant.value(), 0.0),
        Node::Add(a, b) => add(at(a), at(b)),
        Node::Mul(a, b) => multiply(at(a), at(b)),
        Node::Pow(a, b) => power(at(a), at(b)),
        Node::Sum(run) => arena
            .operands(run)
            .chunks_exact(2)
            .map(|pair| multiply(at(pair[0]), at(pair[1])))
            .fold(Sample::exact(0.0), add),
        Node::Product(run) => arena
            .operands(run)
            .chunks_exact(2)
            .map(|pair| power(at(pair[0]), at(pair[1])))
            .fold(Sample::exact(1.0), multiply),
        Node::Call(function, run) => {
            let operands: Vec<Sample> = arena.operands(run).iter().map(|&a| at(a)).collect();
            call(function, &operands)
        }
        Node::Compare(relation, a, b) => compare(relation, at(a), at(b)),
        Node::And(a, b) => match (at(a).value, at(b).value) {
            (a, b) if a == 0.0 || b == 0.0 => Sample::exact(0.0),
            (a, b) if a == 1.0 && b == 1.0 => Sample::exact(1.0),
            _ => Sample::NONE,
        },
        Node::Or(a, b) => match (at(a).value, at(b).value) {
            (a, b) if a == 1.0 || b == 1.0 => Sample::exact(1.0),
            (a, b) if a == 0.0 && b == 0.0 => Sample::exact(0.0),
            _ => Sample::NONE,
        },
        Node::Not(a) => Sample::of_condition(match at(a).value {
            1.0 => Some(false),
            0.0 => Some(true),
            _ => None,
        }),
        Node::Piecewise(run) => {
            let pieces = arena.operands(run).chunks_exact(2);
            let otherwise = pieces.remainder().first().copied();
            for piece in pieces {
                match at(piece[0]).value {
                    1.0 => return at(piece[1]),
                    0.0 => {}
                    _ => return Sample::NONE,
                }
            }
            otherwise.map_or(Sample::NONE, at)
        }
        Node::Unknown(name, run) => {
            let operands = arena.operands(run);
            match operands {
                [order, argument] => {
                    let t = at(*argument).value;
                    // What a tail is left of has the size of its argument or a little more.
                    let size = 1.0 + (t.ln() / t).abs();
                    tails::value(arena.symbol_key(name), arena.as_number(*order), t)
                        .map_or(Sample::NONE, |value| {
                            Sample::rounded(value, 8.0 * f64::EPSILON * size)
                        })
                }
                _ => Sample::NONE,
            }
        }
        Node::Symbol(_) | Node::IndexSum(_) | Node::RowSum(_) | Node::RowMean(_) => Sample::NONE,
    }
}

fn of_number(number: &Number) -> Sample {
    let value = number.to_f64();
    let exact = number.to_i64().is_some_and(|n| n.unsigned_abs() < 1 << 53);
    if exact {
        Sample::exact(value)
    } else {
        Sample::rounded(value, 0.0)
    }
}

fn add(a: Sample, b: Sample) -> Sample {
    let value = a.value + b.value;
    if a.is_whole() && b.is_whole() && value.abs() < 1e15 {
        return Sample::exact(value);
    }
    let size = a.value.abs().max(b.value.abs());
    Sample::rounded(value, a.error + b.error + f64::EPSILON * size)
}

fn multiply(a: Sample, b: Sample) -> Sample {
    let value = a.value * b.value;
    if value == 0.0 && a.value != 0.0 && b.value != 0.0 {
        return Sample {
            value,
            error: f64::NAN,
        };
    }
    if a.is_whole() && b.is_whole() && value.abs() < 1e15 {
        return Sample::exact(value);
    }
    let error = a.value.abs() * b.error + b.value.abs() * a.error + a.error * b.error;
    Sample::rounded(value, error)
}

fn power(base: Sample, exponent: Sample) -> Sample {
    if exponent.error == 0.0 && exponent.value == 1.0 {
        return base;
    }
    let value = base.value.powf(exponent.value);
    if value == 0.0 && base.value != 0.0 {
        return Sample {
            value,
            error: f64::NAN,
        };
    }
    if base.is_whole() && exponent.is_whole() && value.fract() == 0.0 && value.abs() < 1e15 {
        return Sample::exact(value);
    }
    let mut error = 0.0f64;
    if base.error > 0.0 {
        error = error.max(spread(value, base, |base| base.powf(exponent.value)));
    }
    if exponent.error > 0.0 {
        error = error.max(spread(value, exponent, |exponent| {
            base.value.powf(exponent)
        }));
    }
    Sample::rounded(value, 2.0 * error)
}

/// How far a function's value moves when its argument does.
fn spread(value: f64, argument: Sample, function: impl Fn(f64) -> f64) -> f64 {
    let step = argument.error.max(f64::EPSILON * argument.value.abs());
    let below = (function(argument.value - step) - value).abs();
    let above = (function(argument.value + step) - value).abs();
    match (below.is_nan(), above.is_nan()) {
        (false, false) => below.max(above),
        (true, false) => above,
        (false, true) => below,
        (true, true) => f64::NAN,
    }
}

fn call(function: FunctionId, operands: &[Sample]) -> Sample {
    let arguments: Vec<f64> = operands.iter().map(|operand| operand.value).collect();
    let value = function.value(&arguments);
    let Range {
        lower,
        lower_included,
        ..
    } = function.row().range;
    // A function that is always positive has underflowed where it is 0.
    if value == 0.0 && lower == 0.0 && !lower_included {
        return Sample {
            value,
            error: f64::NAN,
        };
    }
    let mut error = 0.0f64;
    for (place, operand) in operands.iter().enumerate() {
        if operand.error != 0.0 {
            let by = spread(value, *operand, |argument| {
                let mut moved = arguments.clone();
                if let Some(slot) = moved.get_mut(place) {
                    *slot = argument;
                }
                function.value(&moved)
            });
            error += by;
        }
    }
    // Functions with kinks are exact; others may round to a whole number (tanh(20) to 1).
    if !function.row().kinks.is_empty() && value.fract() == 0.0 && error == 0.0 {
        return Sample::exact(value);
    }
    Sample::rounded(value, 2.0 * error)
}

fn compare(relation: Relation, a: Sample, b: Sample) -> Sample {
    let exact = a.error == 0.0 && b.error == 0.0;
    let apart = (a.value - b.value).abs() > 16.0 * (a.error + b.error);
    if !(exact || apart) || a.value.is_nan() || b.value.is_nan() {
        return Sample::NONE;
    }
    let (a, b) = (a.value, b.value);
    Sample::of_condition(Some(match relation {
        Relation::Less => a < b,
        Relation::LessEqual => a <= b,
        Relation::Greater => a > b,
        Relation::GreaterEqual => a >= b,
        Relation::Equal => a == b,
        Relation::NotEqual => a != b,
    }))
}
