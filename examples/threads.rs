//! One compiled function, used by several threads.
//!
//! A `Function` is immutable, so threads share it without a lock; an `Expr` can be sent too.
//!
//! ```text
//! $ cargo run --example threads
//! integral of exp(-x^2/2) over -8..8: 2.506628
//! derived in another thread: -x*exp(-x^2/2)
//! ```

use std::thread;

use gradus::Expr;

const STEPS: usize = 1 << 20;
const THREADS: usize = 4;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bell: Expr = "exp(-x^2/2)".parse()?;
    let function = bell.compile(["x"])?;

    let width = 16.0 / STEPS as f64;
    let share = STEPS / THREADS;
    let total: f64 = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let function = function.clone();
                scope.spawn(move || -> f64 {
                    let midpoint = |step: usize| -8.0 + (step as f64 + 0.5) * width;
                    (thread * share..(thread + 1) * share)
                        .map(|step| function.value(&[midpoint(step)]) * width)
                        .sum()
                })
            })
            .collect();
        // Partial sums are added in a fixed order, so that every run prints the same.
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a sum"))
            .sum()
    });
    println!("integral of {bell} over -8..8: {total:.6}");

    let derived = thread::spawn(move || bell.diff("x")).join();
    if let Ok(slope) = derived {
        println!("derived in another thread: {}", slope?);
    }
    Ok(())
}
