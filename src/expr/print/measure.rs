//! How long a text would be, without making it.

use super::super::arena::Arena;
use super::super::node::Id;
use super::layout::Layout;
use super::piece::{Level, Piece};
use super::{PrintOptions, write};

/// The length of a text. A shared expression's can be beyond all bounds, so it saturates.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Length {
    pub bytes: u128,
    pub characters: u128,
}

impl Length {
    pub fn of(text: &str) -> Self {
        Length {
            bytes: text.len() as u128,
            characters: text.chars().count() as u128,
        }
    }

    fn plus(self, other: Self) -> Self {
        Length {
            bytes: self.bytes.saturating_add(other.bytes),
            characters: self.characters.saturating_add(other.characters),
        }
    }
}

/// The length of the texts of some nodes together.
///
/// # Cost
/// Linear in the number of distinct nodes, up to the sorting of sums and products.
pub(super) fn measure(arena: &Arena, roots: &[Id], options: &PrintOptions) -> Length {
    let mut layout = Layout::new(arena, roots, options);
    let brackets = Length::of(layout.signs.open).plus(Length::of(layout.signs.close));
    let mut known: Vec<(Length, Level)> = Vec::new();
    let last = roots.iter().map(|root| root.index()).max().unwrap_or(0);
    let mut places = vec![0u32; last + 1];
    let mut scratch = String::new();
    for id in arena.reachable(roots) {
        layout.pieces.clear();
        layout.made.clear();
        let level = layout.node(id);
        let mut total = Length::default();
        for &piece in &layout.pieces {
            if let Piece::Node(child, minimum) = piece {
                let (length, level) = known[places[child.index()] as usize];
                total = total.plus(length);
                if level < minimum {
                    total = total.plus(brackets);
                }
            } else {
                scratch.clear();
                write(&layout, piece, &mut scratch);
                total = total.plus(Length::of(&scratch));
            }
        }
        places[id.index()] = known.len() as u32;
        known.push((total, level));
    }
    roots
        .iter()
        .filter_map(|root| known.get(places[root.index()] as usize))
        .fold(Length::default(), |total, &(length, _)| total.plus(length))
}
