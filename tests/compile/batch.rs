//! Many points at once: whatever the way, the bits are those of one point at a time.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use gradus::Expr;
use gradus::compile::{Column, EvalError, Evaluator, Function};

use crate::support::random::Samples;

/// Formulas of x and y whose points part at jumps, in loops and beside them.
const FORMULAS: &[&str] = &[
    "x + y",
    "2*x*y - x^7/y",
    "exp(x)*sin(y) + log(x)",
    "piecewise(x < 0, -x, x)",
    "piecewise(x < 0, exp(-x), x < y, sin(x*y), y > 1, log(y), 1/x)",
    "piecewise(x < 0, piecewise(y < 0, sin(x), cos(y)), piecewise(y < 0, tan(x), exp(y)))*x",
    "piecewise(x > 0 and y > 0, sqrt(x*y)) + piecewise(x < y, 1, x > y, 2)",
    "sum(x^i/i, i, 1, 5) + y",
    "sum(piecewise(x*i < y, sin(i*x), cos(i*y)), i, 1, 7)",
    "piecewise(x < 0, sum(i*x, i, 1, 4), sum(i*y, i, 2, 9))",
    "sum(i, i, 1, floor(abs(x))) + y",
    "sum(sum(piecewise(x < i, j*y, x), j, 1, i), i, 1, 4)",
    "piecewise(x < 0, sum(i, i, 1, floor(abs(y))), 3)",
    "abs(x)*sign(y) + max(x, y) - min(x, 1) + floor(x)",
    "x^y + atan2(x, y) + hypot(x, y) + erf(x)",
    "3",
];

fn compiled(formula: &str) -> Function {
    let expr: Expr = formula.parse().unwrap();
    let slope = expr.diff("x").unwrap_or_else(|_| expr.clone());
    Expr::compile_all(&[&expr, &slope], ["x", "y"], &Default::default()).unwrap()
}

fn points(count: usize) -> [Vec<f64>; 2] {
    let mut samples = Samples(20_261_122);
    [(); 2].map(|()| (0..count).map(|_| samples.between(-4.0, 4.0)).collect())
}

fn bits(columns: &[Vec<f64>]) -> Vec<Vec<u64>> {
    // Which NaN it is does not matter.
    let bits = |x: &f64| {
        if x.is_nan() {
            0x7ff8 << 48
        } else {
            x.to_bits()
        }
    };
    columns
        .iter()
        .map(|column| column.iter().map(bits).collect())
        .collect()
}

#[test]
fn every_way_gives_the_same_bits() {
    for formula in FORMULAS {
        let function = compiled(formula);
        // What was stored is sound and the same.
        let stored = serde_json::to_string(&function).unwrap();
        let loaded: Function = serde_json::from_str(&stored).unwrap();
        assert_eq!(
            loaded.value(&[0.3, 0.4]).to_bits(),
            function.value(&[0.3, 0.4]).to_bits()
        );
        for count in [0, 1, 3, 127, 128, 129, 1000, 20_000] {
            let [xs, ys] = points(count);
            let inputs = [Column::Each(&xs), Column::Each(&ys)];
            let run = |evaluator: Evaluator, threads: usize| {
                let mut outs = vec![vec![0.5; count]; 2];
                let mut places: Vec<&mut [f64]> = outs.iter_mut().map(Vec::as_mut_slice).collect();
                let batch = function.batch().evaluator(evaluator).threads(threads);
                batch.run(&inputs, &mut places).unwrap();
                bits(&outs)
            };
            let expected = run(Evaluator::Scalar, 1);
            for &evaluator in Evaluator::ALL {
                for threads in [1, 2, 5] {
                    let found = run(evaluator, threads);
                    assert!(
                        found == expected,
                        "{formula}: {evaluator:?}, {threads} threads, {count} points"
                    );
                }
            }
        }
    }
}

#[test]
fn columns_of_every_kind() {
    let function = compiled("2*x*y - x^7/y");
    let [xs, ys] = points(300);
    let table: Vec<f64> = xs.iter().zip(&ys).flat_map(|(&x, &y)| [x, y]).collect();
    let mut expected = vec![0.0; 300];
    function.values(&[&xs, &ys], &mut expected).unwrap();
    let mut out = vec![0.0; 300];
    let strided = [Column::of_rows(&table, 2, 0), Column::of_rows(&table, 2, 1)];
    function.batch().run(&strided, &mut [&mut out]).unwrap();
    assert_eq!(out, expected);

    let one = [Column::One(0.5), Column::of_rows(&table, 2, 1)];
    function.batch().run(&one, &mut [&mut out]).unwrap();
    for (&y, &found) in ys.iter().zip(&out) {
        assert_eq!(found, function.value(&[0.5, y]));
    }

    let matrix = nalgebra::DMatrix::from_row_slice(300, 2, &table);
    let views = [matrix.column(0), matrix.column(1)];
    let columns = [Column::from(&views[0]), Column::from(&views[1])];
    function.batch().run(&columns, &mut [&mut out]).unwrap();
    assert_eq!(out, expected);
}

#[test]
fn what_rows_have_in_common_changes_no_bits() {
    const MORE: &[&str] = &[
        "a + b*exp(-(x - m)^2/(2*s^2))/(sqrt(2*pi)*s)",
        "m*x + sin(m)/s - x",
        "exp(m)*s",
        "s",
        "(m*s + x)*(m - s)",
        "x/(m*s) - m*s/x",
    ];
    let names = ["a", "b", "m", "s", "x", "y"];
    let values = [0.3, 1.7, -0.4, 2.5];
    let count = 1500;
    let [xs, ys] = points(count);
    for formula in FORMULAS.iter().chain(MORE) {
        let expr: Expr = formula.parse().unwrap();
        let slope = expr.diff("x").unwrap_or_else(|_| expr.clone());
        let other = expr.diff("m").unwrap();
        let outputs = [&expr, &slope, &other];
        let function = Expr::compile_all(&outputs, names, &Default::default()).unwrap();
        // Each of x and y as it is, or one number for all rows.
        for held in 0..4 {
            let held = |at: usize| held & (1 << at) != 0;
            let each = [&xs, &ys].map(|column| column.clone());
            let mut inputs: Vec<Column<'_>> = values.map(Column::One).to_vec();
            let mut written: Vec<Vec<f64>> = values.map(|value| vec![value; count]).to_vec();
            for (at, column) in each.iter().enumerate() {
                let number = column[7];
                inputs.push(if held(at) {
                    Column::One(number)
                } else {
                    column[..].into()
                });
                written.push(if held(at) {
                    vec![number; count]
                } else {
                    column.clone()
                });
            }
            let written: Vec<Column<'_>> = written.iter().map(|column| column[..].into()).collect();
            let run = |inputs: &[Column<'_>], evaluator: Evaluator| {
                let mut outs = vec![vec![0.5; count]; outputs.len()];
                let mut places: Vec<&mut [f64]> = outs.iter_mut().map(Vec::as_mut_slice).collect();
                let batch = function.batch().evaluator(evaluator);
                batch.run(inputs, &mut places).unwrap();
                bits(&outs)
            };
            let expected = run(&written, Evaluator::Scalar);
            assert_eq!(run(&inputs, Evaluator::Block), expected, "{formula}");
            assert_eq!(run(&inputs, Evaluator::Scalar), expected, "{formula}");
            let [found, expected] = [&inputs, &written].map(|inputs| {
                let sums = function.batch().sums(inputs);
                // One row stands for all if all columns are one number.
                sums.map(|sums| bits(&[sums])).unwrap()
            });
            if !(held(0) && held(1)) {
                assert_eq!(found, expected, "{formula}: sums");
            }
        }
    }
}

#[test]
fn wrong_columns_are_errors() {
    let function = compiled("x + y");
    let (short, long) = ([1.0, 2.0], [1.0, 2.0, 3.0]);
    let mut out = [0.0; 3];
    let found = function
        .batch()
        .run(&[short[..].into(), long[..].into()], &mut [&mut out]);
    assert!(matches!(
        found,
        Err(EvalError::ColumnLength {
            expected: 3,
            found: 2,
            ..
        })
    ));
    let found = function.batch().run(&[long[..].into()], &mut [&mut out]);
    assert!(matches!(
        found,
        Err(EvalError::InputLength {
            expected: 2,
            found: 1
        })
    ));
    let found = function.batch().sums(&[short[..].into(), long[..].into()]);
    assert!(matches!(found, Err(EvalError::ColumnLength { .. })));
    let mut two = [0.0; 2];
    let found = function
        .batch()
        .run(&[1.0.into(), 2.0.into()], &mut [&mut out, &mut two]);
    assert!(matches!(found, Err(EvalError::OutputLength { .. })));
}

#[test]
fn sums_do_not_depend_on_threads() {
    for count in [1, 100, 8192, 8193, 100_000] {
        let [xs, ys] = points(count);
        let function = compiled("x^2*exp(y) + piecewise(x < y, 1, 2)");
        let inputs = [Column::Each(&xs), Column::Each(&ys)];
        let sums = function.batch().threads(1).sums(&inputs).unwrap();
        for threads in [2, 3] {
            let found = function.batch().threads(threads).sums(&inputs).unwrap();
            assert_eq!(bits(&[found]), bits(std::slice::from_ref(&sums)));
        }
        // Against sums with the error of each addition carried along.
        let mut outs = [vec![0.0; count], vec![0.0; count]];
        let [value, slope] = &mut outs;
        function
            .columns_into(&[&xs, &ys], &mut [value, slope])
            .unwrap();
        for (out, found) in outs.iter().zip(sums) {
            let (mut sum, mut rest, mut size) = (0.0, 0.0, 0.0);
            for &x in out {
                let next = sum + x;
                let part: f64 = next - sum;
                rest += (sum - (next - part)) + (x - part);
                sum = next;
                size += x.abs();
            }
            let expected = sum + rest;
            assert!(
                (found - expected).abs() <= 1e-14 * size,
                "{found} {expected}"
            );
        }
    }
}

#[test]
fn progress_is_told_and_can_end_the_work() {
    let [xs, ys] = points(100_000);
    let function = compiled("x + sin(y)");
    let inputs = [Column::Each(&xs), Column::Each(&ys)];
    let mut out = vec![0.0; 100_000];
    for threads in [1, 2] {
        let most = AtomicUsize::new(0);
        let tell = |done: usize, all: usize| {
            assert_eq!(all, 100_000);
            most.fetch_max(done, Ordering::Relaxed);
            ControlFlow::Continue(())
        };
        let batch = function.batch().threads(threads).progress(&tell);
        batch.run(&inputs, &mut [&mut out]).unwrap();
        assert_eq!(most.load(Ordering::Relaxed), 100_000);

        let stop = |_: usize, _: usize| ControlFlow::Break(());
        let batch = function.batch().threads(threads).progress(&stop);
        let found = batch.run(&inputs, &mut [&mut out]);
        assert_eq!(found, Err(EvalError::Interrupted));
        assert_eq!(batch.sums(&inputs), Err(EvalError::Interrupted));
    }
}
