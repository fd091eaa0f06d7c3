//! Bounds of sums by completing squares: `x^2 - 2*x + 2` is at least 1, `a^2 - 2*a*b + b^2` at
//! least 0.
//!
//! The sum is read as a quadratic form in some *atoms* (products of powers), and eliminating one
//! atom after the other leaves its least value as the constant.

use super::enclosure::{Enclosure, End};
use super::form::Form;
use super::known::Facts;
use crate::expr::{Arena, Constant, Id, Node, Number};
use crate::function::FunctionId;

/// Forms in more atoms are not looked at.
const MOST_ATOMS: usize = 6;

/// Forms of more terms are not looked at.
const MOST_TERMS: usize = 12;

/// Longer numbers are not worth the work.
const LONG: u64 = 2000;

/// What is raised to a rational power in an atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Base {
    Node(Id),
    /// The exponential of a node.
    Exponential(Id),
    /// A power with an exponent that is no number.
    Power(Id, Id),
}

/// A product of rational powers, sorted by base.
type Monomial = Vec<(Base, Number)>;

fn factor(arena: &Arena, base: Id, exponent: Id) -> (Base, Number) {
    match (arena.node(base), arena.as_number(exponent)) {
        (Node::Constant(Constant::E), _) => exponential(arena, exponent),
        (Node::Call(FunctionId::EXP, run), _) if exponent == Id::ONE => {
            exponential(arena, arena.operands(run).first().copied().unwrap_or(base))
        }
        (_, Some(number)) => (Base::Node(base), number.clone()),
        _ => (Base::Power(base, exponent), Number::ONE),
    }
}

fn exponential(arena: &Arena, exponent: Id) -> (Base, Number) {
    if let Node::Sum(run) = arena.node(exponent)
        && let [factor, term] = arena.operands(run)
        && let Some(factor) = arena.as_number(*factor)
    {
        return (Base::Exponential(*term), factor.clone());
    }
    (Base::Exponential(exponent), Number::ONE)
}

fn monomial(arena: &Arena, term: Id) -> Monomial {
    let mut factors = match arena.node(term) {
        Node::Product(run) => (arena.operands(run).chunks_exact(2))
            .map(|pair| factor(arena, pair[0], pair[1]))
            .collect(),
        Node::Pow(base, exponent) => vec![factor(arena, base, exponent)],
        _ => vec![factor(arena, term, Id::ONE)],
    };
    factors.sort();
    factors
}

fn product(a: &Monomial, b: &Monomial) -> Monomial {
    let mut both: Monomial = a.iter().chain(b).cloned().collect();
    both.sort_by_key(|(base, _)| *base);
    both.dedup_by(|next, kept| {
        if next.0 != kept.0 {
            return false;
        }
        kept.1 = kept.1.add(&next.1);
        true
    });
    both
}

fn half(of: &Monomial) -> Option<Monomial> {
    let half = Number::ratio(1, 2)?;
    Some(
        of.iter()
            .map(|(base, exponent)| (*base, exponent.multiply(&half)))
            .collect(),
    )
}

/// What completing squares says of a form.
pub(super) fn enclosure(facts: &Facts, arena: &Arena, form: &Form) -> Option<Enclosure> {
    if form.terms.len() < 2 || form.terms.len() > MOST_TERMS {
        return None;
    }
    let monomials: Vec<Monomial> = (form.terms.iter())
        .map(|(term, _)| monomial(arena, *term))
        .collect();
    let below = bound(facts, arena, form, &monomials, &Number::ONE);
    let above = bound(facts, arena, form, &monomials, &Number::MINUS_ONE).map(|it| it.negate());
    match (below, above) {
        (Some(below), Some(above)) => Some(below.refined(&above)),
        (below, above) => below.or(above),
    }
}

/// A lower bound of `sign*form`, and sometimes an upper one.
fn bound(
    facts: &Facts,
    arena: &Arena,
    form: &Form,
    monomials: &[Monomial],
    sign: &Number,
) -> Option<Enclosure> {
    let coefficient = |at: usize| form.terms.get(at).map(|(_, of)| of.multiply(sign));
    let mut atoms: Vec<Monomial> = Vec::new();
    for (at, whole) in monomials.iter().enumerate() {
        let Some(atom) = half(whole) else { continue };
        if coefficient(at).is_some_and(|of| of.is_positive())
            && is_real(facts, arena, &atom, monomials)
            && !atoms.contains(&atom)
        {
            atoms.push(atom);
        }
    }
    // Atoms that meet no other term are better left to their own enclosure.
    let meets = |atom: &Monomial, atoms: &[Monomial]| {
        monomials.iter().enumerate().any(|(at, term)| {
            term == atom
                || atoms.iter().any(|other| {
                    product(atom, other) == *term
                        && (other != atom || coefficient(at).is_some_and(|of| of.is_negative()))
                })
        })
    };
    let all = atoms.clone();
    atoms.retain(|atom| meets(atom, &all));
    if atoms.is_empty() || atoms.len() > MOST_ATOMS {
        return None;
    }
    let size = atoms.len();
    let mut matrix = vec![vec![Number::ZERO; size + 1]; size + 1];
    matrix[size][size] = form.constant.multiply(sign);
    let mut rest = Enclosure::point(Number::ZERO);
    let two = Number::ratio(1, 2)?;
    for (at, term) in monomials.iter().enumerate() {
        let of = coefficient(at)?;
        let square = atoms.iter().position(|atom| product(atom, atom) == *term);
        let mut places = None;
        if of.is_negative() || square.is_none() {
            'search: for i in 0..size {
                if atoms[i] == *term {
                    places = Some((i, size));
                    break;
                }
                for j in 0..i {
                    if product(&atoms[i], &atoms[j]) == *term {
                        places = Some((i, j));
                        break 'search;
                    }
                }
            }
        }
        match (places, square) {
            (Some((i, j)), _) => {
                let shared = of.multiply(&two);
                matrix[i][j] = matrix[i][j].add(&shared);
                matrix[j][i] = matrix[j][i].add(&shared);
            }
            (None, Some(i)) => matrix[i][i] = matrix[i][i].add(&of),
            (None, None) => {
                let (id, _) = form.terms.get(at)?;
                rest = rest.add(&facts.enclosure(arena, *id).scale(&of));
            }
        }
    }
    if let [atom] = atoms.as_slice() {
        let shift = matrix[0][1].multiply(&matrix[0][0].reciprocal()?);
        let least = matrix[1][1].subtract(&shift.multiply(&matrix[0][1]));
        let of_atom = match atom.as_slice() {
            [(Base::Node(id), exponent)] if exponent.is_one() => facts.form(
                arena,
                &Form {
                    terms: vec![(*id, Number::ONE)],
                    constant: shift,
                },
            ),
            _ => values(facts, arena, atom).add(&Enclosure::point(shift)),
        };
        let square = of_atom.power(&Number::integer(2)).scale(&matrix[0][0]);
        return Some(square.add(&Enclosure::point(least)).add(&rest));
    }
    let least = least(matrix)?;
    let lower = rest.lower?;
    Some(
        Enclosure {
            lower: Some(End {
                value: lower.value.add(&least),
                included: lower.included,
            }),
            ..Enclosure::reals()
        }
        .settled(),
    )
}

/// Whether an atom is real wherever the sum is.
fn is_real(facts: &Facts, arena: &Arena, atom: &Monomial, monomials: &[Monomial]) -> bool {
    monomials.contains(atom)
        || atom.iter().all(|(base, exponent)| match base {
            Base::Exponential(_) => true,
            Base::Power(base, _) => facts.enclosure(arena, *base).is_nonnegative(),
            Base::Node(_) if exponent.is_integer() => true,
            Base::Node(base) => facts.enclosure(arena, *base).is_nonnegative(),
        })
}

fn values(facts: &Facts, arena: &Arena, atom: &Monomial) -> Enclosure {
    atom.iter()
        .map(|(base, exponent)| match base {
            Base::Node(id) => facts.enclosure(arena, *id).power(exponent),
            Base::Exponential(_) => Enclosure::above(Number::ZERO, false),
            Base::Power(..) => Enclosure::reals(),
        })
        .reduce(|a, b| a.multiply(&b))
        .unwrap_or_default()
}

/// The least value of a quadratic form whose last variable is 1; nothing if there is none.
fn least(mut matrix: Vec<Vec<Number>>) -> Option<Number> {
    let last = matrix.len().checked_sub(1)?;
    for at in 0..last {
        let pivot = matrix[at][at].clone();
        if pivot.is_negative() {
            return None;
        }
        let Some(inverse) = pivot.reciprocal() else {
            if matrix[at][at..].iter().any(|entry| !entry.is_zero()) {
                return None;
            }
            continue;
        };
        for row in at + 1..=last {
            let factor = matrix[row][at].multiply(&inverse);
            if factor.is_zero() {
                continue;
            }
            let above = matrix[at].clone();
            for (entry, above) in matrix[row].iter_mut().zip(&above).skip(at + 1) {
                *entry = entry.subtract(&factor.multiply(above));
                if entry.bits() > LONG {
                    return None;
                }
            }
        }
    }
    Some(matrix[last][last].clone())
}
