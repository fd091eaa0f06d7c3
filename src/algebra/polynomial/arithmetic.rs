//! Sums, products and powers.

use std::cmp::Ordering;

use hashbrown::HashMap;
use num_bigint::BigInt;

use super::grid::Grid;
use super::poly::too_high;
use super::{Coefficient, MAX_EXPONENT, MAX_TERMS, MAX_VARIABLES, Monomial, Poly};
use crate::algebra::{AlgebraError, Fuel};

/// The longest dense list of coefficients that a product is made in.
const DENSE: u64 = 1 << 20;

const MULTIPLYING: &str = "multiplying polynomials";

type Hashed<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

impl Poly {
    /// The sum.
    pub fn add(&self, other: &Self) -> Self {
        self.merge(other, |b| b.clone(), Coefficient::add)
    }

    /// The difference.
    pub fn sub(&self, other: &Self) -> Self {
        self.merge(other, Coefficient::neg, Coefficient::sub)
    }

    fn merge(
        &self,
        other: &Self,
        alone: impl Fn(&Coefficient) -> Coefficient,
        both: impl Fn(&Coefficient, &Coefficient) -> Coefficient,
    ) -> Self {
        let mut terms = Vec::with_capacity(self.terms.len() + other.terms.len());
        let (mut left, mut right) = (self.terms.iter().peekable(), other.terms.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some(a), Some(b)) => a.0.cmp(&b.0),
                (Some(_), None) => Ordering::Greater,
                (None, Some(_)) => Ordering::Less,
                (None, None) => break,
            };
            let a = if order != Ordering::Less {
                left.next()
            } else {
                None
            };
            let b = if order != Ordering::Greater {
                right.next()
            } else {
                None
            };
            match (a, b) {
                (Some((m, a)), Some((_, b))) => {
                    let sum = both(a, b);
                    if !sum.is_zero() {
                        terms.push((*m, sum));
                    }
                }
                (Some((m, a)), None) => terms.push((*m, a.clone())),
                (None, Some((m, b))) => terms.push((*m, alone(b))),
                (None, None) => break,
            }
        }
        Self::from_sorted(self.variables.max(other.variables), terms)
    }

    /// The negative.
    pub fn neg(&self) -> Self {
        let terms = self.terms.iter().map(|(m, c)| (*m, c.neg())).collect();
        Self::from_sorted(self.variables, terms)
    }

    /// The product with a number.
    pub fn scale(&self, factor: &Coefficient) -> Self {
        if factor.is_zero() {
            return Self::zero(self.variables);
        }
        if factor.is_one() {
            return self.clone();
        }
        let terms = self
            .terms
            .iter()
            .map(|(m, c)| (*m, c.mul(factor)))
            .collect();
        Self::from_sorted(self.variables, terms)
    }

    /// The product with a monomial.
    ///
    /// # Errors
    /// When an exponent becomes too high.
    pub fn mul_monomial(&self, monomial: &Monomial) -> Result<Self, AlgebraError> {
        check_degrees(&self.degrees(), monomial)?;
        Ok(self.shifted(monomial))
    }

    /// The product with a monomial, for exponents that are known to fit.
    pub(super) fn shifted(&self, monomial: &Monomial) -> Self {
        let terms = (self.terms.iter())
            .map(|(m, c)| (m.times(monomial), c.clone()))
            .collect();
        Self::from_sorted(self.variables, terms)
    }

    /// The product.
    ///
    /// # Errors
    /// When an exponent becomes too high, there are more than [`MAX_TERMS`] terms, or the fuel is
    /// spent.
    ///
    /// # Cost
    /// Proportional to the product of the numbers of terms.
    pub fn mul(&self, other: &Self, fuel: &mut Fuel) -> Result<Self, AlgebraError> {
        self.mul_within(other, MAX_TERMS, fuel)
    }

    /// The product, if it has no more than `limit` terms.
    ///
    /// # Errors
    /// As for [`Poly::mul`].
    pub fn mul_within(
        &self,
        other: &Self,
        limit: usize,
        fuel: &mut Fuel,
    ) -> Result<Self, AlgebraError> {
        let (few, many) = if self.terms.len() <= other.terms.len() {
            (self, other)
        } else {
            (other, self)
        };
        let variables = self.variables.max(other.variables);
        if few.is_zero() {
            return Ok(Self::zero(variables));
        }
        let degrees = few.degrees();
        let (few_bits, many_bits) = (few.bits(), many.bits());
        let pairs = few.terms.len() as u64 * many.terms.len() as u64;
        let words = (few_bits / 64 + 1).saturating_mul(many_bits / 64 + 1);
        fuel.spend(pairs.saturating_add(16), MULTIPLYING)?;
        let top = check_degrees(&degrees, &many.degrees())?;
        if let [(monomial, coefficient)] = &few.terms[..] {
            let terms = (many.terms.iter())
                .map(|(m, c)| (m.times(monomial), c.mul(coefficient)))
                .collect();
            return check_terms(Self::from_sorted(variables, terms), limit);
        }
        // The bits of a sum of products of coefficients, with its sign.
        let depth = u64::from(64 - (few.terms.len() as u64).leading_zeros());
        let narrow = few_bits < 64 && many_bits < 64 && few_bits + many_bits + depth < 127;
        let grid = Grid::new(&top);
        let product = match grid {
            Some(grid) if narrow && grid.size() <= DENSE.min(pairs.saturating_mul(8) + 64) => {
                dense_product(few, many, &grid)
            }
            Some(grid) if narrow => {
                // Looking a sum up costs more than adding to it.
                fuel.spend(pairs.saturating_mul(8), MULTIPLYING)?;
                let mut sums: Hashed<u64, i128> = Hashed::default();
                let right = numbered(many, &grid);
                for (a_number, a) in numbered(few, &grid) {
                    for (b_number, b) in &right {
                        *sums.entry(a_number + b_number).or_insert(0) += a * b;
                    }
                    check_count(sums.len(), limit)?;
                }
                let mut list: Vec<(u64, i128)> =
                    sums.into_iter().filter(|(_, sum)| *sum != 0).collect();
                list.sort_unstable_by_key(|(number, _)| std::cmp::Reverse(*number));
                (list.into_iter())
                    .map(|(number, sum)| (grid.monomial(number), Coefficient::from(sum)))
                    .collect()
            }
            Some(grid) if grid.size() <= DENSE.min(pairs.saturating_mul(2) + 64) => {
                fuel.spend(pairs.saturating_mul(words.saturating_add(24)), MULTIPLYING)?;
                wide_product(few, many, &grid)
            }
            _ => {
                fuel.spend(pairs.saturating_mul(words.saturating_add(48)), MULTIPLYING)?;
                let mut sums: Hashed<Monomial, Coefficient> = Hashed::default();
                for (a_monomial, a) in &few.terms {
                    for (b_monomial, b) in &many.terms {
                        let sum = sums
                            .entry(a_monomial.times(b_monomial))
                            .or_insert(Coefficient::ZERO);
                        *sum = sum.add(&a.mul(b));
                    }
                    check_count(sums.len(), limit)?;
                }
                let mut list: Vec<(Monomial, Coefficient)> =
                    sums.into_iter().filter(|(_, sum)| !sum.is_zero()).collect();
                list.sort_unstable_by_key(|(monomial, _)| std::cmp::Reverse(*monomial));
                list
            }
        };
        check_terms(Self::from_sorted(variables, product), limit)
    }

    /// A power; the power 0 is 1.
    ///
    /// # Errors
    /// As for [`Poly::mul`].
    pub fn pow(&self, exponent: u32, fuel: &mut Fuel) -> Result<Self, AlgebraError> {
        self.pow_within(exponent, MAX_TERMS, fuel)
    }

    /// A power, if it has no more than `limit` terms.
    ///
    /// # Errors
    /// As for [`Poly::mul`].
    pub fn pow_within(
        &self,
        exponent: u32,
        limit: usize,
        fuel: &mut Fuel,
    ) -> Result<Self, AlgebraError> {
        if exponent == 0 {
            return Ok(Self::one(self.variables));
        }
        if let [] | [_] = &self.terms[..] {
            let Some((monomial, coefficient)) = self.terms.first() else {
                return Ok(self.clone());
            };
            let mut raised = Monomial::ONE;
            for variable in 0..MAX_VARIABLES {
                let degree = u64::from(monomial.exponent(variable)) * u64::from(exponent);
                let fits = u32::try_from(degree).is_ok_and(|degree| raised.set(variable, degree));
                if !fits {
                    return Err(too_high(degree));
                }
            }
            let words = coefficient.bits().saturating_mul(u64::from(exponent)) / 64 + 1;
            if coefficient.bits() > 1 {
                fuel.spend(words.saturating_mul(words), MULTIPLYING)?;
            }
            let power = if coefficient.bits() > 1 {
                coefficient.pow(exponent)
            } else if exponent.is_multiple_of(2) {
                Coefficient::ONE
            } else {
                coefficient.clone()
            };
            return Ok(Self::from_term(self.variables, raised, power));
        }
        // Before hopeless work starts.
        let top = u64::from(self.total_degree()) * u64::from(exponent);
        if self.variables().iter().any(|variable| {
            u64::from(self.degree_in(*variable)) * u64::from(exponent) > u64::from(MAX_EXPONENT)
        }) {
            return Err(too_high(top));
        }
        // Multiplying by the base each time costs less than squaring when the base has few terms.
        let mut power = self.clone();
        for _ in 1..exponent {
            power = power.mul_within(self, limit, fuel)?;
        }
        Ok(power)
    }

    /// An upper bound of the number of terms of a power.
    pub fn power_size(&self, exponent: u32) -> u128 {
        let exponent = u128::from(exponent);
        // All monomials below the degrees.
        let degrees = self.degrees();
        let mut boxed = 1u128;
        for variable in 0..MAX_VARIABLES {
            let degree = u128::from(degrees.exponent(variable)) * exponent;
            boxed = boxed.saturating_mul(degree + 1);
        }
        // All ways to choose terms: a binomial coefficient.
        let others = (self.terms.len() as u128).saturating_sub(1);
        let (small, large) = (others.min(exponent), others.max(exponent));
        let mut chosen = 1u128;
        for k in 1..=small.min(128) {
            match chosen.checked_mul(large + k) {
                Some(product) => chosen = product / k,
                None => return boxed,
            }
        }
        if small > 128 {
            boxed
        } else {
            boxed.min(chosen)
        }
    }
}

/// The degrees of a product.
fn check_degrees(a: &Monomial, b: &Monomial) -> Result<Monomial, AlgebraError> {
    a.checked_times(b).ok_or_else(|| {
        let degrees = (0..MAX_VARIABLES).map(|i| a.exponent(i) + b.exponent(i));
        too_high(u64::from(degrees.max().unwrap_or(0)))
    })
}

fn check_count(terms: usize, limit: usize) -> Result<(), AlgebraError> {
    // Terms may still cancel, so that a little more than the limit is let pass here.
    check_size(terms, limit.saturating_mul(2))
}

fn check_terms(product: Poly, limit: usize) -> Result<Poly, AlgebraError> {
    check_size(product.terms.len(), limit)?;
    Ok(product)
}

fn check_size(terms: usize, limit: usize) -> Result<(), AlgebraError> {
    if terms <= limit {
        return Ok(());
    }
    Err(AlgebraError::TooLarge {
        what: "the product",
        terms: terms as u128,
        limit: limit as u128,
    })
}

/// Numbers of monomials and coefficients that fit a word.
fn numbered(poly: &Poly, grid: &Grid) -> Vec<(u64, i128)> {
    (poly.terms.iter())
        .map(|(m, c)| (grid.number(m), i128::from(c.to_i64().unwrap_or(0))))
        .collect()
}

fn dense_product(few: &Poly, many: &Poly, grid: &Grid) -> Vec<(Monomial, Coefficient)> {
    let right = numbered(many, grid);
    let mut sums = vec![0i128; grid.size() as usize];
    for (start, a) in numbered(few, grid) {
        for (number, b) in &right {
            if let Some(sum) = sums.get_mut((start + number) as usize) {
                *sum += a * b;
            }
        }
    }
    (sums.into_iter().enumerate().rev())
        .filter(|(_, sum)| *sum != 0)
        .map(|(number, sum)| (grid.monomial(number as u64), Coefficient::from(sum)))
        .collect()
}

/// The same with coefficients of any size.
fn wide_product(few: &Poly, many: &Poly, grid: &Grid) -> Vec<(Monomial, Coefficient)> {
    let big = |poly: &Poly| -> Vec<(u64, BigInt)> {
        let terms = poly.terms.iter();
        terms.map(|(m, c)| (grid.number(m), c.to_big())).collect()
    };
    let (left, right) = (big(few), big(many));
    let mut sums = vec![BigInt::ZERO; grid.size() as usize];
    for (start, a) in &left {
        for (number, b) in &right {
            if let Some(sum) = sums.get_mut((start + number) as usize) {
                *sum += a * b;
            }
        }
    }
    (sums.into_iter().enumerate().rev())
        .filter(|(_, sum)| *sum != BigInt::ZERO)
        .map(|(number, sum)| (grid.monomial(number as u64), Coefficient::from_big(sum)))
        .collect()
}
