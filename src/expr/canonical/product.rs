//! Canonical products and powers.

use super::sum::{self, SumBuilder};
use super::{Arena, CanonicalError, Id, Node, Number, Result, Sign, call, sign};
use crate::expr::node::Constant;
use crate::expr::number::MAX_BITS;
use crate::function::FunctionId;

/// Collects powers.
pub(super) struct ProductBuilder {
    coefficient: Number,
    /// Base and exponent.
    powers: Vec<(Id, Id)>,
}

impl Default for ProductBuilder {
    fn default() -> Self {
        ProductBuilder {
            coefficient: Number::ONE,
            powers: Vec::new(),
        }
    }
}

/// A canonical power of canonical nodes.
pub(super) fn power(arena: &mut Arena, base: Id, exponent: Id) -> Result<Id> {
    let mut product = ProductBuilder::default();
    product.raise(arena, base, exponent)?;
    product.finish(arena)
}

/// The canonical product of two canonical nodes.
pub(super) fn multiply(arena: &mut Arena, a: Id, b: Id) -> Result<Id> {
    let mut product = ProductBuilder::default();
    product.push_power(arena, a, &Number::ONE)?;
    product.push_power(arena, b, &Number::ONE)?;
    product.finish(arena)
}

impl ProductBuilder {
    /// Multiplies by a rational number.
    fn scale(&mut self, factor: &Number) -> Result<()> {
        if self.coefficient.bits() + factor.bits() > MAX_BITS {
            return Err(CanonicalError::TooLarge {
                limit: super::MAX_OPERANDS,
            });
        }
        self.coefficient = self.coefficient.multiply(factor);
        Ok(())
    }

    /// Multiplies by an integer power of a canonical node.
    pub(super) fn push_power(&mut self, arena: &mut Arena, id: Id, count: &Number) -> Result<()> {
        if count.is_one() {
            // The common case, without a look at the laws of powers.
            match arena.node(id) {
                Node::Number(number) => {
                    let factor = arena.number(number).clone();
                    return self.scale(&factor);
                }
                Node::Symbol(_) => {
                    self.powers.push((id, Id::ONE));
                    return Ok(());
                }
                Node::Pow(base, exponent) => {
                    self.powers.push((base, exponent));
                    return Ok(());
                }
                Node::Product(run) => {
                    let pairs = arena.operands(run).chunks_exact(2);
                    self.powers.extend(pairs.map(|pair| (pair[0], pair[1])));
                    return Ok(());
                }
                _ => {}
            }
        }
        let exponent = arena.number_node(count.clone());
        self.raise(arena, id, exponent)
    }

    /// Multiplies by `base^exponent`, both canonical, by the laws of powers that hold for reals.
    fn raise(&mut self, arena: &mut Arena, base: Id, exponent: Id) -> Result<()> {
        if exponent == Id::ZERO || base == Id::ONE {
            return Ok(());
        }
        let power = arena.as_number(exponent).cloned();
        let integer = power.as_ref().is_some_and(Number::is_integer);
        match arena.node(base) {
            Node::Number(number) => {
                let number = arena.number(number).clone();
                match power {
                    Some(power) => self.raise_number(arena, base, &number, &power),
                    None => {
                        self.powers.push((base, exponent));
                        Ok(())
                    }
                }
            }
            Node::Call(FunctionId::EXP, run) => {
                let inner = arena.operand(run, 0);
                let base = arena.constant(Constant::E);
                let exponent = multiply(arena, inner, exponent)?;
                self.powers.push((base, exponent));
                Ok(())
            }
            // abs(u)^2 = u^2
            Node::Call(FunctionId::ABS, run) if power.as_ref().is_some_and(Number::is_even) => {
                let inner = arena.operand(run, 0);
                self.raise(arena, inner, exponent)
            }
            Node::Pow(inner, inner_exponent) => {
                self.raise_power(arena, base, (inner, inner_exponent), (exponent, power))
            }
            Node::Product(run) if integer => {
                let pairs: Vec<Id> = arena.operands(run).to_vec();
                for pair in pairs.chunks_exact(2) {
                    let exponent = multiply(arena, pair[1], exponent)?;
                    if matches!(arena.node(pair[0]), Node::Symbol(_)) {
                        self.powers.push((pair[0], exponent));
                    } else {
                        // A power of a root may be none: sqrt(10)^2, sqrt(x*y)^2. The exponent
                        // loses a root at every level, which bounds this recursion.
                        self.raise(arena, pair[0], exponent)?;
                    }
                }
                Ok(())
            }
            Node::Product(_) if power.is_some() => self.raise_product(arena, base, exponent),
            Node::Sum(run) if run.len == 2 && power.is_some() => {
                let (factor, term) = sum::content(arena, base);
                if integer {
                    let coefficient = arena.number_node(factor);
                    self.raise(arena, coefficient, exponent)?;
                    return self.raise(arena, term, exponent);
                }
                let size = factor.abs();
                if factor.is_negative() && size.is_one() {
                    self.powers.push((base, exponent));
                    return Ok(());
                }
                // (c*t)^r = c^r*t^r for c > 0; of a negative c the size is taken out.
                let size_node = arena.number_node(size);
                self.raise(arena, size_node, exponent)?;
                let rest = if factor.is_negative() {
                    sum::scale(arena, term, &Number::MINUS_ONE)?
                } else {
                    term
                };
                self.raise(arena, rest, exponent)
            }
            _ => {
                self.powers.push((base, exponent));
                Ok(())
            }
        }
    }

    /// `number^power`.
    fn raise_number(
        &mut self,
        arena: &mut Arena,
        base: Id,
        number: &Number,
        power: &Number,
    ) -> Result<()> {
        if number.is_zero() {
            if power.is_negative() {
                return Err(CanonicalError::DivisionByZero);
            }
            self.coefficient = Number::ZERO;
            return Ok(());
        }
        if let Some(value) = number.power(power) {
            return self.scale(&value);
        }
        if power.is_integer() || number.is_negative() {
            // Too long to write out, or undefined.
            let exponent = arena.number_node(power.clone());
            self.powers.push((base, exponent));
            return Ok(());
        }
        let whole = power.floor();
        match number.power(&whole) {
            Some(value) => self.scale(&value)?,
            None => {
                let exponent = arena.number_node(power.clone());
                self.powers.push((base, exponent));
                return Ok(());
            }
        }
        let fraction = power.subtract(&whole);
        self.raise_integer(arena, &number.numerator(), &fraction)?;
        self.raise_integer(arena, &number.denominator(), &fraction.negate())
    }

    /// A positive integer to a fractional power: prime factors with exponents between 0 and 1.
    fn raise_integer(&mut self, arena: &mut Arena, value: &Number, power: &Number) -> Result<()> {
        for (prime, count) in factors(value) {
            let exponent = power.multiply(&Number::integer(count));
            let whole = exponent.floor();
            let base = prime.clone();
            match base.power(&whole) {
                Some(factor) => self.scale(&factor)?,
                None => {
                    return Err(CanonicalError::TooLarge {
                        limit: super::MAX_OPERANDS,
                    });
                }
            }
            let fraction = exponent.subtract(&whole);
            if !fraction.is_zero() {
                let pair = (arena.number_node(base), arena.number_node(fraction));
                self.powers.push(pair);
            }
        }
        Ok(())
    }

    /// `(inner^inner_exponent)^exponent`.
    fn raise_power(
        &mut self,
        arena: &mut Arena,
        base: Id,
        (inner, inner_exponent): (Id, Id),
        (exponent, power): (Id, Option<Number>),
    ) -> Result<()> {
        let inner_power = arena.as_number(inner_exponent).cloned();
        let integer = power.as_ref().is_some_and(Number::is_integer);
        let joins = integer
            // A fractional inner power is real for inner >= 0 only; so is a fractional power of
            // an odd one.
            || inner_power.as_ref().is_some_and(|inner| !inner.is_integer() || !inner.is_even() && power.is_some())
            || sign::sign(arena, inner) == Sign::Positive;
        if joins {
            let exponent = multiply(arena, inner_exponent, exponent)?;
            return self.raise(arena, inner, exponent);
        }
        if inner_power.as_ref().is_some_and(Number::is_even) && power.is_some() {
            // (u^2)^(1/2) is abs(u)
            let exponent = multiply(arena, inner_exponent, exponent)?;
            let size = call::call(arena, FunctionId::ABS, &[inner])?;
            return self.raise(arena, size, exponent);
        }
        self.powers.push((base, exponent));
        Ok(())
    }

    /// A fractional power of a product: factors leave it that are proved positive, or all if none
    /// can be negative. (Otherwise `sqrt(x^2*y)` would lose its value 0 at x = 0, y < 0.)
    fn raise_product(&mut self, arena: &mut Arena, base: Id, exponent: Id) -> Result<()> {
        let Node::Product(run) = arena.node(base) else {
            return Ok(());
        };
        let pairs: Vec<Id> = arena.operands(run).to_vec();
        let mut rest = ProductBuilder::default();
        let mut free = Vec::new();
        let mut doubtful = Vec::new();
        for pair in pairs.chunks_exact(2) {
            match sign::sign_of_power(arena, pair[0], pair[1]) {
                Sign::Positive => free.push((pair[0], pair[1])),
                Sign::NonNegative | Sign::Zero => doubtful.push((pair[0], pair[1])),
                _ => rest.powers.push((pair[0], pair[1])),
            }
        }
        if rest.powers.is_empty() {
            free.append(&mut doubtful);
        } else {
            rest.powers.append(&mut doubtful);
        }
        if free.is_empty() {
            self.powers.push((base, exponent));
            return Ok(());
        }
        for (factor_base, factor_exponent) in free {
            let factor = power(arena, factor_base, factor_exponent)?;
            self.raise(arena, factor, exponent)?;
        }
        let rest = rest.finish(arena)?;
        if rest != Id::ONE {
            if matches!(arena.node(rest), Node::Product(_)) {
                self.powers.push((rest, exponent));
            } else {
                self.raise(arena, rest, exponent)?;
            }
        }
        Ok(())
    }

    /// Sorts by base and adds the exponents of equal bases.
    fn combine(&mut self, arena: &mut Arena) -> Result<bool> {
        let mut changed = false;
        if self.powers.len() > 1 {
            self.powers
                .sort_unstable_by_key(|(base, _)| (arena.hash(*base), *base));
            let mut kept: Vec<(Id, Id)> = Vec::with_capacity(self.powers.len());
            for &(base, exponent) in &self.powers {
                match kept.last_mut() {
                    Some((last, sum)) if *last == base => {
                        *sum = match (arena.as_number(*sum), arena.as_number(exponent)) {
                            (Some(a), Some(b)) => {
                                let total = a.add(b);
                                arena.number_node(total)
                            }
                            _ => sum::add(arena, *sum, exponent)?,
                        };
                        changed = true;
                    }
                    _ => kept.push((base, exponent)),
                }
            }
            self.powers = kept;
        }
        Ok(changed)
    }

    /// The canonical product.
    pub(super) fn finish(mut self, arena: &mut Arena) -> Result<Id> {
        // Each round may turn powers into numbers or into other powers (2^(1/2)*2^(1/2),
        // sqrt(x*y)*sqrt(x*y)); every round but the last removes a power, so rounds are few.
        while self.combine(arena)? {
            let powers = std::mem::take(&mut self.powers);
            for (base, exponent) in powers {
                self.raise(arena, base, exponent)?;
            }
        }
        if self.coefficient.is_zero() {
            return Ok(Id::ZERO);
        }
        let product = match self.powers.as_slice() {
            [] => return Ok(arena.number_node(self.coefficient)),
            &[(base, exponent)] => Self::single(arena, base, exponent)?,
            powers => {
                let mut pairs = Vec::with_capacity(2 * powers.len());
                for &(base, exponent) in powers {
                    pairs.push(base);
                    pairs.push(exponent);
                }
                let id = arena.product_node(&pairs);
                arena.set_canonical(id, id);
                id
            }
        };
        if self.coefficient.is_one() {
            return Ok(product);
        }
        let mut sum = SumBuilder::default();
        sum.push(arena, product, &self.coefficient);
        sum.finish(arena)
    }

    fn single(arena: &mut Arena, base: Id, exponent: Id) -> Result<Id> {
        if exponent == Id::ONE {
            return Ok(base);
        }
        let id = if matches!(arena.node(base), Node::Constant(Constant::E)) {
            arena.call_node(FunctionId::EXP, &[exponent])
        } else {
            arena.pow_node(base, exponent)
        };
        arena.set_canonical(id, id);
        Ok(id)
    }
}

/// The product in which a factor such as `1 - x` to an odd power has changed its sign; nothing if
/// there is none.
pub(super) fn unreversed(arena: &mut Arena, term: Id) -> Result<Option<Id>> {
    let mut product = ProductBuilder::default();
    match arena.node(term) {
        Node::Product(run) => {
            let pairs = arena.operands(run).chunks_exact(2);
            product.powers.extend(pairs.map(|pair| (pair[0], pair[1])));
        }
        Node::Pow(base, exponent) => product.powers.push((base, exponent)),
        Node::Sum(_) => product.powers.push((term, Id::ONE)),
        _ => return Ok(None),
    }
    for at in 0..product.powers.len() {
        let (base, exponent) = product.powers[at];
        let odd = arena
            .as_number(exponent)
            .is_some_and(|power| power.is_integer() && !power.is_even());
        if odd && sum::reads_reversed(arena, base) {
            product.powers[at].0 = sum::scale(arena, base, &Number::MINUS_ONE)?;
            return product.finish(arena).map(Some);
        }
    }
    Ok(None)
}

/// Prime factors with counts by trial division; a large rest stays whole.
fn factors(value: &Number) -> Vec<(Number, i64)> {
    const LARGEST_TRIAL: i64 = 2_000;
    let mut found = Vec::new();
    let Some(mut rest) = value.to_i64() else {
        return vec![(value.clone(), 1)];
    };
    let mut prime = 2;
    while prime <= LARGEST_TRIAL && prime * prime <= rest {
        let mut count = 0;
        while rest % prime == 0 {
            rest /= prime;
            count += 1;
        }
        if count > 0 {
            found.push((Number::integer(prime), count));
        }
        prime += if prime == 2 { 1 } else { 2 };
    }
    if rest > 1 {
        // Above the trials a rest may still be a square of a prime, which sqrt must see.
        let root = rest.isqrt();
        if root * root == rest {
            found.push((Number::integer(root), 2));
        } else {
            found.push((Number::integer(rest), 1));
        }
    }
    found
}
