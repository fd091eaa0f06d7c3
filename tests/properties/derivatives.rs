//! Derivatives of random formulas: against dual numbers, against each other, and compiled.

use gradus::Expr;
use gradus::compile::CompileOptions;

use super::generator::{ALL, Kinds, VALUED, VARIABLES, formula, point};
use crate::support::oracle::{Number, Point, evaluate};
use crate::support::{Samples, rounds};
use crate::tolerance::{ORACLE, ROUNDING, SLOPE, close_or_within};

const SEED: u64 = 0xD1FF_1001;
const COUNT: usize = 1500;

fn each(seed: u64, kinds: Kinds, mut check: impl FnMut(&str, &Expr, &mut Samples)) {
    println!("seed {seed:#x}");
    let mut samples = Samples(seed);
    for round in 0..rounds(COUNT) {
        let text = formula(&mut samples, 1 + round % 9, kinds);
        if let Ok(expr) = text.parse::<Expr>() {
            check(&text, &expr, &mut samples);
        }
    }
}

/// The slope of a formula along a variable, where it can be told.
fn slope(text: &str, point: &Point, variable: &str) -> Option<Number> {
    let here = evaluate(text, &point.along(variable)).ok()?;
    let there = evaluate(text, &point.nudged(1.0 + 1e-10).along(variable)).ok()?;
    let finite = here.value.is_finite() && here.slope.is_finite() && here.slope.abs() < 1e8;
    let sharp = here.error <= 1e-9 * here.value.abs().max(1.0);
    // Steep change of the slope within the rounding of the point.
    let steady = (here.slope - there.slope).abs() <= 0.1 * SLOPE * here.slope.abs().max(1e-6);
    (finite && sharp && steady).then_some(here)
}

/// The value of a derivative's text, where it can be told.
fn value(text: &str, point: &Point) -> Option<Number> {
    match evaluate(text, point) {
        Ok(number) => {
            let sharp = number.error <= 0.1 * SLOPE * number.value.abs().max(1.0);
            (number.value.is_finite() && sharp).then_some(number)
        }
        Err(why) if why.starts_with("no ") => panic!("{text}: {why}"),
        Err(_) => None,
    }
}

#[test]
fn forward_and_reverse_are_the_dual_numbers() {
    let mut compared = 0;
    each(SEED, ALL, |text, expr, samples| {
        let gradient = expr.gradient(VARIABLES).expect("a gradient");
        for (variable, reverse) in VARIABLES.iter().zip(&gradient) {
            let forward = expr.diff(variable).expect("a derivative");
            // What divides by an exact zero has no point at which it could be right.
            if forward.canonical().is_err() || reverse.canonical().is_err() {
                continue;
            }
            let texts = [forward.to_string(), reverse.to_string()];
            for _ in 0..3 {
                let point = point(samples);
                let Some(expected) = slope(text, &point, variable) else {
                    continue;
                };
                for derivative in &texts {
                    let Some(found) = value(derivative, &point) else {
                        continue;
                    };
                    compared += 1;
                    let size = expected.slope.abs().max(found.value.abs());
                    let size = size.max(1e-3 * expected.value.abs()).max(1e-3);
                    assert!(
                        (expected.slope - found.value).abs()
                            <= SLOPE * size + ROUNDING * found.error,
                        "{text}\nd/d{variable} = {derivative}\nis {found:?}, not {}\nat {:?}",
                        expected.slope,
                        point.values
                    );
                }
            }
        }
    });
    assert!(compared > 8 * COUNT, "{compared} slopes compared");
}

#[test]
fn the_hessian_is_symmetric_and_the_gradient_of_the_gradient() {
    let mut compared = 0;
    each(SEED + 1, ALL, |text, expr, samples| {
        let names = ["x", "y"];
        let rows = expr.hessian(names).expect("a Hessian");
        let gradient = expr.gradient(names).expect("a gradient");
        assert_eq!(rows[0][1], rows[1][0], "{text}");
        let mut entries = Vec::new();
        for (row, first) in gradient.iter().enumerate() {
            for (column, name) in names.iter().enumerate() {
                let second = first.diff(name).expect("a derivative");
                if second.canonical().is_ok() && rows[row][column].canonical().is_ok() {
                    entries.push([rows[row][column].to_string(), second.to_string()]);
                }
            }
        }
        for _ in 0..3 {
            let point = point(samples);
            for [entry, second] in &entries {
                let (Some(a), Some(b)) = (value(entry, &point), value(second, &point)) else {
                    continue;
                };
                compared += 1;
                let size = a.value.abs().max(b.value.abs());
                assert!(
                    (a.value - b.value).abs() <= ORACLE * size + ROUNDING * (a.error + b.error),
                    "{text}\n{entry} is {a:?}\n{second} is {b:?}\nat {:?}",
                    point.values
                );
            }
        }
    });
    assert!(compared > 4 * COUNT, "{compared} entries compared");
}

/// Compiled functions: the value that the oracle has, the same bits at a point and in columns, of
/// the built form as of any other outputs beside it.
#[test]
fn compiled_values_are_right_and_the_same_in_columns() {
    const ROWS: usize = 40;
    let mut compared = 0;
    each(SEED + 2, VALUED, |text, expr, samples| {
        let derivative = expr.diff("x").expect("a derivative");
        let outputs = [expr, &derivative];
        let function = Expr::compile_all(&outputs, VARIABLES, &CompileOptions::default())
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        let points: Vec<Point> = (0..ROWS).map(|_| point(samples)).collect();
        let at = |point: &Point| VARIABLES.map(|name| point.values[name].value);
        let columns: Vec<Vec<f64>> = (0..VARIABLES.len())
            .map(|place| points.iter().map(|point| at(point)[place]).collect())
            .collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let (mut values, mut slopes) = ([0.0; ROWS], [0.0; ROWS]);
        (function.columns_into(&columns, &mut [&mut values, &mut slopes])).expect("columns");
        // A step at 0 has the kink policy's value in all outputs that are compiled with a derivative.
        let as_derivative = CompileOptions {
            derivative: true,
            ..CompileOptions::default()
        };
        let alone = (expr.compile_with(VARIABLES, &as_derivative)).expect("a function");
        for (row, point) in points.iter().enumerate() {
            let mut out = [0.0; 2];
            function
                .outputs_into(&at(point), &mut out)
                .expect("outputs");
            let bits = [values[row], slopes[row]].map(f64::to_bits);
            let same =
                |a: f64, b: u64| a.to_bits() == b || a.is_nan() && f64::from_bits(b).is_nan();
            assert!(same(out[0], bits[0]) && same(out[1], bits[1]), "{text}");
            let single = alone.value(&at(point));
            assert!(
                same(single, bits[0]),
                "{text} at {:?}: alone {single:e}, with its derivative {:e}",
                at(point),
                values[row]
            );
            if row < 6
                && let Ok(expected) = evaluate(text, point)
                && expected.value.is_finite()
                && expected.error <= 1e-6 * expected.value.abs().max(1.0)
            {
                compared += 1;
                let allowed = ROUNDING * expected.error;
                assert!(
                    close_or_within(values[row], expected.value, ORACLE, allowed.max(1e-15)),
                    "{text} is {expected:?}, compiled {}, at {:?}",
                    values[row],
                    at(point)
                );
            }
        }
    });
    assert!(compared > COUNT, "{compared} values compared");
}
