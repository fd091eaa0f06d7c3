//! The README's commands, run by a shell, and its session at the prompt, run line by line.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use gradus::Style;
use gradus::session::{Outcome, Session};

/// The text with the output after each command, and each answer of the prompt, made anew.
pub fn renew(text: &str) -> String {
    let mut renewed = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        renewed.push_str(line);
        renewed.push('\n');
        let prompt = match line {
            "```console" => "$ ",
            "```text" if lines.peek().is_some_and(|line| line.starts_with("> ")) => "> ",
            _ => continue,
        };
        let mut session = Session::new();
        for line in lines.by_ref().take_while(|line| *line != "```") {
            // What is neither asked nor the text of a script is an old answer.
            if let Some(asked) = line.strip_prefix(prompt) {
                renewed.push_str(line);
                renewed.push('\n');
                if prompt == "> " {
                    renewed.push_str(&answer(&mut session, asked));
                    continue;
                }
                let mut command = asked.to_string();
                if asked.ends_with(SCRIPT) {
                    let script = script_after(text, line);
                    renewed.push_str(&script);
                    command = format!("{asked}\n{script}");
                }
                renewed.push_str(&output(&command));
            }
        }
        renewed.push_str("```\n");
    }
    renewed
}

/// How a command begins whose input follows in the README.
const SCRIPT: &str = "<<'END'";

/// The script that follows a line, with its end.
fn script_after(text: &str, line: &str) -> String {
    let start = text.find(&format!("{line}\n")).expect("the line") + line.len() + 1;
    let end = start + text[start..].find("\nEND\n").expect("END") + "\nEND\n".len();
    text[start..end].to_string()
}

/// What a terminal shows: both streams in the order in which they were written.
fn output(command: &str) -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_gradus"))
        .parent()
        .expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    let mut shell = Command::new("sh");
    shell
        .args(["-c", command])
        .env("PATH", format!("{}:{path}", folder.display()))
        .stdin(Stdio::null())
        .stdout(writer.try_clone().expect("a second end"))
        .stderr(writer);
    let mut child = shell.spawn().expect("a shell");
    // The command keeps the ends it got; ours must close, so that the reader sees the end.
    drop(shell);
    let mut text = String::new();
    reader.read_to_string(&mut text).expect("text");
    child.wait().expect("an end");
    text
}

fn answer(session: &mut Session, line: &str) -> String {
    let text = match session.run(line).expect(line) {
        Outcome::Value { value, .. } => value.print(Style::Text).expect("a short text"),
        Outcome::Defined { text, .. } | Outcome::Assumed { text } | Outcome::Rule { text } => text,
        _ => return String::new(),
    };
    format!("{text}\n")
}
