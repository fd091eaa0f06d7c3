//! The command as others meet it: its verbs, scripts and `batch`, each as a process of its own.

mod batch;
mod check;
mod examples;
mod lessons;
mod manual;
mod operations;
#[cfg(feature = "plot")]
mod plot;
mod rows;
mod safety;
mod script;
mod solvers;
#[cfg(unix)]
mod terminal;
mod verbs;
mod verify;

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

/// What a run of the command wrote, and its status.
struct Run {
    out: String,
    err: String,
    status: i32,
}

/// Runs the command with this input.
fn gradus(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("standard input is piped");
    let input = input.to_vec();
    // A thread of its own, as a full pipe in one direction must not stop the other.
    let writer = thread::spawn(move || {
        // A command that ends early closes the pipe.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("the command ends");
    writer.join().expect("the input was written");
    Run {
        out: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("the messages are UTF-8"),
        status: output.status.code().expect("the command was not killed"),
    }
}

/// What a run looks like in a transcript.
fn transcript(run: &Run) -> String {
    let mut text = run.out.clone();
    for line in run.err.lines() {
        text.push_str(&format!("! {line}\n"));
    }
    if run.status != 0 {
        text.push_str(&format!("(status {})\n", run.status));
    }
    text
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => "../../snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}
