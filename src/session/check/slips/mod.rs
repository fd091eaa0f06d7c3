//! The slips that people make, as data: a name, a sentence, an example, and what it leads to.
//!
//! A slip is named only if it leads to what stands in the line, in numbers at many points. Those of
//! derivatives take a rule wrongly at one place of what is differentiated; laws are applied where
//! they don't hold; edits are small differences between the line and a right one.

mod derivative;
mod edits;
mod laws;
mod texts;
mod work;

use std::fmt;

use super::points::Ground;
use super::run::presentable;
use super::side::Part;
use crate::expr::{Arena, Expr, Id};
use crate::session::Session;
use work::Work;

/// A slip.
pub struct Slip {
    /// Its name.
    pub name: &'static str,
    /// What is wrong, with `{0}` and `{1}` for the places it is about.
    pub says: &'static str,
    /// A line, and what the slip makes of the next.
    pub example: [&'static str; 2],
    finds: Finds,
}

/// What a slip leads to.
enum Finds {
    /// The derivatives of one node that the slip leads to, each with the places to be named.
    Rule(fn(&mut derivative::Place<'_>) -> Vec<Found>),
    /// What the slip makes of one node of the line before.
    Law(fn(&mut Arena, Id) -> Vec<Found>),
    /// Found by looking at the whole.
    Whole,
}

/// What a slip makes of a node, and the places to be named.
type Found = (Id, Vec<Id>);

impl fmt::Debug for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A slip found in a line.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// Which.
    pub slip: &'static Slip,
    /// The places that its sentence is about.
    pub places: Vec<Expr>,
    /// The line as it should be, where that is short enough to be shown.
    pub right: Option<Expr>,
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sentence = self.slip.says.to_owned();
        for (at, place) in self.places.iter().enumerate() {
            sentence = sentence.replace(&format!("{{{at}}}"), &typed(place));
        }
        f.write_str(&sentence)?;
        match &self.right {
            Some(right) => write!(f, "; it should be {right}"),
            None => Ok(()),
        }
    }
}

/// An expression in the order of people, unless that changes more than the order.
fn typed(place: &Expr) -> String {
    let ordered = place.to_string();
    let Ok(raw) = place.print_raw(crate::expr::Style::Text) else {
        return ordered;
    };
    let signs = |text: &str| {
        let mut signs: Vec<char> = text.chars().filter(|c| !" *".contains(*c)).collect();
        signs.sort_unstable();
        signs
    };
    let law = signs(&raw) != signs(&ordered) && raw.len() > ordered.len();
    if law { raw } else { ordered }
}

/// All slips, those of one family in the order in which they are preferred.
pub fn slips() -> impl Iterator<Item = &'static Slip> {
    derivative::RULES
        .iter()
        .chain(derivative::WHOLES)
        .chain(laws::LAWS)
        .chain(texts::TEXTS)
        .chain(edits::EDITS)
}

/// A line that is wrong, and what it should be.
pub(super) struct Case<'a> {
    pub(super) session: &'a Session,
    pub(super) ground: &'a Ground,
    /// The right value of the line.
    pub(super) right: &'a Expr,
    /// The line before.
    pub(super) before: &'a Part,
    /// What was differentiated, and in which variables, if the line is a derivative.
    pub(super) derivative: Option<(&'a Expr, &'a [String])>,
    /// The line before as it was typed, if it was.
    pub(super) typed: Option<&'a str>,
    /// The line.
    pub(super) claim: &'a Part,
    /// Whether only slips of differentiation are looked for.
    pub(super) rules_only: bool,
}

/// The slip that leads to a line.
pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let mut work = Work::new(case)?;
    if let (Some(of), Some((_, variables))) = (work.of, case.derivative)
        && let Some((slip, places)) = derivative::find(&mut work, of, variables)
    {
        let right = presentable(case.session, case.right);
        return Some(told(&work, slip, &places, right));
    }
    if case.rules_only {
        return None;
    }
    if case.derivative.is_none() {
        if let Some(slip) = texts::find(case) {
            return Some(told(&work, slip, &[], None));
        }
        if let Some((slip, places, right)) = edits::in_place(&mut work) {
            let right = presentable(case.session, &work.expr(right));
            return Some(told(&work, slip, &places, right));
        }
        if let Some((slip, places)) = laws::find(&mut work) {
            return Some(told(&work, slip, &places, None));
        }
    }
    let (slip, places, right) = edits::find(&mut work)?;
    let right = work.expr(right);
    Some(told(
        &work,
        slip,
        &places,
        presentable(case.session, &right),
    ))
}

fn told(work: &Work, slip: &'static Slip, places: &[Id], right: Option<Expr>) -> Diagnosis {
    Diagnosis {
        slip,
        places: places.iter().map(|&id| work.expr(id)).collect(),
        right,
    }
}

/// The terms of a sum.
fn terms(arena: &Arena, id: Id) -> Vec<Id> {
    let mut found = Vec::new();
    let mut stack = vec![id];
    while let Some(id) = stack.pop() {
        match arena.node(id) {
            crate::expr::Node::Add(a, b) => stack.extend([b, a]),
            _ => found.push(id),
        }
    }
    found
}

/// The factors of a product.
fn factors(arena: &Arena, id: Id) -> Vec<Id> {
    let mut found = Vec::new();
    let mut stack = vec![id];
    while let Some(id) = stack.pop() {
        match arena.node(id) {
            crate::expr::Node::Mul(a, b) => stack.extend([b, a]),
            _ => found.push(id),
        }
    }
    found
}

/// Numerator and denominator, if there is one.
fn quotient(arena: &mut Arena, id: Id) -> Option<(Id, Id)> {
    let (mut top, mut bottom) = (Id::ONE, Id::ONE);
    for factor in factors(arena, id) {
        let below = match arena.node(factor) {
            crate::expr::Node::Pow(base, exponent) => arena
                .as_number(exponent)
                .filter(|number| number.is_negative())
                .map(|number| (base, number.negate())),
            _ => None,
        };
        match below {
            Some((base, exponent)) => {
                let exponent = arena.number_node(exponent);
                let power = arena.pow(base, exponent);
                bottom = arena.mul(bottom, power);
            }
            None => top = arena.mul(top, factor),
        }
    }
    (bottom != Id::ONE && arena.as_number(bottom).is_none()).then_some((top, bottom))
}

/// Base and exponent of a power or a square root.
fn power(arena: &Arena, id: Id) -> Option<(Id, Id)> {
    use crate::function::FunctionId;
    match arena.node(id) {
        crate::expr::Node::Pow(base, exponent) => Some((base, exponent)),
        crate::expr::Node::Call(FunctionId::SQRT, run) => {
            Some((arena.operands(run).first().copied()?, Id::HALF))
        }
        _ => None,
    }
}

/// Function and argument of a call of a function of one argument.
fn call(arena: &Arena, id: Id) -> Option<(crate::function::FunctionId, Id)> {
    match arena.node(id) {
        crate::expr::Node::Call(function, run) => match arena.operands(run) {
            [argument] => Some((function, *argument)),
            _ => None,
        },
        _ => None,
    }
}

/// The sum of nodes.
fn sum(arena: &mut Arena, nodes: &[Id]) -> Id {
    nodes
        .iter()
        .fold(Id::ZERO, |sum, &node| arena.add(sum, node))
}

/// The product of nodes.
fn product(arena: &mut Arena, nodes: &[Id]) -> Id {
    nodes
        .iter()
        .fold(Id::ONE, |product, &node| arena.mul(product, node))
}
