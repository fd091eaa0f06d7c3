//! Which products of the factors modulo a prime power are factors over the integers.
//!
//! # Source
//! Zassenhaus, On Hensel Factorization I (1969); the tests before a product is formed: Abbott,
//! Shoup and Zimmermann, Factorization in Z[x]: the Searching Phase (2000).

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

use super::dense::{Coefficients, degree, divide_exact, multiply, primitive, trim};
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
    /// At least the measure of f.
    measure: BigInt,
    /// The largest degree of a factor whose coefficients the modulus holds.
    limit: usize,
    found: Vec<Coefficients>,
}

/// What a subset must pass before its product is formed.
struct Filter {
    /// For each factor, `lead` times its second coefficient, as a fraction of the modulus in
    /// units of 2^-64, rounded down.
    traces: Vec<u64>,
    /// The same for what a factor over the integers may have, rounded up.
    bound: u64,
}

impl Pieces {
    pub fn new(
        f: Coefficients,
        factors: Vec<Coefficients>,
        modulus: BigInt,
        degrees: Degrees,
        measure: BigInt,
    ) -> Self {
        let limit = degree(&f) / 2;
        Pieces {
            f,
            factors,
            modulus,
            degrees,
            measure,
            limit,
            found: Vec::new(),
        }
    }

    fn lead(&self) -> BigInt {
        self.f.last().cloned().unwrap_or_else(BigInt::one)
    }

    fn filter(&self) -> Filter {
        let lead = self.lead();
        let fraction = |c: BigInt| -> u64 {
            let quotient: BigInt = (c << 64) / &self.modulus;
            quotient.to_u64().unwrap_or(u64::MAX)
        };
        let traces = (self.factors.iter())
            .map(|g| {
                let second = g.len().checked_sub(2).and_then(|at| g.get(at));
                let trace = second.map_or_else(BigInt::zero, |c| c * &lead);
                fraction(trace.mod_floor(&self.modulus))
            })
            .collect();
        // The measure bounds the largest root, and there are at most `limit` of them.
        let bound = &self.measure + &lead * BigInt::from(self.limit);
        let bound = fraction(bound).saturating_add(1 + self.factors.len() as u64);
        Filter { traces, bound }
    }

    /// The factor over the integers that the chosen factors make, and what is left of f.
    fn attempt(&self, chosen: &[usize]) -> Option<(Coefficients, Coefficients)> {
        let lead = self.lead();
        let mut tail = lead.clone();
        for &at in chosen {
            let c = self.factors.get(at).and_then(|g| g.first())?;
            tail = (tail * c).mod_floor(&self.modulus);
        }
        let tail = symmetric(&tail, &self.modulus);
        let last = &lead * self.f.first()?;
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
        let rest = divide_exact(&self.f, &factor)?;
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
        while 2 * size <= self.factors.len() {
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
        let whole = filter.traces.iter().fold(0u64, |a, b| a.wrapping_add(*b));
        // Of a half and its complement one is enough.
        let last_first = if 2 * size == count { 0 } else { count - size };
        if first > last_first {
            return Ok(None);
        }
        let mut chosen: Vec<usize> = (first..first + size).collect();
        // Sums of the traces and degrees over the first so many of the chosen.
        let mut sums = vec![(0u64, 0usize); size + 1];
        let mut changed = 0;
        loop {
            fuel.spend(4, FACTORING)?;
            for at in changed..size {
                let (trace, total) = sums[at];
                let index = chosen[at];
                sums[at + 1] = (
                    trace.wrapping_add(filter.traces[index]),
                    total + sizes[index],
                );
            }
            let (mut trace, total) = sums[size];
            if self.degrees.has(total) {
                let small = total <= self.limit;
                if !small {
                    trace = whole.wrapping_sub(trace);
                }
                if trace.wrapping_add(filter.bound) <= filter.bound.saturating_mul(2) {
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
