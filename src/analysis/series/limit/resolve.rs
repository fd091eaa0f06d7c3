//! Functions far out: each is written by exponentials, logarithms, powers and functions that are
//! smooth where their arguments go. Kinks are settled by signs, pieces are chosen, and what
//! oscillates becomes a symbol between bounds.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::Value;
use super::engine::{Engine, exponents};
use crate::analysis::AnalysisError;
use crate::analysis::series::definitions::{definition, shifted};
use crate::analysis::series::expand::raise;
use crate::analysis::series::sample::sample;
use crate::analysis::series::tails::Tail;
use crate::expr::{Arena, Constant, Id, Node, Number, Relation, template};
use crate::function::FunctionId;

type Result<T> = std::result::Result<T, AnalysisError>;

/// How many terms of a sum over an index are written out.
const MOST_TERMS: i64 = 200;

impl Engine {
    /// An expression that is equal from some point on, without kinks and pieces, and in which every
    /// function is smooth where its argument goes.
    pub(super) fn resolve(&mut self, arena: &mut Arena, root: Id) -> Result<Id> {
        // What stands in a piece that is not chosen may fail without harm, so that failures are
        // kept with their nodes.
        for id in arena.reachable(&[root]) {
            if self.resolved.contains_key(&id) {
                continue;
            }
            self.spend(arena, 1)?;
            let made = self.resolve_node(arena, id);
            self.resolved.insert(id, made);
        }
        match self.resolved.get(&root) {
            Some(found) => found.clone(),
            None => Ok(root),
        }
    }

    fn now(&self, id: Id) -> Result<Id> {
        match self.resolved.get(&id) {
            Some(found) => found.clone(),
            None => Ok(id),
        }
    }

    fn resolve_node(&mut self, arena: &mut Arena, id: Id) -> Result<Id> {
        if !self.depends(arena, id) {
            return Ok(id);
        }
        let made = match arena.node(id) {
            Node::Piecewise(run) => {
                let operands = arena.operands(run).to_vec();
                let pieces = operands.chunks_exact(2);
                let otherwise = pieces.remainder().first().copied();
                for piece in pieces {
                    if self.holds(arena, piece[0])? {
                        return self.now(piece[1]);
                    }
                }
                return match otherwise {
                    Some(value) => self.now(value),
                    None => Err(self.undefined(arena, id)),
                };
            }
            // Conditions are decided where they are asked for.
            Node::Compare(..) | Node::And(..) | Node::Or(..) | Node::Not(_) => return Ok(id),
            Node::IndexSum(run) => {
                let operands = arena.operands(run).to_vec();
                return self.resolve_sum(arena, id, &operands);
            }
            Node::RowSum(_) | Node::RowMean(_) => return Err(self.unsolved(arena, id)),
            Node::Unknown(name, _) => {
                if Tail::named(arena.symbol_key(name)).is_none() {
                    return Err(self.unsolved(arena, id));
                }
                self.rebuilt(arena, id)?
            }
            Node::Pow(base, exponent) => {
                let (base, exponent) = (self.now(base)?, self.now(exponent)?);
                self.resolve_power(arena, base, exponent)
            }
            Node::Product(run) => {
                let pairs: Vec<Id> = arena.operands(run).to_vec();
                let mut product = Id::ONE;
                for pair in pairs.chunks_exact(2) {
                    let (base, exponent) = (self.now(pair[0])?, self.now(pair[1])?);
                    let factor = self.resolve_power(arena, base, exponent);
                    product = arena.mul(product, factor);
                }
                product
            }
            Node::Call(function, run) => {
                let operands = arena.operands(run).to_vec();
                let mut arguments = Vec::with_capacity(operands.len());
                for operand in operands {
                    let now = self.now(operand)?;
                    arguments.push(arena.canonical(now)?);
                }
                self.resolve_call(arena, id, function, &arguments)?
            }
            _ => self.rebuilt(arena, id)?,
        };
        let form = arena.canonical(made)?;
        self.without_hidden_ones(arena, form)
    }

    fn rebuilt(&mut self, arena: &mut Arena, id: Id) -> Result<Id> {
        let mut failed = None;
        let mut children: HashMap<Id, Id, FixedState> = HashMap::default();
        arena.for_each_child(id, |child| match self.now(child) {
            Ok(now) => _ = children.insert(child, now),
            Err(error) => failed = Some(error),
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(arena.rebuild(id, |child| children.get(&child).copied().unwrap_or(child))),
        }
    }

    fn resolve_power(&mut self, arena: &mut Arena, base: Id, exponent: Id) -> Id {
        if !self.depends(arena, exponent) {
            return raise(arena, base, exponent);
        }
        if matches!(arena.node(base), Node::Constant(Constant::E)) {
            return raise(arena, base, exponent);
        }
        let log = arena.call(FunctionId::LOG, &[base]);
        let product = arena.mul(exponent, log);
        arena.call(FunctionId::EXP, &[product])
    }

    /// A canonical node without exponentials of what is 0 without showing it.
    fn without_hidden_ones(&mut self, arena: &mut Arena, id: Id) -> Result<Id> {
        let mut form = id;
        for exponent in exponents(arena, id) {
            if matches!(arena.node(exponent), Node::Sum(run) if run.len() > 4)
                && matches!(self.judge.is_zero(arena, exponent), Ok(true))
            {
                let opposite = arena.neg(exponent);
                let factor = arena.call(FunctionId::EXP, &[opposite]);
                let product = arena.mul(form, factor);
                form = arena.canonical(product)?;
            }
        }
        Ok(form)
    }

    fn resolve_sum(&mut self, arena: &mut Arena, id: Id, operands: &[Id]) -> Result<Id> {
        let [body, index, from, to] = *operands else {
            return Err(self.unsolved(arena, id));
        };
        let ends = (
            arena.as_number(from).and_then(Number::to_i64),
            arena.as_number(to).and_then(Number::to_i64),
        );
        let (Some(from), Some(to)) = ends else {
            return Err(self.unsolved(arena, id));
        };
        if to.saturating_sub(from) >= MOST_TERMS {
            return Err(self.unsolved(arena, id));
        }
        let mut sum = Id::ZERO;
        for value in from..=to {
            let value = arena.integer(value);
            let term = arena.substitute(body, &[(index, value)]);
            sum = arena.add(sum, term);
        }
        self.again(arena, sum)
    }

    /// Resolves what was put in the place of a node. Definitions and recurrences lead to simpler
    /// functions, three steps at most, so that this recursion is bounded.
    fn again(&mut self, arena: &mut Arena, id: Id) -> Result<Id> {
        let form = arena.canonical(id)?;
        self.resolve(arena, form)
    }

    /// Whether a condition holds from some point on.
    fn holds(&mut self, arena: &mut Arena, condition: Id) -> Result<bool> {
        // Conditions are written by people; each level is one bracket, and what is deeper than a
        // stack of this size was refused when it was read.
        let mut stack = vec![(condition, false)];
        let mut values: Vec<bool> = Vec::new();
        while let Some((id, ready)) = stack.pop() {
            match arena.node(id) {
                Node::Compare(relation, a, b) => {
                    let (a, b) = (self.now(a)?, self.now(b)?);
                    let difference = arena.sub(a, b);
                    let sign = self.sign(arena, difference)?;
                    values.push(match relation {
                        Relation::Less => sign < 0,
                        Relation::LessEqual => sign <= 0,
                        Relation::Greater => sign > 0,
                        Relation::GreaterEqual => sign >= 0,
                        Relation::Equal => sign == 0,
                        Relation::NotEqual => sign != 0,
                    });
                }
                Node::And(a, b) | Node::Or(a, b) => {
                    if ready {
                        let (x, y) = (values.pop().unwrap_or(false), values.pop().unwrap_or(false));
                        let and = matches!(arena.node(id), Node::And(..));
                        values.push(if and { x && y } else { x || y });
                    } else {
                        stack.extend([(id, true), (a, false), (b, false)]);
                    }
                }
                Node::Not(a) => {
                    if ready {
                        let value = values.pop().unwrap_or(false);
                        values.push(!value);
                    } else {
                        stack.extend([(id, true), (a, false)]);
                    }
                }
                _ => return Err(self.unsolved(arena, id)),
            }
        }
        match values.pop() {
            Some(value) => Ok(value),
            None => Err(self.unsolved(arena, condition)),
        }
    }

    fn resolve_call(
        &mut self,
        arena: &mut Arena,
        id: Id,
        function: FunctionId,
        arguments: &[Id],
    ) -> Result<Id> {
        let call = arena.call(function, arguments);
        if !self.depends(arena, call) {
            return Ok(call);
        }
        if let Some(formulas) = template::by_sign(function) {
            let [first, .., last] = *arguments else {
                let decider = formulas.decider.build(arena, arguments);
                let sign = self.sign(arena, decider)?;
                let formula = &formulas.values[(sign + 1) as usize];
                return Ok(formula.build(arena, arguments));
            };
            // Of many the first two, then the result and the next.
            let mut folded = first;
            for &next in arguments.iter().skip(1) {
                let pair = [folded, next];
                let decider = formulas.decider.build(arena, &pair);
                let sign = self.sign(arena, decider)?;
                folded = formulas.values[(sign + 1) as usize].build(arena, &pair);
            }
            return Ok(if first == last { first } else { folded });
        }
        match (function, arguments) {
            (FunctionId::EXP | FunctionId::LOG, _) => Ok(call),
            (FunctionId::SIN | FunctionId::COS, &[u]) => Ok(match self.limit(arena, u)? {
                Value::Finite(_) => call,
                Value::Infinite(_) => self.between(arena, -1.0, 1.0),
            }),
            (FunctionId::ATAN, &[u]) => match self.limit(arena, u)? {
                Value::Finite(_) => Ok(call),
                Value::Infinite(sign) => {
                    let quarter = quarter_turn(arena, sign);
                    let inverse = arena.recip(u);
                    let rest = arena.call(function, &[inverse]);
                    Ok(arena.sub(quarter, rest))
                }
            },
            (FunctionId::ASIN, &[u]) => self.arc_sine(arena, id, call, u),
            (FunctionId::ERF, &[u]) => match self.limit(arena, u)? {
                Value::Finite(_) => Ok(call),
                Value::Infinite(sign) => Ok(far_error_function(arena, u, sign)),
            },
            (FunctionId::CBRT, &[u]) => {
                let sign = self.sign(arena, u)?;
                let sign = arena.integer(i64::from(sign));
                let size = arena.mul(sign, u);
                let third = Number::ratio(1, 3).unwrap_or(Number::ONE);
                let third = arena.number_node(third);
                let root = arena.pow(size, third);
                Ok(arena.mul(sign, root))
            }
            (FunctionId::ATAN2, &[y, x]) => {
                let half = self.sign(arena, x)?;
                let side = self.sign(arena, y)?;
                if half == 0 {
                    return Ok(quarter_turn(arena, side));
                }
                let ratio = arena.div(y, x);
                let angle = arena.call(FunctionId::ATAN, &[ratio]);
                let angle = self.again(arena, angle)?;
                if half > 0 {
                    return Ok(angle);
                }
                let pi = arena.constant(Constant::Pi);
                Ok(if side < 0 {
                    arena.sub(angle, pi)
                } else {
                    arena.add(angle, pi)
                })
            }
            (FunctionId::FLOOR | FunctionId::CEIL | FunctionId::ROUND, &[u]) => {
                self.step(arena, id, function, u)
            }
            (
                FunctionId::GAMMA
                | FunctionId::LOGGAMMA
                | FunctionId::DIGAMMA
                | FunctionId::TRIGAMMA
                | FunctionId::POLYGAMMA,
                &[.., u],
            ) => self.gamma(arena, id, function, arguments, u),
            _ => match definition(arena, function, arguments) {
                Some(same) => self.again(arena, same),
                None => Err(self.unsolved(arena, id)),
            },
        }
    }

    /// A new symbol for what stays between two values.
    fn between(&mut self, arena: &mut Arena, low: f64, high: f64) -> Id {
        let name = format!("bounded {}", self.judge.bounded.len() + 1);
        let symbol = arena.symbol(&name);
        self.judge.bounded.push((symbol, low, high));
        symbol
    }

    fn arc_sine(&mut self, arena: &mut Arena, id: Id, call: Id, u: Id) -> Result<Id> {
        let Value::Finite(limit) = self.limit(arena, u)? else {
            return Err(self.undefined(arena, id));
        };
        for end in [Id::ONE, Id::MINUS_ONE] {
            let difference = arena.sub(limit, end);
            let difference = arena.canonical(difference)?;
            if self.judge.is_zero(arena, difference)? {
                // asin(u) = pi/2 - 2*asin(sqrt((1 - u)/2))
                let size = arena.mul(end, u);
                let gap = arena.sub(Id::ONE, size);
                let half = arena.mul(Id::HALF, gap);
                let root = arena.pow(half, Id::HALF);
                let small = arena.call(FunctionId::ASIN, &[root]);
                let quarter = quarter_turn(arena, 1);
                let twice = arena.mul(Id::TWO, small);
                let value = arena.sub(quarter, twice);
                return Ok(arena.mul(end, value));
            }
        }
        let size = arena.pow(limit, Id::TWO);
        let excess = arena.sub(size, Id::ONE);
        let excess = arena.canonical(excess)?;
        let inside = self
            .judge
            .interval(arena, excess)
            .is_some_and(|(_, high)| high < 0.0);
        if !inside && arena.free_symbols(&[excess]).is_empty() {
            if self.judge.sign(arena, excess)? > 0 {
                return Err(self.undefined(arena, id));
            }
        } else if self.judge.has_bounded(arena, excess) && !inside {
            return Err(self.unsolved(arena, id));
        }
        Ok(call)
    }

    /// The largest whole number below, the smallest above, or the nearest.
    fn step(&mut self, arena: &mut Arena, id: Id, function: FunctionId, u: Id) -> Result<Id> {
        let limit = match self.limit(arena, u)? {
            Value::Infinite(_) => {
                let (low, high) = match function {
                    FunctionId::FLOOR => (-1.0, 0.0),
                    FunctionId::CEIL => (0.0, 1.0),
                    _ => (-0.5, 0.5),
                };
                let rest = self.between(arena, low, high);
                return Ok(arena.add(u, rest));
            }
            Value::Finite(limit) => limit,
        };
        // Where the steps of this function are, moved to the whole numbers.
        let shift = if function == FunctionId::ROUND {
            Id::HALF
        } else {
            Id::ZERO
        };
        let moved = arena.add(limit, shift);
        let moved = arena.canonical(moved)?;
        let whole = arena
            .as_number(moved)
            .filter(|number| number.is_integer())
            .cloned();
        let Some(whole) = whole else {
            let value = sample(arena, moved, &[]);
            let near = (value.value - value.value.round()).abs();
            if value.value.is_nan() || near <= 16.0 * value.error {
                return Err(self.unsolved(arena, id));
            }
            let call = arena.call(function, &[limit]);
            let form = arena.canonical(call)?;
            if arena.as_number(form).is_some() {
                return Ok(form);
            }
            let value = match function {
                FunctionId::CEIL => value.value.ceil(),
                _ => value.value.floor(),
            };
            let value = Number::from_double(value);
            return match value {
                Some(value) => Ok(arena.number_node(value)),
                None => Err(self.unsolved(arena, id)),
            };
        };
        let gap = arena.sub(u, limit);
        let sign = self.sign(arena, gap)?;
        let value = match (function, sign) {
            (FunctionId::FLOOR, -1) => whole.add(&Number::MINUS_ONE),
            (FunctionId::CEIL, 1) => whole.add(&Number::ONE),
            // Half goes away from zero.
            (FunctionId::ROUND, -1) => whole.add(&Number::MINUS_ONE),
            (FunctionId::ROUND, 0) if !whole.is_positive() => whole.add(&Number::MINUS_ONE),
            _ => whole,
        };
        Ok(arena.number_node(value))
    }

    fn gamma(
        &mut self,
        arena: &mut Arena,
        id: Id,
        function: FunctionId,
        arguments: &[Id],
        u: Id,
    ) -> Result<Id> {
        match self.limit(arena, u)? {
            Value::Finite(limit) => {
                if self.judge.has_bounded(arena, limit) {
                    return Err(self.unsolved(arena, id));
                }
                let pole = arena.as_number(limit).cloned();
                if let Some(pole) = pole.filter(|pole| pole.is_integer() && !pole.is_positive()) {
                    return match shifted(arena, function, arguments, &pole) {
                        Some(same) => self.again(arena, same),
                        None => Err(self.unsolved(arena, id)),
                    };
                }
                Ok(arena.call(function, arguments))
            }
            Value::Infinite(1) => self.far_gamma(arena, id, function, arguments, u),
            Value::Infinite(_) => Err(self.unsolved(arena, id)),
        }
    }

    /// The gamma family for large arguments.
    ///
    /// # Source
    /// DLMF 5.11.1, 5.11.2
    fn far_gamma(
        &mut self,
        arena: &mut Arena,
        id: Id,
        function: FunctionId,
        arguments: &[Id],
        u: Id,
    ) -> Result<Id> {
        let inverse = arena.recip(u);
        let log = arena.call(FunctionId::LOG, &[u]);
        match function {
            FunctionId::DIGAMMA => {
                let tail = Tail::Digamma.at(arena, inverse);
                Ok(arena.add(log, tail))
            }
            FunctionId::TRIGAMMA => Ok(Tail::Polygamma(1).at(arena, inverse)),
            FunctionId::POLYGAMMA => {
                let order = arguments.first().and_then(|&n| arena.as_number(n));
                let order = order.and_then(Number::to_i64);
                match order.and_then(|order| u32::try_from(order).ok()) {
                    Some(order) if order > 0 => Ok(Tail::Polygamma(order).at(arena, inverse)),
                    _ => Err(self.unsolved(arena, id)),
                }
            }
            _ => {
                let less = arena.sub(u, Id::HALF);
                let main = arena.mul(less, log);
                let main = arena.sub(main, u);
                let pi = arena.constant(Constant::Pi);
                let turn = arena.mul(Id::TWO, pi);
                let turn = arena.call(FunctionId::LOG, &[turn]);
                let half = arena.mul(Id::HALF, turn);
                let main = arena.add(main, half);
                let tail = Tail::LogGamma.at(arena, inverse);
                let sum = arena.add(main, tail);
                Ok(if function == FunctionId::GAMMA {
                    arena.call(FunctionId::EXP, &[sum])
                } else {
                    sum
                })
            }
        }
    }
}

fn quarter_turn(arena: &mut Arena, sign: i8) -> Id {
    let pi = arena.constant(Constant::Pi);
    let half = Number::ratio(i64::from(sign), 2).unwrap_or(Number::ZERO);
    let half = arena.number_node(half);
    arena.mul(half, pi)
}

/// `erf(u) = s - s*exp(-u^2)*tail(1/(s*u))/sqrt(pi)` for `u` of the sign `s`.
fn far_error_function(arena: &mut Arena, u: Id, sign: i8) -> Id {
    let sign = arena.integer(i64::from(sign));
    let size = arena.mul(sign, u);
    let inverse = arena.recip(size);
    let tail = Tail::Erfc.at(arena, inverse);
    let square = arena.pow(u, Id::TWO);
    let square = arena.neg(square);
    let fall = arena.call(FunctionId::EXP, &[square]);
    let pi = arena.constant(Constant::Pi);
    let root = arena.pow(pi, Id::HALF);
    let rest = arena.mul(fall, tail);
    let rest = arena.div(rest, root);
    let value = arena.sub(Id::ONE, rest);
    arena.mul(sign, value)
}
