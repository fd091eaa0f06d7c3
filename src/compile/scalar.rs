//! The interpreter for one point at a time.

use std::cell::Cell;

use super::arithmetic::{MAX_LOOP_WORK, compare, number, power, power_integer, terms, truth};
use super::column::Column;
use super::evaluator::{Backend, Rows};
use super::graph::Graph;
use super::program::{First, Instr, Program, Second, Slot};

/// Point by point: for any program.
#[derive(Clone, Copy, Debug)]
pub struct Scalar;

impl Backend for Scalar {
    fn columns(
        &self,
        program: &Program,
        columns: &[Column<'_>],
        start: usize,
        rows: &mut Rows<'_, '_>,
    ) {
        let mut point = vec![0.0; program.input_count()];
        let mut outputs = vec![0.0; program.output_count()];
        for row in 0..rows.len() {
            for (place, column) in point.iter_mut().zip(columns) {
                *place = column.at(start + row);
            }
            evaluate::<false>(program, &point, &mut outputs);
            rows.set(row, &outputs);
        }
    }
}

/// Where a program keeps its numbers.
trait Slots {
    fn get(&self, slot: Slot) -> f64;
    fn set(&mut self, slot: Slot, value: f64);
}

/// The length is a power of two at least as large as the program's slots, so the mask changes no
/// slot and spares the check of bounds.
impl<const N: usize> Slots for [f64; N] {
    #[inline(always)]
    fn get(&self, slot: Slot) -> f64 {
        const { assert!(N.is_power_of_two()) };
        self[slot as usize & (N - 1)]
    }

    #[inline(always)]
    fn set(&mut self, slot: Slot, value: f64) {
        self[slot as usize & (N - 1)] = value;
    }
}

impl Slots for [f64] {
    #[inline(always)]
    fn get(&self, slot: Slot) -> f64 {
        self[slot as usize]
    }

    #[inline(always)]
    fn set(&mut self, slot: Slot, value: f64) {
        self[slot as usize] = value;
    }
}

thread_local! {
    /// Slots for programs that need many. Taken while in use.
    static BUFFER: Cell<Vec<f64>> = const { Cell::new(Vec::new()) };
}

/// Computes the first `out.len()` outputs at a point that has a number for each input. Returns how
/// many instructions ran, if it is to `COUNT` them.
///
/// # Cost
/// Nothing is allocated, but for a thread's first run of a program with more than 64 slots.
#[inline]
pub(crate) fn evaluate<const COUNT: bool>(
    program: &Program,
    point: &[f64],
    out: &mut [f64],
) -> u64 {
    match program.slots {
        0..=16 => enter::<_, COUNT>(program, point, &mut [0.0; 16], out),
        17..=64 => enter::<_, COUNT>(program, point, &mut [0.0; 64], out),
        count => {
            let mut buffer = BUFFER.try_with(Cell::take).unwrap_or_default();
            let count = count as usize;
            if buffer.len() < count {
                buffer.resize(count, 0.0);
            }
            let ran = enter::<_, COUNT>(program, point, &mut buffer[..count], out);
            // A thread that ends has no place for the buffer any more.
            let _ = BUFFER.try_with(|place| place.set(buffer));
            ran
        }
    }
}

#[inline]
fn enter<S: Slots + ?Sized, const COUNT: bool>(
    program: &Program,
    point: &[f64],
    slots: &mut S,
    out: &mut [f64],
) -> u64 {
    let mut slot = 0;
    for &input in &program.loads {
        slots.set(slot, point.get(input as usize).copied().unwrap_or(f64::NAN));
        slot += 1;
    }
    for &constant in &program.constants {
        slots.set(slot, constant);
        slot += 1;
    }
    let ran = run::<S, COUNT>(program, slots);
    for (place, &slot) in out.iter_mut().zip(&program.outputs) {
        *place = slots.get(slot);
    }
    ran
}

fn run<S: Slots + ?Sized, const COUNT: bool>(program: &Program, s: &mut S) -> u64 {
    let code = program.code.as_slice();
    let kernels = &program.kernels;
    // Made where there is a loop.
    let mut rounds: Option<[u32; Graph::MAX_DEPTH]> = None;
    let mut work = 0u64;
    let mut ran = 0;
    let mut at = 0;
    while let Some(instr) = code.get(at) {
        at += 1;
        if COUNT {
            ran += 1;
        }
        match *instr {
            Instr::Copy { to, a } => s.set(to, s.get(a)),
            Instr::Add { to, a, b } => s.set(to, s.get(a) + s.get(b)),
            Instr::Sub { to, a, b } => s.set(to, s.get(a) - s.get(b)),
            Instr::Mul { to, a, b } => s.set(to, s.get(a) * s.get(b)),
            Instr::Div { to, a, b } => s.set(to, s.get(a) / s.get(b)),
            Instr::Fused {
                first,
                second,
                to,
                a,
                b,
                c,
            } => {
                let (a, b, c) = (s.get(a), s.get(b), s.get(c));
                let result = match first {
                    First::Add => a + b,
                    First::Sub => a - b,
                    First::Mul => a * b,
                };
                s.set(
                    to,
                    match second {
                        Second::Add => result + c,
                        Second::Sub => result - c,
                        Second::SubFrom => c - result,
                        Second::Mul => result * c,
                        Second::Div => result / c,
                        Second::DivInto => c / result,
                    },
                );
            }
            Instr::Neg { to, a } => s.set(to, -s.get(a)),
            Instr::Recip { to, a } => s.set(to, 1.0 / s.get(a)),
            Instr::PowInt { to, a, n } => s.set(to, power_integer(s.get(a), n)),
            Instr::Pow { to, a, b } => s.set(to, power(s.get(a), s.get(b))),
            Instr::Sqrt { to, a } => s.set(to, s.get(a).sqrt()),
            Instr::Unary { kernel, to, a } => {
                s.set(to, (kernels.unary[usize::from(kernel)].kernel)(s.get(a)));
            }
            Instr::Binary { kernel, to, a, b } => {
                let kernel = kernels.binary[usize::from(kernel)].kernel;
                s.set(to, kernel(s.get(a), s.get(b)));
            }
            Instr::Ternary {
                kernel,
                to,
                a,
                b,
                c,
            } => {
                let kernel = kernels.ternary[usize::from(kernel)].kernel;
                s.set(to, kernel(s.get(a), s.get(b), s.get(c)));
            }
            Instr::Indexed { kernel, to, n, a } => {
                s.set(
                    to,
                    (kernels.indexed[usize::from(kernel)].kernel)(n, s.get(a)),
                );
            }
            Instr::Step {
                kernel,
                to,
                a,
                at_zero,
            } => {
                let a = s.get(a);
                s.set(
                    to,
                    if a == 0.0 {
                        s.get(at_zero)
                    } else {
                        (kernels.unary[usize::from(kernel)].kernel)(a)
                    },
                );
            }
            Instr::Compare { order, to, a, b } => s.set(to, compare(order, s.get(a), s.get(b))),
            Instr::And { to, a, b } => s.set(to, number(truth(s.get(a)) && truth(s.get(b)))),
            Instr::Or { to, a, b } => s.set(to, number(truth(s.get(a)) || truth(s.get(b)))),
            Instr::Not { to, a } => s.set(to, number(!truth(s.get(a)))),
            Instr::Select {
                to,
                condition,
                a,
                b,
            } => s.set(
                to,
                if truth(s.get(condition)) {
                    s.get(a)
                } else {
                    s.get(b)
                },
            ),
            Instr::Jump { target } => at = target as usize,
            Instr::JumpIfNot { condition, target } => {
                if !truth(s.get(condition)) {
                    at = target as usize;
                }
            }
            Instr::LoopStart { at: place } => {
                let entry = &program.loops[place as usize];
                let (first, last) = (s.get(entry.first), s.get(entry.last));
                let length = u64::from(entry.end - entry.start);
                let count = terms(first, last);
                work = work.saturating_add(u64::from(count.unwrap_or(0)) * length);
                match count {
                    Some(count) if count > 0 && work <= MAX_LOOP_WORK => {
                        let rounds = rounds.get_or_insert([0; Graph::MAX_DEPTH]);
                        rounds[entry.level as usize % Graph::MAX_DEPTH] = count;
                        s.set(entry.to, 0.0);
                        s.set(entry.index, first);
                    }
                    _ => {
                        s.set(entry.to, if count == Some(0) { 0.0 } else { f64::NAN });
                        at = entry.end as usize;
                    }
                }
            }
            Instr::LoopEnd { at: place } => {
                let entry = &program.loops[place as usize];
                s.set(entry.to, s.get(entry.to) + s.get(entry.value));
                let rounds = rounds.get_or_insert([0; Graph::MAX_DEPTH]);
                let left = &mut rounds[entry.level as usize % Graph::MAX_DEPTH];
                *left = left.saturating_sub(1);
                if *left > 0 {
                    s.set(entry.index, s.get(entry.index) + 1.0);
                    at = entry.start as usize;
                }
            }
        }
    }
    ran
}
