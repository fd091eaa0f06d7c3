//! The interpreter of one block.
//!
//! Jumps lead forward. Where points part at one, each group of points goes its own way: the group
//! that is furthest back runs, with the others masked out, until it comes to where another waits,
//! and they go on together. So a branch is computed only in blocks in which some point needs it.

use super::slots::{Direct, Mask, Slots};
use crate::compile::arithmetic::{MAX_LOOP_WORK, compare, number, powers, terms, truth};
use crate::compile::graph::Graph;
use crate::compile::program::{First, Instr, Program, Second, Slot};

/// Where results go straight into the columns of a batch.
pub(in crate::compile) struct Outputs<'a, 'b> {
    /// The columns, and from which row on.
    pub rows: &'a mut [&'b mut [f64]],
    pub start: usize,
    /// The instruction that computes an output for good, and which output: in order.
    pub direct: &'a [(usize, usize)],
    /// The next of them.
    pub next: usize,
}

impl Outputs<'_, '_> {
    /// The places for what the instruction at `at` computes, if that is an output.
    #[inline(always)]
    fn place(&mut self, at: usize, length: usize) -> Direct<'_> {
        match self.direct.get(self.next) {
            Some(&(place, output)) if place == at => {
                self.next += 1;
                Some(&mut self.rows[output][self.start..self.start + length])
            }
            _ => None,
        }
    }
}

/// Two operations in one loop, each rounded.
#[inline(always)]
fn fused(
    s: &mut Slots<'_>,
    out: Direct<'_>,
    operations: (First, Second),
    to: Slot,
    operands: [Slot; 3],
) {
    macro_rules! each {
        ($first:expr) => {
            match operations.1 {
                Second::Add => s.ternary(out, to, operands, |a, b, c| $first(a, b) + c),
                Second::Sub => s.ternary(out, to, operands, |a, b, c| $first(a, b) - c),
                Second::SubFrom => s.ternary(out, to, operands, |a, b, c| c - $first(a, b)),
                Second::Mul => s.ternary(out, to, operands, |a, b, c| $first(a, b) * c),
                Second::Div => s.ternary(out, to, operands, |a, b, c| $first(a, b) / c),
                Second::DivInto => s.ternary(out, to, operands, |a, b, c| c / $first(a, b)),
            }
        };
    }
    match operations.0 {
        First::Add => each!(|a, b| a + b),
        First::Sub => each!(|a, b| a - b),
        First::Mul => each!(|a, b| a * b),
    }
}

/// A group of points that waits at an instruction.
struct Waiting {
    at: usize,
    mask: Mask,
}

/// Groups of points on different ways.
#[derive(Default)]
struct Groups {
    waiting: Vec<Waiting>,
    /// The nearest instruction at which one waits.
    next: usize,
}

impl Groups {
    fn new() -> Self {
        Groups {
            waiting: Vec::new(),
            next: usize::MAX,
        }
    }

    fn wait(&mut self, at: usize, mask: Mask) {
        match self.waiting.iter_mut().find(|group| group.at == at) {
            Some(group) => group.mask.join(&mask),
            None => self.waiting.push(Waiting { at, mask }),
        }
        self.next = self.next.min(at);
    }

    /// Takes the group that waits nearest.
    fn take(&mut self) -> Option<Waiting> {
        let place = self
            .waiting
            .iter()
            .position(|group| group.at == self.next)?;
        let group = self.waiting.swap_remove(place);
        let rest = self.waiting.iter().map(|group| group.at);
        self.next = rest.min().unwrap_or(usize::MAX);
        Some(group)
    }
}

/// What the points that take part do at a jump.
enum Vote {
    All,
    None,
    Some,
}

#[inline(always)]
fn takes_part(slots: &Slots<'_>, at: usize) -> bool {
    at < slots.length && slots.mask.as_ref().is_none_or(|mask| mask.0[at] != 0)
}

#[inline(always)]
fn vote(slots: &Slots<'_>, condition: Slot) -> Vote {
    let lane = slots.get(condition);
    let (yes, of) = match &slots.mask {
        None => (lane.iter().filter(|&&x| truth(x)).count(), lane.len()),
        Some(mask) => lane
            .iter()
            .zip(&mask.0)
            .fold((0, 0), |(yes, of), (&x, &m)| {
                (
                    yes + usize::from(m != 0 && truth(x)),
                    of + usize::from(m != 0),
                )
            }),
    };
    match yes {
        0 => Vote::None,
        yes if yes == of => Vote::All,
        _ => Vote::Some,
    }
}

/// The number that a slot holds for all points that take part, if it is one.
fn uniform(slots: &Slots<'_>, slot: Slot) -> Option<f64> {
    let lane = slots.get(slot);
    let mut numbers = (0..slots.length).filter(|&at| takes_part(slots, at));
    let first = lane[numbers.next()?];
    numbers
        .all(|at| lane[at].to_bits() == first.to_bits())
        .then_some(first)
}

/// Runs a block; false if its points part in a way that is not followed here (sums of different
/// lengths), or if loops run for so long that each point must be counted by itself.
#[inline(always)]
pub(in crate::compile) fn run(
    s: &mut Slots<'_>,
    program: &Program,
    outputs: &mut Outputs<'_, '_>,
) -> bool {
    let kernels = &program.kernels;
    let mut groups = Groups::new();
    // Made where there is a loop.
    let mut rounds: Option<[u32; Graph::MAX_DEPTH]> = None;
    let mut work = 0u64;
    let mut at = 0;
    s.mask = None;
    loop {
        // With only one group this is one comparison.
        if at >= groups.next {
            if at > groups.next
                && let Some(mask) = s.mask.take()
            {
                groups.wait(at, mask);
            }
            if let Some(group) = groups.take() {
                at = group.at;
                match &mut s.mask {
                    Some(mask) => mask.join(&group.mask),
                    none => *none = Some(group.mask),
                }
                if groups.waiting.is_empty() && (0..s.length).all(|point| takes_part(s, point)) {
                    s.mask = None;
                }
            }
            continue;
        }
        let Some(&instr) = program.code.get(at) else {
            break;
        };
        let out = outputs.place(at, s.length);
        at += 1;
        match instr {
            Instr::Copy { to, a } => s.unary(out, to, a, |a| a),
            Instr::Add { to, a, b } => s.binary(out, to, [a, b], |a, b| a + b),
            Instr::Sub { to, a, b } => s.binary(out, to, [a, b], |a, b| a - b),
            Instr::Mul { to, a, b } => s.binary(out, to, [a, b], |a, b| a * b),
            Instr::Div { to, a, b } => s.binary(out, to, [a, b], |a, b| a / b),
            Instr::Fused {
                first,
                second,
                to,
                a,
                b,
                c,
            } => fused(s, out, (first, second), to, [a, b, c]),
            Instr::Neg { to, a } => s.unary(out, to, a, |a| -a),
            Instr::Recip { to, a } => s.unary(out, to, a, |a| 1.0 / a),
            Instr::PowInt { to, a, n } => s.power_integer(out, to, a, n),
            Instr::Pow { to, a, b } => s.binary_many(out, to, [a, b], powers().1),
            Instr::Sqrt { to, a } => s.unary(out, to, a, f64::sqrt),
            Instr::Unary { kernel, to, a } => {
                let bound = kernels.unary[usize::from(kernel)];
                match bound.many {
                    Some(many) => s.unary_many(out, to, a, many),
                    None => s.unary(out, to, a, |a| (bound.kernel)(a)),
                }
            }
            Instr::Binary { kernel, to, a, b } => {
                let bound = kernels.binary[usize::from(kernel)];
                match bound.many {
                    Some(many) => s.binary_many(out, to, [a, b], many),
                    None => s.binary(out, to, [a, b], |a, b| (bound.kernel)(a, b)),
                }
            }
            Instr::Ternary {
                kernel,
                to,
                a,
                b,
                c,
            } => {
                let kernel = kernels.ternary[usize::from(kernel)].kernel;
                s.ternary(out, to, [a, b, c], |a, b, c| kernel(a, b, c));
            }
            Instr::Indexed { kernel, to, n, a } => {
                let kernel = kernels.indexed[usize::from(kernel)].kernel;
                s.unary(out, to, a, |a| kernel(n, a));
            }
            Instr::Step {
                kernel,
                to,
                a,
                at_zero,
            } => {
                let kernel = kernels.unary[usize::from(kernel)].kernel;
                s.binary(out, to, [a, at_zero], |a, at_zero| {
                    if a == 0.0 { at_zero } else { kernel(a) }
                });
            }
            Instr::Compare { order, to, a, b } => {
                s.binary(out, to, [a, b], |a, b| compare(order, a, b));
            }
            Instr::And { to, a, b } => {
                s.binary(out, to, [a, b], |a, b| number(truth(a) & truth(b)));
            }
            Instr::Or { to, a, b } => {
                s.binary(out, to, [a, b], |a, b| number(truth(a) | truth(b)));
            }
            Instr::Not { to, a } => s.unary(out, to, a, |a| number(!truth(a))),
            Instr::Select {
                to,
                condition,
                a,
                b,
            } => s.ternary(out, to, [condition, a, b], |condition, a, b| {
                if truth(condition) { a } else { b }
            }),
            Instr::Jump { target } => at = target as usize,
            Instr::JumpIfNot { condition, target } => match vote(s, condition) {
                Vote::All => {}
                Vote::None => at = target as usize,
                Vote::Some => {
                    let yes = |point: usize| takes_part(s, point) && truth(s.get(condition)[point]);
                    let stay = Mask::of(s.length, yes);
                    let go = Mask::of(s.length, |point| takes_part(s, point) && !yes(point));
                    groups.wait(target as usize, go);
                    s.mask = Some(stay);
                }
            },
            Instr::LoopStart { at: place } => {
                let entry = &program.loops[place as usize];
                let (Some(first), Some(last)) = (uniform(s, entry.first), uniform(s, entry.last))
                else {
                    return false;
                };
                let count = terms(first, last);
                let length = u64::from(entry.end - entry.start);
                work = work.saturating_add(u64::from(count.unwrap_or(0)) * length);
                if work > MAX_LOOP_WORK {
                    return false;
                }
                match count {
                    Some(count) if count > 0 => {
                        let rounds = rounds.get_or_insert([0; Graph::MAX_DEPTH]);
                        rounds[entry.level as usize % Graph::MAX_DEPTH] = count;
                        s.fill(entry.to, 0.0);
                        s.fill(entry.index, first);
                    }
                    _ => {
                        s.fill(entry.to, if count == Some(0) { 0.0 } else { f64::NAN });
                        at = entry.end as usize;
                    }
                }
            }
            Instr::LoopEnd { at: place } => {
                let entry = &program.loops[place as usize];
                s.binary(None, entry.to, [entry.to, entry.value], |sum, term| {
                    sum + term
                });
                let rounds = rounds.get_or_insert([0; Graph::MAX_DEPTH]);
                let left = &mut rounds[entry.level as usize % Graph::MAX_DEPTH];
                *left = left.saturating_sub(1);
                if *left > 0 {
                    s.unary(None, entry.index, entry.index, |index| index + 1.0);
                    at = entry.start as usize;
                }
            }
        }
    }
    true
}
