//! What a session was told, as a script that runs again, and scripts as statements.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use gradus::data::replace;
use gradus::syntax::MAXIMUM_LENGTH;

/// A statement of a file, and the number of its first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// The statement; lines that were continued are still lines.
    pub text: String,
    /// The number of its first line, from 1.
    pub line: usize,
}

/// Reads the statements of a file: every line alone, but a `\` at its end joins. Its results are
/// its own: they are numbered from where the session stands, `before` results on.
///
/// # Errors
/// What reading gives; `InvalidData` for what is longer than is read, or is no text.
pub fn load(path: &Path, before: usize) -> io::Result<Vec<Numbered>> {
    let mut text = String::new();
    let mut file = File::open(path)?.take(MAXIMUM_LENGTH as u64 + 1);
    file.read_to_string(&mut text)?;
    if text.len() > MAXIMUM_LENGTH {
        let message = format!("the file has more than {MAXIMUM_LENGTH} bytes");
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    let mut found = statements(&text);
    for statement in &mut found {
        statement.text = renumbered(&statement.text, before);
    }
    Ok(found)
}

fn statements(text: &str) -> Vec<Numbered> {
    let mut found: Vec<Numbered> = Vec::new();
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        let (content, goes_on) = match line.strip_suffix('\\') {
            // Nothing goes on from inside a comment.
            Some(start) if code(start) == start => (start, true),
            _ => (line, false),
        };
        match found.last_mut().filter(|_| open) {
            Some(last) => {
                last.text.push('\n');
                last.text.push_str(content);
            }
            None => found.push(Numbered {
                text: content.to_owned(),
                line: at + 1,
            }),
        }
        open = goes_on;
    }
    found
}

/// A line without its comment. What stands in quotes begins none.
fn code(line: &str) -> &str {
    let mut quoted = false;
    let end = line.find(|sign| {
        quoted ^= sign == '"';
        sign == '#' && !quoted
    });
    line.get(..end.unwrap_or(line.len())).unwrap_or(line)
}

/// A statement in which results are numbered from a later one: `%1` becomes `%6` after five.
pub fn renumbered(statement: &str, before: usize) -> String {
    if before == 0 || !statement.contains('%') {
        return statement.to_owned();
    }
    let mut out = String::with_capacity(statement.len() + 8);
    for (at, line) in statement.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let code = code(line);
        let mut quoted = false;
        let mut rest = code;
        while let Some(sign) = rest.chars().next() {
            rest = rest.get(sign.len_utf8()..).unwrap_or("");
            out.push(sign);
            quoted ^= sign == '"';
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if sign == '%' && !quoted && digits > 0 {
                let (number, after) = rest.split_at(digits);
                match number
                    .parse::<usize>()
                    .ok()
                    .and_then(|n| n.checked_add(before))
                {
                    Some(number) => out.push_str(&number.to_string()),
                    None => out.push_str(number),
                }
                rest = after;
            }
        }
        out.push_str(line.get(code.len()..).unwrap_or(""));
    }
    out
}

/// A statement of the prompt as one line of a script.
pub fn line(statement: &str) -> String {
    let lines = statement.lines().map(|line| code(line).trim());
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

/// Writes a script beside its place, and puts it there when it is whole.
///
/// # Errors
/// What writing gives. What stood there before stays then.
pub fn save(path: &Path, lines: &[String]) -> io::Result<()> {
    let mut text =
        String::from("# A session of gradus; `gradus < FILE` or `:load FILE` runs it again.\n");
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    replace(path, text.as_bytes())
}

/// A path as a person types it: `~` is the home directory, and where `\` separates no folders it
/// keeps a blank from ending the name, as completion writes it.
pub fn place(typed: &str) -> PathBuf {
    let typed = &unescaped(typed);
    match (typed.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(typed),
    }
}

fn unescaped(typed: &str) -> String {
    let mut text = String::with_capacity(typed.len());
    let mut characters = typed.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if cfg!(unix) => text.extend(characters.next()),
            _ => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn statements_are_joined_lines() {
        let found = statements("a = 1\n\nb = \\\n  2\n# c \\\nd\\");
        let found: Vec<(usize, &str)> = found.iter().map(|s| (s.line, s.text.as_str())).collect();
        assert_eq!(
            found,
            [
                (1, "a = 1"),
                (2, ""),
                (3, "b = \n  2"),
                (5, "# c \\"),
                (6, "d")
            ]
        );
    }

    #[test]
    fn statements_become_lines() {
        assert_eq!(line("f(x) = [x, # first\n  x^2]"), "f(x) = [x, x^2]");
        assert_eq!(line("a = 1 # one"), "a = 1");
        assert_eq!(line("file = \"a#b.csv\" # one"), "file = \"a#b.csv\"");
    }

    #[test]
    fn results_of_files_are_their_own() {
        for (statement, before, expected) in [
            ("%1 + %", 5, "%6 + %"),
            ("%12*%3 # %1", 2, "%14*%5 # %1"),
            ("plot(%1, \"%1.csv\")", 1, "plot(%2, \"%1.csv\")"),
            ("%1", 0, "%1"),
            ("%99999999999999999999", 1, "%99999999999999999999"),
        ] {
            assert_eq!(renumbered(statement, before), expected);
        }
    }

    #[test]
    #[cfg(unix)]
    fn blanks_may_be_escaped() {
        assert_eq!(place(r"a\ b.txt"), PathBuf::from("a b.txt"));
        assert_eq!(place("a b.txt"), PathBuf::from("a b.txt"));
    }

    #[test]
    fn files_are_replaced_as_a_whole() {
        let folder = std::env::temp_dir().join(format!("gradus-journal-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("a file.txt");
        for text in ["a = 1", "b = 2"] {
            save(&path, &[text.to_owned()]).expect("it is saved");
            let read = load(&path, 0).expect("it is read");
            assert_eq!(read.last().map(|last| last.text.as_str()), Some(text));
        }
        // Nothing is left beside it.
        assert_eq!(fs::read_dir(&folder).map(Iterator::count).ok(), Some(1));
        assert!(save(&folder.join("none/file"), &[]).is_err());
        assert!(save(&folder, &[]).is_err());
        assert!(load(&folder, 0).is_err());
        fs::remove_dir_all(&folder).expect("it is removed");
    }
}
