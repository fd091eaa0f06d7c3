//! Text with mathematical signs, which is read back to the same expression too.

use super::signs::Signs;
use crate::syntax::{greek, normalise_name};

pub(super) const SIGNS: Signs = Signs {
    open: "(",
    close: ")",
    times: "·",
    times_number: "·",
    times_digit: "·",
    fraction: ["", "/", ""],
    power: ["^", ""],
    delimits: false,
    superscripts: true,
    e: "e",
    pi: "π",
    relations: [" < ", " ≤ ", " > ", " ≥ ", " = ", " ≠ "],
    and: " and ",
    or: " or ",
    not: "not ",
};

/// Appends a name with Greek letters and subscripts; as it was typed if it would be read as
/// another one.
pub(super) fn write_name(out: &mut String, key: &str, spelling: &str) {
    let start = out.len();
    for (at, part) in key.split('_').enumerate() {
        if at > 0 {
            out.push('_');
        }
        let stem = part.trim_end_matches(|c: char| c.is_ascii_digit());
        out.push_str(greek(stem).unwrap_or(stem));
        if stem.is_empty() {
            out.push_str(part);
        } else {
            part[stem.len()..]
                .bytes()
                .for_each(|digit| out.push(subscript(digit)));
        }
    }
    if normalise_name(&out[start..]) != key {
        out.truncate(start);
        out.push_str(spelling);
    }
}

fn subscript(digit: u8) -> char {
    const DIGITS: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
    DIGITS[usize::from(digit.wrapping_sub(b'0')) % 10]
}

/// A digit as an exponent.
pub(super) fn superscript(digit: u8) -> char {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    DIGITS[usize::from(digit.wrapping_sub(b'0')) % 10]
}
