//! The partials of functions and of powers as programs: made by the one engine for derivatives,
//! each when it is first asked for.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::super::options::{Accuracy, CompileOptions};
use super::super::program::Program;
use crate::diff;
use crate::expr::{Arena, Id};
use crate::function::FunctionId;

/// What is differentiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    /// A function of so many arguments, behind a literal index.
    Call(FunctionId, Option<u32>, usize),
    /// A power, in its base and its exponent.
    Power,
}

type Made = HashMap<Operation, Option<Arc<Program>>>;

/// The program whose inputs are the arguments and whose outputs are the partials; nothing if there
/// are none.
pub(super) fn partials(operation: Operation) -> Option<Arc<Program>> {
    static MADE: LazyLock<Mutex<Made>> = LazyLock::new(Mutex::default);
    // What is in there is whole at any time, so that a panic elsewhere does no harm.
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(operation)
        .or_insert_with(|| make(operation).map(Arc::new))
        .clone()
}

fn make(operation: Operation) -> Option<Program> {
    let mut arena = Arena::new();
    let count = match operation {
        Operation::Call(_, _, count) => count,
        Operation::Power => 2,
    };
    let arguments: Vec<Id> = (0..count)
        .map(|at| arena.symbol(&format!("x{at}")))
        .collect();
    let root = match (operation, arguments.as_slice()) {
        (Operation::Call(function, index, _), _) => {
            let mut all = Vec::new();
            all.extend(index.map(|n| arena.integer(i64::from(n))));
            all.extend_from_slice(&arguments);
            arena.call(function, &all)
        }
        (Operation::Power, &[base, exponent]) => arena.pow(base, exponent),
        (Operation::Power, _) => return None,
    };
    let outputs = diff::gradient(&mut arena, root, &arguments).ok()?;
    let options = CompileOptions {
        accuracy: Accuracy::Naive,
        derivative: true,
        ..CompileOptions::default()
    };
    super::super::compile(&arena, &outputs, &arguments, &options).ok()
}
