//! Rules from inside.
use super::*;
use crate::expr::{PrintOptions, lower::Lowering, print};
use crate::syntax::parse_expression;

fn canonical(arena: &mut Arena, text: &str) -> Id {
    let ast = parse_expression(text).unwrap();
    let id = Lowering::new(text, &ast, arena).run().unwrap();
    arena.canonical(id).unwrap()
}

/// A form as it prints.
fn printed(text: &str) -> String {
    let mut arena = Arena::new();
    let id = canonical(&mut arena, text);
    print(&arena, id, &PrintOptions::default()).unwrap()
}

/// The results of all rules of a text at the root of an expression.
fn results(rules: &RuleSet, text: &str) -> Vec<String> {
    let mut arena = Arena::new();
    let id = canonical(&mut arena, text);
    let mut out = Vec::new();
    let all = Selection::default()
        .proposals(true)
        .angles(true)
        .stable(true);
    rules.rewrites(&mut arena, id, &all, &Facts::none(), &mut 10_000, &mut out);
    out.iter()
        .map(|rewrite| print(&arena, rewrite.result, &PrintOptions::default()).unwrap())
        .collect()
}

#[test]
fn patterns_match_parts() {
    const CASES: &[(&str, &str, &[&str])] = &[
        ("sin(?a)^2 + cos(?a)^2 => 1", "sin(x)^2 + cos(x)^2", &["1"]),
        (
            "sin(?a)^2 + cos(?a)^2 => 1",
            "5 + 3*y*sin(x)^2 + 3*y*cos(x)^2",
            &["3*y + 5"],
        ),
        (
            "sin(?a)^2 + cos(?a)^2 => 1",
            "5*sin(x)^2 + 3*cos(x)^2",
            &["2*sin(x)^2 + 3"],
        ),
        ("sin(?a)^2 + cos(?a)^2 => 1", "sin(x)^2 + cos(y)^2", &[]),
        ("sin(?a)^2 + cos(?a)^2 => 1", "sin(x)^2 - cos(x)^2", &[]),
        (
            "sin(?a)^2 + cos(?a)^2 => 1",
            "sin(x)^4 + sin(x)^2*cos(x)^2",
            &["sin(x)^2"],
        ),
        (
            "1 - sin(?a)^2 => cos(?a)^2",
            "y - y*sin(2*x)^2 + z",
            &["y*cos(2*x)^2 + z"],
        ),
        (
            "sin(?a)*cos(?a) => sin(2*?a)/2",
            "x*sin(x)^3*cos(x)^2",
            &["x*sin(x)^2*sin(2*x)*cos(x)/2"],
        ),
        (
            "log(?a*?b) ~> log(?a) + log(?b)",
            "log(x*y)",
            &["log(x) + log(y)"],
        ),
        ("log(exp(?a)) => ?a", "log(exp(x + y))", &["x + y"]),
        ("exp(log(?a)) => ?a", "x*exp(log(x))", &["x^2"]),
        ("exp(?n:1*log(?a)) => ?a^?n", "exp(3*log(x))", &["x^3"]),
        ("exp(?n:1*log(?a)) => ?a^?n", "exp(log(x))", &["x"]),
        ("exp(?n:1*log(?a)) => ?a^?n", "exp(-y*log(x))", &["x^(-y)"]),
        (
            "exp(?b + ?n:1*log(?a)) => exp(?b)*?a^?n",
            "exp(x^2 + y*log(x))",
            &["x^y*exp(x^2)"],
        ),
        (
            "?a*gamma(?a) => gamma(?a + 1)",
            "x^2*gamma(x)",
            &["x*gamma(x + 1)"],
        ),
        (
            "gamma(?a + 1)/?a => gamma(?a)",
            "y*gamma(x + 1)/x",
            &["y*gamma(x)"],
        ),
        (
            "?a^2 - ?b^2 => (?a - ?b)*(?a + ?b)",
            "4*x^2 - y^4",
            &["(2*x - y^2)*(y^2 + 2*x)"],
        ),
        (
            "exp(?a) + exp(-?a) => 2*cosh(?a)",
            "y*exp(2*x) + y*exp(-2*x)",
            &["2*y*cosh(2*x)"],
        ),
        (
            "exp(?a) + exp(-?a) => 2*cosh(?a)",
            "exp(x - y) + exp(y - x)",
            &["2*cosh(x - y)"],
        ),
        ("max(?a, -?a) => abs(?a)", "max(-x, x)", &["abs(x)"]),
        (
            "f(?a + ?b) => f(?a) + f(?b)",
            "f(x + y + z)",
            &["f(x) + f(y + z)"],
        ),
        (
            "f(?a + ?b...) => f(?a) + f(?b)",
            "f(x + y + z)",
            &["f(x) + f(y + z)"],
        ),
    ];
    for (rule, subject, expected) in CASES {
        let rules = RuleSet::empty()
            .with_text(&format!("r: {rule}"))
            .unwrap_or_else(|error| panic!("{rule}: {error}"));
        let expected: Vec<String> = expected.iter().map(|text| printed(text)).collect();
        assert_eq!(results(&rules, subject), expected, "{rule} at {subject}");
    }
}

#[test]
fn standard_rules_can_be_read() {
    let mut known: Vec<Rule> = Vec::new();
    let mut wrong = Vec::new();
    for text in FAMILIES {
        let mut family = None;
        for line in text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            if let Some(name) = line.strip_prefix("family: ") {
                family = Some(name);
                continue;
            }
            if line.starts_with("section: ") {
                continue;
            }
            match read::read(line, family, &known.iter().collect::<Vec<_>>()) {
                Ok(rules) => known.extend(rules),
                Err(error) => wrong.push(format!("{line}: {error}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(RuleSet::standard().rules().len(), known.len());
    println!("{} rules", known.len());
}

#[test]
fn standard_rules_are_sound() {
    let mut wrong = Vec::new();
    for rule in RuleSet::standard().rules() {
        if let Err(error) = rule.sample(1) {
            wrong.push(format!("{}: {error}", rule.text()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
