//! Division.

use std::collections::BTreeMap;

use super::field::Field;
use super::grid::Grid;
use super::interpolate::Residues;
use super::remainders::combine;
use super::{Coefficient, Monomial, Poly};
use crate::algebra::{AlgebraError, Fuel};

/// The longest dense list of coefficients that is divided in.
const DENSE: u64 = 1 << 20;

/// How many primes are tried before the division is done with long numbers.
const PRIMES: usize = 400;

const DIVIDING: &str = "dividing polynomials";

impl Poly {
    /// The quotient, if the division leaves nothing.
    ///
    /// # Errors
    /// When the fuel is spent.
    pub fn divide_exact(
        &self,
        divisor: &Self,
        fuel: &mut Fuel,
    ) -> Result<Option<Self>, AlgebraError> {
        let variables = self.variables.max(divisor.variables);
        if self.is_zero() {
            let zero = (!divisor.is_zero()).then(|| Self::zero(variables));
            return Ok(zero);
        }
        if let [(monomial, coefficient)] = &divisor.terms[..] {
            fuel.spend(self.terms.len() as u64, DIVIDING)?;
            return Ok(self
                .divide_monomial(monomial)
                .and_then(|rest| rest.divide_number(coefficient)));
        }
        let (Some(first), Some(last)) = (divisor.terms.first(), divisor.terms.last()) else {
            return Ok(None);
        };
        let (Some(own_first), Some(own_last)) = (self.terms.first(), self.terms.last()) else {
            return Ok(None);
        };
        // Cheap tests of what exact division needs at both ends and in every degree.
        let degrees = self.degrees();
        if own_first.0.divide(&first.0).is_none()
            || own_last.0.divide(&last.0).is_none()
            || own_first.1.divide_exact(&first.1).is_none()
            || own_last.1.divide_exact(&last.1).is_none()
        {
            return Ok(None);
        }
        let Some(room) = degrees.divide(&divisor.degrees()) else {
            return Ok(None);
        };
        if let Some(grid) = Grid::new(&degrees)
            && grid.size() <= DENSE.min((self.terms.len() as u64).saturating_mul(16) + 64)
        {
            fuel.spend(grid.size(), DIVIDING)?;
            let found = if self.bits() < 64 && divisor.bits() < 64 {
                self.divide_dense(divisor, &room, &grid, fuel)?
            } else {
                Dense::TooWide
            };
            let found = match found {
                Dense::TooWide => self.divide_by_primes(divisor, &room, &grid, fuel)?,
                found => found,
            };
            match found {
                Dense::Quotient(quotient) => return Ok(Some(quotient)),
                Dense::Rest => return Ok(None),
                Dense::TooWide => {}
            }
        }
        let (quotient, rest) = self.divide_sparse(divisor, Some(&room), fuel)?;
        Ok(rest.is_zero().then_some(quotient))
    }

    /// The quotient and what is left: no term of the remainder is a multiple, with an integer
    /// quotient, of the divisor's leading term.
    ///
    /// # Errors
    /// When the fuel is spent.
    pub fn divide(&self, divisor: &Self, fuel: &mut Fuel) -> Result<(Self, Self), AlgebraError> {
        self.divide_sparse(divisor, None, fuel)
    }

    /// With `room`, the degrees of an exact quotient, it stops at the first sign that there is none,
    /// and some remainder that is not 0 is returned.
    fn divide_sparse(
        &self,
        divisor: &Self,
        room: Option<&Monomial>,
        fuel: &mut Fuel,
    ) -> Result<(Self, Self), AlgebraError> {
        let variables = self.variables.max(divisor.variables);
        let Some((first, tail)) = divisor.terms.split_first() else {
            return Ok((Self::zero(variables), self.clone()));
        };
        let divisor_words = divisor.bits() / 64 + 1;
        let mut open: BTreeMap<Monomial, Coefficient> = self.terms.iter().cloned().collect();
        let (mut quotient, mut rest) = (Vec::new(), Vec::new());
        while let Some((monomial, coefficient)) = open.pop_last() {
            if coefficient.is_zero() {
                continue;
            }
            let parts = monomial
                .divide(&first.0)
                .filter(|m| room.is_none_or(|room| room.divide(m).is_some()))
                .and_then(|m| Some((m, coefficient.divide_exact(&first.1)?)));
            let Some((monomial, factor)) = parts else {
                rest.push((monomial, coefficient));
                if room.is_some() {
                    break;
                }
                fuel.spend(1, DIVIDING)?;
                continue;
            };
            let words = divisor_words.saturating_mul(factor.bits() / 64 + 1);
            let work = (tail.len() as u64).saturating_mul(words.saturating_add(32));
            fuel.spend(work.saturating_add(8), DIVIDING)?;
            for (m, c) in tail {
                let place = monomial
                    .checked_times(m)
                    .ok_or_else(|| super::poly::too_high(u64::from(super::MAX_EXPONENT) + 1))?;
                let entry = open.entry(place).or_insert(Coefficient::ZERO);
                *entry = entry.sub(&c.mul(&factor));
            }
            quotient.push((monomial, factor));
        }
        Ok((
            Self::from_sorted(variables, quotient),
            Self::from_sorted(variables, rest),
        ))
    }

    fn divide_dense(
        &self,
        divisor: &Self,
        room: &Monomial,
        grid: &Grid,
        fuel: &mut Fuel,
    ) -> Result<Dense, AlgebraError> {
        let mut open = vec![0i128; grid.size() as usize];
        for (monomial, coefficient) in &self.terms {
            let value = coefficient.to_i64().unwrap_or(0);
            if let Some(place) = open.get_mut(grid.number(monomial) as usize) {
                *place = i128::from(value);
            }
        }
        let list: Vec<(u64, i64)> = (divisor.terms.iter())
            .map(|(m, c)| (grid.number(m), c.to_i64().unwrap_or(0)))
            .collect();
        let Some(((first_number, first), tail)) = list.split_first() else {
            return Ok(Dense::Rest);
        };
        let Some((first_monomial, _)) = divisor.terms.first() else {
            return Ok(Dense::Rest);
        };
        let mut quotient = Vec::new();
        for at in (0..open.len()).rev() {
            let Some(value) = open.get(at).copied().filter(|value| *value != 0) else {
                continue;
            };
            let Some(start) = (at as u64).checked_sub(*first_number) else {
                return Ok(Dense::Rest);
            };
            let monomial = grid.monomial(at as u64).divide(first_monomial);
            let Some(monomial) = monomial.filter(|m| room.divide(m).is_some()) else {
                return Ok(Dense::Rest);
            };
            // Most values fit a word, whose division is much faster.
            let factor = match i64::try_from(value) {
                Ok(small) if small.checked_rem(*first) == Some(0) => small / first,
                Ok(_) => return Ok(Dense::Rest),
                Err(_) if value % i128::from(*first) != 0 => return Ok(Dense::Rest),
                Err(_) => match i64::try_from(value / i128::from(*first)) {
                    Ok(factor) => factor,
                    Err(_) => return Ok(Dense::TooWide),
                },
            };
            fuel.spend(tail.len() as u64, DIVIDING)?;
            for (number, coefficient) in tail {
                let Some(place) = open.get_mut((start + number) as usize) else {
                    return Ok(Dense::Rest);
                };
                let product = i128::from(factor) * i128::from(*coefficient);
                let Some(value) = place.checked_sub(product) else {
                    return Ok(Dense::TooWide);
                };
                *place = value;
            }
            quotient.push((monomial, Coefficient::from(factor)));
        }
        let variables = self.variables.max(divisor.variables);
        Ok(Dense::Quotient(Self::from_sorted(variables, quotient)))
    }

    /// By division modulo primes, until their product shows that the quotient is exact.
    fn divide_by_primes(
        &self,
        divisor: &Self,
        room: &Monomial,
        grid: &Grid,
        fuel: &mut Fuel,
    ) -> Result<Dense, AlgebraError> {
        let (Some(first), terms) = (divisor.terms.first(), divisor.terms.len() as u64) else {
            return Ok(Dense::Rest);
        };
        let own = self.bits();
        let extra = divisor.bits() + u64::from(64 - terms.leading_zeros()) + 2;
        let mut field = Field::below(None);
        let mut modulus = Coefficient::ONE;
        let mut known: Vec<(Monomial, Coefficient)> = Vec::new();
        for _ in 0..PRIMES {
            if field.of_integer(&first.1) != 0 {
                fuel.spend(grid.size() + 32 * known.len() as u64, DIVIDING)?;
                let quotient = self.divide_modulo(&field, divisor, room, grid, fuel)?;
                let Some(quotient) = quotient else {
                    return Ok(Dense::Rest);
                };
                let inverse = field.recip(field.of_integer(&modulus));
                combine(&field, &mut known, &quotient, &modulus, inverse);
                modulus = modulus.mul(&Coefficient::from(field.prime as i64));
                let bits = known.iter().map(|term| term.1.bits()).max().unwrap_or(0);
                // The product of quotient and divisor is `self` modulo the modulus. Both are less
                // than half of it, so they are equal.
                if (bits + extra).max(own + 2) < modulus.bits() {
                    let variables = self.variables.max(divisor.variables);
                    return Ok(Dense::Quotient(Self::from_monomials(variables, known)));
                }
                // A true quotient is hardly ever longer than that.
                if own + 2 * extra + 256 < modulus.bits() {
                    break;
                }
            }
            field = Field::below(Some(&field));
        }
        Ok(Dense::TooWide)
    }

    /// The quotient modulo a prime that does not divide the divisor's leading coefficient; nothing if
    /// the division leaves something.
    fn divide_modulo(
        &self,
        field: &Field,
        divisor: &Self,
        room: &Monomial,
        grid: &Grid,
        fuel: &mut Fuel,
    ) -> Result<Option<Residues>, AlgebraError> {
        let mut open = vec![0u64; grid.size() as usize];
        for (monomial, coefficient) in &self.terms {
            if let Some(place) = open.get_mut(grid.number(monomial) as usize) {
                *place = field.of_integer(coefficient);
            }
        }
        let list: Vec<(u64, u64)> = (divisor.terms.iter())
            .map(|(m, c)| (grid.number(m), field.of_integer(c)))
            .collect();
        let (Some(((first_number, first), tail)), Some((first_monomial, _))) =
            (list.split_first(), divisor.terms.first())
        else {
            return Ok(None);
        };
        let inverse = field.recip(*first);
        let mut quotient = Residues::new();
        for at in (0..open.len()).rev() {
            let Some(value) = open.get(at).copied().filter(|value| *value != 0) else {
                continue;
            };
            let monomial = grid.monomial(at as u64).divide(first_monomial);
            let Some(monomial) = monomial.filter(|m| room.divide(m).is_some()) else {
                return Ok(None);
            };
            let start = at as u64 - first_number;
            let factor = field.mul(value, inverse);
            fuel.spend(2 * tail.len() as u64, DIVIDING)?;
            for (number, coefficient) in tail {
                if let Some(place) = open.get_mut((start + number) as usize) {
                    *place = field.sub(*place, field.mul(factor, *coefficient));
                }
            }
            quotient.push((monomial, factor));
        }
        Ok(Some(quotient))
    }

    /// The remainder of `leading^k * self` divided by `divisor`, both as polynomials in a variable,
    /// where `leading` is the divisor's leading coefficient in it and `k` the difference of the
    /// degrees plus 1. A divisor of 0 gives 0.
    ///
    /// # Errors
    /// As for [`Poly::mul`].
    pub fn pseudo_remainder(
        &self,
        divisor: &Self,
        variable: usize,
        fuel: &mut Fuel,
    ) -> Result<Self, AlgebraError> {
        if divisor.is_zero() {
            return Ok(Self::zero(self.variables));
        }
        let below = divisor.degree_in(variable);
        let leading = divisor.leading_coefficient_in(variable);
        let tail = divisor.without_power(variable, below);
        let mut rest = self.clone();
        let degree = self.degree_in(variable);
        if degree < below {
            return Ok(rest);
        }
        let mut missing = degree - below + 1;
        while !rest.is_zero() && rest.degree_in(variable) >= below {
            let top = rest.degree_in(variable);
            let factor = rest.leading_coefficient_in(variable);
            let kept = rest.without_power(variable, top);
            let step = Monomial::power(variable, top - below).unwrap_or(Monomial::ONE);
            let moved = tail.mul(&factor, fuel)?.mul_monomial(&step)?;
            rest = kept.mul(&leading, fuel)?.sub(&moved);
            missing = missing.saturating_sub(1);
        }
        if missing > 0 {
            rest = rest.mul(&leading.pow(missing, fuel)?, fuel)?;
        }
        Ok(rest)
    }

    /// The terms without those of one power of a variable.
    fn without_power(&self, variable: usize, power: u32) -> Self {
        let terms = (self.terms.iter())
            .filter(|term| term.0.exponent(variable) != power)
            .cloned()
            .collect();
        Self::from_sorted(self.variables, terms)
    }
}

/// What dense division finds.
enum Dense {
    Quotient(Poly),
    /// It does not divide.
    Rest,
    /// A coefficient became too long for it.
    TooWide,
}
