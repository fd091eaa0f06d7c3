//! The kink policy: what it decides, in each way of evaluating.

use gradus::compile::{CompileOptions, Evaluator, KinkPolicy};
use gradus::point::PointValue;

use super::expr;

/// Function, the point of the kink, and the slopes left and right of it.
#[rustfmt::skip]
const KINKS: &[(&str, f64, f64, f64)] = &[
    ("abs(x)", 0.0, -1.0, 1.0),
    ("abs(2*x - 3)", 1.5, -2.0, 2.0),
    ("abs(3 - x)", 3.0, -1.0, 1.0),
    ("relu(1 - x)", 1.0, -1.0, 0.0),
    ("relu(x)", 0.0, 0.0, 1.0),
    ("max(x, 3*x)", 0.0, 1.0, 3.0),
    ("min(x, 3*x)", 0.0, 3.0, 1.0),
    ("clamp(x, 0, 1)", 0.0, 0.0, 1.0),
    ("x + abs(x)", 0.0, 0.0, 2.0),
];

#[test]
fn all_ways_of_evaluating_agree_bit_for_bit() {
    for &(formula, kink, left, right) in KINKS {
        let slope = expr(formula).diff("x").expect("a derivative");
        for &(name, policy) in KinkPolicy::ALL {
            let options = CompileOptions {
                kink: policy,
                ..CompileOptions::default()
            };
            let function = slope.compile_with(["x"], &options).expect("a function");
            // Longer than a block, with kinks and other points in turn.
            let column: Vec<f64> = (0..300)
                .map(|at| {
                    if at % 3 == 0 {
                        kink
                    } else {
                        f64::from(at) / 7.0 - 20.0
                    }
                })
                .collect();
            let scalar: Vec<u64> = column
                .iter()
                .map(|&x| function.value(&[x]).to_bits())
                .collect();
            for &evaluator in Evaluator::ALL {
                let mut out = vec![0.0; column.len()];
                function
                    .columns_with(evaluator, &[&column], &mut [&mut out])
                    .expect("the lengths fit");
                let block: Vec<u64> = out.iter().map(|value| value.to_bits()).collect();
                assert_eq!(block, scalar, "{formula}, {name}, {evaluator:?}");
            }
            let found = function.value(&[kink]);
            match policy {
                KinkPolicy::Nan => assert!(found.is_nan(), "{formula}: {found}"),
                KinkPolicy::Left => assert_eq!(found, left, "{formula}"),
                KinkPolicy::Right => assert_eq!(found, right, "{formula}"),
                KinkPolicy::Zero if formula.starts_with('x') => assert_eq!(found, 1.0),
                KinkPolicy::Zero => assert_eq!(found, 0.0, "{formula}"),
            }
        }
    }
}

#[test]
fn the_policy_decides_only_what_does_not_exist() {
    for &(name, policy) in KinkPolicy::ALL {
        let at = |formula: &str, x: f64| {
            let slope = expr(formula).diff("x").expect("a derivative");
            slope.value_at([("x", x)], policy).expect("x has a value")
        };
        assert_eq!(at("x*abs(x)", 0.0).value(), 0.0, "{name}");
        assert_eq!(at("abs(x)", 3.0), PointValue::Computed(1.0), "{name}");
        // The sides are those of the variable, whatever decides between the branches.
        match policy {
            KinkPolicy::Left => assert_eq!(at("max(x, x^2)", 1.0), PointValue::Kink(1.0)),
            KinkPolicy::Right => assert_eq!(at("max(x, x^2)", 1.0), PointValue::Kink(2.0)),
            _ => {}
        }
        let decided = at("abs(x)", 0.0);
        match policy {
            KinkPolicy::Nan => assert!(decided.value().is_nan()),
            KinkPolicy::Left => assert_eq!(decided, PointValue::Kink(-1.0)),
            KinkPolicy::Right => assert_eq!(decided, PointValue::Kink(1.0)),
            KinkPolicy::Zero => assert_eq!(decided, PointValue::Kink(0.0)),
        }
    }
}

#[test]
fn kinks_and_jumps_are_found() {
    for (formula, at, parts, jump) in [
        ("abs(x)", 0.0, "abs(x)", false),
        ("sign(x)", 0.0, "sign(x)", true),
        ("relu(x - 1)", 1.0, "relu(x - 1)", false),
        ("max(x, x^2)", 1.0, "max(x, x^2)", false),
        ("min(x, x^2)", 0.0, "min(x, x^2)", false),
        ("floor(x)", 2.0, "floor(x)", true),
        ("heaviside(x)", 0.0, "heaviside(x)", true),
        ("round(x)", 0.5, "round(x)", true),
        ("floor(x)", 2.5, "", false),
        ("abs(x)", 1.0, "", false),
        // A piece that is not chosen has no kinks here.
        ("piecewise(x > 5, abs(x), 1)", 0.0, "", false),
    ] {
        let found = expr(formula).kinks_at(&[("x", at)]);
        let names: Vec<&str> = found.iter().map(|kink| kink.part.as_str()).collect();
        assert_eq!(names.join(", "), parts, "{formula} at {at}");
        assert_eq!(
            found.iter().any(|kink| kink.jump),
            jump,
            "{formula} at {at}"
        );
    }
}

#[test]
fn names_of_policies_read_and_print() {
    for &(name, policy) in KinkPolicy::ALL {
        assert_eq!(KinkPolicy::named(name), Some(policy));
        assert_eq!(policy.to_string(), name);
    }
    assert_eq!(KinkPolicy::named("middle"), None);
}
