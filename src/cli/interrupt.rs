//! Ctrl-C: what runs ends with the best it has; a second time, the command ends at once. At the
//! prompt, Ctrl-C never ends the command: the line that runs is given up.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::diagnostics;

/// The status of a command that Ctrl-C ended, as shells have it.
const ENDED: i32 = 130;

static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// How often Ctrl-C was pressed since [`watch`] was called last.
static PRESSED: AtomicUsize = AtomicUsize::new(0);

/// Whether a prompt watches, which ends by itself what is to be ended.
static WATCHED: AtomicBool = AtomicBool::new(false);

/// The flag that Ctrl-C sets. From the first call on, Ctrl-C no longer ends the command unless the
/// flag is still set from the time before.
pub fn flag() -> Arc<AtomicBool> {
    let flag = FLAG.get_or_init(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let own = Arc::clone(&flag);
        // Where there is no such signal, Ctrl-C ends the command as ever.
        let _ = ctrlc::set_handler(move || {
            PRESSED.fetch_add(1, Ordering::Relaxed);
            let before = own.swap(true, Ordering::Relaxed);
            if WATCHED.load(Ordering::Relaxed) {
                return;
            }
            if before {
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

/// Forgets that Ctrl-C was pressed, and keeps it from ending the command from now on.
pub fn watch() {
    WATCHED.store(true, Ordering::Relaxed);
    flag().store(false, Ordering::Relaxed);
    PRESSED.store(0, Ordering::Relaxed);
}

/// How often Ctrl-C was pressed since [`watch`] was called last.
pub fn pressed() -> usize {
    PRESSED.load(Ordering::Relaxed)
}
