//! Lines and areas of a function on a grid, by marching squares.
//!
//! Every cell of the grid gives the borders of its part that is at or above the level, each with
//! that part on its left. What two cells share cancels, and what is left joins to lines and rings.
//! Where two opposite corners are above the level and two below, the saddle of the bilinear function
//! through the corners decides which are joined (G. Nielson and B. Hamann, "The asymptotic decider",
//! 1991). A cell with one hole at a corner keeps its other half.

use hashbrown::HashMap;

use super::grid::Grid;

/// A point of the grid, a crossing on the line to its right, on the line upwards, or on a diagonal
/// of the cell to its upper right.
type Vertex = u64;

const NODE: u64 = 0;
const RIGHT: u64 = 1;
const UP: u64 = 2;
const DIAGONAL: u64 = 3;

type Map<V> = HashMap<Vertex, V, foldhash::fast::FixedState>;

/// The borders of the part at or above a level.
#[derive(Default)]
struct Borders {
    /// Along the level.
    level: Vec<(Vertex, Vertex)>,
    /// Along the edge of the grid and of its holes.
    edge: Vec<(Vertex, Vertex)>,
    places: Map<[f64; 2]>,
}

/// The lines on which a function has a value, in columns and rows of its grid. Closed lines end
/// where they began; the larger values are on the left.
///
/// # Examples
/// ```
/// use gradus::plot::{Grid, traces};
/// let grid = Grid::new(vec![0.0, 1.0], vec![0.0, 1.0], vec![0.0, 1.0, 0.0, 1.0]).unwrap();
/// assert_eq!(traces(&grid, 0.5), [[[0.5, 1.0], [0.5, 0.0]]]);
/// ```
pub fn traces(grid: &Grid, level: f64) -> Vec<Vec<[f64; 2]>> {
    let borders = march(grid, level, false);
    // A crossing is left by one line and entered by one.
    let next: Map<Vertex> = borders.level.iter().copied().collect();
    let entered: Map<()> = borders.level.iter().map(|(_, to)| (*to, ())).collect();
    let mut left: Map<bool> = Map::default();
    let mut lines = Vec::new();
    let open = borders
        .level
        .iter()
        .filter(|(from, _)| !entered.contains_key(from));
    let starts: Vec<Vertex> = open.chain(&borders.level).map(|(from, _)| *from).collect();
    for start in starts {
        let mut line = Vec::new();
        let mut at = start;
        while left.insert(at, true).is_none() {
            line.push(at);
            match next.get(&at) {
                Some(to) => at = *to,
                None => break,
            }
        }
        if line.len() > 1 && at == start {
            line.push(start);
        }
        // No line goes through a jump.
        for part in line.split(|side| grid.is_broken(*side)) {
            if part.len() > 1 {
                lines.push(placed(&borders.places, part.to_vec()));
            }
        }
    }
    lines
}

/// The crossings of a level at which the function does not have it: poles and jumps, where it
/// changes its side without going through. The values decide: where a function goes through a
/// level, they come near it as the side is halved around the change.
///
/// # Cost
/// Up to some 50 values for each crossing.
pub(super) fn breaks(grid: &Grid, level: f64, value: impl Fn([f64; 2]) -> f64) -> Vec<u64> {
    let [columns, _] = grid.counts();
    let above = |value: f64| value >= level;
    (march(grid, level, false).places.into_keys())
        .filter(|side| {
            let kind = side % 4;
            let at = (side / 4) as usize;
            let (column, row) = (at % columns.max(1), at / columns.max(1));
            let (from, to) = match kind {
                RIGHT => ((column, row), (column + 1, row)),
                UP => ((column, row), (column, row + 1)),
                // The diagonal between the corners that are no holes.
                _ if grid.value(column, row).is_nan()
                    || grid.value(column + 1, row + 1).is_nan() =>
                {
                    ((column + 1, row), (column, row + 1))
                }
                _ => ((column, row), (column + 1, row + 1)),
            };
            let ends = [from, to].map(|(column, row)| {
                let place = grid.place(column as f64, row as f64);
                (place, grid.value(column, row))
            });
            !goes_through(ends, level, above, &value)
        })
        .collect()
}

/// Whether a function goes through a level between two places on both sides of it.
fn goes_through(
    [mut from, mut to]: [([f64; 2], f64); 2],
    level: f64,
    above: impl Fn(f64) -> bool,
    value: impl Fn([f64; 2]) -> f64,
) -> bool {
    /// Halvings: a root of the third order still shrinks to what is asked for.
    const HALVINGS: usize = 48;
    /// What is left of the values where a function goes through.
    const LEFT: f64 = 1e-3;
    let away = |found: f64| (found - level).abs();
    let mut whole = [from.1, to.1]
        .map(away)
        .into_iter()
        .filter(|size| size.is_finite())
        .fold(0.0, f64::max);
    for _ in 0..HALVINGS {
        let between = |share: f64| -> [f64; 2] {
            std::array::from_fn(|side| from.0[side] * (1.0 - share) + to.0[side] * share)
        };
        // A hole of one point is stepped over.
        let found = [0.5, 0.45, 0.55]
            .into_iter()
            .map(|share| (between(share), value(between(share))))
            .find(|(_, found)| !found.is_nan());
        let Some(middle) = found else { return false };
        if middle.0 == from.0 || middle.0 == to.0 {
            break;
        }
        if whole == 0.0 && middle.1.is_finite() {
            whole = away(middle.1);
        }
        match above(middle.1) == above(from.1) {
            true => from = middle,
            false => to = middle,
        }
    }
    let left = away(from.1).max(away(to.1));
    left.is_finite() && left <= LEFT * whole
}

/// The rings around the part of a grid at or above a level, in columns and rows. Inside is what an
/// odd number of rings goes around.
///
/// # Examples
/// ```
/// use gradus::plot::{Grid, rings};
/// let grid = Grid::new(vec![0.0, 1.0], vec![0.0, 1.0], vec![0.0, 1.0, 0.0, 1.0]).unwrap();
/// assert_eq!(rings(&grid, 0.5).len(), 1);
/// assert_eq!(rings(&grid, 2.0).len(), 0);
/// ```
pub fn rings(grid: &Grid, level: f64) -> Vec<Vec<[f64; 2]>> {
    let mut borders = march(grid, level, true);
    let mut edges = std::mem::take(&mut borders.level);
    edges.append(&mut borders.edge);
    edges.retain(|(from, to)| from != to);
    edges.sort_unstable();
    let mut used = vec![false; edges.len()];
    let mut rings = Vec::new();
    for first in 0..edges.len() {
        if used[first] {
            continue;
        }
        let (start, mut at) = edges[first];
        used[first] = true;
        let mut ring = vec![start];
        while at != start {
            ring.push(at);
            let from = edges.partition_point(|(from, _)| *from < at);
            let next = (from..edges.len())
                .take_while(|next| edges[*next].0 == at)
                .find(|next| !used[*next]);
            // Every point is left as often as it is entered, so that a way on is always found.
            let Some(next) = next else { break };
            used[next] = true;
            at = edges[next].1;
        }
        if ring.len() > 2 {
            rings.push(placed(&borders.places, ring));
        }
    }
    rings
}

fn placed(places: &Map<[f64; 2]>, vertices: Vec<Vertex>) -> Vec<[f64; 2]> {
    (vertices.iter())
        .filter_map(|vertex| places.get(vertex).copied())
        .collect()
}

/// A corner of a cell.
#[derive(Clone, Copy)]
struct Corner {
    column: usize,
    row: usize,
    value: f64,
}

fn march(grid: &Grid, level: f64, edges: bool) -> Borders {
    let [columns, rows] = grid.counts();
    let mut borders = Borders::default();
    let values = grid.values();
    let (Some(last_row), Some(last_column)) = (rows.checked_sub(1), columns.checked_sub(1)) else {
        return borders;
    };
    let whole = !values.iter().any(|value| value.is_nan());
    for row in 0..last_row {
        let (Some(lower), Some(upper)) = (
            values.get(row * columns..(row + 1) * columns),
            values.get((row + 1) * columns..(row + 2) * columns),
        ) else {
            break;
        };
        for column in 0..last_column {
            let cell = [
                lower[column],
                lower[column + 1],
                upper[column + 1],
                upper[column],
            ];
            let above = cell.iter().filter(|value| **value >= level).count();
            // Most cells have nothing to tell: all below, or all above and no edge near.
            if above == 0 || (above == 4 && !edges) {
                continue;
            }
            let holes = cell.iter().filter(|value| value.is_nan()).count();
            if holes > 1 {
                continue;
            }
            let inner = (1..last_row.saturating_sub(1)).contains(&row)
                && (1..last_column.saturating_sub(1)).contains(&column);
            if above == 4 && inner && (whole || !near_hole(grid, column, row)) {
                continue;
            }
            let corner = |at: usize| {
                let (right, up) = [(0, 0), (1, 0), (1, 1), (0, 1)][at];
                Corner {
                    column: column + right,
                    row: row + up,
                    value: cell[at],
                }
            };
            let around: Vec<Corner> = (0..4)
                .map(corner)
                .filter(|corner| !corner.value.is_nan())
                .collect();
            self::cell(grid, &around, level, edges, (column, row), &mut borders);
        }
    }
    borders
}

/// Whether a cell beside this one is left out.
fn near_hole(grid: &Grid, column: usize, row: usize) -> bool {
    [
        (column.wrapping_sub(1), row),
        (column + 1, row),
        (column, row.wrapping_sub(1)),
        (column, row + 1),
    ]
    .into_iter()
    .any(|(column, row)| !present(grid, column, row))
}

/// Whether a cell is inside of the grid and has at most one hole.
fn present(grid: &Grid, column: usize, row: usize) -> bool {
    let [columns, rows] = grid.counts();
    if column.saturating_add(1) >= columns || row.saturating_add(1) >= rows {
        return false;
    }
    let corners = [(0, 0), (1, 0), (1, 1), (0, 1)];
    let holes = corners
        .iter()
        .filter(|(right, up)| grid.value(column + right, row + up).is_nan());
    holes.count() <= 1
}

/// The borders within one cell, whose corners that are no holes are `around` it.
fn cell(
    grid: &Grid,
    around: &[Corner],
    level: f64,
    edges: bool,
    (column, row): (usize, usize),
    borders: &mut Borders,
) {
    let mut leaves: [Vertex; 2] = [0; 2];
    let mut enters: [Vertex; 2] = [0; 2];
    let (mut left, mut entered) = (0, 0);
    let mut enters_first = false;
    for (at, from) in around.iter().enumerate() {
        let to = &around[(at + 1) % around.len()];
        let inside = [from.value >= level, to.value >= level];
        if inside == [false, false] {
            continue;
        }
        let on_edge = edges && !shared(grid, from, to, (column, row));
        let (start, end) = match inside {
            [true, false] => {
                let there = crossing(grid, from, to, (column, row), level, borders);
                leaves[left.min(1)] = there;
                left += 1;
                (node(grid, from, borders, on_edge), there)
            }
            [false, _] => {
                let there = crossing(grid, from, to, (column, row), level, borders);
                if left == 0 {
                    enters_first = true;
                }
                enters[entered.min(1)] = there;
                entered += 1;
                (there, node(grid, to, borders, on_edge))
            }
            [true, true] => (
                node(grid, from, borders, on_edge),
                node(grid, to, borders, on_edge),
            ),
        };
        if on_edge {
            borders.edge.push((start, end));
        }
    }
    match left {
        1 => borders.level.push((leaves[0], enters[0])),
        2 => {
            let [a, b, c, d] =
                [0, 1, 2, 3].map(|at| around.get(at).map_or(0.0, |corner| corner.value));
            let saddle = (a * c - b * d) / (a + c - b - d);
            // The corners above are joined through the middle, or each stands alone.
            let joined = saddle >= level;
            // With the first corner above, its part is left first; with it below, entered first.
            let own = match enters_first {
                true => [enters[0], enters[1]],
                false => [enters[1], enters[0]],
            };
            let next = match enters_first {
                true => [enters[1], enters[0]],
                false => [enters[0], enters[1]],
            };
            let ends = if joined { next } else { own };
            borders
                .level
                .extend([(leaves[0], ends[0]), (leaves[1], ends[1])]);
        }
        _ => {}
    }
}

/// Whether the cell across a side has the side too.
fn shared(grid: &Grid, from: &Corner, to: &Corner, (column, row): (usize, usize)) -> bool {
    let other = match (from.row == to.row, from.column == to.column) {
        (true, false) if from.row == row => (column, row.wrapping_sub(1)),
        (true, false) => (column, row + 1),
        (false, true) if from.column == column => (column.wrapping_sub(1), row),
        (false, true) => (column + 1, row),
        // The diagonal of a cell with a hole.
        _ => return false,
    };
    present(grid, other.0, other.1)
}

fn node(grid: &Grid, corner: &Corner, borders: &mut Borders, wanted: bool) -> Vertex {
    let vertex = number(grid, corner.column, corner.row, NODE);
    if wanted {
        borders
            .places
            .insert(vertex, [corner.column as f64, corner.row as f64]);
    }
    vertex
}

/// The side of a cell from a point of the grid to the next one on its right.
pub(super) fn across(grid: &Grid, column: usize, row: usize) -> u64 {
    number(grid, column, row, RIGHT)
}

/// The side of a cell from a point of the grid to the next one over it.
pub(super) fn upwards(grid: &Grid, column: usize, row: usize) -> u64 {
    number(grid, column, row, UP)
}

fn number(grid: &Grid, column: usize, row: usize, kind: u64) -> Vertex {
    ((row * grid.counts()[0] + column) as u64) * 4 + kind
}

/// The crossing of the level on a side of a cell.
fn crossing(
    grid: &Grid,
    from: &Corner,
    to: &Corner,
    (column, row): (usize, usize),
    level: f64,
    borders: &mut Borders,
) -> Vertex {
    let first = (from.column.min(to.column), from.row.min(to.row));
    let vertex = match (from.row == to.row, from.column == to.column) {
        (true, false) => number(grid, first.0, first.1, RIGHT),
        (false, true) => number(grid, first.0, first.1, UP),
        _ => number(grid, column, row, DIAGONAL),
    };
    borders.places.entry(vertex).or_insert_with(|| {
        let share = (level - from.value) / (to.value - from.value);
        // Halfway to what is infinite.
        let share = if share.is_nan() || to.value.is_infinite() || from.value.is_infinite() {
            0.5
        } else {
            share.clamp(0.0, 1.0)
        };
        let between = |a: usize, b: usize| a as f64 + (b as f64 - a as f64) * share;
        [between(from.column, to.column), between(from.row, to.row)]
    });
    vertex
}
