//! Sessions: what each line of a transcript answers.

mod fits;

use std::fmt::Write;

use gradus::Style;
use gradus::function::all;
use gradus::session::{Outcome, Session, operations};
use gradus::syntax::position;

use crate::support::snapshot;

/// What a line answers, with a caret under what is wrong.
fn answer(session: &mut Session, line: &str) -> String {
    let mut out = String::new();
    match session.run(line) {
        Ok(Outcome::Nothing) => {}
        Ok(Outcome::Value { value, notes, .. }) => {
            for note in notes {
                writeln!(out, "note: {note}").unwrap();
            }
            out += &value.print(Style::Text).expect("a text");
        }
        Ok(Outcome::Defined { text, .. } | Outcome::Assumed { text } | Outcome::Rule { text }) => {
            out += &text
        }
        Ok(other) => panic!("{line}: {other:?}"),
        Err(error) => {
            if let Some(span) = error.span() {
                let column = position(line, span.start as usize).column;
                let width = line[span.start as usize..span.end as usize].chars().count();
                let (before, mark) = (" ".repeat(column - 1), "^".repeat(width.max(1)));
                writeln!(out, "  {before}{mark}").unwrap();
            }
            write!(out, "{} error: {error}", error.kind()).unwrap();
        }
    }
    out
}

/// `> input` lines, a new session at each `# ` line; the snapshot has the answers between.
#[test]
fn transcripts() {
    let mut out = String::new();
    let mut session = Session::new();
    for line in include_str!("../corpus/session/transcript.txt").lines() {
        let Some(input) = line.strip_prefix("> ") else {
            if line.starts_with('#') {
                session = Session::new();
            }
            writeln!(out, "{line}").unwrap();
            continue;
        };
        writeln!(out, "{line}").unwrap();
        let answer = answer(&mut session, input);
        if !answer.is_empty() {
            writeln!(out, "{answer}").unwrap();
        }
    }
    snapshot("session_transcript", out);
}

#[test]
fn an_error_changes_nothing() {
    let mut session = Session::new();
    session.run("a = 2").expect("a definition");
    session.run("f(x) = a*x").expect("a definition");
    for line in [
        "a = b +",
        "b = b",
        "f(x) = 1/0",
        "sin(x) = x",
        "g(x) = x/(x - x)",
        "c = diff(x, 2)",
        "f(1, 2)",
        "1/(a - 2)",
        "piecewise(3, 4)",
        "minimize(x^2)",
        "assume",
        "f(x",
    ] {
        let error = session.run(line).expect_err(line);
        assert!(!error.to_string().is_empty() && !error.kind().is_empty());
        assert_eq!(session.defined_names(), ["a", "f"], "{line}");
        assert_eq!(answer(&mut session, "f(a)"), "4", "{line}");
    }
}

#[test]
fn help_for_every_function_operation_and_definition() {
    let mut session = Session::new();
    for function in all() {
        let row = function.row();
        for name in row.aliases.iter().chain([&row.name]) {
            let help = session.help(name).expect("a help text");
            assert!(
                help.starts_with(row.name) && help.contains(row.help),
                "{name}"
            );
        }
    }
    for operation in operations() {
        let help = session.help(operation.name).expect("a help text");
        assert!(help.contains(operation.signature) && help.contains(operation.help));
    }
    assert_eq!(session.help("f"), None);
    session.run("f(x) = 2*x").expect("a definition");
    assert_eq!(session.help("f").as_deref(), Some("f(x) = 2*x"));
}

/// Results are texts of the language.
#[test]
fn what_is_answered_can_be_asked() {
    let session = Session::new();
    for line in include_str!("../corpus/derivatives/operations.txt").lines() {
        if line.starts_with("latex") {
            continue;
        }
        let value = session.evaluate(line).expect("a value");
        let text = value.print(Style::Text).expect("a text");
        let again = session
            .evaluate(&text)
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(again.print(Style::Text).as_deref(), Ok(&*text), "{line}");
    }
}
