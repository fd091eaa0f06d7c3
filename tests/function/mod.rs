//! The table of functions: its rows, its kernels.

mod kernels;
mod reference;
mod rows;

use gradus::function::Kernel;

/// Calls a kernel of any arity.
fn call(kernel: Kernel, arguments: &[f64]) -> f64 {
    match (kernel, arguments) {
        (Kernel::Unary(f), &[x]) => f(x),
        (Kernel::Binary(f), &[x, y]) => f(x, y),
        (Kernel::Ternary(f), &[x, y, z]) => f(x, y, z),
        (Kernel::Indexed(f), &[n, x]) => f(n as u32, x),
        _ => panic!("{} arguments for {kernel:?}", arguments.len()),
    }
}

/// Doubles from a fixed seed, the same on every machine (splitmix64).
struct Samples(u64);

impl Samples {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Between the bounds.
    fn between(&mut self, lower: f64, upper: f64) -> f64 {
        lower + (upper - lower) * (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }
}
