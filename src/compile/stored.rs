//! Programs as data: what is written to a file, and the checks when it is read.
//!
//! Kernels are written by their functions' names and found again by them. Everything that running
//! a program relies on is checked here, so that a damaged file is an error and never a panic.

use serde::{Deserialize, Serialize};

use super::error::LoadError;
use super::graph::Graph;
use super::program::{Access, Bound, Instr, Kernels, Loop, Program, Slot};
use super::written;
use crate::function::{FunctionId, Kernel, lookup};

/// The format that is written and read.
const VERSION: u32 = 2;

/// A program as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredProgram {
    version: u32,
    inputs: u32,
    loads: Vec<u32>,
    /// The bits of each constant, so that NaN and infinities survive every format.
    constants: Vec<u64>,
    slots: u32,
    code: Vec<Instr>,
    loops: Vec<Loop>,
    unary: Vec<String>,
    binary: Vec<String>,
    ternary: Vec<String>,
    indexed: Vec<String>,
    outputs: Vec<Slot>,
}

impl From<&Program> for StoredProgram {
    fn from(program: &Program) -> Self {
        fn names<F, M>(list: &[Bound<F, M>]) -> Vec<String> {
            list.iter()
                .map(|bound| bound.function.row().name.to_owned())
                .collect()
        }
        StoredProgram {
            version: VERSION,
            inputs: program.inputs,
            loads: program.loads.clone(),
            constants: program.constants.iter().map(|x| x.to_bits()).collect(),
            slots: program.slots,
            code: program.code.clone(),
            loops: program.loops.clone(),
            unary: names(&program.kernels.unary),
            binary: names(&program.kernels.binary),
            ternary: names(&program.kernels.ternary),
            indexed: names(&program.kernels.indexed),
            outputs: program.outputs.clone(),
        }
    }
}

impl TryFrom<StoredProgram> for Program {
    type Error = LoadError;

    fn try_from(stored: StoredProgram) -> Result<Self, LoadError> {
        if stored.version != VERSION {
            return Err(LoadError::Version {
                expected: VERSION,
                found: stored.version,
            });
        }
        let kernels = Kernels {
            unary: bind(&stored.unary, |function| match function.row().kernel {
                Kernel::Unary(kernel) => Some(Bound::unary(function, kernel)),
                _ => None,
            })?,
            binary: bind(&stored.binary, |function| match function.row().kernel {
                Kernel::Binary(kernel) => Some(Bound::binary(function, kernel)),
                _ => None,
            })?,
            ternary: bind(&stored.ternary, |function| match function.row().kernel {
                Kernel::Ternary(kernel) => Some(Bound::plain(function, kernel)),
                _ => None,
            })?,
            indexed: bind(&stored.indexed, |function| match function.row().kernel {
                Kernel::Indexed(kernel) => Some(Bound::plain(function, kernel)),
                _ => None,
            })?,
        };
        let program = Program {
            inputs: stored.inputs,
            loads: stored.loads,
            constants: stored.constants.into_iter().map(f64::from_bits).collect(),
            slots: stored.slots,
            code: stored.code,
            loops: stored.loops,
            kernels,
            outputs: stored.outputs,
            forms: Vec::new(),
        };
        check(&program)?;
        Ok(program)
    }
}

fn bind<F, M>(
    names: &[String],
    shape: impl Fn(FunctionId) -> Option<Bound<F, M>>,
) -> Result<Vec<Bound<F, M>>, LoadError> {
    names
        .iter()
        .map(|name| {
            let function =
                lookup(name).ok_or_else(|| LoadError::UnknownFunction { name: name.clone() })?;
            shape(function).ok_or_else(|| LoadError::KernelShape { name: name.clone() })
        })
        .collect()
}

/// Everything that running a program relies on.
fn check(program: &Program) -> Result<(), LoadError> {
    let table = |table| Err(LoadError::BadTable { table });
    if program.loads.iter().any(|&input| input >= program.inputs) {
        return table("inputs");
    }
    let given = program.loads.len() + program.constants.len();
    let slots = program.slots as usize;
    // Each instruction fills one slot, a loop's start two: more slots only waste memory.
    if slots < given || slots - given > program.code.len() + program.loops.len() {
        return table("slots");
    }
    if program.outputs.iter().any(|&slot| slot >= program.slots) {
        return table("outputs");
    }
    if u32::try_from(program.code.len()).is_err() {
        return table("instructions");
    }
    for (at, &instr) in program.code.iter().enumerate() {
        check_bounds(program, instr).ok_or(LoadError::OutOfBounds { at })?;
    }
    check_jumps(program)?;
    written::check(program)
}

/// Whether an instruction names slots, kernels and loops that exist, and writes no given slot.
fn check_bounds(program: &Program, instr: Instr) -> Option<()> {
    let given = (program.loads.len() + program.constants.len()) as u32;
    let kernels = &program.kernels;
    let mut held = match instr {
        Instr::Unary { kernel, .. } | Instr::Step { kernel, .. } => {
            usize::from(kernel) < kernels.unary.len()
        }
        Instr::Binary { kernel, .. } => usize::from(kernel) < kernels.binary.len(),
        Instr::Ternary { kernel, .. } => usize::from(kernel) < kernels.ternary.len(),
        Instr::Indexed { kernel, .. } => usize::from(kernel) < kernels.indexed.len(),
        // The first operation's result goes to `to`, where the second may not look for another.
        Instr::Fused { to, c, .. } => c != to,
        _ => true,
    };
    instr.for_each_slot(&program.loops, |access, slot| {
        held &= slot < program.slots && (access == Access::Read || given <= slot);
    })?;
    held.then_some(())
}

/// Jumps lead forward within their loop; loops are closed, nested and used once. So every run ends.
fn check_jumps(program: &Program) -> Result<(), LoadError> {
    let code = &program.code;
    // The innermost loop around each instruction, its end counted in, its start not; and one more
    // place behind the last instruction.
    let mut around = Vec::with_capacity(code.len() + 1);
    let mut open: Vec<u32> = Vec::new();
    let mut used = vec![false; program.loops.len()];
    for (at, &instr) in code.iter().enumerate() {
        around.push(open.last().copied());
        let bad = Err(LoadError::BadJump { at });
        match instr {
            Instr::LoopStart { at: place } => {
                let entry = program.loops[place as usize];
                let fits = entry.start as usize == at + 1
                    && entry.level as usize == open.len()
                    && open.len() < Graph::MAX_DEPTH
                    && !std::mem::replace(&mut used[place as usize], true);
                if !fits {
                    return bad;
                }
                open.push(place);
            }
            Instr::LoopEnd { at: place } => {
                let end = program.loops[place as usize].end as usize;
                if open.pop() != Some(place) || end != at + 1 {
                    return bad;
                }
            }
            _ => {}
        }
    }
    around.push(None);
    if !open.is_empty() {
        return Err(LoadError::BadJump { at: code.len() });
    }
    for (at, &instr) in code.iter().enumerate() {
        if let Instr::Jump { target } | Instr::JumpIfNot { target, .. } = instr {
            let target = target as usize;
            if target <= at || target > code.len() || around[target] != around[at] {
                return Err(LoadError::BadJump { at });
            }
        }
    }
    Ok(())
}
