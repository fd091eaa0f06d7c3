//! Expressions into functions: numbers in, numbers out.
//!
//! ```text
//!  nodes ──lower──▶ values ──schedule──▶ lines ──allocate──▶ Program ──▶ Function
//!                   constants folded,    guards of           slots by    shared, stored,
//!                   each value once      branches            liveness    run by an Evaluator
//! ```
//!
//! Every pass is a loop; none depends on the depth of the expression.

mod allocate;
pub(crate) mod arithmetic;
mod block;
mod code;
mod derivatives;
mod error;
mod evaluator;
mod expression;
mod function;
mod graph;
mod guard;
mod listing;
mod lower;
mod memo;
mod options;
mod orient;
mod program;
mod scalar;
mod schedule;
mod stored;
pub(crate) mod vanish;

#[cfg(test)]
mod tests;

pub use code::{Code, CodeError, CodeOptions, Cost, Helper, Language, Operations, With};
pub use derivatives::{Curvature, Derivatives, DerivativesError};
pub use error::{CompileError, EvalError, LoadError};
pub use evaluator::{Backend, Columns, Evaluator, Rows};
pub use function::Function;
pub use options::{Accuracy, CompileOptions, KinkPolicy};
pub use program::{Bound, Instr, Kernels, Loop, Order, Program, Slot};

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
    let (graph, values) = lower::lower(arena, outputs, inputs, options)?;
    let schedule = schedule::schedule(&graph, &values);
    Ok(allocate::allocate(&graph, &schedule, &values, inputs.len()))
}
