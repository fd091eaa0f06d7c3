//! All roots and critical points in a box: what is found, what is proved, and that nothing false is.

use std::time::{Duration, Instant};

use gradus::Expr;
use gradus::optimize::{
    RegionKind, SolutionKind, Solutions, Termination, all_critical_points, all_roots, find_root,
};

/// How far a certified point may be from the known one, beside its size.
const CLOSE: f64 = 1e-9;

/// No search of these takes longer, on a slow machine that is busy with other things too.
const LONG: Duration = Duration::from_secs(10);

fn expr(text: &str) -> Expr {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// `x=0..5, y=-1..inf`
fn ranges(text: &str) -> Vec<(String, f64, f64)> {
    let range = |text: &str| {
        let (name, ends) = text.split_once('=').expect("a range");
        let (lower, upper) = ends.split_once("..").expect("a range");
        let number = |text: &str| text.parse().expect("a number");
        (name.trim().to_owned(), number(lower), number(upper))
    };
    text.split(',').map(range).collect()
}

fn timed(name: &str, search: impl FnOnce() -> Solutions) -> Solutions {
    let start = Instant::now();
    let found = search();
    let took = start.elapsed();
    assert!(took < LONG, "{name}: took {took:?}");
    found
}

fn roots(equations: &str, box_: &str) -> Solutions {
    let equations: Vec<Expr> = equations.split(';').map(expr).collect();
    let mut search = all_roots(&equations);
    for (name, lower, upper) in ranges(box_) {
        search = search.range(name, lower, upper);
    }
    timed(box_, || search.run().expect("a search"))
}

fn critical(function: &str, box_: &str) -> Solutions {
    let mut search = all_critical_points(&expr(function));
    for (name, lower, upper) in ranges(box_) {
        search = search.range(name, lower, upper);
    }
    timed(function, || search.run().expect("a search"))
}

/// A point of the table: its coordinates and its kind.
type Known = (Vec<f64>, String);

/// Each function of the table with its box and its points.
fn table() -> Vec<(String, String, String, Vec<Known>)> {
    let mut cases: Vec<(String, String, String, Vec<Known>)> = Vec::new();
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/enclose/critical.txt"
    );
    let text = std::fs::read_to_string(path).expect("the table");
    for line in text.lines() {
        if let [name, function, area] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] {
            cases.push((
                name.to_owned(),
                function.to_owned(),
                area.to_owned(),
                Vec::new(),
            ));
            continue;
        }
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let kind = words.pop().expect("a kind").to_owned();
        let x = words
            .iter()
            .map(|word| word.parse().expect("a number"))
            .collect();
        cases.last_mut().expect("a function").3.push((x, kind));
    }
    cases
}

fn is_near(x: &[f64], known: &[f64]) -> bool {
    x.iter()
        .zip(known)
        .all(|(x, known)| (x - known).abs() <= CLOSE * known.abs().max(1.0))
}

/// All points of the table are found, certified and of the right kind, and no others.
#[test]
fn all_critical_points_are_found_and_certified() {
    let cases = table();
    assert!(cases.len() >= 20);
    for (name, function, area, known) in cases {
        let found = critical(&function, &area);
        let list = found.to_string();
        assert_eq!(found.points.len(), known.len(), "{name}:\n{list}");
        assert!(found.is_complete(), "{name}:\n{list}");
        for (x, kind) in &known {
            let point = found.points.iter().find(|point| is_near(&point.x, x));
            let point = point.unwrap_or_else(|| panic!("{name}: {x:?} is missing\n{list}"));
            assert_eq!(&point.kind.to_string(), kind, "{name} at {x:?}");
            for ((lower, upper), x) in point.enclosure.iter().map(|ends| (ends[0], ends[1])).zip(x)
            {
                // The table has 17 digits, so that its numbers may lie a rounding outside.
                let slack = 4.0 * f64::EPSILON * x.abs().max(1e-14);
                assert!(
                    lower - slack <= *x && *x <= upper + slack,
                    "{name}: {x} in {lower}..{upper}"
                );
                assert!(upper - lower <= CLOSE, "{name}");
            }
        }
        // The lowest value there is, by the points and by bisection, is between the bounds.
        let minimum = found.minimum.as_ref().expect("a minimum");
        assert!(minimum.lower <= minimum.upper, "{name}");
        let lowest = (found.points.iter()).map(|point| point.value_enclosure[1]);
        let lowest = lowest.fold(f64::INFINITY, f64::min);
        assert!(minimum.lower <= lowest, "{name}: {minimum:?}");
        if function.contains("log") || function.contains("1/x") {
            continue;
        }
        assert!(
            minimum.upper - minimum.lower <= 1e-8 * minimum.upper.abs().max(1.0),
            "{name}: {minimum:?}"
        );
    }
}

/// Every seed gives the same: nothing is random. Another split of the box gives the same points.
#[test]
fn the_points_do_not_depend_on_the_box() {
    let f = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2";
    for area in [
        "x=-6..6,y=-6..6",
        "x=-5.3..7,y=-9..4.7",
        "x=-50..60,y=-70..50",
    ] {
        let found = critical(f, area);
        assert!(
            found.is_complete() && found.points.len() == 9,
            "{area}: {found}"
        );
    }
}

#[test]
fn roots_are_found_in_order() {
    for (f, area, count) in [
        ("x^2 - 2", "x=0..5", 1),
        ("cos(x) - x", "x=-10..10", 1),
        ("sin(x)", "x=-10..10", 7),
        ("sin(1/x)", "x=0.01..1", 31),
        ("exp(x) - log(x)", "x=-5..20", 0),
        (
            "3*x^2*cos(x) - x^3*sin(x) - sin(x) - x*cos(x)",
            "x=-20..20",
            14,
        ),
        (
            "(x-1)*(x-2)*(x-3)*(x-4)*(x-5)*(x-6)*(x-7)*(x-8)*(x-9)*(x-10)",
            "x=0..20",
            10,
        ),
        ("abs(x-1) - 1/2", "x=-5..5", 2),
        ("if x < 0 then -x-1 else x-1", "x=-3..5", 2),
        ("log(x)", "x=-3..5", 1),
        ("1/x", "x=-3..5", 0),
        ("tan(x) - x", "x=1..20", 5),
        ("sqrt(-1 - x^2)", "x=-3..5", 0),
        ("x^3 - x - 1", "x=-1e300..1e300", 1),
        ("x - 5", "x=0..5", 1),
        ("x - 0.1", "x=0.1..5", 1),
        ("x^2 + 1", "x=-1e300..1e300", 0),
        ("1e300*x - 1", "x=-1..1", 1),
        ("gamma(x) - 2", "x=0.1..5", 2),
    ] {
        let found = roots(f, area);
        assert_eq!(found.points.len(), count, "{f}: {found}");
        assert!(found.is_complete(), "{f}: {found}");
        assert!(found.points.is_sorted_by(|a, b| a.x < b.x), "{f}: {found}");
        let function = expr(f).compile(["x"]).expect("a function");
        for point in &found.points {
            let [lower, upper] = point.enclosure[0];
            assert!(lower <= point.x[0] && point.x[0] <= upper, "{f}: {found}");
            assert!(
                function.value(&point.x).abs()
                    <= 1e-6 * (1.0 + function.value(&[upper + 0.1]).abs()),
                "{f}: {found}"
            );
        }
    }
}

#[test]
fn what_is_certified_has_its_digits() {
    // Strongly curved beside poles, and hardly curved at all: equation, box, roots.
    let cases: &[(&str, &str, &[f64])] = &[
        (
            "1.13/x + 0.13*x^2 - 1.02*x",
            "x=-3..3",
            &[-0.991_729_891_777_438_3, 1.138_354_458_403_718_2],
        ),
        (
            "1/x + sinh(0.7 - x)",
            "x=-3..3",
            &[-0.593_356_792_188_652_3, 1.374_906_231_481_970_2],
        ),
        (
            "1/x + sinh(0.7 - x)",
            "x=0.1..3",
            &[1.374_906_231_481_970_2],
        ),
        ("exp(x) - 1e5", "x=-100..100", &[11.512_925_464_970_229]),
        ("x^9 - 2", "x=-50..50", &[1.080_059_738_892_306]),
    ];
    for (equation, box_, known) in cases {
        let found = roots(equation, box_);
        assert!(found.is_complete(), "{equation}: {found}");
        assert_eq!(found.points.len(), known.len(), "{equation}: {found}");
        for (point, known) in found.points.iter().zip(*known) {
            assert!(is_near(&point.x, &[*known]), "{equation}: {found}");
            let [lower, upper] = point.enclosure[0];
            assert!(
                upper - lower <= 1e-12 * upper.abs(),
                "{equation}: {point:?}"
            );
        }
    }
    let found = critical("0.21*x^2 + 1.9/x^2 + 0.95*x^3", "x=-3..3");
    for point in &found.points {
        let [lower, upper] = point.enclosure[0];
        assert!(upper - lower <= 1e-12 * upper.abs(), "{point:?}");
    }
    let [only] = found.points.as_slice() else {
        panic!("{found}");
    };
    assert!(is_near(&only.x, &[1.031_303_418_343_946_2]), "{found}");
}

#[test]
fn systems_have_their_roots() {
    let found = roots("x^2 + y^2 - 1; x - y", "x=-2..2,y=-2..2");
    assert!(found.is_complete() && found.points.len() == 2, "{found}");
    let half = 0.5_f64.sqrt();
    assert!(
        is_near(&found.points[0].x, &[-half, -half]) && is_near(&found.points[1].x, &[half, half])
    );
    // Two circles that do not meet, and two that touch.
    assert!(
        roots("x^2 + y^2 - 1; (x-3)^2 + y^2 - 1", "x=-5..5,y=-5..5")
            .points
            .is_empty()
    );
    let touching = roots("x^2 + y^2 - 1; (x-2)^2 + y^2 - 1", "x=-5..5,y=-5..5");
    assert!(
        touching.points.iter().all(|point| !point.certified),
        "{touching}"
    );
    assert!(!touching.is_complete());
}

/// What Newton's method can't decide is told, and is not called certified.
#[test]
fn multiple_roots_are_not_certified() {
    for (f, at, exists) in [
        ("x^2", 0.0, true),
        ("x^3", 0.0, true),
        ("(x-1)^2", 1.0, true),
        ("(x - 1/3)^3", 1.0 / 3.0, true),
        ("x*abs(x)", 0.0, true),
        ("cos(x) - 1", 0.0, false),
    ] {
        let found = roots(f, "x=-3..5");
        let [point] = &found.points[..] else {
            panic!("{f}: {found}");
        };
        assert!(!point.certified && !found.is_complete(), "{f}: {found}");
        assert!(point.exists || !exists, "{f}: {found}");
        assert!((point.x[0] - at).abs() < 1e-4, "{f}: {found}");
    }
    assert_eq!(
        roots("x^2", "x=-3..5").points[0].kind,
        SolutionKind::Multiple
    );
}

/// Poles, jumps and ends of domains are no roots, and hide none.
#[test]
fn what_is_no_root_is_not_told() {
    for f in [
        "1/x",
        "sign(x) + 1/2",
        "floor(x) + 1/2",
        "1/(x-1)^3",
        "atan2(x, -1) + x/10 - 1e9",
    ] {
        let found = roots(f, "x=-3..5");
        assert!(
            found
                .points
                .iter()
                .all(|point| !point.certified && !point.exists),
            "{f}: {found}"
        );
    }
    // A jump over 0 is not a change of sign that proves a root.
    let jump = roots("if x < 1/3 then -1 else 1", "x=-3..5");
    assert!(jump.points.iter().all(|point| !point.exists), "{jump}");
}

#[test]
fn degenerate_sets_are_told_as_such() {
    let sauna = critical("50 - 1/50*x^2*(x-6)*y^2*(y-6)", "x=0..5,y=0..5");
    let certified: Vec<_> = sauna
        .points
        .iter()
        .filter(|point| point.certified)
        .collect();
    assert_eq!(certified.len(), 1, "{sauna}");
    assert!(is_near(&certified[0].x, &[4.0, 4.0]), "{sauna}");
    assert!((1..=4).contains(&sauna.undecided.len()), "{sauna}");
    for region in &sauna.undecided {
        assert_ne!(region.kind, RegionKind::Undecided, "{sauna}");
        let thin = region.area.iter().any(|[lower, upper]| upper - lower < 0.1);
        assert!(thin, "a line: {sauna}");
    }
    let circle = critical("(x^2 + y^2 - 1)^2", "x=-2..2,y=-2..2");
    assert!(
        circle
            .undecided
            .iter()
            .all(|region| region.kind == RegionKind::Degenerate),
        "{circle}"
    );
    assert_eq!(circle.undecided.len(), 1, "{circle}");
    let all = roots("0*x", "x=-3..5");
    assert_eq!(all.undecided.len(), 1);
    assert_eq!(all.undecided[0].kind, RegionKind::Everywhere);
    let monkey = critical("x^3 - 3*x*y^2", "x=-1..1.2,y=-1..1.3");
    assert!(monkey.points.len() == 1 && !monkey.points[0].certified && monkey.points[0].exists);
    let flat = critical("x^4 + y^4", "x=-2..2,y=-2..2");
    assert!(
        flat.points.len() == 1 && !flat.points[0].certified,
        "{flat}"
    );
}

/// Nothing that is typed makes it fail or run on.
#[test]
fn hostile_input_ends_with_a_report() {
    for (f, area) in [
        ("sin(x)", "x=-1e300..1e300"),
        ("sin(1/x)", "x=-1..1"),
        ("x*sin(1/x)", "x=0..1"),
        ("exp(exp(exp(x)))", "x=-1e3..1e3"),
        ("1e-300*x", "x=-1e300..1e300"),
        ("x - x^1.000001", "x=0..2"),
        ("sum(sin(k*x), k, 1, 50)", "x=0..3"),
        ("(x - 1)^20", "x=0..3"),
        ("0/(x - x^2 + 5)", "x=0..1"),
        ("sqrt(x)*sqrt(-x)", "x=-1..1"),
        ("max(x, 0)*min(x, 0)", "x=-1..1"),
        ("atan2(0*x, x)", "x=-1..1"),
        ("x", "x=0..0"),
        ("x + 1", "x=0..0"),
    ] {
        let found = roots(f, area);
        for point in &found.points {
            assert!(point.x[0].is_finite(), "{f}: {found}");
        }
    }
    let x = expr("x");
    assert!(
        all_roots(std::slice::from_ref(&x))
            .range("x", 1.0, 0.0)
            .run()
            .is_err()
    );
    assert!(
        all_roots(std::slice::from_ref(&x))
            .range("x", f64::NAN, 0.0)
            .run()
            .is_err()
    );
    assert!(
        all_roots(std::slice::from_ref(&x))
            .range("y", 0.0, 1.0)
            .run()
            .is_err()
    );
    assert!(
        all_roots(&[x.clone(), x.clone()])
            .range("x", 0.0, 1.0)
            .run()
            .is_err()
    );
    assert!(all_roots(&[]).run().is_err());
    assert!(all_critical_points(&x).run().is_err());
}

#[test]
fn one_root_from_a_start() {
    let system = [expr("x^2 + y^2 - 4"), expr("exp(x) + y - 1")];
    for start in [[1.0, -1.0], [-2.0, 1.0], [10.0, 10.0], [-300.0, 200.0]] {
        let report = find_root(&system)
            .start([("x", start[0]), ("y", start[1])])
            .run()
            .unwrap();
        assert_eq!(
            report.termination,
            Termination::Converged,
            "{start:?}: {report}"
        );
        assert!(
            report.certified && report.residual < 1e-12,
            "{start:?}: {report}"
        );
    }
    // Plain Newton's method runs away from here.
    let report = find_root(&[expr("atan(x)")])
        .start([("x", 3.0)])
        .run()
        .unwrap();
    assert!(report.certified && report.x[0].abs() < 1e-12, "{report}");
    // No root: it ends where the equation is nearest to 0, and says so.
    let report = find_root(&[expr("x^2 + 1")])
        .start([("x", 3.0)])
        .run()
        .unwrap();
    assert!(
        !report.certified && report.termination != Termination::Converged,
        "{report}"
    );
    let report = find_root(&[expr("log(x)")])
        .start([("x", -1.0)])
        .run()
        .unwrap();
    assert_eq!(report.termination, Termination::NotFinite);
}
