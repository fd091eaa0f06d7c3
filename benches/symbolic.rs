//! Symbolic work: from a text to the text of its derivative, and large derivatives by nodes.
//!
//! `cargo bench --bench symbolic`. The comparison with other systems is in `benches/peers`.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use gradus::expr::lower::Lowering;
use gradus::expr::{Arena, Id};
use gradus::{Expr, diff, syntax};

const NTH: &str = "exp(sin(x)*cos(x^2))*log(1+x^2)/(1+exp(-x))";

/// Formulas of physics with the variable to differentiate in.
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

fn lower(arena: &mut Arena, text: &str) -> Id {
    let ast = syntax::parse_expression(text).expect("the formula is well formed");
    Lowering::new(text, &ast, arena)
        .run()
        .expect("the formula makes an expression")
}

fn variables(arena: &mut Arena, count: usize) -> Vec<Id> {
    (1..=count)
        .map(|at| arena.symbol(&format!("x{at}")))
        .collect()
}

fn product(arena: &mut Arena, variables: &[Id]) -> Id {
    variables
        .iter()
        .fold(Id::ONE, |product, &x| arena.mul(product, x))
}

fn rosenbrock(arena: &mut Arena, variables: &[Id]) -> Id {
    let hundred = arena.integer(100);
    let mut sum = Id::ZERO;
    for pair in variables.windows(2) {
        let square = arena.pow(pair[0], Id::TWO);
        let bend = arena.sub(pair[1], square);
        let bend = arena.pow(bend, Id::TWO);
        let bend = arena.mul(hundred, bend);
        let slope = arena.sub(Id::ONE, pair[0]);
        let slope = arena.pow(slope, Id::TWO);
        let term = arena.add(bend, slope);
        sum = arena.add(sum, term);
    }
    sum
}

fn texts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("text to derivative text");
    for (formula, variable) in FORMULAS {
        group.bench_function(formula, |bench| {
            bench.iter(|| diff(black_box(formula), variable))
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("differentiation alone");
    for (formula, variable) in FORMULAS {
        group.bench_function(formula, |bench| {
            bench.iter_batched(
                || {
                    let mut arena = Arena::new();
                    let root = lower(&mut arena, formula);
                    let symbol = arena.symbol(variable);
                    (arena, root, symbol)
                },
                |(mut arena, root, symbol)| {
                    let derivative = gradus::diff::derivative(&mut arena, root, &[symbol]);
                    (arena, derivative)
                },
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

fn higher_orders(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("n-th derivative");
    for order in 1..=7 {
        group.bench_function(order.to_string(), |bench| {
            bench.iter_batched(
                || {
                    let mut arena = Arena::new();
                    let root = lower(&mut arena, NTH);
                    let x = arena.symbol("x");
                    (arena, root, vec![x; order])
                },
                |(mut arena, root, variables)| {
                    let derivative = gradus::diff::derivative(&mut arena, root, &variables);
                    (arena, derivative)
                },
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

type Build = fn(&mut Arena, &[Id]) -> Id;

fn many_variables(criterion: &mut Criterion) {
    let functions: [(&str, Build); 2] = [("product", product), ("Rosenbrock", rosenbrock)];
    for (name, build) in functions {
        let mut group = criterion.benchmark_group(format!("gradient of {name}"));
        group.sample_size(10);
        for count in [1_000, 10_000, 100_000] {
            group.throughput(Throughput::Elements(count as u64));
            group.bench_function(count.to_string(), |bench| {
                bench.iter_batched(
                    || {
                        let mut arena = Arena::new();
                        let variables = variables(&mut arena, count);
                        let root = build(&mut arena, &variables);
                        (arena, root, variables)
                    },
                    |(mut arena, root, variables)| {
                        let gradient = gradus::diff::gradient(&mut arena, root, &variables);
                        (arena, gradient)
                    },
                    BatchSize::PerIteration,
                );
            });
        }
        group.finish();
    }
    let mut group = criterion.benchmark_group("sparse Hessian of Rosenbrock");
    group.sample_size(10);
    for count in [1_000, 10_000, 100_000] {
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(count.to_string(), |bench| {
            bench.iter_batched(
                || {
                    let mut arena = Arena::new();
                    let variables = variables(&mut arena, count);
                    let root = rosenbrock(&mut arena, &variables);
                    (arena, root, variables)
                },
                |(mut arena, root, variables)| {
                    let entries = gradus::diff::hessian(&mut arena, root, &variables);
                    (arena, entries)
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn large(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("large inputs");
    group.sample_size(10);
    let mut text = String::new();
    let mut at = 0;
    while text.len() < 1_000_000 {
        at += 1;
        text.push_str(&format!(
            "{}sin({at}*x{})^2*y",
            if at > 1 { " + " } else { "" },
            at % 97
        ));
    }
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("read and build 1 MB", |bench| {
        bench.iter(|| {
            let mut arena = Arena::new();
            let root = lower(&mut arena, &text);
            (arena.len(), root)
        });
    });
    group.throughput(Throughput::Elements(100_000));
    group.bench_function("sum of 100,000 terms, one by one", |bench| {
        bench.iter(|| {
            let x = Expr::symbol("x");
            let mut sum = Expr::number(0);
            for term in 1..=100_000 {
                sum = sum + (&x * term).sin();
            }
            sum
        });
    });
    // Every node is used twice: as a text this would have more than 2^300000 characters.
    group.bench_function("derivative and program of a DAG of 10^6 nodes", |bench| {
        bench.iter(|| {
            let mut arena = Arena::new();
            let x = arena.symbol("x");
            let mut root = x;
            for _ in 0..333_333 {
                let sine = arena.call(gradus::function::FunctionId::SIN, &[root]);
                let product = arena.mul(sine, root);
                root = arena.add(product, sine);
            }
            let derivative =
                gradus::diff::derivative(&mut arena, root, &[x]).expect("it has a derivative");
            let options = gradus::compile::CompileOptions::default();
            gradus::Function::compile(&arena, &[root, derivative], &[x], &options)
                .expect("it compiles")
        });
    });
    group.finish();
}

criterion_group!(benches, texts, higher_orders, many_variables, large);
criterion_main!(benches);
