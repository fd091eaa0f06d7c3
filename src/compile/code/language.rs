//! The languages there are printers for.

use std::fmt;

/// What code is printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// Rust in `f64`, with its standard library.
    Rust,
    /// Rust in `f32`, with its standard library.
    RustSingle,
    /// Rust in `f64` without the standard library, with the crate `libm`.
    RustNoStd,
    /// Rust in `f32` without the standard library, with the crate `libm`.
    RustNoStdSingle,
    /// C99 in `double`.
    C,
    /// C99 in `float`.
    CSingle,
    /// Python with NumPy: arguments are numbers or arrays of one shape.
    Python,
    /// JavaScript.
    JavaScript,
    /// Julia.
    Julia,
    /// SQL: an expression for each output.
    Sql,
    /// A description in JSON: see [`Expr::code`](crate::Expr::code).
    Json,
    /// The listing of the program that gradus itself runs.
    Tape,
    /// No code, but what it would cost: a [`Cost`](super::Cost).
    Cost,
}

impl Language {
    /// The languages by name. The first name of each is the one that it prints under.
    pub const ALL: &[(&str, Language)] = &[
        ("rust", Language::Rust),
        ("rust-f32", Language::RustSingle),
        ("rust-nostd", Language::RustNoStd),
        ("rust-nostd-f32", Language::RustNoStdSingle),
        ("c", Language::C),
        ("c-f32", Language::CSingle),
        ("python", Language::Python),
        ("numpy", Language::Python),
        ("javascript", Language::JavaScript),
        ("js", Language::JavaScript),
        ("julia", Language::Julia),
        ("sql", Language::Sql),
        ("json", Language::Json),
        ("tape", Language::Tape),
        ("cost", Language::Cost),
    ];

    /// The language of a name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|(known, _)| *known == name)
            .map(|(_, language)| *language)
    }
}

impl fmt::Display for Language {
    /// The name, as in the command and the batch protocol.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = Self::ALL.iter();
        let name = all
            .find(|(_, language)| language == self)
            .map_or("", |(name, _)| name);
        f.pad(name)
    }
}
