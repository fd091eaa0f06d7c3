//! How fast: `cargo test --release compile::speed -- --ignored --nocapture`.

use std::hint::black_box;
use std::time::Instant;

use gradus::compile::{CompileOptions, Evaluator, Function};
use gradus::expr::{Arena, Id};
use gradus::function::FunctionId;

fn nanoseconds(rounds: u32, mut run: impl FnMut()) -> f64 {
    run();
    let mut best = f64::INFINITY;
    for _ in 0..7 {
        let start = Instant::now();
        for _ in 0..rounds {
            run();
        }
        best = best.min(start.elapsed().as_nanos() as f64 / f64::from(rounds));
    }
    best
}

#[test]
#[ignore = "a measurement"]
fn speed() {
    let options = CompileOptions::default();
    // Forty nodes, all kinds of arithmetic and four calls.
    let mut arena = Arena::new();
    let inputs = ["x", "y", "z"].map(|name| arena.symbol(name));
    let mut value = inputs[0];
    for at in 0..9i64 {
        let other = inputs[at as usize % 3];
        let scaled = {
            let number = arena.integer(at + 3);
            arena.mul(number, other)
        };
        value = match at % 4 {
            0 => arena.add(value, scaled),
            1 => arena.mul(value, scaled),
            2 => arena.sub(value, scaled),
            _ => arena.div(value, scaled),
        };
        if at % 2 == 0 {
            value = arena.call(FunctionId::SIN, &[value]);
        }
    }
    let nodes = arena.reachable(&[value]).len();
    let f = Function::compile(&arena, &[value], &inputs, &options).unwrap();
    let compile = nanoseconds(2000, || {
        black_box(Function::compile(&arena, &[value], &inputs, &options).unwrap());
    });
    println!(
        "compile {nodes} nodes, {} instructions: {compile:.0} ns",
        f.program().code().len()
    );

    // Arithmetic alone.
    for length in [10, 100, 1000] {
        let mut arena = Arena::new();
        let inputs = ["x", "y", "z"].map(|name| arena.symbol(name));
        let mut value = inputs[0];
        let mut other = inputs[1];
        for at in 0..length / 2 {
            let next = if at % 2 == 0 {
                arena.mul(value, other)
            } else {
                arena.sub(value, inputs[2])
            };
            other = arena.add(other, inputs[2 - at % 2]);
            (value, other) = (arena.add(next, other), value);
        }
        let f = Function::compile(&arena, &[value], &inputs, &options).unwrap();
        let count = f.program().code().len();
        let scalar = nanoseconds(200_000 / length as u32, || {
            black_box(f.value(black_box(&[0.1, 0.2, 0.3])));
        });
        let columns = vec![vec![0.1; 100_000]; 3];
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let mut out = vec![0.0; 100_000];
        let block = nanoseconds(1, || {
            f.columns_with(Evaluator::Block, &columns, &mut [&mut out])
                .unwrap();
        });
        println!(
            "{count} instructions, {} slots: {scalar:.1} ns a call, {:.2} ns an instruction; block {:.2} ns a point, {:.3} ns an instruction",
            f.program().slot_count(),
            scalar / count as f64,
            block / 1e5,
            block / 1e5 / count as f64,
        );
    }

    for size in [10_000, 100_000, 1_000_000] {
        let mut arena = Arena::new();
        let symbols: Vec<Id> = (0..100).map(|at| arena.symbol(&format!("x{at}"))).collect();
        let mut value = symbols[0];
        for at in 0..size / 2 {
            let product = arena.mul(value, symbols[at * 7 % 100]);
            value = arena.add(product, symbols[at * 13 % 100]);
        }
        let mut f = None;
        let compile = nanoseconds(1, || {
            f = Some(Function::compile(&arena, &[value], &symbols, &options).unwrap());
        });
        let f = f.unwrap();
        let point = vec![0.5; 100];
        let call = nanoseconds(3, || {
            black_box(f.value(black_box(&point)));
        });
        println!(
            "{} nodes: compile {:.1} ms, {:.0} ns a node; call {:.2} ns an instruction",
            arena.len(),
            compile / 1e6,
            compile / arena.len() as f64,
            call / f.program().code().len() as f64
        );
    }
}
