//! Boxes that are left, put together to regions.

use std::collections::{BTreeMap, BTreeSet};

use super::area::{Area, hull, touch, width};

/// Boxes that hang together.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// The smallest box around all of them.
    pub(super) around: Area,
    pub(super) boxes: Vec<Area>,
}

impl Region {
    pub(super) fn new(boxes: Vec<Area>) -> Option<Self> {
        let around = boxes.iter().cloned().reduce(|a, b| hull(&a, &b))?;
        Some(Region { around, boxes })
    }
}

/// The boxes by where they hang together.
pub(super) fn connected(mut boxes: Vec<Area>) -> Vec<Region> {
    let Some(around) = boxes.iter().cloned().reduce(|a, b| hull(&a, &b)) else {
        return Vec::new();
    };
    // Along the side in which most boxes lie beside one another, few overlap.
    let spread = |at: usize| {
        let total: f64 = boxes.iter().map(|area| width(&area[at])).sum();
        width(&around[at]) * boxes.len() as f64 / total.max(f64::MIN_POSITIVE)
    };
    let along = (0..around.len())
        .max_by(|&a, &b| spread(a).total_cmp(&spread(b)))
        .unwrap_or(0);
    boxes.sort_by(|a, b| a[along].lower().total_cmp(b[along].lower()));
    let mut group: Vec<usize> = (0..boxes.len()).collect();
    let mut active: Vec<usize> = Vec::new();
    for at in 0..boxes.len() {
        let from = *boxes[at][along].lower();
        active.retain(|&other| *boxes[other][along].upper() >= from);
        for &other in &active {
            if touch(&boxes[at], &boxes[other]) {
                let (a, b) = (leader(&mut group, at), leader(&mut group, other));
                group[a.max(b)] = a.min(b);
            }
        }
        active.push(at);
    }
    let mut members: Vec<Vec<Area>> = vec![Vec::new(); boxes.len()];
    for (at, area) in boxes.into_iter().enumerate() {
        members[leader(&mut group, at)].push(area);
    }
    members.into_iter().filter_map(Region::new).collect()
}

/// The first member of a group, which all others lead to.
fn leader(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}

/// Cells along each side of a region.
const CELLS: usize = 32;

/// More than so many strips are no simpler than the box around all.
const MOST_STRIPS: usize = 6;

/// The straight strips that a region is made of, such as two lines that cross; the region itself if
/// it is not made of few of them.
pub(super) fn strips(region: Region) -> Vec<Region> {
    let size = region.around.len();
    if region.boxes.len() < 3 || size == 1 {
        return vec![region];
    }
    let cell = |area: &Area| -> Vec<usize> {
        area.iter()
            .zip(&region.around)
            .map(|(side, all)| {
                // A side without width has one cell.
                let share = (super::area::middle(side) - all.lower()) / width(all).max(1e-300);
                ((share * CELLS as f64) as usize).min(CELLS - 1)
            })
            .collect()
    };
    let cells: Vec<Vec<usize>> = region.boxes.iter().map(cell).collect();
    let mut left: BTreeSet<Vec<usize>> = cells.iter().cloned().collect();
    // A line of cells: its direction, and where it stands across from that.
    let mut lines: Vec<(usize, Vec<usize>)> = Vec::new();
    while !left.is_empty() {
        if lines.len() == MOST_STRIPS {
            return vec![region];
        }
        let mut counts: BTreeMap<(usize, Vec<usize>), usize> = BTreeMap::new();
        for cell in &left {
            for along in 0..size {
                *counts.entry((along, across(cell, along))).or_default() += 1;
            }
        }
        let Some((longest, _)) = counts.into_iter().max_by_key(|(_, count)| *count) else {
            break;
        };
        left.retain(|cell| across(cell, longest.0) != longest.1);
        lines.push(longest);
    }
    let mut members: Vec<Vec<Area>> = vec![Vec::new(); lines.len()];
    let mut crossing = Vec::new();
    for (area, cell) in region.boxes.iter().zip(&cells) {
        let mut on = (0..lines.len()).filter(|&at| {
            lines
                .get(at)
                .is_some_and(|line| across(cell, line.0) == line.1)
        });
        match (on.next(), on.next()) {
            (Some(only), None) => members[only].push(area.clone()),
            _ => crossing.push(area.clone()),
        }
    }
    let mut strips: Vec<Region> = members.into_iter().filter_map(Region::new).collect();
    // Where lines cross, a box belongs to the one that grows the least by it.
    for area in crossing {
        let growth = |strip: &Region| -> f64 {
            let grown = hull(&strip.around, &area);
            grown
                .iter()
                .zip(&strip.around)
                .zip(&region.around)
                .map(|((grown, now), all)| {
                    // Longer lines are not what matters, but thicker ones.
                    let (grown, now) = (width(grown) / width(all), width(now) / width(all));
                    (grown - now) / (now + 1e-3)
                })
                .sum()
        };
        let best =
            (0..strips.len()).min_by(|&a, &b| growth(&strips[a]).total_cmp(&growth(&strips[b])));
        match best.and_then(|at| strips.get_mut(at)) {
            Some(strip) => {
                strip.around = hull(&strip.around, &area);
                strip.boxes.push(area);
            }
            None => return vec![region],
        }
    }
    strips
}

/// A cell without its place along a direction.
fn across(cell: &[usize], along: usize) -> Vec<usize> {
    let mut across = cell.to_vec();
    across.remove(along);
    across
}
