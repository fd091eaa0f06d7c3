//! Every kernel against reference values (tests/data/kernels, made by generate.py there).

use super::call;
use gradus::function::{FunctionId, Row, all};
use std::path::{Path, PathBuf};

/// How far a kernel may be from the reference, in units of the last place of the reference.
struct Tolerance {
    ulps: f64,
    /// The unit is at least that of 1: near a zero of the function the error is absolute.
    near_zeros: bool,
}

/// The tolerances, all of them; they hold on both sides.
fn tolerance(id: FunctionId) -> Tolerance {
    use FunctionId as F;
    let (ulps, near_zeros) = match id {
        // Exact.
        F::ABS | F::SIGN | F::HEAVISIDE | F::RELU | F::MIN | F::MAX | F::CLAMP => (0.0, false),
        F::FLOOR | F::CEIL | F::ROUND | F::SQRT => (0.0, false),
        // Composed of two or three rounded steps.
        F::SIGMOID | F::SOFTPLUS | F::COTH | F::SECH | F::CSCH => (2.0, false),
        F::ASEC | F::ACSC | F::ACOTH | F::ASECH | F::ACSCH => (2.0, false),
        F::ERF | F::ERFC | F::GAMMA | F::FACTORIAL => (4.0, false),
        F::TRIGAMMA => (4.0, false),
        F::LOGGAMMA | F::DIGAMMA => (4.0, true),
        // Between two poles it has zeros for even orders, where sums cancel; 1e-14.
        F::POLYGAMMA => (64.0, true),
        // The gamma function amplifies the rounding of its argument; 1e-12.
        F::BINOMIAL => (9000.0, false),
        _ => (1.0, false),
    };
    Tolerance { ulps, near_zeros }
}

/// The distance between two doubles with one meaning: infinite unless both are NaN, or the same
/// infinity, or zeros of one sign, or finite.
fn distance(value: f64, reference: f64, tolerance: &Tolerance) -> f64 {
    if value.to_bits() == reference.to_bits() || (value.is_nan() && reference.is_nan()) {
        return 0.0;
    }
    if !(value.is_finite() && reference.is_finite()) || (value == 0.0 && reference == 0.0) {
        return f64::INFINITY;
    }
    let size = if tolerance.near_zeros {
        reference.abs().max(1.0)
    } else {
        reference.abs()
    };
    let ulp = if size == f64::MAX {
        2f64.powi(971)
    } else {
        size.next_up() - size
    };
    ((value - reference) / ulp).abs()
}

/// The folder of reference files; another one can be named, for runs with more points.
fn folder() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/kernels");
    std::env::var_os("GRADUS_KERNEL_DATA").map_or(own, PathBuf::from)
}

/// The points of a function: its arguments and the value.
fn points(row: &Row) -> Vec<Vec<f64>> {
    let path = folder().join(format!("{}.csv", row.name));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run generate.py", path.display()));
    text.lines()
        .map(|line| {
            line.split(',')
                .map(|field| field.parse().expect(line))
                .collect()
        })
        .collect()
}

/// The worst point of a function: its distance and how it reads.
fn worst(id: FunctionId) -> (f64, String) {
    let tolerance = tolerance(id);
    let mut worst = (0.0, String::new());
    for point in points(id.row()) {
        let (reference, arguments) = point.split_last().expect("a value");
        let value = call(id.row().kernel, arguments);
        let distance = distance(value, *reference, &tolerance);
        if distance > worst.0 {
            worst = (
                distance,
                format!("{arguments:?}: {value:e}, not {reference:e}"),
            );
        }
    }
    worst
}

#[test]
fn kernels_agree_with_the_reference() {
    let mut failures = Vec::new();
    for id in all() {
        let (distance, point) = worst(id);
        println!("{:10} {distance:8.2} ulp  {point}", id.name());
        if distance > tolerance(id).ulps {
            failures.push(format!("{} {point} ({distance} ulp)", id.name()));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_function_has_enough_points_and_no_file_is_left_over() {
    for id in all() {
        let row = id.row();
        let points = points(row);
        assert!(points.len() >= 35, "{}: {} points", row.name, points.len());
        let width = row.parameters.len() + 1;
        assert!(
            points.iter().all(|point| point.len() == width),
            "{}",
            row.name
        );
    }
    for file in std::fs::read_dir(folder()).expect("the folder of reference files") {
        let path = file.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            let name = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .expect("a name");
            assert!(all().any(|id| id.name() == name), "{name} is no function");
        }
    }
}
