//! JSON with short numbers, and without `<`, so that it can stand in a page.

use std::fmt::Write;

/// A list being written.
#[derive(Default)]
pub struct List(String);

impl List {
    /// Adds what is JSON already.
    pub fn raw(&mut self, item: &str) {
        if !self.0.is_empty() {
            self.0.push(',');
        }
        self.0.push_str(item);
    }

    /// The list.
    pub fn done(self) -> String {
        format!("[{}]", self.0)
    }
}

/// An object being written.
#[derive(Default)]
pub struct Object(List);

impl Object {
    /// Adds what is JSON already.
    pub fn raw(&mut self, name: &str, value: &str) {
        self.0.raw(&format!("\"{name}\":{value}"));
    }

    /// Adds a text.
    pub fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &text(value));
    }

    /// Adds a number with all its digits; one that is not finite as null.
    pub fn number(&mut self, name: &str, value: f64) {
        let written = match value.is_finite() {
            true if value.fract() == 0.0 && value.abs() < 1e15 => format!("{value:.0}"),
            true => format!("{value:e}"),
            false => "null".to_owned(),
        };
        self.raw(name, &written);
    }

    /// Adds a number if there is one.
    pub fn maybe(&mut self, name: &str, value: Option<f64>) {
        if let Some(value) = value {
            self.number(name, value);
        }
    }

    /// Adds a truth.
    pub fn truth(&mut self, name: &str, value: bool) {
        self.raw(name, if value { "true" } else { "false" });
    }

    /// Adds numbers with so many digits as a picture shows.
    pub fn numbers(&mut self, name: &str, values: impl IntoIterator<Item = f64>) {
        self.raw(name, &numbers(values));
    }

    /// Adds numbers that decide what is seen, such as the ends of an axis: with 12 digits and those
    /// that they share.
    pub fn ends(&mut self, name: &str, values: &[f64]) {
        self.raw(name, &written(values, digits(values, 12)));
    }

    /// Adds numbers with all their digits.
    pub fn exact(&mut self, name: &str, values: &[f64]) {
        self.raw(name, &written(values, ALL));
    }

    /// The object.
    pub fn done(self) -> String {
        format!("{{{}}}", self.0.0)
    }
}

/// A text in quotes.
pub fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for sign in value.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(sign));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// So many digits tell any two doubles apart.
const ALL: usize = 17;
/// How many digits a picture shows.
const SHOWN: usize = 7;

/// A list of numbers with as many digits as a picture shows.
pub fn numbers(values: impl IntoIterator<Item = f64>) -> String {
    let values: Vec<f64> = values.into_iter().collect();
    written(&values, shown(&values))
}

/// How many digits a picture shows of these numbers.
pub fn shown(values: &[f64]) -> usize {
    digits(values, SHOWN)
}

/// A list of numbers with so many digits.
pub fn written(values: &[f64], digits: usize) -> String {
    let mut out = String::from("[");
    for value in values {
        if out.len() > 1 {
            out.push(',');
        }
        short(&mut out, *value, digits);
    }
    out.push(']');
    out
}

/// So many digits of what the numbers differ in: those that all of them share come on top, or else
/// values around 10⁸ that wave by 1 would be one number. A few far away do not count.
fn digits(values: &[f64], least: usize) -> usize {
    let mut sorted: Vec<f64> = (values.iter().copied())
        .filter(|value| value.is_finite())
        .collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else {
        return least;
    };
    let few = sorted.len() / 20;
    let inner = match (sorted.get(few), sorted.get(sorted.len() - 1 - few)) {
        (Some(from), Some(to)) if to > from => to - from,
        _ => high - low,
    };
    let middle = sorted
        .get(sorted.len() / 2)
        .map_or(0.0, |value| value.abs());
    if inner == 0.0 || middle <= inner {
        return least;
    }
    least + ((middle / inner).log10().ceil() as usize).min(ALL)
}

/// A number with so many digits, in the shorter of both ways to write it; one that is not finite as
/// null.
fn short(out: &mut String, value: f64, digits: usize) {
    if !value.is_finite() {
        out.push_str("null");
        return;
    }
    if value == 0.0 {
        out.push('0');
        return;
    }
    let rounded: f64 = match digits {
        ALL.. => value,
        digits => format!("{value:.*e}", digits.saturating_sub(1))
            .parse()
            .unwrap_or(value),
    };
    if (1e-4..1e7).contains(&rounded.abs()) {
        let _ = write!(out, "{rounded}");
    } else {
        let _ = write!(out, "{rounded:e}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_valid() {
        let values = [
            0.0,
            -0.0,
            1.0,
            1.0 / 3.0,
            -2e-9,
            1e300,
            f64::NAN,
            f64::INFINITY,
            123456789.0,
            0.00025,
        ];
        let text = numbers(values);
        assert_eq!(
            text,
            "[0,0,1,0.3333333,-2e-9,1e300,null,null,1.234568e8,0.00025]"
        );
        let back: Vec<Option<f64>> = serde_json::from_str(&text).expect("JSON");
        assert_eq!(back.len(), values.len());
    }

    #[test]
    fn numbers_keep_what_they_differ_in() {
        assert_eq!(
            numbers([1e9 + 0.25, 1e9 + 10.5]),
            "[1.00000000025e9,1.0000000105e9]"
        );
        let many = (0..100).map(|at| 1e8 + f64::from(at) / 64.0);
        let back: Vec<f64> = serde_json::from_str(&numbers(many.clone())).expect("JSON");
        for (value, read) in many.zip(back) {
            assert!((value - read).abs() < 1e-6, "{value}: {read}");
        }
    }

    #[test]
    fn texts_cannot_end_an_element() {
        let nasty = "</script><!-- \" \\ \u{2028} \n &amp;";
        let written = text(nasty);
        assert!(!written.contains(['<', '>', '&', '\n']), "{written}");
        let back: String = serde_json::from_str(&written).expect("JSON");
        assert_eq!(back, nasty);
    }
}
