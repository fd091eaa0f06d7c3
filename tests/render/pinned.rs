//! Derivations pinned in tests, as a user does it.

use std::panic::catch_unwind;

use gradus::assert_derivation;
use gradus::diff::derivation::Depth;

use super::samples::{self, derivation};

#[test]
fn a_derivation_is_pinned_in_three_lines() {
    let derivation = derivation(samples::PRODUCT);
    assert_derivation!(derivation.at(Depth::Summary), "
        diff(x^2*sin(x), x)
          product rule, u = x^2, v = sin(x): diff(x^2*sin(x), x) => diff(x^2, x)*sin(x) + x^2*diff(sin(x), x)
          result: x*(x*cos(x) + 2*sin(x))
    ");
}

#[test]
fn insta_takes_the_same_text() {
    insta::assert_snapshot!(derivation(samples::PRODUCT).at(Depth::Summary).snapshot(), @r"
    diff(x^2*sin(x), x)
      product rule, u = x^2, v = sin(x): diff(x^2*sin(x), x) => diff(x^2, x)*sin(x) + x^2*diff(sin(x), x)
      result: x*(x*cos(x) + 2*sin(x))
    ");
}

#[test]
fn another_derivation_is_noticed() {
    let error = catch_unwind(|| {
        assert_derivation!(
            derivation(samples::PRODUCT).at(Depth::Summary),
            "
            diff(x^2*sin(x), x)
              product rule, u = x^2, v = sin(x): diff(x^2*sin(x), x) => 2*x*cos(x)
              result: x*(x*cos(x) + 2*sin(x))
        "
        );
    });
    let message = *error
        .expect_err("another derivation")
        .downcast::<String>()
        .expect("a message");
    assert!(message.contains("\n-   product rule, u = x^2, v = sin(x): diff(x^2*sin(x), x) => 2*x*cos(x)\n+   product rule"), "{message}");
    assert!(message.contains("\n  diff(x^2*sin(x), x)\n"), "{message}");
    assert!(
        message.ends_with("  result: x*(x*cos(x) + 2*sin(x))"),
        "{message}"
    );
}
