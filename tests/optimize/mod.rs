//! Minima and maxima: the lessons' numbers, published problems, hard places.

mod bounds;
mod formula;
mod large;
mod lessons;
mod methods;
mod published;
mod robust;

use gradus::optimize::{Method, Objective, Report, Settings, optimize};

/// Runs with settings changed by `change`.
fn run(
    objective: &dyn Objective,
    start: &[f64],
    method: Method,
    change: impl FnOnce(&mut Settings),
) -> Report {
    let mut settings = Settings::default();
    settings.method = method;
    settings.trace = true;
    change(&mut settings);
    let report = optimize(objective, start, &settings).expect("a problem that can be started");
    let trajectory = report.trajectory.as_ref().expect("a trace was asked for");
    assert_eq!(trajectory.len(), report.iterations + 1);
    assert_eq!(trajectory[0].x, start);
    report
}

/// The methods that work on any objective; Levenberg-Marquardt asks for a sum of squares.
fn general() -> impl Iterator<Item = Method> {
    Method::all().filter(|method| *method != Method::LevenbergMarquardt)
}

/// Holds numbers to the digits that are printed: half a unit of the last one.
fn digits(found: &[f64], printed: &[f64], decimals: i32) {
    assert_eq!(found.len(), printed.len());
    let half = 0.5001 * 10_f64.powi(-decimals);
    for (f, p) in found.iter().zip(printed) {
        assert!((f - p).abs() <= half, "{found:?} is not {printed:?}");
    }
}
