//! Evaluation that watches its own error: the exact program in interval arithmetic, with more and
//! more bits, until both ends of a result round to the same double.

use std::sync::OnceLock;

use super::big::{Big, Bits};
use super::doubled::{Doubled, DoubledNumbers};
use super::exact::ExactProgram;
use super::interval::{Endpoint, Interval};
use crate::compile::{CompileError, CompileOptions, Instr};
use crate::expr::{Arena, Id};
use crate::function::FunctionId;

/// The bits that are tried, one after the other. The last are enough for sums of any doubles.
const LEVELS: [Bits; 6] = [80, 160, 400, 1000, 2300, 5000];

/// Intervals of so many units are as good as a value, once nothing better can be had.
const NARROW: f64 = 16.0;

/// The evaluator of a function that was compiled to be accurate.
#[derive(Debug)]
pub(crate) struct Accurate {
    exact: ExactProgram,
    constants: [OnceLock<Vec<Interval<Big>>>; LEVELS.len()],
    /// The same numbers as sums of two doubles.
    doubled: Vec<Doubled>,
    /// Whether arithmetic and roots are all that is computed, so that sums of two doubles may do.
    simple: bool,
}

impl Accurate {
    pub(crate) fn compile(
        arena: &Arena,
        outputs: &[Id],
        inputs: &[Id],
        options: &CompileOptions,
    ) -> Result<Self, CompileError> {
        let exact = ExactProgram::compile(arena, outputs, inputs, options)?;
        let constants = exact.constants(200);
        let simple = exact.program().code().iter().all(|instr| match instr {
            Instr::Pow { .. } | Instr::Ternary { .. } | Instr::Indexed { .. } => false,
            Instr::Step { .. } => false,
            Instr::Unary { kernel, .. } => (exact.program().kernels().unary)
                .get(usize::from(*kernel))
                .is_some_and(|bound| bound.function == FunctionId::ABS),
            Instr::Binary { kernel, .. } => (exact.program().kernels().binary)
                .get(usize::from(*kernel))
                .is_some_and(|bound| [FunctionId::MIN, FunctionId::MAX].contains(&bound.function)),
            _ => true,
        });
        Ok(Accurate {
            doubled: constants.iter().map(Doubled::from_enclosure).collect(),
            simple,
            exact,
            constants: Default::default(),
        })
    }

    /// Puts the doubles nearest to the exact results in the place of what doubles have computed,
    /// for as many outputs as there are places. What is no real number, or can't be told, stays as
    /// the forms that lose fewer digits gave it.
    ///
    /// The results depend on the point alone, so that batches and single calls agree.
    pub(crate) fn correct(&self, point: &[f64], outputs: &mut [f64]) {
        if !point.iter().all(|value| value.is_finite()) {
            return;
        }
        if self.simple && self.quickly(point, outputs) {
            return;
        }
        let mut open: Vec<bool> = vec![true; outputs.len()];
        let mut best: Vec<Option<f64>> = vec![None; outputs.len()];
        for (&bits, constants) in LEVELS.iter().zip(&self.constants) {
            let constants = constants.get_or_init(|| self.exact.constants(bits));
            let inputs = point.iter().map(|&value| match Big::exactly(value) {
                Some(value) => Interval::point(value),
                None => Interval::nothing(),
            });
            let Ok(found) = self.exact.run(inputs, constants, bits) else {
                break;
            };
            let places = found.iter().zip(outputs.iter_mut()).zip(&mut open);
            for (((found, output), open), best) in places.zip(&mut best) {
                if !*open {
                    continue;
                }
                if found.is_empty() {
                    *open = false;
                    *best = None;
                    continue;
                }
                let (low, high) = (found.lower().nearest(), found.upper().nearest());
                if found.is_defined() && low == high {
                    *open = false;
                    *best = None;
                    // An exact zero has the sign that doubles give it.
                    if low != 0.0 || *output != 0.0 {
                        *output = low;
                    }
                } else if low.is_finite()
                    && high.is_finite()
                    && high - low <= NARROW * (low.abs() * f64::EPSILON)
                {
                    *best = Some(low + (high - low) / 2.0);
                }
            }
            if !open.iter().any(|open| *open) {
                return;
            }
        }
        for (output, best) in outputs.iter_mut().zip(best) {
            // Where doubles have no number, there may be none.
            if let Some(best) = best.filter(|_| output.is_finite()) {
                *output = best;
            }
        }
    }

    /// With sums of two doubles; whether that was enough for all outputs.
    fn quickly(&self, point: &[f64], outputs: &mut [f64]) -> bool {
        let inputs = point.iter().map(|&value| Doubled::exactly(value));
        let inputs: Vec<Doubled> = inputs.chain(self.doubled.iter().copied()).collect();
        let Ok(found) = self.exact.program().run_on(&DoubledNumbers, &inputs) else {
            return false;
        };
        let nearest = |found: &Doubled| found.nearest().filter(|value| *value != 0.0);
        if !found
            .iter()
            .take(outputs.len())
            .all(|found| nearest(found).is_some())
        {
            return false;
        }
        for (output, found) in outputs.iter_mut().zip(&found) {
            *output = nearest(found).unwrap_or(*output);
        }
        true
    }
}
