//! Polynomial equations: by formula, by factors, by special forms, and by isolating real roots.
//!
//! It is long because every degree has its own formulas.

use std::collections::HashMap;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use super::invert::rational_root;
use super::solution::{Kind, Note, Outcome, Solution};
use super::solver::{Found, Solver, Tried, everything, exact};
use crate::algebra::Fuel;
use crate::algebra::univariate;
use crate::analysis::AnalysisError;
use crate::expr::{Id, Node, Number, Relation};

/// The highest degree of a polynomial that is written out.
const MOST_DEGREE: usize = 400;

/// What factoring one polynomial may cost.
const FACTOR_FUEL: u64 = 400_000_000;

/// Exact roots of more nodes than this are given as numbers instead.
const MOST_NODES: usize = 24;

impl Solver<'_> {
    /// The coefficients of `f` as a polynomial in `x`, the constant first; nothing if it is none,
    /// or one of too high degree.
    pub(super) fn coefficients(&mut self, f: Id, x: Id) -> Result<Option<Vec<Id>>, AnalysisError> {
        // What products of sums cost in operations.
        let mut work = 0usize;
        let order = self.arena.reachable(&[f]);
        let mut known: HashMap<Id, Vec<Id>> = HashMap::new();
        for id in order {
            let polynomial = if !self.contains(id, x) {
                vec![id]
            } else if id == x {
                vec![Id::ZERO, Id::ONE]
            } else {
                match self.arena.node(id) {
                    Node::Sum(run) => {
                        let mut sum: Vec<Id> = Vec::new();
                        for pair in self.arena.operands(run).to_vec().chunks_exact(2) {
                            let Some(term) = known.get(&pair[1]) else {
                                return Ok(None);
                            };
                            let term = term.clone();
                            sum.resize(sum.len().max(term.len()), Id::ZERO);
                            for (at, coefficient) in term.into_iter().enumerate() {
                                let part = self.arena.mul(pair[0], coefficient);
                                sum[at] = self.arena.add(sum[at], part);
                            }
                        }
                        sum
                    }
                    Node::Pow(..) | Node::Product(_) => {
                        let mut product = vec![Id::ONE];
                        for (base, exponent) in self.powers(id) {
                            let factor = if self.contains(base, x) {
                                let count = self
                                    .arena
                                    .as_number(exponent)
                                    .and_then(Number::to_i64)
                                    .and_then(|n| usize::try_from(n).ok());
                                let (Some(count), Some(base)) = (count, known.get(&base)) else {
                                    // Only what is needed must be a polynomial.
                                    product.clear();
                                    break;
                                };
                                let base = base.clone();
                                match self.polynomial_power(&base, count, &mut work)? {
                                    Some(power) => power,
                                    None => return Ok(None),
                                }
                            } else if self.contains(exponent, x) {
                                product.clear();
                                break;
                            } else {
                                vec![self.arena.pow(base, exponent)]
                            };
                            match self.polynomial_product(&product, &factor, &mut work)? {
                                Some(next) => product = next,
                                None => return Ok(None),
                            }
                        }
                        if product.is_empty() {
                            continue;
                        }
                        product
                    }
                    _ => continue,
                }
            };
            let mut polynomial = polynomial;
            for coefficient in &mut polynomial {
                *coefficient = self.canonical(*coefficient)?;
            }
            known.insert(id, polynomial);
        }
        let Some(mut coefficients) = known.remove(&f) else {
            return Ok(None);
        };
        for coefficient in &mut coefficients {
            *coefficient = self.normal(*coefficient)?;
        }
        while let Some(&last) = coefficients.last() {
            if !self.vanishes(last)? {
                break;
            }
            coefficients.pop();
        }
        Ok(Some(coefficients))
    }

    fn polynomial_product(
        &mut self,
        a: &[Id],
        b: &[Id],
        work: &mut usize,
    ) -> Result<Option<Vec<Id>>, AnalysisError> {
        *work += a.len() * b.len();
        if a.len() + b.len() > MOST_DEGREE + 2 || *work > 400_000 {
            return Ok(None);
        }
        let mut product = vec![Id::ZERO; a.len() + b.len() - 1];
        for (i, &p) in a.iter().enumerate() {
            for (j, &q) in b.iter().enumerate() {
                let term = self.arena.mul(p, q);
                product[i + j] = self.arena.add(product[i + j], term);
            }
        }
        for coefficient in &mut product {
            *coefficient = self.canonical(*coefficient)?;
        }
        Ok(Some(product))
    }

    fn polynomial_power(
        &mut self,
        base: &[Id],
        count: usize,
        work: &mut usize,
    ) -> Result<Option<Vec<Id>>, AnalysisError> {
        if base.len().saturating_sub(1).saturating_mul(count) > MOST_DEGREE {
            return Ok(None);
        }
        let single = base.iter().filter(|&&c| c != Id::ZERO).count() == 1;
        if single {
            let degree = base.len() - 1;
            let mut power = vec![Id::ZERO; degree * count];
            let exponent = self.arena.integer(i64::try_from(count).unwrap_or(i64::MAX));
            power.push(self.arena.pow(base[degree], exponent));
            return Ok(Some(power));
        }
        let mut power = vec![Id::ONE];
        for _ in 0..count {
            match self.polynomial_product(&power, base, work)? {
                Some(next) => power = next,
                None => return Ok(None),
            }
        }
        Ok(Some(power))
    }

    /// A polynomial in the unknown.
    pub(super) fn by_polynomial(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let Some(coefficients) = self.coefficients(f, x)? else {
            return Ok(None);
        };
        let rational: Option<Vec<Number>> = coefficients
            .iter()
            .map(|&coefficient| self.arena.as_number(coefficient).cloned())
            .collect();
        if let Some(rational) = rational {
            return self.rational_polynomial(&rational, x, depth).map(Some);
        }
        // A power of the unknown that all terms share.
        let low = coefficients
            .iter()
            .position(|&coefficient| coefficient != Id::ZERO)
            .unwrap_or(0);
        if low > 0 {
            let rest = self.from_coefficients(&coefficients[low..], x)?;
            let mut found = vec![Solution {
                multiplicity: u32::try_from(low).unwrap_or(u32::MAX),
                ..exact(Id::ZERO)
            }];
            found.extend(self.zeros(rest, x, depth)?);
            return Ok(Some(found));
        }
        match coefficients.as_slice() {
            [] => return Ok(Some(vec![everything(x)])),
            [constant] => return self.zeros(*constant, x, depth).map(Some),
            &[b, a] => return self.linear(a, b, x).map(Some),
            _ => {}
        }
        // Factors first: they give the simpler roots.
        if let Some(found) = self.by_factors(f, x, depth)? {
            return Ok(Some(found));
        }
        if let &[c, b, a] = coefficients.as_slice() {
            return self.quadratic(a, b, c).map(Some);
        }
        self.by_stride(&coefficients, x, depth)
    }

    /// The expression of coefficients.
    pub(super) fn from_coefficients(
        &mut self,
        coefficients: &[Id],
        x: Id,
    ) -> Result<Id, AnalysisError> {
        let mut sum = Id::ZERO;
        for (at, &coefficient) in coefficients.iter().enumerate() {
            let exponent = self.arena.integer(i64::try_from(at).unwrap_or(i64::MAX));
            let power = self.arena.pow(x, exponent);
            let term = self.arena.mul(coefficient, power);
            sum = self.arena.add(sum, term);
        }
        self.canonical(sum)
    }

    /// A polynomial in a power of the unknown.
    fn by_stride(&mut self, coefficients: &[Id], x: Id, depth: u32) -> Tried {
        let stride = coefficients
            .iter()
            .enumerate()
            .filter(|&(_, &coefficient)| coefficient != Id::ZERO)
            .fold(0usize, |stride, (at, _)| stride.gcd(&at));
        if stride < 2 {
            return Ok(None);
        }
        let thinned: Vec<Id> = coefficients.iter().copied().step_by(stride).collect();
        let t = self.arena.symbol("t'");
        let inner = self.from_coefficients(&thinned, t)?;
        let values = self.zeros(inner, t, depth)?;
        let exponent = self.arena.integer(i64::try_from(stride).unwrap_or(1));
        let power = self.arena.pow(x, exponent);
        self.each_equals(power, values, x, depth).map(Some)
    }

    /// `a*x + b = 0`.
    fn linear(&mut self, a: Id, b: Id, x: Id) -> Found {
        let value = self.opposite_quotient(b, a)?;
        let vanishing = self.compare_zero(Relation::Equal, a);
        let nonzero = self.compare_zero(Relation::NotEqual, a);
        if self.decide(nonzero) == Some(true) {
            return Ok(vec![exact(value)]);
        }
        let _ = x;
        let condition = self.readable(vanishing)?;
        let outcome = if self.vanishes(b)? {
            Outcome::All(None)
        } else {
            let where_ = self.compare_zero(Relation::Equal, b);
            match self.decide(where_) {
                Some(false) => Outcome::None,
                _ => self.everywhere(condition, where_)?,
            }
        };
        self.note(Note::Degenerate { condition, outcome });
        Ok(self.under(nonzero, vec![exact(value)]))
    }

    /// `-b/a`, with the sign where it reads better.
    fn opposite_quotient(&mut self, b: Id, a: Id) -> Result<Id, AnalysisError> {
        let quotient = self.arena.div(b, a);
        let quotient = self.arena.neg(quotient);
        let quotient = self.normal(quotient)?;
        let opposite = self.arena.neg(a);
        let other = self.arena.div(b, opposite);
        let other = self.normal(other)?;
        let length = |solver: &Self, id: Id| super::solution::text(solver.arena, id, false).len();
        if length(self, other) < length(self, quotient) {
            return Ok(other);
        }
        Ok(quotient)
    }

    /// `a*x^2 + b*x + c = 0`, by the formula.
    fn quadratic(&mut self, a: Id, b: Id, c: Id) -> Found {
        let four = self.arena.integer(4);
        let square = self.arena.pow(b, Id::TWO);
        let product = self.arena.mul(a, c);
        let product = self.arena.mul(four, product);
        let discriminant = self.arena.sub(square, product);
        let discriminant = self.normal(discriminant)?;
        let nonzero = self.compare_zero(Relation::NotEqual, a);
        let decided = self.decide(nonzero);
        if decided.is_none() {
            let vanishing = self.compare_zero(Relation::Equal, a);
            let condition = self.readable(vanishing)?;
            let outcome = if self.vanishes(b)? {
                Outcome::None
            } else {
                let quotient = self.arena.div(c, b);
                let value = self.arena.neg(quotient);
                Outcome::Value(self.normal(value)?)
            };
            self.note(Note::Degenerate { condition, outcome });
        }
        let twice = self.arena.mul(Id::TWO, a);
        let opposite = self.arena.neg(b);
        let mut found = Vec::new();
        if self.vanishes(discriminant)? {
            let value = self.arena.div(opposite, twice);
            found.push(Solution {
                multiplicity: 2,
                ..exact(self.normal(value)?)
            });
        } else {
            let real = self.compare_zero(Relation::GreaterEqual, discriminant);
            if self.decide(real) == Some(false) {
                return Ok(Vec::new());
            }
            if self.vanishes(b)? {
                let quotient = self.arena.div(c, a);
                let quotient = self.arena.neg(quotient);
                let quotient = self.normal(quotient)?;
                let real = self.compare_zero(Relation::GreaterEqual, quotient);
                let root = self.root(quotient, 2)?;
                let root = self.plain_root(root)?;
                let negative = self.arena.neg(root);
                let values = vec![exact(self.canonical(negative)?), exact(root)];
                found.extend(self.under(real, values));
            } else {
                // The discriminant of 2*h is four times a smaller one.
                let (top, root, bottom) = match self.halved(b)? {
                    Some(half) => {
                        let square = self.arena.pow(half, Id::TWO);
                        let product = self.arena.mul(a, c);
                        let less = self.arena.sub(square, product);
                        let less = self.normal(less)?;
                        (self.arena.neg(half), less, a)
                    }
                    None => (opposite, discriminant, twice),
                };
                let root = self.root(root, 2)?;
                let root = self.plain_root(root)?;
                let mut values = Vec::new();
                for root in [self.arena.neg(root), root] {
                    let sum = self.arena.add(top, root);
                    let value = self.arena.div(sum, bottom);
                    values.push(exact(self.canonical(value)?));
                }
                found.extend(self.under(real, values));
            }
        }
        Ok(match decided {
            Some(_) => found,
            None => self.under(nonzero, found),
        })
    }

    /// A root of which the negative is taken too needs no sizes.
    fn plain_root(&mut self, root: Id) -> Result<Id, AnalysisError> {
        let mut replaced = Vec::new();
        for (base, _) in self.powers(root) {
            if let Node::Call(crate::function::FunctionId::ABS, run) = self.arena.node(base) {
                replaced.push((base, self.arena.operand(run, 0)));
            }
        }
        let root = self.arena.substitute(root, &replaced);
        self.canonical(root)
    }

    /// Half of an expression whose terms all have even coefficients.
    fn halved(&mut self, b: Id) -> Result<Option<Id>, AnalysisError> {
        let (constant, terms) = super::conditions::split_constant(self.arena, b);
        if !constant.is_even() || terms.iter().any(|(factor, _)| !factor.is_even()) {
            return Ok(None);
        }
        let half = self.arena.mul(Id::HALF, b);
        self.canonical(half).map(Some)
    }

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
    fn irreducible(&mut self, f: &[BigInt], x: Id, depth: u32) -> Found {
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
    fn readable_roots(&mut self, f: &[BigInt], stride: usize, x: Id, depth: u32) -> Tried {
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
            return self.palindromic(f, x, depth - 1);
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

    fn big(&mut self, value: &BigInt) -> Id {
        self.arena
            .number_node(Number::from_big(num_rational::BigRational::from_integer(
                value.clone(),
            )))
    }

    /// The roots of a quadratic with integer coefficients, in lowest terms.
    fn integer_quadratic(&mut self, a: &BigInt, b: &BigInt, c: &BigInt) -> Found {
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
    fn palindromic(&mut self, f: &[BigInt], x: Id, depth: u32) -> Tried {
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
        let _ = x;
        Ok(Some(found))
    }

    /// The real roots of a cubic where they are short: by roots if there is one, by cosines if
    /// there are three and the angle is a known one.
    fn cubic(&mut self, f: &[BigInt]) -> Tried {
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
                    Node::Pow(base, _) => {
                        self.arena.call(crate::function::FunctionId::CBRT, &[base])
                    }
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
            let angle = self
                .arena
                .call(crate::function::FunctionId::ACOS, &[cosine]);
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
                let cosine = self.arena.call(crate::function::FunctionId::COS, &[third]);
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
