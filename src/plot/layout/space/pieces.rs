//! What stands in the box: surfaces in small pieces, points, sheets and lines, the furthest first.

use super::super::scale::Range;
use super::super::{Pen, marks};
use super::Box3;
use crate::plot::color::{Color, ColorMap};
use crate::plot::draw::scene::Point;
use crate::plot::draw::{Item, Stroke};
use crate::plot::figure::{Mark, Panel};
use crate::plot::grid::Grid;

/// How much nearer what lies on a surface counts, so that the surface does not hide it.
const LIFT: f64 = 0.04;
/// How near what surfaces never hide counts: more than the box is deep.
const OVER: f64 = 10.0;
/// How much of what is behind a surface is seen, of 255.
const FAINT: u8 = 120;
/// How much a sheet covers, of 255.
pub const CLEAR: u8 = 110;

/// Something to draw, and how near it is.
struct Piece {
    near: f64,
    item: Item,
}

/// Draws the series of a panel; colours go from the lowest to the highest of `heights`. Gives points
/// along what is drawn.
pub fn draw(
    panel: &Panel,
    space: &Box3,
    heights: Range,
    pen: &Pen,
    items: &mut Vec<Item>,
) -> Vec<Point> {
    let size = pen.size;
    let mut pieces = Vec::new();
    let mut ink = Vec::new();
    for series in &panel.series {
        let color = pen.tint(series.tint);
        match &series.mark {
            Mark::Surface { grid, map } => {
                surface(space, grid, (*map, heights), pen, &mut pieces, &mut ink);
            }
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
                    // Without an edge, so that a point that is seen looks as before.
                    let faint = marks::shape(*shape, &[place], radius, color.alpha(FAINT), pen);
                    pieces.push(Piece {
                        near: near + OVER,
                        item: faint,
                    });
                }
            }
            Mark::Sheet { corners } => {
                let ring = corners.map(|corner| space.see(corner).0);
                ink.extend(ring);
                pieces.push(Piece {
                    near: OVER / 2.0,
                    item: Item::Area {
                        rings: vec![ring.to_vec()],
                        fill: color.alpha(CLEAR),
                        edge: Some((color, pen.line * 0.7)),
                    },
                });
            }
            Mark::Line { points, dashed } => {
                let stroke = Stroke::new(color, pen.line * 1.5);
                // Of a dashed line every second piece is drawn, over everything.
                let (stride, over) = if *dashed { (2, OVER) } else { (1, 0.0) };
                for pair in points.windows(2).step_by(stride) {
                    thread(space, [pair[0], pair[1]], (1, over), &stroke, &mut pieces);
                }
            }
            Mark::Way { points } => way(space, points, color, pen, &mut pieces),
            // Marks of the plane have no place in space.
            _ => {}
        }
    }
    pieces.sort_by(|a, b| a.near.total_cmp(&b.near));
    items.extend(pieces.into_iter().map(|piece| piece.item));
    ink
}

fn surface(
    space: &Box3,
    grid: &Grid,
    (map, heights): (ColorMap, Range),
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
            let color = map.at(heights.share(height).clamp(0.0, 1.0));
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

/// A straight line in so many pieces, so much nearer than it is, if it is within the box.
fn thread(
    space: &Box3,
    [from, to]: [[f64; 3]; 2],
    (parts, over): (usize, f64),
    stroke: &Stroke,
    pieces: &mut Vec<Piece>,
) {
    if !(space.holds(from) && space.holds(to)) {
        return;
    }
    let between = |share: f64| [0, 1, 2].map(|side| from[side] + (to[side] - from[side]) * share);
    for part in 0..parts {
        let (a, near) = space.see(between(part as f64 / parts as f64));
        let (b, _) = space.see(between((part + 1) as f64 / parts as f64));
        pieces.push(Piece {
            near: near + 2.0 * LIFT + over,
            item: Item::Lines {
                lines: vec![vec![a, b]],
                stroke: stroke.clone(),
            },
        });
        if over == 0.0 && part % 2 == 0 {
            let faint = Stroke::new(stroke.color.alpha(FAINT), stroke.width);
            pieces.push(Piece {
                near: near + OVER,
                item: Item::Lines {
                    lines: vec![vec![a, b]],
                    stroke: faint,
                },
            });
        }
    }
}

fn way(space: &Box3, points: &[[f64; 3]], color: Color, pen: &Pen, pieces: &mut Vec<Piece>) {
    let line = pen.line;
    // Short pieces, so that the surface hides what is behind it.
    const PARTS: usize = 12;
    let stroke = Stroke::new(color, line * 1.3);
    for pair in points.windows(2) {
        thread(space, [pair[0], pair[1]], (PARTS, 0.0), &stroke, pieces);
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
        let disc = |fill, edge| Item::Discs {
            centers: vec![place],
            radius,
            fill,
            edge,
        };
        pieces.push(Piece {
            near: near + 3.0 * LIFT,
            item: disc(fill, edge),
        });
        // The ends are seen wherever they are.
        let over = match at == 0 || at == last {
            true => disc(fill, edge),
            false => disc(color.alpha(FAINT), None),
        };
        pieces.push(Piece {
            near: near + OVER,
            item: over,
        });
    }
}
