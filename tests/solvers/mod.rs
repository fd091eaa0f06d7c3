//! Fits, constraints, carried errors and moving solutions: what is solved with derivatives.

mod constraints;
mod fits;
mod nist;
mod uncertain;

use gradus::Expr;

fn expr(text: &str) -> Expr {
    text.parse().expect("a formula")
}

#[path = "../../examples/lessons.rs"]
mod lessons;

#[test]
fn the_lessons_print_their_numbers() {
    let report = lessons::report().expect("the tables of the lessons");
    crate::support::snapshot("solvers_lessons", report);
}
