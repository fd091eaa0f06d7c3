//! Standard output, which may be closed at any time.

use std::io::{self, Write};

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// All is well.
    Fine,
    /// The input is wrong.
    Input,
    /// The call is wrong.
    Call,
}

impl From<Status> for std::process::ExitCode {
    fn from(status: Status) -> Self {
        std::process::ExitCode::from(match status {
            Status::Fine => 0,
            Status::Input => 1,
            Status::Call => 2,
        })
    }
}

/// Writes a result, with the end of its last line.
///
/// # Errors
/// What writing gives.
pub fn write_line(output: &mut impl Write, text: &str) -> io::Result<()> {
    output.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        output.write_all(b"\n")?;
    }
    output.flush()
}

/// The status after writing: a reader that has gone, like `head`, has read what it wanted.
pub fn written(result: io::Result<()>, status: Status) -> Status {
    match result {
        Ok(()) => status,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => status,
        Err(error) => {
            super::diagnostics::error(&format!("can't read or write: {error}"));
            Status::Input
        }
    }
}
