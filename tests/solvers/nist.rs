//! The reference fits of NIST, from both starts and from none, with all defaults.

use std::path::{Path, PathBuf};

use gradus::data::Data;
use gradus::optimize::{Fit, fit};
use serde_json::Value;

use super::expr;

/// Digits asked of every parameter and standard error; of easy problems, more.
const DIGITS: f64 = 6.0;
const EASY: f64 = 10.0;

struct Problem {
    json: Value,
    data: Data,
}

impl Problem {
    fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/nist");
        let entries = std::fs::read_dir(folder).expect("the folder of the data");
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
        paths.sort();
        assert_eq!(paths.len(), 9, "nine problems");
        paths.iter().map(|path| Problem::read(path)).collect()
    }

    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).expect("a problem");
        let csv = std::fs::read_to_string(path.with_extension("csv")).expect("its table");
        let mut lines = csv.lines();
        let names: Vec<&str> = lines.next().expect("a header").split(',').collect();
        let rows: Vec<Vec<f64>> = lines
            .map(|line| {
                line.split(',')
                    .map(|cell| cell.parse().expect("a number"))
                    .collect()
            })
            .collect();
        let columns = names
            .iter()
            .enumerate()
            .map(|(at, name)| (*name, rows.iter().map(|row| row[at]).collect()));
        Problem {
            json: serde_json::from_str(&text).expect("JSON"),
            data: Data::from_columns(columns).expect("a table"),
        }
    }

    fn numbers(&self, field: &str) -> Vec<(String, f64)> {
        let object = self.json[field].as_object().expect("an object");
        object
            .iter()
            .map(|(name, value)| (name.clone(), value.as_f64().expect("a number")))
            .collect()
    }

    fn fitted(&self, start: Option<&str>) -> Fit {
        let model = self.json["model"].as_str().expect("a model");
        let (response, model) = model.split_once(" = ").expect("an equation");
        let mut fitting = fit(&expr(response), &expr(model), &self.data);
        if let Some(start) = start {
            fitting = fitting.start(self.numbers(start));
        }
        fitting.run().expect("a fit")
    }

    /// The fewest digits in which numbers agree with the certified ones.
    fn digits(&self, field: &str, found: impl Fn(&str) -> Option<f64>) -> f64 {
        let certified = self.numbers(field);
        certified
            .iter()
            .fold(f64::INFINITY, |least, (name, value)| {
                let off = (found(name).expect("a parameter") - value).abs() / value.abs();
                assert!(!off.is_nan(), "{name} is not a number");
                least.min(-off.max(1e-16).log10())
            })
    }
}

fn judge(problem: &Problem, start: &str, found: &Fit) {
    let name = problem.json["name"].as_str().unwrap_or("?");
    let wanted = if problem.json["level"] == "lower" {
        EASY
    } else {
        DIGITS
    };
    let parameters = problem.digits("certified", |name| found.value(name));
    let errors = problem.digits("sd", |name| found.error(name));
    assert!(
        parameters >= wanted,
        "{name} from {start}: {parameters} digits\n{found}"
    );
    assert!(
        errors >= wanted,
        "{name} from {start}: errors {errors} digits\n{found}"
    );
    let rss = problem.json["rss"].as_f64().expect("a sum");
    assert!(
        (found.rss() / rss - 1.0).abs() < 1e-9,
        "{name}: {} {rss}",
        found.rss()
    );
    assert_eq!(
        found.freedom,
        problem.json["dof"].as_i64().expect("degrees")
    );
}

#[test]
fn certified_values_from_both_starts() {
    for problem in Problem::all() {
        for start in ["start1", "start2"] {
            judge(&problem, start, &problem.fitted(Some(start)));
        }
    }
}

#[test]
fn certified_values_without_a_start() {
    // Sums of peaks and of like exponentials need one.
    let needy = ["Gauss1", "MGH17"];
    for problem in Problem::all() {
        let name = problem.json["name"].as_str().expect("a name");
        if !needy.contains(&name) {
            judge(&problem, "no start", &problem.fitted(None));
        }
    }
}
