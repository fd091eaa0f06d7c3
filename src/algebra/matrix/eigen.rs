//! Eigenvalues and eigenvectors: exact where they can be read, in doubles where the entries are
//! numbers.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::doubles::{NUMERIC_ZERO, decimal, in_doubles, numeric_vectors};
use super::elimination::{Numbers, eliminate};
use super::surd::{Surd, Surds};
use super::{Matrix, integers, sample};
use crate::algebra::univariate::{self, Coefficients};
use crate::algebra::{AlgebraError, Fuel};
use crate::expr::{Arena, Id, Number};

/// Up to this size the characteristic polynomial of a matrix of numbers is made and factored.
pub(super) const EXACT_SIZE: usize = 24;

/// An eigenvalue with a square root and numbers of more bits than these is given in decimals.
const LONGEST_SURD: u64 = 80;

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
    pub(super) kind: Kind,
}

/// What is known of an eigenvalue beside its expression.
#[derive(Clone, Debug)]
pub(super) enum Kind {
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

/// An eigenvalue with a basis of its eigenvectors.
pub type Eigenspace = (Eigenvalue, Vec<Vec<Id>>);

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
    pub fn eigenvectors(&self, arena: &mut Arena) -> Result<Vec<Eigenspace>, AlgebraError> {
        let size = self.size()?;
        let given = self.canonical(arena)?;
        let spectrum = given.eigenvalues(arena)?;
        let mut found = Vec::with_capacity(spectrum.values.len());
        let mut last: Option<f64> = None;
        for eigenvalue in spectrum.values {
            if let Kind::Double(value) = eigenvalue.kind {
                // Doubles that are all but equal share the space of the first.
                if last.is_some_and(|last| (value - last).abs() <= NUMERIC_ZERO * value.abs()) {
                    continue;
                }
                last = Some(value);
            }
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

    /// The entries in doubles.
    pub(super) fn doubles(&self, arena: &Arena) -> Result<Vec<f64>, AlgebraError> {
        self.entries
            .iter()
            .map(|&id| sample::constant(arena, id))
            .collect::<Option<Vec<f64>>>()
            .ok_or(NO_FORM)
    }
}

pub(super) const NO_FORM: AlgebraError = AlgebraError::NoClosedForm {
    what: "the eigenvalues of this matrix",
};

impl Spectrum {
    pub(super) fn add(&mut self, arena: &Arena, value: Id, multiplicity: usize, kind: Kind) {
        if let Some(known) = self.values.iter_mut().find(|known| known.value == value) {
            known.multiplicity += multiplicity;
            return;
        }
        let kind = match arena.as_number(value) {
            Some(number) => Kind::Rational(number.clone()),
            None => kind,
        };
        self.values.push(Eigenvalue {
            value,
            multiplicity,
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
pub(super) fn characteristic(
    numbers: &[Number],
    size: usize,
) -> Result<(Coefficients, BigInt), AlgebraError> {
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
            [constant, linear, _] => match quadratic_roots(constant, linear, &scale) {
                Some(roots) => roots,
                None => doubles_of(&factor, &scale)?,
            },
            _ => doubles_of(&factor, &scale)?,
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

/// The real roots of `x^2 + linear*x + constant`, divided by `scale`; nothing if they are too long
/// to be read.
fn quadratic_roots(constant: &BigInt, linear: &BigInt, scale: &BigInt) -> Option<Vec<(f64, Kind)>> {
    let discriminant = linear * linear - constant * BigInt::from(4);
    if discriminant.is_negative() {
        return Some(Vec::new());
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
            let length = surd.rational.bits() + surd.root.bits() + radicand.bits();
            (length <= LONGEST_SURD).then(|| (place, Kind::Quadratic(surd, radicand.clone())))
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

/// The real roots of an irreducible polynomial, divided by `scale`, each to the nearest double.
fn doubles_of(factor: &[BigInt], scale: &BigInt) -> Result<Vec<(f64, Kind)>, AlgebraError> {
    let mut fuel = Fuel::default();
    let mut power = BigInt::one();
    let mut scaled = Coefficients::new();
    for coefficient in factor {
        scaled.push(coefficient * &power);
        power *= scale;
    }
    univariate::isolate_real_roots(&scaled, &mut fuel)?
        .iter()
        .map(|root| {
            let value = root.to_f64(&mut fuel)?;
            Ok((value, Kind::Double(value)))
        })
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
