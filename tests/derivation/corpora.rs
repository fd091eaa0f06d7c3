//! The derivatives of the corpora: replaying the steps gives what is printed.

use std::fs;
use std::path::Path;

use serde_json::Value;

use gradus::diff::render::Format;
use gradus::session::{Problem, Session, Strategy};
use gradus::verify::{Settings, read};

use super::{derived, same};

/// The files with derivatives.
const FILES: [&str; 3] = [
    "derivatives-rubi.jsonl",
    "derivatives-sympy.jsonl",
    "derivations.jsonl",
];

/// The expressions and variables of a file.
fn cases(file: &str) -> Vec<(String, Vec<String>)> {
    let path = Path::new("tests/data/corpora").join(file);
    let text = fs::read_to_string(&path).expect("a file of cases");
    let names = |value: &Value| match value {
        Value::String(name) => vec![name.clone()],
        Value::Array(names) => names
            .iter()
            .filter_map(|name| Some(name.as_str()?.to_owned()))
            .collect(),
        _ => Vec::new(),
    };
    text.lines()
        .map(|line| {
            let case: Value = serde_json::from_str(line).expect(line);
            let expr = case["expr"].as_str().expect("an expression").to_owned();
            (expr, names(&case["wrt"]))
        })
        .collect()
}

#[test]
fn steps_lead_to_what_is_printed() {
    let mut count = 0;
    let mut failed = Vec::new();
    for file in FILES {
        for (expr, variables) in cases(file) {
            let (printed, derivation) = derived(&expr, &variables);
            count += 1;
            let part = &derivation.parts[0];
            if let Err(gap) = part.replay() {
                let step = part.steps.get(gap.step).map(|step| &step.rule);
                failed.push(format!("{expr}: step {} ({step:?})", gap.step));
            } else if !same(&part.result, &printed) {
                failed.push(format!("{expr}: {} is not {printed}", part.result));
            }
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {count}:\n{}",
        failed.len(),
        failed.join("\n")
    );
    assert!(count >= 500, "{count} derivatives are few");
}

#[test]
fn gradients_are_derived_as_they_are_printed() {
    let session = Session::new();
    let text = fs::read_to_string("tests/data/corpora/gradients-feynman.jsonl").expect("cases");
    let mut different = Vec::new();
    let mut count = 0;
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).expect(line);
        let expr = case["expr"].as_str().expect("an expression");
        let function = session.expression(expr).expect(expr);
        let names = function.free_symbols();
        let printed = session.gradient(&function, &names).expect(expr);
        let problem = Problem::Gradient {
            function,
            variables: names,
        };
        let derivation = session.derivation(&problem, Strategy::Rules).expect(expr);
        for (part, printed) in derivation.parts.iter().zip(printed) {
            let printed = session.shown(printed);
            count += 1;
            assert_eq!(part.replay(), Ok(()), "{expr}");
            if !same(&part.result, &printed) {
                different.push(format!("{expr}: {} is not {printed}", part.result));
            }
        }
    }
    assert!(
        different.is_empty(),
        "{} of {count}:\n{}",
        different.len(),
        different.join("\n")
    );
}

#[test]
fn every_step_is_verified() {
    let settings = Settings::default();
    println!("seed {}", settings.seed);
    let mut failed = Vec::new();
    let mut steps = 0;
    for file in FILES {
        for (expr, variables) in cases(file) {
            let (_, derivation) = derived(&expr, &variables);
            let text = derivation.render(Format::Json).expect(&expr);
            let verdict = read(&text).expect(&expr).verify(&settings);
            steps += verdict.outcomes.len();
            if let Some(fault) = &verdict.fault {
                failed.push(format!("{expr}: {fault}"));
            }
            for (outcome, why) in verdict.undecided() {
                failed.push(format!("{expr}: step {} is undecided: {why}", outcome.step));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(steps > 5_000, "{steps} steps are few");
}
