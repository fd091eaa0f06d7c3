//! Fits: what weights, fixed values and bounds do, and what a fit says where the data fail it.

use gradus::data::Data;
use gradus::optimize::{Fit, FitError, Fitting, Termination, fit};

use super::expr;
use crate::tolerance::close;

fn table(columns: &[(&str, &[f64])]) -> Data {
    let columns = columns
        .iter()
        .map(|(name, column)| (*name, column.to_vec()));
    Data::from_columns(columns).expect("a table")
}

fn fitting(model: &str, columns: &[(&str, &[f64])]) -> Fitting {
    let (response, model) = model.split_once(" = ").expect("an equation");
    fit(&expr(response), &expr(model), &table(columns))
}

fn value(fit: &Fit, name: &str) -> f64 {
    fit.value(name).expect("a parameter")
}

fn error(fit: &Fit, name: &str) -> f64 {
    fit.error(name).expect("a parameter")
}

const X: &[f64] = &[0.0, 1.0, 2.0, 3.0, 4.0];
const Y: &[f64] = &[1.1, 2.9, 5.2, 6.8, 9.3];

#[test]
fn a_line_is_the_textbook_one() {
    // By hand: xbar = 2, ybar = 5.06, Sxx = 10, Sxy = 20.3.
    let line = fitting("y = m*x + c", &[("x", X), ("y", Y)])
        .run()
        .expect("a fit");
    let (m, c) = (2.03, 1.0);
    let rss: f64 = X.iter().zip(Y).map(|(x, y)| (y - m * x - c).powi(2)).sum();
    let s2 = rss / 3.0;
    assert!(close(value(&line, "m"), m, 1e-12) && close(value(&line, "c"), c, 1e-12));
    assert!(close(line.rss(), rss, 1e-10));
    assert!(close(error(&line, "m"), (s2 / 10.0).sqrt(), 1e-10));
    assert!(close(
        error(&line, "c"),
        (s2 * (0.2 + 4.0 / 10.0)).sqrt(),
        1e-10
    ));
    assert!(close(
        line.covariance_of("m", "c").expect("both"),
        -2.0 * s2 / 10.0,
        1e-10
    ));
    let total: f64 = Y.iter().map(|y| (y - 5.06) * (y - 5.06)).sum();
    assert!(close(line.r_squared, 1.0 - rss / total, 1e-12));
    // Student's t of 3 degrees of freedom at 97.5 %, from a table.
    assert!(close(line.reach(), 3.182_446_305_284_263, 1e-9));
    let there = line.predict(&[("x", 5.0)]).expect("a prediction");
    let square = s2 * (0.2 + 9.0 / 10.0);
    assert!(close(there.value, 11.15, 1e-12));
    assert!(close(there.confidence, line.reach() * square.sqrt(), 1e-9));
    assert!(close(
        there.prediction,
        line.reach() * (square + s2).sqrt(),
        1e-9
    ));
    assert!(line.predict(&[("z", 5.0)]).is_none());
}

#[test]
fn a_weight_counts_rows() {
    let weights = [1.0, 2.0, 1.0, 0.0, 3.0];
    let weighted = fitting("y = m*x + c", &[("x", X), ("y", Y), ("w", &weights)]);
    let weighted = weighted.weights("w").run().expect("a fit");
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for ((&a, &b), &weight) in X.iter().zip(Y).zip(&weights) {
        for _ in 0..weight as usize {
            x.push(a);
            y.push(b);
        }
    }
    let repeated = fitting("y = m*x + c", &[("x", &x), ("y", &y)])
        .run()
        .expect("a fit");
    assert!(close(value(&weighted, "m"), value(&repeated, "m"), 1e-12));
    assert!(close(weighted.rss(), repeated.rss(), 1e-10));
    assert_eq!((weighted.rows, weighted.freedom), (4, 2));
}

#[test]
fn deviations_are_taken_for_what_they_are() {
    let sigma = [0.5; 5];
    let known = fitting("y = m*x + c", &[("x", X), ("y", Y), ("s", &sigma)]);
    let known = known.deviations("s").run().expect("a fit");
    assert!(close(error(&known, "m"), 0.5 / 10.0_f64.sqrt(), 1e-12));
    // The normal distribution at 97.5 %.
    assert!(close(known.reach(), 1.959_963_984_540_054, 1e-9));
    // The spread of a new observation is known only if it is given.
    let alone = known.predict(&[("x", 5.0)]).expect("a prediction");
    let square: f64 = 0.25 * (0.2 + 9.0 / 10.0);
    assert!(close(alone.confidence, known.reach() * square.sqrt(), 1e-9));
    assert!(alone.prediction.is_nan());
    let own = known
        .predict(&[("x", 5.0), ("s", 0.3)])
        .expect("a prediction");
    let band = known.reach() * (square + 0.09).sqrt();
    assert!(close(own.prediction, band, 1e-9) && own.confidence == alone.confidence);
    // A weight of 4 is that of half the spread.
    let weights = [1.0; 5];
    let weighted = fitting("y = m*x + c", &[("x", X), ("y", Y), ("w", &weights)]);
    let weighted = weighted.weights("w").run().expect("a fit");
    let square = weighted.deviation() * weighted.deviation();
    for (row, share) in [
        (&[("x", 5.0)][..], 1.0),
        (&[("x", 5.0), ("w", 4.0)][..], 0.25),
    ] {
        let band = weighted.reach() * (square * (0.2 + 9.0 / 10.0 + share)).sqrt();
        let there = weighted.predict(row).expect("a prediction");
        assert!(close(there.prediction, band, 1e-9), "{there:?}");
    }
}

#[test]
fn fixed_values_and_bounds() {
    let fixed = fitting("y = m*x + c", &[("x", X), ("y", Y)]).fixed([("c", 0.0)]);
    let fixed = fixed.run().expect("a fit");
    let (xy, xx): (f64, f64) = (X.iter().zip(Y).map(|(x, y)| x * y).sum(), 30.0);
    assert!(close(value(&fixed, "m"), xy / xx, 1e-12));
    let bounded = fitting("y = m*x + c", &[("x", X), ("y", Y)]).bounds("m", 0.0, 1.5);
    let bounded = bounded.run().expect("a fit");
    assert_eq!(bounded.termination, Termination::Bound);
    assert_eq!(value(&bounded, "m"), 1.5);
    assert!(close(value(&bounded, "c"), 5.06 - 1.5 * 2.0, 1e-12));
    assert!(error(&bounded, "m").is_nan() && error(&bounded, "c") > 0.0);
}

#[test]
fn what_the_data_do_not_determine_is_named() {
    let twins = fitting("y = (a + b)*x + c", &[("x", X), ("y", Y)])
        .run()
        .expect("a fit");
    assert_eq!(twins.unidentified, [["a", "b"]]);
    assert!(error(&twins, "a").is_infinite() && error(&twins, "c").is_finite());
    assert!(twins.explanation().iter().any(|line| line.contains("a, b")));
    let idle = [2.0; 5];
    let constant = fitting("y = m*x + c + d*z", &[("x", X), ("y", Y), ("z", &idle)]);
    assert_eq!(constant.run().expect("a fit").unidentified, [["c", "d"]]);
    let many = fitting("y = a + b*x + c*x^2", &[("x", &X[..2]), ("y", &Y[..2])]);
    let many = many.run().expect("a fit");
    assert_eq!(many.freedom, -1);
    assert!(many.rss() < 1e-20 && error(&many, "b").is_nan());
    assert!(
        many.explanation()
            .iter()
            .any(|line| line.contains("only 2 rows:"))
    );
    let one = fitting("y = a + b*x", &[("x", &X[1..2]), ("y", &Y[1..2])]).run();
    let said = one.expect("a fit").explanation();
    assert!(
        said.iter().any(|line| line.contains("only 1 row:")),
        "{said:?}"
    );
}

#[test]
fn sizes_of_units_do_not_matter() {
    for (unit, response) in [(1e-150, 1.0), (1e150, 1.0), (1.0, 1e-120), (1.0, 1e120)] {
        let x: Vec<f64> = X.iter().map(|x| x * unit).collect();
        let y: Vec<f64> = Y.iter().map(|y| y * response).collect();
        let line = fitting("y = m*x + c", &[("x", &x), ("y", &y)])
            .run()
            .expect("a fit");
        assert!(
            close(value(&line, "m"), 2.03 * response / unit, 1e-9),
            "{unit}: {line}"
        );
    }
    for size in [1e-300, 1e300] {
        let y: Vec<f64> = Y.iter().map(|y| y * size).collect();
        // Whatever comes of squares that leave the range of doubles, a report does.
        let line =
            fitting("y = a*exp(b*x)", &[("x", X), ("y", &y)]).start([("a", size), ("b", 0.1)]);
        match line.run() {
            Ok(fit) => assert!(!fit.explanation().is_empty()),
            Err(error) => {
                assert!(!(1e-140..=1e140).contains(&(9.3 * size)), "{size}: {error}");
                assert!(error.to_string().contains("units"), "{error}");
            }
        }
    }
}

#[test]
fn a_kink_ends_the_search() {
    let y = [2.1, 3.9, 6.2, 7.8, 10.1];
    let fit = fitting("y = a*abs(x - c) + b", &[("x", X), ("y", &y)]).run();
    let fit = fit.expect("a report");
    assert!(fit.rss().is_finite() && fit.rss() < 40.0, "{fit:?}");
}

#[test]
fn many_rows_are_fitted_as_well_as_few() {
    // Beyond 50,000 rows a few are fitted first, and the last step has no pass of its own.
    let x: Vec<f64> = (0..60_001).map(|at| f64::from(at) / 6e4).collect();
    let noise = |at: usize| ((at as f64 * 12.9898).sin() * 43758.5453).fract();
    let y = x.iter().enumerate();
    let y: Vec<f64> = y
        .map(|(at, x)| 2.0 * (-3.0 * x).exp() + 0.1 * noise(at))
        .collect();
    let at = |start: [(&str, f64); 3]| {
        let fit = fitting("y = a*exp(-b*x) + c", &[("x", &x), ("y", &y)]).start(start);
        fit.run().expect("a fit")
    };
    let first = at([("a", 1.0), ("b", 1.0), ("c", 1.0)]);
    assert_eq!(first.termination, Termination::Converged);
    // The slope of the sum of squares in each parameter, beside the sizes of its terms.
    let [a, b, c] = ["a", "b", "c"].map(|name| value(&first, name));
    let residuals = || x.iter().zip(&y).map(|(x, y)| y - a * (-b * x).exp() - c);
    let square: f64 = residuals().map(|r| r * r).sum();
    assert!(
        close(first.rss(), square, 1e-12),
        "{} {square}",
        first.rss()
    );
    let slopes: [&dyn Fn(f64) -> f64; 3] =
        [&|x| (-b * x).exp(), &|x| -a * x * (-b * x).exp(), &|_| 1.0];
    for slope in slopes {
        let along: f64 = residuals().zip(&x).map(|(r, x)| r * slope(*x)).sum();
        let length: f64 = x.iter().map(|x| slope(*x).powi(2)).sum();
        assert!(along.abs() <= 1e-9 * (length * square).sqrt(), "{along}");
    }
}

#[test]
fn a_start_outside_the_domain_is_told() {
    let fit = fitting("y = a*log(b*x + 1)", &[("x", X), ("y", Y)]).start([("a", 1.0), ("b", -5.0)]);
    let fit = fit.run().expect("a report");
    assert_eq!(fit.termination, Termination::NotFinite);
    assert!(fit.explanation().iter().any(|line| line.contains("start")));
}

#[test]
fn refusals_say_what_is_wrong() {
    let columns: &[(&str, &[f64])] = &[("x", X), ("y", Y)];
    let refused = |model: &str| {
        fitting(model, columns)
            .run()
            .expect_err("refused")
            .to_string()
    };
    assert!(refused("z = m*x + c").contains("`z`"));
    assert!(refused("y = 2*x").contains("no parameter"));
    assert!(refused("y = m*mean(x)").contains("sum"));
    let endless = fitting("y = m*x + c", columns)
        .fixed([("c", f64::INFINITY)])
        .run();
    assert!(endless.expect_err("refused").to_string().contains("finite"));
    let unknown = fitting("y = m*x + c", columns).start([("k", 1.0)]).run();
    assert!(matches!(unknown, Err(FitError::NoSuchParameter { .. })));
    let weight = fitting("y = m*x + c", columns).weights("w").run();
    assert!(matches!(weight, Err(FitError::Column { .. })));
    let negative: &[f64] = &[1.0, 1.0, -1.0, 1.0, 1.0];
    let negative = fitting("y = m*x", &[("x", X), ("y", Y), ("w", negative)]).weights("w");
    assert!(matches!(
        negative.run(),
        Err(FitError::Weight { row: 3, .. })
    ));
    let none = fitting("y = m*x", &[("x", X), ("y", Y), ("w", &[0.0; 5])]).weights("w");
    assert!(matches!(none.run(), Err(FitError::NoWeight { .. })));
}

#[test]
fn starts_and_bounds_are_told_by_name() {
    let line = || fitting("y = m*x + c", &[("x", X), ("y", Y)]);
    let empty = line().bounds("m", 3.0, 1.0).run();
    let refused = empty.expect_err("refused").to_string();
    assert!(refused.contains("`m`"), "{refused}");
    let endless = line().start([("m", f64::NAN)]).run();
    let refused = endless.expect_err("refused").to_string();
    assert!(refused.contains("start of `m`"), "{refused}");
    // Only a start that is given is told to be moved, and only if it is.
    for (start, told) in [(Some(9.0), true), (Some(0.5), false), (None, false)] {
        let bounded = line()
            .bounds("m", 0.0, 0.75)
            .start(start.map(|at| ("m", at)));
        let said = bounded.run().expect("a fit").explanation().join("\n");
        assert_eq!(
            said.contains("the start 9 of m is outside"),
            told,
            "{start:?}: {said}"
        );
    }
}

#[test]
fn rows_and_formulas_are_checked_before_the_fit() {
    let line = fitting("y = m*x + c", &[("x", X), ("y", Y), ("s", X)]);
    let line = line.fixed([("c", 1.0)]).deviations("s");
    let rows: [(&[(&str, f64)], bool); 5] = [
        (&[("x", 1.0)], true),
        (&[("x", 1.0), ("s", 1.0)], true),
        (&[], false),
        (&[("x", 1.0), ("y", 1.0)], false),
        (&[("x", 1.0), ("x", 1.0)], false),
    ];
    for (row, right) in rows {
        assert_eq!(line.check_row(row).is_ok(), right, "{row:?}");
    }
    for (formula, right) in [
        ("2*m + c", true),
        ("1", true),
        ("m*x", false),
        ("m*k", false),
    ] {
        assert_eq!(
            line.check_formula(&expr(formula)).is_ok(),
            right,
            "{formula}"
        );
    }
}

#[test]
fn threads_and_memory_change_no_bit() {
    let rows = 50_000;
    let x: Vec<f64> = (0..rows).map(|i| i as f64 / 500.0).collect();
    let wave = |x: f64| 2.0 + 3.0 * (-(x - 47.0) * (x - 47.0) / 200.0).exp();
    let y: Vec<f64> = x
        .iter()
        .enumerate()
        .map(|(i, &x)| wave(x) + ((i * 37) % 11) as f64 * 1e-3)
        .collect();
    let data = table(&[("x", &x), ("y", &y)]);
    let model = expr("b + a*exp(-(x - mu)^2/(2*s^2))");
    let run = |data: &Data, threads: usize| {
        let start = [("mu", 40.0), ("s", 5.0), ("a", 1.0), ("b", 0.0)];
        let found = fit(&expr("y"), &model, data)
            .start(start)
            .threads(threads)
            .run();
        let found = found.expect("a fit");
        (
            found.report.x.clone(),
            found.errors.clone(),
            found.report.iterations,
        )
    };
    let first = run(&data, 1);
    assert_eq!(first, run(&data, 2));
    let spilled = data.with_memory_limit(1000).expect("a temporary file");
    assert!(spilled.is_spilled());
    assert_eq!(first, run(&spilled, 2));
    assert!(close(first.0[2], 47.0, 1e-3), "{first:?}");
}
