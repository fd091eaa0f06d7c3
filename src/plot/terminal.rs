//! A figure in the signs of a terminal: Unicode dots, eight to a sign, or plain ASCII.

mod canvas;

use super::figure::{Figure, Mark, Panel, Series, Tint};
use super::grid::Grid;
use super::layout::{Range, View, axis_marks, clip, ranges};
use super::levels::levels;
use super::{contour, draw::Rect};
use crate::syntax::latin;
use canvas::{Canvas, Ink};

/// Which signs a terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signs {
    /// Letters, digits and punctuation alone.
    Ascii,
    /// Dots and frames.
    Unicode,
    /// Dots and frames in colour.
    Color,
}

/// The least width and height in signs.
const LEAST: [usize; 2] = [24, 8];
/// The largest width and height in signs.
const MOST: usize = 1000;

/// Draws a figure in so many columns and lines. Panels stand below each other; surfaces are shown
/// from above.
///
/// # Examples
/// ```
/// use gradus::plot::{Plot, Signs, terminal};
/// let figure = Plot::new([&"x^2".parse()?]).range("x", -2.0, 2.0).figure()?;
/// let text = terminal(&figure, [40, 10], Signs::Unicode);
/// assert_eq!(text.lines().count(), 10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn terminal(figure: &Figure, [columns, lines]: [usize; 2], signs: Signs) -> String {
    let figure = figure.settled();
    let columns = columns.clamp(LEAST[0], MOST);
    // All panels stand below each other, as high as their rows are among each other.
    let per_row = figure.columns();
    let rows = figure.rows();
    let panels = figure.panels.iter().enumerate();
    panels
        .map(|(at, panel)| {
            let share = rows.get(at / per_row).copied().unwrap_or(1.0) / per_row as f64;
            let lines = (lines as f64 * share).floor() as usize;
            self::panel(panel, [columns, lines.clamp(LEAST[1], MOST)], signs)
        })
        .collect()
}

fn panel(panel: &Panel, [columns, lines]: [usize; 2], signs: Signs) -> String {
    let [x, y] = ranges(panel);
    let named: Vec<&Series> = panel
        .series
        .iter()
        .filter(|one| !one.label.is_empty() && !matches!(one.mark, Mark::Sheet { .. }))
        .collect();
    // A line for the title, one for the numbers below, and one for each name.
    let names = named.len().min(6);
    let above = usize::from(!panel.title.is_empty());
    // Further lines stand below only where they leave room for the picture.
    let room = lines.saturating_sub(above + 2 + names);
    let told = match panel.notes.len() {
        count if count <= room / 3 => count,
        _ => 0,
    };
    let height = (room - told).max(3);
    let ups = axis_marks(&y, (height / 3).clamp(2, 7));
    let labels: Vec<(f64, String)> = (ups.values.iter())
        .zip(&ups.labels)
        .map(|(value, label)| (*value, format!("{label}{}", ups.factor)))
        .collect();
    let margin = labels
        .iter()
        .map(|(_, label)| label.chars().count())
        .max()
        .unwrap_or(0)
        + 1;
    let width = columns.saturating_sub(margin + 1).max(8);
    let mut canvas = Canvas::new([width, height], signs);
    let [dots_wide, dots_high] = canvas.dots();
    let view = View {
        frame: Rect::between(0.0, 0.0, dots_wide as f64 - 1.0, dots_high as f64 - 1.0),
        x,
        y,
    };
    let covered = (panel.series.iter())
        .any(|series| matches!(series.mark, Mark::Filled { .. } | Mark::Surface { .. }));
    if !covered {
        axes(&view, &mut canvas);
    }
    let mut notes = Vec::new();
    for (at, series) in panel.series.iter().enumerate() {
        draw(series, at, &view, &mut canvas, &mut notes);
    }
    for (place, text) in notes {
        canvas.text(place, &text);
    }
    let mut out = String::new();
    if above == 1 {
        let title = cut(&panel.title, width);
        let left = margin + (width.saturating_sub(title.chars().count())) / 2;
        out.push_str(&" ".repeat(left.min(columns)));
        out.push_str(&plain(&title, signs));
        out.push('\n');
    }
    let frame = if signs == Signs::Ascii {
        ['|', '+', '-']
    } else {
        ['┤', '└', '─']
    };
    let side = if signs == Signs::Ascii { '|' } else { '│' };
    for row in 0..height {
        let here = labels.iter().find(|(value, _)| {
            let at = (view.up(*value) / dots_high as f64 * height as f64) as usize;
            at.min(height - 1) == row && (-1e-9..=1.0 + 1e-9).contains(&y.share(*value))
        });
        let label = here.map_or("", |(_, label)| label.as_str());
        let padding = margin.saturating_sub(label.chars().count() + 1);
        out.push_str(&" ".repeat(padding));
        out.push_str(&plain(label, signs));
        out.push(' ');
        out.push(if here.is_some() { frame[0] } else { side });
        canvas.row(row, &mut out);
        out.push('\n');
    }
    out.push_str(&" ".repeat(margin));
    out.push(frame[1]);
    out.extend(std::iter::repeat_n(frame[2], width));
    out.push('\n');
    out.push_str(&" ".repeat(margin + 1));
    out.push_str(plain(&below(&x, &panel.x.title, width), signs).trim_end());
    out.push('\n');
    for note in panel.notes.iter().take(told) {
        out.push_str(&" ".repeat(margin + 1));
        out.push_str(&plain(
            &cut(note, columns.saturating_sub(margin + 2)),
            signs,
        ));
        out.push('\n');
    }
    for series in named.iter().take(names) {
        let ink = ink(series.tint);
        out.push_str(&" ".repeat(margin + 1));
        canvas.key(ink, &mut out);
        out.push(' ');
        out.push_str(&plain(
            &cut(&series.label, columns.saturating_sub(margin + 4)),
            signs,
        ));
        out.push('\n');
    }
    out
}

/// The numbers below, each under its place, and the name of the axis at the end.
fn below(x: &Range, title: &str, width: usize) -> String {
    let marks = axis_marks(x, (width / 9).clamp(2, 9));
    let mut line = vec![' '; width];
    let mut free = 0;
    for (value, label) in marks.values.iter().zip(&marks.labels) {
        let label: Vec<char> = format!("{label}{}", marks.factor).chars().collect();
        let at = (x.share(*value) * (width - 1) as f64).round().max(0.0) as usize;
        let start = at
            .saturating_sub(label.len() / 2)
            .min(width.saturating_sub(label.len()));
        if start < free || start + label.len() > width {
            continue;
        }
        for (place, sign) in line.iter_mut().skip(start).zip(&label) {
            *place = *sign;
        }
        free = start + label.len() + 1;
    }
    let title: Vec<char> = title.chars().collect();
    // The name stands in the last gap that has room for it.
    let room = title.len() + 2;
    let gap = (0..width.saturating_sub(room)).rev().find(|start| {
        !title.is_empty() && line.iter().skip(*start).take(room).all(|sign| *sign == ' ')
    });
    if let Some(start) = gap {
        for (place, sign) in line.iter_mut().skip(start + 1).zip(title) {
            *place = sign;
        }
    }
    line.into_iter().collect()
}

fn cut(text: &str, most: usize) -> String {
    match text.chars().count() > most {
        true => text
            .chars()
            .take(most.saturating_sub(1))
            .chain(['…'])
            .collect(),
        false => text.to_owned(),
    }
}

/// A text in the signs that the terminal has.
fn plain(text: &str, signs: Signs) -> String {
    if signs != Signs::Ascii {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut raised = false;
    // Whether a name follows a root without brackets.
    let mut rooted = false;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if rooted && !sign.is_alphanumeric() {
            rooted = false;
            out.push(')');
        }
        const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        let digit = RAISED.chars().position(|other| other == sign);
        if digit.is_some() || sign == '⁻' {
            if !raised {
                out.push('^');
            }
            raised = true;
            out.push(digit.map_or('-', |digit| char::from(b'0' + digit as u8)));
            continue;
        }
        raised = false;
        match sign {
            '−' => out.push('-'),
            '·' | '×' => out.push('*'),
            '′' => out.push('\''),
            '″' => out.push_str("''"),
            '√' => {
                out.push_str("sqrt");
                rooted = signs.peek() != Some(&'(');
                if rooted {
                    out.push('(');
                }
            }
            '∞' => out.push_str("inf"),
            '±' => out.push_str("+-"),
            '…' => out.push_str("..."),
            sign if sign.is_ascii() => out.push(sign),
            sign => out.push_str(latin(sign).unwrap_or("?")),
        }
    }
    if rooted {
        out.push(')');
    }
    out
}

fn ink(tint: Tint) -> Ink {
    match tint {
        Tint::Palette(at) => Ink::Series(at),
        Tint::Ink => Ink::Text,
        Tint::Faint => Ink::Faint,
        Tint::Path => Ink::Series(1),
    }
}

/// The axes of the coordinates, thinly.
fn axes(view: &View, canvas: &mut Canvas) {
    let [wide, high] = canvas.dots();
    if view.y.lower < 0.0 && view.y.upper > 0.0 {
        let y = view.up(0.0).round() as usize;
        (0..wide)
            .step_by(4)
            .for_each(|x| canvas.dot(x, y, Ink::Faint));
    }
    if view.x.lower < 0.0 && view.x.upper > 0.0 {
        let x = view.across(0.0).round() as usize;
        (0..high)
            .step_by(3)
            .for_each(|y| canvas.dot(x, y, Ink::Faint));
    }
}

fn draw(
    series: &Series,
    at: usize,
    view: &View,
    canvas: &mut Canvas,
    notes: &mut Vec<([f64; 2], String)>,
) {
    let ink = ink(series.tint);
    let lines = |canvas: &mut Canvas, points: &[[f64; 2]], ink: Ink| {
        for line in clip::line(points.iter().map(|point| view.at(*point)), &view.frame) {
            canvas.line(&line, ink);
        }
    };
    match &series.mark {
        Mark::Curve { pieces, .. } => pieces.iter().for_each(|piece| lines(canvas, piece, ink)),
        Mark::Path { points, .. } => {
            lines(canvas, points, ink);
            let ends = [(points.first(), "o"), (points.last(), "*")];
            for (point, sign) in ends {
                notes.extend(point.map(|point| (view.at(*point), sign.to_owned())));
            }
        }
        Mark::Points { points, .. } => {
            for point in points {
                canvas.dot_at(view.at(*point), ink);
            }
        }
        Mark::Bars { points } => {
            for [x, y, half] in points {
                lines(canvas, &[[*x, y - half], [*x, y + half]], ink);
            }
        }
        Mark::Band { points } => {
            let edge = |side: usize| {
                points
                    .iter()
                    .map(|point| [point[0], point[side]])
                    .collect::<Vec<_>>()
            };
            lines(canvas, &edge(1), Ink::Faint);
            lines(canvas, &edge(2), Ink::Faint);
        }
        Mark::Tangent { at, slope } => {
            let ends = [view.x.lower, view.x.upper].map(|x| [x, at[1] + slope * (x - at[0])]);
            lines(canvas, &ends, ink);
        }
        Mark::Upright { x } => {
            let x = view.across(*x);
            let [_, high] = canvas.dots();
            if x >= 0.0 {
                (0..high)
                    .step_by(2)
                    .for_each(|y| canvas.dot(x.round() as usize, y, Ink::Faint));
            }
        }
        Mark::Note { at, text, .. } => notes.push((view.at(*at), format!("* {text}"))),
        Mark::Filled { grid, levels, .. } => fill(grid, levels, view, canvas),
        Mark::Surface { grid, .. } => fill(grid, &levels(grid, 12), view, canvas),
        // The areas show the same, and lines would hide them.
        Mark::Contours { .. } if canvas.is_filled() => {}
        Mark::Contours {
            grid, levels, map, ..
        } => {
            for (number, level) in levels.iter().enumerate() {
                let ink = match map {
                    Some(_) => Ink::Share(number as f64 / levels.len().max(2) as f64),
                    None => ink,
                };
                for line in contour::traces(grid, *level) {
                    let line: Vec<[f64; 2]> = line
                        .into_iter()
                        .map(|[column, row]| grid.place(column, row))
                        .collect();
                    lines(canvas, &line, ink);
                }
            }
        }
        Mark::Arrows { arrows, .. } => {
            let longest = super::levels::longest(arrows);
            // As they are seen: the axes have scales of their own.
            let per_unit = [
                view.frame.width / (view.x.upper - view.x.lower),
                view.frame.height / (view.y.upper - view.y.lower),
            ];
            for [at, along] in arrows {
                let seen = [along[0] * per_unit[0], along[1] * per_unit[1]];
                let length = along[0].hypot(along[1]);
                let share = match length.is_finite() && longest > 0.0 {
                    true => (length / longest).min(1.0),
                    false => f64::NAN,
                };
                canvas.arrow(view.at(*at), seen, share);
            }
        }
        Mark::Scatter { points, .. } => {
            for [x, y, _] in points {
                canvas.dot_at(view.at([*x, *y]), Ink::Series(at));
            }
        }
        // Seen from above it hides all.
        Mark::Sheet { .. } => {}
        Mark::Way { points } | Mark::Line { points, .. } => {
            for piece in points.split(|[_, _, height]| !height.is_finite()) {
                let flat: Vec<[f64; 2]> = piece.iter().map(|[x, y, _]| [*x, *y]).collect();
                lines(canvas, &flat, ink);
            }
        }
    }
}

/// Colours every sign by the value in its middle.
fn fill(grid: &Grid, levels: &[f64], view: &View, canvas: &mut Canvas) {
    let [columns, rows] = canvas.size();
    let [points_wide, points_high] = grid.counts();
    let ([left, right], [low, high]) = grid.area();
    for row in 0..rows {
        for column in 0..columns {
            let share = |at: usize, count: usize| (at as f64 + 0.5) / count as f64;
            let x = view.x.lower + (view.x.upper - view.x.lower) * share(column, columns);
            let y = view.y.upper - (view.y.upper - view.y.lower) * share(row, rows);
            let nearest = |value: f64, from: f64, to: f64, count: usize| {
                let place = (value - from) / (to - from) * (count - 1) as f64;
                (place >= -0.5 && place <= count as f64 - 0.5).then_some(place.round() as usize)
            };
            let (Some(at), Some(up)) = (
                nearest(x, left, right, points_wide),
                nearest(y, low, high, points_high),
            ) else {
                continue;
            };
            let value = grid.value(at, up);
            if !value.is_nan() {
                let band = levels.partition_point(|level| *level <= value);
                canvas.fill(column, row, band as f64 / levels.len().max(1) as f64);
            }
        }
    }
}
