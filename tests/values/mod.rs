//! Values at single points: limits where there is none, kinks, and why there is none.

mod explain;
mod kinks;
mod removable;
mod vanishing;

use gradus::Expr;

fn expr(formula: &str) -> Expr {
    formula
        .parse()
        .unwrap_or_else(|error| panic!("{formula}: {error}"))
}

/// The pairs of `x=0,y=2`.
fn point(text: &str) -> Vec<(&str, f64)> {
    let named = text.split(',').filter(|part| !part.is_empty());
    named
        .map(|part| {
            let (name, value) = part.split_once('=').expect("a name and a value");
            (name, value.parse().expect("a number"))
        })
        .collect()
}
