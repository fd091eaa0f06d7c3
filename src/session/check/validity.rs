//! Claims about the domain: `domain: x > 0`, `differentiable: x >= 0`.
//!
//! A claim is tried at points of the claimed set: at readable ones, and where something happens
//! (the ends of the set, zeros under roots and bars, kinks). [`fails_at`] decides at one point, by
//! the expression's values there and on both sides of it; nothing else here knows how.

use super::compare::Point;
use super::points::{Ground, Points, Unsupported};
use super::read::{Domain, Piece};
use super::sample::{Approx, LANES, Row, Table};
use super::side::Refusal;
use crate::expr::{Arena, Expr, Id, Node, lower, natural_order};
use crate::session::{Session, Value};
use crate::syntax::{Span, normalise_name};

/// Words for the set of all points.
const EVERYWHERE: [&str; 3] = ["everywhere", "always", "all reals"];

/// The grid on which zeros are looked for.
const FROM: f64 = -12.0;
const TO: f64 = 12.0;
const STEP: f64 = 0.25;

/// How many points are tried, and from how many of them zeros are looked for.
const MOST: usize = 160;
const STARTS: usize = 4;

/// How many terms that may vanish are followed.
const MOST_TERMS: usize = 40;

/// What a claim came to.
pub(super) enum Found {
    /// It fails at a point.
    Refuted { point: Point, why: &'static str },
    /// It held at so many points; perhaps it holds at one that it leaves out.
    Holds { points: usize, also: Option<Point> },
}

/// The condition of a claim; nothing for a claim about all points.
pub(super) fn condition(session: &Session, piece: Piece<'_>) -> Result<Option<Expr>, Refusal> {
    if EVERYWHERE.contains(&piece.text) {
        return Ok(None);
    }
    let value = session
        .evaluate(piece.text)
        .map_err(|error| Refusal::Unreadable(error, piece.start))?;
    let truth = |expr: &Expr| {
        expr.with(|arena, id| {
            matches!(
                arena.node(id),
                Node::Compare(..) | Node::And(..) | Node::Or(..) | Node::Not(_)
            )
        })
    };
    match value {
        Value::Expr(expr) if truth(&expr) => Ok(Some(expr)),
        _ => {
            let end = u32::try_from(piece.text.len()).unwrap_or(0);
            let error = crate::syntax::SyntaxError::NotACondition {
                span: Span { start: 0, end },
            };
            Err(Refusal::Unreadable(error.into(), piece.start))
        }
    }
}

/// Tries a claim.
pub(super) fn refute(
    session: &Session,
    ground: &Ground,
    expr: &Expr,
    condition: &Option<Expr>,
    kind: Domain,
) -> Result<Found, Unsupported> {
    let prepared = ground.prepared(expr)?;
    let mut names = prepared.free_symbols();
    names.extend(condition.iter().flat_map(Expr::free_symbols));
    names.sort_by(|a, b| natural_order(a, b));
    names.dedup();
    let keys: Vec<String> = names
        .iter()
        .map(|name| normalise_name(name).into_owned())
        .collect();
    let own: Vec<usize> = (prepared.free_symbols().iter())
        .filter_map(|name| names.iter().position(|other| other == name))
        .collect();
    let narrowed = match condition {
        Some(condition) => ground.with(condition),
        None => ground.clone(),
    };
    let mut conditions: Vec<Expr> = prepared.domain(session.assumptions());
    conditions.extend(condition.clone());
    let all: Vec<&Expr> = conditions.iter().collect();
    // Points are made before any arena is locked: their conditions live in arenas too.
    let (starts, within) = (starts(&names, ground), starts(&names, &narrowed));
    let (_, found) = prepared.compact().with_all(&all, |arena, root, ids| {
        let mut critical = vanishing(arena, root, ids);
        critical.truncate(MOST_TERMS);
        let truth = match condition {
            Some(_) => ids.last().copied(),
            None => None,
        };
        let inside = |arena: &Arena, point: &[f64]| match truth {
            None => true,
            Some(truth) => value(arena, &keys, point, truth).truth() == Some(true),
        };
        let mut candidates = zeros(arena, &keys, &critical, &starts);
        candidates.extend(within);
        candidates.truncate(MOST);
        let mut points = 0;
        for point in &candidates {
            if !inside(arena, point) {
                continue;
            }
            match fails_at(arena, root, &keys, &own, point, kind) {
                Some(why) => {
                    let point = names.iter().cloned().zip(point.iter().copied()).collect();
                    return Found::Refuted { point, why };
                }
                None => points += 1,
            }
        }
        let also = starts.into_iter().find(|point| {
            !inside(arena, point)
                && value(arena, &keys, point, root).is_real()
                && fails_at(arena, root, &keys, &own, point, kind).is_none()
        });
        Found::Holds {
            points,
            also: also.map(|point| names.iter().cloned().zip(point).collect()),
        }
    });
    match found {
        Found::Holds { points: 0, .. } => Err(Unsupported::EmptySet),
        found => Ok(found),
    }
}

/// Readable points at which what is known holds.
fn starts(names: &[String], ground: &Ground) -> Vec<Vec<f64>> {
    let mut points = Points::new(names, ground, 1);
    let mut found = Vec::new();
    while let Some(batch) = points.batch() {
        for lane in 0..LANES {
            let point: Vec<f64> = batch.iter().map(|(_, row)| row[lane].value).collect();
            let known = point.iter().all(|value| value.is_finite());
            if known && found.len() < 64 && !(names.is_empty() && lane > 0) {
                found.push(point);
            }
        }
    }
    found
}

/// Terms whose zeros are places at which something may happen.
fn vanishing(arena: &mut Arena, root: Id, conditions: &[Id]) -> Vec<Id> {
    let mut roots = vec![root];
    roots.extend_from_slice(conditions);
    let mut found = Vec::new();
    let mut note = |id: Id| {
        if !found.contains(&id) {
            found.push(id);
        }
    };
    for id in arena.reachable(&roots) {
        match arena.node(id) {
            Node::Compare(_, a, b) => note(arena.sub(a, b)),
            Node::Pow(base, exponent) => {
                let smooth = arena
                    .as_number(exponent)
                    .is_some_and(|number| number.is_integer() && number.is_positive());
                if !smooth {
                    note(base);
                }
            }
            Node::Call(function, run) => {
                let arguments = arena.operands(run).to_vec();
                let row = function.row();
                for kink in row.kinks {
                    let Some(formula) = lower::formula(arena, kink) else {
                        continue;
                    };
                    let pairs: Vec<(Id, Id)> = (row.parameters.iter().zip(&arguments))
                        .filter_map(|(name, &value)| Some((arena.find_symbol(name)?, value)))
                        .collect();
                    let zero = arena.substitute(formula, &pairs);
                    note(zero);
                }
                if !row.domain.is_empty()
                    && let Some(&argument) = arguments.first()
                {
                    note(argument);
                }
            }
            _ => {}
        }
    }
    found
}

/// Points at which one of the terms vanishes, on lines through some points.
fn zeros(arena: &Arena, keys: &[String], terms: &[Id], starts: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut found: Vec<Vec<f64>> = Vec::new();
    // With one variable, every start is on the same line.
    let most = if keys.len() == 1 { 1 } else { STARTS };
    for start in starts.iter().take(most) {
        for at in 0..keys.len() {
            let on_line = |x: f64| {
                let mut point = start.clone();
                if let Some(place) = point.get_mut(at) {
                    *place = x;
                }
                point
            };
            for &term in terms {
                let mut before: Option<(f64, f64)> = None;
                let mut x = FROM;
                while x <= TO && found.len() < MOST {
                    let here = value(arena, keys, &on_line(x), term);
                    if here.is_real() && here.value == 0.0 {
                        found.push(on_line(x));
                        before = None;
                    } else if here.is_real() {
                        if let Some((from, old)) = before
                            && old.signum() != here.value.signum()
                        {
                            let zero = bisect(from, x, old, |x| {
                                value(arena, keys, &on_line(x), term).value
                            });
                            found.push(on_line(zero));
                        }
                        before = Some((x, here.value));
                    } else {
                        before = None;
                    }
                    x += STEP;
                }
            }
        }
    }
    // Whole numbers are read more easily.
    found.sort_by_key(|point| point.iter().any(|value| value.fract() != 0.0));
    found.dedup();
    found
}

fn bisect(mut from: f64, mut to: f64, low: f64, f: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..60 {
        let middle = (from + to) / 2.0;
        if f(middle).signum() == low.signum() {
            from = middle;
        } else {
            to = middle;
        }
    }
    // A fraction with a small denominator is the zero itself, if the value says so.
    (1..=12)
        .map(|denominator| (to * f64::from(denominator)).round() / f64::from(denominator))
        .find(|near| (near - to).abs() < 1e-9 && f(*near).abs() < 1e-12)
        .unwrap_or(to)
}

fn value(arena: &Arena, keys: &[String], point: &[f64], id: Id) -> Approx {
    let names = (keys.iter().zip(point))
        .map(|(key, value)| {
            let mut row: Row = [Approx::UNDEFINED; LANES];
            row[0] = Approx::exact(*value);
            (key.clone(), row)
        })
        .collect();
    let mut table = Table::new(names);
    table.extend(arena);
    table.row(id)[0]
}

/// The distances at which the sides of a point are looked at.
const NEAR: [f64; 3] = [1e-3, 1e-4, 1e-5];

/// Why an expression is not defined, or not differentiable, at a point; nothing if it seems to be.
fn fails_at(
    arena: &Arena,
    root: Id,
    keys: &[String],
    own: &[usize],
    point: &[f64],
    kind: Domain,
) -> Option<&'static str> {
    let centre = value(arena, keys, point, root);
    if centre.is_undefined() {
        return Some("it is not real there");
    }
    if kind == Domain::Defined {
        return None;
    }
    for &at in own {
        // Lane 0 is the point; then the right and the left side at each distance.
        let names = (keys.iter().zip(point).enumerate())
            .map(|(place, (key, &value))| {
                let mut row: Row = [Approx::exact(value); LANES];
                if place == at {
                    for (number, distance) in NEAR.iter().enumerate() {
                        let step = distance * value.abs().max(1.0);
                        row[1 + 2 * number] = Approx::exact(value + step);
                        row[2 + 2 * number] = Approx::exact(value - step);
                    }
                }
                (key.clone(), row)
            })
            .collect();
        let mut table = Table::new(names);
        table.extend(arena);
        let row = table.row(root);
        if let Some(why) = slopes(&row, point.get(at).copied().unwrap_or(0.0)) {
            return Some(why);
        }
    }
    None
}

/// What is wrong with the difference quotients on both sides.
fn slopes(row: &Row, value: f64) -> Option<&'static str> {
    let [centre, sides @ ..] = row;
    if sides[5].is_undefined() {
        return Some("it is not real on the left of it");
    }
    if sides[4].is_undefined() {
        return Some("it is not real on the right of it");
    }
    if !sides.iter().take(6).all(|side| side.is_real()) {
        return None;
    }
    let scale = value.abs().max(1.0);
    if !centre.is_real() {
        let jump = (sides[4].value - sides[5].value).abs();
        let wide = (sides[0].value - sides[1].value).abs();
        return (jump > 0.5 * wide && jump > 1e-3).then_some("it jumps there");
    }
    let slope = |number: usize, left: bool| {
        let sign = if left { -1.0 } else { 1.0 };
        let side = sides[2 * number + usize::from(left)];
        (side.value - centre.value) / (sign * NEAR[number] * scale)
    };
    for left in [false, true] {
        let steep: Vec<f64> = (0..3).map(|number| slope(number, left).abs()).collect();
        if steep[2] > 1.5 * steep[1] && steep[1] > 1.5 * steep[0] && steep[2] > 1.0 {
            return Some("the slope grows without bound towards it");
        }
    }
    let gap = |number: usize| (slope(number, false) - slope(number, true)).abs();
    let size = 1.0 + slope(2, false).abs() + slope(2, true).abs();
    (gap(2) > 0.5 * gap(1) && gap(2) > 1e-4 * size)
        .then_some("the slopes from the left and from the right differ")
}
