//! What derivatives cost and how exact they are: the derived formula, compiled, against differences
//! and forward-mode automatic differentiation, at a million points in one thread.
//!
//! `cargo run --release --example derivative_costs -- costs.svg` prints the table and draws it.

use std::path::Path;
use std::time::Instant;

use gradus::compile::{Accuracy, CompileOptions, Function};
use gradus::plot::color::Tone;
use gradus::plot::{Axis, Figure, Mark, Panel, Scale, Series, Tint, save};
use gradus::{Error, Expr};
use num_dual::{Dual64, DualNum};

const POINTS: usize = 1_000_000;
/// One point of so many is compared with the exact derivative.
const COMPARED: usize = 997;
/// The best steps for doubles: the square and the cube root of the spacing of doubles at 1.
const STEPS: [f64; 2] = [1.5e-8, 6.1e-6];
const WAYS: [&str; 4] = [
    "derived formula",
    "forward mode",
    "central difference",
    "one-sided difference",
];

/// A function as a formula, and as Rust for numbers that carry their slope.
type Case = (&'static str, fn(Dual64) -> Dual64);

const CASES: [Case; 3] = [
    ("x^2", |x| x * x),
    ("2x^3 - 3x^2 + 5", |x| x * x * x * 2.0 - x * x * 3.0 + 5.0),
    ("exp(-2x) + 3sin(3x)", |x| {
        (x * -2.0).exp() + (x * 3.0).sin() * 3.0
    }),
];

/// The shortest of five runs, in nanoseconds a point.
fn best(mut run: impl FnMut() -> Result<(), Error>) -> Result<f64, Error> {
    let mut shortest = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        run()?;
        shortest = shortest.min(start.elapsed().as_secs_f64());
    }
    Ok(shortest * 1e9 / POINTS as f64)
}

/// Values at these places, in one thread.
fn column(function: &Function, places: &[f64], values: &mut [f64]) -> Result<(), Error> {
    let batch = function.batch().threads(Some(1));
    Ok(batch.run(&[places.into()], &mut [values])?)
}

/// The largest error of some values, relative to the derivative where that is beyond 1.
fn error(found: &[f64], exact: &Function, places: &[f64]) -> f64 {
    let pairs = places.iter().zip(found).step_by(COMPARED);
    let errors = pairs.map(|(x, found)| {
        let exact = exact.value(&[*x]);
        (found - exact).abs() / exact.abs().max(1.0)
    });
    errors.fold(0.0, f64::max)
}

/// Time and error of each way.
fn measured((text, forward): Case, places: &[f64]) -> Result<[[f64; 2]; 4], Error> {
    let formula: Expr = text.parse()?;
    let slope = formula.diff("x")?;
    let [value, derived] = [formula.compile(["x"])?, slope.compile(["x"])?];
    let accurate = CompileOptions {
        accuracy: Accuracy::Accurate,
        ..CompileOptions::default()
    };
    let exact = slope.compile_with(["x"], &accurate)?;

    let mut slopes = vec![0.0; places.len()];
    let time = best(|| column(&derived, places, &mut slopes))?;
    let symbolic = [time, error(&slopes, &exact, places)];

    let time = best(|| {
        for (slope, x) in slopes.iter_mut().zip(places) {
            *slope = forward(Dual64::from(*x).derivative()).eps;
        }
        Ok(())
    })?;
    let automatic = [time, error(&slopes, &exact, places)];

    let [mut moved, mut above, mut below] = [(); 3].map(|()| vec![0.0; places.len()]);
    let mut difference = |back: f64, step: f64| -> Result<[f64; 2], Error> {
        let time = best(|| {
            for (by, values) in [(step, &mut above), (-back * step, &mut below)] {
                for (moved, x) in moved.iter_mut().zip(places) {
                    *moved = x + by;
                }
                column(&value, &moved, values)?;
            }
            for ((slope, above), below) in slopes.iter_mut().zip(&above).zip(&below) {
                *slope = (above - below) / (step * (1.0 + back));
            }
            Ok(())
        })?;
        Ok([time, error(&slopes, &exact, places)])
    };
    let [one, both] = STEPS;
    let central = difference(1.0, both)?;
    let sided = difference(0.0, one)?;
    Ok([symbolic, automatic, central, sided])
}

/// Times to the right and errors upwards: what is good is at the lower left.
fn picture(found: &[[[f64; 2]; 4]]) -> Figure {
    let series = WAYS.iter().enumerate().map(|(way, name)| {
        // No error at all would be off a logarithmic axis.
        let points = found
            .iter()
            .map(|ways| [ways[way][0], ways[way][1].max(1e-17)]);
        let mark = Mark::Points {
            points: points.collect(),
            shape: way,
        };
        Series::new(*name, Tint::Palette(way), mark)
    });
    let axis = |title: &str, range| Axis {
        title: title.to_owned(),
        range: Some(range),
        scale: Scale::Log,
    };
    Figure::one(Panel {
        title: "derivatives at 1,000,000 points".to_owned(),
        x: axis("nanoseconds a point", [0.1, 100.0]),
        y: axis("largest relative error", [5e-18, 1e-5]),
        series: series.collect(),
        ..Panel::default()
    })
}

fn main() -> Result<(), Error> {
    let last = (POINTS - 1) as f64;
    let places: Vec<f64> = (0..POINTS)
        .map(|at| at as f64 / last * 12.0 - 6.0)
        .collect();
    let mut all = Vec::new();
    println!(
        "{:<20}  {:<20}  {:>8}  {:>8}",
        "function", "derivative by", "ns/point", "error"
    );
    for case in CASES {
        let found = measured(case, &places)?;
        for (name, [time, error]) in WAYS.iter().zip(found) {
            println!("{:<20}  {name:<20}  {time:>8.2}  {error:>8.1e}", case.0);
        }
        all.push(found);
    }
    if let Some(path) = std::env::args_os().nth(1) {
        save(&picture(&all), Path::new(&path), None, Tone::Light)?;
        eprintln!("wrote {}", path.display());
    }
    Ok(())
}
