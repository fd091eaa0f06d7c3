//! From data units to pixels.

use crate::plot::draw::Rect;
use crate::plot::draw::scene::Point;
use crate::plot::figure::{Axis, Mark, Panel, Scale};

/// An axis whose ends are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// How numbers lie between them.
    pub scale: Scale,
}

impl Range {
    /// Where a number lies: 0 at the lower end, 1 at the upper.
    pub fn share(&self, value: f64) -> f64 {
        match self.scale {
            // Halves, because the ends may be further apart than doubles go.
            Scale::Linear => {
                (value / 2.0 - self.lower / 2.0) / (self.upper / 2.0 - self.lower / 2.0)
            }
            Scale::Log if value > 0.0 => (value / self.lower).ln() / (self.upper / self.lower).ln(),
            Scale::Log => f64::NEG_INFINITY,
        }
    }

    /// The ends with so much room on both sides, as a share of what is between.
    fn padded(self, share: f64) -> Self {
        let (lower, upper) = (self.lower, self.upper);
        match self.scale {
            Scale::Linear => {
                let room = (upper - lower) * share;
                Range {
                    lower: lower - room,
                    upper: upper + room,
                    ..self
                }
            }
            Scale::Log => {
                let room = (upper / lower).powf(share);
                Range {
                    lower: lower / room,
                    upper: upper * room,
                    ..self
                }
            }
        }
    }
}

/// A frame with its two ranges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The frame in pixels.
    pub frame: Rect,
    /// To the right.
    pub x: Range,
    /// Upwards.
    pub y: Range,
}

impl View {
    /// A point in pixels.
    pub fn at(&self, [x, y]: [f64; 2]) -> Point {
        [self.across(x), self.up(y)]
    }

    /// The place to the right in pixels.
    pub fn across(&self, x: f64) -> f64 {
        self.frame.left + self.frame.width * self.x.share(x)
    }

    /// The height in pixels.
    pub fn up(&self, y: f64) -> f64 {
        self.frame.bottom() - self.frame.height * self.y.share(y)
    }
}

/// The ranges of a panel: those of its axes, or those of its marks with some room.
pub fn ranges(panel: &Panel) -> [Range; 2] {
    let mut reach = [[f64::INFINITY, f64::NEG_INFINITY]; 2];
    for series in &panel.series {
        extent(&series.mark, &mut |x, y| {
            for (side, value) in reach.iter_mut().zip([x, y]) {
                if value.is_finite() {
                    *side = [side[0].min(value), side[1].max(value)];
                }
            }
        });
    }
    [range(&panel.x, reach[0]), range(&panel.y, reach[1])]
}

/// The range of one axis whose data reach so far.
pub fn range(axis: &Axis, reach: [f64; 2]) -> Range {
    let scale = axis.scale;
    let whole = |[lower, upper]: [f64; 2]| Range {
        lower,
        upper,
        scale,
    };
    if let Some(range) = axis.range {
        return whole(opened(range, scale));
    }
    let data = match scale {
        Scale::Log if reach[0] <= 0.0 => [reach[1].max(f64::MIN_POSITIVE) * 1e-3, reach[1]],
        _ => reach,
    };
    whole(opened(data, scale)).padded(0.05)
}

/// A range that has a length.
fn opened([lower, upper]: [f64; 2], scale: Scale) -> [f64; 2] {
    if !(lower.is_finite() && upper.is_finite()) {
        return match scale {
            Scale::Linear => [-1.0, 1.0],
            Scale::Log => [0.1, 10.0],
        };
    }
    let thin = (upper - lower) <= 1e-12 * lower.abs().max(upper.abs());
    match scale {
        Scale::Log if thin => [lower / 10.0, upper * 10.0],
        Scale::Linear if thin => {
            let room = if lower == 0.0 { 1.0 } else { lower.abs() * 0.1 };
            [lower - room, upper + room]
        }
        // Further apart than doubles go.
        _ if !(upper - lower).is_finite() => [lower.max(-8e307), upper.min(8e307)],
        _ => [lower, upper],
    }
}

/// Tells every point that a mark in the plane reaches to.
fn extent(mark: &Mark, tell: &mut dyn FnMut(f64, f64)) {
    match mark {
        Mark::Curve { pieces, .. } => pieces.iter().flatten().for_each(|[x, y]| tell(*x, *y)),
        Mark::Points { points, .. } | Mark::Path { points, .. } => {
            points.iter().for_each(|[x, y]| tell(*x, *y));
        }
        Mark::Band { points } => {
            for [x, low, high] in points {
                tell(*x, *low);
                tell(*x, *high);
            }
        }
        Mark::Bars { points } => {
            for [x, y, half] in points {
                tell(*x, y - half);
                tell(*x, y + half);
            }
        }
        Mark::Contours { grid, .. } | Mark::Filled { grid, .. } => {
            let ([left, right], [low, high]) = grid.area();
            tell(left, low);
            tell(right, high);
        }
        Mark::Arrows { arrows, .. } => arrows.iter().for_each(|[at, _]| tell(at[0], at[1])),
        Mark::Note { at, .. } | Mark::Tangent { at, .. } => tell(at[0], at[1]),
        Mark::Upright { .. } => {}
        Mark::Sheet { .. }
        | Mark::Surface { .. }
        | Mark::Scatter { .. }
        | Mark::Line { .. }
        | Mark::Way { .. } => {}
    }
}
