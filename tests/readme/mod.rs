//! The README says what is so: its tables are the tables, its commands print what it prints.
//!
//! After a change that is meant, `UPDATE_README=1 cargo test readme` writes it anew.

#[cfg(all(feature = "cli", unix))]
mod commands;
mod functions;

use std::path::{Path, PathBuf};

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// The README with every generated part made anew.
fn renewed(readme: &str) -> String {
    let text = functions::renew(readme);
    #[cfg(all(feature = "cli", unix))]
    let text = commands::renew(&text);
    text
}

#[test]
fn readme_says_what_is_so() {
    let readme = std::fs::read_to_string(path()).expect("the README");
    let renewed = renewed(&readme);
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path(), renewed).expect("a README that can be written");
        return;
    }
    for (number, (says, is)) in readme.lines().zip(renewed.lines()).enumerate() {
        assert_eq!(says, is, "README.md, line {}; {HINT}", number + 1);
    }
    assert_eq!(readme.lines().count(), renewed.lines().count(), "{HINT}");
}

const HINT: &str = "`UPDATE_README=1 cargo test readme` writes it anew";
