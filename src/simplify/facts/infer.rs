//! Enclosures of expressions: one loop over the nodes, children first, with fuel.

use super::enclosure::{Enclosure, exact};
use super::form::Form;
use super::known::{Facts, Known};
use super::quadratic;
use crate::expr::{Arena, Constant, Id, Node, Number, Operands};
use crate::function::FunctionId;

/// How many nodes and operands one question may look at; beyond that nothing is known.
const FUEL: usize = 20_000;

/// How many questions may lead to each other.
const NESTED: u32 = 4;

/// Sums of more terms are only added up.
const FEW: usize = 32;

/// How deep pieces may stand in pieces and still be looked at under their conditions.
const DEPTH: u32 = 2;

/// How many facts may be combined with a sum, one after the other.
const COMBINED: u32 = 2;

impl Facts {
    /// An interval that the value is in, and what else is known of it.
    ///
    /// # Cost
    /// Linear in the nodes not asked about before, up to a limit beyond which nothing is known.
    pub fn enclosure(&self, arena: &Arena, id: Id) -> Enclosure {
        if let Some(known) = self.recall(arena, id) {
            return known;
        }
        // A fact about one part may lead back to the whole.
        let nesting = self.nesting.get();
        if nesting >= NESTED {
            return Enclosure::reals();
        }
        if nesting == 0 {
            self.fuel.set(FUEL >> (3 * self.depth));
        }
        self.nesting.set(nesting + 1);
        let value = self.search(arena, id);
        self.nesting.set(nesting);
        value
    }

    fn search(&self, arena: &Arena, id: Id) -> Enclosure {
        let mut stack = vec![(id, false)];
        while let Some((at, children_known)) = stack.pop() {
            if self.recall(arena, at).is_some() {
                continue;
            }
            if children_known {
                let value = self.look(arena, at);
                self.memo.borrow_mut().insert(at, value);
                continue;
            }
            stack.push((at, true));
            if self.is_closed(arena, at) {
                continue;
            }
            let fuel = self.fuel.get();
            let before = stack.len();
            arena.for_each_child(at, |child| {
                if stack.len() - before <= fuel {
                    stack.push((child, false));
                }
            });
            let used = stack.len() - before + 1;
            if used > fuel {
                self.memo.borrow_mut().insert(id, Enclosure::reals());
                return Enclosure::reals();
            }
            self.fuel.set(fuel - used);
        }
        self.recall(arena, id).unwrap_or_default()
    }

    /// Forgets what was worked out, not what was assumed.
    pub(super) fn forget(&self) {
        self.memo.borrow_mut().clear();
    }

    /// What needs no work.
    fn recall(&self, arena: &Arena, id: Id) -> Option<Enclosure> {
        match arena.node(id) {
            Node::Number(number) => Some(Enclosure::point(arena.number(number).clone())),
            Node::Symbol(_) => Some(match self.terms.get(&id) {
                Some(known) => known.enclosure.clone(),
                None => Enclosure::reals(),
            }),
            Node::Constant(constant) => Some(of_constant(constant)),
            _ => self.memo.borrow().get(&id).cloned(),
        }
    }

    /// Whether what stands inside a node is not to be looked at: the index of a sum is not the
    /// symbol of the same name of which something is assumed.
    fn is_closed(&self, arena: &Arena, id: Id) -> bool {
        match arena.node(id) {
            Node::IndexSum(run) => match arena.operands(run) {
                [_, index, ..] => self.symbols.contains(index),
                _ => true,
            },
            _ => false,
        }
    }

    /// What is known of a node whose children are known.
    fn look(&self, arena: &Arena, id: Id) -> Enclosure {
        let value = self.infer(arena, id);
        match self.terms.get(&id) {
            Some(known) => value.refined(&known.enclosure),
            None => value,
        }
    }

    /// What follows for a term without what is assumed of it.
    pub(super) fn inferred(&self, arena: &Arena, id: Id) -> Enclosure {
        // This makes the children known.
        self.enclosure(arena, id);
        match arena.node(id) {
            Node::Symbol(_) => Enclosure::reals(),
            _ => self.infer(arena, id),
        }
    }

    pub(super) fn get(&self, arena: &Arena, id: Id) -> Enclosure {
        self.recall(arena, id).unwrap_or_default()
    }

    fn infer(&self, arena: &Arena, id: Id) -> Enclosure {
        match arena.node(id) {
            Node::Number(_) | Node::Constant(_) | Node::Symbol(_) => self.get(arena, id),
            Node::Add(a, b) => self.get(arena, a).add(&self.get(arena, b)),
            Node::Mul(a, b) => self.get(arena, a).multiply(&self.get(arena, b)),
            Node::Pow(base, exponent) => self.power(arena, base, exponent),
            Node::Sum(run) => self.sum(arena, id, run),
            Node::Product(run) => {
                let pairs = arena.operands(run).chunks_exact(2);
                pairs
                    .map(|pair| self.power(arena, pair[0], pair[1]))
                    .reduce(|a, b| a.multiply(&b))
                    .unwrap_or_else(|| Enclosure::point(Number::ONE))
            }
            Node::Call(function, run) => self.call(arena, function, run),
            Node::Piecewise(run) => self.pieces(arena, run),
            Node::IndexSum(run) if !self.is_closed(arena, id) => match arena.operands(run) {
                [body, _, from, to] => self.index_sum(arena, *body, *from, *to),
                _ => Enclosure::reals(),
            },
            Node::RowSum(body) => {
                // There may be no row, or any number of them.
                let body = self.get(arena, body);
                summed(&body, &Enclosure::above(Number::ZERO, true))
            }
            Node::RowMean(body) => Enclosure {
                nonzero: false,
                integer: false,
                even: None,
                ..self.get(arena, body)
            }
            .settled(),
            _ => Enclosure::reals(),
        }
    }

    fn power(&self, arena: &Arena, base: Id, exponent: Id) -> Enclosure {
        if exponent == Id::ONE {
            return self.get(arena, base);
        }
        if let Node::Constant(Constant::E) = arena.node(base) {
            return self.of_row(FunctionId::EXP, &self.get(arena, exponent));
        }
        self.get(arena, base).raised(&self.get(arena, exponent))
    }

    fn index_sum(&self, arena: &Arena, body: Id, from: Id, to: Id) -> Enclosure {
        let count = self
            .get(arena, to)
            .add(&self.get(arena, from).negate())
            .add(&Enclosure::point(Number::ONE));
        let nonnegative = Enclosure::above(Number::ZERO, true);
        let count = if count.is_nonnegative() {
            count
        } else {
            nonnegative
        };
        summed(&self.get(arena, body), &count)
    }

    /// Pieces: each value under its condition and against those before.
    fn pieces(&self, arena: &Arena, run: Operands) -> Enclosure {
        const MOST: usize = 8;
        let operands = arena.operands(run);
        let refines = self.depth < DEPTH && operands.len() <= 2 * MOST;
        let mut rest = refines.then(|| Facts {
            depth: self.depth + 1,
            ..self.clone()
        });
        let mut joined: Option<Enclosure> = None;
        let mut add = |value: Enclosure| {
            joined = Some(match joined.take() {
                Some(before) => before.join(&value),
                None => value,
            });
        };
        let pairs = operands.chunks_exact(2);
        let otherwise = pairs.remainder().first();
        for pair in pairs {
            let Some(facts) = &mut rest else {
                add(self.get(arena, pair[1]));
                continue;
            };
            let mut within = facts.clone();
            if within.assume_canonical(arena, pair[0], true).is_ok() {
                add(within.enclosure(arena, pair[1]));
            }
            if facts.assume_canonical(arena, pair[0], false).is_err() {
                // One of the conditions so far holds.
                return joined.unwrap_or_default();
            }
        }
        if let Some(&otherwise) = otherwise {
            add(match &rest {
                Some(facts) => facts.enclosure(arena, otherwise),
                None => self.get(arena, otherwise),
            });
        }
        joined.unwrap_or_default()
    }

    fn sum(&self, arena: &Arena, id: Id, run: Operands) -> Enclosure {
        let pairs = arena.operands(run).chunks_exact(2);
        let mut total: Option<Enclosure> = None;
        for pair in pairs {
            let Some(factor) = arena.as_number(pair[0]) else {
                return Enclosure::reals();
            };
            let term = self.get(arena, pair[1]).scale(factor);
            total = Some(match total {
                None => term,
                Some(total) => total.add(&term),
            });
        }
        let total = total.unwrap_or_default();
        if run.len() > 2 * FEW {
            return total;
        }
        match Form::of(arena, id) {
            Some(form) => self.form_from(arena, &form, total, COMBINED),
            None => total,
        }
    }

    /// The terms of a form added up.
    pub(super) fn plain(&self, arena: &Arena, form: &Form) -> Enclosure {
        let mut total = Enclosure::point(form.constant.clone());
        for (term, factor) in &form.terms {
            total = total.add(&self.enclosure(arena, *term).scale(factor));
        }
        total
    }

    /// What is known of the value of a form.
    pub(super) fn form(&self, arena: &Arena, form: &Form) -> Enclosure {
        let total = self.plain(arena, form);
        self.form_from(arena, form, total, COMBINED)
    }

    /// A form, when its terms added up give `total`. The recursion is bounded by `combined`.
    fn form_from(&self, arena: &Arena, form: &Form, total: Enclosure, combined: u32) -> Enclosure {
        let mut value = total;
        if form.terms.len() > FEW {
            return value;
        }
        if !value.nonzero {
            value.nonzero = self.excludes_zero(form);
            value = value.settled();
        }
        if form.terms.len() < 2 {
            // The enclosure of the one term has been used already.
            return value;
        }
        if let Some(by_squares) = quadratic::enclosure(self, arena, form) {
            value = value.refined(&by_squares);
        }
        let mut known: Vec<(Form, Enclosure)> = (self.linear.iter())
            .map(|known| (known.form.clone(), known.known.enclosure.clone()))
            .collect();
        self.dominated(arena, form, &mut known);
        for (known, enclosure) in &known {
            for (term, factor) in &known.terms {
                let Some(of) = form.coefficient(*term) else {
                    continue;
                };
                let Some(inverse) = factor.reciprocal() else {
                    continue;
                };
                // The form is a multiple of what is known, and a rest without this term.
                let multiple = of.multiply(&inverse);
                let mut rest = form.clone();
                rest.add(known, &multiple.negate());
                if rest.terms.len() > form.terms.len() {
                    continue;
                }
                let total = self.plain(arena, &rest);
                let rest = if combined > 1 {
                    self.form_from(arena, &rest, total, combined - 1)
                } else {
                    total
                };
                let mut both = enclosure.scale(&multiple).add(&rest);
                // What is known exactly of the combination stays known.
                if rest.is_point().is_some_and(Number::is_zero) {
                    both = both.refined(&enclosure.scale(&multiple));
                }
                value = value.refined(&both);
            }
        }
        value
    }

    /// Whether a form is a multiple of one that is known not to have the value at which it
    /// vanishes.
    fn excludes_zero(&self, form: &Form) -> bool {
        if form.terms.is_empty() {
            return false;
        }
        let (form, factor, constant) = form.clone().primitive();
        let Some(at) = factor
            .reciprocal()
            .map(|it| it.multiply(&constant).negate())
        else {
            return false;
        };
        match form.terms.as_slice() {
            [(term, _)] => self
                .terms
                .get(term)
                .is_some_and(|known| excludes(known, &at)),
            _ => {
                (self.linear.iter()).any(|known| known.form == form && excludes(&known.known, &at))
            }
        }
    }

    /// Differences that can't be negative: a size and what it is the size of, the larger of two
    /// and each, a root and what it is larger than, a number and the integer below it.
    fn dominated(&self, arena: &Arena, form: &Form, known: &mut Vec<(Form, Enclosure)>) {
        const MOST: usize = 8;
        let nonnegative = Enclosure::above(Number::ZERO, true);
        for (term, _) in form.terms.iter().take(MOST) {
            let difference = |a: Id, b: Id| Form::difference(arena, a, b);
            match arena.node(*term) {
                Node::Call(function, run) => match (function, arena.operands(run)) {
                    (FunctionId::ABS, [inner]) => {
                        known.extend(difference(*term, *inner).map(|it| (it, nonnegative.clone())));
                        if let (Some(mut sum), Some(inner)) =
                            (Form::of(arena, *term), Form::of(arena, *inner))
                        {
                            sum.add(&inner, &Number::ONE);
                            known.push((sum, nonnegative.clone()));
                        }
                    }
                    (FunctionId::MAX, operands) => {
                        for operand in operands {
                            let form = difference(*term, *operand);
                            known.extend(form.map(|it| (it, nonnegative.clone())));
                        }
                    }
                    (FunctionId::MIN, operands) => {
                        for operand in operands {
                            let form = difference(*operand, *term);
                            known.extend(form.map(|it| (it, nonnegative.clone())));
                        }
                    }
                    (FunctionId::FLOOR, [inner]) => {
                        let part = Enclosure {
                            upper: Enclosure::below(Number::ONE, false).upper,
                            ..nonnegative.clone()
                        };
                        known.extend(difference(*inner, *term).map(|it| (it, part)));
                    }
                    (FunctionId::CEIL, [inner]) => {
                        let part = Enclosure {
                            upper: Enclosure::below(Number::ONE, false).upper,
                            ..nonnegative.clone()
                        };
                        known.extend(difference(*term, *inner).map(|it| (it, part)));
                    }
                    _ => {}
                },
                Node::Pow(base, Id::HALF) => {
                    // sqrt(u^2 + …) against u, where the rest is not negative.
                    let Some(inner) = Form::of(arena, base) else {
                        continue;
                    };
                    for (square, factor) in &inner.terms {
                        let Node::Pow(root, Id::TWO) = arena.node(*square) else {
                            continue;
                        };
                        if !factor.is_one() || form.coefficient(root).is_none() {
                            continue;
                        }
                        let mut rest = inner.clone();
                        rest.terms.retain(|(other, _)| other != square);
                        let rest = self.plain(arena, &rest);
                        if rest.is_nonnegative() {
                            let strict = Enclosure::above(Number::ZERO, !rest.is_positive());
                            for sign in [Number::ONE, Number::MINUS_ONE] {
                                let mut sum = Form {
                                    terms: vec![(*term, Number::ONE)],
                                    constant: Number::ZERO,
                                };
                                let root = Form {
                                    terms: vec![(root, Number::ONE)],
                                    constant: Number::ZERO,
                                };
                                sum.add(&root, &sign);
                                known.push((sum, strict.clone()));
                            }
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn excludes(known: &Known, value: &Number) -> bool {
    known.excluded.contains(value) || !known.enclosure.contains(value)
}

/// The sum of so many values.
fn summed(body: &Enclosure, count: &Enclosure) -> Enclosure {
    let mut sum = if body.is_nonnegative() {
        Enclosure::above(Number::ZERO, !(body.is_positive() && count.is_positive()))
    } else if body.is_nonpositive() {
        Enclosure::below(Number::ZERO, !(body.is_negative() && count.is_positive()))
    } else {
        Enclosure::reals()
    };
    sum.integer = body.integer;
    sum.settled()
}

fn of_constant(constant: Constant) -> Enclosure {
    let value = constant.value();
    let end = |value: f64| {
        exact(value).map(|value| super::End {
            value,
            included: true,
        })
    };
    Enclosure {
        lower: end(value.next_down()),
        upper: end(value.next_up()),
        ..Enclosure::reals()
    }
    .settled()
}
