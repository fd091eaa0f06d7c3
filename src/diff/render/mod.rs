//! Derivations as texts: plain text, Unicode, LaTeX, HTML, JSON, and a text to pin them in tests.
//!
//! What a derivation looks like is said once (`outline`): chains of equal expressions, and chains
//! inside them that show what one step consists of. A format is a sheet on which that is written.

mod html;
mod json;
mod latex;
mod outline;
mod snapshot;
mod text;

use std::fmt;

use super::derivation::{Derivation, Step};
use crate::expr::{Expr, Style, TooLong};

#[doc(hidden)]
pub use snapshot::difference;

/// The longest text that is made, in bytes.
const LIMIT: usize = 16 << 20;

/// A format in which a derivation is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text in ASCII; every expression in it can be read again.
    #[default]
    Text,
    /// Text with mathematical signs.
    Unicode,
    /// LaTeX: `align*` environments, which need the package amsmath.
    Latex,
    /// A page of its own: formulas in MathML, no scripts, nothing that is loaded.
    Html,
    /// The form in which a derivation is stored and checked.
    Json,
}

impl Format {
    /// All of them, with the words for them.
    pub const ALL: [(&'static str, Format); 5] = [
        ("text", Format::Text),
        ("unicode", Format::Unicode),
        ("latex", Format::Latex),
        ("html", Format::Html),
        ("json", Format::Json),
    ];

    /// The format of a word.
    pub fn named(name: &str) -> Option<Format> {
        let found = Self::ALL.iter().find(|(word, _)| *word == name);
        found.map(|(_, format)| *format)
    }

    /// Its word.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// How expressions are printed for it.
    fn style(self) -> Style {
        match self {
            Format::Text | Format::Json => Style::Text,
            Format::Unicode => Style::Unicode,
            Format::Latex | Format::Html => Style::Latex,
        }
    }
}

impl Derivation {
    /// The derivation as a text, which ends with a line break. All its steps are shown: for less,
    /// take [`Derivation::at`] first.
    ///
    /// # Cost
    /// Linear in the text.
    ///
    /// # Errors
    /// [`TooLong`] if the text is longer than 16 MiB, with the length of the expressions in it.
    pub fn render(&self, format: Format) -> Result<String, TooLong> {
        let text = match format {
            Format::Text | Format::Unicode => text::render(self, format.style()),
            Format::Latex => latex::render(self),
            Format::Html => html::render(self),
            Format::Json => json::render(self),
        };
        let mut text = text.ok_or_else(|| self.too_long(format.style()))?;
        if text.is_empty() {
            text.push('\n');
        }
        Ok(text)
    }

    /// How long the expressions are together.
    fn too_long(&self, style: Style) -> TooLong {
        let own = |expr: &Expr| expr.characters(style);
        let step = |step: &Step| {
            [&step.before, &step.after, &step.current]
                .into_iter()
                .chain(step.parts.iter().map(|(_, expr)| expr))
                .chain(&step.conditions)
                .map(own)
                .fold(0, u128::saturating_add)
        };
        let parts = self.parts.iter().flat_map(|part| {
            let ends = [own(&part.problem), own(&part.result)];
            ends.into_iter().chain(part.steps.iter().map(step))
        });
        TooLong {
            characters: parts.fold(0, u128::saturating_add),
        }
    }
}

impl fmt::Display for Derivation {
    /// Plain text without the last line break; the length instead of a text of more than 16 MiB.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.render(Format::Text) {
            Ok(text) => f.write_str(text.trim_end()),
            Err(error) => write!(f, "({error})"),
        }
    }
}

/// An expression as it stands, if its text is not longer than a whole rendering may be.
fn written(expr: &Expr, style: Style) -> Option<String> {
    let text = expr.print_raw(style).ok()?;
    (text.len() <= LIMIT).then_some(text)
}
