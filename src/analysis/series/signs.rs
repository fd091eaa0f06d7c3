//! Where a function and its derivatives are positive and negative.
//!
//! Changes of sign are found in doubles on a fine grid and closed in by halving; each is then
//! looked for among simple exact numbers and the exact roots that equations have, and shown as
//! such only where the exact value proves it.

use std::fmt;

use super::SeriesError;
use super::sample::{sample, sample_all};
use super::taylor;
use super::words;
use crate::analysis::AnalysisError;
use crate::analysis::solve;
use crate::diff::derivative;
use crate::expr::{Arena, CanonicalError, Constant, Id, Number};
use crate::simplify::facts::Facts;

/// A sign at a point or between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignMark {
    /// Greater than 0.
    Positive,
    /// Less than 0.
    Negative,
    /// Exactly 0, or 0 as far as doubles can tell.
    Zero,
    /// No real number.
    Undefined,
}

/// A point at which a sign may change.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakPoint {
    /// The nearest double, or close to it.
    pub value: f64,
    /// The exact number, where it is known.
    pub exact: Option<Id>,
    /// As text: exact, or to six places.
    pub text: String,
}

/// The signs of one function at the points and between them.
#[derive(Clone, Debug, PartialEq)]
pub struct SignRow {
    /// `f`, `f'` or `f''`.
    pub name: &'static str,
    /// The function.
    pub function: Id,
    /// At each point.
    pub at: Vec<SignMark>,
    /// Between each point and the next.
    pub between: Vec<SignMark>,
}

/// The signs of a function and its first two derivatives on an interval.
#[derive(Clone, Debug, PartialEq)]
pub struct SignTable {
    /// The name of the variable.
    pub variable: String,
    /// The ends, and where a sign changes; rising.
    pub points: Vec<BreakPoint>,
    /// `f`, `f'` and `f''`.
    pub rows: Vec<SignRow>,
}

impl SignMark {
    /// `+`, `-`, `0`, and `/` where there is none.
    pub fn symbol(self) -> &'static str {
        match self {
            SignMark::Positive => "+",
            SignMark::Negative => "-",
            SignMark::Zero => "0",
            SignMark::Undefined => "/",
        }
    }
}

/// How many points the grid has.
const GRID: usize = 2000;
/// How many break points a table may have.
const MOST_POINTS: usize = 200;

/// The signs of a function, its derivative and its second derivative between two numbers.
///
/// # Errors
/// [`SeriesError::Interval`] for ends that are no numbers in order; [`SeriesError::Symbols`] if
/// other symbols occur; [`SeriesError::OutOfFuel`] for more than 200 changes of sign.
pub fn signs(
    arena: &mut Arena,
    function: Id,
    variable: Id,
    from: Id,
    to: Id,
) -> Result<SignTable, AnalysisError> {
    // The center checks that the variable is one.
    let variable = taylor::center(arena, variable, from)?.variable;
    let ends = [arena.canonical(from)?, arena.canonical(to)?];
    let values = ends.map(|end| sample(arena, end, &[]).value);
    let [low, high] = values;
    if !(low.is_finite() && high.is_finite() && low < high && (high - low).is_finite()) {
        return Err(SeriesError::Interval {
            from: words::text(arena, from),
            to: words::text(arena, to),
        }
        .into());
    }
    let first = derivative(arena, function, &[variable])?;
    let second = derivative(arena, function, &[variable, variable])?;
    let mut functions = Vec::new();
    for id in [function, first, second] {
        functions.push(arena.canonical(id)?);
    }
    let others: Vec<String> = arena
        .free_symbols(&functions)
        .into_iter()
        .filter(|&symbol| symbol != variable)
        .map(|symbol| arena.name(symbol).to_owned())
        .collect();
    if !others.is_empty() {
        return Err(SeriesError::Symbols { names: others }.into());
    }
    let mut breaks: Vec<f64> = Vec::new();
    for &function in &functions {
        breaks.extend(changes(arena, function, variable, low, high));
    }
    let mut points: Vec<BreakPoint> = Vec::new();
    for (end, value) in ends.into_iter().zip(values) {
        points.push(BreakPoint {
            value,
            exact: Some(end),
            text: words::text(arena, end),
        });
    }
    let known = roots(arena, &functions, variable);
    for &(root, value) in &known {
        if value > low && value < high {
            points.push(BreakPoint {
                value,
                exact: Some(root),
                text: words::text(arena, root),
            });
        }
    }
    for value in breaks {
        points.push(break_point(arena, &functions, variable, value));
    }
    // Exact points stand for the ones that were found close to them.
    points.sort_by(|a, b| a.value.total_cmp(&b.value));
    let near = 1e-7 * (high - low);
    let mut kept: Vec<BreakPoint> = Vec::new();
    for point in points {
        match kept.last_mut() {
            Some(last) if point.value - last.value <= near => {
                if last.exact.is_none() && point.exact.is_some() {
                    *last = point;
                }
            }
            _ => kept.push(point),
        }
    }
    if kept.len() > MOST_POINTS {
        return Err(SeriesError::OutOfFuel {
            what: "the table of signs",
        }
        .into());
    }
    let mut rows = Vec::new();
    for (name, &function) in ["f", "f'", "f''"].iter().zip(&functions) {
        rows.push(row(arena, name, function, variable, &kept));
    }
    let mut table = SignTable {
        variable: arena.name(variable).to_owned(),
        points: kept,
        rows,
    };
    table.drop_idle();
    Ok(table)
}

impl SignTable {
    /// Leaves out points inside at which no sign changes and nothing is 0.
    fn drop_idle(&mut self) {
        let mut place = 1;
        while place + 1 < self.points.len() {
            let idle = self.rows.iter().all(|row| {
                let here = row.at.get(place);
                here == row.between.get(place - 1) && here == row.between.get(place)
            });
            if idle {
                self.points.remove(place);
                for row in &mut self.rows {
                    row.at.remove(place);
                    row.between.remove(place);
                }
            } else {
                place += 1;
            }
        }
    }
}

fn mark(value: f64) -> SignMark {
    if value.is_nan() || value.is_infinite() {
        SignMark::Undefined
    } else if value > 0.0 {
        SignMark::Positive
    } else if value < 0.0 {
        SignMark::Negative
    } else {
        SignMark::Zero
    }
}

fn value_at(arena: &Arena, function: Id, variable: Id, x: f64) -> f64 {
    sample(arena, function, &[(variable, x)]).value
}

/// Where the sign of a function changes, or it comes to 0 without changing it.
fn changes(arena: &Arena, function: Id, variable: Id, low: f64, high: f64) -> Vec<f64> {
    let mut found = Vec::new();
    if !arena.reachable(&[function]).contains(&variable) {
        return found;
    }
    // The grid is a little off round numbers, so that roots at those lie between its points.
    let at = |step: usize| {
        let fraction = (step as f64
            + if step == 0 || step == GRID {
                0.0
            } else {
                0.137
            })
            / GRID as f64;
        low + (high - low) * fraction
    };
    let values: Vec<f64> = (0..=GRID)
        .map(|step| value_at(arena, function, variable, at(step)))
        .collect();
    for (step, pair) in values.windows(2).enumerate() {
        if mark(pair[0]) != mark(pair[1]) {
            found.push(halved(
                arena,
                function,
                variable,
                (at(step), mark(pair[0])),
                at(step + 1),
            ));
        }
    }
    // A double root shows as a dip that reaches 0.
    for (step, three) in values.windows(3).enumerate() {
        let [a, b, c] = [three[0].abs(), three[1].abs(), three[2].abs()];
        let alike = mark(three[0]) == mark(three[1]) && mark(three[1]) == mark(three[2]);
        if alike && b <= a && b <= c && (b < a || b < c) {
            let (x, depth) = dip(arena, function, variable, at(step), at(step + 2));
            if depth <= 1e-12 * (1.0 + a.max(c)) {
                found.push(x);
            }
        }
    }
    found
}

/// Closes in on the place where a function stops having the sign it has on the left.
fn halved(
    arena: &Arena,
    function: Id,
    variable: Id,
    (mut left, sign): (f64, SignMark),
    mut right: f64,
) -> f64 {
    for _ in 0..100 {
        let middle = left + (right - left) / 2.0;
        if middle <= left || middle >= right {
            break;
        }
        if mark(value_at(arena, function, variable, middle)) == sign {
            left = middle;
        } else {
            right = middle;
        }
    }
    left + (right - left) / 2.0
}

/// The place between two points at which the size of a function is least, and the size there.
///
/// # Source
/// Kiefer, Proc. Amer. Math. Soc. 4 (1953), golden section
fn dip(arena: &Arena, function: Id, variable: Id, mut left: f64, mut right: f64) -> (f64, f64) {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let size = |x: f64| value_at(arena, function, variable, x).abs();
    for _ in 0..80 {
        let (a, b) = (
            right - GOLDEN * (right - left),
            left + GOLDEN * (right - left),
        );
        if size(a) <= size(b) {
            right = b;
        } else {
            left = a;
        }
    }
    let middle = left + (right - left) / 2.0;
    (middle, size(middle))
}

/// The exact roots that equations find.
fn roots(arena: &mut Arena, functions: &[Id], variable: Id) -> Vec<(Id, f64)> {
    let mut found = Vec::new();
    let facts = Facts::none();
    for &function in functions {
        let Ok(solutions) = solve::solve(arena, function, variable, &facts) else {
            continue;
        };
        for solution in solutions.list {
            let exact = !matches!(solution.kind, solve::Kind::Numeric { .. });
            if exact && arena.free_symbols(&[solution.value]).is_empty() {
                let value = sample(arena, solution.value, &[]).value;
                if value.is_finite() {
                    found.push((solution.value, value));
                }
            }
        }
    }
    found
}

/// A break point as a simple exact number, if the functions' exact values show that it is one.
fn break_point(arena: &mut Arena, functions: &[Id], variable: Id, value: f64) -> BreakPoint {
    let pi = arena.constant(Constant::Pi);
    let candidates = [
        simple(value).map(|number| (number, None)),
        simple(value / std::f64::consts::PI).map(|number| (number, Some(pi))),
        simple(value * value).map(|number| (number, Some(Id::HALF))),
    ];
    for (number, how) in candidates.into_iter().flatten() {
        let node = arena.number_node(number);
        let exact = match how {
            None => node,
            Some(Id::HALF) => {
                let root = arena.pow(node, Id::HALF);
                if value < 0.0 { arena.neg(root) } else { root }
            }
            Some(factor) => arena.mul(node, factor),
        };
        let Ok(exact) = arena.canonical(exact) else {
            continue;
        };
        let proved = functions.iter().any(|&function| {
            let there = arena.substitute(function, &[(variable, exact)]);
            match arena.canonical(there) {
                Ok(form) => form == Id::ZERO || !sample(arena, form, &[]).value.is_finite(),
                Err(error) => error == CanonicalError::DivisionByZero,
            }
        });
        if proved {
            return BreakPoint {
                value,
                exact: Some(exact),
                text: words::text(arena, exact),
            };
        }
    }
    BreakPoint {
        value,
        exact: None,
        text: rounded(value),
    }
}

/// A number to six places, without zeros at the end.
fn rounded(value: f64) -> String {
    let text = if value == 0.0 || (1e-4..1e9).contains(&value.abs()) {
        format!("{value:.6}")
    } else {
        return format!("{value:.6e}");
    };
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A fraction with a small denominator next to a double.
fn simple(value: f64) -> Option<Number> {
    const LARGEST: i64 = 96;
    for denominator in 1..=LARGEST {
        let numerator = (value * denominator as f64).round();
        let gap = (value - numerator / denominator as f64).abs();
        if gap <= 1e-9 * (1.0 + value.abs()) && numerator.abs() < 1e12 {
            return Number::ratio(numerator as i64, denominator);
        }
    }
    None
}

/// The signs of one function.
fn row(
    arena: &mut Arena,
    name: &'static str,
    function: Id,
    variable: Id,
    points: &[BreakPoint],
) -> SignRow {
    let mut at = Vec::with_capacity(points.len());
    for point in points {
        at.push(match point.exact {
            Some(exact) => {
                let there = arena.substitute(function, &[(variable, exact)]);
                match arena.canonical(there) {
                    Ok(form) => {
                        let found = sample(arena, form, &[]);
                        match found.sign() {
                            Some(sign) => mark(f64::from(sign)),
                            None if found.looks_zero() => SignMark::Zero,
                            None => mark(found.value),
                        }
                    }
                    Err(_) => SignMark::Undefined,
                }
            }
            None => {
                let found = sample_all(arena, &[function], &[(variable, point.value)]);
                let value = found.first().map_or(f64::NAN, |found| found.value);
                // Next to the point the function is larger by far, if this is a root of it.
                let step = 1e-6 * (1.0 + point.value.abs());
                let beside = value_at(arena, function, variable, point.value + step)
                    .abs()
                    .max(value_at(arena, function, variable, point.value - step).abs());
                if value.abs() <= 1e-6 * beside {
                    SignMark::Zero
                } else if value.abs() > 1e6 * beside {
                    SignMark::Undefined
                } else {
                    mark(value)
                }
            }
        });
    }
    let between = points
        .windows(2)
        .map(|pair| {
            // Off the middle, where a symmetric function may well have a root.
            let x = pair[0].value + 0.437 * (pair[1].value - pair[0].value);
            mark(value_at(arena, function, variable, x))
        })
        .collect();
    SignRow {
        name,
        function,
        at,
        between,
    }
}

impl fmt::Display for SignTable {
    /// A line for the points and one for each function, in columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines: Vec<Vec<&str>> = vec![vec![&self.variable]];
        for (place, point) in self.points.iter().enumerate() {
            if place > 0 {
                lines[0].push("");
            }
            lines[0].push(&point.text);
        }
        for row in &self.rows {
            let mut line = vec![row.name];
            for (place, mark) in row.at.iter().enumerate() {
                if place > 0 {
                    line.push(row.between.get(place - 1).map_or("", |mark| mark.symbol()));
                }
                line.push(mark.symbol());
            }
            lines.push(line);
        }
        let columns = lines[0].len();
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let widths = lines.iter().filter_map(|line| line.get(column));
                widths.map(|cell| cell.chars().count()).max().unwrap_or(0)
            })
            .collect();
        for (number, line) in lines.iter().enumerate() {
            let mut text = String::new();
            for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
                if column > 0 {
                    text.push_str(if column == 1 { " | " } else { " " });
                }
                let gap = width.saturating_sub(cell.chars().count());
                // Names stand on the left, signs in the middle.
                let before = if column == 0 { 0 } else { gap / 2 };
                text.push_str(&" ".repeat(before));
                text.push_str(cell);
                text.push_str(&" ".repeat(gap - before));
            }
            if number > 0 {
                f.write_str("\n")?;
            }
            f.write_str(text.trim_end())?;
        }
        Ok(())
    }
}
