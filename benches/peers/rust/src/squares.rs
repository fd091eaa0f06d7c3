//! Value and gradient of the sum of squares of a Gaussian model over rows of data, on one core.

use std::hint::black_box;
use std::io::Read;
use std::process::ExitCode;
use std::time::Instant;

use gradus::Expr;
use gradus::compile::{Column, CompileOptions, Function};

const MODEL: &str = "b + a*exp(-(x - m)^2/(2*s^2))/(sqrt(2*pi)*s)";
const PARAMETERS: [(&str, f64); 4] = [("m", 25.0), ("s", 10.0), ("a", 1.0), ("b", 0.0)];
const ROUNDS: usize = 7;

pub fn run(rows: &str) -> ExitCode {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    let (Ok(_), Ok(rows)) = (read, rows.parse::<usize>()) else {
        eprintln!("usage: nearest --squares ROWS < DOUBLES");
        return ExitCode::FAILURE;
    };
    let numbers: Vec<f64> = bytes
        .chunks_exact(8)
        .map(|bytes| f64::from_le_bytes(std::array::from_fn(|at| bytes[at])))
        .collect();
    let (xs, ys) = numbers.split_at(rows.min(numbers.len()));
    match time(xs, ys) {
        Ok((seconds, sums)) => {
            println!(
                "{seconds:e} {}",
                sums.map(|sum| format!("{sum:e}")).join(" ")
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The least time of several runs, and the value with the four partials.
fn time(xs: &[f64], ys: &[f64]) -> Result<(f64, [f64; 5]), gradus::Error> {
    let square: Expr = format!("({MODEL} - y)^2").parse()?;
    let names = PARAMETERS.map(|(name, _)| name);
    let mut outputs = vec![square.clone()];
    outputs.extend(square.gradient(names)?);
    let outputs: Vec<&Expr> = outputs.iter().collect();
    let inputs = names.into_iter().chain(["x", "y"]);
    let function: Function = Expr::compile_all(&outputs, inputs, &CompileOptions::default())?;
    let mut columns: Vec<Column> = PARAMETERS.map(|(_, start)| Column::One(start)).to_vec();
    columns.extend([Column::Each(xs), Column::Each(ys)]);
    let mut least = f64::INFINITY;
    let mut sums = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        sums = function.batch().threads(1).sums(black_box(&columns))?;
        least = least.min(start.elapsed().as_secs_f64());
    }
    let mut found = [f64::NAN; 5];
    for (place, sum) in found.iter_mut().zip(sums) {
        *place = sum;
    }
    Ok((least, found))
}
