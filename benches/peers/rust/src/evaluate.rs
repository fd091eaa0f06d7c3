//! Scalar calls: formulas compiled from text by crates of the same kind, and by hand.
//!
//! Every contestant gets its arguments where it wants them; what is timed is one call after the
//! other with arguments that change. By hand is Rust as a person would write it with the
//! functions of the standard library, compiled with full optimisation.

use std::collections::HashSet;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use exmex::Express;
use fasteval::{Compiler, Evaler};
use gradus::Expr;
use gradus::compile::CompileOptions;

/// A formula, its arguments, and the same by hand.
struct Case {
    text: &'static str,
    /// The same in the language of fasteval, which has no exp and no sqrt.
    fasteval: &'static str,
    names: &'static [&'static str],
    point: &'static [f64],
    by_hand: fn(&[f64]) -> f64,
}

const CASES: [Case; 7] = [
    Case {
        text: "2*x^3 - 3*x^2 + 5",
        fasteval: "2*x^3 - 3*x^2 + 5",
        names: &["x"],
        point: &[1.7],
        by_hand: |p| 2.0 * p[0].powi(3) - 3.0 * p[0] * p[0] + 5.0,
    },
    Case {
        text: "(x*y - z)*(x + 3*y)/(z^2 + 1) - 4*x^3",
        fasteval: "(x*y - z)*(x + 3*y)/(z^2 + 1) - 4*x^3",
        names: &["x", "y", "z"],
        point: &[1.7, 0.3, 2.1],
        by_hand: |p| {
            let [x, y, z] = [p[0], p[1], p[2]];
            (x * y - z) * (x + 3.0 * y) / (z * z + 1.0) - 4.0 * x.powi(3)
        },
    },
    Case {
        text: "exp(-((x - m)^2)/(2*s^2))/sqrt(2*pi*s^2)",
        fasteval: "e()^(-((x - m)^2)/(2*s^2))/(2*pi()*s^2)^0.5",
        names: &["x", "m", "s"],
        point: &[1.7, 0.3, 2.1],
        by_hand: |p| {
            let [x, m, s] = [p[0], p[1], p[2]];
            let d = x - m;
            (-(d * d) / (2.0 * s * s)).exp() / (2.0 * std::f64::consts::PI * s * s).sqrt()
        },
    },
    Case {
        text: "1/(1 + exp(-x))",
        fasteval: "1/(1 + e()^(-x))",
        names: &["x"],
        point: &[0.7],
        by_hand: |p| 1.0 / (1.0 + (-p[0]).exp()),
    },
    Case {
        text: "sin(x)*cos(y) + tanh(x*y)",
        fasteval: "sin(x)*cos(y) + tanh(x*y)",
        names: &["x", "y"],
        point: &[1.7, 0.3],
        by_hand: |p| p[0].sin() * p[1].cos() + (p[0] * p[1]).tanh(),
    },
    Case {
        text: "exp(-2*x) + 3*sin(3*x)",
        fasteval: "e()^(-2*x) + 3*sin(3*x)",
        names: &["x"],
        point: &[0.7],
        by_hand: |p| (-2.0 * p[0]).exp() + 3.0 * (3.0 * p[0]).sin(),
    },
    Case {
        text: "4*e0*((s/r)^12 - (s/r)^6)",
        fasteval: "4*e0*((s/r)^12 - (s/r)^6)",
        names: &["e0", "s", "r"],
        point: &[0.3, 1.1, 1.3],
        by_hand: |p| {
            let [e0, s, r] = [p[0], p[1], p[2]];
            4.0 * e0 * ((s / r).powi(12) - (s / r).powi(6))
        },
    },
];

const CALLS: usize = 20_000;
const ROUNDS: usize = 41;

pub fn run() -> ExitCode {
    println!(
        "| nanoseconds a call | by hand | gradus native | gradus tape | instructions | symb_anafis | exmex | fasteval | native : hand |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut met = true;
    for case in &CASES {
        match row(case) {
            Ok(faster) => met &= faster,
            Err(error) => {
                eprintln!("{}: {error}", case.text);
                return ExitCode::FAILURE;
            }
        }
    }
    println!(
        "\nfaster than each crate on every formula: {}",
        if met { "met" } else { "NOT MET" }
    );
    compile_times();
    ExitCode::SUCCESS
}

/// Times one formula; whether gradus is the fastest of the crates.
fn row(case: &Case) -> Result<bool, Box<dyn std::error::Error>> {
    let expr: Expr = case.text.parse()?;
    let options = CompileOptions {
        native_after: 0,
        ..CompileOptions::default()
    };
    let tape = expr.compile_with(case.names, &options)?;
    let native = expr.compile(case.names)?;
    let native = native.native()?;

    let known: HashSet<String> = case.names.iter().map(|name| name.to_string()).collect();
    let anafis = symb_anafis::parse(case.text, &known, &HashSet::new(), None)?;
    let anafis = symb_anafis::CompiledEvaluator::compile(&anafis, case.names, None)?;

    // exmex takes variables in alphabetical order.
    let mex = exmex::parse::<f64>(&case.text.replace("pi", "PI"))?;
    let order: Vec<usize> = mex
        .var_names()
        .iter()
        .map(|name| {
            case.names
                .iter()
                .position(|known| known == name)
                .unwrap_or(0)
        })
        .collect();

    let mut slab = fasteval::Slab::new();
    let mut place = case.point.to_vec();
    let address = place.as_mut_ptr();
    for (at, name) in case.names.iter().enumerate() {
        // The variables stay in `place`, which outlives the slab's last use.
        unsafe { slab.ps.add_unsafe_var(name.to_string(), &*address.add(at)) };
    }
    let fast = fasteval::Parser::new()
        .parse(case.fasteval, &mut slab.ps)?
        .from(&slab.ps)
        .compile(&slab.ps, &mut slab.cs);
    let mut nothing = fasteval::EmptyNamespace;

    let mut values = vec![0.0; order.len()];
    let mut by_mex = |point: &[f64]| {
        for (value, &at) in values.iter_mut().zip(&order) {
            *value = point[at];
        }
        mex.eval(&values).unwrap_or(f64::NAN)
    };
    let mut by_fast = |point: &[f64]| {
        for (at, &x) in point.iter().enumerate() {
            // Through the same pointer that the variables were given by.
            unsafe { address.add(at).write(x) };
        }
        fast.eval(&slab, &mut nothing).unwrap_or(f64::NAN)
    };
    let mut contestants: [(&str, &mut dyn FnMut(&[f64]) -> f64); 6] = [
        ("by hand", &mut |point| (case.by_hand)(point)),
        ("native", &mut |point| native.value(point)),
        ("tape", &mut |point| tape.value(point)),
        ("symb_anafis", &mut |point| anafis.evaluate(point)),
        ("exmex", &mut by_mex),
        ("fasteval", &mut by_fast),
    ];
    let expected = (case.by_hand)(case.point);
    for (name, contestant) in &mut contestants {
        let found = contestant(case.point);
        assert!(
            (found / expected - 1.0).abs() < 1e-9,
            "{name}: {} is {found}, not {expected}",
            case.text
        );
    }
    let mut least = [f64::INFINITY; 6];
    for _ in 0..ROUNDS {
        for ((_, contestant), least) in contestants.iter_mut().zip(&mut least) {
            let mut point = case.point.to_vec();
            let start = Instant::now();
            for _ in 0..CALLS {
                point[0] += 1e-9;
                black_box(contestant(black_box(&point)));
            }
            *least = least.min(start.elapsed().as_secs_f64() / CALLS as f64 * 1e9);
        }
    }
    let [hand, native_time, tape_time, rest @ ..] = least;
    let count = tape.program().code().len();
    println!(
        "| `{}` | {hand:.1} | {native_time:.1} | {tape_time:.1} | {count} | {:.1} | {:.1} | {:.1} | {:.2} |",
        case.text,
        rest[0],
        rest[1],
        rest[2],
        native_time / hand
    );
    Ok(rest.iter().all(|&time| time > native_time.min(tape_time)))
}

/// How many times in a row an expression becomes a tape.
const COMPILED: usize = 20;

/// From expressions to tapes and to native code.
fn compile_times() {
    println!(
        "\n| compile | nodes | instructions | to a tape, µs | to native code, µs |\n|---|---|---|---|---|"
    );
    for (text, names) in [
        (
            "log(1 + x^2)*cos(y)/(1 + z^4) + sin(x*y*z)",
            &["x", "y", "z"][..],
        ),
        ("(x*y - z)*(x + 3*y)/(z^2 + 1) - 4*x^3", &["x", "y", "z"]),
        ("exp(-(x - y)^2/(2*z^2))/sqrt(2*pi*z^2)", &["x", "y", "z"]),
        ("exp(sin(x)*cos(x^2))*log(1 + x^2)/(1 + exp(-x))", &["x"]),
    ] {
        for order in [0, 1, 2] {
            let Ok(mut expr) = text.parse::<Expr>() else {
                continue;
            };
            for _ in 0..order {
                expr = match expr.diff("x") {
                    Ok(next) => next,
                    Err(_) => expr,
                };
            }
            let (mut tape, mut native) = (f64::INFINITY, f64::INFINITY);
            let mut count = 0;
            // Each by itself, as making native code leaves nothing of the other in the caches.
            for _ in 0..ROUNDS {
                let start = Instant::now();
                for _ in 0..COMPILED {
                    let _ = black_box(expr.compile(names));
                }
                tape = tape.min(start.elapsed().as_secs_f64() / COMPILED as f64 * 1e6);
            }
            for _ in 0..ROUNDS {
                let Ok(function) = expr.compile(names) else {
                    continue;
                };
                count = function.program().code().len();
                let start = Instant::now();
                let _ = black_box(function.native());
                native = native.min(start.elapsed().as_secs_f64() * 1e6);
            }
            println!(
                "| `{text}`, derivative {order} | {} | {count} | {tape:.1} | {native:.0} |",
                expr.node_count()
            );
        }
    }
}
