//! What the prompt knows of the language: where a line goes on, and names to complete.

use gradus::function;
use gradus::session::operations;
use rustyline::completion::{Completer, Pair};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper, Highlighter, Hinter};

/// Words of the language that are neither functions nor operations; calls end in a bracket.
const WORDS: &[&str] = &[
    "and",
    "assume ",
    "else ",
    "help ",
    "if ",
    "mean(",
    "not ",
    "or",
    "pi",
    "piecewise(",
    "quit",
    "sum(",
    "then ",
];

/// The names that can be completed.
#[derive(Helper, Highlighter, Hinter)]
pub struct Names {
    built_in: Vec<String>,
    defined: Vec<String>,
}

impl Names {
    /// The names of the language.
    pub fn new() -> Self {
        let functions = function::all().map(|function| format!("{}(", function.name()));
        let operations = operations().map(|operation| format!("{}(", operation.name));
        let words = WORDS.iter().map(|word| (*word).to_owned());
        let mut built_in: Vec<String> = functions.chain(operations).chain(words).collect();
        built_in.sort();
        Names {
            built_in,
            defined: Vec::new(),
        }
    }

    /// Sets the names that have a definition.
    pub fn define(&mut self, names: &[String]) {
        self.defined = names.to_vec();
    }

    /// The start of the name before a place, and the names that begin with it.
    fn candidates(&self, line: &str, place: usize) -> (usize, Vec<&str>) {
        let before = line.get(..place).unwrap_or(line);
        let start = before
            .char_indices()
            .rev()
            .take_while(|(_, character)| character.is_alphanumeric() || *character == '_')
            .last()
            .map_or(before.len(), |(at, _)| at);
        // An implicit product may begin with digits: `2si`.
        let digits = before.get(start..).unwrap_or("");
        let start = start + digits.len()
            - digits
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .len();
        let prefix = before.get(start..).unwrap_or("");
        if prefix.is_empty() {
            return (start, Vec::new());
        }
        let names = self
            .defined
            .iter()
            .chain(&self.built_in)
            .map(String::as_str);
        (
            start,
            names.filter(|name| name.starts_with(prefix)).collect(),
        )
    }
}

impl Completer for Names {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        place: usize,
        _: &Context,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, names) = self.candidates(line, place);
        let pairs = names.into_iter().map(|name| Pair {
            display: name.trim_end().to_owned(),
            replacement: name.to_owned(),
        });
        Ok((start, pairs.collect()))
    }
}

impl Validator for Names {
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

/// Whether a statement goes on in the next line: a bracket is open, or it ends with `\`.
fn goes_on(text: &str) -> bool {
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

    #[test]
    fn open_brackets_and_backslashes_go_on() {
        assert!(goes_on("f(x"));
        assert!(goes_on("[1,\n2"));
        assert!(goes_on("x + \\"));
        assert!(!goes_on("f(x)"));
        assert!(!goes_on("x # (\\"));
        assert!(!goes_on("x))"));
    }

    #[test]
    fn names_are_completed() {
        let mut names = Names::new();
        names.define(&["sinus_of_mine".to_owned()]);
        assert_eq!(
            names.candidates("2 + sin", 7),
            (4, vec!["sinus_of_mine", "sin(", "sinh("])
        );
        assert_eq!(names.candidates("2grad", 5), (1, vec!["gradient("]));
        assert_eq!(names.candidates("x + ", 4), (4, vec![]));
        assert_eq!(names.candidates("σ", 1), (0, vec![]));
    }
}
