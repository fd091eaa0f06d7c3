//! Ctrl-C: what runs ends with the best it has; a second time, the command ends at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::diagnostics;

/// The status of a command that Ctrl-C ended, as shells have it.
const ENDED: i32 = 130;

static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// The flag that Ctrl-C sets. From the first call on, Ctrl-C no longer ends the command unless the
/// flag is still set from the time before.
pub fn flag() -> Arc<AtomicBool> {
    let flag = FLAG.get_or_init(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let own = Arc::clone(&flag);
        // Where there is no such signal, Ctrl-C ends the command as ever.
        let _ = ctrlc::set_handler(move || {
            if own.swap(true, Ordering::Relaxed) {
                std::process::exit(ENDED);
            }
            diagnostics::note("interrupted; Ctrl-C once more ends at once");
        });
        flag
    });
    Arc::clone(flag)
}

/// Whether Ctrl-C was pressed and somebody has asked for the flag before.
pub fn happened() -> bool {
    FLAG.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}

/// Forgets that Ctrl-C was pressed.
pub fn clear() {
    if let Some(flag) = FLAG.get() {
        flag.store(false, Ordering::Relaxed);
    }
}
