//! What several groups of tests share.

#[cfg(any(feature = "cli", feature = "plot"))]
mod folder;
pub mod oracle;
pub mod random;

#[cfg(any(feature = "cli", feature = "plot"))]
pub use folder::Folder;
pub use random::Samples;

/// Compares with the file of this name in `snapshots/`.
pub fn snapshot(name: &str, text: String) {
    insta::with_settings!({
        snapshot_path => "../../snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

/// The lines of a corpus that are neither empty nor comments.
pub fn lines(corpus: &str) -> impl Iterator<Item = &str> {
    corpus
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// How many rounds a random test takes: as many as it says, or times `GRADUS_ROUNDS`. More rounds
/// go on where fewer would have ended.
pub fn rounds(count: usize) -> usize {
    let times = std::env::var("GRADUS_ROUNDS").ok();
    count * times.and_then(|times| times.parse().ok()).unwrap_or(1)
}
