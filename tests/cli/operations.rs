//! The operations as they are used: one transcript for each file of `tests/corpus/operations`.

use std::path::Path;

use super::verbs::words;
use super::{gradus, snapshot, transcript};

/// What a line of a corpus gives: `> line` at the prompt, `$ words` as a verb, `{…}` as a request.
/// Lines at the prompt up to the next blank line share a session.
fn answers(corpus: &str) -> String {
    let mut out = String::new();
    let mut session = String::new();
    for line in corpus.lines() {
        if let Some(typed) = line.strip_prefix("> ") {
            session += typed;
            session.push('\n');
            let run = gradus(&[], session.as_bytes());
            let before = gradus(
                &[],
                session
                    .trim_end_matches(typed_line(typed).as_str())
                    .as_bytes(),
            );
            let new = |all: &str, old: &str| all.strip_prefix(old).unwrap_or(all).to_owned();
            let (text, errors) = (new(&run.out, &before.out), new(&run.err, &before.err));
            out += &format!("{line}\n{text}");
            out += &errors
                .lines()
                .map(|line| format!("! {line}\n"))
                .collect::<String>();
        } else if let Some(call) = line.strip_prefix("$ gradus ") {
            let words = words(call);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            out += &format!("{line}\n{}\n", transcript(&gradus(&words, b"")));
        } else if line.starts_with('{') {
            out += &format!("{line}\n  {}", gradus(&["batch"], line.as_bytes()).out);
        } else {
            session.clear();
            out += &format!("{line}\n");
        }
    }
    out
}

fn typed_line(typed: &str) -> String {
    format!("{typed}\n")
}

#[test]
fn operations_have_these_answers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/operations");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    for file in files {
        let corpus = std::fs::read_to_string(&file).expect("a text");
        let name = file.file_stem().expect("a name").to_string_lossy();
        snapshot(&format!("operations_{name}"), &answers(&corpus));
    }
}
