//! The irreducible factors of a polynomial with integer coefficients.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::cyclotomic::{factor_binomial, take_cyclotomic};
use super::dense::{
    Coefficients, deflate, deflation, degree, inflate, leading, multiply_all, power, primitive,
    scale, square_norm, trimmed,
};
use super::gcd::square_free;
use super::hensel::lift;
use super::modular::Field;
use super::prime::small_primes;
use super::recombine::{Degrees, Pieces, coefficient_bound};
use super::split::{Alike, FACTORING, by_degree, irreducible};
use crate::algebra::{AlgebraError, Fuel};

/// A polynomial as a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factors {
    /// The greatest common divisor of the coefficients, with the sign of the leading one. It is 0
    /// for the zero polynomial, which has no factors.
    pub content: BigInt,
    /// The irreducible factors that are not constant, and how often each counts. Each is primitive
    /// with positive leading coefficient; they rise by degree, then by coefficients from the
    /// leading one down.
    pub factors: Vec<(Coefficients, u32)>,
}

impl Factors {
    /// The product.
    pub fn expand(&self) -> Coefficients {
        let powers: Vec<Coefficients> = (self.factors.iter())
            .map(|(f, count)| power(f, *count))
            .collect();
        scale(&multiply_all(&powers), &self.content)
    }

    /// Puts the factors in order, equal ones together.
    fn sort(&mut self) {
        self.factors.sort_by(|(a, _), (b, _)| order(a, b));
        self.factors.dedup_by(|(f, more), (kept, count)| {
            let same = f == kept;
            if same {
                *count += *more;
            }
            same
        });
    }
}

/// By degree, then by coefficients from the leading one down.
pub fn order(a: &[BigInt], b: &[BigInt]) -> Ordering {
    (a.len().cmp(&b.len())).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// The factorisation into irreducible polynomials over the integers.
///
/// The coefficients are given from the constant upwards; zeros at the end do not matter. The
/// result has been multiplied out and compared.
///
/// # Errors
/// When the fuel is spent.
///
/// # Cost
/// Mostly cubic in the degree. Factoring a polynomial with many factors modulo every prime and few
/// over the integers takes longest.
///
/// # Examples
/// ```
/// use gradus::algebra::{Fuel, univariate::{factor, from_small}};
///
/// // -2*x^4 + 2 = -2*(x - 1)*(x + 1)*(x^2 + 1)
/// let factors = factor(&from_small(&[2, 0, 0, 0, -2]), &mut Fuel::default())?;
/// assert_eq!(factors.content, (-2).into());
/// let expected = [[-1, 1].as_slice(), &[1, 1], &[1, 0, 1]].map(|f| (from_small(f), 1));
/// assert_eq!(factors.factors, expected);
/// # Ok::<(), gradus::algebra::AlgebraError>(())
/// ```
pub fn factor(coefficients: &[BigInt], fuel: &mut Fuel) -> Result<Factors, AlgebraError> {
    let (content, mut f) = primitive(coefficients);
    let mut result = Factors {
        content,
        factors: Vec::new(),
    };
    if f.is_empty() {
        return Ok(result);
    }
    let zeros = f.iter().take_while(|c| c.is_zero()).count();
    if zeros > 0 {
        f.drain(..zeros);
        let count = u32::try_from(zeros).unwrap_or(u32::MAX);
        result
            .factors
            .push((super::dense::from_small(&[0, 1]), count));
    }
    if degree(&f) > 0 {
        let n = degree(&f) as u64;
        fuel.spend(100 * n, FACTORING)?;
        match factor_binomial(&f) {
            Some(factors) => result.factors.extend(factors.into_iter().map(|g| (g, 1))),
            None => {
                for factor in take_cyclotomic(&mut f, fuel)? {
                    result.factors.push((factor, 1));
                }
                for (part, count) in square_free(&f, fuel)? {
                    let factors = factor_square_free(part, fuel)?;
                    result
                        .factors
                        .extend(factors.into_iter().map(|g| (g, count)));
                }
            }
        }
    }
    result.sort();
    // A wrong factorisation must not leave this function; none has been seen.
    if result.expand() != trimmed(coefficients) {
        return Err(AlgebraError::OutOfFuel { what: FACTORING });
    }
    Ok(result)
}

/// The factors of a primitive square-free polynomial with a constant coefficient.
fn factor_square_free(f: Coefficients, fuel: &mut Fuel) -> Result<Vec<Coefficients>, AlgebraError> {
    let mut k = deflation(&f);
    if k < 2 {
        return factor_plain(f, fuel);
    }
    // First the polynomial in x^k, then its factors in x^(k/q), and so on for each prime q in k.
    let mut factors = factor_plain(deflate(&f, k), fuel)?;
    let mut q = 2;
    while k > 1 {
        if !k.is_multiple_of(q) {
            q += 1;
            continue;
        }
        k /= q;
        let mut next = Vec::new();
        for g in factors {
            let wide = inflate(&g, q);
            if stays_irreducible(&g, q) {
                next.push(wide);
            } else {
                next.extend(factor_plain(wide, fuel)?);
            }
        }
        factors = next;
    }
    Ok(factors)
}

/// Whether g(x^q) is surely irreducible, for an irreducible g and a prime q: unless a root of g is
/// a q-th power in the field it generates. Then its norm is a q-th power of a fraction.
///
/// # Source
/// Capelli's theorem; see Schinzel, Polynomials with Special Regard to Reducibility, 2.1.
fn stays_irreducible(g: &[BigInt], q: usize) -> bool {
    let lead = leading(g);
    let Some(last) = g.first() else {
        return false;
    };
    let norm = if degree(g) % 2 == 1 {
        -last
    } else {
        last.clone()
    };
    // norm/lead is a q-th power if norm*lead^(q - 1) is.
    let Ok(q) = u32::try_from(q) else {
        return false;
    };
    if norm.is_negative() && q == 2 {
        return true;
    }
    let size = norm.abs() * lead.pow(q - 1);
    size.nth_root(q).pow(q) != size
}

/// The two factors of a*x^2 + b*x + c, if its discriminant is a square.
fn factor_quadratic(a: &BigInt, b: &BigInt, c: &BigInt) -> Option<Vec<Coefficients>> {
    let discriminant: BigInt = b * b - a * c * 4;
    // Squares end in 0, 1, 4 or 9 of 16.
    let end = (&discriminant & &BigInt::from(15)).to_u64()?;
    if discriminant.is_negative() || ![0, 1, 4, 9].contains(&end) {
        return None;
    }
    let root = discriminant.sqrt();
    if &root * &root != discriminant {
        return None;
    }
    // The roots are (-b -+ root)/(2*a).
    let twice: BigInt = a * 2;
    let linear = |root: BigInt| primitive(&[b - root, twice.clone()]).1;
    Some(vec![linear(-&root), linear(root)])
}

/// How many primes give a hint before one of them is used, and how many when there are few
/// factors to combine.
const PRIMES: usize = 5;
const FEW_PRIMES: usize = 3;
const FEW_FACTORS: usize = 4;

/// The factors of a primitive square-free polynomial with a constant coefficient.
fn factor_plain(f: Coefficients, fuel: &mut Fuel) -> Result<Vec<Coefficients>, AlgebraError> {
    let n = degree(&f);
    if n < 2 {
        return Ok(vec![f]);
    }
    if let [c, b, a] = f.as_slice() {
        return Ok(factor_quadratic(a, b, c).unwrap_or_else(|| vec![f]));
    }
    let mut degrees = Degrees::all(n);
    let mut best: Option<(usize, Field, Vec<Alike>)> = None;
    let mut seen = 0;
    for p in small_primes(67) {
        fuel.spend((n * n) as u64 + 100, FACTORING)?;
        let field = Field::new(p);
        let image = field.image(&f);
        if image.len() < f.len() || field.gcd_poly(&image, &field.derivative(&image)).len() > 1 {
            continue;
        }
        let alike = by_degree(&field, &field.monic(image), fuel)?;
        let count: usize = alike.iter().map(Alike::count).sum();
        let parts = alike
            .iter()
            .flat_map(|a| std::iter::repeat_n(a.degree, a.count()));
        degrees.intersect(&Degrees::sums(n, parts));
        if degrees.largest(n - 1) == 0 {
            return Ok(vec![f]);
        }
        if best.as_ref().is_none_or(|(fewest, ..)| count < *fewest) {
            best = Some((count, field, alike));
        }
        seen += 1;
        let few = best
            .as_ref()
            .is_some_and(|(fewest, ..)| *fewest <= FEW_FACTORS);
        if seen == PRIMES || (seen >= FEW_PRIMES && few) {
            break;
        }
    }
    let Some((_, field, alike)) = best else {
        return Err(AlgebraError::OutOfFuel { what: FACTORING });
    };
    let factors = irreducible(&field, &alike, fuel)?;
    debug_assert_eq!(factors.iter().map(|g| g.len() - 1).sum::<usize>(), n);
    let measure: BigInt = square_norm(&f).sqrt() + BigInt::one();
    let m = degrees.largest(n / 2).max(1);
    let bound = coefficient_bound(m, &measure, &leading(&f)) * 2;
    let p = BigInt::from(field.p);
    let mut exponent = 1;
    let mut modulus = p.clone();
    while modulus <= bound {
        modulus *= &p;
        exponent += 1;
    }
    let (lifted, modulus) = lift(&f, &field, &factors, exponent, fuel)?;
    Pieces::new(f, lifted, modulus, degrees, field).search(fuel)
}
