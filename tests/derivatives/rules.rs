//! The corpus of rules: each derivative as text, checked against dual numbers.

use std::fmt::Write;

use gradus::Expr;
use gradus::syntax::{AstKind, parse_expression};

use crate::support::oracle::{Point, evaluate};
use crate::support::{Samples, lines, snapshot};
use crate::tolerance::{ROUNDING, SLOPE};

const SEED: u64 = 0xD1FF_0001;

/// The names in a formula, as far as they may stand for numbers.
fn names(formula: &str) -> Vec<String> {
    let ast = parse_expression(formula).expect("a formula");
    let mut names: Vec<String> = (ast.nodes.iter())
        .filter(|node| matches!(node.kind, AstKind::Name))
        .map(|node| formula[node.span.start as usize..node.span.end as usize].to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// A point with rows of data for x and y, if the formula sums over rows.
fn point(formula: &str, samples: &mut Samples) -> Point {
    let names = names(formula);
    let values: Vec<(&str, f64)> = (names.iter())
        .map(|name| {
            let value = match name.as_str() {
                "n" => 2.0 + samples.below(5) as f64,
                _ if samples.below(2) == 0 => samples.between(0.1, 3.0),
                _ => samples.between(-2.0, 5.0),
            };
            (name.as_str(), value)
        })
        .collect();
    let mut point = Point::new(&values);
    let over_rows = |word: &str| formula.contains(word) && !formula.contains(", i,");
    if over_rows("sum(") || over_rows("mean(") {
        for _ in 0..4 {
            let row =
                ["x", "x1", "x2", "y"].map(|name| (name.to_owned(), samples.between(0.0, 1.0)));
            point.rows.push(row.into_iter().collect());
        }
    }
    point
}

/// Compares the slope of `formula` with the value of `derivative` at points where both can be told.
fn check(formula: &str, derivative: &str, variable: &str, samples: &mut Samples) {
    let mut compared = 0;
    let mut last = String::new();
    for _ in 0..400 {
        let point = point(formula, samples).along(variable);
        let original = match evaluate(formula, &point) {
            Ok(original) => original,
            Err(why) => {
                last = why;
                continue;
            }
        };
        if !original.value.is_finite() || !original.slope.is_finite() {
            continue;
        }
        let derived = match evaluate(derivative, &point) {
            Ok(derived) => derived,
            Err(why) if why.starts_with("no ") => panic!("d({formula})/d{variable}: {why}"),
            Err(why) => {
                last = why;
                continue;
            }
        };
        // A slope that changes with the last digits of the point can't be compared.
        let Ok(near) = evaluate(formula, &point.nudged(1.0 + 1e-10)) else {
            continue;
        };
        if (near.slope - original.slope).abs() > 0.1 * SLOPE * original.slope.abs() {
            continue;
        }
        compared += 1;
        let size = original.slope.abs().max(derived.value.abs()).max(1e-3);
        let allowed = SLOPE * size + ROUNDING * derived.error;
        assert!(
            (original.slope - derived.value).abs() <= allowed,
            "d({formula})/d{variable} = {derivative} is {} at {:?}, the slope is {}",
            derived.value,
            point.values,
            original.slope
        );
        if compared == 25 {
            return;
        }
    }
    assert!(
        compared >= 5,
        "d({formula})/d{variable}: {compared} points, {last}"
    );
}

#[test]
fn rules() {
    println!("seed {SEED:#x}");
    let mut samples = Samples(SEED);
    let mut out = String::new();
    for line in lines(include_str!("../corpus/derivatives/rules.txt")) {
        let (formula, variables) = line.split_once(" ; ").expect("formula ; variables");
        let mut expr: Expr = (formula.parse()).unwrap_or_else(|error| panic!("{line}: {error}"));
        let mut before = formula.to_owned();
        for variable in variables.split(' ') {
            expr = expr.diff(variable).expect("a derivative");
            let after = expr.to_string();
            check(&before, &after, variable, &mut samples);
            before = after;
        }
        // At once is the same as one after the other, and so is the reverse engine.
        let whole: Expr = formula.parse().expect("a formula");
        let at_once = whole
            .derivative(variables.split(' '))
            .expect("a derivative");
        assert_eq!(at_once.to_string(), before, "{line}");
        if !variables.contains(' ') {
            let gradient = whole.gradient([variables]).expect("a gradient");
            check(formula, &gradient[0].to_string(), variables, &mut samples);
        }
        writeln!(out, "{line}\n    {before}").unwrap();
    }
    snapshot("derivatives_rules", out);
}
