//! The prompt: lines with editing, history, completion and colours.

mod helper;
mod running;

use std::io;
use std::path::PathBuf;

use etcetera::BaseStrategy;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, Config, Editor};

use super::diagnostics::{self, Diagnostic};
use super::interpreter::journal::Numbered;
use super::interpreter::settings::{Format, Settings};
use super::interpreter::{Console, Response};
use super::output::{Status, write_line, written};
use super::script::{DEEPEST, TOO_DEEP};
use super::terminal::Terminal;
use helper::Assistant;

/// How many lines are remembered between runs.
const REMEMBERED: usize = 1000;

/// The columns and lines of a terminal that does not say.
const SIZE: (usize, usize) = (80, 24);

/// Reads and answers lines until the person leaves.
pub fn run() -> Status {
    let terminal = Terminal::of(&io::stdout());
    let mut editor = match editor(terminal) {
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
        "gradus {}; `help` helps, `tutorial` leads, Ctrl-D leaves",
        env!("CARGO_PKG_VERSION")
    );
    let _ = write_line(&mut io::stdout().lock(), &greeting);
    let settings = Settings {
        format: match terminal.unicode {
            true => Format::Pretty,
            false => Format::Plain,
        },
        numbered: true,
        colours: terminal.colours,
        ..Settings::default()
    };
    let mut console = Console::new(settings, running::run);
    loop {
        let (columns, lines) = editor
            .dimensions()
            .map_or(SIZE, |(columns, lines)| (columns.into(), lines.into()));
        (console.settings.width, console.settings.height) = (columns, lines);
        if let Some(helper) = editor.helper_mut() {
            helper.set_columns(columns);
        }
        let line = match editor.readline("> ") {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Status::Fine,
            // What is no text is no line; the session goes on.
            Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                diagnostics::error("this is no text in UTF-8; the line is left out");
                continue;
            }
            Err(error) => {
                diagnostics::error(&format!("can't read from the terminal: {error}"));
                return Status::Input;
            }
        };
        if line.trim().is_empty() && !console.is_in_tutorial() {
            continue;
        }
        if !line.trim().is_empty() {
            let _ = editor.add_history_entry(line.as_str());
            if let Some(path) = &history {
                let _ = editor.append_history(path);
            }
        }
        // The window may have changed while the line was typed.
        if let Some((columns, lines)) = editor.dimensions() {
            (console.settings.width, console.settings.height) = (columns.into(), lines.into());
        }
        match answer(&mut console, &joined(&line)) {
            Ok(true) => {}
            Ok(false) => return Status::Fine,
            Err(error) => return written(Err(error), Status::Fine),
        }
        if let Some(helper) = editor.helper_mut() {
            helper.update(&console.session);
        }
    }
}

fn editor(terminal: Terminal) -> rustyline::Result<Editor<Assistant, FileHistory>> {
    let config = Config::builder()
        .max_history_size(REMEMBERED)?
        .history_ignore_dups(true)?
        .completion_type(rustyline::CompletionType::List)
        .color_mode(match terminal.colours {
            true => ColorMode::Enabled,
            false => ColorMode::Disabled,
        })
        .build();
    let mut editor = Editor::with_config(config)?;
    editor.set_helper(Some(Assistant::new(terminal.colours)));
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

/// Runs a line, and what it loads, and shows what comes of it; whether to go on.
fn answer(console: &mut Console, line: &str) -> io::Result<bool> {
    // Files that are being loaded; each with its statements that are still to be run.
    let mut open: Vec<std::vec::IntoIter<Numbered>> = Vec::new();
    let mut next = Some(Numbered {
        text: line.to_owned(),
        line: 1,
    });
    while let Some(statement) = next.take() {
        match console.respond(&statement.text) {
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
            Ok(Response::Load(statements)) if open.len() < DEEPEST => {
                open.push(statements.into_iter());
            }
            Ok(Response::Load(_)) => diagnostics::error(TOO_DEEP),
            Ok(Response::Stopped) => {
                diagnostics::note("stopped; the session is as it was before this line");
                return Ok(true);
            }
            Ok(Response::Nothing) => {}
            Err(error) => Diagnostic {
                first_line: statement.line,
                ..Diagnostic::new(&error.to_string(), &statement.text, error.span())
            }
            .show(),
        }
        if let Some(text) = console.next() {
            write_line(&mut io::stdout().lock(), &text)?;
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
