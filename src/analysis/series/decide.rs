//! What is zero, and what is positive: the two questions on which every leading term depends.
//!
//! Exact knowledge comes first. Where it ends, values in doubles at several points decide: a value
//! that is clearly not 0 at one point proves it for that point; values that look like 0 at all
//! points are taken as an identity only if the expression has symbols to vary.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::SeriesError;
use super::sample::{Sample, sample};
use super::words;
use crate::algebra::forms::{Fraction, Limits};
use crate::analysis::AnalysisError;
use crate::expr::{Arena, Id, Node, Sign, sign};
use crate::simplify::facts::Facts;

/// Answers what is zero and what is positive, and remembers it.
#[derive(Default)]
pub(super) struct Judge {
    /// A variable that grows beyond all bounds; what holds for large values counts.
    large: Option<Id>,
    /// Symbols that stand for what stays between two values.
    pub(super) bounded: Vec<(Id, f64, f64)>,
    /// What is known of other symbols.
    facts: Facts,
    zeros: HashMap<Id, bool, FixedState>,
}

/// How many points are looked at.
const POINTS: usize = 10;

impl Judge {
    /// One that looks at large values of a variable, and knows some facts.
    pub(super) fn new(large: Option<Id>, facts: Facts) -> Self {
        Judge {
            large,
            facts,
            ..Judge::default()
        }
    }

    /// Whether a canonical expression is 0 for all values of its symbols.
    ///
    /// # Errors
    /// [`SeriesError::Unsolved`] if that can't be decided.
    pub(super) fn is_zero(&mut self, arena: &mut Arena, id: Id) -> Result<bool, AnalysisError> {
        match arena.node(id) {
            Node::Number(_) => return Ok(id == Id::ZERO),
            Node::Constant(_) | Node::Symbol(_) | Node::Call(..) | Node::Pow(..)
                if !self.may_cancel(arena, id) =>
            {
                return Ok(false);
            }
            _ => {}
        }
        if let Some(&known) = self.zeros.get(&id) {
            return Ok(known);
        }
        let zero = self.look(arena, id)?;
        self.zeros.insert(id, zero);
        Ok(zero)
    }

    /// Whether something inside is a sum, which alone can vanish without being seen.
    fn may_cancel(&self, arena: &Arena, id: Id) -> bool {
        arena
            .reachable(&[id])
            .iter()
            .any(|&id| matches!(arena.node(id), Node::Sum(run) if run.len() > 2))
            || matches!(arena.node(id), Node::Call(..))
    }

    fn look(&mut self, arena: &mut Arena, id: Id) -> Result<bool, AnalysisError> {
        if matches!(sign(arena, id), Sign::Positive | Sign::Negative) {
            return Ok(false);
        }
        let symbols = arena.free_symbols(&[id]);
        let mut alike = 0;
        let mut undefined = 0;
        for point in 0..POINTS {
            let found = sample(arena, id, &self.values(arena, &symbols, point));
            if found.sign().is_some() {
                return Ok(false);
            }
            if found.looks_zero() {
                alike += 1;
            } else if found.value.is_nan() {
                undefined += 1;
            }
            if symbols.is_empty() {
                break;
            }
        }
        if alike > 0 {
            if let Some(zero) = proved_zero(arena, id) {
                return Ok(zero);
            }
            if !symbols.is_empty() && alike >= 3 {
                return Ok(true);
            }
            return Err(unsolved(arena, id));
        }
        if undefined == 0 {
            return Err(unsolved(arena, id));
        }
        // Unknown functions have no value to look at: a form that does not vanish is not 0.
        let opaque = arena.reachable(&[id]).iter().any(|&id| {
            matches!(
                arena.node(id),
                Node::Unknown(..) | Node::RowSum(_) | Node::RowMean(_) | Node::IndexSum(_)
            )
        });
        if opaque {
            return match proved_zero(arena, id) {
                Some(zero) => Ok(zero),
                None => Ok(false),
            };
        }
        Err(unsolved(arena, id))
    }

    /// Values for symbols at one of several points.
    fn values(&self, arena: &Arena, symbols: &[Id], point: usize) -> Vec<(Id, f64)> {
        const LARGE: [f64; POINTS] = [2.3, 3.9, 17.9, 5.3, 41.3, 1.7, 7.7, 2.9, 113.3, 3.1];
        symbols
            .iter()
            .enumerate()
            .map(|(place, &symbol)| {
                let fraction = scatter(place as u64, point as u64);
                let value = if Some(symbol) == self.large {
                    LARGE[point % POINTS]
                } else if let Some((_, low, high)) =
                    self.bounded.iter().find(|(known, ..)| *known == symbol)
                {
                    low + (high - low) * fraction
                } else {
                    let size = 0.35 + 2.1 * fraction;
                    match self.known_sign(arena, symbol) {
                        Some(sign) => size * f64::from(sign),
                        // Most expressions are real for positive symbols; some for others only.
                        None if point % 3 == 2 => 1.0 - 2.0 * size,
                        None => size,
                    }
                };
                (symbol, value)
            })
            .collect()
    }

    /// The sign of a canonical expression without the large variable: 1, 0 or -1.
    ///
    /// # Errors
    /// [`SeriesError::DependsOnSign`] if it depends on symbols, [`SeriesError::Unsolved`] if it
    /// can't be told.
    pub(super) fn sign(&mut self, arena: &mut Arena, id: Id) -> Result<i8, AnalysisError> {
        if let Some(known) = self.known_sign(arena, id) {
            return Ok(known);
        }
        if self.is_zero(arena, id)? {
            return Ok(0);
        }
        let symbols = arena.free_symbols(&[id]);
        if symbols.is_empty() {
            return match sample(arena, id, &[]) {
                found if found.sign().is_some() => Ok(found.sign().unwrap_or(0)),
                Sample { value, .. } if value.is_nan() => Err(SeriesError::Undefined {
                    part: words::text(arena, id),
                    point: words::THE_POINT.to_owned(),
                }
                .into()),
                _ => Err(unsolved(arena, id)),
            };
        }
        if let Some((low, high)) = self.interval(arena, id) {
            if low > 0.0 {
                return Ok(1);
            }
            if high < 0.0 {
                return Ok(-1);
            }
        }
        // A product's sign is that of its factors; the ones that are known need not be told.
        let (mut sign, mut open) = (1i8, Id::ONE);
        for (base, exponent) in factors(arena, id) {
            let odd = match arena.as_number(exponent) {
                Some(power) if power.is_even() => continue,
                Some(power) => power.is_integer(),
                // Only a positive base has such a power.
                None => continue,
            };
            if !odd {
                continue;
            }
            match self.known_sign(arena, base) {
                Some(known) => sign *= known,
                None => open = arena.mul(open, base),
            }
        }
        if open == Id::ONE {
            return Ok(sign);
        }
        let open = arena.canonical(open)?;
        if open != id && self.known_sign(arena, open).is_some() {
            return Ok(sign * self.known_sign(arena, open).unwrap_or(0));
        }
        let bounded = |symbol: &Id| self.bounded.iter().any(|(known, ..)| known == symbol);
        if symbols.iter().any(bounded) {
            return Err(unsolved(arena, id));
        }
        Err(SeriesError::DependsOnSign {
            expression: words::text(arena, open),
        }
        .into())
    }

    /// A sign that is known by the form of an expression and by the facts.
    fn known_sign(&self, arena: &Arena, id: Id) -> Option<i8> {
        let known = match sign(arena, id) {
            Sign::Unknown | Sign::NonNegative | Sign::NonPositive if !self.facts.is_empty() => {
                self.facts.sign(arena, id)
            }
            known => known,
        };
        match known {
            Sign::Positive => Some(1),
            Sign::Negative => Some(-1),
            Sign::Zero => Some(0),
            _ => None,
        }
    }

    /// Bounds of an expression in bounded symbols; nothing if it has others, or for other forms
    /// than sums, products and whole powers.
    pub(super) fn interval(&self, arena: &Arena, id: Id) -> Option<(f64, f64)> {
        let order = arena.reachable(&[id]);
        let mut known: Vec<Option<(f64, f64)>> = Vec::with_capacity(order.len());
        for &id in &order {
            let at = |child: Id| {
                order
                    .binary_search(&child)
                    .ok()
                    .and_then(|place| known.get(place).copied())
                    .flatten()
            };
            let bounds =
                match arena.node(id) {
                    Node::Number(number) => {
                        let value = arena.number(number).to_f64();
                        Some((value, value))
                    }
                    Node::Constant(constant) => Some((constant.value(), constant.value())),
                    Node::Symbol(_) => self
                        .bounded
                        .iter()
                        .find(|(symbol, ..)| *symbol == id)
                        .map(|(_, low, high)| (*low, *high)),
                    Node::Sum(run) => arena.operands(run).chunks_exact(2).try_fold(
                        (0.0, 0.0),
                        |(low, high), pair| {
                            let (a, b) = times(at(pair[0])?, at(pair[1])?);
                            Some((low + a, high + b))
                        },
                    ),
                    Node::Product(run) => arena
                        .operands(run)
                        .chunks_exact(2)
                        .try_fold((1.0, 1.0), |bounds, pair| {
                            Some(times(bounds, raised(arena, at(pair[0])?, pair[1])?))
                        }),
                    Node::Pow(base, exponent) => {
                        at(base).and_then(|base| raised(arena, base, exponent))
                    }
                    _ => {
                        let symbols = !arena.free_symbols(&[id]).is_empty();
                        let value = sample(arena, id, &[]).value;
                        (!symbols && value.is_finite()).then_some((value, value))
                    }
                };
            known.push(bounds.filter(|(low, high)| low.is_finite() && high.is_finite()));
        }
        known.pop().flatten()
    }

    /// Whether what stands before a power, a logarithm or in a denominator keeps away from 0 when
    /// the bounded symbols move.
    pub(super) fn keeps_from_zero(&self, arena: &Arena, id: Id) -> bool {
        if !self.has_bounded(arena, id) {
            return true;
        }
        self.interval(arena, id)
            .is_some_and(|(low, high)| low > 0.0 || high < 0.0)
    }

    /// Whether a bounded symbol occurs.
    pub(super) fn has_bounded(&self, arena: &Arena, id: Id) -> bool {
        if self.bounded.is_empty() {
            return false;
        }
        arena
            .reachable(&[id])
            .iter()
            .any(|id| self.bounded.iter().any(|(symbol, ..)| symbol == id))
    }
}

fn times((a, b): (f64, f64), (c, d): (f64, f64)) -> (f64, f64) {
    let products = [a * c, a * d, b * c, b * d];
    (
        products.iter().copied().fold(f64::INFINITY, f64::min),
        products.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    )
}

fn raised(arena: &Arena, (low, high): (f64, f64), exponent: Id) -> Option<(f64, f64)> {
    let number = arena.as_number(exponent)?;
    let power = number.to_f64();
    if low > 0.0 {
        let ends = (low.powf(power), high.powf(power));
        return Some((ends.0.min(ends.1), ends.0.max(ends.1)));
    }
    let power = i32::try_from(number.to_i64()?).ok()?;
    if power < 0 {
        return None;
    }
    let ends = (low.powi(power), high.powi(power));
    if power % 2 == 0 {
        let least = if high < 0.0 { ends.0.min(ends.1) } else { 0.0 };
        return Some((least, ends.0.max(ends.1)));
    }
    Some((ends.0, ends.1))
}

/// The factors of a canonical node without its number, as base and exponent.
pub(super) fn factors(arena: &Arena, id: Id) -> Vec<(Id, Id)> {
    match arena.node(id) {
        Node::Number(_) => Vec::new(),
        Node::Product(run) => arena
            .operands(run)
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .collect(),
        Node::Pow(base, exponent) => vec![(base, exponent)],
        Node::Sum(run) if run.len() == 2 => match arena.operands(run) {
            // The number's sign is a factor like any other.
            [coefficient, term] => {
                let mut found = vec![(*coefficient, Id::ONE)];
                match arena.node(*term) {
                    Node::Product(run) => found.extend(
                        arena
                            .operands(run)
                            .chunks_exact(2)
                            .map(|pair| (pair[0], pair[1])),
                    ),
                    Node::Pow(base, exponent) => found.push((base, exponent)),
                    _ => found.push((*term, Id::ONE)),
                }
                found
            }
            _ => vec![(id, Id::ONE)],
        },
        _ => vec![(id, Id::ONE)],
    }
}

/// A fraction between 0 and 1 that looks like chance and is the same on every machine.
fn scatter(a: u64, b: u64) -> f64 {
    let mut mixed = (a + 1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add((b + 1).wrapping_mul(0xd1b5_4a32_d192_ed03));
    mixed ^= mixed >> 31;
    mixed = mixed.wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 29;
    (mixed >> 11) as f64 / (1u64 << 53) as f64
}

/// Whether algebra can tell that an expression is 0, or that it is not.
fn proved_zero(arena: &mut Arena, id: Id) -> Option<bool> {
    let limits = Limits {
        terms: 2_000,
        work: 5_000_000,
    };
    // That a form is not 0 proves nothing where its parts depend on each other.
    let fraction = Fraction::of(arena, id, &limits).ok()?;
    fraction.is_zero().then_some(true)
}

fn unsolved(arena: &Arena, id: Id) -> AnalysisError {
    SeriesError::Unsolved {
        part: words::text(arena, id),
    }
    .into()
}
