//! The interpreter for blocks of points: each instruction runs over a block before the next.
//!
//! Arithmetic over a block is a plain loop that the compiler turns into vector instructions, once
//! for each width of vectors; functions with lane kernels are called once a block. The cost of
//! reading an instruction is shared by the block.

pub(super) mod run;
mod slots;

use slots::lanes;
pub(super) use slots::{LANES, Slots};

use run::Outputs;

use super::column::Column;
use super::dispatch::run_block;
use super::evaluator::{Backend, Rows};
use super::program::{Access, Instr, Program, Slot};
use super::scalar::evaluate;

/// The most slots that blocks are kept for: beyond, they leave the cache.
const MAX_SLOTS: usize = 2048;

/// The most outputs that go straight where they belong.
const MOST_DIRECT: usize = 64;

/// Fewer points than this run one by one.
const FEWEST: usize = 4;

/// Block by block. Programs with very many slots run point by point.
#[derive(Clone, Copy, Debug)]
pub struct Block;

impl Backend for Block {
    fn columns(
        &self,
        program: &Program,
        columns: &[Column<'_>],
        start: usize,
        rows: &mut Rows<'_, '_>,
    ) {
        if program.slot_count() > MAX_SLOTS || rows.len() < FEWEST {
            return super::scalar::Scalar.columns(program, columns, start, rows);
        }
        let length = rows.len();
        let mut blocks = Blocks::new(program, columns, rows.0.len(), length);
        for from in (0..length).step_by(blocks.lanes) {
            blocks.put(start + from, length - from, rows.0, from);
        }
    }
}

/// A program on its way through the blocks of a batch.
pub(super) struct Blocks<'a> {
    program: &'a Program,
    columns: &'a [Column<'a>],
    /// How many points are in a block, the last apart.
    pub lanes: usize,
    slots: Slots<'a>,
    /// Instructions whose results are outputs and go straight where outputs belong, in order.
    direct: Vec<(usize, usize)>,
    /// The outputs of a block that was computed point by point.
    apart: Vec<f64>,
    is_apart: bool,
}

impl<'a> Blocks<'a> {
    /// Slots with the constants, and the inputs that are the same for all points. The first
    /// `places` outputs have columns of their own; there are at most `rows` points.
    pub fn new(
        program: &'a Program,
        columns: &'a [Column<'a>],
        places: usize,
        rows: usize,
    ) -> Self {
        let is_long = program.slot_count() > MAX_SLOTS;
        let lanes = lanes(program.slot_count()).min(rows.next_multiple_of(LANES));
        let mut slots = Slots::new(if is_long { 0 } else { program.slot_count() }, lanes);
        if !is_long {
            for (slot, &input) in program.loads.iter().enumerate() {
                if let Some(one) = columns.get(input as usize).and_then(Column::one) {
                    slots.places(slot).fill(one);
                }
            }
            for (at, &constant) in program.constants.iter().enumerate() {
                slots.places(program.loads.len() + at).fill(constant);
            }
            slots.columns = vec![None; program.loads.len()];
        }
        Blocks {
            program,
            columns,
            lanes,
            slots,
            direct: direct(program, places),
            apart: Vec::new(),
            is_apart: is_long,
        }
    }

    /// Computes the block of `length` points from row `start` on; outputs go to `rows` from
    /// `place` on if they can go straight there, else [`output`](Self::output) has them.
    pub fn run(&mut self, start: usize, length: usize, rows: &mut [&mut [f64]], place: usize) {
        let length = length.min(self.lanes);
        self.slots.length = length;
        if self.program.slot_count() > MAX_SLOTS {
            return self.run_apart(start, length);
        }
        for (slot, &input) in self.program.loads.iter().enumerate() {
            match self.columns.get(input as usize) {
                Some(Column::Each(numbers)) => {
                    self.slots.columns[slot] = numbers.get(start..start + length);
                }
                Some(column) => column.read(start, self.slots.places(slot)),
                None => {}
            }
        }
        let mut outputs = Outputs {
            rows,
            start: place,
            direct: &self.direct,
            next: 0,
        };
        self.is_apart = !run_block(&mut self.slots, self.program, &mut outputs);
        if self.is_apart {
            self.run_apart(start, length);
        }
    }

    /// Computes the block of up to `length` points from row `start` on, and puts all outputs into
    /// `rows` from `place` on.
    pub fn put(&mut self, start: usize, length: usize, rows: &mut [&mut [f64]], place: usize) {
        self.run(start, length, rows, place);
        let length = self.slots.length;
        for (at, column) in rows.iter_mut().enumerate() {
            if let Some(values) = self.output(at) {
                column[place..place + length].copy_from_slice(values);
            }
        }
    }

    /// Point by point.
    fn run_apart(&mut self, start: usize, length: usize) {
        let mut point = vec![f64::NAN; self.program.input_count()];
        let mut outputs = vec![f64::NAN; self.program.output_count()];
        self.apart.resize(outputs.len() * length, f64::NAN);
        for row in 0..length {
            for (place, column) in point.iter_mut().zip(self.columns) {
                *place = column.at(start + row);
            }
            evaluate::<false>(self.program, &point, &mut outputs);
            for (at, &output) in outputs.iter().enumerate() {
                self.apart[at * length + row] = output;
            }
        }
    }

    /// An output of the last block; nothing if it is where it belongs.
    pub fn output(&self, at: usize) -> Option<&[f64]> {
        let length = self.slots.length;
        if self.is_apart {
            Some(&self.apart[at * length..(at + 1) * length])
        } else if self.direct.iter().any(|&(_, output)| output == at) {
            None
        } else {
            Some(self.slots.get(self.program.outputs[at]))
        }
    }
}

/// The last instructions to write the slots of the first `places` outputs, if nothing reads the
/// slot after it; only in programs without jumps and loops.
fn direct(program: &Program, places: usize) -> Vec<(usize, usize)> {
    let mut direct: Vec<(usize, usize)> = Vec::new();
    // The outputs that wait for their instruction, by slot.
    let mut wanted: Vec<(Slot, usize)> = Vec::new();
    for (at, &slot) in program.outputs.iter().enumerate() {
        let shared = program.outputs.iter().filter(|&&other| other == slot);
        if at < places.min(MOST_DIRECT) && shared.count() == 1 {
            wanted.push((slot, at));
        }
    }
    for (at, &instr) in program.code.iter().enumerate().rev() {
        let leads_on = !matches!(
            instr,
            Instr::Jump { .. } | Instr::JumpIfNot { .. } | Instr::LoopStart { .. }
        );
        if !leads_on {
            return Vec::new();
        }
        let mut found = None;
        instr.for_each_slot(&program.loops, |access, slot| {
            if access == Access::Write {
                let place = wanted.iter().position(|&(wanted, _)| wanted == slot);
                found = place.map(|place| wanted.swap_remove(place));
            }
        });
        if let Some((_, output)) = found {
            direct.push((at, output));
        }
        instr.for_each_slot(&program.loops, |access, slot| {
            if access == Access::Read {
                wanted.retain(|&(wanted, _)| wanted != slot);
            }
        });
    }
    direct.reverse();
    direct
}
