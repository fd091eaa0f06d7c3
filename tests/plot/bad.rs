//! What can't be drawn or written: messages, status 1, and files that stay whole.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::Folder;

fn gradus(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the command starts");
    (
        output.status.code().expect("not killed"),
        String::from_utf8(output.stdout).expect("UTF-8"),
        String::from_utf8(output.stderr).expect("UTF-8"),
    )
}

const TABLE: &str = "x,y\n0,1\n1,3\n2,5.1\n3,6.9\n";

#[test]
#[rustfmt::skip]
fn wrong_calls_say_what_to_change_and_leave_no_file() {
    let folder = Folder::new();
    folder.file("t.csv", TABLE);
    for (arguments, status, words) in [
        (&["plot", "x", "x=1..1", "-o", "a.svg"][..], 1, "must go from one finite number to a larger"),
        (&["plot", "x", "x=5..-5", "-o", "a.svg"], 1, "must go from one finite number to a larger"),
        (&["plot", "x", "x=0..1e999", "-o", "a.svg"], 1, "must go from one finite number to a larger"),
        (&["plot", "sqrt(-1-x^2)", "-o", "a.svg"], 1, "sqrt(-x^2 - 1) has no finite value"),
        (&["plot", "1e308*x^2 + 1e308", "x=10..20", "-o", "a.svg"], 1, "has no finite value"),
        (&["plot", "sqrt(-1-x^2-y^2)", "x=0..1", "y=0..1", "-o", "a.png"], 1, "has no finite value"),
        (&["plot", "x", "-o", "a.gif"], 1, "does not say what to write"),
        (&["plot", "x", "-o", "a"], 1, "does not say what to write"),
        (&["plot", "x", "-o", "none/a.svg"], 1, "can't write"),
        (&["plot", "x", "-o", "t.csv/a.svg"], 1, "can't write"),
        (&["plot", "x", "--size", "1x1", "-o", "a.svg"], 1, "from 100x80 to"),
        (&["plot", "x", "--size", "big", "-o", "a.svg"], 1, "from 100x80 to"),
        (&["plot", "x", "--kind", "pie", "-o", "a.svg"], 1, "there are curve, contour"),
        (&["plot", "x", "--theme", "pink", "-o", "a.svg"], 1, "there are light, dark"),
        (&["plot", "x", "--map", "jet", "-o", "a.svg"], 1, "viridis"),
        (&["plot", "x", "--points", "none.csv", "-o", "a.svg"], 1, "none.csv"),
        (&["plot", "u*v", "u=0..1", "v=0..1", "--points", "t.csv", "-o", "a.svg"], 1, "the table has the columns x, y"),
        (&["plot", "u*v", "u=0..1", "v=0..1", "--path", "t.csv", "-o", "a.svg"], 1, "the table has the columns x, y"),
        (&["fit", "y = a*x + b", "t.csv", "--plot", "a.gif"], 1, "does not say what to write"),
        (&["fit", "y = a*x + b", "t.csv", "--plot", "a.svg", "--theme", "pink"], 1, "there are light, dark"),
        (&["fit", "y = a*x + b", "t.csv", "--plot", "none/a.svg"], 1, "can't write"),
        (&["fit", "y = a*z + b", "t.csv", "--plot", "a.svg", "--start", "q=1"], 1, "no parameter"),
    ] {
        let (found, _, err) = gradus(arguments, &folder);
        assert_eq!(found, status, "{arguments:?}: {err}");
        assert!(err.contains(words), "{arguments:?}: {err}");
        assert_eq!(folder.names(), ["t.csv"], "{arguments:?}");
    }
}

#[test]
fn odd_functions_are_drawn_all_the_same() {
    let folder = Folder::new();
    for (arguments, words) in [
        (&["plot", "3"][..], ""),
        (&["plot", "0*x", "x=0..1"], ""),
        (&["plot", "1e300*x", "x=-5..5"], ""),
        (&["plot", "1e-300*x", "x=-5..5"], ""),
        (&["plot", "exp(x)", "x=-700..700"], ""),
        (&["plot", "x", "x=1e9..1e9+1"], ""),
        (&["plot", "x", "x=-1e300..1e300"], ""),
        (&["plot", "1/x", "x=-1e-300..1e-300"], ""),
        (&["plot", "1e300*x*y", "x=-1..1", "y=-1..1"], ""),
        (&["plot", "7 + 0*x*y", "x=-1..1", "y=-1..1"], ""),
        (
            &["plot", "1/(x*y)", "x=-1..1", "y=-1..1", "--kind", "surface"],
            "",
        ),
        (&["plot", "tan(x)", "x=-2pi..2pi", "--kind", "grid"], ""),
    ] {
        for ending in ["svg", "png"] {
            let file = format!("a.{ending}");
            let whole = [arguments, &["-o", &file]].concat();
            let (status, _, err) = gradus(&whole, &folder);
            assert_eq!(status, 0, "{arguments:?}: {err}");
            assert!(err.contains(words), "{arguments:?}: {err}");
        }
        let svg = fs::read_to_string(folder.join("a.svg")).expect("a file");
        assert!(
            !svg.contains("NaN") && !svg.contains("inf\""),
            "{arguments:?}"
        );
        let (status, out, err) = gradus(arguments, &folder);
        assert_eq!(status, 0, "{arguments:?}: {err}");
        assert!(out.lines().count() > 5, "{arguments:?}: {out}");
    }
}

#[test]
fn many_points_are_a_sample() {
    use std::fmt::Write;
    let folder = Folder::new();
    let mut text = String::from("x,y\n");
    for row in 0..50_000 {
        let x = f64::from(row) / 1e4;
        writeln!(text, "{x},{}", x.sin()).expect("a line");
    }
    folder.file("t.csv", &text);
    let arguments = [
        "plot", "sin(x)", "x=0..5", "--points", "t.csv", "-o", "a.svg",
    ];
    let (status, _, err) = gradus(&arguments, &folder);
    assert_eq!(status, 0, "{err}");
    let svg = fs::read_to_string(folder.join("a.svg")).expect("a file");
    assert!(
        svg.contains("a sample: 20000 of 50000 rows"),
        "the legend says so"
    );
}

/// A disk that takes only so much: the shell limits the size of files, and the command is told by
/// an error instead of a signal.
#[cfg(unix)]
#[test]
fn full_disks_keep_the_old_file() {
    let folder = Folder::new();
    folder.file("t.csv", TABLE);
    for (name, verb) in [
        ("a.svg", "plot 'sin(x)' x=0..50 -o a.svg"),
        ("a.png", "plot 'sin(x)' x=0..50 --size 2000x1500 -o a.png"),
        ("a.svg", "fit 'y = a*x + b' t.csv --plot a.svg"),
    ] {
        folder.file(name, "old");
        let script = format!(
            "trap '' XFSZ; ulimit -f 2; exec '{}' {verb}",
            env!("CARGO_BIN_EXE_gradus")
        );
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(&*folder)
            .output()
            .expect("a shell");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{verb}: {err}");
        assert!(err.contains("can't write"), "{verb}: {err}");
        let kept = fs::read_to_string(folder.join(name)).expect("a file");
        assert_eq!(kept, "old", "{verb}");
        fs::remove_file(folder.join(name)).expect("removed");
        assert_eq!(folder.names(), ["t.csv"], "{verb}: nothing is left aside");
    }
}

/// A terminal or pipe that takes nothing.
#[cfg(target_os = "linux")]
#[test]
fn output_that_can_not_be_written_is_told() {
    let folder = Folder::new();
    let full = fs::OpenOptions::new().write(true).open("/dev/full");
    let output = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["plot", "sin(x)"])
        .current_dir(&*folder)
        .stdout(full.expect("a device"))
        .output()
        .expect("the command starts");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("space"), "{err}");
}
