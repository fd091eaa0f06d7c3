//! How many points of the corpus accuracy-fpbench are within 8 units in the last place, in each
//! mode, and how long a point takes.
//!
//! ```sh
//! gunzip -c accuracy-fpbench.jsonl.gz > cases.jsonl
//! cargo run --release --example accuracy -- cases.jsonl
//! ```

use std::error::Error;
use std::time::Instant;

use gradus::Expr;
use gradus::compile::{Accuracy, CompileOptions};
use serde_json::Value;

fn within(value: f64, exact: f64) -> bool {
    value == exact || (value - exact).abs() <= 8.0 * (exact.abs().next_up() - exact.abs())
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let text = std::fs::read_to_string(path)?;
    for (name, accuracy) in Accuracy::ALL {
        let options = CompileOptions {
            accuracy: *accuracy,
            ..CompileOptions::default()
        };
        let (mut right, mut all, mut nanoseconds) = (0u64, 0u64, 0u128);
        let mut worse = Vec::new();
        for line in text.lines() {
            let case: Value = serde_json::from_str(line)?;
            let expr: Expr = case["expr"].as_str().unwrap_or_default().parse()?;
            let names = expr.free_symbols();
            let f = expr.compile_with(&names, &options)?;
            let mut here = 0;
            for point in case["points"].as_array().into_iter().flatten() {
                let place: Vec<f64> = names
                    .iter()
                    .map(|name| point["at"][name].as_f64().unwrap_or(f64::NAN))
                    .collect();
                let start = Instant::now();
                let value = f.value(&place);
                nanoseconds += start.elapsed().as_nanos();
                here += u64::from(within(value, point["exact"].as_f64().unwrap_or(f64::NAN)));
                all += 1;
            }
            right += here;
            let plain = case["plain"].as_u64().unwrap_or(0);
            if here + 2 < plain || *accuracy == Accuracy::Accurate && here < 50 {
                worse.push(format!("{}: {here} of 50, plain {plain}", case["id"]));
            }
        }
        println!(
            "{name}: {right} of {all} points within 8 units ({:.2} %), {} ns a point",
            100.0 * right as f64 / all as f64,
            nanoseconds / u128::from(all.max(1))
        );
        for line in worse {
            println!("  {line}");
        }
    }
    Ok(())
}
