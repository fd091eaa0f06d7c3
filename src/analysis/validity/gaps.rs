//! The derivative of a choice of pieces.

use super::chain::hidden;
use super::decide::{Decision, chosen_at, decide};
use super::seams::{Points, holds_generally, points};
use super::suspects::{Suspect, atoms};
use crate::analysis::series::same;
use crate::diff::{DiffError, Forward};
use crate::expr::{Arena, Id, Node, Relation, Sign};
use crate::simplify::facts::{Facts, contrary};

/// How many points are decided for one derivative.
const MOST_DECISIONS: usize = 200;

/// Choices with more seams, or larger ones, are taken piece by piece without a look at the seams.
const MOST_SEAMS: usize = 32;
const MOST_NODES: usize = 2_000;

/// How deep conditions in conditions are taken apart.
const DEPTH: u32 = 8;

/// What may still be spent on limits.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Budget(MOST_DECISIONS)
    }
}

impl Budget {
    pub(super) fn spend(&mut self) -> bool {
        let left = self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        left
    }
}

/// The derivative of a choice, and where it has none though the choice has a value.
pub(super) struct Made {
    pub(super) derivative: Id,
    pub(super) gaps: Vec<Id>,
}

/// What happens where a comparison's sides are equal.
struct Seam {
    zero: Id,
    /// Whether there is a point without a derivative, or one that is not decided.
    open: bool,
    /// Points with their derivatives.
    known: Vec<(Id, Id)>,
    gaps: Vec<Id>,
    /// Whether the difference of the sides falls as the variable grows.
    falls: bool,
}

/// The derivative of a choice with these operands in the engine's variable.
pub(super) fn pieces(
    arena: &mut Arena,
    choice: Id,
    operands: &[Id],
    engine: &mut Forward,
    budget: &mut Budget,
) -> Result<Made, DiffError> {
    let x = engine.variable();
    let mut slopes = operands.to_vec();
    let count = slopes.len();
    for (at, slope) in slopes.iter_mut().enumerate() {
        // The last of an odd number is the value otherwise.
        if at % 2 == 1 || at + 1 == count {
            *slope = engine.derivative(arena, *slope)?;
        }
    }
    let plain = |arena: &mut Arena, slopes: &[Id]| Made {
        derivative: chosen(arena, slopes),
        gaps: Vec::new(),
    };
    let mut zeros: Vec<Id> = Vec::new();
    for condition in operands.chunks_exact(2).map(|pair| pair[0]) {
        for (a, b) in atoms(arena, condition) {
            let difference = arena.sub(a, b);
            let Ok(zero) = arena.canonical(difference) else {
                return Ok(plain(arena, &slopes));
            };
            if arena.occurs_free(&[zero], x) && !zeros.contains(&zero) {
                zeros.push(zero);
            }
        }
    }
    if zeros.is_empty() || zeros.len() > MOST_SEAMS || arena.node_count(&[choice]) > MOST_NODES {
        return Ok(plain(arena, &slopes));
    }
    let Ok(form) = arena.canonical(choice) else {
        return Ok(plain(arena, &slopes));
    };
    let mut seams = Vec::with_capacity(zeros.len());
    for zero in zeros {
        seams.push(looked_at(arena, (choice, form), x, zero, budget)?);
    }
    Ok(assembled(arena, x, slopes, &seams))
}

/// A choice between slopes; 0 where all of them are and one is always chosen.
fn chosen(arena: &mut Arena, slopes: &[Id]) -> Id {
    let pairs = slopes.chunks_exact(2);
    match pairs.remainder() {
        [otherwise] => {
            let constant = *otherwise == Id::ZERO && pairs.clone().all(|pair| pair[1] == Id::ZERO);
            if constant || slopes.len() == 1 {
                *otherwise
            } else {
                arena.piecewise_node(slopes)
            }
        }
        _ => arena.piecewise_node(slopes),
    }
}

/// What happens where a difference of two sides vanishes.
fn looked_at(
    arena: &mut Arena,
    near: (Id, Id),
    x: Id,
    zero: Id,
    budget: &mut Budget,
) -> Result<Seam, DiffError> {
    let built = arena.unflatten(&[zero]);
    let rise = match built.first() {
        Some(&built) => Forward::new(x).derivative(arena, built)?,
        None => Id::ZERO,
    };
    let rise = arena.canonical(rise).unwrap_or(rise);
    let facts = Facts::none();
    let mut seam = Seam {
        zero,
        open: false,
        known: Vec::new(),
        gaps: Vec::new(),
        falls: facts.sign(arena, rise) == Sign::Negative,
    };
    let found = match budget.spend() {
        true => points(arena, zero, x, &facts),
        false => None,
    };
    let Some(Points { list, all, family }) = found else {
        seam.open = true;
        return Ok(seam);
    };
    seam.open = !all || family.is_some();
    for (point, conditions) in list {
        let mut within = facts.clone();
        if (conditions.iter()).any(|&condition| within.assume(arena, condition).is_err()) {
            continue;
        }
        let decision = match budget.spend() {
            true => decide(arena, near, x, point, &within),
            false => Decision::default(),
        };
        match (decision.exists, decision.slope) {
            (Some(true), Some(slope))
                if conditions.is_empty() && holds_generally(arena, near, x, point, &within) =>
            {
                seam.known.push((point, slope));
            }
            _ => {
                seam.open = true;
                if decision.value.is_some() {
                    seam.gaps.push(point);
                }
            }
        }
    }
    if seam.open && seam.gaps.is_empty() {
        let suspect = Suspect {
            zero,
            inner: true,
            nodes: vec![near.1],
        };
        let reached = arena.reachable(&[near.1]).contains(&zero);
        seam.open = !(reached && hidden(arena, near.1, &suspect));
    }
    Ok(seam)
}

/// The slopes with their conditions, made narrower where a seam is open, and with a piece for each
/// point at which the derivative is another one than that of the piece it belongs to.
fn assembled(arena: &mut Arena, x: Id, mut slopes: Vec<Id>, seams: &[Seam]) -> Made {
    let raw = chosen(arena, &slopes);
    let mut points: Vec<(Id, Id)> = Vec::new();
    for (point, slope) in seams.iter().flat_map(|seam| seam.known.iter().copied()) {
        let there = chosen_at(arena, raw, x, point, &Facts::none());
        let there = arena.substitute(there, &[(x, point)]);
        let agrees = match arena.canonical(there) {
            Ok(there) => same(arena, there, slope, &Facts::none()) == Ok(true),
            Err(_) => false,
        };
        if !agrees && !points.iter().any(|(known, _)| *known == point) {
            points.push((point, slope));
        }
    }
    // Where a piece is for the point alone, its value is the slope.
    points.retain(|&(point, slope)| !put_in_place(arena, x, &mut slopes, point, slope));
    let open = seams.iter().any(|seam| seam.open);
    let slopes = match open {
        true => narrowed(arena, &slopes, seams),
        false => slopes,
    };
    let mut all = Vec::with_capacity(slopes.len() + 2 * points.len());
    for (point, slope) in points {
        all.extend([arena.compare_node(Relation::Equal, x, point), slope]);
    }
    all.extend(slopes);
    let gaps = seams.iter().flat_map(|seam| seam.gaps.iter().copied());
    Made {
        gaps: gaps.collect(),
        derivative: chosen(arena, &all),
    }
}

/// Puts the slope at a point into the piece that is for this point only, if there is one.
fn put_in_place(arena: &mut Arena, x: Id, slopes: &mut [Id], point: Id, slope: Id) -> bool {
    let is_point = |arena: &mut Arena, condition: Id, wanted: Relation| {
        let Node::Compare(relation, a, b) = arena.node(condition) else {
            return false;
        };
        let other = if a == x { b } else { a };
        relation == wanted && (a == x || b == x) && arena.canonical(other) == arena.canonical(point)
    };
    if let &mut [condition, _, ref mut otherwise] = slopes
        && is_point(arena, condition, Relation::NotEqual)
    {
        *otherwise = slope;
        return true;
    }
    // What comes after another piece, which may hold there, is not looked at.
    if let &mut [condition, ref mut own, ..] = slopes
        && is_point(arena, condition, Relation::Equal)
    {
        *own = slope;
        return true;
    }
    false
}

/// The open seam of a comparison's sides.
fn open_seam<'a>(arena: &mut Arena, a: Id, b: Id, seams: &'a [Seam]) -> Option<&'a Seam> {
    let difference = arena.sub(a, b);
    let zero = arena.canonical(difference).ok()?;
    // The sides of such a comparison may be equal on a whole interval, and not only at points.
    let rough = |id: Id| match arena.node(id) {
        Node::Call(function, _) => !function.row().kinks.is_empty(),
        Node::Piecewise(_) => true,
        _ => false,
    };
    if arena.reachable(&[zero]).into_iter().any(rough) {
        return None;
    }
    seams.iter().find(|seam| seam.open && seam.zero == zero)
}

/// Pieces that leave out the points of open seams.
fn narrowed(arena: &mut Arena, slopes: &[Id], seams: &[Seam]) -> Vec<Id> {
    let mut made = Vec::with_capacity(slopes.len() + 1);
    // What the pieces before leave, for those with an open seam.
    let mut rest: Vec<Id> = Vec::new();
    let pairs = slopes.chunks_exact(2);
    let otherwise = pairs.remainder().first().copied();
    for pair in pairs {
        let (condition, slope) = (pair[0], pair[1]);
        if let Some(own) = within(arena, condition, seams, 0) {
            let mut parts = rest.clone();
            parts.push(own);
            if let Some(joined) = joined(arena, &parts) {
                made.extend([joined, slope]);
            }
        }
        let mut open = false;
        for (a, b) in atoms(arena, condition) {
            open |= open_seam(arena, a, b, seams).is_some();
        }
        if open {
            let not = match contrary(arena, condition) {
                Some(not) => not,
                None => arena.not_node(condition),
            };
            match within(arena, not, seams, 0) {
                Some(not) => rest.push(not),
                // Nothing is left.
                None => return made,
            }
        }
    }
    if let Some(slope) = otherwise {
        match joined(arena, &rest) {
            Some(joined) => made.extend([joined, slope]),
            None => made.push(slope),
        }
    }
    made
}

/// All of several conditions, without those that follow from the others; nothing if there are none.
fn joined(arena: &mut Arena, parts: &[Id]) -> Option<Id> {
    let mut kept: Vec<Id> = parts.to_vec();
    for &part in parts {
        if kept.len() < 2 {
            break;
        }
        let mut others = Facts::none();
        let possible =
            (kept.iter().filter(|id| **id != part)).all(|&id| others.assume(arena, id).is_ok());
        if possible && others.holds(arena, part) == Some(true) {
            kept.retain(|id| *id != part);
        }
    }
    kept.into_iter().reduce(|a, b| arena.and_node(a, b))
}

/// A condition without the points of open seams, its comparisons so written that their left sides
/// rise; nothing if it can't hold elsewhere. The recursion is bounded by a constant.
fn within(arena: &mut Arena, condition: Id, seams: &[Seam], depth: u32) -> Option<Id> {
    use Relation::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
    match arena.node(condition) {
        Node::Compare(relation, a, b) => {
            let Some(seam) = open_seam(arena, a, b, seams) else {
                return Some(condition);
            };
            let strict = match relation {
                Less | LessEqual => Less,
                Greater | GreaterEqual => Greater,
                NotEqual => NotEqual,
                Equal => return None,
            };
            Some(match (seam.falls, strict) {
                (true, Less) => arena.compare_node(Greater, b, a),
                (true, Greater) => arena.compare_node(Less, b, a),
                _ => arena.compare_node(strict, a, b),
            })
        }
        Node::And(a, b) if depth < DEPTH => {
            let a = within(arena, a, seams, depth + 1)?;
            let b = within(arena, b, seams, depth + 1)?;
            Some(arena.and_node(a, b))
        }
        Node::Or(a, b) if depth < DEPTH => {
            let a = within(arena, a, seams, depth + 1);
            let b = within(arena, b, seams, depth + 1);
            match (a, b) {
                (Some(a), Some(b)) => Some(arena.or_node(a, b)),
                (a, b) => a.or(b),
            }
        }
        // The points of all seams in it are left out one by one.
        _ => {
            let mut all = condition;
            for (a, b) in atoms(arena, condition) {
                if open_seam(arena, a, b, seams).is_some() {
                    let apart = arena.compare_node(NotEqual, a, b);
                    all = arena.and_node(all, apart);
                }
            }
            Some(all)
        }
    }
}
