//! Boxes that are left, put together to regions.

use super::area::{Area, hull, touch, width, within};

/// Boxes that hang together.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// The smallest box around all of them.
    pub(super) around: Area,
    pub(super) boxes: Vec<Area>,
}

impl Region {
    fn new(boxes: Vec<Area>) -> Option<Self> {
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
                let share = (super::area::middle(side) - all.lower()) / width(all);
                ((share * CELLS as f64) as usize).min(CELLS - 1)
            })
            .collect()
    };
    let mut left: Vec<(Vec<usize>, Area)> = region
        .boxes
        .iter()
        .map(|area| (cell(area), area.clone()))
        .collect();
    let mut found = Vec::new();
    while !left.is_empty() {
        if found.len() == MOST_STRIPS {
            return vec![region];
        }
        // The direction and the cell across from which the most cells are in one line.
        let mut best: Option<(usize, usize, Vec<usize>)> = None;
        for along in 0..size {
            let mut lines: std::collections::BTreeMap<
                Vec<usize>,
                std::collections::BTreeSet<usize>,
            > = std::collections::BTreeMap::new();
            for (cell, _) in &left {
                let mut across = cell.clone();
                let at = across.remove(along);
                lines.entry(across).or_default().insert(at);
            }
            for (across, cells) in lines {
                if best.as_ref().is_none_or(|(count, ..)| cells.len() > *count) {
                    best = Some((cells.len(), along, across));
                }
            }
        }
        let Some((_, along, across)) = best else {
            break;
        };
        let (line, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(|(cell, _)| {
            let mut other = cell.clone();
            other.remove(along);
            other == across
        });
        left = rest;
        if let Some(mut strip) = Region::new(line.into_iter().map(|(_, area)| area).collect()) {
            // What lies in the strip belongs to it, whatever its cell.
            let (inside, rest): (Vec<_>, Vec<_>) = left
                .into_iter()
                .partition(|(_, area)| within(area, &strip.around));
            left = rest;
            strip.boxes.extend(inside.into_iter().map(|(_, area)| area));
            found.push(strip);
        }
    }
    found
}
