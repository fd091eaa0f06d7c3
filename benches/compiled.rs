//! Compiling, and calling what was compiled: one point, or many.
//!
//! `cargo bench --bench compiled`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gradus::Expr;
use gradus::compile::{CompileOptions, Evaluator, Function};
use gradus::expr::{Arena, Id};

/// Formulas with their variables, from arithmetic alone to several calls.
const FORMULAS: [(&str, &[&str]); 3] = [
    ("(x*y - z)*(x + 3*y)/(z^2 + 1) - 4*x^3", &["x", "y", "z"]),
    ("exp(-(x - y)^2/(2*z^2))/sqrt(2*pi*z^2)", &["x", "y", "z"]),
    (
        "log(1 + x^2)*cos(y)/(1 + z^4) + sin(x*y*z)",
        &["x", "y", "z"],
    ),
];

fn calls(criterion: &mut Criterion) {
    for (formula, names) in FORMULAS {
        let expr: Expr = formula.parse().expect("the formula is well formed");
        let function = expr.compile(names).expect("it compiles");
        let instructions = function.program().code().len() as u64;
        let mut group = criterion.benchmark_group(formula);
        group.bench_function("compile", |bench| bench.iter(|| expr.compile(names)));
        group.throughput(Throughput::Elements(instructions));
        group.bench_function("one point", |bench| {
            bench.iter(|| function.value(black_box(&[0.1, 0.2, 0.3])));
        });
        let columns = vec![vec![0.1; 100_000]; names.len()];
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let mut out = vec![0.0; 100_000];
        group.throughput(Throughput::Elements(instructions * 100_000));
        group.sample_size(20);
        for &evaluator in Evaluator::ALL {
            group.bench_function(format!("100,000 points, {evaluator:?}"), |bench| {
                bench.iter(|| function.columns_with(evaluator, &columns, &mut [&mut out]));
            });
        }
        group.finish();
    }
}

fn large(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile a chain of sums and products");
    group.sample_size(10);
    for size in [10_000, 100_000, 1_000_000] {
        let mut arena = Arena::new();
        let symbols: Vec<Id> = (0..100).map(|at| arena.symbol(&format!("x{at}"))).collect();
        let mut value = symbols[0];
        for at in 0..size / 2 {
            let product = arena.mul(value, symbols[at * 7 % 100]);
            value = arena.add(product, symbols[at * 13 % 100]);
        }
        let options = CompileOptions::default();
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(format!("{size} nodes"), |bench| {
            bench.iter(|| Function::compile(&arena, &[value], &symbols, &options));
        });
    }
    group.finish();
}

criterion_group!(benches, calls, large);
criterion_main!(benches);
