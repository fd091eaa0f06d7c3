//! No false alarm: what gradus derives agrees with differences.

use gradus::verify::{Agreement, Settings, agree, expression};
use gradus::{Expr, Style};
use serde_json::Value;

use crate::support::lines;

/// A formula and the variables in which it is derived, one after the other.
fn cases() -> Vec<(String, Vec<String>)> {
    let mut cases = Vec::new();
    for line in lines(include_str!("../corpus/derivatives/rules.txt")) {
        let (formula, variables) = line.split_once(" ; ").expect("a formula and variables");
        let variables = variables.split_whitespace().map(str::to_owned).collect();
        cases.push((formula.to_owned(), variables));
    }
    for corpus in [
        include_str!("../data/corpora/derivatives-rubi.jsonl"),
        include_str!("../data/corpora/derivatives-sympy.jsonl"),
        include_str!("../data/corpora/gradients-feynman.jsonl"),
    ] {
        for line in corpus.lines() {
            let case: Value = serde_json::from_str(line).expect("a case");
            let formula = case["expr"].as_str().expect("a formula");
            let names = |value: &Value| -> Vec<String> {
                let names = value.as_array().into_iter().flatten();
                names
                    .map(|name| name.as_str().expect("a name").to_owned())
                    .collect()
            };
            match (&case["wrt"], &case["vars"]) {
                (Value::String(name), _) => cases.push((formula.to_owned(), vec![name.clone()])),
                (Value::Array(_), _) => cases.push((formula.to_owned(), names(&case["wrt"]))),
                (_, all) => {
                    for name in names(all) {
                        cases.push((formula.to_owned(), vec![name]));
                    }
                }
            }
        }
    }
    cases
}

#[test]
fn derivatives_of_the_corpora_raise_no_alarm() {
    let cases = cases();
    let (mut wrong, mut undecided, mut exact) = (Vec::new(), Vec::new(), 0);
    let settings = Settings { seed: 7, points: 4 };
    for (formula, variables) in &cases {
        let variables: Vec<&str> = variables.iter().map(String::as_str).collect();
        let mut derivative: Expr = formula.parse().expect("a formula");
        for variable in &variables {
            derivative = derivative.diff(variable).expect("a derivative");
        }
        let text = derivative.print(Style::Text).expect("a text");
        let pending = format!("diff({formula}, {})", variables.join(", "));
        let before = expression(&pending).expect("a pending derivative");
        let after = expression(&text).expect("a derivative");
        match agree(&before, &after, &[], &settings) {
            Agreement::Exact => exact += 1,
            Agreement::Sampled { .. } => {}
            Agreement::Undecided { why } => undecided.push(format!("{pending}: {why}")),
            Agreement::Differs(found) => wrong.push(format!("{pending} = {text}: {found}")),
        }
    }
    assert!(
        wrong.is_empty(),
        "seed {}\n{}",
        settings.seed,
        wrong.join("\n")
    );
    assert!(
        undecided.len() * 100 <= cases.len() * 2,
        "{} of {} undecided\n{}",
        undecided.len(),
        cases.len(),
        undecided.join("\n")
    );
    assert!(exact > 20, "{exact} of {}", cases.len());
}
