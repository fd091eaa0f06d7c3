//! What coefficients of a series are: rational numbers while they can be, expressions otherwise.

use super::SeriesError;
use super::decide::Judge;
use crate::algebra::is_stopped;
use crate::analysis::AnalysisError;
use crate::expr::{Arena, Id, Node, Number};

/// Why a coefficient could not be made.
#[derive(Debug)]
pub(super) enum Failure {
    /// It is no rational number: try again with expressions.
    Irrational,
    /// Too few terms are known: try again with more.
    Precision,
    /// Anything else.
    Refused(AnalysisError),
}

impl<E: Into<AnalysisError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Refused(error.into())
    }
}

pub(super) type Result<T> = std::result::Result<T, Failure>;

/// A field of coefficients, with the arena that expressions live in and what remains of the fuel.
pub(super) trait Ring {
    /// A coefficient.
    type Element: Clone;

    /// The arena.
    fn arena(&mut self) -> &mut Arena;
    /// 0.
    fn zero(&self) -> Self::Element;
    /// A number.
    fn number(&mut self, value: &Number) -> Self::Element;
    /// A canonical expression without the variable.
    fn element(&mut self, id: Id) -> Result<Self::Element>;
    /// A coefficient as a canonical expression.
    fn id(&mut self, element: &Self::Element) -> Id;
    /// Whether it is plainly 0. What is not may still be 0 (see [`Ring::vanishes`]).
    fn is_zero(&self, element: &Self::Element) -> bool;
    /// Whether it is 0.
    fn vanishes(&mut self, element: &Self::Element) -> Result<bool>;
    /// The sum of products of three: two coefficients and a number.
    fn dot(&mut self, terms: &[(&Self::Element, &Self::Element, Number)]) -> Result<Self::Element>;
    /// The quotient; the second is not 0.
    fn divide(&mut self, a: &Self::Element, b: &Self::Element) -> Result<Self::Element>;

    /// The sum of two.
    fn add(&mut self, a: &Self::Element, b: &Self::Element) -> Result<Self::Element> {
        let one = self.number(&Number::ONE);
        self.dot(&[(a, &one, Number::ONE), (b, &one, Number::ONE)])
    }

    /// The product of two and a number.
    fn multiply(
        &mut self,
        a: &Self::Element,
        b: &Self::Element,
        factor: Number,
    ) -> Result<Self::Element> {
        self.dot(&[(a, b, factor)])
    }

    /// A number times a coefficient.
    fn scale(&mut self, a: &Self::Element, factor: Number) -> Result<Self::Element> {
        let one = self.number(&Number::ONE);
        self.dot(&[(a, &one, factor)])
    }
}

/// How much work on numbers one series may take, in words multiplied.
const NUMBER_FUEL: u64 = 3_000_000_000;
/// How many products of expressions one series may take.
const EXPRESSION_FUEL: u64 = 3_000_000;

/// Rational coefficients.
pub(super) struct Rationals<'a> {
    arena: &'a mut Arena,
    fuel: u64,
}

impl<'a> Rationals<'a> {
    pub(super) fn new(arena: &'a mut Arena) -> Self {
        Rationals {
            arena,
            fuel: NUMBER_FUEL,
        }
    }
}

impl Ring for Rationals<'_> {
    type Element = Number;

    fn arena(&mut self) -> &mut Arena {
        self.arena
    }

    fn zero(&self) -> Number {
        Number::ZERO
    }

    fn number(&mut self, value: &Number) -> Number {
        value.clone()
    }

    fn element(&mut self, id: Id) -> Result<Number> {
        match self.arena.as_number(id) {
            Some(number) => Ok(number.clone()),
            None => Err(Failure::Irrational),
        }
    }

    fn id(&mut self, element: &Number) -> Id {
        self.arena.number_node(element.clone())
    }

    fn is_zero(&self, element: &Number) -> bool {
        element.is_zero()
    }

    fn vanishes(&mut self, element: &Number) -> Result<bool> {
        Ok(element.is_zero())
    }

    fn dot(&mut self, terms: &[(&Number, &Number, Number)]) -> Result<Number> {
        let mut sums: Vec<Number> = Vec::with_capacity(terms.len());
        for (a, b, factor) in terms {
            if a.is_zero() || b.is_zero() || factor.is_zero() {
                continue;
            }
            // Finding a common factor costs about the square of the length.
            let words = 1 + (a.bits() + b.bits()) / 64;
            self.fuel = self
                .fuel
                .checked_sub(8 * words * words)
                .filter(|_| !is_stopped())
                .ok_or(SeriesError::OutOfFuel { what: "the series" })?;
            let product = a.multiply(b);
            sums.push(if factor.is_one() {
                product
            } else {
                product.multiply(factor)
            });
        }
        // In pairs, so that long fractions are not added to an ever longer one.
        while sums.len() > 1 {
            sums = sums
                .chunks(2)
                .map(|pair| match pair {
                    [a, b] => a.add(b),
                    [rest, ..] => rest.clone(),
                    [] => Number::ZERO,
                })
                .collect();
        }
        Ok(sums.pop().unwrap_or(Number::ZERO))
    }

    fn divide(&mut self, a: &Number, b: &Number) -> Result<Number> {
        match b.reciprocal() {
            Some(inverse) => Ok(a.multiply(&inverse)),
            None => Err(Failure::Irrational),
        }
    }
}

/// Coefficients that are canonical expressions.
pub(super) struct Expressions<'a> {
    arena: &'a mut Arena,
    judge: &'a mut Judge,
    fuel: u64,
}

impl<'a> Expressions<'a> {
    pub(super) fn new(arena: &'a mut Arena, judge: &'a mut Judge) -> Self {
        Expressions {
            arena,
            judge,
            fuel: EXPRESSION_FUEL,
        }
    }
}

impl Ring for Expressions<'_> {
    type Element = Id;

    fn arena(&mut self) -> &mut Arena {
        self.arena
    }

    fn zero(&self) -> Id {
        Id::ZERO
    }

    fn number(&mut self, value: &Number) -> Id {
        self.arena.number_node(value.clone())
    }

    fn element(&mut self, id: Id) -> Result<Id> {
        Ok(id)
    }

    fn id(&mut self, element: &Id) -> Id {
        *element
    }

    fn is_zero(&self, element: &Id) -> bool {
        *element == Id::ZERO
    }

    fn vanishes(&mut self, element: &Id) -> Result<bool> {
        Ok(self.judge.is_zero(self.arena, *element)?)
    }

    fn dot(&mut self, terms: &[(&Id, &Id, Number)]) -> Result<Id> {
        let mut sum = Id::ZERO;
        for (a, b, factor) in terms {
            let (a, b) = (**a, **b);
            if a == Id::ZERO || b == Id::ZERO || factor.is_zero() {
                continue;
            }
            self.fuel = self
                .fuel
                .checked_sub(1 + terms_in(self.arena, a) * terms_in(self.arena, b))
                .filter(|_| !is_stopped())
                .ok_or(SeriesError::OutOfFuel { what: "the series" })?;
            let factor = self.arena.number_node(factor.clone());
            let product = product(self.arena, a, b)?;
            let product = self.arena.mul(factor, product);
            sum = self.arena.add(sum, product);
        }
        // A number times a sum is written out, so that like terms of several sums meet.
        let sum = self.arena.canonical(sum)?;
        Ok(distributed(self.arena, sum)?)
    }

    fn divide(&mut self, a: &Id, b: &Id) -> Result<Id> {
        let quotient = self.arena.div(*a, *b);
        Ok(self.arena.canonical(quotient)?)
    }
}

fn terms_in(arena: &Arena, id: Id) -> u64 {
    match arena.node(id) {
        Node::Sum(run) => run.len() as u64 / 2,
        _ => 1,
    }
}

/// The most terms that a product of two sums is written out to.
const WRITTEN_OUT: u64 = 64;

/// The product of two canonical expressions; of two short sums it is written out.
fn product(arena: &mut Arena, a: Id, b: Id) -> std::result::Result<Id, AnalysisError> {
    let (m, n) = (terms_in(arena, a), terms_in(arena, b));
    if m * n == 1 || m * n > WRITTEN_OUT {
        return Ok(arena.mul(a, b));
    }
    let mut sum = Id::ZERO;
    for (factor, left) in pairs(arena, a) {
        for (other, right) in pairs(arena, b) {
            let number = arena.mul(factor, other);
            let term = arena.mul(left, right);
            let term = arena.mul(number, term);
            sum = arena.add(sum, term);
        }
    }
    Ok(arena.canonical(sum)?)
}

/// The terms of a canonical node with their coefficients.
fn pairs(arena: &Arena, id: Id) -> Vec<(Id, Id)> {
    match arena.node(id) {
        Node::Sum(run) => arena
            .operands(run)
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .collect(),
        _ => vec![(Id::ONE, id)],
    }
}

/// A canonical sum in which no number stands before a sum.
pub(super) fn distributed(arena: &mut Arena, id: Id) -> std::result::Result<Id, AnalysisError> {
    let nested = pairs(arena, id)
        .iter()
        .any(|(_, term)| matches!(arena.node(*term), Node::Sum(_)));
    if !nested {
        return Ok(id);
    }
    let mut sum = Id::ZERO;
    for (factor, term) in pairs(arena, id) {
        for (inner, term) in pairs(arena, term) {
            let number = arena.mul(factor, inner);
            let term = arena.mul(number, term);
            sum = arena.add(sum, term);
        }
    }
    Ok(arena.canonical(sum)?)
}
