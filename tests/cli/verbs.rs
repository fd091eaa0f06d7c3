//! The verbs.

use super::{gradus, snapshot, transcript};

/// The words of a line; single quotes keep blanks.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, piece) in line.split('\'').enumerate() {
        match at % 2 {
            0 => words.extend(piece.split_whitespace().map(str::to_owned)),
            _ => words.push(piece.to_owned()),
        }
    }
    words
}

#[test]
fn verbs_have_these_answers() {
    let mut text = String::new();
    for line in include_str!("../corpus/cli/verbs.txt").lines() {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let run = gradus(&words, b"");
        assert!(run.err.is_ascii(), "{line}");
        text.push_str(&format!("$ gradus {line}\n{}\n", transcript(&run)));
    }
    snapshot("cli_verbs", &text);
}

#[test]
fn every_verb_has_help() {
    let run = gradus(&["--help"], b"");
    assert_eq!(run.status, 0);
    for verb in [
        "diff",
        "gradient",
        "hessian",
        "jacobian",
        "directional",
        "eval",
        "subs",
        "minimize",
        "maximize",
        "simplify",
        "latex",
        #[cfg(feature = "plot")]
        "plot",
        "verify",
        "batch",
    ] {
        assert!(run.out.contains(verb), "{verb}");
        let short = gradus(&["help", verb], b"");
        let long = gradus(&[verb, "--help"], b"");
        assert_eq!((short.status, long.status), (0, 0), "{verb}");
        assert!(short.out.contains("Usage: gradus"), "{verb}: {}", short.out);
    }
}

#[test]
fn the_version_is_told() {
    let run = gradus(&["--version"], b"");
    assert_eq!(run.out, format!("gradus {}\n", env!("CARGO_PKG_VERSION")));
}
