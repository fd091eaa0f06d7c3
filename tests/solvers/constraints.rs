//! Minima under constraints, with known answers and multipliers.

use gradus::optimize::{Bounds, Constraint, Method, Termination};
use gradus::{maximize, minimize};

use super::expr;
use crate::tolerance::close_or_within;

struct Case {
    name: &'static str,
    f: &'static str,
    constraints: &'static [(&'static str, bool)],
    start: &'static [(&'static str, f64)],
    solution: &'static [f64],
    value: f64,
    multipliers: &'static [f64],
}

const EQUAL: bool = true;
const AT_MOST: bool = false;

/// By hand from the conditions of Lagrange, and problems of Hock and Schittkowski, "Test Examples
/// for Nonlinear Programming Codes" (1981).
const CASES: &[Case] = &[
    Case {
        name: "nearest point of a line",
        f: "x^2 + y^2",
        constraints: &[("x + 2*y - 5", EQUAL)],
        start: &[("x", 0.0), ("y", 0.0)],
        solution: &[1.0, 2.0],
        value: 5.0,
        multipliers: &[-2.0],
    },
    Case {
        name: "a bound that binds, and one that does not",
        f: "(x - 2)^2 + (y - 1)^2",
        constraints: &[("x^2 - y", AT_MOST), ("x + y - 2", AT_MOST)],
        start: &[("x", 0.5), ("y", 0.5)],
        solution: &[1.0, 1.0],
        value: 1.0,
        multipliers: &[2.0 / 3.0, 2.0 / 3.0],
    },
    Case {
        name: "HS6",
        f: "(1 - x)^2",
        constraints: &[("10*(y - x^2)", EQUAL)],
        start: &[("x", -1.2), ("y", 1.0)],
        solution: &[1.0, 1.0],
        value: 0.0,
        multipliers: &[0.0],
    },
    Case {
        name: "HS7",
        f: "log(1 + x^2) - y",
        constraints: &[("(1 + x^2)^2 + y^2 - 4", EQUAL)],
        start: &[("x", 2.0), ("y", 2.0)],
        solution: &[0.0, 1.7320508075688772],
        value: -1.7320508075688772,
        multipliers: &[0.2886751345948129],
    },
    Case {
        name: "HS12",
        f: "x^2/2 + y^2 - x*y - 7*x - 7*y",
        constraints: &[("4*x^2 + y^2 - 25", AT_MOST)],
        start: &[("x", 0.0), ("y", 0.0)],
        solution: &[2.0, 3.0],
        value: -30.0,
        multipliers: &[0.5],
    },
    Case {
        name: "HS43, Rosen and Suzuki",
        f: "a^2 + b^2 + 2*c^2 + d^2 - 5*a - 5*b - 21*c + 7*d",
        constraints: &[
            ("a^2 + b^2 + c^2 + d^2 + a - b + c - d - 8", AT_MOST),
            ("a^2 + 2*b^2 + c^2 + 2*d^2 - a - d - 10", AT_MOST),
            ("2*a^2 + b^2 + c^2 + 2*a - b - d - 5", AT_MOST),
        ],
        start: &[("a", 0.0), ("b", 0.0), ("c", 0.0), ("d", 0.0)],
        solution: &[0.0, 1.0, 2.0, -1.0],
        value: -44.0,
        multipliers: &[1.0, 0.0, 2.0],
    },
    Case {
        name: "an inequality that does not bind",
        f: "(x - 1)^2",
        constraints: &[("x - 3", AT_MOST)],
        start: &[("x", 5.0)],
        solution: &[1.0],
        value: 0.0,
        multipliers: &[0.0],
    },
];

fn constraints(case: &Case) -> Vec<Constraint> {
    let made = case.constraints.iter().map(|(text, equal)| match equal {
        true => Constraint::Equal(expr(text)),
        false => Constraint::AtMost(expr(text)),
    });
    made.collect()
}

#[test]
fn known_solutions_and_multipliers() {
    for case in CASES {
        let search = minimize(&expr(case.f)).subject_to(constraints(case));
        let found = search
            .start(case.start.iter().copied())
            .run()
            .expect("a report");
        let name = case.name;
        assert_eq!(found.termination, Termination::Converged, "{name}: {found}");
        for (x, expect) in found.x.iter().zip(case.solution) {
            assert!(close_or_within(*x, *expect, 1e-9, 1e-8), "{name}: {found}");
        }
        assert!(
            close_or_within(found.f, case.value, 1e-9, 1e-10),
            "{name}: {found}"
        );
        for (held, expect) in found.constraints.iter().zip(case.multipliers) {
            let off = close_or_within(held.multiplier, *expect, 1e-7, 1e-7);
            assert!(off, "{name}: {:?}", found.constraints);
        }
    }
}

#[test]
fn a_maximum_under_a_constraint_and_bounds() {
    let product = expr("x*y*z");
    let on_plane = Constraint::Equal(expr("x + y + z - 3"));
    let start = [("x", 0.5), ("y", 0.7), ("z", 1.0)];
    let found = maximize(&product)
        .subject_to([on_plane])
        .start(start)
        .run()
        .expect("a report");
    assert!(
        found.x.iter().all(|x| close_or_within(*x, 1.0, 1e-9, 0.0)),
        "{found}"
    );
    assert!(close_or_within(
        found.constraints[0].multiplier,
        -1.0,
        1e-7,
        0.0
    ));
    let line = Constraint::Equal(expr("x + 2*y - 5"));
    let bounds = Bounds {
        lower: vec![1.5, f64::NEG_INFINITY],
        upper: vec![f64::INFINITY; 2],
    };
    let nearest = minimize(&expr("x^2 + y^2"))
        .subject_to([line])
        .bounds(bounds);
    let nearest = nearest
        .start([("x", 3.0), ("y", 3.0)])
        .run()
        .expect("a report");
    assert!(close_or_within(nearest.x[0], 1.5, 1e-9, 0.0), "{nearest}");
    assert!(close_or_within(nearest.x[1], 1.75, 1e-9, 0.0), "{nearest}");
}

#[test]
fn contradictions_are_told() {
    let both = [
        Constraint::Equal(expr("x - 1")),
        Constraint::Equal(expr("x - 2")),
    ];
    let found = minimize(&expr("x^2"))
        .subject_to(both)
        .start([("x", 0.0)])
        .run();
    let found = found.expect("a report");
    assert_eq!(found.termination, Termination::Infeasible);
    assert!(found.explanation().contains("constraints"));
    let nowhere = [Constraint::AtMost(expr("x^2 + 1"))];
    let found = minimize(&expr("x"))
        .subject_to(nowhere)
        .start([("x", 3.0)])
        .run();
    assert_ne!(found.expect("a report").termination, Termination::Converged);
}

#[test]
fn a_method_that_is_named_is_the_one_that_runs() {
    let f = expr("x^4 + y^2");
    let search = minimize(&f).subject_to([Constraint::Equal(expr("x + y - 2"))]);
    let search = search.start([("x", 3.0), ("y", -1.0)]).trace(true);
    let newton = search.run().expect("a report");
    let bfgs = search.clone().method(Method::Bfgs).run().expect("a report");
    assert_eq!(
        (newton.method, bfgs.method),
        (Method::NewtonSafe, Method::Bfgs)
    );
    for (a, b) in newton.x.iter().zip(&bfgs.x) {
        assert!(close_or_within(*a, *b, 1e-9, 0.0), "{newton}\n{bfgs}");
    }
    // What the way lists are values of the function, not of what is minimised on the way.
    for iterate in newton.trajectory.iter().flatten() {
        let (x, y) = (iterate.x[0], iterate.x[1]);
        assert!(close_or_within(iterate.f, x.powi(4) + y * y, 1e-12, 0.0));
    }
    let squares = search.method(Method::LevenbergMarquardt).run();
    assert!(
        squares.is_err(),
        "an augmented Lagrangian is no sum of squares"
    );
}

#[test]
fn squares_stay_within_bounds_that_bind() {
    let valley = expr("100*(y - x^2)^2 + (1 - x)^2");
    for method in [Method::LevenbergMarquardt, Method::NewtonSafe] {
        let search = minimize(&valley)
            .method(method)
            .range("x", -2.0, 0.5)
            .trace(true);
        let found = search
            .start([("x", -1.2), ("y", 1.0)])
            .run()
            .expect("a report");
        assert_eq!(found.termination, Termination::Bound, "{found}");
        assert_eq!(found.x[0], 0.5, "{found}");
        assert!(close_or_within(found.x[1], 0.25, 1e-6, 0.0), "{found}");
        let mut points = found.trajectory.iter().flatten();
        assert!(
            points.all(|point| (-2.0..=0.5).contains(&point.x[0])),
            "{found}"
        );
        assert!(found.evaluations.value <= 40, "{found}");
    }
}
