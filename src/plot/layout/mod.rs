//! A figure in pixels: where each panel, axis, mark and text stands.

mod axes;
pub(super) mod clip;
mod dense;
mod labels;
mod legend;
mod marks;
mod plane;
mod scale;
mod space;

pub(super) use axes::marks as axis_marks;
pub(super) use scale::{Range, View, ranges};

use super::PlotError;
use super::color::{Color, Theme, Tone};
use super::draw::{Anchor, Item, Rect, Scene, Text, font};
use super::figure::{Figure, Tint};

/// The smallest and largest width and height of a picture.
const SMALLEST: [f64; 2] = [100.0, 80.0];
const LARGEST: f64 = 8000.0;

/// Sizes that go through a picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    /// The size of texts in pixels.
    pub size: f64,
    /// The width of lines in pixels.
    pub line: f64,
    /// The colours.
    pub theme: &'static Theme,
}

impl Pen {
    fn new(area: &Rect, theme: &'static Theme, largest: f64) -> Self {
        let size = (area.width.min(area.height * 1.4) / 46.0 + 4.0).clamp(8.0, largest);
        Pen {
            size,
            line: size / 7.5,
            theme,
        }
    }

    /// The colour of a series.
    pub fn tint(&self, tint: Tint) -> Color {
        match tint {
            Tint::Palette(at) => self.theme.series(at),
            Tint::Ink => self.theme.ink,
            Tint::Faint => self.theme.faint,
            Tint::Path => self.theme.path,
        }
    }
}

/// Places a figure in a picture of a width and height.
///
/// # Units
/// Pixels.
///
/// # Errors
/// [`PlotError::Size`] for a picture that is too small or large, and [`PlotError::Nothing`] for a
/// figure without panels.
pub fn layout(figure: &Figure, [width, height]: [f64; 2], tone: Tone) -> Result<Scene, PlotError> {
    let fits = |size: f64, least: f64| (least..=LARGEST).contains(&size);
    if !(fits(width, SMALLEST[0]) && fits(height, SMALLEST[1])) {
        return Err(PlotError::Size {
            found: format!("{width}x{height}"),
        });
    }
    if figure.panels.is_empty() {
        return Err(PlotError::Nothing);
    }
    let figure = figure.settled();
    let theme = tone.theme();
    let whole = Rect::between(0.0, 0.0, width, height);
    let large = Pen::new(&whole, theme, 40.0);
    let mut items = Vec::new();
    let mut top = 0.0;
    if !figure.title.is_empty() {
        let size = large.size * 1.15;
        let title = fitted(&figure.title, size, width - size * 2.0);
        top = size * 1.9;
        items.push(Item::Text(
            Text::new(title, [width / 2.0, size * 1.4], size, theme.ink).anchored(Anchor::Middle),
        ));
    }
    let columns = figure.columns();
    let cells = cells(&figure, columns, [width, height - top], top);
    // Texts are of one size, that of the largest panel.
    let tallest = cells.iter().max_by(|a, b| a.height.total_cmp(&b.height));
    let pen = Pen::new(tallest.unwrap_or(&whole), theme, large.size);
    let margins: Vec<[f64; 2]> = (0..columns)
        .map(|column| {
            // Frames that stand over each other begin and end at the same place.
            let in_column = figure.panels.iter().zip(&cells).skip(column);
            let own = in_column.step_by(columns);
            let own = own.filter_map(|(panel, cell)| plane::margins(panel, cell, &pen));
            own.fold([0.0; 2], |most: [f64; 2], own| {
                [most[0].max(own[0]), most[1].max(own[1])]
            })
        })
        .collect();
    for (at, (panel, cell)) in figure.panels.iter().zip(&cells).enumerate() {
        let margins = margins.get(at % columns).copied().unwrap_or_default();
        match &panel.camera {
            Some(camera) => space::draw(panel, camera, cell, &pen, &mut items),
            None => plane::draw(panel, cell, margins, &pen, &mut items),
        }
    }
    Ok(Scene {
        width,
        height,
        ground: theme.ground,
        items,
        description: figure.description(),
    })
}

/// The place of each panel.
fn cells(figure: &Figure, columns: usize, [width, height]: [f64; 2], top: f64) -> Vec<Rect> {
    let wide = width / columns as f64;
    let rows = figure.rows();
    let mut cells = Vec::with_capacity(figure.panels.len());
    for at in 0..figure.panels.len() {
        let row = at / columns;
        let above: f64 = rows.iter().take(row).sum();
        cells.push(Rect {
            left: wide * (at % columns) as f64,
            top: top + height * above,
            width: wide,
            height: height * rows.get(row).copied().unwrap_or(1.0),
        });
    }
    cells
}

/// A text cut to a width.
pub(super) fn fitted(text: &str, size: f64, width: f64) -> String {
    if font::width(text, size) <= width {
        return text.to_owned();
    }
    let room = width - font::width("…", size);
    let mut used = 0.0;
    let mut out: String = (text.chars())
        .take_while(|sign| {
            used += font::advance(*sign) * size;
            used <= room
        })
        .collect();
    out.push('…');
    out
}
