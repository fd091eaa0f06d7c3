//! Derivations in all formats.

mod formulas;
mod markup;
mod pinned;
mod samples;

use gradus::Expr;
use gradus::diff::derivation::{Depth, Derivation, Part, Shape, Step};
use gradus::diff::render::Format;
use gradus::expr::TooLong;

use crate::support::snapshot;
use markup::{check_latex, check_mathml, check_tags};
use samples::{ALL, derivation};

fn render(derivation: &Derivation, format: Format) -> String {
    let text = derivation
        .render(format)
        .expect("a text that is short enough");
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{text}");
    text
}

/// The formulas of a page.
fn formulas(page: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for piece in page.split("<math ").skip(1) {
        let (_, rest) = piece.split_once('>').expect("a tag");
        found.push(rest.split_once("</math>").expect("an end tag").0);
    }
    found
}

/// Whatever is wrong with what a derivation is written as.
fn check(name: &str, derivation: &Derivation) {
    let page = render(derivation, Format::Html);
    check_tags(&page).unwrap_or_else(|error| panic!("{name}: {error}"));
    for formula in formulas(&page) {
        check_mathml(formula).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    for foreign in ["http", "<script", "<link", "<img", "@import", "url("] {
        assert!(!page.contains(foreign), "{name}: {foreign}");
    }
    let latex = render(derivation, Format::Latex);
    check_latex(&latex).unwrap_or_else(|error| panic!("{name}: {error}"));
    for format in [Format::Text, Format::Unicode] {
        for line in render(derivation, format).lines() {
            assert_eq!(line, line.trim_end(), "{name}");
        }
    }
    check_json(name, derivation, &render(derivation, Format::Json));
}

/// JSON holds what the derivation holds.
fn check_json(name: &str, derivation: &Derivation, text: &str) {
    let read: serde_json::Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(read["format"], "gradus derivation");
    assert_eq!(read["version"], 1);
    let same = |value: &serde_json::Value, expr: &Expr| {
        let text = value.as_str().expect("a text");
        assert_eq!(&samples::expr(text), expr, "{name}: {text}");
    };
    let parts = read["parts"].as_array().expect("parts");
    assert_eq!(parts.len(), derivation.parts.len());
    for (value, part) in parts.iter().zip(&derivation.parts) {
        assert_eq!(value["label"].as_str(), part.label.as_deref());
        same(&value["problem"], &part.problem);
        same(&value["result"], &part.result);
        let steps = value["steps"].as_array().expect("steps");
        assert_eq!(steps.len(), part.steps.len());
        for (value, step) in steps.iter().zip(&part.steps) {
            assert_eq!(value["rule"], *step.rule);
            assert_eq!(value["level"], step.level);
            assert_eq!(value["depth"], step.depth.name());
            assert_eq!(value["place"], serde_json::json!(step.place));
            same(&value["before"], &step.before);
            same(&value["after"], &step.after);
            same(&value["current"], &step.current);
            let values = value["parts"].as_object().expect("parts");
            assert_eq!(values.len(), step.parts.len());
            for ((name, value), (own, expr)) in values.iter().zip(&step.parts) {
                assert_eq!(name, own);
                same(value, expr);
            }
            let values = value["conditions"].as_array().expect("conditions");
            assert_eq!(values.len(), step.conditions.len());
            for (value, expr) in values.iter().zip(&step.conditions) {
                same(value, expr);
            }
            assert_eq!(value.as_object().expect("a step").len(), 9);
        }
    }
}

#[test]
fn samples_in_all_formats() {
    for (name, sample) in ALL {
        let derivation = derivation(sample);
        check(name, &derivation);
        for (word, format) in Format::ALL {
            assert_eq!(Format::named(word), Some(format));
            assert_eq!(format.name(), word);
            // A page is long, and its formulas are tested one by one.
            if format != Format::Html || name == "product" {
                let text = render(&derivation, format);
                snapshot(&format!("render_{name}_{word}"), text);
            }
        }
        snapshot(&format!("render_{name}_snapshot"), derivation.snapshot());
    }
}

#[test]
fn depths() {
    let whole = derivation(samples::QUOTIENT);
    let mut out = String::new();
    for (word, depth) in Depth::ALL {
        let derivation = whole.at(depth);
        check(word, &derivation);
        out += &format!("== {word} ==\n{derivation}\n\n");
    }
    snapshot("render_depths", out);
}

#[test]
fn every_line_of_text_is_read_again() {
    for (name, sample) in ALL {
        let derivation = derivation(sample);
        let text = render(&derivation, Format::Text);
        let mut found = 0;
        for line in text.lines() {
            let line = line.trim_start();
            let Some(rest) = line.strip_prefix("= ") else {
                continue;
            };
            // The rule stands behind several spaces, which no expression has.
            let expression = rest.split("    ").next().unwrap_or("");
            samples::expr(expression);
            found += 1;
        }
        let steps: usize = derivation.parts.iter().map(|part| part.steps.len()).sum();
        assert!(found >= steps, "{name}: {found} of {steps}");
    }
}

#[test]
fn a_page_folds_what_only_the_curious_read() {
    let page = render(&derivation(samples::QUOTIENT), Format::Html);
    assert_eq!(page.matches("<details open>").count(), 2);
    assert_eq!(page.matches("<details>").count(), 1);
    let textbook = derivation(samples::QUOTIENT).at(Depth::Textbook);
    let page = render(&textbook, Format::Html);
    assert_eq!(page.matches("<details>").count(), 0);
    assert!(page.contains("<title>Derivation of d/dx (5·x²/(3·x + 1))</title>"));
}

/// One step that consists of one that consists of one, and so on.
fn nested(count: usize) -> Derivation {
    let [before, after] = ["diff(x^2, x)", "2*x"].map(samples::expr);
    let steps = (0..count).map(|level| Step {
        rule: "power rule".into(),
        parts: vec![("u", before.clone())],
        level,
        depth: Depth::Textbook,
        before: before.clone(),
        after: after.clone(),
        current: after.clone(),
        place: vec![0; 3],
        conditions: vec![after.clone()],
    });
    let part = Part {
        label: None,
        problem: before.clone(),
        steps: steps.collect(),
        result: after.clone(),
    };
    Derivation {
        parts: vec![part],
        shape: Shape::One,
    }
}

#[test]
fn depth_is_no_danger() {
    check("nested", &nested(500));
    let deep = nested(20_000);
    for (_, format) in Format::ALL {
        let text = render(&deep, format);
        let length = text.len();
        assert!(length < 20_000 * 1000, "{} {length}", format.name());
    }
    assert!(deep.snapshot().lines().count() == 20_002);
}

#[test]
fn levels_may_be_skipped() {
    // Where a depth leaves out what lies between, what is deeper is shown all the same.
    let mut odd = nested(4);
    odd.parts[0].steps[0].level = 3;
    odd.parts[0].steps[2].level = 7;
    check("odd levels", &odd);
    check(
        "nothing",
        &Derivation {
            parts: vec![],
            shape: Shape::One,
        },
    );
}

#[test]
fn what_is_too_long_is_refused_with_its_length() {
    // A tower of sums that are shared: small in memory, and far too long as a text.
    let mut expr = Expr::symbol("x");
    for _ in 0..100 {
        expr = (&expr + 1) * (&expr + 2);
    }
    let mut derivation = nested(2);
    derivation.parts[0].steps[1].current = expr;
    for (_, format) in Format::ALL {
        let found = derivation.render(format);
        assert!(
            matches!(found, Err(TooLong { characters }) if characters > 1 << 90),
            "{}",
            format.name()
        );
    }
    assert!(derivation.to_string().starts_with("(the text would have "));
    // Each expression is short enough, and all of them are not.
    let terms: Vec<String> = (0..20_000).map(|at| format!("sin(x{at})^2")).collect();
    let sum = samples::expr(&terms.join(" + "));
    let mut derivation = nested(120);
    for step in &mut derivation.parts[0].steps {
        step.current = sum.clone();
    }
    let found = derivation.render(Format::Text);
    assert!(matches!(found, Err(TooLong { characters }) if characters > 16 << 20));
}

/// Functions with variables in which they are derived one after the other.
const DERIVED: [(&str, &[&str]); 10] = [
    ("5*x^2/(3*x + 1)", &["x"]),
    ("x^2*sin(x)", &["x"]),
    ("exp(-x^2/2)/sqrt(2*pi)", &["x", "x"]),
    ("p^k*(1 - p)^(n - k)", &["p"]),
    (
        "-sum(y*log(sigmoid(w*x + b)) + (1 - y)*log(1 - sigmoid(w*x + b)))/m",
        &["w"],
    ),
    ("50 - 1/50*x^2*(x - 6)*y^2*(y - 6)", &["x", "y"]),
    ("x^3*log(abs(x)) - sqrt(x)*tan(x)/x!", &["x"]),
    ("piecewise(x < 0, -x, x^sigma_1)", &["x"]),
    ("f(x^2)*sum(x^i, i, 1, n)", &["x"]),
    ("max(x, y)^atan2(x, y)", &["x"]),
];

#[test]
fn derivations_of_the_engine() {
    for (text, variables) in DERIVED {
        let function: Expr = text.parse().expect("a function");
        let derivation = function.derivation(variables).expect("a derivation");
        for (depth, shown) in Depth::ALL.map(|(_, depth)| (depth, derivation.at(depth))) {
            check(&format!("{text} {}", depth.name()), &shown);
            let again = function.derivation(variables).expect("a derivation");
            assert_eq!(shown.snapshot(), again.at(depth).snapshot(), "{text}");
            if let Some(folder) = std::env::var_os("GRADUS_RENDER") {
                write_to(&folder, text, &shown, depth);
            }
        }
    }
}

/// Writes what people look at; see `tools/latex/run`.
fn write_to(folder: &std::ffi::OsStr, text: &str, derivation: &Derivation, depth: Depth) {
    let name = text.replace(|c: char| !c.is_alphanumeric(), "_");
    for (format, ending) in [(Format::Latex, "tex"), (Format::Html, "html")] {
        let file = format!("{name}.{}.{ending}", depth.name());
        let path = std::path::Path::new(folder).join(file);
        std::fs::write(path, render(derivation, format)).expect("a folder that can be written");
    }
}
