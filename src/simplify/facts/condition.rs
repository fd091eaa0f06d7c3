//! Conditions proved or refuted.

use super::enclosure::Enclosure;
use super::form::Form;
use super::known::Facts;
use crate::expr::{Arena, Id, Node, Number, Relation};

/// Conditions with more parts are not looked at.
const MOST_PARTS: usize = 1000;

impl Facts {
    /// Whether a condition (a comparison, or several joined by `and`, `or` and `not`) is known to
    /// hold, or not to, wherever it is defined.
    pub fn holds(&self, arena: &mut Arena, condition: Id) -> Option<bool> {
        let condition = arena.canonical(condition).ok()?;
        self.holds_canonical(arena, condition)
    }

    pub(super) fn holds_canonical(&self, arena: &Arena, condition: Id) -> Option<bool> {
        // The answers wanted, in the order in which they are found.
        enum Task {
            Ask(Id),
            Join(Id),
        }
        let mut tasks = vec![Task::Ask(condition)];
        let mut answers: Vec<Option<bool>> = Vec::new();
        let mut parts = 0;
        while let Some(task) = tasks.pop() {
            match task {
                Task::Ask(id) => {
                    parts += 1;
                    if parts > MOST_PARTS {
                        return None;
                    }
                    if let Some(known) = self.decided.get(&id) {
                        answers.push(Some(*known));
                        continue;
                    }
                    match arena.node(id) {
                        Node::And(a, b) | Node::Or(a, b) => {
                            tasks.extend([Task::Join(id), Task::Ask(b), Task::Ask(a)]);
                        }
                        Node::Not(a) => tasks.extend([Task::Join(id), Task::Ask(a)]),
                        Node::Compare(relation, a, b) => {
                            answers.push(self.compares(arena, relation, a, b));
                        }
                        _ => answers.push(None),
                    }
                }
                Task::Join(id) => {
                    let last = answers.pop().flatten();
                    let answer = match arena.node(id) {
                        Node::Not(_) => last.map(|holds| !holds),
                        Node::And(..) => match (answers.pop().flatten(), last) {
                            (Some(false), _) | (_, Some(false)) => Some(false),
                            (Some(true), Some(true)) => Some(true),
                            _ => None,
                        },
                        _ => match (answers.pop().flatten(), last) {
                            (Some(true), _) | (_, Some(true)) => Some(true),
                            (Some(false), Some(false)) => Some(false),
                            _ => None,
                        },
                    };
                    answers.push(answer);
                }
            }
        }
        answers.pop().flatten()
    }

    fn compares(&self, arena: &Arena, relation: Relation, a: Id, b: Id) -> Option<bool> {
        // The terms of both sides become known.
        let (left, right) = (self.enclosure(arena, a), self.enclosure(arena, b));
        let apart = left.add(&right.negate());
        let difference = match Form::difference(arena, a, b) {
            Some(form) => self.form(arena, &form).refined(&apart),
            None => apart,
        };
        if let Some(known) = decide(relation, &difference) {
            return Some(known);
        }
        // Integers of different parity differ.
        match (relation, left.even, right.even) {
            (Relation::Equal, Some(a), Some(b)) if a != b => Some(false),
            (Relation::NotEqual, Some(a), Some(b)) if a != b => Some(true),
            _ => None,
        }
    }
}

/// Whether a value in an enclosure stands in a relation to 0.
pub(super) fn decide(relation: Relation, value: &Enclosure) -> Option<bool> {
    let zero = value.is_point().is_some_and(Number::is_zero);
    let (positive, negative) = (value.is_positive(), value.is_negative());
    let (nonnegative, nonpositive) = (value.is_nonnegative(), value.is_nonpositive());
    let answer = |yes: bool, no: bool| yes.then_some(true).or(no.then_some(false));
    match relation {
        Relation::Less => answer(negative, nonnegative),
        Relation::LessEqual => answer(nonpositive, positive),
        Relation::Greater => answer(positive, nonpositive),
        Relation::GreaterEqual => answer(nonnegative, negative),
        Relation::Equal => answer(zero, value.nonzero),
        Relation::NotEqual => answer(value.nonzero, zero),
    }
}
