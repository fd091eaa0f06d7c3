//! Limits for a variable that grows beyond all bounds, by most rapidly varying parts.
//!
//! Of an expression the parts that vary most rapidly (`exp(x^2)` before `exp(x)` before `x`) are
//! written as powers of one of them, which goes to 0; the first term of the series in it decides,
//! or hands on to its coefficient, which varies more slowly.
//!
//! # Source
//! Gruntz, On Computing Limits in a Symbolic Manipulation System (ETH Zurich, 1996)

use std::collections::BTreeSet;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::Value;
use super::scale::{Gap, Kept, too_long};
use crate::analysis::AnalysisError;
use crate::analysis::series::decide::Judge;
use crate::analysis::series::expand::raise;
use crate::analysis::series::{SeriesError, words};
use crate::expr::{Arena, Constant, Id, Node};
use crate::function::FunctionId;
use crate::simplify::facts::Facts;

type Result<T> = std::result::Result<T, AnalysisError>;

/// How deep limits within limits go.
const DEEPEST: u32 = 48;
/// How many steps of arithmetic on coefficients one question may take.
const FUEL: u64 = 400_000;
/// How many nodes one question may add.
const MOST_NODES: usize = 3_000_000;
/// How many terms of a series are kept, one try after the other.
const KEPT: [usize; 6] = [3, 6, 12, 24, 48, 96];

/// How many terms have to cancel before an expression is looked at for being 0.
const SUSPICIOUS: usize = 12;

/// Limits in one variable, and what has been found out on the way.
pub(super) struct Engine {
    /// The variable that grows beyond all bounds.
    pub(super) large: Id,
    /// The small quantity of a series.
    pub(super) scale: Id,
    pub(super) judge: Judge,
    pub(super) resolved: HashMap<Id, std::result::Result<Id, AnalysisError>, FixedState>,
    limits: HashMap<Id, Value, FixedState>,
    depth: u32,
    fuel: u64,
    start: usize,
}

/// The parts that vary most rapidly: the variable itself, and exponentials by their exponents.
#[derive(Clone, Debug, Default)]
struct Rapid {
    variable: bool,
    exponents: BTreeSet<Id>,
}

impl Rapid {
    fn is_empty(&self) -> bool {
        !self.variable && self.exponents.is_empty()
    }

    fn union(mut self, other: &Rapid) -> Rapid {
        self.variable |= other.variable;
        self.exponents.extend(&other.exponents);
        self
    }
}

impl Engine {
    pub(super) fn new(arena: &mut Arena, large: Id, facts: &Facts) -> Self {
        let scale = arena.symbol("the scale");
        Engine {
            large,
            scale,
            judge: Judge::new(Some(large), facts.clone()),
            resolved: HashMap::default(),
            // All other limits lead to this one.
            limits: HashMap::from_iter([(large, Value::Infinite(1))]),
            depth: 0,
            fuel: FUEL,
            start: arena.len(),
        }
    }

    pub(super) fn spend(&mut self, arena: &Arena, work: u64) -> Result<()> {
        self.fuel = self.fuel.saturating_sub(work);
        if self.fuel == 0 || arena.len() > self.start + MOST_NODES {
            return Err(too_long());
        }
        Ok(())
    }

    pub(super) fn unsolved(&self, arena: &Arena, part: Id) -> AnalysisError {
        let part = words::text(arena, part);
        SeriesError::Unsolved { part }.into()
    }

    pub(super) fn undefined(&self, arena: &Arena, part: Id) -> AnalysisError {
        SeriesError::Undefined {
            part: words::text(arena, part),
            point: words::THE_POINT.to_owned(),
        }
        .into()
    }

    pub(super) fn depends(&self, arena: &Arena, id: Id) -> bool {
        arena.occurs_free(&[id], self.large)
    }

    /// The limit of an expression. A finite one may have symbols that stand for what stays between
    /// bounds.
    pub(super) fn limit(&mut self, arena: &mut Arena, id: Id) -> Result<Value> {
        let id = arena.canonical(id)?;
        if !self.depends(arena, id) {
            return Ok(Value::Finite(id));
        }
        if let Some(&known) = self.limits.get(&id) {
            return Ok(known);
        }
        if self.depth > DEEPEST {
            return Err(too_long());
        }
        self.depth += 1;
        let value = self.limit_of(arena, id);
        self.depth -= 1;
        let value = value?;
        self.limits.insert(id, value);
        Ok(value)
    }

    fn limit_of(&mut self, arena: &mut Arena, id: Id) -> Result<Value> {
        let form = self.resolve(arena, id)?;
        if !self.depends(arena, form) {
            return Ok(Value::Finite(form));
        }
        let Some((exponent, coefficient)) = self.leading(arena, form)? else {
            return Ok(Value::Finite(Id::ZERO));
        };
        match self.judge.sign(arena, exponent)? {
            1 => Ok(Value::Finite(Id::ZERO)),
            0 => self.limit(arena, coefficient),
            _ => match self.sign(arena, coefficient)? {
                0 => Err(self.unsolved(arena, id)),
                sign => Ok(Value::Infinite(sign)),
            },
        }
    }

    /// The sign that an expression keeps from some point on: 1, -1, or 0 if it is 0.
    pub(super) fn sign(&mut self, arena: &mut Arena, id: Id) -> Result<i8> {
        let mut id = arena.canonical(id)?;
        for _ in 0..DEEPEST {
            if !self.depends(arena, id) {
                return self.judge.sign(arena, id);
            }
            match crate::expr::sign(arena, id) {
                crate::expr::Sign::Positive => return Ok(1),
                crate::expr::Sign::Negative => return Ok(-1),
                _ => {}
            }
            if self.depth > DEEPEST {
                return Err(too_long());
            }
            self.depth += 1;
            let leading = self
                .resolve(arena, id)
                .and_then(|form| self.leading(arena, form));
            self.depth -= 1;
            match leading? {
                Some((_, coefficient)) => id = coefficient,
                None => return Ok(0),
            }
        }
        Err(too_long())
    }

    /// The first term of the series in the most rapidly varying part: exponent and coefficient;
    /// nothing for 0. The expression is resolved.
    fn leading(&mut self, arena: &mut Arena, id: Id) -> Result<Option<(Id, Id)>> {
        if !self.depends(arena, id) {
            return Ok((!self.judge.is_zero(arena, id)?).then_some((Id::ZERO, id)));
        }
        let rapid = self.rapid(arena, id)?;
        if rapid.is_empty() {
            return Err(self.unsolved(arena, id));
        }
        if !rapid.variable {
            return self.leading_in(arena, id, &rapid);
        }
        // Where the variable itself is among them, its exponential takes its place, so that the
        // exponentials that go with its powers are the most rapid ones now.
        let moved = self.moved_up(arena, id)?;
        let moved = self.resolve(arena, moved)?;
        if !self.depends(arena, moved) {
            return Ok((!self.judge.is_zero(arena, moved)?).then_some((Id::ZERO, moved)));
        }
        let rapid = self.like_the_variable(arena, moved)?;
        if rapid.is_empty() {
            return self.leading(arena, moved);
        }
        self.leading_in(arena, moved, &rapid)
    }

    /// The exponentials that vary as rapidly as that of the variable.
    fn like_the_variable(&mut self, arena: &mut Arena, id: Id) -> Result<Rapid> {
        let mut found = Rapid::default();
        for node in arena.reachable(&[id]) {
            for exponent in exponents(arena, node) {
                if !self.depends(arena, exponent) || found.exponents.contains(&exponent) {
                    continue;
                }
                let ratio = arena.div(exponent, self.large);
                let ratio = arena.canonical(ratio)?;
                let alike = if !self.depends(arena, ratio) {
                    true
                } else if let Value::Infinite(_) = self.limit(arena, exponent)? {
                    match self.limit(arena, ratio)? {
                        Value::Finite(Id::ZERO) => false,
                        Value::Finite(value) => {
                            if self.judge.has_bounded(arena, value) {
                                return Err(self.unsolved(arena, ratio));
                            }
                            true
                        }
                        Value::Infinite(_) => return Err(self.unsolved(arena, ratio)),
                    }
                } else {
                    false
                };
                if alike {
                    found.exponents.insert(exponent);
                }
            }
        }
        // It holds none of the others, so the scale is made of it.
        if !found.is_empty() {
            found.exponents.insert(self.large);
        }
        Ok(found)
    }

    /// The same with the variable replaced by its exponential.
    fn moved_up(&mut self, arena: &mut Arena, id: Id) -> Result<Id> {
        let exponential = arena.call(FunctionId::EXP, &[self.large]);
        let mut new: HashMap<Id, Id, FixedState> = HashMap::default();
        new.insert(self.large, exponential);
        for node in arena.reachable(&[id]) {
            if new.contains_key(&node) {
                continue;
            }
            let mut made = arena.rebuild(node, |child| new.get(&child).copied().unwrap_or(child));
            if let Node::Call(FunctionId::LOG, run) = arena.node(made) {
                let argument = arena.operand(run, 0);
                let argument = arena.canonical(argument)?;
                made = logarithm(arena, argument);
            }
            new.insert(node, made);
        }
        Ok(arena.canonical(new.get(&id).copied().unwrap_or(id))?)
    }

    /// The parts of a resolved expression that vary most rapidly.
    fn rapid(&mut self, arena: &mut Arena, id: Id) -> Result<Rapid> {
        let mut found: HashMap<Id, Rapid, FixedState> = HashMap::default();
        for node in arena.reachable(&[id]) {
            self.spend(arena, 1)?;
            let mut parts: Vec<Rapid> = Vec::new();
            if node == self.large {
                parts.push(Rapid {
                    variable: true,
                    ..Rapid::default()
                });
            }
            arena.for_each_child(node, |child| {
                if let Some(part) = found.get(&child)
                    && !part.is_empty()
                {
                    parts.push(part.clone());
                }
            });
            for exponent in exponents(arena, node) {
                if found.get(&exponent).is_some_and(|part| !part.is_empty())
                    && matches!(self.limit(arena, exponent)?, Value::Infinite(_))
                {
                    parts.push(Rapid {
                        variable: false,
                        exponents: BTreeSet::from([exponent]),
                    });
                }
            }
            let mut most = Rapid::default();
            for part in parts {
                most = self.more_rapid(arena, most, &part)?;
            }
            found.insert(node, most);
        }
        Ok(found.remove(&id).unwrap_or_default())
    }

    fn more_rapid(&mut self, arena: &mut Arena, a: Rapid, b: &Rapid) -> Result<Rapid> {
        if a.is_empty() {
            return Ok(b.clone());
        }
        if b.is_empty() {
            return Ok(a);
        }
        let shared = a.variable && b.variable || !a.exponents.is_disjoint(&b.exponents);
        if shared {
            return Ok(a.union(b));
        }
        let (left, right) = (self.log_of(arena, &a), self.log_of(arena, b));
        let ratio = arena.div(left, right);
        Ok(match self.limit(arena, ratio)? {
            Value::Infinite(_) => a,
            Value::Finite(Id::ZERO) => b.clone(),
            Value::Finite(value) => {
                if self.judge.has_bounded(arena, value) {
                    return Err(self.unsolved(arena, ratio));
                }
                a.union(b)
            }
        })
    }

    /// The logarithm of one of the parts.
    fn log_of(&self, arena: &mut Arena, rapid: &Rapid) -> Id {
        match rapid.exponents.first() {
            Some(&exponent) => exponent,
            None => arena.call(FunctionId::LOG, &[self.large]),
        }
    }

    /// The first term of the series in one of these exponentials.
    fn leading_in(&mut self, arena: &mut Arena, id: Id, rapid: &Rapid) -> Result<Option<(Id, Id)>> {
        // The first holds none of the others, as operands come before what they are operands of.
        let Some(&chosen) = rapid.exponents.first() else {
            return Err(self.unsolved(arena, id));
        };
        let Value::Infinite(direction) = self.limit(arena, chosen)? else {
            return Err(self.unsolved(arena, id));
        };
        // scale = exp(-direction*chosen)
        let log_scale = if direction > 0 {
            arena.neg(chosen)
        } else {
            chosen
        };
        let log_scale = arena.canonical(log_scale)?;
        let form = self.in_scale(arena, id, rapid, log_scale)?;
        for count in KEPT {
            let mut kept = Kept {
                engine: self,
                arena: &mut *arena,
                count,
            };
            let found = kept
                .series(form, log_scale)
                .and_then(|series| kept.strip(series));
            match found {
                Ok(None) => return Ok(None),
                Ok(Some(series)) => return Ok(series.terms.first().copied()),
                Err(Gap::Terms) => {
                    // What cancels for ever may be an identity that no form has shown.
                    if count == SUSPICIOUS && matches!(self.judge.is_zero(arena, id), Ok(true)) {
                        return Ok(None);
                    }
                }
                Err(Gap::Refused(error)) => return Err(error),
            }
        }
        Err(self.unsolved(arena, id))
    }

    /// The expression with the exponentials written as powers of the scale.
    fn in_scale(&mut self, arena: &mut Arena, id: Id, rapid: &Rapid, log_scale: Id) -> Result<Id> {
        let mut new: HashMap<Id, Id, FixedState> = HashMap::default();
        for node in arena.reachable(&[id]) {
            self.spend(arena, 1)?;
            let at = |child: Id| new.get(&child).copied().unwrap_or(child);
            let made = match arena.node(node) {
                Node::Call(FunctionId::EXP, run)
                    if rapid.exponents.contains(&arena.operand(run, 0)) =>
                {
                    let exponent = arena.operand(run, 0);
                    let now = at(exponent);
                    self.power_of_scale(arena, exponent, now, log_scale)?
                }
                Node::Product(run) => {
                    let pairs: Vec<Id> = arena.operands(run).to_vec();
                    let mut product = Id::ONE;
                    for pair in pairs.chunks_exact(2) {
                        let (base, now) = (at(pair[0]), at(pair[1]));
                        let factor = if matches!(arena.node(base), Node::Constant(Constant::E))
                            && rapid.exponents.contains(&pair[1])
                        {
                            self.power_of_scale(arena, pair[1], now, log_scale)?
                        } else {
                            raise(arena, base, now)
                        };
                        product = arena.mul(product, factor);
                    }
                    product
                }
                _ => arena.rebuild(node, at),
            };
            new.insert(node, made);
        }
        Ok(arena.canonical(new.get(&id).copied().unwrap_or(id))?)
    }

    /// `exp(exponent)` as `exp(now - c*log_scale)*scale^c`, where c is the limit of
    /// `exponent/log_scale`.
    fn power_of_scale(
        &mut self,
        arena: &mut Arena,
        exponent: Id,
        now: Id,
        log_scale: Id,
    ) -> Result<Id> {
        let ratio = arena.div(exponent, log_scale);
        let Value::Finite(ratio) = self.limit(arena, ratio)? else {
            return Err(self.unsolved(arena, exponent));
        };
        let part = arena.mul(ratio, log_scale);
        let power = arena.pow(self.scale, ratio);
        // What is left of the exponent may be 0 without showing it.
        let left = arena.sub(exponent, part);
        let left = expanded(arena, left)?;
        if left == Id::ZERO
            || matches!(arena.node(left), Node::Sum(run) if run.len() > 4)
                && matches!(self.judge.is_zero(arena, left), Ok(true))
        {
            return Ok(power);
        }
        let rest = arena.sub(now, part);
        let rest = expanded(arena, rest)?;
        let factor = arena.call(FunctionId::EXP, &[rest]);
        Ok(arena.mul(factor, power))
    }
}

/// The exponents of the exponentials that a canonical node is or multiplies.
pub(super) fn exponents(arena: &Arena, id: Id) -> Vec<Id> {
    match arena.node(id) {
        Node::Call(FunctionId::EXP, run) => arena.operands(run).to_vec(),
        Node::Product(run) => arena
            .operands(run)
            .chunks_exact(2)
            .filter(|pair| matches!(arena.node(pair[0]), Node::Constant(Constant::E)))
            .map(|pair| pair[1])
            .collect(),
        _ => Vec::new(),
    }
}

/// The logarithm of a canonical expression; exponentials leave it.
pub(super) fn logarithm(arena: &mut Arena, id: Id) -> Id {
    match arena.node(id) {
        Node::Call(FunctionId::EXP, run) => arena.operand(run, 0),
        Node::Product(run) => {
            let pairs: Vec<Id> = arena.operands(run).to_vec();
            let (mut rest, mut sum) = (Id::ONE, Id::ZERO);
            for pair in pairs.chunks_exact(2) {
                if matches!(arena.node(pair[0]), Node::Constant(Constant::E)) {
                    sum = arena.add(sum, pair[1]);
                } else {
                    let power = arena.pow(pair[0], pair[1]);
                    rest = arena.mul(rest, power);
                }
            }
            let log = arena.call(FunctionId::LOG, &[rest]);
            arena.add(sum, log)
        }
        _ => arena.call(FunctionId::LOG, &[id]),
    }
}

/// The exponential of a canonical expression that is real; logarithms with rational factors leave
/// it as powers.
pub(super) fn exponential(arena: &mut Arena, id: Id) -> Id {
    let pairs: Vec<Id> = match arena.node(id) {
        Node::Sum(run) => arena.operands(run).to_vec(),
        _ => vec![Id::ONE, id],
    };
    let (mut product, mut rest) = (Id::ONE, Id::ZERO);
    for pair in pairs.chunks_exact(2) {
        match arena.node(pair[1]) {
            Node::Call(FunctionId::LOG, run) => {
                let base = arena.operand(run, 0);
                let power = arena.pow(base, pair[0]);
                product = arena.mul(product, power);
            }
            _ => {
                let term = arena.mul(pair[0], pair[1]);
                rest = arena.add(rest, term);
            }
        }
    }
    let exponential = arena.call(FunctionId::EXP, &[rest]);
    arena.mul(product, exponential)
}

/// The canonical form with numbers multiplied into sums.
fn expanded(arena: &mut Arena, id: Id) -> Result<Id> {
    let form = arena.canonical(id)?;
    crate::analysis::series::ring::distributed(arena, form)
}
