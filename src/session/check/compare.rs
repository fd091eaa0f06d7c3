//! Are two expressions equal where both are real?

use super::points::{Ground, Points, Unsupported};
use super::sample::{LANES, Table, same};
use crate::expr::{Arena, Expr, natural_order};
use crate::session::Session;
use crate::simplify::Simplify;

/// How many points that agree are enough.
const ENOUGH: usize = 40;

/// Beyond how many nodes an expression is large.
const LARGE: usize = 4_000;

/// Where the points begin that are drawn.
const SEED: u64 = 1;

/// Differences of more nodes than this are not simplified to see whether they are 0.
const MOST_EXACT: usize = 400;

/// A point.
pub type Point = Vec<(String, f64)>;

/// A point and the values of two sides there.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The point: names and values.
    pub point: Point,
    /// The value that is expected there.
    pub left: f64,
    /// The value of what stands in the line.
    pub right: f64,
}

/// What a comparison of two expressions came to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Agreement {
    /// They are the same expression, or their difference simplifies to 0.
    Exact,
    /// The same values at so many points.
    Sampled(usize),
    /// Different values.
    Different(Witness),
    /// No point was found at which both are real.
    Nowhere,
}

/// A comparison.
#[derive(Clone, Debug)]
pub(super) struct Comparison {
    pub(super) agreement: Agreement,
    /// A point at which only the first is real.
    pub(super) only_left: Option<Point>,
    /// A point at which only the second is real.
    pub(super) only_right: Option<Point>,
    /// A point at which they differ, though they agree at nearly all.
    pub(super) single: Option<Witness>,
}

/// Holds two expressions against each other.
pub(super) fn compare(
    session: &Session,
    ground: &Ground,
    left: &Expr,
    right: &Expr,
    exact: bool,
) -> Result<Comparison, Unsupported> {
    let (left, right) = (ground.prepared(left)?, ground.prepared(right)?);
    // Of rational expressions the canonical form decides, and no domain but what reading tells.
    if exact && left.is_rational() && right.is_rational() && left == right {
        return Ok(Comparison {
            agreement: Agreement::Exact,
            only_left: None,
            only_right: None,
            single: None,
        });
    }
    let mut names: Vec<String> = left.free_symbols();
    names.extend(right.free_symbols());
    names.sort_by(|a, b| natural_order(a, b));
    names.dedup();
    let (_, comparison) = left
        .compact()
        .with_all(&[&right.compact()], |arena, left, others| {
            let right = others.first().copied().unwrap_or(left);
            sampled(arena, left, right, &names, ground)
        });
    let mut comparison = comparison;
    if exact && let Agreement::Sampled(_) = comparison.agreement {
        let difference = &left - &right;
        if left == right || is_zero(session, &difference) {
            comparison.agreement = Agreement::Exact;
        }
    }
    Ok(comparison)
}

fn is_zero(session: &Session, difference: &Expr) -> bool {
    if difference.node_count() > MOST_EXACT {
        return false;
    }
    let zero = |expr: &Expr| expr.as_number().is_some_and(|number| number.is_zero());
    if difference.canonical().is_ok_and(|form| zero(&form)) {
        return true;
    }
    let simplified = session.simplified(difference, &Simplify::derivative());
    simplified.is_ok_and(|(form, _)| zero(&form))
}

fn sampled(
    arena: &mut Arena,
    left: crate::expr::Id,
    right: crate::expr::Id,
    names: &[String],
    ground: &Ground,
) -> Comparison {
    let mut points = Points::new(names, ground, SEED);
    let mut agreeing = 0;
    let mut differing: Vec<Witness> = Vec::new();
    let mut comparison = Comparison {
        agreement: Agreement::Nowhere,
        only_left: None,
        only_right: None,
        single: None,
    };
    // What is large is looked at in fewer points.
    let (enough, mut batches) = if arena.len() > LARGE {
        (LANES, 3)
    } else {
        (ENOUGH, 100)
    };
    while let Some(batch) = points.batch() {
        if batches == 0 {
            break;
        }
        batches -= 1;
        let mut table = Table::new(batch);
        table.extend(arena);
        let (a, b) = (table.row(left), table.row(right));
        for lane in 0..LANES {
            if names.is_empty() && lane > 0 {
                break;
            }
            let point = || -> Point {
                (names.iter().zip(table.names()))
                    .map(|(name, (_, row))| (name.clone(), row[lane].value))
                    .collect()
            };
            let known = table.names().iter().all(|(_, row)| row[lane].is_real());
            if !known {
                continue;
            }
            if a[lane].is_real() && b[lane].is_undefined() && comparison.only_left.is_none() {
                comparison.only_left = Some(point());
            }
            if b[lane].is_real() && a[lane].is_undefined() && comparison.only_right.is_none() {
                comparison.only_right = Some(point());
            }
            match same(a[lane], b[lane]) {
                Some(true) => agreeing += 1,
                Some(false) => differing.push(Witness {
                    point: point(),
                    left: a[lane].value,
                    right: b[lane].value,
                }),
                None => {}
            }
        }
        if agreeing + differing.len() >= enough {
            break;
        }
    }
    // Conventions at a jump make sides differ at a single point, which is no slip.
    let single = differing.len() <= 1 && agreeing >= 16;
    let first = differing.into_iter().next();
    comparison.agreement = match first {
        Some(witness) if single => {
            comparison.single = Some(witness);
            Agreement::Sampled(agreeing)
        }
        Some(witness) => Agreement::Different(witness),
        None if agreeing > 0 => Agreement::Sampled(agreeing),
        None => Agreement::Nowhere,
    };
    comparison
}
