//! Why an expression has no value.

use std::mem::discriminant;

use gradus::Expr;
use gradus::function::FunctionId;
use gradus::point::Cause;

use super::{expr, point};

fn domain(function: FunctionId) -> Cause {
    Cause::Domain {
        function,
        arguments: Vec::new(),
    }
}

fn pair() -> (String, f64) {
    (String::new(), 0.0)
}

#[test]
fn the_first_part_that_left_its_domain_is_named() {
    let zero_over_zero = Cause::ZeroOverZero {
        numerator: String::new(),
        denominator: String::new(),
    };
    let division = Cause::DivisionByZero {
        denominator: String::new(),
    };
    let base = Cause::NegativeBase {
        base: pair(),
        exponent: pair(),
    };
    let kink = Cause::Kink {
        function: String::new(),
        decider: String::new(),
    };
    let bounds = Cause::Bounds { from: 0.0, to: 0.0 };
    let given = Cause::Given { value: 0.0 };
    #[rustfmt::skip]
    let cases: &[(&str, &str, &str, Cause)] = &[
        ("log(x - 1)", "x=0", "log(x - 1)", domain(FunctionId::LOG)),
        // The innermost first, then from left to right.
        ("sqrt(log(x))", "x=-1", "log(x)", domain(FunctionId::LOG)),
        ("sqrt(x) + log(x)", "x=-1", "sqrt(x)", domain(FunctionId::SQRT)),
        ("asin(x)*y", "x=2,y=1", "asin(x)", domain(FunctionId::ASIN)),
        ("acosh(x)^2", "x=0", "acosh(x)", domain(FunctionId::ACOSH)),
        ("digamma(x)", "x=-2", "digamma(x)", domain(FunctionId::DIGAMMA)),
        ("1/(x - 2)", "x=2", "1/(x - 2)", division.clone()),
        ("x^(-y)", "x=0,y=2", "", division),
        ("sin(x)/x", "x=0", "sin(x)/x", zero_over_zero),
        ("x^y", "x=-1,y=0.5", "x^y", base),
        ("exp(x) - exp(x - 1)", "x=1000", "exp(x)", Cause::Overflow),
        ("x^2 + 1", "x=1e200", "x^2", Cause::Overflow),
        ("x - y", "x=inf,y=inf", "x - y", Cause::Indeterminate),
        ("x + 1", "x=nan", "x", given),
        ("diff(abs(x), x)", "x=0", "sign(x)", kink),
        ("piecewise(x < 0, 1)", "x=1", "piecewise(x < 0, 1)", Cause::NoPiece),
        ("sum(i*x, i, 1, n)", "x=1,n=2.5", "", bounds),
        // Harmless: the infinity does not come through; the piece is not chosen.
        ("atan(1/x) + log(x - 1)", "x=0", "log(x - 1)", domain(FunctionId::LOG)),
        ("piecewise(x < 0, log(x), log(x - 5))", "x=0", "log(x - 5)", domain(FunctionId::LOG)),
        ("sum(log(x - i), i, 1, 5)", "x=3.5", "log(x - i)", domain(FunctionId::LOG)),
    ];
    for (formula, at, part, cause) in cases {
        let why = expr(formula).explain(point(at)).expect("all have values");
        let fault = why
            .fault
            .clone()
            .unwrap_or_else(|| panic!("{formula}: {why}"));
        assert!(
            part.is_empty() || fault.part == *part,
            "{formula}: {fault:?}"
        );
        assert_eq!(
            discriminant(&fault.cause),
            discriminant(cause),
            "{formula} at {at}: {fault:?}"
        );
        if let (
            Cause::Domain { function, .. },
            Cause::Domain {
                function: meant, ..
            },
        ) = (&fault.cause, cause)
        {
            assert_eq!(function, meant, "{formula}");
        }
    }
}

#[test]
fn the_term_of_a_sum_is_named() {
    let why = expr("sum(log(x - i), i, 1, 5)")
        .explain([("x", 3.5)])
        .expect("a value");
    assert_eq!(why.fault.expect("a fault").index, [("i".to_owned(), 4.0)]);
}

#[test]
fn what_has_a_value_says_so() {
    for (formula, at, says) in [
        ("x^2", "x=2", "`x^2` is 4 at x = 2"),
        (
            "exp(-1/x^2)",
            "x=1",
            "`exp(-1/x^2)` is 0.36787944117144233 at x = 1",
        ),
        ("2 + 2", "", "`4` is 4"),
    ] {
        let why = expr(formula).explain(point(at)).expect("all have values");
        assert_eq!(why.to_string(), says);
        assert!(why.fault.is_none());
    }
}

/// A deep chain, and a wide one that doubles at each step, are walked without recursion.
#[test]
fn large_expressions_are_explained() {
    let x = Expr::symbol("x");
    let mut deep = x.log();
    let mut wide = x.log();
    for _ in 0..100_000 {
        deep = deep.sin();
    }
    for _ in 0..200 {
        wide = &wide + &wide.sin();
    }
    for large in [deep, wide] {
        let why = large.explain([("x", -1.0)]).expect("a value");
        assert_eq!(why.fault.expect("a fault").part, "log(x)");
    }
}
