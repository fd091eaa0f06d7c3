//! What is known in an arena: the facts, and how conditions are added to them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use hashbrown::HashMap;

use super::assumptions::{Assumptions, Property};
use super::enclosure::{Enclosure, End};
use super::form::Form;
use super::shape::Shape;
use crate::expr::{Arena, Id, Node, Number, Relation, Sign};
use crate::function::FunctionId;

/// A condition can't hold together with what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction;

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this can't hold together with what is known")
    }
}

impl std::error::Error for Contradiction {}

/// What is known of one term.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) enclosure: Enclosure,
    /// Numbers that the value is not.
    pub(super) excluded: Vec<Number>,
}

/// What is known of a combination of several terms.
#[derive(Clone, Debug)]
pub(super) struct Linear {
    /// Without constant; the first coefficient is 1.
    pub(super) form: Form,
    pub(super) known: Known,
}

type Memo = HashMap<Id, Enclosure, foldhash::fast::FixedState>;

/// What is known of values in an arena. Ask it about nodes of that arena only.
///
/// Everything it says holds wherever the expression in question is defined.
///
/// # Examples
/// ```
/// use gradus::expr::{Arena, Sign};
/// use gradus::simplify::facts::{Assumptions, Facts};
///
/// let mut arena = Arena::new();
/// let x = arena.symbol("x");
/// let log = arena.call(gradus::function::FunctionId::LOG, &[x]);
/// let assumptions = Assumptions::parse("x > 1")?;
/// let facts = Facts::new(&mut arena, &assumptions)?;
/// assert_eq!(facts.sign(&arena, log), Sign::Positive);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Facts {
    pub(super) terms: BTreeMap<Id, Known>,
    pub(super) linear: Vec<Linear>,
    /// Canonical conditions that are known to hold, or not to.
    pub(super) decided: HashMap<Id, bool, foldhash::fast::FixedState>,
    /// The symbols of what is assumed.
    pub(super) symbols: Vec<Id>,
    /// How many conditions of pieces stand around what is looked at.
    pub(super) depth: u32,
    /// The functions' shapes as far as they are known, while they are worked out.
    pub(super) shapes: Option<Arc<[Shape]>>,
    pub(super) memo: RefCell<Memo>,
    /// What the question under way may still look at, and how many questions it has led to.
    pub(super) fuel: Cell<usize>,
    pub(super) nesting: Cell<u32>,
}

impl Clone for Facts {
    /// What is known, without what was worked out from it.
    fn clone(&self) -> Self {
        Facts {
            terms: self.terms.clone(),
            linear: self.linear.clone(),
            decided: self.decided.clone(),
            symbols: self.symbols.clone(),
            depth: self.depth,
            shapes: self.shapes.clone(),
            ..Facts::default()
        }
    }
}

/// Rounds of drawing conclusions from a new fact.
const ROUNDS: usize = 4;

impl Facts {
    /// Nothing is assumed.
    pub fn none() -> Self {
        Self::default()
    }

    /// What assumptions mean in an arena.
    ///
    /// # Errors
    /// [`Contradiction`] if they can't all hold; [`Assumptions`] refuses most such when it is made.
    pub fn new(arena: &mut Arena, assumptions: &Assumptions) -> Result<Self, Contradiction> {
        let mut facts = Self::none();
        for (root, property) in assumptions.import(arena) {
            match property {
                None => facts.assume(arena, root)?,
                Some(property) => facts.assume_property(arena, root, property)?,
            }
        }
        Ok(facts)
    }

    /// Whether nothing is assumed.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.linear.is_empty() && self.decided.is_empty()
    }

    /// These facts and a condition more.
    ///
    /// # Errors
    /// [`Contradiction`] if the condition can't hold.
    pub fn with(&self, arena: &mut Arena, condition: Id) -> Result<Self, Contradiction> {
        let mut facts = self.clone();
        facts.assume(arena, condition)?;
        Ok(facts)
    }

    /// Adds a condition.
    ///
    /// # Errors
    /// [`Contradiction`] if the condition can't hold. The facts are then of no use.
    pub fn assume(&mut self, arena: &mut Arena, condition: Id) -> Result<(), Contradiction> {
        // What has no canonical form says nothing.
        match arena.canonical(condition) {
            Ok(condition) => self.assume_canonical(arena, condition, true),
            Err(_) => Ok(()),
        }
    }

    /// Adds a property of an expression.
    ///
    /// # Errors
    /// As [`Facts::assume`].
    pub fn assume_property(
        &mut self,
        arena: &mut Arena,
        id: Id,
        property: Property,
    ) -> Result<(), Contradiction> {
        let Ok(id) = arena.canonical(id) else {
            return Ok(());
        };
        self.mention(arena, id);
        if let Some(form) = Form::of(arena, id) {
            self.learn(form, &property.enclosure())?;
        }
        self.settle(arena)
    }

    fn mention(&mut self, arena: &Arena, id: Id) {
        for symbol in arena.free_symbols(&[id]) {
            if !self.symbols.contains(&symbol) {
                self.symbols.push(symbol);
            }
        }
    }

    pub(super) fn assume_canonical(
        &mut self,
        arena: &Arena,
        condition: Id,
        holds: bool,
    ) -> Result<(), Contradiction> {
        self.mention(arena, condition);
        let mut stack = vec![(condition, holds)];
        while let Some((condition, holds)) = stack.pop() {
            match self.decided.insert(condition, holds) {
                Some(before) if before != holds => return Err(Contradiction),
                _ => {}
            }
            match (arena.node(condition), holds) {
                (Node::And(a, b), true) | (Node::Or(a, b), false) => {
                    stack.extend([(b, holds), (a, holds)]);
                }
                (Node::Not(a), _) => stack.push((a, !holds)),
                (Node::Compare(relation, a, b), _) => {
                    // A comparison of what is undefined does not hold, and nor does its opposite.
                    if !(holds || total(arena, a) && total(arena, b)) {
                        continue;
                    }
                    let relation = if holds { relation } else { opposite(relation) };
                    if let Some(form) = Form::difference(arena, a, b) {
                        self.compare(form, relation)?;
                    }
                }
                _ => {}
            }
        }
        self.settle(arena)
    }

    /// A form stands in a relation to 0.
    fn compare(&mut self, form: Form, relation: Relation) -> Result<(), Contradiction> {
        let zero = Number::ZERO;
        let enclosure = match relation {
            Relation::Less => Enclosure::below(zero, false),
            Relation::LessEqual => Enclosure::below(zero, true),
            Relation::Greater => Enclosure::above(zero, false),
            Relation::GreaterEqual => Enclosure::above(zero, true),
            Relation::Equal => Enclosure::point(zero),
            Relation::NotEqual => Enclosure {
                nonzero: true,
                ..Enclosure::reals()
            },
        };
        self.learn(form, &enclosure)
    }

    /// A form's value is enclosed.
    fn learn(&mut self, form: Form, enclosure: &Enclosure) -> Result<(), Contradiction> {
        let (form, factor, constant) = form.primitive();
        if form.terms.is_empty() {
            return if enclosure.contains(&constant) {
                Ok(())
            } else {
                Err(Contradiction)
            };
        }
        let Some(inverse) = factor.reciprocal() else {
            return Ok(());
        };
        let shift = constant.negate().multiply(&inverse);
        let scaled = enclosure.scale(&inverse);
        let shifted = if shift.is_zero() {
            scaled
        } else {
            scaled.add(&Enclosure::point(shift.clone()))
        };
        let known = match form.terms.as_slice() {
            [(term, _)] => self.terms.entry(*term).or_default(),
            _ => match self.linear.iter().position(|known| known.form == form) {
                Some(at) => &mut self.linear[at].known,
                None => {
                    self.linear.push(Linear {
                        form,
                        known: Known::default(),
                    });
                    match self.linear.last_mut() {
                        Some(last) => &mut last.known,
                        None => return Ok(()),
                    }
                }
            },
        };
        known.enclosure = known.enclosure.meet(&shifted);
        if enclosure.nonzero && !shifted.nonzero && !known.excluded.contains(&shift) {
            known.excluded.push(shift);
        }
        known.settle()
    }

    /// Draws conclusions until nothing new follows, or for some rounds.
    fn settle(&mut self, arena: &Arena) -> Result<(), Contradiction> {
        for _ in 0..ROUNDS {
            self.memo.borrow_mut().clear();
            let mut news: Vec<(Id, Enclosure)> = Vec::new();
            for known in &self.linear {
                for (term, factor) in &known.form.terms {
                    let mut rest = known.form.clone();
                    rest.terms.retain(|(other, _)| other != term);
                    let rest = self.plain(arena, &rest);
                    if let Some(inverse) = factor.reciprocal() {
                        let value = known.known.enclosure.add(&rest.negate());
                        news.push((*term, value.scale(&inverse)));
                    }
                }
            }
            for (&term, known) in &self.terms {
                inside(arena, term, &known.enclosure, &mut news);
            }
            let mut changed = false;
            for (term, enclosure) in news {
                if self.terms.contains_key(&term) || enclosure != Enclosure::reals() {
                    let known = self.terms.entry(term).or_default();
                    let both = known.enclosure.meet(&enclosure);
                    if both != known.enclosure {
                        known.enclosure = both;
                        known.settle()?;
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        self.memo.borrow_mut().clear();
        for (&term, known) in &self.terms {
            if self.inferred(arena, term).meet(&known.enclosure).is_empty() {
                return Err(Contradiction);
            }
        }
        for known in &self.linear {
            let plain = self.plain(arena, &known.form);
            if plain.meet(&known.known.enclosure).is_empty() {
                return Err(Contradiction);
            }
        }
        Ok(())
    }

    /// What is known of a sign.
    pub fn sign(&self, arena: &Arena, id: Id) -> Sign {
        self.enclosure(arena, id).sign()
    }

    /// Whether an expression is known to be an integer, or not to be one.
    pub fn integer(&self, arena: &Arena, id: Id) -> Option<bool> {
        let enclosure = self.enclosure(arena, id);
        let between = enclosure.is_point().is_some_and(|at| !at.is_integer());
        enclosure
            .integer
            .then_some(true)
            .or(between.then_some(false))
    }

    /// Whether an expression is known to be an even integer, or an odd one.
    pub fn even(&self, arena: &Arena, id: Id) -> Option<bool> {
        self.enclosure(arena, id).even
    }

    /// Whether an expression is known to be an odd integer, or an even one.
    pub fn odd(&self, arena: &Arena, id: Id) -> Option<bool> {
        self.even(arena, id).map(|even| !even)
    }

    /// Whether an expression is known not to be 0, or to be 0.
    pub fn nonzero(&self, arena: &Arena, id: Id) -> Option<bool> {
        let enclosure = self.enclosure(arena, id);
        let zero = enclosure.is_point().is_some_and(Number::is_zero);
        enclosure.nonzero.then_some(true).or(zero.then_some(false))
    }
}

impl Known {
    /// Excluded numbers cut off ends.
    pub(super) fn settle(&mut self) -> Result<(), Contradiction> {
        let excluded = &self.excluded;
        let cut = |end: &mut Option<End>| {
            for end in end.iter_mut() {
                end.included &= !excluded.contains(&end.value);
            }
        };
        // An integer's end moves on to the next, which may be excluded as well.
        for _ in 0..=excluded.len() {
            cut(&mut self.enclosure.lower);
            cut(&mut self.enclosure.upper);
            self.enclosure = std::mem::take(&mut self.enclosure).settled();
        }
        if self.enclosure.is_empty() {
            return Err(Contradiction);
        }
        Ok(())
    }
}

/// Whether an expression is plainly real for all values of its symbols.
pub(super) fn total(arena: &Arena, id: Id) -> bool {
    const MOST: usize = 200;
    let mut stack = vec![id];
    let mut seen = 0;
    while let Some(id) = stack.pop() {
        seen += 1;
        let whole = |exponent: Id| {
            (arena.as_number(exponent)).is_some_and(|it| it.is_integer() && !it.is_negative())
        };
        let real = match arena.node(id) {
            Node::Number(_) | Node::Constant(_) | Node::Symbol(_) => true,
            Node::Sum(_) | Node::Add(..) | Node::Mul(..) => true,
            Node::Pow(_, exponent) => whole(exponent),
            Node::Product(run) => (arena.operands(run).chunks_exact(2))
                .all(|pair| whole(pair[1]) || matches!(arena.node(pair[0]), Node::Constant(_))),
            Node::Call(function, _) => function.row().domain.is_empty(),
            _ => false,
        };
        if !real || seen > MOST {
            return false;
        }
        arena.for_each_child(id, |child| stack.push(child));
    }
    true
}

/// The relation that holds where another does not.
pub(super) fn opposite(relation: Relation) -> Relation {
    match relation {
        Relation::Less => Relation::GreaterEqual,
        Relation::LessEqual => Relation::Greater,
        Relation::Greater => Relation::LessEqual,
        Relation::GreaterEqual => Relation::Less,
        Relation::Equal => Relation::NotEqual,
        Relation::NotEqual => Relation::Equal,
    }
}

/// What an enclosure of a term says about what stands in it.
fn inside(arena: &Arena, term: Id, enclosure: &Enclosure, news: &mut Vec<(Id, Enclosure)>) {
    let (inner, inverse, both_signs) = match arena.node(term) {
        Node::Pow(base, exponent) => {
            let Some(exponent) = arena.as_number(exponent) else {
                return;
            };
            if !exponent.is_positive() {
                return;
            }
            match exponent.reciprocal() {
                Some(inverse) => (base, inverse, exponent.is_even()),
                None => return,
            }
        }
        Node::Call(FunctionId::ABS, run) => match arena.operands(run) {
            [inner] => (*inner, Number::ONE, true),
            _ => return,
        },
        _ => return,
    };
    if both_signs {
        let size = enclosure.meet(&Enclosure::above(Number::ZERO, true));
        if size.is_empty() {
            return;
        }
        let upper = Enclosure {
            integer: false,
            even: None,
            ..size
        }
        .power(&inverse)
        .upper;
        let lower = upper.clone().map(|end| End {
            value: end.value.negate(),
            ..end
        });
        news.push((
            inner,
            Enclosure {
                lower,
                upper,
                nonzero: enclosure.nonzero,
                ..Enclosure::reals()
            }
            .settled(),
        ));
    } else if inverse.is_integer() || enclosure.is_nonnegative() {
        // A root, or an odd power of what is not negative.
        if inverse.is_integer() {
            let size = enclosure.meet(&Enclosure::above(Number::ZERO, true));
            if !size.is_empty() {
                let value = size.power(&inverse);
                news.push((
                    inner,
                    Enclosure {
                        integer: false,
                        even: None,
                        ..value
                    },
                ));
            }
        } else if inverse.numerator().is_one() {
            let value = Enclosure {
                integer: false,
                even: None,
                ..enclosure.clone()
            }
            .power(&inverse);
            news.push((inner, value));
        }
    } else if enclosure.nonzero {
        news.push((
            inner,
            Enclosure {
                nonzero: true,
                ..Enclosure::reals()
            },
        ));
    }
}
