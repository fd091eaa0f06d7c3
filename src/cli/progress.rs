//! Bars that show how far long work has come, for a person who waits.

use std::io::{IsTerminal, stderr};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use gradus::data::{Progress, Watcher};
use indicatif::{ProgressBar, ProgressStyle};

/// What takes less time needs no bar.
const PATIENCE: Duration = Duration::from_millis(300);

/// How the bar of a reading looks.
const READING: &str = "reading {bar:30} {binary_bytes}/{binary_total_bytes}, {msg}";

/// Whether somebody looks.
pub fn is_visible() -> bool {
    stderr().is_terminal()
}

/// Reads something, and shows on standard error how far it has come once it takes long.
pub fn reading<T>(read: impl FnOnce(&Watcher<'_>) -> T) -> T {
    let bar = ProgressBar::hidden();
    let start = Instant::now();
    let watcher = |progress: Progress| {
        if bar.is_hidden() && start.elapsed() > PATIENCE && is_visible() {
            let style = ProgressStyle::with_template(READING);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
        bar.set_length(progress.total);
        bar.set_position(progress.bytes);
        bar.set_message(format!("{} rows", progress.rows));
        ControlFlow::Continue(())
    };
    let read = read(&watcher);
    bar.finish_and_clear();
    read
}
