//! Critical points as a report.

use std::fmt;

use crate::analysis::solve::{Critical, Nature};
use crate::expr::{Expr, Flags, double};

/// A critical point, or a line of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The variables that have a value there, and what it is.
    pub x: Vec<(String, Expr)>,
    /// The variables that can have any value.
    pub free: Vec<String>,
    /// The value of the function.
    pub f: Expr,
    /// Of what kind it is.
    pub kind: Nature,
    /// Whether it is exact, and all partials are exactly 0 there.
    pub certified: bool,
}

/// Critical points.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// Lines first, then points.
    pub list: Vec<Point>,
}

impl Points {
    /// Of the arena that `home` lives in.
    pub(super) fn new(home: &Expr, found: &Critical) -> Self {
        let names: Vec<String> = home.with(|arena, _| {
            let names = found.variables.iter().map(|&id| arena.name(id).to_owned());
            names.collect()
        });
        let list = found
            .points
            .iter()
            .map(|point| {
                let flags = Flags {
                    decimals: point.place.numeric,
                    ..Flags::default()
                };
                let (mut x, mut free) = (Vec::new(), Vec::new());
                for ((name, &value), variable) in
                    names.iter().zip(&point.place.values).zip(&found.variables)
                {
                    if point.place.free.contains(variable) {
                        free.push(name.clone());
                    } else {
                        x.push((name.clone(), home.sibling(value, flags)));
                    }
                }
                Point {
                    x,
                    free,
                    f: home.sibling(point.value, flags),
                    kind: point.nature,
                    certified: !point.place.numeric,
                }
            })
            .collect();
        Points { list }
    }

    /// The expressions in it.
    pub(super) fn expressions(&self) -> impl Iterator<Item = &Expr> {
        self.list.iter().flat_map(|point| {
            let values = point.x.iter().map(|(_, value)| value);
            values.chain(std::iter::once(&point.f))
        })
    }
}

/// The number that an expression without symbols is.
pub fn number(expr: &Expr) -> Option<f64> {
    if !expr.free_symbols().is_empty() {
        return None;
    }
    expr.at::<&str>([]).ok().filter(|value| value.is_finite())
}

impl fmt::Display for Points {
    /// A line for each point: `x = 4, y = 4, f = 738/25 = 29.52, kind = minimum`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, point) in self.list.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            let shown = |value: &Expr| match number(value) {
                Some(number) if !point.certified => double(number),
                _ => value.to_string(),
            };
            for (name, value) in &point.x {
                write!(f, "{name} = {}, ", shown(value))?;
            }
            for name in &point.free {
                write!(f, "{name} = any, ")?;
            }
            write!(f, "f = {}", shown(&point.f))?;
            let whole = point.f.as_number().is_some_and(|value| value.is_integer());
            if !whole
                && point.certified
                && let Some(value) = number(&point.f)
            {
                write!(f, " = {}", double(value))?;
            }
            write!(f, ", kind = {}", point.kind)?;
        }
        Ok(())
    }
}
