//! Greatest common divisors modulo a prime, from images in one variable.
//!
//! The polynomials have the variables `0..=k`; images are taken in variable 0. Times a known multiple
//! of its leading coefficient, the divisor's images are values of one polynomial, which is found
//! variable by variable: after the first value of a variable the monomials are known, and a few
//! images at powers of one point give the coefficients.
//!
//! # Source
//! R. Zippel, Probabilistic algorithms for sparse polynomials, EUROSAM 1979; interpolating values
//! at powers: M. Ben-Or, P. Tiwari, STOC 1988.

use super::field::{Field, Shuffle, trim};
use super::{Monomial, Poly};
use crate::algebra::{AlgebraError, Fuel};

const WORK: &str = "finding a common divisor";

/// The most places to interpolate at.
const PLACES: usize = 2048;

/// Monomials and residues, sorted as those of a [`Poly`].
pub(super) type Residues = Vec<(Monomial, u64)>;

/// The residues of the coefficients.
pub(super) fn residues(field: &Field, poly: &Poly) -> Residues {
    (poly.monomials().iter())
        .map(|(m, c)| (*m, field.of_integer(c)))
        .filter(|term| term.1 != 0)
        .collect()
}

/// The value where the last variable that occurs is the number whose powers are given.
pub(super) fn collapse(
    field: &Field,
    poly: &Residues,
    variable: usize,
    powers: &[u64],
) -> Residues {
    let mut made: Residues = Vec::with_capacity(poly.len());
    for (monomial, coefficient) in poly {
        let power = powers.get(monomial.exponent(variable) as usize);
        let value = field.mul(*coefficient, power.copied().unwrap_or(0));
        let rest = monomial.without(variable);
        match made.last_mut() {
            Some(last) if last.0 == rest => last.1 = field.add(last.1, value),
            _ => made.push((rest, value)),
        }
    }
    made.retain(|term| term.1 != 0);
    made
}

/// The coefficients by powers of variable 0 of a polynomial in it alone.
fn dense(poly: &Residues) -> Vec<u64> {
    let degree = poly.first().map_or(0, |term| term.0.exponent(0));
    let mut list = vec![0; degree as usize + 1];
    for (monomial, coefficient) in poly {
        if let Some(place) = list.get_mut(monomial.exponent(0) as usize) {
            *place = *coefficient;
        }
    }
    trim(&mut list);
    list
}

/// The two polynomials, the multiple of the divisor's leading coefficient, and the highest powers
/// of the variables in all three and in the divisor.
pub(super) struct Problem {
    pub(super) a: Residues,
    pub(super) b: Residues,
    pub(super) leading: Residues,
    pub(super) degrees: Monomial,
    pub(super) bounds: Vec<u32>,
}

impl Problem {
    fn collapse(&self, field: &Field, variable: usize, value: u64) -> Problem {
        let powers = field.powers(value, self.degrees.exponent(variable));
        Problem {
            a: collapse(field, &self.a, variable, &powers),
            b: collapse(field, &self.b, variable, &powers),
            leading: collapse(field, &self.leading, variable, &powers),
            degrees: self.degrees,
            bounds: Vec::new(),
        }
    }

    fn len(&self) -> u64 {
        (self.a.len() + self.b.len() + self.leading.len()) as u64
    }
}

/// The divisor with the leading coefficient `problem.leading`, or nothing if the points were
/// unlucky.
pub(super) fn divisor(
    field: &Field,
    problem: &Problem,
    count: usize,
    random: &mut Shuffle,
    fuel: &mut Fuel,
) -> Result<Option<Residues>, AlgebraError> {
    let degree = problem.bounds.first().copied().unwrap_or(0);
    // The problem with the last variables replaced by numbers, from none to all.
    let values: Vec<u64> = (0..count).map(|_| random.residue(field)).collect();
    let mut stages: Vec<Problem> = Vec::with_capacity(count + 1);
    for variable in (1..count).rev() {
        let before = stages.last().unwrap_or(problem);
        fuel.spend(before.len() * 8, WORK)?;
        let value = values.get(variable).copied().unwrap_or(0);
        let next = before.collapse(field, variable, value);
        stages.push(next);
    }
    let first = stages.pop();
    let Some(image) = single_image(field, first.as_ref().unwrap_or(problem), degree, fuel)? else {
        return Ok(None);
    };
    let mut known: Residues = Vec::new();
    for (power, coefficient) in image.iter().enumerate().rev() {
        if *coefficient != 0 {
            let monomial = Monomial::power(0, power as u32).unwrap_or(Monomial::ONE);
            known.push((monomial, *coefficient));
        }
    }
    for variable in 1..count {
        let stage = stages.pop();
        let stage = stage.as_ref().unwrap_or(problem);
        let points = problem.bounds.get(variable).copied().unwrap_or(0) as usize + 1;
        if points == 1 {
            continue;
        }
        if points > PLACES {
            return Ok(None);
        }
        let skeleton = match Skeleton::new(field, &known, variable, random, fuel)? {
            Some(skeleton) => skeleton,
            None => return Ok(None),
        };
        let mut places = vec![values.get(variable).copied().unwrap_or(0)];
        let mut columns: Vec<Vec<u64>> = known.iter().map(|term| vec![term.1]).collect();
        for _ in 1..points {
            let value = random.residue(field);
            fuel.spend(stage.len() * 8, WORK)?;
            let image = stage.collapse(field, variable, value);
            let Some(list) = skeleton.coefficients(field, &image, degree, fuel)? else {
                return Ok(None);
            };
            places.push(value);
            for (column, value) in columns.iter_mut().zip(list) {
                column.push(value);
            }
        }
        let Some(newton) = Newton::new(field, &places) else {
            return Ok(None);
        };
        fuel.spend((known.len() * points * points * 2) as u64, WORK)?;
        let mut extended = Residues::with_capacity(known.len() * 2);
        for ((monomial, _), column) in known.iter().zip(columns) {
            let powers = newton.powers(field, column);
            for (power, coefficient) in powers.iter().enumerate().rev() {
                if *coefficient != 0 {
                    let mut raised = *monomial;
                    raised.set(variable, power as u32);
                    extended.push((raised, *coefficient));
                }
            }
        }
        known = extended;
    }
    Ok(Some(known))
}

/// The divisor modulo another prime, when its monomials are known.
pub(super) fn divisor_with_monomials(
    field: &Field,
    problem: &Problem,
    known: &[Monomial],
    count: usize,
    random: &mut Shuffle,
    fuel: &mut Fuel,
) -> Result<Option<Residues>, AlgebraError> {
    let degree = problem.bounds.first().copied().unwrap_or(0);
    let known: Residues = known.iter().map(|monomial| (*monomial, 1)).collect();
    let Some(skeleton) = Skeleton::new(field, &known, count, random, fuel)? else {
        return Ok(None);
    };
    let list = skeleton.coefficients(field, problem, degree, fuel)?;
    Ok(list.map(|list| {
        (known.iter().zip(list))
            .map(|(term, value)| (term.0, value))
            .collect()
    }))
}

/// The image of a problem in variable 0 alone: powers from 0 to `degree`.
fn single_image(
    field: &Field,
    problem: &Problem,
    degree: u32,
    fuel: &mut Fuel,
) -> Result<Option<Vec<u64>>, AlgebraError> {
    let (mut a, mut b) = (dense(&problem.a), dense(&problem.b));
    let leading = match &problem.leading[..] {
        [(monomial, value)] if monomial.is_one() => *value,
        _ => return Ok(None),
    };
    if a.len() != problem.degrees_of_first() + 1 && b.len() != problem.degrees_of_first() + 1 {
        return Ok(None);
    }
    fuel.spend((a.len() * b.len() * 2) as u64, WORK)?;
    field.gcd(&mut a, &mut b);
    if a.len() != degree as usize + 1 {
        return Ok(None);
    }
    let top = a.last().copied().unwrap_or(0);
    let factor = field.mul(leading, field.recip(top));
    for value in &mut a {
        *value = field.mul(*value, factor);
    }
    Ok(Some(a))
}

impl Problem {
    fn degrees_of_first(&self) -> usize {
        self.degrees.exponent(0) as usize
    }
}

/// The monomials of a divisor, by powers of variable 0, and their values at one point.
struct Skeleton {
    groups: Vec<Group>,
    /// The values of the variables at the point, from variable 1.
    point: Vec<u64>,
    /// How many images are needed.
    images: usize,
}

/// The monomials that share a power of variable 0.
struct Group {
    power: u32,
    nodes: Nodes,
}

/// Unknown multiples of known numbers, of whose powers the sums are known.
pub(super) struct Nodes {
    nodes: Vec<u64>,
    /// The product of `z - node`, lowest power first.
    master: Vec<u64>,
    /// What the sums of [`Nodes::solve`] are divided by, inverted.
    weights: Vec<u64>,
}

impl Nodes {
    /// Nothing if two nodes are equal, or one is 0.
    pub(super) fn new(
        field: &Field,
        nodes: Vec<u64>,
        fuel: &mut Fuel,
    ) -> Result<Option<Self>, AlgebraError> {
        let count = nodes.len();
        fuel.spend((count * count * 3) as u64, WORK)?;
        let mut master = Vec::with_capacity(count + 1);
        master.push(field.one);
        for node in &nodes {
            // Times z - node.
            let mut carried = 0;
            for place in &mut master {
                let own = field.sub(carried, field.mul(*node, *place));
                carried = *place;
                *place = own;
            }
            master.push(carried);
        }
        let mut weights = Vec::with_capacity(count);
        for node in &nodes {
            // The value of master / (z - node) at the node.
            let (mut quotient, mut sum) = (0, 0);
            for coefficient in master.iter().skip(1).rev() {
                quotient = field.add(field.mul(quotient, *node), *coefficient);
                sum = field.add(field.mul(sum, *node), quotient);
            }
            // The first sum is of first powers, not of zeroth ones.
            weights.push(field.mul(sum, *node));
        }
        let distinct = field.recip_all(&mut weights);
        Ok(distinct.then_some(Nodes {
            nodes,
            master,
            weights,
        }))
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The multiples, from the sums of the multiples of the first, second, ... powers of the nodes:
    /// as many as there are nodes.
    pub(super) fn solve(&self, field: &Field, sums: &[u64]) -> Vec<u64> {
        (self.nodes.iter().zip(&self.weights))
            .map(|(node, weight)| {
                let (mut quotient, mut total) = (0, 0);
                for (coefficient, sum) in self.master.iter().skip(1).zip(sums).rev() {
                    quotient = field.add(field.mul(quotient, *node), *coefficient);
                    total = field.add(total, field.mul(quotient, *sum));
                }
                field.mul(total, *weight)
            })
            .collect()
    }
}

impl Skeleton {
    /// For monomials in the variables below `count`.
    fn new(
        field: &Field,
        known: &Residues,
        count: usize,
        random: &mut Shuffle,
        fuel: &mut Fuel,
    ) -> Result<Option<Self>, AlgebraError> {
        let point: Vec<u64> = (1..count).map(|_| random.residue(field)).collect();
        let mut degrees = Monomial::ONE;
        for (monomial, _) in known {
            degrees = degrees.lcm(monomial);
        }
        let tables = tables(field, &point, &degrees);
        let mut lists: Vec<(u32, Vec<u64>)> = Vec::new();
        for (monomial, _) in known {
            let node = value(field, monomial, &tables);
            let power = monomial.exponent(0);
            match lists.last_mut() {
                Some(list) if list.0 == power => list.1.push(node),
                _ => lists.push((power, vec![node])),
            }
        }
        let mut groups = Vec::with_capacity(lists.len());
        for (power, list) in lists {
            let Some(nodes) = Nodes::new(field, list, fuel)? else {
                return Ok(None);
            };
            groups.push(Group { power, nodes });
        }
        let images = groups.iter().map(|group| group.nodes.len()).max();
        Ok(Some(Skeleton {
            groups,
            point,
            images: images.unwrap_or(0),
        }))
    }

    /// The coefficients of the divisor of a problem, in the order of the monomials.
    fn coefficients(
        &self,
        field: &Field,
        problem: &Problem,
        degree: u32,
        fuel: &mut Fuel,
    ) -> Result<Option<Vec<u64>>, AlgebraError> {
        let tables = tables(field, &self.point, &problem.degrees);
        let first = |poly: &Residues| {
            let numbered = poly.iter().map(|term| (term.0.exponent(0), *term));
            Sequence::new(field, numbered, &tables)
        };
        let (mut a, mut b) = (first(&problem.a), first(&problem.b));
        let mut leading = first(&problem.leading);
        let work = (problem.len() + a.length as u64 * b.length as u64 * 2) * 2;
        fuel.spend(work.saturating_mul(self.images as u64), WORK)?;
        let full = problem.degrees_of_first() + 1;
        let mut images = Vec::with_capacity(self.images);
        let mut tops = Vec::with_capacity(self.images);
        let mut factors = Vec::with_capacity(self.images);
        for _ in 0..self.images {
            let (mut left, mut right) = (a.next(field), b.next(field));
            trim(&mut left);
            trim(&mut right);
            if left.len() != full && right.len() != full {
                return Ok(None);
            }
            field.gcd(&mut left, &mut right);
            if left.len() != degree as usize + 1 {
                return Ok(None);
            }
            tops.push(left.last().copied().unwrap_or(0));
            factors.push(leading.next(field).first().copied().unwrap_or(0));
            images.push(left);
        }
        if !field.recip_all(&mut tops) {
            return Ok(None);
        }
        for (factor, top) in factors.iter_mut().zip(&tops) {
            *factor = field.mul(*factor, *top);
        }
        let mut found = Vec::new();
        for group in &self.groups {
            let count = group.nodes.len();
            fuel.spend((count * count * 3) as u64, WORK)?;
            let values: Vec<u64> = (images.iter().zip(&factors).take(count))
                .map(|(image, factor)| {
                    let value = image.get(group.power as usize);
                    field.mul(value.copied().unwrap_or(0), *factor)
                })
                .collect();
            found.extend(group.nodes.solve(field, &values));
        }
        Ok(Some(found))
    }
}

/// The powers of the values of variables 1, 2 and so on.
pub(super) fn tables(field: &Field, point: &[u64], degrees: &Monomial) -> Vec<Vec<u64>> {
    (point.iter().enumerate())
        .map(|(at, value)| field.powers(*value, degrees.exponent(at + 1)))
        .collect()
}

/// The value of a monomial without its power of variable 0.
pub(super) fn value(field: &Field, monomial: &Monomial, tables: &[Vec<u64>]) -> u64 {
    let mut product = field.one;
    for (at, table) in tables.iter().enumerate() {
        let exponent = monomial.exponent(at + 1);
        if exponent != 0 {
            let power = table.get(exponent as usize).copied().unwrap_or(0);
            product = field.mul(product, power);
        }
    }
    product
}

/// Sums of terms at the powers of a point, one power after the other.
pub(super) struct Sequence {
    /// Number of the sum, current value, and what the next value is multiplied by.
    terms: Vec<(u32, u64, u64)>,
    length: usize,
}

impl Sequence {
    /// For terms with the number of the sum that they belong to. The point has the variables from 1
    /// on for which there is a table.
    pub(super) fn new(
        field: &Field,
        terms: impl Iterator<Item = (u32, (Monomial, u64))>,
        tables: &[Vec<u64>],
    ) -> Self {
        let terms: Vec<(u32, u64, u64)> = terms
            .map(|(number, (monomial, coefficient))| {
                (number, coefficient, value(field, &monomial, tables))
            })
            .collect();
        let length = terms.iter().map(|term| term.0 as usize + 1).max();
        Sequence {
            terms,
            length: length.unwrap_or(0),
        }
    }

    /// The sums at the next power; the first one is the first power.
    pub(super) fn next(&mut self, field: &Field) -> Vec<u64> {
        let mut list = vec![0; self.length];
        for (number, value, ratio) in &mut self.terms {
            *value = field.mul(*value, *ratio);
            if let Some(place) = list.get_mut(*number as usize) {
                *place = field.add(*place, *value);
            }
        }
        list
    }

    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }
}

/// Interpolation in one variable at fixed places, by divided differences.
pub(super) struct Newton {
    places: Vec<u64>,
    /// The inverses of the differences of places, row by row.
    inverses: Vec<Vec<u64>>,
}

impl Newton {
    /// Nothing if two places are equal, or there are too many to keep all differences.
    pub(super) fn new(field: &Field, places: &[u64]) -> Option<Self> {
        if places.len() > PLACES {
            return None;
        }
        let mut flat = Vec::new();
        for (at, place) in places.iter().enumerate() {
            flat.extend(
                places
                    .iter()
                    .take(at)
                    .map(|other| field.sub(*place, *other)),
            );
        }
        if !field.recip_all(&mut flat) {
            return None;
        }
        let mut rest = flat.into_iter();
        let inverses = (0..places.len())
            .map(|at| rest.by_ref().take(at).collect())
            .collect();
        Some(Newton {
            places: places.to_vec(),
            inverses,
        })
    }

    /// The coefficients, lowest first, of the polynomial with given values.
    pub(super) fn powers(&self, field: &Field, values: Vec<u64>) -> Vec<u64> {
        let mut differences: Vec<u64> = Vec::with_capacity(values.len());
        for (value, inverses) in values.into_iter().zip(&self.inverses) {
            let mut value = value;
            for (known, inverse) in differences.iter().zip(inverses) {
                value = field.mul(field.sub(value, *known), *inverse);
            }
            differences.push(value);
        }
        let mut powers: Vec<u64> = Vec::with_capacity(differences.len());
        for (difference, place) in differences.iter().zip(&self.places).rev() {
            // Times x - place, plus the difference.
            let mut carried = *difference;
            for power in &mut powers {
                let product = field.mul(*power, *place);
                let own = field.sub(carried, product);
                carried = *power;
                *power = own;
            }
            powers.push(carried);
        }
        powers
    }
}
