//! The interpreter for blocks of points: each instruction runs over a block before the next.
//!
//! Arithmetic over a block is a plain loop that the compiler turns into vector instructions; the
//! cost of reading an instruction is shared by the block. A jump is taken if all points of the
//! block agree; else that block is computed point by point.

use super::arithmetic::{compare, number, power, truth};
use super::evaluator::{Backend, Columns, Rows};
use super::program::{Instr, Program, Slot};
use super::scalar::evaluate;

/// How many points are in a block.
const LANES: usize = 128;

/// The most slots that blocks are kept for: beyond, they leave the cache.
const MAX_SLOTS: usize = 2048;

type Lane = [f64; LANES];

/// Block by block. Programs with loops or very many slots run point by point.
#[derive(Clone, Copy, Debug)]
pub struct Block;

impl Backend for Block {
    fn columns(&self, program: &Program, columns: Columns<'_>, rows: &mut Rows<'_, '_>) {
        let count = rows.len();
        if !program.loops.is_empty() || program.slot_count() > MAX_SLOTS || count < 4 {
            return super::scalar::Scalar.columns(program, columns, rows);
        }
        let mut slots = Slots {
            lanes: (0..program.slot_count())
                .map(|_| Box::new([0.0; LANES]))
                .collect(),
            spare: Box::new([0.0; LANES]),
        };
        let constants = slots.lanes.iter_mut().skip(program.loads.len());
        for (lane, &constant) in constants.zip(&program.constants) {
            lane.fill(constant);
        }
        for (lane, &input) in slots.lanes.iter_mut().zip(&program.loads) {
            if let Err(one) = columns.column(input as usize, count) {
                lane.fill(one);
            }
        }
        let mut point = vec![0.0; program.input_count()];
        let mut outputs = vec![0.0; program.output_count()];
        for start in (0..count).step_by(LANES) {
            let end = (start + LANES).min(count);
            let length = end - start;
            for (lane, &input) in slots.lanes.iter_mut().zip(&program.loads) {
                if let Ok(column) = columns.column(input as usize, count) {
                    lane[..length].copy_from_slice(&column[start..end]);
                }
            }
            if slots.run(program, length) {
                for (column, &slot) in rows.0.iter_mut().zip(&program.outputs) {
                    column[start..end].copy_from_slice(&slots.lanes[slot as usize][..length]);
                }
            } else {
                for row in start..end {
                    columns.point(row, &mut point);
                    evaluate::<false>(program, &point, &mut outputs);
                    rows.set(row, &outputs);
                }
            }
        }
    }
}

struct Slots {
    /// In boxes, because results are put in place by exchanging pointers.
    #[allow(clippy::vec_box)]
    lanes: Vec<Box<Lane>>,
    /// Takes a result, then the place of the slot it is for: a slot can be operand and result.
    spare: Box<Lane>,
}

impl Slots {
    #[inline(always)]
    fn unary(&mut self, length: usize, to: Slot, a: Slot, f: impl Fn(f64) -> f64) {
        let a = &self.lanes[a as usize][..length];
        for (out, &a) in self.spare[..length].iter_mut().zip(a) {
            *out = f(a);
        }
        std::mem::swap(&mut self.lanes[to as usize], &mut self.spare);
    }

    #[inline(always)]
    fn binary(&mut self, length: usize, to: Slot, [a, b]: [Slot; 2], f: impl Fn(f64, f64) -> f64) {
        let [a, b] = [a, b].map(|slot| &self.lanes[slot as usize][..length]);
        for ((out, &a), &b) in self.spare[..length].iter_mut().zip(a).zip(b) {
            *out = f(a, b);
        }
        std::mem::swap(&mut self.lanes[to as usize], &mut self.spare);
    }

    #[inline(always)]
    fn ternary(
        &mut self,
        length: usize,
        to: Slot,
        operands: [Slot; 3],
        f: impl Fn(f64, f64, f64) -> f64,
    ) {
        let [a, b, c] = operands.map(|slot| &self.lanes[slot as usize][..length]);
        for (((out, &a), &b), &c) in self.spare[..length].iter_mut().zip(a).zip(b).zip(c) {
            *out = f(a, b, c);
        }
        std::mem::swap(&mut self.lanes[to as usize], &mut self.spare);
    }

    /// The fixed sequence of [`power_integer`](super::arithmetic::power_integer), a step for the
    /// whole block at a time.
    fn power_integer(&mut self, length: usize, to: Slot, a: Slot, n: u32) {
        let a = &self.lanes[a as usize][..length];
        let out = &mut self.spare[..length];
        if n == 0 {
            out.fill(1.0);
        } else {
            out.copy_from_slice(a);
            let mut bit = 1u32 << (31 - n.leading_zeros());
            while bit > 1 {
                bit >>= 1;
                for out in out.iter_mut() {
                    *out *= *out;
                }
                if n & bit != 0 {
                    for (out, &a) in out.iter_mut().zip(a) {
                        *out *= a;
                    }
                }
            }
        }
        std::mem::swap(&mut self.lanes[to as usize], &mut self.spare);
    }

    /// Runs the first `length` points of a block; false if they part at a jump.
    fn run(&mut self, program: &Program, length: usize) -> bool {
        let length = length.min(LANES);
        let kernels = &program.kernels;
        let mut at = 0;
        while let Some(&instr) = program.code.get(at) {
            at += 1;
            match instr {
                Instr::Copy { to, a } => self.unary(length, to, a, |a| a),
                Instr::Add { to, a, b } => self.binary(length, to, [a, b], |a, b| a + b),
                Instr::Sub { to, a, b } => self.binary(length, to, [a, b], |a, b| a - b),
                Instr::Mul { to, a, b } => self.binary(length, to, [a, b], |a, b| a * b),
                Instr::Div { to, a, b } => self.binary(length, to, [a, b], |a, b| a / b),
                Instr::Neg { to, a } => self.unary(length, to, a, |a| -a),
                Instr::Recip { to, a } => self.unary(length, to, a, |a| 1.0 / a),
                Instr::PowInt { to, a, n } => self.power_integer(length, to, a, n),
                Instr::Pow { to, a, b } => self.binary(length, to, [a, b], power),
                Instr::Sqrt { to, a } => self.unary(length, to, a, f64::sqrt),
                Instr::Unary { kernel, to, a } => {
                    let kernel = kernels.unary[usize::from(kernel)].kernel;
                    self.unary(length, to, a, |a| kernel(a));
                }
                Instr::Binary { kernel, to, a, b } => {
                    let kernel = kernels.binary[usize::from(kernel)].kernel;
                    self.binary(length, to, [a, b], |a, b| kernel(a, b));
                }
                Instr::Ternary {
                    kernel,
                    to,
                    a,
                    b,
                    c,
                } => {
                    let kernel = kernels.ternary[usize::from(kernel)].kernel;
                    self.ternary(length, to, [a, b, c], |a, b, c| kernel(a, b, c));
                }
                Instr::Indexed { kernel, to, n, a } => {
                    let kernel = kernels.indexed[usize::from(kernel)].kernel;
                    self.unary(length, to, a, |a| kernel(n, a));
                }
                Instr::Step {
                    kernel,
                    to,
                    a,
                    at_zero,
                } => {
                    let kernel = kernels.unary[usize::from(kernel)].kernel;
                    self.binary(length, to, [a, at_zero], |a, at_zero| {
                        if a == 0.0 { at_zero } else { kernel(a) }
                    });
                }
                Instr::Compare { order, to, a, b } => {
                    self.binary(length, to, [a, b], |a, b| compare(order, a, b));
                }
                Instr::And { to, a, b } => {
                    self.binary(length, to, [a, b], |a, b| number(truth(a) & truth(b)));
                }
                Instr::Or { to, a, b } => {
                    self.binary(length, to, [a, b], |a, b| number(truth(a) | truth(b)));
                }
                Instr::Not { to, a } => self.unary(length, to, a, |a| number(!truth(a))),
                Instr::Select {
                    to,
                    condition,
                    a,
                    b,
                } => self.ternary(length, to, [condition, a, b], |condition, a, b| {
                    if truth(condition) { a } else { b }
                }),
                Instr::Jump { target } => at = target as usize,
                Instr::JumpIfNot { condition, target } => {
                    let lane = &self.lanes[condition as usize][..length];
                    match lane.iter().filter(|&&x| truth(x)).count() {
                        0 => at = target as usize,
                        all if all == length => {}
                        _ => return false,
                    }
                }
                Instr::LoopStart { .. } | Instr::LoopEnd { .. } => return false,
            }
        }
        true
    }
}
