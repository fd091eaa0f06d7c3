//! Taylor polynomials as text: lowest order first, which is not the order of other sums.

use super::taylor::Taylor;
use crate::expr::{Arena, Id, PrintOptions, Style, TooLong, print};

/// The first of the letters for private use.
const FIRST_LETTER: u32 = 0xE000;

impl Taylor {
    /// The polynomial as text, Unicode or LaTeX, lowest order first.
    ///
    /// # Errors
    /// [`TooLong`] for a text longer than the options allow.
    pub fn print(&self, arena: &mut Arena, options: &PrintOptions) -> Result<String, TooLong> {
        // Each difference is written as one letter that nobody types, which then gives way to it.
        let mut holes = Vec::new();
        for (place, &(variable, point)) in self.around.iter().enumerate() {
            if point == Id::ZERO {
                holes.push((variable, None));
                continue;
            }
            let letter = char::from_u32(FIRST_LETTER + place as u32).unwrap_or('?');
            let hole = arena.symbol(&letter.to_string());
            let difference = arena.sub(variable, point);
            let text = print(arena, difference, options)?;
            let text = match options.style {
                Style::Latex => format!("\\left({text}\\right)"),
                _ => format!("({text})"),
            };
            holes.push((hole, Some((letter, text))));
        }
        let mut out = String::new();
        for term in &self.terms {
            let mut product = term.coefficient;
            for (&(hole, _), &power) in holes.iter().zip(&term.powers) {
                let power = arena.integer(i64::from(power));
                let power = arena.pow(hole, power);
                product = arena.mul(product, power);
            }
            let product = arena.canonical(product).unwrap_or(product);
            let mut text = print(arena, product, options)?;
            for (letter, difference) in holes.iter().filter_map(|(_, hole)| hole.as_ref()) {
                text = text.replace(*letter, difference);
            }
            if out.is_empty() {
                out = text;
                continue;
            }
            match text.strip_prefix('-') {
                Some(rest) => {
                    out.push_str(" - ");
                    out.push_str(rest);
                }
                None => {
                    out.push_str(" + ");
                    out.push_str(&text);
                }
            }
            if out.len() > options.limit {
                return Err(TooLong {
                    characters: out.chars().count() as u128,
                });
            }
        }
        if out.is_empty() {
            out.push('0');
        }
        Ok(out)
    }
}
