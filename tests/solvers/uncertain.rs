//! Errors carried through formulas, and solutions that move with parameters.

use gradus::compile::{CompileOptions, KinkPolicy};
use gradus::data::Data;
use gradus::minimize;
use gradus::optimize::{
    MinimizeError, OptimizeError, Order, Uncertain, deviation_formula, fit, moving, propagate,
    propagate_with, sensitivity,
};

use super::expr;
use crate::tolerance::close;

fn known(quantities: &[(&str, f64, f64)]) -> Uncertain {
    Uncertain::independent(quantities.iter().copied()).expect("deviations")
}

/// A name with its value and its standard deviation.
type Quantity = (&'static str, f64, f64);

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
fn no_slope_is_no_deviation() {
    // A formula, its quantities, and its deviation: NaN where there is a kink or no value.
    let half = [("x", 0.0, 0.5)];
    let one = [("x", 1.0, 0.1), ("y", 1.0, 0.1)];
    let large = [("x", 1e200, 1e199), ("y", 1.0, 0.1)];
    let exact = [("x", 0.0, 0.0), ("y", 1.0, 0.5)];
    let cases: &[(&str, &[Quantity], f64)] = &[
        ("abs(x)", &half, f64::NAN),
        ("max(x, y)", &one, f64::NAN),
        ("log(x)", &[("x", -1.0, 0.5)], f64::NAN),
        ("sqrt(x)", &half, f64::INFINITY),
        ("1e200*x*y", &large, f64::INFINITY),
        // What is known exactly, or is not in the formula, has no part in it.
        ("abs(x) + y", &exact, 0.5),
        ("sqrt(x) + y", &exact, 0.5),
        ("2*y", &[("x", 0.0, f64::MAX), ("y", 1.0, 0.5)], 1.0),
    ];
    for (text, quantities, deviation) in cases {
        for order in [Order::First, Order::Second] {
            let found = propagate(&expr(text), &known(quantities), order).expect("an error");
            let same = match deviation.is_finite() {
                true => close(found.deviation, *deviation, 1e-15),
                // The second order has terms of both signs of what is infinite.
                false if order == Order::Second => !found.deviation.is_finite(),
                false => found.deviation.is_nan() == deviation.is_nan(),
            };
            assert!(same, "{text}, {order:?}: {found:?}");
            let finite = found.deviation.is_finite();
            assert_eq!(
                finite,
                deviation.is_finite(),
                "{text}, {order:?}: {found:?}"
            );
            assert_eq!(found.remark().is_none(), deviation.is_finite(), "{text}");
        }
    }
    let options = CompileOptions {
        kink: KinkPolicy::Right,
        ..CompileOptions::default()
    };
    let right = propagate_with(&expr("abs(x)"), &known(&half), Order::First, &options);
    assert_eq!(right.expect("an error").deviation, 0.5);
}

#[test]
fn sizes_do_not_matter() {
    // A formula, its quantities, its deviation to the first and to the second order.
    let tiny = [("x", 1e-200, 1e-201), ("y", 1e-100, 1e-101)];
    let cases: &[(&str, &[Quantity], f64, f64)] = &[
        ("x", &[("x", 1.0, 1e-300)], 1e-300, 1e-300),
        ("x", &[("x", 1e300, 1e299)], 1e299, 1e299),
        (
            "x*y",
            &tiny,
            2_f64.sqrt() * 1e-301,
            2.01_f64.sqrt() * 1e-301,
        ),
        // 4 x^2 s^2 + 2 s^4 for x = s.
        ("x^2", &[("x", 1e100, 1e100)], 2e200, 6_f64.sqrt() * 1e200),
        (
            "1e300*x^2",
            &[("x", 0.0, 1e-280)],
            0.0,
            2_f64.sqrt() * 1e-260,
        ),
    ];
    for (text, quantities, first, second) in cases {
        for (order, expect) in [(Order::First, *first), (Order::Second, *second)] {
            let found = propagate(&expr(text), &known(quantities), order).expect("an error");
            // Nothing is near 0 here but 0.
            let right = match expect {
                0.0 => found.deviation == 0.0,
                _ => (found.deviation / expect - 1.0).abs() < 1e-12,
            };
            assert!(right, "{text}, {order:?}: {found:?}");
            assert_eq!(found.remark(), None, "{text}");
        }
    }
    // With correlations: the deviation of a difference of what moves together.
    for size in [1e-250, 1.0, 1e250] {
        let both = known(&[("x", size, 3.0 * size), ("y", size, 4.0 * size)]);
        let both = both.correlated("x", "y", 0.5).expect("a correlation");
        let found = propagate(&expr("x - y"), &both, Order::First).expect("an error");
        let ratio = found.deviation / (13_f64.sqrt() * size);
        assert!((ratio - 1.0).abs() < 1e-12, "{size}: {found:?}");
    }
}

#[test]
fn covariance_matrices_are_checked() {
    let of = |rows: &[[f64; 2]]| {
        let rows: Vec<Vec<f64>> = rows.iter().map(|row| row.to_vec()).collect();
        Uncertain::with_covariance([("x", 2.0), ("y", 5.0)], &rows)
    };
    // Deviations 1e-150 and 2e130, whose correlation is 1/2.
    let given = Uncertain::with_covariance(
        [("x", 0.0), ("y", 0.0)],
        &[vec![1e-300, 1e-20], vec![1e-20, 4e260]],
    );
    let given = given.expect("a covariance");
    assert!(close(given.deviations[1], 2e130, 1e-14), "{given:?}");
    assert!(close(given.correlations[1], 0.5, 1e-14), "{given:?}");
    let sum = propagate(
        &expr("x + y"),
        &of(&[[0.09, -0.12], [-0.12, 0.16]]).expect("one"),
        Order::First,
    );
    assert!(close(sum.expect("an error").deviation, 0.1, 1e-9));
    let length = |rows, columns| OptimizeError::CovarianceLength {
        expected: 2,
        rows,
        columns,
    };
    let refused = [
        (of(&[[1.0, 0.0]]), length(1, 2)),
        (
            Uncertain::with_covariance([("x", 2.0), ("y", 5.0)], &[vec![1.0], vec![0.0, 1.0]]),
            length(2, 1),
        ),
        (
            of(&[[1.0, 0.5], [0.4, 1.0]]),
            OptimizeError::Asymmetric { row: 2, column: 1 },
        ),
        (of(&[[1.0, 1.5], [1.5, 1.0]]), OptimizeError::Correlations),
        (of(&[[0.0, 1.0], [1.0, 1.0]]), OptimizeError::Correlations),
    ];
    for (found, expect) in refused {
        assert_eq!(found.expect_err("refused"), expect);
    }
    assert!(matches!(
        of(&[[-1.0, 0.0], [0.0, 1.0]]),
        Err(OptimizeError::Setting { .. })
    ));
    assert!(matches!(
        of(&[[1.0, f64::NAN], [0.0, 1.0]]),
        Err(OptimizeError::Setting { .. })
    ));
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
    // Beside the point at which the Hessian is 0, however near, and well away from it.
    for near in [0.0, 1e-9, 2.44e-4] {
        let found = sensitivity(&expr("x^4 - p*x"), &["x"], &["p"], &[near, 0.0]);
        let singular = Err(MinimizeError::Optimize(OptimizeError::SingularHessian));
        assert_eq!(found, singular, "{near}");
    }
    // 4 x^3 = p, so that dx/dp = 1/(12 x^2); of any size.
    for (x, scale) in [(1.0_f64, 1.0), (2.0, 1e-12), (0.5, 1e12)] {
        let at = [x, 4.0 * x.powi(3)];
        let f = expr(&format!("{scale:e}*(x^4 - p*x)"));
        let found = sensitivity(&f, &["x"], &["p"], &at).expect("slopes");
        assert!(
            close(found.slopes[0][0], 1.0 / (12.0 * x * x), 1e-12),
            "{found:?}"
        );
    }
    assert!(sensitivity(&expr("(x - p)^3"), &["x"], &["p"], &[1.0, 1.0]).is_err());
}

#[test]
fn what_has_no_minimum_does_not_move() {
    let f = expr("x^2 - p*y^2");
    let search = minimize(&f).start([("x", 1.0), ("y", 1.0)]);
    let none = moving(&search, &f, &[("p".to_owned(), 1.0)]).expect_err("no minimum");
    assert!(matches!(none, MinimizeError::NoMinimum { .. }), "{none:?}");
    assert!(none.to_string().contains("without end"), "{none}");
    // With a parameter below 0 it has one.
    let (minimum, slopes) = moving(&search, &f, &[("p".to_owned(), -1.0)]).expect("a minimum");
    assert_eq!(
        (minimum.f, slopes.slopes),
        (0.0, vec![vec![0.0], vec![0.0]])
    );
}
