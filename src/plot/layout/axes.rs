//! Frames, marks and titles of the axes of a panel in the plane, and its bar of colours.

use super::scale::{Range, View};
use super::{Pen, fitted};
use crate::plot::color::{Color, ColorMap};
use crate::plot::draw::{Anchor, Item, Rect, Stroke, Text, font};
use crate::plot::figure::{Panel, Scale};
use crate::plot::ticks::{Ticks, of_pi, powers, ticks};

/// Bands of colour and the numbers between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The colours, lowest first.
    pub colors: Vec<Color>,
    /// The numbers between neighbouring colours, or along the bar.
    pub labels: Vec<(f64, String)>,
    /// What all labels are multiplied with.
    pub factor: String,
    /// What the colours show.
    pub title: String,
    /// Whether values lie below and above all numbers.
    pub open: [bool; 2],
}

impl Bar {
    /// A bar of one colour between each two levels.
    pub fn bands(map: ColorMap, levels: &[f64], open: [bool; 2], title: &str) -> Self {
        let labels = labels_of(levels);
        let count = levels.len() + 1;
        let first = usize::from(!open[0]);
        let last = count - usize::from(!open[1]);
        let colors = (first..last.max(first))
            .map(|at| map.at(band(at, count)))
            .collect::<Vec<_>>();
        let shown = colors.len().max(1) as f64;
        let labels_at = (labels.labels.into_iter().enumerate())
            .map(|(at, label)| ((at + 1 - first) as f64 / shown, label))
            .collect();
        Bar {
            colors,
            labels: labels_at,
            factor: labels.factor,
            title: title.to_owned(),
            open,
        }
    }

    /// A bar of colours that flow into each other between two numbers.
    pub fn smooth(map: ColorMap, [lower, upper]: [f64; 2], title: &str) -> Self {
        const STEPS: usize = 128;
        let marks = ticks(lower, upper, 7);
        let range = Range {
            lower,
            upper,
            scale: Scale::Linear,
        };
        Bar {
            colors: (0..STEPS)
                .map(|at| map.at(at as f64 / (STEPS - 1) as f64))
                .collect(),
            labels: (marks.values.iter().map(|value| range.share(*value)))
                .zip(marks.labels)
                .collect(),
            factor: marks.factor,
            title: title.to_owned(),
            open: [false, false],
        }
    }

    /// How wide it is with its labels.
    pub fn width(&self, pen: &Pen) -> f64 {
        let labels = self
            .labels
            .iter()
            .map(|(_, label)| font::width(label, pen.size * 0.92));
        let widest = labels.fold(0.0, f64::max);
        let title = if self.title.is_empty() {
            0.0
        } else {
            pen.size * 1.5
        };
        pen.size * 3.0 + widest.max(font::width(&self.factor, pen.size * 0.92) - pen.size) + title
    }

    /// Draws it to the right of a frame.
    pub fn draw(&self, frame: &Rect, pen: &Pen, items: &mut Vec<Item>) {
        let size = pen.size * 0.92;
        let left = frame.left + frame.width + pen.size;
        let bar = Rect {
            left,
            top: frame.top,
            width: pen.size * 1.1,
            height: frame.height,
        };
        let count = self.colors.len().max(1) as f64;
        for (at, color) in self.colors.iter().enumerate() {
            // Each colour reaches up to the end, so that no seam shows between two.
            let bottom = bar.bottom() - bar.height * at as f64 / count;
            items.push(Item::Area {
                rings: vec![Rect::between(bar.left, bar.top, bar.right(), bottom).corners()],
                fill: *color,
                edge: None,
            });
        }
        items.push(Item::Lines {
            lines: vec![closed(bar.corners())],
            stroke: Stroke::new(pen.theme.faint, pen.line * 0.5),
        });
        // Labels that would touch are left out evenly.
        let room = bar.height / (size * 1.35);
        let skip = (self.labels.len() as f64 / room).ceil().max(1.0) as usize;
        for (share, label) in self.labels.iter().step_by(skip) {
            let y = bar.bottom() - bar.height * share;
            items.push(Item::Lines {
                lines: vec![vec![[bar.right(), y], [bar.right() + size * 0.3, y]]],
                stroke: Stroke::new(pen.theme.faint, pen.line * 0.5),
            });
            items.push(Item::Text(Text::new(
                label,
                [bar.right() + size * 0.5, y + font::HALF_FIGURE * size],
                size,
                pen.theme.ink,
            )));
        }
        if !self.factor.is_empty() {
            let at = [bar.left, bar.top - size * 0.5];
            items.push(Item::Text(Text::new(
                &self.factor,
                at,
                size,
                pen.theme.faint,
            )));
        }
        if !self.title.is_empty() {
            let right = bar.left + self.width(pen) - pen.size * 1.25;
            let at = [right, bar.top + bar.height / 2.0];
            let title = fitted(&self.title, pen.size, bar.height);
            items.push(Item::Text(
                Text::new(title, at, pen.size, pen.theme.ink)
                    .anchored(Anchor::Middle)
                    .turned(-90.0),
            ));
        }
    }
}

/// The share of the colours that a band has.
pub fn band(at: usize, count: usize) -> f64 {
    if count < 2 {
        return 0.5;
    }
    at as f64 / (count - 1) as f64
}

/// Levels as they are written.
pub fn labels_of(levels: &[f64]) -> Ticks {
    let even = levels.len() > 2 && {
        let step = levels[1] - levels[0];
        levels
            .windows(2)
            .all(|pair| (pair[1] - pair[0] - step).abs() < 1e-6 * step.abs())
    };
    if even {
        let (low, high) = (levels[0], levels[levels.len() - 1]);
        let marks = ticks(low, high, levels.len());
        if marks.values.len() == levels.len() {
            return marks;
        }
    }
    Ticks {
        values: levels.to_vec(),
        labels: (levels.iter())
            .map(|level| label_of(*level, levels))
            .collect(),
        factor: String::new(),
    }
}

/// One of several levels, with as many digits as tell neighbours apart.
pub fn label_of(level: f64, levels: &[f64]) -> String {
    let digits = (levels.windows(2))
        .map(|pair| pair[0].abs().max(pair[1].abs()) / (pair[1] - pair[0]).abs())
        .filter(|ratio| ratio.is_finite())
        .fold(4, |most, ratio| most.max(ratio.log10().ceil() as usize + 2));
    crate::plot::rounded(level, digits.min(17))
}

fn closed(mut points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    points.extend(points.first().copied());
    points
}

/// The marks of an axis with room for so many pixels.
pub fn marks(range: &Range, most: usize) -> Ticks {
    match range.scale {
        // Parts of π are short.
        Scale::Linear => of_pi(range.lower, range.upper, most + most / 2)
            .unwrap_or_else(|| ticks(range.lower, range.upper, most)),
        Scale::Log => powers(range.lower, range.upper, most),
    }
}

/// The marks of an axis upwards: as many as stand over each other, and two where there is room.
fn marks_up(range: &Range, height: f64, size: f64) -> Ticks {
    let most = ((height / (size * 2.4)) as usize).clamp(2, 9);
    let room = (height / (size * 1.3)) as usize;
    let found = marks(range, most);
    match found.values.len() < 2 && room > most {
        true => marks(range, room.min(most + 2)),
        false => found,
    }
}

/// The marks of an axis to the right: as many as stand beside each other.
pub fn marks_across(range: &Range, width: f64, size: f64) -> Ticks {
    let mut most = ((width / (size * 3.0)) as usize).clamp(2, 11);
    loop {
        let found = marks(range, most);
        let labels = found.labels.iter().map(|label| font::width(label, size));
        let widest = labels.fold(0.0, f64::max);
        let gap = found
            .values
            .windows(2)
            .map(|pair| (range.share(pair[1]) - range.share(pair[0])) * width);
        let narrowest = gap.fold(f64::INFINITY, f64::min);
        if narrowest >= widest + size * 0.8 || most <= 2 {
            return found;
        }
        most -= 1;
    }
}

/// The marks of an axis upwards with the step of the one across, where they have room.
fn alike(across: &Ticks, up: &Range, height: f64, size: f64) -> Option<Ticks> {
    let step = |marks: &Ticks| Some(marks.values.get(1)? - marks.values.first()?);
    let wanted = step(across)?;
    let room = (height / (size * 1.6)) as usize;
    let most = ((up.upper - up.lower) / wanted * (1.0 + 1e-9)) as usize + 1;
    let found = (2..=room).contains(&most).then(|| marks(up, most))?;
    let same = (step(&found)? - wanted).abs() <= 1e-9 * wanted;
    same.then_some(found)
}

/// Where the frame of a panel lies in its cell, at least `margins` from its left and right, and its
/// marks.
pub fn frame(
    panel: &Panel,
    [x, y]: [Range; 2],
    cell: &Rect,
    bar: Option<&Bar>,
    margins: [f64; 2],
    pen: &Pen,
) -> (Rect, [Ticks; 2]) {
    let (x, y) = (&x, &y);
    let size = pen.size;
    let tick = size * 0.92;
    let edge = size * 0.7;
    let mut top = edge + tick * 0.5;
    if !panel.title.is_empty() {
        top += size * 1.6;
    }
    let mut bottom = edge + tick * 1.5;
    if !panel.x.title.is_empty() {
        bottom += size * 1.45;
    }
    let guess = (cell.height - top - bottom).max(size);
    let ups = marks_up(y, guess, size);
    let bar_factor = bar.is_some_and(|bar| !bar.factor.is_empty());
    if !ups.factor.is_empty() || bar_factor {
        top += tick * if panel.title.is_empty() { 0.9 } else { 0.6 };
    }
    let labels = ups.labels.iter().map(|label| font::width(label, tick));
    let mut left = edge + labels.fold(0.0, f64::max) + size * 0.5;
    if !panel.y.title.is_empty() {
        left += size * 1.5;
    }
    let right = edge + bar.map_or(size * 0.4, |bar| bar.width(pen));
    let mut frame = Rect::between(
        cell.left + left.max(margins[0]),
        cell.top + top,
        cell.right() - right.max(margins[1]),
        cell.bottom() - bottom,
    );
    let mut across = marks_across(x, frame.width, tick);
    // The last label is centred on its mark and may reach beyond the frame.
    if let (Some(label), Some(value)) = (across.labels.last(), across.values.last()) {
        let half = font::width(label, tick) / 2.0;
        let reach = frame.left + frame.width * x.share(*value) + half - (cell.right() - size * 0.3);
        if reach > 0.0 && bar.is_none() {
            frame.width = (frame.width - reach).max(1.0);
            across = marks_across(x, frame.width, tick);
        }
    }
    if panel.equal && x.scale == Scale::Linear && y.scale == Scale::Linear {
        let units = [x.upper - x.lower, y.upper - y.lower];
        let scale = (frame.width / units[0]).min(frame.height / units[1]);
        let (width, height) = (units[0] * scale, units[1] * scale);
        if width.is_finite() && height.is_finite() && width >= 1.0 && height >= 1.0 {
            frame = Rect {
                left: frame.left + (frame.width - width) / 2.0,
                top: frame.top + (frame.height - height) / 2.0,
                width,
                height,
            };
            across = marks_across(x, frame.width, tick);
            let ups = alike(&across, y, height, size).unwrap_or_else(|| marks_up(y, height, size));
            return (frame, [across, ups]);
        }
    }
    (frame, [across, ups])
}

/// Draws the lines of a grid behind the marks.
pub fn grid(view: &View, [across, ups]: &[Ticks; 2], pen: &Pen, items: &mut Vec<Item>) {
    let frame = &view.frame;
    let mut lines = Vec::new();
    for value in &across.values {
        let x = view.across(*value);
        if x > frame.left + 0.5 && x < frame.right() - 0.5 {
            lines.push(vec![[x, frame.top], [x, frame.bottom()]]);
        }
    }
    for value in &ups.values {
        let y = view.up(*value);
        if y > frame.top + 0.5 && y < frame.bottom() - 0.5 {
            lines.push(vec![[frame.left, y], [frame.right(), y]]);
        }
    }
    items.push(Item::Lines {
        lines,
        stroke: Stroke::new(pen.theme.grid, pen.line * 0.55),
    });
    // Both axes of the coordinates, where they are in sight.
    let mut zero = Vec::new();
    if view.x.scale == Scale::Linear && view.x.lower < 0.0 && view.x.upper > 0.0 {
        let x = view.across(0.0);
        zero.push(vec![[x, frame.top], [x, frame.bottom()]]);
    }
    if view.y.scale == Scale::Linear && view.y.lower < 0.0 && view.y.upper > 0.0 {
        let y = view.up(0.0);
        zero.push(vec![[frame.left, y], [frame.right(), y]]);
    }
    let color = pen.theme.grid.mix(pen.theme.faint, 0.45);
    items.push(Item::Lines {
        lines: zero,
        stroke: Stroke::new(color, pen.line * 0.6),
    });
}

/// Draws the frame, the marks with their numbers, and the titles.
pub fn outline(
    panel: &Panel,
    view: &View,
    cell: &Rect,
    [across, ups]: &[Ticks; 2],
    pen: &Pen,
    items: &mut Vec<Item>,
) {
    let (frame, size, theme) = (&view.frame, pen.size, pen.theme);
    let tick = size * 0.92;
    let length = size * 0.3;
    let mut lines = vec![closed(frame.corners())];
    for (value, label) in across.values.iter().zip(&across.labels) {
        let x = view.across(*value).clamp(frame.left, frame.right());
        lines.push(vec![[x, frame.bottom()], [x, frame.bottom() + length]]);
        let at = [x, frame.bottom() + length + tick * 1.05];
        items.push(Item::Text(
            Text::new(label, at, tick, theme.ink).anchored(Anchor::Middle),
        ));
    }
    for (value, label) in ups.values.iter().zip(&ups.labels) {
        let y = view.up(*value).clamp(frame.top, frame.bottom());
        lines.push(vec![[frame.left - length, y], [frame.left, y]]);
        let at = [frame.left - size * 0.5, y + font::HALF_FIGURE * tick];
        items.push(Item::Text(
            Text::new(label, at, tick, theme.ink).anchored(Anchor::End),
        ));
    }
    items.push(Item::Lines {
        lines,
        stroke: Stroke::new(theme.faint, pen.line * 0.6),
    });
    if !ups.factor.is_empty() {
        let at = [frame.left, frame.top - tick * 0.45];
        items.push(Item::Text(Text::new(&ups.factor, at, tick, theme.faint)));
    }
    let below = frame.bottom() + length + tick * 1.05;
    let mut title_width = frame.width;
    if !across.factor.is_empty() {
        let at = [frame.right(), below + size * 1.4];
        items.push(Item::Text(
            Text::new(&across.factor, at, tick, theme.faint).anchored(Anchor::End),
        ));
        title_width -= 2.0 * (font::width(&across.factor, tick) + size);
    }
    if !panel.x.title.is_empty() {
        let title = fitted(&panel.x.title, size, title_width.max(size * 3.0));
        let at = [frame.left + frame.width / 2.0, below + size * 1.45];
        items.push(Item::Text(
            Text::new(title, at, size, theme.ink).anchored(Anchor::Middle),
        ));
    }
    if !panel.y.title.is_empty() {
        let labels = ups.labels.iter().map(|label| font::width(label, tick));
        let x = frame.left - size * 1.2 - labels.fold(0.0, f64::max);
        let title = fitted(&panel.y.title, size, frame.height);
        let at = [x, frame.top + frame.height / 2.0];
        items.push(Item::Text(
            Text::new(title, at, size, theme.ink)
                .anchored(Anchor::Middle)
                .turned(-90.0),
        ));
    }
    title(panel, frame, cell, !ups.factor.is_empty(), pen, items);
}

/// How small a long title is at least, compared with others.
const SMALLEST: f64 = 0.7;

/// Draws the title of a panel over its frame.
pub fn title(
    panel: &Panel,
    frame: &Rect,
    cell: &Rect,
    factor: bool,
    pen: &Pen,
    items: &mut Vec<Item>,
) {
    if panel.title.is_empty() {
        return;
    }
    // A long title is smaller, leaves the middle of the frame, and is cut in the end.
    let edge = pen.size * 0.5;
    let whole = cell.width - 2.0 * edge;
    let wanted = font::width(&panel.title, pen.size * 1.05);
    let size = pen.size * 1.05 * (whole / wanted).clamp(SMALLEST, 1.0);
    let text = fitted(&panel.title, size, whole);
    let half = font::width(&text, size) / 2.0;
    let middle = (frame.left + frame.width / 2.0)
        .min(cell.right() - edge - half)
        .max(cell.left + edge + half);
    let rise = if factor {
        pen.size * 1.35
    } else {
        pen.size * 0.75
    };
    let at = [middle, frame.top - rise];
    items.push(Item::Text(
        Text::new(text, at, size, pen.theme.ink).anchored(Anchor::Middle),
    ));
}
