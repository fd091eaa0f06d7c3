//! L13: Newton's method.

use gradus::optimize::{Kind, Method, Minimum, Termination};
use gradus::{maximize, minimize};

use super::{decimals, read, says};

fn newton(formula: &str, start: &[(&str, f64)]) -> Minimum {
    minimize(&read(formula))
        .start(start.iter().copied())
        .method(Method::Newton)
        .step_tolerance(1e-4)
        .trace(true)
        .run()
        .expect("a report")
}

#[test]
fn in_one_variable() {
    let report = newton("exp(x) - log(x)", &[("x", 1.75)]);
    let trajectory = report.trajectory.as_ref().expect("a trajectory");
    let xs: Vec<f64> = trajectory.iter().map(|point| point.x[0]).collect();
    decimals(
        &xs,
        &[1.75, 0.89766313, 0.53503608, 0.56609345, 0.56714225],
        8,
    );
    assert_eq!(
        (report.iterations, report.termination),
        (4, Termination::Step)
    );
    assert_eq!(report.kind, Some(Kind::Minimum));
    says(&[
        ("diff(exp(x) - log(x), x)", "exp(x) - 1/x"),
        ("diff(exp(x) - log(x), x, 2)", "exp(x) + 1/x^2"),
    ]);
}

#[test]
fn a_parabola_takes_one_step() {
    for (formula, kind, says) in [
        ("x^2", Kind::Minimum, "a minimum"),
        ("-x^2", Kind::Maximum, "a maximum"),
    ] {
        let report = newton(formula, &[("x", 1.75)]);
        assert_eq!(
            (report.iterations, report.at("x")),
            (1, Some(0.0)),
            "{formula}"
        );
        assert_eq!(report.kind, Some(kind));
        assert!(
            report.explanation().contains(says),
            "{}",
            report.explanation()
        );
    }
}

#[test]
fn an_inflection_stops_plain_newton_only() {
    let density = "exp(-x^2/2)/sqrt(2*pi)";
    let second = read(density).derivative(["x", "x"]).expect("a derivative");
    decimals(&[second.at([("x", 1.0)]).expect("a number")], &[0.0], 15);
    let report = newton(density, &[("x", 1.0)]);
    assert_eq!(
        (report.termination, report.iterations),
        (Termination::Singular, 0)
    );
    assert!(report.x[0] == 1.0 && report.f.is_finite());
    assert!(report.explanation().contains("singular"));
    for method in [Method::Auto, Method::NewtonSafe] {
        let up = maximize(&read(density)).start([("x", 1.0)]).method(method);
        let up = up.run().expect("a report");
        assert_eq!(
            (up.termination, up.kind),
            (Termination::Converged, Some(Kind::Maximum))
        );
        decimals(&up.x, &[0.0], 8);
    }
    let down = minimize(&read(density))
        .start([("x", 1.0)])
        .run()
        .expect("a report");
    assert!(down.f < report.f && down.x[0] > 1.0, "{down}");
}

#[test]
fn a_quadratic_in_two_variables() {
    let report = newton("2x^2 + 3y^2 - x*y", &[("x", 1.0), ("y", 3.0)]);
    assert_eq!(report.iterations, 1);
    decimals(&report.x, &[0.0, 0.0], 14);
    decimals(&report.eigenvalues, &[3.59, 6.41], 2);
    assert_eq!(report.kind, Some(Kind::Minimum));
    says(&[
        ("hessian(2x^2 + 3y^2 - x*y)", "[[4, -1], [-1, 6]]"),
        ("gradient(2x^2 + 3y^2 - x*y)", "[4*x - y, 6*y - x]"),
    ]);
}

#[test]
fn a_quartic_in_two_variables() {
    let quartic = "x^4+0.8*y^4+4*x^2+2*y^2-x*y-0.2*x^2*y";
    let report = newton(quartic, &[("x", 4.0), ("y", 4.0)]);
    assert_eq!(
        (report.iterations, report.termination),
        (7, Termination::Step)
    );
    decimals(&report.x, &[0.0, 0.0], 6);
    decimals(&report.eigenvalues, &[3.764, 8.236], 3);
    assert_eq!(report.kind, Some(Kind::Minimum));
    says(&[(
        "subs(hessian(x^4+0.8*y^4+4*x^2+2*y^2-x*y-0.2*x^2*y), x = 0, y = 0)",
        "[[8, -1], [-1, 4]]",
    )]);
}

#[test]
fn points_are_classified_by_eigenvalues() {
    for (formula, kind) in [
        ("x^2 + y^2", Kind::Minimum),
        ("-x^2 - 2*y^2", Kind::Maximum),
        ("x^2 - y^2", Kind::Saddle),
        ("x^2 + y^4", Kind::Degenerate),
    ] {
        let report = newton(formula, &[("x", 0.0), ("y", 0.0)]);
        assert_eq!(report.kind, Some(kind), "{formula}: {report}");
    }
}
