//! Every method within bounds.

use gradus::optimize::{Bounds, Direction, Method, Objective, Settings, Termination, optimize};
use num_dual::DualNum;

use super::formula::{D, Formula};
use super::general;
use super::methods::{Named, Who, must, rosenbrock, sq};

/// Bounds that hold none, one or both variables at the minimum, and one that ends before the
/// start.
#[test]
fn every_method_within_bounds() {
    const FREE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
    type Case = (
        &'static str,
        fn(&[D]) -> D,
        [f64; 2],
        [(f64, f64); 2],
        [f64; 2],
        usize,
        Who,
    );
    fn bowl(x: &[D]) -> D {
        sq(x[0] - 1.0) + sq(x[1] + 2.0) * 3.0 + x[0] * x[1]
    }
    // Minima of the bowl on an edge by hand: with x = c, y = -2 - c/6; with y = c, x = 1 - c/2.
    #[rustfmt::skip]
    let cases: &[Case] = &[
        ("inactive",   bowl, [0.0, 0.0], [(-10.0, 10.0), (-10.0, 10.0)], [24.0 / 11.0, -26.0 / 11.0], 0, Who::All),
        ("one active", bowl, [0.0, 0.0], [(-1.0, 1.5), FREE], [1.5, -2.25], 1, Who::All),
        ("one sided",  bowl, [5.0, 5.0], [FREE, (0.0, f64::INFINITY)], [1.0, 0.0], 1, Who::All),
        ("corner",     bowl, [0.5, 0.5], [(0.0, 0.75), (0.25, 1.0)], [0.75, 0.25], 2, Who::All),
        ("start outside", bowl, [-9.0, 9.0], [(0.0, 0.75), (0.25, 1.0)], [0.75, 0.25], 2, Who::All),
        ("pinned",     bowl, [0.5, 0.5], [(0.5, 0.5), FREE], [0.5, -2.0 - 0.5 / 6.0], 1, Who::All),
        ("rosenbrock", rosenbrock, [-1.2, 1.0], [(-2.0, 0.5), (-2.0, 2.0)], [0.5, 0.25], 1, Who::Strong),
        ("rosenbrock above", rosenbrock, [-1.2, 2.0], [(-2.0, 2.0), (1.5, 2.0)], [1.2243748686, 1.5], 1, Who::Nobody),
        ("log at its edge", |x| -x[0].ln() + x[1].exp(), [0.5, 0.5], [(0.1, 3.0), (-1.0, 1.0)], [3.0, -1.0], 2, Who::Strong),
    ];
    for (name, formula, start, ranges, wanted, held, who) in cases {
        for method in general().filter(|m| !matches!(m, Method::Auto | Method::NewtonSafe)) {
            let formula = Formula {
                n: 2,
                formula: *formula,
            };
            let bounds = Bounds {
                lower: ranges.iter().map(|r| r.0).collect(),
                upper: ranges.iter().map(|r| r.1).collect(),
            };
            let mut settings = Settings::new(method, Direction::Minimize);
            settings.bounds = Some(bounds.clone());
            settings.trace = true;
            let report = optimize(&Named::new(&formula), start, &settings).expect("a problem");
            for iterate in report.trajectory.iter().flatten() {
                let mut inside = iterate.x.clone();
                bounds.project(&mut inside);
                assert_eq!(inside, iterate.x, "{name} by {method}");
            }
            if must(method, *who) {
                for (x, wanted) in report.x.iter().zip(wanted) {
                    assert!((x - wanted).abs() < 1e-6, "{name} by {method}: {report:?}");
                }
                let count = report.held.iter().filter(|held| **held).count();
                assert_eq!(count, *held, "{name} by {method}: {report:?}");
                if report.termination == Termination::Bound {
                    assert!(count > 0);
                } else {
                    assert_ne!(
                        report.termination,
                        Termination::Iterations,
                        "{name} by {method}"
                    );
                }
            }
        }
    }
}

/// `x'Ax/2 - b'x` with a quartic term, and all its entries named.
struct Random {
    n: usize,
    a: Vec<f64>,
    b: Vec<f64>,
    places: Vec<(usize, usize)>,
}

impl Random {
    fn new(n: usize, next: &mut impl FnMut() -> f64) -> Self {
        let root: Vec<f64> = (0..n * n).map(|_| next() - 0.5).collect();
        let mut a = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..n {
                a[i * n + j] = (0..n).map(|k| root[k * n + i] * root[k * n + j]).sum();
            }
            a[i * n + i] += 1e-3;
        }
        let places = (0..n).flat_map(|row| (0..=row).map(move |column| (row, column)));
        Random {
            n,
            a,
            b: (0..n).map(|_| next() - 0.5).collect(),
            places: places.collect(),
        }
    }
}

impl Objective for Random {
    fn dimension(&self) -> usize {
        self.n
    }
    fn value(&self, x: &[f64]) -> f64 {
        let mut value = 0.0;
        for i in 0..self.n {
            let row: f64 = (0..self.n).map(|j| self.a[i * self.n + j] * x[j]).sum();
            value += x[i] * (0.5 * row - self.b[i]) + 0.01 * x[i].powi(4);
        }
        value
    }
    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        for i in 0..self.n {
            let row: f64 = (0..self.n).map(|j| self.a[i * self.n + j] * x[j]).sum();
            out[i] = row - self.b[i] + 0.04 * x[i].powi(3);
        }
    }
    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        out.copy_from_slice(&self.a);
        for i in 0..self.n {
            out[i * self.n + i] += 0.12 * x[i] * x[i];
        }
    }
    fn sparsity(&self) -> Option<&[(usize, usize)]> {
        Some(&self.places)
    }
}

#[test]
fn random_convex_problems_within_random_bounds() {
    for seed in 1..=40_u64 {
        let mut state = seed;
        let mut next = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let problem = Random::new(8, &mut next);
        let mut bounds = Bounds::none(8);
        for at in 0..8 {
            if next() < 0.7 {
                bounds.lower[at] = next() - 0.7;
            }
            if next() < 0.5 {
                bounds.upper[at] = bounds.lower[at].max(-0.5) + next();
            }
        }
        let start: Vec<f64> = (0..8).map(|_| 4.0 * next() - 2.0).collect();
        for method in general().filter(|m| !matches!(m, Method::Auto | Method::NewtonSafe)) {
            let mut settings = Settings::new(method, Direction::Minimize);
            settings.bounds = Some(bounds.clone());
            let report = optimize(&problem, &start, &settings).expect("a problem");
            // At the minimum of a convex function a step of the negative gradient, brought back
            // into the bounds, leads nowhere.
            let mut gradient = vec![0.0; 8];
            problem.gradient(&report.x, &mut gradient);
            let mut moved: Vec<f64> = report.x.iter().zip(&gradient).map(|(x, g)| x - g).collect();
            bounds.project(&mut moved);
            let left =
                (moved.iter().zip(&report.x)).fold(0.0_f64, |m, (a, b)| m.max((a - b).abs()));
            let claims = matches!(
                report.termination,
                Termination::Converged | Termination::Bound
            );
            if claims {
                assert!(left < 1e-7, "seed {seed}, {method}: {left} {report:?}");
            }
            if must(method, Who::Strong) {
                assert!(left < 1e-6, "seed {seed}, {method}: {left} {report:?}");
            }
        }
    }
}
