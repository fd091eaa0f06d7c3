//! The program: a flat list of instructions over slots.

use serde::{Deserialize, Serialize};

use super::stable::Form;
use crate::function::{FunctionId, Kernel};
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

type UnaryKernel = extern "C" fn(f64) -> f64;
type BinaryKernel = extern "C" fn(f64, f64) -> f64;
type TernaryKernel = extern "C" fn(f64, f64, f64) -> f64;
type IndexedKernel = extern "C" fn(u32, f64) -> f64;

/// A function and its kernel.
#[derive(Clone, Copy, Debug)]
pub struct Bound<F> {
    /// The function.
    pub function: FunctionId,
    /// How it is computed.
    pub kernel: F,
}

/// The kernels that a program calls.
#[derive(Clone, Debug, Default)]
pub struct Kernels {
    /// Functions of one argument.
    pub unary: Vec<Bound<UnaryKernel>>,
    /// Functions of two arguments.
    pub binary: Vec<Bound<BinaryKernel>>,
    /// Functions of three arguments.
    pub ternary: Vec<Bound<TernaryKernel>>,
    /// Functions of a literal index and one argument.
    pub indexed: Vec<Bound<IndexedKernel>>,
}

impl Kernels {
    /// The place of a function among the kernels of its shape; added if it is new.
    pub(crate) fn place(&mut self, function: FunctionId) -> u16 {
        fn place<F>(list: &mut Vec<Bound<F>>, function: FunctionId, kernel: F) -> u16 {
            let found = list.iter().position(|bound| bound.function == function);
            found.unwrap_or_else(|| {
                list.push(Bound { function, kernel });
                list.len() - 1
            }) as u16
        }
        match function.row().kernel {
            Kernel::Unary(kernel) => place(&mut self.unary, function, kernel),
            Kernel::Binary(kernel) => place(&mut self.binary, function, kernel),
            Kernel::Ternary(kernel) => place(&mut self.ternary, function, kernel),
            Kernel::Indexed(kernel) => place(&mut self.indexed, function, kernel),
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

    /// How many operations on numbers it has: instructions but copies, jumps and loop starts.
    pub fn operations(&self) -> usize {
        self.code
            .iter()
            .filter(|instr| {
                !matches!(
                    instr,
                    Instr::Copy { .. }
                        | Instr::Jump { .. }
                        | Instr::JumpIfNot { .. }
                        | Instr::LoopStart { .. }
                )
            })
            .count()
    }
}
