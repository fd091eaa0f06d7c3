//! The prompt: lines with editing, history and completion.

mod helper;

use std::io;
use std::path::PathBuf;

use etcetera::BaseStrategy;
use gradus::session::Session;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Config, Editor};

use super::diagnostics::{self, Diagnostic};
use super::interpreter::{Response, respond};
use super::interrupt;
use super::output::{Status, write_line, written};
use helper::Names;

/// How many lines are remembered between runs.
const REMEMBERED: usize = 1000;

/// Reads and answers lines until the person leaves.
pub fn run() -> Status {
    let mut editor = match editor() {
        Ok(editor) => editor,
        Err(error) => {
            diagnostics::error(&format!("can't use this terminal: {error}"));
            return Status::Input;
        }
    };
    // A history that can't be read or written is no reason not to calculate.
    let history = history_file();
    if let Some(path) = &history {
        let _ = editor.load_history(path);
    }
    let greeting = format!(
        "gradus {}; `help` helps, Ctrl-D leaves",
        env!("CARGO_PKG_VERSION")
    );
    let _ = write_line(&mut io::stdout().lock(), &greeting);
    let mut session = Session::new();
    // A search that takes too long ends with the best it has, and the session goes on.
    session.set_interrupt(interrupt::flag());
    loop {
        let line = match editor.readline("> ") {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Status::Fine,
            Err(error) => {
                diagnostics::error(&format!("can't read from the terminal: {error}"));
                return Status::Input;
            }
        };
        if line.trim().is_empty() {
            continue;
        }
        let _ = editor.add_history_entry(line.as_str());
        if let Some(path) = &history {
            let _ = editor.append_history(path);
        }
        interrupt::clear();
        match answer(&mut session, &joined(&line)) {
            Ok(true) => {}
            Ok(false) => return Status::Fine,
            Err(error) => return written(Err(error), Status::Fine),
        }
        if let Some(names) = editor.helper_mut() {
            names.define(&session.defined_names());
        }
    }
}

fn editor() -> rustyline::Result<Editor<Names, FileHistory>> {
    let config = Config::builder()
        .max_history_size(REMEMBERED)?
        .history_ignore_dups(true)?
        .completion_type(rustyline::CompletionType::List)
        .build();
    let mut editor = Editor::with_config(config)?;
    editor.set_helper(Some(Names::new()));
    Ok(editor)
}

/// The file of the history, in a directory that exists where that is possible.
fn history_file() -> Option<PathBuf> {
    let places = etcetera::choose_base_strategy().ok()?;
    let directory = places
        .state_dir()
        .unwrap_or_else(|| places.data_dir())
        .join("gradus");
    std::fs::create_dir_all(&directory).ok()?;
    Some(directory.join("history.txt"))
}

/// The statement of a line that was continued: a `\` at an end joins.
fn joined(line: &str) -> String {
    line.replace("\\\n", " \n")
}

/// Runs a line and shows what comes of it; whether to go on.
fn answer(session: &mut Session, line: &str) -> io::Result<bool> {
    match respond(session, line) {
        Ok(Response::Quit) => return Ok(false),
        Ok(Response::Result { text, notes }) => {
            write_line(&mut io::stdout().lock(), &text)?;
            for note in notes {
                diagnostics::note(&note);
            }
        }
        Ok(Response::Help(text) | Response::Known(text)) => {
            write_line(&mut io::stdout().lock(), &text)?;
        }
        Ok(Response::Nothing) => {}
        Err(error) => Diagnostic::new(&error.to_string(), line, error.span()).show(),
    }
    Ok(true)
}
