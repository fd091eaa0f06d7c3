//! Manual pages and completions.

use super::gradus;
use crate::support::Folder;

/// A few verbs of each kind: with arguments of their own, from a row of operations, without any.
const VERBS: [&str; 6] = ["diff", "minimize", "fit", "taylor", "eigenvalues", "batch"];

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = gradus(&["completions", shell], b"");
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{shell}");
        for verb in VERBS {
            assert!(run.out.contains(verb), "{shell}: {verb}");
        }
        assert!(run.out.contains("start"), "{shell}");
    }
    assert_eq!(gradus(&["completions", "csh"], b"").status, 2);
}

#[test]
fn the_manual_has_every_command() {
    let run = gradus(&["man"], b"");
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(run.out.contains(".TH gradus 1"), "{}", run.out);
    let folder = Folder::new();
    let path = folder.to_str().expect("a path");
    let run_all = gradus(&["man", path], b"");
    assert_eq!((run_all.status, run_all.err.as_str()), (0, ""));
    for verb in VERBS {
        assert!(run.out.contains(&format!("gradus\\-{verb}(1)")), "{verb}");
        let page = std::fs::read_to_string(folder.join(format!("gradus-{verb}.1")));
        let page = page.unwrap_or_else(|error| panic!("{verb}: {error}"));
        assert!(page.contains(".SH SYNOPSIS"), "{verb}");
    }
    let nowhere = gradus(
        &["man", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")],
        b"",
    );
    assert_eq!(nowhere.status, 1);
    assert!(nowhere.err.contains("can't write"), "{}", nowhere.err);
}
