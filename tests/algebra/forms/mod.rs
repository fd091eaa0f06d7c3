//! Tests of `algebra::forms`.

mod exact;
mod random;
mod table;

use std::time::{Duration, Instant};

use gradus::algebra::AlgebraError;
use gradus::{Expr, expr::CanonicalError};

/// An operation by name: `apart x` has a variable.
fn apply(operation: &str, expr: &Expr) -> Result<Expr, AlgebraError> {
    let (name, variable) = operation.split_once(' ').unwrap_or((operation, "x"));
    match name {
        "expand" => expr.expand(),
        "factor" => expr.factor(),
        "cancel" => expr.cancel(),
        "together" => expr.together(),
        "collect" => expr.collect([variable]),
        "apart" => expr.apart(variable),
        _ => panic!("{operation}"),
    }
}

#[test]
fn what_is_too_large_is_refused_at_once() {
    let cases = [
        ("expand", "(a+b+c+d)^200", "1373701 terms"),
        ("expand", "(a+b)^1000000", "1000001 terms"),
        ("expand", "(a+b+c+d+f+g)^1000", "terms"),
        ("expand", "((a+b)*(c+d)*(f+g)*(h+k))^60", "terms"),
        ("cancel", "(a+b+c+d)^200 + 1", "1373701 terms"),
        ("factor", "(a+b+c+d)^200 + 1", "1373701 terms"),
        ("together", "1/(a+b+c+d)^200 + 1", "1373701 terms"),
        ("cancel", "x^(10^30) + 1", "degree"),
        ("cancel", "x^100000 + 1", "degree"),
        ("cancel", "x^(1/100000000) + x", "degree"),
    ];
    for (operation, input, message) in cases {
        let expr: Expr = input.parse().expect(input);
        let start = Instant::now();
        let error = apply(operation, &expr).expect_err(input);
        let text = error.to_string();
        assert!(text.contains(message), "{operation} {input}: {text}");
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{operation} {input}"
        );
    }
}

#[test]
fn a_hidden_zero_is_not_divided_by() {
    let zero = AlgebraError::Canonical(CanonicalError::DivisionByZero);
    for input in [
        "1/((x+1)^2 - x^2 - 2*x - 1)",
        "x/(sqrt(x+1)^2 - x - 1)",
        "1/(exp(x)*exp(-x) - 1)^2",
        "1/(sqrt(2)*sqrt(3) - sqrt(6)) + 1",
        "1/(abs(x)^2 - x^2)",
        "1/(p^(k+1) - p*p^k)",
        "((x+1)*(x-1) - x^2 + 1)^(-1/2)",
    ] {
        let Ok(expr) = input.parse::<Expr>() else {
            // The canonical form sees some of them.
            continue;
        };
        for operation in ["cancel", "together", "factor", "apart"] {
            assert_eq!(
                apply(operation, &expr),
                Err(zero.clone()),
                "{operation} {input}"
            );
        }
    }
    // Far inside an argument it is left to the operations that look there.
    let inside: Expr = "sin(1/((x+1)^2 - x^2 - 2*x - 1))".parse().expect("reads");
    assert!(inside.cancel().is_ok());
    assert_eq!(inside.expand(), Err(zero));
}

#[test]
fn deep_formulas_are_handled_or_refused() {
    let nested = |open: &str, close: &str, count: usize| {
        format!("{}x{}", open.repeat(count), close.repeat(count))
    };
    let deep = [
        nested("sin(", ")", 50_000),
        nested("(", " + 1)*x", 50_000),
        nested("1/(1 + ", ")", 50_000),
        nested("sqrt(1 + ", ")", 50_000),
        nested("exp(", ")*y", 50_000),
        nested("abs(y + ", ")", 50_000),
        nested("(", ")^k + 1", 50_000),
    ];
    for text in deep {
        let expr: Expr = text.parse().expect("a deep formula");
        for operation in ["expand", "factor", "cancel", "together", "collect", "apart"] {
            let start = Instant::now();
            let _ = apply(operation, &expr);
            let time = start.elapsed();
            assert!(
                time < Duration::from_secs(120),
                "{operation} {}: {time:?}",
                &text[..20]
            );
        }
    }
}

#[test]
fn many_variables() {
    let sum: Vec<String> = (0..30).map(|i| format!("v{i}")).collect();
    let square: Expr = format!("({})^2", sum.join(" + ")).parse().expect("reads");
    let expanded = square.expand().expect("465 terms");
    assert_eq!(expanded.to_string().matches(" + ").count(), 464);
    assert!(matches!(
        square.factor(),
        Err(AlgebraError::TooManyVariables { given: 30, .. })
    ));
}
