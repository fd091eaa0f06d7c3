//! What the command line says of itself to other programs: manual pages, completions of shells.

use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_complete::Shell;

use super::arguments;
use super::diagnostics;
use super::output::{Status, written};

/// The name that pages and completions go by.
const NAME: &str = "gradus";

/// The command as the shell sees it: without the hidden way for names that are none.
fn command() -> Command {
    let mut command = arguments::command().bin_name(NAME);
    command.build();
    command
}

/// Completions for a shell, on standard output.
pub fn completions(shell: Shell) -> Status {
    // The generator panics where it cannot write, so it writes into memory.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command(), NAME, &mut text);
    written(io::stdout().lock().write_all(&text), Status::Fine)
}

/// The manual: its first page on standard output, or all pages in a folder.
pub fn pages(folder: Option<&Path>) -> Status {
    let Some(folder) = folder else {
        let mut text = Vec::new();
        let rendered = clap_mangen::Man::new(command()).render(&mut text);
        let out = rendered.and_then(|()| io::stdout().lock().write_all(&text));
        return written(out, Status::Fine);
    };
    // It names the pages after the command and its verb by itself, from a command that is not built.
    let made = std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(arguments::command(), folder));
    match made {
        Ok(()) => Status::Fine,
        Err(error) => {
            let message = format!("can't write manual pages to {}: {error}", folder.display());
            diagnostics::error(&message);
            Status::Input
        }
    }
}
