//! The interpreter for blocks of points: each instruction runs over a block before the next.
//!
//! Arithmetic over a block is a plain loop that the compiler turns into vector instructions, once
//! for each width of vectors; functions with lane kernels are called once a block. The cost of
//! reading an instruction is shared by the block.

pub(super) mod run;
mod slots;

pub(super) use slots::{LANES, Slots};

use super::column::Column;
use super::dispatch::run_block;
use super::evaluator::{Backend, Rows};
use super::program::Program;
use super::scalar::evaluate;

/// The most slots that blocks are kept for: beyond, they leave the cache.
const MAX_SLOTS: usize = 2048;

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
        let mut blocks = Blocks::new(program, columns);
        for from in (0..length).step_by(LANES) {
            let to = (from + LANES).min(length);
            blocks.run(start + from, to - from);
            for (at, column) in rows.0.iter_mut().enumerate() {
                column[from..to].copy_from_slice(blocks.output(at));
            }
        }
    }
}

/// A program on its way through the blocks of a batch.
pub(super) struct Blocks<'a> {
    program: &'a Program,
    columns: &'a [Column<'a>],
    slots: Slots,
    /// The outputs of a block that was computed point by point.
    apart: Vec<f64>,
    is_apart: bool,
}

impl<'a> Blocks<'a> {
    /// Slots with the constants, and the inputs that are the same for all points.
    pub fn new(program: &'a Program, columns: &'a [Column<'a>]) -> Self {
        let mut slots = Slots::new(program.slot_count());
        for (slot, &input) in program.loads.iter().enumerate() {
            if let Some(one) = columns.get(input as usize).and_then(Column::one) {
                slots.all(slot).fill(one);
            }
        }
        for (at, &constant) in program.constants.iter().enumerate() {
            slots.all(program.loads.len() + at).fill(constant);
        }
        Blocks {
            program,
            columns,
            slots,
            apart: Vec::new(),
            is_apart: false,
        }
    }

    /// Computes the block of `length` points from row `start` on.
    pub fn run(&mut self, start: usize, length: usize) {
        let length = length.min(LANES);
        self.slots.length = length;
        for (slot, &input) in self.program.loads.iter().enumerate() {
            if let Some(column) = self.columns.get(input as usize) {
                column.read(start, &mut self.slots.all(slot)[..length]);
            }
        }
        self.is_apart = !run_block(&mut self.slots, self.program);
        if self.is_apart {
            self.run_apart(start, length);
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

    /// An output of the last block.
    pub fn output(&self, at: usize) -> &[f64] {
        let length = self.slots.length;
        if self.is_apart {
            &self.apart[at * length..(at + 1) * length]
        } else {
            self.slots.get(self.program.outputs[at])
        }
    }
}
