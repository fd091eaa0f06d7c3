//! Linear combinations of terms, by which comparisons are known.

use crate::expr::{Arena, Id, Node, Number};

/// Longer sums are not taken apart.
const LONGEST: usize = 64;

/// A sum of rational multiples of terms, and a constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// Terms in the order of their ids, each once, with coefficients other than 0.
    pub(super) terms: Vec<(Id, Number)>,
    pub(super) constant: Number,
}

impl Default for Form {
    fn default() -> Self {
        Form {
            terms: Vec::new(),
            constant: Number::ZERO,
        }
    }
}

impl Form {
    /// A canonical node taken apart; nothing if it is too long.
    pub(super) fn of(arena: &Arena, id: Id) -> Option<Form> {
        let mut form = Form::default();
        form.push(arena, id, &Number::ONE)?;
        form.collect();
        Some(form)
    }

    /// The difference of two canonical nodes.
    pub(super) fn difference(arena: &Arena, a: Id, b: Id) -> Option<Form> {
        let mut form = Form::default();
        form.push(arena, a, &Number::ONE)?;
        form.push(arena, b, &Number::MINUS_ONE)?;
        form.collect();
        Some(form)
    }

    fn push(&mut self, arena: &Arena, id: Id, factor: &Number) -> Option<()> {
        let mut stack = vec![(id, factor.clone())];
        while let Some((id, factor)) = stack.pop() {
            match arena.node(id) {
                Node::Number(number) => {
                    let value = arena.number(number).multiply(&factor);
                    self.constant = self.constant.add(&value);
                }
                Node::Sum(run) => {
                    if run.len() > 2 * LONGEST {
                        return None;
                    }
                    for pair in arena.operands(run).chunks_exact(2) {
                        stack.push((pair[1], arena.as_number(pair[0])?.multiply(&factor)));
                    }
                }
                _ => self.terms.push((id, factor)),
            }
            if self.terms.len() + stack.len() > 2 * LONGEST {
                return None;
            }
        }
        Some(())
    }

    fn collect(&mut self) {
        self.terms.sort_by_key(|(id, _)| *id);
        self.terms.dedup_by(|next, kept| {
            if next.0 != kept.0 {
                return false;
            }
            kept.1 = kept.1.add(&next.1);
            true
        });
        self.terms.retain(|(_, factor)| !factor.is_zero());
    }

    /// Adds a multiple of another form.
    pub(super) fn add(&mut self, other: &Form, factor: &Number) {
        let scaled = other.terms.iter();
        self.terms
            .extend(scaled.map(|(id, of)| (*id, of.multiply(factor))));
        self.constant = self.constant.add(&other.constant.multiply(factor));
        self.collect();
    }

    /// The coefficient of a term.
    pub(super) fn coefficient(&self, term: Id) -> Option<&Number> {
        let at = self.terms.binary_search_by_key(&term, |(id, _)| *id).ok()?;
        self.terms.get(at).map(|(_, factor)| factor)
    }

    /// Splits `factor*terms + constant`, where the first of the terms has coefficient 1.
    pub(super) fn primitive(mut self) -> (Form, Number, Number) {
        let factor = self.terms.first().map_or(Number::ONE, |(_, of)| of.clone());
        if let Some(inverse) = factor.reciprocal() {
            for (_, of) in &mut self.terms {
                *of = of.multiply(&inverse);
            }
        }
        let constant = std::mem::replace(&mut self.constant, Number::ZERO);
        (self, factor, constant)
    }
}
