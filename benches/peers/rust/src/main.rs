//! Rust crates and gradus in turns.
//!
//! `nearest` differentiates, text in and simplified derivative out, and prints one line a formula
//! and the mean; `nearest --json` one JSON object a formula, times in seconds. `nearest --evaluate`
//! compiles and calls formulas, and prints a table. `nearest --squares ROWS` reads two columns of
//! doubles from standard input and times value and gradient of a sum of squares over them, for
//! ../batch.py.

mod evaluate;
mod squares;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The seven formulas, with the symbol they are differentiated in; ../symbolic.py has the same.
const FORMULAS: [(&str, &str); 7] = [
    (
        "exp(-(x - mu)^2 / (2 * sigma^2)) / sqrt(2 * pi * sigma^2)",
        "x",
    ),
    (
        "exp(-((x - x0)^2 + (y - y0)^2) / (2 * s^2)) / (2 * pi * s^2)",
        "x",
    ),
    (
        "4 * pi * (m / (2 * pi * k * T))^(3/2) * v^2 * exp(-m * v^2 / (2 * k * T))",
        "v",
    ),
    ("1 / sqrt(1 - v^2 / c^2)", "v"),
    ("4 * epsilon * ((sigma / r)^12 - (sigma / r)^6)", "r"),
    ("1 / (1 + exp(-k * (x - x0)))", "x"),
    ("A * exp(-gamma * t) * cos(omega * t + phi)", "t"),
];

/// Runs of each contestant for each formula.
const ROUNDS: usize = 201;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--evaluate"] => return evaluate::run(),
        ["--squares", rows] => return squares::run(rows),
        _ => {}
    }
    let json = arguments.iter().any(|argument| argument == "--json");
    let mut means = [0.0; 2];
    for (formula, symbol) in FORMULAS {
        let peer = || by_symb_anafis(formula, symbol);
        let gradus = || by_gradus(formula, symbol);
        let contestants: [&dyn Fn() -> Result<String, String>; 2] = [&peer, &gradus];
        let mut times = [const { Vec::new() }; 2];
        for _ in 0..ROUNDS {
            for (contestant, times) in contestants.iter().zip(&mut times) {
                let start = Instant::now();
                let result = black_box(contestant());
                times.push(start.elapsed());
                if let Err(message) = result {
                    eprintln!("{formula}: {message}");
                    return ExitCode::FAILURE;
                }
            }
        }
        let [peer, gradus] = times.map(Times::of);
        means[0] += peer.least / FORMULAS.len() as f64;
        means[1] += gradus.least / FORMULAS.len() as f64;
        if json {
            println!(
                r#"{{"formula":"{formula}","symb_anafis":{},"gradus":{}}}"#,
                peer.json(),
                gradus.json()
            );
        } else {
            println!(
                "{formula}: symb_anafis {}, gradus {}, ratio {:.2}",
                peer.text(),
                gradus.text(),
                peer.least / gradus.least
            );
        }
    }
    if !json {
        let [peer, gradus] = means;
        let ratio = peer / gradus;
        println!(
            "mean: symb_anafis {:.1} µs, gradus {:.1} µs, ratio {ratio:.2}; target ≥ 5, {}; target ≤ 30 µs, {}",
            peer * 1e6,
            gradus * 1e6,
            met(ratio >= 5.0),
            met(gradus <= 30e-6)
        );
    }
    ExitCode::SUCCESS
}

fn met(is: bool) -> &'static str {
    if is { "met" } else { "NOT MET" }
}

/// Parses, differentiates with its simplification, and prints.
fn by_symb_anafis(formula: &str, symbol: &str) -> Result<String, String> {
    symb_anafis::diff(black_box(formula), symbol, &[], None).map_err(|error| error.to_string())
}

fn by_gradus(formula: &str, symbol: &str) -> Result<String, String> {
    gradus::diff(black_box(formula), symbol).map_err(|error| error.to_string())
}

/// Seconds: the least and the median of several runs.
struct Times {
    least: f64,
    median: f64,
}

impl Times {
    fn of(mut times: Vec<Duration>) -> Times {
        times.sort_unstable();
        Times {
            least: times[0].as_secs_f64(),
            median: times[times.len() / 2].as_secs_f64(),
        }
    }

    fn json(&self) -> String {
        format!(r#"{{"least":{:e},"median":{:e}}}"#, self.least, self.median)
    }

    fn text(&self) -> String {
        format!(
            "{:.1} µs (median {:.1})",
            self.least * 1e6,
            self.median * 1e6
        )
    }
}
