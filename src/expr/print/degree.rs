//! The total degree of a term in its symbols.

use super::super::arena::Arena;
use super::super::node::{Id, Node};
use super::memo::Memo;

/// The degree of a symbol. Degrees are counted in fractions with the smallest denominator that
/// all of 1 to 16 divide, so that usual fractional exponents add up exactly.
const UNIT: i64 = 720_720;

/// How far a degree is followed without remembering it.
const GLANCE: u32 = 2;

/// Degrees, remembered for sums and for whatever lies deep.
#[derive(Debug)]
pub(super) struct Degrees {
    known: Memo<i64>,
}

impl Degrees {
    pub fn new() -> Self {
        Degrees { known: Memo::new() }
    }

    /// The degree of a node: calls, symbolic powers and constants count 0, a sum as its highest
    /// term.
    #[inline]
    pub fn of(&mut self, arena: &Arena, id: Id) -> i64 {
        match self.glance(arena, id, GLANCE) {
            Some(degree) => degree,
            None => self.walk(arena, id),
        }
    }

    /// The degree, unless something that is not known yet has to be looked through.
    #[inline]
    fn glance(&self, arena: &Arena, id: Id, depth: u32) -> Option<i64> {
        match arena.node(id) {
            Node::Symbol(_) => Some(UNIT),
            Node::Sum(_) => self.known.get(u64::from(id.0)),
            Node::Pow(..) | Node::Product(_) => self
                .look_through(arena, id, depth)
                .or_else(|| self.known.get(u64::from(id.0))),
            _ => Some(0),
        }
    }

    fn look_through(&self, arena: &Arena, id: Id, depth: u32) -> Option<i64> {
        let depth = depth.checked_sub(1)?;
        match arena.node(id) {
            Node::Pow(base, exponent) => match arena.as_number(exponent) {
                Some(_) => Some(scale(arena, self.glance(arena, base, depth)?, exponent)),
                None => Some(0),
            },
            Node::Product(run) => {
                let mut total = 0i64;
                for pair in arena.operands(run).chunks_exact(2) {
                    if arena.as_number(pair[1]).is_some() {
                        let degree = self.glance(arena, pair[0], depth)?;
                        total = total.saturating_add(scale(arena, degree, pair[1]));
                    }
                }
                Some(total)
            }
            _ => None,
        }
    }

    /// The degree by a walk that remembers every node it goes through.
    fn walk(&mut self, arena: &Arena, id: Id) -> i64 {
        let mut stack = vec![id];
        let mut last = 0;
        while let Some(&top) = stack.last() {
            let before = stack.len();
            let mut total = 0i64;
            match arena.node(top) {
                Node::Sum(run) => {
                    let mut highest = None;
                    for pair in arena.operands(run).chunks_exact(2) {
                        match self.glance(arena, pair[1], 1) {
                            Some(degree) => highest = highest.max(Some(degree)),
                            None => stack.push(pair[1]),
                        }
                    }
                    total = highest.unwrap_or(0);
                }
                Node::Product(run) => {
                    for pair in arena.operands(run).chunks_exact(2) {
                        if arena.as_number(pair[1]).is_none() {
                            continue;
                        }
                        match self.glance(arena, pair[0], 1) {
                            Some(degree) => {
                                total = total.saturating_add(scale(arena, degree, pair[1]));
                            }
                            None => stack.push(pair[0]),
                        }
                    }
                }
                Node::Pow(base, exponent) if arena.as_number(exponent).is_some() => {
                    match self.glance(arena, base, 1) {
                        Some(degree) => total = scale(arena, degree, exponent),
                        None => stack.push(base),
                    }
                }
                Node::Symbol(_) => total = UNIT,
                _ => {}
            }
            if stack.len() == before {
                stack.pop();
                self.known.insert(u64::from(top.0), total);
                last = total;
            }
        }
        last
    }
}

/// A degree times a numeric exponent.
#[inline]
fn scale(arena: &Arena, degree: i64, exponent: Id) -> i64 {
    if exponent == Id::ONE || degree == 0 {
        return degree;
    }
    let Some(power) = arena.as_number(exponent) else {
        return 0;
    };
    let Some((n, d)) = power.to_ratio() else {
        return if power.is_negative() {
            i64::MIN
        } else {
            i64::MAX
        };
    };
    let scaled = i128::from(degree) * i128::from(n) / i128::from(d);
    scaled.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}
