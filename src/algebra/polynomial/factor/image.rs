//! Values of all variables but one, where a polynomial keeps its degree and has no repeated factor.

use std::collections::BTreeMap;

use num_bigint::BigInt;

use super::super::dense;
use super::super::field::{Field, Shuffle, trim};
use super::super::{Coefficient, Poly};
use super::FACTORING;
use crate::algebra::univariate;
use crate::algebra::{AlgebraError, Fuel};

/// A point and the factors there.
pub(super) struct Image {
    /// The values of variables 1, 2, ...
    pub(super) point: Vec<i64>,
    /// The irreducible factors in variable 0, lowest power first.
    pub(super) factors: Vec<Vec<Coefficient>>,
}

impl Image {
    /// At a point within a distance that grows with `attempt`; nothing if the point is not good.
    pub(super) fn find(
        poly: &Poly,
        count: usize,
        attempt: u64,
        random: &mut Shuffle,
        fuel: &mut Fuel,
    ) -> Result<Option<Self>, AlgebraError> {
        let reach = 2 + attempt / 2;
        let point: Vec<i64> = (1..count)
            .map(|_| (random.next() % (2 * reach + 1)) as i64 - reach as i64)
            .collect();
        let values = values(poly, &point, fuel)?;
        if !is_good(&values, fuel)? {
            return Ok(None);
        }
        if let [c, b, a] = &values[..] {
            let factors = quadratic(a, b, c).unwrap_or_else(|| vec![values.clone()]);
            return Ok(Some(Image { point, factors }));
        }
        let list: Vec<BigInt> = values.iter().map(Coefficient::to_big).collect();
        let found = univariate::factor(&list, fuel)?;
        let factors = (found.factors.iter())
            .map(|(factor, _)| factor.iter().map(Coefficient::from).collect())
            .collect();
        Ok(Some(Image { point, factors }))
    }
}

/// The coefficients, by powers of variable 0, where the other variables have values.
fn values(poly: &Poly, point: &[i64], fuel: &mut Fuel) -> Result<Vec<Coefficient>, AlgebraError> {
    let degrees = poly.degrees();
    let work = poly.term_count() * (point.len() + 1);
    let words = 1 + (poly.bits() + u64::from(degrees.total_degree()) * 3) / 64;
    fuel.spend((work as u64).saturating_mul(words) * 4, FACTORING)?;
    // Only the powers that occur, since a high one is long.
    let mut tables: Vec<BTreeMap<u32, Coefficient>> = Vec::with_capacity(point.len());
    for (at, value) in point.iter().enumerate() {
        let exponents = poly.monomials().iter().map(|term| term.0.exponent(at + 1));
        let mut powers: BTreeMap<u32, Coefficient> = exponents
            .map(|exponent| (exponent, Coefficient::ONE))
            .collect();
        let value = Coefficient::from(*value);
        let (mut last, mut power) = (0, Coefficient::ONE);
        for (exponent, place) in &mut powers {
            power = power.mul(&value.pow(exponent - last));
            last = *exponent;
            *place = power.clone();
        }
        tables.push(powers);
    }
    let mut list = vec![Coefficient::ZERO; degrees.exponent(0) as usize + 1];
    for (monomial, coefficient) in poly.monomials() {
        let mut value = coefficient.clone();
        for (at, powers) in tables.iter().enumerate() {
            let exponent = monomial.exponent(at + 1);
            if exponent != 0
                && let Some(power) = powers.get(&exponent)
            {
                value = value.mul(power);
            }
        }
        if let Some(place) = list.get_mut(monomial.exponent(0) as usize) {
            *place = place.add(&value);
        }
    }
    Ok(list)
}

/// Whether the leading coefficient is not 0 and no factor is repeated.
fn is_good(values: &[Coefficient], fuel: &mut Fuel) -> Result<bool, AlgebraError> {
    if values.last().is_none_or(Coefficient::is_zero) {
        return Ok(false);
    }
    fuel.spend((values.len() * values.len() * 2) as u64, FACTORING)?;
    // A repeated factor would be one modulo the prime, too.
    let field = Field::below(None);
    let mut list: Vec<u64> = values.iter().map(|v| field.of_integer(v)).collect();
    let full = list.len();
    trim(&mut list);
    let mut slope = dense::derivative(&field, &list);
    let complete = list.len() == full;
    field.gcd(&mut list, &mut slope);
    Ok(complete && list.len() == 1)
}

/// The factors of `a*x^2 + b*x + c` with rational roots that differ; nothing if there are none.
fn quadratic(a: &Coefficient, b: &Coefficient, c: &Coefficient) -> Option<Vec<Vec<Coefficient>>> {
    let square = b.mul(b).sub(&a.mul(c).mul(&Coefficient::from(4)));
    if square.is_negative() {
        return None;
    }
    let root = match square.to_i64() {
        Some(small) => Coefficient::from(num_integer::Roots::sqrt(&small)),
        None => Coefficient::from(square.to_big().sqrt()),
    };
    if root.mul(&root) != square {
        return None;
    }
    // 4*a times it is (2*a*x + b - root)*(2*a*x + b + root).
    let lead = a.mul(&Coefficient::from(2));
    let factor = |low: Coefficient| {
        let content = lead.gcd(&low);
        let part = |value: &Coefficient| value.divide_exact(&content);
        Some(vec![part(&low)?, part(&lead)?])
    };
    Some(vec![factor(b.sub(&root))?, factor(b.add(&root))?])
}
