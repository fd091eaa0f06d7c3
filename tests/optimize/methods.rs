//! Every method on a table of problems, and what each promises.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use gradus::optimize::{
    Bounds, Direction, LineSearch, Method, Objective, Report, Settings, Termination, optimize,
};
use num_dual::DualNum;

use super::formula::{D, Formula};
use super::run;

fn sq(d: D) -> D {
    d * d
}

fn rosenbrock(x: &[D]) -> D {
    (1..x.len())
        .map(|i| sq(x[i] - sq(x[i - 1])) * 100.0 + sq(-x[i - 1] + 1.0))
        .sum()
}

fn beale(x: &[D]) -> D {
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
enum Who {
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

fn must(method: Method, who: Who) -> bool {
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
struct Named<'a>(&'a Formula, Vec<(usize, usize)>);

impl<'a> Named<'a> {
    fn new(formula: &'a Formula) -> Self {
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
        for method in Method::all() {
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
        for method in Method::all().filter(|m| !matches!(m, Method::Auto | Method::NewtonSafe)) {
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
        for method in Method::all().filter(|m| !matches!(m, Method::Auto | Method::NewtonSafe)) {
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
    for method in Method::all() {
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
    for method in Method::all() {
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
        for method in Method::all() {
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

/// The extended function of Rosenbrock with what a sparse objective offers.
struct Extended {
    n: usize,
    places: Vec<(usize, usize)>,
    offers: Offers,
}

/// What of second derivatives an objective has.
#[derive(Clone, Copy, PartialEq)]
enum Offers {
    Entries,
    Products,
    Nothing,
}

impl Extended {
    fn new(n: usize, offers: Offers) -> Self {
        let rows = (0..n).flat_map(|row| {
            let pair = (row % 2 == 1).then(|| (row, row - 1));
            pair.into_iter().chain([(row, row)])
        });
        Extended {
            n,
            places: rows.collect(),
            offers,
        }
    }

    fn start(&self) -> Vec<f64> {
        (0..self.n)
            .map(|at| if at % 2 == 0 { -1.2 } else { 1.0 })
            .collect()
    }
}

impl Objective for Extended {
    fn dimension(&self) -> usize {
        self.n
    }
    fn value(&self, x: &[f64]) -> f64 {
        (x.chunks(2))
            .map(|p| 100.0 * (p[1] - p[0] * p[0]).powi(2) + (1.0 - p[0]).powi(2))
            .sum()
    }
    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        for (p, g) in x.chunks(2).zip(out.chunks_mut(2)) {
            let r = p[1] - p[0] * p[0];
            g[0] = -400.0 * p[0] * r - 2.0 * (1.0 - p[0]);
            g[1] = 200.0 * r;
        }
    }
    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        assert!(self.n < 100, "a dense Hessian of {} variables", self.n);
        let mut entries = vec![0.0; self.places.len()];
        self.hessian_entries(x, &mut entries);
        out.fill(0.0);
        for (&(row, column), entry) in self.places.iter().zip(entries) {
            out[row * self.n + column] = entry;
            out[column * self.n + row] = entry;
        }
    }
    fn sparsity(&self) -> Option<&[(usize, usize)]> {
        (self.offers == Offers::Entries).then_some(&*self.places)
    }
    fn hessian_entries(&self, x: &[f64], out: &mut [f64]) {
        for (p, h) in x.chunks(2).zip(out.chunks_mut(3)) {
            h[0] = 1200.0 * p[0] * p[0] - 400.0 * p[1] + 2.0;
            h[1] = -400.0 * p[0];
            h[2] = 200.0;
        }
    }
    fn hessian_times(&self, x: &[f64], v: &[f64], out: &mut [f64]) -> bool {
        for ((p, v), out) in x.chunks(2).zip(v.chunks(2)).zip(out.chunks_mut(2)) {
            let diagonal = 1200.0 * p[0] * p[0] - 400.0 * p[1] + 2.0;
            out[0] = diagonal * v[0] - 400.0 * p[0] * v[1];
            out[1] = -400.0 * p[0] * v[0] + 200.0 * v[1];
        }
        self.offers == Offers::Products
    }
}

#[test]
fn many_variables() {
    #[rustfmt::skip]
    let cases: &[(Method, Offers, usize, usize)] = &[
        (Method::LBfgs,             Offers::Nothing,  35, 65),
        (Method::NewtonSparse,      Offers::Entries,  22, 36),
        (Method::NewtonCg,          Offers::Entries,  20, 40),
        (Method::NewtonCg,          Offers::Products, 20, 40),
        (Method::NewtonCg,          Offers::Nothing,  50, 250),
        (Method::ConjugateGradient, Offers::Nothing,  60, 140),
    ];
    for &(method, offers, least, most) in cases {
        let extended = Extended::new(10_000, offers);
        let mut settings = Settings::new(method, Direction::Minimize);
        settings.tolerance = Some(1e-8);
        let report = optimize(&extended, &extended.start(), &settings).expect("a problem");
        println!(
            "{method}: {:?} in {:?}",
            report.evaluations, report.duration
        );
        assert_eq!(report.termination, Termination::Converged, "{method}");
        assert!(report.x.iter().all(|x| (x - 1.0).abs() < 1e-7), "{method}");
        let asked = report.evaluations.gradient;
        assert!((least..=most).contains(&asked), "{method}: {asked}");
    }
}

#[test]
fn formulas_offer_products_and_sparse_entries() {
    // A ring of variables, in which each meets its neighbours, and all meet in the last term.
    let n = 60;
    let mut text = String::from("(0");
    for at in 1..=n {
        text += &format!(" + x{at}");
    }
    text += ")^4/1000";
    for at in 1..=n {
        let next = at % n + 1;
        text += &format!(" + cosh(x{at} - x{next}/2 - {at}/50)");
    }
    let f: gradus::Expr = text.parse().expect("a formula");
    let start: Vec<(String, f64)> = (1..=n).map(|at| (format!("x{at}"), 0.5)).collect();
    let reference = gradus::minimize(&f)
        .start(start.clone())
        .run()
        .expect("a minimum");
    assert_eq!(reference.termination, Termination::Converged);
    for method in [
        Method::NewtonCg,
        Method::NewtonSparse,
        Method::LBfgs,
        Method::Bfgs,
    ] {
        let minimum = gradus::minimize(&f)
            .start(start.clone())
            .method(method)
            .run();
        let minimum = minimum.expect("a minimum");
        assert!(
            (minimum.f - reference.f).abs() < 1e-10 * reference.f.abs(),
            "{method}"
        );
        for (x, wanted) in minimum.x.iter().zip(&reference.x) {
            assert!((x - wanted).abs() < 1e-6, "{method}: {x} is not {wanted}");
        }
        let products = minimum.evaluations.product;
        assert_eq!(products > 0, method == Method::NewtonCg, "{method}");
    }
    // The products are those of the dense Hessian.
    let names: Vec<String> = (1..=n).map(|at| format!("x{at}")).collect();
    let function = f.compile(&names).expect("a function");
    let x: Vec<f64> = (0..n).map(|at| 0.3 + 0.01 * at as f64).collect();
    let v: Vec<f64> = (0..n).map(|at| (at as f64 * 0.7).sin()).collect();
    let mut product = vec![0.0; n];
    assert!(Objective::hessian_times(&function, &x, &v, &mut product));
    let dense = function.hessian(&x).expect("a Hessian");
    for (row, found) in dense.iter().zip(&product) {
        let wanted: f64 = row.iter().zip(&v).map(|(h, v)| h * v).sum();
        assert!(
            (found - wanted).abs() < 1e-10 * wanted.abs().max(1.0),
            "{found} {wanted}"
        );
    }
}
