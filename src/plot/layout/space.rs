//! A panel in space: a box with axes, and in it surfaces, points and ways, the furthest first.

mod pieces;

pub use pieces::CLEAR;

use super::axes::{self, Bar};
use super::scale::Range;
use super::{Pen, fitted, legend, scale};
use crate::plot::color::Color;
use crate::plot::draw::scene::Point;
use crate::plot::draw::{Anchor, Item, Rect, Stroke, Text, font};
use crate::plot::figure::{Mark, Panel};
use crate::plot::space::Camera;
use crate::plot::ticks::{Ticks, ticks};

/// The height of the box, where its other sides are 2.
const HEIGHT: f64 = 1.5;
/// The ranges of the three axes, and where the box is in the picture.
struct Box3 {
    ranges: [Range; 3],
    camera: Camera,
    scale: f64,
    middle: Point,
}

impl Box3 {
    /// A place of the box: each side from -1 to 1.
    fn unit(&self, at: [f64; 3]) -> [f64; 3] {
        let [x, y, z] = [0, 1, 2].map(|side| self.ranges[side].share(at[side]) * 2.0 - 1.0);
        [x, y, z * HEIGHT / 2.0]
    }

    /// A corner, or a place between corners, in pixels.
    fn corner(&self, [x, y, z]: [f64; 3]) -> Point {
        let [right, up, _] = self.camera.see([x, y, z * HEIGHT / 2.0]);
        [
            self.middle[0] + right * self.scale,
            self.middle[1] - up * self.scale,
        ]
    }

    /// A point in data units in pixels, and how near it is.
    fn see(&self, at: [f64; 3]) -> (Point, f64) {
        let [right, up, near] = self.camera.see(self.unit(at));
        (
            [
                self.middle[0] + right * self.scale,
                self.middle[1] - up * self.scale,
            ],
            near,
        )
    }

    fn holds(&self, at: [f64; 3]) -> bool {
        (0..3).all(|side| (-1e-9..=1.0 + 1e-9).contains(&self.ranges[side].share(at[side])))
    }
}

/// Draws a panel into its cell.
pub fn draw(panel: &Panel, camera: &Camera, cell: &Rect, pen: &Pen, items: &mut Vec<Item>) {
    legend::around(panel, cell, pen, items, |cell, items| {
        frame(panel, camera, cell, pen, items)
    });
}

/// Draws all of a panel but its legend. Gives the frame and what is covered in it.
fn frame(
    panel: &Panel,
    camera: &Camera,
    cell: &Rect,
    pen: &Pen,
    items: &mut Vec<Item>,
) -> legend::Drawn {
    let ranges = ranges(panel);
    let map = panel.series.iter().find_map(|series| match &series.mark {
        Mark::Surface { map, .. } => Some(*map),
        _ => None,
    });
    // Colours go from the lowest to the highest point of all surfaces.
    let heights = heights(panel, ranges[2]);
    let bar = map.map(|map| Bar::smooth(map, [heights.lower, heights.upper], ""));
    let size = pen.size;
    let top = if panel.title.is_empty() {
        size
    } else {
        size * 2.6
    };
    let right = bar.as_ref().map_or(size, |bar| bar.width(pen) + size * 1.6);
    let room = Rect::between(
        cell.left + size * 4.2,
        cell.top + top,
        cell.right() - right - size * 1.5,
        cell.bottom() - size * 3.6,
    );
    let mut space = Box3 {
        ranges,
        camera: *camera,
        scale: 1.0,
        middle: [0.0, 0.0],
    };
    let corners: Vec<Point> = (0..8).map(|at| space.corner(sides(at))).collect();
    let bounds = |side: usize| {
        let values = corners.iter().map(|corner| corner[side]);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        })
    };
    let ((left, far), (high, low)) = (bounds(0), bounds(1));
    space.scale = (room.width / (far - left))
        .min(room.height / (low - high))
        .max(1.0);
    space.middle = [
        room.left + room.width / 2.0 - (left + far) / 2.0 * space.scale,
        room.top + room.height / 2.0 - (high + low) / 2.0 * space.scale,
    ];
    let marks = [0, 1, 2].map(|side| {
        let most = if side == 2 { 6 } else { 5 };
        ticks(ranges[side].lower, ranges[side].upper, most)
    });
    let back = walls(&space, &marks, pen, items);
    let ink = pieces::draw(panel, &space, heights, pen, items);
    let texts = numbers(&space, panel, &marks, back, pen, items);
    let frame = Rect::between(
        cell.left + size,
        cell.top + top,
        cell.right() - right,
        cell.bottom() - size,
    );
    axes::title(panel, &frame, cell, false, pen, items);
    if let Some(bar) = &bar {
        let height = frame.height * 0.7;
        let beside = Rect {
            top: frame.top + (frame.height - height) / 2.0,
            height,
            ..frame
        };
        bar.draw(&beside, pen, items);
    }
    legend::Drawn { frame, ink, texts }
}

/// The corner of this number: -1 or 1 on each side.
fn sides(at: usize) -> [f64; 3] {
    [0, 1, 2].map(|side| if at >> side & 1 == 1 { 1.0 } else { -1.0 })
}

fn ranges(panel: &Panel) -> [Range; 3] {
    let mut reach = [[f64::INFINITY, f64::NEG_INFINITY]; 3];
    let mut tell = |at: [f64; 3]| {
        for (side, value) in reach.iter_mut().zip(at) {
            if value.is_finite() {
                *side = [side[0].min(value), side[1].max(value)];
            }
        }
    };
    for series in &panel.series {
        match &series.mark {
            Mark::Surface { grid, .. } => {
                let ([left, right], [front, back]) = grid.area();
                if let Some([low, high]) = grid.usual_reach() {
                    tell([left, front, low]);
                    tell([right, back, high]);
                }
            }
            Mark::Sheet { corners } => corners.iter().for_each(|corner| tell(*corner)),
            // A line follows what is there.
            Mark::Scatter { points, .. } | Mark::Way { points } => {
                points.iter().for_each(|point| tell(*point));
            }
            _ => {}
        }
    }
    [
        scale::range(&panel.x, reach[0]),
        scale::range(&panel.y, reach[1]),
        scale::range(&panel.z, reach[2]),
    ]
}

/// From where to where the surfaces of a panel reach, within its axis.
fn heights(panel: &Panel, axis: Range) -> Range {
    let surfaces = panel.series.iter().filter_map(|series| match &series.mark {
        Mark::Surface { grid, .. } => grid.usual_reach(),
        _ => None,
    });
    let reach = surfaces.reduce(|[a, b], [c, d]| [a.min(c), b.max(d)]);
    let reach = reach.map(|[low, high]| [low.max(axis.lower), high.min(axis.upper)]);
    match reach {
        Some([lower, upper]) if lower < upper => Range {
            lower,
            upper,
            ..axis
        },
        _ => axis,
    }
}

/// Draws the three walls behind everything, with their grid. Gives for each axis on which side its
/// wall is.
fn walls(space: &Box3, marks: &[Ticks; 3], pen: &Pen, items: &mut Vec<Item>) -> [f64; 3] {
    let mut back = [1.0; 3];
    for side in 0..3 {
        let mut at = [0.0; 3];
        at[side] = 1.0;
        let there = space.camera.see(at)[2];
        at[side] = -1.0;
        if space.camera.see(at)[2] <= there {
            back[side] = -1.0;
        }
    }
    for side in 0..3 {
        let (u, v) = ((side + 1) % 3, (side + 2) % 3);
        let place = |a: f64, b: f64| {
            let mut at = [0.0; 3];
            (at[side], at[u], at[v]) = (back[side], a, b);
            space.corner(at)
        };
        let ring = vec![
            place(-1.0, -1.0),
            place(1.0, -1.0),
            place(1.0, 1.0),
            place(-1.0, 1.0),
        ];
        let shade = if side == 2 { 0.35 } else { 0.2 };
        items.push(Item::Area {
            rings: vec![ring],
            fill: pen.theme.ground.mix(pen.theme.grid, shade + 0.25),
            edge: Some((pen.theme.grid.mix(pen.theme.faint, 0.35), pen.line * 0.5)),
        });
        let mut lines = Vec::new();
        for (along, across) in [(u, v), (v, u)] {
            for value in &marks[along].values {
                let share = space.ranges[along].share(*value) * 2.0 - 1.0;
                let end = |b: f64| {
                    if across == v {
                        place(share, b)
                    } else {
                        place(b, share)
                    }
                };
                lines.push(vec![end(-1.0), end(1.0)]);
            }
        }
        let color = pen.theme.grid.mix(pen.theme.faint, 0.25);
        items.push(Item::Lines {
            lines,
            stroke: Stroke::new(color, pen.line * 0.4),
        });
    }
    back
}

/// The numbers and titles of the axes, along the edges in front. Gives what they cover.
fn numbers(
    space: &Box3,
    panel: &Panel,
    marks: &[Ticks; 3],
    back: [f64; 3],
    pen: &Pen,
    items: &mut Vec<Item>,
) -> Vec<Rect> {
    let size = pen.size * 0.9;
    let middle = space.corner([0.0; 3]);
    // The upright edge furthest to the left.
    let upright = [[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]];
    let leftmost = upright.into_iter().min_by(|a, b| {
        let x = |at: &[f64; 2]| space.corner([at[0], at[1], 0.0])[0];
        x(a).total_cmp(&x(b))
    });
    let [left_x, left_y] = leftmost.unwrap_or([-1.0, -1.0]);
    let mut lines = Vec::new();
    let mut taken: Vec<Rect> = Vec::new();
    for (side, ticks) in marks.iter().enumerate() {
        let edge = |share: f64| match side {
            0 => space.corner([share, -back[1], back[2]]),
            1 => space.corner([-back[0], share, back[2]]),
            _ => space.corner([left_x, left_y, share]),
        };
        let (start, end) = (edge(-1.0), edge(1.0));
        lines.push(vec![start, end]);
        // Outwards: across the edge, away from the middle of the box.
        let step = [end[0] - start[0], end[1] - start[1]];
        let length = step[0].hypot(step[1]).max(1.0);
        let mut out = [-step[1] / length, step[0] / length];
        let center = [(start[0] + end[0]) / 2.0, (start[1] + end[1]) / 2.0];
        if out[0] * (center[0] - middle[0]) + out[1] * (center[1] - middle[1]) < 0.0 {
            out = out.map(|part| -part);
        }

        let mut widest = 0.0_f64;
        for (value, label) in ticks.values.iter().zip(&ticks.labels) {
            let at = edge(space.ranges[side].share(*value) * 2.0 - 1.0);
            let tip = [at[0] + out[0] * size * 0.4, at[1] + out[1] * size * 0.4];
            lines.push(vec![at, tip]);
            let width = font::width(label, size);
            widest = widest.max(width);
            let text = beside(label, at, out, size, width, size * 0.65, pen.theme.ink);
            // Two axes end at one corner, where there is room for one number.
            if !taken
                .iter()
                .any(|other| other.meets(&text.bounds().grown(size * 0.1)))
            {
                taken.push(text.bounds());
                items.push(Item::Text(text));
            }
        }
        let title = match side {
            0 => &panel.x.title,
            1 => &panel.y.title,
            _ => &panel.z.title,
        };
        let title = match (title.is_empty(), ticks.factor.is_empty()) {
            (true, _) => ticks.factor.clone(),
            (false, true) => title.clone(),
            (false, false) => format!("{title} ({})", ticks.factor),
        };
        if !title.is_empty() {
            let title = fitted(&title, pen.size, length);
            let width = font::width(&title, pen.size);
            let gap = size * 1.1 + widest * out[0].abs() + size * 1.1 * out[1].abs();
            let text = beside(&title, center, out, pen.size, width, gap, pen.theme.ink);
            taken.push(text.bounds());
            items.push(Item::Text(text));
        }
    }
    items.push(Item::Lines {
        lines,
        stroke: Stroke::new(pen.theme.faint, pen.line * 0.6),
    });
    taken
}

/// A level text whose nearest point is so far from a place in a direction.
fn beside(
    text: &str,
    at: Point,
    out: Point,
    size: f64,
    width: f64,
    gap: f64,
    color: Color,
) -> Text {
    let half = [width / 2.0, font::HALF_FIGURE * size];
    let center = [
        at[0] + out[0] * (gap + half[0]),
        at[1] + out[1] * (gap + half[1]),
    ];
    Text::new(text, [center[0], center[1] + half[1]], size, color).anchored(Anchor::Middle)
}
