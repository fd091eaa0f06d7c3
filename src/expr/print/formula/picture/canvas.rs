//! Where the second pass puts its texts.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

/// Texts in their places, row by row.
pub(super) struct Canvas<'a> {
    pub(super) rows: Vec<Vec<(usize, Cow<'a, str>)>>,
}

impl<'a> Canvas<'a> {
    pub(super) fn put(&mut self, row: usize, column: usize, text: impl Into<Cow<'a, str>>) {
        if let Some(line) = self.rows.get_mut(row) {
            line.push((column, text.into()));
        }
    }

    /// A bracket as tall as what it encloses.
    pub(super) fn delimiter(
        &mut self,
        top: usize,
        height: usize,
        column: usize,
        sign: &'static str,
    ) {
        if sign.is_empty() {
            return;
        }
        let [first, middle, last] = match sign {
            _ if height < 2 => [sign; 3],
            "(" => ["⎛", "⎜", "⎝"],
            ")" => ["⎞", "⎟", "⎠"],
            "[" => ["⎡", "⎢", "⎣"],
            "]" => ["⎤", "⎥", "⎦"],
            "{" => ["⎧", "⎪", "⎩"],
            "}" => ["⎫", "⎪", "⎭"],
            "⌊" => ["⎢", "⎢", "⎣"],
            "⌋" => ["⎥", "⎥", "⎦"],
            "⌈" => ["⎡", "⎢", "⎢"],
            "⌉" => ["⎤", "⎥", "⎥"],
            "|" => ["│", "│", "│"],
            _ => [sign; 3],
        };
        let brace = match sign {
            "{" => Some("⎨"),
            "}" => Some("⎬"),
            _ => None,
        };
        for at in 0..height {
            let piece = match at {
                0 => first,
                _ if at + 1 == height => last,
                _ if at == height / 2 => brace.unwrap_or(middle),
                _ => middle,
            };
            self.put(top + at, column, piece);
        }
    }
}

/// A row of texts, with blanks between them.
pub(super) fn joined(mut texts: Vec<(usize, Cow<'_, str>)>) -> String {
    texts.sort_by_key(|(column, _)| *column);
    let mut line = String::new();
    let mut width = 0;
    for (column, text) in texts {
        if text.is_empty() {
            continue;
        }
        line.extend(std::iter::repeat_n(' ', column.saturating_sub(width)));
        width = width.max(column) + text.width();
        line.push_str(&text);
    }
    line.truncate(line.trim_end().len());
    line
}
