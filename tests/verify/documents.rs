//! Derivations written by hand: right as they are, and refused with the right number when any text
//! of any step is changed.

use std::thread;

use gradus::verify::{Agreement, Fault, FaultKind, Settings, Verdict, agree, expression, read};
use serde_json::Value;

use super::mutations::{changed, mutations};

pub const DOCUMENTS: [(&str, &str); 12] = [
    ("chain", include_str!("../corpus/verify/chain.json")),
    (
        "likelihood",
        include_str!("../corpus/verify/likelihood.json"),
    ),
    ("line", include_str!("../corpus/verify/line.json")),
    ("log_loss", include_str!("../corpus/verify/log_loss.json")),
    ("piecewise", include_str!("../corpus/verify/piecewise.json")),
    (
        "polynomial",
        include_str!("../corpus/verify/polynomial.json"),
    ),
    ("power", include_str!("../corpus/verify/power.json")),
    ("product", include_str!("../corpus/verify/product.json")),
    ("quotient", include_str!("../corpus/verify/quotient.json")),
    ("second", include_str!("../corpus/verify/second.json")),
    (
        "trigonometry",
        include_str!("../corpus/verify/trigonometry.json"),
    ),
    ("unknown", include_str!("../corpus/verify/unknown.json")),
];

const SETTINGS: Settings = Settings { seed: 3, points: 8 };

pub fn verified(text: &str, settings: &Settings) -> Verdict {
    match read(text) {
        Ok(document) => document.verify(settings),
        Err(error) => panic!("{error}\n{text}"),
    }
}

#[test]
fn derivations_by_hand_are_right() {
    let mut wrong = Vec::new();
    for (name, text) in DOCUMENTS {
        for seed in 1..=6 {
            let settings = Settings {
                seed,
                ..Settings::default()
            };
            let verdict = verified(text, &settings);
            let undecided = verdict.undecided().count();
            if !verdict.holds() || undecided > 0 || !verdict.notes.is_empty() {
                wrong.push(format!(
                    "{name}, seed {seed}: {verdict} {:?} {:?}",
                    verdict.notes,
                    verdict.undecided().collect::<Vec<_>>()
                ));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A text of a document: the part, the step in it (nothing for the ends), and the field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub part: usize,
    pub step: Option<usize>,
    pub field: &'static str,
}

/// Every expression of a document that says something, with the number of the step that must be
/// named when it is changed.
pub fn places(document: &Value) -> Vec<(Place, usize)> {
    let mut found = Vec::new();
    let mut first = 0;
    for (part, value) in document["parts"]
        .as_array()
        .expect("parts")
        .iter()
        .enumerate()
    {
        let steps = value["steps"].as_array().expect("steps");
        for at in 0..steps.len() {
            for field in ["before", "after", "current"] {
                let step = Some(at);
                found.push((Place { part, step, field }, first + at + 1));
            }
        }
        let top = |step: &Value| step["level"] == 0;
        let last = steps.iter().rposition(top).expect("a step at the top");
        let end = |field| Place {
            part,
            step: None,
            field,
        };
        found.push((end("problem"), first + 1));
        found.push((end("result"), first + last + 1));
        first += steps.len();
    }
    found
}

pub fn slot(document: &mut Value, place: Place) -> &mut Value {
    let part = &mut document["parts"][place.part];
    match place.step {
        Some(step) => &mut part["steps"][step][place.field],
        None => &mut part[place.field],
    }
}

/// Whether a change of a text changes what it says.
pub fn matters(before: &str, after: &str) -> bool {
    match (expression(before), expression(after)) {
        (Ok(a), Ok(b)) => {
            let forth = agree(&a, &b, &[], &SETTINGS);
            let back = agree(&b, &a, &[], &SETTINGS);
            let same =
                |agreement| matches!(agreement, Agreement::Exact | Agreement::Sampled { .. });
            !(same(forth) && same(back))
        }
        _ => true,
    }
}

/// The number of the step that a fault names.
fn named(fault: &Fault) -> usize {
    fault.step.unwrap_or(0)
}

/// Changes every text of a document in every way. Says how many changes there were, and which were
/// not answered with the number of the step.
fn tampered(name: &str, text: &str) -> (usize, Vec<String>, Vec<String>) {
    let original: Value = serde_json::from_str(text).expect("JSON");
    let (mut count, mut wrong, mut open) = (0, Vec::new(), Vec::new());
    for (place, number) in places(&original) {
        let mut document = original.clone();
        let old = slot(&mut document, place)
            .as_str()
            .expect("a text")
            .to_owned();
        for new in mutations(&old) {
            if !matters(&old, &new) {
                continue;
            }
            count += 1;
            *slot(&mut document, place) = Value::String(new.clone());
            let verdict = verified(&document.to_string(), &SETTINGS);
            let what = format!("{name} {place:?}: {old} -> {new}");
            match &verdict.fault {
                Some(fault) if named(fault) == number => {}
                Some(fault) => wrong.push(format!("{what}: not step {number}: {fault}")),
                None if verdict
                    .undecided()
                    .any(|(outcome, _)| outcome.step == number) =>
                {
                    open.push(what);
                }
                None => wrong.push(format!("{what}: accepted")),
            }
        }
    }
    (count, wrong, open)
}

#[test]
fn every_change_of_every_step_is_named() {
    let results: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = DOCUMENTS
            .map(|(name, text)| scope.spawn(move || tampered(name, text)))
            .into_iter()
            .collect();
        (threads.into_iter())
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    let count: usize = results.iter().map(|(count, ..)| count).sum();
    let wrong: Vec<&str> = results
        .iter()
        .flat_map(|(_, wrong, _)| wrong)
        .map(|s| &**s)
        .collect();
    let open: Vec<&str> = results
        .iter()
        .flat_map(|(.., open)| open)
        .map(|s| &**s)
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {count}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        open.len() * 100 <= count,
        "{} of {count}\n{}",
        open.len(),
        open.join("\n")
    );
    assert!(count > 1000, "{count} changes");
}

#[test]
fn random_changes_are_never_accepted() {
    let rounds = crate::support::rounds(150);
    let seed = 20_240_517;
    let mut samples = crate::support::Samples(seed);
    let mut wrong = Vec::new();
    for round in 0..rounds {
        let (name, text) = DOCUMENTS[samples.below(DOCUMENTS.len())];
        let mut document: Value = serde_json::from_str(text).expect("JSON");
        let all = places(&document);
        let mut first = usize::MAX;
        let mut what = String::new();
        for _ in 0..1 + samples.below(2) {
            let (place, number) = all[samples.below(all.len())];
            // Two changes of one step may make another step that is right.
            if number == first {
                continue;
            }
            let old = slot(&mut document, place)
                .as_str()
                .expect("a text")
                .to_owned();
            let new = changed(&old, &mut |count| samples.below(count));
            if matters(&old, &new) {
                what += &format!(" {place:?}: {old} -> {new};");
                *slot(&mut document, place) = Value::String(new);
                first = first.min(number);
            }
        }
        if first == usize::MAX {
            continue;
        }
        let verdict = verified(&document.to_string(), &SETTINGS);
        let open = verdict
            .undecided()
            .any(|(outcome, _)| outcome.step <= first);
        match &verdict.fault {
            // Two changes may cancel in the first place and show in the second.
            Some(fault) if named(fault) >= first => {}
            None if open => {}
            other => wrong.push(format!("round {round}, {name},{what} {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "seed {seed}\n{}", wrong.join("\n"));
}

#[test]
fn what_is_malformed_is_named() {
    let step = |level: usize, before: &str, after: &str| {
        format!(
            r#"{{"rule": "rule", "level": {level}, "before": "{before}", "after": "{after}", "current": "{after}"}}"#
        )
    };
    let document = |steps: &[String], result: &str| {
        format!(
            r#"{{"format": "gradus derivation", "version": 1, "parts": [{{"problem": "x + x", "result": "{result}", "steps": [{}]}}]}}"#,
            steps.join(", ")
        )
    };
    let fault = |text: &str| verified(text, &SETTINGS).fault.expect("a fault");

    let jump = fault(&document(
        &[step(0, "x + x", "2*x"), step(2, "x + x", "2*x")],
        "2*x",
    ));
    assert_eq!(
        jump.kind,
        FaultKind::Level {
            found: 2,
            highest: 1
        }
    );
    assert_eq!(jump.step, Some(2));
    let early = fault(&document(&[step(1, "x + x", "2*x")], "2*x"));
    assert_eq!(
        early.kind,
        FaultKind::Level {
            found: 1,
            highest: 0
        }
    );
    assert_eq!(early.step, Some(1));
    let unread = fault(&document(&[step(0, "x + x", "2*(x")], "2*x"));
    assert!(matches!(
        unread.kind,
        FaultKind::Unreadable { field: "after", .. }
    ));
    assert_eq!(unread.step, Some(1));
    let list = fault(&document(&[step(0, "x + x", "[x, x]")], "2*x"));
    assert!(matches!(list.kind, FaultKind::Reads { .. }));
    let empty = fault(&document(&[], "3*x"));
    assert_eq!((empty.part, empty.step), (1, None));
    assert!(verified(&document(&[], "2*x"), &SETTINGS).holds());
    // A child that ends elsewhere than its parent.
    let child = fault(&document(
        &[step(0, "x + x", "2*x"), step(1, "x + x", "3*x")],
        "2*x",
    ));
    assert_eq!(child.step, Some(2));
    let deep: Vec<String> = (0..200).map(|level| step(level, "x + x", "2*x")).collect();
    assert!(matches!(
        fault(&document(&deep, "2*x")).kind,
        FaultKind::Level { found: 64, .. }
    ));
}

#[test]
fn steps_that_are_not_shown_are_not_missed() {
    // The steps of `full` alone, and all below the top, left out.
    for (name, text) in DOCUMENTS {
        for depth in ["summary", "textbook"] {
            let mut document: Value = serde_json::from_str(text).expect("JSON");
            for part in document["parts"].as_array_mut().expect("parts") {
                let steps = part["steps"].as_array_mut().expect("steps");
                steps.retain(|step| {
                    step["depth"] == "summary" || depth == "textbook" && step["depth"] == "textbook"
                });
            }
            let verdict = verified(&document.to_string(), &SETTINGS);
            assert!(verdict.holds(), "{name} {depth}: {verdict}");
        }
    }
}

#[test]
fn lists_are_compared_entry_by_entry() {
    let document = |second: &str| {
        format!(
            r#"{{"format": "gradus derivation", "version": 1, "parts": [{{"problem": "[diff(x*y, x), diff(x*y, y)]", "result": "[y, {second}]", "steps": [
            {{"rule": "partials", "level": 0, "before": "[diff(x*y, x), diff(x*y, y)]", "after": "[y, {second}]", "current": "[y, {second}]"}}]}}]}}"#
        )
    };
    assert!(verified(&document("x"), &SETTINGS).holds());
    let fault = verified(&document("y"), &SETTINGS).fault.expect("a fault");
    assert_eq!(fault.step, Some(1));
}
