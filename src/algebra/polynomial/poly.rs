//! The polynomial type: making one and looking at it.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::{Coefficient, MAX_EXPONENT, MAX_VARIABLES, Monomial};
use crate::algebra::AlgebraError;

/// A polynomial in variables `0..n` with integer coefficients.
///
/// Terms are sorted by the lexicographic order of their monomials, the greatest first, and none is
/// zero. Two polynomials are equal if their terms are, whatever their numbers of variables.
#[derive(Clone, Debug, Default)]
pub struct Poly {
    pub(super) variables: usize,
    pub(super) terms: Vec<(Monomial, Coefficient)>,
}

impl PartialEq for Poly {
    fn eq(&self, other: &Self) -> bool {
        self.terms == other.terms
    }
}

impl Eq for Poly {}

impl Hash for Poly {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.terms.hash(state);
    }
}

impl Poly {
    /// 0 in so many variables.
    pub fn zero(variables: usize) -> Self {
        Poly {
            variables,
            terms: Vec::new(),
        }
    }

    /// 1 in so many variables.
    pub fn one(variables: usize) -> Self {
        Self::constant(variables, Coefficient::ONE)
    }

    /// A number as a polynomial.
    pub fn constant(variables: usize, value: impl Into<Coefficient>) -> Self {
        Self::from_term(variables, Monomial::ONE, value.into())
    }

    /// Variable number `index`.
    ///
    /// # Errors
    /// When there are more variables than [`MAX_VARIABLES`].
    pub fn variable(variables: usize, index: usize) -> Result<Self, AlgebraError> {
        let monomial = Monomial::power(index, 1).ok_or_else(|| too_many(index + 1))?;
        Ok(Self::from_term(
            variables.max(index + 1),
            monomial,
            Coefficient::ONE,
        ))
    }

    /// A single term.
    pub fn from_term(variables: usize, monomial: Monomial, coefficient: Coefficient) -> Self {
        let mut made = Self::zero(variables);
        if !coefficient.is_zero() {
            made.terms.push((monomial, coefficient));
        }
        made
    }

    /// From exponents (variable 0 first, missing ones 0) and coefficients, in any order; like terms
    /// are added.
    ///
    /// # Errors
    /// When there are more variables than [`MAX_VARIABLES`], or an exponent is above
    /// [`MAX_EXPONENT`].
    pub fn from_terms<E: AsRef<[u32]>>(
        variables: usize,
        terms: impl IntoIterator<Item = (E, Coefficient)>,
    ) -> Result<Self, AlgebraError> {
        if variables > MAX_VARIABLES {
            return Err(too_many(variables));
        }
        let mut list = Vec::new();
        for (exponents, coefficient) in terms {
            let exponents = exponents.as_ref();
            let monomial = Monomial::from_exponents(exponents).ok_or_else(|| {
                let degree = exponents.iter().copied().max().unwrap_or(0);
                if degree > MAX_EXPONENT {
                    too_high(u64::from(degree))
                } else {
                    too_many(exponents.len())
                }
            })?;
            list.push((monomial, coefficient));
        }
        Ok(Self::from_monomials(variables, list))
    }

    /// From monomials and coefficients, in any order; like terms are added.
    pub fn from_monomials(variables: usize, mut terms: Vec<(Monomial, Coefficient)>) -> Self {
        if !terms.is_sorted_by(|a, b| a.0 > b.0) {
            terms.sort_by_key(|term| std::cmp::Reverse(term.0));
            terms.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 = kept.1.add(&next.1);
                }
                same
            });
        }
        terms.retain(|(_, coefficient)| !coefficient.is_zero());
        Poly { variables, terms }
    }

    /// From terms that are sorted, distinct and not zero.
    pub(super) fn from_sorted(variables: usize, terms: Vec<(Monomial, Coefficient)>) -> Self {
        debug_assert!(terms.is_sorted_by(|a, b| a.0 > b.0));
        debug_assert!(terms.iter().all(|term| !term.1.is_zero()));
        Poly { variables, terms }
    }

    /// The number of variables it was made with; not all of them need to occur.
    pub fn variable_count(&self) -> usize {
        self.variables
    }

    /// Monomials and coefficients, in falling lexicographic order.
    pub fn monomials(&self) -> &[(Monomial, Coefficient)] {
        &self.terms
    }

    /// Exponents (variable 0 first) and coefficients, in falling lexicographic order.
    pub fn terms(&self) -> impl Iterator<Item = (Vec<u32>, &Coefficient)> {
        self.terms.iter().map(|(monomial, coefficient)| {
            let exponents = (0..self.variables).map(|i| monomial.exponent(i)).collect();
            (exponents, coefficient)
        })
    }

    /// How many terms it has.
    pub fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it is 1.
    pub fn is_one(&self) -> bool {
        matches!(&self.terms[..], [(monomial, coefficient)] if monomial.is_one() && coefficient.is_one())
    }

    /// Whether it is a number.
    pub fn is_constant(&self) -> bool {
        match &self.terms[..] {
            [] => true,
            [(monomial, _)] => monomial.is_one(),
            _ => false,
        }
    }

    /// Its value, if it is a number.
    pub fn as_constant(&self) -> Option<Coefficient> {
        match &self.terms[..] {
            [] => Some(Coefficient::ZERO),
            [(monomial, coefficient)] if monomial.is_one() => Some(coefficient.clone()),
            _ => None,
        }
    }

    /// The first term of the order; nothing for 0.
    pub fn leading_term(&self) -> Option<(&Monomial, &Coefficient)> {
        self.terms.first().map(|(m, c)| (m, c))
    }

    /// The coefficient of the first term of the order; 0 for 0.
    pub fn leading_coefficient(&self) -> Coefficient {
        match self.terms.first() {
            Some((_, coefficient)) => coefficient.clone(),
            None => Coefficient::ZERO,
        }
    }

    /// The highest power of a variable; 0 for 0.
    pub fn degree_in(&self, variable: usize) -> u32 {
        let exponents = self.terms.iter().map(|term| term.0.exponent(variable));
        exponents.max().unwrap_or(0)
    }

    /// The highest power of each variable, as a monomial.
    pub fn degrees(&self) -> Monomial {
        let monomials = self.terms.iter().map(|term| term.0);
        monomials.fold(Monomial::ONE, |all, monomial| all.lcm(&monomial))
    }

    /// The highest sum of exponents of a term; 0 for 0.
    pub fn total_degree(&self) -> u32 {
        let degrees = self.terms.iter().map(|term| term.0.total_degree());
        degrees.max().unwrap_or(0)
    }

    /// Whether a variable occurs.
    pub fn contains(&self, variable: usize) -> bool {
        self.terms.iter().any(|term| term.0.exponent(variable) != 0)
    }

    /// The variables that occur, in order.
    pub fn variables(&self) -> Vec<usize> {
        let all = (self.terms.iter()).fold(Monomial::ONE, |all, term| all.union(&term.0));
        (0..MAX_VARIABLES)
            .filter(|variable| all.exponent(*variable) != 0)
            .collect()
    }

    /// The most binary digits of a coefficient.
    pub fn bits(&self) -> u64 {
        let bits = self.terms.iter().map(|term| term.1.bits());
        bits.max().unwrap_or(0)
    }
}

pub(super) fn too_many(variables: usize) -> AlgebraError {
    AlgebraError::TooManyVariables {
        given: variables,
        limit: MAX_VARIABLES,
    }
}

pub(super) fn too_high(degree: u64) -> AlgebraError {
    AlgebraError::DegreeTooHigh {
        degree,
        limit: u64::from(MAX_EXPONENT),
    }
}

/// The variables are called `x0`, `x1` and so on.
impl fmt::Display for Poly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0");
        }
        for (at, (monomial, coefficient)) in self.terms.iter().enumerate() {
            match (at, coefficient.is_negative()) {
                (0, true) => f.write_str("-")?,
                (0, false) => {}
                (_, true) => f.write_str(" - ")?,
                (_, false) => f.write_str(" + ")?,
            }
            let size = coefficient.abs();
            let mut first = true;
            if monomial.is_one() || !size.is_one() {
                write!(f, "{size}")?;
                first = false;
            }
            for variable in 0..MAX_VARIABLES {
                let exponent = monomial.exponent(variable);
                if exponent == 0 {
                    continue;
                }
                if !first {
                    f.write_str("*")?;
                }
                first = false;
                write!(f, "x{variable}")?;
                if exponent > 1 {
                    write!(f, "^{exponent}")?;
                }
            }
        }
        Ok(())
    }
}
