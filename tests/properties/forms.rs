//! The canonical form: idempotent, and never another value.

use gradus::Expr;

use super::generator::{ALL, formula, point};
use crate::support::oracle::evaluate;
use crate::support::{Samples, rounds};
use crate::tolerance::{ORACLE, ROUNDING};

const SEED: u64 = 0xF0F0_0001;
const COUNT: usize = 6000;

/// Random formulas that have an expression: those that divide by an exact zero have none.
pub fn each(seed: u64, count: usize, mut check: impl FnMut(&str, &Expr, &mut Samples)) {
    println!("seed {seed:#x}");
    let mut samples = Samples(seed);
    let mut refused = 0;
    let count = rounds(count);
    for round in 0..count {
        let text = formula(&mut samples, 1 + round % 12, ALL);
        match text.parse::<Expr>() {
            Ok(expr) => check(&text, &expr, &mut samples),
            Err(error) => {
                let message = error.to_string();
                assert!(message.contains("exactly 0"), "{text}: {message}");
                refused += 1;
            }
        }
    }
    assert!(refused < count / 3, "{refused} of {count} refused");
}

#[test]
fn a_canonical_form_is_its_own() {
    each(SEED, COUNT, |text, expr, _| {
        let form = expr.canonical().expect("a canonical form");
        let again = form.canonical().expect("a canonical form");
        assert_eq!(form.id(), again.id(), "{text}");
        // Built anew from its text it is the same node, in another arena.
        let printed = form.to_string();
        let read: Expr =
            (printed.parse()).unwrap_or_else(|error| panic!("{text}\n{printed}\n{error}"));
        assert_eq!(read.to_string(), printed, "{text}");
        assert_eq!(read, form, "{text}\n{printed}");
        assert_eq!(
            read.structural_hash(),
            form.structural_hash(),
            "{text}\n{printed}"
        );
    });
}

#[test]
fn a_canonical_form_has_the_value_where_the_formula_is_real() {
    let mut compared = 0;
    each(SEED + 1, COUNT, |text, expr, samples| {
        let printed = expr.to_string();
        for _ in 0..6 {
            let point = point(samples);
            let Ok(original) = evaluate(text, &point) else {
                continue;
            };
            let sharp = original.error <= 1e-6 * original.value.abs().max(1.0);
            if !original.value.is_finite() || !sharp {
                continue;
            }
            let form = match evaluate(&printed, &point) {
                Ok(form) => form,
                Err(why) if why.contains(" no ") || why.starts_with("no ") => {
                    panic!("{text}\n{printed}\n{why}")
                }
                Err(_) => continue,
            };
            compared += 1;
            let size = original.value.abs().max(form.value.abs());
            let allowed = ORACLE * size + ROUNDING * (original.error + form.error);
            assert!(
                (original.value - form.value).abs() <= allowed,
                "{text} is {original:?}\n{printed} is {form:?}\nat {:?}",
                point.values
            );
        }
    });
    assert!(compared > COUNT, "{compared} values compared");
}
