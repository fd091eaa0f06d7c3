//! A program as a list of values, each computed once: what contraction walks backwards through.
//!
//! A [`Program`](crate::compile::Program) uses its slots again, so the intervals in the middle of a
//! computation are lost when it ends. Here each has its own place. A program with loops or with
//! jumps is run as it is, forwards only.

use super::area::{Area, meet, side};
use super::decorated::{Decorated, Decorations, PLAIN};
use super::invert::{self, Narrow};
use crate::compile::{CompileError, CompileOptions, ExactProgram, Instr, Interval, Numbers, Order};
use crate::expr::{Arena, Id};
use crate::function::FunctionId;

/// A value's place.
type Place = u32;

/// How a value is made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    Input(usize),
    /// A number, which is known from the start.
    Known,
    Add(Place, Place),
    Sub(Place, Place),
    Mul(Place, Place),
    Div(Place, Place),
    Neg(Place),
    Recip(Place),
    PowInt(Place, u32),
    Pow(Place, Place),
    Call(FunctionId, Option<u32>, [Place; 3], usize),
    Step(FunctionId, Place, Place),
    Compare(Order, Place, Place),
    And(Place, Place),
    Or(Place, Place),
    Not(Place),
    Select(Place, Place, Place),
}

/// The values, in order.
#[derive(Debug)]
struct List {
    ops: Vec<Op>,
    /// What is known from the start, and blanks.
    initial: Vec<Decorated>,
    /// The values that depend on an input, but for the inputs themselves.
    active: Vec<Place>,
    outputs: Vec<Place>,
}

/// Functions over boxes.
#[derive(Debug)]
pub(super) struct Tape {
    exact: ExactProgram,
    constants: Vec<Decorated>,
    list: Option<List>,
    outputs: usize,
    inputs: usize,
}

/// All fuel is spent, or a value can't be told for a box because the work would never end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spent;

impl Tape {
    pub(super) fn compile(
        arena: &Arena,
        outputs: &[Id],
        inputs: &[Id],
        options: &CompileOptions,
    ) -> Result<Self, CompileError> {
        let exact = ExactProgram::compile(arena, outputs, inputs, options)?;
        let constants: Vec<Decorated> = exact
            .double_constants()
            .into_iter()
            .map(Decorated::new)
            .collect();
        let list = List::new(&exact, &constants, inputs.len());
        Ok(Tape {
            exact,
            constants,
            list,
            outputs: outputs.len(),
            inputs: inputs.len(),
        })
    }

    /// All outputs over a box.
    ///
    /// What can't be computed, as with too many undecided conditions, may be anything.
    pub(super) fn run(
        &self,
        area: &[Interval<f64>],
        fuel: &mut u64,
    ) -> Result<Vec<Decorated>, Spent> {
        match &self.list {
            Some(list) => {
                let values = list.forward(area, fuel)?;
                Ok(list.outputs_of(&values))
            }
            None => {
                let point: Vec<Decorated> = area.iter().cloned().map(Decorated::new).collect();
                let all: Vec<Decorated> = point
                    .into_iter()
                    .chain(self.constants.iter().cloned())
                    .collect();
                let found = self.exact.program().run_within(&Decorations, &all, fuel);
                if *fuel == 0 {
                    return Err(Spent);
                }
                Ok(found.unwrap_or_else(|_| {
                    let anything = Decorated {
                        interval: Interval::anything(),
                        continuous: false,
                    };
                    vec![anything; self.outputs]
                }))
            }
        }
    }

    /// Narrows a box to where the first `count` outputs can be 0 and the others have a value, as far
    /// as going back through the operations tells. Nothing if there is no such place.
    ///
    /// # Source
    /// Benhamou, Goualard, Granvilliers and Puget, *Revising hull and box consistency*, ICLP (1999).
    pub(super) fn narrow(
        &self,
        area: &[Interval<f64>],
        count: usize,
        fuel: &mut u64,
    ) -> Result<Option<Area>, Spent> {
        let Some(list) = &self.list else {
            let outputs = self.run(area, fuel)?;
            let possible = outputs.iter().enumerate().all(|(at, output)| {
                !output.interval.is_empty() && (at >= count || output.interval.contains(&0.0))
            });
            return Ok(possible.then(|| area.to_vec()));
        };
        let mut values = list.forward(area, fuel)?;
        if list.backward(&mut values, count).is_none() {
            return Ok(None);
        }
        let mut narrowed = area.to_vec();
        for (op, value) in list.ops.iter().zip(&values) {
            if let Op::Input(at) = op
                && let Some(side) = narrowed.get_mut(*at)
            {
                *side = meet(side, &value.interval);
                if side.lower() > side.upper() {
                    return Ok(None);
                }
            }
        }
        Ok(Some(narrowed))
    }

    pub(super) fn inputs(&self) -> usize {
        self.inputs
    }
}

impl List {
    fn new(exact: &ExactProgram, constants: &[Decorated], count: usize) -> Option<Self> {
        let program = exact.program();
        let mut list = List {
            ops: Vec::new(),
            initial: Vec::new(),
            active: Vec::new(),
            outputs: Vec::new(),
        };
        let blank = Decorated::new(Interval::nothing());
        let mut slots: Vec<Place> = Vec::with_capacity(program.slot_count());
        for &input in program.loads() {
            let input = input as usize;
            let place = match input.checked_sub(count) {
                None => list.push(Op::Input(input), blank.clone()),
                Some(at) => list.push(Op::Known, constants.get(at)?.clone()),
            };
            slots.push(place);
        }
        for &constant in program.constants() {
            slots.push(list.push(Op::Known, Decorations.constant(constant)));
        }
        let nothing = list.push(Op::Known, blank);
        slots.resize(program.slot_count(), nothing);
        for &instr in program.code() {
            match instr.parts() {
                Some(parts) => {
                    for part in parts {
                        list.add(program, &mut slots, part)?;
                    }
                }
                None => list.add(program, &mut slots, instr)?,
            }
        }
        for &output in program.outputs() {
            list.outputs.push(*slots.get(output as usize)?);
        }
        Some(list)
    }

    fn push(&mut self, op: Op, value: Decorated) -> Place {
        let place = self.ops.len() as Place;
        self.ops.push(op);
        self.initial.push(value);
        place
    }

    /// Adds an instruction; nothing for one that makes this no list.
    fn add(
        &mut self,
        program: &crate::compile::Program,
        slots: &mut [Place],
        instr: Instr,
    ) -> Option<()> {
        let of = |slot: u32| slots.get(slot as usize).copied();
        let kernels = program.kernels();
        let (to, op) = match instr {
            Instr::Copy { to, a } => {
                let place = of(a)?;
                *slots.get_mut(to as usize)? = place;
                return Some(());
            }
            Instr::Add { to, a, b } => (to, Op::Add(of(a)?, of(b)?)),
            Instr::Sub { to, a, b } => (to, Op::Sub(of(a)?, of(b)?)),
            Instr::Mul { to, a, b } => match (of(a)?, of(b)?) {
                (a, b) if a == b => (to, Op::PowInt(a, 2)),
                (a, b) => (to, Op::Mul(a, b)),
            },
            Instr::Div { to, a, b } => (to, Op::Div(of(a)?, of(b)?)),
            Instr::Neg { to, a } => (to, Op::Neg(of(a)?)),
            Instr::Recip { to, a } => (to, Op::Recip(of(a)?)),
            Instr::PowInt { to, a, n } => (to, Op::PowInt(of(a)?, n)),
            Instr::Pow { to, a, b } => (to, Op::Pow(of(a)?, of(b)?)),
            Instr::Sqrt { to, a } => {
                let a = of(a)?;
                (to, Op::Call(FunctionId::SQRT, None, [a; 3], 1))
            }
            Instr::Unary { kernel, to, a } => {
                let function = kernels.unary.get(usize::from(kernel))?.function;
                let a = of(a)?;
                (to, Op::Call(function, None, [a; 3], 1))
            }
            Instr::Binary { kernel, to, a, b } => {
                let function = kernels.binary.get(usize::from(kernel))?.function;
                let (a, b) = (of(a)?, of(b)?);
                (to, Op::Call(function, None, [a, b, b], 2))
            }
            Instr::Ternary {
                kernel,
                to,
                a,
                b,
                c,
            } => {
                let function = kernels.ternary.get(usize::from(kernel))?.function;
                (to, Op::Call(function, None, [of(a)?, of(b)?, of(c)?], 3))
            }
            Instr::Indexed { kernel, to, n, a } => {
                let function = kernels.indexed.get(usize::from(kernel))?.function;
                let a = of(a)?;
                (to, Op::Call(function, Some(n), [a; 3], 1))
            }
            Instr::Step {
                kernel,
                to,
                a,
                at_zero,
            } => {
                let function = kernels.unary.get(usize::from(kernel))?.function;
                (to, Op::Step(function, of(a)?, of(at_zero)?))
            }
            Instr::Compare { order, to, a, b } => (to, Op::Compare(order, of(a)?, of(b)?)),
            Instr::And { to, a, b } => (to, Op::And(of(a)?, of(b)?)),
            Instr::Or { to, a, b } => (to, Op::Or(of(a)?, of(b)?)),
            Instr::Not { to, a } => (to, Op::Not(of(a)?)),
            Instr::Select {
                to,
                condition,
                a,
                b,
            } => (to, Op::Select(of(condition)?, of(a)?, of(b)?)),
            Instr::Fused { .. }
            | Instr::Jump { .. }
            | Instr::JumpIfNot { .. }
            | Instr::LoopStart { .. }
            | Instr::LoopEnd { .. } => return None,
        };
        let fixed = operands(op)
            .iter()
            .all(|&place| matches!(self.ops.get(place as usize), Some(Op::Known)));
        let place = if fixed {
            let value = compute(op, &self.initial);
            self.push(Op::Known, value)
        } else {
            let place = self.push(op, Decorated::new(Interval::nothing()));
            self.active.push(place);
            place
        };
        *slots.get_mut(to as usize)? = place;
        Some(())
    }

    fn forward(&self, area: &[Interval<f64>], fuel: &mut u64) -> Result<Vec<Decorated>, Spent> {
        let cost = self.active.len() as u64 + 4;
        match fuel.checked_sub(cost) {
            Some(left) => *fuel = left,
            None => {
                *fuel = 0;
                return Err(Spent);
            }
        }
        let mut values = self.initial.clone();
        for (op, value) in self.ops.iter().zip(&mut values) {
            if let Op::Input(at) = op
                && let Some(side) = area.get(*at)
            {
                *value = Decorated::new(side.clone());
            }
        }
        for &place in &self.active {
            let value = compute(self.ops[place as usize], &values);
            values[place as usize] = value;
        }
        Ok(values)
    }

    fn outputs_of(&self, values: &[Decorated]) -> Vec<Decorated> {
        self.outputs
            .iter()
            .map(|&place| values[place as usize].clone())
            .collect()
    }

    /// From the outputs, which are to be 0, to the inputs. Nothing if there is a contradiction.
    ///
    /// Only what the outputs need at a zero is narrowed: a part that is not chosen there may be
    /// undefined and says nothing.
    fn backward(&self, values: &mut [Decorated], count: usize) -> Option<()> {
        let mut needed = vec![false; self.ops.len()];
        let zero = side(0.0, 0.0);
        for (at, &output) in self.outputs.iter().enumerate() {
            if at < count {
                narrow(values, output, &zero)?;
            } else if values[output as usize].interval.is_empty() {
                return None;
            }
            needed[output as usize] = true;
        }
        for &place in self.active.iter().rev() {
            if needed[place as usize] {
                self.narrow_operands(place, values, &mut needed)?;
            }
        }
        Some(())
    }

    fn narrow_operands(
        &self,
        place: Place,
        values: &mut [Decorated],
        needed: &mut [bool],
    ) -> Option<()> {
        let op = self.ops[place as usize];
        let result = values[place as usize].interval.clone();
        let value = |place: Place, values: &[Decorated]| values[place as usize].interval.clone();
        let mut need = |places: &[Place]| {
            for &place in places {
                needed[place as usize] = true;
            }
        };
        match op {
            Op::Add(a, b) => {
                need(&[a, b]);
                let other = PLAIN.sub(&result, &value(b, values));
                narrow(values, a, &other)?;
                let other = PLAIN.sub(&result, &value(a, values));
                narrow(values, b, &other)
            }
            Op::Sub(a, b) => {
                need(&[a, b]);
                let other = PLAIN.add(&result, &value(b, values));
                narrow(values, a, &other)?;
                let other = PLAIN.sub(&value(a, values), &result);
                narrow(values, b, &other)
            }
            Op::Mul(a, b) => {
                need(&[a, b]);
                let factor = invert::quotient(&result, &value(b, values), &value(a, values));
                narrow(values, a, &factor)?;
                let factor = invert::quotient(&result, &value(a, values), &value(b, values));
                narrow(values, b, &factor)
            }
            Op::Div(a, b) => {
                need(&[a, b]);
                let product = PLAIN.mul(&result, &value(b, values));
                narrow(values, a, &product)?;
                let divisor = invert::quotient(&value(a, values), &result, &value(b, values));
                narrow(values, b, &divisor)
            }
            Op::Neg(a) => {
                need(&[a]);
                narrow(values, a, &PLAIN.neg(&result))
            }
            Op::Recip(a) => {
                need(&[a]);
                let divisor = invert::quotient(&side(1.0, 1.0), &result, &value(a, values));
                narrow(values, a, &divisor)
            }
            Op::PowInt(a, n) => {
                need(&[a]);
                let root = invert::root(&result, n, &value(a, values));
                narrow(values, a, &root)
            }
            Op::Pow(a, b) => {
                need(&[a, b]);
                let (base, exponent) = (value(a, values), value(b, values));
                let base = invert::power_base(&result, &exponent, &base);
                narrow(values, a, &base)
            }
            Op::Call(function, None, [a, ..], 1) => {
                need(&[a]);
                match invert::argument(function, &result, &value(a, values)) {
                    Narrow::To(argument) => narrow(values, a, &argument),
                    Narrow::Unknown => Some(()),
                }
            }
            Op::Call(_, _, places, count) => {
                need(places.get(..count).unwrap_or_default());
                Some(())
            }
            Op::Select(condition, a, b) => {
                let chosen = Decorations.double(&values[condition as usize]);
                match chosen.map(|truth| truth.abs() > 0.0) {
                    Some(true) => {
                        need(&[a]);
                        narrow(values, a, &result)
                    }
                    Some(false) => {
                        need(&[b]);
                        narrow(values, b, &result)
                    }
                    None => Some(()),
                }
            }
            Op::Input(_)
            | Op::Known
            | Op::Step(..)
            | Op::Compare(..)
            | Op::And(..)
            | Op::Or(..)
            | Op::Not(_) => Some(()),
        }
    }
}

/// Narrows a value; nothing if nothing is left of it.
fn narrow(values: &mut [Decorated], place: Place, to: &Interval<f64>) -> Option<()> {
    let value = &mut values[place as usize].interval;
    let (lower, upper) = (
        value.lower().max(*to.lower()),
        value.upper().min(*to.upper()),
    );
    if lower > upper || value.is_empty() || to.is_empty() {
        return None;
    }
    if lower > *value.lower() || upper < *value.upper() {
        *value = side(lower, upper);
    }
    Some(())
}

fn operands(op: Op) -> Vec<Place> {
    match op {
        Op::Input(_) | Op::Known => Vec::new(),
        Op::Neg(a) | Op::Recip(a) | Op::PowInt(a, _) | Op::Not(a) => vec![a],
        Op::Add(a, b)
        | Op::Sub(a, b)
        | Op::Mul(a, b)
        | Op::Div(a, b)
        | Op::Pow(a, b)
        | Op::Step(_, a, b)
        | Op::Compare(_, a, b)
        | Op::And(a, b)
        | Op::Or(a, b) => vec![a, b],
        Op::Call(_, _, places, count) => places.iter().take(count).copied().collect(),
        Op::Select(a, b, c) => vec![a, b, c],
    }
}

/// A value from those before it.
fn compute(op: Op, values: &[Decorated]) -> Decorated {
    let context = &Decorations;
    let get = |place: Place| &values[place as usize];
    let truth = |place: Place| context.double(get(place)).map(|value| value.abs() > 0.0);
    let number = |truth: Option<bool>| match truth {
        Some(true) => context.constant(1.0),
        Some(false) => context.constant(0.0),
        None => context.either(&context.constant(0.0), &context.constant(1.0)),
    };
    let both = |a: Option<bool>, b: Option<bool>| match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    };
    match op {
        Op::Input(_) | Op::Known => Decorated::new(Interval::nothing()),
        Op::Add(a, b) => context.add(get(a), get(b)),
        Op::Sub(a, b) => context.sub(get(a), get(b)),
        Op::Mul(a, b) => context.mul(get(a), get(b)),
        Op::Div(a, b) => context.div(get(a), get(b)),
        Op::Neg(a) => context.neg(get(a)),
        Op::Recip(a) => context.recip(get(a)),
        Op::PowInt(a, n) => context.power_integer(get(a), n),
        Op::Pow(a, b) => context.power(get(a), get(b)),
        Op::Call(function, index, [a, b, c], count) => match count {
            1 => context.call(function, index, &[get(a)]),
            2 => context.call(function, index, &[get(a), get(b)]),
            _ => context.call(function, index, &[get(a), get(b), get(c)]),
        },
        Op::Step(function, a, at_zero) => {
            match context.compare(Order::Equal, get(a), &context.constant(0.0)) {
                Some(true) => get(at_zero).clone(),
                Some(false) => context.call(function, None, &[get(a)]),
                None => {
                    let beside = context.call(function, None, &[get(a)]);
                    context.either(&beside, get(at_zero))
                }
            }
        }
        Op::Compare(order, a, b) => number(context.compare(order, get(a), get(b))),
        Op::And(a, b) => number(both(truth(a), truth(b))),
        Op::Or(a, b) => {
            let neither = both(truth(a).map(|a| !a), truth(b).map(|b| !b));
            number(neither.map(|neither| !neither))
        }
        Op::Not(a) => number(truth(a).map(|a| !a)),
        Op::Select(condition, a, b) => match truth(condition) {
            Some(true) => get(a).clone(),
            Some(false) => get(b).clone(),
            None => context.either(get(a), get(b)),
        },
    }
}
