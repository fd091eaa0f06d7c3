//! Pictures: marks of axes, sampled lines, contours against curves that are known, and files.

#[cfg(feature = "cli")]
mod bad;
mod contours;
mod fits;
mod grids;
mod pages;
mod pictures;
mod requests;
mod samples;
mod ticks;
mod touching;

use gradus::Expr;
use gradus::plot::{Figure, Plot, PlotError};

/// An expression of a test.
fn expr(text: &str) -> Expr {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The figure of expressions over ranges.
fn figure(texts: &[&str], ranges: &[(&str, f64, f64)]) -> Result<Figure, PlotError> {
    let expressions: Vec<Expr> = texts.iter().map(|text| expr(text)).collect();
    let ranges = ranges.iter();
    ranges
        .fold(Plot::new(&expressions), |plot, (name, lower, upper)| {
            plot.range(*name, *lower, *upper)
        })
        .figure()
}
