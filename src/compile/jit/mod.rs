//! Native code: programs compiled for the machine at hand.
//!
//! ```text
//!  Program ──translate──▶ Cranelift's form ──▶ machine code ──▶ Native
//! ```
//!
//! A short program is one function from a point to its outputs. A long one is cut where no jump
//! leads across into functions over its slots, so that the time of compiling stays linear.
//! Arithmetic and kernels are those of the tape, so the bits are the same.

mod error;
mod memory;
mod translate;

use std::ops::Range;
use std::sync::Arc;

use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{FuncId, Module, ModuleError, default_libcall_names};

pub use error::NativeError;
use memory::Code;
use translate::{Layout, signature, translate};

use super::column::Column;
use super::error::EvalError;
use super::evaluator::{Backend, Rows};
use super::program::{Instr, Program};

/// The longest program that is one function.
const ONE_FUNCTION: usize = 2000;
/// Where no jump leads across, a function of a long program ends after so many instructions.
const PIECE: usize = 500;

/// A function as native code.
///
/// It is immutable and cheap to clone, can be shared by threads, and its code is freed with its
/// last clone.
///
/// # Examples
/// ```
/// let [x, y] = gradus::symbols(["x", "y"]);
/// let f = (&x * &x + &y * &y).sqrt().compile(["x", "y"])?;
/// let native = f.native()?;
/// assert_eq!(native.value(&[3.0, 4.0]), 5.0);
/// let closure = native.closure();
/// std::thread::spawn(move || assert_eq!(closure(&[6.0, 8.0]), 10.0)).join().unwrap();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Native(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    code: Code,
    /// Whether the code is one function with one output.
    is_single: bool,
    inputs: usize,
    outputs: usize,
    /// The program, if its code works on slots.
    slots: Option<Program>,
}

impl Native {
    /// Compiles a program.
    ///
    /// # Cost
    /// Some microseconds an instruction.
    ///
    /// # Errors
    /// If this machine is not supported, or has no memory for code.
    pub fn new(program: &Program) -> Result<Self, NativeError> {
        let in_one = program.code().len() <= ONE_FUNCTION;
        let (layout, ranges) = if in_one {
            (
                Layout::Point,
                std::iter::once(0..program.code().len()).collect(),
            )
        } else {
            (Layout::Slots, pieces(program))
        };
        let mut module = module()?;
        let mut functions: Vec<FuncId> = Vec::with_capacity(ranges.len());
        let mut context = module.make_context();
        let mut builder_context = FunctionBuilderContext::new();
        let pointer = module.target_config().pointer_type();
        let convention = module.target_config().default_call_conv;
        for range in ranges {
            let signature = signature(pointer, convention);
            let function = module
                .declare_anonymous_function(&signature)
                .map_err(refused)?;
            context.func.signature = signature;
            let mut builder = FunctionBuilder::new(&mut context.func, &mut builder_context);
            translate(&mut builder, program, range, layout, pointer, convention);
            builder.seal_all_blocks();
            builder.finalize(module.target_config());
            module
                .define_function(function, &mut context)
                .map_err(refused)?;
            module.clear_context(&mut context);
            functions.push(function);
        }
        module.finalize_definitions().map_err(refused)?;
        let (reads, writes) = match layout {
            Layout::Point if program.output_count() == 1 => (program.input_count(), 0),
            Layout::Point => (program.input_count(), program.output_count()),
            // The count of what loops have done stands behind the slots.
            Layout::Slots => (program.slot_count() + 1, program.slot_count() + 1),
        };
        let code = Code::new(module, &functions, reads, writes).ok_or(NativeError::Unsupported)?;
        Ok(Native(Arc::new(Inner {
            is_single: in_one && program.output_count() == 1,
            code,
            inputs: program.input_count(),
            outputs: program.output_count(),
            slots: (!in_one).then(|| program.clone()),
        })))
    }

    /// The first output at a point; NaN if the point has a wrong length.
    #[inline]
    pub fn value(&self, point: &[f64]) -> f64 {
        if self.0.is_single && point.len() == self.0.inputs {
            return self.0.code.call(point, &mut []);
        }
        self.first(point)
    }

    /// The first of several outputs, or the output of a long program.
    fn first(&self, point: &[f64]) -> f64 {
        let mut out = vec![f64::NAN; self.0.outputs];
        self.evaluate(point, &mut out);
        out.first().copied().unwrap_or(f64::NAN)
    }

    /// All outputs at a point.
    ///
    /// # Errors
    /// A wrong length of `point` or `out`.
    #[inline]
    pub fn outputs_into(&self, point: &[f64], out: &mut [f64]) -> Result<(), EvalError> {
        if point.len() != self.0.inputs {
            return Err(EvalError::InputLength {
                expected: self.0.inputs,
                found: point.len(),
            });
        }
        if out.len() != self.0.outputs {
            return Err(EvalError::OutputLength {
                expected: self.0.outputs,
                found: out.len(),
            });
        }
        self.evaluate(point, out);
        Ok(())
    }

    /// The function as a closure.
    pub fn closure(&self) -> impl Fn(&[f64]) -> f64 + Send + Sync + Clone + 'static {
        let native = self.clone();
        move |point| native.value(point)
    }

    /// NaN in all of `out` if a length is wrong.
    #[inline]
    pub(super) fn evaluate(&self, point: &[f64], out: &mut [f64]) {
        if point.len() != self.0.inputs || out.len() != self.0.outputs {
            out.fill(f64::NAN);
            return;
        }
        match &self.0.slots {
            None => {
                let first = self.0.code.call(point, out);
                if let [only] = out {
                    *only = first;
                }
            }
            Some(program) => {
                let mut slots = vec![0.0; program.slot_count() + 1];
                let given = program.loads.iter().map(|&input| point[input as usize]);
                let given = given.chain(program.constants.iter().copied());
                for (slot, value) in slots.iter_mut().zip(given) {
                    *slot = value;
                }
                self.0.code.call_in_place(&mut slots);
                for (out, &slot) in out.iter_mut().zip(&program.outputs) {
                    *out = slots[slot as usize];
                }
            }
        }
    }
}

impl Backend for Native {
    fn columns(
        &self,
        _program: &Program,
        columns: &[Column<'_>],
        start: usize,
        rows: &mut Rows<'_, '_>,
    ) {
        let mut point = vec![f64::NAN; self.0.inputs];
        let mut outputs = vec![f64::NAN; self.0.outputs];
        for row in 0..rows.len() {
            for (place, column) in point.iter_mut().zip(columns) {
                *place = column.at(start + row);
            }
            self.evaluate(&point, &mut outputs);
            rows.set(row, &outputs);
        }
    }
}

/// A module for this machine.
fn module() -> Result<JITModule, NativeError> {
    let mut flags = settings::builder();
    for (name, value) in [
        ("opt_level", "speed"),
        ("is_pic", "false"),
        ("use_colocated_libcalls", "false"),
        ("enable_verifier", "false"),
        ("unwind_info", "false"),
    ] {
        flags
            .set(name, value)
            .map_err(|_| NativeError::Unsupported)?;
    }
    let machine = cranelift_native::builder().map_err(|_| NativeError::Unsupported)?;
    let machine = machine
        .finish(settings::Flags::new(flags))
        .map_err(|_| NativeError::Unsupported)?;
    Ok(JITModule::new(JITBuilder::with_isa(
        machine,
        default_libcall_names(),
    )))
}

fn refused(error: ModuleError) -> NativeError {
    match error {
        ModuleError::Allocation { .. } => NativeError::Memory,
        error => NativeError::Refused {
            message: error.to_string(),
        },
    }
}

/// A long program in ranges that no jump or loop leads across.
fn pieces(program: &Program) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut start, mut open_to) = (0, 0);
    for (at, &instr) in program.code().iter().enumerate() {
        let leads_to = match instr {
            Instr::Jump { target } | Instr::JumpIfNot { target, .. } => target,
            Instr::LoopStart { at } => program.loops()[at as usize].end,
            _ => 0,
        };
        open_to = open_to.max(leads_to as usize);
        let next = at + 1;
        if next - start >= PIECE && open_to <= next {
            pieces.push(start..next);
            start = next;
        }
    }
    if start < program.code().len() {
        pieces.push(start..program.code().len());
    }
    pieces
}
