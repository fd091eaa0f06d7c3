//! Fits, minima and pictures over tables at the prompt.

use std::path::PathBuf;

use gradus::data::Table;
use gradus::optimize::fit;
use gradus::session::{Outcome, Session, Value};
use gradus::{Expr, Style};

/// A table in a folder of its own, which goes when the test ends.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gradus-{name}-{}.csv", std::process::id()));
        let rows = "x,y,s\n0,2.1,0.1\n1,1.2,0.1\n2,0.75,0.2\n3,0.4,0.1\n4,0.26,0.1\n";
        std::fs::write(&path, rows).expect("a file");
        File(path)
    }

    fn line(&self, text: &str) -> String {
        text.replace("FILE", &format!("\"{}\"", self.0.display()))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn value(session: &mut Session, line: &str) -> Value {
    match session.run(line) {
        Ok(Outcome::Value { value, .. }) => value,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn fits_are_those_of_the_library_and_can_be_used() {
    let file = File::new("fit");
    let mut session = Session::new();
    let line = file.line("fit(y = a*exp(b*x), FILE, a = 1, b = -1)");
    let Value::Fit(found) = value(&mut session, &line) else {
        panic!("a fit");
    };
    let table = Table::open(&file.0).expect("a table");
    let data = table.columns(&["x", "y"]).expect("columns");
    let [response, model]: [Expr; 2] = ["y", "a*exp(b*x)"].map(|text| text.parse().expect("one"));
    let own = fit(&response, &model, &data).start([("a", 1.0), ("b", -1.0)]);
    let own = own.run().expect("a fit");
    assert_eq!((&found.fit.x, &found.fit.errors), (&own.x, &own.errors));
    let report = Value::Fit(found.clone())
        .print(Style::Text)
        .expect("a text");
    assert!(
        report.starts_with("a = ") && report.contains("\nr_squared = "),
        "{report}"
    );
    // The parameters put in, from the last line or another one.
    for line in ["subs(a*exp(b*x), %)", "subs(a*exp(b*x), %1)"] {
        let Value::Expr(expr) = value(&mut session, line) else {
            panic!("{line}");
        };
        let wanted = own.x[0] * (own.x[1] * 2.0).exp();
        let there = expr.at([("x", 2.0)]).expect("a value");
        assert!(
            (there - wanted).abs() < 1e-12 * wanted,
            "{there}, not {wanted}"
        );
        value(
            &mut session,
            &file.line("fit(y = a*exp(b*x), FILE, a = 1, b = -1)"),
        );
    }
}

#[test]
fn settings_are_those_of_the_verb() {
    let file = File::new("settings");
    let mut session = Session::new();
    let mut fitted = |line: &str| match value(&mut session, &file.line(line)) {
        Value::Fit(found) => found.fit,
        other => panic!("{line}: {other:?}"),
    };
    let plain = fitted("fit(y = a + b*x, FILE)");
    let weighted = fitted("fit(y = a + b*x, FILE, sigma = s)");
    assert!(weighted.has_deviations() && weighted.x != plain.x);
    let weighted = fitted("fit(y = a + b*x, FILE, weights = s)");
    assert_eq!(weighted.weighting(), Some("s"));
    assert_eq!(
        fitted("fit(y = a + b*x, FILE, confidence = 0.9)").confidence,
        0.9
    );
    let bounded = fitted("fit(y = a + b*x, FILE, b = [0, 1])");
    assert_eq!(bounded.value("b"), Some(0.0));
    // A parameter of that name is one.
    let named = fitted("fit(y = sigma + b*x, FILE, sigma = 1)");
    assert_eq!(named.names, ["b", "sigma"]);
}

#[test]
fn definitions_give_parameters_but_no_columns() {
    let file = File::new("defined");
    let mut session = Session::new();
    for line in ["k = 2", "f(t) = a*exp(b*t)", "d = FILE"] {
        session.run(&file.line(line)).expect(line);
    }
    let Value::Fit(found) = value(&mut session, "fit(y = f(x) + k - 2, d, a = 1, b = -1)") else {
        panic!("a fit");
    };
    assert_eq!(found.fit.names, ["a", "b"]);
}

#[test]
fn minima_go_over_the_rows_of_a_file() {
    let file = File::new("rows");
    let mut session = Session::new();
    let line = file.line("minimize(mean((y - a - b*x)^2), FILE, a = 0, b = 0)");
    let Value::Report(found) = value(&mut session, &line) else {
        panic!("a report");
    };
    let Value::Fit(fit) = value(&mut session, &file.line("fit(y = a + b*x, FILE)")) else {
        panic!("a fit");
    };
    for (one, other) in found.x.iter().zip(&fit.fit.x) {
        assert!((one - other).abs() < 1e-6, "{one}, {other}");
    }
    assert!((found.f - fit.fit.rss() / 5.0).abs() < 1e-9);
}

#[cfg(feature = "plot")]
#[test]
fn pictures_have_fits_and_points() {
    let file = File::new("pictures");
    let mut session = Session::new();
    for (line, panels) in [
        ("plot(fit(y = a*exp(b*x), FILE, a = 1, b = -1))", 2),
        ("plot(2*exp(-x/2), FILE)", 1),
        ("plot([x, x^2], x = [0, 1], kind = grid)", 2),
        ("plot(x^2, x = [0, 1], kind = grid, with = derivatives)", 3),
    ] {
        let Value::Figure(figure) = value(&mut session, &file.line(line)) else {
            panic!("{line}");
        };
        assert_eq!(figure.panels.len(), panels, "{line}");
    }
    value(
        &mut session,
        &file.line("fit(y = a*exp(b*x), FILE, a = 1, b = -1)"),
    );
    assert!(matches!(value(&mut session, "plot(%)"), Value::Figure(_)));
}

#[test]
fn what_is_missing_is_told() {
    let file = File::new("missing");
    for (line, words) in [
        ("fit(y = a*x)", "a file with the data"),
        ("fit(a*x, FILE)", "a model such as"),
        ("fit(y = a*x, \"none.csv\")", "none.csv"),
        ("fit(z = a*x, FILE)", "`z` is no column"),
        ("fit(y = x, FILE)", "no parameter"),
        ("fit(y = a*x, FILE, q = 1)", "`q` is no parameter"),
        ("fit(y = a*x, FILE, sigma = q)", "`q`"),
        ("fit(y = a*x, FILE, sigma = 2)", "the name of a column"),
        ("fit(y = a*x, FILE, 3)", "a start such as"),
        ("fit(y = a*x, FILE, FILE)", "a start such as"),
        ("minimize(mean((y - a)^2), \"none.csv\", a = 1)", "none.csv"),
        ("subs(x, minimize(x^2, x = 1), 2)", "an equation such as"),
    ] {
        let error = Session::new().evaluate(&file.line(line)).expect_err(line);
        assert!(error.to_string().contains(words), "{line}: {error}");
    }
}
