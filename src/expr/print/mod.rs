//! Expressions as text, Unicode and LaTeX.
//!
//! A node is laid out into pieces (`layout`), which are texts and children; a loop writes the
//! texts and lays out the children in turn, so nothing here recurses into an expression. What a
//! sum and a fraction look like is said once, for all styles; a style is a table of signs and
//! what it does differently.

mod degree;
mod forms;
mod formula;
mod keywords;
mod latex;
mod layout;
mod measure;
mod memo;
mod natural;
mod order;
mod pending;
mod piece;
mod quotient;
mod signs;
#[cfg(test)]
mod tests;
mod text;
mod unicode;

use std::fmt::{self, Write};

use super::arena::Arena;
use super::node::{Id, Node, NumberId};
use layout::Layout;
use measure::{Length, measure};
use piece::{Level, Piece};

pub use formula::{Formula, Picture};
pub use natural::natural_order;

/// How an expression is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Style {
    /// Plain text in ASCII (but for names that were typed otherwise): `2*sqrt(x)`.
    #[default]
    Text,
    /// Text with mathematical signs: `2·√x`.
    Unicode,
    /// LaTeX for mathematics mode: `2 \sqrt{x}`.
    Latex,
}

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintOptions {
    /// How an expression is written.
    pub style: Style,
    /// Whether fractions that terminate as decimals are written as such (`0.5*x`).
    pub decimals: bool,
    /// The longest text that is made, in bytes.
    pub limit: usize,
}

impl Default for PrintOptions {
    /// Plain text without decimals, up to 16 MiB.
    fn default() -> Self {
        PrintOptions {
            style: Style::Text,
            decimals: false,
            limit: 16 << 20,
        }
    }
}

/// A text that was not made because it is longer than [`PrintOptions::limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// How many characters it has.
    pub characters: u128,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the text would have {} characters", self.characters)
    }
}

impl std::error::Error for TooLong {}

/// The length up to which a text is made without measuring it first.
const FREE: usize = 1 << 16;

/// An expression as text. Text and Unicode are read back to the same expression.
///
/// # Cost
/// Linear in the text, up to the sorting of sums and products.
///
/// # Errors
/// [`TooLong`] if the text is longer than the limit; found out in time linear in the number of
/// distinct nodes.
///
/// # Examples
/// ```
/// use gradus::expr::{Arena, PrintOptions, print};
/// let mut arena = Arena::new();
/// let x = arena.symbol("x");
/// let three = arena.integer(3);
/// let power = arena.pow(x, three);
/// let negative = arena.neg(power);
/// assert_eq!(print(&arena, negative, &PrintOptions::default())?, "-x^3");
/// # Ok::<(), gradus::expr::TooLong>(())
/// ```
pub fn print(arena: &Arena, id: Id, options: &PrintOptions) -> Result<String, TooLong> {
    let mut out = String::with_capacity(128);
    let roots = [id];
    let mut layout = Layout::new(arena, &roots, options);
    let mut free = FREE.min(options.limit);
    layout.child(id, Level::ANY);
    while let Some(piece) = layout.pieces.pop() {
        let Piece::Node(node, minimum) = piece else {
            write(&layout, piece, &mut out);
            continue;
        };
        if let Node::Symbol(symbol) = arena.node(node) {
            write(&layout, Piece::Symbol(symbol), &mut out);
            continue;
        }
        // A shared expression can be small and its text beyond all bounds.
        if out.len() > free {
            let Length { bytes, characters } = measure(arena, &[id], options);
            if bytes > options.limit as u128 {
                return Err(TooLong { characters });
            }
            out.reserve((bytes as usize).saturating_sub(out.len()));
            free = usize::MAX;
        }
        let start = layout.pieces.len();
        layout.text(layout.signs.close);
        if layout.node(node) < minimum {
            out.push_str(layout.signs.open);
        } else {
            layout.pieces[start] = Piece::Text("");
        }
        // The last piece is written first.
        layout.pieces[start + 1..].reverse();
    }
    if out.len() > options.limit {
        let Length { characters, .. } = Length::of(&out);
        return Err(TooLong { characters });
    }
    Ok(out)
}

/// How many characters the texts of some nodes have together; no text is made.
///
/// # Cost
/// Linear in the number of distinct nodes, up to the sorting of sums and products.
///
/// # Examples
/// ```
/// use gradus::expr::{Arena, PrintOptions, characters};
/// let mut arena = Arena::new();
/// let x = arena.symbol("x");
/// let square = arena.mul(x, x);
/// assert_eq!(characters(&arena, &[x, square], &PrintOptions::default()), "x".len() as u128 + "x^2".len() as u128);
/// ```
pub fn characters(arena: &Arena, ids: &[Id], options: &PrintOptions) -> u128 {
    measure(arena, ids, options).characters
}

/// Appends a piece that is not a node.
fn write(layout: &Layout, piece: Piece, out: &mut String) {
    let arena = layout.arena;
    match piece {
        Piece::Text(text) => out.push_str(text),
        Piece::Symbol(symbol) => match layout.style {
            Style::Text => out.push_str(arena.symbol_spelling(symbol)),
            Style::Unicode => {
                unicode::write_name(out, arena.symbol_key(symbol), arena.symbol_spelling(symbol));
            }
            Style::Latex => latex::write_name(out, arena.symbol_key(symbol)),
        },
        Piece::Numerator(number) => write_part(arena, number, false, out),
        Piece::Denominator(number) => write_part(arena, number, true, out),
        Piece::Raised(number) => {
            let start = out.len();
            write_part(arena, number, false, out);
            let digits = out.split_off(start);
            out.extend(digits.bytes().map(unicode::superscript));
        }
        Piece::Made(at) => out.push_str(layout.made.get(at as usize).map_or("", |text| text)),
        // Nodes are laid out by the caller.
        Piece::Node(..) => {}
    }
}

/// Appends the numerator without its sign, or the denominator.
fn write_part(arena: &Arena, number: NumberId, denominator: bool, out: &mut String) {
    let number = arena.number(number);
    let Some((n, d)) = number.to_ratio() else {
        let part = if denominator {
            number.denominator()
        } else {
            number.numerator().abs()
        };
        // Writing to a string does not fail.
        let _ = write!(out, "{part}");
        return;
    };
    let value = if denominator {
        d.unsigned_abs()
    } else {
        n.unsigned_abs()
    };
    // Most numbers have one digit.
    if value < 10 {
        out.push(char::from(b'0' + value as u8));
    } else {
        let _ = write!(out, "{value}");
    }
}
