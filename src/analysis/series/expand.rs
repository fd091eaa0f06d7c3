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
use crate::diff::Forward;
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
enum Step<E> {
    /// The series.
    Done(Laurent<E>),
    /// The series of another expression is the same.
    Same(Id),
    /// These have to be expanded before.
    Needs(Vec<Id>),
}

/// How many nodes one expansion may add to an arena.
const MOST_NODES: usize = 4_000_000;
/// How many terms of a sum over an index are written out.
const MOST_TERMS: i64 = 1000;
/// The highest derivative that is taken of a function which has no recurrence here.
const MOST_DERIVATIVES: usize = 40;

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

    fn unsolved(&mut self, id: Id) -> Failure {
        let part = words::text(self.ring.arena(), id);
        Failure::from(SeriesError::Unsolved { part })
    }

    fn pole(&mut self, id: Id) -> Failure {
        let part = words::text(self.ring.arena(), id);
        let point = self.center.name.clone();
        Failure::from(SeriesError::Pole { part, point })
    }

    fn kink(&mut self, id: Id) -> Failure {
        let part = words::text(self.ring.arena(), id);
        let point = self.center.name.clone();
        Failure::from(SeriesError::Kink { part, point })
    }

    fn not_smooth(&mut self, id: Id) -> Failure {
        let part = words::text(self.ring.arena(), id);
        let point = self.center.name.clone();
        Failure::from(SeriesError::NotSmooth { part, point })
    }

    fn undefined(&mut self, id: Id) -> Failure {
        let part = words::text(self.ring.arena(), id);
        let point = self.center.name.clone();
        Failure::from(SeriesError::Undefined { part, point })
    }

    /// An exact division by zero while a value is worked out is a pole of the expression.
    fn at_pole(&mut self, id: Id, form: std::result::Result<Id, CanonicalError>) -> Result<Id> {
        match form {
            Ok(form) => Ok(form),
            Err(CanonicalError::DivisionByZero) => Err(self.pole(id)),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the variable occurs free.
    fn depends(&mut self, id: Id) -> bool {
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
    fn coefficient(&mut self, part: Id, id: Id) -> Result<R::Element> {
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
    fn value(
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

    fn missing(&self, ids: &[Id]) -> Option<Vec<Id>> {
        let missing: Vec<Id> = ids
            .iter()
            .copied()
            .filter(|id| !self.known.contains_key(id))
            .collect();
        (!missing.is_empty()).then_some(missing)
    }

    fn series(&mut self, id: Id) -> Result<Laurent<R::Element>> {
        match self.known.get(&id) {
            Some(series) => Ok(series.clone()),
            None => Err(self.unsolved(id)),
        }
    }

    /// A series without negative powers, and its constant term.
    fn regular(&mut self, part: Id, id: Id) -> Result<(Laurent<R::Element>, R::Element)> {
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

    /// The integral of the partials times the derivatives of the arguments.
    fn by_partials(
        &mut self,
        id: Id,
        function: FunctionId,
        arguments: &[Id],
        series: &[Laurent<R::Element>],
        firsts: &[R::Element],
    ) -> Result<Step<R::Element>> {
        let mut slopes = Vec::with_capacity(arguments.len());
        for (place, &argument) in arguments.iter().enumerate() {
            if !self.depends(argument) {
                slopes.push(None);
                continue;
            }
            let Some(formula) = template::partial(function, place) else {
                return Err(self.unsolved(id));
            };
            let arena = self.ring.arena();
            let built = formula.build(arena, arguments);
            let form = arena.canonical(built);
            slopes.push(Some(self.at_pole(id, form)?));
        }
        let needed: Vec<Id> = slopes.iter().flatten().copied().collect();
        if let Some(missing) = self.missing(&needed) {
            return Ok(Step::Needs(missing));
        }
        let mut value = self.value(id, function, firsts)?;
        let mut sum: Option<Laurent<R::Element>> = None;
        for (slope, argument) in slopes.iter().zip(series) {
            let Some(slope) = *slope else { continue };
            let slope = self.series(slope)?;
            let Some(part) = argument.integral_along(&slope, value, self.ring)? else {
                return Err(self.pole(id));
            };
            value = self.ring.zero();
            sum = Some(match sum {
                None => part,
                Some(sum) => sum.add(&part, self.ring)?,
            });
        }
        match sum {
            Some(sum) => Ok(Step::Done(sum)),
            None => Err(self.unsolved(id)),
        }
    }

    /// The derivatives of a function of which one argument depends on the variable.
    fn by_derivatives(&mut self, id: Id, arguments: &[Id]) -> Result<Step<R::Element>> {
        if let Some(missing) = self.missing(arguments) {
            return Ok(Step::Needs(missing));
        }
        let mut moving = Vec::new();
        for &argument in arguments {
            if self.depends(argument) {
                moving.push(argument);
            }
        }
        let [argument] = *moving.as_slice() else {
            return Err(self.unsolved(id));
        };
        let (series, first) = self.regular(id, argument)?;
        let first = self.ring.id(&first);
        let wanted = series.regular(self.ring).len();
        if wanted > MOST_DERIVATIVES + 8 {
            return Err(SeriesError::Order {
                order: wanted as u64,
                limit: MOST_DERIVATIVES as u64,
            }
            .into());
        }
        let arena = self.ring.arena();
        let hole = arena.symbol("the argument");
        let start = arena.len();
        let mut derivative =
            arena.rebuild(id, |child| if child == argument { hole } else { child });
        derivative = arena.unflatten(&[derivative])[0];
        let mut engine = Forward::new(hole);
        let mut outer = Vec::with_capacity(wanted);
        let mut factorial = Number::ONE;
        for k in 0..wanted {
            let arena = self.ring.arena();
            if k > 0 {
                derivative = engine
                    .derivative(arena, derivative)
                    .map_err(crate::analysis::AnalysisError::from)?;
                factorial = factorial.multiply(&Number::integer(k as i64));
            }
            if arena.len() > start + MOST_NODES {
                return Err(SeriesError::OutOfFuel { what: "the series" }.into());
            }
            let value = arena.substitute(derivative, &[(hole, first)]);
            let value = self.coefficient(id, value)?;
            let inverse = factorial.reciprocal().unwrap_or(Number::ONE);
            outer.push(self.ring.scale(&value, inverse)?);
        }
        Ok(Step::Done(series.compose(&outer, self.ring)?))
    }

    /// The piece in which the point lies, if it lies inside one.
    fn piecewise(&mut self, id: Id, run: crate::expr::Operands) -> Result<Step<R::Element>> {
        let operands = self.ring.arena().operands(run).to_vec();
        let pieces = operands.chunks_exact(2);
        let otherwise = pieces.remainder().first().copied();
        for piece in pieces {
            match self.holds_around(id, piece[0])? {
                true => return Ok(Step::Same(piece[1])),
                false => {}
            }
        }
        match otherwise {
            Some(value) => Ok(Step::Same(value)),
            None => Err(self.undefined(id)),
        }
    }

    /// Whether a condition holds around the point, or its opposite does.
    fn holds_around(&mut self, id: Id, condition: Id) -> Result<bool> {
        let (variable, point) = (self.center.variable, self.center.point);
        let arena = self.ring.arena();
        for node in arena.reachable(&[condition]) {
            if let Node::Compare(_, a, b) = arena.node(node) {
                let difference = arena.sub(a, b);
                let there = arena.substitute(difference, &[(variable, point)]);
                let there = arena.canonical(there)?;
                let known = match sign(arena, there) {
                    Sign::Positive | Sign::Negative => true,
                    Sign::Zero => false,
                    _ => super::sample::sample(arena, there, &[]).sign().is_some(),
                };
                if !known {
                    return Err(if arena.free_symbols(&[there]).is_empty() {
                        self.kink(id)
                    } else {
                        let expression = words::text(arena, there);
                        SeriesError::DependsOnSign { expression }.into()
                    });
                }
            }
        }
        let there = arena.substitute(condition, &[(variable, point)]);
        match super::sample::sample(arena, there, &[]).value {
            1.0 => Ok(true),
            0.0 => Ok(false),
            _ => Err(self.unsolved(id)),
        }
    }

    /// A sum over an index with few terms, written out.
    fn index_sum(&mut self, id: Id, run: crate::expr::Operands) -> Result<Step<R::Element>> {
        let arena = self.ring.arena();
        let operands = arena.operands(run).to_vec();
        let [body, index, from, to] = operands[..] else {
            return Err(self.unsolved(id));
        };
        let bounds = (
            arena.as_number(from).and_then(Number::to_i64),
            arena.as_number(to).and_then(Number::to_i64),
        );
        let (Some(from), Some(to)) = bounds else {
            return Err(self.unsolved(id));
        };
        if to.saturating_sub(from) >= MOST_TERMS {
            return Err(SeriesError::OutOfFuel { what: "the series" }.into());
        }
        let mut sum = Id::ZERO;
        for value in from..=to {
            let value = arena.integer(value);
            let term = arena.substitute(body, &[(index, value)]);
            sum = arena.add(sum, term);
        }
        Ok(Step::Same(sum))
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
