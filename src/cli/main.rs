//! The command `gradus`.

mod answers;
mod arguments;
mod batch;
mod carried;
mod diagnostics;
mod fit;
mod interpreter;
mod interrupt;
mod lines;
mod manual;
mod output;
#[cfg(feature = "plot")]
mod plot;
mod progress;
mod repl;
mod script;
mod terminal;
mod values;
mod verbs;
mod verify;

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use clap::FromArgMatches;
use gradus::session::Session;
use gradus::syntax::nearest_name;

use arguments::{Arguments, Described, Verb};
use output::{Status, write_line, written};

fn main() -> ExitCode {
    let matches = arguments::command().get_matches();
    if let Some((name, matches)) = matches.subcommand()
        && let Some(operation) = batch::operations::described(name)
    {
        return match Described::from_arg_matches(matches) {
            Ok(described) => verbs::described(operation, &described).into(),
            Err(error) => error.exit(),
        };
    }
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let status = match arguments.verb {
        None if io::stdin().is_terminal() => repl::run(),
        None => {
            let result = script::run(io::stdin().lock(), &mut io::stdout().lock());
            let status = *result.as_ref().unwrap_or(&Status::Fine);
            written(result.map(drop), status)
        }
        Some(Verb::Batch) => {
            let result = batch::run(io::stdin().lock(), io::stdout().lock());
            written(result, Status::Fine)
        }
        Some(Verb::Help { name }) => help(name.as_deref()),
        Some(Verb::Other(words)) => no_such_verb(&words),
        Some(verb) => verbs::run(verb),
    };
    status.into()
}

/// `gradus help`, `gradus help diff`, `gradus help sin`.
fn help(name: Option<&str>) -> Status {
    let mut command = arguments::command().bin_name("gradus");
    // Building fills the names in that usage lines show.
    command.build();
    let text = match name {
        None => command.render_help().to_string(),
        Some(name) => match command.find_subcommand_mut(name) {
            Some(verb) => verb.render_help().to_string(),
            None => match Session::new().help(name) {
                Some(text) => text,
                None => {
                    diagnostics::error(&interpreter::help(&Session::new(), name));
                    return Status::Call;
                }
            },
        },
    };
    written(write_line(&mut io::stdout().lock(), &text), Status::Fine)
}

fn no_such_verb(words: &[OsString]) -> Status {
    let name = words
        .first()
        .map(|word| word.to_string_lossy())
        .unwrap_or_default();
    let command = arguments::command();
    let known = || command.get_subcommands().map(|verb| verb.get_name());
    let message = if gradus::session::is_planned(&name) {
        format!("this version has no operation `{name}`; `gradus help` lists those it has")
    } else if let Some(near) = nearest_name(&name, known()) {
        format!("there is no operation `{name}`; did you mean `{near}`?")
    } else {
        format!("there is no operation `{name}`; `gradus help` lists those there are")
    };
    diagnostics::error(&message);
    Status::Call
}
