//! A factorisation modulo a prime lifted to one modulo a power of it.
//!
//! # Source
//! von zur Gathen and Gerhard, Modern Computer Algebra, 15.5 (the tree of factors).

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::dense::{Coefficients, add, multiply, subtract, trim};
use super::modular::{self, Field, Residues};
use super::split::FACTORING;
use crate::algebra::{AlgebraError, Fuel};

/// Polynomials modulo a number.
trait Ring {
    type Coefficient;

    fn add(&self, a: &Poly<Self>, b: &Poly<Self>) -> Poly<Self>;
    fn subtract(&self, a: &Poly<Self>, b: &Poly<Self>) -> Poly<Self>;
    fn multiply(&self, a: &Poly<Self>, b: &Poly<Self>) -> Poly<Self>;
    /// Quotient and remainder by a monic polynomial.
    fn div_rem(&self, a: Poly<Self>, b: &Poly<Self>) -> (Poly<Self>, Poly<Self>);
    /// The polynomial less 1.
    fn less_one(&self, a: Poly<Self>) -> Poly<Self>;
}

/// A polynomial of the ring, reduced.
type Poly<R> = Vec<<R as Ring>::Coefficient>;

/// Modulo any number.
struct Large<'a>(&'a BigInt);

impl Large<'_> {
    /// Reduces the coefficients to `0..m`.
    fn reduce(&self, mut f: Coefficients) -> Coefficients {
        for c in &mut f {
            if c.is_negative() || &*c >= self.0 {
                *c = c.mod_floor(self.0);
            }
        }
        trim(&mut f);
        f
    }
}

impl Ring for Large<'_> {
    type Coefficient = BigInt;

    fn add(&self, a: &Coefficients, b: &Coefficients) -> Coefficients {
        self.reduce(add(a, b))
    }

    fn subtract(&self, a: &Coefficients, b: &Coefficients) -> Coefficients {
        self.reduce(subtract(a, b))
    }

    fn multiply(&self, a: &Coefficients, b: &Coefficients) -> Coefficients {
        self.reduce(multiply(a, b))
    }

    fn div_rem(&self, mut a: Coefficients, b: &Coefficients) -> (Coefficients, Coefficients) {
        let n = b.len().saturating_sub(1);
        if a.len() <= n {
            return (Vec::new(), a);
        }
        let mut quotient = vec![BigInt::zero(); a.len() - n];
        for at in (0..quotient.len()).rev() {
            let q = std::mem::take(&mut a[at + n]).mod_floor(self.0);
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
        (quotient, self.reduce(a))
    }

    fn less_one(&self, mut a: Coefficients) -> Coefficients {
        match a.first_mut() {
            Some(c) => *c -= 1,
            None => a.push(BigInt::from(-1)),
        }
        self.reduce(a)
    }
}

/// Modulo a number below 2^62.
struct Small(u64);

/// Bits of a modulus for words, so that products of two residues have 124 bits.
const WORD_BITS: u64 = 62;

impl Small {
    /// The sum of `a[i]*b[len - 1 - i]`, reduced.
    fn dot(&self, a: &[u64], b: &[u64]) -> u64 {
        let m = u128::from(self.0);
        let mut sum = 0u128;
        for (&x, &y) in a.iter().zip(b.iter().rev()) {
            sum += u128::from(x) * u128::from(y);
            if sum >= 1 << 126 {
                sum %= m;
            }
        }
        match u64::try_from(sum) {
            Ok(sum) => sum % self.0,
            Err(_) => (sum % m) as u64,
        }
    }

    fn minus(&self, a: u64, b: u64) -> u64 {
        if a >= b { a - b } else { a + self.0 - b }
    }
}

impl Ring for Small {
    type Coefficient = u64;

    fn add(&self, a: &Residues, b: &Residues) -> Residues {
        let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
        let mut sum = long.clone();
        for (s, &c) in sum.iter_mut().zip(short) {
            *s += c;
            if *s >= self.0 {
                *s -= self.0;
            }
        }
        modular::trim(&mut sum);
        sum
    }

    fn subtract(&self, a: &Residues, b: &Residues) -> Residues {
        let mut difference = a.clone();
        if difference.len() < b.len() {
            difference.resize(b.len(), 0);
        }
        for (d, &c) in difference.iter_mut().zip(b) {
            *d = self.minus(*d, c);
        }
        modular::trim(&mut difference);
        difference
    }

    fn multiply(&self, a: &Residues, b: &Residues) -> Residues {
        if a.is_empty() || b.is_empty() {
            return Vec::new();
        }
        let mut product: Residues = (0..a.len() + b.len() - 1)
            .map(|k| {
                let from = (k + 1).saturating_sub(b.len());
                let to = (k + 1).min(a.len());
                self.dot(&a[from..to], &b[k + 1 - to..k + 1 - from])
            })
            .collect();
        modular::trim(&mut product);
        product
    }

    fn div_rem(&self, mut a: Residues, b: &Residues) -> (Residues, Residues) {
        let n = b.len().saturating_sub(1);
        if a.len() <= n {
            return (Vec::new(), a);
        }
        let count = a.len() - n;
        let mut quotient = vec![0; count];
        for at in (0..count).rev() {
            let to = count.min(at + n + 1);
            let sum = self.dot(&quotient[at + 1..to], &b[at + n + 1 - to..n]);
            quotient[at] = self.minus(a[at + n], sum);
        }
        for k in 0..n {
            let to = count.min(k + 1);
            let sum = self.dot(&quotient[..to], &b[k + 1 - to..=k]);
            a[k] = self.minus(a[k], sum);
        }
        a.truncate(n);
        modular::trim(&mut a);
        modular::trim(&mut quotient);
        (quotient, a)
    }

    fn less_one(&self, mut a: Residues) -> Residues {
        match a.first_mut() {
            Some(c) => *c = self.minus(*c, 1),
            None => a.push(self.0 - 1),
        }
        modular::trim(&mut a);
        a
    }
}

/// A product of two: the factors and what makes them 1.
struct Node<C> {
    /// `g*h` is the polynomial of the node, `s*g + t*h` is 1, all modulo the current power.
    g: Vec<C>,
    h: Vec<C>,
    s: Vec<C>,
    t: Vec<C>,
    /// How `g` and `h` are products themselves. All functions on trees go down to the leaves, as
    /// many levels as the logarithm of the number of factors.
    below: [Option<Box<Node<C>>>; 2],
}

impl Node<u64> {
    /// The tree over the factors, and their product.
    fn new(field: &Field, factors: &[Residues]) -> (Option<Box<Self>>, Residues) {
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
        let below = [left, right];
        (Some(Box::new(Node { g, h, s, t, below })), product)
    }

    /// The same tree with large numbers.
    fn widen(self) -> Node<BigInt> {
        Node {
            g: widened(&self.g),
            h: widened(&self.h),
            s: widened(&self.s),
            t: widened(&self.t),
            below: (self.below).map(|node| node.map(|node| Box::new(node.widen()))),
        }
    }
}

fn widened(f: &[u64]) -> Coefficients {
    f.iter().map(|&c| BigInt::from(c)).collect()
}

impl<C> Node<C> {
    /// Lifts to the modulus of the ring, at most the square of the one so far; `f` is the product.
    fn lift<R: Ring<Coefficient = C>>(&mut self, f: &Vec<C>, ring: &R, last: bool) {
        let Node { g, h, s, t, below } = self;
        let error = ring.subtract(f, &ring.multiply(g, h));
        if !error.is_empty() {
            let (q, r) = ring.div_rem(ring.multiply(s, &error), h);
            let change = ring.add(&ring.multiply(t, &error), &ring.multiply(&q, g));
            *g = ring.add(g, &change);
            *h = ring.add(h, &r);
        }
        if !last {
            let sum = ring.add(&ring.multiply(s, g), &ring.multiply(t, h));
            let error = ring.less_one(sum);
            if !error.is_empty() {
                let (q, r) = ring.div_rem(ring.multiply(s, &error), h);
                let change = ring.add(&ring.multiply(t, &error), &ring.multiply(&q, g));
                *s = ring.subtract(s, &r);
                *t = ring.subtract(t, &change);
            }
        }
        for (node, f) in below.iter_mut().zip([&*g, &*h]) {
            if let Some(node) = node {
                node.lift(f, ring, last);
            }
        }
    }

    /// The factors at the ends of the tree, in their order.
    fn leaves(self, out: &mut Vec<Vec<C>>) {
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
    if c.is_one() {
        return c.clone();
    }
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
    let monic = Large(&modulus).reduce(f.iter().map(|c| c * &inverse).collect());
    let (Some(mut words), _) = Node::new(field, factors) else {
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
    let mut spend = |m: &BigInt| {
        let products = 8 * length * length * (m.bits() / 64 + 9);
        fuel.spend(products.saturating_mul(depth), FACTORING)
    };
    let mut lifted = Vec::with_capacity(factors.len());
    // In words as long as they last.
    while let Some(&next) = exponents.last() {
        let m = p.pow(next);
        let Some(word) = m.to_u64().filter(|_| m.bits() <= WORD_BITS) else {
            break;
        };
        exponents.pop();
        spend(&m)?;
        let image = |c: &BigInt| match c.to_u64() {
            Some(c) => c % word,
            None => (c % &m).to_u64().unwrap_or(0),
        };
        let mut image: Residues = monic.iter().map(image).collect();
        modular::trim(&mut image);
        words.lift(&image, &Small(word), exponents.is_empty());
    }
    if exponents.is_empty() {
        let mut leaves = Vec::with_capacity(factors.len());
        words.leaves(&mut leaves);
        lifted.extend(leaves.iter().map(|g| widened(g)));
        return Ok((lifted, modulus));
    }
    let mut tree = words.widen();
    for &next in exponents.iter().rev() {
        let m = p.pow(next);
        spend(&m)?;
        let ring = Large(&m);
        tree.lift(&ring.reduce(monic.clone()), &ring, next == exponent);
    }
    tree.leaves(&mut lifted);
    Ok((lifted, modulus))
}
