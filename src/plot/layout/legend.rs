//! The legend: where it covers least, or below the frame.

use super::{Pen, fitted};
use crate::plot::draw::scene::Point;
use crate::plot::draw::{Item, Rect, Stroke, Text, font};
use crate::plot::figure::{Mark, Panel, Series};

/// The most entries; further ones are counted in a last line.
const MOST: usize = 12;
/// How wide a sample and how high a row are, in sizes of the text.
const SAMPLE: f64 = 1.9;
const ROW: f64 = 1.45;
/// How wide it is at most, as a share of the frame.
const WIDEST: f64 = 0.8;

/// A legend with its size.
pub struct Legend<'a> {
    named: Vec<&'a Series>,
    labels: Vec<String>,
    notes: Vec<String>,
    /// The size of its texts.
    size: f64,
    width: f64,
    height: f64,
}

impl<'a> Legend<'a> {
    /// The legend of a panel, at most as wide as a frame of this width. Nothing where there is
    /// nothing to be said.
    pub fn of(panel: &'a Panel, frame: f64, pen: &Pen) -> Option<Self> {
        let named: Vec<&Series> = (panel.series.iter())
            .filter(|series| !series.label.is_empty())
            .collect();
        if named.is_empty() && panel.notes.is_empty() {
            return None;
        }
        let size = pen.size * 0.95;
        let sample = size * SAMPLE;
        let widest = (frame * WIDEST - sample).max(size * 3.0);
        let mut labels: Vec<String> = (named.iter().take(MOST))
            .map(|series| fitted(&series.label, size, widest))
            .collect();
        if named.len() > MOST {
            labels.push(format!("and {} more", named.len() - MOST));
        }
        let notes: Vec<String> = (panel.notes.iter().take(MOST))
            .map(|note| fitted(note, size, widest + sample))
            .collect();
        let longest = |texts: &[String]| {
            let widths = texts.iter().map(|text| font::width(text, size));
            widths.fold(0.0, f64::max)
        };
        let (text, note) = (longest(&labels), longest(&notes));
        let keys = if labels.is_empty() {
            0.0
        } else {
            sample + text + size * 0.5
        };
        Some(Legend {
            width: keys.max(note) + size,
            height: size * ROW * (labels.len() + notes.len()) as f64 + size * 0.55,
            named,
            labels,
            notes,
            size,
        })
    }

    /// The place in the frame that covers the fewest of these points, which lie evenly along what
    /// is drawn, and how many it covers.
    pub fn inside(&self, frame: &Rect, ink: &[Point]) -> (Rect, usize) {
        place(frame, [self.width, self.height], ink, self.size * 0.6)
    }

    /// The room that it takes below a frame.
    pub fn below(&self) -> f64 {
        self.height + self.size
    }

    /// The place at the bottom of a cell, in the middle of a frame.
    pub fn at_bottom(&self, cell: &Rect, frame: &Rect) -> Rect {
        let middle = frame.left + frame.width / 2.0 - self.width / 2.0;
        Rect {
            left: middle.max(cell.left + self.size * 0.5),
            top: cell.top + cell.height - self.height - self.size * 0.5,
            width: self.width,
            height: self.height,
        }
    }

    /// Draws it into an area of its size.
    pub fn draw(&self, area: &Rect, pen: &Pen, items: &mut Vec<Item>) {
        let Legend { size, .. } = *self;
        let (sample, row) = (size * SAMPLE, size * ROW);
        items.push(Item::Area {
            rings: vec![area.corners()],
            fill: pen.theme.ground.alpha(225),
            edge: Some((pen.theme.grid.mix(pen.theme.faint, 0.3), pen.line * 0.5)),
        });
        for (at, label) in self.labels.iter().enumerate() {
            let middle = area.top + size * 0.28 + row * (at as f64 + 0.5);
            let left = area.left + size * 0.5;
            if let Some(series) = self.named.get(at).filter(|_| at < MOST) {
                key(series, [left, middle], sample, pen, items);
            }
            let place = [
                left + sample + size * 0.45,
                middle + font::HALF_FIGURE * size,
            ];
            items.push(Item::Text(Text::new(label, place, size, pen.theme.ink)));
        }
        for (at, note) in self.notes.iter().enumerate() {
            let middle = area.top + size * 0.28 + row * ((self.labels.len() + at) as f64 + 0.5);
            let place = [area.left + size * 0.5, middle + font::HALF_FIGURE * size];
            items.push(Item::Text(Text::new(note, place, size, pen.theme.ink)));
        }
    }
}

fn place(frame: &Rect, [width, height]: [f64; 2], ink: &[Point], margin: f64) -> (Rect, usize) {
    let across = [1.0, 0.0, 0.5];
    let down = [0.0, 1.0, 0.5];
    let room = [
        frame.width - width - 2.0 * margin,
        frame.height - height - 2.0 * margin,
    ];
    let mut best: Option<(usize, Rect)> = None;
    for y in down {
        for x in across {
            let area = Rect {
                left: frame.left + margin + room[0].max(0.0) * x,
                top: frame.top + margin + room[1].max(0.0) * y,
                width,
                height,
            };
            let near = area.grown(margin * 0.5);
            let covered = ink.iter().filter(|point| near.contains(**point)).count();
            if best.as_ref().is_none_or(|(least, _)| covered < *least) {
                best = Some((covered, area));
            }
        }
    }
    best.map_or((*frame, 0), |(covered, area)| (area, covered))
}

/// A sample of the marks of a series.
fn key(series: &Series, [left, middle]: Point, width: f64, pen: &Pen, items: &mut Vec<Item>) {
    let color = pen.tint(series.tint);
    let right = left + width;
    let line = |stroke: Stroke| Item::Lines {
        lines: vec![vec![[left, middle], [right, middle]]],
        stroke,
    };
    let center = [left + width / 2.0, middle];
    match &series.mark {
        Mark::Points { shape, .. } | Mark::Scatter { shape, .. } => {
            items.push(super::marks::shape(
                *shape,
                &[center],
                pen.size * 0.3,
                color,
                pen,
            ));
        }
        Mark::Band { .. } | Mark::Filled { .. } | Mark::Surface { .. } => items.push(Item::Area {
            rings: vec![
                Rect::between(
                    left,
                    middle - pen.size * 0.35,
                    right,
                    middle + pen.size * 0.35,
                )
                .corners(),
            ],
            fill: color.alpha(if matches!(series.mark, Mark::Band { .. }) {
                70
            } else {
                255
            }),
            edge: None,
        }),
        Mark::Curve { dashed: true, .. } | Mark::Tangent { .. } | Mark::Upright { .. } => {
            let dash = [pen.line * 4.0, pen.line * 3.0];
            items.push(line(Stroke::new(color, pen.line).dashed(dash)));
        }
        Mark::Path { .. } | Mark::Way { .. } => {
            items.push(line(Stroke::new(color, pen.line)));
            items.push(super::marks::shape(
                0,
                &[center],
                pen.size * 0.22,
                color,
                pen,
            ));
        }
        Mark::Bars { .. } => items.push(Item::Lines {
            lines: vec![vec![
                [center[0], middle - pen.size * 0.45],
                [center[0], middle + pen.size * 0.45],
            ]],
            stroke: Stroke::new(color, pen.line * 0.8),
        }),
        Mark::Note { .. } => {
            items.push(super::marks::shape(
                0,
                &[center],
                pen.size * 0.28,
                color,
                pen,
            ));
        }
        _ => items.push(line(Stroke::new(color, pen.line * 1.15))),
    }
}
