//! Every method on a table of problems, and what each promises.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use gradus::optimize::{Direction, LineSearch, Method, Objective, Report, Settings, Termination};
use num_dual::DualNum;

use super::formula::{D, Formula};
use super::large::{Extended, Offers};
use super::{general, run};

pub fn sq(d: D) -> D {
    d * d
}

pub fn rosenbrock(x: &[D]) -> D {
    (1..x.len())
        .map(|i| sq(x[i] - sq(x[i - 1])) * 100.0 + sq(-x[i - 1] + 1.0))
        .sum()
}

pub fn beale(x: &[D]) -> D {
    let part = |value: f64, power: i32| sq(-x[0] * (-x[1].powi(power) + 1.0) + value);
    part(1.5, 1) + part(2.25, 2) + part(2.625, 3)
}

fn ill_conditioned(x: &[D]) -> D {
    (x.iter().zip([1.0, 1e2, 1e4]))
        .map(|(&x, c)| sq(x - 1.0) * c)
        .sum()
}

/// Who must find a minimum.
#[derive(Clone, Copy, PartialEq)]
pub enum Who {
    All,
    /// Not the methods that only know rates, and not plain Newton.
    Strong,
    /// Those that leave stationary points, too.
    Curved,
    /// Only a report is asked for.
    Nobody,
}

const RATES: [Method; 4] = [
    Method::GradientDescent,
    Method::Momentum,
    Method::Nesterov,
    Method::Adam,
];
const CURVED: [Method; 4] = [
    Method::Auto,
    Method::NewtonSafe,
    Method::NewtonSparse,
    Method::NewtonCg,
];

pub fn must(method: Method, who: Who) -> bool {
    match who {
        Who::All => true,
        Who::Strong => !RATES.contains(&method) && method != Method::Newton,
        Who::Curved => CURVED.contains(&method),
        Who::Nobody => false,
    }
}

struct Problem {
    name: &'static str,
    formula: Formula,
    start: &'static [f64],
    x: &'static [f64],
    tolerance: f64,
    who: Who,
}

#[rustfmt::skip]
fn problems() -> Vec<Problem> {
    let row = |name, n, formula, start, x, tolerance, who| Problem {
        name, formula: Formula { n, formula }, start, x, tolerance, who,
    };
    const ONES: [f64; 10] = [1.0; 10];
    const FAR: [f64; 10] = [-1.2, 1.0, -1.2, 1.0, -1.2, 1.0, -1.2, 1.0, -1.2, 1.0];
    vec![
        row("bowl",            2, |x| sq(x[0] - 1.0) + sq(x[1] + 2.0) * 3.0, &[4.0, 4.0], &[1.0, -2.0], 1e-6, Who::All),
        row("booth",           2, |x| sq(x[0] + x[1] * 2.0 - 7.0) + sq(x[0] * 2.0 + x[1] - 5.0), &[0.0, 0.0], &[1.0, 3.0], 1e-6, Who::All),
        row("ill-conditioned", 3, ill_conditioned, &[3.0, -2.0, 5.0], &[1.0, 1.0, 1.0], 1e-6, Who::Strong),
        row("rosenbrock",      2, rosenbrock, &[-1.2, 1.0], &[1.0, 1.0], 1e-6, Who::Strong),
        row("rosenbrock 10",   10, rosenbrock, &FAR, &ONES, 1e-6, Who::Nobody),
        row("beale",           2, beale, &[1.0, 1.0], &[3.0, 0.5], 1e-6, Who::Strong),
        row("edge of domain",  1, |x| x[0] - x[0].ln(), &[8.0], &[1.0], 1e-6, Who::Strong),
        row("start at a maximum", 1, |x| sq(sq(x[0]) - 1.0), &[0.0], &[1.0], 1e-6, Who::Curved),
        row("start at a saddle", 2, |x| sq(x[0]) + sq(sq(x[1]) - 1.0), &[0.0, 0.0], &[0.0, 1.0], 1e-6, Who::Curved),
        row("kink",            1, |x| sq(x[0]).sqrt(), &[1.3], &[0.0], 1e-6, Who::Nobody),
        row("kinks",           2, |x| sq(x[0]).sqrt() + sq(x[1] - x[0]).sqrt() * 3.0, &[1.3, -0.7], &[0.0, 0.0], 1e-6, Who::Nobody),
        row("flat minimum",    1, |x| sq(sq(x[0])), &[1.0], &[0.0], 1e-2, Who::Nobody),
        row("tiny",            2, |x| rosenbrock(x) * 1e-30, &[-1.2, 1.0], &[1.0, 1.0], 1e-6, Who::Strong),
        row("huge",            2, |x| (sq(x[0] - 1.0) + sq(x[1] - 0.3) * 0.01) * 1e200, &[5.0, 1.0], &[1.0, 0.3], 1e-6, Who::Strong),
        row("far off zero",    1, |x| sq(x[0] - 1.0) + 1e9, &[3.0], &[1.0], 1e-3, Who::All),
    ]
}

/// The same function from above.
struct Upside<'a>(&'a Named<'a>);

impl Objective for Upside<'_> {
    fn dimension(&self) -> usize {
        self.0.dimension()
    }
    fn value(&self, x: &[f64]) -> f64 {
        -self.0.value(x)
    }
    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        self.0.gradient(x, out);
        out.iter_mut().for_each(|g| *g = -*g);
    }
    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        self.0.hessian(x, out);
        out.iter_mut().for_each(|h| *h = -*h);
    }
    fn sparsity(&self) -> Option<&[(usize, usize)]> {
        self.0.sparsity()
    }
}

/// The same function, which names all entries of its Hessian.
pub struct Named<'a>(&'a Formula, Vec<(usize, usize)>);

impl<'a> Named<'a> {
    pub fn new(formula: &'a Formula) -> Self {
        let places = (0..formula.n).flat_map(|row| (0..=row).map(move |column| (row, column)));
        Named(formula, places.collect())
    }
}

impl Objective for Named<'_> {
    fn dimension(&self) -> usize {
        self.0.dimension()
    }
    fn value(&self, x: &[f64]) -> f64 {
        self.0.value(x)
    }
    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        self.0.gradient(x, out);
    }
    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        self.0.hessian(x, out);
    }
    fn sparsity(&self) -> Option<&[(usize, usize)]> {
        Some(&self.1)
    }
}

/// Whether the answer is the minimum; a sign that the function doesn't see counts as well.
fn is_at(report: &Report, problem: &Problem) -> bool {
    (report.x.iter().zip(problem.x))
        .all(|(x, wanted)| (x.abs() - wanted.abs()).abs() <= problem.tolerance)
}

#[test]
fn every_method_on_every_problem() {
    for problem in problems() {
        for method in general() {
            let name = format!("{} by {method}", problem.name);
            let report = run(&Named::new(&problem.formula), problem.start, method, |_| ());
            let begun = problem.formula.value(problem.start);
            assert!(!report.explanation().is_empty(), "{name}");
            if method != Method::Newton {
                assert!(report.f <= begun, "{name}: {report:?}");
            }
            if must(method, problem.who) {
                assert!(is_at(&report, &problem), "{name}: {report:?}");
                assert!(
                    matches!(
                        report.termination,
                        Termination::Converged | Termination::Step | Termination::Value
                    ),
                    "{name}: {report:?}"
                );
            }
            // The same walk, seen from above.
            let up = run(
                &Upside(&Named::new(&problem.formula)),
                problem.start,
                method,
                |s| {
                    s.direction = Direction::Maximize;
                },
            );
            assert_eq!(
                (up.termination, up.x),
                (report.termination, report.x),
                "{name}"
            );
        }
    }
}

#[test]
fn rates_that_are_given_are_kept() {
    let bowl = Formula {
        n: 1,
        formula: |x| sq(x[0]),
    };
    let first_steps = |method, change: fn(&mut Settings)| {
        let report = run(&bowl, &[1.0], method, |s| {
            s.rate = Some(0.1);
            s.max_iterations = Some(2);
            change(s);
        });
        let trace = report.trajectory.unwrap_or_default();
        [trace[1].x[0], trace[2].x[0]]
    };
    let close = |found: [f64; 2], wanted: [f64; 2]| {
        let errors = [found[0] - wanted[0], found[1] - wanted[1]];
        assert!(
            errors.iter().all(|e| e.abs() < 1e-15),
            "{found:?} is not {wanted:?}"
        );
    };
    // By hand, from 1 with slope 2x: the first step is 0.1*2, the second keeps a share of it.
    close(
        first_steps(Method::Momentum, |_| ()),
        [0.8, 0.8 - 0.16 - 0.9 * 0.2],
    );
    close(
        first_steps(Method::Momentum, |s| s.momentum = Some(0.5)),
        [0.8, 0.8 - 0.16 - 0.5 * 0.2],
    );
    close(
        first_steps(Method::Nesterov, |_| ()),
        [0.8, 0.8 - 0.18 - 0.1 * 2.0 * (0.8 - 0.18)],
    );
    // Adam's first step has the length of the rate, whatever the slope.
    let adam = first_steps(Method::Adam, |_| ());
    assert!((adam[0] - 0.9).abs() < 1e-8, "{adam:?}");
    let (m, v): (f64, f64) = (0.9 * 0.2 + 0.1 * 1.8, 0.999 * 0.004 + 0.001 * 3.24);
    let second = 0.9 - 0.1 * (m / 0.19) / (v / (1.0 - 0.999 * 0.999)).sqrt();
    assert!((adam[1] - second).abs() < 1e-8, "{adam:?} {second}");
}

#[test]
fn a_walk_that_is_cut_short_answers_with_its_best_point() {
    let bowl = Formula {
        n: 1,
        formula: |x| sq(x[0]),
    };
    for method in [Method::Momentum, Method::Nesterov, Method::Adam] {
        // Too large a rate: the walk climbs, or swings past the minimum.
        let report = run(&bowl, &[1.0], method, |s| {
            s.rate = Some(3.0);
            s.max_iterations = Some(6);
        });
        let trace = report.trajectory.as_ref().expect("a trace");
        let least = trace.iter().map(|i| i.f).fold(f64::INFINITY, f64::min);
        assert_eq!(report.f, least, "{method}: {report:?}");
        assert_eq!(report.f, report.x[0] * report.x[0]);
        assert_eq!(report.termination, Termination::Iterations);
    }
}

#[test]
fn accepted_steps_meet_the_strong_wolfe_conditions() {
    let pairs = Extended::new(6, Offers::Entries);
    let problems: [(&dyn Objective, &[f64]); 4] = [
        (
            &Formula {
                n: 2,
                formula: rosenbrock,
            },
            &[-1.2, 1.0],
        ),
        (
            &Formula {
                n: 4,
                formula: rosenbrock,
            },
            &[3.0, -1.0, 0.5, 2.0],
        ),
        (
            &Formula {
                n: 2,
                formula: beale,
            },
            &[1.0, 1.0],
        ),
        (&pairs, &[-1.2, 1.0, 3.0, -4.0, 0.5, 2.0]),
    ];
    let methods = [
        (Method::Bfgs, 0.9),
        (Method::LBfgs, 0.9),
        (Method::ConjugateGradient, 0.1),
        (Method::GradientDescent, 0.1),
        (Method::NewtonSparse, 0.9),
    ];
    let mut checked = 0;
    for (formula, start) in problems {
        for (method, curvature) in methods {
            // Without places of entries this one is another method.
            if method == Method::NewtonSparse && formula.sparsity().is_none() {
                continue;
            }
            let report = run(formula, start, method, |s| {
                s.line_search = LineSearch::Wolfe;
                s.max_iterations = Some(300);
            });
            let slopes = |x: &[f64]| {
                let mut gradient = vec![0.0; x.len()];
                formula.gradient(x, &mut gradient);
                gradient
            };
            let trace = report.trajectory.expect("a trace");
            for pair in trace.windows(2) {
                let along = |gradient: Vec<f64>| -> f64 {
                    let step = pair[1].x.iter().zip(&pair[0].x).map(|(to, from)| to - from);
                    gradient.iter().zip(step).map(|(g, s)| g * s).sum()
                };
                let (before, after) = (along(slopes(&pair[0].x)), along(slopes(&pair[1].x)));
                // Where values are rounding alone, the slopes decide.
                let noise = 40.0 * f64::EPSILON * pair[0].f.abs();
                assert!(
                    pair[1].f <= pair[0].f + (1e-4 * before).max(-1e300) + noise,
                    "{method}"
                );
                assert!(
                    after.abs() <= 1.0001 * curvature * before.abs() + 1e-300,
                    "{method}: {after} of {before}"
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 300, "{checked}");
}

/// A function with a wall, that counts and may set a flag.
struct Watched<'a> {
    formula: Formula,
    wall: f64,
    asked: AtomicUsize,
    flag: Option<(&'a AtomicBool, usize)>,
}

impl Watched<'_> {
    fn ask(&self, x: &[f64]) -> bool {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some((flag, after)) = self.flag
            && asked >= after
        {
            flag.store(true, Ordering::Relaxed);
        }
        x[0] < self.wall
    }
}

impl Objective for Watched<'_> {
    fn dimension(&self) -> usize {
        self.formula.n
    }
    fn value(&self, x: &[f64]) -> f64 {
        if self.ask(x) {
            self.formula.value(x)
        } else {
            f64::NAN
        }
    }
    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        if self.ask(x) {
            self.formula.gradient(x, out);
        } else {
            out.fill(f64::NAN);
        }
    }
    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        if self.ask(x) {
            self.formula.hessian(x, out);
        } else {
            out.fill(f64::NAN);
        }
    }
}

#[test]
fn a_wall_of_nan_is_not_crossed() {
    for method in general() {
        // The minimum lies just before the wall, and then beyond it.
        for (wall, reachable) in [(1.0001, true), (0.5, false)] {
            let watched = Watched {
                formula: Formula {
                    n: 2,
                    formula: rosenbrock,
                },
                wall,
                asked: AtomicUsize::new(0),
                flag: None,
            };
            let report = run(&watched, &[-1.2, 1.0], method, |_| ());
            let begun = watched.formula.value(&[-1.2, 1.0]);
            assert!(
                report.f.is_finite() && report.x[0] < wall,
                "{method}: {report:?}"
            );
            assert!(
                report.f <= begun || method == Method::Newton,
                "{method}: {report:?}"
            );
            assert!(watched.asked.load(Ordering::Relaxed) < 300_000, "{method}");
            if reachable && must(method, Who::Strong) {
                assert!((report.x[0] - 1.0).abs() < 1e-5, "{method}: {report:?}");
            }
        }
    }
}

#[test]
fn an_interrupt_on_the_way_ends_every_method_soon() {
    for method in general() {
        let flag = Arc::new(AtomicBool::new(false));
        let watched = Watched {
            formula: Formula {
                n: 4,
                formula: rosenbrock,
            },
            wall: f64::INFINITY,
            asked: AtomicUsize::new(0),
            flag: Some((&flag, 12)),
        };
        let report = run(&watched, &[-1.2, 1.0, -1.2, 1.0], method, |s| {
            s.interrupt = Some(Arc::clone(&flag));
        });
        assert_eq!(report.termination, Termination::Interrupted, "{method}");
        assert!(report.f.is_finite());
        // One more round may be under way; the classification asks for a Hessian.
        assert!(watched.asked.load(Ordering::Relaxed) < 60, "{method}");
    }
}

#[test]
fn what_has_no_minimum_ends() {
    let formulas: [fn(&[D]) -> D; 3] = [
        |x| x[0] + x[1],
        |x| x[0].powi(3) - x[1],
        |x| sq(x[1]) - sq(x[0]),
    ];
    for formula in formulas {
        for method in general() {
            let report = run(
                &Named::new(&Formula { n: 2, formula }),
                &[-1.0, 0.5],
                method,
                |_| (),
            );
            let strong = must(method, Who::Strong);
            if strong {
                assert_eq!(
                    report.termination,
                    Termination::Unbounded,
                    "{method}: {report:?}"
                );
            }
        }
    }
}

#[test]
fn work_on_rosenbrock_is_what_it_was() {
    // Value and gradient evaluations: no method may get dearer, and a sudden drop is looked at.
    #[rustfmt::skip]
    let cases: &[(Method, usize, usize)] = &[
        (Method::Bfgs,              35, 60),
        (Method::LBfgs,             35, 60),
        (Method::ConjugateGradient, 60, 110),
        (Method::NewtonSparse,      22, 36),
        (Method::NewtonCg,          22, 36),
    ];
    for &(method, least, most) in cases {
        let report = run(
            &Formula {
                n: 2,
                formula: rosenbrock,
            },
            &[-1.2, 1.0],
            method,
            |_| (),
        );
        let asked = report.evaluations.gradient;
        println!("{method}: {asked} evaluations, {} steps", report.iterations);
        assert!((least..=most).contains(&asked), "{method}: {report:?}");
        assert_eq!(report.termination, Termination::Converged, "{method}");
    }
}
