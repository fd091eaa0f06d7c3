//! Operations seen as sums of terms and as products of factors.

use super::super::graph::{Graph, Op, Value};
use crate::function::FunctionId;

/// The most terms of a sum, and factors of a product, that are looked at.
pub(super) const MOST: usize = 12;

/// A short list of pairs, without an allocation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Short<T: Copy> {
    list: [T; MOST],
    len: usize,
}

impl<T: Copy> Short<T> {
    fn new(filler: T) -> Self {
        Short {
            list: [filler; MOST],
            len: 0,
        }
    }

    /// Its pairs.
    pub fn list(&self) -> &[T] {
        &self.list[..self.len]
    }

    /// Its pairs, to be changed.
    pub fn list_mut(&mut self) -> &mut [T] {
        &mut self.list[..self.len]
    }

    /// Adds a pair. Nothing if there is no room.
    pub fn push(&mut self, pair: T) -> Option<()> {
        *self.list.get_mut(self.len)? = pair;
        self.len += 1;
        Some(())
    }

    /// Takes a pair out, the order stays.
    pub fn remove(&mut self, at: usize) {
        if at < self.len {
            self.list.copy_within(at + 1..self.len, at);
            self.len -= 1;
        }
    }
}

/// Terms with their coefficients; a constant is a multiple of 1.
pub(super) type Terms = Short<(f64, Value)>;
/// Factors with their powers.
pub(super) type Factors = Short<(Value, i32)>;

impl Terms {
    /// Without terms.
    pub fn none() -> Self {
        Short::new((0.0, Value(0)))
    }

    /// Orders the terms.
    pub fn sort_by_key(&mut self, key: impl Fn(Value) -> usize) {
        self.list_mut().sort_by_key(|&(_, value)| key(value));
    }
}

impl Factors {
    /// Without factors.
    pub fn none() -> Self {
        Short::new((Value(0), 0))
    }

    /// Multiplies by a power; powers of one factor on one side of the line are one.
    fn times(&mut self, value: Value, power: i32) -> Option<()> {
        let same = |&(known, own): &(Value, i32)| known == value && (own > 0) == (power > 0);
        match self.list().iter().position(same) {
            Some(at) => self.list_mut()[at].1 += power,
            None => self.push((value, power))?,
        }
        Some(())
    }

    /// Divides by a power of a factor.
    pub fn lower(&mut self, value: Value, power: i32) {
        let found = |&(known, own): &(Value, i32)| known == value && (own > 0) == (power > 0);
        if let Some(at) = self.list().iter().position(found) {
            self.list_mut()[at].1 -= power;
            if self.list()[at].1 == 0 {
                self.remove(at);
            }
        }
    }

    /// Orders the factors.
    pub fn sort_by_key(&mut self, key: impl Fn(Value) -> usize) {
        self.list_mut().sort_by_key(|&(value, _)| key(value));
    }
}

/// How many kinds of operations there are.
pub(super) const KINDS: usize = 128;

/// The first kind of a function.
pub(super) const FIRST_FUNCTION: usize = 16;

/// The kind of an operation: functions each have their own, but for some that share one.
#[inline]
pub(super) fn kind(op: Op) -> usize {
    fn of(function: FunctionId) -> usize {
        FIRST_FUNCTION + function.index() % (KINDS - FIRST_FUNCTION)
    }
    match op {
        Op::Constant(_) => 0,
        Op::Mul(a, b) if a == b => 1,
        Op::Mul(..) => 2,
        Op::PowInt(..) => 3,
        Op::Div(..) => 4,
        Op::Recip(_) => 5,
        Op::Pow(..) => 6,
        Op::Sqrt(_) => of(FunctionId::SQRT),
        Op::Add(..) | Op::Sub(..) => 7,
        Op::Unary(function, _) | Op::Binary(function, ..) => of(function),
        _ => 8,
    }
}

fn is_power_of_two(x: f64) -> bool {
    let fraction = x.to_bits() & ((1 << 52) - 1);
    x.is_normal() && fraction == 0 && (1e-100..1e100).contains(&x.abs())
}

/// A value as a multiple of another.
#[inline]
pub(super) fn scaled(graph: &Graph, value: Value) -> (f64, Value) {
    let (sign, value) = match graph.op(value) {
        Op::Neg(inner) => (-1.0, inner),
        _ => (1.0, value),
    };
    match graph.op(value) {
        Op::Mul(a, b) => match (graph.as_constant(a), graph.as_constant(b)) {
            (Some(factor), _) => (sign * factor, b),
            (_, Some(factor)) => (sign * factor, a),
            _ => (sign, value),
        },
        Op::Div(a, b) => match graph.as_constant(b) {
            Some(divisor) if is_power_of_two(divisor) => (sign / divisor, a),
            _ => (sign, value),
        },
        _ => (sign, value),
    }
}

/// The terms of a sum, from left to right; nothing if there are too many. `before` says what a
/// value was before it was rewritten, where that is to be looked into.
pub(super) fn terms(
    graph: &mut Graph,
    value: Value,
    before: impl Fn(Value) -> Option<Value>,
) -> Option<Terms> {
    let mut terms = Terms::none();
    let mut stack: Short<(f64, Value)> = Short::new((0.0, value));
    stack.push((1.0, value))?;
    while let Some(&(coefficient, value)) = stack.list().last() {
        stack.remove(stack.len - 1);
        let looked_into = match before(value) {
            Some(old) if matches!(graph.op(old), Op::Add(..) | Op::Sub(..)) => old,
            _ => value,
        };
        match graph.op(looked_into) {
            Op::Add(a, b) => {
                stack.push((coefficient, b))?;
                stack.push((coefficient, a))?;
            }
            Op::Sub(a, b) => {
                stack.push((-coefficient, b))?;
                stack.push((coefficient, a))?;
            }
            Op::Neg(a) => stack.push((-coefficient, a))?,
            Op::Constant(bits) => {
                let one = graph.one();
                terms.push((coefficient * f64::from_bits(bits), one))?;
            }
            Op::Div(a, b) if graph.as_constant(a).is_some() => {
                let factor = graph.as_constant(a).unwrap_or(1.0);
                if factor == 0.0 || !is_power_of_two(coefficient) {
                    terms.push((coefficient, value))?;
                } else {
                    let inverse = graph.recip(b);
                    terms.push((coefficient * factor, inverse))?;
                }
            }
            _ => {
                let (factor, inner) = scaled(graph, looked_into);
                if inner == looked_into || factor == 0.0 {
                    terms.push((coefficient, value))?;
                } else if is_power_of_two(factor) {
                    stack.push((coefficient * factor, inner))?;
                } else if is_power_of_two(coefficient) {
                    terms.push((coefficient * factor, inner))?;
                } else {
                    terms.push((coefficient, value))?;
                }
            }
        }
    }
    Some(terms)
}

/// How many terms a sum has, as [`terms`] counts them, unless there are too many or multiples of
/// sums among them.
pub(super) fn count_terms(graph: &Graph, value: Value) -> usize {
    let mut count = 1;
    let mut value = value;
    while let Op::Add(first, second) | Op::Sub(first, second) = graph.op(value) {
        let inner = scaled(graph, second).1;
        if matches!(graph.op(inner), Op::Add(..) | Op::Sub(..)) || count == MOST {
            return 0;
        }
        count += 1;
        value = first;
    }
    match graph.op(scaled(graph, value).1) {
        Op::Add(..) | Op::Sub(..) => 0,
        _ => count,
    }
}

/// The value of terms, added up from left to right.
pub(super) fn add_up(graph: &mut Graph, terms: &[(f64, Value)]) -> Value {
    // A first term that is added saves a negation.
    let start = terms.iter().position(|&(c, _)| c > 0.0).unwrap_or(0);
    let mut total: Option<Value> = None;
    let order = std::iter::once(start).chain((0..terms.len()).filter(|&at| at != start));
    for at in order {
        let Some(&(coefficient, value)) = terms.get(at) else {
            continue;
        };
        let size = graph.constant(coefficient.abs());
        let term = graph.mul(size, value);
        total = Some(match (total, coefficient < 0.0) {
            (None, false) => term,
            (None, true) => graph.neg(term),
            (Some(total), false) => graph.add(total, term),
            (Some(total), true) => graph.sub(total, term),
        });
    }
    match total {
        Some(total) => total,
        None => graph.constant(0.0),
    }
}

/// The factors of a product, equal ones together; nothing if there are too many. `whole` says which
/// values are not looked into.
pub(super) fn factors(
    graph: &mut Graph,
    value: Value,
    whole: impl Fn(Value) -> bool,
) -> Option<Factors> {
    let mut factors: Factors = Short::new((Value(0), 0));
    let mut stack: Short<(Value, i32)> = Short::new((Value(0), 0));
    stack.push((value, 1))?;
    while let Some(&(value, power)) = stack.list().last() {
        stack.remove(stack.len - 1);
        let op = match whole(value) {
            true => Op::Constant(0),
            false => graph.op(value),
        };
        match op {
            Op::Mul(a, b) => {
                stack.push((b, power))?;
                stack.push((a, power))?;
            }
            Op::Div(a, b) => {
                stack.push((b, -power))?;
                stack.push((a, power))?;
            }
            Op::Recip(a) => stack.push((a, -power))?,
            Op::Neg(a) => {
                stack.push((a, power))?;
                if power % 2 != 0 {
                    factors.times(graph.constant(-1.0), 1)?;
                }
            }
            Op::PowInt(a, n) if n < 64 && power.abs() < 64 => {
                stack.push((a, power * n as i32))?;
            }
            _ => {
                factors.times(value, power)?;
            }
        }
    }
    Some(factors)
}

/// The value of factors: those with powers below 0 are divided by, together.
pub(super) fn multiply(graph: &mut Graph, factors: &[(Value, i32)]) -> Value {
    let (mut above, mut below): (Option<Value>, Option<Value>) = (None, None);
    for &(value, power) in factors {
        let raised = graph.power_integer(value, power.unsigned_abs());
        let side = if power < 0 { &mut below } else { &mut above };
        *side = Some(match *side {
            None => raised,
            Some(product) => graph.mul(product, raised),
        });
    }
    match (above, below) {
        (Some(above), Some(below)) => graph.div(above, below),
        (Some(above), None) => above,
        (None, Some(below)) => graph.recip(below),
        (None, None) => graph.constant(1.0),
    }
}
