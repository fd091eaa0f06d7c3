//! The lessons as scripts: a shell runs each and shows what it reads, so that a snapshot has every
//! command with its answer.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{Folder, snapshot};

/// Where they are.
const SCRIPTS: &str = "examples/lessons";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(SCRIPTS)
}

/// The script and its answers, in the order in which a terminal shows them.
fn transcript(script: &str, pictures: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_gradus"));
    let own = binary.parent().expect("a folder").display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    let mut shell = Command::new("sh");
    shell
        .args(["-v", script])
        .current_dir(folder())
        .env("PATH", format!("{own}:{path}"))
        .env("pictures", pictures)
        .stdin(Stdio::null())
        .stdout(writer.try_clone().expect("a second end"))
        .stderr(writer);
    let mut child = shell.spawn().expect("a shell");
    // The command keeps the ends it got; ours must close, so that the reader sees the end.
    drop(shell);
    let mut text = String::new();
    reader.read_to_string(&mut text).expect("text");
    let status = child.wait().expect("an end");
    assert!(status.success(), "{script}:\n{text}");
    text.replace(&pictures.display().to_string(), "$pictures")
}

#[test]
fn scripts_say_what_they_said() {
    let pictures = Folder::new();
    let mut scripts: Vec<String> = std::fs::read_dir(folder())
        .expect("the lessons")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with('L') && name.ends_with(".sh"))
        .collect();
    scripts.sort();
    assert_eq!(scripts.len(), 16, "{scripts:?}");
    for script in scripts {
        let name = script.trim_end_matches(".sh");
        snapshot(&format!("lesson_{name}"), transcript(&script, &pictures));
    }
    gallery(&pictures);
}

/// The pictures that the README shows are those that the scripts draw.
fn gallery(drawn: &Path) {
    let shown = folder().join("gallery");
    let files = std::fs::read_dir(&shown).expect("the gallery");
    let names: Vec<_> = files
        .map(|file| file.expect("a file").file_name())
        .collect();
    assert!(!names.is_empty());
    for name in names {
        let [shown, drawn] = [shown.join(&name), drawn.join(&name)];
        if std::env::var_os("UPDATE_README").is_some() {
            std::fs::copy(&drawn, &shown).expect("a picture that can be written");
        }
        let [shown, drawn] = [&shown, &drawn].map(|path| {
            let text = std::fs::read(path);
            text.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        });
        // The texts are long, and their difference tells nothing.
        assert!(
            shown == drawn,
            "{} is not what its lesson draws; `UPDATE_README=1 cargo test scripts` copies it",
            name.display()
        );
    }
}
