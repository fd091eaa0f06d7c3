//! Hard places: edges of the domain, saddles, no minimum, bad input.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use gradus::optimize::{
    Direction, Kind, Method, Objective, OptimizeError, Settings, Termination, classify, optimize,
};
use num_dual::DualNum;

use super::formula::{D, Formula};
use super::{digits, general, run};

fn one(formula: fn(&[D]) -> D) -> Formula {
    Formula { n: 1, formula }
}

fn two(formula: fn(&[D]) -> D) -> Formula {
    Formula { n: 2, formula }
}

type Ending = (
    &'static str,
    Formula,
    &'static [f64],
    Termination,
    Option<Kind>,
);

#[test]
fn endings_of_the_safeguarded_method() {
    use Termination::{Converged, NotFinite, Step, Unbounded};
    #[rustfmt::skip]
    let cases: &[Ending] = &[
        ("start at the minimum", one(|x| x[0] * x[0]), &[0.0], Converged, Some(Kind::Minimum)),
        ("start at a maximum", one(|x| x[0].cos()), &[0.0], Converged, Some(Kind::Minimum)),
        ("start at a saddle", two(|x| x[0] * x[0] + (x[1] * x[1] - 1.0) * (x[1] * x[1] - 1.0)), &[0.0, 0.0], Converged, Some(Kind::Minimum)),
        ("start on a ridge", two(|x| x[0] * x[0] + (x[1] * x[1] - 1.0) * (x[1] * x[1] - 1.0)), &[3.0, 0.0], Converged, Some(Kind::Minimum)),
        ("flat minimum", one(|x| x[0].powi(4)), &[1.0], Converged, Some(Kind::Degenerate)),
        ("monkey saddle", two(|x| x[0].powi(3) - x[0] * x[1] * x[1] * 3.0), &[0.0, 0.0], Converged, Some(Kind::Degenerate)),
        ("constant", one(|_| D::from(3.0)), &[1.0], Converged, Some(Kind::Degenerate)),
        ("a line of minima", two(|x| (x[0] + x[1] - 1.0) * (x[0] + x[1] - 1.0)), &[3.0, 4.0], Converged, Some(Kind::Degenerate)),
        ("line downhill", one(|x| x[0]), &[0.0], Unbounded, None),
        ("cubic", one(|x| x[0].powi(3)), &[-1.0], Unbounded, None),
        ("cubic from above", one(|x| x[0].powi(3)), &[1.0], Converged, Some(Kind::Degenerate)),
        ("saddle without end", two(|x| x[0] * x[0] - x[1] * x[1]), &[1.0, 0.0], Unbounded, None),
        ("logarithm downhill", one(|x| -x[0].ln()), &[1.0], Unbounded, None),
        ("a slope that levels off", one(|x| x[0].recip()), &[1.0], Converged, None),
        ("a hill seen from afar", one(|x| (x[0] * x[0] + 1.0).recip()), &[1.0], Converged, None),
        ("start outside the domain", one(|x| x[0].ln()), &[-1.0], NotFinite, None),
        ("start at a pole", one(|x| x[0].recip()), &[0.0], NotFinite, None),
        ("steep wall", one(|x| (x[0] * 100.0).exp() - x[0]), &[1.0], Converged, Some(Kind::Minimum)),
        ("edge of the domain", one(|x| x[0] - x[0].ln()), &[8.0], Converged, Some(Kind::Minimum)),
        ("overflow nearby", one(|x| (x[0] * x[0]).exp()), &[20.0], Converged, Some(Kind::Minimum)),
        ("kink", one(|x| (x[0] * x[0]).sqrt() + x[0] * 0.5), &[1.0], Step, None),
        ("huge", two(|x| (x[0] - 1.0) * (x[0] - 1.0) * 1e200 + (x[1] - 0.3) * (x[1] - 0.3) * 1e198), &[5.0, 1.0], Converged, Some(Kind::Minimum)),
        ("tiny", two(|x| ((x[1] - x[0] * x[0]).powi(2) * 100.0 + (x[0] - 1.0).powi(2)) * 1e-30), &[-1.2, 1.0], Converged, Some(Kind::Minimum)),
        ("far off zero", one(|x| (x[0] - 1.0).powi(2) + 1e9), &[3.0], Converged, Some(Kind::Minimum)),
    ];
    for (name, formula, start, termination, kind) in cases {
        let report = run(formula, start, Method::Auto, |_| ());
        assert_eq!(report.termination, *termination, "{name}: {report:?}");
        if *termination != Step {
            assert_eq!(report.kind, *kind, "{name}: {report:?}");
        }
        // The same walk, seen from above.
        struct Upside<'a>(&'a Formula);
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
        }
        let up = run(&Upside(formula), start, Method::Auto, |s| {
            s.direction = Direction::Maximize
        });
        assert_eq!(up.termination, *termination, "{name}: {up:?}");
        assert_eq!(up.x, report.x, "{name}");
        if *kind == Some(Kind::Minimum) {
            assert_eq!(up.kind, Some(Kind::Maximum), "{name}");
        }
    }
}

#[test]
fn likelihoods_of_tiny_size_are_not_flat() {
    let likelihood = one(|x| x[0].powi(70) * (-x[0] + 1.0).powi(30));
    // Plain Newton needs a start where the hill curves down.
    for (method, start) in [
        (Method::Auto, 0.6),
        (Method::Auto, 0.05),
        (Method::Newton, 0.68),
    ] {
        let report = run(&likelihood, &[start], method, |s| {
            s.direction = Direction::Maximize
        });
        assert_eq!(report.termination, Termination::Converged, "{report:?}");
        digits(&report.x, &[0.7], 8);
        assert_eq!(report.kind, Some(Kind::Maximum));
    }
}

#[test]
fn a_large_saddle_is_left() {
    // Zero gradient at the start; one direction of 150 goes down.
    let chain = Formula {
        n: 150,
        formula: |x| {
            let walls: D = x.iter().map(|&x| x * x).sum();
            walls + (x[77].powi(4) - x[77] * x[77] * 4.0)
        },
    };
    let report = run(&chain, &[0.0; 150], Method::Auto, |_| ());
    assert_eq!(report.termination, Termination::Converged);
    digits(&[report.f], &[-2.25], 9);
    assert_eq!(report.kind, Some(Kind::Minimum));
}

#[test]
fn descent_that_diverges_says_so() {
    let bowl = one(|x| x[0] * x[0]);
    let report = run(&bowl, &[1.0], Method::GradientDescent, |s| {
        s.rate = Some(1.5)
    });
    assert!(matches!(
        report.termination,
        Termination::NotFinite | Termination::Iterations
    ));
    let report = run(
        &one(|x| x[0].powi(4)),
        &[10.0],
        Method::GradientDescent,
        |s| s.rate = Some(1.0),
    );
    assert_eq!(report.termination, Termination::NotFinite);
    assert!(report.x[0].is_finite() && report.f.is_finite());
    assert!(report.explanation().contains("smaller rate"));
    let report = run(
        &one(|x| -x[0] * x[0]),
        &[1.0],
        Method::GradientDescent,
        |s| s.rate = Some(0.1),
    );
    assert_eq!(report.termination, Termination::Unbounded);
}

#[test]
fn tests_that_are_off_stay_off() {
    let bowl = one(|x| x[0] * x[0]);
    let report = run(&bowl, &[1.0], Method::GradientDescent, |s| {
        s.rate = Some(0.4);
        s.tolerance = Some(0.0);
        s.step_tolerance = Some(0.0);
        s.value_tolerance = Some(0.0);
        s.max_iterations = Some(100);
    });
    assert_eq!(
        (report.termination, report.iterations),
        (Termination::Iterations, 100)
    );
    let none = run(&bowl, &[1.0], Method::Auto, |s| s.max_iterations = Some(0));
    assert_eq!(
        (none.termination, none.iterations),
        (Termination::Iterations, 0)
    );
    assert_eq!(none.x, [1.0]);
}

#[test]
fn an_interrupt_ends_any_method() {
    let bowl = one(|x| x[0] * x[0]);
    for method in general() {
        let report = run(&bowl, &[1.0], method, |s| {
            s.interrupt = Some(Arc::new(AtomicBool::new(true)));
        });
        assert_eq!(report.termination, Termination::Interrupted);
        assert_eq!((report.x.as_slice(), report.f), ([1.0].as_slice(), 1.0));
    }
}

#[test]
fn kinds_by_eigenvalues() {
    #[rustfmt::skip]
    let cases: &[(&[f64], Kind, &[f64])] = &[
        (&[4.0, -1.0, -1.0, 6.0],  Kind::Minimum,    &[3.59, 6.41]),
        (&[-4.0, 1.0, 1.0, -6.0],  Kind::Maximum,    &[-6.41, -3.59]),
        (&[1.0, 0.0, 0.0, -1.0],   Kind::Saddle,     &[-1.0, 1.0]),
        (&[1.0, 1.0, 1.0, 1.0],    Kind::Degenerate, &[0.0, 2.0]),
        (&[0.0, 0.0, 0.0, 0.0],    Kind::Degenerate, &[0.0, 0.0]),
        (&[1.0, 0.0, 0.0, 1e-12],  Kind::Degenerate, &[0.0, 1.0]),
        (&[2e-20],                 Kind::Minimum,    &[0.0]),
        (&[1e300, 0.0, 0.0, 1e299], Kind::Minimum,   &[1e299, 1e300]),
    ];
    for (hessian, kind, eigenvalues) in cases {
        let n = eigenvalues.len();
        let (found, values) = classify(hessian, n).expect("a finite Hessian");
        assert_eq!(found, *kind, "{hessian:?}");
        if eigenvalues[n - 1] < 1e100 {
            digits(&values, eigenvalues, 2);
        }
    }
    assert_eq!(classify(&[], 0), Err(OptimizeError::NoVariables));
    assert_eq!(
        classify(&[1.0; 3], 2),
        Err(OptimizeError::HessianLength {
            expected: 4,
            found: 3
        })
    );
    assert_eq!(
        classify(&[f64::NAN], 1),
        Err(OptimizeError::HessianNotFinite)
    );
}

#[test]
fn bad_problems_are_errors_with_sentences() {
    let bowl = two(|x| x[0] * x[0] + x[1] * x[1]);
    let with = |change: fn(&mut Settings)| {
        let mut settings = Settings::default();
        change(&mut settings);
        settings
    };
    let defaults = Settings::default();
    let nothing = Formula {
        n: 0,
        formula: |_| D::from(1.0),
    };
    #[rustfmt::skip]
    let cases: &[(&Formula, &[f64], Settings, &str)] = &[
        (&nothing, &[], defaults.clone(), "0 variables"),
        (&bowl, &[1.0], defaults.clone(), "needs 2 numbers"),
        (&bowl, &[1.0, f64::NAN], defaults.clone(), "coordinate 2 of the start is NaN"),
        (&bowl, &[1.0, 1.0], with(|s| s.rate = Some(-0.1)), "rate is -0.1"),
        (&bowl, &[1.0, 1.0], with(|s| s.tolerance = Some(f64::NAN)), "tolerance is NaN"),
        (&bowl, &[1.0, 1.0], with(|s| s.step_tolerance = Some(-1.0)), "step_tolerance is -1"),
    ];
    for (objective, start, settings, sentence) in cases {
        let error = optimize(*objective, start, settings).expect_err(sentence);
        assert!(error.to_string().contains(sentence), "{error}");
    }
    let error = "neuton".parse::<Method>().expect_err("no such method");
    assert_eq!(
        error.to_string(),
        "there is no method `neuton`; the methods are auto, gradient-descent, momentum, nesterov, \
         adam, conjugate-gradient, bfgs, l-bfgs, newton, newton-safe, newton-sparse, newton-cg, \
         levenberg-marquardt"
    );
}

#[test]
fn names_of_methods_go_both_ways() {
    let names: Vec<String> = Method::all().map(|m| m.to_string()).collect();
    #[rustfmt::skip]
    assert_eq!(names, [
        "auto", "gradient-descent", "momentum", "nesterov", "adam", "conjugate-gradient", "bfgs",
        "l-bfgs", "newton", "newton-safe", "newton-sparse", "newton-cg", "levenberg-marquardt",
    ]);
    for method in Method::all() {
        assert_eq!(method.to_string().parse(), Ok(method));
    }
}

#[test]
fn numbers_at_the_ends_of_the_range_end_every_method() {
    let formulas: [fn(&[D]) -> D; 4] = [
        |x| (x[0] * x[0] + x[0] * x[1] + x[1] * x[1]) * 1e300,
        |x| (x[0] * x[0] + x[1] * x[1]) * 1e-310,
        |x| (x[0] * 300.0).exp() + (x[1] * x[1] * 50.0).exp(),
        |x| (x[0] - x[1]).powi(9) * 1e290,
    ];
    for formula in formulas {
        for start in [[1.0, 2.0], [1e-200, -1e-300], [1e150, 1.0]] {
            for method in general() {
                let report = run(&two(formula), &start, method, |_| ());
                assert!(!report.explanation().is_empty());
                assert!(report.iterations <= 20_000);
            }
        }
    }
}
