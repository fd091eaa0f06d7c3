//! Lines of bytes from a stream that may hold anything.

use std::io::{self, BufRead};

/// Above this, a buffer that one long line left behind is given back.
const KEPT: usize = 1 << 20;

/// Reads lines into a buffer of its own, which it uses again.
pub struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    limit: usize,
}

/// One line, without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// The bytes.
    Bytes(&'a [u8]),
    /// More bytes than are kept; the line was skipped.
    TooLong {
        /// How many there were.
        length: usize,
    },
}

impl<R: BufRead> Lines<R> {
    /// Lines of at most `limit` bytes; longer ones are skipped without being stored.
    pub fn new(input: R, limit: usize) -> Self {
        Lines {
            input,
            buffer: Vec::new(),
            limit,
        }
    }

    /// The next line; `None` at the end of the stream.
    ///
    /// # Errors
    /// What reading the stream gives.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        self.buffer.shrink_to(KEPT);
        let mut length = 0;
        let mut ended = false;
        while !ended {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                if length == 0 {
                    return Ok(None);
                }
                break;
            }
            let end = available.iter().position(|&byte| byte == b'\n');
            let piece = end
                .and_then(|end| available.get(..end))
                .unwrap_or(available);
            let used = piece.len() + usize::from(end.is_some());
            ended = end.is_some();
            length += piece.len();
            if length <= self.limit {
                self.buffer.extend_from_slice(piece);
            }
            self.input.consume(used);
        }
        if length > self.limit {
            return Ok(Some(Line::TooLong { length }));
        }
        let line = self.buffer.strip_suffix(b"\r").unwrap_or(&self.buffer);
        Ok(Some(Line::Bytes(line)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8], limit: usize) -> Vec<String> {
        // A tiny buffer, so that lines span several reads.
        let mut lines = Lines::new(io::BufReader::with_capacity(3, text), limit);
        let mut found = Vec::new();
        while let Ok(Some(line)) = lines.next_line() {
            found.push(match line {
                Line::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                Line::TooLong { length } => format!("<{length}>"),
            });
        }
        found
    }

    #[test]
    fn lines_end_with_a_newline_or_the_stream() {
        assert_eq!(all(b"", 9), [""; 0]);
        assert_eq!(all(b"ab\n\r\n\ncdefg", 9), ["ab", "", "", "cdefg"]);
        assert_eq!(all(b"ab\r\n", 9), ["ab"]);
        assert_eq!(all(b"\n", 9), [""]);
    }

    #[test]
    fn long_lines_are_counted_and_skipped() {
        assert_eq!(all(b"abcdefgh\nij\n", 4), ["<8>", "ij"]);
    }
}
