//! The points at which lines are held against each other: readable ones first.

use super::sample::{Approx, LANES, Row, Table};
use crate::expr::{Arena, Expr, Id, Node, Number, Renamed};
use crate::session::Session;
use crate::simplify::facts::Property;
use crate::syntax::normalise_name;

/// Values that are easy to work with by hand, the easiest first.
const READABLE: [f64; 24] = [
    2.0, 3.0, 1.0, 0.5, 5.0, -1.0, -2.0, 4.0, 0.25, 0.0, -3.0, 1.5, 0.75, 10.0, -0.5, 6.0, -5.0,
    7.0, 0.1, -4.0, 8.0, 100.0, -10.0, 1000.0,
];

/// How many points are tried in all, and how many of them are readable where there are several
/// variables.
const MOST: usize = 160;
const READABLE_POINTS: usize = 48;

/// How many values a variable is drawn from where readable ones have been tried.
const POOL: usize = 96;

/// How many rows stand for data in sums over rows.
const ROWS: usize = 3;

/// The most nodes of an expression that is looked at.
const MOST_NODES: usize = 200_000;

/// Why lines can't be held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unsupported {
    /// A sum over the rows of data, of which no names are columns.
    Columns,
    /// The expression is too large.
    TooLarge,
    /// An equation to be solved.
    Equation,
    /// What stands there is neither an expression nor a list of expressions.
    NotAnExpression,
    /// Lists of different shapes.
    Shape,
    /// There is nothing before it.
    NothingBefore,
    /// There is no derivative.
    NoDerivative,
    /// A claim about the domain of a list.
    ListDomain,
    /// A claim about a set of which no point was found.
    EmptySet,
}

/// What is known of the variables, and which of them are columns of data.
#[derive(Clone, Debug, Default)]
pub(super) struct Ground {
    conditions: Vec<Expr>,
    properties: Vec<(String, Property)>,
    pub(super) columns: Vec<String>,
}

impl Ground {
    /// What a session assumes.
    pub(super) fn new(session: &Session, columns: &[String]) -> Self {
        let mut ground = Ground {
            columns: columns.to_vec(),
            ..Ground::default()
        };
        for text in session.assumptions().texts() {
            let property = text.rsplit_once(char::is_whitespace);
            if let Some((name, word)) = property
                && let Some(property) = Property::named(word)
            {
                let name = normalise_name(name.trim()).into_owned();
                ground.properties.push((name, property));
            } else if let Ok(condition) = session.expression(text) {
                ground.conditions.push(condition);
            }
        }
        ground
    }

    /// The same with one more condition.
    pub(super) fn with(&self, condition: &Expr) -> Self {
        let mut ground = self.clone();
        ground.conditions.push(condition.clone());
        ground
    }

    /// An expression of which numbers can be made: unknown functions at their arguments are
    /// variables, and sums over rows have some rows.
    pub(super) fn prepared(&self, expr: &Expr) -> Result<Expr, Unsupported> {
        let plain = expr.with(|arena, id| {
            let order = arena.reachable(&[id]);
            if order.len() > MOST_NODES {
                return Err(Unsupported::TooLarge);
            }
            Ok(!order.iter().any(|&id| {
                matches!(
                    arena.node(id),
                    Node::Unknown(..) | Node::RowSum(_) | Node::RowMean(_)
                )
            }))
        })?;
        if plain {
            return Ok(expr.clone());
        }
        let working = expr.compact();
        let id = working.with(|arena, root| self.without_rows(arena, root))?;
        Ok(working.sibling(id, expr.flags()))
    }

    fn without_rows(&self, arena: &mut Arena, root: Id) -> Result<Id, Unsupported> {
        let mut renamed = Renamed::default();
        for id in arena.reachable(&[root]) {
            let mut new = arena.rebuild(id, |child| renamed.get(&child).copied().unwrap_or(child));
            match arena.node(new) {
                Node::Unknown(..) => {
                    let form = arena.canonical(new).unwrap_or(new);
                    if let Ok(text) = crate::expr::print(arena, form, &Default::default()) {
                        new = arena.symbol(&text);
                    }
                }
                Node::RowSum(body) | Node::RowMean(body) => {
                    if self.columns.is_empty() {
                        return Err(Unsupported::Columns);
                    }
                    let mean = matches!(arena.node(new), Node::RowMean(_));
                    let mut sum = Id::ZERO;
                    for row in 1..=ROWS {
                        let mut replacements = Vec::new();
                        for column in &self.columns {
                            if let Some(symbol) = arena.find_symbol(column) {
                                let entry = arena.symbol(&format!("{column} in row {row}"));
                                replacements.push((symbol, entry));
                            }
                        }
                        let term = arena.substitute(body, &replacements);
                        sum = arena.add(sum, term);
                    }
                    if mean {
                        let count = arena.integer(ROWS as i64);
                        sum = arena.div(sum, count);
                    }
                    new = sum;
                }
                _ => {}
            }
            if arena.len() > MOST_NODES * 8 {
                return Err(Unsupported::TooLarge);
            }
            if new != id {
                renamed.insert(id, new);
            }
        }
        Ok(renamed.get(&root).copied().unwrap_or(root))
    }
}

/// Points for some names, in batches.
#[derive(Clone, Debug)]
pub(super) struct Points {
    names: Vec<String>,
    readable: Vec<Vec<f64>>,
    pools: Vec<Vec<f64>>,
    /// Conditions about several names.
    conditions: Vec<Expr>,
    drawn: usize,
    state: u64,
}

impl Points {
    /// Points at which what is known holds.
    pub(super) fn new(names: &[String], ground: &Ground, seed: u64) -> Self {
        let keys: Vec<String> = names
            .iter()
            .map(|name| normalise_name(name).into_owned())
            .collect();
        let mut points = Points {
            names: keys,
            readable: Vec::new(),
            pools: Vec::new(),
            conditions: Vec::new(),
            drawn: 0,
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        };
        let mut alone: Vec<(String, &Expr)> = Vec::new();
        for condition in &ground.conditions {
            match condition.free_symbols().as_slice() {
                [only] => alone.push((normalise_name(only).into_owned(), condition)),
                _ => points.conditions.push(condition.clone()),
            }
        }
        for name in points.names.clone() {
            let mut pool = Vec::with_capacity(POOL);
            for at in 0..POOL {
                pool.push(points.random(at));
            }
            let mut readable = READABLE.to_vec();
            // The entry of a column obeys what is known of the column.
            let column = name.split(" in row ").next().unwrap_or(&name).to_owned();
            for (known, property) in &ground.properties {
                if *known == column {
                    let enclosure = property.enclosure();
                    let fits = |value: &f64| {
                        Number::from_double(*value).is_some_and(|value| enclosure.contains(&value))
                    };
                    if !pool.iter().any(fits) {
                        pool.extend((1..20).map(f64::from));
                    }
                    readable.retain(fits);
                    pool.retain(fits);
                }
            }
            for (known, condition) in &alone {
                if *known == column {
                    readable = holding(condition, known, readable);
                    pool = holding(condition, known, pool);
                }
            }
            points.readable.push(readable);
            points.pools.push(pool);
        }
        points
    }

    /// Passes over the readable points, at which wrong results are right by chance more often.
    pub(super) fn irregular(&mut self) {
        self.drawn = READABLE_POINTS;
    }

    fn next(&mut self) -> u64 {
        // xorshift64*
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    /// A number of some size with few digits.
    fn random(&mut self, at: usize) -> f64 {
        let grain = (self.next() % 1999) as f64 + 1.0;
        let sign = if self.next().is_multiple_of(2) {
            1.0
        } else {
            -1.0
        };
        match at % 4 {
            0 => grain / 2000.0,
            1 => sign * grain / 500.0,
            2 => sign * grain / 100.0,
            _ => sign * (grain / 100.0) * 10f64.powi((at / 4 % 5) as i32 - 2),
        }
    }

    /// The next points, as values of the names; nothing when there have been enough.
    pub(super) fn batch(&mut self) -> Option<Vec<(String, Row)>> {
        if self.names.is_empty() {
            let first = self.drawn == 0;
            self.drawn = MOST;
            return first.then(Vec::new);
        }
        if self.drawn >= MOST {
            return None;
        }
        let mut rows: Vec<Row> = vec![[Approx::UNDEFINED; LANES]; self.names.len()];
        for lane in 0..LANES {
            let number = self.drawn;
            self.drawn += 1;
            let several = self.names.len() > 1;
            let most = if several {
                READABLE_POINTS
            } else {
                READABLE.len()
            };
            for (at, row) in rows.iter_mut().enumerate() {
                let readable = self.readable.get(at).map_or(&[][..], Vec::as_slice);
                let pool = self.pools.get(at).map_or(&[][..], Vec::as_slice);
                let value = if number < most && !readable.is_empty() {
                    // Each variable goes through the values at its own pace, from its own start.
                    let pace = if several {
                        1 + number / readable.len() * (at % 5 + 1)
                    } else {
                        1
                    };
                    let place = number * pace + at;
                    if !several && number >= readable.len() {
                        None
                    } else {
                        readable.get(place % readable.len()).copied()
                    }
                } else if pool.is_empty() {
                    None
                } else {
                    let step = self.state as usize % 7 + 1;
                    pool.get((number * (2 * at + 1) + at * step) % pool.len())
                        .copied()
                };
                if let Some(value) = value {
                    row[lane] = Approx::exact(value);
                }
            }
        }
        let mut names: Vec<(String, Row)> = self.names.iter().cloned().zip(rows).collect();
        for condition in &self.conditions {
            let mut table = Table::new(names.clone());
            let truths = condition.with(|arena, id| {
                table.extend(arena);
                table.row(id)
            });
            for (lane, truth) in truths.iter().enumerate() {
                if truth.truth() == Some(false) {
                    for (_, row) in &mut names {
                        row[lane] = Approx::UNDEFINED;
                    }
                }
            }
        }
        Some(names)
    }
}

/// Those of the values at which a condition on one name holds.
fn holding(condition: &Expr, name: &str, values: Vec<f64>) -> Vec<f64> {
    let mut kept = Vec::with_capacity(values.len());
    for chunk in values.chunks(LANES) {
        let mut row = [Approx::UNDEFINED; LANES];
        for (place, value) in row.iter_mut().zip(chunk) {
            *place = Approx::exact(*value);
        }
        let mut table = Table::new(vec![(name.to_owned(), row)]);
        let truths = condition.with(|arena, id| {
            table.extend(arena);
            table.row(id)
        });
        for (value, truth) in chunk.iter().zip(truths) {
            if truth.truth() == Some(true) {
                kept.push(*value);
            }
        }
    }
    kept
}
