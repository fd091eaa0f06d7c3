//! Errors carried through formulas, and solutions that move with parameters.

use gradus::data::Data;
use gradus::minimize;
use gradus::optimize::{Order, Uncertain, deviation_formula, fit, propagate, sensitivity};

use super::expr;
use crate::tolerance::close;

fn known(quantities: &[(&str, f64, f64)]) -> Uncertain {
    Uncertain::independent(quantities.iter().copied()).expect("deviations")
}

#[test]
fn a_product_of_normal_numbers_to_both_orders() {
    // The variance of a product of independent normal numbers is known exactly, and the second
    // order has all of it: sx^2 y^2 + sy^2 x^2 + sx^2 sy^2.
    let known = known(&[("x", 2.0, 0.3), ("y", 5.0, 0.4)]);
    let first = propagate(&expr("x*y"), &known, Order::First).expect("an error");
    let second = propagate(&expr("x*y"), &known, Order::Second).expect("an error");
    assert!(close(
        first.deviation,
        (0.09_f64 * 25.0 + 0.16 * 4.0).sqrt(),
        1e-12
    ));
    assert!(close(
        second.deviation,
        (0.09_f64 * 25.0 + 0.16 * 4.0 + 0.09 * 0.16).sqrt(),
        1e-12
    ));
    assert!(close(first.shares[0], 2.25 / 2.89, 1e-12));
    // The square of a normal number: mean x^2 + s^2, variance 4 x^2 s^2 + 2 s^4.
    let square = propagate(&expr("x^2"), &known_one(3.0, 0.5), Order::Second).expect("an error");
    assert!(close(square.mean, 9.25, 1e-12));
    assert!(close(
        square.deviation,
        (4.0_f64 * 9.0 * 0.25 + 2.0 * 0.0625).sqrt(),
        1e-12
    ));
}

fn known_one(value: f64, deviation: f64) -> Uncertain {
    known(&[("x", value, deviation)])
}

#[test]
fn correlations_count() {
    let known = known(&[("x", 2.0, 0.3), ("y", 5.0, 0.4)]);
    let tied = known.correlated("x", "y", -1.0).expect("a correlation");
    let sum = propagate(&expr("x + y"), &tied, Order::First).expect("an error");
    assert!(close(sum.deviation, 0.1, 1e-9));
    assert!(known_one(1.0, 0.1).correlated("x", "z", 0.5).is_err());
    assert!(Uncertain::independent([("x", 1.0, -0.1)]).is_err());
}

#[test]
fn the_formula_has_the_value_of_the_numbers() {
    let f = expr("x^2*exp(-y)/z");
    let quantities = [("x", 2.0, 0.3), ("y", 0.5, 0.1), ("z", 3.0, 0.2)];
    let formula = deviation_formula(&f, &["x", "y", "z"]).expect("a formula");
    let mut point: Vec<(String, f64)> = Vec::new();
    for (name, value, deviation) in quantities {
        point.push((name.to_owned(), value));
        point.push((format!("sd_{name}"), deviation));
    }
    let found = propagate(&f, &known(&quantities), Order::First).expect("an error");
    let point = point.iter().map(|(name, value)| (name.as_str(), *value));
    assert!(close(
        formula.at(point).expect("a value"),
        found.deviation,
        1e-12
    ));
}

#[test]
fn functions_of_fitted_parameters_use_their_covariance() {
    let data = Data::from_columns([
        ("x", vec![0.0, 1.0, 2.0, 3.0, 4.0]),
        ("y", vec![1.1, 2.9, 5.2, 6.8, 9.3]),
    ]);
    let line = fit(&expr("y"), &expr("m*x + c"), &data.expect("a table"))
        .run()
        .expect("a fit");
    let there = line.predict(&[("x", 5.0)]).expect("a prediction");
    let same = propagate(&expr("5*m + c"), &line.parameters(), Order::First).expect("an error");
    assert!(close(same.value, there.value, 1e-12));
    assert!(close(same.deviation, there.error, 1e-9));
}

#[test]
fn a_solution_moves_as_solving_again_says() {
    let f = "(x - p)^4 + 2*(x - y)^2 + exp(y*q) + y^2";
    let solve = |p: f64, q: f64| {
        let at = expr(f).substitute(&[
            ("p", gradus::Expr::decimal(p).expect("finite")),
            ("q", gradus::Expr::decimal(q).expect("finite")),
        ]);
        minimize(&at)
            .start([("x", 0.5), ("y", 0.1)])
            .tolerance(1e-13)
            .run()
            .expect("a report")
    };
    let (p, q, h) = (1.5, 0.7, 1e-4);
    let here = solve(p, q);
    let point = [here.x[0], here.x[1], p, q];
    let found = sensitivity(&expr(f), &["x", "y"], &["p", "q"], &point).expect("slopes");
    for (at, (forth, back)) in [
        (solve(p + h, q), solve(p - h, q)),
        (solve(p, q + h), solve(p, q - h)),
    ]
    .iter()
    .enumerate()
    {
        for variable in 0..2 {
            let difference = (forth.x[variable] - back.x[variable]) / (2.0 * h);
            assert!(
                close(found.slopes[variable][at], difference, 1e-5),
                "{found:?} {difference}"
            );
        }
        assert!(close(
            found.value_slopes[at],
            (forth.f - back.f) / (2.0 * h),
            1e-5
        ));
    }
    assert!(sensitivity(&expr("(x - p)^2"), &["x"], &["p"], &[0.0, 1.0]).is_err());
    assert!(sensitivity(&expr("(x - p)^3"), &["x"], &["p"], &[1.0, 1.0]).is_err());
}
