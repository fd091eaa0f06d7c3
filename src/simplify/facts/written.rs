//! Simple conditions written down: terms on the sides on which they are positive, and what is asked
//! of the same term joined.

use super::enclosure::Enclosure;
use super::form::Form;
use super::known::Known;
use super::readable::{Part, reversed};
use crate::expr::{Arena, Id, Number, Relation};

/// A relation of several terms, each on the side on which it is positive, with integer
/// coefficients.
pub(super) fn arranged(arena: &mut Arena, relation: Relation, form: &Form) -> Id {
    let mut form = form.clone();
    if let Some(scale) = integral(&form) {
        let plain = form.clone();
        form = Form::default();
        form.add(&plain, &scale);
    }
    let positive_term = form.terms.iter().any(|(_, factor)| factor.is_positive());
    let (relation, flipped) = if positive_term {
        (relation, false)
    } else {
        (reversed(relation), true)
    };
    let (mut left, mut right) = (Id::ZERO, Id::ZERO);
    let mut sides = [0usize; 2];
    for (term, factor) in &form.terms {
        let factor = if flipped {
            factor.negate()
        } else {
            factor.clone()
        };
        let size = arena.number_node(factor.abs());
        let product = arena.mul(size, *term);
        if factor.is_positive() {
            left = arena.add(left, product);
            sides[0] += 1;
        } else {
            right = arena.add(right, product);
            sides[1] += 1;
        }
    }
    let constant = if flipped {
        form.constant.negate()
    } else {
        form.constant.clone()
    };
    if sides[1] == 0 || constant.is_negative() {
        let constant = arena.number_node(constant.negate());
        right = arena.add(right, constant);
    } else {
        let constant = arena.number_node(constant);
        left = arena.add(left, constant);
    }
    let condition = arena.compare_node(relation, left, right);
    arena.canonical(condition).unwrap_or(condition)
}

/// The positive number that makes all coefficients integers without common divisor.
fn integral(form: &Form) -> Option<Number> {
    use num_integer::Integer;
    let (mut numerators, mut denominators) = (0i64, 1i64);
    let constant = (!form.constant.is_zero()).then_some(&form.constant);
    for factor in form.terms.iter().map(|(_, factor)| factor).chain(constant) {
        let (n, d) = factor.to_ratio()?;
        numerators = numerators.gcd(&n.checked_abs()?);
        let shared = denominators.gcd(&d);
        denominators = (denominators / shared).checked_mul(d)?;
    }
    Number::ratio(denominators, numerators)
}

/// What is asked of one term, or a condition of another kind.
enum Entry {
    Term(Id, Known),
    Other(Id),
}

/// Joins what is asked of the same term, and writes all as conditions.
pub(super) fn combined(arena: &mut Arena, parts: &[Part]) -> Vec<Id> {
    let mut entries: Vec<Entry> = Vec::new();
    for part in parts {
        let (term, relation, value) = match part {
            Part::Other(id) | Part::Never(id) => {
                entries.push(Entry::Other(*id));
                continue;
            }
            Part::Bound(term, relation, value) => (*term, *relation, value),
        };
        let at = entries
            .iter()
            .position(|entry| matches!(entry, Entry::Term(other, _) if *other == term));
        let mut known = match at.and_then(|at| entries.get(at)) {
            Some(Entry::Term(_, known)) => known.clone(),
            _ => Known::default(),
        };
        let bound = match relation {
            Relation::Less => Enclosure::below(value.clone(), false),
            Relation::LessEqual => Enclosure::below(value.clone(), true),
            Relation::Greater => Enclosure::above(value.clone(), false),
            Relation::GreaterEqual => Enclosure::above(value.clone(), true),
            Relation::Equal => Enclosure::point(value.clone()),
            Relation::NotEqual => {
                if !known.excluded.contains(value) {
                    known.excluded.push(value.clone());
                }
                Enclosure::reals()
            }
        };
        known.enclosure = known.enclosure.meet(&bound);
        if known.settle().is_err() {
            // They can't all hold; that is for the reader to see.
            let value = arena.number_node(value.clone());
            let condition = arena.compare_node(relation, term, value);
            entries.push(Entry::Other(condition));
            continue;
        }
        match at.and_then(|at| entries.get_mut(at)) {
            Some(entry) => *entry = Entry::Term(term, known),
            None => entries.push(Entry::Term(term, known)),
        }
    }
    let mut written = Vec::new();
    for entry in entries {
        match entry {
            Entry::Other(id) => written.push(id),
            Entry::Term(term, known) => write(arena, term, &known, &mut written),
        }
    }
    written
}

/// Writes what is asked of a term.
fn write(arena: &mut Arena, term: Id, known: &Known, written: &mut Vec<Id>) {
    let relation = |included: bool, with: Relation, without: Relation| {
        if included { with } else { without }
    };
    let Enclosure { lower, upper, .. } = &known.enclosure;
    if let Some(value) = known.enclosure.is_point() {
        let value = arena.number_node(value.clone());
        written.push(arena.compare_node(Relation::Equal, term, value));
        return;
    }
    match (lower, upper) {
        (Some(low), Some(high)) => {
            let (a, b) = (
                arena.number_node(low.value.clone()),
                arena.number_node(high.value.clone()),
            );
            let below = relation(low.included, Relation::LessEqual, Relation::Less);
            let above = relation(high.included, Relation::LessEqual, Relation::Less);
            let (a, b) = (
                arena.compare_node(below, a, term),
                arena.compare_node(above, term, b),
            );
            written.push(arena.and_node(a, b));
        }
        (Some(low), None) => {
            let value = arena.number_node(low.value.clone());
            let relation = relation(low.included, Relation::GreaterEqual, Relation::Greater);
            written.push(arena.compare_node(relation, term, value));
        }
        (None, Some(high)) => {
            let value = arena.number_node(high.value.clone());
            let relation = relation(high.included, Relation::LessEqual, Relation::Less);
            written.push(arena.compare_node(relation, term, value));
        }
        (None, None) => {}
    }
    let mut excluded: Vec<&Number> = (known.excluded.iter())
        .filter(|value| {
            let plain = Enclosure {
                nonzero: false,
                ..known.enclosure.clone()
            };
            plain.contains(value)
        })
        .collect();
    excluded.sort();
    for value in excluded {
        let value = arena.number_node(value.clone());
        written.push(arena.compare_node(Relation::NotEqual, term, value));
    }
}
