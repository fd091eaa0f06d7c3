//! A rule's left side held against the operations of a program.

use super::super::graph::{Graph, Op, Value};
use super::Origins;
use super::rules::{FIRST_CONSTANT, MOST_HOLES, Rule, Shape};
use super::view::{self, Factors, Terms};

/// What the holes of a rule stand for.
pub(super) type Bindings = [Option<Value>; MOST_HOLES];

/// Where a rule fits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    pub bindings: Bindings,
    /// The factor that all terms have, or what a product is multiplied by beside its powers.
    pub factor: f64,
    /// The power that all factors have.
    pub power: i32,
    /// The places of the terms or factors.
    places: [u8; view::MOST],
    count: usize,
}

impl Fit {
    fn new() -> Self {
        Fit {
            bindings: [None; MOST_HOLES],
            factor: 1.0,
            power: 1,
            places: [0; view::MOST],
            count: 0,
        }
    }

    pub fn holds(&self, place: usize) -> bool {
        self.places().any(|own| own == place)
    }

    /// The places of the terms or factors.
    pub fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.places[..self.count]
            .iter()
            .map(|&place| usize::from(place))
    }

    fn with(mut self, place: usize) -> Self {
        self.places[self.count % view::MOST] = place as u8;
        self.count += 1;
        self
    }
}

/// A pattern and the program it is looked for in.
pub(super) struct Matching<'a> {
    rule: &'a Rule,
    graph: &'a Graph,
    origins: &'a Origins,
    /// Bit k says that the operands of the k-th operation with two orders are exchanged.
    exchanged: u32,
}

impl<'a> Matching<'a> {
    /// Calls `attempt` for each way in which operands can be exchanged, until one fits.
    fn each<T>(
        rule: &'a Rule,
        graph: &'a Graph,
        origins: &'a Origins,
        attempt: impl Fn(&Self) -> Option<T>,
    ) -> Option<T> {
        (0..1u32 << rule.orders).find_map(|exchanged| {
            attempt(&Matching {
                rule,
                graph,
                origins,
                exchanged,
            })
        })
    }

    /// An operation.
    pub fn operation(
        rule: &'a Rule,
        graph: &'a Graph,
        origins: &'a Origins,
        value: Value,
    ) -> Option<Fit> {
        let Shape::Operation(pattern) = rule.shape else {
            return None;
        };
        Self::each(rule, graph, origins, |this| {
            let mut fit = Fit::new();
            let mut orders = 0;
            this.structure(pattern, graph.op(value), &mut fit.bindings, &mut orders)
                .then_some(fit)
        })
    }

    /// Terms of a sum.
    pub fn sum(
        rule: &'a Rule,
        graph: &'a Graph,
        origins: &'a Origins,
        terms: &Terms,
    ) -> Option<Fit> {
        let Shape::Sum(patterns) = &rule.shape else {
            return None;
        };
        if patterns.list().len() > terms.list().len() {
            return None;
        }
        Self::each(rule, graph, origins, |this| {
            this.terms(patterns.list(), terms.list(), Fit::new(), 0)
        })
    }

    /// Factors of a product.
    pub fn product(
        rule: &'a Rule,
        graph: &'a Graph,
        origins: &'a Origins,
        factors: &Factors,
    ) -> Option<Fit> {
        let Shape::Product(patterns) = &rule.shape else {
            return None;
        };
        if patterns.list().len() > factors.list().len() {
            return None;
        }
        Self::each(rule, graph, origins, |this| {
            this.factors(patterns.list(), factors.list(), Fit::new(), 0)
        })
    }

    fn hole(&self, pattern: Value) -> Option<usize> {
        match self.rule.graph.op(pattern) {
            Op::Input(hole) => Some(hole as usize),
            _ => None,
        }
    }

    /// Whether the operation at the top is the one that the pattern has, now or before.
    #[inline]
    fn may_fit(&self, pattern: Value, value: Value) -> bool {
        let wanted = self.rule.graph.op(pattern);
        let is = |value| view::kind(self.graph.op(value)) == view::kind(wanted);
        let multiple = matches!(wanted, Op::Mul(..) | Op::Neg(_) | Op::Div(..));
        matches!(wanted, Op::Input(_))
            || multiple
            || is(value)
            || self.origins.get(value).is_some_and(is)
    }

    /// Each pattern in turn finds a term that is left. The depth is the number of patterns.
    fn terms(
        &self,
        patterns: &[(f64, Value)],
        terms: &[(f64, Value)],
        fit: Fit,
        orders: u32,
    ) -> Option<Fit> {
        let Some((&(coefficient, pattern), rest)) = patterns.split_first() else {
            return Some(fit);
        };
        let one = |graph: &Graph, value| graph.as_constant(value) == Some(1.0);
        for (place, &(found, value)) in terms.iter().enumerate() {
            if fit.holds(place) || !self.may_fit(pattern, value) {
                continue;
            }
            let mut next = fit.with(place);
            let mut orders = orders;
            // The coefficient that this term would have without the common factor.
            let mut expected = coefficient;
            match self.hole(pattern) {
                Some(hole) => {
                    let Some(bound) = fit.bindings[hole] else {
                        continue;
                    };
                    let (factor, base) = match self.graph.as_constant(bound) {
                        Some(_) => continue,
                        None => view::scaled(self.graph, bound),
                    };
                    if value == base {
                        expected *= factor;
                    } else if value != bound {
                        continue;
                    }
                }
                None if one(&self.rule.graph, pattern) => {
                    if !one(self.graph, value) {
                        continue;
                    }
                }
                None => {
                    if !self.fits(pattern, value, &mut next.bindings, &mut orders) {
                        continue;
                    }
                }
            }
            if fit.count == 0 {
                next.factor = found / expected;
                if next.factor * expected != found {
                    continue;
                }
            } else if next.factor * expected != found {
                continue;
            }
            if let Some(whole) = self.terms(rest, terms, next, orders) {
                return Some(whole);
            }
        }
        None
    }

    fn factors(
        &self,
        patterns: &[(Value, i32)],
        factors: &[(Value, i32)],
        fit: Fit,
        orders: u32,
    ) -> Option<Fit> {
        let Some((&(pattern, power), rest)) = patterns.split_first() else {
            return Some(fit);
        };
        for (place, &(value, found)) in factors.iter().enumerate() {
            if fit.holds(place) || !self.may_fit(pattern, value) {
                continue;
            }
            let mut next = fit.with(place);
            let mut orders = orders;
            if fit.count == 0 {
                if found % power != 0 || found / power < 1 {
                    continue;
                }
                next.power = found / power;
            } else if next.power * power != found {
                continue;
            }
            match self.hole(pattern) {
                Some(hole) => match fit.bindings[hole] {
                    None => {
                        if self.graph.as_constant(value).is_some() {
                            continue;
                        }
                        next.bindings[hole] = Some(value);
                    }
                    Some(bound) if bound == value => {}
                    Some(bound) => {
                        let (factor, base) = view::scaled(self.graph, bound);
                        if base != value {
                            continue;
                        }
                        next.factor *= factor.powi(-found);
                    }
                },
                None => {
                    if !self.fits(pattern, value, &mut next.bindings, &mut orders) {
                        continue;
                    }
                }
            }
            if let Some(whole) = self.factors(rest, factors, next, orders) {
                return Some(whole);
            }
        }
        None
    }

    /// Whether a value fits a part of the pattern. The depth is that of the pattern.
    fn fits(
        &self,
        pattern: Value,
        value: Value,
        bindings: &mut Bindings,
        orders: &mut u32,
    ) -> bool {
        match self.rule.graph.op(pattern) {
            Op::Input(hole) => match bindings[hole as usize] {
                Some(bound) => bound == value,
                None => {
                    let constant = self.graph.as_constant(value).is_some();
                    bindings[hole as usize] = Some(value);
                    constant == (hole >= FIRST_CONSTANT)
                }
            },
            Op::Constant(bits) => self.graph.op(value) == Op::Constant(bits),
            _ => {
                if let Some(same) = self.multiple(pattern, value, bindings) {
                    return same;
                }
                let (saved, saved_orders) = (*bindings, *orders);
                if self.structure(pattern, self.graph.op(value), bindings, orders) {
                    return true;
                }
                let Some(old) = self.origins.get(value) else {
                    return false;
                };
                (*bindings, *orders) = (saved, saved_orders);
                self.structure(pattern, self.graph.op(old), bindings, orders)
            }
        }
    }

    /// A multiple of a hole that is bound: `2*?a` also fits `6*x` where `?a` is `3*x`.
    fn multiple(&self, pattern: Value, value: Value, bindings: &Bindings) -> Option<bool> {
        let (times, inner) = view::scaled(&self.rule.graph, pattern);
        let bound = bindings[self.hole(inner)?]?;
        if inner == pattern {
            return None;
        }
        let (factor, base) = view::scaled(self.graph, bound);
        let (found, found_base) = view::scaled(self.graph, value);
        Some(base == found_base && times * factor == found)
    }

    fn structure(&self, pattern: Value, op: Op, bindings: &mut Bindings, orders: &mut u32) -> bool {
        let mut pair = |a: Value, b: Value, x: Value, y: Value| {
            self.fits(a, x, bindings, orders) && self.fits(b, y, bindings, orders)
        };
        match (self.rule.graph.op(pattern), op) {
            (Op::Add(a, b), Op::Add(x, y)) | (Op::Mul(a, b), Op::Mul(x, y)) => {
                if a == b {
                    return x == y && self.fits(a, x, bindings, orders);
                }
                // A constant fits in one order only, so that it is no choice.
                let constant = |value| self.rule.graph.as_constant(value).is_some();
                let exchange = if constant(a) {
                    self.graph.as_constant(x).is_none()
                } else if constant(b) {
                    self.graph.as_constant(y).is_none()
                } else {
                    *orders += 1;
                    self.exchanged >> (*orders - 1).min(31) & 1 == 1
                };
                let (x, y) = if exchange { (y, x) } else { (x, y) };
                self.fits(a, x, bindings, orders) && self.fits(b, y, bindings, orders)
            }
            (Op::Sub(a, b), Op::Sub(x, y))
            | (Op::Div(a, b), Op::Div(x, y))
            | (Op::Pow(a, b), Op::Pow(x, y)) => pair(a, b, x, y),
            (Op::Binary(f, a, b), Op::Binary(g, x, y)) if f == g => pair(a, b, x, y),
            (Op::Neg(a), Op::Neg(x))
            | (Op::Recip(a), Op::Recip(x))
            | (Op::Sqrt(a), Op::Sqrt(x)) => self.fits(a, x, bindings, orders),
            (Op::PowInt(a, n), Op::PowInt(x, m)) if n == m => self.fits(a, x, bindings, orders),
            (Op::Unary(f, a), Op::Unary(g, x)) if f == g => self.fits(a, x, bindings, orders),
            _ => false,
        }
    }
}
