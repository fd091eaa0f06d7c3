//! How results are shown, and what `:set` changes.

use gradus::Style;
use gradus::expr::TooLong;
use gradus::session::Value;

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// One line of ASCII.
    #[default]
    Plain,
    /// One line with mathematical signs.
    Unicode,
    /// Fractions above one another, in several lines.
    Pretty,
    /// LaTeX.
    Latex,
}

impl Format {
    /// The formats by their names.
    pub const ALL: [(&'static str, Format, &'static str); 4] = [
        ("plain", Format::Plain, "one line of ASCII"),
        (
            "unicode",
            Format::Unicode,
            "one line with mathematical signs",
        ),
        (
            "pretty",
            Format::Pretty,
            "fractions and powers in two dimensions",
        ),
        ("latex", Format::Latex, "LaTeX"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, format, _)| *format == self);
        found.map_or("", |(name, ..)| name)
    }

    fn style(self) -> Style {
        match self {
            Format::Plain => Style::Text,
            Format::Unicode | Format::Pretty => Style::Unicode,
            Format::Latex => Style::Latex,
        }
    }
}

/// How results are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How they are written.
    pub format: Format,
    /// To how many digits values of `eval` are rounded when they are shown; nothing for all.
    pub digits: Option<u8>,
    /// Whether it is told how long each line took.
    pub time: bool,
    /// Whether results are shown with their numbers.
    pub numbered: bool,
    /// The columns there are.
    pub width: usize,
    /// The lines there are for a picture.
    pub height: usize,
    /// Whether pictures have colours.
    pub colours: bool,
    /// Whether the plain text is needed too.
    pub compared: bool,
}

impl Default for Settings {
    /// As a script has them.
    fn default() -> Self {
        Settings {
            format: Format::Plain,
            digits: None,
            time: false,
            numbered: false,
            width: 80,
            height: 24,
            colours: false,
            compared: false,
        }
    }
}

/// The most digits of a double.
pub const MOST_DIGITS: u8 = 17;

impl Settings {
    /// A result as it is shown.
    ///
    /// # Errors
    /// [`TooLong`] for what is longer than is printed.
    pub fn shown(&self, value: &Value, number: Option<usize>) -> Result<String, TooLong> {
        let label = match number.filter(|_| self.numbered) {
            // A report has lines of its own, each with its name.
            Some(number) if matches!(value, Value::Report(_) | Value::Fit(_)) => {
                format!("%{number}:\n")
            }
            Some(number) => format!("%{number} = "),
            None => String::new(),
        };
        let room = self.width.saturating_sub(label.len() + 1);
        if self.format == Format::Pretty
            && let Some(picture) = value.picture(room)
            && picture.rows.len() > 1
        {
            let blank = " ".repeat(label.len());
            let rows = picture.rows.iter().enumerate().map(|(at, row)| {
                let before = if at == picture.baseline {
                    &label
                } else {
                    &blank
                };
                format!("{before}{row}").trim_end().to_owned()
            });
            return Ok(rows.collect::<Vec<_>>().join("\n"));
        }
        let text = match (value, self.digits) {
            #[cfg(feature = "plot")]
            (Value::Figure(figure), _) => self.drawn(figure),
            (Value::Number(number), Some(digits)) => rounded(*number, digits),
            _ => value.print(self.format.style())?,
        };
        Ok(format!("{label}{text}"))
    }
}

#[cfg(feature = "plot")]
impl Settings {
    /// A picture as wide as the terminal, if it is not too wide to be seen at once.
    fn drawn(&self, figure: &gradus::plot::Figure) -> String {
        use gradus::plot::{Signs, terminal};
        /// The fewest columns of a picture.
        const NARROWEST: usize = 24;
        /// The most columns and lines of a picture.
        const LARGEST: [usize; 2] = [120, 36];
        let signs = match self.format {
            Format::Plain | Format::Latex => Signs::Ascii,
            Format::Unicode | Format::Pretty if self.colours => Signs::Color,
            Format::Unicode | Format::Pretty => Signs::Unicode,
        };
        if self.width < NARROWEST {
            return format!(
                "a picture needs {NARROWEST} columns; this window has {}",
                self.width
            );
        }
        // The prompt and the line that was typed stay in sight.
        let size = [self.width, self.height.saturating_sub(3)];
        let size = [0, 1].map(|at| size[at].min(LARGEST[at]));
        terminal(figure, size, signs).trim_end().to_owned()
    }
}

/// A number in so many digits.
fn rounded(number: f64, digits: u8) -> String {
    let text = format!("{number:.*e}", usize::from(digits.max(1)) - 1);
    // The same number as the shortest text that reads back.
    text.parse::<f64>().map_or(text, gradus::expr::double)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gradus::session::Session;

    fn shown(settings: &Settings, text: &str) -> String {
        let value = Session::new().evaluate(text).expect("a value");
        settings.shown(&value, Some(3)).expect("a text")
    }

    #[test]
    fn the_label_stands_on_the_line_of_the_result() {
        let mut settings = Settings {
            format: Format::Pretty,
            numbered: true,
            ..Settings::default()
        };
        assert_eq!(
            shown(&settings, "1/(x^2 + 1)"),
            "       1\n%3 = ──────\n     x² + 1"
        );
        // One line where that says all, and where there is no room for more.
        assert_eq!(shown(&settings, "x^2 + 1"), "%3 = x² + 1");
        settings.width = 9;
        assert_eq!(shown(&settings, "1/(x^2 + 1)"), "%3 = 1/(x² + 1)");
        settings.format = Format::Plain;
        assert_eq!(shown(&settings, "1/(x^2 + 1)"), "%3 = 1/(x^2 + 1)");
        settings.format = Format::Latex;
        assert_eq!(shown(&settings, "1/x"), r"%3 = \frac{1}{x}");
    }

    #[test]
    fn numbers_are_rounded_when_they_are_shown() {
        let settings = Settings {
            digits: Some(4),
            ..Settings::default()
        };
        assert_eq!(shown(&settings, "eval(pi)"), "3.142");
        assert_eq!(shown(&settings, "eval(20000*pi)"), "62830");
        assert_eq!(shown(&settings, "eval(1/4)"), "0.25");
        assert_eq!(shown(&settings, "eval(1/0.0000003)"), "3333000");
        // Exact results stay exact.
        assert_eq!(shown(&settings, "1/3"), "1/3");
    }
}
