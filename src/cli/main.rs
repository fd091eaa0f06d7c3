//! The command `gradus`.

mod batch;
mod diagnostics;
mod lines;

fn main() -> std::process::ExitCode {
    let stdin = std::io::stdin().lock();
    match batch::run(stdin, std::io::stdout().lock()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(_) => std::process::ExitCode::FAILURE,
    }
}
