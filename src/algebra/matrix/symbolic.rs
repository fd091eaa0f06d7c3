//! Eigenvalues of matrices with symbols, where they can be read.

use super::doubles::in_doubles;
use super::eigen::{Kind, NO_FORM, Spectrum};
use super::{Matrix, entry};
use crate::algebra::AlgebraError;
use crate::algebra::forms::{self, Fraction, Limits};
use crate::expr::{Arena, Id, Number};

impl Matrix {
    /// The vectors that a singular symbolic matrix takes to 0.
    pub(super) fn null_vectors(
        &self,
        arena: &mut Arena,
        size: usize,
    ) -> Result<Vec<Vec<Id>>, AlgebraError> {
        if size == 2 {
            // The rows are dependent, so what is orthogonal to one that is not 0 will do.
            for row in 0..2 {
                let (a, b) = (self.entry(row, 0), self.entry(row, 1));
                let (no_a, no_b) = (entry::vanishes(arena, a)?, entry::vanishes(arena, b)?);
                if no_a && no_b {
                    continue;
                }
                let vector = if no_a {
                    vec![Id::ONE, Id::ZERO]
                } else if no_b {
                    vec![Id::ZERO, Id::ONE]
                } else {
                    let negative = arena.neg(a);
                    let quotient = arena.div(b, negative);
                    let first = entry::tidy(arena, quotient)?;
                    if arena.as_number(first).is_some_and(Number::is_negative) {
                        let first = arena.neg(first);
                        vec![first, Id::MINUS_ONE]
                    } else {
                        vec![first, Id::ONE]
                    }
                };
                return Ok(vec![vector]);
            }
        }
        self.nullspace(arena)
    }

    pub(super) fn symbolic_eigenvalues(
        &self,
        arena: &mut Arena,
        size: usize,
    ) -> Result<Spectrum, AlgebraError> {
        let mut spectrum = Spectrum {
            values: Vec::new(),
            complex: 0,
            nonnegative: Vec::new(),
        };
        for block in self.blocks() {
            match block.as_slice() {
                [at] => {
                    let value = entry::readable(arena, self.entry(*at, *at))?;
                    spectrum.add(arena, value, 1, Kind::Symbolic);
                }
                [a, b] => self.of_two(arena, *a, *b, &mut spectrum)?,
                _ => match self.by_factors(arena, &block, &mut spectrum) {
                    Ok(()) => {}
                    Err(error) => {
                        // Entries without symbols, such as roots, have doubles.
                        return match self.doubles(arena) {
                            Ok(doubles) => in_doubles(arena, doubles, size),
                            Err(_) => Err(error),
                        };
                    }
                },
            }
        }
        Ok(spectrum)
    }

    /// The eigenvalues of the block of two rows and columns.
    fn of_two(
        &self,
        arena: &mut Arena,
        first: usize,
        second: usize,
        spectrum: &mut Spectrum,
    ) -> Result<(), AlgebraError> {
        let (a, d) = (self.entry(first, first), self.entry(second, second));
        let (b, c) = (self.entry(first, second), self.entry(second, first));
        let trace = arena.add(a, d);
        let difference = arena.sub(a, d);
        let square = arena.pow(difference, Id::TWO);
        let product = arena.mul(b, c);
        let four = arena.integer(4);
        let product = arena.mul(four, product);
        let discriminant = arena.add(square, product);
        quadratic(arena, trace, discriminant, Id::HALF, 1, spectrum)
    }

    /// The eigenvalues of a block of three rows or more, where its characteristic polynomial
    /// has factors of degree 1 and 2 only.
    fn by_factors(
        &self,
        arena: &mut Arena,
        block: &[usize],
        spectrum: &mut Spectrum,
    ) -> Result<(), AlgebraError> {
        let entries = block
            .iter()
            .flat_map(|&row| block.iter().map(move |&column| self.entry(row, column)))
            .collect();
        let part = Matrix::new(block.len(), block.len(), entries)?;
        // No name that can be typed.
        let variable = arena.symbol("#eigenvalue");
        let polynomial = part.characteristic_polynomial(arena, variable)?;
        let product = forms::factor(arena, polynomial, &Limits::default())?;
        let mut factors: Vec<(Id, usize)> = Vec::new();
        for (base, exponent) in entry::powers(arena, product) {
            let count = arena.as_number(exponent).and_then(Number::to_i64);
            if arena.free_symbols(&[base]).contains(&variable) {
                let count = count.and_then(|count| usize::try_from(count).ok());
                factors.push((base, count.ok_or(NO_FORM)?));
            }
        }
        for (factor, multiplicity) in factors {
            let mut at = |place: Id| {
                let value = arena.substitute(factor, &[(variable, place)]);
                entry::tidy(arena, value)
            };
            let (zero, one, minus) = (at(Id::ZERO)?, at(Id::ONE)?, at(Id::MINUS_ONE)?);
            // The coefficients of a polynomial of degree 2 at most, from three values.
            let difference = arena.sub(one, minus);
            let linear = arena.mul(Id::HALF, difference);
            let sum = arena.add(one, minus);
            let half = arena.mul(Id::HALF, sum);
            let square = arena.sub(half, zero);
            let square = entry::tidy(arena, square)?;
            match degree(arena, factor, variable)? {
                1 => {
                    let quotient = arena.div(zero, linear);
                    let value = arena.neg(quotient);
                    let value = entry::readable(arena, value)?;
                    spectrum.add(arena, value, multiplicity, Kind::Symbolic);
                }
                2 => {
                    let minus = arena.neg(linear);
                    let linear_square = arena.pow(linear, Id::TWO);
                    let product = arena.mul(square, zero);
                    let four = arena.integer(4);
                    let product = arena.mul(four, product);
                    let discriminant = arena.sub(linear_square, product);
                    let twice = arena.mul(Id::TWO, square);
                    let divisor = arena.recip(twice);
                    quadratic(arena, minus, discriminant, divisor, multiplicity, spectrum)?;
                }
                _ => return Err(NO_FORM),
            }
        }
        Ok(())
    }

    /// The rows in blocks of which each depends on itself and on blocks on one side only: the
    /// eigenvalues are those of the blocks.
    fn blocks(&self) -> Vec<Vec<usize>> {
        let size = self.rows;
        let mut reaches: Vec<Vec<bool>> = (0..size)
            .map(|row| {
                (0..size)
                    .map(|column| row == column || self.entry(row, column) != Id::ZERO)
                    .collect()
            })
            .collect();
        for middle in 0..size {
            let through = reaches[middle].clone();
            for row in reaches.iter_mut().filter(|row| row[middle]) {
                for (reached, further) in row.iter_mut().zip(&through) {
                    *reached |= further;
                }
            }
        }
        let mut blocks: Vec<Vec<usize>> = Vec::new();
        for (row, reached) in reaches.iter().enumerate() {
            let known = blocks.iter_mut().find(|block| {
                let first = block[0];
                reached[first] && reaches[first][row]
            });
            match known {
                Some(block) => block.push(row),
                None => blocks.push(vec![row]),
            }
        }
        blocks
    }
}

/// Adds the eigenvalues `(middle ± sqrt(discriminant))*factor`.
fn quadratic(
    arena: &mut Arena,
    middle: Id,
    discriminant: Id,
    factor: Id,
    multiplicity: usize,
    spectrum: &mut Spectrum,
) -> Result<(), AlgebraError> {
    let given = arena.canonical(discriminant)?;
    let never_negative = entry::is_nonnegative(arena, given);
    let discriminant = entry::readable(arena, given)?;
    if arena
        .as_number(discriminant)
        .is_some_and(Number::is_negative)
    {
        spectrum.complex += 2 * multiplicity;
        return Ok(());
    }
    let root = entry::root(arena, discriminant)?;
    if let Some(condition) = root.condition
        && !never_negative
        && !spectrum.nonnegative.contains(&condition)
    {
        spectrum.nonnegative.push(condition);
    }
    for sign in [Id::MINUS_ONE, Id::ONE] {
        let part = arena.mul(sign, root.value);
        let sum = arena.add(middle, part);
        let value = arena.mul(factor, sum);
        let value = entry::readable(arena, value)?;
        spectrum.add(arena, value, multiplicity, Kind::Symbolic);
    }
    Ok(())
}

/// The degree of a polynomial in a symbol.
fn degree(arena: &mut Arena, id: Id, variable: Id) -> Result<u32, AlgebraError> {
    let mut fraction = Fraction::of(arena, id, &Limits::default())?;
    let place = fraction
        .generators()
        .iter()
        .position(|generator| generator.base == variable && generator.exponent == Id::ONE);
    let (numerator, denominator) = fraction.quotient()?;
    let place = place.ok_or(NO_FORM)?;
    if denominator.degree_in(place) > 0 {
        return Err(NO_FORM);
    }
    Ok(numerator.degree_in(place))
}
