//! L3 and L10: gradient ascent and descent with a fixed rate.

use gradus::optimize::{Kind, Method, Minimum, Termination};
use gradus::{maximize, minimize};

use super::{decimals, read};

const SAUNA: &str = "50 - 1/50*x^2*(x - 6)*y^2*(y - 6)";
const HOLLOWS: &str = "10 - (10/(3+3*(x-0.5)^2+3*(y-0.5)^2) + 2/(1+2*(x-3)^2+2*(y-1.5)^2) \
                       + 3/(1+0.5*(x-3.5)^2+0.5*(y-4)^2))";

fn points(minimum: &Minimum) -> Vec<Vec<f64>> {
    let trajectory = minimum.trajectory.as_ref().expect("a trajectory");
    trajectory.iter().map(|point| point.x.clone()).collect()
}

#[test]
fn ascent_on_a_hill() {
    let ascent = maximize(&read("-(x^2 + y^2) + 4"))
        .start([("x", 1.0), ("y", 1.0)])
        .method(Method::GradientDescent)
        .rate(0.1)
        .max_iterations(10)
        .trace(true)
        .run()
        .expect("a report");
    let points = points(&ascent);
    assert_eq!(points.len(), 11);
    let printed: Vec<String> = points[1..5]
        .iter()
        .map(|x| format!("{:.15}", x[0]))
        .collect();
    let shorter: Vec<&str> = printed
        .iter()
        .map(|text| text.trim_end_matches('0'))
        .collect();
    assert_eq!(shorter, ["0.8", "0.64", "0.512", "0.4096"]);
    assert_eq!(
        format!("{:?}", points[10]),
        "[0.10737418240000003, 0.10737418240000003]"
    );
    assert_eq!(ascent.termination, Termination::Iterations);
    assert_eq!(ascent.iterations, 10);
}

#[test]
fn central_differences_approach_the_derivative() {
    let f = read("x^2*sin(x)");
    let exact = f
        .diff("x")
        .expect("a derivative")
        .at([("x", 1.3)])
        .expect("a number");
    let value = |x: f64| f.at([("x", x)]).expect("a number");
    let error = |h: f64| ((value(1.3 + h) - value(1.3 - h)) / (2.0 * h) - exact).abs();
    // A tenth of the step is a hundredth of the error, until rounding takes over.
    for h in [1e-1, 1e-2, 1e-3] {
        let ratio = error(h) / error(h / 10.0);
        assert!((90.0..110.0).contains(&ratio), "{h}: {ratio}");
    }
    assert!(error(1e-12) > error(1e-5));
}

#[test]
fn descent_in_the_sauna() {
    for (rate, count, last, f) in [
        (0.1, 10, [3.99927476, 3.99976463], 29.52),
        (0.3, 20, [2.74914536, 3.92516886], 34.2919),
    ] {
        let descent = minimize(&read(SAUNA))
            .start([("x", 1.0), ("y", 3.0)])
            .method(Method::GradientDescent)
            .rate(rate)
            .tolerance(1e-4)
            .max_iterations(count - 1)
            .trace(true)
            .run()
            .expect("a report");
        let points = points(&descent);
        assert_eq!(points.len(), count);
        decimals(&points[count - 1], &last, 8);
        decimals(&[descent.f], &[f], 4);
        if rate == 0.1 {
            decimals(&points[1], &[1.486, 3.09], 12);
        }
    }
}

#[test]
fn descent_among_three_hollows() {
    for (start, count, last, f) in [
        ([1.0, 3.0], 34, [2.98064109, 1.5408806], 6.88206),
        ([1.2, 3.0], 32, [3.47886958, 3.947485], 6.70278),
        ([0.6, 3.0], 35, [0.52302722, 0.51698582], 6.27690),
    ] {
        let descent = minimize(&read(HOLLOWS))
            .start([("x", start[0]), ("y", start[1])])
            .method(Method::GradientDescent)
            .rate(0.2)
            .tolerance(1e-4)
            .max_iterations(49)
            .trace(true)
            .run()
            .expect("a report");
        assert_eq!(points(&descent).len(), count);
        assert_eq!(descent.termination, Termination::Converged);
        decimals(&descent.x[..1], &last[..1], 8);
        decimals(&descent.x[1..], &last[1..], if count == 35 { 8 } else { 7 });
        decimals(&[descent.f], &[f], 5);
        assert_eq!(descent.kind, Some(Kind::Minimum));
    }
}
