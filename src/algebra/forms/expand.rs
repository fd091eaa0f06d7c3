//! Products and powers of sums multiplied out.

use super::field::{coefficient, least_multiple, number};
use super::{Limits, Map};
use crate::algebra::polynomial::{Coefficient, MAX_VARIABLES, Monomial, Poly};
use crate::algebra::{AlgebraError, Fuel};
use crate::expr::{Arena, Id, Node, Number};

const WORK: &str = "expanding";

/// What a term of an expression costs to make.
const TERM: u64 = 4000;

/// Products and integer powers of sums multiplied out, at every level, those in denominators and
/// in arguments of functions too. Functions are not taken apart: `exp(a + b)` stays.
///
/// # Errors
/// [`AlgebraError::TooLarge`] with the number of terms if a product has more than `limits` allow,
/// before anything is multiplied out.
///
/// # Examples
/// ```
/// use gradus::Expr;
/// let f: Expr = "sin((x + 1)^2)*(x - 1)*(x + 1)".parse()?;
/// assert_eq!(f.expand()?.to_string(), "x^2*sin(x^2 + 2*x + 1) - sin(x^2 + 2*x + 1)");
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn expand(arena: &mut Arena, id: Id, limits: &Limits) -> Result<Id, AlgebraError> {
    let mut root = arena.canonical(id)?;
    let mut fuel = Fuel::new(limits.work);
    // What is multiplied out may bring denominators and powers together that are to be multiplied
    // out in turn; two or three passes settle everything.
    const PASSES: usize = 6;
    for _ in 0..PASSES {
        let next = pass(arena, root, limits.terms, &mut fuel)?;
        if next == root {
            break;
        }
        root = next;
    }
    Ok(root)
}

fn pass(arena: &mut Arena, root: Id, limit: usize, fuel: &mut Fuel) -> Result<Id, AlgebraError> {
    let mut new: Map<Id, Id> = Map::default();
    for id in arena.reachable(&[root]) {
        let expanded = match arena.node(id) {
            Node::Number(_) | Node::Constant(_) | Node::Symbol(_) => id,
            Node::Sum(_) => expand_sum(arena, &new, id, fuel)?,
            Node::Product(_) | Node::Pow(..) => expand_product(arena, &new, id, limit, fuel)?,
            _ => again(arena, &new, id)?,
        };
        if expanded != id {
            new.insert(id, expanded);
        }
    }
    Ok(new.get(&root).copied().unwrap_or(root))
}

fn expanded(new: &Map<Id, Id>, id: Id) -> Id {
    new.get(&id).copied().unwrap_or(id)
}

/// The node of the new children.
fn again(arena: &mut Arena, new: &Map<Id, Id>, id: Id) -> Result<Id, AlgebraError> {
    let mut changed = false;
    arena.for_each_child(id, |child| changed |= new.contains_key(&child));
    if !changed {
        return Ok(id);
    }
    let built = arena.rebuild(id, |child| expanded(new, child));
    Ok(arena.canonical(built)?)
}

/// The terms of a canonical node with their coefficients.
pub(super) fn terms_of(arena: &Arena, id: Id) -> Vec<(Number, Id)> {
    match arena.node(id) {
        Node::Number(value) => vec![(arena.number(value).clone(), Id::ONE)],
        Node::Sum(run) => arena
            .operands(run)
            .chunks_exact(2)
            .map(|pair| {
                let factor = arena.as_number(pair[0]).cloned();
                (factor.unwrap_or(Number::ONE), pair[1])
            })
            .collect(),
        _ => vec![(Number::ONE, id)],
    }
}

/// The factors of a canonical term as bases and exponents.
pub(super) fn factors_of(arena: &Arena, id: Id) -> Vec<(Id, Id)> {
    match arena.node(id) {
        _ if id == Id::ONE => Vec::new(),
        Node::Product(run) => {
            let pairs = arena.operands(run).chunks_exact(2);
            pairs.map(|pair| (pair[0], pair[1])).collect()
        }
        Node::Pow(base, exponent) => vec![(base, exponent)],
        _ => vec![(id, Id::ONE)],
    }
}

/// The canonical sum of terms.
pub(super) fn sum_of(arena: &mut Arena, terms: Vec<(Number, Id)>) -> Result<Id, AlgebraError> {
    let mut sum = Id::ZERO;
    for (factor, term) in terms {
        let factor = arena.number_node(factor);
        let term = arena.mul(factor, term);
        sum = arena.add(sum, term);
    }
    Ok(arena.canonical(sum)?)
}

fn expand_sum(
    arena: &mut Arena,
    new: &Map<Id, Id>,
    id: Id,
    fuel: &mut Fuel,
) -> Result<Id, AlgebraError> {
    let old = terms_of(arena, id);
    let mut changed = false;
    let mut terms: Vec<(Number, Id)> = Vec::with_capacity(old.len());
    for (factor, term) in old {
        let to = expanded(new, term);
        let several = matches!(arena.node(to), Node::Sum(_));
        changed |= to != term || several;
        if several {
            for (inner, term) in terms_of(arena, to) {
                terms.push((inner.multiply(&factor), term));
            }
        } else {
            terms.push((factor, to));
        }
    }
    fuel.spend(TERM * terms.len() as u64, WORK)?;
    if changed {
        sum_of(arena, terms)
    } else {
        Ok(id)
    }
}

fn expand_product(
    arena: &mut Arena,
    new: &Map<Id, Id>,
    id: Id,
    limit: usize,
    fuel: &mut Fuel,
) -> Result<Id, AlgebraError> {
    let mut above: Vec<(Id, u32)> = Vec::new();
    let mut below: Vec<(Id, u32)> = Vec::new();
    let mut rest = Id::ONE;
    for (base, exponent) in factors_of(arena, id) {
        let (base, exponent) = (expanded(new, base), expanded(new, exponent));
        let several = matches!(arena.node(base), Node::Sum(run) if run.len() > 2);
        let count = match arena.as_number(exponent) {
            Some(count) if several && count.is_integer() => count.to_i64(),
            _ => None,
        };
        match count.map(|count| (count > 0, u32::try_from(count.unsigned_abs()))) {
            Some((true, Ok(count))) => above.push((base, count)),
            Some((false, Ok(count))) => below.push((base, count)),
            _ => {
                let power = arena.pow(base, exponent);
                rest = arena.mul(rest, power);
            }
        }
    }
    if above.is_empty() && matches!(below.as_slice(), [] | [(_, 1)]) {
        return again(arena, new, id);
    }
    if !below.is_empty() {
        let denominator = multiply_out(arena, &below, limit, fuel)?;
        let denominator = arena.recip(denominator);
        rest = arena.mul(rest, denominator);
    }
    let rest = arena.canonical(rest)?;
    let product = multiply_out(arena, &above, limit, fuel)?;
    if rest == Id::ONE {
        return Ok(product);
    }
    let (scale, rest) = match terms_of(arena, rest).as_slice() {
        [(scale, term)] => (scale.clone(), *term),
        // A product of powers that is a sum after all: sqrt(x + 1)^2.
        _ => (Number::ONE, rest),
    };
    let terms = terms_of(arena, product);
    fuel.spend(TERM * terms.len() as u64, WORK)?;
    let mut made = Vec::with_capacity(terms.len());
    for (factor, term) in terms {
        made.push((factor.multiply(&scale), arena.mul(term, rest)));
    }
    sum_of(arena, made)
}

/// The variables of sums of products: powers with natural exponents are powers of a variable.
#[derive(Default)]
struct Atoms {
    places: Map<(Id, Id), usize>,
    list: Vec<(Id, Id)>,
}

impl Atoms {
    fn place(&mut self, base: Id, exponent: Id) -> usize {
        *self.places.entry((base, exponent)).or_insert_with(|| {
            self.list.push((base, exponent));
            self.list.len() - 1
        })
    }

    /// A term as powers of atoms.
    fn monomial(&mut self, arena: &Arena, term: Id) -> Vec<(usize, u32)> {
        let mut made = Vec::new();
        for (base, exponent) in factors_of(arena, term) {
            let count = arena.as_number(exponent).and_then(Number::to_i64);
            match count.map(u32::try_from) {
                Some(Ok(count)) => made.push((self.place(base, Id::ONE), count)),
                _ => made.push((self.place(base, exponent), 1)),
            }
        }
        made
    }

    fn term(&self, arena: &mut Arena, powers: &[(usize, u32)]) -> Id {
        let mut product = Id::ONE;
        for &(at, count) in powers {
            let (base, exponent) = self.list[at];
            let count = arena.integer(count.into());
            let exponent = arena.mul(exponent, count);
            let power = arena.pow(base, exponent);
            product = arena.mul(product, power);
        }
        product
    }
}

/// A coefficient, and atoms by their places with exponents.
type Term = (Number, Vec<(usize, u32)>);

/// The product of powers of canonical sums, as a canonical node.
fn multiply_out(
    arena: &mut Arena,
    factors: &[(Id, u32)],
    limit: usize,
    fuel: &mut Fuel,
) -> Result<Id, AlgebraError> {
    let mut atoms = Atoms::default();
    let mut scale = Number::ONE;
    let mut sums: Vec<(Vec<Term>, u32)> = Vec::new();
    for &(sum, count) in factors {
        let terms = terms_of(arena, sum);
        let mut denominator = Number::ONE;
        for (factor, _) in &terms {
            denominator = least_multiple(&denominator, &factor.denominator());
        }
        let made = terms
            .into_iter()
            .map(|(factor, term)| (factor.multiply(&denominator), atoms.monomial(arena, term)))
            .collect();
        sums.push((made, count));
        let power = denominator.power(&Number::integer(i64::from(count).wrapping_neg()));
        scale = match power {
            Some(power) => scale.multiply(&power),
            None => return Err(AlgebraError::OutOfFuel { what: WORK }),
        };
    }
    check_size(&sums, limit)?;
    if atoms.list.len() > MAX_VARIABLES {
        return multiply_many(arena, &atoms, &sums, &scale, limit, fuel);
    }
    let variables = atoms.list.len();
    let mut product = Poly::one(variables);
    for (terms, count) in &sums {
        let mut list: Vec<(Monomial, Coefficient)> = Vec::with_capacity(terms.len());
        for (factor, powers) in terms {
            let mut exponents = [0u32; MAX_VARIABLES];
            for &(at, power) in powers {
                exponents[at] += power;
            }
            let monomial = Monomial::from_exponents(&exponents).ok_or_else(|| {
                super::field::too_high(exponents.iter().copied().max().unwrap_or(0).into())
            })?;
            list.push((monomial, coefficient(factor)));
        }
        let sum = Poly::from_monomials(variables, list);
        let power = sum.pow_within(*count, limit, fuel)?;
        product = product.mul_within(&power, limit, fuel)?;
    }
    fuel.spend(TERM * product.term_count() as u64, WORK)?;
    let mut terms = Vec::with_capacity(product.term_count());
    for (monomial, factor) in product.monomials() {
        let powers: Vec<(usize, u32)> = (0..variables)
            .map(|at| (at, monomial.exponent(at)))
            .filter(|pair| pair.1 != 0)
            .collect();
        let term = atoms.term(arena, &powers);
        terms.push((number(factor).multiply(&scale), term));
    }
    sum_of(arena, terms)
}

type Sums = [(Vec<(Number, Vec<(usize, u32)>)>, u32)];

/// Refuses a product that would have too many terms.
fn check_size(sums: &Sums, limit: usize) -> Result<(), AlgebraError> {
    // Every choice of terms...
    let mut chosen = 1u128;
    // ...but no more than there are monomials within the degrees.
    let mut degrees: Map<usize, u128> = Map::default();
    for (terms, count) in sums {
        chosen = chosen.saturating_mul(choices(terms.len() as u128, u128::from(*count)));
        let mut highest: Map<usize, u32> = Map::default();
        for (at, power) in terms.iter().flat_map(|(_, powers)| powers) {
            let known = highest.entry(*at).or_insert(0);
            *known = (*known).max(*power);
        }
        for (at, power) in highest {
            *degrees.entry(at).or_insert(0) += u128::from(power) * u128::from(*count);
        }
    }
    let mut boxed = 1u128;
    for degree in degrees.values() {
        boxed = boxed.saturating_mul(degree + 1);
    }
    let terms = chosen.min(boxed);
    if terms > limit as u128 {
        return Err(AlgebraError::TooLarge {
            what: "the expansion",
            terms,
            limit: limit as u128,
        });
    }
    Ok(())
}

/// How many products of `count` factors there are out of `terms`, if their order does not matter.
fn choices(terms: u128, count: u128) -> u128 {
    let others = terms.saturating_sub(1);
    let (small, large) = (others.min(count), others.max(count));
    let mut chosen = 1u128;
    for k in 1..=small {
        match chosen.checked_mul(large + k) {
            Some(product) => chosen = product / k,
            None => return u128::MAX,
        }
    }
    chosen
}

/// The same for more variables than polynomials have.
fn multiply_many(
    arena: &mut Arena,
    atoms: &Atoms,
    sums: &Sums,
    scale: &Number,
    limit: usize,
    fuel: &mut Fuel,
) -> Result<Id, AlgebraError> {
    let mut product: Vec<(Vec<(usize, u32)>, Number)> = vec![(Vec::new(), Number::ONE)];
    for (terms, count) in sums {
        for _ in 0..*count {
            let mut next: Map<Vec<(usize, u32)>, Number> = Map::default();
            fuel.spend(500 * product.len() as u64 * terms.len() as u64, WORK)?;
            for (powers, factor) in &product {
                for (other, more) in terms.iter().map(|(factor, powers)| (powers, factor)) {
                    let mut joined = powers.clone();
                    for &(at, power) in other {
                        match joined.binary_search_by_key(&at, |pair| pair.0) {
                            Ok(place) => {
                                joined[place].1 = joined[place].1.saturating_add(power);
                            }
                            Err(place) => joined.insert(place, (at, power)),
                        }
                    }
                    let value = next.entry(joined).or_insert(Number::ZERO);
                    *value = value.add(&factor.multiply(more));
                }
            }
            if next.len() > limit {
                return Err(AlgebraError::TooLarge {
                    what: "the expansion",
                    terms: next.len() as u128,
                    limit: limit as u128,
                });
            }
            product = next.into_iter().collect();
        }
    }
    // The order of a hash table means nothing; the canonical sum sorts.
    let mut made = Vec::with_capacity(product.len());
    for (powers, factor) in product {
        made.push((factor.multiply(scale), atoms.term(arena, &powers)));
    }
    sum_of(arena, made)
}
