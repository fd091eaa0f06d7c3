//! A script on standard input: every line alone, results on standard output.

use std::io::{self, BufRead, Write};

use gradus::syntax::{MAXIMUM_LENGTH, SyntaxError};

use super::diagnostics::{self, Diagnostic};
use super::interpreter::journal::Numbered;
use super::interpreter::settings::Settings;
use super::interpreter::{Console, Response, directly};
use super::lines::{Line, Lines};
use super::output::{Status, write_line};

/// Runs a script to its end, over errors.
///
/// # Errors
/// What reading and writing the streams gives.
pub fn run(input: impl BufRead, output: &mut impl Write) -> io::Result<Status> {
    let mut lines = Lines::new(input, MAXIMUM_LENGTH);
    let mut script = Script {
        console: Console::new(Settings::default(), directly),
        output,
        status: Status::Fine,
    };
    // Lines that end with `\`, joined so far.
    let mut open = Vec::new();
    let mut number = 0;
    let mut first = 1;
    while let Some(line) = lines.next_line()? {
        number += 1;
        if open.is_empty() {
            first = number;
        }
        let go_on = match line {
            Line::TooLong { length } => {
                open.clear();
                script.too_long(length, number);
                true
            }
            Line::Bytes(bytes) => match bytes.strip_suffix(b"\\") {
                // Nothing goes on from inside a comment.
                Some(start)
                    if !start.contains(&b'#') && open.len() + bytes.len() <= MAXIMUM_LENGTH =>
                {
                    open.extend_from_slice(start);
                    open.push(b'\n');
                    true
                }
                _ if open.is_empty() => script.statement(bytes, first)?,
                _ => {
                    open.extend_from_slice(bytes);
                    let go_on = script.statement(&open, first)?;
                    open = Vec::new();
                    go_on
                }
            },
        };
        if !go_on {
            return Ok(script.status);
        }
    }
    if !open.is_empty() {
        script.statement(&open, first)?;
    }
    Ok(script.status)
}

/// How many files may load one another.
pub const DEEPEST: usize = 16;

/// What is said of more.
pub const TOO_DEEP: &str = "these files load one another too deep";

struct Script<'a, W> {
    console: Console,
    output: &'a mut W,
    status: Status,
}

impl<W: Write> Script<'_, W> {
    /// Runs one statement; whether the script goes on.
    fn statement(&mut self, bytes: &[u8], first_line: usize) -> io::Result<bool> {
        let source = match std::str::from_utf8(bytes) {
            Ok(source) => source,
            Err(error) => {
                let offset = error.valid_up_to();
                self.fail(&format!(
                    "line {first_line}: byte {offset} (from 0) is not UTF-8"
                ));
                return Ok(true);
            }
        };
        // What is loaded may load in its turn; each file's statements that are still to be run.
        let mut open: Vec<std::vec::IntoIter<Numbered>> = Vec::new();
        let mut next = Some(Numbered {
            text: source.to_owned(),
            line: first_line,
        });
        while let Some(statement) = next.take() {
            match self.console.respond(&statement.text) {
                Ok(Response::Quit) => return Ok(false),
                Ok(Response::Result { text, notes }) => {
                    write_line(self.output, &text)?;
                    for note in notes {
                        diagnostics::note(&note);
                    }
                }
                Ok(Response::Help(text)) => write_line(self.output, &text)?,
                Ok(Response::Load(statements)) if open.len() < DEEPEST => {
                    open.push(statements.into_iter());
                }
                Ok(Response::Load(_)) => {
                    self.fail(&format!("line {}: {TOO_DEEP}", statement.line));
                }
                Ok(Response::Known(_) | Response::Stopped | Response::Nothing) => {}
                Err(error) => match error.span() {
                    None => self.fail(&format!("line {}: {error}", statement.line)),
                    span => {
                        self.status = Status::Input;
                        Diagnostic {
                            message: &error.to_string(),
                            source: &statement.text,
                            span,
                            first_line: statement.line,
                        }
                        .show();
                    }
                },
            }
            if let Some(text) = self.console.next() {
                write_line(self.output, &text)?;
            }
            while let Some(statements) = open.last_mut() {
                next = statements.next();
                if next.is_some() {
                    break;
                }
                open.pop();
            }
        }
        Ok(true)
    }

    fn too_long(&mut self, length: usize, line: usize) {
        let limit = MAXIMUM_LENGTH;
        let error = SyntaxError::TooLong { length, limit };
        self.fail(&format!("line {line}: {error}"));
    }

    fn fail(&mut self, message: &str) {
        self.status = Status::Input;
        diagnostics::error(message);
    }
}
