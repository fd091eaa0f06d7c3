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
/// Of the points along what is drawn one in so many may lie under the legend; otherwise it goes
/// below the frame.
const COVERED: usize = 200;
/// How much of a cell's height a legend below the frame may take.
const BELOW: f64 = 0.3;
/// And how much if texts would be covered otherwise.
const BELOW_FOR_TEXTS: f64 = 0.5;

/// Draws a panel into its cell by `draw`, and its legend where it covers least of it: in the frame
/// if there is room, otherwise below.
///
/// `draw` gives what it drew.
pub fn around(
    panel: &Panel,
    cell: &Rect,
    pen: &Pen,
    items: &mut Vec<Item>,
    draw: impl Fn(&Rect, &mut Vec<Item>) -> Drawn,
) {
    let mut made = Vec::new();
    let drawn = draw(cell, &mut made);
    let Some(legend) = Legend::of(panel, drawn.frame.width, pen) else {
        items.append(&mut made);
        return;
    };
    let (area, covered) = legend.inside(&drawn);
    let on_text = drawn.texts.iter().any(|text| text.meets(&area));
    let most = if on_text { BELOW_FOR_TEXTS } else { BELOW };
    let below = legend.in_columns(cell.width);
    let room = below.height() + below.size;
    if covered * COVERED <= drawn.ink.len() || room > cell.height * most {
        items.append(&mut made);
        legend.draw(&area, pen, items);
        return;
    }
    let above = Rect {
        height: cell.height - room,
        ..*cell
    };
    let drawn = draw(&above, items);
    below.draw(&below.at_bottom(cell, &drawn.frame), pen, items);
}

/// What a legend stands beside.
pub struct Drawn {
    /// The frame.
    pub frame: Rect,
    /// Points that lie evenly along what is in it.
    pub ink: Vec<Point>,
    /// Texts, which must be read.
    pub texts: Vec<Rect>,
}

/// A legend with its size.
struct Legend<'a> {
    named: Vec<&'a Series>,
    labels: Vec<String>,
    notes: Vec<String>,
    /// The size of its texts.
    size: f64,
    /// The width of a column.
    column: f64,
    columns: usize,
}

impl<'a> Legend<'a> {
    /// The legend of a panel, at most as wide as a frame of this width. Nothing where there is
    /// nothing to be said.
    fn of(panel: &'a Panel, frame: f64, pen: &Pen) -> Option<Self> {
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
            column: keys.max(note) + size,
            columns: 1,
            named,
            labels,
            notes,
            size,
        })
    }

    /// The same in as many columns as fit into a width.
    fn in_columns(&self, width: f64) -> Self {
        let fitting = ((width - self.size) / self.column).floor().max(1.0) as usize;
        let columns = fitting.min(self.labels.len() + self.notes.len());
        Legend {
            columns,
            named: self.named.clone(),
            labels: self.labels.clone(),
            notes: self.notes.clone(),
            ..*self
        }
    }

    fn rows(&self) -> usize {
        (self.labels.len() + self.notes.len()).div_ceil(self.columns)
    }

    fn width(&self) -> f64 {
        self.column * self.columns as f64
    }

    fn height(&self) -> f64 {
        self.size * (ROW * self.rows() as f64 + 0.55)
    }

    /// The place in the frame that covers least, and how many points of ink it covers. A text counts
    /// as many.
    fn inside(&self, drawn: &Drawn) -> (Rect, usize) {
        place(drawn, [self.width(), self.height()], self.size * 0.6)
    }

    /// The place at the bottom of a cell, in the middle of a frame.
    fn at_bottom(&self, cell: &Rect, frame: &Rect) -> Rect {
        let [width, height] = [self.width(), self.height()];
        let middle = frame.left + frame.width / 2.0 - width / 2.0;
        let last = cell.right() - width - self.size * 0.5;
        Rect {
            left: middle.min(last).max(cell.left + self.size * 0.5),
            top: cell.top + cell.height - height - self.size * 0.5,
            width,
            height,
        }
    }

    /// Draws it into an area of its size.
    fn draw(&self, area: &Rect, pen: &Pen, items: &mut Vec<Item>) {
        let Legend { size, .. } = *self;
        let (sample, row) = (size * SAMPLE, size * ROW);
        items.push(Item::Area {
            rings: vec![area.corners()],
            fill: pen.theme.ground.alpha(225),
            edge: Some((pen.theme.grid.mix(pen.theme.faint, 0.3), pen.line * 0.5)),
        });
        // Column by column.
        let place = |at: usize| {
            let (column, line) = (at / self.rows(), at % self.rows());
            let left = area.left + size * 0.5 + self.column * column as f64;
            [left, area.top + size * 0.28 + row * (line as f64 + 0.5)]
        };
        for (at, label) in self.labels.iter().enumerate() {
            let [left, middle] = place(at);
            if let Some(series) = self.named.get(at).filter(|_| at < MOST) {
                key(series, [left, middle], sample, pen, items);
            }
            let text = [
                left + sample + size * 0.45,
                middle + font::HALF_FIGURE * size,
            ];
            items.push(Item::Text(Text::new(label, text, size, pen.theme.ink)));
        }
        for (at, note) in self.notes.iter().enumerate() {
            let [left, middle] = place(self.labels.len() + at);
            let text = [left, middle + font::HALF_FIGURE * size];
            items.push(Item::Text(Text::new(note, text, size, pen.theme.ink)));
        }
    }
}

fn place(drawn: &Drawn, [width, height]: [f64; 2], margin: f64) -> (Rect, usize) {
    let Drawn { frame, ink, texts } = drawn;
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
            let points = ink.iter().filter(|point| near.contains(**point)).count();
            let texts = texts.iter().filter(|text| text.meets(&area)).count();
            let covered = points + texts * (ink.len() / COVERED + 1);
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
        Mark::Band { .. } | Mark::Filled { .. } | Mark::Sheet { .. } | Mark::Surface { .. } => {
            items.push(Item::Area {
                rings: vec![
                    Rect::between(
                        left,
                        middle - pen.size * 0.35,
                        right,
                        middle + pen.size * 0.35,
                    )
                    .corners(),
                ],
                fill: color.alpha(match series.mark {
                    Mark::Band { .. } => 70,
                    Mark::Sheet { .. } => super::space::CLEAR,
                    _ => 255,
                }),
                edge: None,
            })
        }
        Mark::Curve { dashed: true, .. }
        | Mark::Line { dashed: true, .. }
        | Mark::Tangent { .. }
        | Mark::Upright { .. } => {
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
