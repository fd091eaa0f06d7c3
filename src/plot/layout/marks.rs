//! The marks of a panel in the plane.
//!
//! The file is long because there are many marks, a short function each.

use super::axes::band;
use super::scale::View;
use super::{Pen, clip, dense, labels};
use crate::plot::color::{Color, ColorMap};
use crate::plot::contour::{rings, traces};
use crate::plot::draw::scene::Point;
use crate::plot::draw::{Anchor, Item, Rect, Stroke, Text, font};
use crate::plot::figure::{Mark, Place, Series, Tint};
use crate::plot::grid::Grid;
use crate::plot::levels::longest;

/// How far apart the points are that stand for a line where room is sought, in pixels.
const INK_STEP: f64 = 5.0;
/// How much of a line, in sizes of the text, a text at a point may cover.
const CROSSED: f64 = 2.5;

/// What is drawn of a panel, and what it covers.
pub struct Drawing {
    pub view: View,
    pen: Pen,
    covered: bool,
    /// What is drawn so far.
    pub items: Vec<Item>,
    /// Points along everything that a legend should not cover.
    pub ink: Vec<Point>,
    notes: Vec<(Point, String, Color)>,
    /// Texts so far.
    pub taken: Vec<Rect>,
}

impl Drawing {
    /// Nothing yet. `covered`: the ground is coloured.
    pub fn new(view: View, pen: Pen, covered: bool) -> Self {
        Drawing {
            view,
            pen,
            covered,
            items: Vec::new(),
            ink: Vec::new(),
            notes: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// Draws a series.
    pub fn draw(&mut self, series: &Series) {
        let color = self.pen.tint(series.tint);
        let line = self.pen.line;
        match &series.mark {
            Mark::Curve { pieces, dashed } => {
                let mut stroke = Stroke::new(color, line * if *dashed { 1.0 } else { 1.35 });
                if *dashed {
                    stroke = stroke.dashed([line * 4.0, line * 3.0]);
                }
                self.lines(pieces, stroke);
            }
            Mark::Points { points, shape } => self.points(points, *shape, color),
            Mark::Band { points } => self.band(points, color),
            Mark::Bars { points } => self.bars(points, color),
            Mark::Contours {
                grid,
                levels,
                labels,
                map,
            } => {
                self.contours(grid, levels, *labels, *map, (series.tint, color));
            }
            Mark::Filled { grid, levels, map } => self.filled(grid, levels, *map),
            Mark::Arrows { arrows, map } => self.arrows(arrows, *map, color),
            Mark::Path { points, numbered } => self.path(points, *numbered, color),
            Mark::Tangent { at, slope } => self.tangent(*at, *slope, color),
            Mark::Upright { x } => {
                let x = self.view.across(*x);
                let frame = self.view.frame;
                if x >= frame.left && x <= frame.right() {
                    self.items.push(Item::Lines {
                        lines: vec![vec![[x, frame.top], [x, frame.bottom()]]],
                        stroke: Stroke::new(color, line * 0.8).dashed([line * 1.2, line * 3.0]),
                    });
                }
            }
            Mark::Note {
                at,
                text,
                shape: which,
            } => {
                let place = self.view.at(*at);
                if self.view.frame.contains(place) {
                    let dot = shape(*which, &[place], self.pen.size * 0.3, color, &self.pen);
                    self.items.push(dot);
                    self.ink.push(place);
                    self.notes.push((place, text.clone(), color));
                }
            }
            // Marks in space have no place in the plane.
            Mark::Sheet { .. }
            | Mark::Surface { .. }
            | Mark::Scatter { .. }
            | Mark::Line { .. }
            | Mark::Way { .. } => {}
        }
    }

    fn clipped(&self, points: &[Place]) -> Vec<Vec<Point>> {
        clip::line(
            points.iter().map(|point| self.view.at(*point)),
            &self.view.frame,
        )
    }

    fn lines(&mut self, pieces: &[Vec<Place>], stroke: Stroke) {
        let lines: Vec<Vec<Point>> = pieces
            .iter()
            .flat_map(|piece| self.clipped(piece))
            .collect();
        for line in &lines {
            self.cover(line);
        }
        let (lines, dense) = dense::apart(lines, self.view.frame.width);
        if !dense.is_empty() {
            // A thick line that goes up and down everywhere would be a block.
            let width = stroke.width * 0.3;
            let stroke = Stroke {
                width,
                ..stroke.clone()
            };
            self.items.push(Item::Lines {
                lines: dense,
                stroke,
            });
        }
        self.items.push(Item::Lines { lines, stroke });
    }

    /// Remembers that a line is here.
    fn cover(&mut self, line: &[Point]) {
        self.ink.extend(line.first());
        for pair in line.windows(2) {
            let step = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
            let count = (step[0].hypot(step[1]) / INK_STEP).ceil().clamp(1.0, 1e4);
            for at in 1..=count as usize {
                let share = at as f64 / count;
                self.ink
                    .push([pair[0][0] + step[0] * share, pair[0][1] + step[1] * share]);
            }
        }
    }

    fn points(&mut self, points: &[Place], which: usize, color: Color) {
        let places: Vec<Point> = (points.iter())
            .map(|point| self.view.at(*point))
            .filter(|place| self.view.frame.contains(*place))
            .collect();
        // Many points are small and let others shine through.
        let many = (places.len() as f64 / 300.0).max(1.0);
        let radius = (self.pen.size * 0.3 / many.powf(0.3)).max(0.8);
        let color = match many {
            30.0.. => color.alpha(80),
            3.0.. => color.alpha(150),
            _ => color,
        };
        self.ink.extend(&places);
        self.items
            .push(shape(which, &places, radius, color, &self.pen));
    }

    fn band(&mut self, points: &[[f64; 3]], color: Color) {
        let frame = self.view.frame;
        // A little outside, so that the edge of the frame is covered.
        let within = |y: f64| self.view.up(y).clamp(frame.top - 2.0, frame.bottom() + 2.0);
        let across = |x: f64| self.view.across(x).clamp(frame.left, frame.right());
        let mut ring: Vec<Point> = Vec::new();
        let whole = |point: &&[f64; 3]| point.iter().all(|part| part.is_finite());
        ring.extend(
            points
                .iter()
                .filter(whole)
                .map(|[x, low, _]| [across(*x), within(*low)]),
        );
        let upper = points.iter().rev().filter(whole);
        ring.extend(upper.map(|[x, _, high]| [across(*x), within(*high)]));
        if ring.len() > 3 {
            self.items.push(Item::Clip(frame));
            self.items.push(Item::Area {
                rings: vec![clip::thinned(ring)],
                fill: color.alpha(60),
                edge: None,
            });
            self.items.push(Item::Unclip);
        }
    }

    fn bars(&mut self, points: &[[f64; 3]], color: Color) {
        let cap = self.pen.size * 0.22;
        let mut pieces = Vec::new();
        for [x, y, half] in points {
            let [at, top] = self.view.at([*x, y + half]);
            let bottom = self.view.up(y - half);
            for line in [
                vec![[at, top], [at, bottom]],
                vec![[at - cap, top], [at + cap, top]],
                vec![[at - cap, bottom], [at + cap, bottom]],
            ] {
                pieces.extend(clip::line(line, &self.view.frame));
            }
        }
        self.items.push(Item::Lines {
            lines: pieces,
            stroke: Stroke::new(color, self.pen.line * 0.7),
        });
    }

    /// A grid's own coordinates (columns and rows) in pixels.
    fn on_grid<'a>(&self, grid: &'a Grid) -> impl Fn(Point) -> Point + 'a {
        let view = self.view;
        move |[column, row]| view.at(grid.place(column, row))
    }

    fn contours(
        &mut self,
        grid: &Grid,
        levels: &[f64],
        labelled: bool,
        map: Option<ColorMap>,
        (tint, color): (Tint, Color),
    ) {
        let place = self.on_grid(grid);
        let written = super::axes::labels_of(levels);
        let size = self.pen.size * 0.8;
        let over = self.covered;
        let mut texts = Vec::new();
        for (at, level) in levels.iter().enumerate() {
            let color = match map {
                Some(map) => map.at(band(at, levels.len())),
                None if over && tint == Tint::Ink => Color::hex(0xffffff).alpha(110),
                None => color,
            };
            let mut lines: Vec<Vec<Point>> = (traces(grid, *level).into_iter())
                .flat_map(|line| clip::line(line.into_iter().map(&place), &self.view.frame))
                .collect();
            if labelled && let Some(label) = written.labels.get(at) {
                // A product is short; what is added is not, and stands in the number itself.
                let label = match written.factor.contains(['+', ' ']) {
                    true => super::axes::label_of(*level, levels),
                    false => format!("{label}{}", written.factor),
                };
                let found =
                    labels::place(&mut lines, &label, size, &self.view.frame, &mut self.taken);
                let (ink, halo) = match over {
                    true => (Color::hex(0xffffff), Some(Color::hex(0x111111).alpha(120))),
                    false => (self.pen.theme.ink, None),
                };
                texts.extend(found.into_iter().map(|(at, angle)| {
                    let text = Text::new(&label, at, size, ink)
                        .anchored(Anchor::Middle)
                        .turned(angle);
                    Item::Text(Text { halo, ..text })
                }));
            }
            if !over {
                for line in &lines {
                    self.cover(line);
                }
            }
            let width = match (over, tint) {
                (true, _) => 0.6,
                // Behind arrows.
                (false, Tint::Faint) => 0.45,
                (false, _) => 0.95,
            };
            let width = self.pen.line * width;
            self.items.push(Item::Lines {
                lines,
                stroke: Stroke::new(color, width),
            });
        }
        self.items.extend(texts);
        let corners: Vec<Point> = self.taken.iter().flat_map(Rect::corners).collect();
        self.ink.extend(corners);
    }

    fn filled(&mut self, grid: &Grid, levels: &[f64], map: ColorMap) {
        let place = self.on_grid(grid);
        let frame = self.view.frame;
        let count = levels.len() + 1;
        self.items.push(Item::Clip(frame));
        let lowest = std::iter::once(f64::NEG_INFINITY);
        for (at, level) in lowest.chain(levels.iter().copied()).enumerate() {
            // The areas above each level lie on each other, so that no seam shows between two.
            let rings: Vec<Vec<Point>> = (rings(grid, level).into_iter())
                .map(|ring| clip::thinned(ring.into_iter().map(&place).collect()))
                .filter(|ring| ring.len() > 2)
                .collect();
            if !rings.is_empty() {
                self.items.push(Item::Area {
                    rings,
                    fill: map.at(band(at, count)),
                    edge: None,
                });
            }
        }
        self.items.push(Item::Unclip);
    }

    fn arrows(&mut self, arrows: &[[Place; 2]], map: Option<ColorMap>, color: Color) {
        let size = |along: &Place| along[0].hypot(along[1]);
        let longest = longest(arrows);
        if longest == 0.0 {
            return;
        }
        let frame = self.view.frame;
        let spacing = (frame.width * frame.height / arrows.len().max(1) as f64).sqrt();
        let per_unit = [
            frame.width / (self.view.x.upper - self.view.x.lower),
            frame.height / (self.view.y.upper - self.view.y.lower),
        ];
        let width = (spacing * 0.075).clamp(0.8, self.pen.line * 1.6);
        for [at, along] in arrows {
            let strength = match size(along) {
                size if size.is_finite() => (size / longest).min(1.0),
                size => size,
            };
            let place = self.view.at(*at);
            if !strength.is_finite() || !frame.contains(place) {
                continue;
            }
            let color = map.map_or(color, |map| map.at(strength));
            let step = [along[0] * per_unit[0], -along[1] * per_unit[1]];
            let norm = step[0].hypot(step[1]);
            if norm == 0.0 || !norm.is_finite() {
                self.items.push(Item::Discs {
                    centers: vec![place],
                    radius: width,
                    fill: color,
                    edge: None,
                });
                continue;
            }
            // The root keeps short arrows visible beside long ones; the colour says how long.
            let length = spacing * 0.88 * strength.sqrt().max(0.12);
            let unit = [step[0] / norm, step[1] / norm];
            let at = |forward: f64, aside: f64| {
                [
                    place[0] + unit[0] * forward - unit[1] * aside,
                    place[1] + unit[1] * forward + unit[0] * aside,
                ]
            };
            let head = (length * 0.42).min(width * 5.0).max(width * 1.5);
            let (neck, half) = (length / 2.0 - head, width / 2.0);
            let ring = vec![
                at(-length / 2.0, -half),
                at(neck, -half),
                at(neck, -head * 0.42),
                at(length / 2.0, 0.0),
                at(neck, head * 0.42),
                at(neck, half),
                at(-length / 2.0, half),
            ];
            self.items.push(Item::Area {
                rings: vec![ring],
                fill: color,
                edge: None,
            });
        }
    }

    fn path(&mut self, points: &[Place], numbered: bool, color: Color) {
        let line = self.pen.line;
        let lines = self.clipped(points);
        for line in &lines {
            self.cover(line);
        }
        if self.covered {
            let under = Stroke::new(Color::hex(0xffffff).alpha(190), line * 2.4);
            self.items.push(Item::Lines {
                lines: lines.clone(),
                stroke: under,
            });
        }
        self.items.push(Item::Lines {
            lines,
            stroke: Stroke::new(color, line * 1.15),
        });
        let inside = |place: &Point| self.view.frame.contains(*place);
        let places: Vec<Point> = points
            .iter()
            .map(|point| self.view.at(*point))
            .filter(inside)
            .collect();
        if places.len() <= 200 {
            self.items.push(Item::Discs {
                centers: places.clone(),
                radius: line * 1.3,
                fill: color,
                edge: None,
            });
        }
        let edge = Some((Color::hex(0xffffff), line * 0.7));
        if let Some(start) = points
            .first()
            .map(|point| self.view.at(*point))
            .filter(inside)
        {
            self.items.push(Item::Discs {
                centers: vec![start],
                radius: self.pen.size * 0.34,
                fill: self.pen.theme.ground,
                edge: Some((color, line)),
            });
            if numbered && points.len() > 1 {
                self.notes.push((start, "0".to_owned(), color));
            }
        }
        if let Some(end) = points
            .last()
            .map(|point| self.view.at(*point))
            .filter(inside)
        {
            self.items
                .push(star(end, self.pen.size * 0.62, color, edge));
            if numbered && points.len() > 1 {
                self.notes
                    .push((end, (points.len() - 1).to_string(), color));
            }
        }
    }

    fn tangent(&mut self, at: Place, slope: f64, color: Color) {
        let (x, line) = (self.view.x, self.pen.line);
        let ends = match slope.is_finite() {
            true => [x.lower, x.upper].map(|x| [x, at[1] + slope * (x - at[0])]),
            false => [[at[0], self.view.y.lower], [at[0], self.view.y.upper]],
        };
        self.lines(
            &[ends.to_vec()],
            Stroke::new(color, line).dashed([line * 4.0, line * 3.0]),
        );
        let place = self.view.at(at);
        if self.view.frame.contains(place) {
            self.items
                .push(shape(0, &[place], self.pen.size * 0.3, color, &self.pen));
        }
    }

    /// The texts at points, each beside its point where nothing is yet. Where there is no place
    /// beside other texts, the point stays without one.
    pub fn notes(&mut self) -> Vec<Item> {
        let size = self.pen.size * 0.88;
        let gap = size * 0.55;
        let mut items = Vec::new();
        let notes = std::mem::take(&mut self.notes);
        let points: Vec<Point> = notes.iter().map(|(place, ..)| *place).collect();
        let dot = self.pen.size * 0.3;
        for (place, text, _) in notes {
            let base = place[1] + font::HALF_FIGURE * size;
            let choices = [
                (Anchor::Middle, [place[0], place[1] - size * 0.75]),
                (Anchor::Middle, [place[0], place[1] + size * 1.35]),
                (Anchor::Start, [place[0] + gap, base - size * 0.75]),
                (Anchor::Start, [place[0] + gap, base + size * 0.75]),
                (Anchor::End, [place[0] - gap, base - size * 0.75]),
                (Anchor::End, [place[0] - gap, base + size * 0.75]),
                (Anchor::Start, [place[0] + gap, base]),
                (Anchor::End, [place[0] - gap, base]),
            ];
            let frame = self.view.frame;
            let cost = |text: &Text| {
                let area = text.bounds();
                let lines = self
                    .ink
                    .iter()
                    .filter(|point| area.contains(**point))
                    .count();
                let texts = self.taken.iter().filter(|taken| taken.meets(&area)).count();
                let outside = !(frame.contains([area.left, area.top])
                    && frame.contains([area.right(), area.bottom()]));
                lines + 60 * texts + 500 * usize::from(outside)
            };
            // A text on another point would seem to name that one, and one across a line hides it.
            let meets = |text: &Text| {
                let area = text.bounds();
                let around = area.grown(dot);
                let other = |point: &&Point| **point != place && around.contains(**point);
                let crossed = self
                    .ink
                    .iter()
                    .filter(|point| area.contains(**point))
                    .count();
                let beyond = area.right() > frame.right()
                    || area.left < frame.left
                    || area.bottom() > frame.bottom() + 1.0
                    || area.top < frame.top - 1.0;
                beyond
                    || self.taken.iter().any(|taken| taken.meets(&area))
                    || points.iter().any(|point| other(&point))
                    || (crossed as f64) * INK_STEP > size * CROSSED
            };
            let placed = (choices.into_iter())
                .map(|(anchor, at)| {
                    Text::new(&text, at, size, self.pen.theme.ink)
                        .anchored(anchor)
                        .with_halo(self.pen.theme.ground.alpha(215))
                })
                .filter(|text| !meets(text))
                .min_by_key(cost);
            if let Some(text) = placed {
                self.taken.push(text.bounds());
                self.ink.extend(text.bounds().corners());
                items.push(Item::Text(text));
            }
        }
        items
    }
}

/// Points as discs, squares, triangles or diamonds.
pub fn shape(which: usize, centers: &[Point], radius: f64, fill: Color, pen: &Pen) -> Item {
    let edge = (fill.a == 255 && radius > 2.0).then_some((pen.theme.ground, pen.line * 0.4));
    let corners: &[Point] = match which % 5 {
        0 => {
            return Item::Discs {
                centers: centers.to_vec(),
                radius,
                fill,
                edge,
            };
        }
        1 => &[[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]],
        2 => &[[0.0, -1.2], [1.1, 0.8], [-1.1, 0.8]],
        3 => &[[0.0, -1.25], [1.25, 0.0], [0.0, 1.25], [-1.25, 0.0]],
        _ => &[[0.0, 1.2], [1.1, -0.8], [-1.1, -0.8]],
    };
    let rings = (centers.iter())
        .map(|[x, y]| {
            corners
                .iter()
                .map(|[dx, dy]| [x + dx * radius, y + dy * radius])
                .collect()
        })
        .collect();
    Item::Area { rings, fill, edge }
}

/// A star of five points.
fn star([x, y]: Point, radius: f64, fill: Color, edge: Option<(Color, f64)>) -> Item {
    let ring = (0..10)
        .map(|at| {
            let radius = if at % 2 == 0 { radius } else { radius * 0.42 };
            let (sin, cos) = (std::f64::consts::PI * (at as f64 / 5.0 - 0.5)).sin_cos();
            [x + radius * cos, y + radius * sin]
        })
        .collect();
    Item::Area {
        rings: vec![ring],
        fill,
        edge,
    }
}
