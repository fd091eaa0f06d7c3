//! What the line editor asks while a line is typed: where it goes on, how a word may be completed,
//! which colours it has, and how the call is written that is being typed.

use std::borrow::Cow;
use std::cell::Cell;

use gradus::session::Session;
use gradus::session::assist::{Class, Entry, Names, matching};
use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Context, Helper};

use super::super::interpreter::commands::{COMMANDS, SETTINGS};
use super::super::interpreter::settings::Format;

/// Ends a colour.
const PLAIN: &str = "\x1b[0m";
/// The colour of what is said beside.
const DIM: &str = "\x1b[90m";
/// The brackets that belong together.
const BRACKET: &str = "\x1b[1;7m";

/// What the line editor asks.
pub struct Assistant {
    names: Names,
    files: FilenameCompleter,
    colours: bool,
    columns: usize,
    /// Whether the line is being edited, and not shown for the last time.
    editing: Cell<bool>,
}

impl Assistant {
    /// With colours or without.
    pub fn new(colours: bool) -> Self {
        Assistant {
            names: Names::new(),
            files: FilenameCompleter::new(),
            colours,
            columns: 80,
            editing: Cell::new(true),
        }
    }

    /// Takes over what a session has defined and computed.
    pub fn update(&mut self, session: &Session) {
        self.names.update(session);
    }

    /// Takes over how many columns there are.
    pub fn set_columns(&mut self, columns: usize) {
        self.columns = columns;
    }

    /// A candidate with its line of help.
    fn shown(&self, text: &str, help: &str, width: usize) -> String {
        let text = text.trim_end();
        if help.is_empty() {
            return text.to_owned();
        }
        let room = self.columns.saturating_sub(width + 4);
        let cut = match help.char_indices().nth(room) {
            None => help.to_owned(),
            Some(_) => {
                let short = help.char_indices().nth(room.saturating_sub(3));
                let end = short.map_or(help.len(), |(at, _)| at);
                format!("{}...", help.get(..end).unwrap_or(""))
            }
        };
        format!("{text:<width$}  {cut}")
    }

    fn pairs<'a>(&self, found: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Pair> {
        let found: Vec<(&str, &str)> = found.collect();
        let widths = found
            .iter()
            .map(|(text, _)| text.trim_end().chars().count());
        let width = widths.max().unwrap_or(0);
        let pair = |&(text, help): &(&str, &str)| Pair {
            display: self.shown(text, help, width),
            replacement: text.to_owned(),
        };
        found.iter().map(pair).collect()
    }

    /// Where what is completed begins, and how it may go on.
    fn candidates(&self, line: &str, place: usize) -> rustyline::Result<(usize, Vec<Pair>)> {
        let before = line.get(..place).unwrap_or(line);
        let Some(after) = before.trim_start().strip_prefix(':') else {
            if in_quotes(before) || before.trim_end().ends_with("data =") || data_file(before) {
                return self.files.complete_path_unsorted(line, place);
            }
            let (start, found) = self.names.complete(line, place);
            return Ok((start, self.entries(&found)));
        };
        let indent = before.len() - before.trim_start().len();
        let Some((command, argument)) = after.split_once(char::is_whitespace) else {
            let typed = before.get(indent..).unwrap_or("");
            let rows = COMMANDS.iter().filter(|row| row.name.starts_with(typed));
            return Ok((indent, self.pairs(rows.map(|row| (row.name, row.help)))));
        };
        let words: Vec<&str> = argument.split_whitespace().collect();
        let begun = !argument.is_empty() && !argument.ends_with(char::is_whitespace);
        let typed = words.last().filter(|_| begun).copied().unwrap_or("");
        let start = before.len() - typed.len();
        let earlier = words.get(..words.len() - usize::from(begun)).unwrap_or(&[]);
        Ok(match (command, earlier) {
            ("load" | "save", _) => self.files.complete_path_unsorted(line, place)?,
            ("set", []) => {
                let rows = SETTINGS.iter().filter(|(name, _)| name.starts_with(typed));
                (start, self.pairs(rows.copied()))
            }
            ("set", ["format"]) => {
                let rows = Format::ALL
                    .iter()
                    .filter(|(name, ..)| name.starts_with(typed));
                (start, self.pairs(rows.map(|&(name, _, help)| (name, help))))
            }
            ("set", ["kink"]) => {
                let rows = KINKS.iter().filter(|(name, _)| name.starts_with(typed));
                (start, self.pairs(rows.copied()))
            }
            ("help" | "time", _) => {
                let (start, found) = self.names.complete(line, place);
                (start, self.entries(&found))
            }
            _ => (place, Vec::new()),
        })
    }

    fn entries(&self, found: &[Entry]) -> Vec<Pair> {
        self.pairs(
            found
                .iter()
                .map(|entry| (entry.text.as_str(), entry.help.as_str())),
        )
    }

    /// A line with its colours.
    fn coloured(&self, line: &str, place: usize) -> String {
        let brackets = match self.editing.get() {
            true => matching(line, place).unwrap_or([usize::MAX; 2]),
            false => [usize::MAX; 2],
        };
        let mut out = String::with_capacity(line.len() * 2);
        let mut at = 0;
        let plain = |out: &mut String, from: usize, to: usize| {
            let mut from = from;
            for bracket in brackets {
                if (from..to).contains(&bracket) {
                    out.push_str(line.get(from..bracket).unwrap_or(""));
                    out.push_str(BRACKET);
                    out.push_str(line.get(bracket..=bracket).unwrap_or(""));
                    out.push_str(PLAIN);
                    from = bracket + 1;
                }
            }
            out.push_str(line.get(from..to).unwrap_or(""));
        };
        for mark in self.names.marks(line) {
            plain(&mut out, at, mark.start);
            let text = line.get(mark.start..mark.end).unwrap_or("");
            match colour(mark.class) {
                "" => out.push_str(text),
                colour => {
                    out.push_str(colour);
                    out.push_str(text);
                    out.push_str(PLAIN);
                }
            }
            at = mark.end;
        }
        plain(&mut out, at, line.len());
        out
    }
}

/// What derivatives at kinks may be.
const KINKS: &[(&str, &str)] = &[
    ("nan", "no value"),
    ("left", "the derivative from the left"),
    ("right", "the derivative from the right"),
    ("zero", "zero, as machine learning has it"),
];

/// The colour of a part of a line.
fn colour(class: Class) -> &'static str {
    match class {
        Class::Number => "\x1b[33m",
        Class::Function => "\x1b[36m",
        Class::Unknown => "\x1b[4;35m",
        Class::Operation => "\x1b[1;34m",
        Class::Defined => "\x1b[32m",
        Class::Symbol => "",
        Class::Word => "\x1b[34m",
        Class::Result => "\x1b[35m",
        Class::Text => "\x1b[32m",
        Class::Comment => DIM,
        Class::Command => "\x1b[1m",
        Class::Wrong => "\x1b[4;31m",
    }
}

/// Whether a text ends inside quotes.
fn in_quotes(text: &str) -> bool {
    text.bytes().filter(|&byte| byte == b'"').count() % 2 == 1
}

/// Whether the name of a file of data is being typed.
fn data_file(text: &str) -> bool {
    text.rsplit_once('=').is_some_and(|(before, after)| {
        let name = before.trim_end();
        let word = name.rsplit(|c: char| !c.is_alphanumeric()).next();
        word == Some("data") && !after.contains([',', ')', '('])
    })
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        place: usize,
        _: &Context,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        self.candidates(line, place)
    }
}

/// A text that is shown behind the line, and is never taken into it.
pub struct Shown(String);

impl Hint for Shown {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Hinter for Assistant {
    type Hint = Shown;

    fn hint(&self, line: &str, place: usize, _: &Context) -> Option<Shown> {
        if place < line.len() || line.trim_start().starts_with(':') {
            return None;
        }
        let signature = self.names.signature(line, place)?;
        let last = line.rsplit('\n').next().unwrap_or(line);
        // A hint that goes into the next line would hide more than it shows.
        let room = self.columns.saturating_sub(last.chars().count() + 8);
        let length = signature.chars().count();
        (length <= room).then(|| Shown(format!("   {signature}")))
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, place: usize) -> Cow<'l, str> {
        match self.colours {
            true => self.coloured(line, place).into(),
            false => line.into(),
        }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        match self.colours {
            true => format!("\x1b[1;32m{prompt}{PLAIN}").into(),
            false => prompt.into(),
        }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        match self.colours {
            true => format!("{DIM}{hint}{PLAIN}").into(),
            false => hint.into(),
        }
    }

    fn highlight_candidate<'c>(&self, candidate: &'c str, _: CompletionType) -> Cow<'c, str> {
        match candidate.split_once("  ").filter(|_| self.colours) {
            Some((name, help)) => format!("{name}  {DIM}{help}{PLAIN}").into(),
            None => candidate.into(),
        }
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.editing.set(kind != CmdKind::ForcedRefresh);
        self.colours
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext) -> rustyline::Result<ValidationResult> {
        // An empty line ends a statement all the same, so that a forgotten bracket is no trap.
        let input = context.input();
        let ended = input
            .rsplit_once('\n')
            .is_some_and(|(_, last)| last.trim().is_empty());
        Ok(match goes_on(input) && !ended {
            true => ValidationResult::Incomplete,
            false => ValidationResult::Valid(None),
        })
    }
}

impl Helper for Assistant {}

/// Whether a statement goes on in the next line: a bracket is open, or it ends with `\`.
fn goes_on(text: &str) -> bool {
    if text.trim_start().starts_with(':') {
        return false;
    }
    let mut open = 0_i64;
    let mut comment = false;
    for character in text.chars() {
        match character {
            '\n' => comment = false,
            _ if comment => {}
            '#' => comment = true,
            '(' | '[' => open += 1,
            ')' | ']' => open -= 1,
            _ => {}
        }
    }
    open > 0 || (!comment && text.ends_with('\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(line: &str) -> (usize, Vec<String>) {
        let (start, pairs) = Assistant::new(false)
            .candidates(line, line.len())
            .expect("candidates");
        (start, pairs.into_iter().map(|pair| pair.display).collect())
    }

    #[test]
    fn open_brackets_and_backslashes_go_on() {
        assert!(goes_on("f(x"));
        assert!(goes_on("[1,\n2"));
        assert!(goes_on("x + \\"));
        assert!(!goes_on("f(x)"));
        assert!(!goes_on("x # (\\"));
        assert!(!goes_on("x))"));
        assert!(!goes_on(":load (x"));
    }

    #[test]
    fn candidates_have_their_help_beside_them() {
        assert_eq!(
            completed("2 + sin").1,
            ["sin(   sine", "sinh(  hyperbolic sine"]
        );
        assert_eq!(
            completed(":l"),
            (
                0,
                vec![
                    ":load  runs the lines of a file".to_owned(),
                    ":list  what is defined and assumed".to_owned()
                ]
            )
        );
        assert_eq!(completed(":set f").0, 5);
        assert_eq!(
            completed(":set kink z").1,
            ["zero  zero, as machine learning has it"]
        );
        assert_eq!(completed(":set format ").1.len(), 4);
        assert!(
            completed(":help gra")
                .1
                .iter()
                .any(|text| text.starts_with("gradient("))
        );
        let columns = Assistant::new(false);
        let all = columns.candidates("c", 1).expect("candidates").1;
        assert!(all.iter().all(|pair| pair.display.chars().count() < 80));
    }

    #[test]
    fn names_of_files_are_completed() {
        for line in [
            ":load Cargo.to",
            ":save Cargo.to",
            "\"Cargo.to",
            "fit(y = a, data = Cargo.to",
        ] {
            let (start, found) = completed(line);
            assert_eq!(line.get(start..), Some("Cargo.to"), "{line}");
            assert_eq!(found, ["Cargo.toml"], "{line}");
        }
    }

    #[test]
    fn colours_change_nothing_but_colours() {
        let assistant = Assistant::new(true);
        for line in [
            "sin(x) + %3 # σ",
            "f(2, [x)",
            "(σ²)",
            "",
            "\"",
            ":set",
            "x\n(y)",
        ] {
            for place in 0..=line.len() {
                let mut shown = assistant.coloured(line, place);
                while let Some(start) = shown.find('\x1b') {
                    let end = shown[start..].find('m').expect("a colour ends") + start;
                    shown.replace_range(start..=end, "");
                }
                assert_eq!(shown, line);
            }
        }
        assert_eq!(Assistant::new(false).highlight("sin(x)", 0), "sin(x)");
    }
}
