//! Factors of a polynomial in several variables.

use super::super::field::{Field, Shuffle};
use super::super::interpolate::{Residues, collapse, residues};
use super::super::remainders::{are_plausible, combine};
use super::super::{Coefficient, MAX_VARIABLES, Monomial, Poly, dense};
use super::FACTORING;
use super::grow::{Wanted, grow};
use super::image::Image;
use super::lift::lift;
use super::line::{Line, Restriction, column, content, join};
use super::primitive_factors;
use crate::algebra::{AlgebraError, Fuel};

/// How many points are tried before it gives up.
const POINTS: u64 = 60;

/// How many good points are compared when there are many factors at the first.
const COMPARED: usize = 3;

/// The irreducible factors of a polynomial without repeated factors that is primitive in a variable.
///
/// # Errors
/// When the fuel is spent.
pub(super) fn factors(
    poly: &Poly,
    main: usize,
    fuel: &mut Fuel,
) -> Result<Vec<Poly>, AlgebraError> {
    // The main variable becomes number 0.
    let mut order = vec![main];
    order.extend(poly.variables().into_iter().filter(|v| *v != main));
    let count = order.len();
    let mut places = vec![0; MAX_VARIABLES];
    for (place, variable) in order.iter().enumerate() {
        if let Some(slot) = places.get_mut(*variable) {
            *slot = place;
        }
    }
    let work = Work::new(poly.map_variables(count, &places)?, count, fuel)?;
    let found = work.run(fuel)?;
    (found.iter())
        .map(|factor| factor.map_variables(poly.variables, &order))
        .collect()
}

/// What stays the same for all points and primes.
struct Work {
    poly: Poly,
    count: usize,
    /// The number in the leading coefficient, and its factors.
    number: Coefficient,
    leading: Vec<(Poly, u32)>,
}

/// Factors that belong together, and the powers of the leading coefficient's factors in theirs.
struct Part {
    members: Vec<usize>,
    powers: Vec<u32>,
    leading: Poly,
}

impl Work {
    fn new(poly: Poly, count: usize, fuel: &mut Fuel) -> Result<Self, AlgebraError> {
        let (number, lead) = poly.leading_coefficient_in(0).primitive();
        // The leading coefficient has fewer variables, so this recursion ends.
        let leading = if lead.is_constant() {
            Vec::new()
        } else {
            primitive_factors(&lead, fuel)?
        };
        // Their product may have the other sign.
        let negative = (leading.iter()).fold(false, |negative, (factor, multiplicity)| {
            negative ^ (factor.leading_coefficient().is_negative() && multiplicity % 2 == 1)
        });
        let number = if negative { number.neg() } else { number };
        Ok(Work {
            poly,
            count,
            number,
            leading,
        })
    }

    fn run(&self, fuel: &mut Fuel) -> Result<Vec<Poly>, AlgebraError> {
        let mut random = Shuffle(0xFAC7_0125);
        let mut best: Option<Image> = None;
        let mut good = 0;
        for attempt in 0..POINTS {
            let image = Image::find(&self.poly, self.count, attempt, &mut random, fuel)?;
            let Some(image) = image else { continue };
            let factors = image.factors.len();
            if factors < 2 {
                return Ok(vec![self.poly.clone()]);
            }
            if best
                .as_ref()
                .is_none_or(|best| factors < best.factors.len())
            {
                best = Some(image);
            }
            good += 1;
            // Comparing costs more than putting a few factors together.
            if factors > 4 && good < COMPARED {
                continue;
            }
            if let Some(image) = best.take()
                && let Some(found) = self.at_image(&image, &mut random, fuel)?
            {
                return Ok(found);
            }
            good = 0;
        }
        Err(AlgebraError::OutOfFuel { what: FACTORING })
    }

    /// The factors, from those at a point; nothing if the point was unlucky.
    fn at_image(
        &self,
        image: &Image,
        random: &mut Shuffle,
        fuel: &mut Fuel,
    ) -> Result<Option<Vec<Poly>>, AlgebraError> {
        // What takes all of the fuel shall not be started at one point after the other.
        if u64::from(self.degree()).pow(3) > fuel.left() {
            return Err(AlgebraError::OutOfFuel { what: FACTORING });
        }
        let mut field = Field::below(None);
        let Some(parts) = self.parts(&field, image, random, fuel)? else {
            return Ok(None);
        };
        if parts.len() == 1 {
            return Ok(Some(vec![self.poly.clone()]));
        }
        let degrees = u64::from(self.poly.degrees().total_degree());
        let enough = (self.number.bits() + self.poly.bits() + 2 * degrees + 64) / 61 + 3;
        let mut modulus = Coefficient::ONE;
        let mut known: Vec<Vec<(Monomial, Coefficient)>> = vec![Vec::new(); parts.len()];
        for _ in 0..enough {
            let images = self.images(&field, image, &parts, random, fuel)?;
            let Some(images) = images else {
                field = Field::below(Some(&field));
                continue;
            };
            let before = known.clone();
            let inverse = field.recip(field.of_integer(&modulus));
            let words = modulus.bits() / 64 + 1;
            for (known, image) in known.iter_mut().zip(&images) {
                fuel.spend((image.len() as u64 * words).saturating_mul(8), FACTORING)?;
                combine(&field, known, image, &modulus, inverse);
            }
            modulus = modulus.mul(&Coefficient::from(field.prime as i64));
            let values = known.iter().flatten().map(|term| &term.1);
            if (before == known || are_plausible(values, &modulus))
                && let Some(found) = self.confirm(&known, fuel)?
            {
                return Ok(Some(found));
            }
            field = Field::below(Some(&field));
        }
        Ok(None)
    }

    /// Which factors at a point belong together, and what their leading coefficients are.
    fn parts(
        &self,
        field: &Field,
        image: &Image,
        random: &mut Shuffle,
        fuel: &mut Fuel,
    ) -> Result<Option<Vec<Part>>, AlgebraError> {
        let line = Line::random(field, &image.point, random);
        let Some(restriction) = Restriction::new(field, &line, self.degree()) else {
            return Ok(None);
        };
        let rows = restriction.rows(field, &residues(field, &self.poly), fuel)?;
        let base: Vec<Vec<u64>> = (image.factors.iter())
            .map(|factor| factor.iter().map(|c| field.of_integer(c)).collect())
            .collect();
        let Some(joined) = join(field, &rows, &base, fuel)? else {
            return Ok(None);
        };
        let one = Poly::one(self.count);
        let mut parts: Vec<Part> = Vec::with_capacity(joined.len());
        for group in &joined {
            parts.push(Part {
                members: group.members.clone(),
                powers: vec![0; self.leading.len()],
                leading: one.clone(),
            });
        }
        if self.leading.is_empty() || parts.len() == 1 {
            return Ok(Some(parts));
        }
        // On the line, what divides a leading coefficient there divides it everywhere.
        let top = rows.first().map_or(0, Vec::len).saturating_sub(1);
        let whole = column(&rows, top);
        let mut leads = Vec::with_capacity(joined.len());
        for group in &joined {
            let others = content(field, &group.rows, fuel)?;
            match dense::divide(field, &whole, &others) {
                Some((quotient, rest)) if rest.is_empty() => leads.push(quotient),
                _ => return Ok(None),
            }
        }
        for (number, (factor, multiplicity)) in self.leading.iter().enumerate() {
            let rows = restriction.rows(field, &residues(field, factor), fuel)?;
            let own = column(&rows, 0);
            let mut sum = 0;
            for (part, lead) in parts.iter_mut().zip(&mut leads) {
                while own.len() > 1
                    && let Some((quotient, rest)) = dense::divide(field, lead, &own)
                    && rest.is_empty()
                    && !quotient.is_empty()
                {
                    *lead = quotient;
                    sum += 1;
                    if let Some(power) = part.powers.get_mut(number) {
                        *power += 1;
                    }
                }
            }
            if sum != *multiplicity {
                return Ok(None);
            }
        }
        if leads.iter().any(|lead| lead.len() != 1) {
            return Ok(None);
        }
        for part in &mut parts {
            for ((factor, _), power) in self.leading.iter().zip(&part.powers) {
                part.leading = part.leading.mul(&factor.pow(*power, fuel)?, fuel)?;
            }
        }
        Ok(Some(parts))
    }

    /// The highest sum of exponents of the variables but 0.
    fn degree(&self) -> u32 {
        let degrees =
            (self.poly.monomials().iter()).map(|term| term.0.total_degree() - term.0.exponent(0));
        degrees.max().unwrap_or(0)
    }

    /// The factors modulo a prime, times the number in the leading coefficient.
    fn images(
        &self,
        field: &Field,
        image: &Image,
        parts: &[Part],
        random: &mut Shuffle,
        fuel: &mut Fuel,
    ) -> Result<Option<Vec<Residues>>, AlgebraError> {
        let number = field.of_integer(&self.number);
        if number == 0 {
            return Ok(None);
        }
        let inverse = field.recip(number);
        let mut whole = residues(field, &self.poly);
        for term in &mut whole {
            term.1 = field.mul(term.1, inverse);
        }
        let leading: Vec<Residues> = (parts.iter())
            .map(|part| residues(field, &part.leading))
            .collect();

        // From the point along a line to a general point.
        let line = Line::random(field, &image.point, random);
        let Some(restriction) = Restriction::new(field, &line, self.degree()) else {
            return Ok(None);
        };
        let rows = restriction.rows(field, &whole, fuel)?;
        let mut series = Vec::with_capacity(parts.len());
        for lead in &leading {
            series.push(column(&restriction.rows(field, lead, fuel)?, 0));
        }
        let mut base = Vec::with_capacity(parts.len());
        for (part, series) in parts.iter().zip(&series) {
            let mut product = vec![series.first().copied().unwrap_or(0)];
            for member in &part.members {
                let Some(factor) = image.factors.get(*member) else {
                    return Ok(None);
                };
                let mut own: Vec<u64> = factor.iter().map(|c| field.of_integer(c)).collect();
                dense::make_monic(field, &mut own);
                product = dense::mul(field, &product, &own);
            }
            if product.last().is_none_or(|top| *top == 0) {
                return Ok(None);
            }
            base.push(product);
        }
        let Some(lifted) = lift(field, &rows, &base, &series, rows.len(), fuel)? else {
            return Ok(None);
        };
        let mut known: Vec<Residues> = Vec::with_capacity(parts.len());
        for rows in &lifted {
            let length = rows.first().map_or(0, Vec::len);
            let mut terms = Residues::new();
            for power in (0..length).rev() {
                let values = rows.iter().filter_map(|row| row.get(power));
                let sum = values.fold(0, |sum, value| field.add(sum, *value));
                if sum != 0 {
                    let monomial = Monomial::power(0, power as u32);
                    terms.push((monomial.unwrap_or(Monomial::ONE), sum));
                }
            }
            known.push(terms);
        }
        let point = line.at(field, field.one);

        // The polynomial and the leading coefficients with ever fewer variables.
        let mut stages = vec![(whole, leading)];
        for variable in (2..self.count).rev() {
            let Some((whole, leading)) = stages.last() else {
                return Ok(None);
            };
            let value = point.get(variable - 1).copied().unwrap_or(0);
            let powers = field.powers(value, self.poly.degree_in(variable));
            fuel.spend((whole.len() * 4) as u64, FACTORING)?;
            let next = (
                collapse(field, whole, variable, &powers),
                (leading.iter())
                    .map(|lead| collapse(field, lead, variable, &powers))
                    .collect(),
            );
            stages.push(next);
        }
        for variable in 1..self.count {
            let Some((whole, leading)) = stages.pop() else {
                return Ok(None);
            };
            let wanted = Wanted {
                whole: &whole,
                leading: &leading,
                variable,
            };
            let place = point.get(variable - 1).copied().unwrap_or(0);
            let Some(grown) = grow(field, &wanted, &known, place, random, fuel)? else {
                return Ok(None);
            };
            known = grown;
        }
        for term in known.iter_mut().flatten() {
            term.1 = field.mul(term.1, number);
        }
        Ok(Some(known))
    }

    /// The primitive parts, if all of them are factors.
    fn confirm(
        &self,
        known: &[Vec<(Monomial, Coefficient)>],
        fuel: &mut Fuel,
    ) -> Result<Option<Vec<Poly>>, AlgebraError> {
        let mut found = Vec::with_capacity(known.len());
        let mut rest = self.poly.clone();
        let Some((_, first)) = known.split_last() else {
            return Ok(None);
        };
        for terms in first {
            let candidate = Poly::from_monomials(self.count, terms.clone());
            let (_, part) = candidate.primitive();
            if part.is_constant() {
                return Ok(None);
            }
            let Some(quotient) = rest.divide_exact(&part, fuel)? else {
                return Ok(None);
            };
            found.push(part);
            rest = quotient;
        }
        found.push(rest);
        Ok(Some(found))
    }
}
