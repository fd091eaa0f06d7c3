//! What derivations cost: the derivative in the form in which it is shown, without its steps and
//! with all of them; and the engine with a sink that listens to nothing and with one that counts.
//!
//! `cargo bench --bench derivations`. The first pair may differ by 5 times, the second by nothing
//! that can be measured; `benches/instructions` counts the instructions of the command.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use gradus::Expr;
use gradus::diff::{Forward, Rule, Sink};
use gradus::expr::Id;
use gradus::session::{Problem, Session, Strategy};

const FORMULAS: [&str; 6] = [
    "5*x^2/(3*x + 1)",
    "x^2*sin(x)*exp(-x)",
    "exp(-(x - mu)^2/(2*sigma^2))/sqrt(2*pi*sigma^2)",
    "p^x*(1 - p)^(n - x)",
    "log(1 + exp(-x*w)) + x^3*cos(x)",
    "exp(sin(x)*cos(x^2))*log(1 + x^2)/(1 + exp(-x))",
];

fn steps(criterion: &mut Criterion) {
    let session = Session::new();
    let mut group = criterion.benchmark_group("derivative as it is shown");
    let functions = FORMULAS.map(|text| session.expression(text).expect(text));
    group.bench_function("without steps", |bencher| {
        bencher.iter(|| {
            for function in &functions {
                let derivative = session.derivative(function, &["x"]).expect("a derivative");
                black_box(session.shown(derivative));
            }
        });
    });
    group.bench_function("with all steps", |bencher| {
        bencher.iter(|| {
            for function in &functions {
                let problem = Problem::Derivative {
                    function: function.clone(),
                    variables: vec!["x".to_owned()],
                };
                let derivation = session.derivation(&problem, Strategy::Rules);
                black_box(derivation.expect("a derivation"));
            }
        });
    });
    group.finish();
}

struct Count(usize);

impl Sink for Count {
    fn applied(&mut self, _: Rule, _: Id, _: Id) {
        self.0 += 1;
    }
}

fn sinks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("engine");
    let function: Expr = FORMULAS[5].parse().expect("a formula");
    let mut run = |name: &str, listening: bool| {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                function.compact().with(|arena, id| {
                    let variable = arena.symbol("x");
                    let mut engine = Forward::new(variable);
                    let mut count = Count(0);
                    let derivative = match listening {
                        true => engine.derivative_into(arena, id, &mut count),
                        false => engine.derivative(arena, id),
                    };
                    black_box((derivative.expect("a derivative"), count.0))
                })
            });
        });
    };
    run("silent", false);
    run("counting", true);
    group.finish();
}

criterion_group!(benches, steps, sinks);
criterion_main!(benches);
