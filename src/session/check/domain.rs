//! Where a step changes the domain: `x/x = 1`, `log(x^2) = 2*log(x)`.

use super::compare::Comparison;
use super::report::Remark;
use super::side::Side;
use crate::expr::Expr;
use crate::session::Session;
use crate::simplify::facts::Facts;

/// Sides of more nodes than this are not looked at.
const MOST: usize = 2_000;

/// What the domains of two equal sides are to one another.
pub(super) fn remarks(
    session: &Session,
    before: &Side,
    after: &Side,
    comparison: &Comparison,
) -> Vec<Remark> {
    let mut found = Vec::new();
    let (Some(left), Some(right)) = (before.parts.first(), after.parts.first()) else {
        return found;
    };
    // A condition that reading has folded away is in no value, so no point can show it.
    if comparison.only_right.is_some() || !before.lost.is_empty() {
        let folded = comparison.only_right.is_none();
        let lost = lost(
            session,
            (&left.full, &before.lost),
            (&right.full, &after.lost),
            folded,
        );
        if !lost.is_empty() {
            found.push(Remark::Wider(lost));
        }
    }
    if comparison.only_left.is_some() || !after.lost.is_empty() {
        let folded = comparison.only_left.is_none();
        let gained = lost(
            session,
            (&right.full, &after.lost),
            (&left.full, &before.lost),
            folded,
        );
        if !gained.is_empty() {
            found.push(Remark::Narrower(gained));
        } else if let Some(point) = &comparison.only_left {
            found.push(Remark::Undefined(point.clone()));
        }
    }
    found
}

/// The conditions of the first that do not follow from those of the second; only those that
/// reading has folded away, where no point shows the others.
fn lost(
    session: &Session,
    (first, first_folded): (&Expr, &[String]),
    (second, second_folded): (&Expr, &[String]),
    folded: bool,
) -> Vec<String> {
    if first.node_count() > MOST || second.node_count() > MOST {
        return Vec::new();
    }
    let read = |texts: &[String]| -> Vec<Expr> {
        let conditions = texts
            .iter()
            .filter_map(|text| session.expression(text).ok());
        conditions.collect()
    };
    let mut before = read(first_folded);
    if !folded {
        before.extend(first.domain(session.assumptions()));
    }
    let mut after = read(second_folded);
    after.extend(second.domain(session.assumptions()));
    let all: Vec<&Expr> = before.iter().chain(&after).collect();
    let (_, lost) = first.compact().with_all(&all, |arena, _, ids| {
        let (before, after) = ids.split_at(before.len().min(ids.len()));
        let mut facts = Facts::new(arena, session.assumptions()).unwrap_or_default();
        for &condition in after {
            if facts.assume(arena, condition).is_err() {
                return Vec::new();
            }
        }
        let mut kept = Vec::new();
        for &condition in before {
            if facts.holds(arena, condition) != Some(true) {
                kept.push(condition);
            }
        }
        let kept = facts.readable(arena, &kept);
        kept.iter()
            .filter_map(|&id| crate::expr::print(arena, id, &Default::default()).ok())
            .collect()
    });
    lost
}
