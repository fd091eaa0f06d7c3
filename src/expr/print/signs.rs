//! What differs between the styles and is no more than a sign.

/// The signs of a style.
#[derive(Debug)]
pub(super) struct Signs {
    /// Brackets.
    pub open: &'static str,
    pub close: &'static str,
    /// Between factors; after a number; before something that begins with a digit.
    pub times: &'static str,
    pub times_number: &'static str,
    pub times_digit: &'static str,
    /// Before, between and after the sides of a fraction.
    pub fraction: [&'static str; 3],
    /// Before and after an exponent.
    pub power: [&'static str; 2],
    /// Whether fractions and powers delimit their parts, so that these need no brackets.
    pub delimits: bool,
    /// Whether integer exponents are superscript digits.
    pub superscripts: bool,
    pub e: &'static str,
    pub pi: &'static str,
    /// In the order of `Relation`.
    pub relations: [&'static str; 6],
    pub and: &'static str,
    pub or: &'static str,
    pub not: &'static str,
}
