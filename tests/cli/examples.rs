//! The examples print what their heads say that they print.

use std::path::{Path, PathBuf};
use std::process::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// What an example's head shows behind the command that runs it; nothing if it shows no command.
fn promised(name: &str) -> Option<String> {
    let source = std::fs::read_to_string(folder().join(format!("{name}.rs"))).expect("its source");
    let head = source.lines().map_while(|line| line.strip_prefix("//!"));
    let shown = head.skip_while(|line| !line.trim_start().starts_with("$ cargo run"));
    let lines: Vec<&str> = shown
        .skip(1)
        .take_while(|line| line.trim() != "```")
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// What it prints on standard output.
fn printed(name: &str) -> String {
    let command = Path::new(env!("CARGO_BIN_EXE_gradus"));
    let built = command.parent().expect("a folder").join("examples");
    let binary = built.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        binary.exists(),
        "{} is not there: `cargo test` builds it, and so does `cargo build --examples`",
        binary.display()
    );
    let output = Command::new(binary).output().expect("it runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {errors}");
    let text = String::from_utf8(output.stdout).expect("text");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// Times differ from run to run; errors do not.
#[cfg(feature = "plot")]
#[test]
fn derivatives_are_as_exact_as_they_can_be() {
    let text = printed("derivative_costs");
    let rows: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(rows.len(), 12, "{text}");
    for row in rows {
        let error: f64 = row
            .split_whitespace()
            .last()
            .expect("an error")
            .parse()
            .expect(row);
        let (least, most) = match row {
            row if row.contains("one-sided") => (1e-9, 1e-6),
            row if row.contains("central") => (1e-12, 1e-8),
            _ => (0.0, 1e-13),
        };
        assert!((least..=most).contains(&error), "{row}");
    }
}

#[test]
fn examples_print_what_they_say() {
    for name in [
        "compile_and_call",
        "fit_csv",
        "million_points",
        "minimize",
        "own_function",
        "own_rule",
        #[cfg(feature = "plot")]
        "picture",
        "strings",
        "threads",
    ] {
        let promised = promised(name);
        assert_eq!(Some(printed(name)), promised, "examples/{name}.rs");
    }
}
