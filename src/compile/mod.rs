//! Expressions into functions: numbers in, numbers out.
//!
//! ```text
//!  nodes ──lower──▶ values ──schedule──▶ lines ──allocate──▶ Program ──▶ Function
//!                   constants folded,    guards of           slots by    shared, stored,
//!                   each value once      branches            liveness    run by an Evaluator
//! ```
//!
//! Every pass is a loop; none depends on the depth of the expression. While values are made,
//! `stable` chooses forms that lose fewer digits, unless operations are to be as they are written
//! ([`Accuracy::Naive`]).

mod allocate;
pub(crate) mod arithmetic;
mod batch;
mod block;
mod code;
mod column;
mod derivatives;
mod dispatch;
mod error;
mod evaluator;
mod expression;
mod function;
mod fuse;
mod graph;
mod guard;
#[cfg(feature = "jit")]
mod jit;
mod listing;
mod logistic;
mod lower;
mod memo;
mod numbers;
mod options;
mod orient;
mod program;
mod scalar;
mod schedule;
mod stable;
mod stored;
#[cfg(feature = "jit")]
mod tier;
mod uniform;
pub(crate) mod vanish;
mod written;

#[cfg(test)]
mod tests;

pub(crate) use batch::CHUNK;
pub use batch::{Batch, Progress};
pub use code::{Code, CodeError, CodeOptions, Cost, Helper, Language, Operations, With};
pub use column::Column;
pub use derivatives::{Curvature, Derivatives, DerivativesError};
pub(crate) use dispatch::{subtract_multiple, sum_of_products};
pub use error::{CompileError, EvalError, LoadError};
pub use evaluator::{Backend, Evaluator, Rows};
pub use function::Function;
#[cfg(feature = "jit")]
pub use jit::{Native, NativeError};
pub(crate) use logistic::with_softplus;
pub(crate) use numbers::ExactProgram;
pub use numbers::{
    AccuracyError, AccuracyOptions, AccuracyReport, Big, Bits, DigitsError, Dual, Duals, Endpoint,
    Errors, Interval, Intervals, MOST_DIGITS, Numbers, Round, RunError, Single,
};
pub use options::{Accuracy, CompileOptions, KinkPolicy};
pub use program::{Bound, First, Instr, Kernels, Loop, Order, Program, Second, Slot};
pub use stable::Form;

use schedule::Line;
use stable::Stable;

use crate::expr::{Arena, Id};

/// Compiles `outputs` as one program of `inputs`, which are symbols; what the outputs share is
/// computed once.
///
/// # Domain
/// Arithmetic is that of IEEE 754; 0^0 is 1, and a negative base with a fractional exponent is
/// NaN. Of pieces, only the chosen one is computed, but for what other places need as well. A NaN
/// in a condition is false. A sum over an index is NaN if a bound is not an integer, if it has more
/// than 10^7 terms, or once the sums of one evaluation come to 10^9 instructions.
///
/// # Cost
/// Linear in the nodes (times the logarithm of the nesting of pieces).
///
/// # Errors
/// What has no value without more information: symbols that are not inputs, unknown functions,
/// sums over rows of data; and limits.
pub fn compile(
    arena: &Arena,
    outputs: &[Id],
    inputs: &[Id],
    options: &CompileOptions,
) -> Result<Program, CompileError> {
    let mut made = lower::lower(arena, outputs, inputs, options, true)?;
    let mut schedule = schedule::schedule(&made.0, &made.2);
    if made.1.as_ref().is_some_and(Stable::took_alone) {
        let other = lower::lower(arena, outputs, inputs, options, false)?;
        let plain = schedule::schedule(&other.0, &other.2);
        if plain.calls(&other.0) < schedule.calls(&made.0) {
            (made, schedule) = (other, plain);
        }
    }
    let (graph, stable, values) = made;
    let mut program = allocate::allocate(&graph, &schedule, &values, inputs.len());
    if let Some(stable) = stable.filter(|stable| !stable.is_plain()) {
        let mut needed = vec![false; graph.len()];
        for line in &schedule.lines {
            if let Line::Compute(value) | Line::Join(value) | Line::Close(value) = line {
                needed[value.index()] = true;
            }
        }
        program.forms = stable.forms(|value| needed[value.index()]);
    }
    Ok(program)
}
