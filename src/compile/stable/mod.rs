//! Stable lowering: forms that lose fewer digits, chosen while values are made.
//!
//! ```text
//!  value ──view──▶ terms or factors ──matching──▶ rule and bindings ──▶ a new value
//!            sums also: terms that cancel, common factors, powers of sums written out
//! ```
//!
//! After each value that stands for a node, [`Stable::improve`] looks at its topmost operations, as
//! many as a rule has, and returns the value to use instead. The old one stays in the graph: a
//! later rule may look for it (`log(1 + exp(x))` for what has become `log1p(exp(x))`), and what no
//! output needs is not computed in the end. The rules are data, in `grammar/rules/lowering.rules`;
//! those files have the sums that rules can't say.
//!
//! Why not the simplifier's search: a formula is to be compiled in microseconds. A look costs a few
//! comparisons of bits where no rule applies, and its depth is that of a rule, not of the formula.

mod cancel;
mod exponentials;
mod matching;
mod polynomial;
mod rules;
#[cfg(test)]
mod tests;
mod view;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::graph::{Graph, Op, Value};
use crate::function::FunctionId;
use matching::{Fit, Matching};
use rules::{Condition, Rule, Rules};
use view::{Factors, Terms};

/// A value for some of the values of a program.
#[derive(Debug, Default)]
struct Links(Vec<Value>);

impl Links {
    const NONE: Value = Value(u32::MAX);

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[inline]
    fn get(&self, value: Value) -> Option<Value> {
        let found = self.0.get(value.index()).copied();
        found.filter(|&found| found != Self::NONE)
    }

    fn insert(&mut self, from: Value, to: Value) {
        if self.0.len() <= from.index() {
            self.0.resize(from.index() + 1, Self::NONE);
        }
        self.0[from.index()] = to;
    }
}

/// What values were before they were rewritten.
type Origins = Links;

/// How deep the sums that a rule makes are looked at again.
const DEEPEST: usize = 6;
/// How many products of sums are written out, at most, to see whether they cancel anything.
const MOST_ATTEMPTS: u32 = 1 << 16;
/// How many rules one sum may use.
const MOST_ROUNDS: usize = 16;

/// A form that was chosen, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// The name: that of a rule in `grammar/rules/lowering.rules`, or of a family of sums.
    pub name: &'static str,
    /// At how many values.
    pub count: u32,
    /// Whether it may have a value where the operations as they are written have none: at a
    /// removable point.
    pub fills: bool,
}

/// What is known of the values of a program.
pub(crate) struct Stable {
    rules: &'static Rules,
    origins: Origins,
    /// The kinds of operations that there are in the program so far.
    seen: u128,
    /// The value to use in place of another.
    better: Links,
    /// The form of each value that was chosen.
    chosen: Vec<(Value, &'static str)>,
    /// The values that are being looked at.
    busy: Vec<Value>,
    /// Sums of exponentials, by value.
    softmax: HashMap<Value, Option<exponentials::Shifted>, FixedState>,
    exponentials_left: usize,
    /// How many products of sums may still be written out.
    attempts: u32,
    /// Whether a decimal is near a multiple of pi, so that rules for these are off.
    near_pi: bool,
    /// Whether rules are taken that save work only if nothing else needs what they have.
    alone: bool,
    took_alone: bool,
}

impl Stable {
    pub fn new() -> Self {
        Stable {
            alone: false,
            took_alone: false,
            rules: rules::rules(),
            origins: Links::default(),
            seen: 0,
            better: Links::default(),
            chosen: Vec::new(),
            busy: Vec::new(),
            softmax: HashMap::with_hasher(FixedState::default()),
            exponentials_left: exponentials::MOST_OF_ALL,
            attempts: MOST_ATTEMPTS,
            near_pi: false,
        }
    }

    /// Takes note of a number that the expression says. One that is next to a multiple of pi is
    /// not that multiple.
    #[inline]
    pub fn note_number(&mut self, value: f64) {
        use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};
        self.near_pi |= [FRAC_PI_4, FRAC_PI_2, PI].contains(&value.abs());
    }

    /// The value to use in place of one that was just made.
    #[inline]
    pub fn improve(&mut self, graph: &mut Graph, value: Value) -> Value {
        let op = graph.op(value);
        self.seen |= 1 << view::kind(op);
        let worth_a_look = match op {
            Op::Add(..) | Op::Sub(..) | Op::Mul(..) | Op::Div(..) => true,
            Op::Constant(_) | Op::Input(_) => false,
            op => !self.rules.operations[view::kind(op)].is_empty(),
        };
        if !worth_a_look {
            return value;
        }
        self.look(graph, value)
    }

    fn look(&mut self, graph: &mut Graph, value: Value) -> Value {
        if let Some(better) = self.better.get(value) {
            return better;
        }
        if self.busy.len() >= DEEPEST || self.busy.contains(&value) {
            return value;
        }
        self.busy.push(value);
        let before = graph.len();
        let found = match graph.op(value) {
            Op::Add(..) | Op::Sub(..) => self.sum(graph, value),
            Op::Mul(..) | Op::Div(..) => self.product(graph, value),
            op => self.operation(graph, value, op),
        };
        self.busy.pop();
        let Some((name, better)) = found else {
            return value;
        };
        if better == value {
            return value;
        }
        self.better.insert(value, better);
        // What was there before keeps its own meaning.
        if better.index() >= before {
            self.origins.insert(better, value);
            self.chosen.push((better, name));
        }
        better
    }

    /// The forms that were chosen and are needed, where `needed` says which values are.
    pub fn forms(&self, needed: impl Fn(Value) -> bool) -> Vec<Form> {
        let mut forms: Vec<Form> = Vec::new();
        for &(value, name) in &self.chosen {
            if !needed(value) {
                continue;
            }
            match forms.iter_mut().find(|form| form.name == name) {
                Some(form) => form.count += 1,
                None => forms.push(Form {
                    name,
                    count: 1,
                    fills: self.rules.filling.contains(&name),
                }),
            }
        }
        forms
    }

    /// Takes rules, too, that save work only if nothing else needs what their left sides have.
    pub fn take_alone(&mut self) {
        self.alone = true;
    }

    /// Whether a form was chosen that saves work only if nothing else needs what it replaces.
    pub fn took_alone(&self) -> bool {
        self.took_alone
    }

    /// Whether no form was chosen.
    pub fn is_plain(&self) -> bool {
        self.chosen.is_empty()
    }

    fn usable(&self, rule: &Rule) -> bool {
        rule.functions & !self.seen == 0
            && !(rule.of_pi && self.near_pi)
            && (self.alone || !rule.alone)
    }

    fn operation(
        &mut self,
        graph: &mut Graph,
        value: Value,
        op: Op,
    ) -> Option<(&'static str, Value)> {
        let rules = self.rules;
        if let Op::Unary(FunctionId::LOG, argument) = op
            && let Some(found) = self.log_of_exponentials(graph, argument)
        {
            return Some(("log-sum-exp", found));
        }
        for rule in &rules.operations[view::kind(op)] {
            if self.usable(rule)
                && let Some(fit) = Matching::operation(rule, graph, &self.origins, value)
                && self.holds(graph, rule, &fit)
            {
                return Some((rule.name, self.build(graph, rule, &fit)));
            }
        }
        None
    }

    fn product(&mut self, graph: &mut Graph, value: Value) -> Option<(&'static str, Value)> {
        let rules = self.rules;
        let divided = matches!(graph.op(value), Op::Div(..));
        if let Op::Mul(a, b) = graph.op(value) {
            // Quotients are at the top, so that a product has its rules by what was added last.
            let kinds = 1 << view::kind(graph.op(a)) | 1 << view::kind(graph.op(b));
            if kinds & rules.of_products == 0 {
                return None;
            }
        }
        if !self.origins.is_empty() {
            // What has been rewritten may have been a sum that a rule has as a factor.
            let rewritten = match graph.op(value) {
                Op::Mul(a, b) | Op::Div(a, b) => {
                    [a, b].map(|operand| self.was_sum(graph, operand).then_some(operand))
                }
                _ => [None, None],
            };
            if rewritten != [None, None] {
                let whole = |value| rewritten.contains(&Some(value));
                let factors = view::factors(graph, value, whole)?;
                let found = self.product_of(graph, &factors, divided);
                if found.is_some() {
                    return found;
                }
            }
        }
        let factors = view::factors(graph, value, |_| false)?;
        self.product_of(graph, &factors, divided)
    }

    fn product_of(
        &mut self,
        graph: &mut Graph,
        factors: &Factors,
        divided: bool,
    ) -> Option<(&'static str, Value)> {
        let rules = self.rules;
        let kinds = self.kinds(graph, factors.list().iter().map(|&(value, _)| value));
        if kinds & (rules.of_products | rules.of_quotients) == 0 {
            return None;
        }
        if divided && let Some(found) = self.share_of_exponentials(graph, factors) {
            return Some(("softmax", found));
        }
        for rule in &rules.products {
            if rule.needs & !kinds != 0 || !self.usable(rule) {
                continue;
            }
            let Some(fit) = Matching::product(rule, graph, &self.origins, factors) else {
                continue;
            };
            if !self.holds(graph, rule, &fit) {
                continue;
            }
            self.took_alone |= rule.alone;
            let made = self.build(graph, rule, &fit);
            let made = graph.power_integer(made, fit.power.unsigned_abs());
            let mut rest = *factors;
            for place in (0..factors.list().len()).rev() {
                if fit.holds(place) {
                    rest.remove(place);
                }
            }
            if fit.factor != 1.0 {
                rest.push((graph.constant(fit.factor), 1))?;
            }
            rest.push((made, 1))?;
            return Some((rule.name, view::multiply(graph, rest.list())));
        }
        None
    }

    fn sum(&mut self, graph: &mut Graph, value: Value) -> Option<(&'static str, Value)> {
        let mut terms = view::terms(graph, value, |_| None)?;
        // Those of the first operand have been looked at together before.
        let mut known = match graph.op(value) {
            Op::Add(first, _) | Op::Sub(first, _) => view::count_terms(graph, first),
            _ => 0,
        };
        let mut name = None;
        for _ in 0..MOST_ROUNDS {
            let Some(rule) = self.round(graph, &mut terms, known) else {
                break;
            };
            name.get_or_insert(rule);
            known = 0;
        }
        if name.is_none()
            && terms
                .list()
                .iter()
                .any(|&(_, term)| self.was_sum(graph, term))
        {
            // What has been rewritten may have been a part of something longer.
            let origins = &self.origins;
            let mut old = view::terms(graph, value, |value| origins.get(value))?;
            if old.list().len() > terms.list().len() && old.list().len() > 2 {
                name = self.longer(graph, &mut old);
                if name.is_some() {
                    terms = old;
                    for _ in 0..MOST_ROUNDS {
                        if self.round(graph, &mut terms, 0).is_none() {
                            break;
                        }
                    }
                }
            }
        }
        Some((name?, view::add_up(graph, terms.list())))
    }

    /// Applies one rule to the terms of a sum, of which the first `known` were looked at together
    /// before.
    fn round(
        &mut self,
        graph: &mut Graph,
        terms: &mut Terms,
        known: usize,
    ) -> Option<&'static str> {
        if cancel::like_terms(graph, terms) {
            return Some("cancelled");
        }
        let kinds = self.kinds(graph, terms.list().iter().map(|&(_, value)| value));
        self.by_rule(graph, terms, kinds, true)
            .or_else(|| {
                polynomial::cancelled(graph, terms, &mut self.attempts).then_some("written-out")
            })
            .or_else(|| self.by_rule(graph, terms, kinds, false))
            .or_else(|| {
                self.common_factor(graph, terms, known)
                    .then_some("common-factor")
            })
    }

    fn longer(&mut self, graph: &mut Graph, terms: &mut Terms) -> Option<&'static str> {
        if cancel::like_terms(graph, terms) {
            return Some("cancelled");
        }
        let kinds = self.kinds(graph, terms.list().iter().map(|&(_, value)| value));
        self.by_rule(graph, terms, kinds, true)
    }

    /// Applies a rule with more than two terms, or one of the others.
    fn by_rule(
        &mut self,
        graph: &mut Graph,
        terms: &mut Terms,
        kinds: u128,
        long: bool,
    ) -> Option<&'static str> {
        let rules = self.rules;
        let mut candidates = 0u128;
        let mut left = kinds;
        while left != 0 {
            candidates |= rules.sums_of_kind[left.trailing_zeros() as usize];
            left &= left - 1;
        }
        while candidates != 0 {
            let rule = &rules.sums[candidates.trailing_zeros() as usize];
            candidates &= candidates - 1;
            if (rule.terms() > 2) != long {
                continue;
            }
            if rule.needs & !kinds != 0 || !self.usable(rule) {
                continue;
            }
            let Some(fit) = Matching::sum(rule, graph, &self.origins, terms) else {
                continue;
            };
            if !self.holds(graph, rule, &fit) {
                continue;
            }
            let made = self.build(graph, rule, &fit);
            let (factor, made) = signed(graph, fit.factor, made);
            let first = fit.places().min().unwrap_or(0);
            let mut rest = Terms::none();
            for (place, &term) in terms.list().iter().enumerate() {
                if place == first {
                    rest.push((factor, made))?;
                } else if !fit.holds(place) {
                    rest.push(term)?;
                }
            }
            // What was made may be a sum itself, or a multiple.
            *terms = self.flattened(graph, &rest).unwrap_or(rest);
            return Some(rule.name);
        }
        None
    }

    /// Terms of which some are sums.
    fn flattened(&self, graph: &mut Graph, terms: &Terms) -> Option<Terms> {
        let mut flat = Terms::none();
        for &(coefficient, value) in terms.list() {
            if coefficient.abs() != 1.0 {
                flat.push((coefficient, value))?;
                continue;
            }
            let inner = view::terms(graph, value, |_| None)?;
            for &(inner, value) in inner.list() {
                flat.push((coefficient * inner, value))?;
            }
        }
        Some(flat)
    }

    /// Whether a value was a sum before it was rewritten.
    fn was_sum(&self, graph: &Graph, value: Value) -> bool {
        let old = self.origins.get(value).map(|old| graph.op(old));
        matches!(old, Some(Op::Add(..) | Op::Sub(..)))
    }

    /// The kinds of operations among values, and of what they were before.
    fn kinds(&self, graph: &Graph, values: impl Iterator<Item = Value>) -> u128 {
        let mut kinds = 0;
        for value in values {
            kinds |= 1 << view::kind(graph.op(value));
            if let Some(old) = self.origins.get(value) {
                kinds |= 1 << view::kind(graph.op(old));
            }
        }
        kinds
    }

    fn holds(&mut self, graph: &mut Graph, rule: &Rule, fit: &Fit) -> bool {
        let bound = |value| match rule.graph.op(value) {
            Op::Input(hole) => fit.bindings[hole as usize],
            _ => None,
        };
        match rule.condition {
            Condition::Always => true,
            Condition::Number(a, b) => {
                let (Some(a), Some(b)) = (bound(a), bound(b)) else {
                    return false;
                };
                let difference = graph.sub(a, b);
                let difference = self.look(graph, difference);
                graph.as_constant(difference).is_some_and(|x| x != 0.0)
            }
            Condition::Cancels(a, b) => match (bound(a), bound(b)) {
                (Some(a), Some(b)) => cancel::share_a_term(graph, a, b),
                _ => false,
            },
            Condition::Varies(a) => bound(a).is_some_and(|a| graph.as_constant(a).is_none()),
        }
    }

    /// The right side of a rule.
    fn build(&mut self, graph: &mut Graph, rule: &Rule, fit: &Fit) -> Value {
        let mut made: Vec<(Value, Value)> = Vec::with_capacity(rule.steps.len());
        let mut last = Value(0);
        for &(step, shallow) in &rule.steps {
            // Steps are in order, so that they are found by bisection.
            let get = |value: Value| match made.binary_search_by_key(&value, |&(step, _)| step) {
                Ok(at) => made[at].1,
                // Not reached: operands come first.
                Err(_) => value,
            };
            last = match rule.graph.op(step) {
                Op::Input(hole) => match fit.bindings[hole as usize % fit.bindings.len()] {
                    Some(value) => value,
                    None => graph.constant(f64::NAN),
                },
                op => rebuild(graph, op, get),
            };
            self.seen |= 1 << view::kind(graph.op(last));
            if shallow && !self.busy.contains(&last) {
                last = self.improve(graph, last);
            }
            made.push((step, last));
        }
        last
    }

    /// A common factor of two terms with different signs, taken out.
    fn common_factor(&mut self, graph: &mut Graph, terms: &mut Terms, known: usize) -> bool {
        let Some(pair) = cancel::common_factor(graph, terms, known) else {
            return false;
        };
        let difference = view::add_up(graph, &pair.rest);
        let difference = self.look(graph, difference);
        let product = graph.mul(pair.factor, difference);
        terms.list_mut()[pair.first] = (1.0, product);
        terms.remove(pair.second);
        true
    }
}

/// A negative multiple of `(a - b)*c` as a positive one of `(b - a)*c`.
fn signed(graph: &mut Graph, factor: f64, value: Value) -> (f64, Value) {
    if factor < 0.0
        && let Op::Mul(a, b) = graph.op(value)
    {
        for (difference, other) in [(a, b), (b, a)] {
            if let Op::Sub(x, y) = graph.op(difference) {
                let turned = graph.sub(y, x);
                return (-factor, graph.mul(turned, other));
            }
        }
    }
    (factor, value)
}

/// An operation on other operands.
fn rebuild(graph: &mut Graph, op: Op, get: impl Fn(Value) -> Value) -> Value {
    match op {
        Op::Constant(bits) => graph.constant(f64::from_bits(bits)),
        Op::Add(a, b) => graph.add(get(a), get(b)),
        Op::Sub(a, b) => graph.sub(get(a), get(b)),
        Op::Mul(a, b) => graph.mul(get(a), get(b)),
        Op::Div(a, b) => graph.div(get(a), get(b)),
        Op::Neg(a) => graph.neg(get(a)),
        Op::Recip(a) => graph.recip(get(a)),
        Op::PowInt(a, n) => graph.power_integer(get(a), n),
        Op::Pow(a, b) => graph.power(get(a), get(b)),
        Op::Sqrt(a) => graph.sqrt(get(a)),
        Op::Unary(function, a) => graph.unary(function, get(a)),
        Op::Binary(function, a, b) => graph.binary(function, get(a), get(b)),
        Op::Ternary(function, a, b, c) => graph.ternary(function, get(a), get(b), get(c)),
        Op::Compare(relation, a, b) => graph.compare(relation, get(a), get(b)),
        Op::And(a, b) => graph.and(get(a), get(b)),
        Op::Or(a, b) => graph.or(get(a), get(b)),
        Op::Not(a) => graph.not(get(a)),
        Op::Choose(condition, a, b) => graph.choose(get(condition), get(a), get(b)),
        // No rule has these (a test holds that).
        Op::Input(_) | Op::Index(_) | Op::Indexed(..) | Op::Step(..) | Op::Loop(..) => {
            graph.constant(f64::NAN)
        }
    }
}
