//! Eigenvalues and eigenvectors: exact where they can be read, in doubles where the entries are
//! numbers.

use std::cmp::Ordering;

use nalgebra::{DMatrix, Schur, SymmetricEigen};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::elimination::{Numbers, eliminate};
use super::surd::{Surd, Surds};
use super::{Matrix, entry, integers, sample};
use crate::algebra::univariate::{self, Coefficients};
use crate::algebra::{AlgebraError, Fuel};
use crate::expr::{Arena, Id, Number};

/// Up to this size the characteristic polynomial of a matrix of numbers is made and factored.
const EXACT_SIZE: usize = 24;

/// Up to this size eigenvalues are found in doubles.
const NUMERIC_SIZE: usize = 400;

/// Singular values of at most this share of the largest are 0 to an eigenvector in doubles.
const NUMERIC_ZERO: f64 = 1e-9;

/// An eigenvalue.
#[derive(Clone, Debug)]
pub struct Eigenvalue {
    /// The value.
    pub value: Id,
    /// How often it is a root of the characteristic polynomial.
    pub multiplicity: usize,
    /// Whether it is exact; a double's shortest decimal otherwise.
    pub exact: bool,
    /// How its eigenvectors are found.
    kind: Kind,
}

/// What is known of an eigenvalue beside its expression.
#[derive(Clone, Debug)]
enum Kind {
    Rational(Number),
    Quadratic(Surd, Number),
    Symbolic,
    Double(f64),
}

/// The eigenvalues of a matrix.
#[derive(Clone, Debug)]
pub struct Spectrum {
    /// The real ones: rising where they are numbers, else in the order of the diagonal.
    pub values: Vec<Eigenvalue>,
    /// How many are not real, counted with multiplicity.
    pub complex: usize,
    /// What must not be negative for these values to be real.
    pub nonnegative: Vec<Id>,
}

impl Matrix {
    /// The real eigenvalues, each once.
    ///
    /// # Errors
    /// [`AlgebraError::Shape`] if the matrix is not square, [`AlgebraError::NoClosedForm`] if it
    /// has symbols and no form that can be read, [`AlgebraError::OutOfFuel`] for a large one;
    /// [`AlgebraError::Canonical`].
    ///
    /// # Source
    /// The characteristic polynomial by Faddeev and LeVerrier's method, factored over the
    /// integers; in doubles by nalgebra's symmetric and Schur decompositions.
    pub fn eigenvalues(&self, arena: &mut Arena) -> Result<Spectrum, AlgebraError> {
        let size = self.size()?;
        let given = self.canonical(arena)?;
        match given.numbers(arena) {
            Some(numbers) if size <= EXACT_SIZE => of_numbers(arena, &numbers, size),
            Some(numbers) => {
                let doubles = numbers.iter().map(Number::to_f64).collect();
                in_doubles(arena, doubles, size)
            }
            None => given.symbolic_eigenvalues(arena, size),
        }
    }

    /// The characteristic polynomial, `det(variable - A)`, in a variable that should not occur in
    /// the matrix.
    ///
    /// # Errors
    /// As [`Matrix::determinant`].
    pub fn characteristic_polynomial(
        &self,
        arena: &mut Arena,
        variable: Id,
    ) -> Result<Id, AlgebraError> {
        let size = self.size()?;
        let given = self.canonical(arena)?;
        if let Some(numbers) = given.numbers(arena)
            && size <= EXACT_SIZE
        {
            let (coefficients, scale) = characteristic(&numbers, size)?;
            let mut sum = Id::ZERO;
            for (power, coefficient) in coefficients.into_iter().enumerate() {
                let scale = num_traits::pow(scale.clone(), size - power);
                let coefficient = Number::from_big(BigRational::new(coefficient, scale));
                let exponent = arena.integer(power as i64);
                let power = arena.pow(variable, exponent);
                let coefficient = arena.number_node(coefficient);
                let term = arena.mul(coefficient, power);
                sum = arena.add(sum, term);
            }
            return Ok(arena.canonical(sum)?);
        }
        Matrix::scalar(size, variable)?
            .difference(arena, &given)?
            .determinant(arena)
    }

    /// The eigenvectors of each eigenvalue: a basis of its space.
    ///
    /// # Errors
    /// As [`Matrix::eigenvalues`].
    pub fn eigenvectors(
        &self,
        arena: &mut Arena,
    ) -> Result<Vec<(Eigenvalue, Vec<Vec<Id>>)>, AlgebraError> {
        let size = self.size()?;
        let given = self.canonical(arena)?;
        let spectrum = given.eigenvalues(arena)?;
        let mut found = Vec::with_capacity(spectrum.values.len());
        for eigenvalue in spectrum.values {
            let vectors = match (&eigenvalue.kind, given.numbers(arena)) {
                (Kind::Rational(value), Some(numbers)) => {
                    let shifted = shifted(&numbers, size, value);
                    rational_vectors(arena, shifted, size)?
                }
                (Kind::Quadratic(value, radicand), Some(numbers)) => {
                    quadratic_vectors(arena, &numbers, size, value, radicand)?
                }
                (Kind::Double(value), _) => {
                    let doubles = given.doubles(arena)?;
                    numeric_vectors(arena, doubles, size, *value)?
                }
                _ => {
                    let shift = Matrix::scalar(size, eigenvalue.value)?;
                    let shifted = given.difference(arena, &shift)?;
                    shifted.null_vectors(arena, size)?
                }
            };
            found.push((eigenvalue, vectors));
        }
        Ok(found)
    }

    /// The vectors that a singular symbolic matrix takes to 0.
    fn null_vectors(&self, arena: &mut Arena, size: usize) -> Result<Vec<Vec<Id>>, AlgebraError> {
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
                    vec![entry::tidy(arena, quotient)?, Id::ONE]
                };
                return Ok(vec![vector]);
            }
        }
        self.nullspace(arena)
    }

    /// The entries in doubles.
    fn doubles(&self, arena: &Arena) -> Result<Vec<f64>, AlgebraError> {
        self.entries
            .iter()
            .map(|&id| sample::constant(arena, id))
            .collect::<Option<Vec<f64>>>()
            .ok_or(NO_FORM)
    }

    fn symbolic_eigenvalues(
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
                    let value = entry::tidy(arena, self.entry(*at, *at))?;
                    spectrum.add(arena, value, Kind::Symbolic);
                }
                [a, b] => self.of_two(arena, *a, *b, &mut spectrum)?,
                _ => {
                    if let Ok(doubles) = self.doubles(arena) {
                        return in_doubles(arena, doubles, size);
                    }
                    return Err(NO_FORM);
                }
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
        let sum = arena.add(square, product);
        let sum = arena.canonical(sum)?;
        let never_negative = entry::is_nonnegative(arena, sum);
        let discriminant = entry::tidy(arena, sum)?;
        if arena
            .as_number(discriminant)
            .is_some_and(Number::is_negative)
        {
            spectrum.complex += 2;
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
            let sum = arena.add(trace, part);
            let half = arena.mul(Id::HALF, sum);
            let value = entry::tidy(arena, half)?;
            spectrum.add(arena, value, Kind::Symbolic);
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
        for row in 0..size {
            let known = blocks.iter_mut().find(|block| {
                let first = block[0];
                reaches[row][first] && reaches[first][row]
            });
            match known {
                Some(block) => block.push(row),
                None => blocks.push(vec![row]),
            }
        }
        blocks
    }
}

const NO_FORM: AlgebraError = AlgebraError::NoClosedForm {
    what: "the eigenvalues of this matrix",
};

impl Spectrum {
    fn add(&mut self, arena: &Arena, value: Id, kind: Kind) {
        if let Some(known) = self.values.iter_mut().find(|known| known.value == value) {
            known.multiplicity += 1;
            return;
        }
        let kind = match arena.as_number(value) {
            Some(number) => Kind::Rational(number.clone()),
            None => kind,
        };
        self.values.push(Eigenvalue {
            value,
            multiplicity: 1,
            exact: true,
            kind,
        });
    }

    /// Each eigenvalue as often as it counts.
    pub fn repeated(&self) -> Vec<Id> {
        self.values
            .iter()
            .flat_map(|found| std::iter::repeat_n(found.value, found.multiplicity))
            .collect()
    }

    /// Whether some value is not exact.
    pub fn has_decimals(&self) -> bool {
        self.values.iter().any(|found| !found.exact)
    }
}

/// The coefficients, constant first, of the characteristic polynomial of the matrix times a common
/// denominator, and that denominator.
fn characteristic(numbers: &[Number], size: usize) -> Result<(Coefficients, BigInt), AlgebraError> {
    let scale = integers::common_denominator(numbers);
    let matrix: Vec<BigInt> = numbers
        .iter()
        .map(|number| number.multiply(&scale).to_big().numer().clone())
        .collect();
    let mut fuel = Fuel::default();
    let mut coefficients = vec![BigInt::zero(); size + 1];
    coefficients[size] = BigInt::one();
    let mut power: Vec<BigInt> = vec![BigInt::zero(); size * size];
    for step in 1..=size {
        // power = matrix * (power + the last coefficient)
        for at in 0..size {
            power[at * size + at] += &coefficients[size - step + 1];
        }
        let words = power.iter().map(BigInt::bits).max().unwrap_or(0) / 64 + 1;
        fuel.spend(
            words * (size as u64).pow(3) * 16,
            "the characteristic polynomial",
        )?;
        let mut next = Vec::with_capacity(size * size);
        for row in matrix.chunks_exact(size) {
            for column in 0..size {
                let mut sum = BigInt::zero();
                for (at, factor) in row.iter().enumerate() {
                    if !factor.is_zero() {
                        sum += factor * &power[at * size + column];
                    }
                }
                next.push(sum);
            }
        }
        power = next;
        let trace: BigInt = (0..size).map(|at| &power[at * size + at]).sum();
        // The division leaves nothing over.
        coefficients[size - step] = -trace / BigInt::from(step);
    }
    Ok((coefficients, scale.to_big().numer().clone()))
}

fn of_numbers(
    arena: &mut Arena,
    numbers: &[Number],
    size: usize,
) -> Result<Spectrum, AlgebraError> {
    let (coefficients, scale) = characteristic(numbers, size)?;
    let factors = univariate::factor(&coefficients, &mut Fuel::default())?.factors;
    let mut spectrum = Spectrum {
        values: Vec::new(),
        complex: 0,
        nonnegative: Vec::new(),
    };
    let mut ordered: Vec<(f64, Eigenvalue)> = Vec::new();
    for (factor, multiplicity) in factors {
        let multiplicity = multiplicity as usize;
        let kinds: Vec<(f64, Kind)> = match factor.as_slice() {
            [constant, _] => {
                let value = Number::from_big(BigRational::new(-constant, scale.clone()));
                vec![(value.to_f64(), Kind::Rational(value))]
            }
            [constant, linear, _] => quadratic_roots(constant, linear, &scale),
            _ => real_roots(&factor, &scale)?
                .into_iter()
                .map(|value| (value, Kind::Double(value)))
                .collect(),
        };
        spectrum.complex += multiplicity * (factor.len().saturating_sub(1 + kinds.len()));
        for (place, kind) in kinds {
            let value = match &kind {
                Kind::Rational(value) => arena.number_node(value.clone()),
                Kind::Quadratic(surd, radicand) => surd.expression(arena, radicand),
                Kind::Double(value) => decimal(arena, *value)?,
                Kind::Symbolic => Id::ZERO,
            };
            let eigenvalue = Eigenvalue {
                value: arena.canonical(value)?,
                multiplicity,
                exact: !matches!(kind, Kind::Double(_)),
                kind,
            };
            ordered.push((place, eigenvalue));
        }
    }
    ordered.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal));
    spectrum.values = ordered.into_iter().map(|(_, value)| value).collect();
    Ok(spectrum)
}

/// The real roots of `x^2 + linear*x + constant`, divided by `scale`.
fn quadratic_roots(constant: &BigInt, linear: &BigInt, scale: &BigInt) -> Vec<(f64, Kind)> {
    let discriminant = linear * linear - constant * BigInt::from(4);
    if discriminant.is_negative() {
        return Vec::new();
    }
    let (outside, inside) = square_part(&discriminant);
    let twice: BigInt = scale * 2;
    let ratio = |numerator: BigInt| Number::from_big(BigRational::new(numerator, twice.clone()));
    let radicand = Number::from_big(BigRational::from_integer(inside));
    [-BigInt::one(), BigInt::one()]
        .into_iter()
        .map(|sign| {
            let surd = Surd {
                rational: ratio(-linear),
                root: ratio(sign * &outside),
            };
            let place = surd.rational.to_f64() + surd.root.to_f64() * radicand.to_f64().sqrt();
            (place, Kind::Quadratic(surd, radicand.clone()))
        })
        .collect()
}

/// `outside^2 * inside`, with the squares of small primes outside, and all if it is a square.
fn square_part(value: &BigInt) -> (BigInt, BigInt) {
    let (mut outside, mut inside) = (BigInt::one(), value.clone());
    for prime in 2u32..2000 {
        let square = prime * prime;
        if BigInt::from(square) > inside {
            break;
        }
        while (&inside % square).is_zero() {
            inside /= square;
            outside *= prime;
        }
    }
    let root = inside.sqrt();
    if &root * &root == inside && !inside.is_one() {
        return (outside * root, BigInt::one());
    }
    (outside, inside)
}

/// A double as the exact decimal that it prints as.
fn decimal(arena: &mut Arena, value: f64) -> Result<Id, AlgebraError> {
    let number = Number::from_double(value).ok_or(NO_FORM)?;
    Ok(arena.number_node(number))
}

/// The real eigenvalues in doubles, rising, and how many are not real.
fn real_doubles(entries: Vec<f64>, size: usize) -> Result<(Vec<f64>, usize), AlgebraError> {
    if size > NUMERIC_SIZE {
        return Err(AlgebraError::OutOfFuel {
            what: "the eigenvalues of a matrix of this size",
        });
    }
    if entries.iter().any(|entry| !entry.is_finite()) {
        return Err(NO_FORM);
    }
    let matrix = DMatrix::from_row_slice(size, size, &entries);
    let rounds = 1000 * size.max(10);
    let (mut values, complex) = if matrix == matrix.transpose() {
        let eigen = SymmetricEigen::try_new(matrix, f64::EPSILON, rounds).ok_or(NO_FORM)?;
        (eigen.eigenvalues.iter().copied().collect::<Vec<f64>>(), 0)
    } else {
        let largest = matrix.amax();
        let schur = Schur::try_new(matrix, f64::EPSILON, rounds).ok_or(NO_FORM)?;
        let all = schur.complex_eigenvalues();
        let real: Vec<f64> = all
            .iter()
            .filter(|value| value.im.abs() <= 1e-12 * largest)
            .map(|value| value.re)
            .collect();
        let complex = all.len() - real.len();
        (real, complex)
    };
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    Ok((values, complex))
}

fn in_doubles(arena: &mut Arena, entries: Vec<f64>, size: usize) -> Result<Spectrum, AlgebraError> {
    let (doubles, complex) = real_doubles(entries, size)?;
    let mut values = Vec::with_capacity(doubles.len());
    for value in doubles {
        values.push(Eigenvalue {
            value: decimal(arena, value)?,
            multiplicity: 1,
            exact: false,
            kind: Kind::Double(value),
        });
    }
    Ok(Spectrum {
        values,
        complex,
        nonnegative: Vec::new(),
    })
}

/// The real roots of an irreducible polynomial, divided by `scale`, each to the nearest double.
fn real_roots(factor: &[BigInt], scale: &BigInt) -> Result<Vec<f64>, AlgebraError> {
    let mut fuel = Fuel::default();
    let mut power = BigInt::one();
    let mut scaled = Coefficients::new();
    for coefficient in factor {
        scaled.push(coefficient * &power);
        power *= scale;
    }
    univariate::isolate_real_roots(&scaled, &mut fuel)?
        .iter()
        .map(|root| root.to_f64(&mut fuel))
        .collect()
}

/// The numbers of `A - value`.
fn shifted(numbers: &[Number], size: usize, value: &Number) -> Vec<Vec<Number>> {
    let mut rows: Vec<Vec<Number>> = numbers.chunks_exact(size).map(<[Number]>::to_vec).collect();
    for (at, row) in rows.iter_mut().enumerate() {
        row[at] = row[at].subtract(value);
    }
    rows
}

/// The vectors that a matrix in reduced echelon form takes to 0, one for each column without
/// pivot. `negative` gives the entry with the other sign.
fn free_vectors<T: Clone>(
    rows: &[Vec<T>],
    pivots: &[usize],
    size: usize,
    (zero, one): (T, T),
    negative: impl Fn(&T) -> T,
) -> Vec<Vec<T>> {
    (0..size)
        .filter(|column| !pivots.contains(column))
        .map(|free| {
            let mut vector = vec![zero.clone(); size];
            vector[free] = one.clone();
            for (row, &column) in pivots.iter().enumerate() {
                vector[column] = negative(&rows[row][free]);
            }
            vector
        })
        .collect()
}

/// Eigenvectors of whole numbers without common factor, the first that is not 0 positive.
fn rational_vectors(
    arena: &mut Arena,
    rows: Vec<Vec<Number>>,
    size: usize,
) -> Result<Vec<Vec<Id>>, AlgebraError> {
    let found = eliminate(&mut Numbers::new(), rows, size)?;
    let unit = (Number::ZERO, Number::ONE);
    let vectors = free_vectors(&found.rows, &found.pivots, size, unit, Number::negate);
    Ok(vectors
        .iter()
        .map(|vector| {
            let common = integers::common_denominator(vector);
            let whole: Vec<BigInt> = vector
                .iter()
                .map(|number| number.multiply(&common).to_big().numer().clone())
                .collect();
            let mut divisor = whole.iter().fold(BigInt::zero(), |a, b| a.gcd(b));
            if whole
                .iter()
                .find(|entry| !entry.is_zero())
                .is_some_and(Signed::is_negative)
            {
                divisor = -divisor;
            }
            whole
                .iter()
                .map(|entry| {
                    let number = BigRational::from_integer(entry / &divisor);
                    arena.number_node(Number::from_big(number))
                })
                .collect()
        })
        .collect())
}

fn quadratic_vectors(
    arena: &mut Arena,
    numbers: &[Number],
    size: usize,
    value: &Surd,
    radicand: &Number,
) -> Result<Vec<Vec<Id>>, AlgebraError> {
    let mut rows: Vec<Vec<Surd>> = shifted(numbers, size, &value.rational)
        .into_iter()
        .map(|row| row.into_iter().map(Surd::rational).collect())
        .collect();
    for (at, row) in rows.iter_mut().enumerate() {
        row[at].root = value.root.negate();
    }
    let mut field = Surds {
        radicand: radicand.clone(),
        fuel: 1 << 24,
    };
    let found = eliminate(&mut field, rows, size)?;
    let unit = (Surd::rational(Number::ZERO), Surd::rational(Number::ONE));
    let vectors = free_vectors(&found.rows, &found.pivots, size, unit, |surd| Surd {
        rational: surd.rational.negate(),
        root: surd.root.negate(),
    });
    let mut result = Vec::with_capacity(vectors.len());
    for vector in vectors {
        let mut entries = Vec::with_capacity(size);
        for surd in vector {
            let entry = surd.expression(arena, radicand);
            entries.push(arena.canonical(entry)?);
        }
        result.push(entries);
    }
    Ok(result)
}

/// Eigenvectors of length 1 in doubles.
fn numeric_vectors(
    arena: &mut Arena,
    entries: Vec<f64>,
    size: usize,
    value: f64,
) -> Result<Vec<Vec<Id>>, AlgebraError> {
    let mut matrix = DMatrix::from_row_slice(size, size, &entries);
    for at in 0..size {
        matrix[(at, at)] -= value;
    }
    let largest = matrix.amax();
    let found = matrix
        .try_svd(false, true, f64::EPSILON, 1000 * size.max(10))
        .ok_or(NO_FORM)?;
    let Some(right) = found.v_t else {
        return Err(NO_FORM);
    };
    let mut vectors = Vec::new();
    for (at, singular) in found.singular_values.iter().enumerate() {
        if *singular <= NUMERIC_ZERO * largest {
            let row: Vec<f64> = right.row(at).iter().copied().collect();
            let first = row.iter().find(|entry| entry.abs() > NUMERIC_ZERO);
            let sign = if first.is_some_and(|entry| *entry < 0.0) {
                -1.0
            } else {
                1.0
            };
            let vector: Result<Vec<Id>, AlgebraError> = row
                .into_iter()
                .map(|entry| decimal(arena, sign * entry))
                .collect();
            vectors.push(vector?);
        }
    }
    Ok(vectors)
}

/// What the values `x' A x` of a symmetric matrix can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Definiteness {
    /// Positive for every vector but 0.
    PositiveDefinite,
    /// Never negative, and 0 for some vector but 0.
    PositiveSemidefinite,
    /// Negative for every vector but 0.
    NegativeDefinite,
    /// Never positive, and 0 for some vector but 0.
    NegativeSemidefinite,
    /// Of both signs.
    Indefinite,
}

impl std::fmt::Display for Definiteness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::PositiveDefinite => "positive definite",
            Self::PositiveSemidefinite => "positive semidefinite",
            Self::NegativeDefinite => "negative definite",
            Self::NegativeSemidefinite => "negative semidefinite",
            Self::Indefinite => "indefinite",
        })
    }
}

impl Matrix {
    /// The signs of the quadratic form of a symmetric matrix of numbers; nothing for a matrix with
    /// symbols, one that is not symmetric, or one of more than 24 rows.
    ///
    /// # Errors
    /// [`AlgebraError::Shape`] if the matrix is not square; [`AlgebraError::OutOfFuel`] for very
    /// long numbers; [`AlgebraError::Canonical`].
    ///
    /// # Source
    /// All eigenvalues are real, so by Descartes' rule the changes of sign of the characteristic
    /// polynomial count the positive ones exactly.
    pub fn definiteness(&self, arena: &mut Arena) -> Result<Option<Definiteness>, AlgebraError> {
        let size = self.size()?;
        let given = self.canonical(arena)?;
        let Some(numbers) = given.numbers(arena) else {
            return Ok(None);
        };
        if size > EXACT_SIZE || given.transpose() != given {
            return Ok(None);
        }
        let (coefficients, _) = characteristic(&numbers, size)?;
        let zero = coefficients.iter().take_while(|c| c.is_zero()).count();
        let signs: Vec<bool> = coefficients
            .iter()
            .filter(|coefficient| !coefficient.is_zero())
            .map(Signed::is_negative)
            .collect();
        let positive = signs.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let negative = size - zero - positive;
        Ok(Some(match (positive, negative) {
            (_, 0) if zero == 0 => Definiteness::PositiveDefinite,
            (_, 0) => Definiteness::PositiveSemidefinite,
            (0, _) if zero == 0 => Definiteness::NegativeDefinite,
            (0, _) => Definiteness::NegativeSemidefinite,
            _ => Definiteness::Indefinite,
        }))
    }
}
