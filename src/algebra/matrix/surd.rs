//! Numbers `a + b*sqrt(d)` with rational `a` and `b`: the field of a quadratic eigenvalue.

use super::elimination::Field;
use crate::algebra::AlgebraError;
use crate::expr::{Arena, Id, Number};
use crate::function::FunctionId;

/// `rational + root*sqrt(d)`; the field knows `d`, which is no square.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Surd {
    pub(super) rational: Number,
    pub(super) root: Number,
}

impl Surd {
    pub(super) fn rational(value: Number) -> Self {
        Surd {
            rational: value,
            root: Number::ZERO,
        }
    }

    /// As an expression: over its common denominator, as in `(1 - sqrt(5))/2`.
    pub(super) fn expression(&self, arena: &mut Arena, radicand: &Number) -> Id {
        if self.root.is_zero() {
            return arena.number_node(self.rational.clone());
        }
        let under = arena.number_node(radicand.clone());
        let root = arena.call(FunctionId::SQRT, &[under]);
        let common = super::integers::common_denominator([&self.rational, &self.root]);
        let part = |arena: &mut Arena, value: &Number| arena.number_node(value.multiply(&common));
        let rational = part(arena, &self.rational);
        let times = part(arena, &self.root);
        let scaled = arena.mul(times, root);
        let sum = arena.add(rational, scaled);
        match common.reciprocal() {
            Some(reciprocal) if !common.is_one() => {
                let factor = arena.number_node(reciprocal);
                arena.mul(factor, sum)
            }
            _ => sum,
        }
    }

    /// The conjugate `a - b*sqrt(d)`.
    pub(super) fn conjugate(&self) -> Self {
        Surd {
            rational: self.rational.clone(),
            root: self.root.negate(),
        }
    }
}

/// The field of numbers with one square root.
pub(super) struct Surds {
    pub(super) radicand: Number,
    /// Operations that may still be done.
    pub(super) fuel: u64,
}

impl Surds {
    fn product(&mut self, a: &Surd, b: &Surd) -> Result<Surd, AlgebraError> {
        let cost = 1 + (a.rational.bits() + a.root.bits() + b.rational.bits() + b.root.bits()) / 64;
        self.fuel = self
            .fuel
            .checked_sub(cost * cost)
            .ok_or(AlgebraError::OutOfFuel {
                what: "the eigenvectors",
            })?;
        let roots = a.root.multiply(&b.root).multiply(&self.radicand);
        Ok(Surd {
            rational: a.rational.multiply(&b.rational).add(&roots),
            root: (a.rational.multiply(&b.root)).add(&a.root.multiply(&b.rational)),
        })
    }
}

impl Field for Surds {
    type Item = Surd;

    fn subtract(&mut self, a: &Surd, factor: &Surd, b: &Surd) -> Result<Surd, AlgebraError> {
        let product = self.product(factor, b)?;
        Ok(Surd {
            rational: a.rational.subtract(&product.rational),
            root: a.root.subtract(&product.root),
        })
    }

    fn multiply(&mut self, a: &Surd, b: &Surd) -> Result<Surd, AlgebraError> {
        self.product(a, b)
    }

    fn reciprocal(&mut self, a: &Surd) -> Result<Surd, AlgebraError> {
        // The norm is 0 for 0 only, because d is no square.
        let norm = self.product(a, &a.conjugate())?.rational;
        let reciprocal = norm.reciprocal().ok_or(AlgebraError::Singular)?;
        Ok(Surd {
            rational: a.rational.multiply(&reciprocal),
            root: a.root.multiply(&reciprocal).negate(),
        })
    }

    fn is_zero(&mut self, a: &Surd) -> Result<bool, AlgebraError> {
        Ok(a.rational.is_zero() && a.root.is_zero())
    }

    fn is_one(&self, a: &Surd) -> bool {
        a.rational.is_one() && a.root.is_zero()
    }

    fn zero(&mut self) -> Surd {
        Surd::rational(Number::ZERO)
    }

    fn one(&mut self) -> Surd {
        Surd::rational(Number::ONE)
    }

    fn weight(&self, a: &Surd) -> usize {
        usize::from(!a.root.is_zero())
    }
}
