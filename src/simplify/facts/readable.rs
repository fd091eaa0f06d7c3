//! Conditions as a person would write them.

use super::enclosure::Enclosure;
use super::form::Form;
use super::known::Facts;
use super::powers::exact_power;
use super::written::{arranged, combined};
use crate::algebra::forms::{self, Limits};
use crate::expr::{Arena, Id, Node, Number, Operands, Relation, template};
use crate::function::FunctionId;

/// How many steps the conditions together may take.
const FUEL: usize = 10_000;

/// More conditions are not compared with each other.
const MOST: usize = 24;

/// Sums of more terms are not factored, and no sum for long.
const MOST_TERMS: usize = 10;
const FACTORING: Limits = Limits {
    terms: 100,
    work: 1_000_000,
};

/// How deep conditions may stand in conditions and still be made simple.
const DEPTH: u32 = 8;

/// Conditions made simple, without what the facts prove or what follows from the others.
pub(super) fn readable(arena: &mut Arena, conditions: &[Id], facts: &Facts) -> Vec<Id> {
    let parts = reduced(arena, conditions, facts, 0);
    let mut written = Vec::new();
    for id in combined(arena, &parts) {
        if !written.contains(&id) {
            written.push(id);
        }
    }
    independent(arena, written, facts)
}

/// A simple condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A term stands in a relation to a number.
    Bound(Id, Relation, Number),
    Other(Id),
    /// It does not hold.
    Never(Id),
}

/// What is still to be made simple.
enum Task {
    Condition(Id),
    /// A node's relation to 0.
    Zero(Relation, Id),
    /// A term's relation to a number.
    Term(Relation, Id, Number),
}

/// `a != b` for `a < b or a > b`.
fn apart(arena: &mut Arena, a: Id, b: Id) -> Option<Id> {
    let below = |arena: &Arena, id: Id| match arena.node(id) {
        Node::Compare(Relation::Less, a, b) | Node::Compare(Relation::Greater, b, a) => {
            Some((a, b))
        }
        _ => None,
    };
    let (left, right) = (below(arena, a)?, below(arena, b)?);
    let (low, high) = left;
    ((high, low) == right).then(|| arena.compare_node(Relation::NotEqual, low, high))
}

/// A canonical node without its rational factor.
fn content(arena: &Arena, id: Id) -> Id {
    match arena.node(id) {
        Node::Sum(run) => match arena.operands(run) {
            [_, term] => *term,
            _ => id,
        },
        _ => id,
    }
}

pub(super) fn reversed(relation: Relation) -> Relation {
    match relation {
        Relation::Less => Relation::Greater,
        Relation::LessEqual => Relation::GreaterEqual,
        Relation::Greater => Relation::Less,
        Relation::GreaterEqual => Relation::LessEqual,
        other => other,
    }
}

/// Takes conditions apart. The recursion, into both sides of an `or`, is bounded by a constant.
fn reduced(arena: &mut Arena, conditions: &[Id], facts: &Facts, depth: u32) -> Vec<Part> {
    let mut work = Work {
        facts,
        tasks: (conditions.iter().rev())
            .map(|id| Task::Condition(*id))
            .collect(),
        parts: Vec::new(),
    };
    let mut fuel = FUEL;
    while let Some(task) = work.tasks.pop() {
        if fuel == 0 {
            break;
        }
        fuel -= 1;
        match task {
            Task::Condition(id) => work.condition(arena, id, depth),
            Task::Zero(relation, id) => work.zero(arena, relation, id),
            Task::Term(relation, term, value) => work.term(arena, relation, term, value),
        }
    }
    // What is left when the fuel is spent stays as it is.
    for task in work.tasks {
        let part = match task {
            Task::Condition(id) => Part::Other(id),
            Task::Zero(relation, id) => Part::Bound(id, relation, Number::ZERO),
            Task::Term(relation, term, value) => Part::Bound(term, relation, value),
        };
        work.parts.push(part);
    }
    work.parts
}

struct Work<'a> {
    facts: &'a Facts,
    tasks: Vec<Task>,
    parts: Vec<Part>,
}

impl Work<'_> {
    fn condition(&mut self, arena: &mut Arena, id: Id, depth: u32) {
        let Ok(id) = arena.canonical(id) else {
            return;
        };
        match self.facts.holds_canonical(arena, id) {
            Some(true) => return,
            Some(false) => return self.parts.push(Part::Never(id)),
            None => {}
        }
        match arena.node(id) {
            Node::And(a, b) => self.tasks.extend([Task::Condition(b), Task::Condition(a)]),
            Node::Or(a, b) if apart(arena, a, b).is_some() => {
                self.tasks.extend(apart(arena, a, b).map(Task::Condition));
            }
            Node::Or(a, b) if depth < DEPTH => {
                let mut sides = Vec::new();
                for side in [a, b] {
                    let parts = reduced(arena, &[side], self.facts, depth + 1);
                    if parts.is_empty() {
                        return;
                    }
                    if !parts.iter().any(|part| matches!(part, Part::Never(_))) {
                        let conditions = combined(arena, &parts);
                        let all = conditions.into_iter().reduce(|a, b| arena.and_node(a, b));
                        sides.extend(all);
                    }
                }
                match sides[..] {
                    [a, b] if a != b => {
                        let either = arena.or_node(a, b);
                        self.parts.push(Part::Other(either));
                    }
                    [one] | [one, _] => self.tasks.push(Task::Condition(one)),
                    _ => self.parts.push(Part::Never(id)),
                }
            }
            Node::Compare(relation, a, b) => {
                let difference = arena.sub(a, b);
                match arena.canonical(difference) {
                    Ok(difference) => self.tasks.push(Task::Zero(relation, difference)),
                    Err(_) => self.parts.push(Part::Other(id)),
                }
            }
            _ => self.parts.push(Part::Other(id)),
        }
    }

    fn zero(&mut self, arena: &mut Arena, relation: Relation, id: Id) {
        let value = self.facts.enclosure(arena, id);
        match super::condition::decide(relation, &value) {
            Some(true) => return,
            Some(false) => {
                let part = arena.compare_node(relation, id, Id::ZERO);
                return self.parts.push(Part::Never(part));
            }
            None => {}
        }
        let Some(form) = Form::of(arena, id) else {
            return self.parts.push(Part::Bound(id, relation, Number::ZERO));
        };
        match form.terms.as_slice() {
            [(term, factor)] => {
                if let Some(inverse) = factor.reciprocal() {
                    let relation = if factor.is_negative() {
                        reversed(relation)
                    } else {
                        relation
                    };
                    let value = form.constant.negate().multiply(&inverse);
                    self.tasks.push(Task::Term(relation, *term, value));
                }
            }
            terms => {
                // A product is not 0 where none of its factors is.
                if relation == Relation::NotEqual
                    && terms.len() <= MOST_TERMS
                    && let Ok(factors) = forms::factor(arena, id, &FACTORING)
                    && let Node::Product(_) | Node::Pow(..) = arena.node(content(arena, factors))
                {
                    self.tasks.push(Task::Zero(relation, factors));
                    return;
                }
                let part = arranged(arena, relation, &form);
                self.parts.push(Part::Other(part));
            }
        }
    }

    /// `term relation value`.
    fn term(&mut self, arena: &mut Arena, relation: Relation, term: Id, value: Number) {
        let known = self.facts.enclosure(arena, term);
        let shifted = known.add(&Enclosure::point(value.negate()));
        if let Some(true) = super::condition::decide(relation, &shifted) {
            return;
        }
        let done = match arena.node(term) {
            Node::Pow(base, exponent) => match arena.as_number(exponent).cloned() {
                Some(exponent) => self.power(arena, relation, base, &exponent, &value),
                None => false,
            },
            Node::Product(run) if value.is_zero() => self.product(arena, relation, run),
            Node::Call(function, run) => match *arena.operands(run) {
                [argument] => self.call(arena, relation, function, argument, &value),
                _ => false,
            },
            _ => false,
        };
        if !done {
            self.parts.push(Part::Bound(term, relation, value));
        }
    }

    fn between(&mut self, relation: Relation, inner: Id, size: &Number) {
        self.tasks.extend([
            Task::Term(relation, inner, size.clone()),
            Task::Term(reversed(relation), inner, size.negate()),
        ]);
    }

    fn power(
        &mut self,
        arena: &mut Arena,
        relation: Relation,
        base: Id,
        exponent: &Number,
        value: &Number,
    ) -> bool {
        use Relation::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        if exponent.is_negative()
            && relation == NotEqual
            && let Some(inverse) = value.reciprocal()
        {
            // 1/x is not 2 where x is not 1/2.
            let count = arena.number_node(exponent.negate());
            let power = arena.pow(base, count);
            let value = arena.number_node(inverse);
            let difference = arena.sub(power, value);
            return match arena.canonical(difference) {
                Ok(difference) => {
                    let nonzero = Task::Zero(NotEqual, base);
                    self.tasks
                        .extend([Task::Zero(relation, difference), nonzero]);
                    true
                }
                Err(_) => false,
            };
        }
        let mut zero = |relation| {
            self.tasks.push(Task::Zero(relation, base));
            true
        };
        let (integer, even) = (exponent.is_integer(), exponent.is_even());
        if exponent.is_negative() {
            return value.is_zero()
                && match relation {
                    NotEqual if integer => zero(NotEqual),
                    Greater | GreaterEqual if even => zero(NotEqual),
                    Greater | GreaterEqual | NotEqual => zero(Greater),
                    Less | LessEqual if integer && !even => zero(Less),
                    _ => false,
                };
        }
        if value.is_zero() {
            return match relation {
                NotEqual if integer => zero(NotEqual),
                NotEqual => zero(Greater),
                Greater if even => zero(NotEqual),
                LessEqual | Equal if even || !integer => zero(Equal),
                relation if integer && !even => zero(relation),
                Greater | GreaterEqual if !integer => zero(relation),
                _ => false,
            };
        }
        let Some(inverse) = exponent.reciprocal() else {
            return false;
        };
        let Some(root) = exact_power(&value.abs(), &inverse) else {
            return false;
        };
        if integer && !even {
            let root = if value.is_negative() {
                root.negate()
            } else {
                root
            };
            self.tasks.push(Task::Term(relation, base, root));
            return true;
        }
        if value.is_negative() {
            return false;
        }
        if !integer {
            if relation != Equal && relation != Greater && relation != GreaterEqual {
                self.tasks.push(Task::Zero(GreaterEqual, base));
            }
            self.tasks.push(Task::Term(relation, base, root));
            return true;
        }
        match relation {
            Less | LessEqual | NotEqual => {
                self.between(relation, base, &root);
                true
            }
            Greater | GreaterEqual => {
                let size = arena.call(FunctionId::ABS, &[base]);
                match arena.canonical(size) {
                    Ok(size) if matches!(arena.node(size), Node::Call(FunctionId::ABS, _)) => {
                        self.parts.push(Part::Bound(size, relation, root));
                        true
                    }
                    _ => false,
                }
            }
            Equal => false,
        }
    }

    fn product(&mut self, arena: &mut Arena, relation: Relation, run: Operands) -> bool {
        let pairs: Vec<(Id, Id)> = (arena.operands(run).chunks_exact(2))
            .map(|pair| (pair[0], pair[1]))
            .collect();
        if relation == Relation::NotEqual {
            for &(base, exponent) in pairs.iter().rev() {
                let built = arena.pow(base, exponent);
                if let Ok(power) = arena.canonical(built) {
                    self.tasks.push(Task::Zero(relation, power));
                }
            }
            return true;
        }
        if relation == Relation::Equal {
            return false;
        }
        let strict = matches!(relation, Relation::Less | Relation::Greater);
        let mut relation = relation;
        let mut rest = Id::ONE;
        let mut left = 0;
        for &(base, exponent) in &pairs {
            let built = arena.pow(base, exponent);
            let Ok(power) = arena.canonical(built) else {
                return false;
            };
            let known = self.facts.enclosure(arena, power);
            if known.is_positive() {
                // Where it is real.
                let negative = arena.as_number(exponent).is_some_and(Number::is_negative);
                if negative {
                    self.tasks.push(Task::Zero(Relation::NotEqual, power));
                }
            } else if known.is_negative() {
                relation = reversed(relation);
            } else if strict && known.is_nonnegative() {
                self.tasks.push(Task::Zero(Relation::NotEqual, power));
            } else if strict && known.is_nonpositive() {
                self.tasks.push(Task::Zero(Relation::NotEqual, power));
                relation = reversed(relation);
            } else {
                rest = arena.mul(rest, power);
                left += 1;
            }
        }
        if left == pairs.len() {
            return false;
        }
        if let Ok(rest) = arena.canonical(rest) {
            self.tasks.push(Task::Zero(relation, rest));
        }
        true
    }

    fn call(
        &mut self,
        arena: &mut Arena,
        relation: Relation,
        function: FunctionId,
        argument: Id,
        value: &Number,
    ) -> bool {
        if function == FunctionId::ABS {
            return match relation {
                Relation::Less | Relation::LessEqual | Relation::NotEqual
                    if value.is_positive() =>
                {
                    self.between(relation, argument, value);
                    true
                }
                Relation::Greater | Relation::NotEqual if value.is_zero() => {
                    self.tasks.push(Task::Zero(Relation::NotEqual, argument));
                    true
                }
                _ => false,
            };
        }
        let Some(shape) = self.facts.shape(function) else {
            return false;
        };
        let Some(direction) = shape.everywhere.filter(|direction| direction.strict) else {
            return false;
        };
        let Some((at, _)) = shape.points.iter().find(|(_, of)| of == value) else {
            return false;
        };
        let relation = if direction.rises {
            relation
        } else {
            reversed(relation)
        };
        let at = at.clone();
        if let Some(domain) = template::domain(function) {
            let domain = domain.build(arena, &[argument]);
            self.tasks.push(Task::Condition(domain));
        }
        self.tasks.push(Task::Term(relation, argument, at));
        true
    }
}

/// Without those that follow from the others, the longest first.
fn independent(arena: &mut Arena, conditions: Vec<Id>, facts: &Facts) -> Vec<Id> {
    let mut kept: Vec<Id> = Vec::with_capacity(conditions.len());
    for id in conditions {
        let id = arena.canonical(id).unwrap_or(id);
        if !kept.contains(&id) {
            kept.push(id);
        }
    }
    if kept.len() > MOST {
        return kept;
    }
    let mut order = kept.clone();
    order.sort_by_key(|id| std::cmp::Reverse(arena.reachable(&[*id]).len()));
    for candidate in order {
        if kept.len() < 2 {
            break;
        }
        let mut others = facts.clone();
        let mut possible = true;
        for id in kept.iter().filter(|id| **id != candidate) {
            possible &= others.assume(arena, *id).is_ok();
        }
        if possible && others.holds(arena, candidate) == Some(true) {
            kept.retain(|id| *id != candidate);
        }
    }
    kept
}
