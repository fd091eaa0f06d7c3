//! Derivations: their steps lead to what is printed, one after the other.

mod corpora;
mod formulas;
mod lessons;

use gradus::Expr;
use gradus::diff::derivation::Derivation;
use gradus::session::{Problem, Session, Strategy};

/// The derivation of a call such as `diff(f, x)`.
fn derivation(text: &str) -> Derivation {
    derivation_by(text, Strategy::Rules)
}

fn derivation_by(text: &str, strategy: Strategy) -> Derivation {
    let session = Session::new();
    let (problem, _) = session.problem(text, &[]).expect(text);
    session.derivation(&problem, strategy).expect(text)
}

/// Whether two expressions are the same canonical node.
fn same(a: &Expr, b: &Expr) -> bool {
    a == b
}

/// The derivative of an expression and how it comes about.
fn derived(text: &str, variables: &[String]) -> (Expr, Derivation) {
    let session = Session::new();
    let function = session.expression(text).expect(text);
    let printed = session.derivative(&function, variables).expect(text);
    let problem = Problem::Derivative {
        function,
        variables: variables.to_vec(),
    };
    let derivation = session.derivation(&problem, Strategy::Rules).expect(text);
    (session.shown(printed), derivation)
}
