//! What each word of a line is.

use super::Names;
use crate::syntax::{self, SyntaxError};

/// What a part of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// A number.
    Number,
    /// A known function, or a constant.
    Function,
    /// The name of a call that nothing is known of.
    Unknown,
    /// An operation.
    Operation,
    /// A name that has a definition.
    Defined,
    /// Any other name.
    Symbol,
    /// A word such as `if`.
    Word,
    /// The result of an earlier line.
    Result,
    /// A text in quotes.
    Text,
    /// A comment.
    Comment,
    /// A command such as `:set`.
    Command,
    /// What can't stand where it stands.
    Wrong,
}

/// A part of a line, as a range of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it is.
    pub class: Class,
}

/// Beyond this length, a line is not read for errors while it is typed.
const READ: usize = 4096;

/// Statements that begin so are not formulas.
const OTHER: &[&str] = &["help", "steps", "rule", "tutorial", "quit", "exit", "kink"];

impl Names {
    /// The parts of a line that are something, in order; blanks, operators and brackets are not
    /// told.
    ///
    /// # Cost
    /// Linear in the line.
    pub fn marks(&self, line: &str) -> Vec<Mark> {
        let mut marks = Vec::new();
        let command = line.trim_start().starts_with(':');
        let mut at = 0;
        while let Some(first) = line.get(at..).and_then(|rest| rest.chars().next()) {
            let rest = line.get(at..).unwrap_or("");
            let (length, class) = self.word(first, rest, command && marks.is_empty());
            if let Some(class) = class {
                marks.push(Mark {
                    start: at,
                    end: at + length,
                    class,
                });
            }
            at += length.max(1);
        }
        let begins = line.split_whitespace().next().unwrap_or("");
        if !command && line.len() <= READ && !OTHER.contains(&begins) {
            self.mark_wrong(line, &mut marks);
        }
        marks
    }

    /// How long the word is that a text begins with, and what it is.
    fn word(&self, first: char, rest: &str, command: bool) -> (usize, Option<Class>) {
        let until = |ends: &dyn Fn(char) -> bool| rest.find(ends).unwrap_or(rest.len());
        match first {
            '#' => (until(&|c| c == '\n'), Some(Class::Comment)),
            ':' if command => (until(&char::is_whitespace), Some(Class::Command)),
            '"' => {
                let inside = rest.get(1..).unwrap_or("");
                let length = inside.find('"').map_or(rest.len(), |end| end + 2);
                (length, Some(Class::Text))
            }
            '%' => {
                let digits = rest.get(1..).unwrap_or("");
                let digits = digits.bytes().take_while(u8::is_ascii_digit).count();
                let number = rest.get(1..=digits).unwrap_or("").parse::<usize>();
                let known = match number {
                    Ok(number) => (1..=self.results).contains(&number),
                    Err(_) => digits == 0 && self.results > 0,
                };
                let class = if known { Class::Result } else { Class::Wrong };
                (1 + digits, Some(class))
            }
            '0'..='9' | '.' => (number(rest), Some(Class::Number)),
            _ if first.is_alphabetic() => {
                let length = until(&|c: char| !c.is_alphanumeric() && c != '_' && !is_subscript(c));
                let name = rest.get(..length).unwrap_or("");
                let after = rest.get(length..).unwrap_or("").trim_start_matches('\'');
                (length, Some(self.name(name, after.starts_with('('))))
            }
            _ => (first.len_utf8(), None),
        }
    }

    fn name(&self, name: &str, called: bool) -> Class {
        match self.find(name) {
            // A function's name without its bracket is a symbol.
            Some(entry) if entry.text.ends_with('(') && !called => match entry.class {
                Class::Defined => Class::Defined,
                _ => Class::Symbol,
            },
            Some(entry) => entry.class,
            None if called && !self.is_seen(name) => Class::Unknown,
            None => Class::Symbol,
        }
    }

    /// Marks the place of an error, unless what is still to be typed may set it right.
    fn mark_wrong(&self, line: &str, marks: &mut Vec<Mark>) {
        let Err(error) = syntax::parse_statement(line) else {
            return;
        };
        if matches!(
            error,
            SyntaxError::Unclosed { .. } | SyntaxError::Empty { .. }
        ) {
            return;
        }
        let span = error.span();
        let (start, end) = (span.start as usize, span.end as usize);
        if start >= end || line.get(start..end).is_none() {
            return;
        }
        marks.retain(|mark| mark.end <= start || mark.start >= end);
        let place = marks.partition_point(|mark| mark.start < start);
        marks.insert(
            place,
            Mark {
                start,
                end,
                class: Class::Wrong,
            },
        );
    }
}

fn is_subscript(character: char) -> bool {
    ('₀'..='₉').contains(&character)
}

/// How many bytes a number has: `2.5e-3`, but of `2e` the digit only.
fn number(text: &str) -> usize {
    let digits = |from: usize| {
        let rest = text.as_bytes().get(from..).unwrap_or(&[]);
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let byte = |at: usize| text.as_bytes().get(at).copied();
    let mut length = digits(0);
    if byte(length) == Some(b'.') && byte(length + 1) != Some(b'.') {
        length += 1 + digits(length + 1);
    }
    if matches!(byte(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(byte(length + 1), Some(b'+' | b'-')));
        match digits(length + 1 + sign) {
            0 => {}
            exponent => length += 1 + sign + exponent,
        }
    }
    length.max(1)
}

/// The bracket at a place of a line, or right before it, and the one that belongs to it.
///
/// # Examples
/// ```
/// use gradus::session::assist::matching;
/// assert_eq!(matching("f(x) + [1]", 4), Some([1, 3]));
/// assert_eq!(matching("f(x", 1), None);
/// ```
pub fn matching(line: &str, place: usize) -> Option<[usize; 2]> {
    let at = |place: usize| {
        let byte = *line.as_bytes().get(place)?;
        matches!(byte, b'(' | b')' | b'[' | b']').then_some(place)
    };
    let wanted = at(place).or_else(|| at(place.checked_sub(1)?))?;
    let mut open = Vec::new();
    let mut comment = false;
    for (place, byte) in line.bytes().enumerate() {
        match byte {
            b'\n' => comment = false,
            _ if comment => {}
            b'#' => comment = true,
            b'(' | b'[' => open.push((place, byte)),
            b')' | b']' => {
                let (start, opening) = open.pop()?;
                if (opening == b'(') != (byte == b')') {
                    return None;
                }
                if wanted == place || wanted == start {
                    return Some([start, place]);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Session;

    fn marked(names: &Names, line: &str) -> String {
        let marks = names.marks(line);
        let parts = marks.iter().map(|mark| {
            let text = line.get(mark.start..mark.end).unwrap_or("?");
            format!("{text}:{:?}", mark.class)
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_what_they_are() {
        let mut session = Session::new();
        for line in ["f(x) = x^2", "σ = 3", "1 + 1"] {
            assert!(session.run(line).is_ok());
        }
        let mut names = Names::new();
        names.update(&session);
        for (line, expected) in [
            ("2.5e-3sin(x)", "2.5e-3:Number sin:Function x:Symbol"),
            ("2e", "2:Number e:Function"),
            (
                "diff(f(sigma), x)",
                "diff:Operation f:Defined sigma:Defined x:Symbol",
            ),
            ("g(x) + gamma*t", "g:Unknown x:Symbol gamma:Symbol t:Symbol"),
            ("f'(2) # f(2)", "f:Defined 2:Number # f(2):Comment"),
            (
                "if x < 0 then pi else x1",
                "if:Word x:Symbol 0:Number then:Word pi:Function else:Word x1:Symbol",
            ),
            ("%1 + %2", "%1:Result %2:Wrong"),
            (":load \"a b\" c", ":load:Command \"a b\":Text c:Symbol"),
            ("x + ) * y", "x:Symbol ):Wrong y:Symbol"),
            ("2 $ 3", "2:Number $:Wrong 3:Number"),
            // What is still to be typed sets these right.
            ("sin(x + ", "sin:Function x:Symbol"),
            ("[1, 2", "1:Number 2:Number"),
            ("", ""),
        ] {
            assert_eq!(marked(&names, line), expected, "{line}");
        }
    }

    #[test]
    fn marks_are_in_order_and_on_characters() {
        let names = Names::new();
        let line = "σ²·sin(x₁) ≤ %3 \"é # … ] )(\u{0} 変数(x) 1..2 .";
        for (end, _) in line.char_indices() {
            let line = &line[..end];
            let mut last = 0;
            for mark in names.marks(line) {
                assert!(last <= mark.start && mark.start < mark.end, "{line}");
                assert!(line.get(mark.start..mark.end).is_some(), "{line}");
                last = mark.end;
            }
        }
    }

    #[test]
    fn a_keystroke_takes_less_than_a_millisecond() {
        let names = Names::new();
        let line = "sin(x1)^2 + f(y)*2.5 - ".repeat(44);
        assert!(line.len() >= 1000);
        // The best of several: others use the machine too.
        let best = (0..20).map(|_| {
            let start = std::time::Instant::now();
            let marks = names.marks(&line).len() + usize::from(matching(&line, 3).is_some());
            assert!(marks > 200);
            start.elapsed()
        });
        let best = best.min().unwrap_or_default();
        assert!(best.as_micros() < 1000, "{best:?}");
    }
}
