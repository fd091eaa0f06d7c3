//! Points of tables.

use crate::data::Data;
use crate::plot::PlotError;
use crate::plot::figure::{Mark, Series, Tint};
use crate::syntax::normalise_name;

/// The most points of a picture; of a longer table a sample is drawn.
const MOST: usize = 20_000;
/// What a column of classes may be called.
const CLASS: [&str; 4] = ["class", "label", "group", "kind"];
/// The most classes that are told apart.
const MOST_CLASSES: usize = 12;

/// Rows of a table, column by column: all, or where there are more than `most` one of each of so
/// many equal stretches, picked by a fixed seed, so that no period of the table shows. Memory does
/// not grow with the table.
pub fn rows(data: &Data, places: &[usize], most: usize) -> Result<Vec<Vec<f64>>, PlotError> {
    let total = data.rows();
    let count = total.min(most);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |stretch: usize| {
        let bound = |at: usize| (at as u128 * total as u128 / count.max(1) as u128) as usize;
        let (from, to) = (bound(stretch), bound(stretch + 1));
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        from + (state >> 33) as usize % (to - from).max(1)
    };
    let mut kept: Vec<Vec<f64>> = vec![Vec::with_capacity(count); places.len()];
    let (mut stretch, mut wanted) = (0, next(0));
    data.for_each_block(places, &mut |block| {
        while stretch < count && wanted < block.start + block.rows {
            let row = wanted.saturating_sub(block.start);
            for (kept, column) in kept.iter_mut().zip(block.columns) {
                kept.push(column.get(row).copied().unwrap_or(f64::NAN));
            }
            stretch += 1;
            if stretch < count {
                wanted = next(stretch);
            }
        }
        Ok::<(), crate::data::DataError>(())
    })?;
    Ok(kept)
}

/// The place of a column, by the name of a variable.
pub fn column(data: &Data, name: &str) -> Option<usize> {
    let key = normalise_name(name);
    (data.names().iter()).position(|known| normalise_name(known.trim()) == key)
}

/// The ends of a column, over all rows.
pub fn ends(data: &Data, at: usize) -> Option<[f64; 2]> {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    data.for_each_block(&[at], &mut |block| {
        for value in block.columns.iter().copied().flatten() {
            low = low.min(*value);
            high = high.max(*value);
        }
        Ok::<(), crate::data::DataError>(())
    })
    .ok()?;
    (low.is_finite() && high.is_finite()).then_some([low, high])
}

/// The range of a column, with some room.
pub fn range(data: &Data, name: &str) -> Option<[f64; 2]> {
    let [low, high] = ends(data, column(data, name)?)?;
    let room = match high > low {
        true => (high - low) * 0.05,
        false => low.abs().max(1.0),
    };
    Some([low - room, high + room])
}

/// The class of each point, by number, and what the classes are called.
struct Classes {
    of: Vec<usize>,
    names: Vec<String>,
}

/// The rows of a table that are drawn, column by column.
struct Drawn(Vec<Vec<f64>>);

impl Drawn {
    fn read(data: &Data) -> Result<Self, PlotError> {
        let places: Vec<usize> = (0..data.names().len()).collect();
        Ok(Drawn(rows(data, &places, MOST)?))
    }

    fn column(&self, at: usize) -> &[f64] {
        self.0.get(at).map_or(&[], Vec::as_slice)
    }

    /// The classes of the points, from a column that says them.
    fn classes(&self, data: &Data, used: &[usize]) -> Option<Classes> {
        let rest = (0..data.names().len()).filter(|at| !used.contains(at));
        for at in rest {
            let name = data.names().get(at);
            let name = name
                .map(|name| name.trim().to_lowercase())
                .unwrap_or_default();
            let values = self.column(at);
            let mut distinct = values.to_vec();
            distinct.sort_by(f64::total_cmp);
            distinct.dedup();
            let whole = distinct.iter().all(|value| value.fract() == 0.0);
            let few = distinct.len() <= MOST_CLASSES && distinct.len() < values.len();
            if few && (whole || CLASS.contains(&name.as_str())) {
                let of = (values.iter())
                    .map(|value| distinct.partition_point(|other| other < value))
                    .collect();
                let names = (distinct.iter())
                    .map(|value| format!("{name} {}", crate::plot::rounded(*value, 6)))
                    .collect();
                return Some(Classes { of, names });
            }
        }
        None
    }
}

/// What is to be said where only a sample of a table is drawn.
pub fn note(data: &Data) -> Option<String> {
    let more = data.rows() > MOST;
    more.then(|| format!("a sample: {MOST} of {} rows", data.rows()))
}

/// The rows of a table as a way over two variables.
pub fn track(data: &Data, names: [&str; 2]) -> Result<Vec<[f64; 2]>, PlotError> {
    let places = names.map(|name| column(data, name));
    let [Some(x), Some(y)] = places else {
        return Err(PlotError::Column {
            needs: "a column for each variable",
            found: data.names().to_vec(),
        });
    };
    if data.rows() > MOST {
        return Err(PlotError::TooManyPoints {
            found: data.rows(),
            limit: MOST,
        });
    }
    let found = rows(data, &[x, y], MOST)?;
    let [xs, ys] = [0, 1].map(|at| found.get(at).map_or(&[][..], Vec::as_slice));
    Ok(xs.iter().zip(ys).map(|(x, y)| [*x, *y]).collect())
}

/// Points over one variable: its column, and the first other one.
pub fn flat(data: &Data, name: &str, first: usize) -> Result<Vec<Series>, PlotError> {
    let needs = || PlotError::Column {
        needs: "a column for each axis",
        found: data.names().to_vec(),
    };
    let x = column(data, name)
        .or((data.names().len() > 1).then_some(0))
        .ok_or_else(needs)?;
    let usual = column(data, "y").filter(|at| *at != x);
    let y = usual
        .or_else(|| (0..data.names().len()).find(|at| *at != x))
        .ok_or_else(needs)?;
    pairs(data, [x, y], first)
}

/// Points over two variables.
pub fn plane(data: &Data, names: [&str; 2], first: usize) -> Result<Vec<Series>, PlotError> {
    let needs = || PlotError::Column {
        needs: "a column for each variable",
        found: data.names().to_vec(),
    };
    let x = column(data, names[0]).ok_or_else(needs)?;
    let y = column(data, names[1]).ok_or_else(needs)?;
    pairs(data, [x, y], first)
}

/// Points in space: two variables and the first other column.
pub fn space(data: &Data, names: [&str; 2], first: usize) -> Result<Vec<Series>, PlotError> {
    let needs = || PlotError::Column {
        needs: "a column for each variable and one for the height",
        found: data.names().to_vec(),
    };
    let x = column(data, names[0]).ok_or_else(needs)?;
    let y = column(data, names[1]).ok_or_else(needs)?;
    let usual = column(data, "z");
    let z = usual
        .or_else(|| (0..data.names().len()).find(|at| *at != x && *at != y))
        .ok_or_else(needs)?;
    let drawn = Drawn::read(data)?;
    let [xs, ys, zs] = [x, y, z].map(|at| drawn.column(at));
    let points = xs.iter().zip(ys).zip(zs).map(|((x, y), z)| [*x, *y, *z]);
    // What stands upwards may itself be a class, as in logistic regression.
    let classes = drawn.classes(data, &[x, y, z]);
    Ok(grouped(
        points.collect(),
        classes.or_else(|| drawn.classes(data, &[x, y])),
        first,
        |points, shape| Mark::Scatter { points, shape },
    ))
}

fn pairs(data: &Data, [x, y]: [usize; 2], first: usize) -> Result<Vec<Series>, PlotError> {
    let drawn = Drawn::read(data)?;
    let [xs, ys] = [x, y].map(|at| drawn.column(at));
    let points = xs.iter().zip(ys).map(|(x, y)| [*x, *y]);
    Ok(grouped(
        points.collect(),
        drawn.classes(data, &[x, y]),
        first,
        |points, shape| Mark::Points { points, shape },
    ))
}

/// A series for each class.
fn grouped<P: Copy>(
    points: Vec<P>,
    classes: Option<Classes>,
    first: usize,
    mark: impl Fn(Vec<P>, usize) -> Mark,
) -> Vec<Series> {
    let Some(classes) = classes else {
        return vec![Series::new("data", Tint::Palette(first), mark(points, 0))];
    };
    (classes.names.iter().enumerate())
        .map(|(class, name)| {
            let of = (points.iter().zip(&classes.of)).filter(|(_, of)| **of == class);
            let points = of.map(|(point, _)| *point).collect();
            Series::new(name, Tint::Palette(first + class), mark(points, class))
        })
        .collect()
}
