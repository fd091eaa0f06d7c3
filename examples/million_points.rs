//! A formula and its derivative at a million points.
//!
//! ```text
//! $ cargo run --release --example million_points
//! integral of the derivative: -162759.297344
//! difference of the values:   -162759.297336
//! ```

use std::time::Instant;

use gradus::Expr;
use gradus::compile::CompileOptions;

const POINTS: usize = 1_000_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let f: Expr = "exp(-2*x) + 3*sin(3*x)".parse()?;
    let slope = f.diff("x")?;
    // Two outputs of one program share what they have in common.
    let both = Expr::compile_all(&[&f, &slope], ["x"], &CompileOptions::default())?;

    let width = 12.0 / (POINTS - 1) as f64;
    let xs: Vec<f64> = (0..POINTS).map(|at| -6.0 + at as f64 * width).collect();
    let (mut values, mut slopes) = (vec![0.0; POINTS], vec![0.0; POINTS]);
    let clock = Instant::now();
    both.batch()
        .threads(None)
        .run(&[(&xs).into()], &mut [&mut values, &mut slopes])?;
    let time = clock.elapsed();

    // The sum of slopes times the width is the difference of the values at the ends.
    let sum: f64 = slopes.iter().sum::<f64>() * width;
    let ends = (slopes[0] + slopes[POINTS - 1]) / 2.0 * width;
    println!("integral of the derivative: {:.6}", sum - ends);
    println!(
        "difference of the values:   {:.6}",
        values[POINTS - 1] - values[0]
    );
    eprintln!(
        "{POINTS} points of both in {:.1} ms",
        time.as_secs_f64() * 1e3
    );
    Ok(())
}
