//! Many points at once, and how long they take.

use std::hint::black_box;
use std::time::Instant;

use gradus::compile::{Column, CompileError};
use gradus::syntax::same_name;
use gradus::{Error, Expr};

use super::failure::{Failure, Place};
use super::fields::{Grid, Pairs, Real, Text};
use super::options::Options;
use super::reply::{Answer, Measured};
use super::request::Request;
use super::task::Task;

/// The most points: arrays of 1 GiB together.
const MOST_POINTS: usize = 1 << 26;

/// The most repetitions.
const MOST_REPEATS: usize = 100_000;

/// How many points the reply shows.
const SHOWN: usize = 5;

/// Evaluates an expression over a grid.
///
/// # Errors
/// If the text is no expression, the grid has not its only variable, or is too large.
pub fn run(request: &Request, options: &Options) -> Result<Answer, Failure> {
    let Text(text) = request.expr.required("expr")?;
    let Pairs(grid): Pairs<Grid> = request.grid.required("grid")?;
    let repeat: usize = request.repeat.optional("repeat")?.unwrap_or(1);
    let threads = request.threads.optional::<usize>("threads")?;
    if threads == Some(0) {
        return Err(Failure::Value {
            name: "threads",
            expected: "a whole number from 1 on",
        });
    }
    if !(1..=MOST_REPEATS).contains(&repeat) {
        return Err(Failure::Value {
            name: "repeat",
            expected: "a whole number from 1 to 100000",
        });
    }

    let mut task = Task::new(options)?;
    let expr = task.expression(&text, Place::Expression)?;
    let function = task.compile(&expr, &[Expr::id(&expr)], options.kink)?;
    let grids = matching(function.inputs(), &grid)?;
    let count = match (grids.first(), grid.first()) {
        (Some(grid), _) | (None, Some((_, grid))) => grid.count,
        (None, None) => {
            return Err(Failure::Value {
                name: "grid",
                expected: "an object such as {\"x\": [-6, 6, 1000]}",
            });
        }
    };
    if grids.iter().any(|grid| grid.count != count) {
        return Err(Failure::Value {
            name: "grid",
            expected: "of as many points for each variable",
        });
    }
    if count.saturating_mul(grids.len() + 1) > 2 * MOST_POINTS {
        return Err(Failure::Value {
            name: "grid",
            expected: "of at most 67108864 points",
        });
    }

    let columns: Vec<Vec<f64>> = grids
        .iter()
        .map(|grid| (0..count).map(|place| grid.value(place)).collect())
        .collect();
    let columns: Vec<Column<'_>> = columns.iter().map(Column::from).collect();
    let batch = function.batch().threads(threads);
    // A constant is shown beside the grid all the same.
    let shown = grids
        .first()
        .or(grid.first().map(|(_, grid)| grid))
        .copied();
    // Writing something else than 0 makes the system provide the memory now, not in the first run.
    let mut out = vec![f64::NAN; count];
    let mut nanoseconds = Vec::with_capacity(repeat);
    for _ in 0..repeat {
        let start = Instant::now();
        batch.run(black_box(&columns), &mut [black_box(&mut out)])?;
        nanoseconds.push(u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX));
    }
    Ok(Answer {
        measured: Some(Measured {
            nanoseconds,
            sum: Real(out.iter().sum()),
            sample: sample(&shown, &out),
        }),
        stages: None,
        ..task.remarks()
    })
}

/// The grid of each input, in order.
fn matching(
    inputs: &[String],
    grid: &[(std::borrow::Cow<str>, Grid)],
) -> Result<Vec<Grid>, Failure> {
    inputs
        .iter()
        .map(|name| {
            grid.iter()
                .find(|(given, _)| same_name(given, name))
                .map(|(_, grid)| *grid)
                .ok_or_else(|| {
                    Error::from(CompileError::MissingValue { name: name.clone() }).into()
                })
        })
        .collect()
}

/// A few points, evenly spread, with their values.
fn sample(grid: &Option<Grid>, values: &[f64]) -> Vec<(Real, Real)> {
    let last = values.len().saturating_sub(1);
    let mut places: Vec<usize> = (0..SHOWN).map(|at| at * last / (SHOWN - 1)).collect();
    places.dedup();
    places
        .into_iter()
        .filter_map(|place| {
            let x = grid.map_or(f64::NAN, |grid| grid.value(place));
            Some((Real(x), Real(*values.get(place)?)))
        })
        .collect()
}
