//! A factorisation modulo a prime lifted to one modulo a power of it.
//!
//! # Source
//! von zur Gathen and Gerhard, Modern Computer Algebra, 15.5 (the tree of factors).

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Zero};

use super::dense::{Coefficients, add, multiply, subtract, trim};
use super::modular::{Field, Residues};
use super::split::FACTORING;
use crate::algebra::{AlgebraError, Fuel};

/// A product of two: the factors and what makes them 1.
struct Node {
    /// `g*h` is the polynomial of the node, `s*g + t*h` is 1, all modulo the current power.
    g: Coefficients,
    h: Coefficients,
    s: Coefficients,
    t: Coefficients,
    /// How `g` and `h` are products themselves.
    below: [Option<Box<Node>>; 2],
}

/// Reduces the coefficients to `0..m`.
fn reduce(mut f: Coefficients, m: &BigInt) -> Coefficients {
    for c in &mut f {
        if c.sign() == num_bigint::Sign::Minus || &*c >= m {
            *c = c.mod_floor(m);
        }
    }
    trim(&mut f);
    f
}

/// Quotient and remainder by a monic polynomial, modulo m.
fn div_rem(mut a: Coefficients, b: &[BigInt], m: &BigInt) -> (Coefficients, Coefficients) {
    let n = b.len().saturating_sub(1);
    if a.len() <= n {
        return (Vec::new(), reduce(a, m));
    }
    let mut quotient = vec![BigInt::zero(); a.len() - n];
    for at in (0..quotient.len()).rev() {
        let q = std::mem::take(&mut a[at + n]).mod_floor(m);
        if q.is_zero() {
            continue;
        }
        for (r, c) in a[at..at + n].iter_mut().zip(b) {
            *r -= &q * c;
        }
        quotient[at] = q;
    }
    a.truncate(n);
    trim(&mut quotient);
    (quotient, reduce(a, m))
}

fn widened(f: &[u64]) -> Coefficients {
    f.iter().map(|&c| BigInt::from(c)).collect()
}

impl Node {
    /// The tree over the factors. Its depth is the logarithm of their number.
    fn new(field: &Field, factors: &[Residues]) -> (Option<Box<Node>>, Residues) {
        match factors {
            [] => return (None, vec![1]),
            [one] => return (None, one.clone()),
            _ => {}
        }
        let (left, right) = factors.split_at(factors.len() / 2);
        let (left, g) = Node::new(field, left);
        let (right, h) = Node::new(field, right);
        let (s, t) = field.cofactors(&g, &h);
        let product = field.mul_poly(&g, &h);
        let node = Node {
            g: widened(&g),
            h: widened(&h),
            s: widened(&s),
            t: widened(&t),
            below: [left, right],
        };
        (Some(Box::new(node)), product)
    }

    /// Lifts to the modulus `m`, at most the square of the one so far; `f` is the product.
    fn lift(&mut self, f: &[BigInt], m: &BigInt, last: bool) {
        let Node { g, h, s, t, below } = self;
        let error = reduce(subtract(f, &multiply(g, h)), m);
        if !error.is_empty() {
            let (q, r) = div_rem(multiply(s, &error), h, m);
            let change = add(&multiply(t, &error), &multiply(&q, g));
            *g = reduce(add(g, &change), m);
            *h = reduce(add(h, &r), m);
        }
        if !last {
            let mut error = add(&multiply(s, g), &multiply(t, h));
            if let Some(c) = error.first_mut() {
                *c -= 1;
            }
            let error = reduce(error, m);
            if !error.is_empty() {
                let (q, r) = div_rem(multiply(s, &error), h, m);
                let change = add(&multiply(t, &error), &multiply(&q, g));
                *s = reduce(subtract(s, &r), m);
                *t = reduce(subtract(t, &change), m);
            }
        }
        for (node, f) in below.iter_mut().zip([g, h]) {
            if let Some(node) = node {
                node.lift(f, m, last);
            }
        }
    }

    /// The factors at the ends of the tree, in their order.
    fn leaves(self, out: &mut Vec<Coefficients>) {
        for (node, f) in self.below.into_iter().zip([self.g, self.h]) {
            match node {
                Some(node) => node.leaves(out),
                None => out.push(f),
            }
        }
    }
}

/// The reciprocal modulo m of a number without a common factor with it.
pub fn reciprocal(c: &BigInt, m: &BigInt) -> BigInt {
    c.extended_gcd(m).x.mod_floor(m)
}

/// The monic factors of f modulo `p^exponent`, given those modulo p, in the same order; with the
/// modulus.
///
/// # Errors
/// When the fuel is spent.
pub fn lift(
    f: &[BigInt],
    field: &Field,
    factors: &[Residues],
    exponent: u32,
    fuel: &mut Fuel,
) -> Result<(Vec<Coefficients>, BigInt), AlgebraError> {
    let p = BigInt::from(field.p);
    let modulus = p.pow(exponent);
    let lead = f.last().cloned().unwrap_or_else(BigInt::one);
    let inverse = reciprocal(&lead, &modulus);
    let monic = reduce(f.iter().map(|c| c * &inverse).collect(), &modulus);
    let (Some(mut tree), _) = Node::new(field, factors) else {
        return Ok((vec![monic], modulus));
    };
    // Each exponent is at most twice the one before, and the last is the one that is asked for.
    let mut exponents = vec![exponent];
    let mut next = exponent;
    while next > 1 {
        next = next.div_ceil(2);
        exponents.push(next);
    }
    exponents.pop();
    let depth = u64::from(factors.len().ilog2()) + 1;
    let length = f.len() as u64;
    for &next in exponents.iter().rev() {
        let m = p.pow(next);
        let words = m.bits() / 64 + 1;
        let products = 8 * length * length * (words + 8);
        fuel.spend(products.saturating_mul(depth), FACTORING)?;
        tree.lift(&reduce(monic.clone(), &m), &m, next == exponent);
    }
    let mut lifted = Vec::with_capacity(factors.len());
    tree.leaves(&mut lifted);
    Ok((lifted, modulus))
}
