//! Programs whose numbers are exact: 0.1 is 1/10, and pi is pi to as many digits as are needed.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::big::{Big, Bits, Round};
use super::interval::{Endpoint, Interval, Intervals};
use super::run::RunError;
use crate::compile::{Accuracy, CompileError, CompileOptions, Program};
use crate::compile::{allocate, lower, schedule};
use crate::expr::{Arena, Constant, Id, Number};

/// A number that stands in an expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Exact {
    Number(Number),
    Constant(Constant),
}

impl Exact {
    /// Two numbers around it.
    fn enclosed(&self, bits: Bits) -> Interval<Big> {
        let [lower, upper] = match self {
            Exact::Number(number) => {
                [Round::Down, Round::Up].map(|round| Big::from_number(number, bits, round))
            }
            Exact::Constant(Constant::Pi) => Big::pi(&bits),
            Exact::Constant(Constant::E) => Big::e(bits),
        };
        Interval::new(lower, upper)
    }
}

/// The numbers of an expression, as inputs behind the others.
#[derive(Debug)]
pub(crate) struct ExactConstants {
    first: usize,
    list: Vec<Exact>,
    places: HashMap<Exact, u32, FixedState>,
}

impl ExactConstants {
    pub(crate) fn new(first: usize) -> Self {
        ExactConstants {
            first,
            list: Vec::new(),
            places: HashMap::default(),
        }
    }

    /// The input that a number is.
    pub(crate) fn place(&mut self, number: Exact) -> u32 {
        let next = (self.first + self.list.len()) as u32;
        let list = &mut self.list;
        *self.places.entry(number).or_insert_with_key(|number| {
            list.push(number.clone());
            next
        })
    }

    pub(crate) fn into_list(self) -> Vec<Exact> {
        self.list
    }
}

/// A program with exact numbers.
#[derive(Debug)]
pub(crate) struct ExactProgram {
    program: Program,
    constants: Vec<Exact>,
}

impl ExactProgram {
    pub(crate) fn compile(
        arena: &Arena,
        outputs: &[Id],
        inputs: &[Id],
        options: &CompileOptions,
    ) -> Result<Self, CompileError> {
        let options = CompileOptions {
            // Forms that lose fewer digits may be right to the digits of doubles only.
            accuracy: Accuracy::Naive,
            ..*options
        };
        let (graph, values, constants) = lower::lower_exact(arena, outputs, inputs, &options)?;
        let schedule = schedule::schedule(&graph, &values);
        let count = inputs.len() + constants.len();
        let program = allocate::allocate(&graph, &schedule, &values, count);
        Ok(ExactProgram { program, constants })
    }

    /// Its numbers to so many bits.
    pub(crate) fn constants(&self, bits: Bits) -> Vec<Interval<Big>> {
        let all = self.constants.iter();
        all.map(|constant| constant.enclosed(bits)).collect()
    }

    /// Its numbers as intervals of doubles.
    pub(crate) fn double_constants(&self) -> Vec<Interval<f64>> {
        let ends = self.constants(53).into_iter().map(|exact| {
            // The nearest double may lie on the wrong side, beyond the range of normal numbers.
            let outward = |end: &Big, up: bool| {
                let near = end.nearest();
                let beyond = match Big::exactly(near) {
                    Some(back) if up => back.order(end).is_ge(),
                    Some(back) => back.order(end).is_le(),
                    None => false,
                };
                match (beyond, up) {
                    (true, _) => near,
                    (false, true) => near.next_up(),
                    (false, false) => near.next_down(),
                }
            };
            let (lower, upper) = (outward(exact.lower(), false), outward(exact.upper(), true));
            Interval::from([lower, upper])
        });
        ends.collect()
    }

    /// The program, whose inputs are followed by the numbers.
    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// All outputs at a point, computed with so many bits; `constants` are those of the program.
    pub(crate) fn run(
        &self,
        point: impl Iterator<Item = Interval<Big>>,
        constants: &[Interval<Big>],
        bits: Bits,
    ) -> Result<Vec<Interval<Big>>, RunError> {
        self.run_within(point, constants, bits, &mut Big::fuel(&bits))
    }

    /// [`run`](Self::run) with so much fuel, from which it takes what it needs.
    pub(super) fn run_within(
        &self,
        point: impl Iterator<Item = Interval<Big>>,
        constants: &[Interval<Big>],
        bits: Bits,
        fuel: &mut u64,
    ) -> Result<Vec<Interval<Big>>, RunError> {
        let all: Vec<Interval<Big>> = point.chain(constants.iter().cloned()).collect();
        self.program.run_within(&Intervals::new(bits), &all, fuel)
    }
}
