//! Assumptions and domains through the public interface.

use gradus::Expr;
use gradus::session::{Outcome, Session};
use gradus::simplify::facts::{Assumptions, Property};

fn texts(conditions: &[Expr]) -> Vec<String> {
    conditions.iter().map(Expr::to_string).collect()
}

#[test]
fn assumptions_are_built_or_read() {
    let built = Assumptions::new()
        .positive("x")
        .and_then(|it| it.integer("n"))
        .and_then(|it| it.range("n", 1..=10))
        .and_then(|it| it.with("m", Property::Even))
        .unwrap();
    let read = Assumptions::parse("x positive, n integer, n >= 1, n <= 10, m even").unwrap();
    assert_eq!(
        built.texts().collect::<Vec<_>>(),
        read.texts().collect::<Vec<_>>()
    );
    assert!(built.clone().negative("n").is_err());
    assert!(Assumptions::new().range("x", 2..2).is_err());
    fn shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    shared(&built);
}

#[test]
fn domains_depend_on_what_is_assumed() {
    let f: Expr = "log(x)/(x - y)".parse().unwrap();
    let none = Assumptions::new();
    assert_eq!(texts(&f.domain(&none)), ["x > 0", "x != y"]);
    let some = Assumptions::parse("x > y, y > 0").unwrap();
    assert!(f.domain(&some).is_empty());
    let g: Expr = "sqrt(0.5 - x)".parse().unwrap();
    assert_eq!(texts(&g.domain(&none)), ["x <= 0.5"]);
    let before: Expr = "(x^2 - 1)/(x - 1)".parse().unwrap();
    let after: Expr = "x + 1".parse().unwrap();
    assert_eq!(texts(&before.domain_lost_in(&after, &none)), ["x != 1"]);
    assert!(after.domain_lost_in(&before, &none).is_empty());
}

#[test]
fn a_refused_assumption_changes_nothing() {
    let mut session = Session::new();
    session.run("assume x > 0").unwrap();
    for line in [
        "assume y > 0, x < 0",
        "assume y > 0, z prime",
        "assume y > 0, w",
    ] {
        assert!(session.run(line).is_err(), "{line}");
    }
    let assumed: Vec<&str> = session.assumptions().texts().collect();
    assert_eq!(assumed, ["x > 0"]);
    let Outcome::Value { domain, .. } = session.run("y/y + x/x").unwrap() else {
        panic!("a value");
    };
    assert_eq!(domain, ["y != 0"]);
}
