//! Forms back into expressions, as a mathematician would write them.

use super::expand::{sum_of, terms_of};
use super::field::{Field, Form, number};
use crate::algebra::AlgebraError;
use crate::algebra::polynomial::{MAX_VARIABLES, Monomial, Poly};
use crate::expr::{Arena, Id, Node, Number, natural_order};

/// How the sums of one form are written, each made once.
pub(super) struct Writer<'a> {
    field: &'a Field,
    /// For each generator whether its powers are products of the canonical form as they are.
    simple: Vec<bool>,
    /// For each generator its place among the names, which decides the sign of a sum.
    ranks: Vec<usize>,
}

/// A sum as it is to be written.
struct Written {
    sum: u32,
    exponent: i32,
    /// Whether it stands with the other sign.
    negative: bool,
    /// Whether that can't be changed.
    fixed: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(arena: &Arena, field: &'a Field) -> Self {
        let list = &field.generators.list;
        let simple = list
            .iter()
            .map(|generator| {
                generator.whole.is_some()
                    && !matches!(arena.node(generator.base), Node::Product(_) | Node::Pow(..))
                    && !list
                        .iter()
                        .any(|other| other.whole.is_none() && other.base == generator.base)
            })
            .collect();
        let mut places: Vec<usize> = (0..list.len()).collect();
        places.sort_by(|&a, &b| {
            let key = |at: usize| (arena.hash(list[at].base), arena.hash(list[at].exponent));
            natural_order(arena.name(list[a].base), arena.name(list[b].base))
                .then_with(|| key(a).cmp(&key(b)))
        });
        let mut ranks = vec![0; list.len()];
        for (rank, place) in places.into_iter().enumerate() {
            ranks[place] = rank;
        }
        Writer {
            field,
            simple,
            ranks,
        }
    }

    /// A canonical node.
    pub(super) fn form(&self, arena: &mut Arena, form: &Form) -> Result<Id, AlgebraError> {
        if form.is_zero() {
            return Ok(Id::ZERO);
        }
        let mut content = form.content.clone();
        let mut sums: Vec<Written> = Vec::with_capacity(form.sums.len());
        for &(sum, exponent) in &form.sums {
            let fixed = self.field.written.get(&sum).copied();
            let negative = fixed.unwrap_or_else(|| self.reads_negative(arena, sum));
            if negative && exponent % 2 != 0 {
                content = content.negate();
            }
            sums.push(Written {
                sum,
                exponent,
                negative,
                fixed: fixed.is_some(),
            });
        }
        let mut nodes = Vec::with_capacity(sums.len());
        for written in &sums {
            let poly = self.poly(arena, self.sum(written.sum))?;
            nodes.push(match written.negative {
                true => opposite(arena, poly)?,
                false => poly,
            });
        }
        // A sign that would stand alone goes into a difference, whatever order they come in.
        if content.is_negative() && content.numerator() == Number::MINUS_ONE {
            let best = (0..sums.len())
                .filter(|&at| !sums[at].fixed && sums[at].exponent % 2 != 0)
                .map(|at| {
                    let terms = self.sum(sums[at].sum).term_count();
                    let key = (std::cmp::Reverse(terms), arena.hash(nodes[at]));
                    (self.reversal(&sums[at]), key, at)
                })
                .max();
            if let Some((rank, _, at)) = best
                && rank > 0
            {
                nodes[at] = opposite(arena, nodes[at])?;
                content = content.negate();
            }
        }
        let mut product = arena.number_node(content);
        for (at, &exponent) in form.monomial.iter().enumerate() {
            if exponent != 0 {
                let power = self.power(arena, at, exponent)?;
                product = arena.mul(product, power);
            }
        }
        for (written, poly) in sums.iter().zip(nodes) {
            let exponent = arena.integer(written.exponent.into());
            let power = arena.pow(poly, exponent);
            product = arena.mul(product, power);
        }
        Ok(arena.canonical(product)?)
    }

    fn sum(&self, at: u32) -> &'a Poly {
        &self.field.sums[at as usize]
    }

    /// Whether a sum is better written with the other sign: if the term that is printed first
    /// would have a minus.
    fn reads_negative(&self, arena: &Arena, sum: u32) -> bool {
        // Of the terms of highest degree in the symbols the one whose name comes first.
        let mut best: Option<(f64, Vec<u32>, bool)> = None;
        let mut positive = false;
        for (monomial, coefficient) in self.sum(sum).monomials() {
            let mut degree = 0.0;
            let mut exponents = vec![0; self.ranks.len()];
            for (at, generator) in self.field.generators.list.iter().enumerate() {
                let exponent = monomial.exponent(at);
                exponents[self.ranks[at]] = exponent;
                if let (Some(whole), Node::Symbol(_)) =
                    (generator.whole, arena.node(generator.base))
                {
                    degree += f64::from(exponent) / f64::from(whole);
                }
            }
            let candidate = (degree, exponents, coefficient.is_negative());
            let better = best
                .as_ref()
                .is_none_or(|(d, e, _)| candidate.0 > *d || candidate.0 == *d && candidate.1 > *e);
            if better {
                best = Some(candidate);
            }
            positive |= !coefficient.is_negative();
        }
        !positive || best.is_some_and(|(_, _, negative)| negative)
    }

    /// How well a sum reads with the other sign: 0 if it does not, more if nothing tells which of
    /// the two is usual.
    fn reversal(&self, written: &Written) -> u32 {
        let terms = self.sum(written.sum).monomials();
        let is_positive = |negative: bool| negative == written.negative;
        let constant = terms.iter().find(|(monomial, _)| monomial.is_one());
        match constant {
            // n*p - k, k - n*p
            None => {
                let negatives = terms
                    .iter()
                    .filter(|(_, c)| !is_positive(c.is_negative()))
                    .count();
                match (negatives, terms.len()) {
                    (0, _) => 0,
                    (many, all) if 2 * many >= all => 2,
                    _ => 0,
                }
            }
            // x - 4, 4 - x
            Some((_, constant)) => {
                let others = terms
                    .iter()
                    .filter(|(monomial, _)| !monomial.is_one())
                    .all(|(_, c)| is_positive(c.is_negative()));
                u32::from(others && !is_positive(constant.is_negative()))
            }
        }
    }

    /// A generator to a power.
    fn power(&self, arena: &mut Arena, at: usize, exponent: i32) -> Result<Id, AlgebraError> {
        let generator = &self.field.generators.list[at];
        let count = match generator.whole {
            Some(whole) => Number::ratio(exponent.into(), whole.into()),
            None => Some(Number::integer(exponent.into())),
        };
        let count = count.unwrap_or(Number::ONE);
        let exponent = match generator.whole {
            Some(_) => arena.number_node(count),
            None => {
                let terms = terms_of(arena, generator.exponent).into_iter();
                let terms = terms.map(|(factor, term)| (factor.multiply(&count), term));
                let terms = terms.collect();
                sum_of(arena, terms)?
            }
        };
        let power = arena.pow(generator.base, exponent);
        Ok(arena.canonical(power)?)
    }

    /// A polynomial, as a canonical node.
    pub(super) fn poly(&self, arena: &mut Arena, poly: &Poly) -> Result<Id, AlgebraError> {
        self.scaled(arena, poly, &Number::ONE, &[0; MAX_VARIABLES])
    }

    /// A polynomial times a number and powers of generators, which are multiplied into its terms.
    pub(super) fn scaled(
        &self,
        arena: &mut Arena,
        poly: &Poly,
        scale: &Number,
        powers: &[i32; MAX_VARIABLES],
    ) -> Result<Id, AlgebraError> {
        let mut pairs: Vec<(Id, Id)> = Vec::with_capacity(poly.term_count());
        let mut simple = true;
        for (monomial, coefficient) in poly.monomials() {
            let (term, plain) = self.term(arena, monomial, powers)?;
            simple &= plain;
            let coefficient = arena.number_node(number(coefficient).multiply(scale));
            pairs.push((coefficient, term));
        }
        if simple && pairs.len() > 1 {
            pairs.sort_unstable_by_key(|&(_, term)| (arena.hash(term), term));
            let run: Vec<Id> = pairs.iter().flat_map(|&(c, term)| [c, term]).collect();
            let sum = arena.sum_node(&run);
            arena.set_canonical(sum, sum);
            return Ok(sum);
        }
        let mut sum = Id::ZERO;
        for (coefficient, term) in pairs {
            let product = arena.mul(coefficient, term);
            sum = arena.add(sum, product);
        }
        Ok(arena.canonical(sum)?)
    }

    /// A product of powers of generators, and whether it is a plain term of a canonical sum.
    fn term(
        &self,
        arena: &mut Arena,
        monomial: &Monomial,
        more: &[i32; MAX_VARIABLES],
    ) -> Result<(Id, bool), AlgebraError> {
        let exponent = |at: usize| more[at].saturating_add(monomial.exponent(at) as i32);
        let used = (0..self.simple.len()).filter(|&at| exponent(at) != 0);
        if !used.clone().all(|at| self.simple[at]) {
            let mut product = Id::ONE;
            for at in used {
                let power = self.power(arena, at, exponent(at))?;
                product = arena.mul(product, power);
            }
            return Ok((arena.canonical(product)?, false));
        }
        let mut powers: Vec<(Id, Id)> = Vec::with_capacity(4);
        for at in used {
            let generator = &self.field.generators.list[at];
            let whole = i64::from(generator.whole.unwrap_or(1));
            let power = match Number::ratio(exponent(at).into(), whole) {
                Some(power) => arena.number_node(power),
                None => Id::ONE,
            };
            powers.push((generator.base, power));
        }
        let term = match powers.as_slice() {
            [] => Id::ONE,
            &[(base, Id::ONE)] => base,
            &[(base, exponent)] => arena.pow_node(base, exponent),
            _ => {
                powers.sort_unstable_by_key(|&(base, _)| (arena.hash(base), base));
                let run: Vec<Id> = powers.iter().flat_map(|&(b, e)| [b, e]).collect();
                arena.product_node(&run)
            }
        };
        arena.set_canonical(term, term);
        Ok((term, true))
    }
}

/// A canonical sum with the other sign.
fn opposite(arena: &mut Arena, sum: Id) -> Result<Id, AlgebraError> {
    let negative = arena.neg(sum);
    Ok(arena.canonical(negative)?)
}
