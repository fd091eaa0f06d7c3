//! One symbol, however it is spelt.

use std::borrow::Cow;

use super::greek::latin;

/// The key of a symbol: spellings with the same key are one symbol.
///
/// Greek letters become their Latin names, subscript digits become digits, and underscores between
/// a letter and a digit are dropped. An underscore between two digits stays, so that `w_1_12` and
/// `w_11_2` are two symbols.
///
/// # Examples
/// ```
/// use gradus::syntax::normalise_name;
/// for spelling in ["x1", "x_1", "x₁", "x_₁"] {
///     assert_eq!(normalise_name(spelling), "x1");
/// }
/// assert_eq!(normalise_name("σ_x"), "sigma_x");
/// assert_eq!(normalise_name("m_e"), "m_e");
/// assert_eq!(normalise_name("w_1_12"), "w1_12");
/// ```
///
/// # Cost
/// Linear; nothing is allocated when the name is its own key.
pub fn normalise_name(name: &str) -> Cow<'_, str> {
    if is_key(name.as_bytes()) {
        return Cow::Borrowed(name);
    }
    let mut key = String::with_capacity(name.len() + 8);
    // Underscores wait until it is known what follows them.
    let mut waiting = 0;
    for character in name.chars() {
        if character == '_' {
            waiting += 1;
            continue;
        }
        let digit = match character {
            '0'..='9' => Some(character),
            '₀'..='₉' => char::from_digit(character as u32 - '₀' as u32, 10),
            _ => None,
        };
        let after_digit = key.ends_with(|last: char| last.is_ascii_digit());
        if digit.is_none() || after_digit {
            key.extend(std::iter::repeat_n('_', waiting));
        }
        waiting = 0;
        match digit {
            Some(digit) => key.push(digit),
            None => match latin(character) {
                Some(latin) => key.push_str(latin),
                None => key.push(character),
            },
        }
    }
    key.extend(std::iter::repeat_n('_', waiting));
    Cow::Owned(key)
}

/// Whether two spellings are one symbol.
///
/// # Examples
/// ```
/// use gradus::syntax::same_name;
/// assert!(same_name("x_1", "x₁") && !same_name("x1", "x2"));
/// ```
pub fn same_name(a: &str, b: &str) -> bool {
    normalise_name(a) == normalise_name(b)
}

/// Whether a spelling is its own key: ASCII, and no underscore stands before a digit.
fn is_key(name: &[u8]) -> bool {
    let mut underscore = false;
    for &byte in name {
        if !byte.is_ascii() || (underscore && byte.is_ascii_digit()) {
            return false;
        }
        underscore = byte == b'_';
    }
    true
}
