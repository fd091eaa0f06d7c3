//! Statements that Ctrl-C can stop.
//!
//! A statement runs in a thread of its own, on a copy of the session. On Ctrl-C it is told to end;
//! a search then ends with the best it has, and that is its result. What has not ended after a
//! moment, or at a second Ctrl-C, is given up: the session stays as it was before the line, and
//! the thread, which nobody waits for any more, ends at its next look at the flag or when its fuel
//! is spent.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use gradus::Error;
use gradus::session::Session;

use super::super::interpreter::settings::Settings;
use super::super::interpreter::{Answer, answer};
use super::super::interrupt;

/// How often it is looked whether Ctrl-C was pressed.
const LOOK: Duration = Duration::from_millis(20);

/// How long a statement may take to end by itself.
const GRACE: Duration = Duration::from_millis(800);

/// The stack of the thread.
const STACK: usize = 16 << 20;

/// Runs a statement; nothing if it was given up.
pub fn run(
    session: &mut Session,
    line: &str,
    settings: &Settings,
) -> Option<Result<Answer, Error>> {
    interrupt::watch();
    // A flag of its own, so that a thread that was given up stays told.
    let flag = Arc::new(AtomicBool::new(false));
    let mut copy = session.clone();
    copy.set_interrupt(Arc::clone(&flag));
    let (sender, receiver) = mpsc::channel();
    let (text, settings_then) = (line.to_owned(), *settings);
    let work = move || {
        let answer = answer(&mut copy, &text, &settings_then);
        // Nobody listens to a thread that was given up.
        let _ = sender.send((copy, answer));
    };
    if thread::Builder::new()
        .stack_size(STACK)
        .spawn(work)
        .is_err()
    {
        // Without a further thread the line still has its answer.
        return Some(answer(session, line, settings));
    }
    let mut since = None;
    loop {
        match receiver.recv_timeout(LOOK) {
            // What was told to end and has no result has run out of the work it was allowed.
            Ok((_, Err(_))) if since.is_some() => return None,
            Ok((copy, answer)) => {
                *session = copy;
                return Some(answer);
            }
            Err(RecvTimeoutError::Timeout) => {}
            // The thread has ended without an answer.
            Err(RecvTimeoutError::Disconnected) => return None,
        }
        if interrupt::pressed() > 0 {
            flag.store(true, Ordering::Relaxed);
            let since = *since.get_or_insert_with(Instant::now);
            if interrupt::pressed() > 1 || since.elapsed() > GRACE {
                return None;
            }
        }
    }
}
