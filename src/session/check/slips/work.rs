//! The table at which slips are tried: an arena and the values of all its nodes at some points.

use super::Case;
use crate::expr::{Arena, Expr, Id, Node};
use crate::session::Session;
use crate::session::check::points::{Ground, Points};
use crate::session::check::sample::{Approx, LANES, Row, Table, same};
use crate::session::check::side::resolved;
use crate::syntax::normalise_name;

/// The least points at which a wrong result must be met exactly.
const LEAST: usize = 4;

/// The most nodes of what is looked at, and of what is built on the way.
const MOST_NODES: usize = 400;
const MOST_BUILT: usize = 150_000;

/// Where the points begin at which slips are tried, and those at which a find is tried again.
const SEED: u64 = 3;

/// An arena, values of its nodes, and what is compared there.
pub(super) struct Work {
    pub(super) arena: Arena,
    first: Table,
    second: Table,
    /// What is right.
    pub(super) right: Id,
    /// What stands in the line, with the names that were typed.
    pub(super) claim: Id,
    /// The line before, with the names that were typed and with what they stand for.
    pub(super) before: [Id; 2],
    /// What was differentiated.
    pub(super) of: Option<Id>,
    /// The names that are known here.
    pub(super) symbols: Vec<Id>,
    limit: usize,
}

impl Work {
    /// Brings a case together; nothing if it is too large, or real at too few points.
    pub(super) fn new(case: &Case<'_>) -> Option<Work> {
        let prepare = |expr: &Expr| case.ground.prepared(expr).ok();
        let right = prepare(case.right)?;
        let full = prepare(&case.claim.full)?;
        let named = prepare(&with_functions(case.session, &case.claim.raw)?)?;
        let before_named = prepare(&with_functions(case.session, &case.before.raw)?)?;
        let before = prepare(&case.before.full)?;
        let of = match case.derivative {
            Some((of, _)) => Some(prepare(of)?),
            None => None,
        };
        let mut all = vec![&right, &full, &named, &before_named, &before];
        all.extend(&of);
        if all.iter().any(|expr| expr.node_count() > MOST_NODES) {
            return None;
        }
        let mut arena = Arena::new();
        let mut ids = Vec::new();
        for expr in &all {
            let imported = expr.with(|source, id| arena.import(source, &[id]));
            let plain = arena.unflatten(&imported);
            ids.extend(plain);
        }
        let symbols = arena.free_symbols(&ids);
        let names: Vec<String> = symbols
            .iter()
            .map(|&id| arena.name(id).to_owned())
            .collect();
        let definitions = Definitions::new(case.session, case.ground, &names);
        let [first, second] = tables(case.ground, &definitions, &right, &full)?;
        let at = |place: usize| ids.get(place).copied().unwrap_or(Id::ZERO);
        let limit = arena.len() + MOST_BUILT;
        Some(Work {
            right: at(0),
            claim: at(2),
            before: [at(3), at(4)],
            of: of.is_some().then(|| at(5)),
            arena,
            first,
            second,
            symbols,
            limit,
        })
    }

    /// Whether there is nothing left to spend.
    pub(super) fn spent(&self) -> bool {
        self.arena.len() > self.limit
    }

    /// The values of a node.
    pub(super) fn row(&mut self, id: Id) -> Row {
        self.first.extend(&self.arena);
        self.first.row(id)
    }

    /// Whether two nodes have the same values at the points, and at other points too.
    pub(super) fn same(&mut self, a: Id, b: Id) -> bool {
        if !agree(&self.row(a), &self.row(b)) {
            return false;
        }
        self.second.extend(&self.arena);
        agree(&self.second.row(a), &self.second.row(b))
    }

    /// The number that a node has as its value at all points, if it is one that is easily written.
    pub(super) fn constant(&mut self, id: Id) -> Option<(i64, i64)> {
        let mut known: Option<f64> = None;
        let mut count = 0;
        let row = self.row(id);
        self.second.extend(&self.arena);
        for value in row.iter().chain(&self.second.row(id)) {
            if !value.is_real() || value.error > 1e-7 * value.value.abs() {
                continue;
            }
            match known {
                None => known = Some(value.value),
                Some(first) => {
                    let near = 1e-9 * first.abs().max(1e-6) + 8.0 * value.error;
                    if (first - value.value).abs() > near {
                        return None;
                    }
                }
            }
            count += 1;
        }
        let value = known.filter(|_| count >= LEAST)?;
        (1..=60_i64).find_map(|denominator| {
            let numerator = (value * denominator as f64).round();
            let near = (value - numerator / denominator as f64).abs() < 1e-9 * value.abs().max(1.0);
            (near && numerator.abs() < 1e9).then_some((numerator as i64, denominator))
        })
    }

    /// An expression of its own.
    pub(super) fn expr(&self, id: Id) -> Expr {
        let mut arena = Arena::new();
        let own = arena.import(&self.arena, &[id]);
        Expr::from_arena(
            arena,
            own.first().copied().unwrap_or(Id::ZERO),
            Default::default(),
        )
    }

    /// A rational number.
    pub(super) fn ratio(&mut self, numerator: i64, denominator: i64) -> Id {
        let (a, b) = (
            self.arena.integer(numerator),
            self.arena.integer(denominator),
        );
        self.arena.div(a, b)
    }

    /// How large a node is.
    pub(super) fn size(&self, id: Id) -> usize {
        self.arena.node_count(&[id])
    }
}

/// Whether two rows agree wherever both are real, and that is at points enough.
fn agree(a: &Row, b: &Row) -> bool {
    let mut hits = 0;
    let mut real = 0;
    for (a, b) in a.iter().zip(b) {
        if !b.is_real() {
            continue;
        }
        real += 1;
        match same(*a, *b) {
            Some(true) => hits += 1,
            Some(false) => return false,
            None => {}
        }
    }
    hits >= LEAST && 2 * hits >= real
}

/// An expression in which the calls of defined functions are put in, but constants are names.
fn with_functions(session: &Session, raw: &Expr) -> Option<Expr> {
    let called = raw.with(|arena, id| {
        (arena.reachable(&[id]).iter()).any(|&id| match arena.node(id) {
            Node::Unknown(name, _) => {
                let name = arena.symbol_key(name);
                session.definitions.get(name).is_some()
            }
            _ => false,
        })
    });
    match called {
        true => resolved(session, raw),
        false => Some(raw.clone()),
    }
}

/// What names stand for that are defined.
struct Definitions {
    named: Vec<(String, Expr)>,
}

impl Definitions {
    fn new(session: &Session, ground: &Ground, names: &[String]) -> Self {
        let mut named = Vec::new();
        for name in names {
            if session.definitions.get(name).is_some()
                && let Some(value) = resolved(session, &Expr::symbol(name))
                && let Ok(value) = ground.prepared(&value)
            {
                named.push((normalise_name(name).into_owned(), value));
            }
        }
        Definitions { named }
    }
}

/// Two tables of points at which both sides are real.
fn tables(
    ground: &Ground,
    definitions: &Definitions,
    right: &Expr,
    claim: &Expr,
) -> Option<[Table; 2]> {
    let mut names = right.free_symbols();
    names.extend(claim.free_symbols());
    let values = definitions.named.iter();
    names.extend(values.flat_map(|(_, value)| value.free_symbols()));
    names.sort();
    names.dedup();
    if names.is_empty() {
        return None;
    }
    let mut points = Points::new(&names, ground, SEED);
    points.irregular();
    let mut others: Vec<&Expr> = vec![claim];
    others.extend(definitions.named.iter().map(|(_, value)| value));
    let (_, found) = right.compact().with_all(&others, |arena, right, others| {
        let (claim, values) = others.split_first()?;
        let mut found: Vec<Vec<(String, Approx)>> = Vec::new();
        while let Some(batch) = points.batch() {
            let mut table = Table::new(batch);
            table.extend(arena);
            let (a, b) = (table.row(right), table.row(*claim));
            for lane in 0..LANES {
                if !a[lane].is_real() || !b[lane].is_real() {
                    continue;
                }
                let mut point: Vec<(String, Approx)> = (table.names().iter())
                    .map(|(name, row)| (name.clone(), row[lane]))
                    .collect();
                for ((name, _), value) in definitions.named.iter().zip(values) {
                    let value = table.row(*value)[lane];
                    match point.iter_mut().find(|(known, _)| known == name) {
                        Some((_, known)) => *known = value,
                        None => point.push((name.clone(), value)),
                    }
                }
                found.push(point);
            }
            if found.len() >= 2 * LANES {
                break;
            }
        }
        Some(found)
    });
    let found = found?;
    if found.len() < LEAST {
        return None;
    }
    let table = |start: usize| {
        let first = found.first();
        let names: Vec<String> = (first.into_iter().flatten())
            .map(|(name, _)| name.clone())
            .collect();
        let rows = names.iter().enumerate().map(|(at, name)| {
            let row: Row = std::array::from_fn(|lane| {
                let point = found.get(start + lane);
                let value = point.and_then(|point| point.get(at));
                value.map_or(Approx::UNDEFINED, |(_, value)| *value)
            });
            (name.clone(), row)
        });
        Table::new(rows.collect())
    };
    // Where there are few points, they serve twice.
    let second = if found.len() >= LANES + LEAST {
        LANES
    } else {
        0
    };
    Some([table(0), table(second)])
}
