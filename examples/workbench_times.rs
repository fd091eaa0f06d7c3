//! How long pictures and the colours of the prompt take:
//! `cargo run --release --example workbench_times`.
//!
//! Prints the best of nine runs, in milliseconds: values, levels and lines of a contour of 400x400
//! points, its drawing, a PNG of 1200x900 pixels, and the marks of a line of 1,000 characters.

use std::time::Instant;

use gradus::Expr;
use gradus::plot::color::Tone;
use gradus::plot::draw::{png, svg};
use gradus::plot::{Grid, Kind, Plot, layout, levels, traces};
use gradus::session::assist::Names;

/// The shortest of nine runs in milliseconds, and what the last of them made.
fn best<T>(mut run: impl FnMut() -> T) -> (f64, T) {
    let mut shortest = f64::INFINITY;
    let mut timed = || {
        let start = Instant::now();
        let made = run();
        shortest = shortest.min(start.elapsed().as_secs_f64() * 1e3);
        made
    };
    let mut made = timed();
    for _ in 1..9 {
        made = timed();
    }
    (shortest, made)
}

fn main() -> Result<(), gradus::Error> {
    let formula: Expr = "sin(x)*cos(y) + x*y/9 + exp(-x^2 - y^2)".parse()?;
    let function = formula.compile(["x", "y"])?;
    let sample = || Grid::sample(&function, ["x", "y"], [[-3.0, 3.0]; 2], [400; 2]);
    let (values, grid) = best(sample);
    let grid = grid?;
    let (lines, count) = best(|| {
        let levels = levels(&grid, 12);
        let lines = levels.iter().map(|level| traces(&grid, *level).len());
        lines.sum::<usize>()
    });
    println!("400x400: values {values:.1} ms, {count} lines {lines:.1} ms");

    for kind in [Kind::Contour, Kind::Filled, Kind::Surface, Kind::Field] {
        let plot = Plot::new([&formula])
            .range("x", -3.0, 3.0)
            .range("y", -3.0, 3.0)
            .kind(kind);
        let plot = match kind {
            Kind::Surface => plot,
            _ => plot.count(400),
        };
        let (figured, figure) = best(|| plot.figure());
        let figure = figure?;
        let (placed, scene) = best(|| layout(&figure, [1200.0, 900.0], Tone::Light));
        let scene = scene?;
        let (vector, _) = best(|| svg::write(&scene).len());
        let (pixels, _) = best(|| png::write(&scene).map(|bytes| bytes.len()));
        println!(
            "{}: figure {figured:.1} ms, layout {placed:.1} ms, SVG {vector:.1} ms, PNG 1200x900 \
             {pixels:.1} ms",
            kind.name()
        );
    }

    let line = "diff(sin(x)^2*exp(-a*x), x) + sum(i^2, i, 1, 10)*atan2(y, 3.5e-2) - ".repeat(20);
    let line: String = line.chars().take(1000).collect();
    let names = Names::new();
    let (coloured, marks) = best(|| names.marks(&line).len());
    println!("a line of 1,000 characters: {marks} marks {coloured:.2} ms");
    Ok(())
}
