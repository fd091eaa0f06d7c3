//! Places as people count them.

/// A place in a text as people count: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character within the line, from 1.
    pub column: usize,
}

/// The line and column of a byte. A byte inside a character counts as that character, a byte past the
/// end as the end.
///
/// # Examples
/// ```
/// use gradus::syntax::{Position, position};
/// assert_eq!(position("x +\nσ y", 7), Position { line: 2, column: 3 });
/// ```
///
/// # Cost
/// Linear in the text before the byte.
pub fn position(source: &str, byte: usize) -> Position {
    let before = &source[..source.floor_char_boundary(byte)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Position {
        line: 1 + before.bytes().filter(|&byte| byte == b'\n').count(),
        column: 1 + before[line_start..].chars().count(),
    }
}
