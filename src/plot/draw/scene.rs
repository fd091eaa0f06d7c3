//! The primitives of a picture, in pixels from its upper left corner.

use crate::plot::color::Color;

/// A point in pixels.
pub type Point = [f64; 2];

/// A picture: primitives, drawn in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The width in pixels.
    pub width: f64,
    /// The height in pixels.
    pub height: f64,
    /// The colour of the ground.
    pub ground: Color,
    /// What is drawn, the first at the bottom.
    pub items: Vec<Item>,
    /// What the picture shows, in words, for readers who can't see it.
    pub description: String,
}

/// A primitive.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Lines, each through its points.
    Lines {
        /// The lines.
        lines: Vec<Vec<Point>>,
        /// How they are drawn.
        stroke: Stroke,
    },
    /// An area within rings; where rings overlap an even number of times, it has holes.
    Area {
        /// The rings.
        rings: Vec<Vec<Point>>,
        /// The colour.
        fill: Color,
        /// The colour and width of its edge, if it has one.
        edge: Option<(Color, f64)>,
    },
    /// Discs of one size.
    Discs {
        /// The centres.
        centers: Vec<Point>,
        /// The radius.
        radius: f64,
        /// The colour.
        fill: Color,
        /// The colour and width of the edge, if they have one.
        edge: Option<(Color, f64)>,
    },
    /// A text.
    Text(Text),
    /// From here on only what is in the rectangle is drawn.
    Clip(Rect),
    /// The end of the last `Clip`.
    Unclip,
}

/// How a line is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    /// The colour.
    pub color: Color,
    /// The width.
    pub width: f64,
    /// Lengths of dashes and gaps; none for a whole line.
    pub dash: Option<[f64; 2]>,
}

impl Stroke {
    /// A whole line.
    pub fn new(color: Color, width: f64) -> Self {
        Stroke {
            color,
            width,
            dash: None,
        }
    }

    /// The same in dashes.
    pub fn dashed(self, dash: [f64; 2]) -> Self {
        Stroke {
            dash: Some(dash),
            ..self
        }
    }
}

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its start.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A line of text. Its place is on the base line.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The characters.
    pub text: String,
    /// The place.
    pub at: Point,
    /// The size of the font.
    pub size: f64,
    /// The colour.
    pub color: Color,
    /// What of it stands at the place.
    pub anchor: Anchor,
    /// By how many degrees it is turned clockwise.
    pub angle: f64,
    /// A colour around the signs, so that they can be read over lines.
    pub halo: Option<Color>,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// The left edge.
    pub left: f64,
    /// The upper edge.
    pub top: f64,
    /// The width.
    pub width: f64,
    /// The height.
    pub height: f64,
}

impl Rect {
    /// Between two corners.
    pub fn between(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Rect {
            left,
            top,
            width: (right - left).max(0.0),
            height: (bottom - top).max(0.0),
        }
    }

    /// The right edge.
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// The lower edge.
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Whether a point is in it or on its edge.
    pub fn contains(&self, point: Point) -> bool {
        (self.left..=self.right()).contains(&point[0])
            && (self.top..=self.bottom()).contains(&point[1])
    }

    /// Whether two have a point in common.
    pub fn meets(&self, other: &Rect) -> bool {
        self.left <= other.right()
            && other.left <= self.right()
            && self.top <= other.bottom()
            && other.top <= self.bottom()
    }

    /// The same with its edges so far further out.
    pub fn grown(&self, by: f64) -> Self {
        Rect::between(
            self.left - by,
            self.top - by,
            self.right() + by,
            self.bottom() + by,
        )
    }

    /// Its corners.
    pub fn corners(&self) -> Vec<Point> {
        let (right, bottom) = (self.right(), self.bottom());
        vec![
            [self.left, self.top],
            [right, self.top],
            [right, bottom],
            [self.left, bottom],
        ]
    }
}

impl Text {
    /// A level text.
    pub fn new(text: impl Into<String>, at: Point, size: f64, color: Color) -> Self {
        Text {
            text: text.into(),
            at,
            size,
            color,
            anchor: Anchor::Start,
            angle: 0.0,
            halo: None,
        }
    }

    /// The same with another part at its place.
    pub fn anchored(self, anchor: Anchor) -> Self {
        Text { anchor, ..self }
    }

    /// The same, turned.
    pub fn turned(self, angle: f64) -> Self {
        Text { angle, ..self }
    }

    /// The same with a halo.
    pub fn with_halo(self, color: Color) -> Self {
        Text {
            halo: Some(color),
            ..self
        }
    }

    /// How far left of its place it begins.
    pub fn offset(&self) -> f64 {
        let width = super::font::width(&self.text, self.size);
        match self.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => -width / 2.0,
            Anchor::End => -width,
        }
    }

    /// What it covers, turned and all.
    pub fn bounds(&self) -> Rect {
        let start = self.offset();
        let end = start + super::font::width(&self.text, self.size);
        let (up, down) = (
            -super::font::ASCENT * self.size,
            super::font::DESCENT * self.size,
        );
        let (sin, cos) = self.angle.to_radians().sin_cos();
        let turn = |x: f64, y: f64| {
            [
                self.at[0] + x * cos - y * sin,
                self.at[1] + x * sin + y * cos,
            ]
        };
        let corners = [
            turn(start, up),
            turn(end, up),
            turn(end, down),
            turn(start, down),
        ];
        let fold = |at: usize, pick: fn(f64, f64) -> f64| {
            corners
                .iter()
                .map(|corner| corner[at])
                .fold(corners[0][at], pick)
        };
        Rect::between(
            fold(0, f64::min),
            fold(1, f64::min),
            fold(0, f64::max),
            fold(1, f64::max),
        )
    }
}
