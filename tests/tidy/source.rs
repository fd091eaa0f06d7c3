//! The source files, and what in them is code.

use std::path::Path;

/// A file of `src/`.
pub struct File {
    /// From `src/`, with slashes.
    pub path: String,
    pub text: String,
}

/// All files of `src/`, in order.
pub fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).expect("below src");
                let parts: Vec<String> = (name.iter())
                    .map(|part| part.to_string_lossy().into_owned())
                    .collect();
                found.push(File {
                    path: parts.join("/"),
                    text: std::fs::read_to_string(&path).expect("a text"),
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 50, "{} files", found.len());
    found
}

/// A character of a file: code, part of a string literal, or comment.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Code,
    Text,
    Comment,
}

impl File {
    /// A file of tests only, by its name.
    fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }

    /// What each character is.
    fn parts(&self) -> Vec<(char, Part)> {
        let text: Vec<char> = self.text.chars().collect();
        let mut parts = Vec::with_capacity(text.len());
        let mut at = 0;
        let at_is = |at: usize, c: char| text.get(at) == Some(&c);
        while at < text.len() {
            let start = at;
            let part = match text[at] {
                '/' if at_is(at + 1, '/') => {
                    while at < text.len() && text[at] != '\n' {
                        at += 1;
                    }
                    Part::Comment
                }
                'r' if (at_is(at + 1, '"') || at_is(at + 1, '#'))
                    && !text[..at]
                        .last()
                        .is_some_and(|c| c.is_alphanumeric() || *c == '_') =>
                {
                    let hashes = text[at + 1..].iter().take_while(|c| **c == '#').count();
                    at += 1 + hashes;
                    if at_is(at, '"') {
                        at += 1;
                        let closes = |at: usize| {
                            at_is(at, '"') && (1..=hashes).all(|next| at_is(at + next, '#'))
                        };
                        while at < text.len() && !closes(at) {
                            at += 1;
                        }
                        at += 1 + hashes;
                    }
                    Part::Text
                }
                '"' => {
                    at += 1;
                    while at < text.len() && text[at] != '"' {
                        at += if text[at] == '\\' { 2 } else { 1 };
                    }
                    at += 1;
                    Part::Text
                }
                // A character, but not a lifetime.
                '\'' if at_is(at + 1, '\\') => {
                    at += 3;
                    while at < text.len() && text[at] != '\'' {
                        at += 1;
                    }
                    at += 1;
                    Part::Text
                }
                '\'' if at_is(at + 2, '\'') => {
                    at += 3;
                    Part::Text
                }
                _ => {
                    at += 1;
                    Part::Code
                }
            };
            let end = at.min(text.len());
            parts.extend(text[start..end].iter().map(|c| (*c, part)));
        }
        parts
    }

    /// The lines of one kind of character (others as blanks), without those of tests.
    fn lines(&self, wanted: impl Fn(char, Part) -> bool) -> Vec<(usize, String)> {
        if self.is_test() {
            return Vec::new();
        }
        let mut shown = String::new();
        let mut code = String::new();
        for (c, part) in self.parts() {
            code.push(if c == '\n' || part == Part::Code {
                c
            } else {
                ' '
            });
            shown.push(if c == '\n' || wanted(c, part) { c } else { ' ' });
        }
        let mut lines = Vec::new();
        // The braces of a module of tests that is still open.
        let (mut marked, mut depth) = (false, 0i64);
        for (number, (code, shown)) in code.lines().zip(shown.lines()).enumerate() {
            if depth == 0 && code.contains("#[cfg(test)]") {
                marked = true;
                continue;
            }
            let braces = |c: char| code.matches(c).count() as i64;
            if marked || depth > 0 {
                depth += braces('{') - braces('}');
                // `mod tests;` ends at once; a block when its braces are closed.
                marked = marked && depth == 0 && !code.contains(['{', ';']);
                continue;
            }
            lines.push((number + 1, shown.to_owned()));
        }
        lines
    }

    /// Numbered lines of code: strings, comments and tests are blanks.
    pub fn code(&self) -> Vec<(usize, String)> {
        let lines = self.lines(|_, part| part == Part::Code);
        // A use list over several lines is one line of code.
        let mut joined: Vec<(usize, String)> = Vec::new();
        let mut open = false;
        for (number, line) in lines {
            match joined.last_mut() {
                Some((_, last)) if open => last.push_str(&line),
                _ => joined.push((number, line)),
            }
            let last = joined.last().map_or("", |(_, line)| line.trim_start());
            let begins = ["use ", "pub use ", "pub(crate) use ", "pub(super) use "];
            open = begins.iter().any(|begin| last.starts_with(begin)) && !last.contains(';');
        }
        joined
    }

    /// The string literals outside comments and tests, with their lines.
    pub fn literals(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (number, line) in self.lines(|_, part| part == Part::Text) {
            for (at, piece) in line.split('"').enumerate() {
                if at % 2 == 1 {
                    found.push((number, piece.to_owned()));
                }
            }
        }
        found
    }
}

#[test]
fn code_strings_and_comments_are_told_apart() {
    let file = File {
        path: "x/y.rs".to_owned(),
        text: r##"//! "not code"
fn f<'a>(x: &'a str) -> char { g("sin // \" cos", 'x', '"', r"raw"); '\n' } // "no"
use crate::{
    one, // two
    three,
};
#[cfg(test)]
mod tests {
    fn g() { h("tan").unwrap(); }
}
fn after() { "last"; }
#[cfg(test)]
mod more;
fn end() {}
"##
        .to_owned(),
    };
    let code: Vec<String> = file.code().into_iter().map(|(_, line)| line).collect();
    let code = code.join("\n");
    assert!(code.contains("fn f<'a>(x: &'a str) -> char { g("), "{code}");
    assert!(
        !code.contains("not") && !code.contains("cos") && !code.contains("unwrap"),
        "{code}"
    );
    assert!(
        code.contains("use crate::{    one,") && !code.contains("two"),
        "{code}"
    );
    assert!(
        code.contains("fn after") && code.contains("fn end"),
        "{code}"
    );
    let literals: Vec<String> = file.literals().into_iter().map(|(_, text)| text).collect();
    assert!(literals.contains(&"raw".to_owned()) && literals.contains(&"last".to_owned()));
    assert!(!literals.contains(&"tan".to_owned()) && !literals.contains(&"no".to_owned()));
}
