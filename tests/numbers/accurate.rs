//! The mode that watches its own error, and the report of how far functions are off.

use gradus::compile::{Accuracy, AccuracyError, AccuracyOptions, CompileOptions};
use serde_json::Value;

use super::parse;

const ACCURATE: CompileOptions = CompileOptions {
    native_after: 0,
    accuracy: Accuracy::Accurate,
    kink: gradus::compile::KinkPolicy::Nan,
    derivative: false,
    values: 0,
    power_limit: 16,
    operation_limit: 1_000_000,
};

/// The distance in units in the last place of the second.
fn ulps(value: f64, exact: f64) -> f64 {
    if value == exact {
        return 0.0;
    }
    (value - exact).abs() / (exact.abs().next_up() - exact.abs())
}

/// At least 99 % of the points within 8 units, and nothing but the nearest double where it is
/// decided; batches return the same bits.
#[test]
fn formulas_of_fpbench() {
    let (mut right, mut all) = (0, 0);
    let mut wrong = Vec::new();
    for line in include_str!("../data/accuracy/fpbench.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let f = parse(case["expr"].as_str().unwrap());
        let names = f.free_symbols();
        let f = f.compile_with(&names, &ACCURATE).unwrap();
        let points = case["points"].as_array().unwrap();
        let of = |point: &Value, name: &String| point["at"][name].as_f64().unwrap();
        let columns: Vec<Vec<f64>> = names
            .iter()
            .map(|name| points.iter().map(|point| of(point, name)).collect())
            .collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let mut batch = vec![0.0; points.len()];
        f.values(&columns, &mut batch).unwrap();
        for (point, batch) in points.iter().zip(batch) {
            let place: Vec<f64> = names.iter().map(|name| of(point, name)).collect();
            let value = f.value(&place);
            assert_eq!(value.to_bits(), batch.to_bits(), "{}", case["id"]);
            let exact = point["exact"].as_f64().unwrap();
            all += 1;
            if ulps(value, exact) <= 8.0 {
                right += 1;
            } else {
                wrong.push(format!("{} {place:?}: {value} for {exact}", case["id"]));
            }
        }
    }
    assert!(
        right * 100 >= all * 99,
        "{right} of {all}:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_nearest_double_and_what_is_none() {
    let value = |text: &str, x: f64| {
        parse(text)
            .compile_with(["x"], &ACCURATE)
            .unwrap()
            .value(&[x])
    };
    assert_eq!(value("sqrt(x + 1) - sqrt(x)", 1e15), 1.5811388300841893e-8);
    assert_eq!(value("(1 - cos(x))/x^2", 1e-9), 0.5);
    assert_eq!(value("x + 0.1 - x", 1e20), 0.1);
    assert_eq!(value("exp(x)/exp(x)", 1000.0), 1.0);
    assert_eq!(value("x - x", 3.0), 0.0);
    assert!(value("log(x)", -1.0).is_nan());
    assert!(value("x", f64::NAN).is_nan());
    assert_eq!(value("1/x", 0.0), f64::INFINITY);
    assert_eq!(value("exp(x)", 1e6), f64::INFINITY);
    assert_eq!(value("exp(x)", -1e6), 0.0);
    assert_eq!(value("if x < 0.1 then 1 else 2", 0.1), 2.0);
}

/// What the intervals do not decide has the value of the default forms, not that of the operations
/// as they are written, and none that is made up.
#[test]
fn what_is_not_decided_is_as_by_default() {
    // exp(1e160) has no end that is a number.
    for (text, x, expected) in [
        ("sinh(x)/cosh(x)", -1e160, -1.0),
        ("tanh(x) + sinh(x)/cosh(x)", 1e200, 2.0),
    ] {
        let value = |options: &CompileOptions| {
            let f = parse(text).compile_with(["x"], options).unwrap();
            let mut out = [0.0];
            f.values(&[&[x]], &mut out).unwrap();
            assert_eq!(f.value(&[x]).to_bits(), out[0].to_bits(), "{text}");
            out[0]
        };
        let by_default = value(&CompileOptions::default());
        assert_eq!(by_default, expected, "{text}");
        assert_eq!(value(&ACCURATE), expected, "{text}");
    }
}

/// Angles that are no doubles, and binomials of integers that are none: by mpmath.
#[test]
fn large_angles_and_integers() {
    for line in include_str!("../data/accuracy/large.csv").lines() {
        let [text, x, expected] = line.split(';').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let (x, expected): (f64, f64) = (x.parse().unwrap(), expected.parse().unwrap());
        let f = parse(text).compile_with(["x"], &ACCURATE).unwrap();
        assert_eq!(f.value(&[x]), expected, "{text} at {x:e}");
    }
}

/// Long sums end when the work is spent, wherever that is, and the report says so.
#[test]
fn reports_take_bounded_work() {
    let f = parse("sum(i*x, i, 1, 10000)");
    let options = AccuracyOptions {
        work: 200_000,
        ..Default::default()
    };
    let report = f.accuracy(&[("x", 0.0, 1.0)], &options).unwrap();
    assert!((1..20).contains(&report.points), "{report}");
    assert_eq!(report.points + report.skipped, 1000);
    assert!(report.to_string().contains("\nskipped = 9"), "{report}");
    assert_eq!(report, f.accuracy(&[("x", 0.0, 1.0)], &options).unwrap());
    // What is not decided costs every precision that was tried; special functions cost more.
    for text in [
        "binomial(x, 2) - gamma(x + 1)/(2*gamma(x - 1))",
        "polygamma(5, x)",
    ] {
        let report = parse(text).accuracy(&[("x", 3.0, 5.0)], &options);
        let report = report.unwrap();
        assert!(report.skipped > 900, "{text}: {report}");
    }
    // Not even one point, and nothing is said about its errors.
    let long = parse("sum(i*x, i, 1, 10000000)").accuracy(&[("x", 0.0, 1.0)], &options);
    let long = long.unwrap();
    assert_eq!((long.points, long.skipped), (0, 1000));
    assert_eq!(long.to_string().lines().count(), 2, "{long}");
    // By default, some 10 seconds at a fifth of a microsecond for an instruction.
    assert!(AccuracyOptions::default().work <= 50_000_000);
}

#[test]
fn reports_show_where_digits_are_lost() {
    let f = parse("sqrt(x + 1) - sqrt(x)");
    let options = AccuracyOptions {
        points: 200,
        seed: 7,
        ..Default::default()
    };
    let report = f.accuracy(&[("x", 1.0, 1e12)], &options).unwrap();
    assert_eq!(report.points, 200);
    assert!(report.naive.most > 1000.0, "{report}");
    assert_eq!(report, f.accuracy(&[("x", 1.0, 1e12)], &options).unwrap());
    let fine = parse("x*y + 1").accuracy(&[("x", 0.0, 1.0), ("y", 0.0, 1.0)], &options);
    let fine = fine.unwrap();
    assert!(
        fine.naive.most <= 1.5 && fine.naive.within_1 > 0.9,
        "{fine}"
    );
    let partly = parse("log(x)")
        .accuracy(&[("x", -1.0, 1.0)], &options)
        .unwrap();
    assert!(
        partly.undefined > 50 && partly.points + partly.undefined == 200,
        "{partly}"
    );
    let wrong = f.accuracy(&[("x", 2.0, 1.0)], &options).unwrap_err();
    assert!(matches!(wrong, AccuracyError::Range { .. }));
    let none = AccuracyOptions {
        points: 0,
        ..options
    };
    assert!(f.accuracy(&[("x", 0.0, 1.0)], &none).is_err());
}
