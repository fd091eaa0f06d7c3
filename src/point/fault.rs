//! What went wrong at a point, and the search for where it began.

use super::formulas;
use super::trace::{Frame, Walk};
use crate::compile::arithmetic::{terms, truth};
use crate::expr::{Arena, Id, Node, Number, PrintOptions, print};
use crate::function::FunctionId;

/// Why a part of an expression has no value, or no finite one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cause {
    /// The arguments are outside the real domain of the function.
    Domain {
        /// The function.
        function: FunctionId,
        /// Its arguments as texts, with their values.
        arguments: Vec<(String, f64)>,
    },
    /// A negative number has a power that is not whole.
    NegativeBase {
        /// The base as a text, with its value.
        base: (String, f64),
        /// The exponent as a text, with its value.
        exponent: (String, f64),
    },
    /// 0 is divided into something that is not 0.
    DivisionByZero {
        /// What is 0.
        denominator: String,
    },
    /// 0 is divided into 0.
    ZeroOverZero {
        /// What is divided.
        numerator: String,
        /// What it is divided by.
        denominator: String,
    },
    /// The value is larger than the largest double.
    Overflow,
    /// A combination of infinities that has no value, such as `inf - inf`.
    Indeterminate,
    /// A derivative at a kink of the function, where it does not exist.
    Kink {
        /// The function that has the kink, as far as the derivative shows it.
        function: String,
        /// What is 0 at the kink.
        decider: String,
    },
    /// None of the conditions of a choice holds.
    NoPiece,
    /// The bounds of a sum are not whole numbers, or too far apart.
    Bounds {
        /// The first index.
        from: f64,
        /// The last index.
        to: f64,
    },
    /// The value that was given is none.
    Given {
        /// The value.
        value: f64,
    },
    /// The value is lost in floating-point arithmetic.
    Lost,
}

/// The first part of an expression that left its domain.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The part, as a text.
    pub part: String,
    /// Why it has no value.
    pub cause: Cause,
    /// The indices of the sums around it, innermost first.
    pub index: Vec<(String, f64)>,
}

/// A fault with its place.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) part: Id,
    pub(super) cause: Cause,
    pub(super) index: Vec<(Id, f64)>,
}

/// How near the edge of a domain counts as on it.
pub(super) const EDGE: f64 = 1e-9;

/// The arguments with one moved a little to either side.
pub(super) fn moved(arguments: &[f64]) -> impl Iterator<Item = Vec<f64>> {
    (0..2 * arguments.len()).map(move |at| {
        let sign = if at % 2 == 0 { 1.0 } else { -1.0 };
        let mut moved = arguments.to_vec();
        if let Some(argument) = moved.get_mut(at / 2) {
            *argument += sign * EDGE * (1.0 + argument.abs());
        }
        moved
    })
}

impl Found {
    /// Whether the part is not real around the point either, so that there is no limit.
    pub(super) fn is_outside(&self) -> bool {
        match &self.cause {
            Cause::Domain {
                function,
                arguments,
            } => {
                let values: Vec<f64> = arguments.iter().map(|(_, value)| *value).collect();
                moved(&values).all(|moved| !formulas::in_domain(*function, &moved))
            }
            Cause::NegativeBase { .. } => true,
            _ => false,
        }
    }

    pub(super) fn described(self, arena: &Arena) -> Fault {
        let index = self.index.into_iter();
        Fault {
            part: text(arena, self.part),
            cause: self.cause,
            index: index
                .map(|(id, value)| (arena.name(id).to_owned(), value))
                .collect(),
        }
    }
}

/// The longest part that is written out.
const LONGEST: usize = 200;

/// A part of an expression as text; how long it is, if it is long.
pub(super) fn text(arena: &Arena, id: Id) -> String {
    let options = PrintOptions {
        limit: LONGEST,
        ..PrintOptions::default()
    };
    match print(arena, id, &options) {
        Ok(text) => text,
        Err(long) => format!("a part of {} characters", long.characters),
    }
}

/// Follows what is no finite number down to where it began: in the order of evaluation, the first
/// operand that is none.
pub(super) fn blame(walk: &Walk<'_>, frame: &Frame, root: Id) -> Found {
    let arena = walk.arena;
    let mut part = root;
    let mut combined = None;
    loop {
        if let Some(found) = frame.blamed.get(&part) {
            return found.clone();
        }
        let value = frame.get(part);
        if value.is_nan() {
            if let Some(cause) = zero_over_zero(arena, frame, part) {
                return found(part, cause);
            }
            combined = Some(part);
        }
        if let Some(next) = bad_operand(arena, frame, part) {
            part = next;
            continue;
        }
        let cause = own_cause(walk, frame, part);
        return match (cause, combined) {
            // An infinity that was given did no harm until it met another.
            (Cause::Given { value }, Some(part)) if value.is_infinite() => {
                found(part, Cause::Indeterminate)
            }
            (cause, _) => found(part, cause),
        };
    }
}

fn found(part: Id, cause: Cause) -> Found {
    Found {
        part,
        cause,
        index: Vec::new(),
    }
}

/// The first operand that was looked at and is no finite number; given infinities are values.
fn bad_operand(arena: &Arena, frame: &Frame, id: Id) -> Option<Id> {
    let is_bad = |child: Id| {
        let value = frame.values.get(&child);
        let infinite = matches!(arena.node(child), Node::Symbol(_));
        value.is_some_and(|value| value.is_nan() || value.is_infinite() && !infinite)
    };
    match arena.node(id) {
        Node::Piecewise(run) => {
            let operands = arena.operands(run);
            let pairs = operands.chunks_exact(2);
            let otherwise = pairs.remainder().first().copied();
            for pair in pairs {
                if truth(frame.get(pair[0])) {
                    return Some(pair[1]).filter(|&piece| is_bad(piece));
                }
            }
            otherwise.filter(|&piece| is_bad(piece))
        }
        // A condition has a value whatever is compared.
        Node::Compare(..) | Node::And(..) | Node::Or(..) | Node::Not(_) => None,
        Node::IndexSum(run) => [2, 3]
            .map(|at| arena.operand(run, at))
            .into_iter()
            .find(|&bound| is_bad(bound)),
        _ => {
            let mut first = None;
            arena.for_each_child(id, |child| {
                if first.is_none() && is_bad(child) {
                    first = Some(child);
                }
            });
            first
        }
    }
}

/// 0/0, if that is what a product of a quotient is.
fn zero_over_zero(arena: &Arena, frame: &Frame, id: Id) -> Option<Cause> {
    let Node::Mul(a, b) = arena.node(id) else {
        return None;
    };
    let (zero, infinite) = match (frame.get(a), frame.get(b)) {
        (0.0, other) if other.is_infinite() => (a, b),
        (other, 0.0) if other.is_infinite() => (b, a),
        _ => return None,
    };
    Some(Cause::ZeroOverZero {
        numerator: text(arena, zero),
        denominator: text(arena, denominator(arena, frame, infinite)?),
    })
}

/// What is 0 below a product that is infinite for that reason.
fn denominator(arena: &Arena, frame: &Frame, mut id: Id) -> Option<Id> {
    loop {
        match arena.node(id) {
            Node::Mul(a, b) if frame.get(b).is_infinite() && frame.get(a).is_finite() => id = b,
            Node::Mul(a, b) if frame.get(a).is_infinite() && frame.get(b).is_finite() => id = a,
            Node::Pow(base, _) if frame.get(base) == 0.0 => return Some(base),
            _ => return None,
        }
    }
}

/// Why a part has no value though its operands have.
fn own_cause(walk: &Walk<'_>, frame: &Frame, id: Id) -> Cause {
    let arena = walk.arena;
    let value = frame.get(id);
    let given = |child: Id| frame.get(child).is_infinite();
    match arena.node(id) {
        Node::Symbol(_) => Cause::Given { value },
        Node::Call(function, run) => {
            let operands = arena.operands(run);
            let values: Vec<f64> = operands.iter().map(|&a| frame.get(a)).collect();
            let at_jump = walk.setting.derivative && values == [0.0];
            if at_jump && function.row().step.is_some() {
                let argument = operands.first().map(|&a| text(arena, a));
                let decider = argument.unwrap_or_default();
                return Cause::Kink {
                    function: kinked(function, &decider),
                    decider,
                };
            }
            if values.iter().all(|value| value.is_finite())
                && !formulas::in_domain(function, &values)
            {
                let texts = operands.iter().map(|&a| text(arena, a));
                return Cause::Domain {
                    function,
                    arguments: texts.zip(values).collect(),
                };
            }
            unbounded(value)
        }
        Node::Pow(base, exponent) => power_cause(arena, frame, [base, exponent], value),
        Node::Product(run) => {
            // A canonical product holds its powers itself.
            let pairs = arena.operands(run).chunks_exact(2);
            let mut zero = None;
            let mut below = None;
            for pair in pairs {
                let (base, exponent) = (frame.get(pair[0]), frame.get(pair[1]));
                if base < 0.0 && exponent.fract() != 0.0 || base == 0.0 && exponent < 0.0 {
                    below = below.or(Some([pair[0], pair[1]]));
                } else if base == 0.0 {
                    zero = zero.or(Some(pair[0]));
                }
            }
            match (below, zero) {
                (Some([base, _]), Some(zero)) if frame.get(base) == 0.0 => Cause::ZeroOverZero {
                    numerator: text(arena, zero),
                    denominator: text(arena, base),
                },
                (Some(pair), _) => power_cause(arena, frame, pair, value),
                (None, _) => unbounded(value),
            }
        }
        Node::Piecewise(_) => Cause::NoPiece,
        Node::IndexSum(run) => {
            let [from, to] = [2, 3].map(|at| frame.get(arena.operand(run, at)));
            match terms(from, to) {
                None => Cause::Bounds { from, to },
                Some(_) => unbounded(value),
            }
        }
        Node::Add(a, b) | Node::Mul(a, b) if given(a) || given(b) => {
            if value.is_nan() {
                Cause::Indeterminate
            } else {
                Cause::Given { value }
            }
        }
        _ => unbounded(value),
    }
}

fn unbounded(value: f64) -> Cause {
    if value.is_infinite() {
        Cause::Overflow
    } else {
        Cause::Lost
    }
}

fn power_cause(arena: &Arena, frame: &Frame, [base, exponent]: [Id; 2], value: f64) -> Cause {
    let (b, e) = (frame.get(base), frame.get(exponent));
    if b == 0.0 && e < 0.0 {
        return Cause::DivisionByZero {
            denominator: text(arena, base),
        };
    }
    if b < 0.0 && e.fract() != 0.0 && e.is_finite() {
        let half = arena.as_number(exponent).and_then(Number::to_ratio);
        if let Some((1 | -1, 2)) = half {
            return Cause::Domain {
                function: FunctionId::SQRT,
                arguments: vec![(text(arena, base), b)],
            };
        }
        return Cause::NegativeBase {
            base: (text(arena, base), b),
            exponent: (text(arena, exponent), e),
        };
    }
    unbounded(value)
}

/// The function whose slope a step is: the first of the table that has it as its partial.
fn kinked(step: FunctionId, argument: &str) -> String {
    let slope = |function: &FunctionId| match function.row().parameters {
        [only] => {
            let partial = format!("{}({only})", step.name());
            function.row().partials == [partial.as_str()]
        }
        _ => false,
    };
    match crate::function::all().find(slope) {
        Some(function) => format!("{}({argument})", function.name()),
        None => format!("{}({argument})", step.name()),
    }
}
