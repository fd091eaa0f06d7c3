//! Published test problems, from their published starts, with all defaults.

use gradus::optimize::{Method, Objective, Termination};
use num_dual::DualNum;

use super::formula::{D, Formula};
use super::{general, run};

fn sq(d: D) -> D {
    d * d
}

fn rosenbrock(x: &[D]) -> D {
    x.chunks(2)
        .map(|p| sq(p[1] - p[0] * p[0]) * 100.0 + sq(-p[0] + 1.0))
        .sum()
}

fn powell_singular(x: &[D]) -> D {
    sq(x[0] + x[1] * 10.0)
        + sq(x[2] - x[3]) * 5.0
        + sq(sq(x[1] - x[2] * 2.0))
        + sq(sq(x[0] - x[3])) * 10.0
}

fn wood(x: &[D]) -> D {
    sq(x[1] - x[0] * x[0]) * 100.0
        + sq(-x[0] + 1.0)
        + sq(x[3] - x[2] * x[2]) * 90.0
        + sq(-x[2] + 1.0)
        + sq(x[1] + x[3] - 2.0) * 10.0
        + sq(x[1] - x[3]) / 10.0
}

fn beale(x: &[D]) -> D {
    let part = |value: f64, power: i32| sq(-x[0] * (-x[1].powi(power) + 1.0) + value);
    part(1.5, 1) + part(2.25, 2) + part(2.625, 3)
}

fn brown_badly_scaled(x: &[D]) -> D {
    sq(x[0] - 1e6) + sq(x[1] - 2e-6) + sq(x[0] * x[1] - 2.0)
}

fn box_3d(x: &[D]) -> D {
    (1..=10)
        .map(|i| {
            let t = 0.1 * f64::from(i);
            let shape = (-t).exp() - (-10.0 * t).exp();
            sq((x[0] * -t).exp() - (x[1] * -t).exp() - x[2] * shape)
        })
        .sum()
}

fn helical_valley(x: &[D]) -> D {
    let half = if x[0].re < 0.0 { 0.5 } else { 0.0 };
    let turn = (x[1] / x[0]).atan() / (2.0 * std::f64::consts::PI) + half;
    let radius = (sq(x[0]) + sq(x[1])).sqrt();
    sq(x[2] - turn * 10.0) * 100.0 + sq(radius - 1.0) * 100.0 + sq(x[2])
}

fn himmelblau(x: &[D]) -> D {
    sq(sq(x[0]) + x[1] - 11.0) + sq(x[0] + sq(x[1]) - 7.0)
}

fn six_hump_camel(x: &[D]) -> D {
    let (a, b) = (sq(x[0]), sq(x[1]));
    (-a * 2.1 + a * a / 3.0 + 4.0) * a + x[0] * x[1] + (b * 4.0 - 4.0) * b
}

fn styblinski_tang(x: &[D]) -> D {
    x.iter()
        .map(|&x| (sq(sq(x)) - sq(x) * 16.0 + x * 5.0) / 2.0)
        .sum()
}

fn trigonometric(x: &[D]) -> D {
    let n = x.len() as f64;
    let cosines: D = x.iter().map(DualNum::cos).sum();
    x.iter()
        .enumerate()
        .map(|(i, x)| sq(-cosines + n + (-x.cos() + 1.0) * (i + 1) as f64 - x.sin()))
        .sum()
}

fn freudenstein_roth(x: &[D]) -> D {
    let y = x[1];
    sq(x[0] - 13.0 + ((-y + 5.0) * y - 2.0) * y) + sq(x[0] - 29.0 + ((y + 1.0) * y - 14.0) * y)
}

fn powell_badly_scaled(x: &[D]) -> D {
    sq(x[0] * x[1] * 1e4 - 1.0) + sq((-x[0]).exp() + (-x[1]).exp() - 1.0001)
}

fn jennrich_sampson(x: &[D]) -> D {
    (1..=10)
        .map(|i| {
            let i = f64::from(i);
            sq(-(x[0] * i).exp() - (x[1] * i).exp() + 2.0 + 2.0 * i)
        })
        .sum()
}

fn broyden_tridiagonal(x: &[D]) -> D {
    let at = |i: usize| x.get(i).copied().unwrap_or(D::from(0.0));
    (0..x.len())
        .map(|i| {
            let before = if i == 0 { D::from(0.0) } else { x[i - 1] };
            sq((-x[i] * 2.0 + 3.0) * x[i] - before - at(i + 1) * 2.0 + 1.0)
        })
        .sum()
}

fn variably_dimensioned(x: &[D]) -> D {
    let each: D = x.iter().map(|&x| sq(x - 1.0)).sum();
    let weighed: D = x
        .iter()
        .enumerate()
        .map(|(i, &x)| (x - 1.0) * (i + 1) as f64)
        .sum();
    each + sq(weighed) + sq(sq(weighed))
}

struct Problem {
    name: &'static str,
    formula: fn(&[D]) -> D,
    start: Vec<f64>,
    /// The minima in which a good method may end.
    minima: &'static [f64],
}

fn problem(
    name: &'static str,
    formula: fn(&[D]) -> D,
    start: &[f64],
    minima: &'static [f64],
) -> Problem {
    Problem {
        name,
        formula,
        start: start.to_vec(),
        minima,
    }
}

#[rustfmt::skip]
fn problems() -> Vec<Problem> {
    vec![
        problem("Rosenbrock", rosenbrock, &[-1.2, 1.0], &[0.0]),
        problem("Rosenbrock, extended", rosenbrock, &[-1.2, 1.0].repeat(5), &[0.0]),
        problem("Powell singular", powell_singular, &[3.0, -1.0, 0.0, 1.0], &[0.0]),
        problem("Wood", wood, &[-3.0, -1.0, -3.0, -1.0], &[0.0]),
        problem("Beale", beale, &[1.0, 1.0], &[0.0]),
        problem("Brown badly scaled", brown_badly_scaled, &[1.0, 1.0], &[0.0]),
        problem("Powell badly scaled", powell_badly_scaled, &[0.0, 1.0], &[0.0]),
        problem("Box 3-D", box_3d, &[0.0, 10.0, 20.0], &[0.0]),
        problem("Helical valley", helical_valley, &[-1.0, 0.0, 0.0], &[0.0]),
        problem("Himmelblau", himmelblau, &[0.0, 0.0], &[0.0]),
        problem("Six-hump camel", six_hump_camel, &[0.2, -0.6], &[-1.0316284534898774]),
        problem("Styblinski-Tang", styblinski_tang, &[-2.5, -3.5, -2.0], &[-117.49849711131424]),
        problem("Trigonometric", trigonometric, &[0.1; 10], &[0.0, 2.795056e-5]),
        problem("Freudenstein-Roth", freudenstein_roth, &[0.5, -2.0], &[0.0, 48.98425367924]),
        problem("Jennrich-Sampson", jennrich_sampson, &[0.3, 0.4], &[124.36218235561473]),
        problem("Broyden tridiagonal", broyden_tridiagonal, &[-1.0; 10], &[0.0]),
        problem("Variably dimensioned", variably_dimensioned,
            &[0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0], &[0.0]),
    ]
}

/// Close enough to a minimum, on both sides of it.
fn is_at(f: f64, minimum: f64) -> bool {
    (f - minimum).abs() <= 1e-6 * minimum.abs() + 1e-12
}

#[test]
fn the_safeguarded_method_solves_them() {
    for problem in problems() {
        let Problem {
            name,
            formula,
            start,
            minima,
        } = problem;
        let objective = Formula {
            n: start.len(),
            formula,
        };
        let report = run(&objective, &start, Method::Auto, |_| ());
        assert!(
            minima.iter().any(|m| is_at(report.f, *m)),
            "{name}: {report:?}"
        );
        assert_eq!(
            report.termination,
            Termination::Converged,
            "{name}: {report:?}"
        );
        assert_eq!(report.method, Method::NewtonSafe);
        let values: Vec<f64> = report.trajectory.iter().flatten().map(|p| p.f).collect();
        let best = values.iter().fold(f64::INFINITY, |m, v| m.min(*v));
        assert!(
            report.f <= best + 1e-13 * best.abs(),
            "{name}: better points were left"
        );
    }
}

#[test]
fn every_method_ends_with_a_report() {
    for problem in problems() {
        let objective = Formula {
            n: problem.start.len(),
            formula: problem.formula,
        };
        let at_start = objective.value(&problem.start);
        for method in general() {
            let report = run(&objective, &problem.start, method, |s| {
                s.max_iterations = Some(60)
            });
            assert!(report.f.is_finite(), "{} by {method}", problem.name);
            assert!(!report.explanation().is_empty());
            if method != Method::Newton {
                assert!(report.f <= at_start, "{} by {method}", problem.name);
            }
        }
    }
}
