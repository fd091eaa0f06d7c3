//! What can go wrong between a formula and its picture.

use std::fmt;
use std::path::PathBuf;

use crate::analysis::AnalysisError;
use crate::compile::{CodeError, CompileError};
use crate::data::{DataError, RowError};
use crate::diff::DiffError;
use crate::expr::TooLong;
use crate::optimize::{EncloseError, MinimizeError};

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PlotError {
    /// A range has no length, or an end that is no finite number.
    Range {
        /// Whose range it is.
        name: String,
        /// The range as it was given.
        found: String,
    },
    /// A variable has no range.
    NoRange {
        /// The variable.
        name: String,
    },
    /// A variable of the range does not belong to the picture.
    TooManyRanges {
        /// The ranges that were given.
        names: Vec<String>,
    },
    /// Nothing in the ranges has a finite value.
    NothingFinite {
        /// What was to be drawn.
        what: String,
    },
    /// There is nothing to draw.
    Nothing,
    /// More points than a picture shows.
    TooManyPoints {
        /// How many there are.
        found: usize,
        /// The most that are drawn.
        limit: usize,
    },
    /// A picture of this size can't be made.
    Size {
        /// The size as it was given.
        found: String,
    },
    /// A setting is none of the words that it can be.
    Word {
        /// The setting.
        setting: &'static str,
        /// What was given.
        found: String,
        /// What there is.
        choices: Vec<&'static str>,
    },
    /// A word for what is drawn besides needs a place, or has one for nothing.
    Place {
        /// The word.
        word: String,
        /// Whether it needs a place.
        needed: bool,
    },
    /// A point lies outside of the ranges.
    Outside {
        /// The point.
        point: String,
    },
    /// This kind of picture needs something else.
    Kind {
        /// The kind.
        kind: &'static str,
        /// What it needs.
        needs: &'static str,
    },
    /// A curve has no such axis.
    Axis {
        /// The axis as it was given.
        found: String,
        /// The variable of the curve.
        variable: String,
    },
    /// A start is given for what is no variable of a walk.
    Start {
        /// What has a start.
        name: String,
        /// The variables.
        found: Vec<String>,
    },
    /// Two things that one picture can't have.
    Together {
        /// The one.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// A file's name does not say what to write.
    Extension {
        /// The file.
        path: PathBuf,
    },
    /// A file can't be written.
    Write {
        /// The file.
        path: PathBuf,
        /// Why, in the words of the system.
        why: String,
    },
    /// A column that a picture of data needs is not in the table.
    Column {
        /// What it needs.
        needs: &'static str,
        /// The columns there are.
        found: Vec<String>,
    },
    /// A picture could not be encoded.
    Encode {
        /// Why.
        why: String,
    },
    /// A symbol that is to slide is no free symbol of what is drawn.
    Slide {
        /// The symbol.
        name: String,
        /// The symbols that can slide.
        found: Vec<String>,
    },
    /// A page would be too large.
    PageSize {
        /// Its size in bytes.
        found: usize,
        /// The largest in bytes.
        limit: usize,
    },
    /// A formula behind a slide can't be computed in a page.
    Code(CodeError),
    /// There is no Taylor polynomial.
    Analysis(AnalysisError),
    /// An expression can't be compiled.
    Compile(CompileError),
    /// An expression has no derivative.
    Diff(DiffError),
    /// A walk can't be started.
    Optimize(MinimizeError),
    /// Critical points can't be looked for.
    Enclose(EncloseError),
    /// A table can't be read.
    Data(DataError),
    /// An expression has no value over the rows of a table.
    Rows(RowError),
    /// A formula is too long for a picture.
    TooLong(TooLong),
}

macro_rules! lower_stages {
    ($($variant:ident($error:ty);)*) => {
        $(
            impl From<$error> for PlotError {
                fn from(error: $error) -> Self {
                    PlotError::$variant(error)
                }
            }
        )*
    };
}

lower_stages! {
    Code(CodeError);
    Analysis(AnalysisError);
    Compile(CompileError);
    Diff(DiffError);
    Optimize(MinimizeError);
    Enclose(EncloseError);
    Data(DataError);
    Rows(RowError);
    TooLong(TooLong);
}

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlotError::Range { name, found } => write!(
                f,
                "the range of `{name}` is {found}; it must go from one finite number to a larger \
                 one, such as {name}=-6..6"
            ),
            PlotError::NoRange { name } => {
                write!(f, "`{name}` has no range; give one such as {name}=-6..6")
            }
            PlotError::TooManyRanges { names } => write!(
                f,
                "there are ranges for {}; a picture has one or two",
                names.join(", ")
            ),
            PlotError::NothingFinite { what } => write!(
                f,
                "{what} has no finite value in this range; try another range"
            ),
            PlotError::Nothing => {
                f.write_str("there is nothing to draw; give an expression or points")
            }
            PlotError::TooManyPoints { found, limit } => write!(
                f,
                "{found} points are too many for one picture, which draws at most {limit}; \
                 draw a sample of them"
            ),
            PlotError::Size { found } => write!(
                f,
                "a picture can't be {found} large; give a size such as 1200x900, from 100x80 to \
                 8000x8000"
            ),
            PlotError::Word {
                setting,
                found,
                choices,
            } => write!(
                f,
                "`{found}` is no {setting}; there are {}",
                choices.join(", ")
            ),
            PlotError::Place { word, needed: true } => {
                write!(f, "`{word}` needs a place; say where, such as {word}=1")?;
                match word.as_str() {
                    "tangent" => f.write_str(", or tangent=(2,4) on a surface"),
                    _ => Ok(()),
                }
            }
            PlotError::Outside { point } => write!(
                f,
                "the point {point} is not on the surface that is drawn; take one within the ranges"
            ),
            PlotError::Place { word, .. } => {
                write!(f, "`{word}` takes no place; write it alone")
            }
            PlotError::Kind { kind, needs } => {
                write!(f, "a picture of the kind `{kind}` needs {needs}")
            }
            PlotError::Axis { found, variable } => write!(
                f,
                "there is no axis `{found}`; there are `{variable}`, and `y` for the values"
            ),
            PlotError::Start { name, found } => write!(
                f,
                "`{name}` has a start, but is no variable of the walk, which goes in {}",
                found.join(", ")
            ),
            PlotError::Together { first, second } => write!(
                f,
                "{first} and {second} don't go together in one picture; leave one of them out"
            ),
            PlotError::Extension { path } => write!(
                f,
                "`{}` does not say what to write; end its name in .svg, .png or .html",
                path.display()
            ),
            PlotError::Write { path, why } => write!(
                f,
                "can't write `{}`: {why}; choose another place",
                path.display()
            ),
            PlotError::Column { needs, found } => write!(
                f,
                "the points need {needs}; the table has the columns {}",
                found.join(", ")
            ),
            PlotError::Slide { name, found } if found.is_empty() => write!(
                f,
                "`{name}` can't slide: what is drawn has no symbols besides its variables"
            ),
            PlotError::Slide { name, found } => write!(
                f,
                "`{name}` can't slide; the symbols besides the variables are {}",
                found.join(", ")
            ),
            PlotError::PageSize { found, limit } => write!(
                f,
                "the page would have {:.1} MB, and the limit is {} MB; draw fewer panels or points",
                *found as f64 / 1e6,
                limit / 1_000_000
            ),
            PlotError::Code(error) => write!(f, "a page can't compute this: {error}"),
            PlotError::Analysis(error) => fmt::Display::fmt(error, f),
            PlotError::Compile(error) => fmt::Display::fmt(error, f),
            PlotError::Diff(error) => fmt::Display::fmt(error, f),
            PlotError::Optimize(error) => fmt::Display::fmt(error, f),
            PlotError::Enclose(error) => fmt::Display::fmt(error, f),
            PlotError::Data(error) => fmt::Display::fmt(error, f),
            PlotError::Rows(error) => fmt::Display::fmt(error, f),
            PlotError::TooLong(error) => fmt::Display::fmt(error, f),
            PlotError::Encode { why } => write!(f, "the picture can't be encoded: {why}"),
        }
    }
}

impl std::error::Error for PlotError {}
