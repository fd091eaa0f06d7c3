//! What the terminal at the other end can show.

use std::io::IsTerminal;

/// What a stream shows to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Whether it has colours, and they are wanted.
    pub colours: bool,
    /// Whether it shows more than ASCII.
    pub unicode: bool,
}

impl Terminal {
    /// As the environment tells it of a stream; what is no terminal, or a dumb one, shows plain
    /// text.
    pub fn of(stream: &impl IsTerminal) -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let dumb = set("TERM").is_some_and(|term| term == "dumb") || !stream.is_terminal();
        // The first that is set decides; where nothing is said, terminals of today know Unicode.
        let language = set("LC_ALL")
            .or_else(|| set("LC_CTYPE"))
            .or_else(|| set("LANG"));
        let unicode = language.is_none_or(|language| {
            let language = language.to_ascii_lowercase();
            language.contains("utf-8") || language.contains("utf8")
        });
        Terminal {
            colours: !dumb && set("NO_COLOR").is_none(),
            unicode: !dumb && unicode,
        }
    }
}

/// The columns and lines of the terminal behind standard output, or as the shell tells them.
pub fn size() -> Option<[usize; 2]> {
    if let Some((lines, columns)) = console::Term::stdout().size_checked() {
        return Some([columns.into(), lines.into()]);
    }
    let told = |name: &str| {
        let told: Option<usize> = std::env::var(name).ok().and_then(|text| text.parse().ok());
        told.filter(|count| (1..=1000).contains(count))
    };
    Some([told("COLUMNS")?, told("LINES").unwrap_or(25)])
}
