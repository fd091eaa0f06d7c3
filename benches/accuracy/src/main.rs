//! Measures every elementary kernel, and the error and gamma functions, against references with
//! about 100 good bits.
//!
//! ```text
//! cargo run --release --manifest-path benches/accuracy/Cargo.toml                 # 10^7 points each; writes RESULTS.md
//! cargo run --release --manifest-path benches/accuracy/Cargo.toml -- --points 100000 sin cos
//! cargo run --release --manifest-path benches/accuracy/Cargo.toml -- --verify 100000
//! ```
//!
//! `--verify N` holds the references themselves against arbitrary precision at N points each.
//! The exit status is 1 if a function misses its bound. `RESULTS.md` is only written by a run of
//! every function. With RUSTFLAGS="-C target-cpu=native" it takes half the time.

#[path = "../../../tests/function/references/mod.rs"]
mod references;
mod verify;

use references::measure::{CASES, Case, Worst, measure};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

const SEED: u64 = 0x5EED_0004;

struct Options {
    points: u64,
    verify: Option<u64>,
    names: Vec<String>,
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        points: 10_000_000,
        verify: None,
        names: Vec::new(),
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || -> Result<u64, String> {
            let text = arguments
                .next()
                .ok_or(format!("{argument} takes a number"))?;
            text.parse().map_err(|_| format!("{text} is no number"))
        };
        match argument.as_str() {
            "--points" => options.points = number()?,
            "--verify" => options.verify = Some(number()?),
            name if CASES.iter().any(|case| case.name == name) => options.names.push(argument),
            _ => return Err(format!("{argument} is no option and no measured function")),
        }
    }
    Ok(options)
}

fn line(case: &Case, worst: &Worst) -> String {
    let arguments: Vec<_> = worst.arguments.iter().map(|x| format!("{x:e}")).collect();
    format!(
        "| {} | {} | {:.3} | {} | {} |\n",
        case.name,
        worst.points,
        worst.ulps,
        case.ulps,
        arguments.join(", ")
    )
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let cases: Vec<_> = CASES
        .iter()
        .filter(|case| {
            options.names.is_empty() || options.names.iter().any(|name| name == case.name)
        })
        .collect();
    if let Some(points) = options.verify {
        return verify::verify(&cases, points, SEED);
    }
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(&case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let worst = measure(case, options.points, SEED);
                    print!("{}", line(case, &worst));
                    if let Ok(mut results) = results.lock() {
                        results.push((case.name, worst.ulps <= case.ulps, line(case, &worst)));
                    }
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_default();
    results.sort_by_key(|result| cases.iter().position(|case| case.name == result.0));
    let failed: Vec<_> = results
        .iter()
        .filter(|result| !result.1)
        .map(|result| result.0)
        .collect();
    if options.names.is_empty() {
        let table: String = results.iter().map(|result| result.2.as_str()).collect();
        let text = format!(
            "# Accuracy of the kernels\n\nErrors in units of the last place of the exact value, against references with about 100 good\nbits (`src/main.rs` says how to run it): over all exponents, densely in the usual range, and at\nhard arguments. Errors of loggamma and digamma count against 1 where the value is smaller.\n\n| function | points | largest error (ulp) | allowed | at |\n|---|---|---|---|---|\n{table}"
        );
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/RESULTS.md");
        if let Err(error) = std::fs::write(path, text) {
            eprintln!("{path}: {error}");
            return ExitCode::FAILURE;
        }
    }
    if failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        eprintln!("above what is allowed: {}", failed.join(", "));
        ExitCode::FAILURE
    }
}
