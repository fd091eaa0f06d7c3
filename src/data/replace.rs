//! Files that are replaced as a whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The most files of the same name that others are writing aside.
const MOST: usize = 100;

/// Writes a file beside its place, and puts it there when it is whole: what stood there stays
/// whole until then, and stays if writing fails. A link stays a link: what it leads to is
/// replaced. What is no file, such as a device or a pipe, is written to as it is.
///
/// # Errors
/// What writing gives.
pub fn replace(path: impl AsRef<Path>, bytes: &[u8]) -> io::Result<()> {
    let path = path.as_ref();
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            return Err(io::Error::new(ErrorKind::IsADirectory, "it is a folder"));
        }
        Ok(found) if !found.is_file() => {
            return OpenOptions::new().write(true).open(path)?.write_all(bytes);
        }
        _ => {}
    }
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if place.file_name().is_none() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it names no file"));
    }
    let (aside, mut file) = aside(&place)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    let moved = written.and_then(|()| fs::rename(&aside, &place));
    if moved.is_err() {
        // What stays aside is of no use to anybody.
        let _ = fs::remove_file(&aside);
    }
    moved
}

/// A new file beside another.
fn aside(place: &Path) -> io::Result<(PathBuf, File)> {
    let mut tries = 0;
    loop {
        let aside = place.with_file_name(format!(".gradus-{}-{tries}", std::process::id()));
        match File::create_new(&aside) {
            Ok(file) => return Ok((aside, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && tries < MOST => tries += 1,
            Err(error) => return Err(error),
        }
    }
}
