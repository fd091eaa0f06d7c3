//! Greatest common divisors by images modulo primes, square-free parts, resultants.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Zero};

use super::dense::{
    Coefficients, content, degree, derivative, divide_exact, divide_number, height_bits, leading,
    multiply, primitive, scale, subtract, trim, trimmed,
};
use super::modular::Field;
use super::prime::large_primes;
use crate::algebra::{AlgebraError, Fuel};

const GCD: &str = "finding a common divisor";
const RESULTANT: &str = "the resultant";

/// A polynomial known modulo a growing product of primes.
struct Images {
    /// Between -modulus/2 and modulus/2.
    coefficients: Coefficients,
    modulus: BigInt,
}

impl Images {
    /// Takes in the image modulo one more prime. Says whether any coefficient changed.
    fn include(&mut self, field: &Field, image: &[u64]) -> bool {
        let p = BigInt::from(field.p);
        let inverse = field.recip(field.residue(&self.modulus));
        let next = &self.modulus * &p;
        if self.coefficients.len() < image.len() {
            self.coefficients.resize(image.len(), BigInt::zero());
        }
        let half = field.p / 2;
        let mut changed = false;
        for (at, c) in self.coefficients.iter_mut().enumerate() {
            let here = image.get(at).copied().unwrap_or(0);
            let step = field.mul(field.sub(here, field.residue(c)), inverse);
            if step != 0 {
                changed = true;
                let step = if step > half {
                    BigInt::from(step) - &p
                } else {
                    BigInt::from(step)
                };
                *c += step * &self.modulus;
            }
        }
        self.modulus = next;
        changed
    }
}

/// The greatest common divisor with positive leading coefficient; of 0 and f it is f, with that
/// sign. The contents' common divisor is part of it.
///
/// # Errors
/// When the fuel is spent.
///
/// # Cost
/// Quadratic in the degree for each 31 bits of the result.
///
/// # Examples
/// ```
/// use gradus::algebra::{Fuel, univariate::{from_small, gcd}};
///
/// let (f, g) = (from_small(&[-2, 0, 2]), from_small(&[4, 8, 4]));
/// assert_eq!(gcd(&f, &g, &mut Fuel::default())?, from_small(&[2, 2]));
/// # Ok::<(), gradus::algebra::AlgebraError>(())
/// ```
pub fn gcd(a: &[BigInt], b: &[BigInt], fuel: &mut Fuel) -> Result<Coefficients, AlgebraError> {
    let (content_a, a) = primitive(a);
    let (content_b, b) = primitive(b);
    let content = content_a.gcd(&content_b);
    let part = match (a.len(), b.len()) {
        (0, _) => b,
        (_, 0) => a,
        (1, _) | (_, 1) => vec![BigInt::one()],
        _ => gcd_primitive(&a, &b, fuel)?,
    };
    Ok(scale(&part, &content))
}

/// The same for primitive polynomials that are not constant.
fn gcd_primitive(
    a: &[BigInt],
    b: &[BigInt],
    fuel: &mut Fuel,
) -> Result<Coefficients, AlgebraError> {
    let lead = leading(a).gcd(&leading(b));
    let mut smallest = a.len().min(b.len());
    let mut images = Images {
        coefficients: Vec::new(),
        modulus: BigInt::one(),
    };
    for p in large_primes() {
        let words = height_bits(a) / 32 + height_bits(b) / 32 + 4;
        let length = (a.len() + b.len()) as u64;
        let grown = images.modulus.bits() / 32 * smallest as u64;
        fuel.spend(length * (words + smallest as u64) + 4 * grown, GCD)?;
        let field = Field::new(p);
        let scaling = field.residue(&lead);
        let (x, y) = (field.image(a), field.image(b));
        // The prime must not lower both degrees, or the image may be too large unnoticed.
        if scaling == 0 || x.len() < a.len() || y.len() < b.len() {
            continue;
        }
        let image = field.gcd_poly(&x, &y);
        if image.len() == 1 {
            return Ok(vec![BigInt::one()]);
        }
        if image.len() > smallest {
            continue;
        }
        if image.len() < smallest {
            // All primes so far were unlucky.
            smallest = image.len();
            images = Images {
                coefficients: Vec::new(),
                modulus: BigInt::one(),
            };
        }
        let image = field.scale_poly(&image, scaling);
        if images.include(&field, &image) {
            continue;
        }
        let (_, candidate) = primitive(&images.coefficients);
        fuel.spend(length * smallest as u64 * words, GCD)?;
        if divide_exact(a, &candidate).is_some() && divide_exact(b, &candidate).is_some() {
            return Ok(candidate);
        }
    }
    Err(AlgebraError::OutOfFuel { what: GCD })
}

/// Whether no factor is repeated, said by one prime: `true` is certain, `false` is a guess.
///
/// # Errors
/// When the fuel is spent.
fn is_surely_square_free(f: &[BigInt], fuel: &mut Fuel) -> Result<bool, AlgebraError> {
    let length = f.len() as u64;
    for p in large_primes().take(2) {
        fuel.spend(length * (2 * length + height_bits(f) / 32 + 50), GCD)?;
        let field = Field::new(p);
        let image = field.image(f);
        if image.len() == f.len() && field.gcd_poly(&image, &field.derivative(&image)).len() == 1 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The square-free parts with how often they count, rising; each is primitive with positive
/// leading coefficient, none is constant, and no two have a common factor. Constants have none.
///
/// # Errors
/// When the fuel is spent.
///
/// # Source
/// Yun, On Square-free Decomposition Algorithms (1976).
///
/// # Examples
/// ```
/// use gradus::algebra::{Fuel, univariate::{from_small, square_free}};
///
/// // 3*(x + 1)^2*(x - 1)
/// let f = from_small(&[-3, -3, 3, 3]);
/// let parts = square_free(&f, &mut Fuel::default())?;
/// assert_eq!(parts, [(from_small(&[-1, 1]), 1), (from_small(&[1, 1]), 2)]);
/// # Ok::<(), gradus::algebra::AlgebraError>(())
/// ```
pub fn square_free(
    f: &[BigInt],
    fuel: &mut Fuel,
) -> Result<Vec<(Coefficients, u32)>, AlgebraError> {
    let (_, f) = primitive(f);
    if degree(&f) == 0 {
        return Ok(Vec::new());
    }
    if degree(&f) == 1 || is_surely_square_free(&f, fuel)? {
        return Ok(vec![(f, 1)]);
    }
    let slope = derivative(&f);
    let common = gcd(&f, &slope, fuel)?;
    let inexact = AlgebraError::OutOfFuel { what: GCD };
    let quotient = |a: &[BigInt], b: &[BigInt]| divide_exact(a, b).ok_or(inexact.clone());
    let mut rest = quotient(&f, &common)?;
    // Each division leaves nothing: f is primitive, so its content cannot be short of the slope's.
    let mut beside = quotient(&slope, &common)?;
    let mut parts = Vec::new();
    let mut count = 1;
    while degree(&rest) > 0 {
        let difference = subtract(&beside, &derivative(&rest));
        let part = if difference.is_empty() {
            rest.clone()
        } else {
            primitive(&gcd(&rest, &difference, fuel)?).1
        };
        if degree(&part) == 0 {
            beside = difference;
        } else {
            rest = quotient(&rest, &part)?;
            beside = quotient(&difference, &part)?;
            parts.push((part, count));
        }
        count += 1;
    }
    Ok(parts)
}

/// The product of the different irreducible factors, primitive with positive leading coefficient.
///
/// # Errors
/// When the fuel is spent.
pub fn radical(f: &[BigInt], fuel: &mut Fuel) -> Result<Coefficients, AlgebraError> {
    let (_, f) = primitive(f);
    if degree(&f) < 2 || is_surely_square_free(&f, fuel)? {
        return Ok(f);
    }
    let common = gcd(&f, &derivative(&f), fuel)?;
    Ok(divide_exact(&f, &common).map_or(f, |quotient| primitive(&quotient).1))
}

/// The resultant: 0 exactly if the two have a common factor that is not constant.
///
/// # Errors
/// When the fuel is spent.
///
/// # Cost
/// Quadratic in the degree for each 30 bits of the bound by Hadamard.
///
/// # Examples
/// ```
/// use gradus::algebra::{Fuel, univariate::{from_small, resultant}};
///
/// let (f, g) = (from_small(&[-2, 0, 1]), from_small(&[-1, 2]));
/// assert_eq!(resultant(&f, &g, &mut Fuel::default())?, (-7).into());
/// # Ok::<(), gradus::algebra::AlgebraError>(())
/// ```
pub fn resultant(a: &[BigInt], b: &[BigInt], fuel: &mut Fuel) -> Result<BigInt, AlgebraError> {
    let (a, b) = (trimmed(a), trimmed(b));
    if a.is_empty() || b.is_empty() {
        return Ok(BigInt::zero());
    }
    let (n, m) = (degree(&a), degree(&b));
    let (content_a, content_b) = (content(&a), content(&b));
    let (a, b) = (divide_number(&a, &content_a), divide_number(&b, &content_b));
    // Hadamard: the product of the lengths of the rows of Sylvester's matrix.
    let length = |f: &[BigInt]| height_bits(f) + u64::from(f.len().ilog2()) + 1;
    let bits = length(&a) * m as u64 + length(&b) * n as u64 + 2;
    let mut images = Images {
        coefficients: Vec::new(),
        modulus: BigInt::one(),
    };
    let mut primes = large_primes();
    while images.modulus.bits() <= bits {
        let work = (n + m) as u64 * (n.min(m) as u64 + bits / 32 / (n + m).max(1) as u64 + 8);
        fuel.spend(work + images.modulus.bits() / 8, RESULTANT)?;
        let Some(p) = primes.next() else {
            return Err(AlgebraError::OutOfFuel { what: RESULTANT });
        };
        let field = Field::new(p);
        let (x, y) = (field.image(&a), field.image(&b));
        if x.len() < a.len() || y.len() < b.len() {
            continue;
        }
        images.include(&field, &[resultant_image(&field, x, y)]);
    }
    let mut value = images.coefficients;
    trim(&mut value);
    let value = value.pop().unwrap_or_default();
    let power = |c: &BigInt, n: usize| c.pow(u32::try_from(n).unwrap_or(u32::MAX));
    Ok(value * power(&content_a, m) * power(&content_b, n))
}

/// The resultant modulo a prime, of polynomials that are not 0.
fn resultant_image(field: &Field, mut a: Vec<u64>, mut b: Vec<u64>) -> u64 {
    let mut value = 1;
    loop {
        let (n, m) = (a.len() - 1, b.len() - 1);
        let lead = b[m];
        if m == 0 {
            return field.mul(value, field.power(lead, n as u64));
        }
        field.div_rem_poly(&mut a, &b);
        if a.is_empty() {
            return 0;
        }
        // res(a, b) = (-1)^(n*m) * lead(b)^(n - deg r) * res(b, r)
        value = field.mul(value, field.power(lead, (n - (a.len() - 1)) as u64));
        if n * m % 2 == 1 {
            value = field.neg(value);
        }
        std::mem::swap(&mut a, &mut b);
    }
}

/// The discriminant, by the resultant with the derivative; 0 for constants.
///
/// # Errors
/// When the fuel is spent.
pub fn discriminant(f: &[BigInt], fuel: &mut Fuel) -> Result<BigInt, AlgebraError> {
    let f = trimmed(f);
    let n = degree(&f);
    if n == 0 {
        return Ok(BigInt::zero());
    }
    let value = resultant(&f, &derivative(&f), fuel)? / leading(&f);
    Ok(if n * (n - 1) / 2 % 2 == 1 {
        -value
    } else {
        value
    })
}

/// The product of two in which a common factor stands once.
///
/// # Errors
/// When the fuel is spent.
pub fn least_multiple(
    a: &[BigInt],
    b: &[BigInt],
    fuel: &mut Fuel,
) -> Result<Coefficients, AlgebraError> {
    let common = gcd(a, b, fuel)?;
    Ok(divide_exact(a, &common).map_or_else(Vec::new, |a| multiply(&a, b)))
}
