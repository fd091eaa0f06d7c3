//! Scripts on standard input.

use super::{gradus, snapshot, transcript};

#[test]
fn scripts_go_on_after_errors() {
    let run = gradus(&[], include_bytes!("../corpus/cli/script.txt"));
    assert!(run.err.is_ascii());
    snapshot("cli_script", &transcript(&run));
}

#[test]
fn a_script_without_error_ends_well() {
    let run = gradus(&[], b"f(x) = x^2\n\n# nothing\nf(3)\r\n");
    assert_eq!(
        (run.out.as_str(), run.err.as_str(), run.status),
        ("9\n", "", 0)
    );
    assert_eq!(gradus(&[], b"").status, 0);
}

#[test]
fn results_are_read_again() {
    let first = gradus(
        &[],
        b"diff(x^2*sin(y), x)\n[x/2, -x^3, 1/(x + 1)]\nx^2 = y\n0.5*x\n",
    );
    let second = gradus(&[], first.out.as_bytes());
    assert_eq!(first.out, second.out);
}

#[test]
fn leaving_is_possible() {
    assert_eq!(gradus(&[], b"1 + 1\nquit\n2 + 2\n").out, "2\n");
}

#[test]
fn bytes_that_are_no_text_are_placed() {
    let run = gradus(&[], b"1 + 1\nx + \xff\xfe\n2 + 2\n");
    assert_eq!(run.out, "2\n4\n");
    assert_eq!(run.err, "error: line 2: byte 4 (from 0) is not UTF-8\n");
    assert_eq!(run.status, 1);
}
