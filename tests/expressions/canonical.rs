//! The corpus of canonical forms: each line and what it becomes.

use std::fmt::Write;

use gradus::Expr;
use gradus::syntax::position;

use crate::support::{lines, snapshot};

#[test]
fn formulas_become_these() {
    let mut wrong = Vec::new();
    for line in lines(include_str!("../corpus/expressions/canonical.txt")) {
        let (formula, expected) = line.split_once(" => ").expect("formula => form");
        let expr: Expr = (formula.parse()).unwrap_or_else(|error| panic!("{line}: {error}"));
        let found = expr.to_string();
        if found != expected {
            wrong.push(format!(
                "{formula}\n    is       {found}\n    expected {expected}"
            ));
        }
        // The text is the same expression.
        let again: Expr = found.parse().expect("an expression");
        if again != expr || again.to_string() != found {
            wrong.push(format!("{formula}: {found} reads back as {again}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn exact_zero_denominators_have_a_place() {
    let mut out = String::new();
    for line in lines(include_str!("../corpus/expressions/refused.txt")) {
        let error = match line.parse::<Expr>() {
            Ok(expr) => panic!("{line} is {expr}"),
            Err(error) => error,
        };
        let span = error.span().expect("a place");
        let column = position(line, span.start as usize).column;
        let width = line[span.start as usize..span.end as usize].chars().count();
        let caret = format!("{}{}", " ".repeat(column - 1), "^".repeat(width.max(1)));
        writeln!(out, "{line}\n{caret}\n    {error}").unwrap();
    }
    snapshot("expressions_refused", out);
}

#[test]
fn numbers_too_large_to_write_stay_as_they_are() {
    for text in [
        "9^9^9",
        "9^9^9^9",
        "2^(10^12)",
        "(1/7)^(10^10)",
        "x^(10^30)",
    ] {
        let expr: Expr = text.parse().expect("an expression");
        let printed = expr.to_string();
        assert!(printed.len() < 60, "{text} is {printed}");
        let again: Expr = printed.parse().expect("an expression");
        assert_eq!(again, expr, "{text} is {printed}");
    }
    assert!("1e999999999".parse::<Expr>().is_err());
    let digits = "7".repeat(5000);
    let long: Expr = digits.parse().expect("a number");
    assert_eq!(long.to_string(), digits);
}
