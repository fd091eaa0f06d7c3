//! The table of functions: its rows, its kernels.

mod accuracy;
mod exact;
mod kernels;
mod lanes;
mod measured;
mod reference;
mod references;
mod rows;

use crate::support::Samples;
use gradus::function::Kernel;

/// Calls a kernel of any arity.
pub fn call(kernel: Kernel, arguments: &[f64]) -> f64 {
    match (kernel, arguments) {
        (Kernel::Unary(f), &[x]) => f(x),
        (Kernel::Binary(f), &[x, y]) => f(x, y),
        (Kernel::Ternary(f), &[x, y, z]) => f(x, y, z),
        (Kernel::Indexed(f), &[n, x]) => f(n as u32, x),
        _ => panic!("{} arguments for {kernel:?}", arguments.len()),
    }
}
