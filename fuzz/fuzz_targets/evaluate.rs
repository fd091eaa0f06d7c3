//! Any line runs in a session or is refused, and leaves the session fit for the next.
#![no_main]

use gradus::session::Session;
use libfuzzer_sys::fuzz_target;

/// Longer lines find the same faults, slower.
const LONGEST: usize = 1 << 10;

fuzz_target!(|line: &str| {
    if line.len() > LONGEST {
        return;
    }
    let mut session = Session::new();
    let _ = session.run(line);
    assert!(session.run("f_after(x) = x^2").is_ok());
    assert!(session.run("f_after'(3)").is_ok());
});
