//! The program: a flat list of instructions over slots.

use serde::{Deserialize, Serialize};

use super::stable::Form;
use crate::function::kernels::dispatch::{Level, Many1, Many2, One1, One2};
use crate::function::{FunctionId, Kernel, Lanes};
use crate::syntax::Relation;

/// A place for one number while a program runs.
///
/// The first slots hold the inputs that are used, the next the constants; both stay as they are.
/// The others are re-used as values die.
pub type Slot = u32;

/// The order of two numbers, as [`Relation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// `a < b`
    Less,
    /// `a <= b`
    LessEqual,
    /// `a > b`
    Greater,
    /// `a >= b`
    GreaterEqual,
    /// `a = b`
    Equal,
    /// `a != b`
    NotEqual,
}

impl From<Relation> for Order {
    fn from(relation: Relation) -> Self {
        match relation {
            Relation::Less => Order::Less,
            Relation::LessEqual => Order::LessEqual,
            Relation::Greater => Order::Greater,
            Relation::GreaterEqual => Order::GreaterEqual,
            Relation::Equal => Order::Equal,
            Relation::NotEqual => Order::NotEqual,
        }
    }
}

/// The first of two operations in one instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum First {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
}

/// The second of two operations in one instruction; `r` is the result of the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Second {
    /// `r + c`
    Add,
    /// `r - c`
    Sub,
    /// `c - r`
    SubFrom,
    /// `r * c`
    Mul,
    /// `r / c`
    Div,
    /// `c / r`
    DivInto,
}

/// One instruction. `to` is the slot it writes; kernels are places in [`Kernels`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Instr {
    /// `to = a`
    Copy { to: Slot, a: Slot },
    /// `to = a + b`
    Add { to: Slot, a: Slot, b: Slot },
    /// `to = a - b`
    Sub { to: Slot, a: Slot, b: Slot },
    /// `to = a * b`
    Mul { to: Slot, a: Slot, b: Slot },
    /// `to = a / b`
    Div { to: Slot, a: Slot, b: Slot },
    /// Two operations, each rounded: an operation on `a` and `b`, then one on its result and `c`.
    Fused {
        first: First,
        second: Second,
        to: Slot,
        a: Slot,
        b: Slot,
        c: Slot,
    },
    /// `to = -a`
    Neg { to: Slot, a: Slot },
    /// `to = 1 / a`
    Recip { to: Slot, a: Slot },
    /// `to = a^n` by repeated multiplication
    PowInt { to: Slot, a: Slot, n: u32 },
    /// `to = a^b`
    Pow { to: Slot, a: Slot, b: Slot },
    /// `to` is the square root of `a`
    Sqrt { to: Slot, a: Slot },
    /// A function of one argument.
    Unary { kernel: u16, to: Slot, a: Slot },
    /// A function of two arguments.
    Binary {
        kernel: u16,
        to: Slot,
        a: Slot,
        b: Slot,
    },
    /// A function of three arguments.
    Ternary {
        kernel: u16,
        to: Slot,
        a: Slot,
        b: Slot,
        c: Slot,
    },
    /// A function of a literal index and one argument.
    Indexed {
        kernel: u16,
        to: Slot,
        n: u32,
        a: Slot,
    },
    /// A function of one argument that is `at_zero` at 0.
    Step {
        kernel: u16,
        to: Slot,
        a: Slot,
        at_zero: Slot,
    },
    /// 1 if the comparison holds, else 0.
    Compare {
        order: Order,
        to: Slot,
        a: Slot,
        b: Slot,
    },
    /// 1 if both are true, else 0.
    And { to: Slot, a: Slot, b: Slot },
    /// 1 if either is true, else 0.
    Or { to: Slot, a: Slot, b: Slot },
    /// 1 if `a` is not true, else 0.
    Not { to: Slot, a: Slot },
    /// `a` if the condition is true, else `b`.
    Select {
        to: Slot,
        condition: Slot,
        a: Slot,
        b: Slot,
    },
    /// Go on at `target`, which lies ahead.
    Jump { target: u32 },
    /// Go on at `target`, which lies ahead, if the condition is not true.
    JumpIfNot { condition: Slot, target: u32 },
    /// Begin a loop of [`Program::loops`].
    LoopStart { at: u32 },
    /// Add to the sum of a loop; begin its next round or leave it.
    LoopEnd { at: u32 },
}

/// What an instruction does with a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

impl Instr {
    /// The two instructions that a fused one stands for; the second takes the first's result from
    /// the slot that both write.
    pub(crate) fn parts(self) -> Option<[Instr; 2]> {
        let Instr::Fused {
            first,
            second,
            to,
            a,
            b,
            c,
        } = self
        else {
            return None;
        };
        let first = match first {
            First::Add => Instr::Add { to, a, b },
            First::Sub => Instr::Sub { to, a, b },
            First::Mul => Instr::Mul { to, a, b },
        };
        let second = match second {
            Second::Add => Instr::Add { to, a: to, b: c },
            Second::Sub => Instr::Sub { to, a: to, b: c },
            Second::SubFrom => Instr::Sub { to, a: c, b: to },
            Second::Mul => Instr::Mul { to, a: to, b: c },
            Second::Div => Instr::Div { to, a: to, b: c },
            Second::DivInto => Instr::Div { to, a: c, b: to },
        };
        Some([first, second])
    }

    /// The instruction with other slots: what `of` makes of each, those that are read first. Nothing
    /// for jumps, and for loops, whose slots stand elsewhere.
    pub(crate) fn map_slots(mut self, mut of: impl FnMut(Access, Slot) -> Slot) -> Option<Instr> {
        use Access::{Read, Write};
        match &mut self {
            Instr::Copy { to, a }
            | Instr::Neg { to, a }
            | Instr::Recip { to, a }
            | Instr::PowInt { to, a, .. }
            | Instr::Sqrt { to, a }
            | Instr::Unary { to, a, .. }
            | Instr::Indexed { to, a, .. }
            | Instr::Not { to, a } => {
                *a = of(Read, *a);
                *to = of(Write, *to);
            }
            Instr::Add { to, a, b }
            | Instr::Sub { to, a, b }
            | Instr::Mul { to, a, b }
            | Instr::Div { to, a, b }
            | Instr::Pow { to, a, b }
            | Instr::Binary { to, a, b, .. }
            | Instr::Step {
                to, a, at_zero: b, ..
            }
            | Instr::Compare { to, a, b, .. }
            | Instr::And { to, a, b }
            | Instr::Or { to, a, b } => {
                *a = of(Read, *a);
                *b = of(Read, *b);
                *to = of(Write, *to);
            }
            Instr::Ternary { to, a, b, c, .. }
            | Instr::Fused { to, a, b, c, .. }
            | Instr::Select {
                to,
                condition: a,
                a: b,
                b: c,
            } => {
                for slot in [a, b, c] {
                    *slot = of(Read, *slot);
                }
                *to = of(Write, *to);
            }
            Instr::Jump { .. }
            | Instr::JumpIfNot { .. }
            | Instr::LoopStart { .. }
            | Instr::LoopEnd { .. } => return None,
        }
        Some(self)
    }

    /// Calls `visit` with each slot that the instruction reads or writes; nothing if it names a
    /// loop that is not there.
    pub(crate) fn for_each_slot(
        self,
        loops: &[Loop],
        mut visit: impl FnMut(Access, Slot),
    ) -> Option<()> {
        use Access::{Read, Write};
        match self {
            Instr::Jump { .. } => {}
            Instr::JumpIfNot { condition, .. } => visit(Read, condition),
            Instr::LoopStart { at } => {
                let entry = loops.get(at as usize)?;
                visit(Read, entry.first);
                visit(Read, entry.last);
                visit(Write, entry.to);
                visit(Write, entry.index);
            }
            Instr::LoopEnd { at } => {
                let entry = loops.get(at as usize)?;
                for slot in [entry.to, entry.index, entry.value] {
                    visit(Read, slot);
                }
                visit(Write, entry.to);
                visit(Write, entry.index);
            }
            instr => {
                instr.map_slots(|access, slot| {
                    visit(access, slot);
                    slot
                });
            }
        }
        Some(())
    }
}

/// A sum over an index: the instructions from `start` to `end` are its body, once for each value
/// of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loop {
    /// The sum.
    pub to: Slot,
    /// The index.
    pub index: Slot,
    /// The first index. A sum with bounds that are not integers is NaN.
    pub first: Slot,
    /// The last index. Before the first, the sum is 0.
    pub last: Slot,
    /// What is added in each round.
    pub value: Slot,
    /// The first instruction of the body.
    pub start: u32,
    /// The instruction behind the loop.
    pub end: u32,
    /// How many loops are around it.
    pub level: u32,
}

type TernaryKernel = extern "C" fn(f64, f64, f64) -> f64;
type IndexedKernel = extern "C" fn(u32, f64) -> f64;

/// A function and its kernel.
#[derive(Clone, Copy, Debug)]
pub struct Bound<F, M = ()> {
    /// The function.
    pub function: FunctionId,
    /// How it is computed.
    pub kernel: F,
    /// How it is computed for many numbers at once, if it is made for that.
    pub many: M,
}

/// The kernels that a program calls.
#[derive(Clone, Debug, Default)]
pub struct Kernels {
    /// Functions of one argument.
    pub unary: Vec<Bound<One1, Option<Many1>>>,
    /// Functions of two arguments.
    pub binary: Vec<Bound<One2, Option<Many2>>>,
    /// Functions of three arguments.
    pub ternary: Vec<Bound<TernaryKernel>>,
    /// Functions of a literal index and one argument.
    pub indexed: Vec<Bound<IndexedKernel>>,
}

impl Kernels {
    /// The place of a function among the kernels of its shape; added if it is new.
    pub(crate) fn place(&mut self, function: FunctionId) -> u16 {
        fn place<F, M>(
            list: &mut Vec<Bound<F, M>>,
            function: FunctionId,
            bind: impl FnOnce() -> Bound<F, M>,
        ) -> u16 {
            let found = list.iter().position(|bound| bound.function == function);
            found.unwrap_or_else(|| {
                list.push(bind());
                list.len() - 1
            }) as u16
        }
        match function.row().kernel {
            Kernel::Unary(kernel) => {
                place(&mut self.unary, function, || Bound::unary(function, kernel))
            }
            Kernel::Binary(kernel) => place(&mut self.binary, function, || {
                Bound::binary(function, kernel)
            }),
            Kernel::Ternary(kernel) => place(&mut self.ternary, function, || {
                Bound::plain(function, kernel)
            }),
            Kernel::Indexed(kernel) => place(&mut self.indexed, function, || {
                Bound::plain(function, kernel)
            }),
        }
    }
}

impl<F> Bound<F> {
    /// A function that is computed number by number.
    pub(crate) fn plain(function: FunctionId, kernel: F) -> Self {
        Bound {
            function,
            kernel,
            many: (),
        }
    }
}

impl Bound<One1, Option<Many1>> {
    /// A function of one argument with what computes it on this machine.
    pub(crate) fn unary(function: FunctionId, kernel: One1) -> Self {
        let level = Level::best();
        let (kernel, many) = match function.row().lanes {
            Lanes::Unary { one, many } => (one(level), Some(many(level))),
            _ => (kernel, None),
        };
        Bound {
            function,
            kernel,
            many,
        }
    }
}

impl Bound<One2, Option<Many2>> {
    /// A function of two arguments with what computes it on this machine.
    pub(crate) fn binary(function: FunctionId, kernel: One2) -> Self {
        let level = Level::best();
        let (kernel, many) = match function.row().lanes {
            Lanes::Binary { one, many } => (one(level), Some(many(level))),
            _ => (kernel, None),
        };
        Bound {
            function,
            kernel,
            many,
        }
    }
}

/// A straight-line program with forward jumps and counted loops, for any number of outputs.
///
/// It is immutable; whoever runs it brings the slots. [`Display`](std::fmt::Display) lists it, one
/// instruction a line.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) inputs: u32,
    pub(crate) loads: Vec<u32>,
    pub(crate) constants: Vec<f64>,
    pub(crate) slots: u32,
    pub(crate) code: Vec<Instr>,
    pub(crate) loops: Vec<Loop>,
    pub(crate) kernels: Kernels,
    pub(crate) outputs: Vec<Slot>,
    pub(crate) forms: Vec<Form>,
}

impl Program {
    /// How many inputs it has, used or not.
    pub fn input_count(&self) -> usize {
        self.inputs as usize
    }

    /// How many outputs it has.
    pub fn output_count(&self) -> usize {
        self.outputs.len()
    }

    /// Which input each of the first slots holds.
    pub fn loads(&self) -> &[u32] {
        &self.loads
    }

    /// The constants, which the slots after the inputs hold.
    pub fn constants(&self) -> &[f64] {
        &self.constants
    }

    /// How many slots it runs in.
    pub fn slot_count(&self) -> usize {
        self.slots as usize
    }

    /// The instructions.
    pub fn code(&self) -> &[Instr] {
        &self.code
    }

    /// The loops.
    pub fn loops(&self) -> &[Loop] {
        &self.loops
    }

    /// The kernels.
    pub fn kernels(&self) -> &Kernels {
        &self.kernels
    }

    /// The slot of each output.
    pub fn outputs(&self) -> &[Slot] {
        &self.outputs
    }

    /// The stable forms that were chosen for it. A program that was read from a file has none.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// How many operations on numbers it has: instructions but copies, jumps and loop starts; a
    /// fused instruction is two.
    pub fn operations(&self) -> usize {
        let operations = self.code.iter().map(|instr| match instr {
            Instr::Copy { .. }
            | Instr::Jump { .. }
            | Instr::JumpIfNot { .. }
            | Instr::LoopStart { .. } => 0,
            Instr::Fused { .. } => 2,
            _ => 1,
        });
        operations.sum()
    }
}
