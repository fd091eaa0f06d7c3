//! The built form: what operators and the derivative engine make.
//!
//! Every constructor folds what it sees at its own two operands, and nothing deeper, so that each
//! is O(1) and a shared node stays shared.

use super::arena::Arena;
use super::node::{Id, Node};
use super::number::{MAX_BITS, Number};
use crate::function::FunctionId;

/// The length of numbers, in bits, beyond which a sum of two is not worked out at once.
const LONG: u64 = 4096;

impl Arena {
    /// Splits a built node into its numeric factor and the rest.
    #[inline]
    fn scaled(&self, id: Id) -> (Id, Id) {
        match self.node(id) {
            Node::Mul(factor, rest) if matches!(self.node(factor), Node::Number(_)) => {
                (factor, rest)
            }
            _ => (Id::ONE, id),
        }
    }

    fn numbers(&self, a: Id, b: Id) -> Option<(&Number, &Number)> {
        match (self.node(a), self.node(b)) {
            (Node::Number(a), Node::Number(b)) => Some((self.number(a), self.number(b))),
            _ => None,
        }
    }

    /// The sum of two.
    pub fn add(&mut self, a: Id, b: Id) -> Id {
        if a == Id::ZERO {
            return b;
        }
        if b == Id::ZERO {
            return a;
        }
        if let Some((x, y)) = self.numbers(a, b) {
            // Long fractions are left to the canonical pass, which adds many at a time.
            if x.is_integer() || y.is_integer() || x.bits() + y.bits() <= LONG {
                let sum = x.add(y);
                return self.number_node(sum);
            }
            return self.add_node(a, b);
        }
        let ((factor_a, rest_a), (factor_b, rest_b)) = (self.scaled(a), self.scaled(b));
        if rest_a == rest_b
            && let Some((x, y)) = self.numbers(factor_a, factor_b)
        {
            let sum = x.add(y);
            let factor = self.number_node(sum);
            return self.mul(factor, rest_a);
        }
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        self.add_node(a, b)
    }

    /// The product of two.
    pub fn mul(&mut self, a: Id, b: Id) -> Id {
        if a == Id::ONE {
            return b;
        }
        if b == Id::ONE {
            return a;
        }
        if a == Id::ZERO || b == Id::ZERO {
            return Id::ZERO;
        }
        if let Some((x, y)) = self.numbers(a, b) {
            if x.bits() + y.bits() <= MAX_BITS {
                let product = x.multiply(y);
                return self.number_node(product);
            }
            return self.mul_node(a, b);
        }
        let ((factor_a, rest_a), (factor_b, rest_b)) = (self.scaled(a), self.scaled(b));
        if matches!(self.node(a), Node::Number(_)) {
            // A number meets the numeric factor of the other, if there is one.
            if factor_b == Id::ONE {
                return self.mul_node(a, b);
            }
            let factor = self.mul(a, factor_b);
            return if factor == Id::ONE {
                rest_b
            } else {
                self.mul_node(factor, rest_b)
            };
        }
        if matches!(self.node(b), Node::Number(_)) {
            return self.mul(b, a);
        }
        if factor_a == Id::ONE && factor_b == Id::ONE {
            return self.mul_rest(a, b);
        }
        let factor = self.mul(factor_a, factor_b);
        let rest = self.mul_rest(rest_a, rest_b);
        if factor == Id::ONE {
            rest
        } else {
            self.mul(factor, rest)
        }
    }

    /// The product of two nodes without numeric factors: equal bases with integer exponents meet.
    fn mul_rest(&mut self, a: Id, b: Id) -> Id {
        let ((base_a, exponent_a), (base_b, exponent_b)) =
            (self.integer_power(a), self.integer_power(b));
        if base_a == base_b
            && let Some((x, y)) = self.numbers(exponent_a, exponent_b)
        {
            let sum = x.add(y);
            let exponent = self.number_node(sum);
            return self.pow(base_a, exponent);
        }
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        self.mul_node(a, b)
    }

    #[inline]
    fn integer_power(&self, id: Id) -> (Id, Id) {
        match self.node(id) {
            Node::Pow(base, exponent)
                if self.as_number(exponent).is_some_and(Number::is_integer) =>
            {
                (base, exponent)
            }
            _ => (id, Id::ONE),
        }
    }

    /// A power. A negative power of 0 stays as it is; the canonical pass reports it.
    pub fn pow(&mut self, base: Id, exponent: Id) -> Id {
        if exponent == Id::ONE {
            return base;
        }
        if exponent == Id::ZERO || base == Id::ONE {
            return Id::ONE;
        }
        let Some(power) = self.as_number(exponent) else {
            return self.pow_node(base, exponent);
        };
        if let Some(number) = self.as_number(base) {
            if let Some(value) = number.power(power) {
                return self.number_node(value);
            }
            if base == Id::ZERO && power.is_positive() {
                return Id::ZERO;
            }
            return self.pow_node(base, exponent);
        }
        if power.is_even()
            && let Node::Call(FunctionId::ABS, run) = self.node(base)
        {
            // abs(u)^2 is u^2, which has no kink.
            let inner = self.operand(run, 0);
            return self.pow(inner, exponent);
        }
        if power.is_integer()
            && let Node::Pow(inner, inner_exponent) = self.node(base)
            && let Some(inner_power) = self.as_number(inner_exponent)
            && inner_power.is_integer()
            && inner_power.bits() + power.bits() < 64
        {
            let product = inner_power.multiply(power);
            let exponent = self.number_node(product);
            return self.pow(inner, exponent);
        }
        self.pow_node(base, exponent)
    }

    /// The negative.
    pub fn neg(&mut self, a: Id) -> Id {
        self.mul(Id::MINUS_ONE, a)
    }

    /// The difference.
    pub fn sub(&mut self, a: Id, b: Id) -> Id {
        let negative = self.neg(b);
        self.add(a, negative)
    }

    /// The reciprocal.
    pub fn recip(&mut self, a: Id) -> Id {
        self.pow(a, Id::MINUS_ONE)
    }

    /// The quotient.
    pub fn div(&mut self, a: Id, b: Id) -> Id {
        let reciprocal = self.recip(b);
        self.mul(a, reciprocal)
    }

    /// A function of the table at its arguments.
    pub fn call(&mut self, function: FunctionId, arguments: &[Id]) -> Id {
        if let (FunctionId::MIN | FunctionId::MAX, [a, b]) = (function, arguments)
            && a == b
        {
            return *a;
        }
        self.call_node(function, arguments)
    }
}
