//! Rational functions of generators, kept as products of powers.
//!
//! A [`Form`] is a number times powers of generators times powers of sums. The sums are
//! polynomials of several terms without common factor, each stored once in the [`Field`], so that
//! products and powers are additions of exponents, and only a sum multiplies out, what its terms
//! do not have in common.
//!
//! It is long because addition, powers and the relations of roots all work on the same form.

use hashbrown::{HashSet, HashTable};
use std::hash::BuildHasher;

use super::generators::{Generators, as_power, is_atom, is_size, small_ratio, stays_whole};
use super::{Limits, Map};
use crate::algebra::polynomial::{Coefficient, MAX_VARIABLES, Monomial, Poly};
use crate::algebra::{AlgebraError, Fuel};
use crate::expr::{Arena, CanonicalError, Constant, Id, MAX_BITS, Node, Number};
use crate::function::FunctionId;
use num_rational::BigRational;

const WORK: &str = "bringing an expression to the form of a fraction";

/// A number times powers of generators times powers of sums. The number 0 stands for 0.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub content: Number,
    /// The exponent of each generator.
    pub monomial: [i32; MAX_VARIABLES],
    /// Sums of the field with their exponents, sorted, none 0.
    pub sums: Vec<(u32, i32)>,
}

/// `generator^degree` is an expression in generators before it.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub degree: u32,
    pub form: Form,
    /// The same as a quotient of polynomials.
    pub numerator: Poly,
    pub denominator: Poly,
    denominator_form: Form,
}

/// What is known of sines and cosines, circular and hyperbolic, of the same argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Identities {
    /// They are taken for independent.
    None,
    /// Squares of sines are expressions in cosines.
    Cosines,
    /// Squares of cosines are expressions in sines.
    Sines,
}

/// The constant and the factor of the square in an identity.
type Signs = (i64, i64);

impl Identities {
    /// The function whose square goes, the one that stays, and `constant + factor*stays^2`.
    fn pairs(self) -> &'static [(FunctionId, FunctionId, Signs)] {
        match self {
            Identities::None => &[],
            Identities::Cosines => &[
                (FunctionId::SIN, FunctionId::COS, (1, -1)),
                (FunctionId::SINH, FunctionId::COSH, (-1, 1)),
                (FunctionId::SEC, FunctionId::TAN, (1, 1)),
                (FunctionId::CSC, FunctionId::COT, (1, 1)),
                (FunctionId::SECH, FunctionId::TANH, (1, -1)),
                (FunctionId::CSCH, FunctionId::COTH, (-1, 1)),
            ],
            Identities::Sines => &[
                (FunctionId::COS, FunctionId::SIN, (1, -1)),
                (FunctionId::COSH, FunctionId::SINH, (1, 1)),
                (FunctionId::TAN, FunctionId::SEC, (-1, 1)),
                (FunctionId::COT, FunctionId::CSC, (-1, 1)),
                (FunctionId::TANH, FunctionId::SECH, (1, -1)),
                (FunctionId::COTH, FunctionId::CSCH, (1, 1)),
            ],
        }
    }
}

/// The rational functions of the generators of some expressions.
#[derive(Debug, Default)]
pub(super) struct Field {
    pub generators: Generators,
    pub relations: Vec<Option<Relation>>,
    /// Primitive polynomials of several terms, without monomial factor and with positive leading
    /// coefficients.
    pub sums: Vec<Poly>,
    /// Sums that are the base of a generator, which they must be written like: whether that is with
    /// the other sign.
    pub written: Map<u32, bool>,
    /// Pairs of sums that are known to have no factor in common.
    pub coprime: HashSet<(u32, u32), foldhash::fast::FixedState>,
    index: HashTable<u32>,
    hasher: foldhash::fast::FixedState,
    pub fuel: Fuel,
    pub terms: usize,
    /// How many terms the sums have together.
    stored: usize,
}

pub(super) fn too_high(degree: u64) -> AlgebraError {
    AlgebraError::DegreeTooHigh {
        degree,
        limit: i32::MAX as u64,
    }
}

pub(super) fn coefficient(number: &Number) -> Coefficient {
    match number.to_i64() {
        Some(value) => Coefficient::from(value),
        None => Coefficient::from_big(number.to_big().numer().clone()),
    }
}

pub(super) fn number(coefficient: &Coefficient) -> Number {
    match coefficient.to_i64() {
        Some(value) => Number::integer(value),
        None => Number::from_big(BigRational::from_integer(coefficient.to_big())),
    }
}

fn product_of_numbers(a: &Number, b: &Number) -> Result<Number, AlgebraError> {
    if a.is_one() {
        return Ok(b.clone());
    }
    if b.is_one() {
        return Ok(a.clone());
    }
    if a.bits() + b.bits() > MAX_BITS {
        return Err(too_long());
    }
    Ok(a.multiply(b))
}

/// The least common multiple of positive integers.
pub(super) fn least_multiple(a: &Number, b: &Number) -> Number {
    if b.is_one() {
        return a.clone();
    }
    match b.reciprocal() {
        Some(inverse) => a.multiply(&a.multiply(&inverse).denominator()),
        None => a.clone(),
    }
}

fn too_long() -> AlgebraError {
    AlgebraError::OutOfFuel {
        what: "computing with such long numbers",
    }
}

impl Form {
    pub(super) fn number(content: Number) -> Self {
        Form {
            content,
            monomial: [0; MAX_VARIABLES],
            sums: Vec::new(),
        }
    }

    pub(super) fn one() -> Self {
        Self::number(Number::ONE)
    }

    pub(super) fn generator(at: usize, exponent: i32) -> Self {
        let mut made = Self::one();
        if let Some(place) = made.monomial.get_mut(at) {
            *place = exponent;
        }
        made
    }

    pub(super) fn is_zero(&self) -> bool {
        self.content.is_zero()
    }

    /// The product, without a look at roots.
    pub(super) fn times(&self, other: &Self) -> Result<Self, AlgebraError> {
        let mut made = self.clone();
        made.content = product_of_numbers(&self.content, &other.content)?;
        if made.content.is_zero() {
            return Ok(Self::number(Number::ZERO));
        }
        for (place, more) in made.monomial.iter_mut().zip(other.monomial) {
            *place = place.checked_add(more).ok_or(too_high(1 << 32))?;
        }
        made.multiply_sums(&other.sums)?;
        Ok(made)
    }

    pub(super) fn multiply_sums(&mut self, sums: &[(u32, i32)]) -> Result<(), AlgebraError> {
        for &(sum, exponent) in sums {
            match self.sums.binary_search_by_key(&sum, |pair| pair.0) {
                Ok(at) => {
                    let old = self.sums[at].1;
                    let new = old.checked_add(exponent).ok_or(too_high(1 << 32))?;
                    if new == 0 {
                        self.sums.remove(at);
                    } else {
                        self.sums[at].1 = new;
                    }
                }
                Err(at) => {
                    if exponent != 0 {
                        self.sums.insert(at, (sum, exponent));
                    }
                }
            }
        }
        Ok(())
    }

    /// An integer power, without a look at roots.
    pub(super) fn power(&self, exponent: i32) -> Result<Self, AlgebraError> {
        if exponent == 1 {
            return Ok(self.clone());
        }
        if self.is_zero() && exponent < 0 {
            return Err(CanonicalError::DivisionByZero.into());
        }
        let content = match self.content.is_one() {
            true => Number::ONE,
            false => self
                .content
                .power(&Number::integer(exponent.into()))
                .ok_or_else(too_long)?,
        };
        let mut made = Form {
            content,
            ..self.clone()
        };
        if made.is_zero() {
            return Ok(Self::number(Number::ZERO));
        }
        let scale = |value: &mut i32| {
            *value = value.checked_mul(exponent).ok_or(too_high(1 << 32))?;
            Ok::<(), AlgebraError>(())
        };
        made.monomial.iter_mut().try_for_each(scale)?;
        made.sums
            .iter_mut()
            .map(|pair| &mut pair.1)
            .try_for_each(scale)?;
        if exponent == 0 {
            made.sums.clear();
        }
        Ok(made)
    }
}

impl Field {
    /// The field of some canonical nodes, and each of them in it.
    pub(super) fn of(
        arena: &mut Arena,
        roots: &[Id],
        limits: &Limits,
    ) -> Result<(Self, Vec<Form>), AlgebraError> {
        Self::with_identities(arena, roots, limits, Identities::None)
    }

    /// The same, with what some generators have to do with others.
    pub(super) fn with_identities(
        arena: &mut Arena,
        roots: &[Id],
        limits: &Limits,
        identities: Identities,
    ) -> Result<(Self, Vec<Form>), AlgebraError> {
        let generators = Generators::of(arena, roots)?;
        let mut field = Field {
            relations: vec![None; generators.list.len()],
            generators,
            sums: Vec::new(),
            written: Map::default(),
            coprime: HashSet::default(),
            index: HashTable::new(),
            hasher: foldhash::fast::FixedState::default(),
            fuel: Fuel::new(limits.work),
            terms: limits.terms,
            stored: 0,
        };
        field.relate_squares(arena, identities)?;
        let mut known: Map<Id, Form> = Map::default();
        let order = std::mem::take(&mut field.generators.order);
        for &id in &order {
            let form = field.form_of(arena, &known, id)?;
            known.insert(id, form);
        }
        for generator in &field.generators.list {
            if let Some(form) = known.get(&generator.base)
                && let [(sum, 1)] = form.sums[..]
                && form.monomial.iter().all(|&exponent| exponent == 0)
                && form.content.abs().is_one()
            {
                field.written.insert(sum, form.content.is_negative());
            }
        }
        let forms = roots
            .iter()
            .map(|root| known.get(root).cloned().unwrap_or_else(Form::one))
            .collect();
        field.generators.order = order;
        Ok((field, forms))
    }

    /// Makes the square of one of two functions of the same argument an expression in the other.
    fn relate_squares(
        &mut self,
        arena: &Arena,
        identities: Identities,
    ) -> Result<(), AlgebraError> {
        let pairs = identities.pairs();
        for at in 0..self.generators.list.len() {
            let generator = &self.generators.list[at];
            let (Node::Call(function, run), Some(whole)) =
                (arena.node(generator.base), generator.whole)
            else {
                continue;
            };
            let Some(&(_, kept, sign)) = pairs.iter().find(|pair| pair.0 == function) else {
                continue;
            };
            let argument = arena.operand(run, 0);
            let other = self.generators.list.iter().position(|other| {
                matches!(arena.node(other.base), Node::Call(function, run)
                    if function == kept && arena.operand(run, 0) == argument)
                    && other.whole.is_some()
            });
            let Some(other) = other else { continue };
            // sin(u)^2 = 1 - cos(u)^2, and the like.
            let count = 2 * self.generators.list[other].whole.unwrap_or(1);
            let Some(square) = Monomial::power(other, count) else {
                continue;
            };
            let (one, square_sign) = sign;
            let poly = Poly::from_monomials(
                self.variables(),
                vec![
                    (square, Coefficient::from(square_sign)),
                    (Monomial::default(), Coefficient::from(one)),
                ],
            );
            let form = self.form_of_reduced(poly)?;
            self.relate(at, 2 * whole, form)?;
        }
        Ok(())
    }

    /// How many generators there are.
    pub(super) fn variables(&self) -> usize {
        self.relations.len()
    }

    fn form_of(
        &mut self,
        arena: &mut Arena,
        known: &Map<Id, Form>,
        id: Id,
    ) -> Result<Form, AlgebraError> {
        self.fuel.spend(64, WORK)?;
        match arena.node(id) {
            Node::Number(number) => Ok(Form::number(arena.number(number).clone())),
            Node::Sum(run) => {
                let mut parts: Vec<(Number, &Form)> = Vec::with_capacity(run.len() / 2);
                for pair in arena.operands(run).chunks_exact(2) {
                    if let (Some(factor), Some(form)) =
                        (arena.as_number(pair[0]), known.get(&pair[1]))
                    {
                        parts.push((factor.clone(), form));
                    }
                }
                self.add(&parts)
            }
            Node::Product(run) => {
                let mut product = Form::one();
                for at in (0..run.len()).step_by(2) {
                    let pair = (arena.operand(run, at), arena.operand(run, at + 1));
                    let power = self.power_of(arena, known, pair.0, pair.1)?;
                    product = product.times(&power)?;
                }
                self.settle_roots(product)
            }
            Node::Call(FunctionId::ABS, run) => {
                let inner = arena.operand(run, 0);
                if let (Some(&at), Some(form)) = (self.generators.plain.get(&id), known.get(&inner))
                {
                    if form.is_zero() {
                        return Ok(form.clone());
                    }
                    let square = form.power(2)?;
                    let square = self.settle_roots(square)?;
                    let whole = self.generators.list[at].whole.unwrap_or(1);
                    self.relate(at, 2 * whole, square)?;
                }
                self.plain_power(arena, known, id, &Number::ONE)
            }
            _ => match as_power(arena, id) {
                Some((base, exponent)) => {
                    let power = self.power_of(arena, known, base, exponent)?;
                    self.settle_roots(power)
                }
                None => self.plain_power(arena, known, id, &Number::ONE),
            },
        }
    }

    fn power_of(
        &mut self,
        arena: &mut Arena,
        known: &Map<Id, Form>,
        base: Id,
        exponent: Id,
    ) -> Result<Form, AlgebraError> {
        if stays_whole(arena, base, exponent) {
            let whole = arena.pow(base, exponent);
            let whole = arena.canonical(whole)?;
            return self.plain_power(arena, known, whole, &Number::ONE);
        }
        if let Some(power) = arena.as_number(exponent)
            && !matches!(arena.node(base), Node::Constant(Constant::E))
        {
            let power = power.clone();
            return self.plain_power(arena, known, base, &power);
        }
        let Some(power) = self.generators.powers.get(&(base, exponent)) else {
            return Err(AlgebraError::OutOfFuel { what: WORK });
        };
        let mut product = Form::one();
        for &(at, count) in &power.symbolic {
            product = product.times(&Form::generator(at, count))?;
        }
        if !power.plain.is_zero() {
            let plain = power.plain.clone();
            product = product.times(&self.plain_power(arena, known, base, &plain)?)?;
        }
        Ok(product)
    }

    /// A base to a numeric exponent.
    fn plain_power(
        &mut self,
        arena: &Arena,
        known: &Map<Id, Form>,
        base: Id,
        power: &Number,
    ) -> Result<Form, AlgebraError> {
        let atom = is_atom(arena, base) || !known.contains_key(&base);
        let (numerator, denominator) = small_ratio(power)?;
        if let Some(form) = known.get(&base)
            && !atom
        {
            if denominator == 1 {
                return form.power(numerator);
            }
            if form.is_zero() {
                return form.power(numerator.signum());
            }
        }
        let Some(&at) = self.generators.plain.get(&base) else {
            return Err(AlgebraError::OutOfFuel { what: WORK });
        };
        let whole = self.generators.list[at].whole.unwrap_or(1);
        if let Some(form) = known.get(&base)
            && !atom
            && self.relations[at].is_none()
        {
            self.relate(at, whole, form.clone())?;
        }
        if atom && is_size(arena, base) && known.get(&base).is_some_and(Form::is_zero) {
            return Form::number(Number::ZERO).power(numerator.signum());
        }
        let exponent = i64::from(numerator) * i64::from(whole / denominator.max(1));
        let exponent = i32::try_from(exponent).map_err(|_| too_high(exponent.unsigned_abs()))?;
        Ok(Form::generator(at, exponent))
    }

    /// Records that a power of a generator is an expression in those before it.
    fn relate(&mut self, at: usize, degree: u32, form: Form) -> Result<(), AlgebraError> {
        let (numerator, denominator) = self.quotient(&form)?;
        let mut denominator_form = form.clone();
        denominator_form.content = form.content.denominator();
        for exponent in &mut denominator_form.monomial {
            *exponent = (-*exponent).max(0);
        }
        denominator_form.sums.retain_mut(|(_, exponent)| {
            *exponent = -*exponent;
            *exponent > 0
        });
        self.relations[at] = Some(Relation {
            degree,
            form,
            numerator,
            denominator,
            denominator_form,
        });
        Ok(())
    }

    /// Brings the exponents of roots below their degrees: `s^3` is `s` times the base.
    pub(super) fn settle_roots(&self, mut form: Form) -> Result<Form, AlgebraError> {
        for at in (0..self.relations.len()).rev() {
            let Some(relation) = &self.relations[at] else {
                continue;
            };
            let degree = relation.degree as i32;
            let count = form.monomial[at].div_euclid(degree);
            if count != 0 && !form.is_zero() {
                form.monomial[at] -= count * degree;
                form = form.times(&relation.form.power(count)?)?;
            }
        }
        Ok(form)
    }

    /// The numerator and denominator, multiplied out.
    pub(super) fn quotient(&mut self, form: &Form) -> Result<(Poly, Poly), AlgebraError> {
        let mut sides = Vec::with_capacity(2);
        for sign in [1, -1] {
            let number = match sign {
                1 => form.content.numerator(),
                _ => form.content.denominator(),
            };
            let monomial = self.monomial(form.monomial.map(|exponent| (exponent * sign).max(0)))?;
            let mut side = Poly::from_term(self.variables(), monomial, coefficient(&number));
            for &(sum, exponent) in &form.sums {
                if exponent * sign > 0 {
                    let power = self.sum_power(sum, exponent.unsigned_abs())?;
                    side = side.mul_within(&power, self.terms, &mut self.fuel)?;
                }
            }
            sides.push(side);
        }
        let denominator = sides.pop().unwrap_or_default();
        Ok((sides.pop().unwrap_or_default(), denominator))
    }

    fn monomial(&self, exponents: [i32; MAX_VARIABLES]) -> Result<Monomial, AlgebraError> {
        let exponents = exponents.map(i32::unsigned_abs);
        Monomial::from_exponents(&exponents)
            .ok_or_else(|| too_high(exponents.iter().copied().max().unwrap_or(0).into()))
    }

    fn sum_power(&mut self, sum: u32, exponent: u32) -> Result<Poly, AlgebraError> {
        let poly = &self.sums[sum as usize];
        if exponent == 1 {
            return Ok(poly.clone());
        }
        let size = poly.power_size(exponent);
        if size > self.terms as u128 {
            return Err(AlgebraError::TooLarge {
                what: "the expanded form",
                terms: size,
                limit: self.terms as u128,
            });
        }
        poly.pow_within(exponent, self.terms, &mut self.fuel)
    }

    /// A linear combination.
    pub(super) fn add(&mut self, parts: &[(Number, &Form)]) -> Result<Form, AlgebraError> {
        let mut parts: Vec<(Number, &Form)> = parts.to_vec();
        parts.retain(|(factor, form)| !factor.is_zero() && !form.is_zero());
        match parts.as_slice() {
            [] => return Ok(Form::number(Number::ZERO)),
            [(factor, form)] => {
                let mut made = (*form).clone();
                made.content = product_of_numbers(factor, &form.content)?;
                return Ok(made);
            }
            _ => {}
        }
        // What all have in common.
        let mut common = Form::one();
        common.monomial = parts[0].1.monomial;
        for (_, form) in &parts[1..] {
            for (least, exponent) in common.monomial.iter_mut().zip(form.monomial) {
                *least = (*least).min(exponent);
            }
        }
        let mut sums: Vec<(u32, i32)> = Vec::new();
        for (_, form) in &parts {
            sums.extend_from_slice(&form.sums);
        }
        if !sums.is_empty() {
            sums.sort_unstable();
            let mut at = 0;
            while at < sums.len() {
                let (sum, least) = sums[at];
                let count = sums[at..].iter().take_while(|pair| pair.0 == sum).count();
                let least = if count < parts.len() {
                    least.min(0)
                } else {
                    least
                };
                if least != 0 {
                    common.sums.push((sum, least));
                }
                at += count;
            }
        }
        // Integer coefficients over one denominator.
        let mut denominator = Number::ONE;
        for (factor, form) in &mut parts {
            *factor = product_of_numbers(factor, &form.content)?;
            if !factor.is_integer() {
                denominator = least_multiple(&denominator, &factor.denominator());
                if denominator.bits() > MAX_BITS {
                    return Err(too_long());
                }
            }
        }
        let mut terms: Vec<(Monomial, Coefficient)> = Vec::with_capacity(parts.len());
        for (factor, form) in &parts {
            let factor = coefficient(&product_of_numbers(factor, &denominator)?);
            let mut exponents = form.monomial;
            for (exponent, least) in exponents.iter_mut().zip(common.monomial) {
                *exponent = exponent.checked_sub(least).ok_or(too_high(1 << 32))?;
            }
            let monomial = self.monomial(exponents)?;
            let mut rest: Option<Poly> = None;
            let mut cofactor: Form = (*form).clone();
            let inverse: Vec<(u32, i32)> = common.sums.iter().map(|&(s, e)| (s, -e)).collect();
            cofactor.multiply_sums(&inverse)?;
            for &(sum, exponent) in &cofactor.sums {
                let power = self.sum_power(sum, exponent.unsigned_abs())?;
                rest = Some(match rest {
                    None => power,
                    Some(rest) => rest.mul_within(&power, self.terms, &mut self.fuel)?,
                });
            }
            match rest {
                None => terms.push((monomial, factor)),
                Some(rest) => {
                    let rest = rest.mul_monomial(&monomial)?;
                    self.fuel.spend(50 * rest.term_count() as u64, WORK)?;
                    let more = rest.monomials().iter();
                    terms.extend(more.map(|(m, c)| (*m, c.mul(&factor))));
                }
            }
        }
        self.fuel.spend(150 * terms.len() as u64, WORK)?;
        let sum = Poly::from_monomials(self.variables(), terms);
        let sum = self.form_of_poly(sum)?;
        if let Some(inverse) = denominator.reciprocal() {
            common.content = inverse;
        }
        let made = common.times(&sum)?;
        self.settle_roots(made)
    }

    /// A polynomial in the generators, with high powers of roots replaced.
    pub(super) fn form_of_poly(&mut self, poly: Poly) -> Result<Form, AlgebraError> {
        let (poly, divisor) = self.reduce_roots(poly)?;
        let mut form = self.form_of_reduced(poly)?;
        if let Some(divisor) = divisor {
            form = form.times(&divisor.power(-1)?)?;
        }
        Ok(form)
    }

    fn form_of_reduced(&mut self, poly: Poly) -> Result<Form, AlgebraError> {
        if poly.is_zero() {
            return Ok(Form::number(Number::ZERO));
        }
        // The common divisor of long coefficients costs more than all else.
        let words = poly.bits() / 64;
        self.fuel.spend(4 * words * words, WORK)?;
        let shared = poly.monomial_content();
        let poly = match shared.is_one() {
            true => poly,
            false => poly.divide_monomial(&shared).unwrap_or(poly),
        };
        let (content, poly) = poly.primitive();
        let mut form = Form::number(number(&content));
        for (at, exponent) in form.monomial.iter_mut().enumerate() {
            *exponent = shared.exponent(at) as i32;
        }
        if !poly.is_one() {
            form.sums.push((self.store(poly)?, 1));
        }
        Ok(form)
    }

    /// The place of a primitive polynomial among the sums.
    pub(super) fn store(&mut self, poly: Poly) -> Result<u32, AlgebraError> {
        let hash = self.hasher.hash_one(&poly);
        let sums = &self.sums;
        if let Some(&at) = self.index.find(hash, |&at| sums[at as usize] == poly) {
            return Ok(at);
        }
        self.stored += poly.term_count();
        // Some hundred megabytes.
        const MOST: usize = 2_000_000;
        if self.stored > MOST || poly.term_count() > self.terms {
            return Err(AlgebraError::TooLarge {
                what: "the fraction",
                terms: self.stored as u128,
                limit: self.terms.min(MOST) as u128,
            });
        }
        let at = self.sums.len() as u32;
        self.sums.push(poly);
        let (sums, hasher) = (&self.sums, &self.hasher);
        self.index
            .insert_unique(hash, at, |&at| hasher.hash_one(&sums[at as usize]));
        Ok(at)
    }

    /// Replaces powers of roots: `s^3` by `s` times the base. Where bases are fractions the second
    /// part is what the first is to be divided by.
    pub(super) fn reduce_roots(
        &mut self,
        mut poly: Poly,
    ) -> Result<(Poly, Option<Form>), AlgebraError> {
        let mut divisor: Option<Form> = None;
        for at in (0..self.relations.len()).rev() {
            let Some(relation) = &self.relations[at] else {
                continue;
            };
            let degree = relation.degree as usize;
            let highest = poly.degree_in(at) as usize;
            if highest < degree {
                continue;
            }
            let most = highest / degree;
            let mut parts = vec![Poly::zero(self.relations.len()); degree];
            for (power, part) in poly.coefficients_in(at).iter().enumerate() {
                if part.is_zero() {
                    continue;
                }
                let (count, rest) = (power / degree, power % degree);
                let above =
                    relation
                        .numerator
                        .pow_within(count as u32, self.terms, &mut self.fuel)?;
                let mut value = part.mul_within(&above, self.terms, &mut self.fuel)?;
                if !relation.denominator.is_one() {
                    let below = relation.denominator.pow_within(
                        (most - count) as u32,
                        self.terms,
                        &mut self.fuel,
                    )?;
                    value = value.mul_within(&below, self.terms, &mut self.fuel)?;
                }
                parts[rest] = parts[rest].add(&value);
            }
            poly = Poly::from_coefficients(at, &parts)?;
            if !relation.denominator.is_one() {
                let power = relation.denominator_form.power(most as i32)?;
                divisor = Some(match divisor {
                    None => power,
                    Some(divisor) => divisor.times(&power)?,
                });
            }
        }
        Ok((poly, divisor))
    }
}
