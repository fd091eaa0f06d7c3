//! The panels of a figure as JSON: what `traces.js` draws.

use std::sync::Arc;

use hashbrown::HashSet;

use super::controls::Controls;
use super::json::{List, Object, shown, text, written};
use crate::plot::color::ColorMap;
use crate::plot::contour::{across, upwards};
use crate::plot::figure::{Axis, Figure, Mark, Panel, Scale, Series, Tint};
use crate::plot::grid::Grid;

/// The most points of a grid on each side.
const FINE: usize = 161;
/// The most where the browser computes the values again while a control moves.
const MOVING: usize = 97;
/// The most points of one page.
const POINTS: usize = 40_000;

/// All panels.
pub fn panels(figure: &Figure, controls: &Controls) -> String {
    let total: usize = (figure.panels.iter())
        .flat_map(|panel| &panel.series)
        .map(|series| points_of(&series.mark))
        .sum();
    let stride = total.div_ceil(POINTS).max(1);
    let share = 1.0 / (figure.panels.len() as f64).sqrt();
    let mut all = List::default();
    for (at, panel) in figure.panels.iter().enumerate() {
        let moving = controls.moves_grids(at);
        let most = if moving { MOVING } else { FINE };
        // Small panels need fewer points, and a page has an end.
        let most = ((most as f64 * share * 1.4) as usize).clamp(25, most);
        all.raw(&panel_of(panel, at, controls, most, stride));
    }
    all.done()
}

/// How many single points a mark has.
fn points_of(mark: &Mark) -> usize {
    match mark {
        Mark::Points { points, .. } => points.len(),
        Mark::Bars { points } => points.len(),
        Mark::Scatter { points, .. } => points.len(),
        Mark::Arrows { arrows, .. } => arrows.len(),
        _ => 0,
    }
}

fn panel_of(panel: &Panel, at: usize, controls: &Controls, most: usize, stride: usize) -> String {
    let mut data = Object::default();
    data.text("title", &panel.title);
    for (name, axis) in [("x", &panel.x), ("y", &panel.y), ("z", &panel.z)] {
        data.raw(name, &axis_of(axis));
    }
    data.truth("equal", panel.equal);
    if let Some(camera) = &panel.camera {
        let mut seen = Object::default();
        seen.number("azimuth", camera.azimuth);
        seen.number("elevation", camera.elevation);
        data.raw("camera", &seen.done());
    }
    // Marks that show the same grid share it.
    let mut grids: Vec<&Arc<Grid>> = Vec::new();
    let mut series = List::default();
    for (place, one) in panel.series.iter().enumerate() {
        let mut entry = Object::default();
        entry.text("label", &one.label);
        tint(&mut entry, one.tint);
        mark_of(&mut entry, one, &mut grids, stride);
        if let Some(rule) = controls.rule(at, place) {
            entry.raw("live", rule);
        }
        series.raw(&entry.done());
    }
    data.raw("series", &series.done());
    let mut all = List::default();
    for grid in grids {
        all.raw(&grid_of(grid, most));
    }
    data.raw("grids", &all.done());
    if stride > 1 {
        data.number("every", stride as f64);
    }
    data.done()
}

fn axis_of(axis: &Axis) -> String {
    let mut data = Object::default();
    data.text("title", &axis.title);
    if let Some([lower, upper]) = axis.range
        && lower.is_finite()
        && upper.is_finite()
    {
        data.ends("range", &[lower, upper]);
    }
    data.truth("log", axis.scale == Scale::Log);
    data.done()
}

fn tint(entry: &mut Object, tint: Tint) {
    match tint {
        Tint::Palette(at) => entry.number("tint", at as f64),
        Tint::Ink => entry.text("tint", "ink"),
        Tint::Faint => entry.text("tint", "faint"),
        Tint::Path => entry.text("tint", "path"),
    }
}

fn map_of(entry: &mut Object, map: ColorMap) {
    if let Some((name, _)) = ColorMap::ALL.iter().find(|(_, known)| *known == map) {
        entry.text("map", name);
    }
}

/// The coordinates of points, each as a list of its own.
fn sides<const N: usize>(entry: &mut Object, names: [&str; N], points: &[[f64; N]], stride: usize) {
    for (side, name) in names.into_iter().enumerate() {
        let along = points.iter().step_by(stride).map(|point| point[side]);
        entry.numbers(name, along);
    }
}

fn shared<'a>(entry: &mut Object, grid: &'a Arc<Grid>, grids: &mut Vec<&'a Arc<Grid>>) {
    let found = grids.iter().position(|known| Arc::ptr_eq(known, grid));
    let at = found.unwrap_or_else(|| {
        grids.push(grid);
        grids.len() - 1
    });
    entry.number("grid", at as f64);
}

fn mark_of<'a>(
    entry: &mut Object,
    series: &'a Series,
    grids: &mut Vec<&'a Arc<Grid>>,
    stride: usize,
) {
    let mut kind = |name: &str| entry.text("mark", name);
    match &series.mark {
        Mark::Curve { pieces, dashed } => {
            kind("curve");
            entry.truth("dashed", *dashed);
            // Pieces lie one after the other, with a gap between.
            let gap = [[f64::NAN; 2]];
            let points: Vec<[f64; 2]> = (pieces.iter().enumerate())
                .flat_map(|(at, piece)| gap.iter().take(usize::from(at > 0)).chain(piece))
                .copied()
                .collect();
            sides(entry, ["x", "y"], &points, 1);
        }
        Mark::Points { points, shape } => {
            kind("points");
            entry.number("shape", *shape as f64);
            sides(entry, ["x", "y"], points, stride);
        }
        Mark::Band { points } => {
            kind("band");
            sides(entry, ["x", "low", "high"], points, 1);
        }
        Mark::Bars { points } => {
            kind("bars");
            sides(entry, ["x", "y", "half"], points, stride);
        }
        Mark::Contours {
            grid,
            levels,
            labels,
            map,
        } => {
            kind("contours");
            entry.truth("labels", *labels);
            entry.ends("levels", levels);
            shared(entry, grid, grids);
            if let Some(map) = map {
                map_of(entry, *map);
            }
        }
        Mark::Filled { grid, levels, map } => {
            kind("filled");
            entry.ends("levels", levels);
            shared(entry, grid, grids);
            map_of(entry, *map);
        }
        Mark::Arrows { arrows, map } => {
            kind("arrows");
            let flat: Vec<[f64; 4]> = (arrows.iter())
                .map(|[at, along]| [at[0], at[1], along[0], along[1]])
                .collect();
            sides(entry, ["x", "y", "u", "v"], &flat, stride);
            if let Some(map) = map {
                map_of(entry, *map);
            }
        }
        Mark::Path { points, numbered } => {
            kind("path");
            entry.truth("numbered", *numbered);
            sides(
                entry,
                ["x", "y"],
                points,
                points.len().div_ceil(POINTS).max(1),
            );
        }
        Mark::Tangent { at, slope } => {
            kind("tangent");
            entry.exact("at", at);
            entry.number("slope", *slope);
        }
        Mark::Upright { x } => {
            kind("upright");
            entry.number("x", *x);
        }
        Mark::Note {
            at,
            text: said,
            shape,
        } => {
            kind("note");
            entry.number("shape", *shape as f64);
            entry.exact("at", at);
            entry.raw("text", &text(said));
        }
        Mark::Surface { grid, map } => {
            kind("surface");
            shared(entry, grid, grids);
            map_of(entry, *map);
        }
        Mark::Scatter { points, shape } => {
            kind("scatter");
            entry.number("shape", *shape as f64);
            sides(entry, ["x", "y", "z"], points, stride);
        }
        Mark::Sheet { corners } => {
            kind("sheet");
            sides(entry, ["x", "y", "z"], corners, 1);
        }
        Mark::Line { points, dashed } => {
            kind("line");
            entry.truth("dashed", *dashed);
            sides(entry, ["x", "y", "z"], points, 1);
        }
        Mark::Way { points } => {
            kind("way");
            sides(
                entry,
                ["x", "y", "z"],
                points,
                points.len().div_ceil(POINTS).max(1),
            );
        }
    }
}

/// Every so many of the places of a side, both ends among them.
fn thinned(count: usize, most: usize) -> Vec<usize> {
    let last = count.saturating_sub(1);
    let steps = last.min(most.saturating_sub(1)).max(1);
    (0..=steps).map(|at| at * last / steps).collect()
}

/// The places that a page must not see, because what draws there joins all neighbours: of each side
/// on which the function jumps the end that is further from 0.
fn holes(grid: &Grid, right: &[usize], up: &[usize]) -> HashSet<(usize, usize)> {
    let mut holes = HashSet::new();
    if !grid.has_breaks() {
        return holes;
    }
    let further = |ends: [(usize, usize); 2]| {
        let [from, to] = ends.map(|(column, row)| grid.value(column, row).abs());
        ends[usize::from(to > from)]
    };
    for row in up {
        for pair in right.windows(2) {
            if (pair[0]..pair[1]).any(|column| grid.is_broken(across(grid, column, *row))) {
                holes.insert(further([(pair[0], *row), (pair[1], *row)]));
            }
        }
    }
    for column in right {
        for pair in up.windows(2) {
            if (pair[0]..pair[1]).any(|row| grid.is_broken(upwards(grid, *column, row))) {
                holes.insert(further([(*column, pair[0]), (*column, pair[1])]));
            }
        }
    }
    holes
}

fn grid_of(grid: &Grid, most: usize) -> String {
    let [columns, rows] = grid.counts();
    let (right, up) = (thinned(columns, most), thinned(rows, most));
    let mut data = Object::default();
    let along = |side: &[f64], places: &[usize]| -> Vec<f64> {
        places
            .iter()
            .filter_map(|at| side.get(*at).copied())
            .collect()
    };
    data.numbers("x", along(grid.x(), &right));
    data.numbers("y", along(grid.y(), &up));
    let mut all = List::default();
    let holes = holes(grid, &right, &up);
    // A row may be level where the whole is not.
    let digits = shown(grid.values());
    for row in &up {
        let values = right
            .iter()
            .map(|column| match holes.contains(&(*column, *row)) {
                true => f64::NAN,
                false => grid.value(*column, *row),
            });
        all.raw(&written(&values.collect::<Vec<_>>(), digits));
    }
    data.raw("z", &all.done());
    data.done()
}
