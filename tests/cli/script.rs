//! Scripts on standard input.

use super::{gradus, snapshot, transcript};
use crate::support::Folder;

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

#[test]
fn results_of_a_loaded_file_are_its_own() {
    let folder = Folder::new();
    let file = folder.join("two.txt");
    std::fs::write(&file, "x^2\n% + 1\n").expect("written");
    // In the file `%` is the result before it there, whatever the session had; behind it, the last.
    let script = format!("y\n:load {}\n%\n%1\n%2\n", file.display());
    let run = gradus(&[], script.as_bytes());
    assert_eq!(run.out, "y\nx^2\nx^2 + 1\nx^2 + 1\ny\nx^2\n", "{}", run.err);
    assert_eq!(run.status, 0, "{}", run.err);
}

#[cfg(feature = "plot")]
#[test]
fn the_last_picture_is_saved() {
    let folder = Folder::new();
    let file = folder.join("sine.svg");
    let early = gradus(&[], format!(":save {}\n", file.display()).as_bytes());
    assert_eq!(early.status, 1);
    assert!(
        early.err.contains("there is no picture yet"),
        "{}",
        early.err
    );
    assert!(!file.exists());
    let script = format!(
        "plot(cos(x))\nplot(sin(x))\n1 + 1\n:save {}\n",
        file.display()
    );
    let run = gradus(&[], script.as_bytes());
    assert_eq!(run.status, 0, "{}", run.err);
    let picture = std::fs::read_to_string(&file).expect("the picture");
    assert!(picture.starts_with("<svg"), "{picture}");
    assert!(picture.contains("sin") && !picture.contains("cos"));
}

#[test]
fn commands_work_in_a_pipe() {
    let folder = Folder::new();
    let file = folder.join("walk.txt");
    let first = format!(
        "f(x) = x^2 + \\\n c # a comment\nassume c > 0\nkink zero\n2 + )\ndiff(f(x), x)\n% + f(1)\n:save {}\n",
        file.display()
    );
    let run = gradus(&[], first.as_bytes());
    assert_eq!((run.out.as_str(), run.status), ("2*x\nc + 2*x + 1\n", 1));
    // What was saved gives the same results, however it is run.
    let saved = std::fs::read(&file).expect("the file");
    let again = gradus(&[], &saved);
    assert_eq!(
        (again.out.as_str(), again.status),
        ("2*x\nc + 2*x + 1\n", 0)
    );
    let loaded = gradus(
        &[],
        format!(":load {}\nf(2)\n%2\n", file.display()).as_bytes(),
    );
    assert_eq!(loaded.out, "2*x\nc + 2*x + 1\nc + 4\nc + 2*x + 1\n");
    // A file that loads itself ends.
    std::fs::write(&file, format!("1 + 1\n:load {}\n", file.display())).expect("written");
    let endless = gradus(&[], format!(":load {}\n", file.display()).as_bytes());
    assert_eq!((endless.out.lines().count(), endless.status), (16, 1));
    for run in [run, again, loaded, endless] {
        assert!(!run.out.contains('\x1b') && !run.err.contains('\x1b'));
    }
}
