//! The real roots: exact where they are fractions, in intervals that separate them otherwise.
//!
//! # Source
//! Collins and Akritas, Polynomial Real Root Isolation Using Descartes' Rule of Signs (1976);
//! Abbott, Quadratic Interval Refinement for Real Roots (2006).

use std::cmp::Ordering;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::dense::{
    Coefficients, degree, divide_exact, evaluate_fraction, height_bits, multiply_all, primitive,
};
use super::gcd::square_free;
use super::rational_roots::{linear, mirrored, rational_roots};
use crate::algebra::{AlgebraError, Fuel};

const ISOLATING: &str = "separating the real roots";

/// A real root: a fraction, or the only root of a polynomial in an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Isolated {
    place: Place,
    multiplicity: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Exact(BigRational),
    /// Between `cell/2^level` and `(cell + 1)/2^level`. The root is no fraction.
    Between {
        cell: BigInt,
        level: i64,
        /// Changes its sign at the root, and has no other root between the bounds, nor at them.
        polynomial: Arc<[BigInt]>,
    },
}

/// `cell/2^level`.
fn dyadic(cell: &BigInt, level: i64) -> BigRational {
    if level >= 0 {
        BigRational::new(cell.clone(), BigInt::one() << level)
    } else {
        BigRational::from(cell << -level)
    }
}

/// The value of f at `cell/2^level`, times a positive number.
fn value_at(f: &[BigInt], cell: &BigInt, level: i64) -> BigInt {
    let mut value = BigInt::zero();
    if level <= 0 {
        let x = cell << -level;
        for c in f.iter().rev() {
            value = value * &x + c;
        }
    } else {
        let mut shift = 0;
        for c in f.iter().rev() {
            value *= cell;
            if !c.is_zero() {
                value += c << shift;
            }
            shift += level;
        }
    }
    value
}

/// The nearest double.
fn nearest(value: &BigRational) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}

impl Isolated {
    /// How often the root counts.
    pub fn multiplicity(&self) -> u32 {
        self.multiplicity
    }

    /// The root, if it is a fraction. Otherwise it is surely none.
    pub fn exact(&self) -> Option<&BigRational> {
        match &self.place {
            Place::Exact(root) => Some(root),
            Place::Between { .. } => None,
        }
    }

    /// The polynomial that the interval's root is a root of: square-free and without rational
    /// roots. `None` for a fraction.
    pub fn polynomial(&self) -> Option<&[BigInt]> {
        match &self.place {
            Place::Exact(_) => None,
            Place::Between { polynomial, .. } => Some(polynomial),
        }
    }

    /// The lower bound: below the root, or the root itself.
    pub fn lower(&self) -> BigRational {
        match &self.place {
            Place::Exact(root) => root.clone(),
            Place::Between { cell, level, .. } => dyadic(cell, *level),
        }
    }

    /// The upper bound: above the root, or the root itself.
    pub fn upper(&self) -> BigRational {
        match &self.place {
            Place::Exact(root) => root.clone(),
            Place::Between { cell, level, .. } => dyadic(&(cell + 1), *level),
        }
    }

    /// How the root compares with a fraction.
    pub fn compare(&self, to: &BigRational) -> Ordering {
        match &self.place {
            Place::Exact(root) => root.cmp(to),
            Place::Between {
                cell,
                level,
                polynomial,
            } => {
                if *to <= self.lower() {
                    Ordering::Greater
                } else if *to >= self.upper() {
                    Ordering::Less
                } else {
                    let here = evaluate_fraction(polynomial, to.numer(), to.denom());
                    if here.sign() == value_at(polynomial, cell, *level).sign() {
                        Ordering::Greater
                    } else {
                        Ordering::Less
                    }
                }
            }
        }
    }

    /// The same root in an interval no wider than 2^-bits.
    ///
    /// # Errors
    /// When the fuel is spent.
    ///
    /// # Cost
    /// About logarithmic in the bits, times an evaluation with that many bits.
    pub fn refine(&self, bits: i64, fuel: &mut Fuel) -> Result<Isolated, AlgebraError> {
        let mut refined = self.clone();
        if let Place::Between {
            cell,
            level,
            polynomial,
        } = &mut refined.place
        {
            narrow(polynomial, cell, level, bits, fuel)?;
        }
        Ok(refined)
    }

    /// The double nearest to the root.
    ///
    /// # Errors
    /// When the fuel is spent.
    ///
    /// # Examples
    /// ```
    /// use gradus::algebra::{Fuel, univariate::{from_small, isolate_real_roots}};
    ///
    /// let fuel = &mut Fuel::default();
    /// let roots = isolate_real_roots(&from_small(&[-2, 0, 1]), fuel)?;
    /// assert_eq!(roots[1].to_f64(fuel)?, 2f64.sqrt());
    /// # Ok::<(), gradus::algebra::AlgebraError>(())
    /// ```
    pub fn to_f64(&self, fuel: &mut Fuel) -> Result<f64, AlgebraError> {
        let mut root = self.clone();
        let mut bits = 16;
        loop {
            let (lower, upper) = match &root.place {
                Place::Exact(root) => return Ok(nearest(root)),
                Place::Between { .. } => (root.lower(), root.upper()),
            };
            let (low, high) = (nearest(&lower), nearest(&upper));
            if low == high {
                return Ok(low);
            }
            // A double has 53 bits; what is left to find is known when the sign and size are.
            let size = low.abs().min(high.abs());
            bits = if size > 0.0 {
                bits.max(60 - size.log2().floor() as i64) + 4
            } else {
                2 * bits
            };
            root = root.refine(bits, fuel)?;
        }
    }
}

/// Narrows `cell/2^level .. (cell + 1)/2^level` around the root of f until `level >= bits`.
fn narrow(
    f: &[BigInt],
    cell: &mut BigInt,
    level: &mut i64,
    bits: i64,
    fuel: &mut Fuel,
) -> Result<(), AlgebraError> {
    if *level >= bits {
        return Ok(());
    }
    let n = degree(f) as u64;
    let work = |level: i64| {
        let words = n * level.unsigned_abs() / 64 + height_bits(f) / 64 + 4;
        n * words * 4
    };
    let mut low = value_at(f, cell, *level);
    let mut high = value_at(f, &(&*cell + 1), *level);
    let below = low.sign();
    // Each time so many bits are tried; twice as many after a success, half after a failure.
    let mut step = 2;
    while *level < bits {
        let room = bits - *level;
        fuel.spend(work(*level + step), ISOLATING)?;
        if step < 2 || room < 2 {
            let middle: BigInt = &*cell * 2 + 1;
            *level += 1;
            let value = value_at(f, &middle, *level);
            if value.sign() == below {
                *cell = middle;
                low = value;
                high = value_at(f, &(&*cell + 1), *level);
            } else {
                *cell = middle - 1;
                high = value;
                low = value_at(f, cell, *level);
            }
            step = 2;
            continue;
        }
        let tried = step.min(room);
        // Where the chord crosses zero, in finer cells.
        let (a, b) = (low.abs(), high.abs());
        let cells = BigInt::one() << tried;
        let crossing = (&a * &cells) / (a + b);
        let finer = *level + tried;
        let base: BigInt = &*cell << tried;
        let mut at: BigInt = &base + crossing;
        let last: BigInt = &base + &cells - 1;
        if at > last {
            at.clone_from(&last);
        }
        let mut left = value_at(f, &at, finer);
        let mut success = false;
        if left.sign() == below {
            let right = value_at(f, &(&at + 1), finer);
            if right.sign() != below {
                (low, high) = (left, right);
                success = true;
            } else if at < last {
                // One cell further up.
                at += 1;
                let next = value_at(f, &(&at + 1), finer);
                if next.sign() != below {
                    (low, high) = (right, next);
                    success = true;
                }
            }
        } else if at > base {
            at -= 1;
            let right = std::mem::replace(&mut left, value_at(f, &at, finer));
            if left.sign() == below {
                (low, high) = (left, right);
                success = true;
            }
        }
        if success {
            *cell = at;
            *level = finer;
            step = 2 * tried;
        } else {
            step = tried / 2;
        }
    }
    Ok(())
}

/// The real roots, rising, each once with its multiplicity. The intervals do not meet, not even
/// at their bounds. A constant has none; for the zero polynomial the list is empty too.
///
/// # Errors
/// When the fuel is spent.
///
/// # Cost
/// For each interval looked at, additions quadratic in the degree. There are a few for each root,
/// more when roots are close.
///
/// # Examples
/// ```
/// use gradus::algebra::{Fuel, univariate::{from_small, isolate_real_roots}};
///
/// // (3*x - 1)^2*(x^2 - 2)
/// let f = from_small(&[-2, 12, -17, -6, 9]);
/// let roots = isolate_real_roots(&f, &mut Fuel::default())?;
/// assert_eq!(roots.len(), 3);
/// assert_eq!(roots[1].exact().map(ToString::to_string), Some("1/3".to_owned()));
/// assert_eq!(roots[1].multiplicity(), 2);
/// assert!(roots[0].exact().is_none());
/// # Ok::<(), gradus::algebra::AlgebraError>(())
/// ```
pub fn isolate_real_roots(f: &[BigInt], fuel: &mut Fuel) -> Result<Vec<Isolated>, AlgebraError> {
    let mut exact = Vec::new();
    let mut parts = Vec::new();
    let (_, mut f) = primitive(f);
    let zeros = f.iter().take_while(|c| c.is_zero()).count();
    f.drain(..zeros);
    if zeros > 0 {
        exact.push((
            BigRational::zero(),
            u32::try_from(zeros).unwrap_or(u32::MAX),
        ));
    }
    for (mut part, multiplicity) in square_free(&f, fuel)? {
        for root in rational_roots(&part, fuel)? {
            part = divide_exact(&part, &linear(&root)).unwrap_or(part);
            exact.push((root, multiplicity));
        }
        if degree(&part) > 1 {
            parts.push((part, multiplicity));
        }
    }
    let mut roots: Vec<Isolated> = (exact.iter())
        .map(|(root, multiplicity)| Isolated {
            place: Place::Exact(root.clone()),
            multiplicity: *multiplicity,
        })
        .collect();
    let factors: Vec<Coefficients> = parts.iter().map(|(part, _)| part.clone()).collect();
    let polynomial: Arc<[BigInt]> = multiply_all(&factors).into();
    if polynomial.len() > 2 {
        let mut cells = positive_cells(&polynomial, fuel)?;
        for (cell, level) in positive_cells(&mirrored(&polynomial), fuel)? {
            cells.push((-cell - 1, level));
        }
        for (mut cell, mut level) in cells {
            keep_apart(&polynomial, &mut cell, &mut level, &exact, fuel)?;
            let changes = |part: &[BigInt]| {
                value_at(part, &cell, level).sign() != value_at(part, &(&cell + 1), level).sign()
            };
            let multiplicity = match parts.as_slice() {
                [(_, only)] => *only,
                _ => (parts.iter().find(|(part, _)| changes(part))).map_or(1, |(_, m)| *m),
            };
            let polynomial = polynomial.clone();
            roots.push(Isolated {
                place: Place::Between {
                    cell,
                    level,
                    polynomial,
                },
                multiplicity,
            });
        }
    }
    roots.sort_by_cached_key(Isolated::lower);
    // Neighbours may share a bound; then both give way.
    for at in 1..roots.len() {
        if let [.., left, right] = &mut roots[..=at] {
            while left.upper() >= right.lower() {
                for root in [&mut *left, &mut *right] {
                    if let Place::Between { level, .. } = root.place {
                        *root = root.refine(level + 1, fuel)?;
                    }
                }
            }
        }
    }
    Ok(roots)
}

/// Narrows the interval until none of the fractions is in it.
fn keep_apart(
    f: &[BigInt],
    cell: &mut BigInt,
    level: &mut i64,
    exact: &[(BigRational, u32)],
    fuel: &mut Fuel,
) -> Result<(), AlgebraError> {
    while exact
        .iter()
        .any(|(root, _)| *root >= dyadic(cell, *level) && *root <= dyadic(&(&*cell + 1), *level))
    {
        narrow(f, cell, level, *level + 1, fuel)?;
    }
    Ok(())
}

/// An exponent such that all positive roots are below that power of two.
fn root_bound(f: &[BigInt]) -> i64 {
    // Below twice the largest (|c|/lead)^(1/i) over the coefficients c of the other sign, i places
    // below the leading one.
    let Some(lead) = f.last() else {
        return 0;
    };
    let mut bound = None;
    for (i, c) in f.iter().rev().enumerate().skip(1) {
        if c.is_zero() || c.sign() == lead.sign() {
            continue;
        }
        let bits = c.bits() as i64 - lead.bits() as i64 + 1;
        let exponent = Integer::div_ceil(&bits, &(i as i64)) + 1;
        bound = bound.max(Some(exponent));
    }
    bound.unwrap_or(0)
}

/// Cells `(c, level)`, from `c/2^level` to `(c + 1)/2^level`, each around one positive root of f,
/// which has no rational ones and no repeated ones.
fn positive_cells(f: &[BigInt], fuel: &mut Fuel) -> Result<Vec<(BigInt, i64)>, AlgebraError> {
    let mut cells = Vec::new();
    if variations(f.iter().map(BigInt::sign)) == 0 {
        return Ok(cells);
    }
    let scale = root_bound(f);
    let n = f.len() - 1;
    let words = scale.unsigned_abs().saturating_mul(n as u64) / 64 + 1;
    fuel.spend(words.saturating_mul(n as u64), ISOLATING)?;
    let start: Coefficients = (f.iter().enumerate())
        .map(|(i, c)| {
            if scale >= 0 {
                c << (scale * i as i64)
            } else {
                c << (-scale * (n - i) as i64)
            }
        })
        .collect();
    let mut waiting = vec![(without_twos(start), BigInt::zero(), 0i64)];
    while let Some((q, cell, level)) = waiting.pop() {
        let words = height_bits(&q) / 64 + 2;
        let work = (q.len() * q.len()) as u64 * words * 2;
        fuel.spend(work, ISOLATING)?;
        match variations_inside(&q) {
            0 => {}
            1 => cells.push((cell, level - scale)),
            _ => {
                fuel.spend(work, ISOLATING)?;
                // q(x/2), and that at x + 1.
                let left: Coefficients =
                    (q.iter().enumerate()).map(|(i, c)| c << (n - i)).collect();
                let left = without_twos(left);
                let right = super::dense::shift(&left, &BigInt::one());
                let cell: BigInt = cell << 1;
                waiting.push((right, &cell + 1, level + 1));
                waiting.push((left, cell, level + 1));
            }
        }
    }
    Ok(cells)
}

/// Divides by the largest power of two that divides all.
fn without_twos(mut f: Coefficients) -> Coefficients {
    let twos = f.iter().filter_map(BigInt::trailing_zeros).min();
    if let Some(twos @ 1..) = twos {
        for c in &mut f {
            *c >>= twos;
        }
    }
    f
}

/// How often the sign changes along the list; zeros do not count.
fn variations(signs: impl Iterator<Item = Sign>) -> usize {
    let mut last = Sign::NoSign;
    let mut count = 0;
    for sign in signs.filter(|&sign| sign != Sign::NoSign) {
        count += usize::from(last != Sign::NoSign && sign != last);
        last = sign;
    }
    count
}

/// The sign changes of (x + 1)^n*q(1/(x + 1)), at most 2: 0 and 1 are how many roots q has between
/// 0 and 1, 2 is any larger number.
fn variations_inside(q: &[BigInt]) -> usize {
    let mut f: Coefficients = q.iter().rev().cloned().collect();
    let mut last = Sign::NoSign;
    let mut count = 0;
    for low in 0..f.len() {
        // After this round the coefficient at `low` is final.
        let mut carry = BigInt::zero();
        for c in f[low..].iter_mut().rev() {
            *c += &carry;
            carry.clone_from(c);
        }
        let sign = f[low].sign();
        if sign != Sign::NoSign {
            count += usize::from(last != Sign::NoSign && sign != last);
            last = sign;
            if count > 1 {
                return 2;
            }
        }
        // When all that follow have this sign, so have their sums.
        if last != Sign::NoSign && f[low + 1..].iter().all(|c| c.sign() != -last) {
            return count;
        }
    }
    count
}

/// How many different real roots there are from `lower` to `upper`, both included.
///
/// # Errors
/// When the fuel is spent.
pub fn count_real_roots(
    f: &[BigInt],
    lower: &BigRational,
    upper: &BigRational,
    fuel: &mut Fuel,
) -> Result<usize, AlgebraError> {
    let roots = isolate_real_roots(f, fuel)?;
    Ok((roots.iter())
        .filter(|root| {
            root.compare(lower) != Ordering::Less && root.compare(upper) != Ordering::Greater
        })
        .count())
}
