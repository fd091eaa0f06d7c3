//! The roots that are fractions, by lifting roots modulo a prime.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::dense::{Coefficients, degree, evaluate_fraction, height_bits, leading};
use super::hensel::reciprocal;
use super::modular::Field;
use super::prime::small_primes;
use super::recombine::symmetric;
use super::split::{Alike, FACTORING, irreducible};
use crate::algebra::{AlgebraError, Fuel};

/// How many primes are tried for one without roots.
const PRIMES: usize = 4;

/// The roots of a square-free polynomial that are fractions, rising.
///
/// # Errors
/// When the fuel is spent.
pub fn rational_roots(f: &[BigInt], fuel: &mut Fuel) -> Result<Vec<BigRational>, AlgebraError> {
    let n = degree(f);
    let mut roots = Vec::new();
    if n == 0 {
        return Ok(roots);
    }
    if f[0].is_zero() {
        roots.push(BigRational::from(BigInt::zero()));
    }
    let lead = leading(f);
    let mut best: Option<(Field, Vec<u64>)> = None;
    let mut seen = 0;
    for p in small_primes(67) {
        fuel.spend(40 * (n * n) as u64 + 100, FACTORING)?;
        let field = Field::new(p);
        let image = field.image(f);
        if image.len() < f.len() || field.gcd_poly(&image, &field.derivative(&image)).len() > 1 {
            continue;
        }
        let image = field.monic(image);
        let frobenius = field.power_poly(&[0, 1], p, &image);
        let product = field.gcd_poly(&image, &field.sub_poly(&frobenius, &[0, 1]));
        if product.len() < 2 {
            return Ok(roots);
        }
        if best.as_ref().is_none_or(|(_, b)| product.len() < b.len()) {
            best = Some((field, product));
        }
        seen += 1;
        if seen == PRIMES {
            break;
        }
    }
    let Some((field, product)) = best else {
        return Err(AlgebraError::OutOfFuel { what: FACTORING });
    };
    let alike = [Alike { product, degree: 1 }];
    let linear = irreducible(&field, &alike, fuel)?;
    // The leading coefficient times a root is an integer, at most lead plus the largest coefficient.
    let bits = height_bits(f) + 3;
    let slope = super::dense::derivative(f);
    for factor in linear {
        let mut modulus = BigInt::from(field.p);
        let mut root = BigInt::from(field.neg(factor.first().copied().unwrap_or(0)));
        let mut inverse = reciprocal(&evaluate_mod(&slope, &root, &modulus), &modulus);
        while modulus.bits() <= bits {
            modulus = &modulus * &modulus;
            let words = modulus.bits() / 64 + 4;
            fuel.spend(8 * n as u64 * words * words, FACTORING)?;
            let value = evaluate_mod(f, &root, &modulus);
            root = (root - value * &inverse).mod_floor(&modulus);
            let rise = evaluate_mod(&slope, &root, &modulus);
            let correction: BigInt = 2 - rise * &inverse;
            inverse = (inverse * correction).mod_floor(&modulus);
        }
        let numerator = symmetric(&(root * &lead), &modulus);
        let candidate = BigRational::new(numerator, lead.clone());
        if !candidate.is_zero()
            && evaluate_fraction(f, candidate.numer(), candidate.denom()).is_zero()
        {
            roots.push(candidate);
        }
    }
    roots.sort();
    Ok(roots)
}

fn evaluate_mod(f: &[BigInt], x: &BigInt, m: &BigInt) -> BigInt {
    f.iter()
        .rev()
        .fold(BigInt::zero(), |value, c| (value * x + c).mod_floor(m))
}

/// The linear polynomial with the root.
pub fn linear(root: &BigRational) -> Coefficients {
    vec![-root.numer(), root.denom().clone()]
}

/// The polynomial with the signs of odd powers changed: the roots are the negatives.
pub fn mirrored(f: &[BigInt]) -> Coefficients {
    let mut out: Coefficients = (f.iter().enumerate())
        .map(|(at, c)| if at % 2 == 1 { -c } else { c.clone() })
        .collect();
    if out.last().is_some_and(Signed::is_negative) {
        for c in &mut out {
            *c = -std::mem::take(c);
        }
    }
    out
}
