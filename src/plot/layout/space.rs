//! A panel in space: a box with axes, and in it surfaces, points and ways, the furthest first.

use super::axes::{self, Bar};
use super::legend::Legend;
use super::scale::Range;
use super::{Pen, fitted, marks, scale};
use crate::plot::color::{Color, ColorMap};
use crate::plot::draw::scene::Point;
use crate::plot::draw::{Anchor, Item, Rect, Stroke, Text, font};
use crate::plot::figure::{Mark, Panel};
use crate::plot::grid::Grid;
use crate::plot::space::Camera;
use crate::plot::ticks::{Ticks, ticks};

/// The height of the box, where its other sides are 2.
const HEIGHT: f64 = 1.5;
/// How much nearer what lies on a surface counts, so that the surface does not hide it.
const LIFT: f64 = 0.04;

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

/// Something to draw, and how near it is.
struct Piece {
    near: f64,
    item: Item,
}

/// Draws a panel into its cell.
pub fn draw(panel: &Panel, camera: &Camera, cell: &Rect, pen: &Pen, items: &mut Vec<Item>) {
    let ranges = ranges(panel);
    let map = panel.series.iter().find_map(|series| match &series.mark {
        Mark::Surface { map, .. } => Some(*map),
        _ => None,
    });
    let bar = map.map(|map| Bar::smooth(map, [ranges[2].lower, ranges[2].upper], ""));
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
    let mut pieces = Vec::new();
    let mut ink = Vec::new();
    for series in &panel.series {
        let color = pen.tint(series.tint);
        match &series.mark {
            Mark::Surface { grid, map } => surface(&space, grid, *map, pen, &mut pieces, &mut ink),
            Mark::Scatter { points, shape } => {
                let many = (points.len() as f64 / 300.0).max(1.0);
                let radius = (size * 0.3 / many.powf(0.3)).max(0.8);
                for point in points.iter().filter(|point| space.holds(**point)) {
                    let (place, near) = space.see(*point);
                    ink.push(place);
                    let item = marks::shape(*shape, &[place], radius, color, pen);
                    pieces.push(Piece {
                        near: near + LIFT,
                        item,
                    });
                }
            }
            Mark::Way { points } => way(&space, points, color, pen, &mut pieces),
            // Marks of the plane have no place in space.
            _ => {}
        }
    }
    pieces.sort_by(|a, b| a.near.total_cmp(&b.near));
    items.extend(pieces.into_iter().map(|piece| piece.item));
    let texts = numbers(&space, panel, &marks, back, pen, items);
    for area in &texts {
        ink.extend(area.corners());
        ink.push([area.left + area.width / 2.0, area.top + area.height / 2.0]);
    }
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
    if let Some(legend) = Legend::of(panel, frame.width, pen) {
        let (area, _) = legend.inside(&frame, &ink);
        legend.draw(&area, pen, items);
    }
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
                if let Some([low, high]) = shown(grid) {
                    tell([left, front, low]);
                    tell([right, back, high]);
                }
            }
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

/// The heights of a surface that are shown: all, unless a few are far beyond the others.
fn shown(grid: &Grid) -> Option<[f64; 2]> {
    let mut values: Vec<f64> = grid
        .values()
        .iter()
        .copied()
        .filter(|value| value.is_finite())
        .collect();
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        values
            .get((share * (values.len().max(1) - 1) as f64).round() as usize)
            .copied()
    };
    let ([low, high], [inner, outer]) = ([at(0.0)?, at(1.0)?], [at(0.03)?, at(0.97)?]);
    let room = (outer - inner) * 2.5;
    Some([low.max(inner - room), high.min(outer + room)])
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

fn surface(
    space: &Box3,
    grid: &Grid,
    map: ColorMap,
    pen: &Pen,
    pieces: &mut Vec<Piece>,
    ink: &mut Vec<Point>,
) {
    let range = space.ranges[2];
    let [columns, rows] = grid.counts();
    // About so many lines of the net are drawn in each direction.
    const NET: usize = 24;
    let stride = [
        (columns - 1).div_ceil(NET).max(1),
        (rows - 1).div_ceil(NET).max(1),
    ];
    let light = [0.35, -0.45, 0.82];
    for row in 0..rows.saturating_sub(1) {
        for column in 0..columns.saturating_sub(1) {
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(right, up)| {
                let value = grid.value(column + right, row + up);
                let [x, y] = grid.place((column + right) as f64, (row + up) as f64);
                [x, y, value]
            });
            if corners.iter().any(|corner| corner[2].is_nan()) {
                continue;
            }
            // What lies wholly beyond the box is not there; what reaches out is cut flat.
            let beyond = |test: &dyn Fn(f64) -> bool| corners.iter().all(|corner| test(corner[2]));
            if beyond(&|z| z > range.upper) || beyond(&|z| z < range.lower) {
                continue;
            }
            let corners = corners.map(|[x, y, z]| [x, y, z.clamp(range.lower, range.upper)]);
            let seen = corners.map(|corner| space.see(corner));
            let near = seen.iter().map(|(_, near)| near).sum::<f64>() / 4.0;
            let height = corners.iter().map(|corner| corner[2]).sum::<f64>() / 4.0;
            let units = corners.map(|corner| space.unit(corner));
            let normal = normal(units[0], units[1], units[3]);
            let bright: f64 = normal
                .iter()
                .zip(light)
                .map(|(a, b)| a * b)
                .sum::<f64>()
                .abs();
            let color = map.at(range.share(height));
            let color = color.mix(Color::hex(0), 0.22 * (1.0 - bright));
            let ring: Vec<Point> = seen.iter().map(|(place, _)| *place).collect();
            ink.extend(ring.first());
            pieces.push(Piece {
                near,
                // The edge in its own colour closes the seam to the next piece.
                item: Item::Area {
                    rings: vec![ring.clone()],
                    fill: color,
                    edge: Some((color, 0.6)),
                },
            });
            let mut net = Vec::new();
            if row % stride[1] == 0 {
                net.push(vec![ring[0], ring[1]]);
            }
            if column % stride[0] == 0 {
                net.push(vec![ring[3], ring[0]]);
            }
            if !net.is_empty() {
                let dark = color.mix(Color::hex(0), 0.35).alpha(150);
                let stroke = Stroke::new(dark, pen.line * 0.3);
                pieces.push(Piece {
                    near: near + 1e-9,
                    item: Item::Lines { lines: net, stroke },
                });
            }
        }
    }
}

/// The direction that a piece of surface faces.
fn normal(a: [f64; 3], b: [f64; 3], c: [f64; 3]) -> [f64; 3] {
    let [u, v] = [b, c].map(|end| [end[0] - a[0], end[1] - a[1], end[2] - a[2]]);
    let cross = [
        u[1] * v[2] - u[2] * v[1],
        u[2] * v[0] - u[0] * v[2],
        u[0] * v[1] - u[1] * v[0],
    ];
    let length = cross
        .iter()
        .map(|part| part * part)
        .sum::<f64>()
        .sqrt()
        .max(f64::MIN_POSITIVE);
    cross.map(|part| part / length)
}

fn way(space: &Box3, points: &[[f64; 3]], color: Color, pen: &Pen, pieces: &mut Vec<Piece>) {
    let line = pen.line;
    // Short pieces, so that the surface hides what is behind it.
    const PARTS: usize = 12;
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        if !(space.holds(from) && space.holds(to)) {
            continue;
        }
        let between =
            |share: f64| [0, 1, 2].map(|side| from[side] + (to[side] - from[side]) * share);
        for part in 0..PARTS {
            let (a, near) = space.see(between(part as f64 / PARTS as f64));
            let (b, _) = space.see(between((part + 1) as f64 / PARTS as f64));
            let item = Item::Lines {
                lines: vec![vec![a, b]],
                stroke: Stroke::new(color, line * 1.3),
            };
            pieces.push(Piece {
                near: near + 2.0 * LIFT,
                item,
            });
        }
    }
    let last = points.len().saturating_sub(1);
    for (at, point) in points
        .iter()
        .enumerate()
        .filter(|(_, point)| space.holds(**point))
    {
        let (place, near) = space.see(*point);
        let (radius, fill, edge) = match at {
            0 => (pen.size * 0.32, pen.theme.ground, Some((color, line))),
            at if at == last => (
                pen.size * 0.38,
                color,
                Some((Color::hex(0xffffff), line * 0.7)),
            ),
            _ => (line * 1.3, color, None),
        };
        let item = Item::Discs {
            centers: vec![place],
            radius,
            fill,
            edge,
        };
        pieces.push(Piece {
            near: near + 3.0 * LIFT,
            item,
        });
    }
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
