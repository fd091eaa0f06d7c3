//! Check my work: right lines pass, wrong ones are found, and each slip is called by its name.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use gradus::session::Session;
use gradus::session::check::{Certainty, CheckReport, Remark, Verdict, Wrong, slips};

use crate::support::snapshot;

fn check(lines: &[&str]) -> CheckReport {
    Session::new().check(lines.iter().copied())
}

/// What is said of the first wrong line.
fn wrong(report: &CheckReport) -> &Wrong {
    let found = report.lines.iter().find_map(|line| match &line.verdict {
        Verdict::Wrong(wrong) => Some(&**wrong),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no wrong line in\n{report}"))
}

/// The name of the slip in the first wrong line, and its sentence.
fn slip(report: &CheckReport) -> (&'static str, String) {
    match &wrong(report).slip {
        Some(slip) => (slip.slip.name, slip.to_string()),
        None => ("none", report.to_string()),
    }
}

/// Each file is checked as a person would have it checked; the snapshot has what is said.
#[test]
fn files_have_these_reports() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/check");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a text");
        let report = Session::new().check(text.lines());
        let name = file.file_stem().expect("a name").to_string_lossy();
        if name.starts_with("right") {
            assert!(report.is_right(), "{name}:\n{report}");
        }
        snapshot(&format!("check_{name}"), format!("{report}\n"));
    }
}

#[test]
fn every_slip_is_called_by_its_name() {
    let mut wrong = String::new();
    for known in slips() {
        let report = check(&known.example);
        let (name, sentence) = match report.first_wrong {
            Some(2) => slip(&report),
            _ => ("nothing wrong", report.to_string()),
        };
        if name != known.name {
            writeln!(
                wrong,
                "{:?} is called {name}, not {}: {sentence}",
                known.example, known.name
            )
            .expect("a text");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_slip_has_its_sentence() {
    let mut text = String::new();
    for known in slips() {
        let report = check(&known.example);
        writeln!(text, "{}:\n{report}\n", known.name).expect("a text");
        assert!(!text.contains("{0}") && !text.contains("{1}"), "{text}");
    }
    snapshot("check_slips", text);
}

/// Slips of differentiation at places deep in a formula, where several rules take part.
#[test]
fn slips_are_found_deep_inside() {
    for (before, wrong, name) in [
        (
            "x*exp(sin(3*x))",
            "diff x: exp(sin(3*x)) + x*exp(sin(3*x))*cos(3*x)",
            "inner derivative missing",
        ),
        (
            "sqrt(1 + x^2)*log(x)",
            "diff x: log(x)/(2*sqrt(1 + x^2)) + sqrt(1 + x^2)/x",
            "inner derivative missing",
        ),
        (
            "exp(2*x)*sin(3*x)",
            "diff x: exp(2*x)*sin(3*x) + exp(2*x)*cos(3*x)",
            "inner derivative missing",
        ),
        (
            "sin(cos(x)*x)",
            "diff x: cos(x*cos(x))*(cos(x) + x*sin(x))",
            "product rule: sign",
        ),
        (
            "log(1 + exp(-x^2))",
            "diff x: 2*x*exp(-x^2)/(1 + exp(-x^2))",
            "sign of a derivative",
        ),
    ] {
        let report = check(&[before, wrong]);
        let (found, sentence) = slip(&report);
        assert_eq!(found, name, "{before}: {sentence}");
    }
}

/// The published code for the Gaussian multiplies by the model with its offset.
#[test]
fn the_published_gaussian_is_found_wrong() {
    let gauss = "I/(sigma*sqrt(2*pi))*exp(-(x - mu)^2/(2*sigma^2))";
    let model = format!("f = b + {gauss}");
    for (variable, factor) in [
        ("sigma", "((x - mu)^2/sigma^3 - 1/sigma)"),
        ("mu", "(x - mu)/sigma^2"),
    ] {
        let report = check(&[
            "assume sigma > 0",
            &model,
            &format!("diff {variable}: f*{factor}"),
        ]);
        assert_eq!(report.first_wrong, Some(3), "{report}");
        let (name, sentence) = slip(&report);
        assert_eq!(name, "replaced", "{sentence}");
        assert!(sentence.starts_with("`f` stands where"), "{sentence}");

        let spelled = format!("(b + {gauss})*{factor}");
        let report = check(&[
            "assume sigma > 0",
            &model,
            &format!("diff {variable}: {spelled}"),
        ]);
        let (name, sentence) = slip(&report);
        assert_eq!(name, "term too many", "{sentence}");
        assert!(sentence.starts_with("the term `b`"), "{sentence}");

        let report = check(&[
            "assume sigma > 0",
            &model,
            &format!("diff {variable}: {gauss}*{factor}"),
        ]);
        assert!(report.is_right(), "{report}");
    }
}

#[test]
fn the_sign_in_the_log_loss_is_found() {
    let report = check(&[
        "p = sigmoid(z)",
        "L = -(y*log(p) + (1 - y)*log(1 - p))",
        "= -(y*log(p) + (y - 1)*log(1 - p))",
    ]);
    assert_eq!(report.first_wrong, Some(3));
    let (name, sentence) = slip(&report);
    assert_eq!(name, "sign of a term", "{sentence}");
    assert!(sentence.contains("the sign of the term"), "{sentence}");
    assert!(sentence.contains("log(1 - p)*(y - 1)"), "{sentence}");
}

#[test]
fn a_root_is_not_differentiable_at_its_end() {
    for claim in ["differentiable: x >= 0", "differentiable(sqrt(x)): x >= 0"] {
        let report = check(&["sqrt(x)", claim]);
        assert_eq!(report.first_wrong, Some(2), "{report}");
        let Verdict::Refuted { point, .. } = &report.lines[1].verdict else {
            panic!("{report}")
        };
        assert_eq!(point, &[("x".to_owned(), 0.0)]);
    }
}

#[test]
fn claims_about_domains() {
    for (expr, claim, point) in [
        ("sqrt(x)", "differentiable: x > 0", None),
        ("sqrt(x)", "domain: x >= 0", None),
        ("sqrt(x)", "domain: x >= -1", Some(-1.0)),
        ("abs(x - 2)", "differentiable: everywhere", Some(2.0)),
        ("abs(x - 2)", "differentiable: x > 2", None),
        ("x*abs(x)", "differentiable: everywhere", None),
        ("relu(x)", "differentiable: x >= 0", Some(0.0)),
        ("1/(x - 3)", "domain: x > 0", Some(3.0)),
        ("cbrt(x)", "differentiable: everywhere", Some(0.0)),
        ("floor(x)", "differentiable: x > 0 and x < 1", None),
        ("max(x, 2*x - 1)", "differentiable: x > 0", Some(1.0)),
        ("log(x^2 - 1)", "domain: x > 1", None),
        ("log(x^2 - 1)", "domain: x >= 1", Some(1.0)),
        ("sign(x)", "differentiable: everywhere", Some(0.0)),
        (
            "piecewise(x < 1, x^2, 2*x - 1)",
            "differentiable: everywhere",
            None,
        ),
        (
            "piecewise(x < 1, x^2, 2*x)",
            "differentiable: everywhere",
            Some(1.0),
        ),
    ] {
        let report = check(&[expr, claim]);
        let found = match &report.lines[1].verdict {
            Verdict::Holds { .. } => None,
            Verdict::Refuted { point, .. } => Some(point[0].1),
            other => panic!("{expr}, {claim}: {other:?}"),
        };
        assert_eq!(found, point, "{expr}, {claim}: {report}");
    }
}

#[test]
fn steps_that_change_the_domain_are_right_with_a_note() {
    let note = |lines: &[&str]| {
        let report = check(lines);
        assert!(report.is_right(), "{report}");
        report.lines.last().expect("a line").notes.clone()
    };
    let wider = note(&["x/x", "= 1"]);
    assert_eq!(wider, [Remark::Wider(vec!["x != 0".to_owned()])]);
    let narrower = note(&["log(x^2)", "= 2*log(x)"]);
    assert_eq!(narrower, [Remark::Narrower(vec!["x > 0".to_owned()])]);
    assert_eq!(note(&["sqrt(x^2)", "= abs(x)"]), []);
    assert_eq!(note(&["assume x > 0", "log(x^2)", "= 2*log(x)"]), []);
    assert_eq!(note(&["log(x)", "diff x: 1/x"]), []);
    assert_eq!(note(&["x^2 + x", "= x*(x + 1)"]), []);
}

#[test]
fn equality_is_exact_where_it_can_be() {
    let report = check(&["sin(x)^2 + cos(x)^2", "= 1"]);
    let Verdict::Right { certainty, .. } = &report.lines[1].verdict else {
        panic!("{report}")
    };
    assert_eq!(*certainty, Certainty::Exact);
}

#[test]
fn small_readable_points_show_what_is_wrong() {
    let report = check(&["x^2", "diff x: 3*x"]);
    let witness = wrong(&report).witness.clone().expect("a point");
    assert_eq!(witness.point, [("x".to_owned(), 2.0)]);
    assert_eq!((witness.left, witness.right), (4.0, 6.0));
}

#[test]
fn lines_that_cannot_be_read_are_passed_over() {
    let report = check(&["x^2 + x", "x*(x + 1", "= x*(x + 1)", "foo: x", "= x + x^2"]);
    assert_eq!(report.first_wrong, None);
    assert!(!report.is_right());
    let Verdict::Unreadable { span, .. } = &report.lines[1].verdict else {
        panic!("{report}")
    };
    assert_eq!(span.map(|span| span.start), Some(2));
    assert_eq!(report.lines[2].notes, [Remark::HeldAgainst(1)]);
    assert!(matches!(
        report.lines[3].verdict,
        Verdict::UnknownWord { .. }
    ));
    assert!(matches!(report.lines[4].verdict, Verdict::Right { .. }));
}

#[test]
fn places_are_those_of_the_whole_line() {
    for (line, start) in [
        ("  = x + (", 8),
        ("diff x: 2*x + )", 14),
        ("f(x) = x = x*(", 13),
        ("  f(x) = x*(", 11),
        ("differentiable: x +", 19),
    ] {
        let report = check(&["x", line]);
        let Verdict::Unreadable { span, .. } = &report.lines[1].verdict else {
            panic!("{report}")
        };
        assert_eq!(span.map(|span| span.start), Some(start), "{line}");
    }
}

#[test]
fn nothing_is_nothing_to_check() {
    for lines in [&[][..], &[""], &["# only a remark", "", "   "]] {
        let report = check(lines);
        assert!(report.is_right() && report.lines.is_empty());
        assert_eq!(report.to_string(), "there was nothing to check");
    }
}

/// Whatever stands in a line, there is a report.
#[test]
fn nonsense_has_a_report() {
    let nonsense = [
        ":",
        "=",
        "==",
        "= =",
        "a = = b",
        "'",
        "''",
        "d/dx",
        "d/dx:",
        "diff",
        "diff:",
        "diff x:",
        "diff x: diff y: 2",
        "gradient: ",
        "gradient: [x",
        "gradient: x",
        "domain:",
        "domain: 3",
        "domain(: x > 0",
        "differentiable: x = 2",
        "data:",
        "data: :",
        "assume",
        "assume x >",
        "assume 3",
        "rule",
        "rule a: x => y",
        "y'",
        "y' = 2",
        "dy/dx = 3",
        "f(x) =",
        "f(f) = f",
        "f'(x) = f(x)",
        "x = x = x",
        "[1, 2]",
        "[[1, 2], [3]]",
        "= [1, 2]",
        "[]",
        "1/0",
        "= 1/0",
        "0/0 = 1",
        "x!",
        "sum(i, i, 1, n)",
        "= n*(n + 1)/2",
        "sum(x)",
        "mean(y) = 2",
        "solve(x^2, x)",
        "plot(x)",
        "limit(x, x, 0)",
        "taylor(x, x = 0)",
        "x < 2",
        "x < 2 = y",
        "#",
        "\u{0}",
        "é",
        "∑",
        "equation: x = 2",
        "minimize(x^2, x = 1)",
        "latex(x)",
        "check(x, x)",
        "eval(x)",
        "e = 3",
        "pi",
        "x' = 2",
        "sin' = cos",
        "sin = cos",
        "diff(x) = 1",
        "diff(x^2, 3)",
        "gradient(x^2) = [2*x]",
    ];
    // Each after a line that can be read, and all together in both orders.
    for line in nonsense {
        let report = check(&["x^2", line, "= x*x"]);
        assert!(!report.to_string().is_empty());
    }
    let report = check(&nonsense);
    assert!(!report.to_string().is_empty());
    let reversed: Vec<&str> = nonsense.iter().rev().copied().collect();
    assert!(!check(&reversed).to_string().is_empty());
}

#[test]
fn long_files_and_long_lines_end_soon() {
    let start = Instant::now();
    // A chain that is wrong at one place.
    let mut lines: Vec<String> = (0..10_000).map(|at| format!("x + {at} - {at}")).collect();
    lines[7_000] = "x + 1".to_owned();
    let report = Session::new().check(lines.iter().map(String::as_str));
    assert_eq!(report.first_wrong, Some(7_001));

    let sum: Vec<String> = (1..5_000).map(|at| format!("{at}*x^{}", at % 50)).collect();
    let long = sum.join(" + ");
    let report = check(&[&long, &format!("= {long}"), &format!("= {long} + x")]);
    assert_eq!(report.first_wrong, Some(3), "{}", report.lines[2].verdict);

    let deep = format!("{}x{}", "sin(".repeat(50_000), ")".repeat(50_000));
    let report = check(&[&deep, &format!("= {deep}"), &format!("diff x: {deep}")]);
    assert_eq!(report.lines.len(), 3);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// Lines made from each other by the engine itself are right: derivatives and simplifications.
#[test]
fn right_lines_are_not_called_wrong() {
    let corpus = include_str!("../corpus/derivatives/rules.txt");
    let mut tried = 0;
    for text in corpus
        .lines()
        .filter(|line| !line.starts_with('#'))
        .take(80)
    {
        let text = text.split(" ; ").next().unwrap_or(text);
        let Ok(expr) = text.parse::<gradus::Expr>() else {
            continue;
        };
        let free = expr.free_symbols();
        let Some(variable) = free.first() else {
            continue;
        };
        let Ok(derivative) = expr.diff(variable) else {
            continue;
        };
        let Ok(simple) = derivative.simplify() else {
            continue;
        };
        let report = check(&[
            text,
            &format!("diff {variable}: {derivative}"),
            &format!("= {simple}"),
        ]);
        assert_eq!(report.first_wrong, None, "{report}");
        tried += 1;
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn operations_of_the_language_check_too() {
    let session = Session::new();
    let said = |text: &str| {
        let value = session.evaluate(text).expect("a report");
        value.print(gradus::Style::Text).expect("a text")
    };
    assert!(said("check(x^2*sin(x), 2*x*sin(x) + x^2*cos(x))").contains("right: the derivative"));
    let wrong = said("check(x^2*sin(x), 2*x*sin(x))");
    assert!(
        wrong.contains("the product rule's term `x^2*cos(x)` is missing"),
        "{wrong}"
    );
    assert!(session.evaluate("check()").is_err());
}
