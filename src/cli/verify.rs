//! The verb `verify`: a derivation from a file, checked step by step.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};

use gradus::verify::{FaultKind, Settings, read};

use super::diagnostics::{self, Diagnostic};
use super::output::{Status, write_line, written};

/// The most that is read; the reader refuses what is longer.
const MOST: u64 = 65 << 20;

/// Checks the derivation of a file.
pub fn run(file: &OsStr, points: u16, seed: u64) -> Status {
    let name = file.to_string_lossy();
    let text = match contents(file) {
        Ok(text) => text,
        Err(error) => {
            diagnostics::error(&format!("can't read `{name}`: {error}"));
            return Status::Input;
        }
    };
    let document = match read(&text) {
        Ok(document) => document,
        Err(error) => {
            diagnostics::error(&format!("{name}: {error}"));
            return Status::Input;
        }
    };
    let settings = Settings {
        seed,
        points: usize::from(points),
    };
    let verdict = document.verify(&settings);
    for note in &verdict.notes {
        diagnostics::note(note);
    }
    for (outcome, why) in verdict.undecided() {
        diagnostics::note(&format!(
            "step {} ({}) is undecided: {why}",
            outcome.step, outcome.rule
        ));
    }
    let Some(fault) = &verdict.fault else {
        let line = write_line(&mut io::stdout().lock(), &verdict.to_string());
        // What could not be decided is not verified.
        let status = match verdict.undecided().next() {
            None => Status::Fine,
            Some(_) => Status::Input,
        };
        return written(line, status);
    };
    let message = fault.to_string();
    match &fault.kind {
        FaultKind::Unreadable { text, error, .. } => {
            let first = message.lines().next().unwrap_or_default();
            Diagnostic::new(first, text, error.span()).show();
        }
        _ => diagnostics::error(&message),
    }
    Status::Input
}

fn contents(file: &OsStr) -> io::Result<String> {
    let mut text = String::new();
    if file == "-" {
        io::stdin().lock().take(MOST).read_to_string(&mut text)?;
    } else {
        File::open(file)?.take(MOST).read_to_string(&mut text)?;
    }
    Ok(text)
}
