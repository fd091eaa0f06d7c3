//! From an expression to its series at a point.
//!
//! Nodes are expanded children first, with a stack. A function is expanded by its own recurrence
//! (exponential, sine and cosine, powers, tangents), by the integral of its partials (logarithms,
//! inverse functions, error functions), or by its derivatives (the gamma family, unknown
//! functions).

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::SeriesError;
use super::definitions::{definition, riccati, shifted};
use super::laurent::Laurent;
use super::ring::{Failure, Result, Ring};
use super::words;
use crate::expr::template::{self, Template};
use crate::expr::{Arena, CanonicalError, Constant, Id, Node, Number, Sign, sign};
use crate::function::FunctionId;

/// The variable, and the point around which it is expanded.
#[derive(Clone, Debug)]
pub(super) struct Center {
    pub(super) variable: Id,
    pub(super) point: Id,
    /// The point as messages have it: `x = 0`.
    pub(super) name: String,
}

/// The series of an expression and what it needed.
pub(super) struct Expander<'a, R: Ring> {
    pub(super) ring: &'a mut R,
    pub(super) center: &'a Center,
    /// How many terms each series starts with.
    pub(super) precision: usize,
    known: HashMap<Id, Laurent<R::Element>, FixedState>,
    /// What an expression was replaced by.
    replaced: HashMap<Id, Id, FixedState>,
    depends: HashMap<Id, bool, FixedState>,
    /// What waits for others.
    waiting: HashSet<Id, FixedState>,
}

/// What stands in the way of expanding a node at once.
pub(super) enum Step<E> {
    /// The series.
    Done(Laurent<E>),
    /// The series of another expression is the same.
    Same(Id),
    /// These have to be expanded before.
    Needs(Vec<Id>),
}

/// How many nodes one expansion may add to an arena.
pub(super) const MOST_NODES: usize = 4_000_000;
impl<'a, R: Ring> Expander<'a, R> {
    pub(super) fn new(ring: &'a mut R, center: &'a Center, precision: usize) -> Self {
        Expander {
            ring,
            center,
            precision,
            known: HashMap::default(),
            replaced: HashMap::default(),
            depends: HashMap::default(),
            waiting: HashSet::default(),
        }
    }

    /// The series of a canonical expression.
    pub(super) fn expand(&mut self, root: Id) -> Result<Laurent<R::Element>> {
        let start = self.ring.arena().len();
        let mut stack = vec![root];
        while let Some(&id) = stack.last() {
            if self.ring.arena().len() > start + MOST_NODES || stack.len() > MOST_NODES {
                return Err(SeriesError::OutOfFuel { what: "the series" }.into());
            }
            if self.known.contains_key(&id) {
                self.waiting.remove(&id);
                stack.pop();
                continue;
            }
            if let Some(&same) = self.replaced.get(&id) {
                match self.known.get(&same).cloned() {
                    Some(series) => {
                        self.known.insert(id, series);
                        stack.pop();
                    }
                    // A function that is replaced by itself has no series here.
                    None if self.waiting.contains(&same) => return Err(self.unsolved(id)),
                    None => stack.push(same),
                }
                continue;
            }
            match self.step(id)? {
                Step::Done(series) => {
                    self.known.insert(id, series);
                    stack.pop();
                }
                Step::Same(other) => {
                    let other = self.ring.arena().canonical(other);
                    let other = self.at_pole(id, other)?;
                    self.replaced.insert(id, other);
                    self.waiting.insert(id);
                }
                Step::Needs(ids) => {
                    self.waiting.insert(id);
                    if ids.iter().any(|needed| self.waiting.contains(needed)) {
                        return Err(self.unsolved(id));
                    }
                    stack.extend(ids);
                }
            }
        }
        match self.known.get(&root) {
            Some(series) => Ok(series.clone()),
            None => Err(self.unsolved(root)),
        }
    }

    pub(super) fn unsolved(&mut self, id: Id) -> Failure {
        let part = words::text(self.ring.arena(), id);
        Failure::from(SeriesError::Unsolved { part })
    }

    pub(super) fn pole(&mut self, id: Id) -> Failure {
        let part = words::text(self.ring.arena(), id);
        let point = self.center.name.clone();
        Failure::from(SeriesError::Pole { part, point })
    }

    pub(super) fn kink(&mut self, id: Id) -> Failure {
        let part = words::text(self.ring.arena(), id);
        let point = self.center.name.clone();
        Failure::from(SeriesError::Kink { part, point })
    }

    fn not_smooth(&mut self, id: Id) -> Failure {
        let part = words::text(self.ring.arena(), id);
        let point = self.center.name.clone();
        Failure::from(SeriesError::NotSmooth { part, point })
    }

    pub(super) fn undefined(&mut self, id: Id) -> Failure {
        let part = words::text(self.ring.arena(), id);
        let point = self.center.name.clone();
        Failure::from(SeriesError::Undefined { part, point })
    }

    /// An exact division by zero while a value is worked out is a pole of the expression.
    pub(super) fn at_pole(
        &mut self,
        id: Id,
        form: std::result::Result<Id, CanonicalError>,
    ) -> Result<Id> {
        match form {
            Ok(form) => Ok(form),
            Err(CanonicalError::DivisionByZero) => Err(self.pole(id)),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the variable occurs free.
    pub(super) fn depends(&mut self, id: Id) -> bool {
        if let Some(&known) = self.depends.get(&id) {
            return known;
        }
        let arena = self.ring.arena();
        for node in arena.reachable(&[id]) {
            if self.depends.contains_key(&node) {
                continue;
            }
            let depends = match arena.node(node) {
                Node::IndexSum(_) => arena.occurs_free(&[node], self.center.variable),
                _ => {
                    let mut any = node == self.center.variable;
                    let known = &self.depends;
                    arena.for_each_child(node, |child| {
                        any |= known.get(&child).copied().unwrap_or(false);
                    });
                    any
                }
            };
            self.depends.insert(node, depends);
        }
        self.depends.get(&id).copied().unwrap_or(false)
    }

    /// The canonical form of an expression without the variable as a coefficient, which has to be
    /// real.
    pub(super) fn coefficient(&mut self, part: Id, id: Id) -> Result<R::Element> {
        let form = self.ring.arena().canonical(id);
        let form = self.at_pole(part, form)?;
        let element = self.ring.element(form)?;
        let arena = self.ring.arena();
        if matches!(arena.node(form), Node::Call(..) | Node::Pow(..))
            && arena.free_symbols(&[form]).is_empty()
            && super::sample::sample(arena, form, &[]).value.is_nan()
            && !opaque(arena, form)
        {
            return Err(self.undefined(part));
        }
        Ok(element)
    }

    /// The value of a function at coefficients.
    pub(super) fn value(
        &mut self,
        part: Id,
        function: FunctionId,
        arguments: &[R::Element],
    ) -> Result<R::Element> {
        let ids: Vec<Id> = arguments.iter().map(|a| self.ring.id(a)).collect();
        let call = self.ring.arena().call(function, &ids);
        self.coefficient(part, call)
    }

    fn constant(&self, value: R::Element) -> Laurent<R::Element> {
        Laurent::constant(self.ring, value, self.precision)
    }

    /// The series of a node, or what is missing for it.
    fn step(&mut self, id: Id) -> Result<Step<R::Element>> {
        if !self.depends(id) {
            let value = self.coefficient(id, id)?;
            return Ok(Step::Done(self.constant(value)));
        }
        let node = self.ring.arena().node(id);
        match node {
            Node::Symbol(_) => {
                let point = self.ring.element(self.center.point)?;
                let one = self.ring.number(&Number::ONE);
                let mut series = self.constant(point);
                if let Some(second) = series.terms.get_mut(1) {
                    *second = one;
                }
                Ok(Step::Done(series))
            }
            Node::Sum(run) => {
                let pairs: Vec<Id> = self.ring.arena().operands(run).to_vec();
                let terms: Vec<Id> = pairs.iter().skip(1).step_by(2).copied().collect();
                if let Some(missing) = self.missing(&terms) {
                    return Ok(Step::Needs(missing));
                }
                let mut sum: Option<Laurent<R::Element>> = None;
                for pair in pairs.chunks_exact(2) {
                    let factor = self.ring.arena().as_number(pair[0]).cloned();
                    let series = self.series(pair[1])?;
                    let term = series.scale(&factor.unwrap_or(Number::ONE), self.ring)?;
                    sum = Some(match sum {
                        None => term,
                        Some(sum) => sum.add(&term, self.ring)?,
                    });
                }
                match sum {
                    Some(sum) => Ok(Step::Done(sum)),
                    None => Err(self.unsolved(id)),
                }
            }
            Node::Product(run) => {
                let pairs: Vec<Id> = self.ring.arena().operands(run).to_vec();
                let mut factors = Vec::with_capacity(pairs.len() / 2);
                for pair in pairs.chunks_exact(2) {
                    let power = raise(self.ring.arena(), pair[0], pair[1]);
                    let form = self.ring.arena().canonical(power);
                    factors.push(self.at_pole(id, form)?);
                }
                if let Some(missing) = self.missing(&factors) {
                    return Ok(Step::Needs(missing));
                }
                let mut product: Option<Laurent<R::Element>> = None;
                for factor in factors {
                    let series = self.series(factor)?;
                    product = Some(match product {
                        None => series,
                        Some(product) => product.multiply(&series, self.ring)?,
                    });
                }
                match product {
                    Some(product) => Ok(Step::Done(product)),
                    None => Err(self.unsolved(id)),
                }
            }
            Node::Pow(base, exponent) => self.power(id, base, exponent),
            Node::Call(function, run) => {
                let arguments = self.ring.arena().operands(run).to_vec();
                self.call(id, function, &arguments)
            }
            Node::Unknown(_, run) => {
                let operands = self.ring.arena().operands(run).to_vec();
                let half = operands.len() / 2;
                self.by_derivatives(id, operands.get(half..).unwrap_or_default())
            }
            Node::Piecewise(run) => self.piecewise(id, run),
            Node::IndexSum(run) => self.index_sum(id, run),
            Node::Add(..) | Node::Mul(..) => Ok(Step::Same(id)),
            _ => Err(self.unsolved(id)),
        }
    }

    pub(super) fn missing(&self, ids: &[Id]) -> Option<Vec<Id>> {
        let missing: Vec<Id> = ids
            .iter()
            .copied()
            .filter(|id| !self.known.contains_key(id))
            .collect();
        (!missing.is_empty()).then_some(missing)
    }

    pub(super) fn series(&mut self, id: Id) -> Result<Laurent<R::Element>> {
        match self.known.get(&id) {
            Some(series) => Ok(series.clone()),
            None => Err(self.unsolved(id)),
        }
    }

    /// A series without negative powers, and its constant term.
    pub(super) fn regular(
        &mut self,
        part: Id,
        id: Id,
    ) -> Result<(Laurent<R::Element>, R::Element)> {
        let series = self.series(id)?;
        match series.without_poles(self.ring)? {
            Some(series) => {
                let first = series.at(self.ring, 0);
                Ok((series, first))
            }
            None => Err(self.undefined(part)),
        }
    }

    fn power(&mut self, id: Id, base: Id, exponent: Id) -> Result<Step<R::Element>> {
        if self.depends(exponent) {
            let arena = self.ring.arena();
            let logarithm = arena.call(FunctionId::LOG, &[base]);
            let product = arena.mul(exponent, logarithm);
            let power = arena.call(FunctionId::EXP, &[product]);
            return Ok(Step::Same(power));
        }
        if let Some(missing) = self.missing(&[base]) {
            return Ok(Step::Needs(missing));
        }
        let series = self.series(base)?;
        let number = self.ring.arena().as_number(exponent).cloned();
        let whole = number.as_ref().and_then(Number::to_i64);
        let Some(normal) = series.normal(self.ring)? else {
            return match whole {
                Some(whole) if whole > 0 => Ok(Step::Done(Laurent {
                    valuation: series.precision().saturating_mul(whole),
                    terms: Vec::new(),
                })),
                _ => Err(Failure::Precision),
            };
        };
        let valuation = if normal.valuation == 0 {
            0
        } else {
            let product = number
                .as_ref()
                .map(|number| number.multiply(&Number::integer(normal.valuation)));
            match product.and_then(|product| product.to_i64()) {
                Some(product) if whole.is_some() => product,
                // (t^2)^(1/2) is the size of t.
                Some(product) if normal.valuation % 2 == 0 && product % 2 == 0 => product,
                Some(_) if normal.valuation % 2 == 0 => return Err(self.kink(id)),
                _ => return Err(self.not_smooth(id)),
            }
        };
        let lead = normal.at(self.ring, normal.valuation);
        let lead = self.ring.id(&lead);
        let arena = self.ring.arena();
        if whole.is_none() && sign(arena, lead) == Sign::Negative {
            return Err(self.undefined(id));
        }
        let first = arena.pow(lead, exponent);
        let first = self.coefficient(id, first)?;
        let exponent = self.ring.element(exponent)?;
        let terms = Laurent::power(&normal.terms, &exponent, first, self.ring)?;
        Ok(Step::Done(Laurent { valuation, terms }))
    }

    fn call(&mut self, id: Id, function: FunctionId, arguments: &[Id]) -> Result<Step<R::Element>> {
        if let Some(missing) = self.missing(arguments) {
            return Ok(Step::Needs(missing));
        }
        if function == FunctionId::CBRT
            && let [argument] = *arguments
        {
            return self.cube_root(id, argument);
        }
        let mut series = Vec::with_capacity(arguments.len());
        let mut firsts = Vec::with_capacity(arguments.len());
        for &argument in arguments {
            let (argument, first) = self.regular(id, argument)?;
            if argument.terms.is_empty() {
                return Err(Failure::Precision);
            }
            series.push(argument);
            firsts.push(first);
        }
        let ids: Vec<Id> = firsts.iter().map(|first| self.ring.id(first)).collect();
        if let Some(step) = self.by_sign(id, function, arguments, &ids)? {
            return Ok(step);
        }
        self.refuse_kinks(id, function, &ids)?;
        match (function, series.as_slice(), firsts.as_slice()) {
            (FunctionId::EXP, [u], [_]) => {
                let first = self.value(id, function, &firsts)?;
                Ok(Step::Done(u.exponential(first, self.ring)?))
            }
            (FunctionId::SIN | FunctionId::COS, [u], [_]) => {
                let sine = self.value(id, FunctionId::SIN, &firsts)?;
                let cosine = self.value(id, FunctionId::COS, &firsts)?;
                let (sine, cosine) = u.sine_and_cosine((sine, cosine), true, self.ring)?;
                Ok(Step::Done(if function == FunctionId::SIN {
                    sine
                } else {
                    cosine
                }))
            }
            (FunctionId::SINH | FunctionId::COSH, [u], [_]) => {
                let sine = self.value(id, FunctionId::SINH, &firsts)?;
                let cosine = self.value(id, FunctionId::COSH, &firsts)?;
                let (sine, cosine) = u.sine_and_cosine((sine, cosine), false, self.ring)?;
                Ok(Step::Done(if function == FunctionId::SINH {
                    sine
                } else {
                    cosine
                }))
            }
            (FunctionId::SEC | FunctionId::CSC | FunctionId::SECH | FunctionId::CSCH, ..) => {
                let reciprocal = match function {
                    FunctionId::SEC => FunctionId::COS,
                    FunctionId::CSC => FunctionId::SIN,
                    FunctionId::SECH => FunctionId::COSH,
                    _ => FunctionId::SINH,
                };
                let arena = self.ring.arena();
                let call = arena.call(reciprocal, arguments);
                Ok(Step::Same(arena.recip(call)))
            }
            (
                FunctionId::GAMMA
                | FunctionId::LOGGAMMA
                | FunctionId::DIGAMMA
                | FunctionId::TRIGAMMA
                | FunctionId::POLYGAMMA
                | FunctionId::FACTORIAL
                | FunctionId::BINOMIAL,
                ..,
            ) => {
                let arena = self.ring.arena();
                if function == FunctionId::FACTORIAL
                    && let Some(&first) = ids.first()
                    && arena
                        .as_number(first)
                        .is_some_and(|n| n.is_integer() && !n.is_positive())
                    && let Some(same) = definition(arena, function, arguments)
                {
                    return Ok(Step::Same(same));
                }
                let pole = ids.last().and_then(|&last| arena.as_number(last)).cloned();
                if let Some(pole) = pole
                    && pole.is_integer()
                    && !pole.is_positive()
                    && let Some(same) = shifted(arena, function, arguments, &pole)
                {
                    return Ok(Step::Same(same));
                }
                self.by_derivatives(id, arguments)
            }
            (_, [u], [_]) if let Some(equation) = riccati(function) => {
                // At a pole the quotient that the function is by definition shows its order.
                let sample = match ids.as_slice() {
                    [first] => {
                        let arena = self.ring.arena();
                        let call = arena.call(function, &[*first]);
                        arena.canonical(call).ok().is_none_or(|value| {
                            let found = super::sample::sample(arena, value, &[]);
                            found.value.is_infinite() || found.value.abs() > 1e14
                        })
                    }
                    _ => false,
                };
                if sample {
                    let arena = self.ring.arena();
                    return match definition(arena, function, arguments) {
                        Some(same) => Ok(Step::Same(same)),
                        None => Err(self.unsolved(id)),
                    };
                }
                let first = self.value(id, function, &firsts)?;
                Ok(Step::Done(u.riccati(first, equation, self.ring)?))
            }
            _ => self.by_partials(id, function, arguments, &series, &firsts),
        }
    }

    fn cube_root(&mut self, id: Id, argument: Id) -> Result<Step<R::Element>> {
        let series = self.series(argument)?;
        let Some(normal) = series.normal(self.ring)? else {
            return Err(Failure::Precision);
        };
        if normal.valuation % 3 != 0 {
            return Err(self.not_smooth(id));
        }
        let lead = normal.at(self.ring, normal.valuation);
        let first = self.value(id, FunctionId::CBRT, &[lead])?;
        let third = Number::ratio(1, 3).unwrap_or(Number::ONE);
        let third = self.ring.number(&third);
        Ok(Step::Done(Laurent {
            valuation: normal.valuation / 3,
            terms: Laurent::power(&normal.terms, &third, first, self.ring)?,
        }))
    }

    /// A function that is one formula on each side of its kink: the formula of the side on which
    /// the point is.
    fn by_sign(
        &mut self,
        id: Id,
        function: FunctionId,
        arguments: &[Id],
        firsts: &[Id],
    ) -> Result<Option<Step<R::Element>>> {
        let Some(formulas) = template::by_sign(function) else {
            return Ok(None);
        };
        let arena = self.ring.arena();
        if arguments.len() > 2 {
            // A fold of many is one of two and the rest.
            if let Some((&last, rest)) = arguments.split_last() {
                let folded = arena.call(function, rest);
                let call = arena.call(function, &[folded, last]);
                return Ok(Some(Step::Same(call)));
            }
        }
        let decider = formulas.decider.build(arena, firsts);
        let decider = arena.canonical(decider)?;
        let side = match sign(arena, decider) {
            Sign::Negative => Some(0),
            Sign::Positive => Some(2),
            Sign::Zero => return Err(self.kink(id)),
            _ => super::sample::sample(arena, decider, &[])
                .sign()
                .map(|sign| if sign < 0 { 0 } else { 2 }),
        };
        match side.and_then(|side| formulas.values.get(side)) {
            Some(formula) => {
                let same = formula.build(arena, arguments);
                Ok(Some(Step::Same(same)))
            }
            None => Ok(None),
        }
    }

    fn refuse_kinks(&mut self, id: Id, function: FunctionId, firsts: &[Id]) -> Result<()> {
        let row = function.row();
        for kink in row.kinks {
            let Some(formula) = Template::read(kink, row.parameters) else {
                continue;
            };
            let arena = self.ring.arena();
            let built = formula.build(arena, firsts);
            let Ok(form) = arena.canonical(built) else {
                continue;
            };
            let zero = form == Id::ZERO
                || arena.free_symbols(&[form]).is_empty()
                    && super::sample::sample(arena, form, &[]).looks_zero();
            if zero {
                return Err(self.kink(id));
            }
        }
        Ok(())
    }
}

/// A power as a node that is not folded away: `e` to a power is the exponential.
pub(super) fn raise(arena: &mut Arena, base: Id, exponent: Id) -> Id {
    if matches!(arena.node(base), Node::Constant(Constant::E)) {
        arena.call(FunctionId::EXP, &[exponent])
    } else {
        arena.pow(base, exponent)
    }
}

/// Whether something inside has no value in doubles though it may be real.
fn opaque(arena: &Arena, id: Id) -> bool {
    arena.reachable(&[id]).iter().any(|&id| {
        matches!(
            arena.node(id),
            Node::Unknown(..) | Node::IndexSum(_) | Node::RowSum(_) | Node::RowMean(_)
        )
    })
}
