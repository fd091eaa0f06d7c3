//! What a LaTeX text of this crate shows, as a tree: for MathML, for a picture of characters, for
//! its width, and for the places where a long one may be broken.
//!
//! LaTeX is where the look of every function and form is said; whatever else shows formulas is
//! made from it. Only the LaTeX that is printed here is understood, and what is not known in it is
//! taken as text. Nothing here recurses, so no depth is met.

mod mathml;
mod picture;
mod read;
mod width;

use std::borrow::Cow;

pub use picture::Picture;

/// A formula as it is shown.
///
/// # Examples
/// ```
/// use gradus::{Expr, Style, expr::Formula};
/// let f: Expr = "x^2 + 1".parse()?;
/// let latex = f.print(Style::Latex)?;
/// let formula = Formula::read(&latex);
/// assert_eq!(
///     formula.mathml(),
///     "<mrow><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mn>1</mn></mrow>",
/// );
/// # Ok::<(), gradus::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Formula<'a> {
    source: &'a str,
    /// Operands before the items that they are in.
    items: Vec<Item<'a>>,
    /// The lists of operands.
    lists: Vec<u32>,
    root: Run,
}

/// A piece of the list of operands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Run {
    start: u32,
    end: u32,
}

/// Something that is shown, and where it begins in the text.
#[derive(Clone, Debug)]
struct Item<'a> {
    at: u32,
    shape: Shape<'a>,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A variable of one letter, or a Greek letter.
    Letter,
    /// An upright name: a function, a variable of several letters.
    Name,
    Number,
    /// `+`, `-` and what else stands between operands, by itself.
    Sign,
    /// A product without a sign.
    Times,
    /// A sign that is as large as its limits need: a sum.
    Large,
    Text,
}

#[derive(Clone, Debug)]
enum Shape<'a> {
    Token(Kind, Cow<'a, str>),
    Row(Run),
    Fraction {
        above: u32,
        below: u32,
        ruled: bool,
    },
    Root {
        operand: u32,
        index: Option<u32>,
    },
    Script {
        base: u32,
        below: Option<u32>,
        above: Option<u32>,
    },
    Fence {
        open: &'static str,
        operand: Run,
        close: &'static str,
    },
    /// Rows of cells, each a row of its own.
    Table {
        open: &'static str,
        rows: Vec<Run>,
        close: &'static str,
    },
}

impl<'a> Formula<'a> {
    /// The formula that a LaTeX text shows.
    ///
    /// # Cost
    /// Linear in the text.
    pub fn read(latex: &'a str) -> Self {
        read::read(latex)
    }

    fn list(&self, run: Run) -> &[u32] {
        self.lists
            .get(run.start as usize..run.end as usize)
            .unwrap_or(&[])
    }

    fn item(&self, at: u32) -> Option<&Item<'a>> {
        self.items.get(at as usize)
    }

    /// Whether it is a sign between operands.
    fn is_sign(&self, at: u32) -> bool {
        matches!(
            self.item(at),
            Some(Item {
                shape: Shape::Token(Kind::Sign, _),
                ..
            })
        )
    }
}
