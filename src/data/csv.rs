//! Tables in text files: separated cells, a line of names first.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};

use super::error::{CellFault, DataError};
use super::file::Sink;

/// How many bytes of a file are looked at to see what it is.
pub(super) const HEAD: u64 = 1 << 16;

/// After how many rows the progress is told.
const OFTEN: usize = 1 << 14;

/// What marks text as UTF-8, and as UTF-16.
const UTF8: &[u8] = b"\xef\xbb\xbf";
const UTF16: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// What stands in cells that have no value.
const MISSING: [&str; 8] = ["na", "n/a", "#n/a", "null", "none", "?", "-", "."];

/// How a text is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    separator: u8,
    /// Where the text begins, behind its mark.
    start: u64,
}

/// The layout of a file and the names of its columns, from its first bytes.
pub(super) fn layout(path: &Path, head: &[u8]) -> Result<(Layout, Vec<String>), DataError> {
    let named = || path.display().to_string();
    if UTF16.iter().any(|mark| head.starts_with(mark)) {
        return Err(DataError::Encoding { path: named() });
    }
    let text = head.strip_prefix(UTF8).unwrap_or(head);
    let layout = Layout {
        separator: separator(text),
        start: (head.len() - text.len()) as u64,
    };
    let mut record = ByteRecord::new();
    let mut reader = open(path, &layout)?;
    if !next(&mut reader, &mut record, path)? {
        return Err(DataError::Empty { path: named() });
    }
    let names: Vec<String> = record
        .iter()
        .map(|name| String::from_utf8_lossy(name).trim().to_owned())
        .collect();
    let mut filled = names.iter().filter(|name| !name.is_empty()).peekable();
    let first = filled.peek().map(|name| (*name).clone());
    match first {
        Some(found) if filled.all(|name| is_number(name)) => Err(DataError::NoHeader {
            path: named(),
            found,
        }),
        Some(_) => Ok((layout, names)),
        None => Err(DataError::Empty { path: named() }),
    }
}

/// Whether a text is a number.
pub(super) fn is_number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok()
}

/// What separates the cells of the first line: a tab, else a semicolon, else a comma.
fn separator(text: &[u8]) -> u8 {
    let mut lines = text.split(|&byte| byte == b'\n');
    let line = lines.find(|line| !line.trim_ascii().is_empty() && !line.starts_with(b"#"));
    let mut quoted = false;
    let mut outside = Vec::new();
    for &byte in line.unwrap_or_default() {
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted {
            outside.push(byte);
        }
    }
    let has = |separator: &u8| outside.contains(separator);
    [b'\t', b';'].into_iter().find(has).unwrap_or(b',')
}

fn open(path: &Path, layout: &Layout) -> Result<csv::Reader<File>, DataError> {
    let failed = |error: std::io::Error| DataError::unreadable(path, &error);
    let mut file = File::open(path).map_err(failed)?;
    file.seek(SeekFrom::Start(layout.start)).map_err(failed)?;
    Ok(ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .delimiter(layout.separator)
        .buffer_capacity(1 << 17)
        .from_reader(file))
}

/// Reads a record; whether there is one.
fn next(
    reader: &mut csv::Reader<File>,
    record: &mut ByteRecord,
    path: &Path,
) -> Result<bool, DataError> {
    loop {
        let read = reader.read_byte_record(record).map_err(|error| {
            let message = error.to_string();
            match error.into_kind() {
                csv::ErrorKind::Io(error) => DataError::unreadable(path, &error),
                _ => DataError::Damaged {
                    path: path.display().to_string(),
                    message,
                },
            }
        })?;
        let blank = |cells: &ByteRecord| {
            cells.len() == 1
                && cells
                    .get(0)
                    .is_some_and(|cell| cell.trim_ascii().is_empty())
        };
        // A line of spaces is as empty as an empty one; a quoted empty cell is a cell.
        if !read || !blank(record) || record.as_slice().is_empty() {
            return Ok(read);
        }
    }
}

/// Reads the columns at these places of a file that has `width` of them.
pub(super) fn read(
    path: &Path,
    layout: &Layout,
    width: usize,
    places: &[usize],
    sink: &mut Sink<'_>,
) -> Result<(), DataError> {
    let mut reader = open(path, layout)?;
    let mut record = ByteRecord::new();
    // The names.
    next(&mut reader, &mut record, path)?;
    let mut row = vec![0.0; places.len()];
    while next(&mut reader, &mut record, path)? {
        let number = sink.builder.rows() + 1;
        let line = || {
            let byte = record.position().map_or(0, csv::Position::byte);
            line_of(path, layout.start + byte)
        };
        if record.len() != width {
            return Err(DataError::FieldCount {
                row: number,
                line: line(),
                expected: width,
                found: record.len(),
            });
        }
        for (at, (out, &place)) in row.iter_mut().zip(places).enumerate() {
            let cell = record.get(place).unwrap_or_default();
            *out = parse(cell, layout.separator).map_err(|fault| DataError::Cell {
                fault,
                row: number,
                line: Some(line()),
                column: sink.builder.names().get(at).cloned().unwrap_or_default(),
                text: String::from_utf8_lossy(cell).trim().to_owned(),
            })?;
        }
        sink.builder.push(&row)?;
        if number.is_multiple_of(OFTEN) {
            sink.tell(reader.position().byte())?;
        }
    }
    Ok(())
}

/// The number of a cell.
fn parse(cell: &[u8], separator: u8) -> Result<f64, CellFault> {
    let text = std::str::from_utf8(cell).map_err(|_| CellFault::NotANumber)?;
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return match number.is_finite() {
            true => Ok(number),
            false => Err(CellFault::NotFinite),
        };
    }
    if text.is_empty() || MISSING.contains(&&*text.to_ascii_lowercase()) {
        return Err(CellFault::Missing);
    }
    // Where commas don't separate cells, one separates a number's decimals.
    let mut parts = text.split(',');
    if let (b';', Some(whole), Some(decimals), None) =
        (separator, parts.next(), parts.next(), parts.next())
        && !text.contains('.')
        && let Ok(number) = format!("{whole}.{decimals}").parse::<f64>()
        && number.is_finite()
    {
        return Ok(number);
    }
    Err(CellFault::NotANumber)
}

/// The line on which the record from a byte on begins: empty lines and comments before it are
/// skipped. The file is read again, because this is asked for once and lines need not be counted
/// otherwise.
fn line_of(path: &Path, byte: u64) -> u64 {
    let Ok(file) = File::open(path) else {
        return 1;
    };
    let mut reader = BufReader::new(file);
    let (mut line, mut at) = (1, 0);
    let (mut begins, mut comment) = (true, false);
    while let Ok(bytes @ [_, ..]) = reader.fill_buf() {
        let length = bytes.len();
        for &found in bytes {
            if begins {
                comment = found == b'#';
                begins = false;
            }
            if found == b'\n' {
                line += 1;
                begins = true;
            } else if at >= byte && !comment && !found.is_ascii_whitespace() {
                return line;
            }
            at += 1;
        }
        reader.consume(length);
    }
    line
}
