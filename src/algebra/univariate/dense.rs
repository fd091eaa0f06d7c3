//! Arithmetic of integer polynomials that stand as lists of coefficients, the constant first.
//!
//! A list is *trimmed* when its last coefficient is not 0, so the zero polynomial is the empty
//! list. All results are trimmed.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// A polynomial: coefficients from the constant upwards, the last one not 0.
pub type Coefficients = Vec<BigInt>;

/// Drops the zeros at the end.
pub fn trim(f: &mut Coefficients) {
    while f.last().is_some_and(Zero::is_zero) {
        f.pop();
    }
}

/// The polynomial without zeros at the end.
pub fn trimmed(f: &[BigInt]) -> Coefficients {
    let length = f.iter().rposition(|c| !c.is_zero()).map_or(0, |at| at + 1);
    f[..length].to_vec()
}

/// The polynomial of small coefficients.
///
/// # Examples
/// ```
/// use gradus::algebra::univariate::{add, from_small, multiply};
///
/// let f = from_small(&[1, 1]);
/// assert_eq!(multiply(&f, &f), from_small(&[1, 2, 1]));
/// assert!(add(&f, &from_small(&[-1, -1])).is_empty());
/// ```
pub fn from_small(coefficients: &[i64]) -> Coefficients {
    let mut f: Coefficients = coefficients.iter().map(|&c| BigInt::from(c)).collect();
    trim(&mut f);
    f
}

/// The degree; 0 for the zero polynomial.
pub fn degree(f: &[BigInt]) -> usize {
    f.len().saturating_sub(1)
}

/// The leading coefficient; 0 for the zero polynomial.
pub fn leading(f: &[BigInt]) -> BigInt {
    f.last().cloned().unwrap_or_default()
}

/// The sum.
pub fn add(a: &[BigInt], b: &[BigInt]) -> Coefficients {
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    let mut sum = long.to_vec();
    for (s, c) in sum.iter_mut().zip(short) {
        *s += c;
    }
    trim(&mut sum);
    sum
}

/// The difference.
pub fn subtract(a: &[BigInt], b: &[BigInt]) -> Coefficients {
    let mut difference = a.to_vec();
    if difference.len() < b.len() {
        difference.resize(b.len(), BigInt::zero());
    }
    for (d, c) in difference.iter_mut().zip(b) {
        *d -= c;
    }
    trim(&mut difference);
    difference
}

/// The polynomial times a number.
pub fn scale(f: &[BigInt], factor: &BigInt) -> Coefficients {
    if factor.is_zero() {
        return Vec::new();
    }
    f.iter().map(|c| c * factor).collect()
}

/// How many bits the largest coefficient has.
pub fn height_bits(f: &[BigInt]) -> u64 {
    f.iter().map(BigInt::bits).max().unwrap_or(0)
}

/// How many terms both factors need for the product by one large number to be faster.
const KRONECKER: usize = 24;

/// The same when the coefficients fit in machine words.
const SMALL_TERMS: usize = 400;

/// The product.
pub fn multiply(a: &[BigInt], b: &[BigInt]) -> Coefficients {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    let (high_a, high_b) = (height_bits(a), height_bits(b));
    let terms = a.len().min(b.len());
    let bits = high_a + high_b + u64::from(terms.ilog2()) + 1;
    let filled = |f: &[BigInt]| f.iter().filter(|c| !c.is_zero()).count();
    // Of the first factor only the terms that are not 0 count.
    let (a, b) = if filled(a) <= filled(b) {
        (a, b)
    } else {
        (b, a)
    };
    let mut product = if high_a < 64 && high_b < 64 && bits < 127 && filled(a) < SMALL_TERMS {
        multiply_small(a, b)
    } else if filled(a) >= KRONECKER {
        multiply_packed(a, b, bits + 1)
    } else {
        let mut product = vec![BigInt::zero(); a.len() + b.len() - 1];
        for (i, x) in a.iter().enumerate() {
            if x.is_zero() {
                continue;
            }
            for (p, y) in product[i..].iter_mut().zip(b) {
                *p += x * y;
            }
        }
        product
    };
    trim(&mut product);
    product
}

/// The product when all coefficients fit in machine words and their sums in two.
fn multiply_small(a: &[BigInt], b: &[BigInt]) -> Coefficients {
    let words =
        |f: &[BigInt]| -> Vec<i128> { f.iter().map(|c| c.to_i128().unwrap_or_default()).collect() };
    let (a, b) = (words(a), words(b));
    let mut product = vec![0i128; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        if *x == 0 {
            continue;
        }
        for (p, y) in product[i..].iter_mut().zip(&b) {
            *p += x * y;
        }
    }
    product.into_iter().map(BigInt::from).collect()
}

/// The product by that of two large numbers, the values at a power of two with more than `bits`
/// bits, where `bits` holds each coefficient of the product and its sign.
fn multiply_packed(a: &[BigInt], b: &[BigInt], bits: u64) -> Coefficients {
    let words = usize::try_from(bits / 32 + 1).unwrap_or(usize::MAX);
    let product = pack(a, words) * pack(b, words);
    unpack(&product, words, a.len() + b.len() - 1)
}

/// The value at 2^(32*words).
fn pack(f: &[BigInt], words: usize) -> BigInt {
    let mut parts = [vec![0u32; words * f.len()], vec![0u32; words * f.len()]];
    for (at, c) in f.iter().enumerate() {
        let part = &mut parts[usize::from(c.sign() == Sign::Minus)];
        for (slot, digit) in part[at * words..].iter_mut().zip(c.iter_u32_digits()) {
            *slot = digit;
        }
    }
    let [positive, negative] = parts.map(BigUint::new);
    BigInt::from(positive) - BigInt::from(negative)
}

/// The polynomial of so many coefficients with this value at 2^(32*words).
fn unpack(value: &BigInt, words: usize, count: usize) -> Coefficients {
    let negative = value.is_negative();
    let digits: Vec<u32> = value.iter_u32_digits().collect();
    let one = BigInt::one();
    let full = &one << (32 * words);
    let mut borrow = false;
    let mut out = Vec::with_capacity(count);
    for at in 0..count {
        let from = (at * words).min(digits.len());
        let to = ((at + 1) * words).min(digits.len());
        let mut c = BigInt::from(BigUint::from_slice(&digits[from..to]));
        if borrow {
            c += &one;
        }
        borrow = c.bits() >= 32 * words as u64;
        if borrow {
            c -= &full;
        }
        out.push(if negative { -c } else { c });
    }
    out
}

/// The product of all.
pub fn multiply_all(factors: &[Coefficients]) -> Coefficients {
    let mut layer: Vec<Coefficients> = factors.to_vec();
    if layer.is_empty() {
        return vec![BigInt::one()];
    }
    while layer.len() > 1 {
        layer = (layer.chunks(2))
            .map(|pair| match pair {
                [a, b] => multiply(a, b),
                rest => rest.first().cloned().unwrap_or_default(),
            })
            .collect();
    }
    layer.pop().unwrap_or_default()
}

/// The power.
pub fn power(f: &[BigInt], exponent: u32) -> Coefficients {
    let mut result = vec![BigInt::one()];
    let mut square = f.to_vec();
    let mut left = exponent;
    while left > 0 {
        if left & 1 == 1 {
            result = multiply(&result, &square);
        }
        left >>= 1;
        if left > 0 {
            square = multiply(&square, &square);
        }
    }
    result
}

/// The quotient if the division leaves nothing, `None` otherwise or for a divisor 0.
///
/// # Examples
/// ```
/// use gradus::algebra::univariate::{divide_exact, from_small};
///
/// let f = from_small(&[-1, 0, 1]);
/// assert_eq!(divide_exact(&f, &from_small(&[1, 1])), Some(from_small(&[-1, 1])));
/// assert_eq!(divide_exact(&f, &from_small(&[2, 1])), None);
/// ```
pub fn divide_exact(a: &[BigInt], b: &[BigInt]) -> Option<Coefficients> {
    let lead = b.last().filter(|c| !c.is_zero())?;
    if a.is_empty() {
        return Some(Vec::new());
    }
    if a.len() < b.len() {
        return None;
    }
    let n = b.len() - 1;
    let one = lead.is_one();
    let mut rest = a.to_vec();
    let mut quotient = vec![BigInt::zero(); a.len() - n];
    for at in (0..quotient.len()).rev() {
        let top = std::mem::take(&mut rest[at + n]);
        if top.is_zero() {
            continue;
        }
        let q = if one {
            top
        } else {
            let (q, r) = top.div_rem(lead);
            if !r.is_zero() {
                return None;
            }
            q
        };
        for (r, c) in rest[at..at + n].iter_mut().zip(b) {
            *r -= &q * c;
        }
        quotient[at] = q;
    }
    rest.iter().all(Zero::is_zero).then_some(quotient)
}

/// Every coefficient divided by a divisor of all.
pub fn divide_number(f: &[BigInt], divisor: &BigInt) -> Coefficients {
    if divisor.is_one() || divisor.is_zero() {
        return f.to_vec();
    }
    f.iter().map(|c| c / divisor).collect()
}

/// The greatest common divisor of the coefficients, not negative.
pub fn content(f: &[BigInt]) -> BigInt {
    let mut gcd = BigInt::zero();
    // Leading coefficients are often small, so the search starts there.
    for c in f.iter().rev() {
        if c.is_zero() {
            continue;
        }
        gcd = gcd.gcd(c);
        if gcd.is_one() {
            break;
        }
    }
    gcd
}

/// Content and primitive part: the part has content 1 and a positive leading coefficient, and the
/// content has the sign. For 0 it is 0 and the zero polynomial.
pub fn primitive(f: &[BigInt]) -> (BigInt, Coefficients) {
    let mut part = trimmed(f);
    let mut content = content(&part);
    if part.last().is_some_and(Signed::is_negative) {
        content = -content;
    }
    if !content.is_one() {
        for c in &mut part {
            *c /= &content;
        }
    }
    (content, part)
}

/// The derivative.
pub fn derivative(f: &[BigInt]) -> Coefficients {
    let mut slope: Coefficients = (f.iter().enumerate().skip(1))
        .map(|(at, c)| c * BigInt::from(at))
        .collect();
    trim(&mut slope);
    slope
}

/// The value at an integer.
pub fn evaluate(f: &[BigInt], x: &BigInt) -> BigInt {
    f.iter()
        .rev()
        .fold(BigInt::zero(), |value, c| value * x + c)
}

/// The value at the fraction, times its denominator to the power of the degree.
pub fn evaluate_fraction(f: &[BigInt], numerator: &BigInt, denominator: &BigInt) -> BigInt {
    let mut value = BigInt::zero();
    let mut scale = BigInt::one();
    for c in f.iter().rev() {
        value *= numerator;
        if !c.is_zero() {
            value += c * &scale;
        }
        scale *= denominator;
    }
    value
}

/// The coefficients in the opposite order: the polynomial whose roots are the reciprocals.
pub fn reverse(f: &[BigInt]) -> Coefficients {
    let mut reversed: Coefficients = f.iter().rev().cloned().collect();
    trim(&mut reversed);
    reversed
}

/// The polynomial in x^k.
pub fn inflate(f: &[BigInt], k: usize) -> Coefficients {
    let k = k.max(1);
    let mut out = vec![BigInt::zero(); degree(f) * k + usize::from(!f.is_empty())];
    for (slot, c) in out.iter_mut().step_by(k).zip(f) {
        slot.clone_from(c);
    }
    out
}

/// The largest k such that this is a polynomial in x^k; 0 for constants.
pub fn deflation(f: &[BigInt]) -> usize {
    let mut k = 0;
    for (at, c) in f.iter().enumerate() {
        if !c.is_zero() {
            k = k.gcd(&at);
        }
    }
    k
}

/// The polynomial of `x^k`, in x.
pub fn deflate(f: &[BigInt], k: usize) -> Coefficients {
    f.iter().step_by(k.max(1)).cloned().collect()
}

/// The polynomial at `x + shift`.
///
/// # Cost
/// Additions quadratic in the degree.
pub fn shift(f: &[BigInt], by: &BigInt) -> Coefficients {
    let mut out = f.to_vec();
    let one = by.is_one();
    for low in 0..out.len().saturating_sub(1) {
        for at in (low..out.len() - 1).rev() {
            let (head, tail) = out.split_at_mut(at + 1);
            if let (Some(c), Some(above)) = (head.last_mut(), tail.first()) {
                if one {
                    *c += above;
                } else {
                    *c += above * by;
                }
            }
        }
    }
    out
}

/// The sum of the squares of the coefficients.
pub fn square_norm(f: &[BigInt]) -> BigInt {
    f.iter().map(|c| c * c).sum()
}
