//! What is made of derivatives, and derivatives by logarithms.

use gradus::diff::derivation::{Depth, Derivation};
use gradus::session::Strategy;

use super::{derivation, derivation_by};
use crate::support::snapshot;

/// What is asked for, and the results of the last parts.
#[rustfmt::skip]
const FORMULAS: &[(&str, &[&str])] = &[
    ("implicit(x^2 + y^2 = 1, y, x)", &["-x/y"]),
    ("implicit(x^3 + y^3 = 6*x*y, y, x)", &["(2*y - x^2)/(y^2 - 2*x)"]),
    ("implicit(sin(x*y) = x, y, x)", &["(1 - y*cos(x*y))/(x*cos(x*y))"]),
    ("implicit(x*exp(y) - y, y, x)", &["exp(y)/(1 - x*exp(y))"]),
    ("total(x*y, t, x = cos(t), y = sin(t))", &["1 - 2*sin(t)^2"]),
    ("total(x^2 + t*y, t, x = t^2, y = exp(t))", &["4*t^3 + t*exp(t) + exp(t)"]),
    ("inversediff(sin(x), x)", &["1/cos(x)"]),
    ("inversediff(x^3 + x, x)", &["1/(3*x^2 + 1)"]),
    ("directional(x^2 + y^2, [3, 4])", &["2*(3*x + 4*y)/5"]),
    ("descentstep(x^2 + y^2, r)", &["x - 2*r*x", "y - 2*r*y"]),
    ("newtonstep(2x^2 + 3y^2 - x*y)", &["x", "y"]),
    ("newtonstep(x^2 + y^2 + z^2 + x*y)", &["x", "y", "z"]),
    ("newtonstep(-x^2, x)", &["x"]),
];

/// The last results of a derivation, each after it was gone through again.
fn results(text: &str, derivation: &Derivation, count: usize) -> Vec<String> {
    for part in &derivation.parts {
        assert_eq!(part.replay(), Ok(()), "{text}: {:?}", part.label);
    }
    let last = derivation.parts.iter().rev().take(count);
    let mut texts: Vec<String> = last.map(|part| part.result.to_string()).collect();
    texts.reverse();
    texts
}

#[test]
fn what_is_made_of_derivatives() {
    let mut out = String::new();
    for (text, expected) in FORMULAS {
        let derivation = derivation(text);
        assert_eq!(
            results(text, &derivation, expected.len()),
            *expected,
            "{text}"
        );
        out += &format!("> {text}\n{}\n", derivation.at(Depth::Textbook).snapshot());
    }
    snapshot("derivation_formulas", out);
}

#[test]
fn derivatives_by_logarithms() {
    let mut out = String::new();
    for text in [
        "diff(x^x, x)",
        "diff(x^2*sqrt(x + 1)/(x - 1)^3, x)",
        "diff(x^sin(x), x)",
        "diff(exp(x^2)*(x + 1)^a, x)",
    ] {
        let by_rules = derivation(text);
        let by_logarithm = derivation_by(text, Strategy::Logarithmic);
        let [a, b] = [&by_rules, &by_logarithm].map(|derivation| &derivation.parts[0].result);
        let difference = (a - b).simplify().expect(text);
        assert_eq!(difference.to_string(), "0", "{text}: {a} and {b}");
        results(text, &by_logarithm, 1);
        out += &format!(
            "> {text}\n{}\n",
            by_logarithm.at(Depth::Textbook).snapshot()
        );
    }
    snapshot("derivation_logarithms", out);
}

#[test]
fn what_has_no_derivation_is_refused() {
    for (text, expected) in [
        ("implicit(x^2 = 1, y, x)", "`y` does not occur in it"),
        ("inversediff(y^2, x)", "`x` does not occur in it"),
        ("newtonstep(x + y)", "singular everywhere"),
        ("newtonstep(a + b + c + d + f)", "at most 4 variables"),
        ("directional(x*y, [0, 0])", "the zero vector"),
        ("directional(x*y, [1])", "1 components for 2 variables"),
    ] {
        let session = gradus::session::Session::new();
        let (problem, _) = session.problem(text, &[]).expect(text);
        let error = session
            .derivation(&problem, Strategy::Rules)
            .expect_err(text)
            .to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}
