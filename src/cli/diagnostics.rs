//! Messages with the place they are about: the one file that draws carets.
//!
//! On a terminal that shows Unicode `ariadne` draws them; elsewhere they are plain ASCII, so that a
//! log or another program can read them.

use std::borrow::Cow;
use std::fmt::Write;

use ariadne::{CharSet, Color, Config, IndexType, Label, Report, ReportKind, Source};
use gradus::syntax::{Span, normalise_name, position};

use super::terminal::Terminal;

/// How many characters of a long line are shown before the place and after its start.
const BEFORE: usize = 60;
const AFTER: usize = 100;

/// A message about a text.
#[derive(Clone, Copy, Debug)]
pub struct Diagnostic<'a> {
    /// What is wrong.
    pub message: &'a str,
    /// The text.
    pub source: &'a str,
    /// The place in it, if there is one.
    pub span: Option<Span>,
    /// The number of the text's first line in its file, from 1.
    pub first_line: usize,
}

impl<'a> Diagnostic<'a> {
    /// A message about a text that stands alone.
    pub fn new(message: &'a str, source: &'a str, span: Option<Span>) -> Self {
        Diagnostic {
            message,
            source,
            span,
            first_line: 1,
        }
    }

    /// Writes the message to standard error.
    pub fn show(&self) {
        let terminal = Terminal::of(&std::io::stderr());
        let text = match terminal.unicode {
            true => self.drawn(terminal.colours),
            false => self.plain(),
        };
        write_error(&text);
    }

    /// The message with its place in plain ASCII.
    pub fn plain(&self) -> String {
        let mut text = format!("error: {}\n", ascii(self.message));
        let Some(span) = self.span else {
            return text;
        };
        let place = position(self.source, span.start as usize);
        let window = Window::around(self.source, span, plain_character);
        let line = self.first_line + place.line - 1;
        let before = window.text.get(..window.start).unwrap_or_default();
        let marked = window
            .text
            .get(window.start..window.end)
            .unwrap_or_default();
        // Writing to a String does not fail.
        let _ = writeln!(
            text,
            " --> line {line}, column {}\n  {}\n  {:before$}{}",
            place.column,
            window.text.trim_end(),
            "",
            "^".repeat(marked.len().max(1)),
            before = before.len(),
        );
        text
    }

    /// The message as a drawing for a terminal.
    pub fn drawn(&self, colour: bool) -> String {
        let message: String = self.message.chars().map(visible).collect();
        let Some(span) = self.span else {
            return format!("error: {message}\n");
        };
        let mut window = Window::around(self.source, span, drawn_character);
        // A place at the end needs something to stand under: ariadne draws no empty ranges there.
        window.text.push(' ');
        let end = window.end.max(window.start + 1);
        let range = window.start..window.text.ceil_char_boundary(end);
        let place = ("input", range);
        let config = Config::default()
            .with_color(colour)
            .with_index_type(IndexType::Byte)
            .with_char_set(CharSet::Unicode);
        let report = Report::build(ReportKind::Error, place.clone())
            .with_config(config)
            .with_message(message)
            .with_label(
                Label::new(place)
                    .with_message("here")
                    .with_color(Color::Red),
            );
        let line = position(self.source, span.start as usize).line;
        let offset = (self.first_line + line).saturating_sub(2);
        let source = Source::from(window.text).with_display_line_offset(offset);
        let mut drawing = Vec::new();
        match report.finish().write(("input", source), &mut drawing) {
            Ok(()) => String::from_utf8_lossy(&drawing).into_owned(),
            Err(_) => self.plain(),
        }
    }
}

/// Writes a remark to standard error.
pub fn note(text: &str) {
    if Terminal::of(&std::io::stderr()).unicode {
        write_error(&format!("note: {text}\n"));
    } else {
        write_error(&format!("note: {}\n", ascii(text)));
    }
}

/// Writes an error that is about no text to standard error.
pub fn error(message: &str) {
    Diagnostic::new(message, "", None).show();
}

fn write_error(text: &str) {
    use std::io::Write;
    // Nobody is left to be told when standard error is closed.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// A part of one line, rewritten for display, with the marked part's byte range in it.
struct Window {
    text: String,
    start: usize,
    end: usize,
}

impl Window {
    fn around(source: &str, span: Span, show: fn(char) -> Cow<'static, str>) -> Window {
        let start = source.floor_char_boundary(span.start as usize);
        let end = source.floor_char_boundary(span.end as usize).max(start);
        let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = source[start..]
            .find('\n')
            .map_or(source.len(), |at| start + at);
        let end = end.min(line_end);
        let first = source[line_start..start]
            .char_indices()
            .rev()
            .nth(BEFORE)
            .map(|(at, _)| line_start + at);
        let last = source[start..line_end]
            .char_indices()
            .nth(AFTER)
            .map(|(at, _)| start + at);
        let mut window = Window {
            text: String::new(),
            start: 0,
            end: 0,
        };
        if first.is_some() {
            window.text.push_str("...");
        }
        let mut copy = |from: usize, to: usize| {
            for character in source.get(from..to).unwrap_or_default().chars() {
                window.text.push_str(&show(character));
            }
            window.text.len()
        };
        let last_shown = last.unwrap_or(line_end);
        let end = end.min(last_shown);
        window.start = copy(first.unwrap_or(line_start), start);
        let end_shown = copy(start, end);
        copy(end, last_shown);
        window.end = end_shown;
        if last.is_some() {
            window.text.push_str("...");
        }
        window
    }
}

/// A text in ASCII, with names for what has none.
fn ascii(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|byte| byte == b'\n' || (b' '..0x7f).contains(&byte))
    {
        return Cow::Borrowed(text);
    }
    text.chars().map(plain_character).collect::<String>().into()
}

fn plain_character(character: char) -> Cow<'static, str> {
    match character {
        ' '..='~' => {}
        '\t' => return " ".into(),
        '\n' => return "\n".into(),
        '…' => return "...".into(),
        '−' => return "-".into(),
        '·' | '×' => return "*".into(),
        '÷' => return "/".into(),
        '≤' => return "<=".into(),
        '≥' => return ">=".into(),
        _ => {
            let mut buffer = [0; 4];
            let key = normalise_name(character.encode_utf8(&mut buffer)).into_owned();
            return match key.is_ascii() && !key.bytes().any(|byte| byte.is_ascii_control()) {
                true => key.into(),
                false => format!("<U+{:04X}>", character as u32).into(),
            };
        }
    }
    String::from(character).into()
}

/// As itself, unless it could steer a terminal.
fn drawn_character(character: char) -> Cow<'static, str> {
    String::from(visible(character)).into()
}

fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        '\n' => '\n',
        // Direction marks reorder what is shown after them; separators begin a line.
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ if character.is_control() => '\u{fffd}',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: u32, end: u32) -> Option<Span> {
        Some(Span { start, end })
    }

    #[test]
    fn plain_messages_point_at_the_place() {
        let diagnostic = Diagnostic::new("this `(` is not closed", "2 + (x", at(4, 5));
        assert_eq!(
            diagnostic.plain(),
            "error: this `(` is not closed\n --> line 1, column 5\n  2 + (x\n      ^\n"
        );
    }

    #[test]
    fn plain_messages_are_ascii() {
        let diagnostic = Diagnostic::new("`√…`", "σ² × \u{0}y)", at(10, 11));
        assert_eq!(
            diagnostic.plain(),
            "error: `<U+221A>...`\n --> line 1, column 8\n  \
             sigma<U+00B2> * <U+0000>y)\n                           ^\n"
        );
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let source = format!("{}+){}", "x".repeat(1000), "y".repeat(1000));
        let text = Diagnostic::new("m", &source, at(1001, 1002)).plain();
        assert!(text.len() < 400, "{text}");
        assert!(text.contains("x+)y") && text.contains("column 1002"));
    }

    #[test]
    fn the_place_may_lie_in_a_later_line_or_at_the_end() {
        let text = Diagnostic {
            first_line: 7,
            ..Diagnostic::new("m", "a +\nb +", at(7, 7))
        };
        assert_eq!(
            text.plain(),
            "error: m\n --> line 8, column 4\n  b +\n     ^\n"
        );
        assert!(text.drawn(false).contains("input:8:4"));
    }

    #[test]
    fn places_outside_the_text_are_drawn_at_its_end() {
        for (source, span) in [
            ("", at(0, 0)),
            ("x", at(90, 99)),
            ("σ", at(1, 1)),
            ("a\n", at(2, 2)),
        ] {
            let diagnostic = Diagnostic::new("m", source, span);
            assert!(diagnostic.drawn(true).contains('m'));
            assert!(diagnostic.plain().contains('^'));
        }
    }

    #[test]
    fn terminals_get_a_drawing() {
        let bracket = "this `(` is not closed: expected `)`, found the end";
        let drawings = [
            Diagnostic::new(bracket, "2 + sin(x", at(7, 8)),
            Diagnostic::new("unknown", "σ² + \u{202e}x\u{1b}[2J", at(6, 9)),
            Diagnostic::new("there is no operation `facto`", "", None),
        ]
        .map(|diagnostic| diagnostic.drawn(false));
        insta::with_settings!({
            snapshot_path => "../../snapshots",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!("cli_drawn", drawings.join("\n"));
        });
    }
}
