//! At a kink a derivative has the value of the kink policy; beside it, the slope.

use gradus::Expr;
use gradus::compile::{CompileOptions, KinkPolicy};

fn slope(formula: &str, policy: KinkPolicy, at: f64) -> f64 {
    let expr: Expr = formula.parse().expect("an expression");
    let derivative = expr.diff("x").expect("a derivative");
    let options = CompileOptions {
        kink: policy,
        ..CompileOptions::default()
    };
    let function = derivative
        .compile_with(["x"], &options)
        .expect("a function");
    function.value(&[at])
}

#[test]
fn the_policy_decides_at_the_kink() {
    for (formula, at, left, right) in [
        ("abs(x)", 0.0, -1.0, 1.0),
        ("3*abs(x - 2)", 2.0, -3.0, 3.0),
        ("relu(x)", 0.0, 0.0, 1.0),
        ("sqrt(x^2)", 0.0, -1.0, 1.0),
        ("max(x, 1)", 1.0, 0.0, 1.0),
        ("clamp(x, 0, 1)", 0.0, 0.0, 1.0),
        ("x*abs(x) + abs(x)", 0.0, -1.0, 1.0),
    ] {
        assert!(slope(formula, KinkPolicy::Nan, at).is_nan(), "{formula}");
        for beside in [at - 0.5, at + 0.25] {
            let [found, zero] =
                [KinkPolicy::Nan, KinkPolicy::Zero].map(|policy| slope(formula, policy, beside));
            assert!(found.is_finite() && found == zero, "{formula} at {beside}");
        }
        if !formula.contains("sqrt") {
            assert_eq!(
                slope(formula, KinkPolicy::Left, at),
                left,
                "{formula}, left"
            );
            assert_eq!(
                slope(formula, KinkPolicy::Right, at),
                right,
                "{formula}, right"
            );
        }
    }
    assert_eq!(slope("abs(x)", KinkPolicy::Zero, 0.0), 0.0);
    assert_eq!(slope("relu(x)", KinkPolicy::Zero, 0.0), 0.0);
}

#[test]
fn a_function_itself_has_its_value_at_its_kinks() {
    for (formula, at, value) in [
        ("abs(x)", 0.0, 0.0),
        ("sign(x)", 0.0, 0.0),
        ("heaviside(x)", 0.0, 0.5),
        ("relu(x)", 0.0, 0.0),
        ("max(x, 1)", 1.0, 1.0),
        ("floor(x)", 2.0, 2.0),
        ("round(x)", 2.5, 3.0),
        ("round(x)", -2.5, -3.0),
    ] {
        let expr: Expr = formula.parse().expect("an expression");
        assert_eq!(expr.at([("x", at)]), Ok(value), "{formula}");
    }
}
