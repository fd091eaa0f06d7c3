//! The interpreter for any type of number.

use std::fmt;

use super::super::arithmetic::{MAX_LOOP_WORK, terms};
use super::super::graph::Graph;
use super::super::program::{First, Instr, Order, Program, Second, Slot};
use crate::function::FunctionId;

/// A type of number that programs can run on.
///
/// The context is a value, so that it can hold a precision and what is worth keeping.
pub trait Numbers {
    /// The numbers.
    type Number: Clone;

    /// A double as such a number.
    fn constant(&self, value: f64) -> Self::Number;
    /// `a + b`
    fn add(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// `a - b`
    fn sub(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// `a * b`
    fn mul(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// `a / b`
    fn div(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// `-a`
    fn neg(&self, a: &Self::Number) -> Self::Number;
    /// `a^n`
    fn power_integer(&self, a: &Self::Number, n: u32) -> Self::Number;
    /// `a^b`
    fn power(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// A function of the table at its arguments; `index` is the first one of those that have a
    /// literal one (`polygamma(n, x)`).
    fn call(
        &self,
        function: FunctionId,
        index: Option<u32>,
        arguments: &[&Self::Number],
    ) -> Self::Number;
    /// Whether a comparison holds; nothing if it is not decided.
    fn compare(&self, order: Order, a: &Self::Number, b: &Self::Number) -> Option<bool>;
    /// What is known if the number is one of the two.
    fn either(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// The double that a number is, for the bounds of sums and for conditions; nothing if it is
    /// none for certain.
    fn double(&self, a: &Self::Number) -> Option<f64>;

    /// `1 / a`
    fn recip(&self, a: &Self::Number) -> Self::Number {
        self.div(&self.constant(1.0), a)
    }

    /// The square root.
    fn sqrt(&self, a: &Self::Number) -> Self::Number {
        self.call(FunctionId::SQRT, None, &[a])
    }

    /// How much one run may cost, in instructions.
    fn fuel(&self) -> u64 {
        MAX_LOOP_WORK
    }

    /// What a function costs of that.
    fn call_cost(&self) -> u64 {
        1
    }

    /// What this function costs of that, where some cost more than others.
    fn call_cost_of(&self, function: FunctionId) -> u64 {
        let _ = function;
        self.call_cost()
    }
}

/// Why a program did not run to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunError {
    /// The point has another length than the program has inputs.
    InputLength {
        /// How many inputs there are.
        expected: usize,
        /// How many numbers the point has.
        found: usize,
    },
    /// More conditions are undecided than are followed.
    Undecided {
        /// How many ways through the program are followed.
        limit: usize,
    },
    /// A bound of a sum is not decided.
    Sum,
    /// It takes too long: sums over many terms, or many functions with many digits.
    TooLong,
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::InputLength { expected, found } => {
                write!(
                    f,
                    "the point has {found} numbers, the function {expected} inputs"
                )
            }
            RunError::Undecided { limit } => write!(
                f,
                "so many conditions are undecided that there are more than {limit} ways through the program"
            ),
            RunError::Sum => f.write_str("a sum over an index has bounds that are not decided"),
            RunError::TooLong => f.write_str("that takes too long at this precision"),
        }
    }
}

impl std::error::Error for RunError {}

/// The most ways through a program that are followed where conditions are undecided.
const MOST_WAYS: usize = 64;

/// One way through the program.
struct Way<N> {
    at: usize,
    slots: Vec<N>,
    rounds: [u32; Graph::MAX_DEPTH],
}

impl Program {
    /// Runs on other numbers: all outputs at a point. Where a condition is undecided both ways
    /// are followed, and each output is what is known if it is one of the results.
    ///
    /// # Cost
    /// The program, once for each way through it (at most 64).
    ///
    /// # Errors
    /// See [`RunError`].
    ///
    /// # Examples
    /// ```
    /// use gradus::compile::{Single, Interval, Intervals};
    /// let f = "x*(1 - x)".parse::<gradus::Expr>()?.compile(["x"])?;
    /// assert_eq!(f.program().run_on(&Single, &[0.5f32])?, [0.25f32]);
    /// let values = f.program().run_on(&Intervals::DOUBLE, &[Interval::from([0.0, 1.0])])?;
    /// assert_eq!((values[0].lower(), values[0].upper()), (&0.0, &1.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run_on<N: Numbers>(
        &self,
        numbers: &N,
        point: &[N::Number],
    ) -> Result<Vec<N::Number>, RunError> {
        self.run_within(numbers, point, &mut numbers.fuel())
    }

    /// [`run_on`](Self::run_on) with so much fuel, from which it takes what it needs.
    pub(crate) fn run_within<N: Numbers>(
        &self,
        numbers: &N,
        point: &[N::Number],
        fuel: &mut u64,
    ) -> Result<Vec<N::Number>, RunError> {
        if point.len() != self.input_count() {
            return Err(RunError::InputLength {
                expected: self.input_count(),
                found: point.len(),
            });
        }
        let blank = numbers.constant(f64::NAN);
        let mut slots: Vec<N::Number> = Vec::with_capacity(self.slots as usize);
        for &input in &self.loads {
            slots.push(point.get(input as usize).unwrap_or(&blank).clone());
        }
        slots.extend(self.constants.iter().map(|&value| numbers.constant(value)));
        slots.resize(self.slots as usize, blank);
        let mut ways = vec![Way {
            at: 0,
            slots,
            rounds: [0; Graph::MAX_DEPTH],
        }];
        let mut seen = 1;
        let mut outputs: Option<Vec<N::Number>> = None;
        while let Some(mut way) = ways.pop() {
            while let Some(fork) = step(self, numbers, &mut way, fuel)? {
                seen += 1;
                if seen > MOST_WAYS {
                    return Err(RunError::Undecided { limit: MOST_WAYS });
                }
                ways.push(fork);
            }
            let found = (self.outputs.iter()).map(|&slot| way.slots[slot as usize].clone());
            outputs = Some(match outputs {
                None => found.collect(),
                Some(known) => (known.iter().zip(found))
                    .map(|(known, found)| numbers.either(known, &found))
                    .collect(),
            });
        }
        Ok(outputs.unwrap_or_default())
    }
}

/// The truth of a condition, which is a number: neither 0 nor NaN.
fn truth<N: Numbers>(numbers: &N, condition: &N::Number) -> Option<bool> {
    numbers.double(condition).map(|value| value.abs() > 0.0)
}

fn number<N: Numbers>(numbers: &N, truth: Option<bool>) -> N::Number {
    match truth {
        Some(true) => numbers.constant(1.0),
        Some(false) => numbers.constant(0.0),
        None => numbers.either(&numbers.constant(0.0), &numbers.constant(1.0)),
    }
}

fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Follows a way until it ends (nothing) or parts: the other way is returned.
fn step<N: Numbers>(
    program: &Program,
    numbers: &N,
    way: &mut Way<N::Number>,
    fuel: &mut u64,
) -> Result<Option<Way<N::Number>>, RunError> {
    let kernels = &program.kernels;
    while let Some(&instr) = program.code.get(way.at) {
        way.at += 1;
        let cost = match instr {
            Instr::Unary { kernel, .. } => {
                numbers.call_cost_of(kernels.unary[usize::from(kernel)].function)
            }
            Instr::Binary { kernel, .. } => {
                numbers.call_cost_of(kernels.binary[usize::from(kernel)].function)
            }
            Instr::Ternary { kernel, .. } => {
                numbers.call_cost_of(kernels.ternary[usize::from(kernel)].function)
            }
            Instr::Indexed { kernel, .. } => {
                numbers.call_cost_of(kernels.indexed[usize::from(kernel)].function)
            }
            Instr::Pow { .. } => numbers.call_cost(),
            _ => 1,
        };
        *fuel = fuel.checked_sub(cost).ok_or(RunError::TooLong)?;
        let s = &mut way.slots;
        let get = |slot: Slot| &s[slot as usize];
        let (to, value) = match instr {
            Instr::Copy { to, a } => (to, get(a).clone()),
            Instr::Add { to, a, b } => (to, numbers.add(get(a), get(b))),
            Instr::Sub { to, a, b } => (to, numbers.sub(get(a), get(b))),
            Instr::Mul { to, a, b } if a == b => (to, numbers.power_integer(get(a), 2)),
            Instr::Mul { to, a, b } => (to, numbers.mul(get(a), get(b))),
            Instr::Div { to, a, b } => (to, numbers.div(get(a), get(b))),
            Instr::Fused {
                first,
                second,
                to,
                a,
                b,
                c,
            } => {
                let result = match first {
                    First::Add => numbers.add(get(a), get(b)),
                    First::Sub => numbers.sub(get(a), get(b)),
                    First::Mul if a == b => numbers.power_integer(get(a), 2),
                    First::Mul => numbers.mul(get(a), get(b)),
                };
                let value = match second {
                    Second::Add => numbers.add(&result, get(c)),
                    Second::Sub => numbers.sub(&result, get(c)),
                    Second::SubFrom => numbers.sub(get(c), &result),
                    Second::Mul => numbers.mul(&result, get(c)),
                    Second::Div => numbers.div(&result, get(c)),
                    Second::DivInto => numbers.div(get(c), &result),
                };
                (to, value)
            }
            Instr::Neg { to, a } => (to, numbers.neg(get(a))),
            Instr::Recip { to, a } => (to, numbers.recip(get(a))),
            Instr::PowInt { to, a, n } => (to, numbers.power_integer(get(a), n)),
            Instr::Pow { to, a, b } => (to, numbers.power(get(a), get(b))),
            Instr::Sqrt { to, a } => (to, numbers.sqrt(get(a))),
            Instr::Unary { kernel, to, a } => {
                let function = kernels.unary[usize::from(kernel)].function;
                (to, numbers.call(function, None, &[get(a)]))
            }
            Instr::Binary { kernel, to, a, b } => {
                let function = kernels.binary[usize::from(kernel)].function;
                (to, numbers.call(function, None, &[get(a), get(b)]))
            }
            Instr::Ternary {
                kernel,
                to,
                a,
                b,
                c,
            } => {
                let function = kernels.ternary[usize::from(kernel)].function;
                (to, numbers.call(function, None, &[get(a), get(b), get(c)]))
            }
            Instr::Indexed { kernel, to, n, a } => {
                let function = kernels.indexed[usize::from(kernel)].function;
                (to, numbers.call(function, Some(n), &[get(a)]))
            }
            Instr::Step {
                kernel,
                to,
                a,
                at_zero,
            } => {
                let function = kernels.unary[usize::from(kernel)].function;
                let zero = numbers.constant(0.0);
                let value = match numbers.compare(Order::Equal, get(a), &zero) {
                    Some(true) => get(at_zero).clone(),
                    Some(false) => numbers.call(function, None, &[get(a)]),
                    None => {
                        let beside = numbers.call(function, None, &[get(a)]);
                        numbers.either(&beside, get(at_zero))
                    }
                };
                (to, value)
            }
            Instr::Compare { order, to, a, b } => {
                let holds = numbers.compare(order, get(a), get(b));
                (to, number(numbers, holds))
            }
            Instr::And { to, a, b } => {
                let (a, b) = (truth(numbers, get(a)), truth(numbers, get(b)));
                (to, number(numbers, both(a, b)))
            }
            Instr::Or { to, a, b } => {
                let (a, b) = (truth(numbers, get(a)), truth(numbers, get(b)));
                let neither = both(a.map(|a| !a), b.map(|b| !b));
                (to, number(numbers, neither.map(|neither| !neither)))
            }
            Instr::Not { to, a } => {
                let a = truth(numbers, get(a));
                (to, number(numbers, a.map(|a| !a)))
            }
            Instr::Select {
                to,
                condition,
                a,
                b,
            } => {
                let value = match truth(numbers, get(condition)) {
                    Some(true) => get(a).clone(),
                    Some(false) => get(b).clone(),
                    None => numbers.either(get(a), get(b)),
                };
                (to, value)
            }
            Instr::Jump { target } => {
                way.at = target as usize;
                continue;
            }
            Instr::JumpIfNot { condition, target } => match truth(numbers, get(condition)) {
                Some(true) => continue,
                Some(false) => {
                    way.at = target as usize;
                    continue;
                }
                None => {
                    return Ok(Some(Way {
                        at: target as usize,
                        slots: way.slots.clone(),
                        rounds: way.rounds,
                    }));
                }
            },
            Instr::LoopStart { at } => {
                let entry = &program.loops[at as usize];
                let bounds = (
                    numbers.double(get(entry.first)),
                    numbers.double(get(entry.last)),
                );
                let (Some(first), Some(last)) = bounds else {
                    return Err(RunError::Sum);
                };
                match terms(first, last) {
                    Some(count) if count > 0 => {
                        way.rounds[entry.level as usize % Graph::MAX_DEPTH] = count;
                        s[entry.index as usize] = numbers.constant(first);
                        (entry.to, numbers.constant(0.0))
                    }
                    count => {
                        way.at = entry.end as usize;
                        let sum = if count == Some(0) { 0.0 } else { f64::NAN };
                        (entry.to, numbers.constant(sum))
                    }
                }
            }
            Instr::LoopEnd { at } => {
                let entry = &program.loops[at as usize];
                let sum = numbers.add(get(entry.to), get(entry.value));
                let left = &mut way.rounds[entry.level as usize % Graph::MAX_DEPTH];
                *left = left.saturating_sub(1);
                if *left > 0 {
                    let next = numbers.add(get(entry.index), &numbers.constant(1.0));
                    s[entry.index as usize] = next;
                    way.at = entry.start as usize;
                }
                (entry.to, sum)
            }
        };
        s[to as usize] = value;
    }
    Ok(None)
}
