//! Formulas as they are shown: MathML, LaTeX, and derivatives that are still to be taken.

use std::fmt::Write;

use gradus::Style;
use gradus::expr::Formula;
use gradus::function::all;
use gradus::session::{Outcome, Session};

use super::markup::{check_latex, check_mathml};
use super::samples::{self, expr};
use crate::properties::forms::each;
use crate::support::snapshot;
use crate::table::texts::calls;

const SEED: u64 = 0x5E1F_0001;
const COUNT: usize = 2000;

/// Every form that is no function, and names of all kinds.
const FORMS: [&str; 22] = [
    "piecewise(x < 0, -x, x <= 1, x^2, x)",
    "(piecewise(x < 0, -x, x) + 1)^2",
    "sum(k^2*x, k, 1, n)",
    "sum(x*y)",
    "mean(x*y)^2",
    "x < 1 and y >= 2 or not x != y",
    "0 < x and x <= 1",
    "x = y",
    "f(x, y)",
    "f'(x)",
    "f''(x)^2",
    "f'[5](x)",
    "diff(g(x, y), x, y, y)",
    "x_1*x23*rate_max*sigma*Delta_2*Omega",
    "alpha^beta_3",
    "1/3*x - 0.25*y",
    "-x/y^2 + sqrt(2)*pi*e^x",
    "x^(1/3)*y^(-2/3)*2^x^y",
    "sqrt(2*pi)/sqrt(x)",
    "((x!)!)^2",
    "größe + λ + 数",
    "2*3*x*(4*5)^x",
];

/// Derivatives that are still to be taken, where brackets matter.
const PENDING: [&str; 14] = [
    "diff(x, x)",
    "diff(x^2, x)",
    "diff(sin(x), x)",
    "diff(x^2 + 1, x)",
    "diff(x*sin(x), x)",
    "diff(x^2, x)*sin(x) + x^2*diff(sin(x), x)",
    "diff(x^2, x)^2 - diff(x^3, x)/2",
    "5/diff(x^2, x) - 3*diff(x^4, x)",
    "x - diff(x^2, x)",
    "(diff(x^2, x)*(x + 1) - x^2*diff(x + 1, x))/(x + 1)^2",
    "diff(diff(diff(x^5, x), x), x)",
    "exp(diff(-x, x))*diff(x/2, x)",
    "diff(sigma_1*x_2, x_2) + diff(x_2*y, y)",
    "diff(diff(x^2*y, x), y)",
];

fn check(text: &str, latex: &str) -> String {
    check_latex(latex).unwrap_or_else(|error| panic!("{text}: {error}"));
    let formula = Formula::read(latex);
    let mathml = formula.mathml();
    check_mathml(&mathml).unwrap_or_else(|error| panic!("{text}\n{latex}\n{mathml}\n{error}"));
    assert!(formula.width() > 0, "{text}: {latex}");
    // Whatever is broken is whole again when it is put together.
    for width in [1, 20, 1000] {
        let lines = formula.lines(width);
        assert_eq!(
            lines.join("").replace(' ', ""),
            latex.replace(' ', ""),
            "{text}"
        );
        for line in lines {
            check_latex(line).unwrap_or_else(|error| panic!("{text}: {line}: {error}"));
        }
    }
    mathml
}

#[test]
fn every_function() {
    let mut found = 0;
    for function in all() {
        for call in calls(function) {
            let expr = expr(&call);
            for latex in [expr.print(Style::Latex), expr.print_raw(Style::Latex)] {
                check(&call, &latex.expect("a text"));
                found += 1;
            }
        }
    }
    assert!(found > 1000);
}

#[test]
fn every_form() {
    let mut out = String::new();
    for text in FORMS {
        let latex = expr(text).print_raw(Style::Latex).expect("a text");
        let mathml = check(text, &latex);
        writeln!(out, "{text}\n    {latex}\n    {mathml}").unwrap();
    }
    snapshot("render_forms", out);
}

#[test]
fn pending_derivatives() {
    let mut out = String::new();
    for text in PENDING {
        let expr = expr(text);
        let again = samples::expr(&expr.print_raw(Style::Text).expect("a text"));
        assert_eq!(again, expr, "{text}");
        let latex = expr.print_raw(Style::Latex).expect("a text");
        check(text, &latex);
        let unicode = expr.print_raw(Style::Unicode).expect("a text");
        // What the language makes of both is the same.
        let value = |line: &str| {
            let outcome = Session::new().run(line);
            match outcome.unwrap_or_else(|error| panic!("{text}: {line}: {error}")) {
                Outcome::Value { value, .. } => {
                    samples::expr(&value.print(Style::Text).expect("a text"))
                }
                _ => panic!("{line} has no value"),
            }
        };
        assert_eq!(value(&unicode), value(text), "{unicode}");
        writeln!(out, "{text}\n    {unicode}\n    {latex}").unwrap();
    }
    snapshot("render_pending", out);
}

#[test]
fn random_formulas() {
    each(SEED, COUNT, |text, expr, _| {
        for latex in [expr.print(Style::Latex), expr.print_raw(Style::Latex)] {
            check(text, &latex.expect("a text"));
        }
    });
}

#[test]
fn any_text_is_shown_somehow() {
    for text in [
        "",
        "}",
        "{",
        r"\",
        r"\frac",
        r"\frac{a",
        r"\left",
        r"\right)",
        r"x^",
        "^",
        "_{",
        "''",
        r"a & b \\ c",
        r"\begin{cases} a & b",
        r"\end{cases}",
        r"\begin{unknown}",
        r"\sqrt[",
        r"\text{<&>",
        r"\unknown<&>",
        r"\left\",
        "\u{1F600}\\\u{1F600}",
    ] {
        let formula = Formula::read(text);
        super::markup::check_tags(&formula.mathml()).unwrap_or_else(|error| panic!("{error}"));
        assert!(formula.lines(3).len() <= 2);
    }
}

#[test]
fn depth_and_length_are_no_danger() {
    let deep = "{".repeat(100_000) + &r"\frac{x^{".repeat(100_000);
    assert!(Formula::read(&deep).mathml().len() > 100_000);
    assert!(Formula::read(&deep).width() > 0);
    let long = vec!["x^{2}"; 200_000].join(" + ");
    let formula = Formula::read(&long);
    assert!(formula.mathml().len() > long.len());
    assert!(formula.lines(60).len() > 5_000);
}
