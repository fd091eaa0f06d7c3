//! Which products of the factors modulo a prime power are factors over the integers.
//!
//! # Source
//! Zassenhaus, On Hensel Factorization I (1969); the tests before a product is formed: Abbott,
//! Shoup and Zimmermann, Factorization in Z[x]: the Searching Phase (2000).

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

use super::dense::{Coefficients, degree, divide_exact, multiply, primitive, square_norm, trim};
use super::hensel::lift;
use super::knapsack::{classes, modulus_bits};
use super::modular::{Field, Residues};
use super::split::FACTORING;
use crate::algebra::{AlgebraError, Fuel};

/// A set of degrees: whether a factor may have it.
#[derive(Clone, Debug)]
pub struct Degrees(Vec<bool>);

impl Degrees {
    /// All up to n.
    pub fn all(n: usize) -> Self {
        Degrees(vec![true; n + 1])
    }

    /// The sums of parts of the list, up to n.
    pub fn sums(n: usize, parts: impl IntoIterator<Item = usize>) -> Self {
        let mut sums = vec![false; n + 1];
        sums[0] = true;
        for part in parts {
            for at in (part..=n).rev() {
                sums[at] |= sums[at - part];
            }
        }
        Degrees(sums)
    }

    /// Those in both.
    pub fn intersect(&mut self, other: &Degrees) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own &= other;
        }
    }

    pub fn has(&self, n: usize) -> bool {
        self.0.get(n).copied().unwrap_or(false)
    }

    /// The largest one up to n.
    pub fn largest(&self, n: usize) -> usize {
        (0..=n).rev().find(|&n| self.has(n)).unwrap_or(0)
    }
}

/// A bound on the coefficients of a factor whose degree is at most `m`, times the number that
/// makes its leading coefficient `lead`; `measure` is at least the product of the sizes of the
/// roots outside the unit circle, times `lead`.
///
/// # Source
/// Knuth, The Art of Computer Programming 2, 4.6.2, exercise 20.
pub fn coefficient_bound(m: usize, measure: &BigInt, lead: &BigInt) -> BigInt {
    // max over j of binomial(m - 1, j)*measure + binomial(m - 1, j - 1)*lead, all m being fewer.
    let mut binomial = BigInt::one();
    let mut before = BigInt::zero();
    let mut bound = measure + lead;
    for j in 0..m {
        let here = &binomial * measure + &before * lead;
        if here > bound {
            bound = here;
        }
        before.clone_from(&binomial);
        binomial = binomial * BigInt::from(m - 1 - j) / BigInt::from(j + 1);
    }
    bound
}

/// The number between -m/2 and m/2 with the remainder.
pub fn symmetric(c: &BigInt, m: &BigInt) -> BigInt {
    let rest = c.mod_floor(m);
    if &rest + &rest > *m { rest - m } else { rest }
}

/// A square-free primitive polynomial and its factors modulo a prime power.
pub struct Pieces {
    /// What is left to factor.
    f: Coefficients,
    /// The monic factors modulo `modulus`.
    factors: Vec<Coefficients>,
    modulus: BigInt,
    degrees: Degrees,
    /// The largest degree of a factor whose coefficients the modulus holds.
    limit: usize,
    found: Vec<Coefficients>,
    field: Field,
}

/// For so many factors, sieving subsets takes longer than trying them.
const UNFILTERED: usize = 4;

/// How many subsets of one size are tried before the lattice is asked.
const SUBSETS: u64 = 100_000;

/// How many subsets of a size there are, or a large number.
fn subsets(count: usize, size: usize) -> u64 {
    let mut result = 1u64;
    for at in 0..size {
        result = result.saturating_mul((count - at) as u64) / (at as u64 + 1);
    }
    result
}

/// What a subset must pass before its product is formed.
struct Filter {
    /// For each factor the sum of its roots times `lead`, and the sum of their squares times its
    /// square, as fractions of the modulus in units of 2^-64, rounded down.
    sums: Vec<[u64; 2]>,
    /// The same for what a factor over the integers may have, rounded up.
    bounds: [u64; 2],
}

impl Filter {
    fn passes(&self, sums: [u64; 2]) -> bool {
        (sums.iter().zip(&self.bounds))
            .all(|(sum, &bound)| sum.wrapping_add(bound) <= bound.saturating_mul(2))
    }
}

/// An exponent such that all roots are smaller than that power of two.
///
/// # Source
/// Fujiwara, Über die obere Schranke des absoluten Betrages der Wurzeln einer algebraischen
/// Gleichung (1916).
pub fn root_bits(f: &[BigInt]) -> i64 {
    let lead = f.last().map_or(0, BigInt::bits) as i64;
    let ratios = f
        .iter()
        .rev()
        .enumerate()
        .skip(1)
        .filter(|(_, c)| !c.is_zero());
    let bits = ratios.map(|(i, c)| Integer::div_ceil(&(c.bits() as i64 - lead + 1), &(i as i64)));
    bits.max().unwrap_or(0) + 1
}

/// The sums of the powers of the roots of a monic polynomial modulo m, for the powers from 1.
///
/// # Source
/// Newton's identities.
pub fn power_sums(g: &[BigInt], count: usize, m: &BigInt) -> Vec<BigInt> {
    let n = degree(g);
    let coefficient = |at: usize| n.checked_sub(at).and_then(|at| g.get(at));
    let mut sums: Vec<BigInt> = Vec::with_capacity(count);
    for k in 1..=count {
        let mut sum = coefficient(k).map_or_else(BigInt::zero, |c| c * BigInt::from(k));
        for (at, before) in sums.iter().enumerate() {
            if let Some(c) = coefficient(k - 1 - at) {
                sum += c * before;
            }
        }
        sums.push((-sum).mod_floor(m));
    }
    sums
}

impl Pieces {
    pub fn new(
        f: Coefficients,
        factors: Vec<Coefficients>,
        modulus: BigInt,
        degrees: Degrees,
        field: Field,
    ) -> Self {
        let limit = degree(&f) / 2;
        Pieces {
            f,
            factors,
            modulus,
            degrees,
            limit,
            found: Vec::new(),
            field,
        }
    }

    fn lead(&self) -> BigInt {
        self.f.last().cloned().unwrap_or_else(BigInt::one)
    }

    fn filter(&self) -> Filter {
        let count = self.factors.len();
        if count <= UNFILTERED {
            return Filter {
                sums: vec![[0; 2]; count],
                bounds: [u64::MAX; 2],
            };
        }
        let lead = self.lead();
        let fraction = |c: BigInt| -> u64 {
            let quotient: BigInt = (c << 64) / &self.modulus;
            quotient.to_u64().unwrap_or(u64::MAX)
        };
        let square = &lead * &lead;
        let sums = (self.factors.iter())
            .map(|g| {
                let sums = power_sums(g, 2, &self.modulus);
                let mut sums = sums.into_iter().zip([&lead, &square]);
                [(); 2].map(|()| {
                    let sum = sums.next().map_or_else(BigInt::zero, |(sum, by)| sum * by);
                    fraction(sum.mod_floor(&self.modulus))
                })
            })
            .collect();
        // A factor has at most `limit` roots.
        let bits = root_bits(&self.f);
        let bounds = [lead, square].map(|by| by * BigInt::from(self.limit));
        let mut power = 0;
        let bounds = bounds.map(|bound| {
            power += bits;
            let bound = match u32::try_from(power.abs()) {
                Ok(shift) if power >= 0 => bound << shift,
                Ok(shift) => (bound >> shift) + BigInt::one(),
                Err(_) => self.modulus.clone(),
            };
            fraction(bound).saturating_add(1 + self.factors.len() as u64)
        });
        Filter { sums, bounds }
    }

    /// The factor over the integers that the chosen factors make, and what is left of f.
    fn attempt(&self, chosen: &[usize]) -> Option<(Coefficients, Coefficients)> {
        self.attempt_in(&self.f, chosen)
    }

    /// The same for a polynomial that the chosen factors divide modulo the prime power.
    fn attempt_in(&self, f: &[BigInt], chosen: &[usize]) -> Option<(Coefficients, Coefficients)> {
        let lead = f.last()?.clone();
        let mut tail = lead.clone();
        for &at in chosen {
            let c = self.factors.get(at).and_then(|g| g.first())?;
            tail = (tail * c).mod_floor(&self.modulus);
        }
        let tail = symmetric(&tail, &self.modulus);
        let last = &lead * f.first()?;
        if tail.is_zero() || !last.is_multiple_of(&tail) {
            return None;
        }
        let mut product = vec![lead];
        for &at in chosen {
            product = multiply(&product, self.factors.get(at)?);
            for c in &mut product {
                *c = c.mod_floor(&self.modulus);
            }
        }
        for c in &mut product {
            *c = symmetric(c, &self.modulus);
        }
        trim(&mut product);
        let (_, factor) = primitive(&product);
        let rest = divide_exact(f, &factor)?;
        Some((factor, rest))
    }

    /// The irreducible factors.
    ///
    /// # Errors
    /// When the fuel is spent.
    pub fn search(mut self, fuel: &mut Fuel) -> Result<Vec<Coefficients>, AlgebraError> {
        let mut size = 1;
        let mut first = 0;
        let mut filter = self.filter();
        let mut asked = false;
        while 2 * size <= self.factors.len() {
            if !asked && subsets(self.factors.len(), size) > SUBSETS {
                asked = true;
                if self.by_lattice(fuel)? {
                    return Ok(self.found);
                }
            }
            match self.next(size, first, &filter, fuel)? {
                None => {
                    size += 1;
                    first = 0;
                }
                Some((chosen, factor, rest)) => {
                    self.found.push(factor);
                    self.f = rest;
                    // Subsets that begin earlier have been tried.
                    first = chosen.first().copied().unwrap_or(0);
                    for &at in chosen.iter().rev() {
                        self.factors.remove(at);
                    }
                    filter = self.filter();
                }
            }
        }
        if self.f.len() > 1 {
            self.found.push(self.f);
        }
        Ok(self.found)
    }

    /// Finds all factors by short vectors of a lattice. Says whether it did.
    fn by_lattice(&mut self, fuel: &mut Fuel) -> Result<bool, AlgebraError> {
        let residues: Vec<Residues> = self.factors.iter().map(|g| self.field.image(g)).collect();
        let count = residues.len();
        let norm: BigInt = square_norm(&self.f).sqrt() + BigInt::one();
        let bound = coefficient_bound(degree(&self.f), &norm, &self.lead());
        let bits = (bound.bits() + 2).max(modulus_bits(&self.f, count));
        let per = u64::from(self.field.p.ilog2());
        let exponent = u32::try_from(bits / per + 1).unwrap_or(u32::MAX);
        for exponent in [exponent, exponent.saturating_mul(2)] {
            let (lifted, modulus) = lift(&self.f, &self.field, &residues, exponent, fuel)?;
            self.factors = lifted;
            self.modulus = modulus;
            let mut found = Vec::new();
            let this = &*self;
            let done = classes(
                &this.f,
                &this.factors,
                &this.modulus,
                fuel,
                |classes, fuel| {
                    found.clear();
                    let mut f = this.f.clone();
                    for class in classes {
                        let words = this.modulus.bits() / 64 + 8;
                        fuel.spend((f.len() * f.len()) as u64 * words, FACTORING)?;
                        let Some((factor, rest)) = this.attempt_in(&f, class) else {
                            return Ok(false);
                        };
                        found.push(factor);
                        f = rest;
                    }
                    Ok(f.len() == 1)
                },
            )?;
            if done {
                self.found.append(&mut found);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The first subset of this size, from those that begin at `first`, that makes a factor.
    #[allow(clippy::type_complexity)]
    fn next(
        &self,
        size: usize,
        first: usize,
        filter: &Filter,
        fuel: &mut Fuel,
    ) -> Result<Option<(Vec<usize>, Coefficients, Coefficients)>, AlgebraError> {
        let count = self.factors.len();
        let n = degree(&self.f);
        let sizes: Vec<usize> = self.factors.iter().map(|g| degree(g)).collect();
        let plus = |a: [u64; 2], b: [u64; 2]| [a[0].wrapping_add(b[0]), a[1].wrapping_add(b[1])];
        let whole = filter.sums.iter().fold([0; 2], |a, b| plus(a, *b));
        // Of a half and its complement one is enough.
        let last_first = if 2 * size == count { 0 } else { count - size };
        if first > last_first {
            return Ok(None);
        }
        let mut chosen: Vec<usize> = (first..first + size).collect();
        // Sums over the first so many of the chosen, and their degrees.
        let mut sums = vec![([0u64; 2], 0usize); size + 1];
        let mut changed = 0;
        loop {
            fuel.spend(4, FACTORING)?;
            for at in changed..size {
                let (sum, total) = sums[at];
                let index = chosen[at];
                sums[at + 1] = (plus(sum, filter.sums[index]), total + sizes[index]);
            }
            let (mut sum, total) = sums[size];
            if self.degrees.has(total) {
                let small = total <= self.limit;
                if !small {
                    sum = [whole[0].wrapping_sub(sum[0]), whole[1].wrapping_sub(sum[1])];
                }
                if filter.passes(sum) {
                    let words = self.modulus.bits() / 64 + 1;
                    fuel.spend((n * n) as u64 * (words + 8), FACTORING)?;
                    let complement: Vec<usize>;
                    let made = if small {
                        self.attempt(&chosen)
                    } else {
                        complement = (0..count).filter(|at| !chosen.contains(at)).collect();
                        self.attempt(&complement).map(|(a, b)| (b, a))
                    };
                    if let Some((factor, rest)) = made {
                        return Ok(Some((chosen, factor, rest)));
                    }
                }
            }
            // The next subset in lexicographic order.
            let Some(at) = (0..size).rev().find(|&at| chosen[at] < count - size + at) else {
                return Ok(None);
            };
            chosen[at] += 1;
            if at == 0 && chosen[0] > last_first {
                return Ok(None);
            }
            for next in at + 1..size {
                chosen[next] = chosen[next - 1] + 1;
            }
            changed = at;
        }
    }
}
