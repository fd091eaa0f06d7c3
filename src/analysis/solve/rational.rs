//! Polynomials with rational coefficients: irreducible factors, special forms, isolated roots.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use super::powers::rational_root;
use super::solution::{Kind, Solution};
use super::solver::{Found, Solver, Tried, everything, exact};
use crate::algebra::Fuel;
use crate::algebra::univariate;
use crate::expr::{Id, Node, Number};
use crate::function::FunctionId;

/// What factoring one polynomial may cost.
const FACTOR_FUEL: u64 = 400_000_000;

/// Exact roots of more nodes than this are given as numbers instead.
const MOST_NODES: usize = 24;

impl Solver<'_> {
    /// A polynomial with rational coefficients: its irreducible factors one by one.
    pub(super) fn rational_polynomial(
        &mut self,
        coefficients: &[Number],
        x: Id,
        depth: u32,
    ) -> Found {
        let integers = cleared(coefficients);
        if integers.iter().all(Zero::is_zero) {
            return Ok(vec![everything(x)]);
        }
        let mut fuel = Fuel::new(FACTOR_FUEL);
        let factors = match univariate::factor(&integers, &mut fuel) {
            Ok(factors) => factors.factors,
            Err(_) => {
                let mut fuel = Fuel::new(FACTOR_FUEL);
                univariate::square_free(&integers, &mut fuel)?
            }
        };
        let mut found = Vec::new();
        for (factor, count) in factors {
            for root in self.irreducible(&factor, x, depth)? {
                found.push(Solution {
                    multiplicity: count,
                    ..root
                });
            }
        }
        Ok(found)
    }

    /// The real roots of an irreducible polynomial.
    pub(super) fn irreducible(&mut self, f: &[BigInt], x: Id, depth: u32) -> Found {
        match f {
            [] | [_] => return Ok(Vec::new()),
            [b, a] => {
                let value = num_rational::BigRational::new(-b, a.clone());
                let value = self.arena.number_node(Number::from_big(value));
                return Ok(vec![exact(value)]);
            }
            [c, b, a] => return self.integer_quadratic(a, b, c),
            _ => {}
        }
        let degree = f.len() - 1;
        let stride = univariate::deflation(f);
        if stride == degree {
            // a*x^n + c
            let power = self.arena.integer(i64::try_from(degree).unwrap_or(1));
            let left = self.arena.pow(x, power);
            let quotient = num_rational::BigRational::new(-&f[0], f[degree].clone());
            let right = self.arena.number_node(Number::from_big(quotient));
            if let Some(found) = self.equals(left, right, x, depth)? {
                return Ok(found);
            }
        }
        let saved = (self.stuck, self.notes.len(), self.unsolved.len());
        if let Some(found) = self.readable_roots(f, stride, x, depth)? {
            let short = found.iter().all(|solution| {
                solution.kind == Kind::Exact
                    && self.arena.node_count(&[solution.value]) <= MOST_NODES
            });
            if short && self.stuck == saved.0 {
                return Ok(found);
            }
            self.stuck = saved.0;
            self.notes.truncate(saved.1);
            self.unsolved.truncate(saved.2);
        }
        self.isolated(f)
    }

    /// Special forms of degree above 2: in a power of the unknown, in `x + 1/x`, cubic formulas,
    /// and shifts of these.
    pub(super) fn readable_roots(
        &mut self,
        f: &[BigInt],
        stride: usize,
        x: Id,
        depth: u32,
    ) -> Tried {
        if depth == 0 {
            return Ok(None);
        }
        if stride > 1 {
            let thinned = univariate::deflate(f, stride);
            let t = self.arena.symbol("t'");
            let values = self.irreducible(&thinned, t, depth - 1)?;
            let exponent = self.arena.integer(i64::try_from(stride).unwrap_or(1));
            let power = self.arena.pow(x, exponent);
            return self.each_equals(power, values, x, depth - 1).map(Some);
        }
        if f.len() == 4 {
            return self.cubic(f);
        }
        if f.len() % 2 == 1 && f.iter().eq(f.iter().rev()) && f.len() <= 9 {
            return self.palindromic(f, depth - 1);
        }
        // A shift may make it a polynomial in a power: x -> x - b/(n*a).
        let degree = f.len() - 1;
        let scale = BigInt::from(degree) * &f[degree];
        let (by, rest) = (-&f[degree - 1]).div_rem(&scale);
        if rest.is_zero() && !by.is_zero() {
            let moved = univariate::shift(f, &by);
            let stride = univariate::deflation(&moved);
            if stride > 1 {
                let offset = self.big(&by);
                let roots = self.irreducible(&moved, x, depth - 1)?;
                let mut found = Vec::new();
                for root in roots {
                    let value = self.arena.add(root.value, offset);
                    let value = self.canonical(value)?;
                    found.push(Solution { value, ..root });
                }
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    pub(super) fn big(&mut self, value: &BigInt) -> Id {
        self.arena
            .number_node(Number::from_big(num_rational::BigRational::from_integer(
                value.clone(),
            )))
    }

    /// The roots of a quadratic with integer coefficients, in lowest terms.
    pub(super) fn integer_quadratic(&mut self, a: &BigInt, b: &BigInt, c: &BigInt) -> Found {
        let discriminant: BigInt = b * b - BigInt::from(4) * a * c;
        if discriminant.is_negative() {
            return Ok(Vec::new());
        }
        let discriminant = Number::from_big(num_rational::BigRational::from_integer(discriminant));
        if let Some(root) = rational_root(&discriminant) {
            let root = root.to_big();
            let mut found = Vec::new();
            for root in [-root.clone(), root] {
                let top = root - num_rational::BigRational::from_integer(b.clone());
                let bottom = num_rational::BigRational::from_integer(a * BigInt::from(2));
                let value = self.arena.number_node(Number::from_big(top / bottom));
                found.push(exact(value));
            }
            if found[0].value == found[1].value {
                found.pop();
            }
            return Ok(found);
        }
        // sqrt(D) = s*sqrt(r) with a whole s; then (-b + s*sqrt(r))/(2*a) in lowest terms.
        let node = self.arena.number_node(discriminant);
        let root = self.arena.pow(node, Id::HALF);
        let root = self.canonical(root)?;
        let (factor, surd) = match self.arena.node(root) {
            Node::Sum(run) if run.len() == 2 => {
                (self.arena.operand(run, 0), self.arena.operand(run, 1))
            }
            _ => (Id::ONE, root),
        };
        let factor = self
            .arena
            .as_number(factor)
            .cloned()
            .unwrap_or(Number::ONE)
            .to_big()
            .to_integer();
        let bottom: BigInt = a * BigInt::from(2);
        let common = factor.gcd(&bottom).gcd(b);
        let (factor, bottom, offset) = (factor / &common, bottom / &common, -b / &common);
        let (factor, bottom, offset) = if bottom.is_negative() {
            (factor, -bottom, -offset)
        } else {
            (factor, bottom, offset)
        };
        let (factor, bottom, offset) = (self.big(&factor), self.big(&bottom), self.big(&offset));
        let part = self.arena.mul(factor, surd);
        let mut found = Vec::new();
        for part in [self.arena.neg(part), part] {
            let top = self.arena.add(offset, part);
            let value = self.arena.div(top, bottom);
            found.push(exact(self.canonical(value)?));
        }
        Ok(found)
    }

    /// A reciprocal polynomial of even degree is one in `x + 1/x`.
    pub(super) fn palindromic(&mut self, f: &[BigInt], depth: u32) -> Tried {
        let half = (f.len() - 1) / 2;
        // x^k + x^-k in s = x + 1/x: c(0) = 2, c(1) = s, c(k + 1) = s*c(k) - c(k - 1).
        let mut chebyshev: Vec<Vec<BigInt>> =
            vec![vec![BigInt::from(2)], vec![BigInt::zero(), BigInt::one()]];
        for k in 1..half {
            let mut next = chebyshev[k].clone();
            next.insert(0, BigInt::zero());
            for (at, value) in chebyshev[k - 1].iter().enumerate() {
                next[at] -= value;
            }
            chebyshev.push(next);
        }
        let mut inner = vec![BigInt::zero(); half + 1];
        inner[0] += &f[half];
        for k in 1..=half {
            for (at, value) in chebyshev[k].iter().enumerate() {
                inner[at] += value * &f[half + k];
            }
        }
        let t = self.arena.symbol("t'");
        let numbers: Vec<Number> = inner
            .into_iter()
            .map(|value| Number::from_big(num_rational::BigRational::from_integer(value)))
            .collect();
        let values = self.rational_polynomial(&numbers, t, depth)?;
        let mut found = Vec::new();
        for value in values {
            if value.kind != Kind::Exact {
                return Ok(None);
            }
            // x^2 - s*x + 1 = 0
            let negative = self.arena.neg(value.value);
            let negative = self.canonical(negative)?;
            found.extend(self.quadratic(Id::ONE, negative, Id::ONE)?);
        }
        Ok(Some(found))
    }

    /// The real roots of a cubic where they are short: by roots if there is one, by cosines if
    /// there are three and the angle is a known one.
    pub(super) fn cubic(&mut self, f: &[BigInt]) -> Tried {
        let [d, c, b, a] = f else {
            return Ok(None);
        };
        let big = |value: &BigInt| num_rational::BigRational::from_integer(value.clone());
        let (a, b, c, d) = (big(a), big(b), big(c), big(d));
        let three = big(&BigInt::from(3));
        let shift = -&b / (&three * &a);
        // x = y + shift: y^3 + p*y + q
        let p = (&three * &a * &c - &b * &b) / (&three * &a * &a);
        let q = (big(&BigInt::from(2)) * &b * &b * &b - big(&BigInt::from(9)) * &a * &b * &c
            + big(&BigInt::from(27)) * &a * &a * &d)
            / (big(&BigInt::from(27)) * &a * &a * &a);
        let half_q = &q / big(&BigInt::from(2));
        let third_p = &p / &three;
        let discriminant = &half_q * &half_q + &third_p * &third_p * &third_p;
        let offset = self.arena.number_node(Number::from_big(shift));
        let mut found = Vec::new();
        if discriminant.is_positive() {
            let inside = self.arena.number_node(Number::from_big(discriminant));
            let root = self.arena.pow(inside, Id::HALF);
            let root = self.canonical(root)?;
            let half_q = self.arena.number_node(Number::from_big(-half_q));
            let mut sum = offset;
            for part in [self.arena.neg(root), root] {
                let part = self.arena.add(half_q, part);
                let part = self.canonical(part)?;
                let cube_root = self.root(part, 3)?;
                let cube_root = match self.arena.node(cube_root) {
                    // The root of a positive sum reads better by its name.
                    Node::Pow(base, _) => self.arena.call(FunctionId::CBRT, &[base]),
                    _ => cube_root,
                };
                sum = self.arena.add(sum, cube_root);
            }
            found.push(exact(self.canonical(sum)?));
        } else if discriminant.is_negative() {
            // y = 2*r*cos(angle/3 - 2*pi*k/3), r = sqrt(-p/3), cos(angle) = -q/2/r^3
            let square = self.arena.number_node(Number::from_big(-third_p));
            let radius = self.arena.pow(square, Id::HALF);
            let radius = self.canonical(radius)?;
            let three_node = self.arena.integer(3);
            let cube = self.arena.pow(radius, three_node);
            let top = self.arena.number_node(Number::from_big(-half_q));
            let cosine = self.over(top, cube)?;
            let angle = self.arena.call(FunctionId::ACOS, &[cosine]);
            let angle = self.canonical(angle)?;
            if matches!(self.arena.node(angle), Node::Call(..)) {
                return Ok(None);
            }
            let twice = self.arena.mul(Id::TWO, radius);
            let pi = self.pi();
            // With the angle between 0 and pi, all three are of angles up to right ones.
            let full = self.arena.mul(Id::TWO, pi);
            let opposite = self.arena.neg(twice);
            let angles = [
                (twice, angle),
                (twice, self.arena.sub(full, angle)),
                (opposite, self.arena.sub(pi, angle)),
            ];
            for (size, angle) in angles {
                let third = self.arena.div(angle, three_node);
                let third = self.canonical(third)?;
                let cosine = self.arena.call(FunctionId::COS, &[third]);
                let value = self.arena.mul(size, cosine);
                let value = self.arena.add(value, offset);
                found.push(exact(self.canonical(value)?));
            }
        } else {
            return Ok(None);
        }
        Ok(Some(found))
    }
}

/// Integer coefficients of a multiple.
pub(super) fn cleared(coefficients: &[Number]) -> Vec<BigInt> {
    let denominator = coefficients
        .iter()
        .fold(BigInt::one(), |all, c| all.lcm(c.to_big().denom()));
    coefficients
        .iter()
        .map(|c| {
            let c = c.to_big();
            c.numer() * (&denominator / c.denom())
        })
        .collect()
}
