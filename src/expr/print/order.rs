//! The order in which terms and factors stand.
//!
//! Canonical nodes keep their operands in the order of hashes. What is printed is ordered here:
//! terms by total degree, sign and names, factors by kind and names. Comparisons look only
//! [`DEPTH`] nested operations deep and [`BREADTH`] operands wide and then decide by the hash,
//! which is the same on every machine; so each costs O(1), and the native stack stays flat.

use std::cmp::Ordering;

use super::super::arena::Arena;
use super::super::node::{Constant, Id, Node};
use super::degree::Degrees;
use super::keywords;
use super::memo::Memo;
use super::natural::natural_order;
use crate::function::FunctionId;

/// How many nested operations a comparison looks through.
pub(super) const DEPTH: u32 = 4;
/// How many operands of one operation a comparison looks at.
const BREADTH: usize = 8;

/// The kinds of factors, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// An irrational power of a number.
    Number,
    /// `pi`, `e`.
    Constant,
    Symbol,
    /// A number or a constant to a symbolic power.
    Exponential,
    Call,
    /// Anything bracketed.
    Group,
}

/// A factor: a power of a base.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factor {
    pub base: Id,
    pub exponent: Id,
    pub rank: Rank,
    /// Whether it stands in the denominator.
    pub below: bool,
    /// Whether it is the square root of a positive constant (or one divided by it).
    pub root: bool,
    /// Whether it is a power of the base of the natural logarithm.
    pub exponential: bool,
}

const NO_FACTOR: Factor = Factor {
    base: Id::ONE,
    exponent: Id::ONE,
    rank: Rank::Number,
    below: false,
    root: false,
    exponential: false,
};

/// A term of a sum.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    pub coefficient: Id,
    pub negative: bool,
    pub factors: Run,
    term: Id,
    degree: i64,
}

const NO_TERM: Term = Term {
    coefficient: Id::ONE,
    negative: false,
    factors: Run { start: 0, len: 0 },
    term: Id::ONE,
    degree: 0,
};

/// A run of factors or terms.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Run {
    pub start: u32,
    pub len: u32,
}

impl Run {
    pub fn indices(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// Ordered terms and factors, each made once.
#[derive(Debug)]
pub(super) struct Order<'a> {
    pub arena: &'a Arena,
    pub factors: Vec<Factor>,
    pub terms: Vec<Term>,
    factor_runs: Memo<Run>,
    term_runs: Memo<Run>,
    degrees: Degrees,
}

impl<'a> Order<'a> {
    pub fn new(arena: &'a Arena) -> Self {
        Order {
            arena,
            factors: Vec::with_capacity(32),
            terms: Vec::with_capacity(16),
            factor_runs: Memo::new(),
            term_runs: Memo::new(),
            degrees: Degrees::new(),
        }
    }

    /// A factor, classified.
    pub fn factor(&self, base: Id, exponent: Id) -> Factor {
        let power = match exponent {
            Id::ONE => None,
            _ => self.arena.as_number(exponent),
        };
        let numeric = exponent == Id::ONE || power.is_some();
        let mut exponential = false;
        let rank = match self.arena.node(base) {
            Node::Symbol(_) => Rank::Symbol,
            Node::Constant(Constant::E) if exponent != Id::ONE => {
                exponential = true;
                Rank::Call
            }
            Node::Number(_) | Node::Constant(_) if !numeric => Rank::Exponential,
            Node::Number(_) => Rank::Number,
            Node::Constant(_) => Rank::Constant,
            Node::Call(..)
            | Node::Unknown(..)
            | Node::Piecewise(_)
            | Node::IndexSum(_)
            | Node::RowSum(_)
            | Node::RowMean(_) => Rank::Call,
            _ => Rank::Group,
        };
        let below = !exponential && power.is_some_and(|power| power.is_negative());
        let root = rank <= Rank::Constant
            && power.is_some_and(|power| matches!(power.to_ratio(), Some((1 | -1, 2))))
            && self
                .arena
                .as_number(base)
                .is_none_or(|base| base.is_positive());
        Factor {
            base,
            exponent,
            rank,
            below,
            root,
            exponential,
        }
    }

    /// The factors of a canonical term, in order.
    pub fn factors_of(&mut self, id: Id, depth: u32) -> Run {
        let start = self.factors.len() as u32;
        match self.arena.node(id) {
            _ if id == Id::ONE => Run { start, len: 0 },
            Node::Product(run) => {
                let key = key(id, depth);
                if let Some(known) = self.factor_runs.get(key) {
                    return known;
                }
                let pairs = self.arena.operands(run);
                let (mut few, mut many) = ([NO_FACTOR; BREADTH], Vec::new());
                let sorted = scratch(&mut few, &mut many, pairs.len() / 2, NO_FACTOR);
                for (place, pair) in sorted.iter_mut().zip(pairs.chunks_exact(2)) {
                    *place = self.factor(pair[0], pair[1]);
                }
                sorted.sort_by(|a, b| self.compare_factors(a, b, depth));
                let run = Run {
                    start: self.factors.len() as u32,
                    len: sorted.len() as u32,
                };
                self.factors.extend_from_slice(sorted);
                self.factor_runs.insert(key, run);
                run
            }
            Node::Pow(base, exponent) => self.lone(base, exponent),
            _ => self.lone(id, Id::ONE),
        }
    }

    /// A run of one factor.
    pub fn lone(&mut self, base: Id, exponent: Id) -> Run {
        let start = self.factors.len() as u32;
        let factor = self.factor(base, exponent);
        self.factors.push(factor);
        Run { start, len: 1 }
    }

    /// The terms of a node, in order. What is no sum is one term.
    pub fn terms_of(&mut self, id: Id, depth: u32) -> Run {
        let key = key(id, depth);
        if let Some(known) = self.term_runs.get(key) {
            return known;
        }
        let alone = match self.arena.node(id) {
            Node::Number(_) => [id, Id::ONE],
            _ => [Id::ONE, id],
        };
        let pairs = match self.arena.node(id) {
            Node::Sum(run) => self.arena.operands(run),
            _ => &alone,
        };
        let (mut few, mut many) = ([NO_TERM; BREADTH], Vec::new());
        let sorted = scratch(&mut few, &mut many, pairs.len() / 2, NO_TERM);
        for (place, pair) in sorted.iter_mut().zip(pairs.chunks_exact(2)) {
            *place = Term {
                coefficient: pair[0],
                negative: pair[0] != Id::ONE
                    && self
                        .arena
                        .as_number(pair[0])
                        .is_some_and(|number| number.is_negative()),
                factors: self.factors_of(pair[1], depth),
                term: pair[1],
                degree: self.degrees.of(self.arena, pair[1]),
            };
        }
        sorted.sort_by(|a, b| self.compare_terms(a, b, depth));
        // `1 - p`, not `-p + 1`.
        if let [first, second] = sorted
            && first.negative
            && !second.negative
        {
            sorted.swap(0, 1);
        }
        let run = Run {
            start: self.terms.len() as u32,
            len: sorted.len() as u32,
        };
        self.terms.extend_from_slice(sorted);
        self.term_runs.insert(key, run);
        run
    }

    fn compare_terms(&mut self, a: &Term, b: &Term, depth: u32) -> Ordering {
        b.degree
            .cmp(&a.degree)
            .then(a.negative.cmp(&b.negative))
            .then_with(|| self.compare_runs(a.factors, b.factors, depth))
            .then_with(|| self.arena.hash(a.term).cmp(&self.arena.hash(b.term)))
    }

    /// Compares terms factor by factor. Numbers and constants count only among terms that are
    /// alike otherwise, and of two terms of which one continues the other, the longer is first.
    fn compare_runs(&mut self, a: Run, b: Run, depth: u32) -> Ordering {
        let (varying_a, varying_b) = (self.varying(a), self.varying(b));
        self.compare_lists(varying_a, varying_b, depth)
            .then_with(|| self.compare_lists(a, b, depth))
    }

    fn varying(&self, run: Run) -> Run {
        let constants = self.factors[run.indices()]
            .iter()
            .take_while(|factor| factor.rank <= Rank::Constant)
            .count() as u32;
        Run {
            start: run.start + constants,
            len: run.len - constants,
        }
    }

    fn compare_lists(&mut self, a: Run, b: Run, depth: u32) -> Ordering {
        for (i, j) in a.indices().zip(b.indices()).take(BREADTH) {
            let (x, y) = (self.factors[i], self.factors[j]);
            let order = self.compare_factors(&x, &y, depth);
            if order != Ordering::Equal {
                return order;
            }
        }
        b.len.cmp(&a.len)
    }

    fn compare_factors(&mut self, a: &Factor, b: &Factor, depth: u32) -> Ordering {
        a.rank
            .cmp(&b.rank)
            .then_with(|| self.compare_bases(a, b, depth))
            .then_with(|| self.compare_exponents(a, b, depth))
    }

    fn compare_bases(&mut self, a: &Factor, b: &Factor, depth: u32) -> Ordering {
        if a.base == b.base && !a.exponential {
            return Ordering::Equal;
        }
        let arena = self.arena;
        match (arena.node(a.base), arena.node(b.base)) {
            (Node::Symbol(x), Node::Symbol(y)) => {
                natural_order(arena.symbol_key(x), arena.symbol_key(y))
            }
            (Node::Constant(x), Node::Constant(y)) if !a.exponential && !b.exponential => x.cmp(&y),
            (Node::Number(_), Node::Constant(_)) => Ordering::Less,
            (Node::Constant(_), Node::Number(_)) => Ordering::Greater,
            _ if a.rank == Rank::Call => self.compare_calls(a, b, depth),
            _ => self.compare(a.base, b.base, depth),
        }
    }

    fn compare_exponents(&mut self, a: &Factor, b: &Factor, depth: u32) -> Ordering {
        // The exponent of `exp` has been compared as its argument.
        let shown = |factor: &Factor| match factor.exponential {
            true => Id::ONE,
            false => factor.exponent,
        };
        let (a, b) = (shown(a), shown(b));
        if a == b {
            return Ordering::Equal;
        }
        match (self.arena.as_number(a), self.arena.as_number(b)) {
            (Some(x), Some(y)) => y.cmp(x),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.compare(a, b, depth),
        }
    }

    /// By name, then by arguments.
    fn compare_calls(&mut self, a: &Factor, b: &Factor, depth: u32) -> Ordering {
        let named = natural_order(self.name(a), self.name(b));
        if named != Ordering::Equal {
            return named;
        }
        for at in 0..BREADTH {
            let order = match (self.argument(a, at), self.argument(b, at)) {
                (Some(x), Some(y)) => self.compare(x, y, depth),
                (Some(_), None) => Ordering::Greater,
                (None, Some(_)) => Ordering::Less,
                (None, None) => break,
            };
            if order != Ordering::Equal {
                return order;
            }
        }
        self.arena.hash(a.base).cmp(&self.arena.hash(b.base))
    }

    fn name(&self, factor: &Factor) -> &'a str {
        match self.arena.node(factor.base) {
            Node::Call(function, _) => function.row().name,
            Node::Unknown(name, _) => self.arena.symbol_key(name),
            Node::Piecewise(_) => keywords::PIECEWISE,
            Node::IndexSum(_) | Node::RowSum(_) => keywords::SUM,
            Node::RowMean(_) => keywords::MEAN,
            _ => FunctionId::EXP.row().name,
        }
    }

    fn argument(&self, factor: &Factor, at: usize) -> Option<Id> {
        match self.arena.node(factor.base) {
            Node::Call(_, run)
            | Node::Unknown(_, run)
            | Node::Piecewise(run)
            | Node::IndexSum(run) => self.arena.operands(run).get(at).copied(),
            Node::RowSum(body) | Node::RowMean(body) => (at == 0).then_some(body),
            _ => (at == 0).then_some(factor.exponent),
        }
    }

    /// Compares expressions: lower degree first, then term by term.
    fn compare(&mut self, a: Id, b: Id, depth: u32) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        let arena = self.arena;
        let (x, y) = (arena.node(a), arena.node(b));
        match (x, y) {
            (Node::Symbol(x), Node::Symbol(y)) => {
                return natural_order(arena.symbol_key(x), arena.symbol_key(y));
            }
            (Node::Number(x), Node::Number(y)) => return arena.number(x).cmp(arena.number(y)),
            _ => {}
        }
        let hashes = || arena.hash(a).cmp(&arena.hash(b));
        let Some(depth) = depth.checked_sub(1) else {
            // Leaves are set apart from the rest, or three nodes could stand in a circle.
            let kind = |node| match node {
                Node::Number(_) => 0,
                Node::Symbol(_) => 1,
                _ => 2,
            };
            return kind(x).cmp(&kind(y)).then_with(hashes);
        };
        let degrees = self.degrees.of(arena, a).cmp(&self.degrees.of(arena, b));
        if degrees != Ordering::Equal {
            return degrees;
        }
        let (terms_a, terms_b) = (self.terms_of(a, depth), self.terms_of(b, depth));
        for (i, j) in terms_a.indices().zip(terms_b.indices()).take(BREADTH) {
            let (x, y) = (self.terms[i], self.terms[j]);
            let order = self
                .compare_runs(x.factors, y.factors, depth)
                .then_with(|| self.compare(x.coefficient, y.coefficient, 0));
            if order != Ordering::Equal {
                return order;
            }
        }
        terms_a.len.cmp(&terms_b.len).then_with(hashes)
    }
}

fn key(id: Id, depth: u32) -> u64 {
    u64::from(id.0) << 8 | u64::from(depth)
}

/// Room for so many elements: on the stack if they are few.
fn scratch<'s, T: Copy>(
    few: &'s mut [T; BREADTH],
    many: &'s mut Vec<T>,
    len: usize,
    filler: T,
) -> &'s mut [T] {
    if len <= BREADTH {
        &mut few[..len]
    } else {
        many.resize(len, filler);
        many
    }
}
