//! Sums and means over the rows of a table: against sums that are written out.

mod derivatives;
mod errors;
mod independence;
mod lessons;

use gradus::Expr;
use gradus::compile::CompileOptions;
use gradus::data::{Data, RowError, RowFunction};

pub fn read(text: &str) -> Expr {
    text.parse().expect("an expression")
}

/// A small table of numbers that look random.
pub fn table(rows: usize) -> Data {
    let column = |seed: f64| -> Vec<f64> {
        (0..rows)
            .map(|row| ((row as f64 + 1.0) * seed).sin() + 0.1 * (row as f64 * 0.37 + seed).cos())
            .collect()
    };
    Data::from_columns([
        ("x", column(1.1)),
        ("y", column(2.3)),
        ("z", column(0.7)),
        ("w", column(3.9).iter().map(|w| w * w + 0.1).collect()),
    ])
    .expect("a table")
}

pub fn compiled(outputs: &[Expr], parameters: &[&str], data: &Data) -> RowFunction {
    try_compiled(outputs, parameters, data).expect("a function over rows")
}

pub fn try_compiled(
    outputs: &[Expr],
    parameters: &[&str],
    data: &Data,
) -> Result<RowFunction, RowError> {
    RowFunction::compile(outputs, parameters, data, &CompileOptions::default())
}

pub fn values(outputs: &[Expr], parameters: &[(&str, f64)], data: &Data) -> Vec<f64> {
    let names: Vec<&str> = parameters.iter().map(|(name, _)| *name).collect();
    let point: Vec<f64> = parameters.iter().map(|(_, value)| *value).collect();
    let mut out = vec![f64::NAN; outputs.len()];
    compiled(outputs, &names, data)
        .evaluate(&point, &mut out)
        .expect("values");
    out
}

/// Bodies of sums, with the parameters a and b and the columns x, y, z, w.
pub const BODIES: &[&str] = &[
    "(y - a*x - b)^2",
    "exp(-a*w)*cos(b*x)",
    "log(1 + exp(a*x + b)) - y*(a*x + b)",
    "if abs(y - a*x) < 1 then (y - a*x)^2/2 else abs(y - a*x) - 1/2",
    "w^a/(1 + b^2*z^2)",
    "x*y",
    "a*b",
    "sum(a^i*x, i, 1, 4)",
];

/// Expressions with sums, as functions of `sum(..)` and `mean(..)` of bodies.
pub const FORMS: &[&str] = &[
    "sum(B)",
    "mean(B)",
    "a*sum(B)^2 + log(2 + mean(B)^2)",
    "sqrt(1 + mean((B - mean(B))^2))",
    "sum(x*sum(y*mean(B)) + b*mean(B)^2)/mean(w)",
    "mean((y - mean(y))*(x - mean(x)))/(a + sum((B - mean(y))^2))",
];

pub fn cases() -> impl Iterator<Item = String> {
    FORMS.iter().flat_map(|form| {
        BODIES
            .iter()
            .map(move |body| form.replace('B', &format!("({body})")))
    })
}
