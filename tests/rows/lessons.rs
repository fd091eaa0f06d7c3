//! One neuron, by gradient descent on a loss over rows: lessons 11 and 12, to all digits they
//! print.

use gradus::compile::CompileOptions;
use gradus::data::{Data, Table};
use gradus::optimize::{Method, Minimum, Objective, RowObjective, Termination};
use gradus::{Expr, minimize};

use super::read;

fn data(name: &str, loss: &Expr) -> Data {
    let path = format!(
        "{}/tests/data/lessons/{name}.csv",
        env!("CARGO_MANIFEST_DIR")
    );
    let table = Table::open(path).expect("a table");
    table.columns(&table.mentioned([loss])).expect("numbers")
}

fn descent(loss: &Expr, data: &Data, w1: f64, w2: f64) -> Minimum {
    minimize(loss)
        .data(data)
        .start([("w1", w1), ("w2", w2), ("b", 0.0)])
        .method(Method::GradientDescent)
        .rate(0.1)
        .tolerance(0.0)
        .value_tolerance(1e-4)
        .max_iterations(1000)
        .trace(true)
        .run()
        .expect("a report")
}

/// The losses at these iterations are those printed.
fn losses(minimum: &Minimum, printed: &[(usize, f64)]) {
    let points = minimum.trajectory.as_ref().expect("a trace");
    for &(at, loss) in printed {
        let found = points[at].f;
        assert!(
            (found - loss).abs() <= 0.5001e-6,
            "{at}: {found}, not {loss}"
        );
    }
}

#[test]
fn a_neuron_learns_a_line() {
    let loss = read("mean((y - (w1*x1 + w2*x2 + b))^2)/2");
    let data = data("neuron_regression", &loss);
    assert_eq!(data.rows(), 40);
    let minimum = descent(&loss, &data, 0.4848663658301438, 0.41658182833414453);
    let printed = [
        (0, 0.439887),
        (5, 0.420053),
        (10, 0.412665),
        (15, 0.409886),
        (20, 0.408831),
        (21, 0.408717),
        (22, 0.408622),
    ];
    losses(&minimum, &printed);
    assert_eq!(minimum.iterations, 22);
    assert_eq!(minimum.termination, Termination::Value);

    // The exact least squares: the gradient vanishes, and one Newton step finds it.
    let exact = minimize(&loss)
        .data(&data)
        .start([("w1", 0.0), ("w2", 0.0), ("b", 0.0)])
        .run()
        .expect("a report");
    assert_eq!(exact.termination, Termination::Converged);
    assert!(exact.gradient_norm < 1e-12, "{exact}");
    assert!(exact.f < 0.408622, "{exact}");
}

#[test]
fn a_neuron_learns_to_tell_apart() {
    let loss = read(
        "-mean(y*log(sigmoid(w1*x1 + w2*x2 + b)) + (1 - y)*log(1 - sigmoid(w1*x1 + w2*x2 + b)))",
    );
    let data = data("neuron_classification", &loss);
    let minimum = descent(&loss, &data, 0.08225363323705065, 0.18757349824832092);
    let printed = [
        (0, 0.582076),
        (100, 0.182397),
        (200, 0.148754),
        (300, 0.134595),
        (305, 0.134088),
        (306, 0.133988),
    ];
    losses(&minimum, &printed);
    assert_eq!(minimum.iterations, 306);
    assert_eq!(minimum.termination, Termination::Value);
}

#[test]
fn log_loss_is_finite_far_out() {
    let data = Data::from_columns([
        ("x", vec![1000.0, -1000.0, 1000.0, -1000.0]),
        ("y", vec![1.0, 0.0, 0.0, 1.0]),
    ])
    .expect("a table");
    let loss = read("-sum(y*log(sigmoid(w*x)) + (1 - y)*log(1 - sigmoid(w*x)))");
    let objective =
        RowObjective::new(&loss, &["w"], &data, &CompileOptions::default()).expect("an objective");
    // Two rows are right and cost nothing, two are wrong and cost |z| each.
    let (mut slope, mut curvature) = ([f64::NAN], [f64::NAN]);
    let value = objective.value_and_gradient(&[1.0], &mut slope);
    objective.hessian(&[1.0], &mut curvature);
    assert_eq!((value, slope, curvature), (2000.0, [2000.0], [0.0]));
}

#[test]
fn losses_other_than_squares_have_their_minimum() {
    let x = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
    // Loss, response, start, and the minimum (the first by Newton's method in another program).
    type Case<'a> = (&'a str, [f64; 6], &'a [(&'static str, f64)], &'a [f64]);
    let cases: &[Case] = &[
        (
            "sum(exp(a + b*x) - y*(a + b*x))",
            [1.0, 0.0, 3.0, 4.0, 9.0, 15.0],
            &[("a", 0.0), ("b", 0.0)],
            &[-0.5008397412417804, 0.6496985999944452],
        ),
        (
            "sum(if abs(y - a*x) < 1 then (y - a*x)^2/2 else abs(y - a*x) - 1/2)",
            [0.1, 1.2, 1.9, 3.1, 3.9, 25.0],
            &[("a", 0.0)],
            // All but the last residual are small: 30 a = 29.9 + 5.
            &[34.9 / 30.0],
        ),
    ];
    for (loss, y, start, known) in cases {
        let columns = [("x", x.to_vec()), ("y", y.to_vec())];
        let data = Data::from_columns(columns).expect("columns");
        let search = minimize(&read(loss))
            .data(&data)
            .start(start.iter().copied());
        let found = search.run().expect("a report");
        for (found, known) in found.x.iter().zip(*known) {
            assert!((found - known).abs() <= 1e-9, "{loss}: {found} {known}");
        }
    }
}
