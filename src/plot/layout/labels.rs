//! Numbers on contour lines: on the straightest stretch, with the line cut for them.

use crate::plot::color::Color;
use crate::plot::draw::scene::Point;
use crate::plot::draw::{Anchor, Rect, Text, font};

/// The most numbers on the lines of one level.
const MOST: usize = 4;
/// The sharpest turn along a number, in radians.
const STRAIGHT: f64 = 0.9;

/// Finds places for a label on lines of one level, and cuts the lines there. Gives each place and
/// by how many degrees the label is turned.
pub fn place(
    lines: &mut Vec<Vec<Point>>,
    label: &str,
    size: f64,
    frame: &Rect,
    taken: &mut Vec<Rect>,
) -> Vec<(Point, f64)> {
    let room = font::width(label, size) + size * 0.7;
    let mut found = Vec::new();
    // The longest lines first.
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|a, b| length(&lines[*b]).total_cmp(&length(&lines[*a])));
    let mut cut = Vec::new();
    for at in order {
        let line = &lines[at];
        if found.len() >= MOST || length(line) < room * 2.2 {
            continue;
        }
        if let Some((from, to, place, angle)) = stretch(line, room, (label, size), frame, taken) {
            found.push((place, angle));
            cut.push((at, from, to));
        }
    }
    cut.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    for (at, from, to) in cut {
        let line = lines.swap_remove(at);
        let (before, after) = without(&line, from, to);
        lines.extend([before, after].into_iter().filter(|part| part.len() > 1));
    }
    found
}

fn length(line: &[Point]) -> f64 {
    line.windows(2).map(|pair| distance(pair[0], pair[1])).sum()
}

fn distance(a: Point, b: Point) -> f64 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

/// The straightest stretch of a line with room for a label: from where to where along the line, the
/// place of the label, and its angle.
fn stretch(
    line: &[Point],
    room: f64,
    (label, size): (&str, f64),
    frame: &Rect,
    taken: &mut Vec<Rect>,
) -> Option<(f64, f64, Point, f64)> {
    const TRIES: usize = 48;
    let whole = length(line);
    let mut along = Vec::with_capacity(line.len());
    let mut so_far = 0.0;
    for (at, point) in line.iter().enumerate() {
        if at > 0 {
            so_far += distance(line[at - 1], *point);
        }
        along.push(so_far);
    }
    let mut best: Option<(f64, f64, Text)> = None;
    for at in 0..TRIES {
        let from = (whole - room) * (at as f64 + 0.5) / TRIES as f64;
        let (a, b) = (
            point_at(line, &along, from),
            point_at(line, &along, from + room),
        );
        let middle = point_at(line, &along, from + room / 2.0);
        let chord = distance(a, b);
        // How much longer the line is than the chord says how far it turns.
        let turn = (2.0 * (1.0 - (chord / room).min(1.0)).max(0.0)).sqrt() * 2.4;
        if turn > STRAIGHT {
            continue;
        }
        let mut angle = (b[1] - a[1]).atan2(b[0] - a[0]).to_degrees();
        if angle > 90.0 {
            angle -= 180.0;
        } else if angle < -90.0 {
            angle += 180.0;
        }
        let (sin, cos) = angle.to_radians().sin_cos();
        let down = font::HALF_FIGURE * size;
        let place = [middle[0] - sin * down, middle[1] + cos * down];
        let text = Text::new(label, place, size, Color::hex(0))
            .anchored(Anchor::Middle)
            .turned(angle);
        let area = text.bounds();
        let inside = frame.contains([area.left - 2.0, area.top - 2.0])
            && frame.contains([area.right() + 2.0, area.bottom() + 2.0]);
        if !inside
            || taken
                .iter()
                .any(|other| other.meets(&area.grown(size * 0.4)))
        {
            continue;
        }
        // Level labels read best, and so do those away from the ends.
        let cost = turn
            + 0.25 * (angle.to_radians().abs() / 1.57)
            + 0.1 * (at as f64 / TRIES as f64 - 0.5).abs();
        if best.as_ref().is_none_or(|(_, least, _)| cost < *least) {
            best = Some((from, cost, text));
        }
    }
    let (from, _, text) = best?;
    taken.push(text.bounds());
    Some((from, from + room, text.at, text.angle))
}

fn point_at(line: &[Point], along: &[f64], at: f64) -> Point {
    let next = along
        .partition_point(|so_far| *so_far < at)
        .clamp(1, line.len() - 1);
    let (a, b) = (line[next - 1], line[next]);
    let span = along[next] - along[next - 1];
    let share = if span > 0.0 {
        ((at - along[next - 1]) / span).clamp(0.0, 1.0)
    } else {
        0.0
    };
    [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
}

/// The parts of a line before and after a stretch.
fn without(line: &[Point], from: f64, to: f64) -> (Vec<Point>, Vec<Point>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut so_far = 0.0;
    for (at, point) in line.iter().enumerate() {
        let start = so_far;
        if at > 0 {
            let last = line[at - 1];
            let step = distance(last, *point);
            so_far += step;
            let between = |place: f64| {
                let share = (place - start) / step;
                [
                    last[0] + (point[0] - last[0]) * share,
                    last[1] + (point[1] - last[1]) * share,
                ]
            };
            if start < from && so_far >= from && step > 0.0 {
                before.push(between(from));
            }
            if start < to && so_far >= to && step > 0.0 {
                after.push(between(to));
            }
        }
        if so_far < from {
            before.push(*point);
        } else if so_far > to {
            after.push(*point);
        }
    }
    (before, after)
}
