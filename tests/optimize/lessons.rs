//! The numbers of the lessons, to all the digits they print.

use gradus::optimize::{Direction, Kind, Method, Objective, Report, Termination};

use num_dual::DualNum;

use super::formula::{D, Formula};
use super::{digits, run};

fn one(formula: fn(&[D]) -> D) -> Formula {
    Formula { n: 1, formula }
}

fn two(formula: fn(&[D]) -> D) -> Formula {
    Formula { n: 2, formula }
}

fn points(report: &Report) -> usize {
    report.trajectory.as_ref().map_or(0, Vec::len)
}

#[test]
fn ascent_on_a_hill_has_the_printed_digits() {
    let hill = two(|x| -(x[0] * x[0] + x[1] * x[1]) + 4.0);
    let report = run(&hill, &[1.0, 1.0], Method::GradientDescent, |s| {
        s.direction = Direction::Maximize;
        s.rate = Some(0.1);
        s.max_iterations = Some(10);
    });
    assert_eq!(report.termination, Termination::Iterations);
    assert_eq!(points(&report), 11);
    let trajectory = report.trajectory.as_ref().expect("asked for");
    for (k, printed) in [(1, 0.8), (2, 0.64), (3, 0.512), (4, 0.4096)] {
        digits(&trajectory[k].x, &[printed, printed], 15);
    }
    assert_eq!(
        format!("{:?}", report.x),
        "[0.10737418240000003, 0.10737418240000003]"
    );
    digits(&[report.f], &[4.0 - 2.0 * 0.1073741824 * 0.1073741824], 12);
}

fn sauna() -> Formula {
    two(|v| {
        let (x, y) = (v[0], v[1]);
        -(x * x * (x - 6.0) * y * y * (y - 6.0)) / 50.0 + 50.0
    })
}

fn hollows() -> Formula {
    two(|v| {
        let (x, y) = (v[0], v[1]);
        let square = |d: D| d * d;
        let bump = |height: f64, base: f64, slope: f64, a: f64, b: f64| {
            D::from(height) / (square(x - a) * slope + square(y - b) * slope + base)
        };
        -(bump(10.0, 3.0, 3.0, 0.5, 0.5)
            + bump(2.0, 1.0, 2.0, 3.0, 1.5)
            + bump(3.0, 1.0, 0.5, 3.5, 4.0))
            + 10.0
    })
}

#[test]
fn descent_in_the_sauna() {
    for (rate, count, last, decimals) in [
        (0.1, 10, [3.99927476, 3.99976463], 8),
        (0.3, 20, [2.74914536, 3.92516886], 8),
    ] {
        let report = run(&sauna(), &[1.0, 3.0], Method::GradientDescent, |s| {
            s.rate = Some(rate);
            s.tolerance = Some(1e-4);
            s.max_iterations = Some(count - 1);
        });
        assert_eq!(points(&report), count);
        assert_eq!(report.termination, Termination::Iterations);
        digits(&report.x, &last, decimals);
        if rate == 0.1 {
            let trajectory = report.trajectory.as_ref().expect("asked for");
            digits(&trajectory[1].x, &[1.486, 3.09], 3);
            assert_eq!(report.kind, Some(Kind::Minimum));
        } else {
            digits(&[report.f], &[34.2919], 4);
            assert_eq!(report.kind, None);
        }
    }
}

#[test]
fn descent_among_three_hollows() {
    for (start, count, last, value) in [
        ([1.0, 3.0], 34, [2.98064109, 1.5408806], 6.88206),
        ([1.2, 3.0], 32, [3.47886958, 3.947485], 6.70278),
        ([0.6, 3.0], 35, [0.52302722, 0.51698582], 6.27690),
    ] {
        let report = run(&hollows(), &start, Method::GradientDescent, |s| {
            s.rate = Some(0.2);
            s.tolerance = Some(1e-4);
            s.max_iterations = Some(49);
        });
        assert_eq!(report.termination, Termination::Converged);
        assert_eq!(points(&report), count);
        assert_eq!(report.kind, Some(Kind::Minimum));
        assert!(report.gradient_norm < 1e-4);
        digits(&report.x, &last, 7);
        digits(&[report.f], &[value], 5);
    }
}

#[test]
fn newton_stops_before_a_short_step() {
    let valley = one(|x| x[0].exp() - x[0].ln());
    let report = run(&valley, &[1.75], Method::Newton, |s| {
        s.step_tolerance = Some(1e-4)
    });
    assert_eq!(report.termination, Termination::Step);
    assert_eq!(report.iterations, 4);
    let xs: Vec<f64> = report.trajectory.iter().flatten().map(|p| p.x[0]).collect();
    digits(
        &xs,
        &[1.75, 0.89766313, 0.53503608, 0.56609345, 0.56714225],
        8,
    );
    assert_eq!(report.kind, Some(Kind::Minimum));
}

#[test]
fn newton_in_two_variables() {
    let quartic = two(|v| {
        let (x, y) = (v[0], v[1]);
        x * x * x * x + y * y * y * y * 0.8 + x * x * 4.0 + y * y * 2.0 - x * y - x * x * y * 0.2
    });
    let report = run(&quartic, &[4.0, 4.0], Method::Newton, |s| {
        s.step_tolerance = Some(1e-4)
    });
    assert_eq!(
        (report.termination, report.iterations),
        (Termination::Step, 7)
    );
    assert_eq!(report.kind, Some(Kind::Minimum));
    digits(&report.eigenvalues, &[3.764, 8.236], 3);
    digits(&report.x, &[0.0, 0.0], 6);

    let quadratic = two(|v| v[0] * v[0] * 2.0 + v[1] * v[1] * 3.0 - v[0] * v[1]);
    for tolerance in [None, Some(1e-4)] {
        let report = run(&quadratic, &[1.0, 3.0], Method::Newton, |s| {
            s.step_tolerance = tolerance;
        });
        assert_eq!(
            (report.termination, report.iterations),
            (Termination::Converged, 1)
        );
        digits(&report.x, &[0.0, 0.0], 14);
        digits(&report.eigenvalues, &[3.59, 6.41], 2);
        assert_eq!(report.kind, Some(Kind::Minimum));
    }
}

#[test]
fn plain_newton_says_what_it_found() {
    for (formula, direction, kind, says) in [
        (
            one(|x| x[0] * x[0]),
            Direction::Minimize,
            Kind::Minimum,
            "a minimum",
        ),
        (
            one(|x| -(x[0] * x[0])),
            Direction::Minimize,
            Kind::Maximum,
            "a maximum, not a minimum",
        ),
        (
            one(|x| -(x[0] * x[0])),
            Direction::Maximize,
            Kind::Maximum,
            "a maximum",
        ),
    ] {
        let report = run(&formula, &[1.75], Method::Newton, |s| {
            s.direction = direction
        });
        assert_eq!(
            (report.termination, report.iterations),
            (Termination::Converged, 1)
        );
        assert_eq!(report.x, [0.0]);
        assert_eq!(report.kind, Some(kind));
        assert!(
            report.explanation().contains(says),
            "{}",
            report.explanation()
        );
    }
}

/// The density of the normal distribution, with the second derivative at 1
/// either exactly zero or off by rounding, as a compiled formula may have it.
struct Density {
    off: f64,
}

impl Density {
    fn density(x: f64) -> f64 {
        (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
    }
}

impl Objective for Density {
    fn dimension(&self) -> usize {
        1
    }
    fn value(&self, x: &[f64]) -> f64 {
        Self::density(x[0])
    }
    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        out[0] = -x[0] * Self::density(x[0]);
    }
    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        out[0] = (x[0] * x[0] - 1.0) * Self::density(x[0]) + self.off;
    }
}

#[test]
fn a_flat_slope_stops_plain_newton_and_no_other() {
    for off in [0.0, 1e-17, -2e-17, 5.6e-17] {
        let density = Density { off };
        let report = run(&density, &[1.0], Method::Newton, |_| ());
        assert_eq!(report.termination, Termination::Singular);
        assert_eq!(
            (report.x.as_slice(), report.iterations),
            ([1.0].as_slice(), 0)
        );
        assert!(report.explanation().contains("singular"));
        assert!(report.explanation().contains("newton-safe"));

        for method in [Method::Auto, Method::NewtonSafe, Method::GradientDescent] {
            let up = run(&density, &[1.0], method, |s| {
                s.direction = Direction::Maximize
            });
            assert_eq!(up.termination, Termination::Converged, "{method}");
            digits(&up.x, &[0.0], 8);
            assert_eq!(up.kind, Some(Kind::Maximum));
        }
        let down = run(&density, &[1.0], Method::Auto, |_| ());
        assert!(down.f < 1e-9 && down.x[0] > 5.0, "{down:?}");
    }
}

/// The value test: a fall of at most the tolerance ends the run, and the step
/// that made it is kept.
#[test]
fn a_small_fall_ends_the_run_and_is_kept() {
    let bowl = one(|x| x[0] * x[0]);
    let report = run(&bowl, &[1.0], Method::GradientDescent, |s| {
        s.rate = Some(0.1);
        s.value_tolerance = Some(1e-4);
    });
    assert_eq!(report.termination, Termination::Value);
    let fs: Vec<f64> = report.trajectory.iter().flatten().map(|p| p.f).collect();
    let falls: Vec<f64> = fs.windows(2).map(|w| w[0] - w[1]).collect();
    let (last, before) = falls.split_last().expect("steps were taken");
    assert!(*last <= 1e-4 && before.iter().all(|fall| *fall > 1e-4));
}

#[test]
fn gaussian_by_descent_with_a_large_rate() {
    // Data from the model itself at mu = 49.5, sigma = 28.86607004772212.
    let fit = two(|v| {
        let (mu, sigma) = (v[0], v[1]);
        let density = |x: f64, mu: D, sigma: D| {
            let z = (-mu + x) / sigma;
            (z * z * -0.5).exp() / (sigma * (2.0 * std::f64::consts::PI).sqrt())
        };
        (0..100)
            .map(|x| {
                let x = f64::from(x);
                let y = density(x, D::from(49.5), D::from(28.86607004772212));
                let residual = density(x, mu, sigma) - y;
                residual * residual
            })
            .sum()
    });
    let report = run(&fit, &[25.0, 3.0], Method::GradientDescent, |s| {
        s.rate = Some(1000.0);
        s.max_iterations = Some(2000);
        s.tolerance = Some(0.0);
    });
    assert_eq!(report.iterations, 2000);
    let trajectory = report.trajectory.as_ref().expect("asked for");
    for (step, mu, sigma, decimals) in [
        (1, 25.56, 34.3242, 2),
        (10, 26.6251, 34.8828, 4),
        (100, 35.0586, 35.9947, 4),
        (500, 48.9926, 29.0509, 4),
        (2000, 49.5, 28.8661, 4),
    ] {
        digits(&trajectory[step].x, &[mu, sigma], decimals);
    }
}
