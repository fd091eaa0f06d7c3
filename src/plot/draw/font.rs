//! The bundled font: how wide texts are, and the outlines of their signs.
//!
//! A subset of DejaVu Sans (its licence is beside it) with Latin and Greek letters, mathematical
//! signs, sub- and superscripts. It is measured for every output, so that all have the same layout.

use std::sync::OnceLock;

use ttf_parser::{Face, OutlineBuilder};

static BYTES: &[u8] = include_bytes!("../font/DejaVuSans-subset.ttf");

/// How high capital letters and figures with accents are, in sizes of the font.
pub const ASCENT: f64 = 0.76;
/// How far letters reach below the line, in sizes of the font.
pub const DESCENT: f64 = 0.24;
/// Half the height of figures, in sizes of the font.
pub const HALF_FIGURE: f64 = 0.36;

/// The width of a sign that nobody knows, in sizes of the font.
const UNKNOWN_WIDTH: f64 = 0.6;

fn face() -> Option<&'static Face<'static>> {
    static FACE: OnceLock<Option<Face<'static>>> = OnceLock::new();
    FACE.get_or_init(|| Face::parse(BYTES, 0).ok()).as_ref()
}

/// The width of a text in pixels.
///
/// # Units
/// `size` is that of the font, in pixels.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// How far a sign moves the next one, in sizes of the font.
pub fn advance(sign: char) -> f64 {
    let Some(face) = face() else {
        return UNKNOWN_WIDTH;
    };
    let scale = f64::from(face.units_per_em());
    face.glyph_index(sign)
        .and_then(|glyph| face.glyph_hor_advance(glyph))
        .map_or(UNKNOWN_WIDTH, |advance| f64::from(advance) / scale)
}

/// Whether the font has a sign.
pub fn has(sign: char) -> bool {
    face().is_some_and(|face| face.glyph_index(sign).is_some())
}

/// Draws the outline of a text that begins at the origin; downwards is positive.
pub fn outline(text: &str, size: f64, builder: &mut dyn OutlineBuilder) {
    let Some(face) = face() else { return };
    let scale = size / f64::from(face.units_per_em());
    let mut x = 0.0;
    for sign in text.chars() {
        if let Some(glyph) = face.glyph_index(sign) {
            let mut placed = Placed { x, scale, builder };
            face.outline_glyph(glyph, &mut placed);
        }
        x += advance(sign) * size;
    }
}

/// Moves and scales an outline.
struct Placed<'a> {
    x: f64,
    scale: f64,
    builder: &'a mut dyn OutlineBuilder,
}

impl Placed<'_> {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        let x = self.x + f64::from(x) * self.scale;
        (x as f32, (-f64::from(y) * self.scale) as f32)
    }
}

impl OutlineBuilder for Placed<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.builder.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.builder.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.place(x1, y1), self.place(x, y));
        self.builder.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (x1, y1) = self.place(x1, y1);
        let (x2, y2) = self.place(x2, y2);
        let (x, y) = self.place(x, y);
        self.builder.curve_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.builder.close();
    }
}
