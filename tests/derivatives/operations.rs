//! Gradients, Hessians, Jacobians, directional derivatives, primes and `d/dx`, as typed.

use std::fmt::Write;

use gradus::Style;
use gradus::session::{Outcome, Session};

use crate::support::{lines, snapshot};

#[test]
fn operations_on_derivatives() {
    let mut out = String::new();
    for line in lines(include_str!("../corpus/derivatives/operations.txt")) {
        let result = match Session::new().run(line) {
            Ok(Outcome::Value { value, .. }) => value.print(Style::Text).expect("a text"),
            Ok(other) => panic!("{line}: {other:?}"),
            Err(error) => panic!("{line}: {error}"),
        };
        writeln!(out, "{line}\n    {result}").unwrap();
    }
    snapshot("derivatives_operations", out);
}

/// Different ways to say the same.
#[test]
fn operations_agree() {
    let session = Session::new();
    let text = |line: &str| {
        let value = (session.evaluate(line)).unwrap_or_else(|error| panic!("{line}: {error}"));
        value.print(Style::Text).expect("a text")
    };
    for (one, other) in [
        ("diff(x^3*y, x, x)", "diff(x^3*y, x, 2)"),
        ("diff(x^3*y, x, y)", "diff(diff(x^3*y, y), x)"),
        ("diff(sin(x), x, 4)", "sin(x)"),
        ("diff(x^2, x, 0)", "x^2"),
        ("diff(x^2)", "2*x"),
        ("d/dx x^2*y", "diff(x^2*y, x)"),
        ("d^2/dx^2 x^3", "6*x"),
        ("d/dx (x^2 + 1)", "2*x"),
        ("d/dx x^2 + 1", "2*x + 1"),
        ("sin'(x)", "cos(x)"),
        ("sin''(2)", "-sin(2)"),
        ("gradient(x*y)", "[y, x]"),
        ("gradient(x*y, y, x)", "[x, y]"),
        ("gradient(x*y, [y, x])", "[x, y]"),
        ("hessian(x*y)", "jacobian(gradient(x*y))"),
        ("jacobian([x*y], x, y)", "[gradient(x*y)]"),
        ("directional(x^2 + y^2, [3, 4])", "6*x/5 + 8*y/5"),
        (
            "directional(x^2 + y^2, [6, 8])",
            "directional(x^2 + y^2, [3, 4])",
        ),
        (
            "directional(x^2 + y^2, [x, y], [3, 4])",
            "directional(x^2 + y^2, [3, 4])",
        ),
        ("directional(x*y, [0, 1])", "x"),
        ("diff(f(x, y), x, y)", "f'[1, 1](x, y)"),
        ("diff(f(x), x)", "f'(x)"),
        ("f''(x)", "diff(f(x), x, 2)"),
    ] {
        assert_eq!(text(one), text(other), "{one}");
    }
}
