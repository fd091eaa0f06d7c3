//! Random rational functions: results have the values of what was given, and are left alone when
//! they are given again.

use gradus::Expr;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::apply;
use super::exact::value;
use crate::support::oracle::{Point, evaluate};
use crate::support::{Samples, rounds};

const SEED: u64 = 20_261_122;
const OPERATIONS: [&str; 6] = ["expand", "factor", "cancel", "together", "collect", "apart"];

/// A rational function of `x`, `y`, `z` with about `size` operations.
fn rational(samples: &mut Samples, size: usize) -> String {
    if size == 0 {
        return match samples.below(8) {
            0..=2 => "x".to_owned(),
            3..=4 => "y".to_owned(),
            5 => "z".to_owned(),
            _ => (1 + samples.below(6)).to_string(),
        };
    }
    let first = samples.below(size);
    let (a, b) = (
        rational(samples, first),
        rational(samples, size - 1 - first),
    );
    match samples.below(10) {
        0..=2 => format!("({a} + {b})"),
        3..=4 => format!("({a} - {b})"),
        5..=6 => format!("({a})*({b})"),
        7..=8 => format!("({a})/({b})"),
        _ => format!("({a})^{}", ["2", "3", "(-1)", "(-2)"][samples.below(4)]),
    }
}

fn point(samples: &mut Samples) -> Vec<(&'static str, BigRational)> {
    let mut number = || {
        let (n, d) = (samples.below(41) as i64 - 20, 1 + samples.below(9) as i64);
        BigRational::new(BigInt::from(n), BigInt::from(d))
    };
    ["x", "y", "z"].map(|name| (name, number())).to_vec()
}

#[test]
fn rational_functions_keep_their_values() {
    println!("seed {SEED}");
    let (mut compared, mut refused) = (0, 0);
    let mut samples = Samples(SEED);
    for round in 0..rounds(400) {
        let text = rational(&mut samples, 2 + round % 14);
        let Ok(expr) = text.parse::<Expr>() else {
            continue;
        };
        for operation in OPERATIONS {
            let result = match apply(operation, &expr) {
                Ok(result) => result,
                Err(error) => {
                    let zero = error.to_string().contains("exactly zero");
                    assert!(zero, "{operation} {text}: {error}");
                    refused += 1;
                    continue;
                }
            };
            let printed = result.to_string();
            for _ in 0..4 {
                let point = point(&mut samples);
                let Some(expected) = value(&text, &point) else {
                    continue;
                };
                let found = value(&printed, &point);
                if operation == "apart" && found.is_none() {
                    // What a parameter is divided by may be 0.
                    continue;
                }
                compared += 1;
                assert_eq!(
                    found,
                    Some(expected),
                    "{operation} {text}\n{printed}\n{point:?}"
                );
            }
            let again = apply(operation, &result).expect("a result");
            assert_eq!(again.to_string(), printed, "{operation} {text}");
        }
    }
    println!("{compared} compared, {refused} refused");
    assert!(compared > rounds(400) * 10, "{compared} compared");
    assert!(refused < rounds(400), "{refused} refused");
}

#[test]
fn differences_of_equal_functions_are_zero() {
    let mut samples = Samples(SEED + 1);
    for round in 0..rounds(200) {
        let text = rational(&mut samples, 2 + round % 10);
        let Ok(expr) = text.parse::<Expr>() else {
            continue;
        };
        for operation in OPERATIONS {
            let Ok(result) = apply(operation, &expr) else {
                continue;
            };
            let difference = (&expr - &result).cancel().expect("a difference");
            assert_eq!(difference.to_string(), "0", "{operation} {text}\n{result}");
        }
    }
}

/// An expression with roots, exponentials and symbolic powers.
fn mixed(samples: &mut Samples, size: usize) -> String {
    const LEAVES: [&str; 16] = [
        "x",
        "y",
        "x",
        "2",
        "3",
        "x",
        "exp(x)",
        "exp(-x)",
        "exp(x + y)",
        "exp(2*y)",
        "x^k",
        "x^(k - 1)",
        "sin(x)",
        "abs(y)",
        "sqrt(2)",
        "2^y",
    ];
    if size == 0 {
        return samples.pick(&LEAVES).to_owned();
    }
    let first = samples.below(size);
    let (a, b) = (mixed(samples, first), mixed(samples, size - 1 - first));
    match samples.below(12) {
        0..=2 => format!("({a} + {b})"),
        3..=4 => format!("({a} - {b})"),
        5..=6 => format!("({a})*({b})"),
        7..=8 => format!("({a})/({b})"),
        9 => format!("sqrt({a})"),
        10 => format!(
            "({a})^{}",
            ["k", "(3/2)", "(-1/2)", "(1/3)"][samples.below(4)]
        ),
        _ => format!("({a})^{}", ["2", "3", "(-1)", "(-2)"][samples.below(4)]),
    }
}

#[test]
fn expressions_with_roots_and_powers_keep_their_values() {
    println!("seed {SEED}");
    let (mut compared, mut refused, mut unsettled) = (0, 0, 0);
    let mut samples = Samples(SEED + 2);
    for round in 0..rounds(600) {
        let text = mixed(&mut samples, 1 + round % 9);
        let Ok(expr) = text.parse::<Expr>() else {
            continue;
        };
        for operation in ["expand", "factor", "cancel", "together", "collect"] {
            let result = match apply(operation, &expr) {
                Ok(result) => result,
                Err(error) => {
                    let zero = error.to_string().contains("exactly zero");
                    assert!(zero, "{operation} {text}: {error}");
                    refused += 1;
                    continue;
                }
            };
            let printed = result.to_string();
            for _ in 0..3 {
                let point = Point::new(&[
                    ("x", samples.between(-2.0, 3.0)),
                    ("y", samples.between(-2.0, 3.0)),
                    ("k", samples.below(5) as f64 - 1.0),
                ]);
                let Ok(original) = evaluate(&text, &point) else {
                    continue;
                };
                let sharp = original.error <= 1e-7 * original.value.abs();
                if !original.value.is_finite() || !sharp {
                    continue;
                }
                let Ok(form) = evaluate(&printed, &point) else {
                    continue;
                };
                compared += 1;
                let size = original.value.abs().max(form.value.abs());
                let allowed = crate::tolerance::ORACLE * size
                    + crate::tolerance::ROUNDING * (original.error + form.error);
                assert!(
                    (original.value - form.value).abs() <= allowed,
                    "{operation} {text} is {original:?}\n{printed} is {form:?}\nat {:?}",
                    point.values
                );
            }
            let again = apply(operation, &result).map(|again| again.to_string());
            if again.as_ref() != Ok(&printed) {
                unsettled += 1;
                println!("{operation} {text}\n  {printed}\n  {again:?}");
            }
        }
    }
    println!("{compared} compared, {refused} refused, {unsettled} unsettled");
    assert!(compared > rounds(600) * 3, "{compared} compared");
    assert_eq!(unsettled, 0);
}
