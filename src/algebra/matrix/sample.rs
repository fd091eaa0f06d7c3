//! Values of expressions at chance points, each with a bound of its rounding error: enough to see
//! that something is not 0.

use hashbrown::HashMap;

use crate::expr::{Arena, Id, Node, Operands};
use crate::function::{FunctionId, Kernel};

/// What samples tell of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is not 0 at some point.
    Nonzero,
    /// It is 0 at all points looked at, up to rounding.
    LooksZero,
    /// It is undefined at the points looked at.
    Undefined,
}

/// A value and a bound of its error.
#[derive(Clone, Copy)]
struct Sample {
    value: f64,
    error: f64,
}

const ROUNDS: u64 = 8;

/// The bound counts each rounding once; a value is nonzero if it is well above it.
const MARGIN: f64 = 64.0;

/// Looks at a canonical expression at a few points. What has no value in doubles (an unknown
/// function, a sum over data) takes a chance value of its own, equal where the nodes are equal.
///
/// # Cost
/// Linear in the reachable nodes.
pub(super) fn verdict(arena: &Arena, id: Id) -> Verdict {
    let order = arena.reachable(&[id]);
    let mut seen = 0;
    for round in 0..ROUNDS {
        let mut values: HashMap<Id, Sample, foldhash::fast::FixedState> =
            HashMap::with_capacity_and_hasher(order.len(), Default::default());
        for &node in &order {
            let sample = evaluate(arena, node, round, |child| {
                values.get(&child).copied().unwrap_or(exact(f64::NAN))
            });
            values.insert(node, sample);
        }
        let Some(Sample { value, error }) = values.get(&id).copied() else {
            continue;
        };
        if value.is_finite() && error.is_finite() {
            if value.abs() > MARGIN * error {
                return Verdict::Nonzero;
            }
            seen += 1;
        }
    }
    if seen > 1 {
        Verdict::LooksZero
    } else {
        Verdict::Undefined
    }
}

/// The value of an expression without symbols, if it has one.
pub(super) fn constant(arena: &Arena, id: Id) -> Option<f64> {
    let order = arena.reachable(&[id]);
    let mut values: HashMap<Id, Sample, foldhash::fast::FixedState> = HashMap::default();
    for &node in &order {
        if matches!(
            arena.node(node),
            Node::Symbol(_)
                | Node::Unknown(..)
                | Node::Piecewise(_)
                | Node::IndexSum(_)
                | Node::RowSum(_)
                | Node::RowMean(_)
        ) {
            return None;
        }
        let sample = evaluate(arena, node, 0, |child| {
            values.get(&child).copied().unwrap_or(exact(f64::NAN))
        });
        values.insert(node, sample);
    }
    let value = values.get(&id)?.value;
    value.is_finite().then_some(value)
}

fn exact(value: f64) -> Sample {
    Sample { value, error: 0.0 }
}

fn rounded(value: f64, error: f64) -> Sample {
    Sample {
        value,
        error: error + value.abs() * f64::EPSILON,
    }
}

/// A chance value that belongs to a node: between 1/4 and 9/4, positive in every other round.
fn chance(arena: &Arena, id: Id, round: u64) -> Sample {
    let mut bits = arena.hash(id) ^ round.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    // The finaliser of splitmix64.
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    let size = 0.25 + (bits >> 11) as f64 / (1u64 << 52) as f64;
    exact(if round % 2 == 1 && bits & 1 == 1 {
        -size
    } else {
        size
    })
}

fn evaluate(arena: &Arena, id: Id, round: u64, at: impl Fn(Id) -> Sample) -> Sample {
    match arena.node(id) {
        Node::Number(number) => {
            // An integer is exact, and the power with it is one of integer exponent.
            let exact_value = arena
                .number(number)
                .to_i64()
                .is_some_and(|n| n.abs() < 1 << 53);
            let is_zero = arena.number(number).is_zero();
            let value = underflow(arena.number(number).to_f64(), is_zero);
            if exact_value {
                exact(value)
            } else {
                rounded(value, 0.0)
            }
        }
        Node::Constant(constant) => rounded(constant.value(), 0.0),
        Node::Add(a, b) => add(at(a), at(b)),
        Node::Mul(a, b) => multiply(at(a), at(b)),
        Node::Pow(a, b) => power(at(a), at(b)),
        Node::Sum(run) => pairs(arena, run).fold(exact(0.0), |sum, (factor, term)| {
            add(sum, multiply(at(factor), at(term)))
        }),
        Node::Product(run) => pairs(arena, run).fold(exact(1.0), |product, (base, exponent)| {
            multiply(product, power(at(base), at(exponent)))
        }),
        Node::Call(function, run) => {
            let arguments: Vec<Sample> = arena.operands(run).iter().map(|&a| at(a)).collect();
            call(function, &arguments).unwrap_or_else(|| chance(arena, id, round))
        }
        _ => chance(arena, id, round),
    }
}

fn pairs(arena: &Arena, run: Operands) -> impl Iterator<Item = (Id, Id)> {
    arena
        .operands(run)
        .chunks_exact(2)
        .map(|pair| (pair[0], pair[1]))
}

fn add(a: Sample, b: Sample) -> Sample {
    rounded(a.value + b.value, a.error + b.error)
}

fn multiply(a: Sample, b: Sample) -> Sample {
    rounded(
        underflow(a.value * b.value, a.value == 0.0 || b.value == 0.0),
        a.error * b.value.abs() + b.error * a.value.abs() + a.error * b.error,
    )
}

/// A 0 that is one only because doubles end tells nothing.
fn underflow(value: f64, may_vanish: bool) -> f64 {
    if value == 0.0 && !may_vanish {
        f64::NAN
    } else {
        value
    }
}

fn power(a: Sample, b: Sample) -> Sample {
    let apply = |x: f64, y: f64| {
        if y.fract() == 0.0 && y.abs() <= 1024.0 {
            x.powi(y as i32)
        } else {
            x.powf(y)
        }
    };
    let value = underflow(apply(a.value, b.value), a.value == 0.0);
    let by_base = (apply(a.value + a.error, b.value) - value).abs();
    let by_exponent = (apply(a.value, b.value + b.error) - value).abs();
    rounded(
        value,
        2.0 * (by_base + by_exponent) + 4.0 * value.abs() * f64::EPSILON,
    )
}

/// How the value moves when each argument moves by its error tells of the error.
fn call(function: FunctionId, arguments: &[Sample]) -> Option<Sample> {
    let apply = |values: &[f64]| -> Option<f64> {
        match (function.row().kernel, values) {
            (Kernel::Unary(kernel), [a]) => Some(kernel(*a)),
            (Kernel::Binary(kernel), [first, rest @ ..]) if !rest.is_empty() => {
                Some(rest.iter().fold(*first, |a, b| kernel(a, *b)))
            }
            (Kernel::Ternary(kernel), [a, b, c]) => Some(kernel(*a, *b, *c)),
            _ => None,
        }
    };
    let mut values: Vec<f64> = arguments.iter().map(|sample| sample.value).collect();
    let range = function.row().range;
    let positive = range.lower == 0.0 && !range.lower_included;
    let value = underflow(apply(&values)?, !positive);
    let mut error = 4.0 * value.abs().max(f64::MIN_POSITIVE) * f64::EPSILON;
    for (at, argument) in arguments.iter().enumerate() {
        values[at] = argument.value + argument.error;
        error += 2.0 * (apply(&values)? - value).abs();
        values[at] = argument.value;
    }
    Some(Sample { value, error })
}
