//! The simplifier: forms that a mathematician would write, the known traps, and what must hold for
//! every formula.

use gradus::session::{Outcome, Session};
use gradus::simplify::{Goal, Simplify};
use gradus::{Expr, Style};

use crate::properties::forms::each;
use crate::properties::generator::point;
use crate::support::oracle::evaluate;
use crate::tolerance::{ORACLE, ROUNDING};

fn simplified(text: &str) -> String {
    let expr: Expr = text.parse().expect(text);
    expr.simplify().expect(text).to_string()
}

/// Formulas and the forms they simplify to.
const FORMS: &[(&str, &str)] = &[
    ("x/(x^2 - 1) - 1/(x^2 - 1)", "1/(x + 1)"),
    ("(x^3 - 1)/(x - 1)", "x^2 + x + 1"),
    ("1/x + 1/y - (x + y)/(x*y)", "0"),
    (
        "(x/sqrt(x^2 + 1) + 1)/(x + sqrt(x^2 + 1))",
        "1/sqrt(x^2 + 1)",
    ),
    ("sqrt(1 + x)/(1 + x)", "1/sqrt(x + 1)"),
    ("sin(x)^2 + cos(x)^2", "1"),
    ("5*sin(x)^2 + 3*cos(x)^2 - 3", "2*sin(x)^2"),
    ("sin(x)^4 - cos(x)^4 + cos(x)^2", "sin(x)^2"),
    ("2*sin(x)*cos(x)", "sin(2*x)"),
    ("tan(x)*cos(x)", "sin(x)"),
    ("cosh(x)^2 - sinh(x)^2", "1"),
    ("exp(x)*exp(-x)", "1"),
    ("exp(2*log(x))", "x^2"),
    ("sigmoid(x)*(1 - sigmoid(x)) - sigmoid(x)*sigmoid(-x)", "0"),
    ("hypot(x, y)^2 - x^2 - y^2", "0"),
    ("gamma(x + 1)/gamma(x)", "x"),
    ("erf(x) + erf(-x)", "0"),
    ("a^2 + 2*a*b + b^2", "(a + b)^2"),
    ("sqrt(a^2 + 2*a*b*x^3 + b^2*x^6)", "abs(b*x^3 + a)"),
];

/// Formulas that other systems get wrong on the real line.
const TRAPS: &[(&str, &str)] = &[
    ("sqrt(x^2)", "abs(x)"),
    ("(x^2)^(1/2)", "abs(x)"),
    ("log(x^2)", "2*log(abs(x))"),
    ("log(a*b)", "log(a*b)"),
    ("(-8)^(1/3)", "(-8)^(1/3)"),
    ("cbrt(-8)", "-2"),
    ("x/x", "1"),
    ("asin(sin(x))", "asin(sin(x))"),
    ("atan(tan(x))", "atan(tan(x))"),
    ("exp(log(x))", "x"),
    ("log(exp(x))", "x"),
    ("abs(x)^2", "x^2"),
    ("sqrt(t*t)/t", "sign(t)"),
    ("1 - exp(-t*(a + 2))", "1 - exp(-t*(a + 2))"),
    ("sqrt(x)*sqrt(x)", "x"),
];

#[test]
fn formulas_have_these_forms() {
    let wrong: Vec<String> = (FORMS.iter().chain(TRAPS))
        .filter_map(|(text, expected)| {
            let found = simplified(text);
            (found != *expected).then(|| format!("{text}: {found}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Lines of a session: what is typed, the result, and the condition that the result has lost, or
/// under which a derivative exists.
const SESSION: &[(&str, &str, &str)] = &[
    ("x/x", "1", "x != 0"),
    ("exp(log(x))", "exp(log(x))", ""),
    ("simplify(exp(log(x)))", "x", "x > 0"),
    ("simplify((x^2 - 1)/(x - 1))", "x + 1", "x != 1"),
    ("diff((5x^2)(3x + 1), x)", "5*x*(9*x + 2)", ""),
    (
        "diff(5x^2/(3x + 1), x)",
        "5*x*(3*x + 2)/(3*x + 1)^2",
        "x != -1/3",
    ),
    ("diff(5(3x + 1)^2, x)", "30*(3*x + 1)", ""),
    ("diff(exp(3x + 1), x)", "3*exp(3*x + 1)", ""),
    (
        "diff(p^k*(1 - p)^(n - k), p)",
        "p^(k - 1)*(1 - p)^(n - k - 1)*(k - n*p)",
        "0 < p < 1",
    ),
    ("diff(sin(x)^2, x)", "2*cos(x)*sin(x)", ""),
    ("expand(diff((x + 1)^2, x))", "2*x + 2", ""),
];

#[test]
fn a_session_shows_derivatives_in_the_form_for_reading() {
    for (line, result, lost) in SESSION {
        let Ok(Outcome::Value { value, domain, .. }) = Session::new().run(line) else {
            panic!("{line}");
        };
        assert_eq!(value.print(Style::Text).expect("a text"), *result, "{line}");
        assert_eq!(domain.join(" and "), *lost, "{line}");
    }
}

#[test]
fn assumptions_and_own_rules_take_part() {
    let mut session = Session::new();
    for (line, expected) in [
        ("assume q > 0", ""),
        ("simplify(sqrt(q^2) + abs(-q))", "2*q"),
        ("simplify(log(q*x))", "log(q) + log(x)"),
        ("rule double: f(2*?a) => 2*f(?a)", ""),
        ("simplify(f(2*x)/f(x))", "2"),
    ] {
        match session.run(line).expect(line) {
            Outcome::Value { value, .. } => {
                assert_eq!(
                    value.print(Style::Text).expect("a text"),
                    expected,
                    "{line}"
                );
            }
            _ => assert_eq!(expected, "", "{line}"),
        }
    }
    let wrong = session.run("rule wrong: sqrt(?a^2) => ?a").unwrap_err();
    assert!(wrong.to_string().contains("not true"), "{wrong}");
}

const SEED: u64 = 0x513F_0001;

#[test]
fn a_simplification_is_its_own_and_has_the_value_of_the_formula() {
    let mut compared = 0;
    each(SEED, 700, |text, expr, samples| {
        let form = expr.simplify().expect("a form");
        let again = form.simplify().expect("a form");
        assert_eq!(form.to_string(), again.to_string(), "{text}");
        let printed = form.to_string();
        for _ in 0..4 {
            let point = point(samples);
            let (Ok(original), Ok(value)) = (evaluate(text, &point), evaluate(&printed, &point))
            else {
                continue;
            };
            let sharp = original.error <= 1e-6 * original.value.abs().max(1.0);
            if !original.value.is_finite() || !sharp {
                continue;
            }
            compared += 1;
            let size = original.value.abs().max(value.value.abs());
            let allowed = ORACLE * size + ROUNDING * (original.error + value.error);
            assert!(
                (original.value - value.value).abs() <= allowed,
                "{text} is {original:?}\n{printed} is {value:?}\nat {:?}",
                point.values
            );
        }
    });
    assert!(compared > 500, "{compared}");
}

#[test]
fn every_goal_has_a_form_of_the_same_value() {
    for text in [
        "log(1 + x)",
        "x^3 + 3*x^2 + 3*x + 1",
        "1 - cos(x)",
        "sqrt(x + 1) - sqrt(x)",
    ] {
        let expr: Expr = text.parse().expect(text);
        let exact = expr.at([("x", 0.75)]).expect(text);
        for (name, goal) in Goal::ALL {
            let how = Simplify::default().goal(*goal);
            let rules = gradus::simplify::rules::RuleSet::standard();
            let assumptions = gradus::simplify::facts::Assumptions::new();
            let (form, search) = expr.simplified(&how, rules, &assumptions).expect(text);
            let value = form.at([("x", 0.75)]).expect(text);
            assert!((value - exact).abs() < 1e-14, "{text} for {name}: {form}");
            assert!(search.complete, "{text} for {name}");
        }
    }
    let stable = |text: &str| {
        let expr: Expr = text.parse().expect(text);
        let how = Simplify::default().goal(Goal::Stable);
        let rules = gradus::simplify::rules::RuleSet::standard();
        let (form, _) = expr
            .simplified(&how, rules, &Default::default())
            .expect(text);
        form.to_string()
    };
    assert_eq!(stable("log(1 + x)"), "log1p(x)");
    assert_eq!(stable("1 - cos(x)"), "2*sin(x/2)^2");
    assert_eq!(stable("sqrt(x + 1) - sqrt(x)"), "1/(sqrt(x) + sqrt(x + 1))");
}
